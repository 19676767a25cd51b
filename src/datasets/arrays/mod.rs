//! The visitor's own numbers: the arrays of a .npy, .npz or .csv file.

pub(super) mod archive;
pub(super) mod csv;
mod error;
mod header;
mod npy;
mod npz;

pub use error::{ArraysError, CsvError, NpyError, NpzError};
pub use npy::{Dtype, Npy};

use crate::samples::Samples;

/// The largest file that is read, and the most that an archive may unpack to.
///
/// Wasm has 4 GiB at most, and a file is held as bytes, as values, and as X and Y: four times 512 MiB leave half of it to
/// the estimators.
pub const LARGEST_FILE: u64 = 512 << 20;
/// The most values that a file may hold, all its arrays together: as many as fill [`LARGEST_FILE`] in double precision.
pub const MOST_VALUES: usize = (LARGEST_FILE / 8) as usize;

/// One numeric array of a file, row-major; its first axis counts the points.
#[derive(Clone, Debug, PartialEq)]
pub struct Array {
    name: String,
    shape: Vec<usize>,
    values: Vec<f64>,
    columns: Vec<String>,
}

/// Every array of a .npy, .npz or .csv file, told apart by what the file holds, and by its name where that is open.
///
/// Integers that double precision does not hold exactly are refused; nothing is rounded but decimal numbers in text.
/// NaN and infinities are read; [`Array::samples`] refuses them.
pub fn read(file_name: &str, bytes: &[u8]) -> Result<Vec<Array>, ArraysError> {
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(ArraysError::TooLarge { what: "the file has".into(), bytes: bytes.len() as u64 });
    }
    if bytes.is_empty() {
        return Err(ArraysError::Empty);
    }
    let base = file_name.rsplit(['/', '\\']).next().unwrap_or(file_name);
    let (stem, ending) = base.rsplit_once('.').unwrap_or((base, ""));
    let ending = ending.to_ascii_lowercase();
    if npy::begins(bytes) || (ending == "npy" && !archive::begins(bytes)) {
        Ok(vec![npy::array(stem, bytes, MOST_VALUES)?])
    } else if archive::begins(bytes) || ending == "npz" {
        npz::arrays(bytes)
    } else {
        Ok(vec![csv::array(stem, bytes)?])
    }
}

impl Array {
    /// An array made here; `shape`'s product is the number of values.
    pub fn new(name: &str, shape: Vec<usize>, values: Vec<f64>) -> Self {
        assert_eq!(shape.iter().product::<usize>(), values.len(), "one value a place");
        Self { name: name.into(), shape, values, columns: Vec::new() }
    }

    /// As it is called in its file; without a name of its own, as the file is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// All values, row-major.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The names of the columns, where the file gives them; otherwise none.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// How many points: the length of the first axis.
    pub fn n(&self) -> usize {
        self.shape.first().copied().unwrap_or(0)
    }

    /// How many numbers a point has, all axes but the first as one; 1 where there is only one axis.
    pub fn dim(&self) -> usize {
        self.shape.iter().skip(1).product()
    }

    /// All points, `[n, dim]`; the values must be finite.
    pub fn samples(&self) -> Result<Samples, ArraysError> {
        // Where there are no values, there may still be more columns than memory.
        let columns = if self.values.is_empty() { 0..0 } else { 0..self.dim() };
        self.samples_of(&columns.collect::<Vec<_>>())
    }

    /// Some columns of all points, `[n, columns.len()]`, in the order given; their values must be finite. Panics where a
    /// column does not exist.
    pub fn samples_of(&self, columns: &[usize]) -> Result<Samples, ArraysError> {
        if self.values.is_empty() || self.shape.is_empty() || columns.is_empty() {
            return Err(ArraysError::NoPoints { array: self.name.clone(), shape: self.shape.clone() });
        }
        let mut values = Vec::with_capacity(self.n() * columns.len());
        for (row, point) in self.values.chunks_exact(self.dim()).enumerate() {
            for column in columns {
                if !point[*column].is_finite() {
                    return Err(ArraysError::NotFinite {
                        array: self.name.clone(),
                        row: row + 1,
                        column: column + 1,
                        name: self.columns.get(*column).cloned(),
                        value: point[*column],
                    });
                }
                values.push(point[*column]);
            }
        }
        // Every value was just seen to be finite.
        Samples::new(values, columns.len()).map_err(ArraysError::Samples)
    }

    /// A table whose columns have names, parted into one array per name: columns that differ in a last number alone, such
    /// as `h1_0`, `h1_1` or `x0`, `x1`, are one array of that many columns, in their order. Any other array stays whole.
    pub fn grouped(self) -> Vec<Self> {
        if self.columns.is_empty() {
            return vec![self];
        }
        let stem = |column: &str| {
            let bare = column.trim_end_matches(|letter: char| letter.is_ascii_digit());
            let bare = bare.trim_end_matches(['_', '.', '-', ' ']);
            if bare.is_empty() { column.to_owned() } else { bare.to_owned() }
        };
        let mut groups: Vec<(String, Vec<usize>)> = Vec::new();
        for (at, column) in self.columns.iter().enumerate() {
            let stem = stem(column);
            match groups.iter_mut().find(|(name, _)| *name == stem) {
                Some((_, columns)) => columns.push(at),
                None => groups.push((stem, vec![at])),
            }
        }
        let part = |(name, columns): (String, Vec<usize>)| {
            let of_row = |row: &[f64]| columns.iter().map(|column| row[*column]).collect::<Vec<_>>();
            let values = self.values.chunks_exact(self.dim()).flat_map(of_row).collect();
            let columns = columns.iter().map(|column| self.columns[*column].clone()).collect::<Vec<_>>();
            Self { name, shape: vec![self.n(), columns.len()], values, columns }
        };
        groups.into_iter().map(part).collect()
    }

    /// The columns, counted from 0, in which all points are equal: they tell nothing of anything.
    pub fn constant_columns(&self) -> Vec<usize> {
        if self.values.is_empty() || self.shape.is_empty() {
            return Vec::new();
        }
        let mut points = self.values.chunks_exact(self.dim());
        let Some(first) = points.next() else { return Vec::new() };
        let mut constant: Vec<usize> = (0..self.dim()).collect();
        for point in points {
            constant.retain(|column| point[*column] == first[*column]);
        }
        constant
    }
}
