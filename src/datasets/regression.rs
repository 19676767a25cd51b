//! Inputs with a number to predict, their split into three parts, and their standardised form.

use super::{arrays::Npy, labelled::About};
use crate::draws::Rng;

/// `n` inputs of `dim` numbers, row-major, each with a target.
#[derive(Clone, Debug)]
pub struct Regression {
    about: &'static About,
    inputs: Vec<f32>,
    dim: usize,
    targets: Vec<f32>,
}

/// Which rows are trained on, which choose between models and which are looked at last, by index; none is in two parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThreeWay {
    pub train: Vec<usize>,
    pub validation: Vec<usize>,
    pub test: Vec<usize>,
}

/// A data set in units of what it was trained on: every column, the target too, less its training mean and over its
/// training deviation.
#[derive(Clone, Debug, PartialEq)]
pub struct Standardised {
    /// `[n, dim]`, row-major; all rows, in the data's order.
    pub inputs: Vec<f32>,
    pub targets: Vec<f32>,
    pub dim: usize,
    /// The target's training deviation, in its own unit.
    pub deviation: f64,
}

impl Regression {
    /// `inputs` is `[targets.len(), dim]`.
    pub(super) fn new(about: &'static About, inputs: Vec<f32>, dim: usize, targets: Vec<f32>) -> Self {
        assert_eq!(inputs.len(), targets.len() * dim);
        Self { about, inputs, dim, targets }
    }

    /// A table of this program, `[rows, dim + 1]`: inputs, then the target.
    pub(super) fn of_file(about: &'static About, file: &[u8], [rows, dim]: [usize; 2]) -> Self {
        // The file is part of this program and tested; it cannot be another one.
        let table = Npy::parse(file).unwrap_or_else(|error| panic!("{}: {error}", about.name));
        assert_eq!((table.fortran_order, &table.shape[..]), (false, &[rows, dim + 1][..]));
        let values = table.values().unwrap_or_else(|error| panic!("{}: {error}", about.name));
        let points = values.chunks_exact(dim + 1);
        let inputs = points.clone().flat_map(|row| &row[..dim]).map(|value| *value as f32).collect();
        Self::new(about, inputs, dim, points.map(|row| row[dim] as f32).collect())
    }

    pub fn about(&self) -> &'static About {
        self.about
    }

    pub fn n(&self) -> usize {
        self.targets.len()
    }

    pub fn dim(&self) -> usize {
        self.dim
    }

    /// All inputs, `[n, dim]`, row-major.
    pub fn inputs(&self) -> &[f32] {
        &self.inputs
    }

    pub fn targets(&self) -> &[f32] {
        &self.targets
    }

    /// By the means and standard deviations of the rows in `train` alone, so that the other parts stay unseen. A column
    /// that does not vary there is only centred.
    pub fn standardised(&self, train: &[usize]) -> Standardised {
        let mut inputs = self.inputs.clone();
        for column in 0..self.dim {
            let [mean, deviation] = moments(train.iter().map(|i| self.inputs[i * self.dim + column]));
            for value in inputs.iter_mut().skip(column).step_by(self.dim) {
                *value = ((f64::from(*value) - mean) / deviation) as f32;
            }
        }
        let [mean, deviation] = moments(train.iter().map(|i| self.targets[*i]));
        let targets = self.targets.iter().map(|target| ((f64::from(*target) - mean) / deviation) as f32).collect();
        Standardised { inputs, targets, dim: self.dim, deviation }
    }
}

/// Mean and standard deviation; 1 for a deviation of 0.
fn moments(values: impl ExactSizeIterator<Item = f32> + Clone) -> [f64; 2] {
    let n = values.len() as f64;
    let mean = values.clone().map(f64::from).sum::<f64>() / n;
    let variance = values.map(|value| (f64::from(value) - mean).powi(2)).sum::<f64>() / n;
    // Rounding leaves about this much of a constant column.
    let floor = 1e-6 * mean.abs().max(1e-6);
    [mean, if variance.sqrt() > floor { variance.sqrt() } else { 1.0 }]
}

impl ThreeWay {
    /// `n` ≥ 3 rows in a random order; the given shares, rounded, go to validation and to test, the rest is trained on.
    /// Every part has a row at least.
    pub fn shuffled(n: usize, validation: f64, test: f64, rng: &mut Rng) -> Self {
        assert!(n >= 3, "three parts need three rows");
        let mut order: Vec<usize> = (0..n).collect();
        rng.shuffle(&mut order);
        let count = |share: f64, most: usize| (libm::rint(n as f64 * share) as usize).clamp(1, most);
        let held = count(test, n - 2);
        let test = order.split_off(n - held);
        let validation = order.split_off(order.len() - count(validation, order.len() - 1));
        Self { train: order, validation, test }
    }
}
