//! Which concept to ask about: policies of intervention race on one concept bottleneck.

mod config;
mod figures;
mod train;
mod verdicts;

use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use crate::{
    lab::{Claim, Experiment, Field, Info, Outbox, RunError, Verdict},
    plot::Figure,
};

pub use config::Config;

pub struct PolicyRace;

/// What a run finds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Frame {
    Predicted(Predicted),
    /// The curves of the policies that have run so far; the last such frame counts.
    Race(Vec<Curve>),
}

/// The concept bottleneck before any question, on test inputs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Predicted {
    /// How often each concept is predicted rightly, `[K]`.
    pub accuracies: Vec<f64>,
    /// How often each concept is present, `[K]`.
    pub present: Vec<f64>,
    /// How often all concepts of an input are.
    pub all_right: f64,
    /// The error of the head on true concepts.
    pub floor: f64,
}

/// One policy's way from no answer to all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// Its place among the racers.
    pub racer: usize,
    /// The error after 0, 1, … questions.
    pub errors: Vec<f64>,
    /// The mean of those.
    pub mean_error: f64,
    /// The mean price paid by then.
    pub spent: Vec<f64>,
    /// How often each concept is in the first question, `[K]`.
    pub first: Vec<f64>,
}

impl Experiment for PolicyRace {
    const INFO: &'static Info = &INFO;
    const FIELDS: &'static [Field] = config::FIELDS;
    const CLAIMS: &'static [Claim] = verdicts::CLAIMS;
    type Config = Config;
    type Frame = Frame;
    type Session = train::Session;
    type Task = ();
    type Answer = ();

    async fn run(config: Config, outbox: Outbox<Self>, device: Device) -> Result<train::Session, RunError> {
        train::run(&config, &outbox, &device).await
    }

    async fn ask(session: &mut train::Session, config: &Config, outbox: &Outbox<Self>) -> Result<(), RunError> {
        train::race(session, config, outbox).await
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
            Frame::Predicted(_) => "predicted".into(),
            Frame::Race(curves) => {
                let racer = curves.last().map_or(0, |curve| curve.racer);
                format!("{} has run", train::RACERS[racer])
            }
        }
    }
}

const INFO: Info = Info {
    id: "policy-race",
    title: "Which concept to ask about",
    family: "Concept bottlenecks",
    question: "You may tell a model the truth about a few concepts of a picture. Which ones should it ask you about?",
    papers: &["shin-2023", "koh-2020", "chauhan-2023"],
    after: "fig. 2",
    guide: &[
        "An independent concept bottleneck sees a picture, gives every concept a probability p, and a linear head, which was \
         fitted on true concepts, reads those probabilities and names the class. When it asks about a concept, the truth \
         takes the place of p and the head decides again. The curves show how fast its errors fall with the questions.",
        "RAND asks at random. UCP asks for the p nearest ½, CCTP for what weighs most in the head. ECTP and EUDTP look \
         ahead: by how much would an answer change p(y), and how much surer would it make the head? CooP adds uncertainty \
         to the change of the predicted class's probability, and can take prices into account. LCP and greedy know the \
         answers before they ask. They are no policies, but bounds on what one could do.",
        "Traps. Every curve begins and ends at the same point, since all answers are all answers. A question about a group \
         tells several bits, so curves over groups and over concepts are not comparable. As published, ECTP and EUDTP keep \
         their first scores although each answer makes them stale. EUDTP can be worse than chance late, because it avoids \
         concepts whose answer would unsettle the head. And a birds' class is a code of its concepts, of which a few are \
         off: that floor stays even when everything is told.",
        "The pictures are noisier than elsewhere in the lab: the features come from a network that saw hundreds of thousands of \
         birds, and noise was added until it errs about as often as one trained on three thousand.",
    ],
    snippets: &[],
    try_next: &[
        ("Score after every answer", "scores=anew"),
        ("Whole parts of the body", "granularity=group"),
        ("The head reads yes or no", "inference=hard"),
        ("CooP minds the price", "cost=1"),
        ("Shin's synthetic near-twins", "data=twins&test=400"),
        ("Classes that are loose about their concepts", "flip=0.15"),
        ("Less noise, and less to ask", "noise=0.35"),
    ],
    smoke: "train=240&test=60&classes=6",
    uses_device: true,
    random: true,
};
