//! Inputs with class labels, and how they are split into a training and a test set.

use crate::draws::Rng;

/// What a data set is, whose it is, and on what terms it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct About {
    pub name: &'static str,
    pub source: &'static str,
    pub licence: &'static str,
}

/// `n` inputs of `dim` numbers, row-major, each with a class.
#[derive(Clone, Debug)]
pub struct Labelled {
    about: &'static About,
    inputs: Vec<f32>,
    dim: usize,
    labels: Vec<u8>,
    classes: usize,
}

/// Which inputs are trained on and which are held out, by index; none is in both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    pub train: Vec<usize>,
    pub test: Vec<usize>,
}

impl Labelled {
    /// `inputs` is `[labels.len(), dim]`; every label is below `classes`.
    pub(super) fn new(about: &'static About, inputs: Vec<f32>, dim: usize, labels: Vec<u8>, classes: usize) -> Self {
        assert_eq!(inputs.len(), labels.len() * dim);
        assert!(labels.iter().all(|label| usize::from(*label) < classes));
        Self { about, inputs, dim, labels, classes }
    }

    pub fn about(&self) -> &'static About {
        self.about
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

    /// All inputs, `[n, dim]`, row-major.
    pub fn inputs(&self) -> &[f32] {
        &self.inputs
    }

    pub fn input(&self, i: usize) -> &[f32] {
        &self.inputs[i * self.dim..(i + 1) * self.dim]
    }

    pub fn labels(&self) -> &[u8] {
        &self.labels
    }

    /// How many inputs each class has.
    pub fn class_counts(&self) -> Vec<usize> {
        let mut counts = vec![0; self.classes];
        self.labels.iter().for_each(|label| counts[usize::from(*label)] += 1);
        counts
    }
}

impl Split {
    /// A random part of the given share is trained on; both parts hold at least one of the `n` ≥ 2 inputs.
    pub fn shuffled(n: usize, train_share: f64, rng: &mut Rng) -> Self {
        let mut order: Vec<usize> = (0..n).collect();
        rng.shuffle(&mut order);
        Self::cut(order, train_share)
    }

    /// The first inputs are trained on and the last are the test set, as in the first released information-plane code;
    /// both parts hold at least one of the `n` ≥ 2 inputs.
    ///
    /// On the 12-bit task the two parts then differ in kind, which [`Split::share_of_class`] measures: the last fifth of
    /// the patterns all begin with two bits on, and the more bits are on, the likelier is label 1. Above a train share of
    /// 80 % that code keeps the last fifth as its test set and trains on some of it; here the parts never overlap.
    pub fn unshuffled(n: usize, train_share: f64) -> Self {
        Self::cut((0..n).collect(), train_share)
    }

    /// The share of a class among members.
    pub fn share_of_class(members: &[usize], labels: &[u8], class: u8) -> f64 {
        members.iter().filter(|i| labels[**i] == class).count() as f64 / members.len().max(1) as f64
    }

    fn cut(mut order: Vec<usize>, train_share: f64) -> Self {
        assert!(order.len() >= 2, "a split needs two inputs");
        // Rounded to the nearest number of inputs, halves to even, as the released code does.
        let trained = libm::rint(order.len() as f64 * train_share) as usize;
        let test = order.split_off(trained.clamp(1, order.len() - 1));
        Self { train: order, test }
    }
}
