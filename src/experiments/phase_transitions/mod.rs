//! Phase transitions: where a code begins to speak and where it splits, predicted and then measured.

mod config;
mod figures;
mod learned;
mod solve;
mod tables;
mod verdicts;

use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use crate::{
    lab::{Claim, Experiment, Field, Info, Invalid, Outbox, RunError, Verdict},
    plot::Figure,
};

pub use config::Config;

pub struct PhaseTransitions;

/// What a run finds, piece by piece. Everything in nats.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Frame {
    Onset(Onset),
    Point(Point),
    Planted(Planted),
    Learned(Learned),
    /// Everything has been sent.
    End,
}

/// Where a joint's code begins to speak.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Onset {
    /// From 0.
    pub joint: usize,
    /// 1/σ₂².
    pub predicted: f64,
    /// The least β at which a small perturbation of silence grows.
    pub growth: f64,
    /// The least β with a better code than the silent one.
    pub best: f64,
    /// I(X;T) where iterations from near silence end, at 0.97 and at 1.03 times 1/σ₂².
    pub below: f64,
    pub above: f64,
}

/// One encoder of one joint.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    pub joint: usize,
    pub path: Path,
    pub beta: f64,
    pub i_xt: f64,
    pub i_ty: f64,
    /// Codes that tell different things of Y.
    pub codes: usize,
    /// The factor by which the difference between two halves of a code grows in an iteration: β over the β of its first
    /// split, 0 where none could ever split.
    pub growth: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Path {
    /// The best encoder found.
    Best,
    /// The local minimum that silence leads to as β rises.
    Followed,
}

/// The best encoder of the planted classes at β.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Planted {
    pub beta: f64,
    pub i_xt: f64,
    pub codes: usize,
    /// Of each class, how often it is the likeliest class of its own code.
    pub recalls: Vec<f64>,
}

/// Networks on the planted classes after some steps, seed by seed, in each by rising β.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Learned {
    pub step: usize,
    /// 1/σ₂² of the classes and labels drawn.
    pub predicted: f64,
    pub networks: Vec<Network>,
    pub ended: bool,
}

/// What one network does.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Network {
    pub seed: u32,
    /// Of I(X;T) − β I(T;Y): the network's rate has weight 1/β.
    pub beta: f64,
    /// KL from the prior, which I(X;Z) does not exceed.
    pub rate: f64,
    /// H(Y) less the cross-entropy, which I(Z;Y) is at least.
    pub kept: f64,
}

impl Experiment for PhaseTransitions {
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
        solve::run(config, outbox, device).await
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
            Frame::Onset(onset) => format!("joint {}, first transition", onset.joint + 1),
            Frame::Point(Point { joint, path: Path::Best, beta, .. }) => {
                format!("joint {}, best code, β = {beta:.3}", joint + 1)
            }
            Frame::Point(Point { joint, path: Path::Followed, beta, .. }) => {
                format!("joint {}, followed code, β = {beta:.3}", joint + 1)
            }
            Frame::Planted(planted) => format!("planted classes, β = {:.3}", planted.beta),
            Frame::Learned(learned) => format!("networks, step {}", learned.step),
            Frame::End => "end".into(),
        }
    }
}

const INFO: Info = Info {
    id: "phase-transitions",
    title: "Phase transitions",
    family: "Information bottleneck",
    question: "As the price of information falls, a code does not learn bit by bit but in jumps. Can the next jump be told \
               before it comes?",
    papers: &["wu-2020", "tishby-1999", "rose-1990"],
    after: "the theory of transitions",
    guide: &[
        "A code T of X is paid for with I(X;T) and earns β for every nat that it tells of Y. While β is small, silence is \
         best. Silence loses its hold exactly at β = 1/σ₂², where σ₂ is the second singular value of p(x,y)/√(p(x)p(y)): a \
         number that is known before anything is solved. It is the dashed line.",
        "The same question can be asked of any code: cut each of its codewords in two halves that differ by a trace. The \
         difference grows in every iteration by the factor β σ₂(t)², σ₂(t) being the maximal correlation of X and Y among \
         the inputs of codeword t. That is the second variation of the Lagrangian, Wu and Fischer's ratio, evaluated at \
         the solution: a codeword splits where the factor reaches 1.",
        "Two curves are drawn. One follows silence upwards and never jumps while it has any hold: its splits come where \
         they are predicted. The other is the best code there is. It may leave for a better code earlier, while the old \
         one is still a minimum: a first-order transition. So 1/σ₂² is where silence ends at the latest, not always where \
         the best code first speaks; the information curve's last claim measures that.",
        "The planted joint has classes whose labels are wrong more or less often. Each split brings one class more, the \
         cleanest first. Networks with a noisy code are trained on them too: whatever they are made of, a code that is nearly \
         silent can only gain where β passes the 1/σ₂² of the labels drawn.",
    ],
    snippets: &[],
    try_next: &[
        ("Hardly any dependence: silence lasts", "concentration=10"),
        ("Your own confusion matrix", "source=yours"),
        ("Seven classes, one by one", "classes=7&cleanest=0.05&noisiest=0.45"),
        ("Five other joints", "seed=2"),
    ],
    smoke: "joints=2&rows=3&columns=3&points=10&classes=3&reach=4&steps=100&replicas=1",
    uses_device: true,
    random: true,
};
