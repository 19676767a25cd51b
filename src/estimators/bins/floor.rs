//! Bins of one width on the whole line.

use super::{
    super::{
        cells::Cells,
        error::EstimateError,
        estimator::{Estimator, Family, Measures, Reading, Setting, SettingKind, Takes},
        settings::Settings,
    },
    BINNED,
};
use crate::{
    draws::Rng,
    samples::{Pairs, Points},
};

const SETTINGS: &[Setting] = &[
    Setting { key: "width", label: "Width", kind: SettingKind::Number { default: 0.07, range: [1e-6, 1e6] } },
    BINNED,
];

pub static INFO: Estimator = Estimator {
    id: "floor-bins",
    name: "Bins of one width",
    family: Family::Bins,
    measures: Measures::Information,
    x: Takes::Either,
    y: Takes::Either,
    settings: SETTINGS,
    about: "Has no range, so it fits every activation; follows the scale of the values, and many cells for few points \
            read too much.",
    source: "Saxe et al. 2018, released code",
};

/// The information of the cells in nats, by the plug-in rule; the same width for every coordinate of the binned sides.
pub fn estimate(pairs: &Pairs, settings: &Settings, _: &mut Rng) -> Result<Reading, EstimateError> {
    super::information(pairs, settings, |side| cells(side.values(), side.dim(), settings.number("width")))
}

/// Joint cells of `[n, dim]` activations, row-major: bin ⌊value / width⌋.
///
/// Nothing is clipped, so it suits every activation; bins more than 2⁶³ widths from 0 count as one.
///
/// Saxe et al. 2018, released code: width 0.07 for the 12-bit task, 0.5 for images.
pub fn cells<T: Copy + Into<f64>>(values: &[T], dim: usize, width: f64) -> Result<Cells, EstimateError> {
    if !(width > 0.0 && width.is_finite()) {
        return Err(EstimateError::Setting { name: "the bin width", value: width, allowed: "above 0" });
    }
    Ok(Cells::of(Points::new(values, dim)?, |value| libm::floor(value / width) as i64))
}
