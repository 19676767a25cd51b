//! The information of KSG 2, corrected where a point's neighbours fill only a tilted part of their rectangle.

use nalgebra::{DMatrix, SymmetricEigen};

use super::{
    super::{
        error::EstimateError,
        estimator::{Estimator, Family, Measures, Reading, Setting, SettingKind, Takes},
        settings::Settings,
    },
    Digammas,
    ksg2::{Rectangle, each_rectangle},
};
use crate::{draws::Rng, samples::Pairs};

const K: Setting =
    Setting { key: "k", label: "Neighbours k", kind: SettingKind::Count { default: 5, range: [1, 100] } };
const ALPHA: Setting =
    Setting { key: "alpha", label: "Threshold α", kind: SettingKind::Number { default: 0.25, range: [0.0, 1.0] } };

pub static INFO: Estimator = Estimator {
    id: "lnc",
    name: "KSG with local non-uniformity correction",
    family: Family::Neighbours,
    measures: Measures::Information,
    x: Takes::Numbers,
    y: Takes::Numbers,
    settings: &[K, ALPHA],
    about: "Passes KSG’s ceiling where Y nearly follows from X; reads far too much where k is not well above all coordinates.",
    source: "Gao, Ver Steeg & Galstyan 2015, eq. 21 and Algorithm 1",
};

/// I(X;Y) in nats: KSG 2 less ⟨ln(V̄/V)⟩ over the points where V̄ < α V.
///
/// `x` is `[n, dx]`, `y` is `[n, dy]`; needs more than k points and k ≥ dx + dy, since fewer neighbours span no volume.
/// V is the volume of the rectangle of [`super::ksg2`] around a point; V̄ that of the least box, centred at the point and
/// along the principal axes of its k neighbours, that holds them. α = 0 is KSG 2 itself. Nothing is done to the data;
/// points of which k others are at one place, or exactly on one line, are refused: there the volume is 0. No ceiling.
///
/// Gao, Ver Steeg & Galstyan 2015, eq. 21 and Algorithm 1.
pub fn estimate(pairs: &Pairs, settings: &Settings, _: &mut Rng) -> Result<Reading, EstimateError> {
    let (x, y, k) = (pairs.x(), pairs.y(), settings.count(K.key));
    let (n, dim) = (pairs.n(), x.dim() + y.dim());
    if k < dim {
        return Err(EstimateError::Unsuited(format!(
            "k = {k} neighbours span no volume in {dim} coordinates; k must be at least {dim}"
        )));
    }
    let log_alpha = libm::log(settings.number(ALPHA.key));
    let psi = Digammas::up_to(n);
    let mut terms = vec![0.0; n];
    each_rectangle(x, y, k, |rectangle| {
        let sides = |reach: f64, dim: usize| dim as f64 * libm::log(reach);
        let log_rectangle = sides(rectangle.reach_x, x.dim()) + sides(rectangle.reach_y, y.dim());
        let log_box = log_principal_box(pairs, &rectangle);
        // Two volumes of 0 make the gain, and so the reading, no number.
        let gain = if log_box > log_rectangle + log_alpha { 0.0 } else { log_rectangle - log_box };
        terms[rectangle.row] = gain - psi.of(rectangle.n_x) - psi.of(rectangle.n_y);
    })?;
    let value = psi.of(k) - 1.0 / k as f64 + psi.of(n) + terms.iter().sum::<f64>() / n as f64;
    if !value.is_finite() {
        return Err(EstimateError::Unsuited(
            "the k nearest neighbours of a point fill no volume: they repeat it or lie on one line".into(),
        ));
    }
    Ok(Reading::unbounded(value))
}

/// Σ ln max |v·(neighbour − point)| over the principal axes v: the logarithm of the box's volume but for the 2ᵈ that the
/// rectangle has too.
fn log_principal_box(pairs: &Pairs, rectangle: &Rectangle) -> f64 {
    let coordinates = |row: usize| pairs.x().row(row).iter().chain(pairs.y().row(row));
    let off = rectangle
        .nearest
        .iter()
        .flat_map(|other| coordinates(other.row).zip(coordinates(rectangle.row)).map(|(other, own)| other - own));
    let dim = pairs.x().dim() + pairs.y().dim();
    let off = DMatrix::from_row_iterator(rectangle.nearest.len(), dim, off);
    // Relative to the largest, so that no square overflows or vanishes.
    let largest = off.amax();
    let off = off / largest;
    if !off.iter().all(|value| value.is_finite()) {
        return f64::NAN;
    }
    let axes = SymmetricEigen::new(off.tr_mul(&off)).eigenvectors;
    let along = off * axes;
    along.column_iter().map(|column| libm::log(column.amax())).sum::<f64>() + dim as f64 * libm::log(largest)
}
