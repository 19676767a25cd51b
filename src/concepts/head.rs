//! The linear head of a concept bottleneck: from the values of the concepts to the classes.

/// ln Σ exp(v), without overflow; −∞ of nothing.
pub fn log_sum_exp(values: &[f64]) -> f64 {
    let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if most == f64::NEG_INFINITY {
        return most;
    }
    most + libm::log(values.iter().map(|value| libm::exp(value - most)).sum())
}

/// exp(v) / Σ exp(v).
pub fn softmax(logits: &[f64]) -> Vec<f64> {
    let most = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut shares: Vec<f64> = logits.iter().map(|logit| libm::exp(logit - most)).collect();
    let total: f64 = shares.iter().sum();
    shares.iter_mut().for_each(|share| *share /= total);
    shares
}

/// 1 / (1 + exp(−l)).
pub fn sigmoid(logit: f64) -> f64 {
    if logit >= 0.0 {
        1.0 / (1.0 + libm::exp(-logit))
    } else {
        let odds = libm::exp(logit);
        odds / (1.0 + odds)
    }
}

/// Where the largest value stands, the first of equals; needs one value.
pub fn largest(values: &[f64]) -> usize {
    assert!(!values.is_empty(), "nothing is largest");
    (1..values.len()).fold(0, |best, at| if values[at] > values[best] { at } else { best })
}

/// Class logits, linear in the values of the concepts: W z + b.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// `[classes, width]`, row-major.
    pub weights: Vec<f64>,
    /// `[classes]`.
    pub bias: Vec<f64>,
}

impl Head {
    /// `weights` is `[bias.len(), width]`, row-major, of at least one class and one concept.
    pub fn new(weights: Vec<f64>, bias: Vec<f64>) -> Self {
        assert!(!bias.is_empty() && !weights.is_empty(), "a head has a class and a concept");
        assert!(weights.len().is_multiple_of(bias.len()), "one weight a class and concept");
        Self { weights, bias }
    }

    pub fn classes(&self) -> usize {
        self.bias.len()
    }

    /// How many concepts it reads.
    pub fn width(&self) -> usize {
        self.weights.len() / self.bias.len()
    }

    /// The weights of one class, `[width]`.
    pub fn row(&self, class: usize) -> &[f64] {
        let width = self.width();
        &self.weights[class * width..(class + 1) * width]
    }

    pub fn row_mut(&mut self, class: usize) -> &mut [f64] {
        let width = self.width();
        &mut self.weights[class * width..(class + 1) * width]
    }

    pub fn weight(&self, class: usize, concept: usize) -> f64 {
        self.row(class)[concept]
    }

    /// `values` is `[width]`; gives `[classes]`.
    pub fn logits(&self, values: &[f64]) -> Vec<f64> {
        assert_eq!(values.len(), self.width(), "one value a concept");
        let logit = |(row, bias): (&[f64], &f64)| bias + row.iter().zip(values).map(|(w, z)| w * z).sum::<f64>();
        self.weights.chunks_exact(self.width()).zip(&self.bias).map(logit).collect()
    }

    /// p(y | z), the softmax of the logits.
    pub fn probabilities(&self, values: &[f64]) -> Vec<f64> {
        softmax(&self.logits(values))
    }

    /// The class of the largest logit.
    pub fn predict(&self, values: &[f64]) -> usize {
        largest(&self.logits(values))
    }

    /// The share of rows whose class is predicted rightly; `values` is `[labels.len(), width]`, row-major.
    pub fn accuracy(&self, values: &[f64], labels: &[usize]) -> f64 {
        assert_eq!(values.len(), labels.len() * self.width(), "one row of values a label");
        let right = |(row, label): &(&[f64], &usize)| self.predict(row) == **label;
        values.chunks_exact(self.width()).zip(labels).filter(right).count() as f64 / labels.len() as f64
    }
}
