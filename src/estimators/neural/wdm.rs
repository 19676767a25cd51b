//! The Wasserstein dependency measure: how far the joint distribution lies from the product, in the data's own metric.

use burn::{
    module::Module,
    tensor::{Tensor, TensorData},
};
use futures::future::LocalBoxFuture;

use super::{
    super::{
        error::EstimateError,
        estimator::{Estimator, Family, Measures, Reading, Setting, SettingKind, Takes, Training},
    },
    bounds, losses,
    training::{self, BATCH, Columns, Halves, RATE, STEPS, WIDTH, joint_critic, rescaled},
};
use crate::draws::Rng;

pub static INFO: Estimator = Estimator {
    id: "wdm",
    name: "Wasserstein dependency",
    family: Family::Neural,
    measures: Measures::Dependence,
    x: Takes::Numbers,
    y: Takes::Numbers,
    settings: &[STEPS, BATCH, WIDTH, RATE, PENALTY, LOSS],
    about: "Not capped by ln B and finite where information is not; depends on the units of the data, and the penalty \
            holds the critic's slope at 1 only nearly.",
    source: "Ozair et al. 2019, eq. 6 and 8; the penalty: Gulrajani et al. 2017, eq. 3",
};

const PENALTY: Setting =
    Setting { key: "penalty", label: "Slope penalty", kind: SettingKind::Number { default: 10.0, range: [0.1, 1e3] } };
/// The dual problem itself, or InfoNCE under the same penalty (Wasserstein predictive coding).
const LOSS: Setting = Setting { key: "loss", label: "Trained by", kind: SettingKind::Choice(&["dual", "infonce"]) };

/// [`bounds::wasserstein`] on the held-out half, in the unit of the data, with the Euclidean metric on (x, y) together.
///
/// The joint critic trains with λ (‖∇f‖ − 1)² at random points between joint and product pairs. At the best critic of the
/// dual problem a direction of slope 1 that earns g per unit so gets the slope 1 + g / 2λ: the reading lies that much too
/// high. Both sides are centred, and divided by one common number with which the reading is multiplied again: nothing is
/// standardised, since the measure lives in the metric.
pub fn estimate(training: Training) -> LocalBoxFuture<'static, Result<Reading, EstimateError>> {
    Box::pin(async move {
        let mut training = training;
        let (x, y, unit) = rescaled(&training.pairs);
        let halves = Halves::new(x, y, training.settings.count("batch"), &mut training.rng)?;
        let width = training.settings.count("width");
        let device = training.device.clone().autodiff();
        let critic = joint_critic(&halves, width, &mut training.rng, &device)?;
        let penalty = training.settings.number("penalty");
        let loss = match training.settings.choice("loss") {
            "dual" => losses::wasserstein,
            _ => losses::infonce,
        };
        let critic = training::train(critic, &halves, &mut training, |critic, batch, rng| {
            let between = between(&batch, rng);
            let slopes = critic.squared_slopes(between.x, between.y);
            loss(critic.scores(batch.x, batch.y)) + losses::slope_penalty(slopes).mul_scalar(penalty)
        })
        .await?;
        let critic = critic.valid();
        let scores = training::score(&halves, &training, |columns| critic.scores(columns.x, columns.y)).await?;
        Ok(Reading::unbounded(training::finite(unit * bounds::wasserstein(&scores))?))
    })
}

/// A uniformly drawn point of the line from each joint pair (xᵢ, yᵢ) to a product pair (xᵢ₊₁, yᵢ₊₂); the batch came in
/// random order, and its end goes on at its beginning.
fn between(batch: &Columns, rng: &mut Rng) -> Columns {
    let [_, n] = batch.x.dims();
    let shares: Vec<f32> = (0..n).map(|_| rng.uniform() as f32).collect();
    let shares = Tensor::<2>::from_data(TensorData::new(shares, [1, n]), &batch.x.device());
    let mixed = |side: &Tensor<2>, ahead: usize| {
        let ahead = ahead % n;
        let other = Tensor::cat(vec![side.clone().narrow(1, ahead, n - ahead), side.clone().narrow(1, 0, ahead)], 1);
        side.clone() + (other - side.clone()) * shares.clone()
    };
    Columns { x: mixed(&batch.x, 1), y: mixed(&batch.y, 2) }
}
