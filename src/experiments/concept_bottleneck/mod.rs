//! The bench: concept bottlenecks in front of an image, corrected card by card while their class answers move.

mod about;
mod bench;
mod board;
mod config;
mod figures;
mod policies;
mod run;
mod scene_figures;
mod score;
mod score_figures;
mod slots;
mod verdicts;

use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use crate::{
    lab::{Claim, Experiment, Field, Info, Outbox, RunError, Verdict},
    plot::Figure,
};

pub use bench::{Shape, Trained, lesson, steps, train};
pub use board::{Board, Kinds, figure, why};
pub use config::{BESIDE, Beside, Config, MODELS, Model, POLICIES, Policy};
pub use figures::boards;
pub use policies::{asked, order};
pub use score::{Score, Tally};
pub use score_figures::{against_policies, models, told_curves};
pub use slots::{Slots, Told};
pub use verdicts::{CLAIMS, of_scores};

pub struct ConceptBottleneck;

/// What has been trained so far, and the image in front of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    /// Each species' concepts, `[C, K]`.
    pub species: Vec<Vec<bool>>,
    /// The bottlenecks trained so far.
    pub scores: Vec<Score>,
    pub scene: Scene,
    /// The test images that can be chosen, once all bottlenecks are trained.
    pub gallery: Vec<Thumb>,
    pub ended: bool,
}

impl Frame {
    /// As it was when so many bottlenecks were trained.
    fn after(&self, trained: usize) -> Self {
        let ended = trained == Model::ALL.len();
        let slots = self.scene.slots[..trained].to_vec();
        Self {
            species: self.species.clone(),
            scores: self.scores[..trained].to_vec(),
            scene: Scene { slots, ..self.scene.clone() },
            gallery: if ended { self.gallery.clone() } else { Vec::new() },
            ended,
        }
    }
}

/// The image looked at.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Scene {
    /// `[3, 32, 32]`, from 0 to 255.
    pub pixels: Vec<u8>,
    pub concepts: Vec<bool>,
    /// Its species, for a test image; for a painted bird the nearest, and in how many concepts it differs.
    pub species: usize,
    pub differs: usize,
    /// Of each concept, the pixels of its part.
    pub masks: Vec<Vec<bool>>,
    /// Of each concept, how much each pixel moves the backbone's own logit, from 0 to 255.
    pub saliency: Vec<Vec<u8>>,
    /// The bottlenecks in front of it, in the order of the frame's scores.
    pub slots: Vec<Slots>,
}

/// A test image in the gallery.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Thumb {
    pub pixels: Vec<u8>,
    pub species: usize,
    /// What each bottleneck takes it for, in the order of the frame's scores.
    pub answers: Vec<usize>,
}

impl Experiment for ConceptBottleneck {
    const INFO: &'static Info = &about::INFO;
    const FIELDS: &'static [Field] = config::FIELDS;
    const CLAIMS: &'static [Claim] = verdicts::CLAIMS;
    type Config = Config;
    type Frame = Frame;
    type Session = run::Session;
    type Task = ();
    type Answer = ();

    async fn run(config: Config, outbox: Outbox<Self>, device: Device) -> Result<run::Session, RunError> {
        run::run(config, outbox, device).await
    }

    async fn ask(session: &mut run::Session, config: &Config, outbox: &Outbox<Self>) -> Result<(), RunError> {
        run::ask(session, config, outbox).await
    }

    fn aside((): ()) {}

    fn figures(config: &Config, frames: &[Frame]) -> Vec<Figure> {
        figures::figures(config, frames)
    }

    fn verdicts(config: &Config, frames: &[Frame]) -> Vec<Verdict> {
        verdicts::verdicts(config, frames)
    }

    fn moment(frame: &Frame) -> String {
        match frame.scores.last() {
            Some(score) => format!("{} of {}: {}", frame.scores.len(), Model::ALL.len(), score.model.label()),
            None => "before training".into(),
        }
    }
}
