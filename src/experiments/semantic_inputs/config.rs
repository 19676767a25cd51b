//! What can be set: how strongly concepts are tied, how much is learned, how much is looked at.

use serde::{Deserialize, Serialize};

use crate::lab::{Edit, Field, Invalid, Kind, lists};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    pub ties: String,
    pub birds: usize,
    pub epochs: u32,
    pub rate: f64,
    pub tested: usize,
    pub pointed: usize,
    pub draws: usize,
    pub bird: usize,
    pub seed: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            ties: "0,0.8,1".into(),
            birds: 1500,
            epochs: 6,
            rate: 2e-3,
            tested: 400,
            pointed: 32,
            draws: 8,
            bird: 1,
            seed: 1,
        }
    }
}

const MOST_TIES: usize = 6;
/// Birds whose saliency can be looked at.
pub const SHOWN: usize = 4;

pub const FIELDS: &[Field] = &[
    Field::new(
        "ties",
        "Co-occurrence ρ",
        "Birds",
        Kind::Text { form: "up to 6 different numbers from 0 to 1, joined by commas", longest: 60 },
        Edit::Rerun,
        "How likely the second concept of a pair repeats the first: one network for each. At 0 all concepts are \
         independent, at 1 pairs always agree.",
    ),
    Field::new(
        "birds",
        "Birds trained on",
        "Birds",
        Kind::Count { range: [64, 6000] },
        Edit::Rerun,
        "Pictures each network learns from, with little noise and nothing hidden.",
    ),
    Field::new(
        "epochs",
        "Epochs",
        "Training",
        Kind::Count { range: [1, 40] },
        Edit::Rerun,
        "Rounds through the pictures.",
    ),
    Field::new(
        "rate",
        "Learning rate",
        "Training",
        Kind::Number { range: [1e-5, 2e-2], log: true },
        Edit::Rerun,
        "AdamW’s; it falls evenly to nothing.",
    ),
    Field::new(
        "tested",
        "Birds tested on",
        "Measuring",
        Kind::Count { range: [32, 4000] },
        Edit::Rerun,
        "New ones, as many with the training birds’ ties as without any.",
    ),
    Field::new(
        "pointed",
        "Birds looked at",
        "Measuring",
        Kind::Count { range: [1, 400] },
        Edit::Rerun,
        "Without ties; where each network points is found for every concept of each.",
    ),
    Field::new(
        "draws",
        "Noisy copies",
        "Measuring",
        Kind::Count { range: [1, 32] },
        Edit::Rerun,
        "Of each bird, over which gradients are averaged. The noise has a deviation of 0.15.",
    ),
    Field::new(
        "bird",
        "Bird shown",
        "Measuring",
        Kind::Count { range: [1, SHOWN as u64] },
        Edit::Redraw,
        "Whose saliency is drawn; of fewer birds, the last.",
    ),
    Field::new("seed", "Seed", "Training", Kind::Seed, Edit::Rerun, "Decides birds, weights, batches and noise."),
];

impl Config {
    /// Rising.
    pub fn rhos(&self) -> Result<Vec<f64>, Invalid> {
        lists::numbers("ties", &self.ties, [0.0, 1.0], MOST_TIES)
    }
}
