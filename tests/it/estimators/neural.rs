//! The estimators of the family: neural.
