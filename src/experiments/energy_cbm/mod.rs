//! Energy-based concept bottlenecks: whether a corrected concept corrects others, and what it takes.

mod about;
mod board;
mod charts;
mod config;
mod energies;
mod figures;
mod judges;
mod measure;
mod network;
mod train;
mod verdicts;
mod work;

use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use crate::{
    lab::{Claim, Experiment, Field, Info, Outbox, RunError, Verdict},
    plot::Figure,
};

pub use config::{Beliefs, Config, MOST_TOLD};
pub use energies::{Coupler, Energies, Joint, conditional, surprise};
pub use judges::{Judge, Knowledge, Model, Sight, ratios, spelt_out};
pub use network::{Batch, CouplingNet, EnergyNet, Sizes, indicators};

pub struct EnergyCbm;

/// What a run finds, piece by piece.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Frame {
    Learned(Learned),
    Coupled(Coupled),
    Board(Box<Board>),
    /// The models measured so far; the last such frame counts.
    Measured(Vec<Score>),
    Factorised(Factorised),
}

/// An epoch of the published losses, each the mean over the epoch's batches in nats.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Learned {
    pub epoch: u32,
    /// −ln p(y | x).
    pub xy: f64,
    /// −ln p(c_k | x), the mean over concepts.
    pub xc: f64,
    /// −ln p(y | c).
    pub cy: f64,
}

/// The energy with the joint normaliser, in training: −ln p(c, y) in nats.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Coupled {
    pub step: u32,
    pub trained: f64,
    pub tested: f64,
    /// The entropy of what birds are drawn from: no model is below it in the mean.
    pub entropy: f64,
}

/// What the boards judge with, and the pictures they judge.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Board {
    pub knowledge: Knowledge,
    pub pictures: Vec<Picture>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Picture {
    /// As the models see it: `[3, 32, 32]`, from 0 to 255.
    pub seen: Vec<u8>,
    /// The same without its noise.
    pub clear: Vec<u8>,
    pub concepts: Vec<bool>,
    pub label: usize,
    pub sight: Sight,
}

/// How a model judges test pictures once 0, 1, … concepts were told as they are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Score {
    pub model: Model,
    /// Share of concepts that are right, told ones among them.
    pub concepts: Vec<f64>,
    /// The same of the concepts that are never told.
    pub untold: Vec<f64>,
    /// Share of pictures whose concepts are all right.
    pub all: Vec<f64>,
    /// Share of pictures whose class is right.
    pub classes: Vec<f64>,
}

/// Naive Bayes in closed form against the sum over all states.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Factorised {
    pub pictures: usize,
    /// The largest difference of any probability.
    pub difference: f64,
}

impl Experiment for EnergyCbm {
    const INFO: &'static Info = &about::INFO;
    const FIELDS: &'static [Field] = config::FIELDS;
    const CLAIMS: &'static [Claim] = verdicts::CLAIMS;
    type Config = Config;
    type Frame = Frame;
    type Session = measure::Session;
    type Task = ();
    type Answer = ();

    async fn run(config: Config, outbox: Outbox<Self>, device: Device) -> Result<measure::Session, RunError> {
        train::run(&config, &outbox, &device).await
    }

    async fn ask(session: &mut measure::Session, config: &Config, outbox: &Outbox<Self>) -> Result<(), RunError> {
        session.measure_again(config, outbox).await
    }

    fn aside((): ()) {}

    fn figures(config: &Config, frames: &[Frame]) -> Vec<Figure> {
        figures::figures(config, frames)
    }

    fn verdicts(config: &Config, frames: &[Frame]) -> Vec<Verdict> {
        verdicts::verdicts(config, frames)
    }

    fn moment(frame: &Frame) -> String {
        match frame {
            Frame::Learned(learned) => format!("epoch {}", learned.epoch),
            Frame::Coupled(coupled) => format!("joint normaliser, step {}", coupled.step),
            Frame::Board(_) => "trained".into(),
            Frame::Measured(scores) => {
                scores.last().map_or("measured".into(), |score| format!("measured: {}", score.model.label()))
            }
            Frame::Factorised(_) => "summed over all states".into(),
        }
    }
}
