//! Discover, then name: a sparse dictionary finds concepts without labels, words are laid beside it afterwards.

mod config;
mod data;
mod figures;
mod head;
mod measure;
mod tables;
mod train;
mod verdicts;

use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use crate::{
    lab::{Claim, Experiment, Field, Info, Invalid, Outbox, RunError, Verdict},
    plot::Figure,
};

pub use config::Config;
pub use head::Head;
pub use measure::Reading;

pub struct DiscoverThenName;

/// What a run finds, piece by piece. Dictionaries stand by rising price.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Frame {
    Step(Step),
    Named(Named),
    Look(Look),
}

/// All dictionaries in training.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    pub step: u64,
    pub readings: Vec<Reading>,
}

/// How many concepts get their own word.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Named {
    /// Of every dictionary, the share of concepts whose best live latent is given their word.
    pub right: Vec<f64>,
    /// The same share with the concepts' own directions in place of a dictionary.
    pub of_truth: f64,
}

/// The dictionary looked at, and the heads on it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Look {
    /// The place of its price.
    pub at: usize,
    /// Live ones, by the concept they are nearest to.
    pub latents: Vec<Latent>,
    /// Their cosines with all concepts: `[latents, concepts]`.
    pub cosines: Vec<f32>,
    /// The concepts that make each class.
    pub classes: Vec<Vec<usize>>,
    /// Test accuracy of a head without penalty on the features themselves,
    pub on_features: f64,
    /// and on the concepts' true strengths.
    pub on_concepts: f64,
    /// By rising penalty.
    pub heads: Vec<Head>,
    /// The sparsest head that loses at most two points against the first.
    pub chosen: usize,
    /// One decision of that head.
    pub case: Case,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Latent {
    pub latent: usize,
    /// The share of scenes it fires on.
    pub rate: f64,
    /// The nearest word, and its cosine with the atom.
    pub word: usize,
    pub likeness: f64,
    /// The nearest concept, and its cosine with the atom.
    pub concept: usize,
    pub cosine: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Case {
    pub label: usize,
    pub decided: usize,
    pub logit: f64,
    /// The largest contributions to that logit, largest first.
    pub parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part {
    pub word: usize,
    pub code: f64,
    pub contribution: f64,
    /// Whether the scene does show what the word means.
    pub is_shown: bool,
}

impl Experiment for DiscoverThenName {
    const INFO: &'static Info = &INFO;
    const FIELDS: &'static [Field] = config::FIELDS;
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
        figures::figures(config, frames)
    }

    fn verdicts(config: &Config, frames: &[Frame]) -> Vec<Verdict> {
        verdicts::verdicts(config, frames)
    }

    fn moment(frame: &Frame) -> String {
        match frame {
            Frame::Step(step) => format!("step {}", step.step),
            Frame::Named(_) => "named".into(),
            Frame::Look(_) => "heads trained".into(),
        }
    }
}

const INFO: Info = Info {
    id: "discover-then-name",
    title: "Discover, then name",
    family: "Concept bottlenecks",
    question: "Find concepts first, without a single label, by charging a code for every unit that fires. Put names on them \
               afterwards. Are they the right ones?",
    papers: &["rao-2024", "bricken-2023"],
    after: "in a world of sparse concepts",
    guide: &[
        "Every scene is a sum of a few concepts out of 48, each a direction in only 24 dimensions, so that they overlap and \
         no linear map can tell all of them apart. A sparse autoencoder has more latents than there are dimensions, atoms of \
         length 1, and pays λ for everything that fires. Where λ is low many latents share every concept; where it is high \
         they fall silent; between lies a stretch where an atom is a concept. That stretch is what to look for.",
        "Naming comes afterwards and changes nothing: a latent is given the word whose vector is nearest to its atom. The \
         controls under “Naming” therefore ask the trained dictionaries, and nothing is trained again. What is amiss with the \
         texts goes straight into the names: let the words be further off. And a vocabulary without other words makes \
         naming look easy. The dashed line shows how many names even the true directions would get right.",
        "On top stands a linear head without bias, from latents to ten classes of three concepts each, its mean |w| charged. \
         The fewer contributions make up a logit, the shorter the explanation. The heads on features and on true concepts \
         say what there was to win.",
        "Traps. The length of atoms must be held, or long atoms make small codes and the price is cheated. At a \
         high price or learning rate latents die and never fire again, unless they are revived. And it is the rarity of concepts that makes the dictionary find them: with each in \
         half of all scenes, as the parts of painted birds are, no price works.",
    ],
    snippets: &[],
    try_next: &[
        ("Every concept in half of all scenes: nothing is found", "density=0.5"),
        ("Atoms of any length: the price is cheated", "atoms=free"),
        ("A tenth of the training", "steps=150"),
        ("As many latents as concepts, none revived", "latents=48&revive=false"),
        ("Words that are far off", "text_noise=2&distractors=2000"),
        ("A closer look at the sweet spot", "prices=0.05,0.1,0.2,0.4,0.8,1.2,1.6,2&look=0.8"),
        ("Heads on five times as many scenes", "shots=500"),
        ("Sparser heads", "penalties=0,1,10,30,100"),
    ],
    smoke: "concepts=8&dimensions=6&latents=12&steps=80&samples=400&batch=16&prices=0.01,0.3,10&rate=0.03&penalties=0,10\
            &distractors=120",
    uses_device: true,
    random: true,
};
