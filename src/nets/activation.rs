//! The activations of the information-plane literature.

use burn::tensor::{Tensor, activation};
use serde::{Deserialize, Serialize};

/// An elementwise activation; some learn values of their own, one set a unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Activation {
    #[default]
    Tanh,
    Relu,
    Elu,
    Softplus,
    /// x σ(x), also called SiLU.
    Swish,
    Gelu,
    LeakyRelu,
    Sigmoid,
    /// |x|.
    Abs,
    /// x above 0, a x below, a learned (He et al. 2015).
    Prelu,
    /// x between two learned thresholds, straight lines of learned slopes beyond them (Jin et al. 2016).
    Srelu,
}

const LEAKY_SLOPE: f64 = 0.01;

impl Activation {
    /// Values and labels, for a choice.
    pub const NAMES: &'static [(&'static str, &'static str)] = &[
        ("tanh", "tanh"),
        ("relu", "ReLU"),
        ("elu", "ELU"),
        ("softplus", "softplus"),
        ("swish", "Swish"),
        ("gelu", "GELU"),
        ("leaky-relu", "leaky ReLU"),
        ("sigmoid", "sigmoid"),
        ("abs", "|x|"),
        ("prelu", "PReLU"),
        ("srelu", "SReLU"),
    ];

    /// Whether all values lie between −1 and 1, so that bins over that range see every one of them.
    pub fn is_within_one(self) -> bool {
        matches!(self, Activation::Tanh | Activation::Sigmoid)
    }

    /// What is learned, before it is: the slope of PReLU; the left threshold, the left slope, the distance to the right
    /// threshold and the right slope of SReLU, which so begins as a leaky ReLU.
    pub fn first_values(self) -> &'static [f32] {
        match self {
            Activation::Prelu => &[0.25],
            Activation::Srelu => &[0.0, 0.2, 1.0, 1.0],
            _ => &[],
        }
    }

    /// # Shapes
    ///
    /// - `x`: `[units, samples]`
    /// - `learned`: `[units, 1]` for each of [`Activation::first_values`]
    /// - output: `[units, samples]`
    pub fn forward(self, x: Tensor<2>, learned: &[Tensor<2>]) -> Tensor<2> {
        match (self, learned) {
            (Activation::Prelu, [slope]) => activation::relu(x.clone()) - activation::relu(-x) * slope.clone(),
            (Activation::Srelu, [left, left_slope, width, right_slope]) => {
                let from_left = x - left.clone();
                let beyond = activation::relu(from_left.clone() - width.clone().abs());
                let above = activation::relu(from_left.clone()) - beyond.clone();
                let below = activation::relu(-from_left) * left_slope.clone();
                left.clone() - below + above + beyond * right_slope.clone()
            }
            _ => self.fixed(x),
        }
    }

    /// An activation that learns nothing, elementwise on any shape.
    pub fn fixed<const D: usize>(self, x: Tensor<D>) -> Tensor<D> {
        match self {
            // 2 σ(2x) − 1: the same function, at a third of the cost of burn's tanh on the CPU.
            Activation::Tanh => activation::sigmoid(x.mul_scalar(2.0)).mul_scalar(2.0).sub_scalar(1.0),
            Activation::Relu => activation::relu(x),
            // max(x, 0) + min(eˣ − 1, 0), the exponent capped so that its gradient stays finite.
            Activation::Elu => activation::relu(x.clone()) + x.clamp_max(0.0).exp().sub_scalar(1.0),
            Activation::Softplus => activation::softplus(x, 1.0),
            Activation::Swish => activation::silu(x),
            Activation::Gelu => activation::gelu(x),
            Activation::LeakyRelu => activation::leaky_relu(x, LEAKY_SLOPE),
            Activation::Sigmoid => activation::sigmoid(x),
            Activation::Abs => x.abs(),
            Activation::Prelu | Activation::Srelu => panic!("{self:?} needs its learned values"),
        }
    }
}
