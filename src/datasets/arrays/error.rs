//! Why a file of arrays could not be read: what was wrong, and what is allowed.

use super::{LARGEST_FILE, MOST_VALUES};
use crate::samples::SamplesError;

#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ArraysError {
    #[error("the file is empty; .npy, .npz and .csv files with numbers can be read")]
    Empty,
    #[error("this is no array file; .npy, .npz and .csv files with numbers can be read")]
    Unknown,
    #[error("{what} {}; at most {} can be read here", mib(*.bytes), mib(LARGEST_FILE))]
    TooLarge { what: String, bytes: u64 },
    #[error("{what} {values} values; at most {MOST_VALUES} can be read here")]
    TooMany { what: String, values: String },
    #[error("array “{array}”: {error}")]
    Npy { array: String, error: NpyError },
    #[error(transparent)]
    Npz(#[from] NpzError),
    #[error(transparent)]
    Csv(#[from] CsvError),
    #[error("array “{array}” of shape ({}) holds no points", joined(.shape))]
    NoPoints { array: String, shape: Vec<usize> },
    #[error(
        "array “{array}”: the value at row {row}, column {column}{} (both counted from 1) is {value}; every value must be \
         finite", named(.name)
    )]
    NotFinite { array: String, row: usize, column: usize, name: Option<String>, value: f64 },
    #[error(transparent)]
    Samples(#[from] SamplesError),
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NpyError {
    #[error("this is no .npy file: it does not begin with \\x93NUMPY")]
    Magic,
    #[error("version {0}.{1} of the .npy format is not known here, only 1.0, 2.0 and 3.0")]
    Version(u8, u8),
    #[error("the file ends in its header")]
    Truncated,
    #[error("the header is wrong: {0}")]
    Header(String),
    #[error(
        "its dtype {dtype} ({what}) cannot be read; allowed are bool, int8 to int64, uint8 to uint64, float16, float32 and \
         float64"
    )]
    Dtype { dtype: String, what: &'static str },
    #[error("the header promises {promised} bytes of values, the file holds {held}")]
    Length { promised: u64, held: u64 },
    #[error("it holds {0}, which double precision cannot hold exactly; whole numbers up to 2^53 are safe")]
    Inexact(String),
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NpzError {
    #[error("this is no .npz file: it is not a zip archive")]
    NoArchive,
    #[error("the archive has no complete table of contents: it was cut off or damaged")]
    NoDirectory,
    #[error("the archive is one part of several; only whole archives can be read")]
    Multipart,
    #[error("the archive's “{0}” was cut off or damaged")]
    Damaged(String),
    #[error("the archive's “{0}” is encrypted; only open archives can be read")]
    Encrypted(String),
    #[error(
        "the archive's “{name}” is packed with method {method}; only stored (0) and deflated (8) members can be read"
    )]
    Method { name: String, method: u16 },
    #[error("the archive holds no .npy array, {}", held(.0))]
    NoArrays(Vec<String>),
}

/// Lines and columns are counted from 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CsvError {
    #[error("the text is UTF-16; only UTF-8 can be read")]
    Utf16,
    #[error("there are no rows of numbers")]
    NoRows,
    #[error(
        "row {row} (line {line}) has {cells} cells; the first row has {expected}, and all rows must have the same number"
    )]
    Ragged { row: usize, line: usize, cells: usize, expected: usize },
    #[error(
        "the cell at row {row} (line {line}), column {column}{} is {}, not a number; numbers are written like -1.5 or 2e-3",
        named(.name), shown(.text)
    )]
    NotANumber { row: usize, line: usize, column: usize, name: Option<String>, text: String },
}

fn mib(bytes: u64) -> String {
    format!("{} MiB", bytes.div_ceil(1 << 20))
}

fn joined(shape: &[usize]) -> String {
    shape.iter().map(usize::to_string).collect::<Vec<_>>().join(", ")
}

fn named(name: &Option<String>) -> String {
    name.as_ref().map_or(String::new(), |name| format!(" “{name}”"))
}

fn held(members: &[String]) -> String {
    const SHOWN: usize = 3;
    match members {
        [] => "it is empty".into(),
        _ => {
            let more = if members.len() > SHOWN { ", …" } else { "" };
            let first: Vec<&str> = members.iter().take(SHOWN).map(String::as_str).collect();
            format!("only {}{more}", first.join(", "))
        }
    }
}

/// Long cells are cut.
fn shown(text: &str) -> String {
    const SHOWN: usize = 40;
    match text {
        "" => "empty".into(),
        _ if text.chars().count() > SHOWN => format!("“{}…”", text.chars().take(SHOWN).collect::<String>()),
        _ => format!("“{text}”"),
    }
}
