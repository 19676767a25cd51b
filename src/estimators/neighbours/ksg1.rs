//! The information by counting, in each margin, who is nearer than the k-th neighbour.

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
    transform::{TRANSFORM, transformed},
};
use crate::{
    draws::Rng,
    samples::{Pairs, Samples},
};

pub static INFO: Estimator = Estimator {
    id: "ksg1",
    name: "KSG 1",
    family: Family::Neighbours,
    measures: Measures::Information,
    x: Takes::Numbers,
    y: Takes::Numbers,
    settings: &[K, TRANSFORM],
    about: "Nearly unbiased in few dimensions; reads too little where X and Y nearly determine each other.",
    source: "Kraskov, Stögbauer & Grassberger 2004, eq. 8",
};

/// I(X;Y) from k-nearest-neighbour distances, in nats: ψ(k) + ψ(N) − ⟨ψ(n_x + 1) + ψ(n_y + 1)⟩.
///
/// `x` is `[n, dx]`, `y` is `[n, dy]`; needs more than k points. Distances are max-norm over all coordinates; n_x and n_y
/// are the other points strictly inside the k-th distance. Nothing is jittered; coordinates are changed only by the
/// setting `transform`. The equation holds for densities: among tied distances fewer points are strictly inside, and the
/// reading is too high; for points that repeat there is `gao`.
///
/// Ceiling: k − 1 neighbours are strictly inside, in both margins, so no reading passes ψ(N) − ψ(k); where distances tie
/// there may be none, and it is ψ(N) + ψ(k) − 2 ψ(1).
///
/// Kraskov, Stögbauer & Grassberger 2004, eq. 8.
pub fn estimate(pairs: &Pairs, settings: &Settings, _: &mut Rng) -> Result<Reading, EstimateError> {
    let how = settings.choice(TRANSFORM.key);
    let (x, y) = (transformed(pairs.x(), how)?, transformed(pairs.y(), how)?);
    information(&x, &y, settings.count(K.key))
}

/// The same of two sides as they are.
pub(super) fn information(x: &Samples, y: &Samples, k: usize) -> Result<Reading, EstimateError> {
    let kth = Kth::of(&side_by_side(&[x, y])?, k)?;
    let psi = Digammas::up_to(x.n());
    let (x, y) = (Margin::new(x), Margin::new(y));
    let around = |(row, radius): (usize, &f64)| {
        let n_x = x.others(row, *radius, Within::Inside);
        let n_y = y.others(row, *radius, Within::Inside);
        psi.of(n_x + 1) + psi.of(n_y + 1)
    };
    let value = psi.of(k) + psi.of(kth.n()) - kth.mean(around);
    let (ceiling, name) = highest(&kth, &psi);
    Ok(Reading::below(value, ceiling, name))
}

/// I(X;Y|Z) in nats: ψ(k) − ⟨ψ(n_xz + 1) + ψ(n_yz + 1) − ψ(n_z + 1)⟩, `z` being `[n, dz]`.
///
/// As [`estimate`]: the k-th distance is that in all coordinates of X, Y and Z, the counts are of other points strictly
/// inside it in those of X and Z, of Y and Z, and of Z. The ceilings are the same, since n_z + 1 is at most N.
///
/// Frenzel & Pompe 2007, eq. 5.
pub fn conditional(pairs: &Pairs, z: &Samples, settings: &Settings) -> Result<Reading, EstimateError> {
    let how = settings.choice(TRANSFORM.key);
    let (x, y, z) = (transformed(pairs.x(), how)?, transformed(pairs.y(), how)?, transformed(z, how)?);
    let k = settings.count(K.key);
    let kth = Kth::of(&side_by_side(&[&x, &y, &z])?, k)?;
    let psi = Digammas::up_to(kth.n());
    let (xz, yz) = (side_by_side(&[&x, &z])?, side_by_side(&[&y, &z])?);
    let (xz, yz, z) = (Margin::new(&xz), Margin::new(&yz), Margin::new(&z));
    let around = |(row, radius): (usize, &f64)| {
        let psi_of = |margin: &Margin| psi.of(margin.others(row, *radius, Within::Inside) + 1);
        psi_of(&xz) + psi_of(&yz) - psi_of(&z)
    };
    let (ceiling, name) = highest(&kth, &psi);
    Ok(Reading::below(psi.of(k) - kth.mean(around), ceiling, name))
}

fn highest(kth: &Kth, psi: &Digammas) -> (f64, &'static str) {
    let (n, k) = (psi.of(kth.n()), psi.of(kth.k()));
    tied_or(kth, (n + k - 2.0 * psi.of(1), "ψ(N) + ψ(k) − 2 ψ(1)"), (n - k, "ψ(N) − ψ(k)"))
}
