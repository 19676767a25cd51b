//! The information of the Gaussian that has the samples' covariance.

use nalgebra::DMatrix;

use super::super::{
    error::EstimateError,
    estimator::{Estimator, Family, Measures, Reading, Takes},
    settings::Settings,
};
use crate::{
    draws::Rng,
    measures::JointGaussian,
    samples::{Pairs, Samples},
};

pub static INFO: Estimator = Estimator {
    id: "gaussian",
    name: "Gaussian (CCA)",
    family: Family::Parametric,
    measures: Measures::Information,
    x: Takes::Numbers,
    y: Takes::Numbers,
    settings: &[],
    about: "Exact for jointly Gaussian pairs; blind to everything that covariances do not show.",
    source: "Kullback 1959; the canonical correlations' −½ Σ ln(1 − ρᵢ²)",
};

/// ½ ln(|Σx| |Σy| / |Σ|) in nats, Σ the samples' covariance, which must have full rank: needs more points than
/// coordinates.
pub fn estimate(pairs: &Pairs, _: &Settings, _: &mut Rng) -> Result<Reading, EstimateError> {
    Ok(Reading::unbounded(information(pairs)?))
}

pub(super) fn information(pairs: &Pairs) -> Result<f64, EstimateError> {
    let needed = pairs.x().dim() + pairs.y().dim() + 1;
    if pairs.n() < needed {
        return Err(EstimateError::TooFew { n: pairs.n(), needed });
    }
    let (x, y) = (centred(pairs.x()), centred(pairs.y()));
    let degrees = (pairs.n() - 1) as f64;
    let (s_x, s_y, s_xy) = (x.tr_mul(&x) / degrees, y.tr_mul(&y) / degrees, x.tr_mul(&y) / degrees);
    let singular = |_| {
        EstimateError::Unsuited(
            "the covariance of X and Y together is singular: a column is constant or follows from others".into(),
        )
    };
    let gaussian = JointGaussian::new(s_x, s_y, s_xy).map_err(singular)?;
    gaussian.information().map_err(singular)
}

/// `[n, dim]` with every column's mean taken off.
pub(super) fn centred(samples: &Samples) -> DMatrix<f64> {
    let mut matrix = DMatrix::from_row_slice(samples.n(), samples.dim(), samples.values());
    for mut column in matrix.column_iter_mut() {
        let mean = column.mean();
        column.add_scalar_mut(-mean);
    }
    matrix
}
