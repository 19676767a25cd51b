//! Information bottlenecks of known distributions.

mod blahut_arimoto;
mod curve;
mod encoder;
mod gaussian;
mod partitions;
mod symmetric;

pub use blahut_arimoto::{Problem, Solution};
pub use curve::{Concavity, Sweep, concavity, first_transition, growth_onset, interpolate};
pub use encoder::Encoder;
pub use gaussian::{GaussianBottleneck, GaussianPoint};
pub use partitions::{DeterministicPoint, deterministic_optima, deterministic_optimum};
pub use symmetric::{binary_symmetric_beta, binary_symmetric_point};
