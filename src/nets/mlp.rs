//! A multilayer perceptron whose layers can be looked into.

use burn::{
    module::{Module, Param},
    tensor::{Device, Tensor, TensorData, activation::softmax},
};
use serde::{Deserialize, Serialize};

use super::activation::Activation;
use crate::draws::Rng;

/// How large the first weights are: the standard deviation of a normal cut at two standard deviations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InitialScale {
    /// 1/√fan-in (Shwartz-Ziv & Tishby's code).
    #[default]
    FanIn,
    /// 1/√fan-out (Saxe et al.'s code, which divides by the layer's width).
    FanOut,
    /// 2/√fan-in (Chelombiev et al.'s code, for ReLU-like activations).
    TwiceFanIn,
    /// √(2/(fan-in + fan-out)) (Glorot & Bengio 2010).
    Xavier,
}

impl InitialScale {
    pub(super) fn deviation(self, fan_in: usize, fan_out: usize) -> f64 {
        match self {
            InitialScale::FanIn => 1.0 / (fan_in as f64).sqrt(),
            InitialScale::FanOut => 1.0 / (fan_out as f64).sqrt(),
            InitialScale::TwiceFanIn => 2.0 / (fan_in as f64).sqrt(),
            InitialScale::Xavier => (2.0 / (fan_in + fan_out) as f64).sqrt(),
        }
    }
}

/// The sizes of a network: inputs, hidden layers, classes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MlpConfig {
    pub widths: Vec<usize>,
    pub activation: Activation,
    pub initial: InitialScale,
}

/// hₗ₊₁ = φ(Wₗ hₗ + bₗ), with φ on all but the last layer, whose values are logits.
#[derive(Module, Debug)]
pub struct Mlp {
    layers: Vec<Dense>,
    #[module(skip)]
    activation: Activation,
}

/// W h + b, for columns h.
#[derive(Module, Debug)]
struct Dense {
    /// `[out, in]`
    weight: Param<Tensor<2>>,
    /// `[out, 1]`
    bias: Param<Tensor<2>>,
    /// What the activation learns, `[out, 1]` each.
    learned: Vec<Param<Tensor<2>>>,
}

impl MlpConfig {
    /// Weights drawn from `rng`, on the host, so that every device starts from the same ones; biases zero.
    pub fn init(&self, rng: &mut Rng, device: &Device) -> Mlp {
        let last = self.widths.len() - 2;
        let layers = self.widths.windows(2).enumerate().map(|(i, pair)| {
            let learned = if i < last { self.activation.first_values() } else { &[] };
            self.dense(pair[0], pair[1], learned, rng, device)
        });
        Mlp { layers: layers.collect(), activation: self.activation }
    }

    fn dense(&self, fan_in: usize, fan_out: usize, learned: &[f32], rng: &mut Rng, device: &Device) -> Dense {
        let scale = self.initial.deviation(fan_in, fan_out);
        let weights: Vec<f32> = (0..fan_in * fan_out).map(|_| (scale * rng.truncated_normal()) as f32).collect();
        let column = |value: f32| Param::from_data(TensorData::new(vec![value; fan_out], [fan_out, 1]), device);
        Dense {
            weight: Param::from_data(TensorData::new(weights, [fan_out, fan_in]), device),
            bias: column(0.0),
            learned: learned.iter().map(|value| column(*value)).collect(),
        }
    }
}

impl Mlp {
    /// Logits.
    ///
    /// # Shapes
    ///
    /// - `inputs`: `[inputs, samples]`
    /// - output: `[classes, samples]`
    pub fn forward(&self, inputs: Tensor<2>) -> Tensor<2> {
        let last = self.layers.len() - 1;
        self.layers.iter().enumerate().fold(inputs, |h, (i, layer)| {
            let h = layer.forward(h);
            if i < last { self.activate(layer, h) } else { h }
        })
    }

    /// Every hidden layer's activations, then the class probabilities: `[units, samples]` each.
    pub fn activations(&self, inputs: Tensor<2>) -> Vec<Tensor<2>> {
        let last = self.layers.len() - 1;
        let mut h = inputs;
        let layers = self.layers.iter().enumerate().map(|(i, layer)| {
            h = layer.forward(h.clone());
            h = if i < last { self.activate(layer, h.clone()) } else { softmax(h.clone(), 0) };
            h.clone()
        });
        layers.collect()
    }

    /// The last hidden layer's activations, and the logits.
    pub(super) fn last_two(&self, inputs: Tensor<2>) -> (Tensor<2>, Tensor<2>) {
        let last = self.layers.len() - 1;
        let hidden = self.layers[..last].iter().fold(inputs, |h, layer| self.activate(layer, layer.forward(h)));
        (hidden.clone(), self.layers[last].forward(hidden))
    }

    fn activate(&self, layer: &Dense, h: Tensor<2>) -> Tensor<2> {
        let learned: Vec<Tensor<2>> = layer.learned.iter().map(Param::val).collect();
        self.activation.forward(h, &learned)
    }

    /// The weight matrices, `[out, in]` each.
    pub fn weights(&self) -> Vec<Tensor<2>> {
        self.layers.iter().map(|layer| layer.weight.val()).collect()
    }
}

impl Dense {
    fn forward(&self, columns: Tensor<2>) -> Tensor<2> {
        self.weight.val().matmul(columns) + self.bias.val()
    }
}
