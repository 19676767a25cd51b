//! The bottleneck's head: every class is a weighted mean of sentences.

use crate::concepts::{Adam, Head, softmax};

/// What cosines are multiplied by, as in CLIP.
const SCALE: f64 = 100.0;
/// Adam's step. With 200 of them a weight's logarithm moves by 1 or so: as little as in the paper's settings.
const RATE: f64 = 0.005;
/// The logarithm of a weight at the start, where the sentence was picked for the class; 0 elsewhere.
const OWN: f64 = 1.0;

/// Weights in training by full-batch Adam.
///
/// The logits of an image are 100 W s, its cosines s to the K sentences, where each class's row of W is the softmax of K free
/// numbers: a mean of sentences, in which none counts against a class. Yang et al. 2023 (LaBo).
pub struct Mixture {
    /// `[n, K]`
    cosines: Vec<f64>,
    labels: Vec<usize>,
    classes: usize,
    /// `[K, classes]`
    free: Adam,
}

impl Mixture {
    /// `cosines` is `[labels.len(), owners.len()]`, row-major; `owners` are the classes that the sentences were picked for.
    pub fn new(cosines: Vec<f64>, labels: Vec<usize>, classes: usize, owners: &[usize]) -> Self {
        assert_eq!(cosines.len(), labels.len() * owners.len(), "one cosine an image and sentence");
        let mut free = vec![0.0; owners.len() * classes];
        owners.iter().enumerate().for_each(|(sentence, owner)| free[sentence * classes + owner] = OWN);
        Self { cosines, labels, classes, free: Adam::new(free, RATE) }
    }

    /// One step; gives the mean cross-entropy before it, in nats.
    pub fn advance(&mut self) -> f64 {
        let (loss, slopes) = self.slopes(&self.free.values);
        self.free.step(&slopes);
        loss
    }

    /// The free numbers, `[K, classes]`.
    pub fn free(&self) -> &[f64] {
        &self.free.values
    }

    /// The mean cross-entropy in nats at free numbers `[K, classes]`, and its slopes by them.
    pub fn slopes(&self, free: &[f64]) -> (f64, Vec<f64>) {
        let (classes, n) = (self.classes, self.labels.len() as f64);
        let width = free.len() / classes;
        let weights = self.weights(free);
        let (mut loss, mut by_weight) = (0.0, vec![0.0; free.len()]);
        for (row, label) in self.cosines.chunks_exact(width).zip(&self.labels) {
            let mut logits = vec![0.0; classes];
            for (cosine, weights) in row.iter().zip(weights.chunks_exact(classes)) {
                logits.iter_mut().zip(weights).for_each(|(logit, weight)| *logit += SCALE * cosine * weight);
            }
            let mut errors = softmax(&logits);
            loss -= libm::log(errors[*label].max(f64::MIN_POSITIVE)) / n;
            errors[*label] -= 1.0;
            for (cosine, slopes) in row.iter().zip(by_weight.chunks_exact_mut(classes)) {
                let scaled = SCALE * cosine / n;
                slopes.iter_mut().zip(&errors).for_each(|(slope, error)| *slope += scaled * error);
            }
        }
        // Through each class's softmax: w (g − Σ w g).
        let mut means = vec![0.0; classes];
        for (at, slope) in by_weight.iter().enumerate() {
            means[at % classes] += weights[at] * slope;
        }
        let slopes =
            by_weight.iter().enumerate().map(|(at, slope)| weights[at] * (slope - means[at % classes])).collect();
        (loss, slopes)
    }

    /// Each class's softmax over sentences, `[K, classes]`.
    fn weights(&self, free: &[f64]) -> Vec<f64> {
        let mut weights = vec![0.0; free.len()];
        for class in 0..self.classes {
            let column: Vec<f64> = free.iter().skip(class).step_by(self.classes).copied().collect();
            for (sentence, weight) in softmax(&column).into_iter().enumerate() {
                weights[sentence * self.classes + class] = weight;
            }
        }
        weights
    }

    /// The head as it stands, on cosines.
    pub fn head(&self) -> Head {
        let weights = self.weights(&self.free.values);
        let row = |class: usize| weights.iter().skip(class).step_by(self.classes).map(|weight| SCALE * weight);
        Head::new((0..self.classes).flat_map(row).collect(), vec![0.0; self.classes])
    }
}
