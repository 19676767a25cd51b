//! Why a table could not be made of files: what was wrong, and what is allowed.

use crate::datasets::arrays::ArraysError;

#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum TableError {
    #[error("{file}: {error}")]
    File { file: String, error: Box<TableError> },
    #[error(transparent)]
    Arrays(#[from] ArraysError),
    #[error("there is no table: bring one as .csv, .npy or .npz, a row an example")]
    NoTable,
    #[error("the archive holds neither arrays (.npy) nor pictures (.png, .jpg or .jpeg)")]
    NoPictures,
    #[error("the archive's “{0}” is too large to be read")]
    LargeMember(String),
    #[error(
        "row {row} (line {line}) has {cells} cells; the first row has {expected}, and all rows must have the same number"
    )]
    Ragged { row: usize, line: usize, cells: usize, expected: usize },
    #[error("there are no rows below the names of the columns")]
    NoRows,
    #[error("{first} has {rows} rows, but {other} has {count}; every column and array must have one entry a row")]
    Rows { first: String, rows: usize, other: String, count: usize },
    #[error("two columns have the name “{0}”; names must differ")]
    Twice(String),
    #[error("there are pictures twice, in {0}; one array or archive of pictures is allowed")]
    PicturesTwice(String),
    #[error(
        "no column of the table names the pictures of {file}, such as “{example}”; one column must hold the file name of a \
         picture in every row"
    )]
    Unnamed { file: String, example: String },
    #[error(
        "array “{array}” of shape ({shape}) is neither a table nor pictures; pictures are [n, height, width], \
         [n, height, width, 1, 3 or 4] or [n, 1 or 3, height, width]"
    )]
    Shape { array: String, shape: String },
    #[error("picture {picture} of “{array}” has a value that is not a finite number")]
    NotFinite { array: String, picture: usize },
    #[error("“{name}” cannot be read as a PNG or JPEG picture of at most 8192 × 8192 pixels: {problem}")]
    Picture { name: String, problem: String },
}
