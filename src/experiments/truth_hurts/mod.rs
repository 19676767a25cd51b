//! Truth hurts: five concept bottlenecks are told what is true, and not all of them are the better for it.

mod about;
mod bottlenecks;
mod config;
mod figures;
mod train;
mod verdicts;

use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use crate::{
    lab::{Claim, Experiment, Field, Info, Invalid, Outbox, RunError, Verdict},
    plot::Figure,
};

pub use bottlenecks::Bottleneck;
pub use config::Config;

pub struct TruthHurts;

/// All seeds' networks of one kind on one task, after some epochs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    /// Its place in [`config::TASKS`].
    pub task: usize,
    pub bottleneck: Bottleneck,
    pub epoch: u32,
    pub ended: bool,
    /// The share of labels that the likelier label of every pattern of true concepts gets right.
    pub best_of_truth: f64,
    pub outcomes: Vec<Outcome>,
}

/// What one network does on its test set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    pub seed: u32,
    /// Accuracy over all concepts.
    pub concepts: f64,
    /// Class accuracy where 0, 1, … all concepts are told, its mean over which they are.
    pub curve: Vec<f64>,
    /// The same, a logit bottleneck being told −4 and 4 in place of percentiles.
    pub four: Vec<f64>,
}

impl Experiment for TruthHurts {
    const INFO: &'static Info = &about::INFO;
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
        format!("{}, {}, epoch {}", config::TASKS[frame.task].1, frame.bottleneck.name(), frame.epoch)
    }
}
