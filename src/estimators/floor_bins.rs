//! Bins of one width on the whole line.

use super::cells::{Cells, EstimateError};
use crate::samples::Points;

/// Joint cells of `[n, dim]` activations: bin ⌊value / width⌋. Nothing is clipped, so it suits every activation.
///
/// Saxe et al. 2018, released code: width 0.07 for the 12-bit task, 0.5 for images.
pub fn cells(values: &[f32], dim: usize, width: f64) -> Result<Cells, EstimateError> {
    if !(width > 0.0 && width.is_finite()) {
        return Err(EstimateError::Setting { name: "the bin width", value: width, allowed: "above 0" });
    }
    let points = Points::new(values, dim)?;
    Ok(Cells::of(points, |value| (f64::from(value) / width).floor() as i32))
}
