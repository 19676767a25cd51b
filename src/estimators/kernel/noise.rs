//! How much noise a layer is thought to have, for the bounds of Kolchinsky and Tracey.

use super::{
    super::{
        cells::Cells,
        error::EstimateError,
        estimator::{Reading, Setting, SettingKind},
        settings::Settings,
    },
    kolchinsky_tracey::{Bounds, bounds_of_symbols},
    likelihood::fitted_variance,
};
use crate::samples::Pairs;

pub(super) const SETTINGS: &[Setting] = &[
    Setting { key: "noise", label: "Noise", kind: SettingKind::Choice(&["fixed", "layer", "likelihood"]) },
    Setting {
        key: "variance",
        label: "Noise variance",
        kind: SettingKind::Number { default: 1e-3, range: [1e-12, 1e6] },
    },
];

/// The bounds for X + N(0, σ² 1) and the symbols of Y. σ² is
///
/// - `fixed`: `variance`, in X's own unit squared;
/// - `layer`: `variance` times the square of the greatest |x|: the noise's standard deviation is proportional to the
///   layer's maximum, so that a layer of larger numbers is not taken for one of more information, and multiplying X by a
///   constant changes nothing. The rule of Chelombiev et al. 2019, section 3, whose released code has a fixed noise
///   instead;
/// - `likelihood`: that of [`fitted_variance`]; `variance` is not used.
pub(super) fn bounds(pairs: &Pairs, settings: &Settings) -> Result<Bounds, EstimateError> {
    if pairs.n() == 0 {
        return Err(EstimateError::TooFew { n: 0, needed: 1 });
    }
    let (symbols, count) = pairs.y().symbols();
    let variance = settings.number("variance");
    match settings.choice("noise") {
        "layer" => {
            let greatest = pairs.x().values().iter().fold(0.0f64, |greatest, value| greatest.max(value.abs()));
            // Where all is 0, all points are equal, and no noise matters.
            let unit = if greatest > 0.0 { greatest } else { 1.0 };
            // Values over their greatest with the variance itself, rather than a variance that could leave the range.
            let scaled = pairs.x().map(|_, value| value / unit)?;
            bounds_of_symbols(scaled.points(), &symbols, count, variance)
        }
        "likelihood" => bounds_of_symbols(pairs.x().points(), &symbols, count, fitted_variance(pairs.x())?),
        _ => bounds_of_symbols(pairs.x().points(), &symbols, count, variance),
    }
}

/// The bound with what caps it: a bound over all points exceeds the mean within the symbols by at most H(Y), which is ln N
/// where all points of Y differ.
pub(super) fn reading(pairs: &Pairs, value: f64) -> Reading {
    let symbols = Cells::symbols(pairs.y());
    let name = if symbols.occupied() == pairs.n() { "ln N" } else { "H(Y)" };
    Reading::below(value, symbols.entropy(), name)
}
