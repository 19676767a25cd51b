//! The information plane: what each layer knows of its input and of the label, while the network trains.

mod config;
mod figures;
mod measure;
mod train;
mod verdicts;

use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use crate::{
    lab::{Claim, Experiment, Field, Info, Invalid, Outbox, RunError, Verdict},
    plot::Figure,
};

pub use config::Config;

pub struct InformationPlane;

/// One recorded epoch. Losses in nats.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    pub epoch: u32,
    pub train_loss: f64,
    pub test_loss: f64,
    pub train_accuracy: f64,
    pub test_accuracy: f64,
    pub is_checkpoint: bool,
    /// One entry a layer, the class probabilities last; empty between checkpoints.
    pub layers: Vec<measure::Layer>,
}

impl Experiment for InformationPlane {
    const INFO: &'static Info = &INFO;
    const FIELDS: &'static [Field] = config::FIELDS;
    const CLAIMS: &'static [Claim] = verdicts::CLAIMS;
    type Config = Config;
    type Frame = Frame;
    type Session = train::Session;
    type Task = measure::Task;
    type Answer = Result<Vec<measure::Layer>, String>;

    fn check(config: &Config) -> Result<(), Invalid> {
        config::check(config)
    }

    async fn run(config: Config, outbox: Outbox<Self>, device: Device) -> Result<train::Session, RunError> {
        train::run(config, outbox, device).await
    }

    async fn ask(session: &mut train::Session, config: &Config, outbox: &Outbox<Self>) -> Result<(), RunError> {
        train::ask(session, config, outbox).await
    }

    fn aside(task: measure::Task) -> Self::Answer {
        measure::measure(task)
    }

    fn figures(config: &Config, frames: &[Frame]) -> Vec<Figure> {
        figures::figures(config, frames)
    }

    fn verdicts(config: &Config, frames: &[Frame]) -> Vec<Verdict> {
        verdicts::verdicts(config, frames)
    }

    fn moment(frame: &Frame) -> String {
        format!("epoch {}", frame.epoch)
    }
}

const INFO: Info = Info {
    id: "information-plane",
    title: "The information plane",
    family: "Information plane",
    question: "Do networks first fit and then forget? Watch each layer's information while it trains.",
    papers: &["shwartz-ziv-2017", "saxe-2018", "kolchinsky-2017", "chelombiev-2019"],
    after: "fig. 2–3",
    guide: &[
        "Each layer T of the network is a point: how much it still tells of the input, I(X;T), and how much of the label, \
         I(T;Y). While the network fits, points climb; in tanh networks the narrow layers then drift left. That drift is \
         the compression phase, and whether it has to do with generalisation is what the papers argue about.",
        "The network is deterministic and no two inputs are alike, so the information of an exact layer would be all of \
         it, always. What is drawn is the information of the layer seen through bins, or through a little noise. With \
         bins, I(X;T) is just the entropy of the occupied cells; it cannot pass ln N.",
        "Tanh saturates: late in training most units sit at ±1, many inputs share a cell, and the entropy falls. ReLU \
         does not saturate, and with bins that see all its values it hardly compresses. Bins over [−1, 1] miss most of a \
         ReLU's values and show compression that is not there.",
        "A ReLU layer whose units are all zero for every input is dead: the network has stopped learning and says \
         nothing about the claim. Another seed usually lives.",
    ],
    snippets: &[],
    try_next: &[
        ("The same with ReLU, floor bins", "activation=relu&estimator=floor-bins"),
        ("ReLU seen through tanh's bins: a wrong picture", "activation=relu"),
        (
            "Weight penalty 0.015: every layer compresses",
            "activation=relu&estimator=floor-bins&l2=0.015&initial=twice-fan-in",
        ),
        ("Three seeds", "seeds=3"),
        (
            "Handwritten digits",
            "data=digits&narrowest=10&hidden=32-20&epochs=400&bin_width=0.5&noise=0.1&estimator=floor-bins",
        ),
        ("Split as first released", "split=unshuffled"),
    ],
    smoke: "epochs=12&checkpoints=5&hidden=6&seed=3",
    uses_device: true,
    random: true,
};
