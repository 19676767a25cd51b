//! What can be set: the world, the dictionaries and their training; then words, heads, and what is looked at.

use serde::{Deserialize, Serialize};

use crate::{
    lab::{Edit, Field, Invalid, Kind, lists},
    nets::AtomLength,
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    pub prices: String,
    pub latents: usize,
    pub atoms: AtomLength,
    pub revive: bool,
    pub concepts: usize,
    pub dimensions: usize,
    pub density: f64,
    pub noise: f64,
    pub samples: usize,
    pub steps: u64,
    pub batch: usize,
    pub rate: f64,
    pub seed: u32,
    pub text_noise: f64,
    pub distractors: usize,
    pub look: f64,
    pub penalties: String,
    pub shots: usize,
    pub scene: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            prices: "0.01,0.03,0.1,0.3,1,3".into(),
            latents: 96,
            atoms: AtomLength::Unit,
            revive: true,
            concepts: 48,
            dimensions: 24,
            density: 0.05,
            noise: 0.02,
            samples: 20_000,
            steps: 1500,
            batch: 64,
            rate: 0.01,
            seed: 1,
            text_noise: 0.7,
            distractors: 200,
            look: 0.3,
            penalties: "0,0.3,1,3,10".into(),
            shots: 100,
            scene: 1,
        }
    }
}

const PRICE: [f64; 2] = [1e-4, 100.0];
const PENALTY: [f64; 2] = [0.0, 100.0];
const MOST: usize = 8;

pub const FIELDS: &[Field] = &[
    Field::new(
        "prices",
        "Prices of firing",
        "Budget",
        Kind::Text { form: "up to 8 different numbers from 0.0001 to 100, joined by commas", longest: 80 },
        Edit::Rerun,
        "One dictionary for each price λ of ‖x̂ − x‖² + λ Σ z, all trained side by side on the same batches.",
    )
    .budget(),
    Field::new(
        "latents",
        "Latents",
        "Dictionary",
        Kind::Count { range: [8, 256] },
        Edit::Rerun,
        "How many atoms a dictionary has. The world may have fewer concepts, or more.",
    ),
    Field::new(
        "atoms",
        "Atoms",
        "Dictionary",
        Kind::Choice(&[("unit", "of length 1"), ("free", "of any length")]),
        Edit::Rerun,
        "With atoms of any length the price is cheated: long atoms make small codes do.",
    ),
    Field::new(
        "revive",
        "Revive dead latents",
        "Dictionary",
        Kind::Flag,
        Edit::Rerun,
        "Seven times, after each tenth of training, latents that have stopped firing are pointed at what is explained worst.",
    ),
    Field::new(
        "concepts",
        "Concepts",
        "World",
        Kind::Count { range: [8, 128] },
        Edit::Rerun,
        "Directions that scenes are sums of.",
    ),
    Field::new(
        "dimensions",
        "Dimensions",
        "World",
        Kind::Count { range: [4, 64] },
        Edit::Rerun,
        "Of the features. Fewer than concepts: directions overlap, and no linear map tells them apart.",
    ),
    Field::new(
        "density",
        "Prevalence of a concept",
        "World",
        Kind::Number { range: [0.01, 0.5], log: true },
        Edit::Rerun,
        "The share of scenes that show it. Dictionaries need sparse concepts: from about a fifth on they no longer find them.",
    ),
    Field::new(
        "noise",
        "Noise",
        "World",
        Kind::Number { range: [0.0, 1.0], log: false },
        Edit::Rerun,
        "Standard deviation of what is added to every dimension.",
    ),
    Field::new(
        "samples",
        "Scenes",
        "Training",
        Kind::Count { range: [100, 50_000] },
        Edit::Rerun,
        "That dictionaries are trained on. They have no labels.",
    ),
    Field::new(
        "steps",
        "Steps",
        "Training",
        Kind::Count { range: [10, 10_000] },
        Edit::Rerun,
        "Of Adam. A tenth of them leaves directions half made.",
    ),
    Field::new("batch", "Batch", "Training", Kind::Count { range: [8, 512] }, Edit::Rerun, "Scenes a step."),
    Field::new(
        "rate",
        "Learning rate",
        "Training",
        Kind::Number { range: [1e-4, 0.1], log: true },
        Edit::Rerun,
        "Held for the first half of training; then it falls evenly to nothing.",
    ),
    Field::new(
        "seed",
        "Seed",
        "Training",
        Kind::Seed,
        Edit::Rerun,
        "Decides the world, the scenes, the words, the weights.",
    ),
    Field::new(
        "text_noise",
        "Words are off by",
        "Naming",
        Kind::Number { range: [0.0, 3.0], log: false },
        Edit::Ask,
        "Length of the error of each word’s vector, where concepts have length 1: 0.7 leaves a cosine of about 0.8.",
    ),
    Field::new(
        "distractors",
        "Other words",
        "Naming",
        Kind::Count { range: [0, 2000] },
        Edit::Ask,
        "Words of the vocabulary that mean none of the concepts. Without them a name that is right says little.",
    ),
    Field::new(
        "look",
        "Price looked at",
        "Look",
        Kind::Number { range: PRICE, log: true },
        Edit::Ask,
        "The dictionary whose price is nearest is shown latent by latent and carries the heads.",
    ),
    Field::new(
        "penalties",
        "Penalties of the head",
        "Look",
        Kind::Text { form: "up to 8 different numbers from 0 to 100, joined by commas", longest: 80 },
        Edit::Ask,
        "One linear head for each, without bias, from latents to ten classes: cross-entropy + penalty · mean |w|.",
    ),
    Field::new(
        "shots",
        "Scenes a class",
        "Look",
        Kind::Count { range: [10, 500] },
        Edit::Ask,
        "That heads are trained on. Dictionaries never see them.",
    ),
    Field::new(
        "scene",
        "Scene explained",
        "Look",
        Kind::Count { range: [1, 500] },
        Edit::Ask,
        "Which test scene’s decision is taken apart.",
    ),
];

/// What no single range can say.
pub fn check(config: &Config) -> Result<(), Invalid> {
    config.all_prices()?;
    config.all_penalties()?;
    Ok(())
}

impl Config {
    /// Rising.
    pub fn all_prices(&self) -> Result<Vec<f64>, Invalid> {
        lists::numbers("prices", &self.prices, PRICE, MOST)
    }

    /// Rising.
    pub fn all_penalties(&self) -> Result<Vec<f64>, Invalid> {
        lists::numbers("penalties", &self.penalties, PENALTY, MOST)
    }

    /// Which of the prices is looked at.
    pub fn looked_at(&self) -> Result<usize, Invalid> {
        let distance = |price: f64| (price / self.look).ln().abs();
        let prices = self.all_prices()?;
        let nearest = (0..prices.len()).min_by(|a, b| distance(prices[*a]).total_cmp(&distance(prices[*b])));
        Ok(nearest.unwrap_or(0))
    }
}
