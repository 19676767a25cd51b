//! What can be set of the sweep: data, network, prior, training.

use serde::{Deserialize, Serialize};

use super::fields;
use crate::{
    lab::{Files, Invalid, lists},
    nets::{
        Activation, InitialScale, StackConfig,
        variational::{BottleneckConfig, Compression, Likelihood, PriorKind, Spread, Training},
    },
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    pub beta: f64,
    pub dimensions: usize,
    pub files: Files,
    pub label: String,
    pub train_share: f64,
    pub betas: String,
    pub replicas: usize,
    pub hidden: String,
    pub activation: Activation,
    pub decoder: usize,
    pub prior: Prior,
    pub components: usize,
    pub deviation: Deviation,
    pub offset: f64,
    pub epochs: u32,
    pub batch: usize,
    pub rate: f64,
    pub decay: f64,
    pub momentum: f64,
    pub draws: usize,
    pub average: f64,
    pub anneal: Anneal,
    pub anneal_epochs: u32,
    pub free_nats: f64,
    pub shots: usize,
    pub seed: u32,
    pub replica: usize,
    pub image: usize,
    pub draw: usize,
    pub attack: AttackKind,
    pub epsilon: f64,
    pub drawn: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Prior {
    #[default]
    Standard,
    Diagonal,
    Mixture,
}

/// How the encoder says its standard deviations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Deviation {
    #[default]
    Softplus,
    Exponential,
    Shared,
    Unit,
}

/// How β comes to its value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Anneal {
    #[default]
    None,
    Linear,
    Cyclic,
    FreeBits,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AttackKind {
    Fgsm,
    #[default]
    Pgd,
}

/// The sweep of the reference experiment.
pub const REFERENCE_BETAS: &str = "0,0.0001,0.001,0.01,0.03,0.1,0.3,0.7,1,1.5";
const MOST_BETA: f64 = 100.0;
const MOST_BETAS: usize = 24;
const WIDEST: usize = 512;
const DEEPEST: usize = 6;
/// To be found by name, or else the last column.
pub const AUTO: &str = "auto";

impl Default for Config {
    fn default() -> Self {
        Self {
            beta: 0.01,
            dimensions: 8,
            files: Files::default(),
            label: AUTO.into(),
            train_share: 0.7218,
            betas: REFERENCE_BETAS.into(),
            replicas: 3,
            hidden: "64-64".into(),
            activation: Activation::Relu,
            decoder: 0,
            prior: Prior::Standard,
            components: 10,
            deviation: Deviation::Softplus,
            offset: 5.0,
            epochs: 80,
            batch: 100,
            rate: 1e-3,
            decay: 0.97,
            momentum: 0.5,
            draws: 1,
            average: 0.0,
            anneal: Anneal::None,
            anneal_epochs: 20,
            free_nats: 0.1,
            shots: 12,
            seed: 1,
            replica: 1,
            image: 1,
            draw: 1,
            attack: AttackKind::Pgd,
            epsilon: 0.2,
            drawn: fields::NO_DRAWING.into(),
        }
    }
}

/// What no single range can say.
pub fn check(config: &Config) -> Result<(), Invalid> {
    config.betas()?;
    config.hidden_widths().map(|_| ())
}

impl Config {
    /// The sweep's β, rising.
    pub fn betas(&self) -> Result<Vec<f64>, Invalid> {
        lists::numbers("betas", &self.betas, [0.0, MOST_BETA], MOST_BETAS)
    }

    /// The trained β nearest to the one looked at, by ratio, and its place in the sweep.
    pub fn looked_at(&self, betas: &[f64]) -> usize {
        let place = |beta: f64| beta.max(1e-9).ln();
        let distance = |beta: &f64| (place(*beta) - place(self.beta)).abs();
        let nearest = betas.iter().enumerate().min_by(|a, b| distance(a.1).total_cmp(&distance(b.1)));
        nearest.map_or(0, |(index, _)| index)
    }

    pub fn seeds(&self) -> Vec<u32> {
        (0..self.replicas as u32).map(|i| self.seed.wrapping_add(i)).collect()
    }

    /// Which seed is opened, counted from 0.
    pub fn group(&self) -> usize {
        self.replica.min(self.replicas) - 1
    }

    pub fn hidden_widths(&self) -> Result<Vec<usize>, Invalid> {
        lists::widths("hidden", &self.hidden, DEEPEST, WIDEST)
    }

    /// The network for inputs of so many numbers and so many classes.
    pub fn network(&self, inputs: usize, classes: usize) -> Result<BottleneckConfig, Invalid> {
        let spread = match self.deviation {
            Deviation::Softplus => Spread::Softplus { offset: self.offset },
            Deviation::Exponential => Spread::Exponential,
            Deviation::Shared => Spread::Shared,
            Deviation::Unit => Spread::Unit,
        };
        let prior = match self.prior {
            Prior::Standard => PriorKind::Standard,
            Prior::Diagonal => PriorKind::Diagonal,
            Prior::Mixture => PriorKind::Mixture(self.components),
        };
        let stack = |widths| StackConfig { widths, activation: self.activation, initial: InitialScale::Xavier };
        let mut encoder = vec![inputs];
        encoder.extend(self.hidden_widths()?);
        encoder.push(spread.heads(self.dimensions));
        let mut decoder = vec![self.dimensions];
        decoder.extend((self.decoder > 0).then_some(self.decoder));
        decoder.push(classes);
        Ok(BottleneckConfig {
            encoder: stack(encoder),
            decoder: stack(decoder),
            spread,
            compression: Compression::Divergence(prior),
            likelihood: Likelihood::Categorical,
        })
    }

    pub fn training(&self) -> Training {
        Training { batch: self.batch, draws: self.draws, adam_beta_1: self.momentum as f32, average: self.average }
    }

    /// The learning rate of an epoch: decayed every two, as in the released code.
    pub fn rate_in(&self, epoch: u32) -> f64 {
        self.rate * self.decay.powi(epoch as i32 / 2)
    }

    /// What β is multiplied by at a time counted in epochs.
    pub fn weight_at(&self, time: f64) -> f64 {
        let length = f64::from(self.anneal_epochs);
        match self.anneal {
            Anneal::None | Anneal::FreeBits => 1.0,
            Anneal::Linear => (time / length).min(1.0),
            // Half of each cycle rises, half stays (Fu et al. 2019).
            Anneal::Cyclic => (2.0 * (time % length) / length).min(1.0),
        }
    }

    /// The epochs after which everything is measured: the first, the last, and some between.
    pub fn recorded_epochs(&self) -> Vec<u32> {
        const RECORDS: u32 = 28;
        let mut epochs: Vec<u32> = (0..=self.epochs).step_by((self.epochs / RECORDS).max(1) as usize).collect();
        if epochs.last() != Some(&self.epochs) {
            epochs.push(self.epochs);
        }
        epochs
    }

    /// Whether settings that the measured reference table rests on are untouched.
    pub fn is_reference(&self) -> bool {
        let own = Self {
            beta: self.beta,
            seed: self.seed,
            replica: self.replica,
            image: self.image,
            draw: self.draw,
            attack: self.attack,
            epsilon: self.epsilon,
            drawn: self.drawn.clone(),
            ..Self::default()
        };
        *self == own
    }
}
