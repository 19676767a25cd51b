//! Figures as data, and how plotters draws them on any backend.

mod figure;
pub mod format;

pub use figure::*;
