//! Metrics of concept explanations: are the important concepts in the picture, and does the model look where they are?

mod config;
mod figures;
mod measure;
mod metrics;
mod pictures;
mod verdicts;

use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use crate::{
    lab::{Claim, Experiment, Field, Info, Outbox, RunError, Verdict},
    plot::Figure,
};

pub use config::{Config, Counting};
pub use metrics::{Seen, cells, correlation, existence, map};

pub struct ConceptMetrics;

/// What a run finds, piece by piece.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Frame {
    /// One concept's vectors, in the order of the birds' concepts.
    Concept(Concept),
    Metrics(Metrics),
    Look(Look),
}

/// One concept of the bank, on test birds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Concept {
    /// How often its margin has the right sign.
    pub accuracy: f64,
    /// The same of the vector in the space of the last convolution's planes, which makes the activation map.
    pub map_accuracy: f64,
    /// Of birds that show it, the share whose map peaks in a cell that holds a pixel of it,
    pub located: f64,
    /// and the share of cells that do.
    pub chance: f64,
}

/// The head and the metrics of its explanations, on test birds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Metrics {
    pub accuracy: f64,
    /// How often a concept is there.
    pub base_rate: f64,
    /// `[classes, 12]`, row-major.
    pub weights: Vec<f64>,
    /// The classes' codes.
    pub codes: Vec<[bool; 12]>,
    /// CGIM: the correlation of weights with the codes, class by class and concept by concept.
    pub by_class: Vec<f64>,
    pub by_concept: Vec<f64>,
    /// Existence@n, n = 1 … 12, by [`Counting`]: signed, present, either.
    pub existence: [Vec<f64>; 3],
    /// How often the largest contribution is that of a concept scored as absent.
    pub absent_first: f64,
    /// Location@n, n = 1 … 12: of the n largest contributions' concepts that are to be seen, the share whose map peaks on them.
    pub location: Vec<f64>,
    /// The same of a map that peaks anywhere.
    pub location_chance: Vec<f64>,
}

/// One test bird.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Look {
    /// `[3, 32, 32]`
    pub image: Vec<f32>,
    pub label: usize,
    pub decided: usize,
    pub truth: [bool; 12],
    /// Signed margins.
    pub margins: Vec<f64>,
    pub contributions: Vec<f64>,
    /// Activation maps, `[12, 4, 4]`.
    pub maps: Vec<f32>,
    /// Which pixels show each concept: `[12, 32, 32]`.
    pub masks: Vec<bool>,
}

impl Experiment for ConceptMetrics {
    const INFO: &'static Info = &INFO;
    const FIELDS: &'static [Field] = config::FIELDS;
    const CLAIMS: &'static [Claim] = verdicts::CLAIMS;
    type Config = Config;
    type Frame = Frame;
    type Session = measure::Session;
    type Task = ();
    type Answer = ();

    async fn run(config: Config, outbox: Outbox<Self>, device: Device) -> Result<measure::Session, RunError> {
        measure::run(config, outbox, device).await
    }

    async fn ask(session: &mut measure::Session, config: &Config, outbox: &Outbox<Self>) -> Result<(), RunError> {
        measure::ask(session, config, outbox).await
    }

    fn aside((): ()) {}

    fn figures(config: &Config, frames: &[Frame]) -> Vec<Figure> {
        figures::figures(config, frames)
    }

    fn verdicts(_: &Config, frames: &[Frame]) -> Vec<Verdict> {
        verdicts::verdicts(frames)
    }

    fn moment(frame: &Frame) -> String {
        match frame {
            Frame::Concept(_) => "learning concept vectors".into(),
            Frame::Metrics(_) => "measured".into(),
            Frame::Look(_) => "looking at one bird".into(),
        }
    }
}

const INFO: Info = Info {
    id: "concept-metrics",
    title: "Are the important concepts there?",
    family: "Concept bottlenecks",
    question: "An explanation lists the concepts that mattered most. How often are they in the picture at all, and does the \
               model look where they are?",
    papers: &["aysel-2025"],
    after: "a post-hoc bottleneck on painted birds",
    guide: &[
        "A post-hoc concept bottleneck: for each of twelve concepts a plane through the features of a frozen network, learnt \
         from birds with and without it; the signed distances from these planes are all that a sparse linear head sees. What \
         a concept adds to a class's logit is its weight times that distance, and the largest of these make the explanation.",
        "Existence@n is the share of the n largest contributions whose concepts are truly in the picture. (The paper \
         abbreviates it CEM, which elsewhere is a kind of model.) Compare it with the base rate: the share of concepts that \
         are there anyway. A negative distance times a negative weight is a large positive number: “this bird has no red wing, \
         and such birds never do”. That is sound evidence, but in a list of names it reads “red wing”. Rank only \
         concepts that the model itself scores as present, or let “not there” be right, and see what is left of the finding.",
        "Global importance (CGIM) is the correlation of a class's weights with what the class truly has. Location asks \
         whether a concept's activation map, the last convolution's planes weighted with a vector for it, peaks on the part. \
         The map has four by four cells, and a hit is a cell that holds any pixel of the part; a blind map would hit as \
         often as such cells are many. The vector is learnt on the planes' means, where it says less than on the features: \
         its accuracy stands beside it.",
        "The definitions of the metrics are this lab's reading of the paper. Twelve concepts of which half are there, painted by \
         rule and each with its own pixels, are a kinder test than photographs: here the first concept is absent in about \
         every second picture, which is now more and now less often than any other, as the codes fall, and weights follow \
         the truth.",
    ],
    snippets: &[],
    try_next: &[
        ("Only concepts that the model scores as present", "counting=present"),
        ("Let “not there” be right", "counting=either"),
        ("Clear pictures", "looks=easy"),
        ("Standardised scores", "scores=standardised"),
        ("A sparser head", "strength=0.01"),
        ("Ten examples a side", "examples=10"),
    ],
    smoke: "examples=10&trained=100&classes=4&looks=easy",
    uses_device: true,
    random: true,
};
