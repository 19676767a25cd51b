//! Inputs whose concepts are known: to each input a row of yes and no, and a class.

use crate::samples::Samples;

/// `n` inputs, each with `width` binary concepts and a label below `classes`.
#[derive(Clone, Debug, PartialEq)]
pub struct Annotated {
    /// `[n, d]`.
    pub inputs: Samples,
    /// `[n, width]`, row-major.
    pub concepts: Vec<bool>,
    pub width: usize,
    pub labels: Vec<usize>,
    pub classes: usize,
}

impl Annotated {
    /// Every input has its row of `width` ≥ 1 concepts and a label below `classes`.
    pub fn new(inputs: Samples, concepts: Vec<bool>, width: usize, labels: Vec<usize>, classes: usize) -> Self {
        assert!(width > 0, "no concept is annotated");
        assert_eq!(concepts.len(), inputs.n() * width, "one row of concepts an input");
        assert_eq!(labels.len(), inputs.n(), "one label an input");
        assert!(labels.iter().all(|label| *label < classes), "a label of no class");
        Self { inputs, concepts, width, labels, classes }
    }

    pub fn n(&self) -> usize {
        self.labels.len()
    }

    /// Whether the i-th input has concept k.
    pub fn concept(&self, i: usize, k: usize) -> bool {
        self.row(i)[k]
    }

    /// The concepts of the i-th input.
    pub fn row(&self, i: usize) -> &[bool] {
        &self.concepts[i * self.width..(i + 1) * self.width]
    }

    /// The concepts as 0 and 1, `[n, width]`, row-major.
    pub fn concept_values(&self) -> Vec<f64> {
        self.concepts.iter().map(|present| f64::from(u8::from(*present))).collect()
    }

    /// The inputs at some places, in that order.
    pub fn select(&self, places: &[usize]) -> Self {
        Self {
            inputs: self.inputs.rows_at(places),
            concepts: places.iter().flat_map(|i| self.row(*i)).copied().collect(),
            width: self.width,
            labels: places.iter().map(|i| self.labels[*i]).collect(),
            classes: self.classes,
        }
    }
}
