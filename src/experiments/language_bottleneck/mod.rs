//! A language bottleneck: sentences are picked for every class, and images are seen only through them.

mod about;
mod choices;
mod config;
mod figures;
mod head;
mod pictures;
mod train;
mod verdicts;

use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use crate::{
    lab::{Claim, Experiment, Field, Info, Outbox, RunError, Verdict},
    plot::Figure,
};

pub use config::{Config, SHOTS};
pub use head::Mixture;

pub struct LanguageBottleneck;

/// How a class's sentences are picked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Picker {
    /// Greedily by F.
    #[default]
    Greedy,
    /// The same with no weight on coverage.
    Discriminability,
    Random,
}

/// What recognises images.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Method {
    Bottleneck(Picker),
    /// A linear readout of the images' vectors.
    Probe,
}

impl Picker {
    pub const ALL: [Picker; 3] = [Picker::Greedy, Picker::Discriminability, Picker::Random];
}

impl Method {
    pub const ALL: [Method; 4] = [
        Method::Bottleneck(Picker::Greedy),
        Method::Bottleneck(Picker::Random),
        Method::Bottleneck(Picker::Discriminability),
        Method::Probe,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Method::Bottleneck(Picker::Greedy) => "bottleneck, picked by F",
            Method::Bottleneck(Picker::Discriminability) => "by discriminability alone",
            Method::Bottleneck(Picker::Random) => "picked by chance",
            Method::Probe => "linear probe",
        }
    }
}

/// One thing that a run found out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Frame {
    /// Every class's candidates.
    Candidates(Vec<Vec<Candidate>>),
    /// The test accuracy of the classes' names, without training.
    ZeroShot {
        nuisance: f64,
        accuracy: f64,
    },
    /// What was picked from the first draw of images, class by class.
    Choice(Choice),
    /// A greedy set of three out of ten candidates of each class, beside the best set there is: F of both.
    Guarantee(Vec<[f64; 2]>),
    /// A probe's accuracy on validation images after training under one strength of the ridge.
    Tried {
        nuisance: f64,
        shots: usize,
        episode: u32,
        strength: f64,
        validation: f64,
    },
    Measured(Measurement),
    /// Everything has been sent.
    End,
}

/// A sentence that is proposed for a class.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    pub says: Says,
    /// Σ max cos of this sentence alone.
    pub covers: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Says {
    /// One of the class's concepts, in one of its wordings.
    Concept { concept: usize, wording: usize },
    /// Nuisance alone.
    Junk(usize),
}

/// The sentences that were picked for each class.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    pub shots: usize,
    pub picker: Picker,
    /// D of every candidate, in units of its mean over the class's.
    pub discriminability: Vec<Vec<f64>>,
    /// In the order of picking: the candidate, and by how much Σ max cos rose.
    pub picks: Vec<Vec<(usize, f64)>>,
}

/// A method's accuracy on test images.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measurement {
    pub nuisance: f64,
    pub shots: usize,
    pub episode: u32,
    pub method: Method,
    pub accuracy: f64,
    /// Of the sentences picked, the share that is junk; 0 of a probe.
    pub junk: f64,
}

impl Experiment for LanguageBottleneck {
    const INFO: &'static Info = &about::INFO;
    const FIELDS: &'static [Field] = config::FIELDS;
    const CLAIMS: &'static [Claim] = verdicts::CLAIMS;
    type Config = Config;
    type Frame = Frame;
    type Session = ();
    type Task = ();
    type Answer = ();

    async fn run(config: Config, outbox: Outbox<Self>, _: Device) -> Result<(), RunError> {
        train::run(config, outbox).await
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
            Frame::Candidates(_) => "candidates".into(),
            Frame::ZeroShot { nuisance, .. } => format!("zero-shot, nuisance {nuisance}"),
            Frame::Choice(choice) => format!("picked, {}-shot", choice.shots),
            Frame::Guarantee(_) => "greedy against the best".into(),
            Frame::Tried { shots, strength, .. } => format!("linear probe, {shots}-shot, ridge {strength}"),
            Frame::Measured(found) => {
                format!("{}, {}-shot, nuisance {}", found.method.name(), found.shots, found.nuisance)
            }
            Frame::End => "end".into(),
        }
    }
}
