//! What can be set: the sweep, the penalty, the networks, their training, and how they are measured.

use serde::{Deserialize, Serialize};

use super::super::one_currency::{Currency, Deviation, Plan, Rule, betas, fields, widths};
use crate::{
    lab::{Edit, Field, Invalid, Kind},
    nets::variational::Penalty,
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    pub betas: String,
    pub penalty: Charge,
    pub replicas: usize,
    pub dimensions: usize,
    pub hidden: String,
    pub decoder: usize,
    pub deviation: Deviation,
    pub epochs: u32,
    pub warm: u32,
    pub ramp: u32,
    pub batch: usize,
    pub rate: f64,
    pub seed: u32,
    pub points: usize,
    pub samples: usize,
    pub shots: usize,
    pub moments: u32,
    pub currency: Currency,
}

/// What of the information is charged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Charge {
    #[default]
    Squared,
    Linear,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            betas: "0.001,0.01,0.03,0.06,0.1,0.2,0.4,1".into(),
            penalty: Charge::Squared,
            replicas: 3,
            dimensions: 8,
            hidden: "64-64".into(),
            decoder: 32,
            deviation: Deviation::Exponential,
            epochs: 40,
            warm: 0,
            ramp: 0,
            batch: 128,
            rate: 5e-3,
            seed: 1,
            points: 256,
            samples: 4,
            shots: 12,
            moments: 9,
            currency: Currency::Truth,
        }
    }
}

pub const FIELDS: &[Field] = &[
    fields::BETAS,
    Field::new(
        "penalty",
        "Charged is",
        "Budget",
        Kind::Choice(&[("squared", "β I²"), ("linear", "β I")]),
        Edit::Rerun,
        "Where the label is a function of the input, only a convex penalty reaches every amount of information.",
    ),
    fields::REPLICAS,
    fields::DIMENSIONS,
    fields::HIDDEN,
    fields::DECODER,
    fields::DEVIATION,
    fields::EPOCHS,
    fields::WARM,
    fields::RAMP,
    fields::BATCH,
    fields::RATE,
    fields::SEED,
    fields::POINTS,
    fields::SAMPLES,
    fields::SHOTS,
    fields::MOMENTS,
    fields::CURRENCY,
];

impl Config {
    /// What is trained, or which setting does not fit.
    pub fn plan(&self) -> Result<Plan, Invalid> {
        Ok(Plan {
            rules: &[Rule::Variational, Rule::Nonlinear],
            betas: betas(&self.betas)?,
            penalty: match self.penalty {
                Charge::Squared => Penalty::Squared,
                Charge::Linear => Penalty::Linear,
            },
            seeds: (0..self.replicas as u32).map(|i| self.seed.wrapping_add(i)).collect(),
            dimensions: self.dimensions,
            hidden: widths(&self.hidden)?,
            decoder: self.decoder,
            deviation: self.deviation,
            epochs: self.epochs,
            warm: self.warm,
            ramp: self.ramp,
            batch: self.batch,
            rate: self.rate,
            points: self.points,
            samples: self.samples,
            shots: self.shots,
            moments: self.moments,
        })
    }
}
