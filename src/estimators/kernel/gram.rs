//! Gaussian kernels between points, one point against a block of others at a time; no matrix is ever held.

use std::{array::from_fn, f64::consts::LOG2_E};

use super::exponential::{LANES, exp2};
use crate::samples::{Pairs, Samples};

/// Points in blocks of [`LANES`], coordinate by coordinate within a block; differences are multiplied by their
/// coordinate's scale before they are squared.
pub(super) struct Blocks<'a> {
    samples: &'a Samples,
    coordinates: Vec<[f64; LANES]>,
    scales: Vec<f64>,
}

/// What makes exp(−d²/2σ²) of 2^−(scale d)².
pub(super) fn scale_of(sigma: f64) -> f64 {
    (LOG2_E / 2.0).sqrt() / sigma
}

impl<'a> Blocks<'a> {
    pub fn new(samples: &'a Samples, scales: Vec<f64>) -> Self {
        assert_eq!(scales.len(), samples.dim(), "one scale a coordinate");
        let (n, dim) = (samples.n(), samples.dim());
        let block = |first: usize| {
            (0..dim)
                .map(move |unit| from_fn(|lane| if first + lane < n { samples.row(first + lane)[unit] } else { 0.0 }))
        };
        Self { samples, coordinates: (0..n).step_by(LANES).flat_map(block).collect(), scales }
    }

    /// With one kernel width for all coordinates.
    pub fn of_width(samples: &'a Samples, sigma: f64) -> Self {
        Self::new(samples, vec![scale_of(sigma); samples.dim()])
    }

    pub fn samples(&self) -> &'a Samples {
        self.samples
    }

    /// How many blocks there are.
    pub fn len(&self) -> usize {
        self.samples.n().div_ceil(LANES)
    }

    /// Scaled squared distances from a point to those of a block; infinite beyond the last point.
    #[inline(always)]
    pub fn distances(&self, point: &[f64], block: usize) -> [f64; LANES] {
        let real = self.samples.n() - block * LANES;
        let mut distances = from_fn(|lane| if lane < real { 0.0 } else { f64::INFINITY });
        let dim = self.scales.len();
        for ((value, others), scale) in
            point.iter().zip(&self.coordinates[block * dim..(block + 1) * dim]).zip(&self.scales)
        {
            for (distance, other) in distances.iter_mut().zip(others) {
                let difference = (value - other) * scale;
                *distance += difference * difference;
            }
        }
        distances
    }

    /// Σⱼ 2^−Dᵢⱼ for every point i, itself included.
    pub fn row_sums(&self) -> Vec<f64> {
        let sum = |row: &[f64]| {
            let mut sums = [0.0; LANES];
            (0..self.len()).for_each(|block| add(&mut sums, powers(self.distances(row, block))));
            sums.iter().sum()
        };
        self.samples.rows().map(sum).collect()
    }
}

/// Sums over two Gram matrices K and Q of one set of pairs.
pub(super) struct PairSums {
    /// Σⱼ Kᵢⱼ and Σⱼ Qᵢⱼ, for every i.
    pub k: Vec<f64>,
    pub q: Vec<f64>,
    /// Σᵢⱼ KᵢⱼQᵢⱼ, Σᵢⱼ Kᵢⱼ², Σᵢⱼ Qᵢⱼ².
    pub kq: f64,
    pub kk: f64,
    pub qq: f64,
}

impl PairSums {
    /// Of Gaussian kernels of one width, a point with itself included.
    pub fn of(pairs: &Pairs, sigma: f64) -> Self {
        let (x, y) = (Blocks::of_width(pairs.x(), sigma), Blocks::of_width(pairs.y(), sigma));
        let mut sums = Self { k: Vec::new(), q: Vec::new(), kq: 0.0, kk: 0.0, qq: 0.0 };
        for (row_x, row_y) in pairs.x().rows().zip(pairs.y().rows()) {
            let mut row = [[0.0; LANES]; 5];
            for block in 0..x.len() {
                let (k, q) = (powers(x.distances(row_x, block)), powers(y.distances(row_y, block)));
                add(&mut row[0], k);
                add(&mut row[1], q);
                add(&mut row[2], from_fn(|lane| k[lane] * q[lane]));
                add(&mut row[3], k.map(|k| k * k));
                add(&mut row[4], q.map(|q| q * q));
            }
            let [k, q, kq, kk, qq] = row.map(|sums| sums.iter().sum::<f64>());
            sums.k.push(k);
            sums.q.push(q);
            (sums.kq, sums.kk, sums.qq) = (sums.kq + kq, sums.kk + kk, sums.qq + qq);
        }
        sums
    }
}

/// 2^−D; distances that would leave the exponents' range count as 1022.
#[inline(always)]
pub(super) fn powers(distances: [f64; LANES]) -> [f64; LANES] {
    exp2(distances.map(|distance| if distance < 1022.0 { -distance } else { -1022.0 }))
}

#[inline(always)]
pub(super) fn add(sums: &mut [f64; LANES], terms: [f64; LANES]) {
    sums.iter_mut().zip(terms).for_each(|(sum, term)| *sum += term);
}

/// The least of several numbers.
#[inline(always)]
pub(super) fn least(values: [f64; LANES]) -> f64 {
    values.into_iter().fold(f64::INFINITY, f64::min)
}
