//! Information from entropies in which what was not seen is weighed by what was seen once.

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
    id: "chao-shen",
    name: "Chao–Shen",
    family: Family::Discrete,
    measures: Measures::Information,
    x: Takes::Symbols,
    y: Takes::Symbols,
    settings: &[],
    about: "Makes up for symbols not seen yet from those seen once; scatters where nearly all were seen once.",
    source: "Chao & Shen 2003",
};

/// −Σ q ln q / (1 − (1 − q)ᴺ) in nats, q = C n/N, the coverage C = 1 − (symbols that occurred once)/N; where all of
/// them did, one of them is counted as if it had not, since C would be 0.
pub fn entropy(counts: &Counts) -> f64 {
    let n = counts.total();
    let singletons = counts.occurring(1.0);
    let coverage = 1.0 - if singletons == n { n - 1.0 } else { singletons } / n;
    counts.sum(|count| {
        let q = coverage * count / n;
        // 1 − (1 − q)ᴺ, the probability to be seen.
        let seen = -libm::expm1(n * libm::log1p(-q));
        -q * libm::log(q) / seen
    })
}

/// H(X) + H(Y) − H(X,Y) in nats, equal points being one symbol; can be negative.
pub fn estimate(pairs: &Pairs, _: &Settings, _: &mut Rng) -> Result<Reading, EstimateError> {
    counts::information(pairs, Alphabets::Occurring, entropy)
}

/// I(X;Y|Z) = H(X,Z) + H(Y,Z) − H(X,Y,Z) − H(Z) in nats; can be negative.
pub fn conditional(pairs: &Pairs, given: &Samples, _: &Settings) -> Result<Reading, EstimateError> {
    counts::conditional_information(pairs, given, Alphabets::Occurring, entropy)
}
