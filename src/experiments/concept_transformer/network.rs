//! The network: slots that gather what they need from patches, patches that read the slots, and classes that are sums over
//! slots.

use burn::{
    module::{Module, Param},
    tensor::{
        Device, Tensor, TensorData,
        activation::{log_softmax, relu, sigmoid, softmax, tanh},
    },
};

use crate::draws::Rng;

/// Numbers in a slot, and in a patch as slots see it.
pub const WIDTH: usize = 32;
/// Hidden units of the perceptron that a slot passes through.
const HIDDEN: usize = 64;
/// Added to the sums that weights are divided by (Locatello et al. 2020, released code).
const EPSILON: f64 = 1e-8;

/// What a network is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Numbers in a patch.
    pub features: usize,
    pub patches: usize,
    pub slots: usize,
    pub classes: usize,
}

/// Some replicas of a network, all alike at first; each parameter leads with the replica.
///
/// One round of slot attention (Locatello et al. 2020) from learned first slots (Jia et al. 2023), then one head of
/// cross-attention from patches to slots, and a linear read-out, as in concept-centric transformers (Hong et al. 2024).
/// Vectors are brought to mean 0 and variance 1 before they are compared; what a layer's norm would learn beside that is
/// in the linear map behind it.
#[derive(Module, Debug)]
pub struct Network {
    /// Patches: `[replicas, width, features]`, and what each place adds, `[replicas, width, patches]`.
    patch: Param<Tensor<3>>,
    place: Param<Tensor<3>>,
    /// The slots at first: `[replicas, width, slots]`.
    first: Param<Tensor<3>>,
    /// Slot attention, `[replicas, width, width]` each.
    query: Param<Tensor<3>>,
    key: Param<Tensor<3>>,
    value: Param<Tensor<3>>,
    /// The gated unit that renews a slot: `[replicas, 3 width, width]` twice, and `[replicas, 3 width, 1]`.
    renewal: Param<Tensor<3>>,
    memory: Param<Tensor<3>>,
    gates: Param<Tensor<3>>,
    /// The perceptron behind it.
    inner: Param<Tensor<3>>,
    inner_bias: Param<Tensor<3>>,
    outer: Param<Tensor<3>>,
    outer_bias: Param<Tensor<3>>,
    /// Cross-attention: `[replicas, width, width]` each.
    reader: Param<Tensor<3>>,
    read: Param<Tensor<3>>,
    said: Param<Tensor<3>>,
    /// The classes: `[replicas, classes, width]` and `[replicas, classes, 1]`.
    class: Param<Tensor<3>>,
    class_bias: Param<Tensor<3>>,
    #[module(skip)]
    shape: [usize; 4],
}

/// What a network makes of some pictures.
#[derive(Clone, Debug)]
pub struct Sight {
    /// What each slot is gathered from, `[replicas, slots, pictures, patches]`: a softmax over slots, then divided by its
    /// sum over patches, so that each slot's weights sum to 1.
    pub gathered: Tensor<4>,
    /// What each patch reads, `[replicas, slots, pictures, patches]`: a softmax over slots, so that each patch's weights
    /// sum to 1.
    pub reads: Tensor<4>,
    /// What each slot adds to each class: `[replicas, classes, pictures, slots]`. Summed over slots, with the bias, they are
    /// the logits.
    pub parts: Tensor<4>,
    /// `[replicas, classes, pictures]`
    pub logits: Tensor<3>,
}

impl Network {
    /// Weights of deviation 1/√fan-in from `rng`, places of a tenth, biases zero.
    pub fn new(shape: Shape, replicas: usize, rng: &mut Rng, device: &Device) -> Self {
        let mut drawn = |rows: usize, columns: usize, deviation: f64| {
            let one: Vec<f32> = (0..rows * columns).map(|_| (deviation * rng.truncated_normal()) as f32).collect();
            Param::from_data(TensorData::new(one.repeat(replicas), [replicas, rows, columns]), device)
        };
        let mut linear = |rows: usize, columns: usize| drawn(rows, columns, 1.0 / (columns as f64).sqrt());
        let zeros =
            |rows: usize| Param::from_data(TensorData::new(vec![0f32; replicas * rows], [replicas, rows, 1]), device);
        Self {
            patch: linear(WIDTH, shape.features),
            query: linear(WIDTH, WIDTH),
            key: linear(WIDTH, WIDTH),
            value: linear(WIDTH, WIDTH),
            renewal: linear(3 * WIDTH, WIDTH),
            memory: linear(3 * WIDTH, WIDTH),
            gates: zeros(3 * WIDTH),
            inner: linear(HIDDEN, WIDTH),
            inner_bias: zeros(HIDDEN),
            outer: linear(WIDTH, HIDDEN),
            outer_bias: zeros(WIDTH),
            reader: linear(WIDTH, WIDTH),
            read: linear(WIDTH, WIDTH),
            said: linear(WIDTH, WIDTH),
            class: linear(shape.classes, WIDTH),
            class_bias: zeros(shape.classes),
            place: drawn(WIDTH, shape.patches, 0.1),
            first: drawn(WIDTH, shape.slots, 1.0),
            shape: [shape.features, shape.patches, shape.slots, shape.classes],
        }
    }

    pub fn replicas(&self) -> usize {
        self.patch.dims()[0]
    }

    /// `pictures` is `[features, pictures · patches]`, a picture's patches side by side.
    pub fn forward(&self, pictures: Tensor<2>) -> Sight {
        let [features, patches, slots, classes] = self.shape;
        let replicas = self.replicas();
        let n = pictures.dims()[1] / patches;
        // All replicas see the same patches, so that their weights are one tall matrix.
        let seen = self.patch.val().reshape([replicas * WIDTH, features]).matmul(pictures);
        let place = self.place.val().reshape([replicas, WIDTH, 1, patches]);
        let seen = normalised(seen.reshape([replicas, WIDTH, n, patches]) + place);
        let by_picture = seen.clone().permute([0, 2, 3, 1]);
        let scale = (WIDTH as f64).powf(-0.5);

        let first = self.first.val();
        let asked = turned(&self.key).matmul(self.query.val().matmul(normalised(first.clone())));
        let scores = asked.swap_dims(1, 2).matmul(seen.reshape([replicas, WIDTH, n * patches])).mul_scalar(scale);
        let shares = softmax(scores.reshape([replicas, slots, n, patches]), 1);
        let gathered = shares.clone() / shares.sum_dim(3).add_scalar(EPSILON);
        let found = gathered.clone().swap_dims(1, 2).matmul(by_picture.clone());
        // [replicas, pictures, slots, width] to columns
        let found = found.reshape([replicas, n * slots, WIDTH]).swap_dims(1, 2);
        let before = first.reshape([replicas, WIDTH, 1, slots]).repeat_dim(2, n).reshape([replicas, WIDTH, n * slots]);
        let held = self.renewed(before, self.value.val().matmul(found));

        let asking = turned(&self.reader).matmul(self.read.val().matmul(held.clone()));
        let asking = asking.reshape([replicas, WIDTH, n, slots]).swap_dims(1, 2);
        let scores = by_picture.matmul(asking).mul_scalar(scale);
        let reads = softmax(scores, 3).permute([0, 3, 1, 2]);
        // The mean over patches of what they read is the slots' values by how much each is read.
        let share = reads.clone().mean_dim(3).reshape([replicas, slots, n]).swap_dims(1, 2);
        let each = self.class.val().matmul(self.said.val().matmul(held)).reshape([replicas, classes, n, slots]);
        let parts = each * share.reshape([replicas, 1, n, slots]);
        let logits = parts.clone().sum_dim(3).reshape([replicas, classes, n]) + self.class_bias.val();
        Sight { gathered, reads, parts, logits }
    }

    /// Slots `[replicas, width, pictures · slots]` after what they found.
    fn renewed(&self, before: Tensor<3>, found: Tensor<3>) -> Tensor<3> {
        let new = self.renewal.val().matmul(found) + self.gates.val();
        let old = self.memory.val().matmul(before.clone());
        let part = |of: &Tensor<3>, i: usize| of.clone().slice_dim(1, i * WIDTH..(i + 1) * WIDTH);
        let reset = sigmoid(part(&new, 0) + part(&old, 0));
        let keep = sigmoid(part(&new, 1) + part(&old, 1));
        let fresh = tanh(part(&new, 2) + reset * part(&old, 2));
        let held = fresh.clone() + keep * (before - fresh);
        let inside = relu(self.inner.val().matmul(normalised(held.clone())) + self.inner_bias.val());
        held + self.outer.val().matmul(inside) + self.outer_bias.val()
    }
}

fn turned(weight: &Param<Tensor<3>>) -> Tensor<3> {
    weight.val().swap_dims(1, 2)
}

/// Mean 0 and variance 1 over dimension 1.
fn normalised<const D: usize>(values: Tensor<D>) -> Tensor<D> {
    let centred = values.clone() - values.mean_dim(1);
    let variance = centred.clone().square().mean_dim(1);
    centred / variance.add_scalar(1e-5).sqrt()
}

/// What attention is to be, `[1, slots, pictures, patches]`.
#[derive(Clone, Debug)]
pub struct Targets {
    pub wanted: Tensor<4>,
    /// 1 where attention is taught, else 0.
    pub taught: Tensor<4>,
    /// How many distributions are taught.
    pub rows: usize,
}

/// How far attention `[replicas, slots, pictures, patches]` is from its targets, `[replicas]`: for each taught row of k
/// numbers k times their mean squared difference, averaged over rows. Without a row it is 0.
pub fn explanation_loss(attention: Tensor<4>, targets: &Targets) -> Tensor<1> {
    let replicas = attention.dims()[0];
    let differences = (attention - targets.wanted.clone()).square() * targets.taught.clone();
    differences.reshape([replicas as isize, -1]).sum_dim(1).reshape([replicas]).div_scalar(targets.rows.max(1) as f64)
}

/// Mean cross-entropy in nats, `[replicas]`. `logits` is `[replicas, classes, pictures]`, `truth` one-hot
/// `[1, classes, pictures]`.
pub fn cross_entropies(logits: Tensor<3>, truth: Tensor<3>) -> Tensor<1> {
    let [replicas, _, pictures] = logits.dims();
    let said = log_softmax(logits, 1) * truth;
    said.reshape([replicas as isize, -1]).sum_dim(1).reshape([replicas]).mul_scalar(-1.0 / pictures as f64)
}
