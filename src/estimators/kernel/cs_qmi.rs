//! The Cauchy–Schwarz divergence of the joint density from the product of its margins.

use super::{
    super::{
        error::EstimateError,
        estimator::{Estimator, Family, Measures, Reading, Setting, SettingKind, Takes},
        settings::Settings,
    },
    gram::PairSums,
};
use crate::{draws::Rng, samples::Pairs};

pub static INFO: Estimator = Estimator {
    id: "cs-qmi",
    name: "Cauchy–Schwarz quadratic information",
    family: Family::Kernel,
    measures: Measures::Dependence,
    x: Takes::Numbers,
    y: Takes::Numbers,
    settings: &[
        Setting { key: "sigma", label: "Kernel width", kind: SettingKind::Number { default: 1.0, range: [1e-6, 1e6] } },
        Setting { key: "form", label: "Form", kind: SettingKind::Choice(&["plain", "normalised"]) },
    ],
    about: "The Cauchy–Schwarz divergence in place of Kullback and Leibler's: closed sums for kernel densities, but a number \
            that depends on the kernel's width and is not I(X;Y).",
    source: "Principe 2010, eq. 2.100; Yu et al. 2024, eq. 12",
};

/// ln ΣKQ/n² + ln (ΣK)(ΣQ)/n⁴ − 2 ln Σᵢ(ΣⱼKᵢⱼ)(ΣⱼQᵢⱼ)/n³ in nats, K and Q the kernels exp(−d²/2σ²) of X and of Y, a point with
/// itself included.
///
/// X is [n, dx], Y [n, dy], n at least 1. `sigma` is σ in the data's own unit, for X and Y alike: the data are used as they
/// are, so bring them to one scale first. `normalised` divides by the geometric mean of the same quantity of (X, X) and of
/// (Y, Y), which must not vanish; it has no unit. Time n², memory n.
pub fn estimate(pairs: &Pairs, settings: &Settings, _: &mut Rng) -> Result<Reading, EstimateError> {
    if pairs.n() == 0 {
        return Err(EstimateError::TooFew { n: 0, needed: 1 });
    }
    let PairSums { k, q, kq, kk, qq } = PairSums::of(pairs, settings.number("sigma"));
    let value = information(&k, &q, kq);
    if settings.choice("form") == "plain" {
        return Ok(Reading::unbounded(value));
    }
    let (of_x, of_y) = (information(&k, &k, kk), information(&q, &q, qq));
    // Below it there is nothing but rounding.
    if of_x.min(of_y) < 1e-12 {
        let sentence = "X or Y hardly varies against the kernel's width, so there is nothing to normalise by";
        return Err(EstimateError::Unsuited(sentence.into()));
    }
    Ok(Reading::unbounded(value / (of_x * of_y).sqrt()))
}

/// From the row sums of two Gram matrices and the sum of their product.
fn information(k: &[f64], q: &[f64], kq: f64) -> f64 {
    let n = k.len() as f64;
    let cross: f64 = k.iter().zip(q).map(|(k, q)| k * q).sum();
    let all = |sums: &[f64]| sums.iter().sum::<f64>() / (n * n);
    libm::log(kq / (n * n)) + libm::log(all(k) * all(q)) - 2.0 * libm::log(cross / (n * n * n))
}
