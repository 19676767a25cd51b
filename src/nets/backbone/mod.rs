//! A small convolutional network for pictures of 32×32 coloured pixels, and the weights it is shipped with.

mod weights;

use burn::{
    module::{Module, Param},
    tensor::{
        Device, Tensor, TensorData,
        activation::{log_sigmoid, relu},
        module::conv2d,
        ops::ConvOptions,
    },
};

use super::{
    activation::Activation,
    mlp::{InitialScale, Mlp, MlpConfig},
    train::{ReadError, read},
};
use crate::draws::Rng;

/// Pixels along a picture's side.
const SIDE: usize = 32;
/// Numbers in a picture, `[3, 32, 32]`.
const NUMBERS: usize = 3 * SIDE * SIDE;
/// Planes before and after each convolution; every one halves both sides.
const PLANES: [usize; 4] = [3, 16, 32, 32];
/// Numbers after the last convolution: 32 planes of 4×4.
const FLAT: usize = 512;
/// How many features the network makes of a picture.
pub const FEATURES: usize = 64;
/// Pictures that [`Backbone::see`] looks at between two breaths.
const BATCH: usize = 32;

/// Three convolutions of 3×3 with stride 2 and ReLU, then 512 → 64 ReLU features → one logit for each concept: about 48 000
/// weights and 0.6 million multiplications a picture.
#[derive(Module, Debug)]
pub struct Backbone {
    convolutions: Vec<Convolution>,
    /// From 512 numbers to the features, and from there to logits.
    head: Mlp,
}

#[derive(Module, Debug)]
struct Convolution {
    /// `[planes out, planes in, 3, 3]`
    weight: Param<Tensor<4>>,
    /// `[planes out]`
    bias: Param<Tensor<1>>,
}

/// What a network makes of pictures, on the host.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Seen {
    /// `[n, 64]`, row-major.
    pub features: Vec<f32>,
    /// `[n, concepts]`, row-major.
    pub logits: Vec<f32>,
}

impl Backbone {
    /// First weights from `rng`, of deviation √(2/fan-in) in the convolutions (He et al. 2015); biases zero.
    pub fn new(concepts: usize, rng: &mut Rng, device: &Device) -> Self {
        let convolution = |planes: &[usize]| {
            let (from, to) = (planes[0], planes[1]);
            let deviation = (2.0 / (9 * from) as f64).sqrt();
            let values: Vec<f32> = (0..9 * from * to).map(|_| (deviation * rng.truncated_normal()) as f32).collect();
            Convolution {
                weight: Param::from_data(TensorData::new(values, [to, from, 3, 3]), device),
                bias: Param::from_data(TensorData::new(vec![0f32; to], [to]), device),
            }
        };
        let convolutions = PLANES.windows(2).map(convolution).collect();
        let widths = vec![FLAT, FEATURES, concepts];
        let head = MlpConfig { widths, activation: Activation::Relu, initial: InitialScale::FanIn }.init(rng, device);
        Self { convolutions, head }
    }

    /// One logit a concept.
    ///
    /// # Shapes
    ///
    /// - `pictures`: `[n, 3, 32, 32]`, in 0 … 1
    /// - output: `[concepts, n]`
    pub fn forward(&self, pictures: Tensor<4>) -> Tensor<2> {
        self.read_off(self.planes(pictures)).1
    }

    /// What the last convolution makes of pictures `[n, 3, 32, 32]`: `[n, 32, 4, 4]`.
    pub fn planes(&self, pictures: Tensor<4>) -> Tensor<4> {
        through(&self.convolutions, pictures)
    }

    /// What the last convolution but one makes of pictures `[n, 3, 32, 32]`: `[n, 32, 8, 8]`. Each of its places sees 7×7
    /// pixels.
    pub fn grid(&self, pictures: Tensor<4>) -> Tensor<4> {
        through(&self.convolutions[..PLANES.len() - 2], pictures)
    }

    /// Features `[64, n]` and logits `[concepts, n]` of [`Backbone::planes`].
    pub fn read_off(&self, planes: Tensor<4>) -> (Tensor<2>, Tensor<2>) {
        let n = planes.dims()[0];
        self.head.last_two(planes.reshape([n, FLAT]).transpose())
    }

    /// Features and logits of pictures `[n, 3, 32, 32]`, row-major on the host, a few at a time; after each part `breathe`
    /// hears how many are done.
    pub async fn see(
        &self,
        pictures: &[f32],
        device: &Device,
        mut breathe: impl AsyncFnMut(usize),
    ) -> Result<Seen, ReadError> {
        let mut seen = Seen::default();
        for part in pictures.chunks(BATCH * NUMBERS) {
            let (features, logits) = self.read_off(self.planes(batch(part, device)));
            // One read for both.
            let widths = [features.dims()[0], logits.dims()[0]];
            let rows = read(Tensor::cat(vec![features, logits], 0).transpose()).await?;
            for row in rows.chunks(widths[0] + widths[1]) {
                seen.features.extend_from_slice(&row[..widths[0]]);
                seen.logits.extend_from_slice(&row[widths[0]..]);
            }
            breathe(seen.features.len() / FEATURES).await;
        }
        Ok(seen)
    }
}

/// Some convolutions, one after the other, each followed by ReLU.
fn through(convolutions: &[Convolution], pictures: Tensor<4>) -> Tensor<4> {
    // Colours around zero.
    let first = pictures.sub_scalar(0.5);
    convolutions.iter().fold(first, |planes, layer| {
        let options = ConvOptions::new([2, 2], [1, 1], [1, 1], 1);
        relu(conv2d(planes, layer.weight.val(), Some(layer.bias.val()), options))
    })
}

/// Pictures on the device, `[n, 3, 32, 32]`.
pub fn batch(pictures: &[f32], device: &Device) -> Tensor<4> {
    let n = pictures.len() / NUMBERS;
    Tensor::from_data(TensorData::new(pictures.to_vec(), [n, 3, SIDE, SIDE]), device)
}

/// Mean binary cross-entropy of logits, in nats a concept. `logits` and `truth` are `[concepts, n]`, truth in {0, 1}.
pub fn binary_cross_entropy(logits: Tensor<2>, truth: Tensor<2>) -> Tensor<1> {
    let sign = truth.mul_scalar(2.0).sub_scalar(1.0);
    log_sigmoid(logits * sign).mean().neg()
}
