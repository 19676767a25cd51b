//! Concept leakage: joint bottlenecks whose concepts weigh less and less, and the ways to catch them lying.

mod about;
mod config;
mod figures;
mod flocks;
mod inside;
mod measure;
mod probe;
mod train;
mod verdicts;

use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use crate::{
    lab::{Claim, Experiment, Field, Info, Outbox, RunError, Verdict},
    plot::Figure,
};

pub use config::{Config, LAMBDAS};

/// How many trainings there are: one a λ, and the independent one, which stands last.
pub const NETWORKS: usize = LAMBDAS.len() + 1;
pub const INDEPENDENT: usize = LAMBDAS.len();

pub struct ConceptLeakage;

/// What a run finds, in this order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Frame {
    Birds(Sample),
    Learning(Learning),
    Measured(Measured),
    Probed(Probed),
}

/// The first seed's birds of one class, loose and close.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// `[n][3 · 32 · 32]`, from 0 to 255.
    pub loose: Vec<Vec<u8>>,
    pub close: Vec<Vec<u8>>,
}

/// The networks in training, on the first held-out close birds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Learning {
    pub epoch: u32,
    /// One a seed.
    pub independent: Vec<Ends>,
    /// `[λ][seed]`; empty while the independent bottleneck is trained.
    pub joint: Vec<Vec<Ends>>,
}

/// The share of wrong classes when nothing and when every concept is told.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ends {
    pub none: f64,
    pub all: f64,
}

/// One training's finished networks, on held-out birds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// Its place among the [`NETWORKS`].
    pub network: usize,
    pub seeds: Vec<Outcome>,
    pub glance: Glance,
}

/// One network. What is said of concepts is measured on loose birds, what is said of classes on close ones.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    pub seed: u32,
    /// The share of concepts told rightly.
    pub concepts: f64,
    /// A − O, `[K, K]`, row-major: a row a predicted concept, a column a true one.
    pub differences: Vec<f64>,
    pub impurity: f64,
    pub off_diagonal: f64,
    /// How well concepts are foretold from outside their niche, ½ being chance.
    pub niche: f64,
    /// Both of the same numbers, dealt anew among birds that are alike in the concept.
    pub floor: f64,
    pub floor_off_diagonal: f64,
    /// I(class; logit | concept) of every concept, in nats, and of logits dealt anew; `[K]` each.
    pub information: Vec<f64>,
    pub information_null: Vec<f64>,
    /// The share of wrong classes when 0, 1, …, K concepts are told, in random order.
    pub curve: Vec<f64>,
}

/// Some loose birds of the first seed as one network sees them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Glance {
    pub labels: Vec<usize>,
    /// `[n, K]`, row-major.
    pub concepts: Vec<bool>,
    /// `[n, K]`, row-major.
    pub logits: Vec<f32>,
}

/// How well small networks name the class of close birds from concepts, on birds they have not seen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Probed {
    pub epoch: u32,
    pub ended: bool,
    /// `[network][seed]`: from probabilities.
    pub soft: Vec<Vec<f64>>,
    /// From whether they are above ½.
    pub hard: Vec<Vec<f64>>,
    /// `[seed]`: from true concepts.
    pub truth: Vec<f64>,
}

impl Experiment for ConceptLeakage {
    const INFO: &'static Info = &about::INFO;
    const FIELDS: &'static [Field] = config::FIELDS;
    const CLAIMS: &'static [Claim] = verdicts::CLAIMS;
    type Config = Config;
    type Frame = Frame;
    type Session = ();
    type Task = ();
    type Answer = ();

    async fn run(config: Config, outbox: Outbox<Self>, device: Device) -> Result<(), RunError> {
        train::run(&config, &outbox, &device).await
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
            Frame::Birds(_) => "birds".into(),
            Frame::Learning(learning) if learning.joint.is_empty() => "independent bottleneck trained".into(),
            Frame::Learning(learning) => format!("epoch {}", learning.epoch),
            Frame::Measured(measured) => format!("{}, measured", config::label(measured.network)),
            Frame::Probed(probed) => format!("probes, epoch {}", probed.epoch),
        }
    }
}
