//! Bounds on the information of a layer plus Gaussian noise, from the distances between its points.

use super::{
    cells::EstimateError,
    exponential::{LANES, exp_of_negative},
};
use crate::samples::Points;

/// I(X;T) and I(T;Y) in nats.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Information {
    pub i_xt: f64,
    pub i_ty: f64,
}

/// The I(X;T) of `lower` and `upper` are bounds; their I(T;Y) are differences of bounds, hence estimates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    pub lower: Information,
    pub upper: Information,
}

/// Rows and columns of a tile: both tiles' points stay in the first-level cache.
const TILE: usize = 64;

/// Bounds for T + N(0, σ² 1), T a deterministic layer over equally likely inputs.
///
/// `values` is `[n, dim]`, row-major, with one label below `classes` a row; `variance` is σ² > 0. With Dᵢⱼ the squared
/// distance, H = −1/n Σᵢ ln 1/n Σⱼ exp(−Dᵢⱼ/2σ²) bounds I(X;T) from above (the Kullback–Leibler bound) and the same with
/// 8σ² from below (Bhattacharyya); j = i is included, so both are at most ln n. I(T;Y) is the bound over all points less
/// its class-weighted mean within classes. Distances are computed in double precision from differences; nothing is
/// clipped or standardised.
///
/// Kolchinsky & Tracey 2017, eqs. 10 and 11; Saxe et al. 2018, appendix C.
pub fn bounds(
    values: &[f32],
    dim: usize,
    labels: &[u8],
    classes: usize,
    variance: f64,
) -> Result<Bounds, EstimateError> {
    let points = Points::new(values, dim)?;
    if labels.len() != points.n() {
        return Err(EstimateError::LabelCount { points: points.n(), labels: labels.len() });
    }
    if !(variance > 0.0 && variance.is_finite()) {
        return Err(EstimateError::Setting { name: "the noise variance", value: variance, allowed: "above 0" });
    }
    let sorted = Sorted::by_class(points, labels, classes, variance);
    Ok(sorted.bounds())
}

/// Points ordered by class, coordinate by coordinate, each class padded to whole tiles.
struct Sorted {
    /// `[dim, padded]`, scaled so that squared distances are already divided by 8σ².
    columns: Vec<f64>,
    padded: usize,
    dim: usize,
    n: usize,
    /// Per tile: its class and how many of its points are real.
    tiles: Vec<Tile>,
    class_sizes: Vec<usize>,
}

#[derive(Clone, Copy)]
struct Tile {
    class: usize,
    real: usize,
}

/// Kernel sums of every point over its own class and over the others, for both widths.
struct Sums {
    upper_own: Vec<f64>,
    upper_rest: Vec<f64>,
    lower_own: Vec<f64>,
    lower_rest: Vec<f64>,
}

impl Sorted {
    fn by_class(points: Points<'_>, labels: &[u8], classes: usize, variance: f64) -> Self {
        let mut tiles = Vec::new();
        let mut order: Vec<Option<usize>> = Vec::new();
        let mut class_sizes = vec![0; classes];
        for (class, size) in class_sizes.iter_mut().enumerate() {
            let members: Vec<usize> = (0..points.n()).filter(|i| usize::from(labels[*i]) == class).collect();
            *size = members.len();
            for chunk in members.chunks(TILE) {
                tiles.push(Tile { class, real: chunk.len() });
                order.extend(chunk.iter().copied().map(Some));
                order.resize(tiles.len() * TILE, None);
            }
        }
        let scale = 1.0 / (8.0 * variance).sqrt();
        let padded = order.len();
        let mut columns = vec![0.0; points.dim() * padded];
        for (place, point) in order.iter().enumerate() {
            if let Some(point) = point {
                for (unit, value) in points.row(*point).iter().enumerate() {
                    columns[unit * padded + place] = f64::from(*value) * scale;
                }
            }
        }
        Self { columns, padded, dim: points.dim(), n: points.n(), tiles, class_sizes }
    }

    fn bounds(&self) -> Bounds {
        let sums = self.sums();
        let n = self.n as f64;
        let [mut upper, mut upper_within, mut lower, mut lower_within] = [0.0; 4];
        for (t, tile) in self.tiles.iter().enumerate() {
            let size = self.class_sizes[tile.class] as f64;
            for i in t * TILE..t * TILE + tile.real {
                upper -= ((sums.upper_own[i] + sums.upper_rest[i]) / n).ln() / n;
                lower -= ((sums.lower_own[i] + sums.lower_rest[i]) / n).ln() / n;
                // p(y) · 1/n_y = 1/n.
                upper_within -= (sums.upper_own[i] / size).ln() / n;
                lower_within -= (sums.lower_own[i] / size).ln() / n;
            }
        }
        Bounds {
            lower: Information { i_xt: lower, i_ty: lower - lower_within },
            upper: Information { i_xt: upper, i_ty: upper - upper_within },
        }
    }

    /// Every pair of tiles once; a pair's kernel serves both of its points.
    fn sums(&self) -> Sums {
        let zeros = || vec![0.0; self.padded];
        let mut sums = Sums { upper_own: zeros(), upper_rest: zeros(), lower_own: zeros(), lower_rest: zeros() };
        for a in 0..self.tiles.len() {
            for b in a..self.tiles.len() {
                self.add_tiles(a, b, &mut sums);
            }
        }
        sums
    }

    fn add_tiles(&self, a: usize, b: usize, sums: &mut Sums) {
        let (first, second) = (self.tiles[a], self.tiles[b]);
        let (upper, lower) = if first.class == second.class {
            (&mut sums.upper_own, &mut sums.lower_own)
        } else {
            (&mut sums.upper_rest, &mut sums.lower_rest)
        };
        // Column sums are gathered here, row sums in registers.
        let (mut upper_b, mut lower_b) = ([0.0; TILE], [0.0; TILE]);
        // Padding points add nothing.
        let mut real = [0.0; TILE];
        real[..second.real].fill(1.0);
        for i in 0..first.real {
            let mut distances = [0.0; TILE];
            for unit in 0..self.dim {
                let column = &self.columns[unit * self.padded..(unit + 1) * self.padded];
                let value = column[a * TILE + i];
                let others = &column[b * TILE..(b + 1) * TILE];
                for (distance, other) in distances.iter_mut().zip(others) {
                    let difference = value - other;
                    *distance += difference * difference;
                }
            }
            let (mut upper_a, mut lower_a) = ([0.0; LANES], [0.0; LANES]);
            for start in (0..TILE).step_by(LANES) {
                let mut negated = [0.0; LANES];
                for lane in 0..LANES {
                    negated[lane] = -distances[start + lane];
                }
                let wide = exp_of_negative(negated);
                for lane in 0..LANES {
                    // exp(−D/2σ²) is exp(−D/8σ²) to the fourth power: one exponential serves both bounds.
                    let wide = wide[lane] * real[start + lane];
                    let square = wide * wide;
                    let narrow = square * square;
                    lower_a[lane] += wide;
                    upper_a[lane] += narrow;
                    lower_b[start + lane] += wide;
                    upper_b[start + lane] += narrow;
                }
            }
            upper[a * TILE + i] += upper_a.iter().sum::<f64>();
            lower[a * TILE + i] += lower_a.iter().sum::<f64>();
        }
        // A tile against itself has met every ordered pair already.
        if a != b {
            for j in 0..TILE {
                upper[b * TILE + j] += upper_b[j];
                lower[b * TILE + j] += lower_b[j];
            }
        }
    }
}
