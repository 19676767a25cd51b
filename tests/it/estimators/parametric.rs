//! The estimators of the family: parametric.
