//! Your own concepts: the bench in front of a table that a visitor brings, or of pictures with such a table.

mod about;
mod config;
mod data;
mod example;
mod figures;
mod roles;
mod run;

use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use super::concept_bottleneck::{self as bench, Model, Score, Slots};
use crate::{
    lab::{Claim, Experiment, Field, Info, Outbox, RunError, Verdict},
    plot::Figure,
};

pub use config::Config;
pub use roles::{Roles, roles};

pub struct YourConcepts;

/// What was read, what has been trained so far, and the row in front of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    pub found: Found,
    /// Names, `[K]`.
    pub concepts: Vec<String>,
    /// Names, `[C]`.
    pub classes: Vec<String>,
    pub scores: Vec<Score>,
    pub scene: Scene,
    /// The test rows that can be looked at, once all bottlenecks are trained.
    pub gallery: Vec<Thumb>,
    pub ended: bool,
}

/// The table as it was read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Found {
    pub parts: Vec<About>,
    /// What the pictures are; empty where there are none.
    pub pictures: String,
    pub rows: usize,
    pub trained_on: usize,
    pub tested_on: usize,
    /// How many concepts are the same in all rows of a class.
    pub of_class: usize,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct About {
    pub name: String,
    /// What it holds, in words.
    pub held: String,
    pub role: Role,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    Label,
    Concepts,
    Inputs,
    LeftOut,
}

/// The test row looked at.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Scene {
    /// `[3, 32, 32]`, from 0 to 255; empty where there are no pictures.
    pub pixels: Vec<u8>,
    /// Where there are none: the inputs that are furthest from their mean over the training rows.
    pub readings: Vec<Reading>,
    pub concepts: Vec<bool>,
    pub label: usize,
    /// The bottlenecks in front of it, in the order of the frame's scores.
    pub slots: Vec<Slots>,
}

/// One input of a row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    pub name: String,
    pub value: f64,
    /// In standard deviations from the mean, both of the training rows.
    pub deviation: f64,
}

/// A test row in the gallery.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Thumb {
    /// As in the scene.
    pub pixels: Vec<u8>,
    pub label: usize,
    /// What each bottleneck takes it for, in the order of the frame's scores.
    pub answers: Vec<usize>,
}

impl Frame {
    /// As it was when so many bottlenecks were trained.
    fn after(&self, trained: usize) -> Self {
        let ended = trained == Model::ALL.len();
        let slots = self.scene.slots[..trained].to_vec();
        Self {
            found: self.found.clone(),
            concepts: self.concepts.clone(),
            classes: self.classes.clone(),
            scores: self.scores[..trained].to_vec(),
            scene: Scene { slots, ..self.scene.clone() },
            gallery: if ended { self.gallery.clone() } else { Vec::new() },
            ended,
        }
    }
}

impl Experiment for YourConcepts {
    const INFO: &'static Info = &about::INFO;
    const FIELDS: &'static [Field] = config::FIELDS;
    const CLAIMS: &'static [Claim] = bench::CLAIMS;
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
        match frames.last().filter(|frame| frame.ended) {
            Some(frame) => bench::of_scores(&frame.scores, config.lambda),
            None => Self::CLAIMS.iter().map(|claim| Verdict::waiting(claim, "once all models are trained")).collect(),
        }
    }

    fn moment(frame: &Frame) -> String {
        match frame.scores.last() {
            Some(score) => format!("{} of {}: {}", frame.scores.len(), Model::ALL.len(), score.model.label()),
            None => "the table is read".into(),
        }
    }
}
