//! NumPy's array files, as far as the lab's own data sets need them: two-dimensional arrays of bytes.

/// Why a file could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NpyError {
    #[error("this is no .npy file: it does not begin with \\x93NUMPY")]
    Magic,
    #[error("the file ends in its header")]
    Truncated,
    #[error("the array's header {0} is not that of unsigned bytes in C order with two axes")]
    Header(String),
    #[error("the header promises {promised} values, the file holds {held}")]
    Length { promised: usize, held: usize },
}

/// A two-dimensional array of unsigned bytes, row-major.
pub(super) struct Bytes2d<'a> {
    pub columns: usize,
    pub values: &'a [u8],
}

impl<'a> Bytes2d<'a> {
    /// Reads version 1.0 of the format: magic, version, header length, header, values.
    pub(super) fn parse(file: &'a [u8]) -> Result<Self, NpyError> {
        let rest = file.strip_prefix(b"\x93NUMPY").ok_or(NpyError::Magic)?;
        let length = rest.get(2..4).ok_or(NpyError::Truncated)?;
        let length = usize::from(u16::from_le_bytes([length[0], length[1]]));
        let header = rest.get(4..4 + length).ok_or(NpyError::Truncated)?;
        let values = &rest[4 + length..];
        let header = String::from_utf8_lossy(header).into_owned();
        let refused = || NpyError::Header(header.trim().to_owned());
        if !header.contains("'|u1'") || !header.contains("'fortran_order': False") {
            return Err(refused());
        }
        let shape = header.split_once("'shape': (").and_then(|(_, rest)| rest.split_once(')')).ok_or_else(refused)?.0;
        let axes: Vec<usize> = shape.split(',').filter_map(|axis| axis.trim().parse().ok()).collect();
        let &[rows, columns] = axes.as_slice() else { return Err(refused()) };
        if rows.checked_mul(columns) != Some(values.len()) {
            return Err(NpyError::Length { promised: rows.saturating_mul(columns), held: values.len() });
        }
        Ok(Self { columns, values })
    }
}
