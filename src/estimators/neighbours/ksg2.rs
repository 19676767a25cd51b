//! The information by counting, in each margin, who is no farther than the k nearest neighbours reach in it.

use super::{
    super::{
        error::EstimateError,
        estimator::{Estimator, Family, Measures, Reading, Takes},
        settings::Settings,
    },
    Digammas, K, each_nearest,
    kd_tree::{Neighbour, Within},
    margin::Margin,
    side_by_side,
    transform::{TRANSFORM, transformed},
};
use crate::{
    draws::Rng,
    samples::{Pairs, Samples},
};

pub static INFO: Estimator = Estimator {
    id: "ksg2",
    name: "KSG 2",
    family: Family::Neighbours,
    measures: Measures::Information,
    x: Takes::Numbers,
    y: Takes::Numbers,
    settings: &[K, TRANSFORM],
    about: "Counts in rectangles where KSG 1 counts in squares: more biased for independent X and Y in many dimensions.",
    source: "Kraskov, Stögbauer & Grassberger 2004, eq. 9",
};

/// I(X;Y) from k-nearest-neighbour distances, in nats: ψ(k) − 1/k + ψ(N) − ⟨ψ(n_x) + ψ(n_y)⟩.
///
/// `x` is `[n, dx]`, `y` is `[n, dy]`; needs more than k points. The k nearest neighbours are those in max-norm over all
/// coordinates; n_x counts the other points that are in X no farther than the farthest of the k is in X, n_y likewise.
/// Nothing is jittered; coordinates are changed only by the setting `transform`. Where k-th distances tie, the reading
/// depends on the order of the points.
///
/// Ceiling: both counts hold the k neighbours, so no reading passes ψ(N) − ψ(k) − 1/k.
///
/// Kraskov, Stögbauer & Grassberger 2004, eq. 9.
pub fn estimate(pairs: &Pairs, settings: &Settings, _: &mut Rng) -> Result<Reading, EstimateError> {
    let how = settings.choice(TRANSFORM.key);
    let (x, y) = (transformed(pairs.x(), how)?, transformed(pairs.y(), how)?);
    let (n, k) = (pairs.n(), settings.count(K.key));
    let psi = Digammas::up_to(n);
    let mut sums = vec![0.0; n];
    each_rectangle(&x, &y, k, |rectangle| sums[rectangle.row] = psi.of(rectangle.n_x) + psi.of(rectangle.n_y))?;
    let margins = sums.iter().sum::<f64>() / n as f64;
    let most = psi.of(n) - psi.of(k) - 1.0 / k as f64;
    Ok(Reading::below(psi.of(k) - 1.0 / k as f64 + psi.of(n) - margins, most, "ψ(N) − ψ(k) − 1/k"))
}

/// The least rectangle around a point, a cube in X times a cube in Y, that holds its k nearest neighbours.
pub(super) struct Rectangle<'a> {
    pub row: usize,
    pub nearest: &'a [Neighbour],
    /// Half the sides.
    pub reach_x: f64,
    pub reach_y: f64,
    /// The other points inside or on them, in each margin.
    pub n_x: usize,
    pub n_y: usize,
}

pub(super) fn each_rectangle(
    x: &Samples,
    y: &Samples,
    k: usize,
    mut visit: impl FnMut(Rectangle),
) -> Result<(), EstimateError> {
    let (in_x, in_y) = (Margin::new(x), Margin::new(y));
    each_nearest(&side_by_side(&[x, y])?, k, |row, nearest| {
        let (reach_x, reach_y) = (reach(x, row, nearest), reach(y, row, nearest));
        let n_x = in_x.others(row, reach_x, Within::InsideOrOn);
        let n_y = in_y.others(row, reach_y, Within::InsideOrOn);
        visit(Rectangle { row, nearest, reach_x, reach_y, n_x, n_y });
    })
}

fn reach(samples: &Samples, row: usize, nearest: &[Neighbour]) -> f64 {
    let point = samples.row(row);
    let differences = nearest.iter().flat_map(|other| point.iter().zip(samples.row(other.row)));
    differences.fold(0.0, |most: f64, (a, b)| most.max((a - b).abs()))
}
