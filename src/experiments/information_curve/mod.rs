//! The information curve: the exact bottleneck of a known joint distribution.

mod config;
mod figures;
mod solve;
mod verdicts;

use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use crate::{
    lab::{Claim, Experiment, Field, Info, Invalid, Outbox, RunError, Verdict},
    plot::Figure,
};

pub use config::Config;

pub struct InformationCurve;

/// What a run finds, piece by piece. Everything in nats.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Frame {
    Point(Point),
    /// The binary symmetric channel at β: closed form and computed, each (I(X;T), I(T;Y)).
    Symmetric {
        beta: f64,
        exact: [f64; 2],
        computed: [f64; 2],
    },
    /// The Gaussian at β: closed form and iterated.
    Gaussian {
        beta: f64,
        exact: [f64; 2],
        computed: [f64; 2],
    },
    /// Where the curve leaves the origin: predicted by 1/σ₂², by the growth of a perturbation, and by the best Lagrangian.
    Onset {
        predicted: f64,
        growth: f64,
        curve: f64,
    },
    /// Everything has been sent.
    End,
}

/// One solution.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    pub curve: Curve,
    pub beta: f64,
    pub i_xt: f64,
    pub i_ty: f64,
    pub lagrangian: f64,
    pub clusters: usize,
    pub converged: bool,
    /// q(t|x), `[inputs, codes]`, row-major.
    pub encoder: Vec<f32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Curve {
    /// α = 1.
    Soft,
    /// The α that was set.
    Between,
    /// α = 0, by looking at every partition.
    Deterministic,
}

impl Experiment for InformationCurve {
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

    async fn run(config: Config, outbox: Outbox<Self>, _: Device) -> Result<(), RunError> {
        solve::run(config, outbox).await
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
            Frame::Point(Point { curve: Curve::Soft, beta, .. }) => format!("bottleneck, β = {beta:.3}"),
            Frame::Point(Point { curve: Curve::Between, beta, .. }) => format!("between, β = {beta:.3}"),
            Frame::Point(Point { curve: Curve::Deterministic, beta, .. }) => format!("deterministic, β = {beta:.3}"),
            Frame::Symmetric { beta, .. } => format!("binary symmetric check, β = {beta:.3}"),
            Frame::Gaussian { beta, .. } => format!("Gaussian, β = {beta:.3}"),
            Frame::Onset { .. } => "first transition".into(),
            Frame::End => "end".into(),
        }
    }
}

const INFO: Info = Info {
    id: "information-curve",
    title: "The information curve",
    family: "Information bottleneck",
    question: "How little of X must a code keep to still tell Y? See the exact frontier, and where it breaks away from zero.",
    papers: &["tishby-1999", "chechik-2005", "strouse-2017", "wu-2020"],
    after: "fig. 1",
    guide: &[
        "A code T is made from X alone and should tell of Y. Every code is a point: what it costs, I(X;T), against what it \
         tells, I(T;Y). No code can tell more of Y than it knows of X, nor more than X itself does: those are the dashed \
         ceilings. The curve is the best that can be done at every price, computed exactly.",
        "The dial is β: how much a nat about Y is worth in nats about X. Below a first critical β nothing is worth keeping \
         and the best code is silent. It starts to speak where β passes 1/σ₂², σ₂ being the second singular value of \
         p(x,y)/√(p(x)p(y)); further codes split off at later transitions, which show as steps in the number of codes.",
        "The deterministic bottleneck charges for H(T) instead of I(X;T), so its codes are hard clusters, and its optimum \
         jumps from one partition to the next. All partitions are looked at, so it is exact too.",
        "Silence is still a minimum below 1/σ₂², but not always the lowest one: on many tables, the first one here among \
         them, a code far from silence is already better, and the optimum jumps. Then the last claim does not hold, which \
         is a finding. On the binary symmetric channel it does.",
    ],
    snippets: &[],
    try_next: &[
        ("A Z channel: does the code jump early?", "source=z-channel"),
        ("A binary symmetric channel, against Mrs. Gerber", "source=binary-symmetric"),
        ("A random 8 × 8 table", "source=random&size=8"),
        ("Your own table", "source=yours"),
        ("Five random tables", "source=random&seeds=5"),
    ],
    smoke: "points=10&source=random&size=3",
    uses_device: false,
    random: true,
};
