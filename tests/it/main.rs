//! The native suite: one module per boundary.

mod datasets;
mod estimators;
mod plot;
mod samples;
