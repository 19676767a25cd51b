//! The information of the frequencies as they are.

use super::{
    super::{
        error::EstimateError,
        estimator::{Estimator, Family, Measures, Reading, Takes},
        settings::Settings,
    },
    counts::{self, Alphabets, Counts},
};
use crate::{
    draws::Rng,
    samples::{Pairs, Samples},
};

pub static INFO: Estimator = Estimator {
    id: "plug-in",
    name: "Plug-in",
    family: Family::Discrete,
    measures: Measures::Information,
    x: Takes::Symbols,
    y: Takes::Symbols,
    settings: &[],
    about: "Exact for the counted points themselves; of a larger world it reads too much, by about \
            (Kx − 1)(Ky − 1)/2N nats where nothing is to find.",
    source: "Maximum likelihood; its bias: Miller 1955",
};

/// −Σ (n/N) ln(n/N) in nats.
pub fn entropy(counts: &Counts) -> f64 {
    counts.sum(|count| {
        let p = count / counts.total();
        -p * libm::log(p)
    })
}

/// H(X) + H(Y) − H(X,Y) in nats, equal points being one symbol; at least 0.
pub fn estimate(pairs: &Pairs, _: &Settings, _: &mut Rng) -> Result<Reading, EstimateError> {
    counts::information(pairs, Alphabets::Occurring, entropy)
}

/// I(X;Y|Z) = H(X,Z) + H(Y,Z) − H(X,Y,Z) − H(Z) in nats; at least 0.
pub fn conditional(pairs: &Pairs, given: &Samples, _: &Settings) -> Result<Reading, EstimateError> {
    counts::conditional_information(pairs, given, Alphabets::Occurring, entropy)
}
