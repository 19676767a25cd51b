//! One-to-one maps of one side's points: they change every shape and no information.
//!
//! The maps and their constants are those of Czyż et al. 2023 (and of the tasks released with it).

use super::error::SourceError;
use crate::samples::{Samples, SamplesError};

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Map {
    /// Φ, coordinate by coordinate: standard normals become uniform in (0, 1).
    NormalCdf,
    /// x √|x|, coordinate by coordinate: longer tails.
    HalfCube,
    /// asinh, coordinate by coordinate: shorter tails.
    Asinh,
    /// x + 0.4 sin x + 0.2 sin(1.7x + 1) + 0.03 sin(3.3x − 2.5), coordinate by coordinate.
    WigglyX,
    /// x − 0.4 sin 0.4x + 0.17 sin(1.3x + 3.5) + 0.02 sin(4.3x − 2.5), coordinate by coordinate.
    WigglyY,
    /// Standard normals become 0.3 N(0, 1) + 0.7 N(5, 1), coordinate by coordinate.
    BimodalX,
    /// Standard normals become 0.5 N(−1, 1) + 0.5 N(3, 1), coordinate by coordinate.
    BimodalY,
    /// A number u of (0, 1) becomes the point t (cos t, sin t) / 21 of the plane, t = 1.5π (1 + 2u).
    SwissRoll,
    /// Turns a point in the plane of two neighbouring coordinates, the first of them given, by `speed` times its squared
    /// length.
    Spiral { first: usize, speed: f64 },
}

impl Map {
    fn name(self) -> &'static str {
        match self {
            Map::NormalCdf => "the normal cdf",
            Map::HalfCube => "the half-cube map",
            Map::Asinh => "asinh",
            Map::WigglyX | Map::WigglyY => "the wiggly map",
            Map::BimodalX | Map::BimodalY => "the bimodal map",
            Map::SwissRoll => "the Swiss roll",
            Map::Spiral { .. } => "the spiral",
        }
    }

    /// `[n, dim]` to as many points.
    pub fn apply(self, samples: &Samples) -> Result<Samples, SamplesError> {
        match self {
            Map::NormalCdf => samples.map(|_, x| normal_cdf(x)),
            Map::HalfCube => samples.map(|_, x| x * x.abs().sqrt()),
            Map::Asinh => samples.map(|_, x| libm::asinh(x)),
            Map::WigglyX => samples
                .map(|_, x| x + 0.4 * libm::sin(x) + 0.2 * libm::sin(1.7 * x + 1.0) + 0.03 * libm::sin(3.3 * x - 2.5)),
            Map::WigglyY => samples.map(|_, x| {
                x - 0.4 * libm::sin(0.4 * x) + 0.17 * libm::sin(1.3 * x + 3.5) + 0.02 * libm::sin(4.3 * x - 2.5)
            }),
            Map::BimodalX => samples.map(|_, x| to_mixture(x, [(0.3, 0.0), (0.7, 5.0)])),
            Map::BimodalY => samples.map(|_, x| to_mixture(x, [(0.5, -1.0), (0.5, 3.0)])),
            Map::SwissRoll => Samples::new(samples.values().iter().flat_map(|u| rolled(*u)).collect(), 2),
            Map::Spiral { first, speed } => {
                let turned = samples.rows().flat_map(|row| turned(row, first, speed)).collect();
                Samples::new(turned, samples.dim())
            }
        }
    }
}

/// The dimension after the maps, of points of `dim` before them.
pub(super) fn dim_after(maps: &[Map], dim: usize) -> Result<usize, SourceError> {
    maps.iter().try_fold(dim, |dim, map| match *map {
        Map::SwissRoll if dim != 1 => Err(SourceError::Map { map: map.name(), takes: "single numbers", dim }),
        Map::SwissRoll => Ok(2),
        Map::Spiral { first, .. } if first + 1 >= dim => {
            let takes = if first == 0 { "points of at least 2 dimensions" } else { "points with one coordinate more" };
            Err(SourceError::Map { map: map.name(), takes, dim })
        }
        _ => Ok(dim),
    })
}

/// Φ.
fn normal_cdf(x: f64) -> f64 {
    libm::erfc(-x * std::f64::consts::FRAC_1_SQRT_2) / 2.0
}

/// The point of a mixture of two unit normals, each `(weight, mean)`, that has as much mass below it as `x` has below it
/// in the standard normal; by bisection.
fn to_mixture(x: f64, parts: [(f64, f64); 2]) -> f64 {
    // Above 0 what lies above is compared, which a number near 1 would round off.
    let side = if x > 0.0 { -1.0 } else { 1.0 };
    let wanted = normal_cdf(side * x);
    let mass = |z: f64| parts.iter().map(|(weight, mean)| weight * normal_cdf(side * (z - mean))).sum::<f64>();
    let means = parts.map(|(_, mean)| mean);
    // The mixture's mass lies between those of its parts, shifted to either mean.
    let (mut low, mut high) = (x + means[0].min(means[1]), x + means[0].max(means[1]));
    loop {
        let middle = (low + high) / 2.0;
        if middle <= low || middle >= high {
            return middle;
        }
        if (mass(middle) - wanted) * side < 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
}

fn rolled(u: f64) -> [f64; 2] {
    let t = 1.5 * std::f64::consts::PI * (1.0 + 2.0 * u);
    [t * libm::cos(t) / 21.0, t * libm::sin(t) / 21.0]
}

fn turned(row: &[f64], first: usize, speed: f64) -> Vec<f64> {
    let angle = speed * row.iter().map(|value| value * value).sum::<f64>();
    let (sine, cosine) = (libm::sin(angle), libm::cos(angle));
    let mut row = row.to_vec();
    let (a, b) = (row[first], row[first + 1]);
    row[first] = cosine * a - sine * b;
    row[first + 1] = sine * a + cosine * b;
    row
}
