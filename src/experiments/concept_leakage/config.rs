//! What can be set: the two flocks, the network, its training, and which network is looked at.

use serde::{Deserialize, Serialize};

use crate::lab::{Edit, Field, Kind};

/// Weights of the concepts' loss, one joint bottleneck each.
pub const LAMBDAS: [f64; 7] = [0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 10.0];

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    pub network: Network,
    pub concept: Concept,
    pub loose: f64,
    pub close: f64,
    pub noise: f64,
    pub train: usize,
    pub held_out: usize,
    pub width: usize,
    pub epochs: u32,
    pub rate: f64,
    pub replicas: usize,
    pub seed: u32,
}

macro_rules! choice {
    ($(#[$about:meta])* $name:ident, $list:ident: $($variant:ident $value:literal $label:literal),* $(,)?) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub enum $name { $(#[serde(rename = $value)] $variant),* }

        const $list: &[(&str, &str)] = &[$(($value, $label)),*];

        impl $name {
            /// As it stands in the link.
            pub const VALUES: &[&str] = &[$($value),*];
        }
    };
}

choice! {
    /// The joint bottlenecks in the order of [`LAMBDAS`], then the independent one.
    Network, NETWORKS:
    Thousandths "0.003" "joint, λ = 0.003",
    Hundredth "0.01" "joint, λ = 0.01",
    Hundredths "0.03" "joint, λ = 0.03",
    Tenth "0.1" "joint, λ = 0.1",
    Tenths "0.3" "joint, λ = 0.3",
    One "1" "joint, λ = 1",
    Ten "10" "joint, λ = 10",
    Independent "independent" "independent",
}

choice! {
    /// In the order of the birds' concepts.
    Concept, CONCEPTS:
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

impl Network {
    /// Its place among all networks: the joint ones by λ, then the independent one.
    pub fn place(self) -> usize {
        self as usize
    }
}

impl Concept {
    pub fn place(self) -> usize {
        self as usize
    }
}

/// What a network is called in figures.
pub fn label(network: usize) -> &'static str {
    NETWORKS[network].1
}

impl Default for Config {
    fn default() -> Self {
        Self {
            network: Network::Hundredth,
            concept: Concept::Wing,
            loose: 0.25,
            close: 0.03,
            noise: 0.35,
            train: 3000,
            held_out: 5000,
            width: 32,
            epochs: 30,
            rate: 0.005,
            replicas: 2,
            seed: 1,
        }
    }
}

impl Config {
    pub fn seeds(&self) -> Vec<u32> {
        (0..self.replicas as u32).map(|i| self.seed.wrapping_add(i)).collect()
    }
}

pub const FIELDS: &[Field] = &[
    Field::new(
        "network",
        "Network",
        "Look at",
        Kind::Choice(NETWORKS),
        Edit::Redraw,
        "Whose matrix, logits and curve are shown; a click on a dot of the first figure sets it too.",
    ),
    Field::new(
        "concept",
        "Concept",
        "Look at",
        Kind::Choice(CONCEPTS),
        Edit::Redraw,
        "Whose logits the lie detector shows.",
    ),
    Field::new(
        "loose",
        "Loose birds: concepts off their class",
        "Birds",
        Kind::Number { range: [0.05, 0.45], log: false },
        Edit::Rerun,
        "How likely each concept is not its class’s where impurity is measured. At 0.25 true concepts say little of each \
         other, so that what a predicted one says of others is its own doing.",
    ),
    Field::new(
        "close",
        "Close birds: concepts off their class",
        "Birds",
        Kind::Number { range: [0.0, 0.25], log: false },
        Edit::Rerun,
        "The same where the truth is told. At 0.03 true concepts all but give the class.",
    ),
    Field::new(
        "noise",
        "Pixel noise",
        "Birds",
        Kind::Number { range: [0.0, 1.0], log: false },
        Edit::Rerun,
        "Standard deviation of each colour. At 0.35, the reference experiment’s, the shipped features see better than its \
         networks did: fewer classes are wrong before anything is told. Noise of 0.5 makes up for it.",
    ),
    Field::new(
        "train",
        "Trained on",
        "Birds",
        Kind::Count { range: [100, 6000] },
        Edit::Rerun,
        "Birds of each flock, for every seed.",
    ),
    Field::new(
        "held_out",
        "Held out",
        "Birds",
        Kind::Count { range: [100, 10_000] },
        Edit::Rerun,
        "Other birds of each flock. Half teach the probes that look for leaks, half judge them.",
    ),
    Field::new(
        "width",
        "Width",
        "Network",
        Kind::Count { range: [2, 128] },
        Edit::Rerun,
        "Units of the one hidden layer between the 64 features and the twelve logits. The head behind is linear.",
    ),
    Field::new(
        "epochs",
        "Epochs",
        "Training",
        Kind::Count { range: [1, 200] },
        Edit::Rerun,
        "Rounds through the training birds; the independent bottleneck gets as many for its head again.",
    ),
    Field::new(
        "rate",
        "Learning rate",
        "Training",
        Kind::Number { range: [1e-4, 0.05], log: true },
        Edit::Rerun,
        "Adam’s; it falls evenly to nothing.",
    ),
    Field::new(
        "replicas",
        "Seeds side by side",
        "Training",
        Kind::Count { range: [1, 4] },
        Edit::Rerun,
        "Other classes, birds and weights, trained in the same stack; verdicts speak of their mean.",
    ),
    Field::new(
        "seed",
        "Seed",
        "Training",
        Kind::Seed,
        Edit::Rerun,
        "The first; decides classes, birds, weights and batches.",
    ),
];
