//! What can be set: the Gaussian, the β, and the two trainings.

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

use crate::{
    bottleneck::GaussianBottleneck,
    lab::{Edit, Field, Invalid, Kind, lists},
    measures::{GaussianError, JointGaussian},
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    pub components: usize,
    pub rho: f64,
    pub rho_2: f64,
    pub rho_3: f64,
    pub betas: String,
    pub exact_steps: u32,
    pub replicas: usize,
    pub samples: usize,
    pub batch: usize,
    pub draws: usize,
    pub epochs: u32,
    pub rate: f64,
    pub seed: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            components: 2,
            rho: 0.9,
            rho_2: 0.6,
            rho_3: 0.3,
            betas: "1.2,1.3,2,3,5,10,100".into(),
            exact_steps: 2500,
            replicas: 3,
            samples: 2048,
            batch: 128,
            draws: 4,
            epochs: 240,
            rate: 0.1,
            seed: 1,
        }
    }
}

const CORRELATION: Kind = Kind::Number { range: [0.05, 0.99], log: false };
const MOST_BETAS: usize = 12;
const BETA: [f64; 2] = [1.01, 1000.0];

pub const FIELDS: &[Field] = &[
    Field::new(
        "components",
        "Components",
        "Gaussian",
        Kind::Count { range: [1, 3] },
        Edit::Rerun,
        "How many numbers X and Y have each, and dimensions the code.",
    ),
    Field::new(
        "rho",
        "First correlation",
        "Gaussian",
        CORRELATION,
        Edit::Rerun,
        "Of the first component of X, before mixing, with that of Y. It opens at β = 1/ρ².",
    ),
    Field::new("rho_2", "Second correlation", "Gaussian", CORRELATION, Edit::Rerun, "Of the second components.")
        .when("components", &["2", "3"]),
    Field::new("rho_3", "Third correlation", "Gaussian", CORRELATION, Edit::Rerun, "Of the third components.")
        .when("components", &["3"]),
    Field::new(
        "betas",
        "β",
        "Trainings",
        Kind::Text { form: "up to 12 different numbers from 1.01 to 1000, joined by commas", longest: 100 },
        Edit::Rerun,
        "Of I(X;T) − β I(T;Y): one network each, all trained side by side with the weight 1/β on their rate.",
    ),
    Field::new(
        "exact_steps",
        "Steps with exact expectations",
        "Trainings",
        Kind::Count { range: [50, 10_000] },
        Edit::Rerun,
        "Of Adam, on the few points whose moments are the distribution’s.",
    ),
    Field::new(
        "replicas",
        "Seeds side by side",
        "Trainings",
        Kind::Count { range: [1, 5] },
        Edit::Rerun,
        "Of the sampled training: other weights, other samples, other noise.",
    ),
    Field::new(
        "samples",
        "Samples",
        "Trainings",
        Kind::Count { range: [256, 8192] },
        Edit::Rerun,
        "Pairs a seed is trained on. They are drawn, then adjusted so that their means and covariances are the \
         distribution’s; what is left to chance is batches and codes.",
    ),
    Field::new(
        "batch",
        "Batch",
        "Trainings",
        Kind::Count { range: [16, 1024] },
        Edit::Rerun,
        "Samples a step; more than there are means all.",
    ),
    Field::new(
        "draws",
        "Draws of the code",
        "Trainings",
        Kind::Count { range: [1, 16] },
        Edit::Rerun,
        "For every sample of a batch.",
    ),
    Field::new(
        "epochs",
        "Epochs",
        "Trainings",
        Kind::Count { range: [1, 1000] },
        Edit::Rerun,
        "Rounds through the samples.",
    ),
    Field::new(
        "rate",
        "Learning rate",
        "Trainings",
        Kind::Number { range: [1e-4, 0.3], log: true },
        Edit::Rerun,
        "Adam’s, of both trainings; it falls evenly to nothing.",
    ),
    Field::new("seed", "Seed", "Trainings", Kind::Seed, Edit::Rerun, "Decides weights, samples, batches and noise."),
];

/// What no single range can say.
pub fn check(config: &Config) -> Result<(), Invalid> {
    config.all_betas().map(|_| ())
}

impl Config {
    /// Rising.
    pub fn all_betas(&self) -> Result<Vec<f64>, Invalid> {
        lists::numbers("betas", &self.betas, BETA, MOST_BETAS)
    }

    /// The canonical correlations, as set.
    pub fn correlations(&self) -> Vec<f64> {
        [self.rho, self.rho_2, self.rho_3][..self.components].to_vec()
    }

    pub fn seeds(&self) -> Vec<u32> {
        (0..self.replicas as u32).map(|i| self.seed.wrapping_add(i)).collect()
    }

    /// X is mixed, Y is not: its residuals then stay independent, as the decoder takes them to be.
    pub fn gaussian(&self) -> Result<JointGaussian, GaussianError> {
        let d = self.components;
        let mixing = DMatrix::from_fn(d, d, |i, j| match i.cmp(&j) {
            std::cmp::Ordering::Less => 0.0,
            std::cmp::Ordering::Equal => 1.0 + 0.5 * i as f64,
            std::cmp::Ordering::Greater => 0.4,
        });
        let between = DMatrix::from_diagonal(&self.correlations().into());
        JointGaussian::new(&mixing * mixing.transpose(), DMatrix::identity(d, d), mixing * between)
    }

    pub fn bottleneck(&self) -> Result<GaussianBottleneck, GaussianError> {
        GaussianBottleneck::new(&self.gaussian()?)
    }
}
