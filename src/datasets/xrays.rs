//! Synthetic chest radiographs: ten findings, a diagnosis that hangs on six of them, and a confounder that hangs on it.
//!
//! Made here after the confounded X-rays of Yang et al. 2024 (KnoBo); no patient is in them.

use serde::{Deserialize, Serialize};

use crate::draws::Rng;

/// Pixels along a side.
pub const SIDE: usize = 32;
pub const PIXELS: usize = SIDE * SIDE;
/// The findings; left and right are the picture's.
pub const CONCEPTS: [&str; 10] = [
    "opacity left",
    "opacity right",
    "effusion left",
    "effusion right",
    "large heart",
    "nodule",
    "fibrotic lines",
    "hyperlucent",
    "wire",
    "raised diaphragm",
];
/// Whether a finding speaks for pneumonia (1), against it (−1), or nobody knows (0).
pub const SIGNS: [i8; 10] = [1, 1, 1, 1, 0, 0, 1, -1, 0, 0];
/// How much likelier or less likely than ½ a telling finding is, given the diagnosis.
pub const TILT: f64 = 0.27;
/// How often a finding is there that tells nothing.
pub const UNTOLD: f64 = 0.3;

const OPACITY_LEFT: usize = 0;
const EFFUSION_LEFT: usize = 2;
const LARGE_HEART: usize = 4;
const NODULE: usize = 5;
const FIBROSIS: usize = 6;
const HYPERLUCENT: usize = 7;
const WIRE: usize = 8;
const RAISED: usize = 9;
/// Standard deviation of a pixel's noise, before the scanner's gain.
const NOISE: f64 = 0.05;

/// What comes with the diagnosis and has nothing to do with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confounder {
    /// The scanner's gain: grey levels × 1.25 + 0.06, or × 0.9.
    #[default]
    Gain,
    /// A bright letter in the upper corner, or none.
    Marker,
}

impl Confounder {
    /// Values and labels, for a choice.
    pub const NAMES: &'static [(&'static str, &'static str)] = &[("gain", "scanner gain"), ("marker", "corner marker")];
}

/// Whose radiographs are taken.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Population {
    /// Every finding, the confounder and the label fall like coins of their own.
    Independent,
    /// Findings follow the label, pneumonia being as likely as not; the confounder agrees with it with this probability.
    Diagnosed { agreement: f64 },
}

/// `n` radiographs and what is known of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Xrays {
    /// Grey levels, about 0 (black) to 1, `[n, SIDE, SIDE]`, the top row first.
    pub images: Vec<f32>,
    /// `[n, 10]`.
    pub concepts: Vec<bool>,
    /// 1 is pneumonia.
    pub labels: Vec<usize>,
    /// Whether the high gain or the marker is there.
    pub confounded: Vec<bool>,
}

impl Xrays {
    pub fn n(&self) -> usize {
        self.labels.len()
    }

    pub fn image(&self, i: usize) -> &[f32] {
        &self.images[i * PIXELS..(i + 1) * PIXELS]
    }

    pub fn findings(&self, i: usize) -> &[bool] {
        &self.concepts[i * CONCEPTS.len()..(i + 1) * CONCEPTS.len()]
    }

    /// Takes one more. Whatever the agreement, the same draws are made, so that two populations of one seed show the same
    /// patients on other scanners.
    pub fn take(&mut self, population: Population, confounder: Confounder, rng: &mut Rng) {
        let label = rng.below(2);
        let agrees = rng.uniform();
        let confounded = match population {
            Population::Independent => agrees < 0.5,
            Population::Diagnosed { agreement } => (agrees < agreement) == (label == 1),
        };
        let findings: [bool; CONCEPTS.len()] = std::array::from_fn(|k| {
            let probability = match population {
                Population::Independent => 0.5,
                Population::Diagnosed { .. } => probability(k, label),
            };
            rng.uniform() < probability
        });
        self.images.extend(painted(&findings, confounded, confounder, rng));
        self.concepts.extend(findings);
        self.labels.push(label);
        self.confounded.push(confounded);
    }
}

/// Of finding `k`, given the label.
pub fn probability(k: usize, label: usize) -> f64 {
    let side = if label == 1 { TILT } else { -TILT };
    match SIGNS[k] {
        0 => UNTOLD,
        sign => 0.5 + side * f64::from(sign),
    }
}

/// The share of diagnoses that is right with the findings known and nothing else: Bayes's, exactly. The telling findings
/// are equally strong, so that their majority decides, and a tie is a coin's toss.
pub fn best_accuracy() -> f64 {
    let telling = SIGNS.iter().filter(|sign| **sign != 0).count() as i32;
    let right = 0.5 + TILT;
    let mut ways = 1.0;
    let mut accuracy = 0.0;
    for k in 0..=telling {
        let chance = ways * right.powi(k) * (1.0 - right).powi(telling - k);
        accuracy += match (2 * k).cmp(&telling) {
            std::cmp::Ordering::Greater => chance,
            std::cmp::Ordering::Equal => chance / 2.0,
            std::cmp::Ordering::Less => 0.0,
        };
        ways *= f64::from(telling - k) / f64::from(k + 1);
    }
    accuracy
}

/// Whether (x, y) lies in an ellipse.
fn within(x: f64, y: f64, centre: [f64; 2], radii: [f64; 2]) -> bool {
    let [dx, dy] = [(x - centre[0]) / radii[0], (y - centre[1]) / radii[1]];
    dx * dx + dy * dy <= 1.0
}

/// One radiograph, `[SIDE, SIDE]`: the patient stands a pixel off at most, and every nodule, haze and wire elsewhere.
fn painted(
    findings: &[bool; CONCEPTS.len()],
    confounded: bool,
    confounder: Confounder,
    rng: &mut Rng,
) -> impl Iterator<Item = f32> {
    let [dx, dy] = [(); 2].map(|()| rng.below(3) as f64 - 1.0);
    let haze = [(); 2].map(|()| [rng.uniform() * 2.0 - 1.0, rng.uniform() * 3.0 - 1.5]);
    let nodule_side = rng.below(2);
    let nodule = [[9.0, 23.0][nodule_side] + rng.uniform() * 3.0 - 1.5, 9.0 + 3.0 * rng.uniform()];
    let wire = 14.5 + 3.0 * rng.uniform();
    let mut pixels = Vec::with_capacity(PIXELS);
    for pixel in 0..PIXELS {
        let (x, y) = ((pixel % SIDE) as f64 - dx, (pixel / SIDE) as f64 - dy);
        let mut grey = 0.5;
        for side in 0..2 {
            let centre = [[9.0, 16.0], [23.0, 16.0]][side];
            if !within(x, y, centre, [5.5, 11.5]) {
                continue;
            }
            // Raised, a dome of tissue takes the base of the right lung.
            if side == 1 && findings[RAISED] && within(x, y, [23.0, 28.0], [7.0, 8.0]) {
                continue;
            }
            grey = if findings[HYPERLUCENT] { 0.08 } else { 0.2 };
            // Ribs.
            if (y + 0.25 * (x - 16.0).abs()).rem_euclid(5.0) < 1.2 {
                grey += 0.07;
            }
            let [ox, oy] = haze[side];
            if findings[OPACITY_LEFT + side] && within(x, y, [centre[0] + ox, 15.0 + oy], [3.5, 3.5]) {
                grey += 0.22;
            }
            // A fluid's level, higher at the ribs than in the middle.
            let outward = (x - 16.0).abs() - 7.0;
            if findings[EFFUSION_LEFT + side] && y > 22.5 - 0.35 * outward {
                grey = 0.68;
            }
            if findings[FIBROSIS] && y < 13.0 && (x + y).rem_euclid(3.0) < 1.0 {
                grey += 0.2;
            }
        }
        let heart = if findings[LARGE_HEART] { [6.5, 6.0] } else { [3.5, 4.5] };
        if within(x, y, [15.5, 20.0], heart) {
            grey = 0.62;
        }
        if findings[NODULE] && within(x, y, nodule, [1.6, 1.6]) {
            grey = 0.66;
        }
        if findings[WIRE] && (x - wire - 0.15 * (y - 8.0)).abs() < 0.7 && y < 15.0 {
            grey = 0.78;
        }
        pixels.push(grey + NOISE * rng.normal());
    }
    pixels.into_iter().enumerate().map(move |(pixel, grey)| {
        let (x, y) = (pixel % SIDE, pixel / SIDE);
        let seen = match (confounder, confounded) {
            (Confounder::Gain, true) => grey * 1.25 + 0.06,
            (Confounder::Gain, false) => grey * 0.9,
            // An L.
            (Confounder::Marker, true)
                if ((1..3).contains(&x) && (1..6).contains(&y)) || (y == 5 && (1..5).contains(&x)) =>
            {
                1.0
            }
            (Confounder::Marker, _) => grey,
        };
        seen as f32
    })
}
