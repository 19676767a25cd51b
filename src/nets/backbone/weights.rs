//! Weights as bytes: half-precision numbers, little-endian, in the order in which the network holds them.

use burn::{
    module::{Module, ModuleMapper, ModuleVisitor, Param},
    tensor::{Device, Tensor, TensorData},
};
use half::f16;

use super::Backbone;
use crate::{
    draws::Rng,
    nets::train::{ReadError, read},
};

/// Trained on procedural birds by `src/bin/pretrain.rs`.
static PRETRAINED: &[u8] = include_bytes!("birds.f16");
/// Of the birds that the shipped weights know.
const CONCEPTS: usize = 12;

struct Collected(Vec<Tensor<1>>);

impl ModuleVisitor for Collected {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let value = param.val();
        let numbers = value.shape().num_elements();
        self.0.push(value.reshape([numbers]));
    }
}

struct Given<'a> {
    values: &'a [f32],
    device: &'a Device,
}

impl ModuleMapper for Given<'_> {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let shape = param.shape();
        let (own, rest) = self.values.split_at(shape.num_elements());
        self.values = rest;
        Param::from_data(TensorData::new(own.to_vec(), shape), self.device)
    }
}

impl Backbone {
    /// The shipped network, which tells the twelve concepts of procedural birds.
    pub fn pretrained(device: &Device) -> Self {
        // The file is part of this program and tested; it cannot be another one.
        Self::from_bytes(PRETRAINED, CONCEPTS, device).unwrap_or_else(|| panic!("birds.f16 is of another network"))
    }

    /// A network from its [`Backbone::to_bytes`]; none where there are too few bytes or too many.
    pub fn from_bytes(bytes: &[u8], concepts: usize, device: &Device) -> Option<Self> {
        let network = Self::new(concepts, &mut Rng::new(0, "replaced"), device);
        let values: Vec<f32> =
            bytes.chunks_exact(2).map(|pair| f16::from_le_bytes([pair[0], pair[1]]).to_f32()).collect();
        (bytes.len() == 2 * network.num_params()).then(|| network.map(&mut Given { values: &values, device }))
    }

    /// All weights, two bytes each.
    pub async fn to_bytes(&self) -> Result<Vec<u8>, ReadError> {
        let mut collected = Collected(Vec::new());
        self.visit(&mut collected);
        let values = read(Tensor::cat(collected.0, 0)).await?;
        Ok(values.into_iter().flat_map(|value| f16::from_f32(value).to_le_bytes()).collect())
    }
}
