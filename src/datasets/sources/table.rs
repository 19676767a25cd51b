//! The table of sources whose information, dimension or shape can be chosen.

use super::{
    Source,
    base::Base,
    error::SourceError,
    maps::Map,
    truth::{
        additive_information, dense_normal_information, gamma_exponential_information, sign_and_noise_information,
        student_excess,
    },
};
use crate::measures::{Joint, symmetric_information};

/// What a source says of itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct About {
    /// Kebab-case; part of links, never renamed.
    pub id: &'static str,
    pub name: &'static str,
    pub x_is_symbols: bool,
    pub y_is_symbols: bool,
    /// Whether the information can be chosen.
    pub informed: bool,
    /// The dimensions that both sides may be asked to have, least and greatest. A Swiss roll adds one to X.
    pub dims: [usize; 2],
    build: Build,
}

/// What may be chosen of a source; each takes what it has a use for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wanted {
    /// Nats.
    pub information: f64,
    pub dim: usize,
    /// Degrees of freedom of Student-t distributions, at least 1.
    pub freedom: f64,
    /// How many symbols there are, 2 to 64, where that can be chosen.
    pub symbols: usize,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Build {
    Paired(&'static [&'static [Map]; 2]),
    TwoPairs,
    Dense,
    Spiral,
    Student(&'static [Map]),
    Additive,
    SignAndNoise,
    GammaExponential,
    Symmetric,
    BinarySymmetric,
    Z,
    Erasure,
    Quantised,
}

const fn numbers(id: &'static str, name: &'static str, dims: [usize; 2], build: Build) -> About {
    About { id, name, x_is_symbols: false, y_is_symbols: false, informed: true, dims, build }
}

const fn symbols(id: &'static str, name: &'static str, build: Build) -> About {
    About { id, name, x_is_symbols: true, y_is_symbols: true, informed: true, dims: [1, 1], build }
}

const MOST_DIMS: usize = 50;
const ANY: [usize; 2] = [1, MOST_DIMS];
const ONE: [usize; 2] = [1, 1];

pub static SOURCES: &[About] = &[
    numbers("normal", "correlated normals", ANY, Build::Paired(&[&[], &[]])),
    numbers("two-pairs", "normals, two pairs correlated", [2, MOST_DIMS], Build::TwoPairs),
    numbers("dense", "normals, all correlated", ANY, Build::Dense),
    numbers("normal-cdf", "normals made uniform", ANY, Build::Paired(&[&[Map::NormalCdf], &[Map::NormalCdf]])),
    numbers("half-cube", "normals with longer tails", ANY, Build::Paired(&[&[Map::HalfCube], &[Map::HalfCube]])),
    numbers("wiggly", "normals bent back and forth", ANY, Build::Paired(&[&[Map::WigglyX], &[Map::WigglyY]])),
    numbers("bimodal", "normals made bimodal", ANY, Build::Paired(&[&[Map::BimodalX], &[Map::BimodalY]])),
    numbers(
        "swiss-roll",
        "a Swiss roll and its height",
        ONE,
        Build::Paired(&[&[Map::NormalCdf, Map::SwissRoll], &[Map::NormalCdf]]),
    ),
    numbers("spiral", "normals wound up", [3, MOST_DIMS], Build::Spiral),
    numbers("student", "Student-t", ANY, Build::Student(&[])),
    numbers("asinh-student", "Student-t with shorter tails", ANY, Build::Student(&[Map::Asinh])),
    numbers("additive", "uniform plus uniform noise", ONE, Build::Additive),
    numbers("gamma-exponential", "gamma and exponential", ONE, Build::GammaExponential),
    About { y_is_symbols: true, ..numbers("sign-and-noise", "a sign and its noisy copy", ONE, Build::SignAndNoise) },
    About {
        y_is_symbols: true,
        informed: false,
        ..numbers("quantised", "uniform and its piece", ONE, Build::Quantised)
    },
    symbols("symmetric", "symmetric channel", Build::Symmetric),
    symbols("binary-symmetric", "binary symmetric channel", Build::BinarySymmetric),
    symbols("z-channel", "Z channel, even input", Build::Z),
    symbols("erasure", "binary erasure channel", Build::Erasure),
];

/// Beyond this, a correlation is rounded to 1.
const MOST_A_PAIR: f64 = 10.0;
const LEAST_REACH: f64 = 1e-4;
const MOST_REACH: f64 = 1e3;
const MOST_SHIFT: f64 = 6.0;
const LEAST_SHAPE: f64 = 0.06;
const MOST_SHAPE: f64 = 1e3;
const LEAST_ERASED: f64 = 1e-6;
const MOST_FLIP: f64 = 0.999;
const SYMBOLS: [usize; 2] = [2, 64];

/// The source of an id with what was wanted of it; the error says what is allowed. What the source has no use for is
/// ignored, but not the dimension.
pub fn choose(id: &str, wanted: &Wanted) -> Result<Source, SourceError> {
    let about = find(id)?;
    let [low, high] = about.range(wanted)?;
    let information = wanted.information;
    if about.informed && !(low..=high).contains(&information) {
        return Err(SourceError::Information { source_name: about.name, information, low, high });
    }
    about.build(wanted)
}

/// The least and the greatest information, in nats, that a source can have with all else as wanted.
pub fn information_range(id: &str, wanted: &Wanted) -> Result<[f64; 2], SourceError> {
    find(id)?.range(wanted)
}

fn find(id: &str) -> Result<&'static About, SourceError> {
    SOURCES.iter().find(|about| about.id == id).ok_or_else(|| {
        let known = SOURCES.iter().map(|about| about.id).collect::<Vec<_>>().join(", ");
        SourceError::Unknown { id: id.into(), known }
    })
}

impl About {
    fn range(&self, wanted: &Wanted) -> Result<[f64; 2], SourceError> {
        let Wanted { dim, freedom, symbols, .. } = *wanted;
        let [low, high] = self.dims;
        if !(low..=high).contains(&dim) {
            return Err(SourceError::Dimension { source_name: self.name, dim, low, high });
        }
        let pairs = dim as f64;
        Ok(match self.build {
            Build::Paired(_) => [0.0, MOST_A_PAIR * pairs],
            Build::TwoPairs | Build::Spiral => [0.0, MOST_A_PAIR * 2.0],
            Build::Dense => [0.0, MOST_A_PAIR],
            Build::Student(_) => {
                // Refuses what is no number of degrees of freedom.
                let least =
                    Source::new(Base::Student { dim, pairs: 0, correlation: 0.0, freedom })?.mutual_information();
                [least, least + MOST_A_PAIR * pairs]
            }
            Build::Additive => [additive_information(MOST_REACH), additive_information(LEAST_REACH)],
            Build::SignAndNoise => [0.0, sign_and_noise_information(MOST_SHIFT)],
            Build::GammaExponential => [MOST_SHAPE, LEAST_SHAPE].map(gamma_exponential_information),
            Build::Symmetric => [0.0, libm::log(counted(symbols)? as f64)],
            Build::BinarySymmetric => [0.0, std::f64::consts::LN_2],
            Build::Z => [Joint::z_channel(MOST_FLIP, 0.5).information(), std::f64::consts::LN_2],
            Build::Erasure => [LEAST_ERASED, 1.0 - LEAST_ERASED].map(|kept| kept * std::f64::consts::LN_2),
            Build::Quantised => [libm::log(counted(symbols)? as f64); 2],
        })
    }

    /// The source; what is wanted was found to be possible.
    fn build(&self, wanted: &Wanted) -> Result<Source, SourceError> {
        let Wanted { information, dim, freedom, symbols } = *wanted;
        let paired =
            |dim, pairs| Source::new(Base::PairedNormal { dim, pairs, correlation: correlation(information, pairs) });
        match self.build {
            Build::Paired([x, y]) => paired(dim, dim)?.mapped(x, y),
            Build::TwoPairs => paired(dim, 2),
            Build::Spiral => {
                let turn = |first| Map::Spiral { first, speed: 1.0 / 3.0 };
                paired(dim, 2)?.mapped(&[turn(0)], &[turn(1)])
            }
            Build::Dense => {
                let correlation = bisect(0.0, 1.0, information, |c| dense_normal_information(dim, c));
                Source::new(Base::DenseNormal { dim, correlation })
            }
            Build::Student(maps) => {
                let gaussian = (information - student_excess(freedom, dim, dim)).max(0.0);
                let correlation = correlation(gaussian, dim);
                Source::new(Base::Student { dim, pairs: dim, correlation, freedom })?.mapped(maps, maps)
            }
            Build::Additive => {
                let reach = if information <= 0.5 {
                    0.25 / information
                } else {
                    bisect(0.5, LEAST_REACH, information, additive_information)
                };
                Source::new(Base::Additive { reach })
            }
            Build::SignAndNoise => {
                let shift = bisect(0.0, MOST_SHIFT, information, sign_and_noise_information);
                Source::new(Base::SignAndNoise { shift })
            }
            Build::GammaExponential => {
                let shape = bisect(MOST_SHAPE, LEAST_SHAPE, information, gamma_exponential_information);
                Source::new(Base::GammaExponential { shape })
            }
            Build::Symmetric => {
                let none = (symbols - 1) as f64 / symbols as f64;
                let error = bisect(none, 0.0, information, |error| symmetric_information(symbols, error));
                Source::new(Base::Table(symmetric(symbols, error)?))
            }
            Build::BinarySymmetric => {
                let error = bisect(0.5, 0.0, information, |error| symmetric_information(2, error));
                Source::new(Base::Table(Joint::binary_symmetric(error)))
            }
            Build::Z => {
                let flip = bisect(MOST_FLIP, 0.0, information, |flip| Joint::z_channel(flip, 0.5).information());
                Source::new(Base::Table(Joint::z_channel(flip, 0.5)))
            }
            Build::Erasure => {
                let kept = information / std::f64::consts::LN_2;
                // Columns: 0, erased, 1.
                table(vec![vec![kept, 1.0 - kept, 0.0], vec![0.0, 1.0 - kept, kept]])
                    .and_then(|joint| Source::new(Base::Table(joint)))
            }
            Build::Quantised => Source::new(Base::Quantised { labels: symbols }),
        }
    }
}

fn counted(symbols: usize) -> Result<usize, SourceError> {
    if (SYMBOLS[0]..=SYMBOLS[1]).contains(&symbols) {
        return Ok(symbols);
    }
    Err(SourceError::Parameter { parameter: "the number of symbols", value: symbols as f64, allowed: "from 2 to 64" })
}

/// The correlation of each of some pairs that share the information evenly: √(1 − e^(−2I)).
fn correlation(information: f64, pairs: usize) -> f64 {
    libm::sqrt(-libm::expm1(-2.0 * information / pairs as f64))
}

/// A uniform input over the symbols, each replaced by one of the others, evenly, with probability `error`.
fn symmetric(symbols: usize, error: f64) -> Result<Joint, SourceError> {
    let other = error / (symbols - 1) as f64;
    table((0..symbols).map(|x| (0..symbols).map(|y| if x == y { 1.0 - error } else { other }).collect()).collect())
}

fn table(weights: Vec<Vec<f64>>) -> Result<Joint, SourceError> {
    Joint::from_weights(&weights).map_err(|_| SourceError::Parameter {
        parameter: "the number of symbols",
        value: weights.len() as f64,
        allowed: "one that makes a table without empty rows or columns",
    })
}

/// Where a function that grows from `least` to `most` (which may be the smaller number) takes a value; to the last bit.
fn bisect(least: f64, most: f64, value: f64, of: impl Fn(f64) -> f64) -> f64 {
    let (mut below, mut above) = (least, most);
    loop {
        let middle = (below + above) / 2.0;
        if middle == below || middle == above {
            return if (of(below) - value).abs() < (of(above) - value).abs() { below } else { above };
        }
        if of(middle) < value {
            below = middle;
        } else {
            above = middle;
        }
    }
}
