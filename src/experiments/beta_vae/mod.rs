//! The β-VAE: how many units of a code stay in use as its rate gets dearer, and what each of them then says.

mod config;
mod figures;
mod inside;
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
pub use measure::{Task, Telling, measure};

pub struct BetaVae;

/// What a run finds, piece by piece. Information in nats. Models stand β by β (or C by C), and seed by seed in each.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Frame {
    Step(Step),
    /// Every model on all images, after training.
    Trained(Vec<Reading>),
    /// What one model's code tells; the first such frame is of the first model.
    Telling(Telling),
    /// Inside the model that is looked at.
    Look(Look),
}

/// All models in training: means over the batches since the frame before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Counted in parts: 1.5 in the middle of the second.
    pub epoch: f64,
    /// In capacity mode, the share of C that was granted.
    pub capacity_share: f64,
    pub models: Vec<Reading>,
}

/// What one model pays and what it loses. Nats an image.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// −ln d(x|z), summed over pixels, above what no decoder can fall below.
    pub distortion: f64,
    /// KL(e(z|x) ‖ N(0, 1)) of every unit.
    pub rates: Vec<f64>,
}

/// One model's codes, and images made from them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Look {
    /// Its β or C.
    pub value: f64,
    /// Which seed of the run, from 0.
    pub seed: u32,
    /// The means of its codes of all images: `[units, images]`, row-major.
    pub means: Vec<f32>,
    /// The image looked at: pixels, row-major.
    pub image: Vec<f32>,
    /// What the model of every β or C, of the same seed, makes of that image's mean code.
    pub reconstructions: Vec<Vec<f32>>,
    /// What units are set to.
    pub values: Vec<f32>,
    /// What the model looked at makes of that code with one unit changed: unit by unit, value by value.
    pub traversals: Vec<Vec<f32>>,
}

/// A unit is active above this rate, in nats.
pub const ACTIVE: f64 = 0.1;

impl Reading {
    pub fn rate(&self) -> f64 {
        self.rates.iter().sum()
    }

    pub fn active(&self) -> usize {
        self.rates.iter().filter(|rate| **rate > ACTIVE).count()
    }

    /// The units' rates, highest first.
    pub fn ranked(&self) -> Vec<f64> {
        let mut rates = self.rates.clone();
        rates.sort_by(|a, b| b.total_cmp(a));
        rates
    }

    fn is_finite(&self) -> bool {
        self.distortion.is_finite() && self.rates.iter().all(|rate| rate.is_finite())
    }
}

impl Experiment for BetaVae {
    const INFO: &'static Info = &INFO;
    const FIELDS: &'static [Field] = config::FIELDS;
    const CLAIMS: &'static [Claim] = verdicts::CLAIMS;
    type Config = Config;
    type Frame = Frame;
    type Session = train::Session;
    type Task = Task;
    type Answer = Telling;

    fn check(config: &Config) -> Result<(), Invalid> {
        config::check(config)
    }

    async fn run(config: Config, outbox: Outbox<Self>, device: Device) -> Result<train::Session, RunError> {
        train::run(config, outbox, device).await
    }

    async fn ask(session: &mut train::Session, config: &Config, outbox: &Outbox<Self>) -> Result<(), RunError> {
        train::ask(session, config, outbox).await
    }

    fn aside(task: Task) -> Telling {
        measure(task)
    }

    fn figures(config: &Config, frames: &[Frame]) -> Vec<Figure> {
        figures::figures(config, frames)
    }

    fn verdicts(config: &Config, frames: &[Frame]) -> Vec<Verdict> {
        verdicts::verdicts(config, frames)
    }

    fn moment(frame: &Frame) -> String {
        match frame {
            Frame::Step(step) => format!("epoch {:.1}", step.epoch),
            Frame::Trained(_) => "trained".into(),
            Frame::Telling(_) => "measuring what codes tell".into(),
            Frame::Look(look) => format!("looking into the model at {}", look.value),
        }
    }
}

const INFO: Info = Info {
    id: "beta-vae",
    title: "The β-VAE",
    family: "Variational bottleneck",
    question: "Make a code dear, and it drops what it can spare. Does it come down to the three factors that made the images?",
    papers: &["higgins-2017", "burgess-2018", "chen-2018"],
    after: "on mini-sprites",
    guide: &[
        "Every image shows one shape, in one of 8 places along x, 8 along y, and 8 sizes: 512 images, ln 512 = 6.24 nats (9 \
         bits). A variational autoencoder squeezes it through a code of a few noisy units and draws it again. What it pays \
         is the rate, the divergence of each unit from the standard normal; what it loses is the distortion. β is the price \
         of a nat of rate in nats of distortion.",
        "A unit is worth its price only while it saves more distortion than it costs. As β rises, units fall silent one by \
         one: their rate goes to zero, and whatever they are set to, the picture hardly changes. With 3 factors, 3 units are \
         enough. Whether they are the factors themselves or mixtures of them is another question, which the map and the \
         table of factors answer. Units turn towards single factors slowly, long after their number has settled; x and y \
         are alike in everything, so that mixtures of the two cost hardly more.",
        "The rate is a price, not the information. It exceeds I(X;Z) by the divergence of the code's own mean distribution \
         from the standard normal. At a low β it is far above ln 512, which the images do not even hold. I(X;Z) is computed \
         here from all 512 codes, and stays below.",
        "In the other mode there is no price but a budget: γ · |rate − C|, with C growing during training, so that the code \
         takes in one thing after the other. γ must outweigh what one more nat would save, or the rate settles above C.",
        "Distortion is summed over pixels. With its mean in its place β would be 256 times as large, a usual reason why a \
         published β does not carry over.",
    ],
    snippets: &[],
    try_next: &[
        ("A budget instead of a price", "mode=capacity"),
        ("ReLU in place of tanh", "activation=relu"),
        ("Squares", "shape=square"),
        ("Dearer still: fewer units than factors", "betas=8,16,32,64&look=16"),
        ("Only two units for three factors", "units=2"),
        ("Finer budgets", "mode=capacity&capacities=1,2,3,4,6,8&look=4"),
        ("Trained four times as long: does a unit take to one factor?", "betas=1,4&epochs=160&look=4"),
    ],
    smoke: "betas=0.1,4&replicas=2&hidden=8&units=5&epochs=1&batch=128&seed=3",
    uses_device: true,
    random: true,
};
