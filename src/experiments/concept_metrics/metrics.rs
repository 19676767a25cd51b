//! Existence, location and global importance of the concepts that a head names as important.

use super::config::Counting;
use crate::{
    concepts::Head,
    datasets::birds::{self, PIXELS, SIDE, View, WIDTH},
};

/// Cells along a side of the last convolution's planes.
pub const CELLS: usize = 4;
const CELL: usize = SIDE / CELLS;

/// What a head makes of one picture.
#[derive(Clone, Debug)]
pub struct Seen {
    pub decided: usize,
    /// What each concept adds to the decided class's logit: w · z.
    pub contributions: [f64; WIDTH],
    /// Whether the concept's margin is above 0.
    pub scored: [bool; WIDTH],
    pub truth: [bool; WIDTH],
}

impl Seen {
    pub fn new(head: &Head, scores: &[f64], margins: &[f64], truth: [bool; WIDTH]) -> Self {
        let decided = head.predict(scores);
        let contributions = std::array::from_fn(|k| head.weight(decided, k) * scores[k]);
        Self { decided, contributions, scored: std::array::from_fn(|k| margins[k] > 0.0), truth }
    }

    /// The concepts that are ranked, the largest contribution first.
    pub fn ranked(&self, counting: Counting) -> Vec<usize> {
        let is_ranked = |k: &usize| counting != Counting::Present || self.scored[*k];
        let mut ranked: Vec<usize> = (0..WIDTH).filter(is_ranked).collect();
        ranked.sort_by(|a, b| self.contributions[*b].total_cmp(&self.contributions[*a]));
        ranked
    }

    pub fn is_right(&self, counting: Counting, k: usize) -> bool {
        match counting {
            Counting::Signed | Counting::Present => self.truth[k],
            Counting::Either => self.truth[k] == self.scored[k],
        }
    }
}

/// Existence@n for n = 1 … 12: the share of the n first ranked that are right, mean over pictures; a picture that ranks
/// fewer gives all it has, one that ranks none is left out.
pub fn existence(all: &[Seen], counting: Counting) -> Vec<f64> {
    let at = |n: usize| {
        let (mut sum, mut pictures) = (0.0, 0usize);
        for seen in all {
            let ranked = seen.ranked(counting);
            let first = &ranked[..n.min(ranked.len())];
            if !first.is_empty() {
                let right = first.iter().filter(|k| seen.is_right(counting, **k)).count();
                sum += right as f64 / first.len() as f64;
                pictures += 1;
            }
        }
        sum / pictures.max(1) as f64
    };
    (1..=WIDTH).map(at).collect()
}

/// Pearson's correlation; 0 where one side does not vary.
pub fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (of_a, of_b) = (mean(a), mean(b));
    let sum = |of: &dyn Fn(f64, f64) -> f64| a.iter().zip(b).map(|(a, b)| of(a - of_a, b - of_b)).sum::<f64>();
    let scale = (sum(&|a, _| a * a) * sum(&|_, b| b * b)).sqrt();
    if scale > 0.0 { sum(&|a, b| a * b) / scale } else { 0.0 }
}

/// The cells that hold a pixel which shows the concept, `[4, 4]`.
pub fn cells(concept: usize, view: &View) -> [bool; CELLS * CELLS] {
    let mask = birds::mask(concept, view);
    let mut cells = [false; CELLS * CELLS];
    for pixel in (0..PIXELS).filter(|pixel| mask[*pixel]) {
        cells[pixel / SIDE / CELL * CELLS + pixel % SIDE / CELL] = true;
    }
    cells
}

/// A concept's activation map, `[4, 4]`: the last convolution's planes `[planes, 4, 4]`, weighted with its vector.
pub fn map(vector: &[f64], planes: &[f32]) -> Vec<f64> {
    let cell = |cell: usize| {
        vector.iter().enumerate().map(|(plane, w)| w * f64::from(planes[plane * CELLS * CELLS + cell])).sum::<f64>()
    };
    (0..CELLS * CELLS).map(cell).collect()
}

/// The mean of each plane, `[planes]`.
pub fn pooled(planes: &[f32]) -> Vec<f64> {
    let mean = |plane: &[f32]| plane.iter().map(|value| f64::from(*value)).sum::<f64>() / plane.len() as f64;
    planes.chunks_exact(CELLS * CELLS).map(mean).collect()
}
