//! What can be set: the birds or the synthetic classes, and how concepts are asked for.

use serde::{Deserialize, Serialize};

use crate::lab::{Edit, Field, Kind};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    pub data: Data,
    pub train: usize,
    pub test: usize,
    pub classes: usize,
    pub flip: f64,
    pub noise: f64,
    pub seed: u32,
    pub granularity: Granularity,
    pub inference: Inference,
    pub scores: Scores,
    pub uncertainty: f64,
    pub importance: f64,
    pub cost: f64,
    pub budget: usize,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Data {
    #[default]
    Birds,
    Twins,
}

/// What one question tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Granularity {
    #[default]
    Single,
    Group,
}

/// What the head reads of a concept that nobody was asked about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Inference {
    #[default]
    Soft,
    Hard,
}

/// When the scores are computed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scores {
    /// ECTP and EUDTP once, CooP after every answer.
    #[default]
    Published,
    Once,
    Anew,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data: Data::Birds,
            train: 3000,
            test: 1000,
            classes: 12,
            flip: 0.03,
            noise: 0.5,
            seed: 1,
            granularity: Granularity::Single,
            inference: Inference::Soft,
            scores: Scores::Published,
            uncertainty: 1.0,
            importance: 1.0,
            cost: 0.0,
            budget: 4,
        }
    }
}

pub const FIELDS: &[Field] = &[
    Field::new(
        "budget",
        "Questions you may ask",
        "Questions",
        Kind::Count { range: [0, 40] },
        Edit::Redraw,
        "Per picture: the table and the upright line show where every policy then stands.",
    )
    .budget(),
    Field::new(
        "granularity",
        "A question tells",
        "Questions",
        Kind::Choice(&[("single", "one concept"), ("group", "a whole group")]),
        Edit::Ask,
        "Groups of birds are parts of the body; of synthetic concepts, four in a row. A group tells several bits at once.",
    ),
    Field::new(
        "inference",
        "The head reads",
        "Questions",
        Kind::Choice(&[("soft", "probabilities"), ("hard", "yes or no")]),
        Edit::Ask,
        "What stands for a concept that was not asked for: p, or whether p is above ½.",
    ),
    Field::new(
        "scores",
        "Scores are computed",
        "Questions",
        Kind::Choice(&[("published", "as published"), ("once", "once"), ("anew", "after every answer")]),
        Edit::Ask,
        "As published, ECTP and EUDTP are scored before the first question and CooP after every answer.",
    ),
    Field::new(
        "uncertainty",
        "Weight of uncertainty α",
        "CooP",
        Kind::Number { range: [0.0, 10.0], log: false },
        Edit::Ask,
        "Of the concept's entropy in bits.",
    ),
    Field::new(
        "importance",
        "Weight of importance β",
        "CooP",
        Kind::Number { range: [0.0, 10.0], log: false },
        Edit::Ask,
        "Of the expected change of the predicted class's probability.",
    ),
    Field::new(
        "cost",
        "Weight of cost γ",
        "CooP",
        Kind::Number { range: [0.0, 10.0], log: false },
        Edit::Ask,
        "Every concept has a price between 0 and 1, drawn from the seed; this is how much it counts.",
    ),
    Field::new(
        "data",
        "Data",
        "Data",
        Kind::Choice(&[("birds", "birds"), ("twins", "synthetic near-twins")]),
        Edit::Rerun,
        "Painted birds with 12 concepts, or Shin's synthetic classes, twenty pairs of which differ in two of 40 concepts.",
    ),
    Field::new(
        "train",
        "Trained on",
        "Data",
        Kind::Count { range: [200, 6000] },
        Edit::Rerun,
        "Inputs of the seed's own, on which both heads are fitted.",
    ),
    Field::new(
        "test",
        "Tested on",
        "Data",
        Kind::Count { range: [50, 2000] },
        Edit::Rerun,
        "Other inputs, about which questions are asked.",
    ),
    Field::new(
        "classes",
        "Classes",
        "Data",
        Kind::Count { range: [2, 32] },
        Edit::Rerun,
        "Random codes of twelve concepts, any two of which differ in three or more.",
    )
    .when("data", &["birds"]),
    Field::new(
        "flip",
        "Concepts off their class",
        "Data",
        Kind::Number { range: [0.0, 0.25], log: false },
        Edit::Rerun,
        "How likely each concept of a bird is not its class's: the floor that even perfect answers leave.",
    )
    .when("data", &["birds"]),
    Field::new(
        "noise",
        "Pixel noise",
        "Data",
        Kind::Number { range: [0.0, 1.0], log: false },
        Edit::Rerun,
        "Standard deviation of each colour. The shipped network sees so well that at 0.35, the usual of hard birds, 6 % are wrong \
         before any question; at 0.5 it is the 18 to 21 % of the experiment this one follows.",
    )
    .when("data", &["birds"]),
    Field::new("seed", "Seed", "Data", Kind::Seed, Edit::Rerun, "Decides classes, inputs, random orders and prices."),
];
