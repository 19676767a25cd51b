//! Points put into cells, and the plug-in information of the cells.

use super::{
    discrete::{Counts, plug_in},
    error::EstimateError,
};
use crate::samples::{Points, Samples};

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
        Self::by_column(points, |_, value| bin(value))
    }

    /// Puts points into joint cells by one bin number per coordinate, the bins of each column being its own.
    pub fn by_column<T: Copy + Into<f64>>(points: Points<'_, T>, bin: impl Fn(usize, f64) -> i64) -> Self {
        let mut cell = vec![0; points.dim()];
        let mut known = Rows::new(points.dim(), points.n());
        let place = |row: &[T]| {
            let values = row.iter().map(|value| (*value).into()).enumerate();
            cell.iter_mut().zip(values).for_each(|(cell, (column, value))| *cell = bin(column, value));
            known.id(&cell)
        };
        Self { ids: points.rows().map(place).collect(), occupied: known.count }
    }

    /// Every symbol a cell of its own, as [`Samples::symbols`] tells them apart: by equality, 0 and −0 being equal.
    pub fn symbols(samples: &Samples) -> Self {
        Self::of(samples.points(), |value| (value + 0.0).to_bits() as i64)
    }

    /// The cells of both together: points share one exactly where they share both. Needs as many points.
    pub fn with(&self, other: &Self) -> Self {
        assert_eq!(other.ids.len(), self.ids.len(), "as many points");
        let mut known = Rows::new(2, self.ids.len());
        let ids = self.ids.iter().zip(&other.ids).map(|(id, other)| known.id(&[i64::from(*id), i64::from(*other)]));
        Self { ids: ids.collect(), occupied: known.count }
    }

    pub fn ids(&self) -> &[u32] {
        &self.ids
    }

    /// How many cells hold a point.
    pub fn occupied(&self) -> usize {
        self.occupied
    }

    /// How many points each cell holds.
    pub fn counts(&self) -> Counts {
        let mut counts = vec![0u32; self.occupied];
        self.ids.iter().for_each(|id| counts[*id as usize] += 1);
        Counts::new(&counts)
    }

    /// H(T) in nats, by the plug-in rule. For a deterministic code of distinct inputs this is I(X;T); at most ln n.
    pub fn entropy(&self) -> f64 {
        plug_in::entropy(&self.counts())
    }

    /// I(T;Y) = H(T) − Σ p(y) H(T|y) in nats, by the plug-in rule; needs one label a point.
    pub fn information(&self, labels: &[u8]) -> f64 {
        assert_eq!(labels.len(), self.ids.len(), "one label a point");
        let classes = labels.iter().max().map_or(0, |label| usize::from(*label) + 1);
        let mut counts = vec![0u32; self.occupied * classes];
        for (id, label) in self.ids.iter().zip(labels) {
            counts[usize::from(*label) * self.occupied + *id as usize] += 1;
        }
        let n = self.ids.len() as f64;
        let within = counts.chunks(self.occupied.max(1)).map(Counts::new);
        self.entropy() - within.map(|counts| counts.total() / n * plug_in::entropy(&counts)).sum::<f64>()
    }
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

/// Distinct rows of whole numbers, numbered from 0 in order of first appearance.
struct Rows {
    dim: usize,
    count: usize,
    /// `[count, dim]`.
    known: Vec<i64>,
    /// The number of a known row, or [`FREE`]; a row is looked for from the slot of its hash on. Never full.
    slots: Vec<u32>,
}

const FREE: u32 = u32::MAX;

impl Rows {
    /// For at most `most` rows of `dim` numbers.
    fn new(dim: usize, most: usize) -> Self {
        let slots = (2 * most).next_power_of_two().max(2);
        Self { dim, count: 0, known: Vec::new(), slots: vec![FREE; slots] }
    }

    fn id(&mut self, row: &[i64]) -> u32 {
        let mut slot = (hash(row) >> (64 - self.slots.len().ilog2())) as usize;
        loop {
            let id = self.slots[slot];
            if id == FREE {
                self.known.extend_from_slice(row);
                self.slots[slot] = self.count as u32;
                self.count += 1;
                return self.slots[slot];
            }
            let at = id as usize * self.dim;
            if self.known[at..at + self.dim] == *row {
                return id;
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        }
    }
}

/// A quick hash, best in its highest bits.
fn hash(row: &[i64]) -> u64 {
    const ODD: u64 = 0x517c_c1b7_2722_0a95;
    let mixed = row.iter().fold(0u64, |hash, word| (hash.rotate_left(5) ^ *word as u64).wrapping_mul(ODD));
    // Products mix upwards only, but whole numbers in floating point differ in their highest bits.
    (mixed ^ (mixed >> 32)).wrapping_mul(ODD)
}
