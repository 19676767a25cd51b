//! The estimators of the family: neighbours.
