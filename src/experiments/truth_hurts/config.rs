//! What can be set: the tasks, the bottlenecks, their training, and what stands for the truth in a logit.

use serde::{Deserialize, Serialize};

use crate::{
    datasets::toys::Toy,
    lab::{Edit, Field, Invalid, Kind},
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    pub tasks: String,
    pub samples: usize,
    pub width: usize,
    pub size: usize,
    pub replaced: f64,
    pub lambda: f64,
    pub epochs: u32,
    pub batch: usize,
    pub rate: f64,
    pub replicas: usize,
    pub truths: Truths,
    pub seed: u32,
}

/// The logits that stand for an absent and for a present concept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Truths {
    Percentiles,
    Four,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            tasks: "xor+trig+dot".into(),
            samples: 2000,
            width: 32,
            size: 16,
            replaced: 0.25,
            lambda: 1.0,
            epochs: 60,
            batch: 128,
            rate: 0.01,
            replicas: 3,
            truths: Truths::Percentiles,
            seed: 1,
        }
    }
}

/// Their names in the link, on the page, and what they are.
pub const TASKS: [(&str, &str, Toy); 3] =
    [("xor", "XOR", Toy::Xor), ("trig", "Trigonometry", Toy::Trig), ("dot", "Dot product", Toy::Dot)];

pub const FIELDS: &[Field] = &[
    Field::new(
        "tasks",
        "Tasks",
        "Task",
        Kind::Toggles(&[("xor", "XOR"), ("trig", "trigonometry"), ("dot", "dot product")]),
        Edit::Rerun,
        "XOR: whether exactly one of two numbers is over ½. Trigonometry: whether three hidden numbers sum to more than 1. \
         Dot product: whether two hidden vectors point the same way. Concepts are which half each lies in.",
    ),
    Field::new(
        "samples",
        "Samples",
        "Task",
        Kind::Count { range: [100, 10_000] },
        Edit::Rerun,
        "To train on; a thousand others test.",
    ),
    Field::new(
        "width",
        "Width",
        "Network",
        Kind::Count { range: [4, 128] },
        Edit::Rerun,
        "Units in each of the two hidden layers before the concepts. The head behind them is linear.",
    ),
    Field::new(
        "size",
        "Embedding",
        "Network",
        Kind::Count { range: [1, 32] },
        Edit::Rerun,
        "Numbers that an embedding has for every concept. The hybrid gets as many values more in all: this less one, for \
         every concept.",
    ),
    Field::new(
        "replaced",
        "Replaced in training",
        "Training",
        Kind::Number { range: [0.0, 0.9], log: false },
        Edit::Rerun,
        "How often a batch of the embedding bottleneck is told a concept’s truth (RandInt).",
    ),
    Field::new(
        "lambda",
        "λ",
        "Training",
        Kind::Number { range: [0.001, 100.0], log: true },
        Edit::Rerun,
        "Weight of the concepts’ cross-entropy, its mean over concepts, beside the class’s, as in the released code of \
         concept embeddings.",
    ),
    Field::new(
        "epochs",
        "Epochs",
        "Training",
        Kind::Count { range: [1, 500] },
        Edit::Rerun,
        "Rounds through the samples.",
    ),
    Field::new(
        "batch",
        "Batch",
        "Training",
        Kind::Count { range: [16, 1024] },
        Edit::Rerun,
        "Samples a step; more than there are means all.",
    ),
    Field::new(
        "rate",
        "Learning rate",
        "Training",
        Kind::Number { range: [1e-4, 0.1], log: true },
        Edit::Rerun,
        "Adam’s; it falls evenly to nothing.",
    ),
    Field::new(
        "replicas",
        "Seeds side by side",
        "Training",
        Kind::Count { range: [1, 5] },
        Edit::Rerun,
        "Other samples, other weights, trained as one batched network; verdicts speak of their mean.",
    ),
    Field::new(
        "truths",
        "Truth as a logit",
        "Picture",
        Kind::Choice(&[("percentiles", "5th and 95th percentile"), ("four", "−4 and 4")]),
        Edit::Redraw,
        "A logit bottleneck can’t be told 0 or 1. Verdicts take the percentiles of the training set’s logits, as in Koh \
         et al. 2020; figures show either.",
    ),
    Field::new(
        "seed",
        "Seed",
        "Training",
        Kind::Seed,
        Edit::Rerun,
        "Decides samples, weights, batches and replacements.",
    ),
];

/// What no single range can say.
pub fn check(config: &Config) -> Result<(), Invalid> {
    if config.chosen().is_empty() {
        let message = "“tasks” names none; allowed: any of xor, trig, dot, joined by +, at least one";
        return Err(Invalid::new("tasks", message));
    }
    Ok(())
}

impl Config {
    /// Which of [`TASKS`] are run, in their order.
    pub fn chosen(&self) -> Vec<usize> {
        let is_chosen = |at: &usize| self.tasks.split('+').any(|name| name == TASKS[*at].0);
        (0..TASKS.len()).filter(is_chosen).collect()
    }

    pub fn seeds(&self) -> Vec<u32> {
        (0..self.replicas as u32).map(|i| self.seed.wrapping_add(i)).collect()
    }
}
