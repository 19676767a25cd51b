//! What can be set: the sweep, the sprites, the network, its training, and what is looked at.

use serde::{Deserialize, Serialize};

use crate::{
    datasets::sprites::Shape,
    lab::{Edit, Field, Invalid, Kind, lists},
    nets::{
        Activation, InitialScale, StackConfig,
        variational::{BottleneckConfig, Compression, Likelihood, PriorKind, Spread},
    },
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    pub mode: Mode,
    pub betas: String,
    pub capacities: String,
    pub weight: f64,
    pub ramp: f64,
    pub shape: Shape,
    pub units: usize,
    pub hidden: usize,
    pub activation: Activation,
    pub replicas: usize,
    pub epochs: u32,
    pub batch: usize,
    pub rate: f64,
    pub seed: u32,
    pub look: f64,
    pub replica: usize,
    pub mapped: usize,
    pub x: usize,
    pub y: usize,
    pub size: usize,
    pub reach: f64,
}

/// What training penalises.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// β · rate (Higgins et al. 2017).
    #[default]
    Beta,
    /// γ · |rate − C|, C growing from 0 (Burgess et al. 2018).
    Capacity,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            mode: Mode::Beta,
            betas: "0.1,1,2,4,8".into(),
            capacities: "2,5,10".into(),
            weight: 30.0,
            ramp: 0.5,
            shape: Shape::Disc,
            units: 6,
            hidden: 128,
            activation: Activation::Tanh,
            replicas: 3,
            epochs: 40,
            batch: 32,
            rate: 0.01,
            seed: 1,
            look: 8.0,
            replica: 1,
            mapped: 1,
            x: 3,
            y: 6,
            size: 5,
            reach: 3.0,
        }
    }
}

const MOST_VALUES: usize = 8;
/// What β and C may be.
const VALUES: [f64; 2] = [1e-4, 1e3];
const LIST: &str = "numbers joined by commas, like 0.1,1,4,8";

pub const FIELDS: &[Field] = &[
    Field::new(
        "capacities",
        "Capacities C",
        "Budget",
        Kind::Text { form: LIST, longest: 60 },
        Edit::Rerun,
        "In nats: how much each code may say. One model for each C and seed; training ends with the rate held at C.",
    )
    .unit("nats")
    .budget()
    .when("mode", &["capacity"]),
    Field::new(
        "mode",
        "Bottleneck",
        "Budget",
        Kind::Choice(&[("beta", "price β"), ("capacity", "capacity C")]),
        Edit::Rerun,
        "A price a nat, β · rate, as in β-VAE; or a budget of nats, γ · |rate − C|, with C growing from 0 during training.",
    ),
    Field::new(
        "betas",
        "Prices β",
        "Budget",
        Kind::Text { form: LIST, longest: 60 },
        Edit::Rerun,
        "One model for each β and seed. β multiplies the rate, in nats summed over the code's units; the distortion is \
         summed over pixels. β = 1 is the plain variational autoencoder.",
    )
    .when("mode", &["beta"]),
    Field::new(
        "weight",
        "Weight γ",
        "Budget",
        Kind::Number { range: [1.0, 1000.0], log: true },
        Edit::Rerun,
        "How hard the rate is held at C. Below the nats of distortion that one more nat of rate would save, it is not held.",
    )
    .when("mode", &["capacity"]),
    Field::new(
        "ramp",
        "C grows during",
        "Budget",
        Kind::Number { range: [0.0, 1.0], log: false },
        Edit::Rerun,
        "The share of training in which C grows evenly from 0 to its value.",
    )
    .when("mode", &["capacity"]),
    Field::new(
        "shape",
        "Shape",
        "Data",
        Kind::Choice(Shape::NAMES),
        Edit::Rerun,
        "What stands on the 512 images of 16 × 16 pixels: 8 places along x, 8 along y, 8 sizes.",
    ),
    Field::new(
        "units",
        "Units of the code",
        "Network",
        Kind::Count { range: [1, 12] },
        Edit::Rerun,
        "The most the code could use. Each is a mean and a variance that the encoder gives to an image.",
    )
    .unit("units"),
    Field::new(
        "hidden",
        "Hidden width",
        "Network",
        Kind::Count { range: [4, 512] },
        Edit::Rerun,
        "The encoder's hidden layer, and the decoder's.",
    )
    .unit("units"),
    Field::new(
        "activation",
        "Activation",
        "Network",
        Kind::Choice(&[("tanh", "tanh"), ("relu", "ReLU")]),
        Edit::Rerun,
        "The non-linearity of both hidden layers.",
    ),
    Field::new(
        "replicas",
        "Seeds side by side",
        "Training",
        Kind::Count { range: [1, 6] },
        Edit::Rerun,
        "Models for each β or C. They begin differently and see the images in another order; verdicts speak of all of them.",
    )
    .unit("seeds"),
    Field::new(
        "epochs",
        "Epochs",
        "Training",
        Kind::Count { range: [1, 2000] },
        Edit::Rerun,
        "How often every image is seen. Units are given up slowly: with fewer, more of them are still active.",
    ),
    Field::new(
        "batch",
        "Batch",
        "Training",
        Kind::Count { range: [8, 512] },
        Edit::Rerun,
        "Images per training step.",
    )
    .unit("images"),
    Field::new(
        "rate",
        "Learning rate",
        "Training",
        Kind::Number { range: [1e-5, 0.1], log: true },
        Edit::Rerun,
        "Adam's step size; over the second half of training it falls evenly to a hundredth of this.",
    ),
    Field::new(
        "seed",
        "Seed",
        "Training",
        Kind::Seed,
        Edit::Rerun,
        "Decides the first weights, the order of the images and the noise of the codes, for all models of the run.",
    ),
    Field::new(
        "look",
        "β or C looked at",
        "Look at",
        Kind::Number { range: VALUES, log: true },
        Edit::Ask,
        "The last figures open the model whose β (or C) is nearest to this by ratio. Clicking a point sets it too.",
    ),
    Field::new(
        "replica",
        "Its seed",
        "Look at",
        Kind::Count { range: [1, 6] },
        Edit::Ask,
        "The first, second, … seed of the run; past the last, the last.",
    ),
    Field::new(
        "mapped",
        "Unit mapped",
        "Look at",
        Kind::Count { range: [1, 12] },
        Edit::Redraw,
        "By rank: unit 1 has the highest rate. Past the last, the last.",
    ),
    Field::new(
        "x",
        "Image: x",
        "Look at",
        Kind::Count { range: [1, 8] },
        Edit::Ask,
        "The image whose code is changed, unit by unit: its place from left to right.",
    ),
    Field::new(
        "y",
        "Image: y",
        "Look at",
        Kind::Count { range: [1, 8] },
        Edit::Ask,
        "Its place from top to bottom.",
    ),
    Field::new(
        "size",
        "Image: size",
        "Look at",
        Kind::Count { range: [1, 8] },
        Edit::Ask,
        "Its size; the map of a unit is drawn for images of this size.",
    ),
    Field::new(
        "reach",
        "How far",
        "Look at",
        Kind::Number { range: [0.5, 6.0], log: false },
        Edit::Ask,
        "Each unit is set to values from minus this to this, the others kept. Under the prior, 99.7 % lie within 3.",
    ),
];

/// What no single range can say.
pub fn check(config: &Config) -> Result<(), Invalid> {
    values("betas", &config.betas)?;
    values("capacities", &config.capacities)?;
    Ok(())
}

/// The numbers of a list, from the least to the greatest, each once.
fn values(key: &str, text: &str) -> Result<Vec<f64>, Invalid> {
    lists::numbers(key, text, VALUES, MOST_VALUES)
}

impl Config {
    /// Every β, or in capacity mode every C in nats, from the least to the greatest.
    pub fn sweep(&self) -> Vec<f64> {
        let swept = match self.mode {
            Mode::Beta => values("betas", &self.betas),
            Mode::Capacity => values("capacities", &self.capacities),
        };
        // A config exists only after its check.
        swept.unwrap_or_default()
    }

    /// The seeds of one run's models; those of runs of neighbouring seeds are others.
    pub fn seeds(&self) -> Vec<u64> {
        (0..self.replicas as u64).map(|replica| (u64::from(self.seed) << 8) + replica).collect()
    }

    /// The network all models share: images to a hidden layer to means and log-variances, and back.
    pub fn network(&self, pixels: usize) -> BottleneckConfig {
        let spread = Spread::Exponential;
        let stack =
            |widths: Vec<usize>| StackConfig { widths, activation: self.activation, initial: InitialScale::FanIn };
        BottleneckConfig {
            encoder: stack(vec![pixels, self.hidden, spread.heads(self.units)]),
            decoder: stack(vec![self.units, self.hidden, pixels]),
            spread,
            compression: Compression::Divergence(PriorKind::Standard),
            likelihood: Likelihood::Bernoulli,
        }
    }

    /// Which of the sweep's values is looked at, and which seed of it.
    pub fn looked_at(&self) -> (usize, usize) {
        let distance = |value: f64| (value / self.look).ln().abs();
        let sweep = self.sweep();
        let nearest = (0..sweep.len()).min_by(|a, b| distance(sweep[*a]).total_cmp(&distance(sweep[*b])));
        (nearest.unwrap_or(0), self.replica.min(self.replicas) - 1)
    }

    /// The levels of the image looked at.
    pub fn levels(&self) -> [usize; 3] {
        [self.x, self.y, self.size].map(|level| level - 1)
    }
}

impl Mode {
    /// The letter of what is swept.
    pub fn symbol(self) -> &'static str {
        match self {
            Mode::Beta => "β",
            Mode::Capacity => "C",
        }
    }
}
