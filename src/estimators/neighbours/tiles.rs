//! Distances in the maximum norm of one point to all, by tiles of columns: what many coordinates need.

use super::kd_tree::{Nearest, Neighbour, Within};
use crate::samples::Samples;

/// As many points as are compared at once.
const TILE: usize = 256;

/// `n` points of `dim` coordinates.
pub struct Tiles {
    dim: usize,
    /// `[tile, dim, TILE]`; the last tile is narrower.
    tiles: Vec<Vec<f64>>,
}

impl Tiles {
    pub fn new(samples: &Samples) -> Self {
        let dim = samples.dim();
        let tile = |rows: &[f64]| (0..dim).flat_map(|axis| rows.iter().skip(axis).step_by(dim)).copied().collect();
        Self { dim, tiles: samples.values().chunks(TILE * dim).map(tile).collect() }
    }

    /// Hands over every point's row and its k nearest others; needs `k` ≥ 1 and more than `k` points.
    pub fn each_nearest(&self, samples: &Samples, k: usize, mut visit: impl FnMut(usize, &[Neighbour])) {
        assert!(k >= 1 && k < samples.n(), "there are k others");
        let mut nearest = Nearest::new(k);
        for (own, point) in samples.rows().enumerate() {
            nearest.clear();
            self.each_tile(point, |from, distances| {
                for (at, distance) in distances.iter().enumerate() {
                    if nearest.wants(*distance) && from + at != own {
                        nearest.insert(Neighbour { distance: *distance, row: from + at });
                    }
                }
            });
            visit(own, nearest.found());
        }
    }

    /// How many points lie within a distance of a place.
    pub fn count(&self, point: &[f64], radius: f64, within: Within) -> usize {
        let mut counted = 0;
        self.each_tile(point, |_, distances| {
            counted += match within {
                Within::Inside => distances.iter().filter(|distance| **distance < radius).count(),
                Within::InsideOrOn => distances.iter().filter(|distance| **distance <= radius).count(),
            };
        });
        counted
    }

    /// The first row of every tile and the distances to its rows.
    fn each_tile(&self, point: &[f64], mut visit: impl FnMut(usize, &[f64])) {
        for (tile, columns) in self.tiles.iter().enumerate() {
            let width = columns.len() / self.dim;
            let mut distances = [0.0; TILE];
            let distances = &mut distances[..width];
            for (value, column) in point.iter().zip(columns.chunks_exact(width)) {
                for (most, other) in distances.iter_mut().zip(column) {
                    let apart = (value - other).abs();
                    *most = if apart > *most { apart } else { *most };
                }
            }
            visit(tile * TILE, distances);
        }
    }
}
