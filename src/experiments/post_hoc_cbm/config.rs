//! What can be set: how the birds are spoilt, how concepts are learned, and what is done to the head's weights.

use serde::{Deserialize, Serialize};

use super::edits::{self, Change};
use crate::lab::{Edit, Field, Invalid, Kind};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    pub species: String,
    pub concept: String,
    pub deed: String,
    pub edits: String,
    pub picture: usize,
    pub correlation: f64,
    pub scores: Scores,
    pub penalty: f64,
    pub examples: usize,
    pub train: usize,
    pub test: usize,
    pub noise: f64,
    pub flip: f64,
    pub seed: u32,
}

/// What the head reads of a concept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scores {
    #[default]
    Standardised,
    /// The margins as they are.
    Raw,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            species: "1".into(),
            concept: "sky".into(),
            deed: "scale".into(),
            edits: edits::NONE.into(),
            picture: 1,
            correlation: 0.95,
            scores: Scores::Standardised,
            penalty: 1e-3,
            examples: 100,
            train: 1600,
            test: 800,
            noise: 0.35,
            flip: 0.15,
            seed: 1,
        }
    }
}

/// The most pictures of a test.
const MOST_TESTED: u64 = 2000;

pub const FIELDS: &[Field] = &[
    Field::new(
        "species",
        "Species",
        "The edit in hand",
        Kind::Choice(edits::SPECIES),
        Edit::Redraw,
        "Whose weight is edited. Species 1 is the one that was photographed before the sky.",
    ),
    Field::new(
        "concept",
        "Concept",
        "The edit in hand",
        Kind::Choice(edits::CONCEPTS),
        Edit::Redraw,
        "The concept whose weight is edited: twelve of the bird, four of what stands behind it.",
    ),
    Field::new(
        "deed",
        "What is done to the weight",
        "The edit in hand",
        Kind::Choice(edits::DEEDS),
        Edit::Redraw,
        "To zero and rescaled: the species’ other weights grow until their sizes sum to what they did. To its mean: the \
         bias takes the weight times the concept’s training mean. Turn a picture: the smallest change of this weight, \
         and of its rival’s, by which the chosen picture is decided for this species.",
    ),
    Field::new(
        "picture",
        "Picture chosen",
        "The edit in hand",
        Kind::Count { range: [1, MOST_TESTED] },
        Edit::Redraw,
        "Its number among the shifted test pictures; clicking one chooses it. Of fewer pictures, the last.",
    ),
    Field::new(
        "edits",
        "Edits kept",
        "The edit in hand",
        Kind::Text { form: edits::FORM, longest: edits::LONGEST },
        Edit::Redraw,
        "Made in this order, before the one in hand. Clicking a cell of the weights keeps what is chosen above for that cell; \
         clicking it again takes it back.",
    ),
    Field::new(
        "correlation",
        "Species 1 before the sky",
        "Birds",
        Kind::Number { range: [0.5, 1.0], log: false },
        Edit::Rerun,
        "How often, in training, where no other species is before the sky. In the shifted test species 1 never is, and the \
         others are as often as before anything else.",
    ),
    Field::new(
        "noise",
        "Pixel noise",
        "Birds",
        Kind::Number { range: [0.0, 1.0], log: false },
        Edit::Rerun,
        "Standard deviation of each colour; a grey square hides something in seven of ten pictures.",
    ),
    Field::new(
        "flip",
        "Concepts off their species",
        "Birds",
        Kind::Number { range: [0.0, 0.25], log: false },
        Edit::Rerun,
        "How likely each concept of a bird is not its species’.",
    ),
    Field::new(
        "train",
        "Trained on",
        "Birds",
        Kind::Count { range: [200, 4000] },
        Edit::Rerun,
        "Pictures with a species, from which all heads are fitted.",
    ),
    Field::new(
        "test",
        "Tested on",
        "Birds",
        Kind::Count { range: [100, MOST_TESTED] },
        Edit::Rerun,
        "Pictures in each test; the oracle is fitted on as many shifted ones more.",
    ),
    Field::new(
        "examples",
        "Examples of a concept",
        "Concepts",
        Kind::Count { range: [10, 200] },
        Edit::Rerun,
        "Pictures with it, and as many without, from which its vector is learned. Their backgrounds and parts are all independent.",
    ),
    Field::new(
        "scores",
        "The head reads",
        "Head",
        Kind::Choice(&[("standardised", "standardised margins"), ("raw", "margins as they are")]),
        Edit::Rerun,
        "A concept’s score is the signed distance from its hyperplane. Standardised, zero is the training mean.",
    ),
    Field::new(
        "penalty",
        "Penalty λ",
        "Head",
        Kind::Number { range: [1e-4, 3e-2], log: true },
        Edit::Rerun,
        "On 0.99 ‖W‖₁ + 0.005 ‖W‖² beside the mean cross-entropy: the more, the fewer weights.",
    ),
    Field::new("seed", "Seed", "Head", Kind::Seed, Edit::Rerun, "Decides species, pictures and batches."),
];

pub fn check(config: &Config) -> Result<(), Invalid> {
    edits::parse(&config.edits).map(|_| ())
}

impl Config {
    /// The edits kept, in order.
    pub fn kept(&self) -> Vec<Change> {
        edits::parse(&self.edits).unwrap_or_default()
    }

    /// The edit in hand; nothing where the weight is kept, or where a picture cannot be turned so.
    pub fn in_hand(&self) -> Option<Change> {
        edits::change(&self.species, &self.concept, &self.deed_text())
    }

    /// The deed as it stands in a list of edits.
    pub fn deed_text(&self) -> String {
        if self.deed == edits::TURN { format!("{}{}", edits::TURN, self.picture) } else { self.deed.clone() }
    }

    /// The edits kept and the one in hand.
    pub fn changes(&self) -> Vec<Change> {
        self.kept().into_iter().chain(self.in_hand()).collect()
    }
}
