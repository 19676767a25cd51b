//! The Cauchy–Schwarz bottleneck: regression by a divergence of kernel densities, beside four other objectives.

mod charts;
mod config;
mod demo;
mod fields;
mod figures;
mod identities;
mod measure;
mod outcomes;
mod prepare;
mod train;
mod verdicts;

use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use crate::{
    lab::{Claim, Experiment, Field, Info, Invalid, Outbox, RunError, Verdict},
    plot::Figure,
};

pub use config::{Config, Objective};
pub use measure::{Codes, information};

pub struct CauchySchwarzIb;

/// What a run finds, piece by piece. Information in nats, errors in training deviations of the target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Frame {
    /// How many rows each split trains on, validates and tests on; and the error that no prediction falls below, a mean
    /// over the splits, 0 where it is not known.
    Data {
        parts: [u32; 3],
        floor: f64,
    },
    Identities(identities::Identities),
    /// The cloud after a step: `points` is `[particles, 2]`, row-major.
    Particles {
        step: u32,
        divergence: f64,
        points: Vec<f32>,
    },
    /// Validation errors after an epoch: means over the splits, one a β.
    Epoch {
        objective: Objective,
        epoch: u32,
        validation: Vec<f64>,
    },
    Outcome(Outcome),
    /// Everything has been sent.
    End,
}

/// What an objective's networks of one β came to: one number a split.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    pub objective: Objective,
    pub beta: f64,
    pub validation: Vec<f64>,
    pub test: Vec<f64>,
    /// The bound of [`measure::information`] over the test inputs.
    pub information: Vec<f64>,
    /// The normalised I_CS over the test inputs.
    pub dependence: Vec<f64>,
}

impl Experiment for CauchySchwarzIb {
    const INFO: &'static Info = &INFO;
    const FIELDS: &'static [Field] = fields::FIELDS;
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
        match frame {
            Frame::Data { .. } => "data".into(),
            Frame::Identities(_) => "identities".into(),
            Frame::Particles { step, .. } => format!("two Gaussians, step {step}"),
            Frame::Epoch { objective, epoch, .. } => format!("{}, epoch {epoch}", objective.label()),
            Frame::Outcome(outcome) => format!("{}, β = {}, tested", outcome.objective.label(), outcome.beta),
            Frame::End => "end".into(),
        }
    }
}

const INFO: Info = Info {
    id: "cauchy-schwarz-ib",
    title: "The Cauchy–Schwarz bottleneck",
    family: "Variational bottleneck",
    question: "Regression without squared error: does a divergence of kernel densities do as well, and what does its \
               bottleneck cost in one currency for all?",
    papers: &["yu-2024", "alemi-2017", "kolchinsky-2019", "kolchinsky-2017", "ma-2020"],
    after: "objective and two-Gaussian example",
    guide: &[
        "Most bottlenecks for regression minimise a squared error plus some bound on I(X;T). This paper replaces both \
         terms by Cauchy–Schwarz divergences of kernel densities, D_CS(p;q) = ln ∫p² + ln ∫q² − 2 ln ∫pq, which are closed \
         sums over the pairs of a batch: nothing is assumed Gaussian and nothing is bounded by a second network. The \
         first term compares p(y|x) with p(ŷ|x), the second, β I_CS(x;t), is a quadratic dependence of input and code.",
        "Before anything is trained, two checks: identities that the estimators must fulfil, and the paper's picture of a \
         cloud of points that descends on D_CS alone and has to find both modes of its target. It does, but an eighth of the \
         points or so ends in neither: where no target's kernel reaches, D_CS has no slope, and hardly a value.",
        "Then six objectives train the same network (encoder d–H–H–K, decoder K–1) from the same seed on the same batches of \
         the same splits. Inputs and target are standardised by the training set's mean and deviation, so an RMSE of 1 is \
         as good as guessing the mean. β is chosen on the validation set, split by split; the test set is looked at once. \
         Intervals are one standard deviation over the splits. The released code instead keeps the best epoch on its test \
         set and has no intervals.",
        "Every method measures its own compression in its own unit, which cannot be compared. Here one estimator serves \
         all: the Kolchinsky–Tracey bound on what the code, seen through a little added noise, tells of the test inputs. \
         Noise is in deviations of the code, or shrinking a code would look like forgetting. Codes that are noisy \
         themselves (variational, nonlinear) are taken with their own noise too, in their information and in their error: \
         they predict from a draw. The exact codes predict without any noise, which favours them.",
        "The normalised I_CS can be shown instead, but it is no currency: it depends on kernel widths and scale, and a code \
         of 8 units that is nothing but noise reads above 1, higher than any trained code, because hardly a point has a \
         neighbour under its kernel. It orders codes of one kind, not codes of different kinds.",
        "Traps. With σx = 1 in 11 dimensions, the kernels of the 63 other wines of a batch add up to about 1 for the median \
         wine: each prediction is compared with few other targets. With the median distance, about 4, nearly all wines are \
         neighbours, D_CS compares little more than the spread of predictions with that of targets, and the network \
         does no better than guessing. With a narrow σy, predictions that leave the kernel's reach feel no slope; a warm-up \
         by squared error brings them near first. Estimates depend on the batch. 240 of the wines repeat others, so that a \
         random split tests on some that were trained on.",
    ],
    snippets: &[],
    try_next: &[
        ("As the released code has it", "formula=released"),
        ("Widths by medians: not even parity", "median=true"),
        ("A narrow σy: predictions get lost", "sigma_y=0.05&objectives=mse%2Bcs"),
        ("The same after a warm-up", "sigma_y=0.05&warm_up=10&objectives=mse%2Bcs"),
        ("Patients with diabetes", "data=diabetes"),
        ("A function whose noise is known", "data=friedman"),
        ("One unit for everything", "width=1"),
        ("All ten β: who has the best trade-off?", "betas=ten"),
        ("Three seeds", "seeds=3"),
    ],
    smoke: "epochs=2&splits=5&hidden=6&width=3&batch=128&particles=20&particle_steps=500&seed=3&median=true&formula=released\
            &warm_up=1&decoder=hidden",
    uses_device: true,
    random: true,
};
