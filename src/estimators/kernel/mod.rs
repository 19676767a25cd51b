//! Estimators from smooth kernels between all pairs of points.

pub mod cauchy_schwarz;
pub mod cs_qmi;
pub mod exponential;
mod gram;
pub mod hsic;
pub mod kde;
pub mod kolchinsky_tracey;
pub mod kt_lower;
pub mod kt_upper;
pub mod likelihood;
mod noise;
