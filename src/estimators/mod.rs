//! Information from samples, in nats, never clipped.

mod cells;
mod exponential;
pub mod fixed_bins;
pub mod floor_bins;
pub mod kolchinsky_tracey;

pub use cells::{Cells, EstimateError};
