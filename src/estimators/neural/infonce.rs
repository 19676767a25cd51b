//! InfoNCE: telling the true partner from a batch.

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
    id: "infonce",
    name: "InfoNCE",
    family: Family::Neural,
    measures: Measures::LowerBound,
    x: Takes::Numbers,
    y: Takes::Numbers,
    settings: &[STEPS, BATCH, WIDTH, RATE, CRITIC],
    about: "Little variance; can never read more than the logarithm of its batch.",
    source: "van den Oord, Li & Vinyals 2018, eq. 4",
};

/// [`bounds::infonce`] on the held-out half, in nats, of a critic trained by the same bound; data as
/// [`training::held_out_scores`] says. The ceiling is that of the batches used, which the training half may cut.
pub fn estimate(training: Training) -> LocalBoxFuture<'static, Result<Reading, EstimateError>> {
    Box::pin(async move {
        let scores = training::held_out_scores(training, losses::infonce).await?;
        let ceiling = libm::log(scores.size() as f64);
        Ok(Reading::below(training::finite(bounds::infonce(&scores))?, ceiling, "ln B"))
    })
}
