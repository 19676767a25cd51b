//! The Hilbert–Schmidt independence criterion.

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
    id: "hsic",
    name: "Hilbert–Schmidt independence criterion",
    family: Family::Kernel,
    measures: Measures::Dependence,
    x: Takes::Numbers,
    y: Takes::Numbers,
    settings: &[Setting {
        key: "sigma",
        label: "Kernel width",
        kind: SettingKind::Number { default: 1.0, range: [1e-6, 1e6] },
    }],
    about: "The squared covariance of all smooth functions of X and Y: it sees every dependence, but weighs it by the \
            kernel's width, has no unit, and is a little above 0 without any.",
    source: "Gretton et al. 2005, eq. 9",
};

/// tr(KHQH)/(n − 1)², K and Q the kernels exp(−d²/2σ²) of X and of Y, H = 1 − 1/n: the biased estimate.
///
/// X is [n, dx], Y [n, dy], n at least 2. `sigma` is σ in the data's own unit, for X and Y alike; the data are used as they
/// are. As kernels are at most 1, so is HSIC, but no useful ceiling follows. Time n², memory n.
pub fn estimate(pairs: &Pairs, settings: &Settings, _: &mut Rng) -> Result<Reading, EstimateError> {
    let n = pairs.n() as f64;
    if pairs.n() < 2 {
        return Err(EstimateError::TooFew { n: pairs.n(), needed: 2 });
    }
    let PairSums { k, q, kq, .. } = PairSums::of(pairs, settings.number("sigma"));
    // tr(KHQH) = ΣKQ − 2/n Σ kᵢqᵢ + ΣK ΣQ/n², with the row sums' means taken off so that less cancels.
    let (mean_k, mean_q) = (k.iter().sum::<f64>() / n, q.iter().sum::<f64>() / n);
    let covariance: f64 = k.iter().zip(&q).map(|(k, q)| (k - mean_k) * (q - mean_q)).sum();
    let trace = kq - 2.0 / n * covariance - mean_k * mean_q;
    Ok(Reading::unbounded(trace / ((n - 1.0) * (n - 1.0))))
}
