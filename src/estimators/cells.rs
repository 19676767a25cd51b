//! Points put into cells, and the plug-in information of the cells.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

use super::error::EstimateError;
use crate::samples::Points;

/// What one layer holds of the input and of the label, in nats.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct InformationPair {
    pub i_xt: f64,
    pub i_ty: f64,
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
    pub fn of<T: Copy + Into<f64>>(points: Points<'_, T>, bin: impl Fn(f64) -> i64) -> Self {
        let mut known: HashMap<Box<[i64]>, u32, BuildHasherDefault<RotateMultiply>> = HashMap::default();
        let mut cell = vec![0; points.dim()];
        let mut ids = Vec::with_capacity(points.n());
        for row in points.rows() {
            cell.iter_mut().zip(row).for_each(|(cell, value)| *cell = bin((*value).into()));
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
        entropy_of_counts(&counts)
    }

    /// I(T;Y) = H(T) − Σ p(y) H(T|y) in nats, by the plug-in rule; needs one label a point.
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
        let within = counts.chunks(self.occupied.max(1)).zip(&sizes);
        self.entropy() - within.map(|(counts, size)| *size as f64 / n * entropy_of_counts(counts)).sum::<f64>()
    }
}

/// −Σ (c/n) ln(c/n) in nats, over the counts that are not zero, n their sum: the plug-in entropy.
pub fn entropy_of_counts(counts: &[u32]) -> f64 {
    let n = counts.iter().map(|count| f64::from(*count)).sum::<f64>();
    counts.iter().filter(|count| **count > 0).map(|count| f64::from(*count) / n).map(|p| -p * libm::log(p)).sum()
}

/// One label a point, every label a class.
pub(super) fn check_labels(labels: &[u8], classes: usize, points: usize) -> Result<(), EstimateError> {
    if labels.len() != points {
        return Err(EstimateError::LabelCount { points, labels: labels.len() });
    }
    match labels.iter().position(|label| usize::from(*label) >= classes) {
        Some(at) => Err(EstimateError::Label { row: at + 1, label: labels[at], classes }),
        None => Ok(()),
    }
}

/// A quick hash for short rows of small whole numbers; equality is still decided on the rows themselves.
#[derive(Default)]
struct RotateMultiply(u64);

impl Hasher for RotateMultiply {
    fn finish(&self) -> u64 {
        // Products mix upwards only, but tables look at the lowest bits.
        self.0.rotate_left(26)
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.0 = (self.0.rotate_left(5) ^ u64::from_le_bytes(word)).wrapping_mul(0x517c_c1b7_2722_0a95);
        }
    }
}
