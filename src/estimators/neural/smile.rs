//! SMILE: a Jensen–Shannon critic, read with clipped scores.

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
    id: "smile",
    name: "SMILE",
    family: Family::Neural,
    measures: Measures::Information,
    x: Takes::Numbers,
    y: Takes::Numbers,
    settings: &[STEPS, BATCH, WIDTH, RATE, CRITIC, TAU],
    about: "Less variance than Donsker–Varadhan, bought with bias: with clipped scores it is no bound.",
    source: "Song & Ermon 2020, eq. 13",
};

const TAU: Setting = Setting { key: "tau", label: "Clip at τ", kind: SettingKind::Choice(&["5", "1", "inf"]) };

/// [`bounds::smile`] on the held-out half, in nats, of a critic trained as that of [`super::js`]; with τ = ∞ that is the
/// Donsker–Varadhan bound. Data as [`training::held_out_scores`] says.
pub fn estimate(training: Training) -> LocalBoxFuture<'static, Result<Reading, EstimateError>> {
    Box::pin(async move {
        let tau = match training.settings.choice("tau") {
            "1" => 1.0,
            "5" => 5.0,
            _ => f64::INFINITY,
        };
        let scores = training::held_out_scores(training, losses::jensen_shannon).await?;
        Ok(Reading::unbounded(training::finite(bounds::smile(&scores, tau))?))
    })
}
