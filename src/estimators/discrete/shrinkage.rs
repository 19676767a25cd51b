//! Information from frequencies that are drawn towards equal ones as far as their noise asks for.

use super::{
    super::{
        error::EstimateError,
        estimator::{Estimator, Family, Measures, Reading, Takes},
        settings::Settings,
    },
    counts::{self, ALPHABETS, Alphabets, Counts},
};
use crate::{
    draws::Rng,
    samples::{Pairs, Samples},
};

pub static INFO: Estimator = Estimator {
    id: "shrinkage",
    name: "James–Stein shrinkage",
    family: Family::Discrete,
    measures: Measures::Information,
    x: Takes::Symbols,
    y: Takes::Symbols,
    settings: &ALPHABETS,
    about: "Draws noisy frequencies towards equal ones; reads too little where few points meet a large table.",
    source: "Hausser & Strimmer 2009",
};

/// The plug-in entropy of λ/K + (1 − λ) n/N in nats, K the alphabet's size and
/// λ = (1 − Σ (n/N)²) / ((N − 1) Σ (1/K − n/N)²), at most 1.
pub fn entropy(counts: &Counts) -> f64 {
    let (n, equal) = (counts.total(), 1.0 / counts.alphabet());
    let variance = (1.0 - counts.sum(|count| (count / n) * (count / n))) / (n - 1.0);
    let distance = counts.sum(|count| (equal - count / n) * (equal - count / n)) + counts.unseen() * equal * equal;
    // Neither variance nor distance where one symbol is all: no shrinkage would change it.
    let lambda = if variance < distance { variance / distance } else { 1.0 };
    let term = |p: f64| if p > 0.0 { -p * libm::log(p) } else { 0.0 };
    counts.sum(|count| term(lambda * equal + (1.0 - lambda) * count / n)) + counts.unseen() * term(lambda * equal)
}

/// H(X) + H(Y) − H(X,Y) in nats, each entropy shrunk by itself, equal points being one symbol; can be negative.
pub fn estimate(pairs: &Pairs, settings: &Settings, _: &mut Rng) -> Result<Reading, EstimateError> {
    counts::information(pairs, Alphabets::set(settings), entropy)
}

/// I(X;Y|Z) = H(X,Z) + H(Y,Z) − H(X,Y,Z) − H(Z) in nats; can be negative.
pub fn conditional(pairs: &Pairs, given: &Samples, settings: &Settings) -> Result<Reading, EstimateError> {
    counts::conditional_information(pairs, given, Alphabets::set(settings), entropy)
}
