//! Points in d dimensions, as estimators take them: checked once, row-major.

/// Points that cannot be worked with.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SamplesError {
    #[error("{values} values are no whole number of rows of {dim}")]
    Ragged { values: usize, dim: usize },
    #[error("the value at row {row}, column {column} is not a finite number")]
    NotFinite { row: usize, column: usize },
}

/// `n` points of `dim` finite coordinates, borrowed, row-major `[n, dim]`.
#[derive(Clone, Copy, Debug)]
pub struct Points<'a> {
    values: &'a [f32],
    dim: usize,
}

impl<'a> Points<'a> {
    /// Checks that the values make whole rows and are all finite; rows and columns are counted from 1 in the message.
    pub fn new(values: &'a [f32], dim: usize) -> Result<Self, SamplesError> {
        if dim == 0 || !values.len().is_multiple_of(dim) {
            return Err(SamplesError::Ragged { values: values.len(), dim });
        }
        if let Some(at) = values.iter().position(|value| !value.is_finite()) {
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

    pub fn row(&self, i: usize) -> &'a [f32] {
        &self.values[i * self.dim..(i + 1) * self.dim]
    }

    pub fn rows(&self) -> impl Iterator<Item = &'a [f32]> {
        self.values.chunks_exact(self.dim)
    }
}
