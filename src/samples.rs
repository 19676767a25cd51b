//! Points in d dimensions, as estimators take them: checked once, row-major.

use std::collections::HashMap;

/// Points that cannot be worked with.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SamplesError {
    #[error("{values} values are no whole number of rows of {dim}")]
    Ragged { values: usize, dim: usize },
    #[error("the value at row {row}, column {column} is not a finite number")]
    NotFinite { row: usize, column: usize },
    #[error("{x} points of X came with {y} points of Y")]
    Unpaired { x: usize, y: usize },
}

/// `n` points of `dim` finite coordinates, borrowed, row-major `[n, dim]`.
#[derive(Clone, Copy, Debug)]
pub struct Points<'a, T> {
    values: &'a [T],
    dim: usize,
}

impl<'a, T: Copy + Into<f64>> Points<'a, T> {
    /// Checks that the values make whole rows and are all finite; rows and columns are counted from 1 in the error.
    pub fn new(values: &'a [T], dim: usize) -> Result<Self, SamplesError> {
        if dim == 0 || !values.len().is_multiple_of(dim) {
            return Err(SamplesError::Ragged { values: values.len(), dim });
        }
        if let Some(at) = values.iter().position(|value| !(*value).into().is_finite()) {
            return Err(SamplesError::NotFinite { row: at / dim + 1, column: at % dim + 1 });
        }
        Ok(Self { values, dim })
    }

    pub fn n(&self) -> usize {
        self.values.len() / self.dim
    }

    pub fn dim(&self) -> usize {
        self.dim
    }

    pub fn row(&self, i: usize) -> &'a [T] {
        &self.values[i * self.dim..(i + 1) * self.dim]
    }

    pub fn rows(&self) -> std::slice::ChunksExact<'a, T> {
        self.values.chunks_exact(self.dim)
    }
}

/// `n` points of `dim` finite coordinates, owned, in double precision.
#[derive(Clone, Debug, PartialEq)]
pub struct Samples {
    values: Vec<f64>,
    dim: usize,
}

impl Samples {
    /// `values` is `[n, dim]`, row-major; refused as by [`Points::new`].
    pub fn new(values: Vec<f64>, dim: usize) -> Result<Self, SamplesError> {
        Points::new(&values, dim)?;
        Ok(Self { values, dim })
    }

    pub fn n(&self) -> usize {
        self.values.len() / self.dim
    }

    pub fn dim(&self) -> usize {
        self.dim
    }

    /// All coordinates, row-major.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    pub fn row(&self, i: usize) -> &[f64] {
        &self.values[i * self.dim..(i + 1) * self.dim]
    }

    pub fn rows(&self) -> std::slice::ChunksExact<'_, f64> {
        self.values.chunks_exact(self.dim)
    }

    /// The same points, borrowed.
    pub fn points(&self) -> Points<'_, f64> {
        Points { values: &self.values, dim: self.dim }
    }

    /// The coordinate of every point.
    pub fn column(&self, column: usize) -> impl Iterator<Item = f64> {
        assert!(column < self.dim, "there is no column {column}");
        self.values.iter().skip(column).step_by(self.dim).copied()
    }

    /// The points at some places, in that order.
    pub fn rows_at(&self, places: &[usize]) -> Self {
        Self { values: places.iter().flat_map(|i| self.row(*i)).copied().collect(), dim: self.dim }
    }

    /// Every coordinate of every point changed by a function of its column and its value, which must stay finite.
    pub fn map(&self, change: impl Fn(usize, f64) -> f64) -> Result<Self, SamplesError> {
        let changed = |(at, value): (usize, &f64)| change(at % self.dim, *value);
        Self::new(self.values.iter().enumerate().map(changed).collect(), self.dim)
    }

    /// Which symbol each point is, equal points being one symbol, counted from 0 in order of first appearance; and how
    /// many symbols there are. 0 and −0 are equal.
    pub fn symbols(&self) -> (Vec<u32>, usize) {
        let mut known: HashMap<Vec<u64>, u32> = HashMap::new();
        let symbol = |row: &[f64]| {
            let next = known.len() as u32;
            *known.entry(row.iter().map(|value| (value + 0.0).to_bits()).collect()).or_insert(next)
        };
        let symbols = self.rows().map(symbol).collect();
        (symbols, known.len())
    }
}

/// Points of X and of Y, row by row drawn together.
#[derive(Clone, Debug, PartialEq)]
pub struct Pairs {
    x: Samples,
    y: Samples,
}

impl Pairs {
    /// Refuses unequal numbers of points.
    pub fn new(x: Samples, y: Samples) -> Result<Self, SamplesError> {
        if x.n() != y.n() {
            return Err(SamplesError::Unpaired { x: x.n(), y: y.n() });
        }
        Ok(Self { x, y })
    }

    pub fn n(&self) -> usize {
        self.x.n()
    }

    pub fn x(&self) -> &Samples {
        &self.x
    }

    pub fn y(&self) -> &Samples {
        &self.y
    }

    /// Both sides' points at some places, in that order.
    pub fn rows_at(&self, places: &[usize]) -> Self {
        Self { x: self.x.rows_at(places), y: self.y.rows_at(places) }
    }

    /// X as it is, Y in another order: a permutation of the places.
    pub fn with_y_in(&self, order: &[usize]) -> Self {
        assert_eq!(order.len(), self.n(), "one place a point");
        Self { x: self.x.clone(), y: self.y.rows_at(order) }
    }

    /// Y as X and X as Y.
    pub fn swapped(&self) -> Self {
        Self { x: self.y.clone(), y: self.x.clone() }
    }
}
