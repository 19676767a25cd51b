//! Where samples come from.

pub mod digits;
mod labelled;
pub mod npy;
pub mod sources;
pub mod twelve_bit;

pub use labelled::{About, Labelled, Split};
