//! What can be set: the world and the training.

use serde::{Deserialize, Serialize};

use crate::{
    datasets::image_text::Plan,
    lab::{Edit, Field, Kind},
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    pub noise: f64,
    pub name_noise: f64,
    pub gap: f64,
    pub images: usize,
    pub steps: usize,
    pub seed: u32,
    pub class: usize,
    pub head: String,
}

pub const CLASSES: usize = 20;
pub const CONCEPTS: usize = 60;

/// The heads of a run: each key with what it is called, in the order of training.
pub const HEADS: &[(&str, &str)] = &[
    ("dense", "dense"),
    ("l1-1", "l1, strength 0.0003"),
    ("l1-2", "l1, strength 0.001"),
    ("l1-3", "l1, strength 0.002"),
    ("l1-4", "l1, strength 0.004"),
    ("l1-5", "l1, strength 0.008"),
    ("l1-6", "l1, strength 0.016"),
    ("gates-1", "gates, price 0.003"),
    ("gates-2", "gates, price 0.01"),
    ("gates-3", "gates, price 0.02"),
    ("gates-4", "gates, price 0.04"),
    ("gates-5", "gates, price 0.08"),
];

impl Default for Config {
    fn default() -> Self {
        Self {
            noise: 2.0,
            name_noise: 1.5,
            gap: 1.0,
            images: 50,
            steps: 300,
            seed: 1,
            class: 1,
            head: "gates-3".into(),
        }
    }
}

impl Config {
    /// The world: 60 concepts in 96 dimensions, 20 classes of 6 to 13 concepts.
    pub fn plan(&self) -> Plan {
        Plan {
            concepts: CONCEPTS,
            classes: CLASSES,
            per_class: [6, 13],
            concept_dim: 96,
            nuisance_dim: 16,
            noise: self.noise,
            nuisance: 0.5,
            gap: self.gap,
            name_noise: self.name_noise,
        }
    }
}

pub const FIELDS: &[Field] = &[
    Field::new(
        "noise",
        "Noise of an image",
        "World",
        Kind::Number { range: [0.0, 6.0], log: false },
        Edit::Rerun,
        "Length of an image's noise, where the sum of its class's concepts has length 1.",
    )
    .unit("×"),
    Field::new(
        "name_noise",
        "Noise of a class's name",
        "World",
        Kind::Number { range: [0.0, 6.0], log: false },
        Edit::Rerun,
        "How far a name's vector lies from the sum of the class's concepts. It is what zero-shot recognition suffers from.",
    )
    .unit("×"),
    Field::new(
        "gap",
        "Modality gap",
        "World",
        Kind::Number { range: [0.0, 4.0], log: false },
        Edit::Rerun,
        "Length of an offset that all images share and no text has.",
    )
    .unit("×"),
    Field::new(
        "images",
        "Images of a class",
        "Training",
        Kind::Count { range: [5, 100] },
        Edit::Rerun,
        "As many again choose the strengths; 100 others of each class are the test.",
    ),
    Field::new(
        "steps",
        "Steps",
        "Training",
        Kind::Count { range: [20, 1000] },
        Edit::Rerun,
        "Full-batch steps of each gated head; heads without gates converge earlier and stop.",
    ),
    Field::new("seed", "Seed", "Training", Kind::Seed, Edit::Rerun, "Decides the world, its images and the gates' noise."),
    Field::new(
        "class",
        "Class",
        "Look",
        Kind::Count { range: [1, CLASSES as u64] },
        Edit::Redraw,
        "Whose explanation is shown.",
    ),
    Field::new(
        "head",
        "Head",
        "Look",
        Kind::Choice(HEADS),
        Edit::Redraw,
        "Which head explains it; a dot of the first chart chooses its own.",
    ),
];
