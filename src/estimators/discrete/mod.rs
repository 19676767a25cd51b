//! Estimators for symbols: entropies from counts, and their corrections.
