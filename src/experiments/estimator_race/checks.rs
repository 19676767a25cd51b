//! The claims' own tests: what is drawn, who reads it, and how often. They are the same whatever is raced.

use super::{
    Config, Frame, Lap, Outcome,
    standings::Summary,
    verdicts::{BINS_ON_RELU, INFONCE_SATURATES, INVARIANCE, KSG_ON_NORMALS},
};
use crate::{
    datasets::sources::{Base, Map, Source, Wanted, choose},
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
    pub truth: f64,
    pub draw: Draw,
}

type Draw = Box<dyn Fn(&mut Rng) -> Result<Pairs, String>>;

pub const KSG: &str = "ksg1?k=3";
pub const KSG_ON_RANKS: &str = "ksg1?k=3&transform=rank";
pub const CORRELATIONS: [f64; 4] = [0.0, 0.3, 0.6, 0.9];
const KSG_REPEATS: u32 = 20;
pub const SAMPLES: usize = 1000;

pub const INFONCE: &str = "infonce?batch=16";
/// In units of ln B.
pub const SATURATION: [f64; 3] = [0.5, 2.0, 3.0];
const SATURATION_DIMS: usize = 5;
const SATURATION_REPEATS: u32 = 2;

pub const STRAIGHT: &str = "as drawn";
pub const MAPS: [(&str, [Map; 2]); 4] = [
    ("half-cube", [Map::HalfCube, Map::HalfCube]),
    ("wiggly", [Map::WigglyX, Map::WigglyY]),
    ("bimodal", [Map::BimodalX, Map::BimodalY]),
    ("normal cdf", [Map::NormalCdf, Map::NormalCdf]),
];
const INVARIANCE_CORRELATION: f64 = 0.9;
const INVARIANCE_REPEATS: u32 = 5;

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
        for (correlation, repeat) in CORRELATIONS.into_iter().flat_map(|r| (0..KSG_REPEATS).map(move |i| (r, i))) {
            cases.push(Case {
                claim: KSG_ON_NORMALS,
                case: correlated(correlation),
                chosen: KSG,
                repeat,
                truth: bivariate_information(correlation),
                draw: Box::new(move |rng| normals(correlation, [&[], &[]], rng)),
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
                truth,
                draw: Box::new(move |rng| {
                    let wanted = Wanted { information: truth, dim: SATURATION_DIMS, freedom: 1.0, symbols: 2 };
                    let source = choose("normal", &wanted).map_err(|error| error.to_string())?;
                    source.sample(2 * SAMPLES, rng).map_err(|error| error.to_string())
                }),
            });
        }
    }
    if config.tests(INVARIANCE) {
        let straight: (&str, Option<[Map; 2]>) = (STRAIGHT, None);
        for (name, maps) in [straight].into_iter().chain(MAPS.map(|(name, maps)| (name, Some(maps)))) {
            for chosen in [KSG, KSG_ON_RANKS] {
                cases.extend((0..INVARIANCE_REPEATS).map(|repeat| Case {
                    claim: INVARIANCE,
                    case: name.into(),
                    chosen,
                    repeat,
                    truth: bivariate_information(INVARIANCE_CORRELATION),
                    draw: Box::new(move |rng| match maps {
                        Some([x, y]) => normals(INVARIANCE_CORRELATION, [&[x], &[y]], rng),
                        None => normals(INVARIANCE_CORRELATION, [&[], &[]], rng),
                    }),
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

fn normals(correlation: f64, [x, y]: [&[Map]; 2], rng: &mut Rng) -> Result<Pairs, String> {
    let base = Base::PairedNormal { dim: 1, pairs: 1, correlation };
    let source = Source::new(base).and_then(|source| source.mapped(x, y)).map_err(|error| error.to_string())?;
    source.sample(SAMPLES, rng).map_err(|error| error.to_string())
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
