//! Information from samples, in nats, never clipped.

mod cells;
pub mod exponential;
pub mod fixed_bins;
pub mod floor_bins;
pub mod kolchinsky_tracey;

pub use cells::{Cells, EstimateError, InformationPair, entropy_of_counts};
