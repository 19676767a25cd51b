//! What critics are trained to make small, from one batch's scores on its device.
//!
//! Scores are `[B, B]`: row i one x, column j one y, i = j drawn together; means over products run over i ≠ j.

use burn::tensor::{Bool, Tensor, activation::softplus};

/// Small enough that its exponential is 0 beside any score, and finite in f32.
const NO_SCORE: f64 = -1e30;

/// −(E_joint f − ln E_product eᶠ).
pub fn donsker_varadhan(scores: Tensor<2>) -> Tensor<1> {
    log_mean_exp_of_product(scores.clone()).reshape([1]) - mean_of_joint(scores)
}

/// −(E_joint f − E_product eᶠ⁻¹).
pub fn nwj(scores: Tensor<2>) -> Tensor<1> {
    let [size, _] = scores.dims();
    let product = scores.clone().sub_scalar(1.0).mask_fill(joint(&scores), NO_SCORE).exp();
    mean_of_product(product, size) - mean_of_joint(scores)
}

/// −(mean of fᵢᵢ − ln Σⱼ e^fᵢⱼ + ln B).
pub fn infonce(scores: Tensor<2>) -> Tensor<1> {
    let [size, _] = scores.dims();
    let most = scores.clone().detach().max_dim(1);
    let totals = (scores.clone() - most.clone()).exp().mean_dim(1).log() + most;
    totals.sum().mul_scalar(1.0 / size as f64) - mean_of_joint(scores)
}

/// E_joint ln(1 + e⁻ᶠ) + E_product ln(1 + eᶠ).
pub fn jensen_shannon(scores: Tensor<2>) -> Tensor<1> {
    let [size, _] = scores.dims();
    let product = softplus(scores.clone(), 1.0).mask_fill(joint(&scores), 0.0);
    mean_of_joint(softplus(-scores, 1.0)) + mean_of_product(product, size)
}

/// −(E_joint f − E_product f).
pub fn wasserstein(scores: Tensor<2>) -> Tensor<1> {
    let [size, _] = scores.dims();
    mean_of_product(scores.clone().mask_fill(joint(&scores), 0.0), size) - mean_of_joint(scores)
}

/// Mean of (‖∇f‖ − 1)² from squared slopes, `[1, n]` (Gulrajani et al. 2017, eq. 3).
pub fn slope_penalty(squared_slopes: Tensor<2>) -> Tensor<1> {
    // The root has no slope at 0, where a critic may be flat.
    squared_slopes.add_scalar(1e-12).sqrt().sub_scalar(1.0).square().mean()
}

/// Mean over points of Σ ½ ((y − μ)² / σ² + ln σ²): minus the log-likelihood of independent normals, up to a constant.
///
/// All `[dim, n]`.
pub fn normal_surprise(means: Tensor<2>, log_variances: Tensor<2>, y: Tensor<2>) -> Tensor<1> {
    let [_, n] = y.dims();
    let misses = (y - means).square() * log_variances.clone().neg().exp();
    (misses + log_variances).sum().mul_scalar(0.5 / n as f64)
}

/// The Donsker–Varadhan loss with its gradient's denominator averaged over the steps (Belghazi et al. 2018, §3.2): one
/// batch's ratio of means is biased, which the average cures.
pub struct Mine {
    /// How much of the average stays at each step.
    memory: f64,
    /// The average's logarithm, `[1, 1]`.
    log_average: Option<Tensor<2>>,
}

impl Mine {
    pub fn new(memory: f64) -> Self {
        Self { memory, log_average: None }
    }

    /// Its gradient is MINE's; its value, −E_joint f + E_product eᶠ / average, is no bound.
    pub fn loss(&mut self, scores: Tensor<2>) -> Tensor<1> {
        let log_mean = log_mean_exp_of_product(scores.clone());
        let now = log_mean.clone().detach();
        let average = match self.log_average.take() {
            None => now,
            Some(before) => {
                let most = before.clone().max_pair(now.clone());
                let kept = (before - most.clone()).exp().mul_scalar(self.memory);
                (kept + (now - most.clone()).exp().mul_scalar(1.0 - self.memory)).log() + most
            }
        };
        self.log_average = Some(average.clone());
        (log_mean - average).exp().reshape([1]) - mean_of_joint(scores)
    }
}

/// True on the diagonal.
fn joint(scores: &Tensor<2>) -> Tensor<2, Bool> {
    Tensor::diag_mask(scores.dims(), 0, &scores.device()).bool_not()
}

fn mean_of_joint(scores: Tensor<2>) -> Tensor<1> {
    let [size, _] = scores.dims();
    let product = joint(&scores).bool_not();
    scores.mask_fill(product, 0.0).sum().mul_scalar(1.0 / size as f64)
}

/// Where the diagonal is zero already.
fn mean_of_product(scores: Tensor<2>, size: usize) -> Tensor<1> {
    scores.sum().mul_scalar(1.0 / (size * (size - 1)) as f64)
}

/// `[1, 1]`.
fn log_mean_exp_of_product(scores: Tensor<2>) -> Tensor<2> {
    let [size, _] = scores.dims();
    let product = scores.clone().mask_fill(joint(&scores), NO_SCORE);
    let most = product.clone().detach().max_dim(0).max_dim(1);
    let total = (product - most.clone()).exp().sum().reshape([1, 1]);
    total.mul_scalar(1.0 / (size * (size - 1)) as f64).log() + most
}
