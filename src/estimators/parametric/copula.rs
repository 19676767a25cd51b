//! The information of the Gaussian copula: ranks made normal, then the Gaussian.

use super::{
    super::{
        error::EstimateError,
        estimator::{Estimator, Family, Measures, Reading, Takes},
        settings::Settings,
    },
    gaussian,
};
use crate::{
    draws::Rng,
    measures::{normal_quantile, ranks},
    samples::{Pairs, Samples, SamplesError},
};

pub static INFO: Estimator = Estimator {
    id: "copula",
    name: "Gaussian copula",
    family: Family::Parametric,
    measures: Measures::LowerBound,
    x: Takes::Numbers,
    y: Takes::Numbers,
    settings: &[],
    about: "Exact where monotone maps of the columns make them jointly Gaussian, whatever the maps; where single columns meet \
            it is a lower bound, blind to dependence without a trend.",
    source: "Ince et al. 2017, section 2.3",
};

/// The `gaussian` estimate, in nats, after every column's values were replaced by their normal scores Φ⁻¹(r/(n + 1)).
///
/// X is [n, dx], Y [n, dy], n above dx + dy. r is a value's rank in its column, from 1; equal values share the mean of their
/// ranks, so that columns of few values are no longer normal and the number loses its meaning as a bound. Columns must
/// vary, and no column's scores follow linearly from the others'.
pub fn estimate(pairs: &Pairs, _: &Settings, _: &mut Rng) -> Result<Reading, EstimateError> {
    let scores = Pairs::new(normal_scores(pairs.x())?, normal_scores(pairs.y())?)?;
    Ok(Reading::unbounded(gaussian::information(&scores)?))
}

fn normal_scores(samples: &Samples) -> Result<Samples, SamplesError> {
    let (n, dim) = (samples.n(), samples.dim());
    let mut scores = vec![0.0; n * dim];
    for column in 0..dim {
        let values: Vec<f64> = samples.column(column).collect();
        for (row, rank) in ranks(&values).into_iter().enumerate() {
            scores[row * dim + column] = normal_quantile(rank / (n + 1) as f64);
        }
    }
    Samples::new(scores, dim)
}
