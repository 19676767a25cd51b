//! Linear heads from concepts to classes, each with a penalty on its weights, and how few concepts a decision takes.

use std::rc::Rc;

use burn::{
    module::{Module, Param},
    optim::AdamConfig,
    tensor::{Device, Tensor, TensorData, activation::log_softmax},
};
use futures::future::LocalBoxFuture;
use serde::{Deserialize, Serialize};

use super::data::CLASSES;
use crate::{
    lab::RunError,
    nets::{read, train_step},
};

pub type Breath = Rc<dyn Fn() -> LocalBoxFuture<'static, ()>>;

/// One head on scenes it was not trained on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Head {
    pub penalty: f64,
    /// Of one decision a scene.
    pub accuracy: f64,
    /// Of the size of all contributions to the decided class's logit, the share that the largest 1, 2, 3, … make up; mean
    /// over scenes.
    pub covered: Vec<f64>,
    /// How many of the largest make up the shares [`SHARES`]; mean over scenes.
    pub needed: Vec<f64>,
    /// Of those that make up 90 %, the share whose name is a concept of the decided class.
    pub own: f64,
}

pub const SHARES: [f64; 3] = [0.9, 0.95, 0.99];
/// So far is counted how much is covered.
pub const COUNTED: usize = 24;

const STEPS: usize = 200;
const RATE: f64 = 0.1;

/// Features as columns, `[width, n]`, with a class each.
pub struct Cases<'a> {
    pub columns: &'a [f32],
    pub labels: &'a [usize],
}

/// One head a penalty.
#[derive(Module, Debug)]
struct Heads {
    /// `[penalties · classes, width]`
    weight: Param<Tensor<2>>,
}

/// The weights of one head a penalty, `[classes, width]` each: cross-entropy + penalty · mean |w|, no bias.
///
/// Rao et al. 2024. Full batches, weights from 0, Adam.
pub async fn train(
    penalties: &[f64],
    cases: &Cases<'_>,
    device: &Device,
    breathe: &Breath,
) -> Result<Vec<Vec<f32>>, RunError> {
    let n = cases.labels.len();
    let width = cases.columns.len() / n;
    let heads = penalties.len();
    let device = device.clone().autodiff();
    let columns: Tensor<2> = Tensor::from_data(TensorData::new(cases.columns.to_vec(), [width, n]), &device);
    let mut targets = vec![0f32; CLASSES * n];
    cases.labels.iter().enumerate().for_each(|(i, label)| targets[label * n + i] = 1.0);
    let targets: Tensor<3> = Tensor::from_data(TensorData::new(targets, [1, CLASSES, n]), &device);
    let on_weights: Vec<f32> = penalties.iter().map(|penalty| (penalty / (CLASSES * width) as f64) as f32).collect();
    let on_weights: Tensor<3> = Tensor::from_data(TensorData::new(on_weights, [heads, 1, 1]), &device);
    let zeros = TensorData::new(vec![0f32; heads * CLASSES * width], [heads * CLASSES, width]);
    let mut model = Heads { weight: Param::from_data(zeros, &device) };
    let mut optimizer = AdamConfig::new().init();
    for step in 0..STEPS {
        let weight = model.weight.val();
        let logits = weight.clone().matmul(columns.clone()).reshape([heads, CLASSES, n]);
        let fit = (log_softmax(logits, 1) * targets.clone()).sum().div_scalar(-(n as f64));
        let price = (weight.reshape([heads, CLASSES, width]).abs() * on_weights.clone()).sum();
        let rate = RATE * (1.0 - step as f64 / STEPS as f64);
        model = train_step(model, fit + price, &mut optimizer, rate);
        breathe().await;
    }
    let weights = read(model.valid().weight.val()).await?;
    if !weights.iter().all(|weight| weight.is_finite()) {
        return Err(RunError::Diverged { step: STEPS as u64 });
    }
    Ok(weights.chunks_exact(CLASSES * width).map(<[f32]>::to_vec).collect())
}

impl Cases<'_> {
    fn width(&self) -> usize {
        self.columns.len() / self.labels.len()
    }

    pub fn value(&self, feature: usize, case: usize) -> f64 {
        f64::from(self.columns[feature * self.labels.len() + case])
    }

    /// What every feature adds to a class's logit.
    pub fn contributions(&self, weights: &[f32], class: usize, case: usize) -> Vec<f64> {
        let width = self.width();
        (0..width).map(|at| f64::from(weights[class * width + at]) * self.value(at, case)).collect()
    }

    pub fn decided(&self, weights: &[f32], case: usize) -> usize {
        let logit = |class: usize| self.contributions(weights, class, case).iter().sum::<f64>();
        let logits: Vec<f64> = (0..CLASSES).map(logit).collect();
        (0..CLASSES).max_by(|a, b| logits[*a].total_cmp(&logits[*b])).unwrap_or(0)
    }

    pub fn accuracy(&self, weights: &[f32]) -> f64 {
        let right = self.labels.iter().enumerate().filter(|(case, label)| self.decided(weights, *case) == **label);
        right.count() as f64 / self.labels.len() as f64
    }

    /// `is_own` says of a feature and a class whether the feature's name is one of that class's concepts.
    pub fn measured(&self, penalty: f64, weights: &[f32], is_own: impl Fn(usize, usize) -> bool) -> Head {
        let n = self.labels.len();
        let mut right = 0usize;
        let mut covered = vec![0.0; COUNTED];
        let mut needed = vec![0.0; SHARES.len()];
        let (mut own, mut counted) = (0usize, 0usize);
        for (case, label) in self.labels.iter().enumerate() {
            let class = self.decided(weights, case);
            right += usize::from(class == *label);
            let mut sizes: Vec<(usize, f64)> =
                self.contributions(weights, class, case).into_iter().map(f64::abs).enumerate().collect();
            sizes.sort_by(|a, b| b.1.total_cmp(&a.1));
            let total: f64 = sizes.iter().map(|(_, size)| size).sum();
            let mut sum = 0.0;
            let mut shares = Vec::with_capacity(sizes.len());
            for (_, size) in &sizes {
                sum += size;
                // Where nothing contributes, nothing is left to cover.
                shares.push(if total > 0.0 { sum / total } else { 1.0 });
            }
            for (at, mean) in covered.iter_mut().enumerate() {
                *mean += shares.get(at).copied().unwrap_or(1.0) / n as f64;
            }
            for (mean, share) in needed.iter_mut().zip(SHARES) {
                *mean += taken(&shares, share) as f64 / n as f64;
            }
            let largest = &sizes[..taken(&shares, SHARES[0])];
            counted += largest.len();
            own += largest.iter().filter(|(feature, _)| is_own(*feature, class)).count();
        }
        let own = own as f64 / counted.max(1) as f64;
        Head { penalty, accuracy: right as f64 / n as f64, covered, needed, own }
    }
}

/// How many of the largest reach a share; at least one.
fn taken(shares: &[f64], share: f64) -> usize {
    // A sum of all may miss 1 by rounding.
    shares.iter().position(|reached| *reached >= share).map_or(shares.len(), |at| at + 1)
}
