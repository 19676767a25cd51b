//! Bounds found by training a critic.
