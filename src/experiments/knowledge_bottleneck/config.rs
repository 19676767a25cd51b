//! What can be set.

use serde::{Deserialize, Serialize};

use crate::{
    datasets::xrays::Confounder,
    lab::{Edit, Field, Invalid, Kind, lists},
};

/// On which images the findings are learned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grounding {
    /// From another hospital: findings and confounder independent.
    #[default]
    Clean,
    /// Diagnosed like the training images, on the same scanners.
    Confounded,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    pub confounder: Confounder,
    pub rhos: String,
    pub samples: usize,
    pub grounding: Grounding,
    pub corpus: usize,
    pub corpus_epochs: u32,
    pub epochs: u32,
    pub prior_weight: f64,
    pub steps: u32,
    pub draws: u32,
    pub seed: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            confounder: Confounder::Gain,
            rhos: "0.5,0.8,0.95,1".into(),
            samples: 800,
            grounding: Grounding::Clean,
            corpus: 2500,
            corpus_epochs: 14,
            epochs: 15,
            prior_weight: 1.0,
            steps: 2500,
            draws: 8,
            seed: 1,
        }
    }
}

const RHO: [f64; 2] = [0.5, 1.0];
const MOST_RHOS: usize = 6;

pub const FIELDS: &[Field] = &[
    Field::new(
        "confounder",
        "Confounder",
        "Hospital",
        Kind::Choice(Confounder::NAMES),
        Edit::Rerun,
        "What comes with the diagnosis in the training images and has nothing to do with it.",
    ),
    Field::new(
        "rhos",
        "Agreement ρ",
        "Hospital",
        Kind::Text { form: "up to 6 different numbers from 0.5 to 1, joined by commas", longest: 60 },
        Edit::Rerun,
        "How often confounder and diagnosis agree in training images; in the shifted test they disagree as often.",
    ),
    Field::new(
        "samples",
        "Training images",
        "Hospital",
        Kind::Count { range: [200, 3000] },
        Edit::Rerun,
        "Of the diagnosis, for every ρ.",
    ),
    Field::new(
        "grounding",
        "Grounding images",
        "Knowledge",
        Kind::Choice(&[("clean", "clean, from elsewhere"), ("confounded", "share the confounder")]),
        Edit::Rerun,
        "Images with findings marked, on which the concepts are learned. The features are pretrained on clean ones always.",
    ),
    Field::new(
        "corpus",
        "Images in each corpus",
        "Knowledge",
        Kind::Count { range: [200, 5000] },
        Edit::Rerun,
        "Of the pretraining corpus, and of the grounding corpus.",
    ),
    Field::new(
        "corpus_epochs",
        "Epochs of pretraining",
        "Knowledge",
        Kind::Count { range: [1, 60] },
        Edit::Rerun,
        "Rounds through the pretraining corpus.",
    ),
    Field::new(
        "prior_weight",
        "Weight of the prior loss",
        "Knowledge",
        Kind::Number { range: [0.0, 20.0], log: false },
        Edit::Rerun,
        "On mean |tanh(W) − P| beside the cross-entropy.",
    ),
    Field::new(
        "epochs",
        "Epochs end to end",
        "Trainings",
        Kind::Count { range: [1, 60] },
        Edit::Rerun,
        "Rounds of the network that learns the diagnosis from pixels.",
    ),
    Field::new(
        "steps",
        "Steps of each readout",
        "Trainings",
        Kind::Count { range: [50, 20_000] },
        Edit::Rerun,
        "Of Adam, the same for every linear readout, however few the images.",
    ),
    Field::new(
        "draws",
        "Draws of few images",
        "Trainings",
        Kind::Count { range: [1, 30] },
        Edit::Rerun,
        "How often each small training set is drawn.",
    ),
    Field::new("seed", "Seed", "Trainings", Kind::Seed, Edit::Rerun, "Decides images, weights and batches."),
];

pub fn check(config: &Config) -> Result<(), Invalid> {
    config.all_rhos().map(|_| ())
}

impl Config {
    /// Rising.
    pub fn all_rhos(&self) -> Result<Vec<f64>, Invalid> {
        lists::numbers("rhos", &self.rhos, RHO, MOST_RHOS)
    }
}
