//! One-σ ellipses of two-dimensional Gaussians.

use std::f64::consts::TAU;

/// So much below zero, relative to the variance, a Schur complement is zero in single precision.
const ROUNDING: f64 = 1e-6;

/// The standard deviations along x and y of a covariance `[xx, xy, yy]`: the ellipse's reach from its centre. `None`
/// where it is no covariance.
pub(super) fn deviations(covariance: [f64; 3]) -> Option<[f64; 2]> {
    let [xx, _, yy] = covariance;
    root(covariance).map(|_| [xx.sqrt(), yy.sqrt()])
}

/// The correlation of a covariance `[xx, xy, yy]`; `None` where it is no covariance, or a variance is zero.
pub(super) fn correlation(covariance: [f64; 3]) -> Option<f64> {
    let [dx, dy] = deviations(covariance)?;
    Some(covariance[1] / dx / dy).filter(|it| it.is_finite())
}

/// So many points around the ellipse of all points one standard deviation from the centre (Mahalanobis distance 1), in
/// data units; `None` where there is no such ellipse.
pub(super) fn outline([x, y]: [f64; 2], covariance: [f64; 3], corners: usize) -> Option<Vec<[f64; 2]>> {
    let [a, b, c] = root(covariance)?;
    let corner = |i: usize| {
        let (sin, cos) = (TAU * i as f64 / corners as f64).sin_cos();
        [x + a * cos, y + b * cos + c * sin]
    };
    (x.is_finite() && y.is_finite()).then(|| (0..corners).map(corner).collect())
}

/// The Cholesky factor `[[a, 0], [b, c]]` of a covariance.
fn root([xx, xy, yy]: [f64; 3]) -> Option<[f64; 3]> {
    let a = xx.sqrt();
    let b = if a > 0.0 { xy / a } else { 0.0 };
    let rest = yy - b * b;
    let is_covariance = a.is_finite() && rest >= -ROUNDING * yy && rest.is_finite() && (a > 0.0 || xy == 0.0);
    is_covariance.then(|| [a, b, rest.max(0.0).sqrt()])
}
