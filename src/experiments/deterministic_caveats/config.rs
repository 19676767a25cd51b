//! What can be set: the table, the prices, and the networks.

use serde::{Deserialize, Serialize};

use crate::{
    bottleneck::Price,
    lab::{Edit, Field, Invalid, Kind as FieldKind},
    measures::Joint,
    nets::variational::Penalty,
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    pub inputs: usize,
    pub classes: usize,
    pub uneven: f64,
    pub label_errors: f64,
    pub points: usize,
    pub starts: usize,
    pub power: f64,
    pub eta: f64,
    pub shifted_eta: f64,
    pub shift: f64,
    pub trained: String,
    pub models: usize,
    pub replicas: usize,
    pub dimensions: usize,
    pub hidden: usize,
    pub epochs: u32,
    pub rate: f64,
    pub seed: u32,
}

/// How information is priced, without its numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    Linear,
    Squared,
    Power,
    Exponential,
    Shifted,
}

impl Kind {
    pub const ALL: [Kind; 5] = [Kind::Linear, Kind::Squared, Kind::Power, Kind::Exponential, Kind::Shifted];

    pub fn name(self) -> &'static str {
        match self {
            Kind::Linear => "linear",
            Kind::Squared => "squared",
            Kind::Power => "power",
            Kind::Exponential => "exponential",
            Kind::Shifted => "shifted exponential",
        }
    }

    /// Its place among the colours.
    pub fn hue(self) -> usize {
        self as usize
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            inputs: 8,
            classes: 4,
            uneven: 0.0,
            label_errors: 0.0,
            points: 14,
            starts: 4,
            power: 0.5,
            eta: 1.0,
            shifted_eta: 20.0,
            shift: 0.7,
            trained: "linear+squared".into(),
            models: 8,
            replicas: 1,
            dimensions: 8,
            hidden: 64,
            epochs: 40,
            rate: 1e-3,
            seed: 1,
        }
    }
}

pub const FIELDS: &[Field] = &[
    Field::new(
        "inputs",
        "Inputs x",
        "Exact table",
        FieldKind::Count { range: [4, 8] },
        Edit::Rerun,
        "All equally likely within their class.",
    ),
    Field::new(
        "classes",
        "Classes y",
        "Exact table",
        FieldKind::Count { range: [2, 8] },
        Edit::Rerun,
        "At most as many as inputs; input x is of class x modulo this.",
    ),
    Field::new(
        "uneven",
        "Unlikeness of classes",
        "Exact table",
        FieldKind::Number { range: [0.0, 2.0], log: false },
        Edit::Rerun,
        "Each class is e to this power less likely than the one before; at 0 all are equally likely.",
    ),
    Field::new(
        "label_errors",
        "Label errors",
        "Exact table",
        FieldKind::Number { range: [0.0, 0.4], log: false },
        Edit::Rerun,
        "How often the label is one of the other classes, all equally likely. At 0, X decides Y.",
    ),
    Field::new(
        "points",
        "β of each price",
        "Exact table",
        FieldKind::Count { range: [8, 40] },
        Edit::Rerun,
        "Evenly in log β from 0.1 to 3.",
    ),
    Field::new(
        "starts",
        "Starts",
        "Exact table",
        FieldKind::Count { range: [1, 16] },
        Edit::Rerun,
        "How many encoders each solution is looked for from; the best one counts.",
    ),
    Field::new(
        "power",
        "a of the power",
        "Prices",
        FieldKind::Number { range: [0.1, 3.0], log: true },
        Edit::Rerun,
        "The price r^(1+a); a = 1 is the square.",
    ),
    Field::new(
        "eta",
        "η of the exponential",
        "Prices",
        FieldKind::Number { range: [0.2, 5.0], log: true },
        Edit::Rerun,
        "The price e^(η r).",
    ),
    Field::new(
        "shifted_eta",
        "η of the shifted exponential",
        "Prices",
        FieldKind::Number { range: [2.0, 200.0], log: true },
        Edit::Rerun,
        "The price e^(η (r − r*)): the steeper, the nearer to r* whatever β.",
    ),
    Field::new(
        "shift",
        "r* of the shifted exponential",
        "Prices",
        FieldKind::Number { range: [0.1, 2.0], log: false },
        Edit::Rerun,
        "The rate that is aimed at.",
    )
    .unit("nats"),
    Field::new(
        "trained",
        "Networks trained",
        "Networks",
        FieldKind::Toggles(&[
            ("linear", "linear"),
            ("squared", "squared"),
            ("power", "power"),
            ("exponential", "exponential"),
        ]),
        Edit::Rerun,
        "Under which prices networks with a noisy code learn the digits.",
    ),
    Field::new(
        "models",
        "β of each price",
        "Networks",
        FieldKind::Count { range: [4, 12] },
        Edit::Rerun,
        "Evenly in log β from 0.01 to 2; one network each, all trained side by side.",
    ),
    Field::new(
        "replicas",
        "Seeds side by side",
        "Networks",
        FieldKind::Count { range: [1, 3] },
        Edit::Rerun,
        "Every β with as many seeds.",
    ),
    Field::new(
        "dimensions",
        "Dimensions of the code",
        "Networks",
        FieldKind::Count { range: [1, 32] },
        Edit::Rerun,
        "Each is a Gaussian whose mean and deviation the encoder sets.",
    ),
    Field::new(
        "hidden",
        "Hidden units",
        "Networks",
        FieldKind::Count { range: [2, 256] },
        Edit::Rerun,
        "In each of the encoder's two hidden layers.",
    ),
    Field::new(
        "epochs",
        "Epochs",
        "Networks",
        FieldKind::Count { range: [1, 400] },
        Edit::Rerun,
        "Rounds through the 1297 images trained on.",
    ),
    Field::new(
        "rate",
        "Learning rate",
        "Networks",
        FieldKind::Number { range: [1e-5, 0.05], log: true },
        Edit::Rerun,
        "Adam's; it falls by 3 % every two epochs.",
    ),
    Field::new(
        "seed",
        "Seed",
        "Networks",
        FieldKind::Seed,
        Edit::Rerun,
        "Decides the starts of the exact panel, and the networks' weights, batches, noise and split.",
    ),
];

/// What no single range can say.
pub fn check(config: &Config) -> Result<(), Invalid> {
    if config.classes > config.inputs {
        let message =
            format!("“classes” = {} is more than the inputs; allowed: 2 to {}", config.classes, config.inputs);
        return Err(Invalid::new("classes", message));
    }
    // With two classes, errors above a half would only rename them; 0.4 is below. With more, none can make Y independent.
    config.joint().map(|_| ())
}

impl Config {
    pub fn price(&self, kind: Kind) -> Price {
        match kind {
            Kind::Linear => Price::Linear,
            Kind::Squared => Price::Squared,
            Kind::Power => Price::Power { a: self.power },
            Kind::Exponential => Price::Exponential { eta: self.eta, shift: 0.0 },
            Kind::Shifted => Price::Exponential { eta: self.shifted_eta, shift: self.shift },
        }
    }

    pub fn penalty(&self, kind: Kind) -> Penalty {
        match self.price(kind) {
            Price::Linear => Penalty::Linear,
            Price::Squared => Penalty::Squared,
            Price::Power { a } => Penalty::Power { a },
            Price::Exponential { eta, shift } => Penalty::Exponential { eta, shift },
        }
    }

    /// p(x, y).
    pub fn joint(&self) -> Result<Joint, Invalid> {
        let others = (self.classes - 1) as f64;
        let of_class = |class: usize| (0..self.inputs).filter(|x| x % self.classes == class).count() as f64;
        let row = |x: usize| {
            let class = x % self.classes;
            let weight = (-self.uneven * class as f64).exp() / of_class(class);
            let cell = |y: usize| if y == class { 1.0 - self.label_errors } else { self.label_errors / others };
            (0..self.classes).map(|y| weight * cell(y)).collect()
        };
        Joint::from_weights(&(0..self.inputs).map(row).collect::<Vec<_>>())
            .map_err(|error| Invalid::new("inputs", format!("“inputs”: {error}")))
    }

    /// The β of the exact panel, rising.
    pub fn exact_betas(&self) -> Vec<f64> {
        logarithmic(0.1, 3.0, self.points)
    }

    /// The β of the networks, rising.
    pub fn trained_betas(&self) -> Vec<f64> {
        logarithmic(0.01, 2.0, self.models)
    }

    /// The prices that networks are trained under.
    pub fn trained_kinds(&self) -> Vec<Kind> {
        let chosen: Vec<&str> = self.trained.split('+').collect();
        Kind::ALL.into_iter().filter(|kind| chosen.contains(&kind.name())).collect()
    }

    pub fn seeds(&self) -> Vec<u32> {
        (0..self.replicas as u32).map(|i| self.seed.wrapping_add(i)).collect()
    }
}

fn logarithmic(low: f64, high: f64, count: usize) -> Vec<f64> {
    (0..count).map(|i| low * (high / low).powf(i as f64 / (count - 1) as f64)).collect()
}
