//! What can be set: the joint distributions, the sweep, and the planted classes.

use serde::{Deserialize, Serialize};

use crate::{
    draws::Rng,
    lab::{Edit, Field, Invalid, Kind, lists},
    measures::Joint,
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    pub source: Source,
    pub joints: usize,
    pub rows: usize,
    pub columns: usize,
    pub concentration: u32,
    pub table: String,
    pub seed: u32,
    pub points: usize,
    pub reach: f64,
    pub shown: usize,
    pub classes: usize,
    pub cleanest: f64,
    pub noisiest: f64,
    pub labels: usize,
    pub dimensions: usize,
    pub steps: usize,
    pub replicas: usize,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    #[default]
    Random,
    Yours,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            source: Source::Random,
            joints: 5,
            rows: 6,
            columns: 4,
            concentration: 1,
            table: "0.3,0.1,0.05;0.05,0.25,0.05;0.02,0.03,0.15".into(),
            seed: 1,
            points: 40,
            reach: 8.0,
            shown: 1,
            classes: 4,
            cleanest: 0.1,
            noisiest: 0.4,
            labels: 4000,
            dimensions: 4,
            steps: 1500,
            replicas: 3,
        }
    }
}

pub const FIELDS: &[Field] = &[
    Field::new(
        "source",
        "Joint distributions",
        "Joints",
        Kind::Choice(&[("random", "random"), ("yours", "your own")]),
        Edit::Rerun,
        "What X tells of Y: several random tables, or one of your own.",
    ),
    Field::new(
        "joints",
        "How many",
        "Joints",
        Kind::Count { range: [1, 8] },
        Edit::Rerun,
        "Random tables, each drawn anew from the seed.",
    )
    .when("source", &["random"]),
    Field::new(
        "rows",
        "Inputs x",
        "Joints",
        Kind::Count { range: [2, 8] },
        Edit::Rerun,
        "The rows of each random table.",
    )
    .when("source", &["random"]),
    Field::new(
        "columns",
        "Outputs y",
        "Joints",
        Kind::Count { range: [2, 8] },
        Edit::Rerun,
        "The columns of each random table.",
    )
    .when("source", &["random"]),
    Field::new(
        "concentration",
        "Evenness",
        "Joints",
        Kind::Count { range: [1, 50] },
        Edit::Rerun,
        "The cells' Dirichlet concentration: the larger, the less X tells of Y, and the later silence ends.",
    )
    .when("source", &["random"]),
    Field::new(
        "table",
        "Your table",
        "Joints",
        Kind::Table { rows: [2, 8], columns: [2, 8], range: [0.0, 1e9] },
        Edit::Rerun,
        "One row per x, one column per y: probabilities, or counts, such as a confusion matrix. They are normalised to \
         sum to 1.",
    )
    .when("source", &["yours"]),
    Field::new(
        "seed",
        "Seed",
        "Joints",
        Kind::Seed,
        Edit::Rerun,
        "Decides the random tables and the small perturbations that break ties.",
    ),
    Field::new(
        "shown",
        "Joint shown",
        "Joints",
        Kind::Count { range: [1, 8] },
        Edit::Redraw,
        "Which of the joints the charts show; the last one where there are fewer. The claims look at all.",
    ),
    Field::new(
        "points",
        "Points of a sweep",
        "Sweep",
        Kind::Count { range: [10, 100] },
        Edit::Rerun,
        "β values, evenly in log β. More are put in where the number of codes changes.",
    ),
    Field::new(
        "reach",
        "Largest β",
        "Sweep",
        Kind::Number { range: [1.5, 20.0], log: true },
        Edit::Rerun,
        "In multiples of 1/σ₂², where silence is predicted to end.",
    )
    .unit("/σ₂²"),
    Field::new(
        "classes",
        "Classes",
        "Planted classes",
        Kind::Count { range: [2, 8] },
        Edit::Rerun,
        "A joint of as many equally likely classes, each seen through a label with errors of its own.",
    ),
    Field::new(
        "cleanest",
        "Label errors of the cleanest class",
        "Planted classes",
        Kind::Number { range: [0.0, 0.45], log: false },
        Edit::Rerun,
        "How often its label is one of the others, all equally likely.",
    ),
    Field::new(
        "noisiest",
        "Label errors of the noisiest class",
        "Planted classes",
        Kind::Number { range: [0.0, 0.45], log: false },
        Edit::Rerun,
        "The classes between lie evenly between.",
    ),
    Field::new(
        "labels",
        "Labels drawn",
        "Networks",
        Kind::Count { range: [400, 100_000] },
        Edit::Rerun,
        "Of all classes together; what the networks learn from, and what their onset is predicted from.",
    ),
    Field::new(
        "dimensions",
        "Dimensions of the code",
        "Networks",
        Kind::Count { range: [1, 8] },
        Edit::Rerun,
        "Each is a Gaussian whose mean and deviation the encoder sets for every class.",
    ),
    Field::new(
        "steps",
        "Training steps",
        "Networks",
        Kind::Count { range: [100, 10_000] },
        Edit::Rerun,
        "Of Adam, on all classes at once. Near the onset learning is slow.",
    ),
    Field::new(
        "replicas",
        "Seeds side by side",
        "Networks",
        Kind::Count { range: [1, 3] },
        Edit::Rerun,
        "Every β with as many seeds.",
    ),
];

/// σ₂ below this counts as independence: the first transition would be at a β beyond a million.
const LEAST_CORRELATION: f64 = 1e-3;

/// What no single range can say.
pub fn check(config: &Config) -> Result<(), Invalid> {
    for joint in config.all_joints()? {
        if joint.correlations().get(1).copied().unwrap_or(0.0) < LEAST_CORRELATION {
            let (key, allowed) = match config.source {
                Source::Yours => ("table", "rows that are not all in proportion"),
                Source::Random => ("concentration", "less evenness, or another seed"),
            };
            let message =
                format!("“{key}”: X and Y are independent here, so no code can tell anything; allowed: {allowed}");
            return Err(Invalid::new(key, message));
        }
    }
    Ok(())
}

impl Config {
    /// The joints whose first transitions are looked at.
    pub fn all_joints(&self) -> Result<Vec<Joint>, Invalid> {
        match self.source {
            Source::Random => {
                let mut rng = Rng::new(u64::from(self.seed), "tables");
                let mut draw = || Joint::random(self.rows, self.columns, self.concentration, &mut rng);
                Ok((0..self.joints).map(|_| draw()).collect())
            }
            Source::Yours => {
                let joint = Joint::from_weights(&lists::table(&self.table)).map_err(|error| {
                    let allowed = "non-negative numbers, no row or column all zero";
                    Invalid::new("table", format!("“table”: {error}; allowed: {allowed}"))
                })?;
                Ok(vec![joint])
            }
        }
    }

    /// Which joint the charts show, from 0.
    pub fn shown_joint(&self) -> usize {
        let joints = match self.source {
            Source::Random => self.joints,
            Source::Yours => 1,
        };
        self.shown.min(joints) - 1
    }

    /// How often each class's label is wrong.
    pub fn label_errors(&self) -> Vec<f64> {
        let last = (self.classes - 1) as f64;
        (0..self.classes).map(|c| self.cleanest + (self.noisiest - self.cleanest) * c as f64 / last).collect()
    }

    /// p(y|c): how likely each label is of each class.
    pub fn confusion(&self) -> Vec<Vec<f64>> {
        let others = (self.classes - 1) as f64;
        let row = |(class, error): (usize, f64)| {
            (0..self.classes).map(|label| if label == class { 1.0 - error } else { error / others }).collect()
        };
        self.label_errors().into_iter().enumerate().map(row).collect()
    }

    /// Equally likely classes and their labels.
    pub fn planted(&self) -> Result<Joint, Invalid> {
        Joint::from_weights(&self.confusion()).map_err(|error| Invalid::new("noisiest", format!("“noisiest”: {error}")))
    }
}
