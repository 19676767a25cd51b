//! MINE: Donsker–Varadhan with a gradient whose bias is averaged away.

use futures::future::LocalBoxFuture;

use super::{
    super::{
        error::EstimateError,
        estimator::{Estimator, Family, Measures, Reading, Setting, SettingKind, Takes, Training},
    },
    bounds,
    losses::Mine,
    training::{self, BATCH, CRITIC, RATE, STEPS, WIDTH},
};

pub static INFO: Estimator = Estimator {
    id: "mine",
    name: "MINE",
    family: Family::Neural,
    measures: Measures::LowerBound,
    x: Takes::Numbers,
    y: Takes::Numbers,
    settings: &[STEPS, BATCH, WIDTH, RATE, CRITIC, MEMORY],
    about: "Donsker–Varadhan with less bias from small batches; the same variance.",
    source: "Belghazi et al. 2018, eq. 5 and §3.2",
};

const MEMORY: Setting =
    Setting { key: "memory", label: "Memory", kind: SettingKind::Number { default: 0.9, range: [0.0, 0.999] } };

/// [`bounds::donsker_varadhan`] on the held-out half, in nats, of a critic trained by [`Mine`], whose average keeps the
/// share `memory` at each step (0 is Donsker–Varadhan itself); data as [`training::held_out_scores`] says.
pub fn estimate(training: Training) -> LocalBoxFuture<'static, Result<Reading, EstimateError>> {
    Box::pin(async move {
        let mut mine = Mine::new(training.settings.number("memory"));
        let scores = training::held_out_scores(training, |scores| mine.loss(scores)).await?;
        Ok(Reading::unbounded(training::finite(bounds::donsker_varadhan(&scores))?))
    })
}
