//! Estimators from the distances to nearest neighbours.

pub mod gao;
pub mod kd_tree;
pub mod kozachenko_leonenko;
pub mod ksg1;
pub mod ksg2;
pub mod lnc;
mod margin;
pub mod ross;
pub mod sliced;
mod tiles;
mod transform;

use super::{
    error::EstimateError,
    estimator::{Setting, SettingKind},
};
use crate::samples::{Samples, SamplesError};
use kd_tree::{KdTree, Neighbour};
use tiles::Tiles;

const K: Setting =
    Setting { key: "k", label: "Neighbours k", kind: SettingKind::Count { default: 3, range: [1, 100] } };

/// The distance of every point to its k-th nearest other, in the maximum norm.
struct Kth {
    k: usize,
    radii: Vec<f64>,
    /// Somewhere the k-th nearest is no farther than the one before, so that fewer than k − 1 are strictly nearer.
    tied: bool,
}

impl Kth {
    /// Needs more than `k` points.
    fn of(samples: &Samples, k: usize) -> Result<Self, EstimateError> {
        let mut kth = Self { k, radii: vec![0.0; samples.n()], tied: false };
        each_nearest(samples, k, |row, nearest| {
            kth.radii[row] = nearest[k - 1].distance;
            kth.tied |= k > 1 && nearest[k - 2].distance == nearest[k - 1].distance;
        })?;
        Ok(kth)
    }

    fn n(&self) -> usize {
        self.radii.len()
    }

    fn k(&self) -> usize {
        self.k
    }

    /// The mean over all points of a function of row and radius.
    fn mean(&self, of: impl Fn((usize, &f64)) -> f64) -> f64 {
        self.radii.iter().enumerate().map(of).sum::<f64>() / self.n() as f64
    }
}

/// From so many coordinates on, comparing with all points is faster than a tree (N = 1024 and 4096, normal data).
const TILES_FROM: usize = 8;

/// Hands over every point's row and its k nearest others in the maximum norm, nearest first, in some order of the rows;
/// needs more than `k` points.
fn each_nearest(samples: &Samples, k: usize, visit: impl FnMut(usize, &[Neighbour])) -> Result<(), EstimateError> {
    let n = samples.n();
    if n <= k {
        return Err(EstimateError::TooFew { n, needed: k + 1 });
    }
    if samples.dim() < TILES_FROM {
        KdTree::new(samples).each_nearest(k, visit);
    } else {
        Tiles::new(samples).each_nearest(samples, k, visit);
    }
    Ok(())
}

/// The first where k-th distances tie, else the second.
fn tied_or<T>(kth: &Kth, tied: T, untied: T) -> T {
    if kth.tied { tied } else { untied }
}

/// ψ(1), …, ψ(n): ψ(m + 1) = ψ(m) + 1/m.
struct Digammas(Vec<f64>);

impl Digammas {
    fn up_to(n: usize) -> Self {
        const EULER: f64 = 0.577_215_664_901_532_9;
        let next = |sum: &mut f64, m: usize| {
            let psi = *sum;
            *sum += 1.0 / m as f64;
            Some(psi)
        };
        Self((1..=n.max(1)).scan(-EULER, next).collect())
    }

    /// ψ(n), n from 1.
    fn of(&self, n: usize) -> f64 {
        self.0[n - 1]
    }
}

/// The coordinates of all parts as those of one point; the parts have equally many points.
fn side_by_side(parts: &[&Samples]) -> Result<Samples, SamplesError> {
    let n = parts[0].n();
    if let Some(other) = parts.iter().find(|part| part.n() != n) {
        return Err(SamplesError::Unpaired { x: n, y: other.n() });
    }
    let values = (0..n).flat_map(|row| parts.iter().flat_map(move |part| part.row(row))).copied().collect();
    Samples::new(values, parts.iter().map(|part| part.dim()).sum())
}
