//! The residual of a hybrid: what the features add to a finished head's logits.

use super::edits::CLASSES;
use crate::{
    concepts::{Head, softmax},
    draws::Rng,
    samples::Samples,
};

const EPOCHS: usize = 10;
const BATCH: usize = 64;
const RATE: f64 = 0.01;
const DECAYS: [f64; 2] = [0.9, 0.999];
/// On the mean of the squared weights.
const PENALTY: f64 = 1e-3;

/// A linear layer on features under the cross-entropy of its logits and given ones together; ten epochs of Adam at 0.01, from
/// weights of zero (PCBM-h of Yuksekgonul et al. 2023, whose released code starts from small random ones).
pub struct Residual<'a> {
    /// `[n, d]`.
    features: &'a Samples,
    /// Of the finished head, `[n, 5]`.
    logits: &'a [f64],
    labels: &'a [usize],
    rng: Rng,
    head: Head,
    moments: [Vec<f64>; 2],
    powers: [f64; 2],
}

impl<'a> Residual<'a> {
    pub const EPOCHS: usize = EPOCHS;

    pub fn new(features: &'a Samples, logits: &'a [f64], labels: &'a [usize], rng: Rng) -> Self {
        let count = CLASSES * (features.dim() + 1);
        let head = Head::new(vec![0.0; CLASSES * features.dim()], vec![0.0; CLASSES]);
        Self { features, logits, labels, rng, head, moments: [vec![0.0; count], vec![0.0; count]], powers: [1.0; 2] }
    }

    /// One round through the pictures, in a new order.
    pub fn epoch(&mut self) {
        let mut order: Vec<usize> = (0..self.labels.len()).collect();
        self.rng.shuffle(&mut order);
        order.chunks(BATCH).for_each(|batch| self.step(batch));
    }

    fn step(&mut self, batch: &[usize]) {
        let width = self.features.dim();
        let count = CLASSES * width;
        let mut slopes = vec![0.0; count + CLASSES];
        for i in batch {
            let row = self.features.row(*i);
            let given = &self.logits[i * CLASSES..(i + 1) * CLASSES];
            let logits: Vec<f64> = self.head.logits(row).iter().zip(given).map(|(own, given)| own + given).collect();
            for (class, share) in softmax(&logits).into_iter().enumerate() {
                let off = (share - f64::from(u8::from(self.labels[*i] == class))) / batch.len() as f64;
                slopes[class * width..(class + 1) * width].iter_mut().zip(row).for_each(|(slope, x)| *slope += off * x);
                slopes[count + class] += off;
            }
        }
        let pulled = slopes.iter_mut().zip(&self.head.weights);
        pulled.for_each(|(slope, weight)| *slope += 2.0 * PENALTY * weight / count as f64);
        let [first, second] = &mut self.moments;
        self.powers = [self.powers[0] * DECAYS[0], self.powers[1] * DECAYS[1]];
        for (k, value) in self.head.weights.iter_mut().chain(&mut self.head.bias).enumerate() {
            first[k] = DECAYS[0] * first[k] + (1.0 - DECAYS[0]) * slopes[k];
            second[k] = DECAYS[1] * second[k] + (1.0 - DECAYS[1]) * slopes[k] * slopes[k];
            let (mean, square) = (first[k] / (1.0 - self.powers[0]), second[k] / (1.0 - self.powers[1]));
            *value -= RATE * mean / (square.sqrt() + 1e-8);
        }
    }

    /// The layer as it stands.
    pub fn head(self) -> Head {
        self.head
    }
}
