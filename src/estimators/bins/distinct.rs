//! Bins that hold equally many distinct values.

use super::{
    super::{
        cells::Cells,
        error::EstimateError,
        estimator::{Estimator, Family, Measures, Reading, Setting, SettingKind, Takes},
        settings::Settings,
    },
    BINNED, bins, check_bins,
};
use crate::{
    draws::Rng,
    samples::{Pairs, Points},
};

const SETTINGS: &[Setting] = &[
    bins(30),
    Setting { key: "special", label: "Value with a cell of its own", kind: SettingKind::Choice(&["zero", "none"]) },
    BINNED,
];

pub static INFO: Estimator = Estimator {
    id: "distinct-bins",
    name: "Bins of equally many levels (EBAB)",
    family: Family::Bins,
    measures: Measures::Information,
    x: Takes::Either,
    y: Takes::Either,
    settings: SETTINGS,
    about: "Adapts to any activation and gives silent ReLUs a cell; follows values wherever they crowd, and many cells \
            for few points read too much.",
    source: "Chelombiev, Houghton & O'Donnell 2019, released code (EBAB)",
};

/// The value that is no level and has a cell of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Special {
    /// 0, where rectifiers are silent; no other activation reaches it but by chance.
    #[default]
    Zero,
    None,
}

/// The information of the cells in nats, by the plug-in rule; each binned side has the same bins for all its coordinates.
pub fn estimate(pairs: &Pairs, settings: &Settings, _: &mut Rng) -> Result<Reading, EstimateError> {
    let special = match settings.choice("special") {
        "none" => Special::None,
        _ => Special::Zero,
    };
    super::information(pairs, settings, |side| cells(side.values(), side.dim(), settings.count("bins"), special))
}

/// Joint cells of `[n, dim]` activations, row-major.
///
/// Of the m distinct values of all coordinates together, in increasing order and without the special one, bin
/// k = 0, …, `bins` − 1 begins with that of place ⌊k m/bins⌋, counted from 0; the last of all has a bin of its own, as in
/// the released code.
pub fn cells<T: Copy + Into<f64>>(
    values: &[T],
    dim: usize,
    bins: usize,
    special: Special,
) -> Result<Cells, EstimateError> {
    check_bins(bins)?;
    let points = Points::new(values, dim)?;
    let is_special = |value: f64| special == Special::Zero && value == 0.0;
    let mut levels: Vec<f64> = values.iter().map(|value| (*value).into()).filter(|value| !is_special(*value)).collect();
    levels.sort_unstable_by(f64::total_cmp);
    levels.dedup();
    let starts = (0..bins).map(|k| k * levels.len() / bins).chain([levels.len().wrapping_sub(1)]);
    let mut edges: Vec<f64> = starts.filter_map(|place| levels.get(place)).copied().collect();
    edges.dedup();
    Ok(Cells::of(
        points,
        |value| {
            if is_special(value) { -1 } else { edges.partition_point(|edge| *edge <= value) as i64 }
        },
    ))
}
