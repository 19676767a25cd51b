//! Estimators that put values into bins and count.
