//! A Jensen–Shannon critic, read through another bound.

use futures::future::LocalBoxFuture;

use super::{
    super::{
        error::EstimateError,
        estimator::{Estimator, Family, Measures, Reading, Setting, SettingKind, Takes, Training},
    },
    bounds, losses,
    training::{self, BATCH, CRITIC, RATE, STEPS, WIDTH},
};

pub static INFO: Estimator = Estimator {
    id: "js",
    name: "Jensen–Shannon critic",
    family: Family::Neural,
    measures: Measures::LowerBound,
    x: Takes::Numbers,
    y: Takes::Numbers,
    settings: &[STEPS, BATCH, WIDTH, RATE, CRITIC, VALUE],
    about: "Trains steadily, as a classifier does; what it trains by is no information, so a bound is read from its critic.",
    source: "Hjelm et al. 2019, eq. 4; Poole et al. 2019, §2.3",
};

const VALUE: Setting = Setting { key: "value", label: "Bound read", kind: SettingKind::Choice(&["nwj", "dv"]) };

/// [`bounds::nwj_of_log_ratio`] or [`bounds::donsker_varadhan`] on the held-out half, in nats, of a critic trained as a
/// classifier of pairs drawn together; data as [`training::held_out_scores`] says.
pub fn estimate(training: Training) -> LocalBoxFuture<'static, Result<Reading, EstimateError>> {
    Box::pin(async move {
        let value = match training.settings.choice("value") {
            "nwj" => bounds::nwj_of_log_ratio,
            _ => bounds::donsker_varadhan,
        };
        let scores = training::held_out_scores(training, losses::jensen_shannon).await?;
        Ok(Reading::unbounded(training::finite(value(&scores))?))
    })
}
