//! The plug-in information, less its bias of first order.

use super::{
    super::{
        error::EstimateError,
        estimator::{Estimator, Family, Measures, Reading, Takes},
        settings::Settings,
    },
    counts::{self, Alphabets, Counts},
    plug_in,
};
use crate::{
    draws::Rng,
    samples::{Pairs, Samples},
};

pub static INFO: Estimator = Estimator {
    id: "miller-madow",
    name: "Miller–Madow",
    family: Family::Discrete,
    measures: Measures::Information,
    x: Takes::Symbols,
    y: Takes::Symbols,
    settings: &[],
    about: "Takes off the plug-in's bias of first order; too little where many symbols have not occurred yet.",
    source: "Miller 1955",
};

/// The plug-in entropy + (K − 1)/2N in nats, K the symbols that occurred.
pub fn entropy(counts: &Counts) -> f64 {
    plug_in::entropy(counts) + (counts.occupied() - 1.0) / (2.0 * counts.total())
}

/// H(X) + H(Y) − H(X,Y) in nats, equal points being one symbol; can be negative.
pub fn estimate(pairs: &Pairs, _: &Settings, _: &mut Rng) -> Result<Reading, EstimateError> {
    counts::information(pairs, Alphabets::Occurring, entropy)
}

/// I(X;Y|Z) = H(X,Z) + H(Y,Z) − H(X,Y,Z) − H(Z) in nats; can be negative.
pub fn conditional(pairs: &Pairs, given: &Samples, _: &Settings) -> Result<Reading, EstimateError> {
    counts::conditional_information(pairs, given, Alphabets::Occurring, entropy)
}
