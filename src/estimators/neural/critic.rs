//! Networks that score pairs: a joint critic, a separable one, and the plain layers both are made of.

use burn::{
    module::{Module, Param},
    tensor::{Device, Tensor, TensorData, activation::relu},
};

use crate::draws::Rng;

/// f(x, y).
#[derive(Module, Debug)]
pub enum Critic {
    Joint(Joint),
    Separable(Separable),
}

/// f(x, y) = w · φ(W φ(Vx x + Vy y + a) + b) + c, φ = max(0, ·).
#[derive(Module, Debug)]
pub struct Joint {
    from_x: Dense,
    /// `[width, dim of y]`
    from_y: Param<Tensor<2>>,
    hidden: Dense,
    last: Dense,
}

/// f(x, y) = g(x) · h(y), g and h two networks.
#[derive(Module, Debug)]
pub struct Separable {
    of_x: Layers,
    of_y: Layers,
}

/// φ between layers, none after the last.
#[derive(Module, Debug)]
pub struct Layers {
    layers: Vec<Dense>,
}

/// W h + b, for columns h.
#[derive(Module, Debug)]
struct Dense {
    /// `[out, in]`
    weight: Param<Tensor<2>>,
    /// `[out, 1]`
    bias: Param<Tensor<2>>,
}

impl Critic {
    /// # Shapes
    ///
    /// - `x`: `[dim of x, n]`, `y`: `[dim of y, m]`
    /// - output: `[n, m]`
    pub fn scores(&self, x: Tensor<2>, y: Tensor<2>) -> Tensor<2> {
        match self {
            Critic::Joint(critic) => critic.scores(x, y),
            Critic::Separable(critic) => critic.scores(x, y),
        }
    }
}

impl Joint {
    /// Two hidden layers of `width` units; all drawn from `rng`, on the host.
    pub fn new(dims: [usize; 2], width: usize, rng: &mut Rng, device: &Device) -> Self {
        // As if one layer read x and y side by side.
        let fan_in = dims[0] + dims[1];
        Self {
            from_x: Dense::scaled(fan_in, [width, dims[0]], rng, device),
            from_y: drawn([width, dims[1]], (2.0 / fan_in as f64).sqrt(), rng, device),
            hidden: Dense::new([width, width], rng, device),
            last: Dense::new([1, width], rng, device),
        }
    }

    /// Every x with every y: the first layer is computed once a side, then added up pair by pair.
    pub fn scores(&self, x: Tensor<2>, y: Tensor<2>) -> Tensor<2> {
        let ([_, n], [_, m]) = (x.dims(), y.dims());
        let from_x: Tensor<3> = self.from_x.forward(x).unsqueeze_dim(2);
        let from_y: Tensor<3> = self.from_y.val().matmul(y).unsqueeze_dim(1);
        let [width, _, _] = from_x.dims();
        // [width, n, 1] + [width, 1, m]
        let first = relu((from_x + from_y).reshape([width, n * m]));
        self.last.forward(relu(self.hidden.forward(first))).reshape([n, m])
    }

    /// ‖∇f‖² at paired columns, the gradient being that by x and y together, of n pairs: `[1, n]`.
    ///
    /// Written out, so that an ordinary backward pass differentiates it by the weights: burn has no second derivatives.
    pub fn squared_slopes(&self, x: Tensor<2>, y: Tensor<2>) -> Tensor<2> {
        let from_y = self.from_y.val();
        let first = self.from_x.forward(x) + from_y.clone().matmul(y);
        let second = self.hidden.forward(relu(first.clone()));
        let by_second = self.last.weight.val().transpose() * steps(second);
        let by_first = self.hidden.weight.val().transpose().matmul(by_second) * steps(first);
        let by_x = self.from_x.weight.val().transpose().matmul(by_first.clone());
        let by_y = from_y.transpose().matmul(by_first);
        by_x.square().sum_dim(0) + by_y.square().sum_dim(0)
    }
}

impl Separable {
    /// Each side's network has two hidden layers of `width` units and gives `width` numbers.
    pub fn new(dims: [usize; 2], width: usize, rng: &mut Rng, device: &Device) -> Self {
        let mut side = |dim| Layers::new(&[dim, width, width, width], rng, device);
        Self { of_x: side(dims[0]), of_y: side(dims[1]) }
    }

    fn scores(&self, x: Tensor<2>, y: Tensor<2>) -> Tensor<2> {
        let g = self.of_x.forward(x);
        let [width, _] = g.dims();
        // Of size one at first, whatever the width.
        g.transpose().matmul(self.of_y.forward(y)).mul_scalar(1.0 / width as f64)
    }
}

impl Layers {
    /// `widths`: inputs, hidden layers, outputs; all drawn from `rng`, on the host.
    pub fn new(widths: &[usize], rng: &mut Rng, device: &Device) -> Self {
        Self { layers: widths.windows(2).map(|pair| Dense::new([pair[1], pair[0]], rng, device)).collect() }
    }

    /// `[inputs, n]` to `[outputs, n]`.
    pub fn forward(&self, inputs: Tensor<2>) -> Tensor<2> {
        self.layers.iter().enumerate().fold(inputs, |h, (i, layer)| layer.forward(if i == 0 { h } else { relu(h) }))
    }
}

impl Dense {
    fn new(shape: [usize; 2], rng: &mut Rng, device: &Device) -> Self {
        Self::scaled(shape[1], shape, rng, device)
    }

    /// Weights of standard deviation √(2/fan-in) (He et al. 2015), and biases of 1/√fan-in: with none, all units of one
    /// input would bend at the same place.
    fn scaled(fan_in: usize, shape: [usize; 2], rng: &mut Rng, device: &Device) -> Self {
        Self {
            weight: drawn(shape, (2.0 / fan_in as f64).sqrt(), rng, device),
            bias: drawn([shape[0], 1], (1.0 / fan_in as f64).sqrt(), rng, device),
        }
    }

    fn forward(&self, columns: Tensor<2>) -> Tensor<2> {
        self.weight.val().matmul(columns) + self.bias.val()
    }
}

fn drawn(shape: [usize; 2], scale: f64, rng: &mut Rng, device: &Device) -> Param<Tensor<2>> {
    let values: Vec<f32> = (0..shape[0] * shape[1]).map(|_| (scale * rng.normal()) as f32).collect();
    Param::from_data(TensorData::new(values, shape), device)
}

/// φ': 1 above 0, 0 elsewhere.
fn steps(sums: Tensor<2>) -> Tensor<2> {
    let zeros = sums.zeros_like();
    let above = sums.greater_elem(0.0);
    zeros.mask_fill(above, 1.0)
}
