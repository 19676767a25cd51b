//! Semantic inputs: whether a concept predictor looks at the part that its concept names, or at what comes with it.

mod config;
mod figures;
pub mod pointing;
mod train;
mod verdicts;

use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use crate::{
    lab::{Claim, Experiment, Field, Info, Invalid, Outbox, RunError, Verdict},
    plot::Figure,
};

pub use config::Config;

pub struct SemanticInputs;

/// What one network, trained at one co-occurrence, has come to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    /// Which of the co-occurrences, from the least.
    pub index: usize,
    pub rho: f64,
    pub state: State,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum State {
    /// After an epoch of training.
    Learned(Learned),
    /// After some birds have been looked at; the last one of a network has `ended` set.
    Pointed(Pointed),
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Learned {
    pub epoch: u32,
    /// Mean cross-entropy of the epoch's batches, in nats a concept.
    pub loss: f64,
    /// The share of concepts told right on new birds drawn as the training birds were.
    pub own: f64,
    /// The same on birds whose concepts are all independent.
    pub untied: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pointed {
    /// Birds looked at.
    pub birds: u32,
    /// On how many of them each concept's saliency was greatest within the concept's box.
    pub hits: Vec<u32>,
    /// The mean share of a picture that a concept's box covers: what pointing at random would hit.
    pub chance: f64,
    /// Of the first birds.
    pub looks: Vec<Look>,
    pub ended: bool,
}

/// One bird, and what the network sees of each concept in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Look {
    /// `[3, 32, 32]`, in 255ths.
    pub picture: Vec<u8>,
    pub concepts: Vec<Saliency>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Saliency {
    pub present: bool,
    /// Whether the network says so.
    pub predicted: bool,
    /// `[32, 32]`, in 255ths of the greatest.
    pub map: Vec<u8>,
    /// The box of the concept's mask, as [`pointing::Area`].
    pub area: pointing::Area,
    pub hit: bool,
}

impl Pointed {
    /// The share of hits over birds and concepts.
    pub fn share(&self) -> f64 {
        f64::from(self.hits.iter().sum::<u32>()) / f64::from(self.birds * self.hits.len() as u32)
    }
}

impl Experiment for SemanticInputs {
    const INFO: &'static Info = &INFO;
    const FIELDS: &'static [Field] = config::FIELDS;
    const CLAIMS: &'static [Claim] = verdicts::CLAIMS;
    type Config = Config;
    type Frame = Frame;
    type Session = ();
    type Task = ();
    type Answer = ();

    fn check(config: &Config) -> Result<(), Invalid> {
        config.rhos().map(|_| ())
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
        match &frame.state {
            State::Learned(learned) => format!("co-occurrence {}, epoch {}", frame.rho, learned.epoch),
            State::Pointed(pointed) => format!("co-occurrence {}, {} birds looked at", frame.rho, pointed.birds),
        }
    }
}

const INFO: Info = Info {
    id: "semantic-inputs",
    title: "Where a concept looks",
    family: "Concept bottlenecks",
    question: "A network says “blue throat”. Does it look at the throat, or at something that always comes with it?",
    papers: &["furby-2024"],
    after: "the thesis of the paper, on procedural birds",
    guide: &[
        "Each network here is trained on pictures of birds, to tell twelve concepts at once. In the first, every concept is \
         a coin of its own. In the last, concepts come in six pairs that always agree, each at the far end of the bird from \
         the other: belly and legs, crown and tail, eye ring and wing bar, wing and throat, the beak’s colour and the \
         tail’s stripes, the beak’s length and the spots. In between, the second of a pair repeats the first with \
         probability ρ.",
        "Every bird is painted here, so that the pixels that show a concept are known. Where a network looks is measured by \
         pointing: the gradient of a concept’s logit by the pixels, averaged over noisy copies of the picture, summed over \
         colours and smoothed over 3×3 pixels; a hit is a greatest value within the concept’s box, two pixels wider than the \
         concept on each side. A network of tied birds does well on birds of its own \
         kind, having two clues for each concept. That is the trap. Test accuracy praises the very network that has learned the wrong thing, and only birds that \
         break the ties, or a look at the pixels, tell.",
        "Of each pair the more striking part is looked at for both concepts, so that not all twelve suffer alike. Gradients \
         are a witness, not a proof: how much of their energy lies in the box hardly tells the networks apart, which is why \
         pointing is used. A bird’s box covers less than a tenth of the picture, and pointing at random would hit as often.",
    ],
    snippets: &[],
    try_next: &[
        ("How much may co-occur?", "ties=0,0.5,0.8,0.95,1"),
        ("Nearly always together", "ties=0,0.95,1"),
        ("Longer training", "epochs=16"),
        ("More birds", "birds=4000"),
    ],
    smoke: "ties=0,0.5,1&birds=64&epochs=1&pointed=2&draws=1&tested=32",
    uses_device: true,
    random: true,
};
