//! The noise under which a layer's points are likeliest, each by the others.

use super::{
    super::error::EstimateError,
    exponential::LANES,
    gram::{Blocks, add, least, powers},
};
use crate::samples::Samples;

/// The σ² that maximises the leave-one-out likelihood Πᵢ 1/(n−1) Σ_{j≠i} N(xᵢ; xⱼ, σ² 1), in the data's unit squared.
///
/// `samples` is [n, dim], not all of whose rows may stand twice: there the likelihood grows without bound as σ² vanishes.
/// Where the derivative is zero, σ² dim is a mean over i of a weighted mean of Dᵢⱼ over j, which is at least the nearest
/// neighbour's D and at most the plain mean: all maxima lie between. 24 values even in ln σ² find the highest hill, a golden
/// section in ln σ² its top, to 10⁻⁶ of σ². Each value takes n² kernels, memory is in proportion to n. Data are used as
/// they are.
///
/// Duin 1976, eq. 4.
pub fn fitted_variance(samples: &Samples) -> Result<f64, EstimateError> {
    if samples.n() < 2 {
        return Err(EstimateError::TooFew { n: samples.n(), needed: 2 });
    }
    let greatest = samples.values().iter().fold(0.0f64, |greatest, value| greatest.max(value.abs()));
    // Neither tiny nor huge data leave the range of squares.
    let scaled = samples.map(|_, value| if greatest > 0.0 { value / greatest } else { 0.0 })?;
    let blocks = Blocks::new(&scaled, vec![1.0; samples.dim()]);
    let (nearest, mean) = nearest_and_mean_distance(&blocks);
    let dim = samples.dim() as f64;
    let low = nearest.iter().sum::<f64>() / (samples.n() as f64 * dim);
    if low == 0.0 {
        let sentence = "every point stands twice or more, so the likelihood grows as the noise vanishes and fits none";
        return Err(EstimateError::Unsuited(sentence.into()));
    }
    let range = [libm::log(low), libm::log(mean / dim).max(libm::log(low))];
    let top = highest(range, |log_variance| log_likelihood(&blocks, &nearest, libm::exp(log_variance)));
    Ok(libm::exp(top) * greatest * greatest)
}

/// Every point's squared distance to the nearest other, and the mean over all ordered pairs of different points.
fn nearest_and_mean_distance(blocks: &Blocks<'_>) -> (Vec<f64>, f64) {
    let (mut nearest, mut sum) = (Vec::new(), 0.0);
    let n = blocks.samples().n();
    for (i, row) in blocks.samples().rows().enumerate() {
        let mut found = f64::INFINITY;
        for block in 0..blocks.len() {
            let mut distances = blocks.distances(row, block);
            sum += distances.iter().filter(|distance| distance.is_finite()).sum::<f64>();
            leave_out(&mut distances, i, block);
            found = found.min(least(distances));
        }
        nearest.push(found);
    }
    (nearest, sum / (n as f64 * (n - 1) as f64))
}

/// The mean log density of a point given the others, up to constants.
fn log_likelihood(blocks: &Blocks<'_>, nearest: &[f64], variance: f64) -> f64 {
    let per_distance = std::f64::consts::LOG2_E / (2.0 * variance);
    let mut sum = 0.0;
    for (i, (row, nearest)) in blocks.samples().rows().zip(nearest).enumerate() {
        let mut sums = [0.0; LANES];
        for block in 0..blocks.len() {
            let mut distances = blocks.distances(row, block);
            leave_out(&mut distances, i, block);
            // Relative to the nearest, or else a lonely point's sum would vanish.
            add(&mut sums, powers(distances.map(|distance| (distance - nearest) * per_distance)));
        }
        sum += libm::log(sums.iter().sum()) - nearest / (2.0 * variance);
    }
    sum / nearest.len() as f64 - blocks.samples().dim() as f64 / 2.0 * libm::log(variance)
}

fn leave_out(distances: &mut [f64; LANES], i: usize, block: usize) {
    if i / LANES == block {
        distances[i % LANES] = f64::INFINITY;
    }
}

/// Where a function of one number is highest: the best of 24 even steps, then a golden section about it.
fn highest([low, high]: [f64; 2], function: impl Fn(f64) -> f64) -> f64 {
    const STEPS: usize = 24;
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    let step = (high - low) / (STEPS - 1) as f64;
    let place = |i: usize| low + step * i as f64;
    let mut best = (low, f64::NEG_INFINITY);
    for at in (0..STEPS).map(place) {
        let value = function(at);
        if value > best.1 {
            best = (at, value);
        }
    }
    let (mut left, mut right) = ((best.0 - step).max(low), (best.0 + step).min(high));
    let (mut a, mut b) = (right - GOLDEN * (right - left), left + GOLDEN * (right - left));
    let (mut at_a, mut at_b) = (function(a), function(b));
    while right - left > 1e-6 {
        if at_a > at_b {
            (right, b, at_b) = (b, a, at_a);
            a = right - GOLDEN * (right - left);
            at_a = function(a);
        } else {
            (left, a, at_a) = (a, b, at_b);
            b = left + GOLDEN * (right - left);
            at_b = function(b);
        }
    }
    (left + right) / 2.0
}
