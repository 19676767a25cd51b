//! What can be set: the birds, the bank of concept vectors, the head, and what is looked at.

use serde::{Deserialize, Serialize};

use crate::{
    datasets::birds::Looks,
    lab::{Edit, Field, Kind},
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    pub strength: f64,
    pub scores: Scores,
    pub examples: usize,
    pub c: f64,
    pub looks: Preset,
    pub classes: usize,
    pub flip: f64,
    pub trained: usize,
    pub seed: u32,
    pub counting: Counting,
    pub bird: usize,
}

/// What the head reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scores {
    /// Signed distances from each concept's plane.
    #[default]
    Margin,
    /// The same, each concept's of mean 0 and deviation 1.
    Standardised,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Preset {
    #[default]
    Hard,
    Easy,
}

/// Which contributions are ranked, and when one is right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Counting {
    /// All; right where the concept is there.
    #[default]
    Signed,
    /// Those of concepts that the model scores as there; right where the concept is.
    Present,
    /// All; a concept scored as absent is right where it is absent.
    Either,
}

impl Preset {
    pub fn looks(self) -> Looks {
        match self {
            Preset::Hard => Looks::hard(),
            Preset::Easy => Looks::easy(),
        }
    }
}

/// Birds that everything is measured on.
pub const TESTED: usize = 400;

impl Default for Config {
    fn default() -> Self {
        Self {
            strength: 1e-3,
            scores: Scores::Margin,
            examples: 75,
            c: 0.1,
            looks: Preset::Hard,
            classes: 12,
            flip: 0.03,
            trained: 1500,
            seed: 1,
            counting: Counting::Signed,
            bird: 1,
        }
    }
}

pub const FIELDS: &[Field] = &[
    Field::new(
        "strength",
        "Penalty of the head",
        "Budget",
        Kind::Number { range: [1e-5, 0.1], log: true },
        Edit::Rerun,
        "Strength of the elastic net (99 % of it on |w|) that holds the weights from concepts to classes small.",
    )
    .budget(),
    Field::new(
        "scores",
        "The head reads",
        "Bottleneck",
        Kind::Choice(&[("margin", "signed margins"), ("standardised", "standardised margins")]),
        Edit::Rerun,
        "A concept that is absent has a negative margin: with a negative weight it argues for a class.",
    ),
    Field::new(
        "examples",
        "Examples a side",
        "Bottleneck",
        Kind::Count { range: [10, 100] },
        Edit::Rerun,
        "Birds with and birds without a concept that its vector is learnt from.",
    ),
    Field::new(
        "c",
        "C of the concept vectors",
        "Bottleneck",
        Kind::Number { range: [1e-3, 10.0], log: true },
        Edit::Rerun,
        "Of the linear support vector machines: small is smoother.",
    ),
    Field::new(
        "looks",
        "Pictures",
        "Birds",
        Kind::Choice(&[("hard", "noisy, partly hidden"), ("easy", "clear")]),
        Edit::Rerun,
        "Hard pictures have much noise, and a grey square hides a part in seven of ten.",
    ),
    Field::new(
        "classes",
        "Classes",
        "Birds",
        Kind::Count { range: [3, 24] },
        Edit::Rerun,
        "Random codes of twelve concepts.",
    ),
    Field::new(
        "flip",
        "Concepts against the class",
        "Birds",
        Kind::Number { range: [0.0, 0.4], log: false },
        Edit::Rerun,
        "How often a bird differs from its class in a concept.",
    ),
    Field::new(
        "trained",
        "Birds",
        "Birds",
        Kind::Count { range: [100, 4000] },
        Edit::Rerun,
        "That the head is trained on. The network beneath stays as it was shipped.",
    ),
    Field::new("seed", "Seed", "Birds", Kind::Seed, Edit::Rerun, "Decides codes, birds and pictures."),
    Field::new(
        "counting",
        "Ranked are",
        "Look",
        Kind::Choice(&[
            ("signed", "all contributions"),
            ("present", "concepts scored as present"),
            ("either", "all, “not there” may be right"),
        ]),
        Edit::Redraw,
        "The list of important concepts is this ranking; whether its members are in the picture depends on it.",
    ),
    Field::new(
        "bird",
        "Bird",
        "Look",
        Kind::Count { range: [1, TESTED as u64] },
        Edit::Ask,
        "Which test bird’s decision and activation maps are shown.",
    ),
];
