//! The Cauchy–Schwarz divergence of kernel densities: between two sets of points, and between two predictions.

use super::{
    super::error::EstimateError,
    exponential::LANES,
    gram::{Blocks, add, least, powers},
};
use crate::{nets::kernel_losses::Denominator, samples::Samples};

/// D_CS(p;q) = ln ∫p² + ln ∫q² − 2 ln ∫pq in nats, with kernels exp(−|a − b|²/2σ²) between all points of p, of q, and of p
/// and q, a point with itself included.
///
/// `p` is [n, dim] and `q` is [m, dim], each with a point at least; `sigma` is σ in the data's unit, above 0. At least 0 up to
/// rounding. Data are used as they are. Time (n + m)², memory n + m.
///
/// Principe 2010, eq. 2.94; Yu et al. 2024, eq. 7.
pub fn divergence(p: &Samples, q: &Samples, sigma: f64) -> Result<f64, EstimateError> {
    check_width(sigma)?;
    check_shapes(p, q)?;
    Ok(log_mean_kernel(p, p, sigma) + log_mean_kernel(q, q, sigma) - 2.0 * log_mean_kernel(p, q, sigma))
}

/// The divergence of p(ŷ|x) from p(y|x) in nats: ln Σⱼ ΣᵢKⱼᵢL¹ⱼᵢ/rⱼ + ln Σⱼ ΣᵢKⱼᵢL²ⱼᵢ/rⱼ − 2 ln Σⱼ ΣᵢKⱼᵢL²¹ⱼᵢ/rⱼ, with rⱼ = (ΣᵢKⱼᵢ)²
/// or ΣᵢKⱼᵢ² as `denominator` says, K between points of x, L¹ of y, L² of ŷ, L²¹ from ŷⱼ to yᵢ, all Gaussian of width `sigma`
/// as in [`divergence`].
///
/// `x` is [n, dx], `y` and `predicted` are [n, dy], rows paired, n at least 1. Data are used as they are. Time n², memory n.
///
/// Yu et al. 2024, eq. 11. The paper divides by (ΣK)²; its released code divides by ΣK².
pub fn conditional_divergence(
    x: &Samples,
    y: &Samples,
    predicted: &Samples,
    sigma: f64,
    denominator: Denominator,
) -> Result<f64, EstimateError> {
    check_width(sigma)?;
    check_shapes(y, predicted)?;
    if x.n() != y.n() || predicted.n() != y.n() {
        let sentence = format!("{} points of X came with {} of Y and {} predictions", x.n(), y.n(), predicted.n());
        return Err(EstimateError::Unsuited(sentence));
    }
    let [of_x, of_y, of_predicted] = [x, y, predicted].map(|samples| Blocks::of_width(samples, sigma));
    // Predictions may lie so far off that their kernels vanish: these are taken relative to the greatest.
    let mut nearest = f64::INFINITY;
    for (x, predicted) in x.rows().zip(predicted.rows()) {
        for block in 0..of_x.len() {
            nearest = nearest.min(least(sum_of(of_x.distances(x, block), of_y.distances(predicted, block))));
        }
    }
    let (mut own, mut own_predicted, mut across) = (0.0, 0.0, 0.0);
    for ((x, y), predicted) in x.rows().zip(y.rows()).zip(predicted.rows()) {
        let mut sums = [[0.0; LANES]; 5];
        for block in 0..of_x.len() {
            let distances = of_x.distances(x, block);
            let to_y = sum_of(distances, of_y.distances(predicted, block)).map(|distance| distance - nearest);
            let kernels = powers(distances);
            add(&mut sums[0], kernels);
            add(&mut sums[4], kernels.map(|kernel| kernel * kernel));
            add(&mut sums[1], powers(sum_of(distances, of_y.distances(y, block))));
            add(&mut sums[2], powers(sum_of(distances, of_predicted.distances(predicted, block))));
            add(&mut sums[3], powers(to_y));
        }
        let [k, k_own, k_predicted, k_across, k_squared] = sums.map(|sums| sums.iter().sum::<f64>());
        let row = match denominator {
            Denominator::SquaredSum => k * k,
            Denominator::SumOfSquares => k_squared,
        };
        own += k_own / row;
        own_predicted += k_predicted / row;
        across += k_across / row;
    }
    let log_across = libm::log(across) - nearest * std::f64::consts::LN_2;
    Ok(libm::log(own) + libm::log(own_predicted) - 2.0 * log_across)
}

/// ln 1/(nm) Σᵢⱼ exp(−|aᵢ − bⱼ|²/2σ²), which does not vanish for distant sets.
fn log_mean_kernel(a: &Samples, b: &Samples, sigma: f64) -> f64 {
    let blocks = Blocks::of_width(b, sigma);
    let mut nearest = f64::INFINITY;
    for row in a.rows() {
        (0..blocks.len()).for_each(|block| nearest = nearest.min(least(blocks.distances(row, block))));
    }
    let mut sum = 0.0;
    for row in a.rows() {
        let mut sums = [0.0; LANES];
        for block in 0..blocks.len() {
            add(&mut sums, powers(blocks.distances(row, block).map(|distance| distance - nearest)));
        }
        sum += sums.iter().sum::<f64>();
    }
    libm::log(sum / (a.n() as f64 * b.n() as f64)) - nearest * std::f64::consts::LN_2
}

fn sum_of(a: [f64; LANES], b: [f64; LANES]) -> [f64; LANES] {
    std::array::from_fn(|lane| a[lane] + b[lane])
}

fn check_width(sigma: f64) -> Result<(), EstimateError> {
    if (1e-6..=1e6).contains(&sigma) {
        return Ok(());
    }
    Err(EstimateError::Setting { name: "the kernel width", value: sigma, allowed: "from 1e-6 to 1e6" })
}

fn check_shapes(a: &Samples, b: &Samples) -> Result<(), EstimateError> {
    if a.n().min(b.n()) == 0 {
        return Err(EstimateError::TooFew { n: 0, needed: 1 });
    }
    if a.dim() != b.dim() {
        let sentence = format!("points of {} coordinates cannot be compared with points of {}", a.dim(), b.dim());
        return Err(EstimateError::Unsuited(sentence));
    }
    Ok(())
}
