//! What can be set: the files, what their columns are, how the bottlenecks are trained, and what they are told.

use serde::{Deserialize, Serialize};

use super::super::concept_bottleneck::{BESIDE, Beside, MODELS, Model, POLICIES, Policy, Told, steps};
use crate::lab::{Edit, Field, Files, Kind, answers};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    pub files: Files,
    pub label: String,
    pub concepts: String,
    pub inputs: String,
    pub points: usize,
    pub hidden: usize,
    pub picture_steps: u32,
    pub steps: u32,
    pub lambda: f64,
    pub seed: u32,
    pub model: Model,
    pub beside: Beside,
    pub answers: String,
    pub policy: Policy,
    pub asks: bool,
    pub row: usize,
}

/// To be found by names and values.
pub const AUTO: &str = "auto";
/// Test rows that can be looked at.
pub const GALLERY: usize = 40;
/// Concepts of a table.
pub const MOST_CONCEPTS: usize = 64;

impl Default for Config {
    fn default() -> Self {
        Self {
            files: Files::default(),
            label: AUTO.into(),
            concepts: AUTO.into(),
            inputs: AUTO.into(),
            points: 2000,
            hidden: 64,
            picture_steps: 300,
            steps: 800,
            lambda: 0.01,
            seed: 1,
            model: Model::Independent,
            beside: Beside::Model(Model::Logit),
            answers: "none".into(),
            policy: Policy::Ectp,
            asks: false,
            row: 1,
        }
    }
}

const DATA: &str = "Your table";
const BOTTLENECKS: &str = "Bottlenecks";
const TOLD: &str = "Interventions";
const TRAINING: &str = "Training";

pub const FIELDS: &[Field] = &[
    Field::new(
        "files",
        "Files",
        DATA,
        Kind::Files { extensions: &["csv", "npy", "npz", "zip"], most: 8 },
        Edit::Rerun,
        "A table with inputs, concepts and a label, a row an example, or pictures and such a table. Without files, handwritten \
         digits stand here.",
    ),
    Field::new(
        "label",
        "Label",
        DATA,
        Kind::Text { form: "the name of a column, or auto (label, class, y, …)", longest: 120 },
        Edit::Rerun,
        "The column that names the class. It can be chosen in the table of columns too.",
    ),
    Field::new(
        "concepts",
        "Concepts",
        DATA,
        Kind::Text { form: "names of columns parted by commas, or auto (all of yes and no)", longest: 2000 },
        Edit::Rerun,
        "The columns of yes and no that the bottleneck names. They can be chosen in the table of columns too.",
    ),
    Field::new(
        "inputs",
        "Inputs",
        DATA,
        Kind::Text {
            form: "names of columns parted by commas, none where there are pictures, or auto (all other numbers)",
            longest: 2000,
        },
        Edit::Rerun,
        "The columns that the bottleneck is given. Pictures, where there are any, stand in their place.",
    ),
    Field::new(
        "points",
        "Rows used at most",
        DATA,
        Kind::Count { range: [40, 20_000] },
        Edit::Rerun,
        "Where there are more, so many are drawn at random; 30 % of them are kept for testing.",
    )
    .unit("rows"),
    Field::new(
        "model",
        "Model",
        BOTTLENECKS,
        Kind::Choice(MODELS),
        Edit::Redraw,
        "How the bottleneck was trained, and what it passes on: probabilities, yes or no, logits, vectors, or more than concepts.",
    ),
    Field::new(
        "beside",
        "Beside it",
        BOTTLENECKS,
        Kind::Choice(BESIDE),
        Edit::Redraw,
        "A second model in front of the same row, told the same things.",
    ),
    Field::new(
        "answers",
        "What the models are told",
        TOLD,
        Kind::Answers { most: MOST_CONCEPTS },
        Edit::Redraw,
        "Given on the cards: a concept told present or absent, in the order told.",
    ),
    Field::new(
        "policy",
        "Next question by",
        TOLD,
        Kind::Choice(POLICIES),
        Edit::Redraw,
        "Which concept a policy would ask about next; the number on a card is its place in that order.",
    ),
    Field::new(
        "asks",
        "Let the policy ask me",
        TOLD,
        Kind::Flag,
        Edit::Redraw,
        "Hides what is true. Answer what the policy asks; the score compares you with the truth and with the policies.",
    ),
    Field::new(
        "row",
        "Test row",
        TOLD,
        Kind::Count { range: [1, GALLERY as u64] },
        Edit::Ask,
        "Its number among the test rows; the last one where there are fewer.",
    ),
    Field::new(
        "hidden",
        "Hidden units",
        TRAINING,
        Kind::Count { range: [0, 512] },
        Edit::Rerun,
        "Of the layer between input columns and concepts; with 0, every concept is read off the inputs linearly. Pictures have \
         convolutions instead.",
    )
    .unit("units"),
    Field::new(
        "picture_steps",
        "Steps on pictures",
        TRAINING,
        Kind::Count { range: [1, 5000] },
        Edit::Rerun,
        "Of Adam, each on 32 training pictures, for the network that learns to see the concepts; none without pictures.",
    ),
    Field::new(
        "steps",
        "Steps",
        TRAINING,
        Kind::Count { range: [1, 20_000] },
        Edit::Rerun,
        "Of Adam for every bottleneck, each on 100 training rows, in whole rounds through all of them.",
    ),
    Field::new(
        "lambda",
        "λ of the joint model on logits",
        TRAINING,
        Kind::Number { range: [0.001, 10.0], log: true },
        Edit::Rerun,
        "The weight of the concepts’ loss beside the classes’; small values let the class leak into the logits. The other joint \
         models have λ = 1.",
    ),
    Field::new("seed", "Seed", TRAINING, Kind::Seed, Edit::Rerun, "Decides the split, weights and batches."),
];

impl Config {
    /// Rounds through so many training rows that make the steps, at least one.
    pub fn epochs(&self, rows: usize) -> u32 {
        self.steps.div_ceil(steps(Model::Joint, 1, rows) as u32)
    }

    /// What the models are told of so many concepts. Answers about others, from another table, are passed over.
    pub fn told(&self, concepts: usize) -> Told {
        let mut told = vec![None; concepts];
        for (concept, answer) in answers(&self.answers) {
            if let Some(told) = told.get_mut(concept) {
                *told = Some(answer);
            }
        }
        told
    }
}
