//! Information from entropies whose bias shrinks geometrically with the number of points.

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
    measures::digamma,
    samples::{Pairs, Samples},
};

pub static INFO: Estimator = Estimator {
    id: "zhang",
    name: "Zhang",
    family: Family::Discrete,
    measures: Measures::Information,
    x: Takes::Symbols,
    y: Takes::Symbols,
    settings: &[],
    about: "Nearly unbiased entropies of symbols that are not rare; symbols that never occurred are still missing.",
    source: "Zhang 2012; in this form Chao, Wang & Jost 2013",
};

/// Σ (n/N) (ψ(N) − ψ(n)) in nats.
pub fn entropy(counts: &Counts) -> f64 {
    let all = digamma(counts.total());
    counts.sum(|count| count / counts.total() * (all - digamma(count)))
}

/// H(X) + H(Y) − H(X,Y) in nats, equal points being one symbol; can be negative.
pub fn estimate(pairs: &Pairs, _: &Settings, _: &mut Rng) -> Result<Reading, EstimateError> {
    counts::information(pairs, Alphabets::Occurring, entropy)
}

/// I(X;Y|Z) = H(X,Z) + H(Y,Z) − H(X,Y,Z) − H(Z) in nats; can be negative.
pub fn conditional(pairs: &Pairs, given: &Samples, _: &Settings) -> Result<Reading, EstimateError> {
    counts::conditional_information(pairs, given, Alphabets::Occurring, entropy)
}
