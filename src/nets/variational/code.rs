//! The Gaussian an encoder gives to each input.

use burn::tensor::{Tensor, activation::softplus};
use serde::{Deserialize, Serialize};

/// How an encoder's outputs say the code's standard deviation.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Spread {
    /// s = softplus(ρ − offset), with ρ an output of the encoder (Alemi et al. 2017, released code: offset 5).
    Softplus { offset: f64 },
    /// s = exp(ρ/2), ρ a log-variance held within ±10.
    Exponential,
    /// s² = softplus(φ), one learned φ for all inputs and dimensions (Kolchinsky et al. 2019, released code).
    Shared,
    /// s = 1.
    Unit,
}

/// e(z|x) = N(mean, diag deviation²), for every replica and sample.
#[derive(Clone, Debug)]
pub struct Code {
    /// `[replicas, dimensions, samples]`
    pub mean: Tensor<3>,
    /// The mean's shape, or `[replicas, 1, 1]` where it is shared.
    pub deviation: Tensor<3>,
}

const LEAST_DEVIATION: f64 = 1e-6;
const MOST_LOG_VARIANCE: f64 = 10.0;

impl Spread {
    /// How many outputs an encoder has for a code of so many dimensions.
    pub fn heads(self, dimensions: usize) -> usize {
        match self {
            Spread::Softplus { .. } | Spread::Exponential => 2 * dimensions,
            Spread::Shared | Spread::Unit => dimensions,
        }
    }

    /// The code in an encoder's outputs: means first, then ρ. `shared` is φ, `[replicas, 1, 1]`.
    pub(super) fn code(self, outputs: Tensor<3>, shared: Option<Tensor<3>>) -> Code {
        let [replicas, heads, _] = outputs.dims();
        let halves = |dimensions: usize| {
            (outputs.clone().narrow(1, 0, dimensions), outputs.clone().narrow(1, dimensions, dimensions))
        };
        match (self, shared) {
            (Spread::Softplus { offset }, _) => {
                let (mean, rho) = halves(heads / 2);
                Code { mean, deviation: softplus(rho.sub_scalar(offset), 1.0).clamp_min(LEAST_DEVIATION) }
            }
            (Spread::Exponential, _) => {
                let (mean, rho) = halves(heads / 2);
                let log_variance = rho.clamp(-MOST_LOG_VARIANCE, MOST_LOG_VARIANCE);
                Code { mean, deviation: log_variance.mul_scalar(0.5).exp() }
            }
            (Spread::Shared, Some(phi)) => {
                let deviation = softplus(phi, 1.0).sqrt().clamp_min(LEAST_DEVIATION);
                Code { mean: outputs, deviation }
            }
            (Spread::Shared | Spread::Unit, _) => {
                let deviation = Tensor::ones([replicas, 1, 1], &outputs.device());
                Code { mean: outputs, deviation }
            }
        }
    }
}

impl Code {
    /// z = mean + deviation · noise. The noise is standard normal, `[replicas, dimensions, draws × samples]`: with several
    /// draws, all samples' first draws stand first.
    pub fn sample(&self, noise: Tensor<3>) -> Tensor<3> {
        let Code { mean, deviation } = self.repeated(noise.dims()[2]);
        mean + deviation * noise
    }

    /// The code beside itself until there are so many columns; a single column stands for all as it is.
    pub(super) fn repeated(&self, columns: usize) -> Code {
        let repeat = |tensor: &Tensor<3>| match tensor.dims()[2] {
            1 => tensor.clone(),
            samples => tensor.clone().repeat_dim(2, columns / samples),
        };
        Code { mean: repeat(&self.mean), deviation: repeat(&self.deviation) }
    }
}
