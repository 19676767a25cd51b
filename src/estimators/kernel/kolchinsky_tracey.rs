//! Bounds on the information of a layer plus Gaussian noise, from the distances between its points.

use std::{array::from_fn, f64::consts::LOG2_E, ops::Range};

use super::{
    super::{
        cells::{InformationPair, check_labels},
        error::EstimateError,
    },
    exponential::{LANES, exp2},
};
use crate::samples::Points;

/// The I(X;T) of `lower` and `upper` are bounds; their I(T;Y) are differences of bounds, hence estimates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    pub lower: InformationPair,
    pub upper: InformationPair,
}

/// Bounds for T + N(0, σ² 1), T a deterministic layer over equally likely inputs, in nats.
///
/// `values` is `[n, dim]`, row-major, with one label below `classes` a row; `variance` is σ². With Dᵢⱼ the squared
/// distance, −1/n Σᵢ ln 1/n Σⱼ exp(−Dᵢⱼ/2σ²) bounds I(X;T) from above (the Kullback–Leibler bound) and the same with 8σ²
/// from below (Bhattacharyya); j = i is included, so both are at most ln n. I(T;Y) is the bound over all points less its
/// class-weighted mean within classes. Distances are sums of squared differences in double precision; nothing is clipped
/// or standardised.
///
/// Kolchinsky & Tracey 2017, eqs. 10 and 11; Saxe et al. 2018, appendix C.
pub fn bounds<T: Copy + Into<f64>>(
    values: &[T],
    dim: usize,
    labels: &[u8],
    classes: usize,
    variance: f64,
) -> Result<Bounds, EstimateError> {
    let points = Points::new(values, dim)?;
    check_labels(labels, classes, points.n())?;
    let symbols: Vec<u32> = labels.iter().map(|label| u32::from(*label)).collect();
    bounds_of_symbols(points, &symbols, classes, variance)
}

/// The same for one symbol a point, each below `count`, of which there may be as many as points.
pub(super) fn bounds_of_symbols<T: Copy + Into<f64>>(
    points: Points<'_, T>,
    symbols: &[u32],
    count: usize,
    variance: f64,
) -> Result<Bounds, EstimateError> {
    if !(1e-300..=1e300).contains(&variance) {
        let allowed = "above 0, from 1e-300 to 1e300";
        return Err(EstimateError::Setting { name: "the noise variance", value: variance, allowed });
    }
    Ok(Blocks::of(points, symbols, count).bounds(&Kernel::new(variance)))
}

/// How distances become kernels: `wide` ones, exp(−D/8σ²), are powers of two of multiples of D.
struct Kernel {
    exponent_per_distance: f64,
    /// Kernels beyond it are 2^−80 at most and not added: sums begin with the 1 of the point itself, so that fewer than
    /// 2²⁰ points lose less than 2^−60.
    negligible: f64,
    /// Beyond it distances count as this one, with a kernel of 2^−250, whose fourth power is no denormal yet.
    farthest: f64,
}

impl Kernel {
    fn new(variance: f64) -> Self {
        let exponent_per_distance = -LOG2_E / (8.0 * variance);
        let distance_of = |exponent: f64| exponent / exponent_per_distance;
        Self { exponent_per_distance, negligible: distance_of(-80.0), farthest: distance_of(-250.0) }
    }

    /// exp(−D/8σ²) and exp(−D/2σ²); none where all are negligible.
    #[inline(always)]
    fn of(&self, distances: [f64; LANES]) -> Option<([f64; LANES], [f64; LANES])> {
        let distances = distances.map(|distance| if distance < self.farthest { distance } else { self.farthest });
        if reduce(distances, |a, b| if a < b { a } else { b }) > self.negligible {
            return None;
        }
        let wide = exp2(distances.map(|distance| distance * self.exponent_per_distance));
        // The narrow kernel is the wide one to the fourth power: one exponential serves both bounds.
        let narrow = wide.map(|wide| (wide * wide) * (wide * wide));
        Some((wide, narrow))
    }
}

/// Points in the order of their classes, each class in blocks of `LANES`, its last one padded. Classes of fewer points
/// than a block share blocks, or else as many classes as points would cost eight times the work.
struct Blocks {
    /// `[blocks · dim]`: coordinate by coordinate within a block.
    coordinates: Vec<[f64; LANES]>,
    /// First summand of every distance to a block's points: infinite for padding, which so has no kernel.
    padding: Vec<[f64; LANES]>,
    /// Points of a block that are no padding.
    real: Vec<usize>,
    /// Each class's blocks and its number of points.
    classes: Vec<(Range<usize>, usize)>,
    /// How many points the small classes have that share the last blocks, class after class.
    small: Vec<usize>,
    dim: usize,
    n: usize,
}

/// Kernel sums of every point, by block: `wide` kernels have the variance 4σ², `narrow` ones σ².
struct KernelSums {
    wide: Vec<[f64; LANES]>,
    narrow: Vec<[f64; LANES]>,
}

impl Blocks {
    fn of<T: Copy + Into<f64>>(points: Points<'_, T>, symbols: &[u32], count: usize) -> Self {
        let (dim, n) = (points.dim(), points.n());
        let mut members = vec![Vec::new(); count];
        symbols.iter().enumerate().for_each(|(i, symbol)| members[*symbol as usize].push(i));
        let mut blocks = Self {
            coordinates: Vec::new(),
            padding: Vec::new(),
            real: Vec::new(),
            classes: Vec::new(),
            small: Vec::new(),
            dim,
            n,
        };
        let mut sharing = Vec::new();
        for class in members {
            if class.len() < LANES {
                blocks.small.push(class.len());
                sharing.extend(class);
            } else {
                blocks.push_class(points, &class);
            }
        }
        blocks.push_class(points, &sharing);
        blocks
    }

    fn push_class<T: Copy + Into<f64>>(&mut self, points: Points<'_, T>, members: &[usize]) {
        let first = self.real.len();
        members.chunks(LANES).for_each(|block| self.push(points, block));
        self.classes.push((first..self.real.len(), members.len()));
    }

    fn push<T: Copy + Into<f64>>(&mut self, points: Points<'_, T>, members: &[usize]) {
        self.real.push(members.len());
        self.padding.push(from_fn(|lane| if lane < members.len() { 0.0 } else { f64::INFINITY }));
        for unit in 0..self.dim {
            self.coordinates.push(from_fn(|lane| members.get(lane).map_or(0.0, |i| points.row(*i)[unit].into())));
        }
    }

    fn bounds(&self, kernel: &Kernel) -> Bounds {
        let mut own = KernelSums::zero(self.real.len());
        let mut rest = KernelSums::zero(self.real.len());
        for (blocks, _) in &self.classes {
            for a in blocks.clone() {
                self.add_block_to_itself(a, kernel, &mut own);
                (a + 1..blocks.end).for_each(|b| self.add_pair_of_blocks(a, b, kernel, &mut own));
                (blocks.end..self.real.len()).for_each(|b| self.add_pair_of_blocks(a, b, kernel, &mut rest));
            }
        }
        let small = self.sums_of_small_classes(kernel);
        Bounds {
            lower: self.information(&own.wide, &rest.wide, &small.wide),
            upper: self.information(&own.narrow, &rest.narrow, &small.narrow),
        }
    }

    /// Kernel sums over a point's own class, for the points of the shared blocks.
    fn sums_of_small_classes(&self, kernel: &Kernel) -> KernelSums {
        let shared = self.shared();
        let mut sums = KernelSums::zero(shared.len());
        let mut first = 0;
        for size in &self.small {
            for i in first..first + size {
                let mut distances = [f64::INFINITY; LANES];
                for (distance, other) in distances.iter_mut().zip(first..first + size) {
                    *distance = self.distance_in(shared.start, i, other);
                }
                if let Some((wide, narrow)) = kernel.of(distances) {
                    // Beyond the class, lanes hold the kernel of infinity, which is 2^−250 and not to be summed.
                    sums.wide[i / LANES][i % LANES] = wide[..*size].iter().sum();
                    sums.narrow[i / LANES][i % LANES] = narrow[..*size].iter().sum();
                }
            }
            first += size;
        }
        sums
    }

    /// The squared distance of two points, counted from the first of a block.
    fn distance_in(&self, block: usize, i: usize, j: usize) -> f64 {
        let of = |point: usize| self.block(block + point / LANES).iter().map(move |unit| unit[point % LANES]);
        of(i).zip(of(j)).map(|(a, b)| (a - b) * (a - b)).sum()
    }

    /// The blocks of the small classes: the last entry of `classes`.
    fn shared(&self) -> Range<usize> {
        self.classes.last().map_or(0..0, |(blocks, _)| blocks.clone())
    }

    /// I(X;T) and I(T;Y) from the kernel sums over the points that share a point's blocks, over the rest, and over the
    /// own class of those in shared blocks.
    fn information(&self, own: &[[f64; LANES]], rest: &[[f64; LANES]], small: &[[f64; LANES]]) -> InformationPair {
        let n = self.n as f64;
        let (mut over_all, mut within) = (0.0, 0.0);
        let shared = self.shared();
        for (blocks, size) in &self.classes {
            let own = own[blocks.clone()].as_flattened();
            let rest = rest[blocks.clone()].as_flattened();
            for (own, rest) in own.iter().zip(rest).take(*size) {
                over_all -= libm::log((own + rest) / n);
                if *blocks != shared {
                    // A class's mean, weighted by its share: every point counts 1/n here too.
                    within -= libm::log(own / *size as f64);
                }
            }
        }
        let mut sums = small.as_flattened().iter();
        for size in &self.small {
            sums.by_ref().take(*size).for_each(|own| within -= libm::log(own / *size as f64));
        }
        // No points hold no information.
        let n = n.max(1.0);
        InformationPair { i_xt: over_all / n, i_ty: (over_all - within) / n }
    }

    /// All ordered pairs within one block, a point with itself among them.
    fn add_block_to_itself(&self, a: usize, kernel: &Kernel, sums: &mut KernelSums) {
        for lane in 0..self.real[a] {
            if let Some((wide, narrow)) = self.kernels(a, lane, a, kernel) {
                sums.wide[a][lane] += reduce(wide, |a, b| a + b);
                sums.narrow[a][lane] += reduce(narrow, |a, b| a + b);
            }
        }
    }

    /// All pairs between two blocks; a pair's kernel serves both of its points.
    fn add_pair_of_blocks(&self, a: usize, b: usize, kernel: &Kernel, sums: &mut KernelSums) {
        let (mut wide_b, mut narrow_b) = (sums.wide[b], sums.narrow[b]);
        for lane in 0..self.real[a] {
            if let Some((wide, narrow)) = self.kernels(a, lane, b, kernel) {
                sums.wide[a][lane] += reduce(wide, |a, b| a + b);
                sums.narrow[a][lane] += reduce(narrow, |a, b| a + b);
                wide_b = from_fn(|other| wide_b[other] + wide[other]);
                narrow_b = from_fn(|other| narrow_b[other] + narrow[other]);
            }
        }
        (sums.wide[b], sums.narrow[b]) = (wide_b, narrow_b);
    }

    /// exp(−D/8σ²) and exp(−D/2σ²) between one point of block `a` and all of block `b`; none where all are negligible.
    #[inline(always)]
    fn kernels(&self, a: usize, lane: usize, b: usize, kernel: &Kernel) -> Option<([f64; LANES], [f64; LANES])> {
        let mut distances = self.padding[b];
        for (point, others) in self.block(a).iter().zip(self.block(b)) {
            for (distance, other) in distances.iter_mut().zip(others) {
                let difference = point[lane] - other;
                *distance += difference * difference;
            }
        }
        kernel.of(distances)
    }

    fn block(&self, block: usize) -> &[[f64; LANES]] {
        &self.coordinates[block * self.dim..(block + 1) * self.dim]
    }
}

impl KernelSums {
    fn zero(blocks: usize) -> Self {
        Self { wide: vec![[0.0; LANES]; blocks], narrow: vec![[0.0; LANES]; blocks] }
    }
}

/// Combines halves with halves, so that all lanes take part.
#[inline(always)]
fn reduce(mut values: [f64; LANES], combine: impl Fn(f64, f64) -> f64) -> f64 {
    let mut half = LANES / 2;
    while half > 0 {
        for lane in 0..half {
            values[lane] = combine(values[lane], values[lane + half]);
        }
        half /= 2;
    }
    values[0]
}
