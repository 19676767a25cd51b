//! What a comparison trains: its objectives, its networks, its schedule, and how it is measured.

use serde::{Deserialize, Serialize};

use super::frame::Rule;
use crate::{
    lab::{Invalid, lists},
    nets::{
        Activation, InitialScale, StackConfig,
        variational::{BottleneckConfig, Compression, Likelihood, Penalty, PriorKind, Spread, Training},
    },
};

/// How encoders with a variance of their own say it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Deviation {
    #[default]
    Softplus,
    Exponential,
    Unit,
}

/// Checked settings.
#[derive(Clone, Debug)]
pub struct Plan {
    pub rules: &'static [Rule],
    /// Rising.
    pub betas: Vec<f64>,
    pub penalty: Penalty,
    pub seeds: Vec<u32>,
    pub dimensions: usize,
    pub hidden: Vec<usize>,
    /// Units of the decoder's hidden layer; 0 for a linear decoder.
    pub decoder: usize,
    pub deviation: Deviation,
    pub epochs: u32,
    /// Epochs without any penalty, and those in which it then rises.
    pub warm: u32,
    pub ramp: u32,
    pub batch: usize,
    pub rate: f64,
    /// Held-out rows that information is measured on.
    pub points: usize,
    /// Samples of each one's code.
    pub samples: usize,
    /// Draws whose probabilities are averaged.
    pub shots: usize,
    /// How often everything is measured.
    pub moments: u32,
}

const MOST_BETAS: usize = 16;
const LEAST_BETA: f64 = 1e-6;
const MOST_BETA: f64 = 100.0;
const WIDEST: usize = 256;
const DEEPEST: usize = 4;
/// softplus(ρ − 5), as in Alemi et al.'s released code.
const OFFSET: f64 = 5.0;

/// The β of a text, rising.
pub fn betas(text: &str) -> Result<Vec<f64>, Invalid> {
    lists::numbers("betas", text, [LEAST_BETA, MOST_BETA], MOST_BETAS)
}

/// The hidden widths of a text.
pub fn widths(text: &str) -> Result<Vec<usize>, Invalid> {
    lists::widths("hidden", text, DEEPEST, WIDEST)
}

impl Plan {
    /// A rule's network; the rules differ in what bounds the information, and the nonlinear one in the code's variance,
    /// which is one for all inputs.
    pub(super) fn network(&self, rule: Rule, inputs: usize, classes: usize) -> BottleneckConfig {
        let own = match self.deviation {
            Deviation::Softplus => Spread::Softplus { offset: OFFSET },
            Deviation::Exponential => Spread::Exponential,
            Deviation::Unit => Spread::Unit,
        };
        let (spread, compression) = match rule {
            Rule::Variational => (own, Compression::Divergence(PriorKind::Standard)),
            Rule::Conditional => (own, Compression::Divergence(PriorKind::ClassConditional(classes))),
            Rule::Nonlinear => (Spread::Shared, Compression::Pairwise),
        };
        let stack = |widths| StackConfig { widths, activation: Activation::Relu, initial: InitialScale::Xavier };
        let encoder = [&[inputs], self.hidden.as_slice(), &[spread.heads(self.dimensions)]].concat();
        let middle: &[usize] = if self.decoder > 0 { &[self.decoder] } else { &[] };
        let decoder = [&[self.dimensions], middle, &[classes]].concat();
        BottleneckConfig {
            encoder: stack(encoder),
            decoder: stack(decoder),
            spread,
            compression,
            likelihood: Likelihood::Categorical,
        }
    }

    pub(super) fn training(&self) -> Training {
        Training { batch: self.batch, draws: 1, adam_beta_1: 0.9, average: 0.0 }
    }

    /// What β is multiplied by at a time counted in epochs: nothing at first, then ever more of it.
    pub(super) fn weight_at(&self, time: f64) -> f64 {
        let (warm, ramp) = (f64::from(self.warm), f64::from(self.ramp));
        if time < warm {
            0.0
        } else if time < warm + ramp {
            (time - warm) / ramp
        } else {
            1.0
        }
    }

    /// Whether everything is measured after an epoch: at first, at last and evenly between.
    pub(super) fn is_measured(&self, epoch: u32) -> bool {
        let intervals = u64::from(self.moments.max(2) - 1);
        let moment = |epoch: u32| u64::from(epoch) * intervals / u64::from(self.epochs);
        epoch == 0 || moment(epoch) > moment(epoch - 1)
    }
}
