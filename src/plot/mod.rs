//! Figures as data, and how plotters draws them on any backend.

#[cfg(feature = "web")]
mod canvas;
mod draw;
mod export;
mod figure;
pub mod format;
mod labels;
mod layout;
mod legend;
mod marks;
mod palette;
mod paths;
mod place;
mod svg;
mod text;
pub mod ticks;

#[cfg(feature = "web")]
pub use canvas::draw_on_canvas;
pub use draw::{DrawResult, Style, draw};
pub use figure::*;
pub use legend::{LegendEntry, Shape, legend};
pub use palette::{Marker, Rgb, Theme, heat_colour, time_colour};
pub use place::{Hit, PlotArea, Span};
