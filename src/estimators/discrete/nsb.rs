//! Information from Bayesian entropies under a prior that is nearly flat in the entropy.

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
    measures::{digamma, ln_gamma_ratio, trigamma},
    samples::{Pairs, Samples},
};

pub static INFO: Estimator = Estimator {
    id: "nsb",
    name: "NSB",
    family: Family::Discrete,
    measures: Measures::Information,
    x: Takes::Symbols,
    y: Takes::Symbols,
    settings: &ALPHABETS,
    about: "Averages over Dirichlet priors so that no entropy is preferred beforehand; knows how many symbols there \
            can be, and reads too little where most pairs of symbols cannot occur.",
    source: "Nemenman, Shafee & Bialek 2002",
};

/// The posterior mean of the entropy in nats.
///
/// Frequencies are Dirichlet with pseudo-count β for each of the alphabet's K symbols, β so that the prior's mean entropy
/// ξ(β) = ψ(Kβ + 1) − ψ(β + 1) is uniform from 0 to ln K. Without points it is ½ ln K.
pub fn entropy(counts: &Counts) -> f64 {
    if counts.alphabet() <= 1.0 {
        return 0.0;
    }
    let (low, high) = posterior_range(counts);
    // The trapezoidal rule converges geometrically on smooth functions that vanish at both ends.
    let mut steps = 32;
    let mut before = posterior_mean(counts, low, high, steps);
    loop {
        steps *= 2;
        let mean = posterior_mean(counts, low, high, steps);
        if (mean - before).abs() <= 1e-13 * mean.abs() || steps >= MOST_STEPS {
            return mean;
        }
        before = mean;
    }
}

const MOST_STEPS: usize = 1 << 14;

/// H(X) + H(Y) − H(X,Y) in nats, equal points being one symbol; each entropy has its own prior. Can be negative.
pub fn estimate(pairs: &Pairs, settings: &Settings, _: &mut Rng) -> Result<Reading, EstimateError> {
    counts::information(pairs, Alphabets::set(settings), entropy)
}

/// I(X;Y|Z) = H(X,Z) + H(Y,Z) − H(X,Y,Z) − H(Z) in nats; can be negative.
pub fn conditional(pairs: &Pairs, given: &Samples, settings: &Settings) -> Result<Reading, EstimateError> {
    counts::conditional_information(pairs, given, Alphabets::set(settings), entropy)
}

/// ∫ ⟨H⟩ w du / ∫ w du over u = ln β.
fn posterior_mean(counts: &Counts, low: f64, high: f64, steps: usize) -> f64 {
    let at = |step: usize| low + (high - low) * step as f64 / steps as f64;
    let logs: Vec<f64> = (0..=steps).map(|step| log_weight(counts, at(step))).collect();
    let largest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let (mut total, mut weighted) = (0.0, 0.0);
    for (step, log) in logs.into_iter().enumerate() {
        let weight = libm::exp(log - largest);
        total += weight;
        weighted += weight * mean_entropy(counts, libm::exp(at(step)));
    }
    weighted / total
}

/// How far below its largest value the logarithm of the weight is left out.
const DEPTH: f64 = 42.0;

/// The range of ln β that holds all but a part of about e^−[`DEPTH`] of the posterior.
fn posterior_range(counts: &Counts) -> (f64, f64) {
    let weight = |u: f64| log_weight(counts, u);
    // Beyond, the weight falls as e^−|u| at least: below, since no Kβ is large; above, since β is far above all counts.
    let first = -libm::log(counts.alphabet()) - libm::log(counts.total() + 1.0) - DEPTH - 5.0;
    let last = libm::log(counts.total() + 1.0) + DEPTH + 5.0;
    const GRID: usize = 128;
    let at = |i: usize| first + (last - first) * i as f64 / GRID as f64;
    let logs: Vec<f64> = (0..=GRID).map(|i| weight(at(i))).collect();
    let peak = (0..=GRID).max_by(|a, b| logs[*a].total_cmp(&logs[*b])).unwrap_or(0);
    let around = [at(peak.saturating_sub(1)), at((peak + 1).min(GRID))];
    let top = highest(weight, around);
    let least = weight(top) - DEPTH;
    // Where even the grid's largest value is far below the top, the posterior lies within one step of it.
    let inside = |i: &usize| logs[*i] > least;
    let low = match (0..=GRID).find(inside) {
        Some(0) => first,
        Some(i) => crossing(weight, least, at(i - 1), at(i)),
        None => crossing(weight, least, around[0], top),
    };
    let high = match (0..=GRID).rfind(inside) {
        Some(GRID) => last,
        Some(i) => crossing(weight, least, at(i + 1), at(i)),
        None => crossing(weight, least, around[1], top),
    };
    (low.min(top), high.max(top))
}

/// Where a function with one top is highest, by golden section.
fn highest(function: impl Fn(f64) -> f64, [mut low, mut high]: [f64; 2]) -> f64 {
    const GOLDEN: f64 = 0.618_033_988_749_894_8;
    for _ in 0..50 {
        let (left, right) = (high - GOLDEN * (high - low), low + GOLDEN * (high - low));
        if function(left) < function(right) { low = left } else { high = right }
    }
    0.5 * (low + high)
}

/// Where a function passes a level, by bisection between a place below it and one above.
fn crossing(function: impl Fn(f64) -> f64, level: f64, below: f64, above: f64) -> f64 {
    let (mut below, mut above) = (below, above);
    for _ in 0..20 {
        let middle = 0.5 * (below + above);
        if function(middle) < level { below = middle } else { above = middle }
    }
    below
}

/// ln of ρ(n|β) ξ′(β) β, the weight of u = ln β, ρ being the counts' likelihood
/// Γ(Kβ)/Γ(N + Kβ) Π Γ(n + β)/Γ(β).
fn log_weight(counts: &Counts, u: f64) -> f64 {
    let beta = libm::exp(u);
    let likelihood =
        counts.sum(|count| ln_gamma_ratio(beta, count)) - ln_gamma_ratio(counts.alphabet() * beta, counts.total());
    likelihood + libm::log(prior_slope(counts.alphabet(), beta)) + u
}

/// ξ′(β) = K ψ₁(Kβ + 1) − ψ₁(β + 1).
fn prior_slope(alphabet: f64, beta: f64) -> f64 {
    if beta < 100.0 {
        return alphabet * trigamma(alphabet * beta + 1.0) - trigamma(beta + 1.0);
    }
    // Both terms are nearly 1/β: the difference of their asymptotic series.
    let power = |exponent: i32| 1.0 - libm::pow(alphabet, f64::from(-exponent));
    let z = 1.0 / (beta * beta);
    z * (0.5 * power(1) - (power(2) / 6.0 - z * (power(4) / 30.0 - z * power(6) / 42.0)) / beta)
}

/// ⟨H⟩ = ψ(N + Kβ + 1) − Σ (n + β)/(N + Kβ) ψ(n + β + 1) over all K symbols.
fn mean_entropy(counts: &Counts, beta: f64) -> f64 {
    let total = counts.total() + counts.alphabet() * beta;
    let term = |count: f64| (count + beta) / total * digamma(count + beta + 1.0);
    digamma(total + 1.0) - counts.sum(term) - counts.unseen() * term(0.0)
}
