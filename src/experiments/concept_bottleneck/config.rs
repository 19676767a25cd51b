//! What can be set: the birds, the two models side by side, what they are told, and what is looked at.

use serde::{Deserialize, Serialize};

use crate::{
    datasets::birds::CONCEPTS,
    lab::{Edit, Field, Kind, answers},
};

use super::slots::Told;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    pub looks: Difficulty,
    pub images: usize,
    pub backbone: Weights,
    pub backbone_steps: u32,
    pub epochs: u32,
    pub lambda: f64,
    pub seed: u32,
    pub model: Model,
    pub beside: Beside,
    pub answers: String,
    pub policy: Policy,
    pub asks: bool,
    pub part: Part,
    pub source: Source,
    pub image: usize,
    pub painted: String,
    pub background: Background,
    pub noise: f64,
    pub cover: bool,
}

macro_rules! choice {
    ($(#[$about:meta])* $name:ident, $list:ident: $($variant:ident $value:literal $label:literal),* $(,)?) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name { $($variant),* }

        pub const $list: &[(&str, &str)] = &[$(($value, $label)),*];

        impl $name {
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// As it stands on the page.
            pub fn label(self) -> &'static str {
                $list[self as usize].1
            }
        }
    };
}

choice! {
    /// A bottleneck, and how it is trained.
    Model, MODELS:
    Independent "independent" "independent",
    Sequential "sequential" "sequential",
    Joint "joint" "joint, soft",
    Hard "hard" "joint, hard",
    Logit "logit" "joint, logits",
    Hybrid "hybrid" "hybrid",
    Embedding "embedding" "embedding (CEM)",
    Standard "standard" "no concepts (λ = 0)",
}

/// The second model, which hears the same answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Beside {
    Nothing,
    #[serde(untagged)]
    Model(Model),
}

pub const BESIDE: &[(&str, &str)] = &{
    let mut all = [("nothing", "nothing"); 1 + MODELS.len()];
    let mut i = 0;
    while i < MODELS.len() {
        all[i + 1] = MODELS[i];
        i += 1;
    }
    all
};

choice! {
    /// Which concept is asked about next.
    Policy, POLICIES:
    Ucp "ucp" "UCP: the least certain",
    Cctp "cctp" "CCTP: the largest contribution",
    Ectp "ectp" "ECTP: expected change of the answer",
    Eudtp "eudtp" "EUDTP: expected gain in certainty",
    Coop "coop" "CooP: uncertainty and expected change",
    Lcp "lcp" "LCP: the worst error (needs the truth)",
    Random "random" "at random",
}

choice! {
    Difficulty, DIFFICULTIES:
    Hidden "hidden" "partly hidden",
    Hard "hard" "partly hidden, noisy",
    Easy "easy" "clear",
}

choice! {
    Weights, WEIGHTS:
    Shipped "shipped" "as shipped",
    Fresh "fresh" "trained here",
}

choice! {
    Source, SOURCES:
    Test "test" "a test image",
    Painted "painted" "my own bird",
}

choice! {
    Background, BACKGROUNDS:
    First "first" "1",
    Second "second" "2",
    Third "third" "3",
    Fourth "fourth" "4",
}

choice! {
    /// The concept whose part is shown, in the order of [`CONCEPTS`].
    Part, PARTS:
    Belly "belly" "yellow belly",
    Wing "wing" "red wing",
    WingBar "wing-bar" "wing bar",
    Crown "crown" "dark crown",
    LongBeak "long-beak" "long beak",
    OrangeBeak "orange-beak" "orange beak",
    LongTail "long-tail" "long tail",
    StripedTail "striped-tail" "striped tail",
    Legs "legs" "orange legs",
    EyeRing "eye-ring" "eye ring",
    Spots "spots" "breast spots",
    Throat "throat" "blue throat",
}

impl Beside {
    pub fn model(self) -> Option<Model> {
        match self {
            Beside::Nothing => None,
            Beside::Model(model) => Some(model),
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            looks: Difficulty::Hidden,
            images: 1500,
            backbone: Weights::Shipped,
            backbone_steps: 600,
            epochs: 40,
            lambda: 0.01,
            seed: 1,
            model: Model::Independent,
            beside: Beside::Model(Model::Logit),
            answers: "none".into(),
            policy: Policy::Ectp,
            asks: false,
            part: Part::EyeRing,
            source: Source::Test,
            image: 1,
            painted: "belly+crown+eye-ring".into(),
            background: Background::First,
            noise: 0.1,
            cover: false,
        }
    }
}

/// Test images that can be looked at.
pub const GALLERY: usize = 40;

pub const FIELDS: &[Field] = &[
    Field::new(
        "model",
        "Model",
        "Bottlenecks",
        Kind::Choice(MODELS),
        Edit::Redraw,
        "How the bottleneck was trained, and what it passes on: probabilities, yes or no, logits, vectors, or more than concepts.",
    ),
    Field::new(
        "beside",
        "Beside it",
        "Bottlenecks",
        Kind::Choice(BESIDE),
        Edit::Redraw,
        "A second model in front of the same image, told the same things.",
    ),
    Field::new(
        "answers",
        "What the models are told",
        "Interventions",
        Kind::Answers { most: CONCEPTS.len() },
        Edit::Redraw,
        "Given on the cards: a concept told present or absent, in the order told.",
    ),
    Field::new(
        "policy",
        "Next question by",
        "Interventions",
        Kind::Choice(POLICIES),
        Edit::Redraw,
        "Which concept a policy would ask about next; the number on a card is its place in that order.",
    ),
    Field::new(
        "asks",
        "Let the policy ask me",
        "Interventions",
        Kind::Flag,
        Edit::Redraw,
        "Hides what is true. Answer from the picture what the policy asks; the score compares you with the truth and with the \
         policies.",
    ),
    Field::new(
        "part",
        "Part shown",
        "Image",
        Kind::Choice(PARTS),
        Edit::Redraw,
        "Whose mask is drawn on the bird, and whose saliency beside it.",
    ),
    Field::new(
        "source",
        "Image",
        "Image",
        Kind::Choice(SOURCES),
        Edit::Ask,
        "A test image from the gallery, or a bird of your own.",
    ),
    Field::new(
        "image",
        "Test image",
        "Image",
        Kind::Count { range: [1, GALLERY as u64] },
        Edit::Ask,
        "Its number in the test set; a click in the gallery sets it.",
    )
    .when("source", &["test"]),
    Field::new(
        "painted",
        "My bird has",
        "Image",
        Kind::Toggles(PARTS),
        Edit::Ask,
        "The parts of the bird you paint: what the pixels show, whatever the model is told.",
    )
    .when("source", &["painted"]),
    Field::new("background", "Background", "Image", Kind::Choice(BACKGROUNDS), Edit::Ask, "Behind your bird.")
        .when("source", &["painted"]),
    Field::new(
        "noise",
        "Pixel noise",
        "Image",
        Kind::Number { range: [0.0, 0.6], log: false },
        Edit::Ask,
        "Standard deviation of the noise on your bird; hard test images have 0.35.",
    )
    .when("source", &["painted"]),
    Field::new(
        "cover",
        "Something in front",
        "Image",
        Kind::Flag,
        Edit::Ask,
        "A grey square that hides a part of your bird.",
    )
    .when("source", &["painted"]),
    Field::new(
        "looks",
        "Images",
        "Training",
        Kind::Choice(DIFFICULTIES),
        Edit::Rerun,
        "Whether squares hide parts, which a person can see too; with as much noise as in the reference experiment on top; or neither.",
    ),
    Field::new(
        "images",
        "Training images",
        "Training",
        Kind::Count { range: [200, 6000] },
        Edit::Rerun,
        "Painted from the seed.",
    ),
    Field::new(
        "backbone",
        "Backbone",
        "Training",
        Kind::Choice(WEIGHTS),
        Edit::Rerun,
        "The network that turns an image into 64 features: as shipped, or trained on this run’s images first.",
    ),
    Field::new(
        "backbone_steps",
        "Steps of the backbone",
        "Training",
        Kind::Count { range: [10, 5000] },
        Edit::Rerun,
        "Of Adam, each on 32 new birds; the shipped one took 6000 steps of 64.",
    )
    .when("backbone", &["fresh"]),
    Field::new(
        "epochs",
        "Epochs",
        "Training",
        Kind::Count { range: [1, 200] },
        Edit::Rerun,
        "Rounds through the training images for every bottleneck.",
    ),
    Field::new(
        "lambda",
        "λ of the joint model on logits",
        "Training",
        Kind::Number { range: [0.001, 10.0], log: true },
        Edit::Rerun,
        "The weight of the concepts’ loss beside the classes’; small values let the class leak into the logits. The other joint \
         models have λ = 1.",
    ),
    Field::new("seed", "Seed", "Training", Kind::Seed, Edit::Rerun, "Decides species, images, weights and batches."),
];

impl Config {
    /// What the models are told, concept by concept.
    pub fn told(&self) -> Told {
        let mut told = vec![None; CONCEPTS.len()];
        answers(&self.answers).into_iter().for_each(|(concept, answer)| told[concept] = Some(answer));
        told
    }

    /// Which parts the painted bird has.
    pub fn painted_parts(&self) -> [bool; 12] {
        let chosen = |i: usize| self.painted.split('+').any(|name| name == PARTS[i].0);
        std::array::from_fn(chosen)
    }
}
