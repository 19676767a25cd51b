//! Sparse dictionaries: autoencoders whose many units are charged for firing, one replica a price, trained side by side.

use burn::{
    module::{Module, Param},
    tensor::{Device, Tensor, TensorData, activation::relu},
};

use super::train::{ReadError, read};
use crate::draws::Rng;

/// z = relu(W (x − c) + b), x̂ = c + Σⱼ zⱼ aⱼ: R replicas of it, which all see the same inputs.
///
/// The atoms aⱼ are what is learned of the data; W, b and c are the encoder, its bias and the decoder's own.
#[derive(Module, Debug)]
pub struct Dictionaries {
    /// `[replicas, latents, inputs]`
    encoder: Param<Tensor<3>>,
    /// `[replicas, latents, 1]`
    bias: Param<Tensor<3>>,
    /// `[replicas, latents, inputs]`
    atoms: Param<Tensor<3>>,
    /// `[replicas, inputs, 1]`
    offset: Param<Tensor<3>>,
    #[module(skip)]
    length: AtomLength,
}

/// How long an atom may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AtomLength {
    /// 1, by construction.
    #[default]
    Unit,
    /// Anything: long atoms then make small codes do, and the price on codes means nothing.
    Free,
}

/// What dictionaries make of inputs.
#[derive(Clone, Debug)]
pub struct Coded {
    /// `[replicas, latents, samples]`, none below 0.
    pub codes: Tensor<3>,
    /// `[replicas, inputs, samples]`
    pub reconstruction: Tensor<3>,
}

/// The values of [`Dictionaries`] on the host, row-major, in the shapes that its fields have.
#[derive(Clone, Debug, PartialEq)]
pub struct DictionaryValues {
    pub replicas: usize,
    pub latents: usize,
    pub inputs: usize,
    pub encoder: Vec<f32>,
    pub bias: Vec<f32>,
    pub atoms: Vec<f32>,
    pub offset: Vec<f32>,
}

const LEAST_LENGTH: f64 = 1e-8;

impl DictionaryValues {
    /// All replicas alike: atoms in random directions, of length 1, the encoder their transpose, biases zero.
    pub fn draw(replicas: usize, latents: usize, inputs: usize, rng: &mut Rng) -> Self {
        let mut one = Vec::with_capacity(latents * inputs);
        for _ in 0..latents {
            let direction: Vec<f64> = (0..inputs).map(|_| rng.normal()).collect();
            one.extend(unit(&direction).into_iter().map(|value| value as f32));
        }
        let atoms = one.repeat(replicas);
        Self {
            replicas,
            latents,
            inputs,
            encoder: atoms.clone(),
            bias: vec![0.0; replicas * latents],
            atoms,
            offset: vec![0.0; replicas * inputs],
        }
    }

    /// Points one latent at a direction, in encoder and atom alike, with bias 0.
    pub fn point(&mut self, replica: usize, latent: usize, direction: &[f64]) {
        let row = replica * self.latents + latent;
        for (i, value) in unit(direction).into_iter().enumerate() {
            self.encoder[row * self.inputs + i] = value as f32;
            self.atoms[row * self.inputs + i] = value as f32;
        }
        self.bias[row] = 0.0;
    }

    pub fn init(&self, length: AtomLength, device: &Device) -> Dictionaries {
        let Self { replicas, latents, inputs, .. } = *self;
        let parameter =
            |values: &[f32], shape: [usize; 3]| Param::from_data(TensorData::new(values.to_vec(), shape), device);
        Dictionaries {
            encoder: parameter(&self.encoder, [replicas, latents, inputs]),
            bias: parameter(&self.bias, [replicas, latents, 1]),
            atoms: parameter(&self.atoms, [replicas, latents, inputs]),
            offset: parameter(&self.offset, [replicas, inputs, 1]),
            length,
        }
    }
}

impl Dictionaries {
    /// # Shapes
    ///
    /// - `inputs`: `[1, inputs, samples]`
    pub fn forward(&self, inputs: Tensor<3>) -> Coded {
        let (encoder, atoms, offset) = (self.encoder.val(), self.unit_atoms(), self.offset.val());
        let [replicas, latents, width] = encoder.dims();
        let [_, _, samples] = inputs.dims();
        // All replicas meet the same columns, so that their encoders are one tall matrix.
        let seen = encoder.clone().reshape([1, replicas * latents, width]).matmul(inputs);
        let shift = self.bias.val() - encoder.matmul(offset.clone());
        let codes = relu(seen.reshape([replicas, latents, samples]) + shift);
        let reconstruction = atoms.swap_dims(1, 2).matmul(codes.clone()) + offset;
        Coded { codes, reconstruction }
    }

    /// ‖x̂ − x‖² + price · Σ z, means over samples: `[replicas]`.
    ///
    /// `inputs` is `[1, inputs, samples]`, `prices` `[replicas]`.
    pub fn losses(&self, inputs: Tensor<3>, prices: Tensor<1>) -> Tensor<1> {
        let Coded { codes, reconstruction } = self.forward(inputs.clone());
        let [replicas, _, samples] = codes.dims();
        let total = |values: Tensor<3>| values.sum_dim(2).sum_dim(1).reshape([replicas]);
        (total((reconstruction - inputs).square()) + total(codes) * prices).div_scalar(samples as f64)
    }

    /// The atoms as they decode: `[replicas, latents, inputs]`.
    pub fn unit_atoms(&self) -> Tensor<3> {
        let atoms = self.atoms.val();
        match self.length {
            AtomLength::Free => atoms,
            AtomLength::Unit => {
                let length = atoms.clone().square().sum_dim(2).sqrt().clamp_min(LEAST_LENGTH);
                atoms / length
            }
        }
    }

    pub async fn values(&self) -> Result<DictionaryValues, ReadError> {
        let [replicas, latents, inputs] = self.encoder.dims();
        Ok(DictionaryValues {
            replicas,
            latents,
            inputs,
            encoder: read(self.encoder.val()).await?,
            bias: read(self.bias.val()).await?,
            atoms: read(self.unit_atoms()).await?,
            offset: read(self.offset.val()).await?,
        })
    }
}

/// The same direction at length 1; what has no direction stays.
fn unit(direction: &[f64]) -> Vec<f64> {
    let length = direction.iter().map(|value| value * value).sum::<f64>().sqrt().max(LEAST_LENGTH);
    direction.iter().map(|value| value / length).collect()
}
