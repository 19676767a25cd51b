//! Information from entropies to which symbols seen once and twice add what was not seen.

use super::{
    super::{
        error::EstimateError,
        estimator::{Estimator, Family, Measures, Reading, Takes},
        settings::Settings,
    },
    counts::{self, Alphabets, Counts},
    zhang,
};
use crate::{
    draws::Rng,
    samples::{Pairs, Samples},
};

pub static INFO: Estimator = Estimator {
    id: "chao-wang-jost",
    name: "Chao–Wang–Jost",
    family: Family::Discrete,
    measures: Measures::Information,
    x: Takes::Symbols,
    y: Takes::Symbols,
    settings: &[],
    about: "Adds to Zhang's entropies what symbols seen once and twice tell of those not seen; good with few points.",
    source: "Chao, Wang & Jost 2013",
};

/// Σ (n/N) (ψ(N) − ψ(n)) + (f₁/N) Σ (1 − A)ʲ/(N − 1 + j), j = 1, 2, …, in nats.
///
/// f₁ and f₂ are the symbols that occurred once and twice, and A = 2f₂/((N − 1)f₁ + 2f₂) or, where f₂ = 0,
/// 2/((N − 1)(f₁ − 1) + 2): what a symbol seen once is estimated to have for its probability.
pub fn entropy(counts: &Counts) -> f64 {
    let (n, once, twice) = (counts.total(), counts.occurring(1.0), counts.occurring(2.0));
    if once == 0.0 {
        return zhang::entropy(counts);
    }
    let probability = if twice > 0.0 {
        2.0 * twice / ((n - 1.0) * once + 2.0 * twice)
    } else {
        2.0 / ((n - 1.0) * (once - 1.0) + 2.0)
    };
    zhang::entropy(counts) + once / n * unseen(probability, n)
}

/// H(X) + H(Y) − H(X,Y) in nats, equal points being one symbol; can be negative.
///
/// There is no ceiling: where symbols seen once are many, splitting another into two seen twice lowers the estimated
/// entropy, so that H(X,Y) can come out below H(Y) and the reading above H(X).
pub fn estimate(pairs: &Pairs, _: &Settings, _: &mut Rng) -> Result<Reading, EstimateError> {
    let reading = counts::information(pairs, Alphabets::Occurring, entropy)?;
    Ok(Reading::unbounded(reading.value))
}

/// I(X;Y|Z) = H(X,Z) + H(Y,Z) − H(X,Y,Z) − H(Z) in nats; can be negative, and has no ceiling as [`estimate`].
pub fn conditional(pairs: &Pairs, given: &Samples, _: &Settings) -> Result<Reading, EstimateError> {
    let reading = counts::conditional_information(pairs, given, Alphabets::Occurring, entropy)?;
    Ok(Reading::unbounded(reading.value))
}

/// Σ (1 − A)ʲ/(N − 1 + j) over j = 1, 2, …
fn unseen(probability: f64, n: f64) -> f64 {
    let ratio = 1.0 - probability;
    if probability * n < 1.0 {
        // The series is long: −ln A = Σ (1 − A)ʳ/r less its first N − 1 terms.
        let mut power = 1.0;
        let mut first = 0.0;
        for r in 1..n as usize {
            power *= ratio;
            first += power / r as f64;
        }
        return (-libm::log(probability) - first) / power;
    }
    let (mut sum, mut power, mut place) = (0.0, ratio, n);
    while power > f64::EPSILON * probability {
        sum += power / place;
        power *= ratio;
        place += 1.0;
    }
    sum
}
