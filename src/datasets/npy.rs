//! NumPy's array files, as far as the lab's own data sets need them: two-dimensional arrays of bytes.

/// Why a file could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NpyError {
    #[error("this is no .npy file: it does not begin with \\x93NUMPY")]
    Magic,
    #[error("version {0}.{1} of the .npy format is not known here, only 1.0")]
    Version(u8, u8),
    #[error("the file ends in its header")]
    Truncated,
    #[error("the array's header {0} is not that of unsigned bytes in C order with two axes")]
    Header(String),
    #[error("the header promises {promised} values, the file holds {held}")]
    Length { promised: usize, held: usize },
}

/// A two-dimensional array of unsigned bytes, `[rows, columns]`, row-major.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bytes2d<'a> {
    pub rows: usize,
    pub columns: usize,
    pub values: &'a [u8],
}

impl<'a> Bytes2d<'a> {
    /// Reads version 1.0 of the format: magic, version, header length, header, values.
    pub fn parse(file: &'a [u8]) -> Result<Self, NpyError> {
        let rest = file.strip_prefix(b"\x93NUMPY").ok_or(NpyError::Magic)?;
        let &[major, minor, low, high, ref rest @ ..] = rest else { return Err(NpyError::Truncated) };
        if (major, minor) != (1, 0) {
            return Err(NpyError::Version(major, minor));
        }
        let (header, values) =
            rest.split_at_checked(usize::from(u16::from_le_bytes([low, high]))).ok_or(NpyError::Truncated)?;
        let header = String::from_utf8_lossy(header);
        let [rows, columns] = shape_of_bytes(&header).ok_or_else(|| NpyError::Header(header.trim().to_owned()))?;
        if rows.checked_mul(columns) != Some(values.len()) {
            return Err(NpyError::Length { promised: rows.saturating_mul(columns), held: values.len() });
        }
        Ok(Self { rows, columns, values })
    }
}

/// The two axes, where the header, a Python dictionary, describes unsigned bytes in C order.
fn shape_of_bytes(header: &str) -> Option<[usize; 2]> {
    let is_known = header.contains("'descr': '|u1'") && header.contains("'fortran_order': False");
    let (_, rest) = header.split_once("'shape': (").filter(|_| is_known)?;
    let (rows, columns) = rest.split_once(')')?.0.split_once(',')?;
    Some([rows.trim().parse().ok()?, columns.trim().parse().ok()?])
}
