//! What a code tells: of the image, and of each factor that made it.

use serde::{Deserialize, Serialize};

use crate::{
    datasets::sprites::{FACTORS, IMAGES, LEVELS, levels},
    draws::Rng,
};

/// One model's codes of all images, to be measured on another core.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Task {
    /// `[units, images]`, row-major.
    pub means: Vec<f32>,
    /// `[units, images]`, row-major.
    pub deviations: Vec<f32>,
    pub seed: u64,
}

/// What one model's code tells. Nats.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Telling {
    /// I(X;Z), of the image; at most ln 512.
    pub of_image: f64,
    /// I(Zⱼ;V) of every unit with x, y and size; at most ln 8 each.
    pub of_factors: Vec<[f64; 3]>,
    /// The share of the variance of every unit's mean that lies between the levels of x, of y and of size: the
    /// correlation ratio. Every combination of levels occurs once, so that the three sum to at most 1; what is left over
    /// the factors make together.
    pub explained: Vec<[f64; 3]>,
}

/// Draws of the code of each image.
const DRAWS: usize = 2;

/// Measures one model.
///
/// The code of an image is a known Gaussian and the images are all there are, so that every density is an exact mixture:
/// I(X;Z) = E ln e(z|x)/ē(z), with ē the mean of e(z|x') over all images; I(Zⱼ;V) = E ln ēᵥ(zⱼ)/ē(zⱼ), with ēᵥ the mean
/// over the images of one level. Only the expectation over z is drawn, twice an image.
pub fn measure(task: Task) -> Telling {
    let units = task.means.len() / IMAGES;
    let codes = Codes::of(&task);
    let mut rng = Rng::new(task.seed, "information");
    let mut of_image = 0.0;
    let mut of_factors = vec![[0.0; 3]; units];
    let mut joint = vec![0.0; IMAGES];
    for drawn in (0..IMAGES * DRAWS).map(|draw| draw % IMAGES) {
        let own = levels(drawn);
        joint.fill(0.0);
        for (unit, of_factors) in of_factors.iter_mut().enumerate() {
            let z = codes.mean[unit * IMAGES + drawn] + codes.deviation[unit * IMAGES + drawn] * rng.normal();
            let own_log = codes.log_density(unit, drawn, z);
            let mut all = 0.0;
            let mut of_level = [0.0; 3];
            for (other, joint) in joint.iter_mut().enumerate() {
                let log_ratio = codes.log_density(unit, other, z) - own_log;
                *joint += log_ratio;
                let ratio = libm::exp(log_ratio);
                all += ratio;
                for (factor, level) in levels(other).into_iter().enumerate() {
                    of_level[factor] += if level == own[factor] { ratio } else { 0.0 };
                }
            }
            for (sum, of_level) in of_factors.iter_mut().zip(of_level) {
                *sum += libm::log(LEVELS as f64 * of_level / all);
            }
        }
        // The image's own term is 1, so that the sum has a logarithm.
        of_image -= libm::log(joint.iter().map(|log_ratio| libm::exp(*log_ratio)).sum::<f64>() / IMAGES as f64);
    }
    let mean = |sum: f64| sum / (IMAGES * DRAWS) as f64;
    Telling {
        of_image: mean(of_image),
        of_factors: of_factors.into_iter().map(|factors| factors.map(mean)).collect(),
        explained: codes.mean.chunks_exact(IMAGES).map(explained).collect(),
    }
}

struct Codes {
    mean: Vec<f64>,
    deviation: Vec<f64>,
    log_deviation: Vec<f64>,
}

impl Codes {
    fn of(task: &Task) -> Self {
        let deviation: Vec<f64> = task.deviations.iter().map(|value| f64::from(*value)).collect();
        Self {
            mean: task.means.iter().map(|value| f64::from(*value)).collect(),
            log_deviation: deviation.iter().map(|value| libm::log(*value)).collect(),
            deviation,
        }
    }

    /// ln e(z|x) of one unit, but for the constant all share.
    fn log_density(&self, unit: usize, image: usize, z: f64) -> f64 {
        let at = unit * IMAGES + image;
        let distance = (z - self.mean[at]) / self.deviation[at];
        -0.5 * distance * distance - self.log_deviation[at]
    }
}

/// The correlation ratios of one unit's means with the factors; 0 where the means do not vary.
fn explained(means: &[f64]) -> [f64; 3] {
    let centre = means.iter().sum::<f64>() / IMAGES as f64;
    let variance = means.iter().map(|mean| (mean - centre).powi(2)).sum::<f64>() / IMAGES as f64;
    let mut sums = [[0.0; LEVELS]; 3];
    for (image, mean) in means.iter().enumerate() {
        for (factor, level) in levels(image).into_iter().enumerate() {
            sums[factor][level] += mean - centre;
        }
    }
    let alike = (IMAGES / LEVELS) as f64;
    let between = |sums: [f64; LEVELS]| sums.iter().map(|sum| (sum / alike).powi(2)).sum::<f64>() / LEVELS as f64;
    sums.map(|sums| if variance > 0.0 { between(sums) / variance } else { 0.0 })
}

impl Telling {
    /// The mutual information gap (Chen et al. 2018): how much more the unit that tells most of a factor tells of it than
    /// the next, as a share of the factor's entropy, mean over factors. 1 where every factor has one unit of its own that
    /// tells it whole, 0 where two units tell the same.
    pub fn gap(&self) -> f64 {
        let gap = |factor: usize| {
            let mut told: Vec<f64> = self.of_factors.iter().map(|factors| factors[factor]).collect();
            told.sort_by(|a, b| b.total_cmp(a));
            (told[0] - told.get(1).copied().unwrap_or(0.0)) / (LEVELS as f64).ln()
        };
        (0..FACTORS.len()).map(gap).sum::<f64>() / FACTORS.len() as f64
    }
}
