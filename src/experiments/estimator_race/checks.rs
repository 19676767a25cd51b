//! The claims' own tests: what is drawn, who reads it, and how often. They are the same whatever is raced.

use super::{
    Config, Frame, Lap, Outcome,
    standings::Summary,
    verdicts::{BINS_ON_RELU, INFONCE_SATURATES, INVARIANCE, KSG_ON_NORMALS},
};
use crate::{
    datasets::sources::{Base, Source, Wanted, benchmark, choose},
    draws::Rng,
    measures::{bivariate_information, entropy},
    samples::{Pairs, Samples},
};

/// One reading that a claim is tested by.
pub struct Case {
    pub claim: &'static str,
    pub case: String,
    /// The estimator with its settings.
    pub chosen: &'static str,
    pub repeat: u32,
    /// Which of the claim's samples: cases that share one are given the same draws.
    pub sample: u32,
    pub truth: f64,
    pub draw: Draw,
}

type Draw = Box<dyn Fn(&mut Rng) -> Result<Pairs, String>>;

pub const KSG: &str = "ksg1?k=3";
pub const KSG_ON_RANKS: &str = "ksg1?k=3&transform=rank";
pub const CORRELATIONS: [f64; 4] = [0.0, 0.3, 0.6, 0.9];
const KSG_REPEATS: u32 = 100;
pub const SAMPLES: usize = 1000;

pub const INFONCE: &str = "infonce?batch=16";
/// In units of ln B.
pub const SATURATION: [f64; 5] = [0.5, 1.0, 1.5, 2.0, 3.0];
const SATURATION_DIMS: usize = 5;
const SATURATION_REPEATS: u32 = 2;

/// Tasks of Czyż et al. 2023, each with those that are made of it by maps that keep order.
pub const MAPPED: [(&str, &[&str]); 3] = [
    ("normal-1", &["normal-cdf-normal-1", "half-cube-normal-1", "wiggly-normal-1", "bimodal-1"]),
    ("student-1-1", &["asinh-student-1-1"]),
    ("two-pairs-3", &["normal-cdf-two-pairs-3", "half-cube-two-pairs-3"]),
];
const INVARIANCE_REPEATS: u32 = 10;

pub const NAIVE_BINS: &str = "fixed-bins?binned=x";
pub const ADAPTIVE_BINS: &str = "distinct-bins?binned=x";
pub const RELU_CASE: &str = "a ReLU unit and its label";
const RELU_REPEATS: u32 = 5;
/// A unit's input is uniform between minus this and this.
const RELU_REACH: f64 = 4.0;
/// The label tells of a positive unit which quarter of its range it is in.
const RELU_PIECES: usize = 4;

/// Every reading that the chosen claims are tested by, in order.
pub fn cases(config: &Config) -> Vec<Case> {
    let mut cases = Vec::new();
    if config.tests(KSG_ON_NORMALS) {
        for sample in 0..CORRELATIONS.len() as u32 * KSG_REPEATS {
            let correlation = CORRELATIONS[(sample / KSG_REPEATS) as usize];
            cases.push(Case {
                claim: KSG_ON_NORMALS,
                case: correlated(correlation),
                chosen: KSG,
                repeat: sample % KSG_REPEATS,
                sample,
                truth: bivariate_information(correlation),
                draw: Box::new(move |rng| {
                    let base = Base::PairedNormal { dim: 1, pairs: 1, correlation };
                    drawn(&Source::new(base).map_err(|error| error.to_string())?, SAMPLES, rng)
                }),
            });
        }
    }
    if config.tests(INFONCE_SATURATES) {
        for (share, repeat) in SATURATION.into_iter().flat_map(|s| (0..SATURATION_REPEATS).map(move |i| (s, i))) {
            let truth = share * libm::log(16.0);
            cases.push(Case {
                claim: INFONCE_SATURATES,
                case: saturated(share),
                chosen: INFONCE,
                repeat,
                sample: repeat,
                truth,
                draw: Box::new(move |rng| {
                    let wanted = Wanted { information: truth, dim: SATURATION_DIMS, freedom: 1.0, symbols: 2 };
                    drawn(&choose("normal", &wanted).map_err(|error| error.to_string())?, 2 * SAMPLES, rng)
                }),
            });
        }
    }
    if config.tests(INVARIANCE) {
        let tasks = MAPPED.iter().flat_map(|(task, mapped)| [task].into_iter().chain(*mapped));
        for task in tasks {
            let Some(source) = task_of(task) else { continue };
            for chosen in [KSG, KSG_ON_RANKS] {
                cases.extend((0..INVARIANCE_REPEATS).map(|repeat| {
                    let source = source.clone();
                    Case {
                        claim: INVARIANCE,
                        case: (*task).into(),
                        chosen,
                        repeat,
                        sample: repeat,
                        truth: source.mutual_information(),
                        draw: Box::new(move |rng| drawn(&source, SAMPLES, rng)),
                    }
                }));
            }
        }
    }
    if config.tests(BINS_ON_RELU) {
        for chosen in [NAIVE_BINS, ADAPTIVE_BINS] {
            cases.extend((0..RELU_REPEATS).map(|repeat| Case {
                claim: BINS_ON_RELU,
                case: RELU_CASE.into(),
                chosen,
                repeat,
                sample: repeat,
                truth: relu_information(),
                draw: Box::new(relu),
            }));
        }
    }
    cases
}

pub fn correlated(correlation: f64) -> String {
    format!("r = {correlation}")
}

pub fn saturated(share: f64) -> String {
    format!("{share} ln B")
}

/// A task of Czyż et al. 2023.
pub fn task_of(id: &str) -> Option<Source> {
    benchmark().ok()?.into_iter().find_map(|(task, source)| (task == id).then_some(source))
}

fn drawn(source: &Source, n: usize, rng: &mut Rng) -> Result<Pairs, String> {
    source.sample(n, rng).map_err(|error| error.to_string())
}

/// X is a ReLU unit, Y which piece of its range it is in, or that it is off: a function of X, so that I(X;Y) = H(Y).
fn relu(rng: &mut Rng) -> Result<Pairs, String> {
    let (mut x, mut y) = (Vec::new(), Vec::new());
    for _ in 0..SAMPLES {
        let unit = (RELU_REACH * (2.0 * rng.uniform() - 1.0)).max(0.0);
        x.push(unit);
        y.push(if unit > 0.0 { 1.0 + (unit / RELU_REACH * RELU_PIECES as f64).floor() } else { 0.0 });
    }
    let side = |values| Samples::new(values, 1).map_err(|error| error.to_string());
    Pairs::new(side(x)?, side(y)?).map_err(|error| error.to_string())
}

/// H(Y): half of the time the unit is off, else every piece is as likely.
fn relu_information() -> f64 {
    let mut p = vec![0.5];
    p.extend([0.5 / RELU_PIECES as f64; RELU_PIECES]);
    entropy(&p)
}

/// A case's readings over its repeats.
pub fn summary(frames: &[Frame], claim: &str, case: &str, entrant: &str) -> Option<Summary> {
    let of_case = frames.iter().filter(|frame| {
        frame.entrant == entrant
            && matches!(&frame.lap, Lap::Check { claim: of, case: in_case } if of == claim && in_case == case)
    });
    let values: Vec<f64> = of_case.filter_map(Frame::reading).map(|reading| reading.value).collect();
    Summary::of(&values)
}

/// The first reason why a claim's test could not be read, where there is one.
pub fn refusal<'a>(frames: &'a [Frame], claim: &str) -> Option<&'a str> {
    frames.iter().find_map(|frame| match (&frame.lap, &frame.outcome) {
        (Lap::Check { claim: of, .. }, Outcome::Refused(why)) if of == claim => Some(why.as_str()),
        _ => None,
    })
}
