//! Bins of equal width over a fixed range, as the first information planes were drawn with.

use super::cells::{Cells, EstimateError};
use crate::samples::Points;

/// Edges in increasing order. A value's bin is the number of edges at or below it, less one: bins are closed on the
/// left, the last edge has a bin of its own, and everything below the range falls into bin −1, everything above into
/// the last.
///
/// Shwartz-Ziv & Tishby 2017, released code: 30 edges from −1 to 1 in single precision. Their code reads bin −1 as the
/// last bin, an accident of negative indices that merges the two ends for activations below −1; here it is its own bin.
#[derive(Clone, Debug, PartialEq)]
pub struct FixedBins {
    edges: Vec<f32>,
}

impl FixedBins {
    /// `count` edges evenly from −1 to 1.
    pub fn over_one(count: usize) -> Self {
        let last = count.max(2) - 1;
        // Evenly spaced as NumPy spaces them: in double precision, rounded to single.
        let step = 2.0 / last as f64;
        let edges = (0..=last).map(|i| if i == last { 1.0 } else { (-1.0 + i as f64 * step) as f32 });
        Self { edges: edges.collect() }
    }

    /// Joint cells of `[n, dim]` activations.
    pub fn cells(&self, values: &[f32], dim: usize) -> Result<Cells, EstimateError> {
        let points = Points::new(values, dim)?;
        Ok(Cells::of(points, |value| self.edges.partition_point(|edge| *edge <= value) as i32 - 1))
    }
}
