//! What can be set: the joint distribution, how finely β is swept, and what is highlighted.

use serde::{Deserialize, Serialize};

use crate::{
    draws::Rng,
    lab::{Edit, Field, Invalid, Kind, lists},
    measures::Joint,
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    pub budget: f64,
    pub source: Source,
    pub error: f64,
    pub flip: f64,
    pub one: f64,
    pub size: usize,
    pub concentration: u32,
    pub table: String,
    pub seed: u32,
    pub alpha: f64,
    pub beta_max: f64,
    pub points: usize,
    pub beta: f64,
    pub rho: f64,
    pub rho_2: f64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    BinarySymmetric,
    ZChannel,
    #[default]
    FourByFour,
    Random,
    Yours,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            budget: 0.5,
            source: Source::FourByFour,
            error: 0.1,
            flip: 0.5,
            one: 0.5,
            size: 5,
            concentration: 1,
            table: "0.3,0.1,0.05;0.05,0.25,0.05;0.02,0.03,0.15".into(),
            seed: 1,
            alpha: 0.5,
            beta_max: 60.0,
            points: 40,
            beta: 6.0,
            rho: 0.9,
            rho_2: 0.6,
        }
    }
}

pub const FIELDS: &[Field] = &[
    Field::new(
        "budget",
        "Information the code may carry",
        "Budget",
        Kind::Number { range: [0.0, 3.0], log: false },
        Edit::Redraw,
        "How much T may tell of X. The ceiling is what any code could tell of Y with it; the curve is what the best code \
         does. Drag the amber line.",
    )
    .unit("nats")
    .budget(),
    Field::new(
        "source",
        "Joint distribution",
        "Source",
        Kind::Choice(&[
            ("four-by-four", "4 × 4"),
            ("binary-symmetric", "binary symmetric"),
            ("z-channel", "Z channel"),
            ("random", "random"),
            ("yours", "your own"),
        ]),
        Edit::Rerun,
        "What X tells of Y. X is compressed to T; T should still tell of Y.",
    ),
    Field::new(
        "error",
        "Error of the binary symmetric channel",
        "Source",
        Kind::Number { range: [0.001, 0.45], log: false },
        Edit::Rerun,
        "The probability that Y differs from X. The closed form is always checked on this channel, whatever the source.",
    ),
    Field::new(
        "flip",
        "Probability that 1 arrives as 0",
        "Source",
        Kind::Number { range: [0.0, 0.95], log: false },
        Edit::Rerun,
        "0 always arrives as 0.",
    )
    .when("source", &["z-channel"]),
    Field::new(
        "one",
        "Probability of sending 1",
        "Source",
        Kind::Number { range: [0.05, 0.95], log: false },
        Edit::Rerun,
        "The channel's input distribution.",
    )
    .when("source", &["z-channel"]),
    Field::new(
        "size",
        "Rows and columns",
        "Source",
        Kind::Count { range: [2, 8] },
        Edit::Rerun,
        "The size of the random table.",
    )
    .when("source", &["random"]),
    Field::new(
        "concentration",
        "Evenness",
        "Source",
        Kind::Count { range: [1, 50] },
        Edit::Rerun,
        "The cells' Dirichlet concentration: the larger, the less X tells of Y.",
    )
    .when("source", &["random"]),
    Field::new(
        "table",
        "Your table",
        "Source",
        Kind::Table { rows: [2, 8], columns: [2, 8], range: [0.0, 1e9] },
        Edit::Rerun,
        "One row per x, one column per y: probabilities, or counts. They are normalised to sum to 1.",
    )
    .when("source", &["yours"]),
    Field::new(
        "seed",
        "Seed",
        "Source",
        Kind::Seed,
        Edit::Rerun,
        "Decides the random table and the small perturbations that break ties.",
    ),
    Field::new(
        "points",
        "Points before refinement",
        "Sweep",
        Kind::Count { range: [10, 200] },
        Edit::Rerun,
        "β values, evenly in log β. More are put in where the curve has gaps or the number of codes changes.",
    ),
    Field::new(
        "beta_max",
        "Largest β",
        "Sweep",
        Kind::Number { range: [5.0, 1000.0], log: true },
        Edit::Rerun,
        "β weighs what T tells of Y against what it costs. It goes with nats.",
    ),
    Field::new(
        "alpha",
        "Between deterministic and soft",
        "Sweep",
        Kind::Number { range: [0.05, 0.95], log: false },
        Edit::Rerun,
        "α in H(T) − α H(T|X) − β I(T;Y): 1 is the bottleneck, 0 the deterministic one; this one lies between.",
    ),
    Field::new(
        "beta",
        "Highlighted β",
        "Look at",
        Kind::Number { range: [1.0, 1000.0], log: true },
        Edit::Redraw,
        "The encoder shown is the one computed nearest to this β. Click a point of a chart to choose it.",
    ),
    Field::new(
        "rho",
        "First Gaussian correlation",
        "Gaussian beside it",
        Kind::Number { range: [0.05, 0.99], log: false },
        Edit::Rerun,
        "X and Y of two dimensions each; their canonical correlations decide the whole curve.",
    ),
    Field::new(
        "rho_2",
        "Second Gaussian correlation",
        "Gaussian beside it",
        Kind::Number { range: [0.05, 0.99], log: false },
        Edit::Rerun,
        "The second component opens at β = 1/ρ₂².",
    ),
];

/// What no single range can say.
pub fn check(config: &Config) -> Result<(), Invalid> {
    let correlation = config.joint()?.correlations().get(1).copied().unwrap_or(0.0);
    if correlation < LEAST_CORRELATION {
        let (key, allowed) = match config.source {
            Source::Yours => ("table", "rows that are not all in proportion"),
            Source::Random => ("concentration", "less evenness, or another seed"),
            Source::ZChannel => ("flip", "a smaller probability"),
            Source::BinarySymmetric | Source::FourByFour => ("source", "another joint distribution"),
        };
        let message =
            format!("“{key}”: X and Y are independent here, so no code can tell anything; allowed: {allowed}");
        return Err(Invalid::new(key, message));
    }
    Ok(())
}

/// σ₂ below this counts as independence: the first transition would be at a β beyond a million.
const LEAST_CORRELATION: f64 = 1e-3;

impl Config {
    /// The joint distribution.
    pub fn joint(&self) -> Result<Joint, Invalid> {
        match self.source {
            Source::BinarySymmetric => Ok(Joint::binary_symmetric(self.error)),
            Source::ZChannel => Ok(Joint::z_channel(self.flip, self.one)),
            Source::FourByFour => Ok(Joint::four_by_four()),
            Source::Random => {
                let mut rng = Rng::new(u64::from(self.seed), "table");
                Ok(Joint::random(self.size, self.size, self.concentration, &mut rng))
            }
            Source::Yours => Joint::from_weights(&lists::table(&self.table)).map_err(|error| {
                let allowed = "non-negative numbers, no row or column all zero";
                Invalid::new("table", format!("“table”: {error}; allowed: {allowed}"))
            }),
        }
    }
}
