//! Differential entropy from the distances to k-th neighbours, and the information as a difference of three.

use super::{
    super::{
        error::EstimateError,
        estimator::{Estimator, Family, Measures, Reading, Takes},
        settings::Settings,
    },
    Digammas, K, Kth, side_by_side,
};
use crate::{
    draws::Rng,
    samples::{Pairs, Samples},
};

pub static INFO: Estimator = Estimator {
    id: "kozachenko-leonenko",
    name: "Kozachenko–Leonenko 3H",
    family: Family::Neighbours,
    measures: Measures::Information,
    x: Takes::Numbers,
    y: Takes::Numbers,
    settings: &[K],
    about: "Three entropies whose biases do not cancel: KSG's starting point, worse where X and Y depend strongly.",
    source: "Kozachenko & Leonenko 1987; h(X) + h(Y) − h(X,Y)",
};

/// h(X) + h(Y) − h(X,Y) in nats, each by [`entropy`]; no ceiling.
pub fn estimate(pairs: &Pairs, settings: &Settings, _: &mut Rng) -> Result<Reading, EstimateError> {
    let k = settings.count(K.key);
    let (x, y) = (pairs.x(), pairs.y());
    Ok(Reading::unbounded(entropy(x, k)? + entropy(y, k)? - entropy(&side_by_side(&[x, y])?, k)?))
}

/// The differential entropy h(X) in nats: ψ(N) − ψ(k) + d ln 2 + d ⟨ln r⟩, r the max-norm distance to the k-th nearest
/// other point.
///
/// `samples` is `[n, d]`; needs more than k points, and no k + 1 of them equal, where no density exists. Nothing is done
/// to the data.
///
/// Kozachenko & Leonenko 1987; Kraskov, Stögbauer & Grassberger 2004, eq. 22.
pub fn entropy(samples: &Samples, k: usize) -> Result<f64, EstimateError> {
    let kth = Kth::of(samples, k)?;
    let repeated = kth.radii.iter().filter(|radius| **radius == 0.0).count();
    if repeated > 0 {
        return Err(EstimateError::Unsuited(format!(
            "{repeated} points have {k} or more others at the same place; a density, and distances above 0, are needed"
        )));
    }
    let psi = Digammas::up_to(kth.n());
    let logarithms = kth.mean(|(_, radius)| libm::log(*radius));
    Ok(psi.of(kth.n()) - psi.of(k) + samples.dim() as f64 * (std::f64::consts::LN_2 + logarithms))
}
