//! Bins that hold equally many points of a coordinate.

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

const SETTINGS: &[Setting] = &[bins(10), BINNED];

pub static INFO: Estimator = Estimator {
    id: "mass-bins",
    name: "Bins of equal mass",
    family: Family::Bins,
    measures: Measures::Information,
    x: Takes::Either,
    y: Takes::Either,
    settings: SETTINGS,
    about: "Sees only the order of each coordinate's values, so no increasing map changes it; many cells for few points \
            read too much.",
    source: "Paluš, Albrecht & Dvořák 1993, marginal equiquantization",
};

/// The information of the cells in nats, by the plug-in rule; each coordinate of a binned side has its own bins.
pub fn estimate(pairs: &Pairs, settings: &Settings, _: &mut Rng) -> Result<Reading, EstimateError> {
    super::information(pairs, settings, |side| cells(side.values(), side.dim(), settings.count("bins")))
}

/// Joint cells of `[n, dim]` activations, row-major: bin ⌊bins r/n⌋, r the points whose coordinate is smaller. Equal
/// values stay together, so bins hold equal numbers of points only where values differ.
pub fn cells<T: Copy + Into<f64>>(values: &[T], dim: usize, bins: usize) -> Result<Cells, EstimateError> {
    check_bins(bins)?;
    let points = Points::new(values, dim)?;
    let edges: Vec<Vec<f64>> = (0..dim).map(|column| first_values(points, column, bins)).collect();
    Ok(Cells::by_column(points, |column, value| edges[column].partition_point(|edge| *edge <= value) as i64))
}

/// The smallest value of every bin of a column that holds any.
fn first_values<T: Copy + Into<f64>>(points: Points<'_, T>, column: usize, bins: usize) -> Vec<f64> {
    let mut sorted: Vec<f64> = points.rows().map(|row| row[column].into()).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let mut edges = Vec::new();
    let (mut smaller, mut last) = (0, None);
    // 0 and −0 are equal.
    for equal in sorted.chunk_by(|a, b| a == b) {
        let bin = smaller * bins / sorted.len();
        if last != Some(bin) {
            edges.push(equal[0]);
            last = Some(bin);
        }
        smaller += equal.len();
    }
    edges
}
