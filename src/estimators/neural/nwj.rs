//! The bound of Nguyen, Wainwright and Jordan.

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
    id: "nwj",
    name: "NWJ",
    family: Family::Neural,
    measures: Measures::LowerBound,
    x: Takes::Numbers,
    y: Takes::Numbers,
    settings: &[STEPS, BATCH, WIDTH, RATE, CRITIC],
    about: "Unbiased for its critic, unlike Donsker–Varadhan, but looser and of no less variance.",
    source: "Nguyen, Wainwright & Jordan 2010, eq. 9",
};

/// [`bounds::nwj`] on the held-out half, in nats, of a critic trained by the same bound; data as
/// [`training::held_out_scores`] says.
pub fn estimate(training: Training) -> LocalBoxFuture<'static, Result<Reading, EstimateError>> {
    Box::pin(async move {
        let scores = training::held_out_scores(training, losses::nwj).await?;
        Ok(Reading::unbounded(training::finite(bounds::nwj(&scores))?))
    })
}
