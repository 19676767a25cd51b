//! Estimators that assume a shape.

pub mod copula;
pub mod gaussian;
pub mod linear_v;
