//! The Donsker–Varadhan bound.

use futures::future::LocalBoxFuture;

use super::{
    super::{
        error::EstimateError,
        estimator::{Estimator, Family, Measures, Reading, Takes, Training},
    },
    bounds, losses,
    training::{self, BATCH, CRITIC, RATE, STEPS, WIDTH},
};

pub static INFO: Estimator = Estimator {
    id: "dv",
    name: "Donsker–Varadhan",
    family: Family::Neural,
    measures: Measures::LowerBound,
    x: Takes::Numbers,
    y: Takes::Numbers,
    settings: &[STEPS, BATCH, WIDTH, RATE, CRITIC],
    about: "Tight at the best critic; its variance grows exponentially with the information.",
    source: "Donsker & Varadhan 1983; Belghazi et al. 2018, eq. 5",
};

/// [`bounds::donsker_varadhan`] on the held-out half, in nats, of a critic trained by the same bound; data as
/// [`training::held_out_scores`] says.
pub fn estimate(training: Training) -> LocalBoxFuture<'static, Result<Reading, EstimateError>> {
    Box::pin(async move {
        let scores = training::held_out_scores(training, losses::donsker_varadhan).await?;
        Ok(Reading::unbounded(training::finite(bounds::donsker_varadhan(&scores))?))
    })
}
