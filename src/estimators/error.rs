//! Why something could not be estimated.

use crate::samples::SamplesError;

#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum EstimateError {
    #[error(transparent)]
    Samples(#[from] SamplesError),
    #[error("{points} points came with {labels} labels")]
    LabelCount { points: usize, labels: usize },
    #[error("the label at row {row} is {label}; there are only {classes} classes, counted from 0")]
    Label { row: usize, label: u8, classes: usize },
    #[error("{name} is {value}; it must be {allowed}")]
    Setting { name: &'static str, value: f64, allowed: &'static str },
    /// An estimator's name or settings that do not exist or are out of range; the sentence says what is allowed.
    #[error("{0}")]
    Query(String),
    #[error("{n} points are too few; {needed} are needed")]
    TooFew { n: usize, needed: usize },
    /// The data are not of the kind this estimator is for; the sentence says why.
    #[error("{0}")]
    Unsuited(String),
    #[error("the critic's training failed: {0}")]
    Training(String),
}
