//! What a decoder's outputs say of the target, and how far they are off.

use std::f64::consts::PI;

use burn::tensor::{
    Tensor,
    activation::{log_softmax, softplus},
};
use serde::{Deserialize, Serialize};

/// The distribution that the decoder's outputs stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Likelihood {
    /// Logits of classes; targets are one-hot or any distribution.
    Categorical,
    /// Logits of pixels; targets lie in [0, 1]. Summed over pixels.
    Bernoulli,
    /// Means of normals with one learned variance an output. Summed over outputs.
    Gaussian,
}

pub(super) const MOST_LOG_VARIANCE: f64 = 20.0;

impl Likelihood {
    /// −ln p(target | outputs) of every column, in nats.
    ///
    /// # Shapes
    ///
    /// - `outputs`, `targets`: `[replicas, outputs, columns]`
    /// - `log_variance`: `[replicas, outputs, 1]`, of a Gaussian
    /// - output: `[replicas, 1, columns]`
    pub fn distortion(self, outputs: Tensor<3>, targets: Tensor<3>, log_variance: Option<Tensor<3>>) -> Tensor<3> {
        match self {
            Likelihood::Categorical => (log_softmax(outputs, 1) * targets).sum_dim(1).mul_scalar(-1.0),
            Likelihood::Bernoulli => (softplus(outputs.clone(), 1.0) - outputs * targets).sum_dim(1),
            Likelihood::Gaussian => {
                let squared = (outputs - targets).square();
                let log_variance = match log_variance {
                    Some(value) => value.clamp(-MOST_LOG_VARIANCE, MOST_LOG_VARIANCE),
                    None => squared.zeros_like().mean_dim(2),
                };
                let scaled = squared * log_variance.clone().mul_scalar(-1.0).exp() + log_variance;
                scaled.add_scalar((2.0 * PI).ln()).mul_scalar(0.5).sum_dim(1)
            }
        }
    }
}
