//! Losses, one training step, and reading tensors without blocking.

use burn::{
    module::Module,
    optim::{GradientsParams, ModuleOptimizer},
    tensor::{Tensor, activation::log_softmax},
};

use super::mlp::Mlp;

/// A tensor could not be brought from its device.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ReadError(String);

/// One step of gradient descent on `loss`, with the optimizer's rule at the given rate.
pub fn train_step<M: Module>(model: M, loss: Tensor<1>, optimizer: &mut ModuleOptimizer, rate: f64) -> M {
    let gradients = GradientsParams::from_grads(loss.backward(), &model);
    optimizer.step(rate, model, gradients)
}

/// Mean cross-entropy in nats.
///
/// `logits` and `targets` are `[classes, samples]`; a target column is one-hot or any distribution.
pub fn cross_entropy(logits: Tensor<2>, targets: Tensor<2>) -> Tensor<1> {
    let [_, samples] = targets.dims();
    (log_softmax(logits, 0) * targets).sum().mul_scalar(-1.0 / samples as f64)
}

/// Σ ½ W² over the weights of all layers but the last (Chelombiev et al. 2019, released code).
pub fn squared_weights(model: &Mlp) -> Option<Tensor<1>> {
    let weights = model.weights();
    let hidden = weights.len() - 1;
    weights
        .into_iter()
        .take(hidden)
        .map(|weight| weight.square().sum().mul_scalar(0.5))
        .reduce(|total, next| total + next)
}

/// A tensor's values, row-major.
pub async fn read<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f32>, ReadError> {
    let data = tensor.into_data_async().await.map_err(|error| ReadError(error.to_string()))?;
    data.try_into_vec::<f32>().map_err(|error| ReadError(format!("{error:?}")))
}
