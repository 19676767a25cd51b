//! A knowledge bottleneck on confounded radiographs: what findings mean is asked, not learned.

mod about;
mod config;
mod figures;
mod network;
mod readout;
mod train;
mod verdicts;
mod work;

use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use crate::{
    lab::{Claim, Experiment, Field, Info, Invalid, Outbox, RunError, Verdict},
    plot::Figure,
};

pub use config::{Config, Grounding};

pub struct KnowledgeBottleneck;

/// How a diagnosis is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Method {
    /// A linear readout of the pretrained features.
    Probe,
    /// A network of its own, from the pixels.
    EndToEnd,
    /// A linear readout of features and concepts.
    Hybrid,
    /// A linear readout of the concepts.
    Concepts,
    /// The same with the prior loss.
    Knowledge,
    /// The same with the answers given to the wrong concepts.
    Shuffled,
}

impl Method {
    pub const ALL: [Method; 6] =
        [Method::Probe, Method::EndToEnd, Method::Hybrid, Method::Concepts, Method::Knowledge, Method::Shuffled];

    pub fn name(self) -> &'static str {
        match self {
            Method::Probe => "linear probe",
            Method::EndToEnd => "end to end",
            Method::Hybrid => "features and concepts",
            Method::Concepts => "concepts, no prior",
            Method::Knowledge => "knowledge bottleneck",
            Method::Shuffled => "shuffled prior",
        }
    }
}

/// One thing that a run found out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Frame {
    /// After an epoch of the pretraining: its mean loss in nats a finding, and the accuracy of findings on other images.
    Pretrained {
        epoch: u32,
        loss: f64,
        accuracy: f64,
    },
    /// The accuracy of each grounded concept on clean images, `[10]`.
    Grounded {
        rho: f64,
        accuracies: Vec<f64>,
    },
    Measured(Measurement),
    /// Accuracy on the shifted test after as many training images as `shots`, a number a draw.
    FewShot {
        shots: usize,
        method: Method,
        accuracies: Vec<f64>,
    },
}

/// A method's accuracy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measurement {
    pub rho: f64,
    pub method: Method,
    /// Where confounder and diagnosis agree as they did in training.
    pub same: f64,
    /// Where they disagree as often.
    pub shifted: f64,
    /// Pneumonia's weights on the concepts, `[10]`; none where a method reads more than these.
    pub weights: Vec<f64>,
}

impl Experiment for KnowledgeBottleneck {
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
        match frame {
            Frame::Pretrained { epoch, .. } => format!("pretraining, epoch {epoch}"),
            Frame::Grounded { rho, .. } => format!("concepts grounded, ρ = {rho}"),
            Frame::Measured(found) => format!("{}, ρ = {}", found.method.name(), found.rho),
            Frame::FewShot { shots, method, .. } => format!("{}, {shots}-shot", method.name()),
        }
    }
}
