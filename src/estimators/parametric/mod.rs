//! Estimators that assume a shape.

pub mod gaussian;
