//! One input in front of a bottleneck, as a head that is linear in one number a concept: 0 where it is told absent, 1 where
//! it is told present, and what the model makes of it in between or beyond.

use serde::{Deserialize, Serialize};

use crate::concepts::{Head, softmax};

/// Every bottleneck of the bench is of this form for one input at a time: an embedding's two vectors, logits between their
/// percentiles and a hybrid's unnamed numbers go into that input's own weights and biases.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Slots {
    /// The model's own probability of each concept, `[K]`.
    pub probabilities: Vec<f64>,
    /// What it makes of each concept while it is told nothing, `[K]`.
    pub values: Vec<f64>,
    /// `[C, K]`, row-major.
    pub weights: Vec<f64>,
    /// `[C]`, with everything absent.
    pub bias: Vec<f64>,
}

/// What a model was told of each concept, `[K]`.
pub type Told = Vec<Option<bool>>;

impl Slots {
    pub fn head(&self) -> Head {
        Head::new(self.weights.clone(), self.bias.clone())
    }

    /// What the head reads, `[K]`.
    pub fn told(&self, told: &[Option<bool>]) -> Vec<f64> {
        let held = |(own, told): (&f64, &Option<bool>)| told.map_or(*own, |told| f64::from(u8::from(told)));
        self.values.iter().zip(told).map(held).collect()
    }

    /// Class logits, `[C]`.
    pub fn logits(&self, told: &[Option<bool>]) -> Vec<f64> {
        self.head().logits(&self.told(told))
    }

    /// The classes' probabilities, `[C]`.
    pub fn answer(&self, told: &[Option<bool>]) -> Vec<f64> {
        softmax(&self.logits(told))
    }
}
