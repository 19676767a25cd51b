//! The estimators of the family: discrete.
