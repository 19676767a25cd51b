//! What training minimises: distortion plus a penalty on the rate.

use burn::tensor::Tensor;
use serde::{Deserialize, Serialize};

use super::model::Terms;

/// How the rate r, in nats, is penalised with weight β.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Penalty {
    /// β r (Alemi et al. 2017).
    Linear,
    /// β r² (Kolchinsky, Tracey & Van Kuyk 2019).
    Squared,
    /// β r^(1+a) (Rodríguez Gálvez et al. 2020); r is taken as at least 0.
    Power { a: f64 },
    /// β e^(η (r − r*)) (Rodríguez Gálvez et al. 2020, with r* = 0, or shifted); the exponent is capped at 80.
    Exponential { eta: f64, shift: f64 },
    /// β |r − C| (Burgess et al. 2018).
    Capacity { capacity: f64 },
}

/// A penalty, and how much of the rate goes free.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Objective {
    pub penalty: Penalty,
    /// Each dimension's mean rate counts as at least so many nats (Kingma et al. 2016, "free bits"); 0 for none.
    pub free_nats: f64,
}

const MOST_EXPONENT: f64 = 80.0;

impl Objective {
    /// Distortion plus penalty, each replica with its own β; `[replicas]`. Replicas share no parameter, so that the
    /// gradient of the sum is each one's own.
    pub fn loss(&self, terms: &Terms, betas: Tensor<1>) -> Tensor<1> {
        let rate = if self.free_nats > 0.0 {
            let [replicas, _] = terms.divergence.dims();
            terms.divergence.clone().clamp_min(self.free_nats).sum_dim(1).reshape([replicas])
        } else {
            terms.rate()
        };
        terms.distortion.clone() + betas * self.penalty.of(rate)
    }
}

impl Penalty {
    fn of(self, rate: Tensor<1>) -> Tensor<1> {
        match self {
            Penalty::Linear => rate,
            Penalty::Squared => rate.square(),
            // The power of an exact 0 has no slope that burn could give.
            Penalty::Power { a } => rate.clamp_min(1e-6).powf_scalar(1.0 + a),
            Penalty::Exponential { eta, shift } => {
                rate.sub_scalar(shift).mul_scalar(eta).clamp_max(MOST_EXPONENT).exp()
            }
            Penalty::Capacity { capacity } => rate.sub_scalar(capacity).abs(),
        }
    }
}
