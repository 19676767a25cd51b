//! The splits side by side, standardised, and the kernel widths of each.

use super::config::Config;
use crate::{
    datasets::ThreeWay,
    draws::Rng,
    nets::variational::Rows,
    samples::{Pairs, Samples, SamplesError},
};

/// Every split's rows one after the other, each in the units of its own training set.
pub struct Prepared {
    pub rows: Rows,
    pub dim: usize,
    pub parts: Vec<Part>,
    /// The error that the target's own noise leaves, a mean over the splits; 0 where it is not known.
    pub floor: f64,
}

/// One split: places in [`Prepared::rows`].
pub struct Part {
    pub seed: u64,
    pub train: Vec<usize>,
    pub validation: Vec<usize>,
    pub test: Vec<usize>,
    pub sigma_x: f64,
    pub sigma_y: f64,
}

/// Medians are taken over so many points at most.
const MEDIAN_POINTS: usize = 300;

impl Prepared {
    pub fn of(config: &Config) -> Self {
        let data = config.load();
        let (n, dim) = (data.n(), data.dim());
        let mut rows = Rows { inputs: Vec::new(), targets: Vec::new(), n: 0 };
        let mut parts = Vec::new();
        let mut floor = 0.0;
        for which in 0..config.splits {
            let mut rng = Rng::new(u64::from(config.seed), &format!("split {which}"));
            let split = ThreeWay::shuffled(n, config.validation_share, config.test_share, &mut rng);
            let standardised = data.standardised(&split.train);
            let few: Vec<usize> = split.train.iter().copied().take(MEDIAN_POINTS).collect();
            let median = |values: &[f32], dim: usize| {
                let points: Vec<f32> = few.iter().flat_map(|i| &values[i * dim..(i + 1) * dim]).copied().collect();
                median_distance(&points, dim)
            };
            let [sigma_x, sigma_y] = if config.median {
                [median(&standardised.inputs, dim), median(&standardised.targets, 1)]
            } else {
                [config.sigma_x, config.sigma_y]
            };
            let place = |members: Vec<usize>| members.into_iter().map(|i| rows.n + i).collect();
            let [train, validation, test] = [split.train, split.validation, split.test].map(place);
            // Weights, batches and noise have streams of their own; splits must differ in them too.
            let seed = u64::from(config.seed) << 8 | which as u64;
            floor += config.data.noise() / standardised.deviation / config.splits as f64;
            parts.push(Part { seed, train, validation, test, sigma_x, sigma_y });
            rows.inputs.extend(standardised.inputs);
            rows.targets.extend(standardised.targets);
            rows.n += n;
        }
        Self { rows, dim, parts, floor }
    }

    /// The training members of every split with its seed.
    pub fn groups(&self) -> Vec<(u64, Vec<usize>)> {
        self.parts.iter().map(|part| (part.seed, part.train.clone())).collect()
    }

    /// Some rows' inputs, over the split's kernel width: `[members, dim]`.
    pub fn inputs_in_widths(&self, part: &Part, members: &[usize]) -> Result<Samples, SamplesError> {
        let row = |i: &usize| &self.rows.inputs[i * self.dim..(i + 1) * self.dim];
        Samples::new(members.iter().flat_map(row).map(|value| f64::from(*value) / part.sigma_x).collect(), self.dim)
    }

    /// The first so many training rows of the first split and their targets, over their kernel widths.
    pub fn in_widths(&self, most: usize) -> Result<Pairs, SamplesError> {
        let part = &self.parts[0];
        let members = &part.train[..most.min(part.train.len())];
        let targets = members.iter().map(|i| f64::from(self.rows.targets[*i]) / part.sigma_y).collect();
        Pairs::new(self.inputs_in_widths(part, members)?, Samples::new(targets, 1)?)
    }
}

/// The median of the distances between different points that do not coincide; 1 where all do. `points` is `[n, dim]`.
pub fn median_distance(points: &[f32], dim: usize) -> f64 {
    let rows: Vec<&[f32]> = points.chunks_exact(dim).collect();
    let mut squares = Vec::with_capacity(rows.len() * rows.len() / 2);
    for (i, a) in rows.iter().enumerate() {
        for b in &rows[..i] {
            let square: f64 = a.iter().zip(*b).map(|(a, b)| f64::from(a - b) * f64::from(a - b)).sum();
            if square > 0.0 {
                squares.push(square);
            }
        }
    }
    if squares.is_empty() {
        return 1.0;
    }
    let middle = squares.len() / 2;
    let (_, median, _) = squares.select_nth_unstable_by(middle, f64::total_cmp);
    median.sqrt()
}
