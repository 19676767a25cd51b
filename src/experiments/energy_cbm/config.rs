//! What can be set: the birds, the networks, how the models judge, and which picture is looked at.

use serde::{Deserialize, Serialize};

use super::judges::Model;
use crate::lab::{Edit, Field, Kind, answers};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    pub image: usize,
    pub pictures: Pictures,
    pub answers: String,
    pub model: Shown,
    pub told: usize,
    pub beliefs: Beliefs,
    pub coupling: f64,
    pub train: usize,
    pub test: usize,
    pub flip: f64,
    pub noise: f64,
    pub hidden: usize,
    pub epochs: u32,
    pub steps: u32,
    pub seed: u32,
}

/// The model on the board beside the plain bottleneck.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shown {
    #[default]
    Joint,
    Counted,
    Weighed,
    Unweighed,
}

impl Shown {
    pub fn model(self) -> Model {
        match self {
            Shown::Joint => Model::Joint,
            Shown::Counted => Model::Counted,
            Shown::Weighed => Model::Weighed,
            Shown::Unweighed => Model::Unweighed,
        }
    }
}

/// How the pictures to choose from are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pictures {
    #[default]
    Clear,
    Seen,
}

/// Whose p(c | x) the joint model and naive Bayes begin with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Beliefs {
    /// The plain bottleneck's, so that nothing but the coupling tells them apart.
    #[default]
    Plain,
    /// Those of E_xc.
    Energies,
}

/// Pictures that can be chosen.
pub const GALLERY: usize = 12;
/// Concepts told at most, in the curves.
pub const MOST_TOLD: usize = 6;
/// The weight of E_cy in the published inference.
pub const PUBLISHED: f64 = 0.01;

impl Default for Config {
    fn default() -> Self {
        Self {
            image: 3,
            pictures: Pictures::Clear,
            answers: "none".into(),
            model: Shown::Joint,
            told: 4,
            beliefs: Beliefs::Plain,
            coupling: PUBLISHED,
            train: 3000,
            test: 1000,
            flip: 0.03,
            noise: 0.5,
            hidden: 64,
            epochs: 20,
            steps: 300,
            seed: 1,
        }
    }
}

impl Config {
    /// What the visitor told of each of `width` concepts.
    pub fn told(&self, width: usize) -> Vec<Option<bool>> {
        let mut told = vec![None; width];
        for (concept, answer) in answers(&self.answers) {
            told[concept] = Some(answer);
        }
        told
    }
}

pub const FIELDS: &[Field] = &[
    Field::new(
        "image",
        "Picture",
        "One picture",
        Kind::Count { range: [1, GALLERY as u64] },
        Edit::Redraw,
        "Which of the first twelve test pictures is on the board. Clicking a picture sets it too.",
    ),
    Field::new(
        "pictures",
        "Show them",
        "One picture",
        Kind::Choice(&[("clear", "without noise"), ("seen", "as the models see them")]),
        Edit::Redraw,
        "The models always see the noise.",
    ),
    Field::new(
        "answers",
        "Told",
        "One picture",
        Kind::Answers { most: crate::datasets::birds::WIDTH },
        Edit::Redraw,
        "What both boards are told of the picture's concepts: a number and y or n each. The cards set it.",
    ),
    Field::new(
        "model",
        "Beside the plain bottleneck",
        "One picture",
        Kind::Choice(&[
            ("joint", "joint p(c, y)"),
            ("counted", "naive Bayes"),
            ("weighed", "ECBM, exact"),
            ("unweighed", "ECBM, E_cy weight 1"),
        ]),
        Edit::Redraw,
        "Which model the second board shows.",
    ),
    Field::new(
        "told",
        "Concepts told",
        "All test pictures",
        Kind::Count { range: [0, MOST_TOLD as u64] },
        Edit::Redraw,
        "Where the upright line stands, and which column of numbers the table shows.",
    )
    .budget(),
    Field::new(
        "beliefs",
        "p(c | x) comes from",
        "All test pictures",
        Kind::Choice(&[("plain", "the plain bottleneck"), ("energies", "the energy E_xc")]),
        Edit::Ask,
        "What the joint model and naive Bayes begin with. With the plain bottleneck’s own, nothing but the coupling tells \
         them from it. The ECBM rows always read E_xc.",
    ),
    Field::new(
        "coupling",
        "Weight of E_cy",
        "All test pictures",
        Kind::Number { range: [0.0, 3.0], log: false },
        Edit::Ask,
        "In “ECBM as released” and “ECBM, exact”; 0.01 is published.",
    ),
    Field::new(
        "train",
        "Trained on",
        "Birds",
        Kind::Count { range: [200, 6000] },
        Edit::Rerun,
        "Pictures on which everything but the backbone is fitted.",
    ),
    Field::new(
        "test",
        "Tested on",
        "Birds",
        Kind::Count { range: [50, 2000] },
        Edit::Rerun,
        "Other pictures, on which everything is measured.",
    ),
    Field::new(
        "flip",
        "Concepts off their class",
        "Birds",
        Kind::Number { range: [0.0, 0.25], log: false },
        Edit::Rerun,
        "How likely each concept of a bird is not its class’s. The more there are, the less one concept says of another.",
    ),
    Field::new(
        "noise",
        "Pixel noise",
        "Birds",
        Kind::Number { range: [0.0, 1.0], log: false },
        Edit::Rerun,
        "Standard deviation of each colour. At 0.5 the shipped network errs about as often as one trained on three thousand \
         pictures of noise 0.35.",
    ),
    Field::new(
        "hidden",
        "Units H",
        "Energies",
        Kind::Count { range: [8, 128] },
        Edit::Rerun,
        "Rectified units of each energy, and entries of each vector; 512 in the paper.",
    ),
    Field::new(
        "epochs",
        "Epochs",
        "Energies",
        Kind::Count { range: [1, 100] },
        Edit::Rerun,
        "Of the published losses, on batches of 64; 300 in the paper, with plain gradient descent.",
    ),
    Field::new(
        "steps",
        "Steps of the joint normaliser",
        "Energies",
        Kind::Count { range: [10, 2000] },
        Edit::Rerun,
        "Of Adam on all training pictures and all 49 152 states at once.",
    ),
    Field::new(
        "seed",
        "Seed",
        "Birds",
        Kind::Seed,
        Edit::Rerun,
        "Decides classes, birds, first weights, and the order in which concepts are told.",
    ),
];
