//! A k-d tree in the maximum norm: the nearest neighbours of points, and how many lie inside a distance.

use crate::samples::Samples;

/// A leaf is not split below this many points.
const LEAF: usize = 10;

/// `n` points of `dim` coordinates (Bentley 1975; split at the median of the widest coordinate).
///
/// The distance of two points is max |aᵢ − bᵢ|, computed the same way everywhere, so that a point found at a distance
/// is on that distance wherever it is counted.
pub struct KdTree {
    dim: usize,
    /// `[n, dim]` in the order of the leaves.
    values: Vec<f64>,
    /// The row of each place in that order.
    rows: Vec<u32>,
    /// A node's left child follows it.
    nodes: Vec<Node>,
    /// The low and the high corner of each node, `[nodes, 2, dim]`.
    corners: Vec<f64>,
}

struct Node {
    from: usize,
    to: usize,
    split: Option<Split>,
}

#[derive(Clone, Copy)]
struct Split {
    axis: usize,
    /// The highest coordinate on the left and the lowest on the right.
    left_high: f64,
    right_low: f64,
    right: usize,
}

/// Whether points on the distance are counted with those inside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within {
    Inside,
    InsideOrOn,
}

impl Within {
    pub fn holds(self, distance: f64, radius: f64) -> bool {
        match self {
            Within::Inside => distance < radius,
            Within::InsideOrOn => distance <= radius,
        }
    }
}

/// The nearest others of a point, nearest first.
pub struct Nearest {
    k: usize,
    found: Vec<Neighbour>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Neighbour {
    pub distance: f64,
    pub row: usize,
}

impl KdTree {
    pub fn new(samples: &Samples) -> Self {
        let (n, dim) = (samples.n(), samples.dim());
        let mut tree =
            Self { dim, values: Vec::new(), rows: (0..n as u32).collect(), nodes: Vec::new(), corners: Vec::new() };
        if n > 0 {
            tree.grow(samples.values(), 0, n);
        }
        tree.values = tree.rows.iter().flat_map(|row| samples.row(*row as usize)).copied().collect();
        tree
    }

    fn grow(&mut self, values: &[f64], from: usize, to: usize) {
        let (dim, node) = (self.dim, self.nodes.len());
        let mut low = vec![f64::INFINITY; dim];
        let mut high = vec![f64::NEG_INFINITY; dim];
        for row in &self.rows[from..to] {
            for (axis, value) in values[*row as usize * dim..][..dim].iter().enumerate() {
                low[axis] = low[axis].min(*value);
                high[axis] = high[axis].max(*value);
            }
        }
        let width = |axis: &usize| high[*axis] - low[*axis];
        let axis = (0..dim).max_by(|a, b| width(a).total_cmp(&width(b))).unwrap_or(0);
        let splits = to - from > LEAF && width(&axis) > 0.0;
        self.corners.extend(low);
        self.corners.extend(high);
        self.nodes.push(Node { from, to, split: None });
        if splits {
            let middle = from + (to - from) / 2;
            let at = |row: &u32| values[*row as usize * dim + axis];
            self.rows[from..to].select_nth_unstable_by(middle - from, |a, b| at(a).total_cmp(&at(b)));
            self.grow(values, from, middle);
            let right = self.nodes.len();
            self.grow(values, middle, to);
            let left_high = self.corners[((node + 1) * 2 + 1) * dim + axis];
            let right_low = self.corners[right * 2 * dim + axis];
            self.nodes[node].split = Some(Split { axis, left_high, right_low, right });
        }
    }

    /// Hands over every point's row and its k nearest others, in the order of the leaves; needs `k` ≥ 1 and more than
    /// `k` points. Among points on the k-th distance, which are taken depends on the order of the points.
    pub fn each_nearest(&self, k: usize, mut visit: impl FnMut(usize, &[Neighbour])) {
        assert!(k >= 1 && k < self.rows.len(), "there are k others");
        let mut nearest = Nearest::new(k);
        for place in 0..self.rows.len() {
            nearest.clear();
            let point = &self.values[place * self.dim..][..self.dim];
            // Known dimensions let the compiler unroll the distance.
            match self.dim {
                1 => self.search::<1>(0, 0.0, place, point, &mut nearest),
                2 => self.search::<2>(0, 0.0, place, point, &mut nearest),
                3 => self.search::<3>(0, 0.0, place, point, &mut nearest),
                _ => self.search::<0>(0, 0.0, place, point, &mut nearest),
            }
            visit(self.rows[place] as usize, nearest.found());
        }
    }

    /// `gap` is at most the distance of the point from the node. `D` is the dimension, 0 where it is not known.
    fn search<const D: usize>(&self, node: usize, gap: f64, place: usize, point: &[f64], nearest: &mut Nearest) {
        if !nearest.wants(gap) {
            return;
        }
        let Node { from, to, split } = &self.nodes[node];
        let Some(Split { axis, left_high, right_low, right }) = *split else {
            let dim = if D > 0 { D } else { self.dim };
            let point = &point[..dim];
            for (other, row) in self.values[from * dim..to * dim].chunks_exact(dim).enumerate() {
                let distance = if D > 0 { distance(point, row) } else { nearest.distance(point, row) };
                if nearest.wants(distance) && from + other != place {
                    nearest.insert(Neighbour { distance, row: self.rows[from + other] as usize });
                }
            }
            return;
        };
        let value = point[axis];
        let (to_left, to_right) = ((value - left_high).max(gap), (right_low - value).max(gap));
        if to_left <= to_right {
            self.search::<D>(node + 1, to_left, place, point, nearest);
            self.search::<D>(right, to_right, place, point, nearest);
        } else {
            self.search::<D>(right, to_right, place, point, nearest);
            self.search::<D>(node + 1, to_left, place, point, nearest);
        }
    }

    /// How many points lie within a distance of a place, `point` being its coordinates.
    pub fn count(&self, point: &[f64], radius: f64, within: Within) -> usize {
        if self.nodes.is_empty() { 0 } else { self.count_below(0, point, radius, within) }
    }

    fn count_below(&self, node: usize, point: &[f64], radius: f64, within: Within) -> usize {
        let (low, high) = self.corners[node * 2 * self.dim..][..2 * self.dim].split_at(self.dim);
        let (mut near, mut far) = (0.0f64, 0.0f64);
        for ((value, low), high) in point.iter().zip(low).zip(high) {
            near = near.max(low - value).max(value - high);
            far = far.max(high - value).max(value - low);
        }
        if !within.holds(near, radius) {
            return 0;
        }
        let Node { from, to, split } = &self.nodes[node];
        if within.holds(far, radius) {
            return to - from;
        }
        match split {
            Some(Split { right, .. }) => {
                self.count_below(node + 1, point, radius, within) + self.count_below(*right, point, radius, within)
            }
            None => {
                let rows = self.values[from * self.dim..to * self.dim].chunks_exact(self.dim);
                let close = |row: &&[f64]| point.iter().zip(*row).all(|(a, b)| within.holds((a - b).abs(), radius));
                rows.filter(close).count()
            }
        }
    }
}

/// max |aᵢ − bᵢ|.
fn distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).fold(0.0, |most: f64, (a, b)| most.max((a - b).abs()))
}

impl Nearest {
    pub fn new(k: usize) -> Self {
        Self { k, found: Vec::with_capacity(k + 1) }
    }

    pub fn clear(&mut self) {
        self.found.clear();
    }

    pub fn found(&self) -> &[Neighbour] {
        &self.found
    }

    /// Whether a point at this distance would be among the nearest.
    pub fn wants(&self, distance: f64) -> bool {
        self.found.len() < self.k || distance < self.found[self.k - 1].distance
    }

    /// The distance, or some number that is not wanted either where it is not wanted.
    fn distance(&self, a: &[f64], b: &[f64]) -> f64 {
        let mut most = 0.0f64;
        for (a, b) in a.iter().zip(b) {
            most = most.max((a - b).abs());
            if !self.wants(most) {
                break;
            }
        }
        most
    }

    pub fn insert(&mut self, neighbour: Neighbour) {
        self.found.truncate(self.k - 1);
        let at = self.found.iter().rposition(|other| other.distance <= neighbour.distance).map_or(0, |at| at + 1);
        self.found.insert(at, neighbour);
    }
}
