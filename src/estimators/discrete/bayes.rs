//! Information of frequencies to which a pseudo-count was added for every symbol that could occur.

use super::{
    super::{
        error::EstimateError,
        estimator::{Estimator, Family, Measures, Reading, Setting, SettingKind, Takes},
        settings::Settings,
    },
    counts::{self, ALPHABETS, Alphabets, Counts},
};
use crate::{
    draws::Rng,
    samples::{Pairs, Samples},
};

const SETTINGS: &[Setting] = &[
    Setting { key: "alpha", label: "Pseudo-count", kind: SettingKind::Number { default: 0.5, range: [0.0, 1000.0] } },
    ALPHABETS[0],
    ALPHABETS[1],
];

pub static INFO: Estimator = Estimator {
    id: "bayes",
    name: "Bayes (Dirichlet prior)",
    family: Family::Discrete,
    measures: Measures::Information,
    x: Takes::Symbols,
    y: Takes::Symbols,
    settings: SETTINGS,
    about: "Adds a pseudo-count to every symbol; where N is not far above the table's size, the prior decides.",
    source: "Hausser & Strimmer 2009, table 1: pseudo-counts of Jeffreys (½) and Laplace (1)",
};

/// The plug-in entropy of (n + α)/(N + Kα) in nats, K the alphabet's size; needs α ≥ 0.
pub fn entropy(counts: &Counts, alpha: f64) -> f64 {
    let total = counts.total() + counts.alphabet() * alpha;
    let term = |count: f64| {
        let p = count / total;
        if p > 0.0 { -p * libm::log(p) } else { 0.0 }
    };
    counts.sum(|count| term(count + alpha)) + counts.unseen() * term(alpha)
}

/// H(X) + H(Y) − H(X,Y) in nats, the pseudo-count being added in each of the three tables; equal points are one symbol.
/// Can be negative.
pub fn estimate(pairs: &Pairs, settings: &Settings, _: &mut Rng) -> Result<Reading, EstimateError> {
    let alpha = settings.number("alpha");
    counts::information(pairs, Alphabets::set(settings), |counts| entropy(counts, alpha))
}

/// I(X;Y|Z) = H(X,Z) + H(Y,Z) − H(X,Y,Z) − H(Z) in nats; can be negative.
pub fn conditional(pairs: &Pairs, given: &Samples, settings: &Settings) -> Result<Reading, EstimateError> {
    let alpha = settings.number("alpha");
    counts::conditional_information(pairs, given, Alphabets::set(settings), |counts| entropy(counts, alpha))
}
