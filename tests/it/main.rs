//! The native suite: one module per boundary.

mod architecture;
mod bottleneck;
mod concepts;
mod datasets;
mod estimators;
mod experiments;
mod files;
mod lab;
mod measures;
mod nets;
mod plot;
mod replicate;
mod samples;
mod worker;
