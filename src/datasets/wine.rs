//! 1599 red wines of Portugal: what was measured of each, and the grade it was given (Cortez et al. 2009).

use super::{labelled::About, regression::Regression};

/// How many wines there are: known without the table, so that the page need not carry it.
pub const ROWS: usize = 1599;
pub const DIM: usize = 11;

static ABOUT: About = About {
    name: "red wines",
    source: "P. Cortez, A. Cerdeira, F. Almeida, T. Matos and J. Reis, Wine Quality (red wines), UCI Machine Learning \
             Repository 2009, https://doi.org/10.24432/C56S3T",
    licence: "CC BY 4.0",
};

/// `[1599, 12]`: measurements, then the grade.
static FILE: &[u8] = include_bytes!("../../public/data/winequality-red.npy");

/// All wines in the file's order, in its own units. 240 rows repeat earlier ones, as in the source.
pub fn load() -> Regression {
    Regression::of_file(&ABOUT, FILE, [ROWS, DIM])
}
