//! The network that sees birds: three convolutions, 64 features, and a logit for each of twelve concepts.
//!
//! It is shipped trained (`birds.f16`, written by `cargo run --release --bin pretrain`), so that what stands on its
//! features can be tried at once.

use burn::{
    module::{Module, Param},
    tensor::{Device, Tensor, TensorData, activation::relu, module::conv2d, ops::ConvOptions},
};
use half::f16;

use super::train::{ReadError, read};
use crate::draws::Rng;

/// Planes of the picture and of each layer of convolutions.
const PLANES: [usize; 4] = [3, 16, 32, 32];
/// The side of a picture, in pixels.
const SIDE: usize = 32;
/// The side of a filter, in pixels.
const FILTER: usize = 3;
/// Numbers that the last convolutions leave of a picture: every layer halves the side.
const LEFT: usize = PLANES[3] * (SIDE / 8) * (SIDE / 8);
const CONCEPTS: usize = 12;

/// Every weight and then its biases, layer by layer, as little-endian 16-bit floats.
const SHIPPED: &[u8] = include_bytes!("birds.f16");

/// x ← relu(conv(x)) three times with stride 2, h = relu(W x + b), lₖ = wₖ·h + bₖ.
#[derive(Module, Debug)]
pub struct Backbone {
    /// `[out, in, 3, 3]` each.
    filters: Vec<Param<Tensor<4>>>,
    /// `[out]` each.
    offsets: Vec<Param<Tensor<1>>>,
    /// `[512, 64]` and `[64, 12]`.
    weights: Vec<Param<Tensor<2>>>,
    biases: Vec<Param<Tensor<1>>>,
}

impl Backbone {
    /// Numbers in a picture: three planes of 32 × 32.
    pub const INPUTS: usize = PLANES[0] * SIDE * SIDE;
    pub const FEATURES: usize = 64;

    /// He's initialisation; drawn on the host, so that every device starts from the same weights.
    pub fn new(rng: &mut Rng, device: &Device) -> Self {
        Self::of(
            &mut |count, fan_in| {
                let scale = fan_in.map_or(0.0, |fan_in| (2.0 / fan_in as f64).sqrt());
                (0..count).map(|_| (scale * rng.normal()) as f32).collect()
            },
            device,
        )
    }

    /// As shipped: trained on birds of independent concepts, as hard to see as they come and easier.
    pub fn pretrained(device: &Device) -> Self {
        let mut numbers = SHIPPED.chunks_exact(2).map(|pair| f16::from_le_bytes([pair[0], pair[1]]).to_f32());
        Self::of(&mut |count, _| numbers.by_ref().take(count).collect(), device)
    }

    /// Layer by layer from a source of so many numbers, which is told the inputs of a unit where they are weights.
    fn of(numbers: &mut dyn FnMut(usize, Option<usize>) -> Vec<f32>, device: &Device) -> Self {
        let mut parts = Self { filters: Vec::new(), offsets: Vec::new(), weights: Vec::new(), biases: Vec::new() };
        for pair in PLANES.windows(2) {
            let shape = [pair[1], pair[0], FILTER, FILTER];
            let fan_in = pair[0] * FILTER * FILTER;
            let filters = TensorData::new(numbers(shape.iter().product(), Some(fan_in)), shape);
            parts.filters.push(Param::from_data(filters, device));
            parts.offsets.push(Param::from_data(TensorData::new(numbers(pair[1], None), [pair[1]]), device));
        }
        for shape in [[LEFT, Self::FEATURES], [Self::FEATURES, CONCEPTS]] {
            let weights = TensorData::new(numbers(shape[0] * shape[1], Some(shape[0])), shape);
            parts.weights.push(Param::from_data(weights, device));
            parts.biases.push(Param::from_data(TensorData::new(numbers(shape[1], None), [shape[1]]), device));
        }
        parts
    }

    /// What the file of shipped weights holds.
    pub async fn bytes(&self) -> Result<Vec<u8>, ReadError> {
        let mut numbers = Vec::new();
        for (filters, offsets) in self.filters.iter().zip(&self.offsets) {
            numbers.extend(read(filters.val()).await?);
            numbers.extend(read(offsets.val()).await?);
        }
        for (weights, biases) in self.weights.iter().zip(&self.biases) {
            numbers.extend(read(weights.val()).await?);
            numbers.extend(read(biases.val()).await?);
        }
        Ok(numbers.into_iter().flat_map(|number| f16::from_f32(number).to_le_bytes()).collect())
    }

    /// The planes that the last convolutions make of pictures `[n, 3, 32, 32]`: `[n, 32, 4, 4]`.
    pub fn planes(&self, pictures: Tensor<4>) -> Tensor<4> {
        self.filters.iter().zip(&self.offsets).fold(pictures, |planes, (filters, offsets)| {
            let options = ConvOptions::new([2, 2], [1, 1], [1, 1], 1);
            relu(conv2d(planes, filters.val(), Some(offsets.val()), options))
        })
    }

    /// Features `[n, 64]` of pictures `[n, 3, 32, 32]`.
    pub fn features(&self, pictures: Tensor<4>) -> Tensor<2> {
        self.features_of(self.planes(pictures))
    }

    /// Features `[n, 64]` of planes `[n, 32, 4, 4]`, for those who look at both.
    pub fn features_of(&self, planes: Tensor<4>) -> Tensor<2> {
        relu(self.layer(0, planes.flatten(1, 3)))
    }

    /// Concept logits `[n, 12]` of features `[n, 64]`.
    pub fn concept_logits(&self, features: Tensor<2>) -> Tensor<2> {
        self.layer(1, features)
    }

    fn layer(&self, index: usize, inputs: Tensor<2>) -> Tensor<2> {
        inputs.matmul(self.weights[index].val()) + self.biases[index].val().unsqueeze()
    }
}

/// Pictures `[n, 3, 32, 32]` on a device; `values` is row-major.
pub fn pictures(values: &[f32], device: &Device) -> Tensor<4> {
    let shape = [values.len() / Backbone::INPUTS, PLANES[0], SIDE, SIDE];
    Tensor::from_data(TensorData::new(values.to_vec(), shape), device)
}

/// Σₖ −[cₖ ln pₖ + (1 − cₖ) ln(1 − pₖ)] of logits `[n, 12]` and concepts of 0 and 1, its mean over pictures in nats.
pub fn concept_loss(logits: Tensor<2>, concepts: Tensor<2>) -> Tensor<1> {
    let n = logits.dims()[0];
    let each = burn::tensor::activation::softplus(logits.clone(), 1.0) - logits * concepts;
    each.sum().div_scalar(n as f64)
}
