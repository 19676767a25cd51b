//! What can be set: the sweep, the networks, their training, and how they are measured.

use serde::{Deserialize, Serialize};

use super::super::one_currency::{Currency, Deviation, Plan, Rule, betas, fields, widths};
use crate::{
    lab::{Field, Invalid},
    nets::variational::Penalty,
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    pub betas: String,
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

impl Default for Config {
    fn default() -> Self {
        Self {
            betas: "0.01,0.03,0.1,0.3,1,2".into(),
            replicas: 3,
            dimensions: 8,
            hidden: "64-64".into(),
            decoder: 0,
            deviation: Deviation::Exponential,
            epochs: 60,
            warm: 2,
            ramp: 10,
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
            rules: &[Rule::Variational, Rule::Conditional, Rule::Nonlinear],
            betas: betas(&self.betas)?,
            penalty: Penalty::Linear,
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
