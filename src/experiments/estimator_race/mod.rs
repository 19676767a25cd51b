//! The estimator race: estimators on samples whose information is known, and the claims made for and against them.

mod checks;
mod config;
mod entrants;
mod figures;
mod run;
mod standings;
mod tables;
mod verdicts;

use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use crate::{
    estimators::{Interval, Null},
    lab::{Claim, Experiment, Field, Info, Invalid, Outbox, RunError, Verdict},
    plot::Figure,
};

pub use config::Config;
pub use entrants::{ENTRANTS, Entrant};

pub struct EstimatorRace;

/// One reading of one sample. Information in nats.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    pub lap: Lap,
    /// I(X;Y) of what was drawn.
    pub truth: f64,
    pub n: u32,
    pub dim: u32,
    /// Counted from 0.
    pub repeat: u32,
    /// The entrant's id; of a check, the estimator with its settings.
    pub entrant: String,
    pub outcome: Outcome,
}

/// What a reading is for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Lap {
    Race,
    /// One case of the test of a claim.
    Check {
        claim: String,
        case: String,
    },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Outcome {
    Read(Reading),
    /// The estimator is not for these data; the sentence says why.
    Refused(String),
}

/// What was read, in nats or in the unit of the estimator's own dependence. All numbers are finite.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    pub value: f64,
    pub seconds: f64,
    pub ceiling: Known<(f64, String)>,
    pub null: Known<Null>,
    pub interval: Known<Interval>,
}

/// Something that there is, or that was not asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Known<T> {
    No,
    Yes(T),
}

impl<T> Known<T> {
    pub fn get(&self) -> Option<&T> {
        match self {
            Known::No => None,
            Known::Yes(value) => Some(value),
        }
    }
}

impl<T> From<Option<T>> for Known<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Known::No, Known::Yes)
    }
}

impl Frame {
    pub fn reading(&self) -> Option<&Reading> {
        match &self.outcome {
            Outcome::Read(reading) => Some(reading),
            Outcome::Refused(_) => None,
        }
    }
}

impl Experiment for EstimatorRace {
    const INFO: &'static Info = &INFO;
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
        run::run(config, outbox, device).await
    }

    fn aside((): ()) {}

    fn figures(config: &Config, frames: &[Frame]) -> Vec<Figure> {
        figures::figures(config, frames)
    }

    fn verdicts(config: &Config, frames: &[Frame]) -> Vec<Verdict> {
        verdicts::verdicts(config, frames)
    }

    fn moment(frame: &Frame) -> String {
        let Frame { truth, n, dim, entrant, repeat, .. } = frame;
        match &frame.lap {
            Lap::Race => format!("{entrant} at {truth:.3} nats, N = {n}, {dim} dim., repeat {}", repeat + 1),
            Lap::Check { claim, case } => format!("{claim}: {case}, {entrant}, repeat {}", repeat + 1),
        }
    }
}

const INFO: Info = Info {
    id: "estimator-race",
    title: "The estimator race",
    family: "Estimation",
    question: "How far can a number of nats be believed? Estimators run against samples whose information is known exactly.",
    papers: &["czyz-2023", "kraskov-2004", "oord-2018", "poole-2019", "mcallester-2020", "chelombiev-2019"],
    after: "fig. 2–3",
    guide: &[
        "Every estimator gets the same samples of a source whose information I(X;Y) is known in closed form. Below the \
         diagonal it reads too little, above it too much. Three things are to be told apart: bias, which repeating does not \
         cure; spread, which it does; and the ceiling, which no sample of this size and no setting can pass.",
        "A one-to-one map of X or of Y alone changes no information. So the truth stays where it is when normals are bent, \
         made bimodal or wound into a spiral, and what moves is the estimator. Replacing every coordinate by its rank undoes \
         the maps that keep order, and only those.",
        "Whatever is read of N samples without assumptions cannot be trusted much above ln N, and InfoNCE with batches of B \
         never reads above ln B. Where they are in sight they are drawn, \
         dashed. The null is what an estimator reads where Y was shuffled: \
         nothing is left to find there, and a reading below it shows nothing.",
        "Numbers that are not information (HSIC, Cauchy–Schwarz, Wasserstein) have units of their own. They stand in the \
         table but are ranked by no bias, for there is none to speak of.",
    ],
    snippets: &[],
    try_next: &[
        ("Longer tails: who minds?", "source=half-cube&information=0.83"),
        ("Student-t with one degree of freedom", "source=student&freedom=1"),
        ("A spiral: ranks do not help", "source=spiral&dim=3&information=1.02"),
        (
            "Symbols instead of numbers",
            "source=symmetric&symbols=8&estimators=plug-in%2Bmiller-madow%2Bgrassberger%2Bchao-shen%2Bnsb",
        ),
        ("A sign and its noisy copy: numbers beside symbols", "source=sign-and-noise&estimators=ksg1%2Bross%2Bgao"),
        ("Much information, few samples", "information=6&n=400"),
    ],
    smoke: "n=100&truths=3&most_dims=2&repeats=2&estimators=copula%2Bgaussian%2Bhsic%2Binfonce&steps=20&checks=bins-on-relu&permutations=4&subsamples=4",
    // Critics this small train faster on the CPU.
    uses_device: false,
    random: true,
};
