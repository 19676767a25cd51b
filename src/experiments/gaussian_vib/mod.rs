//! The Gaussian VIB: a linear network with a noisy code against the one bottleneck that is known in closed form.

mod config;
mod data;
mod figures;
mod tables;
mod train;
mod verdicts;

use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use crate::{
    lab::{Claim, Experiment, Field, Info, Invalid, Outbox, RunError, Verdict},
    plot::Figure,
};

pub use config::Config;

pub struct GaussianVib;

/// All networks of one training after some steps, seed by seed, in each by rising β.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    pub training: Training,
    pub step: u64,
    pub networks: Vec<Network>,
    pub ended: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Training {
    /// With expectations computed exactly.
    Exact,
    /// With drawn batches and drawn codes.
    Sampled,
}

/// What one network does; everything in nats.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Network {
    pub seed: u32,
    /// Of I(X;T) − β I(T;Y); the network's rate has weight 1/β.
    pub beta: f64,
    /// KL from the prior, which I(X;Z) does not exceed, dimension by dimension.
    pub parts: Vec<f64>,
    /// h(Y) less the distortion, which I(Z;Y) is at least.
    pub kept: f64,
}

impl Network {
    pub fn rate(&self) -> f64 {
        self.parts.iter().sum()
    }
}

impl Experiment for GaussianVib {
    const INFO: &'static Info = &INFO;
    const FIELDS: &'static [Field] = config::FIELDS;
    const CLAIMS: &'static [Claim] = verdicts::CLAIMS;
    type Config = Config;
    type Frame = Frame;
    type Session = ();
    type Task = ();
    type Answer = ();

    fn check(config: &Config) -> Result<(), Invalid> {
        config::check(config)
    }

    async fn run(config: Config, outbox: Outbox<Self>, device: Device) -> Result<(), RunError> {
        train::run(config, outbox, device).await
    }

    fn aside((): ()) {}

    fn figures(config: &Config, frames: &[Frame]) -> Vec<Figure> {
        figures::figures(config, frames)
    }

    fn verdicts(config: &Config, frames: &[Frame]) -> Vec<Verdict> {
        verdicts::verdicts(config, frames)
    }

    fn moment(frame: &Frame) -> String {
        match frame.training {
            Training::Exact => format!("exact expectations, step {}", frame.step),
            Training::Sampled => format!("sampled, step {}", frame.step),
        }
    }
}

const INFO: Info = Info {
    id: "gaussian-vib",
    title: "The Gaussian VIB",
    family: "Variational bottleneck",
    question: "A variational bottleneck is a bound on a bound. Where the true answer is known, does training find it?",
    papers: &["chechik-2005", "alemi-2017"],
    after: "the closed form of the Gaussian bottleneck",
    guide: &[
        "If X and Y are jointly Gaussian, the best code is X through a matrix, plus Gaussian noise, and its curve is known in \
         closed form. A network with a linear encoder, a Gaussian code, the prior N(0, 1) and a linear decoder with a \
         learned variance can be exactly that code, and then both of its bounds are tight: the rate is I(X;Z), and h(Y) less \
         the distortion is I(Z;Y). So here, and only here, a VIB has nowhere to hide.",
        "The first training takes every expectation exactly: means and second moments are all that a linear network sees, \
         so that a handful of points which have the right ones stands for the whole distribution. The second draws batches \
         and codes like any other VIB. Both run through the same network, the same divergence and the same likelihood as \
         the lab's other experiments: what is off here is off there.",
        "The weight on the rate is 1/β in the terms of the closed form. X has as many components as are set, mixed by a \
         matrix that the encoder has to undo; component i opens at β = 1/ρᵢ². Until then its dimension of the code costs \
         nothing and says nothing.",
    ],
    snippets: &[],
    try_next: &[
        ("One component, as in the textbook", "components=1"),
        ("Three components, opening one after the other", "components=3&betas=1.1,1.3,2,2.6,3.5,8,14,40"),
        ("A weak dependence", "components=1&rho=0.3&betas=5,10,12,20,50,100,500"),
        ("Five seeds", "replicas=5"),
    ],
    smoke: "betas=1.2,3,10&replicas=2&exact_steps=60&epochs=3&samples=256&components=3",
    uses_device: true,
    random: true,
};
