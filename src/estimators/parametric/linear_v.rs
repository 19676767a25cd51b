//! What a linear predictor can use of X to tell Y: linear 𝒱-information.

use nalgebra::{DMatrix, DVector};

use super::{
    super::{
        error::EstimateError,
        estimator::{Estimator, Family, Measures, Reading, Setting, SettingKind, Takes},
        settings::Settings,
    },
    gaussian::centred,
};
use crate::{draws::Rng, samples::Pairs};

pub static INFO: Estimator = Estimator {
    id: "linear-v",
    name: "Linear 𝒱-information",
    family: Family::Parametric,
    measures: Measures::Dependence,
    x: Takes::Numbers,
    y: Takes::Numbers,
    settings: &[Setting { key: "form", label: "Form", kind: SettingKind::Choice(&["nats", "r2"]) }],
    about: "What is usable of X by linear regression of Y's columns; not symmetric, and for a Y of several dependent columns \
            it counts what they share once a column.",
    source: "Xu et al. 2020, definition 2; R² as in Fel et al. 2024",
};

/// How much better Y is predicted linearly from X than by its mean.
///
/// X is [n, dx], Y [n, dy], n above dx + 1; the regression has an intercept and is solved by least squares, so that columns
/// of X may follow from each other. With vⱼ the variance of Y's column j and rⱼ that of its residual, `nats` is
/// Σⱼ ½ ln(vⱼ/rⱼ): the family is the Gaussians of independent columns whose means are affine in x; for one column it is
/// the `gaussian` estimate. Infinite, and refused, where a column follows exactly. `r2` is the mean over columns of
/// 1 − rⱼ/vⱼ, at most 1: the family of unit-variance columns and fixed noise, without a unit. Columns of Y must vary.
pub fn estimate(pairs: &Pairs, settings: &Settings, _: &mut Rng) -> Result<Reading, EstimateError> {
    let needed = pairs.x().dim() + 2;
    if pairs.n() < needed {
        return Err(EstimateError::TooFew { n: pairs.n(), needed });
    }
    let in_nats = settings.choice("form") == "nats";
    let basis = orthonormal(centred(pairs.x()));
    let y = centred(pairs.y());
    let mut sum = 0.0;
    for (j, column) in y.column_iter().enumerate() {
        let column = column.clone_owned();
        let magnitude = pairs.y().column(j).fold(0.0f64, |greatest, value| greatest.max(value.abs()));
        let spread = column.norm();
        if !spread.is_finite() || spread <= 1e-13 * magnitude * (pairs.n() as f64).sqrt() {
            return Err(EstimateError::Unsuited(format!("column {} of Y has no spread to be told of", j + 1)));
        }
        let residual = without(without(column, &basis), &basis).norm() / spread;
        if !in_nats {
            sum += 1.0 - residual * residual;
        } else if residual > 1e-13 {
            sum -= libm::log(residual);
        } else {
            let sentence = format!("column {} of Y follows exactly from X, which tells it without bound", j + 1);
            return Err(EstimateError::Unsuited(sentence));
        }
    }
    Ok(if in_nats { Reading::unbounded(sum) } else { Reading::below(sum / pairs.y().dim() as f64, 1.0, "R² of 1") })
}

/// An orthonormal basis of the columns' span (Gram & Schmidt, twice); columns that others leave nothing of are passed over.
fn orthonormal(matrix: DMatrix<f64>) -> Vec<DVector<f64>> {
    let mut basis: Vec<DVector<f64>> = Vec::new();
    for column in matrix.column_iter() {
        // By its greatest first, or else squares could leave their range.
        let greatest = column.amax();
        if greatest > 0.0 && greatest.is_finite() {
            let column = column.unscale(greatest);
            let length = column.norm();
            let left = without(without(column, &basis), &basis);
            if left.norm() > 1e-11 * length {
                basis.push(left.normalize());
            }
        }
    }
    basis
}

/// What is left of a column beyond the basis.
fn without(mut column: DVector<f64>, basis: &[DVector<f64>]) -> DVector<f64> {
    for direction in basis {
        let share = direction.dot(&column);
        column.axpy(-share, direction, 1.0);
    }
    column
}
