//! Concept-centric transformers: whether an explanation loss puts a slot's attention on the part that its concept names.

mod about;
mod birds;
mod config;
mod figures;
pub mod network;
pub mod patches;
mod scene_figures;
mod train;
mod verdicts;

use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use crate::{
    lab::{Claim, Experiment, Field, Info, Invalid, Outbox, RunError, Verdict},
    plot::Figure,
};

pub use config::{Config, Explained};

pub struct ConceptTransformer;

/// What a run finds; networks stand in the order of their λ.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Frame {
    /// Some steps of training.
    Step {
        /// In rounds through the birds.
        epochs: f64,
        /// Mean losses of those steps, one of each network.
        losses: Vec<Losses>,
    },
    /// Birds that were not trained on, after an epoch.
    Epoch {
        epoch: u32,
        scores: Vec<Score>,
    },
    Found(Found),
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Losses {
    /// Of the classes, in nats.
    pub cross_entropy: f64,
    pub explanation: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// The share of birds whose species is told right.
    pub accuracy: f64,
    /// The share of attention on the part, averaged over concepts: slot k for concept k.
    pub named: f64,
    /// The same with the slots that suit these birds best.
    pub matched: f64,
}

/// What the trained networks do on test birds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Found {
    pub networks: Vec<Network>,
    /// Test birds that show each concept, `[12]`.
    pub birds: Vec<u32>,
    /// The share of the grid that its patches cover: the attention there by chance, `[12]`.
    pub areas: Vec<f64>,
    /// What an attention has there that is the mean of all training targets, whatever the picture, `[12]`.
    pub usual: Vec<f64>,
    /// How often its greatest place is there, `[12]`.
    pub usual_pointing: Vec<f64>,
    /// The birds that can be looked at.
    pub scenes: Vec<Scene>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Network {
    pub lambda: f64,
    pub accuracy: f64,
    /// The mean share of each slot's attention on each concept's patches, `[12, slots]`.
    pub masses: Vec<f64>,
    /// How often it is greatest there, `[12, slots]`.
    pub pointing: Vec<f64>,
    /// The slot of each concept by the best assignment on other birds, `[12]`.
    pub matched: Vec<usize>,
}

/// One bird, and what every network makes of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scene {
    /// `[3, 32, 32]`, in 255ths.
    pub picture: Vec<u8>,
    pub concepts: Vec<bool>,
    /// Before anything was turned round.
    pub species: usize,
    /// By how many pixels it is moved to the right and down.
    pub shift: [i32; 2],
    pub looks: Vec<Look>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Look {
    /// Each slot's, summing to 1, `[slots, 8, 8]`.
    pub attention: Vec<f32>,
    /// What each slot adds to each class's logit, `[classes, slots]`.
    pub parts: Vec<f32>,
    /// The classes' probabilities.
    pub answer: Vec<f64>,
}

impl Experiment for ConceptTransformer {
    const INFO: &'static Info = &about::INFO;
    const FIELDS: &'static [Field] = config::FIELDS;
    const CLAIMS: &'static [Claim] = verdicts::CLAIMS;
    type Config = Config;
    type Frame = Frame;
    type Session = train::Session;
    type Task = ();
    type Answer = ();

    fn check(config: &Config) -> Result<(), Invalid> {
        config.weights().map(|_| ())
    }

    async fn run(config: Config, outbox: Outbox<Self>, device: Device) -> Result<train::Session, RunError> {
        train::run(config, outbox, device).await
    }

    async fn ask(session: &mut train::Session, config: &Config, outbox: &Outbox<Self>) -> Result<(), RunError> {
        session.ask(config, outbox).await
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
            Frame::Step { epochs, .. } => format!("{epochs:.1} epochs"),
            Frame::Epoch { epoch, .. } => format!("epoch {epoch}, tried on new birds"),
            Frame::Found(_) => "test birds".into(),
        }
    }
}

impl Network {
    /// A row of `[12, slots]` at each concept's slot.
    pub fn at<'a>(&'a self, values: &'a [f64], slots: &'a [usize]) -> impl Fn(usize) -> f64 + 'a {
        let width = values.len() / slots.len();
        move |k| values[k * width + slots[k]]
    }
}

impl Found {
    /// The mean over the concepts that some test bird shows.
    pub fn mean(&self, of: impl Fn(usize) -> f64) -> f64 {
        let shown: Vec<usize> = (0..self.birds.len()).filter(|k| self.birds[*k] > 0).collect();
        shown.iter().map(|k| of(*k)).sum::<f64>() / shown.len().max(1) as f64
    }
}
