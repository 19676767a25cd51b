//! What can be set: the source, the sweeps, who races, and which claims are tested.

use serde::{Deserialize, Serialize};

use super::{entrants::TOGGLES, verdicts::TESTS};
use crate::{
    datasets::sources::{About, SOURCES, Source, SourceError, Wanted, choose, information_range},
    estimators::Effort,
    lab::{Edit, Field, Invalid, Kind},
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    pub n: usize,
    pub source: String,
    pub information: f64,
    pub dim: usize,
    pub freedom: f64,
    pub symbols: usize,
    pub estimators: String,
    pub k: usize,
    pub bins: usize,
    pub steps: usize,
    pub truths: usize,
    pub most_dims: usize,
    pub repeats: u32,
    pub trainings: u32,
    pub permutations: usize,
    pub subsamples: usize,
    pub seed: u32,
    pub checks: String,
    pub show: String,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            n: 1000,
            source: "normal".into(),
            information: 2.0,
            dim: 1,
            freedom: 3.0,
            symbols: 5,
            estimators: "ksg1+ksg1-ranks+copula+gaussian+mass-bins+infonce".into(),
            k: 3,
            bins: 10,
            steps: 400,
            truths: 5,
            most_dims: 5,
            repeats: 8,
            trainings: 1,
            permutations: 20,
            subsamples: 20,
            seed: 1,
            checks: TESTS.iter().map(|(id, _)| *id).collect::<Vec<_>>().join("+"),
            show: "bands+ceilings".into(),
        }
    }
}

const SOURCE_NAMES: &[(&str, &str)] = &{
    let mut names = [("", ""); SOURCES.len()];
    let mut i = 0;
    while i < SOURCES.len() {
        names[i] = (SOURCES[i].id, SOURCES[i].name);
        i += 1;
    }
    names
};

pub const FIELDS: &[Field] = &[
    Field::new(
        "n",
        "Samples",
        "Budget",
        Kind::Count { range: [50, 20_000] },
        Edit::Rerun,
        "How many pairs (X, Y) an estimator sees. One sweep halves it four times.",
    )
    .unit("pairs")
    .budget(),
    Field::new(
        "source",
        "Source",
        "Source",
        Kind::Choice(SOURCE_NAMES),
        Edit::Rerun,
        "Where X and Y come from. The information of each is known exactly, also where a map has bent it.",
    ),
    Field::new(
        "information",
        "True information",
        "Source",
        Kind::Number { range: [0.0, 20.0], log: false },
        Edit::Rerun,
        "I(X;Y) of the source, or the nearest it can have. One sweep goes from as little as it can have up to this.",
    )
    .unit("nats"),
    Field::new(
        "dim",
        "Dimensions",
        "Source",
        Kind::Count { range: [1, 50] },
        Edit::Rerun,
        "Of X and of Y each, or the nearest number the source can have.",
    ),
    Field::new(
        "freedom",
        "Degrees of freedom",
        "Source",
        Kind::Number { range: [1.0, 100.0], log: true },
        Edit::Rerun,
        "Of the Student-t distribution: the fewer, the longer its tails, and the more its coordinates share.",
    )
    .when("source", &["student", "asinh-student"]),
    Field::new("symbols", "Symbols", "Source", Kind::Count { range: [2, 64] }, Edit::Rerun, "How many there are.")
        .when("source", &["symmetric", "quantised"]),
    Field::new(
        "estimators",
        "Estimators",
        "Who races",
        Kind::Toggles(TOGGLES),
        Edit::Rerun,
        "Each gets the same samples. On ranks: every coordinate is first replaced by the normal score of its rank.",
    ),
    Field::new(
        "k",
        "Neighbours",
        "Who races",
        Kind::Count { range: [1, 50] },
        Edit::Rerun,
        "The k of every estimator that looks at nearest neighbours.",
    ),
    Field::new(
        "bins",
        "Bins",
        "Who races",
        Kind::Count { range: [2, 200] },
        Edit::Rerun,
        "How many bins a coordinate is cut into, by every estimator that counts them.",
    ),
    Field::new(
        "steps",
        "Training steps",
        "Who races",
        Kind::Count { range: [10, 20_000] },
        Edit::Rerun,
        "Of every estimator that trains a critic.",
    ),
    Field::new(
        "truths",
        "True values",
        "Sweeps",
        Kind::Count { range: [2, 20] },
        Edit::Rerun,
        "How many points the sweep over the true information has.",
    ),
    Field::new(
        "most_dims",
        "Dimensions up to",
        "Sweeps",
        Kind::Count { range: [1, 50] },
        Edit::Rerun,
        "Where the sweep over 1, 2, 3, 5, 10, 20, 50 dimensions ends. The true information stays the same.",
    ),
    Field::new(
        "repeats",
        "Samples a point",
        "Sweeps",
        Kind::Count { range: [1, 100] },
        Edit::Rerun,
        "How often each point is drawn anew. Bias and spread come from these.",
    ),
    Field::new(
        "trainings",
        "Of them trained on",
        "Sweeps",
        Kind::Count { range: [1, 100] },
        Edit::Rerun,
        "Estimators that train a critic read only the first so many: they take the longest.",
    ),
    Field::new(
        "permutations",
        "Shuffles",
        "Null and interval",
        Kind::Count { range: [0, 500] },
        Edit::Rerun,
        "How often Y is shuffled to see what is read where nothing is, along the sweep over the truth. Estimators that \
         train a critic are left out. Below two, there is no null.",
    ),
    Field::new(
        "subsamples",
        "Halves",
        "Null and interval",
        Kind::Count { range: [0, 500] },
        Edit::Rerun,
        "How many random halves of a sample are read to learn how far off a single reading may be. Below two, bands span \
         the repeats instead.",
    ),
    Field::new("seed", "Seed", "Run", Kind::Seed, Edit::Rerun, "Decides every sample, shuffle, half and critic."),
    Field::new(
        "checks",
        "Claims to test",
        "Run",
        Kind::Toggles(TESTS),
        Edit::Rerun,
        "Each has a test of its own with settings of its own, whatever is raced.",
    ),
    Field::new(
        "show",
        "Show",
        "Look at",
        Kind::Toggles(&[("bands", "bands"), ("nulls", "nulls"), ("ceilings", "ceilings")]),
        Edit::Redraw,
        "What is drawn beside the readings' means.",
    ),
];

/// A point of the sweeps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    pub information: f64,
    pub n: usize,
    pub dim: usize,
}

/// What no single range can say.
pub fn check(config: &Config) -> Result<(), Invalid> {
    if config.estimators == "none" && config.checks == "none" {
        let message = "“estimators” = none leaves nothing to do while “checks” = none; allowed: at least one of either";
        return Err(Invalid::new("estimators", message));
    }
    Ok(())
}

const HALVINGS: u32 = 4;
const LEAST_SAMPLES: usize = 50;
const DIMS: [usize; 7] = [1, 2, 3, 5, 10, 20, 50];

impl Config {
    fn about(&self) -> Option<&'static About> {
        SOURCES.iter().find(|about| about.id == self.source)
    }

    /// Where the three sweeps cross: what was asked for, or the nearest the source can have.
    pub fn base(&self) -> Point {
        let [fewest, most] = self.about().map_or([1, 1], |about| about.dims);
        let asked = Point { information: self.information, n: self.n, dim: self.dim.clamp(fewest, most) };
        let [least, most] = self.range(asked);
        Point { information: asked.information.clamp(least, most), ..asked }
    }

    /// The least and the greatest information of the source in a point's dimensions.
    fn range(&self, point: Point) -> [f64; 2] {
        information_range(&self.source, &self.wanted(point)).unwrap_or([0.0, 0.0])
    }

    fn wanted(&self, point: Point) -> Wanted {
        Wanted { information: point.information, dim: point.dim, freedom: self.freedom, symbols: self.symbols }
    }

    pub fn source_at(&self, point: Point) -> Result<Source, SourceError> {
        choose(&self.source, &self.wanted(point))
    }

    /// The sweep over the truth, upwards; one point where the source's information cannot be chosen.
    pub fn along_truth(&self) -> Vec<Point> {
        let base = self.base();
        let [least, most] = self.range(base);
        if least == most || base.information == least {
            return vec![base];
        }
        let step = (base.information - least) / (self.truths - 1) as f64;
        let below = (0..self.truths - 1).map(|i| Point { information: least + i as f64 * step, ..base });
        below.chain([base]).collect()
    }

    /// The sweep over the number of samples, upwards.
    pub fn along_samples(&self) -> Vec<Point> {
        let halved = (0..=HALVINGS).rev().map(|halvings| self.n >> halvings);
        halved.filter(|n| *n >= LEAST_SAMPLES).map(|n| Point { n, ..self.base() }).collect()
    }

    /// The sweep over the dimension, upwards.
    pub fn along_dimensions(&self) -> Vec<Point> {
        let mut dims: Vec<usize> = DIMS.into_iter().filter(|dim| *dim <= self.most_dims).collect();
        dims.push(self.base().dim);
        dims.sort_unstable();
        dims.dedup();
        let points = dims.into_iter().map(|dim| Point { dim, ..self.base() });
        points.filter(|point| self.source_at(*point).is_ok()).collect()
    }

    /// Every point once: first along the truth, then along samples and dimensions.
    pub fn points(&self) -> Vec<Point> {
        let mut points = self.along_truth();
        for point in self.along_samples().into_iter().chain(self.along_dimensions()) {
            if !points.contains(&point) {
                points.push(point);
            }
        }
        points
    }

    pub fn effort(&self) -> Effort {
        Effort { permutations: self.permutations, subsamples: self.subsamples }
    }

    pub fn shows(&self, what: &str) -> bool {
        self.show.split('+').any(|shown| shown == what)
    }

    pub fn tests(&self, claim: &str) -> bool {
        self.checks.split('+').any(|tested| tested == claim)
    }
}
