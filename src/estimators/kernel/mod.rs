//! Estimators from smooth kernels between all pairs of points.
