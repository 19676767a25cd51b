//! What codes are compared with: the marginal that a rate is measured against.

use std::f64::consts::PI;

use burn::{
    module::{Module, Param},
    tensor::{Device, Tensor, TensorData, activation::log_softmax},
};
use serde::{Deserialize, Serialize};

use super::{super::stack::replace, code::Code};
use crate::draws::Rng;

/// The family of a prior.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PriorKind {
    /// N(0, 1).
    Standard,
    /// N(m, diag eᵛ), learned.
    Diagonal,
    /// A learned mixture of so many diagonal normals.
    Mixture(usize),
    /// One learned diagonal normal a class: b(z|y) of the conditional entropy bottleneck (Fischer 2020).
    ClassConditional(usize),
}

/// A prior's learned values, C components each: `[replicas, dimensions, C]`, and log-weights `[replicas, C, 1]`.
#[derive(Module, Debug)]
pub struct Prior {
    mean: Option<Param<Tensor<3>>>,
    log_variance: Option<Param<Tensor<3>>>,
    logits: Option<Param<Tensor<3>>>,
    #[module(skip)]
    kind: PriorKind,
}

const MOST_LOG_VARIANCE: f64 = 10.0;

impl PriorKind {
    fn components(self) -> usize {
        match self {
            PriorKind::Standard => 0,
            PriorKind::Diagonal => 1,
            PriorKind::Mixture(components) | PriorKind::ClassConditional(components) => components,
        }
    }

    /// Begins as N(0, 1); a mixture's means are drawn from it, or its components would stay alike.
    pub(super) fn init(self, dimensions: usize, rngs: &mut [Rng], copies: usize, device: &Device) -> Prior {
        let components = self.components();
        let replicas = rngs.len() * copies;
        let zeros = |rows: usize, columns: usize| {
            let data = TensorData::new(vec![0f32; replicas * rows * columns], [replicas, rows, columns]);
            Param::from_data(data, device)
        };
        let is_learned = components > 0;
        let is_mixture = matches!(self, PriorKind::Mixture(_));
        let mean = if is_mixture {
            let mut means = Vec::new();
            for rng in rngs {
                let drawn: Vec<f32> = (0..dimensions * components).map(|_| rng.normal() as f32).collect();
                (0..copies).for_each(|_| means.extend_from_slice(&drawn));
            }
            Some(Param::from_data(TensorData::new(means, [replicas, dimensions, components]), device))
        } else {
            is_learned.then(|| zeros(dimensions, components))
        };
        Prior {
            mean,
            log_variance: is_learned.then(|| zeros(dimensions, components)),
            logits: is_mixture.then(|| zeros(components, 1)),
            kind: self,
        }
    }
}

impl Prior {
    /// What the code says beyond the prior, in nats: KL(e(z|x) ‖ prior) of each dimension in closed form; for a mixture,
    /// which has none, ln e(z|x) − ln m(z) at the samples, all dimensions in one.
    ///
    /// # Shapes
    ///
    /// - `samples`: `[replicas, dimensions, columns]`, drawn from the code
    /// - `classes`: one-hot, `[replicas, C, code's samples]`
    /// - output: `[replicas, dimensions, code's samples]`; `[replicas, 1, columns]` for a mixture
    pub fn divergence(&self, code: &Code, samples: &Tensor<3>, classes: &Tensor<3>) -> Tensor<3> {
        let values = |parameter: &Option<Param<Tensor<3>>>| parameter.as_ref().map(Param::val);
        let log_variance = values(&self.log_variance).map(|v| v.clamp(-MOST_LOG_VARIANCE, MOST_LOG_VARIANCE));
        match (self.kind, values(&self.mean), log_variance, values(&self.logits)) {
            (PriorKind::Mixture(_), Some(mean), Some(log_variance), Some(logits)) => {
                let own = code.repeated(samples.dims()[2]);
                log_density(samples, &own.mean, &own.deviation.log().mul_scalar(2.0))
                    - mixture_density(samples, &mean, &log_variance, logits)
            }
            (PriorKind::ClassConditional(_), Some(mean), Some(log_variance), _) => {
                gaussian_divergence(code, mean.matmul(classes.clone()), log_variance.matmul(classes.clone()))
            }
            (_, Some(mean), Some(log_variance), _) => gaussian_divergence(code, mean, log_variance),
            _ => {
                let squares = code.deviation.clone().square() + code.mean.clone().square();
                squares.sub_scalar(1.0).mul_scalar(0.5) - code.deviation.clone().log()
            }
        }
    }

    /// Means, log-variances and log-weights, as far as there are any.
    pub fn parameters(&self) -> Vec<Tensor<3>> {
        [&self.mean, &self.log_variance, &self.logits].into_iter().flatten().map(Param::val).collect()
    }

    pub(super) fn with_parameters(mut self, values: &mut impl Iterator<Item = Tensor<3>>) -> Self {
        for parameter in [&mut self.mean, &mut self.log_variance, &mut self.logits].into_iter().flatten() {
            replace(parameter, values);
        }
        self
    }
}

/// KL(N(μ, s²) ‖ N(m, eᵛ)) of each dimension.
fn gaussian_divergence(code: &Code, mean: Tensor<3>, log_variance: Tensor<3>) -> Tensor<3> {
    let squares = code.deviation.clone().square() + (code.mean.clone() - mean).square();
    let scaled = squares * log_variance.clone().mul_scalar(-1.0).exp();
    (scaled + log_variance).sub_scalar(1.0).mul_scalar(0.5) - code.deviation.clone().log()
}

/// ln N(z; mean, diag e^log_variance), summed over dimensions: `[replicas, 1, columns]`.
fn log_density(samples: &Tensor<3>, mean: &Tensor<3>, log_variance: &Tensor<3>) -> Tensor<3> {
    let scaled = (samples.clone() - mean.clone()).square() * log_variance.clone().mul_scalar(-1.0).exp();
    let per_dimension = (scaled + log_variance.clone()).add_scalar((2.0 * PI).ln()).mul_scalar(-0.5);
    per_dimension.sum_dim(1)
}

fn mixture_density(samples: &Tensor<3>, mean: &Tensor<3>, log_variance: &Tensor<3>, logits: Tensor<3>) -> Tensor<3> {
    let [_, _, components] = mean.dims();
    let each = (0..components)
        .map(|c| log_density(samples, &mean.clone().narrow(2, c, 1), &log_variance.clone().narrow(2, c, 1)));
    let joint = Tensor::cat(each.collect(), 1) + log_softmax(logits, 1);
    let highest = joint.clone().detach().max_dim(1);
    (joint - highest.clone()).exp().sum_dim(1).log() + highest
}
