//! Where samples come from.

pub mod digits;
mod labelled;
mod npy;
pub mod twelve_bit;

pub use labelled::{Labelled, Split};
pub use npy::NpyError;
