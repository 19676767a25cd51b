//! Bins of one width on the whole line.

use super::{cells::Cells, error::EstimateError};
use crate::samples::Points;

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
