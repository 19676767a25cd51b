//! A post-hoc concept bottleneck with a spurious background, and its weights to be edited by hand.

mod about;
mod config;
mod edits;
mod figures;
mod hybrid;
mod judge;
mod pictures;
mod sight;
mod train;
mod verdicts;

use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use crate::{
    concepts::Head,
    lab::{Claim, Experiment, Field, Info, Invalid, Outbox, RunError, Verdict},
    plot::Figure,
};

pub use config::Config;
pub use edits::{Change, Deed, clicked, parse};
pub use sight::{Painter, Use};

pub struct PostHocCbm;

/// What a run finds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Frame {
    /// One concept's vector was learned.
    Concept {
        /// Its place in the bank.
        concept: usize,
        /// The machine's C, best of five on held-out pictures.
        c: f64,
        /// The share of other held-out pictures that lie on the right side.
        accuracy: f64,
    },
    /// The heads are fitted.
    Model(Box<Model>),
}

/// All that figures need to edit the head again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Model {
    /// `[5, 16]`, row-major, and `[5]`.
    pub weights: Vec<f64>,
    pub bias: Vec<f64>,
    /// Of each concept's score in training, `[16]`.
    pub means: Vec<f64>,
    /// Pictures like those of training.
    pub same: Pictures,
    /// Pictures of which species 1 is never before the sky.
    pub shifted: Pictures,
    pub scored: Vec<Scored>,
}

/// Test pictures as heads see them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Pictures {
    /// `[n, 16]`, row-major.
    pub scores: Vec<f32>,
    /// What the hybrid adds to the logits, `[n, 5]`.
    pub residuals: Vec<f32>,
    pub labels: Vec<usize>,
}

/// One head and how often it is right.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scored {
    pub entrant: Entrant,
    pub same: Accuracy,
    pub shifted: Accuracy,
}

/// A head that is compared in every run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Entrant {
    Unedited,
    /// Species 1's weight of the sky set to zero.
    Zeroed,
    /// The same, and its other weights rescaled.
    Rescaled,
    /// The same weight to its mean.
    ToMean,
    /// The smallest edit of the sky's weights that puts one wrong shifted picture of species 1 right.
    Turned,
    /// All backgrounds of all species to zero, others rescaled.
    Backgrounds,
    /// Refitted on shifted pictures.
    Oracle,
    /// With a residual on the features.
    Hybrid,
    HybridZeroed,
    HybridRescaled,
    /// Linear in the features.
    Probe,
    /// Species 1's weight of one part of the bird to zero, others rescaled.
    Part(usize),
}

/// The share of pictures decided rightly.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Accuracy {
    pub all: f64,
    /// Of species 1.
    pub first: f64,
    /// The share of all pictures that are taken for species 1.
    pub taken: f64,
}

impl Model {
    pub fn head(&self) -> Head {
        Head::new(self.weights.clone(), self.bias.clone())
    }

    /// Of an entrant that every run has.
    pub fn scored(&self, entrant: Entrant) -> Option<&Scored> {
        self.scored.iter().find(|scored| scored.entrant == entrant)
    }
}

impl Experiment for PostHocCbm {
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
            Frame::Concept { concept, .. } => format!("{} learned", edits::CONCEPTS[*concept].1),
            Frame::Model(_) => "heads fitted".into(),
        }
    }
}

/// The trained model, where the run has come so far.
fn model(frames: &[Frame]) -> Option<&Model> {
    frames.iter().rev().find_map(|frame| match frame {
        Frame::Model(model) => Some(model.as_ref()),
        Frame::Concept { .. } => None,
    })
}
