//! Points put into cells, and the plug-in information of the cells.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

use crate::samples::{Points, SamplesError};

/// Why something could not be estimated.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum EstimateError {
    #[error(transparent)]
    Samples(#[from] SamplesError),
    #[error("{points} points came with {labels} labels")]
    LabelCount { points: usize, labels: usize },
    #[error("{name} is {value}; it must be {allowed}")]
    Setting { name: &'static str, value: f64, allowed: &'static str },
}

/// The cell of every point: points share an id exactly where all their coordinates fall into the same bins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cells {
    /// One id a point, counted from 0 in order of first appearance.
    ids: Vec<u32>,
    occupied: usize,
}

impl Cells {
    /// Puts points into joint cells by one bin number per coordinate.
    pub fn of(points: Points<'_>, bin: impl Fn(f32) -> i32) -> Self {
        let mut known: HashMap<Box<[i32]>, u32, BuildHasherDefault<RotateMultiply>> = HashMap::default();
        let mut cell = vec![0i32; points.dim()];
        let mut ids = Vec::with_capacity(points.n());
        for row in points.rows() {
            cell.iter_mut().zip(row).for_each(|(cell, value)| *cell = bin(*value));
            let next = known.len() as u32;
            let id = match known.get(cell.as_slice()) {
                Some(id) => *id,
                None => {
                    known.insert(cell.clone().into_boxed_slice(), next);
                    next
                }
            };
            ids.push(id);
        }
        Self { ids, occupied: known.len() }
    }

    pub fn ids(&self) -> &[u32] {
        &self.ids
    }

    /// How many cells hold a point.
    pub fn occupied(&self) -> usize {
        self.occupied
    }

    /// H(T) in nats, by the plug-in rule. For a deterministic code of distinct inputs this is I(X;T); at most ln n.
    pub fn entropy(&self) -> f64 {
        let mut counts = vec![0u32; self.occupied];
        self.ids.iter().for_each(|id| counts[*id as usize] += 1);
        entropy_of_counts(&counts, self.ids.len())
    }

    /// I(T;Y) = H(T) − Σ p(y) H(T|y) in nats, by the plug-in rule; one label a point.
    pub fn information(&self, labels: &[u8]) -> f64 {
        assert_eq!(labels.len(), self.ids.len(), "one label a point");
        let classes = labels.iter().max().map_or(0, |label| usize::from(*label) + 1);
        let mut counts = vec![0u32; self.occupied * classes];
        let mut sizes = vec![0usize; classes];
        for (id, label) in self.ids.iter().zip(labels) {
            counts[usize::from(*label) * self.occupied + *id as usize] += 1;
            sizes[usize::from(*label)] += 1;
        }
        let n = self.ids.len() as f64;
        let within: f64 = counts
            .chunks(self.occupied.max(1))
            .zip(&sizes)
            .map(|(counts, size)| *size as f64 / n * entropy_of_counts(counts, *size))
            .sum();
        self.entropy() - within
    }
}

/// −Σ (c/n) ln(c/n) over the counts that are not zero.
fn entropy_of_counts(counts: &[u32], n: usize) -> f64 {
    let n = n as f64;
    counts.iter().filter(|count| **count > 0).map(|count| f64::from(*count) / n).map(|p| -p * p.ln()).sum()
}

/// A quick hash for short rows of small whole numbers; equality is still decided on the rows themselves.
#[derive(Default)]
struct RotateMultiply(u64);

impl Hasher for RotateMultiply {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(4) {
            let mut word = [0; 4];
            word[..chunk.len()].copy_from_slice(chunk);
            self.0 = (self.0.rotate_left(5) ^ u64::from(u32::from_le_bytes(word))).wrapping_mul(0x517c_c1b7_2722_0a95);
        }
    }
}
