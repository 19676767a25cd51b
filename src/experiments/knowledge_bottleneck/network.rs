//! A small network of patches: each 4×4 patch is read alike, then each 2×2 of what was read, then all of it.

use burn::{
    module::{Module, Param},
    optim::AdamConfig,
    tensor::{
        Device, Tensor, TensorData,
        activation::{relu, softplus},
    },
};

use super::work::Work;
use crate::{
    datasets::xrays::{PIXELS, SIDE},
    draws::Rng,
    lab::RunError,
    nets::{read, train_step},
};

/// Features below the last layer.
pub const FEATURES: usize = 64;
/// Images a step.
pub const BATCH: usize = 64;
const RATE: f64 = 2e-3;
/// Images a chunk, where nothing is trained.
const CHUNK: usize = 128;

const PATCH: usize = 4;
const PATCH_PIXELS: usize = PATCH * PATCH;
/// Patches of a block of 2×2.
const PATCHES: usize = 4;
const BLOCKS_ALONG: usize = SIDE / (2 * PATCH);
const BLOCKS: usize = BLOCKS_ALONG * BLOCKS_ALONG;
const FIRST: usize = 24;
const SECOND: usize = 32;

/// Two convolutions whose strides are their widths, and two dense layers; ReLU between them.
#[derive(Module, Debug)]
pub struct Network {
    layers: Vec<Layer>,
}

#[derive(Module, Debug)]
struct Layer {
    /// `[out, in]`
    weight: Param<Tensor<2>>,
    /// `[out, 1]`
    bias: Param<Tensor<2>>,
}

impl Layer {
    fn forward(&self, columns: Tensor<2>) -> Tensor<2> {
        self.weight.val().matmul(columns) + self.bias.val()
    }
}

impl Network {
    pub fn new(outputs: usize, rng: &mut Rng, device: &Device) -> Self {
        let sizes =
            [(PATCH_PIXELS, FIRST), (PATCHES * FIRST, SECOND), (BLOCKS * SECOND, FEATURES), (FEATURES, outputs)];
        let layers = sizes.map(|(fan_in, fan_out)| {
            let scale = (2.0 / fan_in as f64).sqrt();
            let weights: Vec<f32> = (0..fan_in * fan_out).map(|_| (scale * rng.truncated_normal()) as f32).collect();
            Layer {
                weight: Param::from_data(TensorData::new(weights, [fan_out, fan_in]), device),
                bias: Param::from_data(TensorData::new(vec![0f32; fan_out], [fan_out, 1]), device),
            }
        });
        Self { layers: layers.into() }
    }

    /// The last layer's inputs: `[PIXELS, n]`, as [`columns`] makes them, to `[FEATURES, n]`.
    pub fn features(&self, columns: Tensor<2>) -> Tensor<2> {
        let [_, n] = columns.dims();
        let patches = columns.reshape([PATCH_PIXELS, PATCHES * BLOCKS * n]);
        let read = relu(self.layers[0].forward(patches)).reshape([PATCHES * FIRST, BLOCKS * n]);
        let blocks = relu(self.layers[1].forward(read)).reshape([BLOCKS * SECOND, n]);
        relu(self.layers[2].forward(blocks))
    }

    /// `[PIXELS, n]` to `[outputs, n]`.
    pub fn logits(&self, columns: Tensor<2>) -> Tensor<2> {
        self.layers[3].forward(self.features(columns))
    }
}

/// Images as a network's columns `[PIXELS, n]`: pixels in the order (pixel of a patch, patch of a block, block), so that
/// every layer's inputs lie together without being moved. Grey levels less ½.
fn columns(images: &[f32], chosen: &[usize], device: &Device) -> Tensor<2> {
    let mut values = Vec::with_capacity(PIXELS * chosen.len());
    for row in 0..PIXELS {
        let (pixel, patch, block) = (row / (PATCHES * BLOCKS), row / BLOCKS % PATCHES, row % BLOCKS);
        let y = (block / BLOCKS_ALONG * 2 + patch / 2) * PATCH + pixel / PATCH;
        let x = (block % BLOCKS_ALONG * 2 + patch % 2) * PATCH + pixel % PATCH;
        values.extend(chosen.iter().map(|i| images[i * PIXELS + y * SIDE + x] - 0.5));
    }
    Tensor::from_data(TensorData::new(values, [PIXELS, chosen.len()]), device)
}

/// A network being trained on the mean binary cross-entropy of its outputs.
pub struct Training<'a> {
    /// `[n, PIXELS]`.
    pub images: &'a [f32],
    /// `[n, outputs]`.
    pub targets: &'a [bool],
    pub outputs: usize,
    pub epochs: u32,
}

/// Steps of `epochs` rounds through `n` images.
pub fn steps(n: usize, epochs: u32) -> u64 {
    n.div_ceil(BATCH) as u64 * u64::from(epochs)
}

impl Training<'_> {
    /// Adam at 0.002, falling evenly to nothing, on batches of 64. After every epoch `report` is told the epoch and its
    /// mean loss in nats.
    pub async fn run(
        &self,
        rng: &mut Rng,
        work: &mut Work,
        device: &Device,
        mut report: impl AsyncFnMut(&mut Work, u32, f64, &Network) -> Result<(), RunError>,
    ) -> Result<Network, RunError> {
        let lifted = device.clone().autodiff();
        let n = self.images.len() / PIXELS;
        let mut network = Network::new(self.outputs, rng, &lifted);
        let mut optimizer = AdamConfig::new().init();
        let mut order: Vec<usize> = (0..n).collect();
        let total = steps(n, self.epochs);
        let mut step = 0;
        for epoch in 1..=self.epochs {
            rng.shuffle(&mut order);
            let mut losses: Vec<Tensor<1>> = Vec::new();
            for batch in order.chunks(BATCH) {
                let logits = network.logits(columns(self.images, batch, &lifted));
                let targets = self.targets_of(batch, &lifted);
                let loss = (softplus(logits.clone(), 1.0) - logits * targets).mean();
                losses.push(loss.clone().inner());
                let rate = RATE * (1.0 - step as f64 / total as f64);
                network = train_step(network, loss, &mut optimizer, rate);
                step += 1;
                work.done(1).await;
            }
            let losses = read(Tensor::cat(losses, 0)).await?;
            let loss = losses.iter().map(|loss| f64::from(*loss)).sum::<f64>() / losses.len() as f64;
            if !loss.is_finite() {
                return Err(RunError::Diverged { step });
            }
            report(work, epoch, loss, &network.valid()).await?;
        }
        Ok(network.valid())
    }

    fn targets_of(&self, batch: &[usize], device: &Device) -> Tensor<2> {
        let target = |k: usize, i: usize| f32::from(u8::from(self.targets[i * self.outputs + k]));
        let values: Vec<f32> = (0..self.outputs).flat_map(|k| batch.iter().map(move |i| target(k, *i))).collect();
        Tensor::from_data(TensorData::new(values, [self.outputs, batch.len()]), device)
    }
}

/// What a network says of images: `[n, rows]`, row-major, `rows` being those of `what`'s columns.
pub async fn said(
    images: &[f32],
    rows: usize,
    what: impl Fn(Tensor<2>) -> Tensor<2>,
    work: &mut Work,
    device: &Device,
) -> Result<Vec<f64>, RunError> {
    let chosen: Vec<usize> = (0..images.len() / PIXELS).collect();
    let mut values = Vec::with_capacity(chosen.len() * rows);
    for chunk in chosen.chunks(CHUNK) {
        let said = read(what(columns(images, chunk, device)).transpose()).await?;
        values.extend(said.into_iter().map(f64::from));
        work.breathe().await;
    }
    Ok(values)
}
