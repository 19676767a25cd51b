//! Figures as data, and how plotters draws them on any backend.

#[cfg(feature = "web")]
pub mod canvas;
mod draw;
mod export;
mod figure;
pub mod format;
mod legend;
mod marks;
mod palette;
mod place;
pub mod ticks;

pub use draw::{DrawResult, Style, draw};
pub use figure::*;
pub use legend::{LegendEntry, Shape, legend};
pub use palette::{Marker, Rgb, Theme, heat_colour, time_colour};
pub use place::{Hit, PlotArea, Span};
