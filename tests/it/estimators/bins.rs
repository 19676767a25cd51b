//! The estimators of the family: bins.
