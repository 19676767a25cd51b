//! The estimators of the family: kernel.
