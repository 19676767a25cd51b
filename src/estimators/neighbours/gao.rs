//! The information of any mixture of numbers and symbols, by neighbours, with points that coincide counted as such.

use super::{
    super::{
        error::EstimateError,
        estimator::{Estimator, Family, Measures, Reading, Takes},
        settings::Settings,
    },
    Digammas, K, Kth,
    kd_tree::Within,
    margin::Margin,
    side_by_side, tied_or,
};
use crate::{
    draws::Rng,
    samples::{Pairs, Samples},
};

pub static INFO: Estimator = Estimator {
    id: "gao",
    name: "Mixed KSG",
    family: Family::Neighbours,
    measures: Measures::Information,
    x: Takes::Either,
    y: Takes::Either,
    settings: &[K],
    about: "For numbers, symbols and mixtures within one coordinate; symbols must stand farther apart than numbers do.",
    source: "Gao, Kannan, Oh & Viswanath 2017, Algorithm 1",
};

/// I(X;Y) in nats: ⟨ψ(k̃) + ln N − ψ(n_x) − ψ(n_y)⟩.
///
/// `x` is `[n, dx]`, `y` is `[n, dy]`; needs more than k points. Distances are max-norm. Where a point's k-th distance is
/// above 0, k̃ = k and n_x and n_y are the points strictly inside it; where it is 0, k̃, n_x and n_y are the points at the
/// same place in both, in X and in Y. All counts include the point itself (as in the authors' program, whose digits
/// these are; the paper has ln(n + 1)). Nothing is done to the data.
///
/// Ceiling: n_x and n_y hold the k − 1 nearer neighbours and the point, so no reading passes ln N − ψ(k); where distances
/// above 0 tie, it is ln N + ψ(k) − 2 ψ(1).
///
/// Gao, Kannan, Oh & Viswanath 2017, Algorithm 1.
pub fn estimate(pairs: &Pairs, settings: &Settings, _: &mut Rng) -> Result<Reading, EstimateError> {
    let k = settings.count(K.key);
    let joint = side_by_side(&[pairs.x(), pairs.y()])?;
    let kth = Kth::of(&joint, k)?;
    let psi = Digammas::up_to(kth.n());
    let (joint, x, y) = (Margin::new(&joint), Margin::new(pairs.x()), Margin::new(pairs.y()));
    let around = |(row, radius): (usize, &f64)| {
        let (k, within) = match *radius {
            0.0 => (joint.others(row, 0.0, Within::InsideOrOn) + 1, Within::InsideOrOn),
            _ => (k, Within::Inside),
        };
        psi.of(k) - psi.of(x.others(row, *radius, within) + 1) - psi.of(y.others(row, *radius, within) + 1)
    };
    let log_n = libm::log(kth.n() as f64);
    let psi_k = psi.of(k);
    let untied = (log_n - psi_k, "ln N − ψ(k)");
    let (ceiling, name) = tied_or(&kth, (log_n + psi_k - 2.0 * psi.of(1), "ln N + ψ(k) − 2 ψ(1)"), untied);
    Ok(Reading::below(log_n + kth.mean(around), ceiling, name))
}

/// I(X;Y|Z) in nats: ⟨ψ(k̃) − ψ(n_xz) − ψ(n_yz) + ψ(n_z)⟩, `z` being `[n, dz]`.
///
/// k̃ is the number of other points that are no farther than the k-th (k, and more where distances tie), the others are
/// those no farther in X and Z, in Y and Z, and in Z; none includes the point itself. Nothing is clipped at 0.
///
/// Ceiling: n_xz and n_yz are at least k̃, and n_z at most N − 1: ψ(N − 1) − ψ(k).
///
/// Mesner & Shalizi 2020, Algorithm 1.
pub fn conditional(pairs: &Pairs, z: &Samples, settings: &Settings) -> Result<Reading, EstimateError> {
    let (x, y, k) = (pairs.x(), pairs.y(), settings.count(K.key));
    let (joint, xz, yz) = (side_by_side(&[x, y, z])?, side_by_side(&[x, z])?, side_by_side(&[y, z])?);
    let kth = Kth::of(&joint, k)?;
    let psi = Digammas::up_to(kth.n());
    let (joint, xz, yz, z) = (Margin::new(&joint), Margin::new(&xz), Margin::new(&yz), Margin::new(z));
    let around = |(row, radius): (usize, &f64)| {
        let psi_of = |margin: &Margin| psi.of(margin.others(row, *radius, Within::InsideOrOn));
        psi_of(&joint) - psi_of(&xz) - psi_of(&yz) + psi_of(&z)
    };
    Ok(Reading::below(kth.mean(around), psi.of(kth.n() - 1) - psi.of(k), "ψ(N − 1) − ψ(k)"))
}
