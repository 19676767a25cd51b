//! A bottleneck's score on inputs it was not trained on: concepts, classes, and what being told is worth.

use serde::{Deserialize, Serialize};

use super::{
    config::{Model, Policy},
    policies::asked,
    slots::Slots,
};
use crate::draws::Rng;

/// A bottleneck on the test inputs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Score {
    pub model: Model,
    /// Share of concepts that are right.
    pub concepts: f64,
    /// Share of inputs whose concepts are all right.
    pub all: f64,
    /// The class's error once 0, 1, …, K concepts were told as they are, in an order drawn anew for every input.
    pub at_random: Vec<f64>,
    /// The same, asked by expected change of the answer.
    pub by_policy: Vec<f64>,
}

/// What becomes a score, input by input.
pub struct Tally {
    rng: Rng,
    inputs: usize,
    concepts: usize,
    all: usize,
    /// Wrong classes after so many answers, at random and by policy.
    wrong: [Vec<usize>; 2],
}

impl Tally {
    /// For inputs of `concepts` concepts; `seed` decides the random order of questions.
    pub fn new(concepts: usize, seed: u64) -> Self {
        let wrong = [vec![0; concepts + 1], vec![0; concepts + 1]];
        Self { rng: Rng::new(seed, "questions of the curves"), inputs: 0, concepts: 0, all: 0, wrong }
    }

    /// One input, its concepts and its class as they are.
    pub fn add(&mut self, slots: &Slots, truth: &[bool], label: usize) {
        let right = slots.probabilities.iter().zip(truth).filter(|(p, truth)| (**p > 0.5) == **truth).count();
        self.inputs += 1;
        self.concepts += right;
        self.all += usize::from(right == truth.len());
        for (wrong, policy) in self.wrong.iter_mut().zip([Policy::Random, Policy::Ectp]) {
            let path = asked(policy, slots, truth, &mut self.rng);
            wrong.iter_mut().zip(path).for_each(|(wrong, answer)| *wrong += usize::from(answer != label));
        }
    }

    pub fn score(&self, model: Model) -> Score {
        let n = self.inputs.max(1) as f64;
        let errors = |wrong: &[usize]| wrong.iter().map(|wrong| *wrong as f64 / n).collect();
        Score {
            model,
            concepts: self.concepts as f64 / (n * (self.wrong[0].len() - 1) as f64),
            all: self.all as f64 / n,
            at_random: errors(&self.wrong[0]),
            by_policy: errors(&self.wrong[1]),
        }
    }
}
