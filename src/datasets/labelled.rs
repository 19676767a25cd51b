//! Inputs with class labels, and how they are split into a training and a test set.

use crate::draws::Rng;

/// `n` inputs of `dim` numbers, row-major, each with a class.
#[derive(Clone, Debug)]
pub struct Labelled {
    inputs: Vec<f32>,
    dim: usize,
    labels: Vec<u8>,
    classes: usize,
}

/// Which inputs are trained on and which are held out, by index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    pub train: Vec<usize>,
    pub test: Vec<usize>,
}

impl Labelled {
    /// `inputs` is `[labels.len(), dim]`; every label is below `classes`.
    pub(super) fn new(inputs: Vec<f32>, dim: usize, labels: Vec<u8>, classes: usize) -> Self {
        assert_eq!(inputs.len(), labels.len() * dim);
        assert!(labels.iter().all(|label| usize::from(*label) < classes));
        Self { inputs, dim, labels, classes }
    }

    pub fn n(&self) -> usize {
        self.labels.len()
    }

    pub fn dim(&self) -> usize {
        self.dim
    }

    pub fn classes(&self) -> usize {
        self.classes
    }

    pub fn inputs(&self) -> &[f32] {
        &self.inputs
    }

    pub fn labels(&self) -> &[u8] {
        &self.labels
    }

    /// H(Y) in nats: the ceiling of I(T;Y).
    pub fn label_entropy(&self) -> f64 {
        let mut counts = vec![0usize; self.classes];
        self.labels.iter().for_each(|label| counts[usize::from(*label)] += 1);
        let n = self.n() as f64;
        counts.iter().filter(|count| **count > 0).map(|count| *count as f64 / n).map(|p| -p * p.ln()).sum()
    }
}

impl Split {
    /// A random part of the given share is trained on.
    pub fn shuffled(n: usize, train_share: f64, rng: &mut Rng) -> Self {
        let mut order: Vec<usize> = (0..n).collect();
        rng.shuffle(&mut order);
        Self::cut(order, train_share)
    }

    /// The first inputs are trained on, the last are the test set, as in the first released information-plane code.
    ///
    /// On the 12-bit task the inputs then differ in kind: see [`Split::share_of_class`].
    pub fn unshuffled(n: usize, train_share: f64) -> Self {
        Self::cut((0..n).collect(), train_share)
    }

    /// The share of a class among members.
    pub fn share_of_class(members: &[usize], labels: &[u8], class: u8) -> f64 {
        members.iter().filter(|i| labels[**i] == class).count() as f64 / members.len().max(1) as f64
    }

    fn cut(mut order: Vec<usize>, train_share: f64) -> Self {
        let trained = ((order.len() as f64 * train_share) as usize).clamp(1, order.len() - 1);
        let test = order.split_off(trained);
        Self { train: order, test }
    }
}
