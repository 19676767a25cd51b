//! 442 patients with diabetes: ten measurements of each, and how far the disease had come a year later (Efron et al. 2004).

use super::{labelled::About, regression::Regression};

/// How many patients there are: known without the table, so that the page need not carry it.
pub const ROWS: usize = 442;
pub const DIM: usize = 10;

static ABOUT: About = About {
    name: "diabetes",
    source: "B. Efron, T. Hastie, I. Johnstone and R. Tibshirani, Least Angle Regression, Annals of Statistics 32 (2004)",
    licence: "MIT or Apache-2.0, as the crate linfa-datasets 0.8.1 distributes it",
};

/// `[442, 11]`: measurements, then the progression.
static FILE: &[u8] = include_bytes!("../../public/data/diabetes.npy");

/// All patients in the file's order. Every measurement has mean 0 and squares that sum to 1, as in the source.
pub fn load() -> Regression {
    Regression::of_file(&ABOUT, FILE, [ROWS, DIM])
}
