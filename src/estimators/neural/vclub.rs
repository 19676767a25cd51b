//! vCLUB: an upper bound by a learned conditional.

use burn::{module::Module, tensor::Tensor};
use futures::future::LocalBoxFuture;

use super::{
    super::{
        error::EstimateError,
        estimator::{Estimator, Family, Measures, Reading, Takes, Training},
    },
    bounds,
    critic::Layers,
    losses,
    training::{self, BATCH, Columns, Halves, RATE, STEPS, WIDTH, standardised},
};
use crate::nets::read;

pub static INFO: Estimator = Estimator {
    id: "vclub",
    name: "vCLUB",
    family: Family::Neural,
    measures: Measures::UpperBound,
    x: Takes::Numbers,
    y: Takes::Numbers,
    settings: &[STEPS, BATCH, WIDTH, RATE],
    about: "An upper bound, and a loose one, as far as p(y|x) is normal with independent coordinates and the fit is good; \
            anything otherwise.",
    source: "Cheng et al. 2020, eq. 8",
};

/// [`bounds::vclub`] on the held-out half, in nats, of a network x ↦ (μ, ln σ²) of y trained by likelihood. Coordinates
/// are standardised as by [`training::held_out_scores`]; the held-out half is read as one batch, whole.
pub fn estimate(training: Training) -> LocalBoxFuture<'static, Result<Reading, EstimateError>> {
    Box::pin(async move {
        let mut training = training;
        let (x, y) = (standardised(training.pairs.x()), standardised(training.pairs.y()));
        let halves = Halves::new(x, y, training.settings.count("batch"), &mut training.rng)?;
        let width = training.settings.count("width");
        let [x_dim, y_dim] = halves.dims();
        let device = training.device.clone().autodiff();
        let layers = Layers::new(&[x_dim, width, width, 2 * y_dim], &mut training.rng, &device);
        let layers = training::train(layers, &halves, &mut training, |layers, batch, _| {
            let [means, log_variances] = normals(layers, batch.x);
            losses::normal_surprise(means, log_variances, batch.y)
        })
        .await?;
        let Columns { x, y } = halves.held_out(&training.device);
        let [means, log_variances] = normals(&layers.valid(), x);
        let (means, log_variances, y) = (rows(means).await?, rows(log_variances).await?, rows(y).await?);
        Ok(Reading::unbounded(training::finite(bounds::vclub(&means, &log_variances, &y, y_dim))?))
    })
}

/// Means and logarithms of variances of y: `[dim, n]` each.
fn normals(layers: &Layers, x: Tensor<2>) -> [Tensor<2>; 2] {
    let both = layers.forward(x);
    let [outputs, _] = both.dims();
    let half = outputs / 2;
    [both.clone().narrow(0, 0, half), both.narrow(0, half, half)]
}

/// `[dim, n]` as `[n, dim]`, row-major.
async fn rows(columns: Tensor<2>) -> Result<Vec<f64>, EstimateError> {
    Ok(read(columns.transpose()).await?.into_iter().map(f64::from).collect())
}
