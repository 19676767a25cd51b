//! Entropies and information of discrete distributions.

use nalgebra::DMatrix;

use crate::draws::Rng;

/// A joint distribution p(x,y): `[rows x, columns y]`, every row and column of positive weight, summing to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Joint {
    cells: Vec<f64>,
    rows: usize,
    columns: usize,
    total: f64,
}

/// Weights that make no joint distribution; rows and columns are counted from 1.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum JointError {
    #[error("a joint table needs at least 2 rows and 2 columns")]
    TooSmall,
    #[error("row {row} has {found} cells, row 1 has {expected}")]
    Ragged { row: usize, found: usize, expected: usize },
    #[error("the cell at row {row}, column {column} is negative: {value}")]
    Negative { row: usize, column: usize, value: f64 },
    #[error("the cell at row {row}, column {column} is not a finite number")]
    NotFinite { row: usize, column: usize },
    #[error("the cells add up to more than a number can hold")]
    TooLarge,
    #[error("row {row} is all zero: an x that never happens; leave the row out")]
    ZeroRow { row: usize },
    #[error("column {column} is all zero: a y that never happens; leave the column out")]
    ZeroColumn { column: usize },
}

impl Joint {
    /// Normalises non-negative weights; [`Joint::total`] keeps what they summed to.
    pub fn from_weights(weights: &[Vec<f64>]) -> Result<Self, JointError> {
        let columns = weights.first().map_or(0, Vec::len);
        if weights.len() < 2 || columns < 2 {
            return Err(JointError::TooSmall);
        }
        for (r, row) in weights.iter().enumerate() {
            let row_number = r + 1;
            if row.len() != columns {
                return Err(JointError::Ragged { row: row_number, found: row.len(), expected: columns });
            }
            for (c, value) in row.iter().enumerate() {
                if !value.is_finite() {
                    return Err(JointError::NotFinite { row: row_number, column: c + 1 });
                }
                if *value < 0.0 {
                    return Err(JointError::Negative { row: row_number, column: c + 1, value: *value });
                }
            }
        }
        let total: f64 = weights.iter().flatten().sum();
        if total.is_infinite() {
            return Err(JointError::TooLarge);
        }
        let cells = weights.iter().flatten().map(|weight| weight / total).collect();
        let joint = Self { cells, rows: weights.len(), columns, total };
        // After normalising: a weight can vanish beside far larger ones.
        if let Some(row) = joint.p_x().iter().position(|p| p.is_nan() || *p <= 0.0) {
            return Err(JointError::ZeroRow { row: row + 1 });
        }
        if let Some(column) = joint.p_y().iter().position(|p| p.is_nan() || *p <= 0.0) {
            return Err(JointError::ZeroColumn { column: column + 1 });
        }
        Ok(joint)
    }

    /// A binary symmetric channel with a uniform input; `error` in [0, 1].
    pub fn binary_symmetric(error: f64) -> Self {
        Self::square([[(1.0 - error) / 2.0, error / 2.0], [error / 2.0, (1.0 - error) / 2.0]])
    }

    /// A Z channel: 0 arrives as 0, 1 arrives as 0 with probability `flip` in [0, 1); a 1 is sent with probability `one`.
    pub fn z_channel(flip: f64, one: f64) -> Self {
        Self::square([[1.0 - one, 0.0], [one * flip, one * (1.0 - flip)]])
    }

    /// A table of four by four with I(X;Y) = 0.3617 bit and no symmetry.
    pub fn four_by_four() -> Self {
        Self::square([
            [0.10, 0.05, 0.02, 0.03],
            [0.04, 0.12, 0.03, 0.01],
            [0.02, 0.03, 0.15, 0.05],
            [0.05, 0.05, 0.05, 0.20],
        ])
    }

    /// Cells drawn from a symmetric Dirichlet distribution of whole-numbered concentration: the larger, the closer to
    /// independence.
    pub fn random(rows: usize, columns: usize, concentration: u32, rng: &mut Rng) -> Self {
        // A gamma variable of whole shape is a sum of exponential ones.
        let mut gamma = || (0..concentration.max(1)).map(|_| -libm::log(1.0 - rng.uniform())).sum::<f64>();
        let cells: Vec<f64> = (0..rows * columns).map(|_| gamma()).collect();
        let total: f64 = cells.iter().sum();
        Self { cells: cells.iter().map(|cell| cell / total).collect(), rows, columns, total: 1.0 }
    }

    fn square<const N: usize>(cells: [[f64; N]; N]) -> Self {
        Self { cells: cells.concat(), rows: N, columns: N, total: 1.0 }
    }

    pub fn rows(&self) -> usize {
        self.rows
    }

    pub fn columns(&self) -> usize {
        self.columns
    }

    /// What the weights summed to before they were normalised.
    pub fn total(&self) -> f64 {
        self.total
    }

    /// p(x, y).
    pub fn p(&self, x: usize, y: usize) -> f64 {
        self.cells[x * self.columns + y]
    }

    /// p(x, ·), one value a column.
    pub fn row(&self, x: usize) -> &[f64] {
        &self.cells[x * self.columns..(x + 1) * self.columns]
    }

    pub fn p_x(&self) -> Vec<f64> {
        (0..self.rows).map(|x| self.row(x).iter().sum()).collect()
    }

    pub fn p_y(&self) -> Vec<f64> {
        (0..self.columns).map(|y| (0..self.rows).map(|x| self.p(x, y)).sum()).collect()
    }

    /// I(X;Y) in nats.
    pub fn information(&self) -> f64 {
        entropy(&self.p_x()) + entropy(&self.p_y()) - entropy(&self.cells)
    }

    /// H(X) in nats.
    pub fn input_entropy(&self) -> f64 {
        entropy(&self.p_x())
    }

    /// Singular values of p(x,y)/√(p(x)p(y)), greatest first; the first is 1, the second the maximal correlation σ₂.
    ///
    /// Hirschfeld 1935; Witsenhausen 1975.
    pub fn correlations(&self) -> Vec<f64> {
        let (p_x, p_y) = (self.p_x(), self.p_y());
        let matrix = DMatrix::from_fn(self.rows, self.columns, |x, y| {
            let scale = (p_x[x] * p_y[y]).sqrt();
            if scale > 0.0 { self.p(x, y) / scale } else { 0.0 }
        });
        let mut values: Vec<f64> = matrix.singular_values().iter().copied().collect();
        values.sort_by(|a, b| b.total_cmp(a));
        values
    }
}

/// −Σ p ln p in nats, with 0 ln 0 = 0.
pub fn entropy(p: &[f64]) -> f64 {
    p.iter().filter(|p| **p > 0.0).map(|p| -p * p.ln()).sum()
}

/// Σ p ln(p/q) in nats; infinite where q misses some of p.
pub fn kl_divergence(p: &[f64], q: &[f64]) -> f64 {
    p.iter().zip(q).filter(|(p, _)| **p > 0.0).map(|(p, q)| p * (p / q).ln()).sum()
}

/// h(p) = −p ln p − (1−p) ln(1−p) in nats.
pub fn binary_entropy(p: f64) -> f64 {
    entropy(&[p, 1.0 - p])
}

/// The p in [0, ½] whose binary entropy is `h` nats, `h` in [0, ln 2]; by bisection to the last bit.
pub fn binary_entropy_inverse(h: f64) -> f64 {
    let (mut low, mut high) = (0.0, 0.5);
    for _ in 0..200 {
        let middle = (low + high) / 2.0;
        if binary_entropy(middle) < h {
            low = middle;
        } else {
            high = middle;
        }
    }
    (low + high) / 2.0
}

/// I(X;Y) in nats of a uniform input over `symbols` symbols, each replaced by one of the others with probability `error`.
pub fn symmetric_information(symbols: usize, error: f64) -> f64 {
    (symbols as f64).ln() - binary_entropy(error) - error * ((symbols - 1) as f64).ln()
}

/// I(X;Y) in nats of a uniform bit erased with probability `erased`.
pub fn erasure_information(erased: f64) -> f64 {
    (1.0 - erased) * std::f64::consts::LN_2
}
