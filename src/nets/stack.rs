//! Many multilayer perceptrons of one shape as one module: a leading replica dimension, trained side by side.

use burn::{
    module::{Module, Param},
    tensor::{Device, Tensor, TensorData},
};

use super::{activation::Activation, mlp::InitialScale};
use crate::draws::Rng;

/// The sizes all replicas share: inputs, hidden layers, outputs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StackConfig {
    pub widths: Vec<usize>,
    /// One that learns nothing of its own.
    pub activation: Activation,
    pub initial: InitialScale,
}

/// R replicas of hₗ₊₁ = φ(Wₗ hₗ + bₗ), with φ on all but the last layer.
///
/// Replicas stand group by group: those of one group see the same inputs. A sweep has one group a seed and one replica
/// a β in it.
#[derive(Module, Debug)]
pub struct Stack {
    layers: Vec<Layer>,
    #[module(skip)]
    activation: Activation,
}

/// W h + b, for columns h.
#[derive(Module, Debug)]
struct Layer {
    /// `[replicas, out, in]`
    weight: Param<Tensor<3>>,
    /// `[replicas, out, 1]`
    bias: Param<Tensor<3>>,
}

impl StackConfig {
    /// As many replicas as `rngs` times `copies`, the copies of one generator side by side and all alike; biases zero.
    ///
    /// Weights are drawn on the host, so that every device starts from the same ones.
    pub fn init(&self, rngs: &mut [Rng], copies: usize, device: &Device) -> Stack {
        assert!(self.activation.first_values().is_empty(), "{:?} learns values of its own", self.activation);
        let layers = self.widths.windows(2).map(|pair| self.layer(pair[0], pair[1], rngs, copies, device));
        Stack { layers: layers.collect(), activation: self.activation }
    }

    fn layer(&self, fan_in: usize, fan_out: usize, rngs: &mut [Rng], copies: usize, device: &Device) -> Layer {
        let scale = self.initial.deviation(fan_in, fan_out);
        let replicas = rngs.len() * copies;
        let mut weights = Vec::with_capacity(replicas * fan_in * fan_out);
        for rng in rngs {
            let drawn: Vec<f32> = (0..fan_in * fan_out).map(|_| (scale * rng.truncated_normal()) as f32).collect();
            (0..copies).for_each(|_| weights.extend_from_slice(&drawn));
        }
        Layer {
            weight: Param::from_data(TensorData::new(weights, [replicas, fan_out, fan_in]), device),
            bias: Param::from_data(TensorData::new(vec![0f32; replicas * fan_out], [replicas, fan_out, 1]), device),
        }
    }
}

impl Stack {
    pub fn replicas(&self) -> usize {
        self.layers[0].weight.dims()[0]
    }

    /// The last layer's values.
    ///
    /// # Shapes
    ///
    /// - `inputs`: `[groups, inputs, samples]`; the number of groups divides that of replicas
    /// - output: `[replicas, outputs, samples]`
    pub fn forward(&self, inputs: Tensor<3>) -> Tensor<3> {
        let last = self.layers.len() - 1;
        self.layers.iter().enumerate().fold(inputs, |h, (i, layer)| {
            let h = layer.forward(h);
            if i < last { self.activation.fixed(h) } else { h }
        })
    }

    /// Every layer's weights and biases, in turn: `[replicas, out, in]` and `[replicas, out, 1]`.
    pub fn parameters(&self) -> Vec<Tensor<3>> {
        self.layers.iter().flat_map(|layer| [layer.weight.val(), layer.bias.val()]).collect()
    }

    /// The same network with other values, in the order of [`Stack::parameters`]; the number of replicas may change.
    pub fn with_parameters(mut self, values: &mut impl Iterator<Item = Tensor<3>>) -> Self {
        for layer in &mut self.layers {
            replace(&mut layer.weight, values);
            replace(&mut layer.bias, values);
        }
        self
    }
}

impl Layer {
    fn forward(&self, columns: Tensor<3>) -> Tensor<3> {
        let weight = self.weight.val();
        let [replicas, fan_out, fan_in] = weight.dims();
        let [groups, _, samples] = columns.dims();
        // The replicas of one group meet the same columns, so that their weights are one tall matrix.
        let product = weight.reshape([groups, replicas / groups * fan_out, fan_in]).matmul(columns);
        product.reshape([replicas, fan_out, samples]) + self.bias.val()
    }
}

/// Puts the next value in a parameter's place; past the last one nothing changes.
pub(super) fn replace(parameter: &mut Param<Tensor<3>>, values: &mut impl Iterator<Item = Tensor<3>>) {
    if let Some(value) = values.next() {
        assert_eq!(parameter.dims()[1..], value.dims()[1..], "a parameter keeps its shape");
        *parameter = parameter.clone().map(|_| value);
    }
}

/// One copy a replica of what is given once a group: `[groups, …, …]` to `[replicas, …, …]`.
pub fn per_replica(grouped: Tensor<3>, replicas: usize) -> Tensor<3> {
    let [groups, rows, columns] = grouped.dims();
    if groups == replicas {
        return grouped;
    }
    let copies = replicas / groups;
    grouped.reshape([groups, 1, rows, columns]).repeat_dim(1, copies).reshape([replicas, rows, columns])
}
