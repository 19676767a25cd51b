//! Bins of equal width from the smallest value to the largest.

use super::{
    super::{
        cells::Cells,
        error::EstimateError,
        estimator::{Estimator, Family, Measures, Reading, Setting, Takes},
        settings::Settings,
    },
    BINNED, bins, check_bins,
};
use crate::{
    draws::Rng,
    samples::{Pairs, Points},
};

const SETTINGS: &[Setting] = &[bins(30), BINNED];

pub static INFO: Estimator = Estimator {
    id: "range-bins",
    name: "Bins over the range",
    family: Family::Bins,
    measures: Measures::Information,
    x: Takes::Either,
    y: Takes::Either,
    settings: SETTINGS,
    about: "Ignores a side's scale; one outlier widens all bins, and many cells for few points read too much.",
    source: "Kawaguchi et al. 2023, released code: bins over the whole layer's range",
};

/// The information of the cells in nats, by the plug-in rule; each binned side has one range for all its coordinates.
pub fn estimate(pairs: &Pairs, settings: &Settings, _: &mut Rng) -> Result<Reading, EstimateError> {
    super::information(pairs, settings, |side| cells(side.values(), side.dim(), settings.count("bins")))
}

/// Joint cells of `[n, dim]` activations, row-major: bin ⌊bins (value − min)/(max − min)⌋, the largest value in the last
/// bin; min and max are those of all values together. Equal values are one cell.
pub fn cells<T: Copy + Into<f64>>(values: &[T], dim: usize, bins: usize) -> Result<Cells, EstimateError> {
    check_bins(bins)?;
    let points = Points::new(values, dim)?;
    let ends = |(low, high): (f64, f64), value: f64| (low.min(value), high.max(value));
    let (low, high) = values.iter().map(|value| (*value).into()).fold((f64::INFINITY, f64::NEG_INFINITY), ends);
    // Halved, so that the distance of the largest numbers is a number too.
    let span = 0.5 * high - 0.5 * low;
    let (count, last) = (bins as f64, bins as i64 - 1);
    let bin = |value: f64| ((0.5 * value - 0.5 * low) / span * count) as i64;
    Ok(Cells::of(points, |value| if span > 0.0 { bin(value).min(last) } else { 0 }))
}
