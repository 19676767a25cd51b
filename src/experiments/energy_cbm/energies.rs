//! Trained energies as plain numbers: what they say of a picture, and of every state of concepts and class.

use serde::{Deserialize, Serialize};

use crate::concepts::{Coupling, Evidence, log_sum_exp};

/// E_cy: heads · relu(Σ_k column of (k, c_k) + bias).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Coupler {
    /// `[2 K, H]`, a concept's absence before its presence.
    pub columns: Vec<f32>,
    /// `[H]`
    pub bias: Vec<f32>,
    /// `[C, H]`
    pub heads: Vec<f32>,
}

/// E_xy, E_xc and E_cy.
#[derive(Clone, Debug, PartialEq)]
pub struct Energies {
    /// `[H, features]`
    pub class_layer: Vec<f32>,
    /// `[H]`
    pub class_bias: Vec<f32>,
    /// `[C, H]`
    pub class_heads: Vec<f32>,
    /// `[H, features]`
    pub concept_layer: Vec<f32>,
    /// `[H]`
    pub concept_bias: Vec<f32>,
    /// `[2 K, H]`, a concept's absence before its presence.
    pub concept_heads: Vec<f32>,
    pub coupler: Coupler,
}

fn dot(a: &[f32], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| f64::from(*a) * b).sum()
}

fn rectified(layer: &[f32], bias: &[f32], input: &[f64]) -> Vec<f64> {
    layer.chunks_exact(input.len()).zip(bias).map(|(row, bias)| (dot(row, input) + f64::from(*bias)).max(0.0)).collect()
}

impl Energies {
    /// E_xc and E_xy of an input, `[features]`.
    pub fn evidence(&self, input: &[f64]) -> Evidence {
        let of_class = rectified(&self.class_layer, &self.class_bias, input);
        let of_concepts = rectified(&self.concept_layer, &self.concept_bias, input);
        let rows = |heads: &[f32], hidden: &[f64]| -> Vec<f64> {
            heads.chunks_exact(hidden.len()).map(|row| dot(row, hidden)).collect()
        };
        let pairs = rows(&self.concept_heads, &of_concepts);
        Evidence {
            concepts: pairs.chunks_exact(2).map(|pair| [pair[0], pair[1]]).collect(),
            classes: rows(&self.class_heads, &of_class),
        }
    }
}

impl Coupler {
    pub fn width(&self) -> usize {
        self.columns.len() / self.bias.len() / 2
    }

    pub fn classes(&self) -> usize {
        self.heads.len() / self.bias.len()
    }

    /// E_cy of all states, `[2^K, C]`; state i has concept k where its bit k is set.
    pub fn table(&self) -> Vec<f64> {
        let hidden = self.bias.len();
        let column = |k: usize, value: usize| self.columns[(2 * k + value) * hidden..][..hidden].iter();
        // The state of no concept, then with each concept all states so far once more.
        let mut sums: Vec<f64> = self.bias.iter().map(|value| f64::from(*value)).collect();
        for k in 0..self.width() {
            for (sum, absent) in sums.iter_mut().zip(column(k, 0)) {
                *sum += f64::from(*absent);
            }
        }
        for k in 0..self.width() {
            let step: Vec<f64> =
                column(k, 1).zip(column(k, 0)).map(|(yes, no)| f64::from(*yes) - f64::from(*no)).collect();
            let with: Vec<f64> = sums.iter().enumerate().map(|(at, sum)| sum + step[at % hidden]).collect();
            sums.extend(with);
        }
        let mut table = Vec::with_capacity(sums.len() / hidden * self.classes());
        for state in sums.chunks_exact_mut(hidden) {
            state.iter_mut().for_each(|sum| *sum = sum.max(0.0));
            table.extend(self.heads.chunks_exact(hidden).map(|head| dot(head, state)));
        }
        table
    }
}

/// −ln p(y | c) of energies `[states, classes]`: each state's own normaliser taken away.
pub fn conditional(table: &[f64], classes: usize) -> Vec<f64> {
    let row = |row: &[f64]| {
        let total = log_sum_exp(&row.iter().map(|energy| -energy).collect::<Vec<f64>>());
        row.iter().map(|energy| energy + total).collect::<Vec<f64>>()
    };
    table.chunks_exact(classes).flat_map(row).collect()
}

/// p(c, y) ∝ exp(−E) with what each concept and class is worth alone.
pub struct Joint {
    pub coupling: Coupling,
    /// p(c_k = 1), `[K]`.
    pub present: Vec<f64>,
    /// p(y), `[C]`.
    pub prior: Vec<f64>,
}

impl Joint {
    /// Of energies `[2^width, classes]`.
    pub fn new(table: Vec<f64>, width: usize, classes: usize) -> Self {
        let coupling = Coupling::new(table, width, classes);
        let silent = Evidence { concepts: vec![[0.0; 2]; width], classes: vec![0.0; classes] };
        let alone = coupling.posterior(&silent, &vec![None; width]);
        Self { coupling, present: alone.concepts, prior: alone.classes }
    }
}

/// −ln p(c, y), in nats, of inputs' concepts `[n, width]` and labels: the mean over inputs of their energy and the normaliser.
pub fn surprise(table: &[f64], classes: usize, concepts: &[bool], width: usize, labels: &[usize]) -> f64 {
    let normaliser = log_sum_exp(&table.iter().map(|energy| -energy).collect::<Vec<f64>>());
    let energy = |(row, label): (&[bool], &usize)| table[state_of(row) * classes + label];
    let total: f64 = concepts.chunks_exact(width).zip(labels).map(energy).sum();
    normaliser + total / labels.len() as f64
}

/// The number of a state of concepts: its bit k is concept k.
pub fn state_of(concepts: &[bool]) -> usize {
    concepts.iter().enumerate().map(|(k, present)| usize::from(*present) << k).sum()
}
