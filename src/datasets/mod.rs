//! Where samples come from.

mod annotated;
pub mod arrays;
pub mod birds;
pub mod diabetes;
pub mod digits;
pub mod friedman;
pub mod image_text;
mod labelled;
mod regression;
pub mod sources;
pub mod sprites;
pub mod tables;
pub mod toys;
pub mod twelve_bit;
pub mod wine;
pub mod xrays;

pub use annotated::Annotated;
pub use labelled::{About, Labelled, Split};
pub use regression::{Regression, Standardised, ThreeWay};
