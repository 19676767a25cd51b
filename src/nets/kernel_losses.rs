//! Losses made of Gaussian kernels between the points of a batch, one value a replica.
//!
//! Points stand as columns, `[replicas, dimensions, points]`; kernel matrices are `[replicas, points, points]`. What is
//! computed here in single precision and with gradients, `estimators::kernel` computes in double precision without.

use burn::tensor::Tensor;
use serde::{Deserialize, Serialize};

/// What a row's kernel sums are divided by in the conditional divergence, where K is the kernel between inputs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Denominator {
    /// (ΣK)², as the paper writes.
    #[default]
    SquaredSum,
    /// ΣK², as its released code computes.
    SumOfSquares,
}

/// Added to what a logarithm is taken of: kernels of far points vanish in single precision.
const LEAST: f64 = 1e-12;

/// Squared distances from every point of `a` to every point of `b`.
///
/// Both are centred on the mean of `b` first, or large values would eat their digits; what rounding takes below 0 is 0.
///
/// # Shapes
///
/// - `a`: `[replicas, dimensions, n]`
/// - `b`: `[replicas, dimensions, m]`
/// - output: `[replicas, n, m]`
pub fn squared_distances(a: Tensor<3>, b: Tensor<3>) -> Tensor<3> {
    let [_, dimensions, _] = a.dims();
    if dimensions == 1 {
        return (a.swap_dims(1, 2) - b).square();
    }
    let middle = b.clone().mean_dim(2);
    let (a, b) = (a - middle.clone(), b - middle);
    let of_a = a.clone().square().sum_dim(1).swap_dims(1, 2);
    let of_b = b.clone().square().sum_dim(1);
    let products = a.swap_dims(1, 2).matmul(b);
    (of_a + of_b - products.mul_scalar(2.0)).clamp_min(0.0)
}

/// exp(−d²/2σ²) between the points of `a` and of `b`; `sigma` is σ, `[replicas or 1, 1, 1]`, in the points' own unit.
pub fn gaussian_kernel(a: Tensor<3>, b: Tensor<3>, sigma: Tensor<3>) -> Tensor<3> {
    (squared_distances(a, b) / sigma.square().mul_scalar(-2.0)).exp()
}

/// D_CS(p;q) = ln ∫p² + ln ∫q² − 2 ln ∫pq of the kernel densities of two sets of points, in nats: `[replicas]`.
///
/// As `estimators::kernel::cauchy_schwarz::divergence`, where no kernel sum vanishes.
pub fn divergence(p: Tensor<3>, q: Tensor<3>, sigma: Tensor<3>) -> Tensor<1> {
    let log_mean = |a: &Tensor<3>, b: &Tensor<3>| {
        let kernel = gaussian_kernel(a.clone(), b.clone(), sigma.clone());
        let [_, n, m] = kernel.dims();
        logarithm(total(kernel).div_scalar((n * m) as f64))
    };
    log_mean(&p, &p) + log_mean(&q, &q) - log_mean(&p, &q).mul_scalar(2.0)
}

/// The divergence of p(ŷ|x) from p(y|x), in nats: `[replicas]`.
///
/// With r the row sums over K that [`Denominator`] names, and L¹, L², L²¹ the kernels between targets, between predictions and
/// from predictions to targets: ln Σᵢⱼ KL¹/rⱼ + ln Σᵢⱼ KL²/rⱼ − 2 ln Σᵢⱼ KL²¹/rⱼ. `k` is K, `[replicas, n, n]`; `targets` and
/// `predicted` are `[replicas, dimensions, n]`.
///
/// Yu, Yu, Løkse, Jenssen & Príncipe 2024; in double precision `estimators::kernel::cauchy_schwarz`.
pub fn conditional_divergence(
    k: Tensor<3>,
    targets: Tensor<3>,
    predicted: Tensor<3>,
    sigma: Tensor<3>,
    denominator: Denominator,
) -> Tensor<1> {
    let rows = match denominator {
        Denominator::SquaredSum => k.clone().sum_dim(2).square(),
        Denominator::SumOfSquares => k.clone().square().sum_dim(2),
    };
    let weights = k / rows;
    let log_sum = |a: &Tensor<3>, b: &Tensor<3>| {
        logarithm(total(weights.clone() * gaussian_kernel(a.clone(), b.clone(), sigma.clone())))
    };
    log_sum(&targets, &targets) + log_sum(&predicted, &predicted) - log_sum(&predicted, &targets).mul_scalar(2.0)
}

/// I_CS of two kernel matrices over the same points, in nats: ln ΣKQ/n² + ln ΣK ΣQ/n⁴ − 2 ln Σᵢ kᵢqᵢ/n³, k and q the row sums:
/// `[replicas]`. As `estimators::kernel::cs_qmi`.
pub fn quadratic_information(k: &Tensor<3>, q: &Tensor<3>) -> Tensor<1> {
    let n = k.dims()[1] as f64;
    // Means of rows rather than sums, so that no sum grows with n⁴.
    let [of_k, of_q] = [k, q].map(|kernel| kernel.clone().mean_dim(2));
    let together = total(k.clone() * q.clone()).div_scalar(n * n);
    let apart = logarithm(total(of_k.clone()).div_scalar(n)) + logarithm(total(of_q.clone()).div_scalar(n));
    let across = total(of_k * of_q).div_scalar(n);
    logarithm(together) + apart - logarithm(across).mul_scalar(2.0)
}

/// I_CS over the geometric mean of those of each side with itself, as the released code has it; it is no share: it can
/// pass 1. A side that hardly varies counts as varying by 10⁻¹². `[replicas]`
pub fn normalised_quadratic_information(k: &Tensor<3>, q: &Tensor<3>) -> Tensor<1> {
    let own = quadratic_information(k, k) * quadratic_information(q, q);
    quadratic_information(k, q) / own.clamp_min(LEAST).sqrt()
}

/// tr(KHQH)/(n − 1)², H = 1 − 1/n: `[replicas]`; n at least 2. As `estimators::kernel::hsic`.
///
/// Gretton et al. 2005.
pub fn hsic(k: &Tensor<3>, q: &Tensor<3>) -> Tensor<1> {
    let n = k.dims()[1] as f64;
    let centred = k.clone() - k.clone().mean_dim(2);
    let centred = centred.clone() - centred.mean_dim(1);
    total(centred * q.clone()).div_scalar((n - 1.0) * (n - 1.0))
}

/// The sum of each replica's matrix: `[replicas]`.
fn total(matrices: Tensor<3>) -> Tensor<1> {
    let [replicas, _, _] = matrices.dims();
    matrices.sum_dim(2).sum_dim(1).reshape([replicas])
}

fn logarithm(values: Tensor<1>) -> Tensor<1> {
    values.add_scalar(LEAST).log()
}
