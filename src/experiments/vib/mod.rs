//! The deep variational information bottleneck: what a network keeps of its input when every nat of it has a price.

mod about;
mod config;
mod data;
mod ending;
mod fields;
mod figures;
mod look;
mod look_figures;
mod train;
mod verdicts;

use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use crate::{
    lab::{Claim, Experiment, Field, Info, Invalid, Outbox, RunError, Verdict},
    plot::Figure,
};

pub use config::Config;

pub struct Vib;

/// The state of every replica after an epoch. Information in nats.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    pub epoch: u32,
    /// What β is multiplied by at this time.
    pub weight: f64,
    /// Seed by seed, in each the sweep's β rising.
    pub points: Vec<Point>,
    /// H(Y) of the rows trained on and of the test rows, one pair a seed.
    pub label_entropy: Vec<[f64; 2]>,
    /// How many rows are trained on and tested on.
    pub rows: [usize; 2],
    /// What is measured once training is over.
    pub ending: Vec<ending::Ending>,
    /// The network that is opened.
    pub look: Vec<look::Look>,
}

/// One replica.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    pub beta: f64,
    pub seed: u32,
    pub train: Side,
    pub test: Side,
    /// KL of each dimension of the code over test rows; one number for a mixture, which has no parts.
    pub divergence: Vec<f64>,
}

/// A replica on some rows.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Side {
    /// The bound on I(Z;X).
    pub rate: f64,
    /// H(Y) − cross-entropy: the bound on I(Z;Y), which may be negative.
    pub kept: f64,
    pub one_shot: f64,
    pub averaged: f64,
}

impl Experiment for Vib {
    const INFO: &'static Info = &about::INFO;
    const FIELDS: &'static [Field] = fields::FIELDS;
    const CLAIMS: &'static [Claim] = verdicts::CLAIMS;
    type Config = Config;
    type Frame = Frame;
    type Session = train::Session;
    type Task = ();
    type Answer = ();

    fn check(config: &Config) -> Result<(), Invalid> {
        config::check(config)
    }

    async fn run(config: Config, outbox: Outbox<Self>, device: Device) -> Result<train::Session, RunError> {
        train::run(config, outbox, device).await
    }

    async fn ask(session: &mut train::Session, config: &Config, outbox: &Outbox<Self>) -> Result<(), RunError> {
        train::ask(session, config, outbox).await
    }

    fn aside((): ()) {}

    fn figures(config: &Config, frames: &[Frame]) -> Vec<Figure> {
        let [mut all, after] = figures::figures(config, frames);
        all.extend(look_figures::figures(config, frames));
        all.extend(after);
        all
    }

    fn verdicts(config: &Config, frames: &[Frame]) -> Vec<Verdict> {
        verdicts::verdicts(config, frames)
    }

    fn moment(frame: &Frame) -> String {
        format!("epoch {}", frame.epoch)
    }
}
