//! How many points lie within a distance of each point, on one side of the pairs.

use super::{
    kd_tree::{KdTree, Within},
    tiles::Tiles,
};
use crate::samples::Samples;

/// From so many coordinates on, comparing with all points counts faster than a tree (N = 1024 and 4096, normal data).
const TILES_FROM: usize = 4;

/// The points of one side, or of some coordinates, to be counted.
pub struct Margin<'a> {
    samples: &'a Samples,
    index: Index,
}

enum Index {
    /// One coordinate, ascending.
    Sorted(Vec<f64>),
    Tree(KdTree),
    Tiles(Tiles),
}

impl<'a> Margin<'a> {
    pub fn new(samples: &'a Samples) -> Self {
        let index = match samples.dim() {
            1 => {
                let mut sorted = samples.values().to_vec();
                sorted.sort_unstable_by(f64::total_cmp);
                Index::Sorted(sorted)
            }
            dim if dim < TILES_FROM => Index::Tree(KdTree::new(samples)),
            _ => Index::Tiles(Tiles::new(samples)),
        };
        Self { samples, index }
    }

    /// How many other points lie within a distance of a point.
    pub fn others(&self, row: usize, radius: f64, within: Within) -> usize {
        let point = self.samples.row(row);
        let counted = match &self.index {
            Index::Sorted(sorted) => count(sorted, point[0], radius, within),
            Index::Tree(tree) => tree.count(point, radius, within),
            Index::Tiles(tiles) => tiles.count(point, radius, within),
        };
        // The point itself; strictly inside a distance of 0 there is not even that.
        counted.saturating_sub(1)
    }
}

fn count(sorted: &[f64], value: f64, radius: f64, within: Within) -> usize {
    let from = sorted.partition_point(|other| *other < value && !within.holds(value - other, radius));
    let to = sorted.partition_point(|other| *other < value || within.holds(other - value, radius));
    to - from
}
