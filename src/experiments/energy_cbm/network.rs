//! The energy networks of Xu et al. 2024 on given features, and how each is trained.

use burn::{
    module::{Module, Param},
    tensor::{
        Device, Tensor, TensorData,
        activation::{log_sigmoid, log_softmax, relu},
    },
};

use super::energies::{Coupler, Energies};
use crate::{
    draws::Rng,
    nets::{ReadError, cross_entropy, read},
};

/// Added to a vector's squared length, so that its gradient is finite everywhere.
const LEAST_LENGTH: f64 = 1e-12;

/// The sizes of all networks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    pub features: usize,
    pub concepts: usize,
    pub classes: usize,
    /// H, that of every vector.
    pub hidden: usize,
}

/// E_cy(c, y) = g(P \[v₁^{c₁} … v_K^{c_K}\] + b, v_y).
///
/// All energies are made of g(a, v) = wᵀ relu(a ∘ v/‖v‖ + a). A unit vector's entries are at least −1, so that this is
/// (w ∘ (1 + v/‖v‖))ᵀ relu(a) exactly: one row of weights a vector, on the rectified a. Its part wᵀ relu(a) is the same for
/// every v; where a depends on the concepts and the loss is normalised over classes alone, that part is left to chance.
#[derive(Module, Debug)]
pub struct CouplingNet {
    /// v_y, `[C, H]`
    pub classes: Param<Tensor<2>>,
    /// v_k⁻ and v_k⁺, `[K, H, 2]`
    pub concepts: Param<Tensor<3>>,
    /// P by concept, `[K, H, H]`
    pub mixing: Param<Tensor<3>>,
    /// b, `[H, 1]`
    pub bias: Param<Tensor<2>>,
    /// w, `[1, H]`
    pub readout: Param<Tensor<2>>,
}

/// E_xy(x, y) = g(W₁ x + b₁, v_y) and E_xc,k(x, c) = g_k(W₂ x + b₂, v_k^c), which share their vectors with E_cy.
#[derive(Module, Debug)]
pub struct EnergyNet {
    pub coupling: CouplingNet,
    class_layer: Layer,
    concept_layer: Layer,
    /// w of E_xy, `[1, H]`
    class_readout: Param<Tensor<2>>,
    /// w of E_xc, `[K, H, 1]`
    concept_readouts: Param<Tensor<3>>,
}

#[derive(Module, Debug)]
struct Layer {
    /// `[out, in]`
    weight: Param<Tensor<2>>,
    /// `[out, 1]`
    bias: Param<Tensor<2>>,
}

impl Layer {
    fn rectified(&self, columns: Tensor<2>) -> Tensor<2> {
        relu(self.weight.val().matmul(columns) + self.bias.val())
    }
}

/// Numbers of deviation `deviation`.
fn drawn<const D: usize>(shape: [usize; D], deviation: f64, rng: &mut Rng, device: &Device) -> Param<Tensor<D>> {
    let count = shape.iter().product();
    let values: Vec<f32> = (0..count).map(|_| (deviation * rng.truncated_normal()) as f32).collect();
    Param::from_data(TensorData::new(values, shape), device)
}

fn zeros<const D: usize>(shape: [usize; D], device: &Device) -> Param<Tensor<D>> {
    Param::from_data(TensorData::new(vec![0f32; shape.iter().product()], shape), device)
}

/// Vectors along `dim` as parts of their length.
fn directions<const D: usize>(vectors: Tensor<D>, dim: usize) -> Tensor<D> {
    let length = (vectors.clone().square().sum_dim(dim) + LEAST_LENGTH).sqrt();
    vectors / length
}

impl CouplingNet {
    pub fn new(sizes: Sizes, rng: &mut Rng, device: &Device) -> Self {
        let Sizes { concepts, classes, hidden, .. } = sizes;
        // The rectified sums have K vectors of H entries below them.
        let mixing = (2.0 / (concepts * hidden) as f64).sqrt();
        Self {
            classes: drawn([classes, hidden], 1.0, rng, device),
            concepts: drawn([concepts, hidden, 2], 1.0, rng, device),
            mixing: drawn([concepts, hidden, hidden], mixing, rng, device),
            bias: zeros([hidden, 1], device),
            readout: drawn([1, hidden], (2.0 / hidden as f64).sqrt(), rng, device),
        }
    }

    /// w ∘ (1 + v_y/‖v_y‖) of every class, `[C, H]`.
    fn heads(&self, readout: Tensor<2>) -> Tensor<2> {
        readout * (directions(self.classes.val(), 1) + 1.0)
    }

    /// P_k v_k^c, `[H, 2 K]`, a concept's absence before its presence.
    fn columns(&self) -> Tensor<2> {
        let mixed = self.mixing.val().matmul(self.concepts.val());
        let [concepts, hidden, values] = mixed.dims();
        mixed.swap_dims(0, 1).reshape([hidden, values * concepts])
    }

    /// E_cy, `[C, n]`, of concepts as [`indicators`] writes them, `[2 K, n]`.
    pub fn energies(&self, indicators: Tensor<2>) -> Tensor<2> {
        let hidden = relu(self.columns().matmul(indicators) + self.bias.val());
        self.heads(self.readout.val()).matmul(hidden)
    }

    /// −Σ p̂(c, y) ln p(c, y) in nats, where p is normalised over all states and classes together.
    ///
    /// `indicators` are all `[2 K, 2^K]`; `shares` is p̂, `[C, 2^K]`.
    pub fn joint_loss(&self, indicators: Tensor<2>, shares: Tensor<2>) -> Tensor<1> {
        let energies = self.energies(indicators);
        let [classes, states] = energies.dims();
        let logs = log_softmax(energies.neg().reshape([1, classes * states]), 1);
        (logs * shares.reshape([1, classes * states])).sum().neg()
    }

    pub async fn coupler(&self) -> Result<Coupler, ReadError> {
        Ok(Coupler {
            columns: read(self.columns().transpose()).await?,
            bias: read(self.bias.val()).await?,
            heads: read(self.heads(self.readout.val())).await?,
        })
    }
}

/// A loss of each energy network, in nats an input.
pub struct Losses {
    /// −ln p(y | x).
    pub xy: Tensor<1>,
    /// −Σ_k ln p(c_k | x).
    pub xc: Tensor<1>,
    /// −ln p(y | c), of concepts some of which were flipped.
    pub cy: Tensor<1>,
}

/// Inputs and what is true of them, as columns.
pub struct Batch {
    /// `[features, n]`
    pub inputs: Tensor<2>,
    /// 1 or −1, `[K, n]`
    pub signs: Tensor<2>,
    /// `[2 K, n]`
    pub indicators: Tensor<2>,
    /// One-hot, `[C, n]`
    pub labels: Tensor<2>,
}

impl EnergyNet {
    pub fn new(sizes: Sizes, rng: &mut Rng, device: &Device) -> Self {
        let Sizes { features, concepts, hidden, .. } = sizes;
        let mut layer = || Layer {
            weight: drawn([hidden, features], (2.0 / features as f64).sqrt(), rng, device),
            bias: zeros([hidden, 1], device),
        };
        let (class_layer, concept_layer) = (layer(), layer());
        let deviation = (2.0 / hidden as f64).sqrt();
        Self {
            class_layer,
            concept_layer,
            class_readout: drawn([1, hidden], deviation, rng, device),
            concept_readouts: drawn([concepts, hidden, 1], deviation, rng, device),
            coupling: CouplingNet::new(sizes, rng, device),
        }
    }

    /// w_k ∘ (1 + v_k^c/‖v_k^c‖), `[K, H, 2]`.
    fn concept_heads(&self) -> Tensor<3> {
        self.concept_readouts.val() * (directions(self.coupling.concepts.val(), 1) + 1.0)
    }

    /// Each energy's own loss, normalised over its own label alone: what is published.
    pub fn losses(&self, batch: Batch) -> Losses {
        let [_, n] = batch.signs.dims();
        let energies =
            self.coupling.heads(self.class_readout.val()).matmul(self.class_layer.rectified(batch.inputs.clone()));
        let heads = self.concept_heads();
        let [concepts, hidden, _] = heads.dims();
        // E(no) − E(yes): the logit of yes.
        let differences = heads.clone().slice_dim(2, 0..1) - heads.slice_dim(2, 1..2);
        let logits = differences.reshape([concepts, hidden]).matmul(self.concept_layer.rectified(batch.inputs));
        Losses {
            xy: cross_entropy(energies.neg(), batch.labels.clone()),
            xc: log_sigmoid(logits * batch.signs).sum().mul_scalar(-1.0 / n as f64),
            cy: cross_entropy(self.coupling.energies(batch.indicators).neg(), batch.labels),
        }
    }

    /// All of it, on the host.
    pub async fn energies(&self) -> Result<Energies, ReadError> {
        let heads = self.concept_heads().swap_dims(1, 2);
        let [concepts, values, hidden] = heads.dims();
        Ok(Energies {
            class_layer: read(self.class_layer.weight.val()).await?,
            class_bias: read(self.class_layer.bias.val()).await?,
            class_heads: read(self.coupling.heads(self.class_readout.val())).await?,
            concept_layer: read(self.concept_layer.weight.val()).await?,
            concept_bias: read(self.concept_layer.bias.val()).await?,
            concept_heads: read(heads.reshape([concepts * values, hidden])).await?,
            coupler: self.coupling.coupler().await?,
        })
    }
}

/// Which values concepts have, `[2 K, n]`, a concept's absence before its presence: one 1 a concept and column.
///
/// `concept` says whether input i has concept k.
pub fn indicators(width: usize, n: usize, concept: impl Fn(usize, usize) -> bool, device: &Device) -> Tensor<2> {
    let row = |row: usize| (0..n).map(move |i| (i, row / 2, row % 2 == 1));
    let of = |(i, k, is_presence): (usize, usize, bool)| f32::from(u8::from(concept(i, k) == is_presence));
    let values: Vec<f32> = (0..2 * width).flat_map(row).map(of).collect();
    Tensor::from_data(TensorData::new(values, [2 * width, n]), device)
}
