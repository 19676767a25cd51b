//! Deterministic caveats: why one β cannot trace the bottleneck's curve of a label that X decides, and which prices can.

mod config;
mod figures;
mod solve;
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
use config::Kind;

pub struct DeterministicCaveats;

/// What a run finds, piece by piece. Everything in nats.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Frame {
    Exact(Exact),
    Trained(Trained),
    Overflow(Overflow),
    /// Everything has been sent.
    End,
}

/// The best encoder found under a price at β.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exact {
    pub price: Kind,
    pub beta: f64,
    pub i_xt: f64,
    pub i_ty: f64,
    /// I(X;T) in closed form, for a label without errors.
    pub expected: f64,
    /// The greatest I(X;T) less the least among starts.
    pub spread: f64,
}

/// All networks under one price after some epochs, seed by seed, in each by rising β.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trained {
    pub price: Kind,
    pub epoch: u32,
    pub networks: Vec<Network>,
}

/// What one network does with the digits it was trained on; and its single-draw accuracy on others.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Network {
    pub seed: u32,
    pub beta: f64,
    pub rate: f64,
    /// H(Y) less the cross-entropy: a lower bound of I(Z;Y).
    pub kept: f64,
    pub accuracy: f64,
}

/// An exponential price in single precision, from a network's first rate on.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Overflow {
    pub eta: f64,
    /// The rate before the first step.
    pub first: f64,
    /// Whether every weight is a number after one step without the cap on the exponent.
    pub plain_survives: bool,
    /// Whether every weight is a number after training with it, and the rate then.
    pub capped_survives: bool,
    pub last: f64,
}

impl Experiment for DeterministicCaveats {
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
            Frame::Exact(exact) => format!("exact, {}, β = {:.3}", exact.price.name(), exact.beta),
            Frame::Trained(trained) => format!("networks, {}, epoch {}", trained.price.name(), trained.epoch),
            Frame::Overflow(overflow) => format!("overflow, η = {}", overflow.eta),
            Frame::End => "end".into(),
        }
    }
}

const INFO: Info = Info {
    id: "deterministic-caveats",
    title: "Deterministic caveats",
    family: "Information bottleneck",
    question: "If X decides Y, turning β up and down finds only two codes: everything or nothing. Which prices of \
               information find the codes between?",
    papers: &["kolchinsky-caveats-2019", "galvez-2020"],
    after: "section on the Lagrangian of deterministic scenarios",
    guide: &[
        "A label that X decides can be told perfectly, so every nat that is kept of X may be a nat about Y, up to H(Y): the \
         bottleneck's curve is min(r, H(Y)), a straight line and then a flat one. The usual price is β times the rate r. \
         On a straight line it has no preference between the ends: below β = 1 all is bought, above it nothing.",
        "A price that bends, u(r), has: the optimum lies where the next nat costs what it earns, β u′(r) = 1. The square \
         gives 1/(2β); powers and exponentials give the rest. The exact panel solves a small table by iteration, from \
         several starts, and draws the closed forms behind.",
        "The networks' panel does the same with a noisy code of handwritten digits, whose labels are deterministic too. \
         There the linear price does not jump: the rate is a bound against a Gaussian prior, and the best that a network \
         reaches is not a straight line. That is shown, and not claimed away.",
        "Two traps. With label errors the curve bends and the linear price recovers: turn them up. And an exponential of \
         a rate overflows single precision from 88 nats on, which a network at its first step may well have. Held below \
         that, it has no slope where it is held, so that nothing pulls the rate down; and long before, Adam's squares of its \
         slopes overflow, and nothing moves at all. The last table shows what became of each.",
    ],
    snippets: &[],
    try_next: &[
        ("Labels with errors: the linear price finds codes between", "label_errors=0.2"),
        ("Classes of very unlike size", "uneven=1.5"),
        ("Networks under all four prices", "trained=linear%2Bsquared%2Bpower%2Bexponential"),
        ("A steep exponential, shifted to one nat", "shift=1&shifted_eta=50"),
        ("Only the exact panel", "trained=none"),
    ],
    smoke: "points=8&starts=2&inputs=4&classes=2&epochs=2&models=4&hidden=8",
    uses_device: true,
    random: true,
};
