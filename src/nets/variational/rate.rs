//! How many nats of the input a code carries, from the distances between the codes of a batch.

use burn::tensor::Tensor;

/// Which side of the information of a mixture of Gaussians.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    Lower,
    Upper,
}

/// I(X;Z) of a batch taken as the whole of X, where Z is the code's mean plus Gaussian noise of one variance:
/// −1/N Σᵢ ln 1/N Σⱼ exp(−‖μᵢ − μⱼ‖² / 2s²), with 8 in the place of 2 for the lower bound. Nats; never above ln N.
///
/// # Shapes
///
/// - `mean`: `[replicas, dimensions, samples]`
/// - `variance`: s², `[replicas, 1, 1]`
/// - output: `[replicas]`
///
/// Kolchinsky & Tracey 2017; as an objective, Kolchinsky, Tracey & Wolpert 2019.
pub fn pairwise_rate(mean: Tensor<3>, variance: Tensor<3>, bound: Bound) -> Tensor<1> {
    let [replicas, _, samples] = mean.dims();
    // In f32 distances are taken between centred points, or large means would eat their digits.
    let centred = mean.clone() - mean.mean_dim(2);
    let squares = centred.clone().square().sum_dim(1);
    let products = centred.clone().swap_dims(1, 2).matmul(centred);
    let distances = (squares.clone().swap_dims(1, 2) + squares - products.mul_scalar(2.0)).clamp_min(0.0);
    let width = match bound {
        Bound::Lower => 8.0,
        Bound::Upper => 2.0,
    };
    // The point itself is at distance 0, so that the sum is at least 1 and its logarithm needs no shift.
    let near = (distances / variance.mul_scalar(-width)).exp().sum_dim(2).log();
    near.mean_dim(1).reshape([replicas]).mul_scalar(-1.0).add_scalar((samples as f64).ln())
}
