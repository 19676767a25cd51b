//! What can be set: the weight of the explanation loss, which attention it explains, birds, training, and what is shown.

use serde::{Deserialize, Serialize};

use crate::{
    datasets::birds::CONCEPTS,
    lab::{Edit, Field, Invalid, Kind, lists},
};

/// Which attention is explained, measured and shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Explained {
    /// What slots are gathered from.
    Slots,
    /// What patches read.
    Patches,
}

macro_rules! parts {
    ($($variant:ident $value:literal $k:literal),* $(,)?) => {
        /// A concept, by its name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Part { $($variant),* }

        impl Part {
            /// The values of the concepts in links.
            pub const VALUES: [&str; CONCEPTS.len()] = [$($value),*];
        }

        const PARTS: &[(&str, &str)] = &[$(($value, CONCEPTS[$k])),*];
    };
}

parts! {
    Belly "belly" 0,
    Wing "wing" 1,
    WingBar "wing-bar" 2,
    Crown "crown" 3,
    LongBeak "long-beak" 4,
    OrangeBeak "orange-beak" 5,
    LongTail "long-tail" 6,
    StripedTail "striped-tail" 7,
    Legs "legs" 8,
    EyeRing "eye-ring" 9,
    Spots "spots" 10,
    Throat "throat" 11,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    pub lambdas: String,
    pub explained: Explained,
    pub spare: usize,
    pub birds: usize,
    pub species: usize,
    pub shift: usize,
    pub epochs: u32,
    pub rate: f64,
    pub tested: usize,
    pub bird: usize,
    pub part: Part,
    pub turned: String,
    pub seed: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            lambdas: "0,0.5,5".into(),
            explained: Explained::Slots,
            spare: 0,
            birds: 1500,
            species: 12,
            shift: 2,
            epochs: 12,
            rate: 3e-3,
            tested: 600,
            bird: 1,
            part: Part::Throat,
            turned: "none".into(),
            seed: 1,
        }
    }
}

const MOST_LAMBDAS: usize = 4;
const MOST_LAMBDA: f64 = 50.0;
/// Birds that can be looked at.
pub const SHOWN: usize = 12;

pub const FIELDS: &[Field] = &[
    Field::new(
        "lambdas",
        "Weight λ",
        "Explanation loss",
        Kind::Text { form: "up to 4 different numbers from 0 to 50, joined by commas", longest: 60 },
        Edit::Rerun,
        "On the explanation loss beside the classes’ cross-entropy: one network for each, all with the same first weights and \
         batches.",
    ),
    Field::new(
        "explained",
        "Attention explained",
        "Explanation loss",
        Kind::Choice(&[("slots", "slots: gathered from"), ("patches", "patches: what they read")]),
        Edit::Rerun,
        "Which attention is taught, measured and shown: where each slot is gathered from, or which slots each patch reads (as \
         in the released code, where patches that show no concept are left alone).",
    ),
    Field::new(
        "spare",
        "Slots without a name",
        "Explanation loss",
        Kind::Count { range: [0, 4] },
        Edit::Rerun,
        "Beside one slot for each of the twelve concepts.",
    ),
    Field::new(
        "birds",
        "Birds trained on",
        "Birds",
        Kind::Count { range: [64, 6000] },
        Edit::Rerun,
        "Pictures with little noise and nothing hidden.",
    ),
    Field::new(
        "species",
        "Species",
        "Birds",
        Kind::Count { range: [2, 32] },
        Edit::Rerun,
        "Each a random set of concepts that differs from every other in three or more.",
    ),
    Field::new(
        "shift",
        "Moved by up to",
        "Birds",
        Kind::Count { range: [0, 12] },
        Edit::Rerun,
        "How far a bird is moved along each axis. The less, the better a part is found by its usual place alone.",
    )
    .unit("pixels"),
    Field::new(
        "epochs",
        "Epochs",
        "Training",
        Kind::Count { range: [1, 60] },
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
        "Training",
        Kind::Count { range: [32, 4000] },
        Edit::Rerun,
        "New ones; and as many others, on which slots are matched with concepts.",
    ),
    Field::new("bird", "Bird shown", "Shown", Kind::Count { range: [1, SHOWN as u64] }, Edit::Redraw, "A new one."),
    Field::new(
        "part",
        "Concept shown",
        "Shown",
        Kind::Choice(PARTS),
        Edit::Redraw,
        "Whose slot’s attention is drawn large.",
    ),
    Field::new(
        "turned",
        "Concepts turned round",
        "Shown",
        Kind::Toggles(PARTS),
        Edit::Ask,
        "The birds shown are painted again with these otherwise, and the trained networks look anew.",
    ),
    Field::new("seed", "Seed", "Training", Kind::Seed, Edit::Rerun, "Decides species, birds, weights and batches."),
];

impl Config {
    /// Rising.
    pub fn weights(&self) -> Result<Vec<f64>, Invalid> {
        lists::numbers("lambdas", &self.lambdas, [0.0, MOST_LAMBDA], MOST_LAMBDAS)
    }

    pub fn slots(&self) -> usize {
        CONCEPTS.len() + self.spare
    }

    /// Which concepts of the birds shown are turned round.
    pub fn turned(&self) -> [bool; CONCEPTS.len()] {
        let names: Vec<&str> = self.turned.split('+').collect();
        Part::VALUES.map(|value| names.contains(&value))
    }
}
