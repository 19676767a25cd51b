//! A linear head whose every weight has a gate that is open or shut.

use crate::{
    concepts::{Adam, Head, sigmoid, softmax},
    draws::Rng,
    samples::Samples,
};

/// The gates' temperature (the notes' choice).
const TEMPERATURE: f64 = 0.5;
/// Step of Adam.
const RATE: f64 = 0.05;
/// Logit of every gate at the start: open with probability 0.88.
const START: f64 = 2.0;

/// A head in training by full-batch Adam: mean cross-entropy + `price` × the expected number of open gates a class.
///
/// In each step a gate is 1\[a + L > 0\] with logistic L, and its slope that of σ((a + L)/τ) (binary Gumbel-softmax,
/// straight through). Afterwards a gate is open where a > 0.
pub struct Gated {
    inputs: Samples,
    labels: Vec<usize>,
    classes: usize,
    price: f64,
    noise: Rng,
    weights: Adam,
    gates: Adam,
    bias: Adam,
}

impl Gated {
    /// `inputs` is `[n, K]`, standardised; `labels` is `[n]`, below `classes`.
    pub fn new(inputs: Samples, labels: Vec<usize>, classes: usize, price: f64, noise: Rng) -> Self {
        let size = classes * inputs.dim();
        Self {
            inputs,
            labels,
            classes,
            price,
            noise,
            weights: Adam::new(vec![0.0; size], RATE),
            gates: Adam::new(vec![START; size], RATE),
            bias: Adam::new(vec![0.0; classes], RATE),
        }
    }

    /// One step; gives the mean cross-entropy in nats.
    pub fn advance(&mut self) -> f64 {
        let (width, n) = (self.inputs.dim(), self.inputs.n() as f64);
        let mut open = Vec::with_capacity(self.gates.values.len());
        let mut soft = Vec::with_capacity(self.gates.values.len());
        for gate in &self.gates.values {
            let u = self.noise.uniform().clamp(1e-12, 1.0 - 1e-12);
            let drawn = gate + libm::log(u / (1.0 - u));
            open.push(if drawn > 0.0 { 1.0 } else { 0.0 });
            soft.push(sigmoid(drawn / TEMPERATURE));
        }
        let used: Vec<f64> = self.weights.values.iter().zip(&open).map(|(weight, gate)| weight * gate).collect();
        let head = Head::new(used, self.bias.values.clone());
        let (mut loss, mut slopes, mut bias) = (0.0, vec![0.0; open.len()], vec![0.0; self.classes]);
        for (input, label) in self.inputs.rows().zip(&self.labels) {
            let shares = softmax(&head.logits(input));
            loss -= libm::log(shares[*label].max(f64::MIN_POSITIVE)) / n;
            for (class, row) in slopes.chunks_exact_mut(width).enumerate() {
                let error = (shares[class] - f64::from(u8::from(class == *label))) / n;
                bias[class] += error;
                row.iter_mut().zip(input).for_each(|(slope, x)| *slope += error * x);
            }
        }
        let of_gate = |at: usize| {
            let through = slopes[at] * self.weights.values[at] * soft[at] * (1.0 - soft[at]) / TEMPERATURE;
            let likely = sigmoid(self.gates.values[at]);
            through + self.price / self.classes as f64 * likely * (1.0 - likely)
        };
        let of_gates: Vec<f64> = (0..open.len()).map(of_gate).collect();
        let of_weights: Vec<f64> = slopes.iter().zip(&open).map(|(slope, gate)| slope * gate).collect();
        self.weights.step(&of_weights);
        self.gates.step(&of_gates);
        self.bias.step(&bias);
        loss
    }

    /// The head as it stands, shut gates as zeros.
    pub fn head(&self) -> Head {
        let kept = |(weight, gate): (&f64, &f64)| if *gate > 0.0 { *weight } else { 0.0 };
        let weights = self.weights.values.iter().zip(&self.gates.values).map(kept).collect();
        Head::new(weights, self.bias.values.clone())
    }
}
