//! The bottleneck network: an encoder, a noisy code, a decoder, and a rate.

use burn::{
    module::{Module, Param},
    tensor::{Device, Tensor, TensorData},
};
use serde::{Deserialize, Serialize};

use super::{
    super::stack::{Stack, StackConfig, per_replica, replace},
    batches::Batch,
    code::{Code, Spread},
    likelihood::Likelihood,
    prior::{Prior, PriorKind},
    rate::{Bound, pairwise_rate},
};
use crate::draws::Rng;

/// What bounds the information in the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Compression {
    /// The mean divergence from a prior.
    Divergence(PriorKind),
    /// The mixture bound of Kolchinsky & Tracey over the batch; needs one deviation for all: [`Spread::Shared`] or
    /// [`Spread::Unit`].
    Pairwise,
}

/// The shape all replicas share.
#[derive(Clone, Debug, PartialEq)]
pub struct BottleneckConfig {
    /// From the inputs to the code; the last width is that of the encoder's outputs, [`Spread::heads`].
    pub encoder: StackConfig,
    /// From the code to the target's parameters.
    pub decoder: StackConfig,
    pub spread: Spread,
    pub compression: Compression,
    pub likelihood: Likelihood,
}

/// R replicas of encoder e(z|x), decoder d(y|z) and what the rate is measured by.
#[derive(Module, Debug)]
pub struct Bottleneck {
    encoder: Stack,
    decoder: Stack,
    prior: Prior,
    /// φ, where the deviation is shared: `[replicas, 1, 1]`.
    shared: Option<Param<Tensor<3>>>,
    /// The decoder's log-variance, where it is Gaussian: `[replicas, outputs, 1]`.
    log_variance: Option<Param<Tensor<3>>>,
    #[module(skip)]
    spread: Spread,
    #[module(skip)]
    compression: Compression,
    #[module(skip)]
    likelihood: Likelihood,
}

/// What is traded, in nats: means over a batch.
#[derive(Clone, Debug)]
pub struct Terms {
    /// `[replicas]`
    pub distortion: Tensor<1>,
    /// The rate by dimension of the code, `[replicas, dimensions]`; in one column where it has no parts.
    pub divergence: Tensor<2>,
}

impl BottleneckConfig {
    /// Weights drawn from one generator a group, for as many copies; biases zero; the code's shared variance and the
    /// decoder's variance 1.
    pub fn init(&self, rngs: &mut [Rng], copies: usize, device: &Device) -> Bottleneck {
        let replicas = rngs.len() * copies;
        let dimensions = self.decoder.widths[0];
        assert_eq!(self.encoder.widths.last(), Some(&self.spread.heads(dimensions)), "the encoder gives the code");
        let is_shared = matches!(self.spread, Spread::Shared | Spread::Unit);
        assert!(is_shared || self.compression != Compression::Pairwise, "distances need one deviation for all");
        let outputs = self.decoder.widths[self.decoder.widths.len() - 1];
        let filled = |value: f32, rows: usize| {
            Param::from_data(TensorData::new(vec![value; replicas * rows], [replicas, rows, 1]), device)
        };
        let kind = match self.compression {
            Compression::Divergence(kind) => kind,
            Compression::Pairwise => PriorKind::Standard,
        };
        // softplus(φ) = 1
        let phi = (1f32.exp() - 1.0).ln();
        Bottleneck {
            encoder: self.encoder.init(rngs, copies, device),
            decoder: self.decoder.init(rngs, copies, device),
            prior: kind.init(dimensions, rngs, copies, device),
            shared: (self.spread == Spread::Shared).then(|| filled(phi, 1)),
            log_variance: (self.likelihood == Likelihood::Gaussian).then(|| filled(0.0, outputs)),
            spread: self.spread,
            compression: self.compression,
            likelihood: self.likelihood,
        }
    }
}

impl Bottleneck {
    pub fn replicas(&self) -> usize {
        self.encoder.replicas()
    }

    /// The codes of inputs `[groups, inputs, samples]`.
    pub fn encode(&self, inputs: Tensor<3>) -> Code {
        self.spread.code(self.encoder.forward(inputs), self.shared.as_ref().map(Param::val))
    }

    /// The target's parameters for codes `[replicas, dimensions, columns]`: `[replicas, outputs, columns]`.
    pub fn decode(&self, codes: Tensor<3>) -> Tensor<3> {
        self.decoder.forward(codes)
    }

    /// Distortion and rate of a batch; the rate is measured on it alone.
    pub fn terms(&self, batch: &Batch) -> Terms {
        let replicas = self.replicas();
        let code = self.encode(batch.inputs.clone());
        let samples = code.sample(per_replica(batch.noise.clone(), replicas));
        let targets = per_replica(batch.targets.clone(), replicas);
        let draws = samples.dims()[2] / targets.dims()[2];
        let log_variance = self.log_variance.as_ref().map(Param::val);
        let outputs = self.decode(samples.clone());
        let distortion = self.likelihood.distortion(outputs, targets.clone().repeat_dim(2, draws), log_variance);
        Terms {
            distortion: distortion.mean_dim(2).reshape([replicas]),
            divergence: self.divergence(&code, &samples, &targets),
        }
    }

    /// The rate by dimension of the code, `[replicas, dimensions or 1]`, in nats; `targets` are the classes of the code's
    /// samples, `[replicas, classes, samples]`.
    pub fn divergence(&self, code: &Code, samples: &Tensor<3>, targets: &Tensor<3>) -> Tensor<2> {
        let replicas = self.replicas();
        match self.compression {
            Compression::Pairwise => {
                let variance = code.deviation.clone().square();
                pairwise_rate(code.mean.clone(), variance, Bound::Upper).reshape([replicas, 1])
            }
            Compression::Divergence(_) => {
                let each = self.prior.divergence(code, samples, targets);
                let parts = each.dims()[1];
                each.mean_dim(2).reshape([replicas, parts])
            }
        }
    }

    /// The rate of every row, `[replicas, rows]`, in nats; averaged over draws for a mixture. The rate must be a
    /// divergence: distances belong to a whole batch.
    pub fn row_rates(&self, batch: &Batch) -> Tensor<2> {
        assert_ne!(self.compression, Compression::Pairwise, "distances give no rate of a row");
        let replicas = self.replicas();
        let code = self.encode(batch.inputs.clone());
        let samples = code.sample(per_replica(batch.noise.clone(), replicas));
        let targets = per_replica(batch.targets.clone(), replicas);
        let [_, _, rows] = targets.dims();
        let each = self.prior.divergence(&code, &samples, &targets).sum_dim(1);
        let draws = each.dims()[2] / rows;
        each.reshape([replicas, draws, rows]).mean_dim(1).reshape([replicas, rows])
    }

    /// One replica alone.
    pub fn only(&self, replica: usize) -> Self {
        let alone = |values: Tensor<3>| values.narrow(0, replica, 1);
        let alone = self.parameters().into_iter().map(alone).collect();
        self.clone().with_parameters(alone)
    }

    /// The decoder's log-variance, where it is Gaussian: `[replicas, outputs, 1]`.
    pub fn log_variance(&self) -> Option<Tensor<3>> {
        self.log_variance.as_ref().map(Param::val)
    }

    /// Every learned value: the encoder's weights and biases in turn, the decoder's, the prior's means, log-variances
    /// and log-weights, φ, the decoder's log-variance; as far as there are any.
    pub fn parameters(&self) -> Vec<Tensor<3>> {
        let mut all = self.encoder.parameters();
        all.extend(self.decoder.parameters());
        all.extend(self.prior.parameters());
        all.extend([&self.shared, &self.log_variance].into_iter().flatten().map(Param::val));
        all
    }

    /// The same network with other values, in the order of [`Bottleneck::parameters`]; the number of replicas may change.
    pub fn with_parameters(mut self, values: Vec<Tensor<3>>) -> Self {
        let mut values = values.into_iter();
        self.encoder = self.encoder.with_parameters(&mut values);
        self.decoder = self.decoder.with_parameters(&mut values);
        self.prior = self.prior.with_parameters(&mut values);
        for parameter in [&mut self.shared, &mut self.log_variance].into_iter().flatten() {
            replace(parameter, &mut values);
        }
        self
    }

    /// Moves an average of weights towards another network: keep · average + (1 − keep) · other.
    pub fn moved_towards(self, other: &Bottleneck, keep: f64) -> Self {
        let mixed = self.parameters().into_iter().zip(other.parameters());
        let mixed = mixed.map(|(own, new)| own.mul_scalar(keep) + new.mul_scalar(1.0 - keep)).collect();
        self.with_parameters(mixed)
    }
}

impl Terms {
    /// All dimensions together, `[replicas]`.
    pub fn rate(&self) -> Tensor<1> {
        let [replicas, _] = self.divergence.dims();
        self.divergence.clone().sum_dim(1).reshape([replicas])
    }

    /// The numbers alone, off the record that a loss is differentiated by.
    pub(super) fn without_gradients(self) -> Self {
        Self { distortion: self.distortion.inner(), divergence: self.divergence.inner() }
    }
}
