//! What can be set: the world, how sentences are picked, the trainings, and what is looked at.

use serde::{Deserialize, Serialize};

use super::Picker;
use crate::{
    datasets::image_text::{Plan, Wording},
    lab::{Edit, Field, Kind},
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    pub picks: usize,
    pub coverage: f64,
    pub nuisance: f64,
    pub noise: f64,
    pub junk: usize,
    pub episodes: u32,
    pub steps: u32,
    pub seed: u32,
    pub class: usize,
    pub shots: Shots,
    pub picker: Picker,
}

/// How many images of each class there are to learn from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shots {
    #[default]
    #[serde(rename = "1")]
    One,
    #[serde(rename = "2")]
    Two,
    #[serde(rename = "4")]
    Four,
    #[serde(rename = "8")]
    Eight,
    #[serde(rename = "16")]
    Sixteen,
}

impl Shots {
    pub fn count(self) -> usize {
        SHOTS[self as usize]
    }
}

/// Images of each class to learn from, rising.
pub const SHOTS: [usize; 5] = [1, 2, 4, 8, 16];
pub const CLASSES: usize = 12;
/// Wordings of each concept.
const WORDINGS: usize = 2;

impl Default for Config {
    fn default() -> Self {
        Self {
            picks: 4,
            coverage: 0.95,
            nuisance: 3.0,
            noise: 1.0,
            junk: 20,
            episodes: 4,
            steps: 200,
            seed: 1,
            class: 1,
            shots: Shots::One,
            picker: Picker::Greedy,
        }
    }
}

impl Config {
    /// The world with nuisance of a given length: 48 concepts in 64 dimensions, 24 more for nuisance, 12 classes of 6 to 13
    /// concepts.
    pub fn plan(&self, nuisance: f64) -> Plan {
        Plan {
            concepts: 48,
            classes: CLASSES,
            per_class: [6, 13],
            concept_dim: 64,
            nuisance_dim: 24,
            noise: self.noise,
            nuisance,
            gap: 1.0,
            name_noise: 1.5,
        }
    }

    pub fn wording(&self) -> Wording {
        Wording { each: WORDINGS, noise: 0.5, junk: self.junk }
    }
}

pub const FIELDS: &[Field] = &[
    Field::new(
        "picks",
        "Sentences a class",
        "Budget",
        Kind::Count { range: [1, 12] },
        Edit::Rerun,
        "How many of its candidates each class brings into the bottleneck.",
    )
    .budget(),
    Field::new(
        "coverage",
        "Weight of coverage",
        "Budget",
        Kind::Number { range: [0.0, 1.0], log: false },
        Edit::Rerun,
        "b in F = a · discriminability + b · coverage, with a = 1 − b: at 0 only what tells classes apart counts, at 1 only \
         what covers the other candidates.",
    ),
    Field::new(
        "nuisance",
        "Nuisance of an image",
        "World",
        Kind::Number { range: [0.0, 6.0], log: false },
        Edit::Rerun,
        "Length of what an image shows beside its class, in 24 directions that no concept has; the class’s part has length 1.",
    )
    .unit("×"),
    Field::new(
        "noise",
        "Noise of an image",
        "World",
        Kind::Number { range: [0.0, 4.0], log: false },
        Edit::Rerun,
        "Length of noise in all directions alike.",
    )
    .unit("×"),
    Field::new(
        "junk",
        "Junk among the candidates",
        "World",
        Kind::Count { range: [0, 40] },
        Edit::Rerun,
        "Sentences for each class that speak of nuisance alone, beside two wordings of each of its 6 to 13 concepts.",
    ),
    Field::new(
        "episodes",
        "Draws of few images",
        "Training",
        Kind::Count { range: [1, 10] },
        Edit::Rerun,
        "How often the images to learn from are drawn anew, in the same world.",
    ),
    Field::new(
        "steps",
        "Steps",
        "Training",
        Kind::Count { range: [10, 2000] },
        Edit::Rerun,
        "Of Adam for each bottleneck; each linear probe may take twice as many rounds.",
    ),
    Field::new("seed", "Seed", "Training", Kind::Seed, Edit::Rerun, "Decides the world, sentences and images."),
    Field::new(
        "class",
        "Class",
        "Look",
        Kind::Count { range: [1, CLASSES as u64] },
        Edit::Redraw,
        "Whose candidates and picks are shown.",
    ),
    Field::new(
        "shots",
        "Images of each class",
        "Look",
        Kind::Choice(&[("1", "1"), ("2", "2"), ("4", "4"), ("8", "8"), ("16", "16")]),
        Edit::Redraw,
        "From how many images discriminability was learnt for the picks that are shown.",
    ),
    Field::new(
        "picker",
        "Picked by",
        "Look",
        Kind::Choice(&[("greedy", "F"), ("discriminability", "discriminability"), ("random", "chance")]),
        Edit::Redraw,
        "Which of the three choices is shown.",
    ),
];
