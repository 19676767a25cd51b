//! Information bottlenecks of known distributions.

mod annealing;
mod blahut_arimoto;
mod convex;
mod curve;
mod encoder;
mod gaussian;
mod partitions;
mod stability;
mod symmetric;

pub use annealing::Annealing;
pub use blahut_arimoto::{Problem, Solution};
pub use convex::{Price, PricedProblem, PricedSolution};
pub use curve::{Concavity, Sweep, concavity, interpolate};
pub use encoder::Encoder;
pub use gaussian::{GaussianBottleneck, GaussianPoint};
pub use partitions::{DeterministicPoint, deterministic_optima, deterministic_optimum};
pub use stability::{Split, first_split, first_transition, growth, growth_onset};
pub use symmetric::{binary_symmetric_beta, binary_symmetric_point};
