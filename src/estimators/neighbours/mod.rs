//! Estimators from the distances to nearest neighbours.
