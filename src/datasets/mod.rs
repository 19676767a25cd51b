//! Where samples come from.

pub mod arrays;
pub mod digits;
mod labelled;
pub mod sources;
pub mod sprites;
pub mod twelve_bit;

pub use labelled::{About, Labelled, Split};
