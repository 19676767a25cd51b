//! Figures as data, and how plotters draws them on any backend.

mod axes;
mod bars;
#[cfg(feature = "web")]
pub mod canvas;
mod caption;
mod cards;
mod draw;
mod ellipse;
mod export;
mod figure;
pub mod format;
mod hit;
mod images;
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

pub use bars::{bars, floating_bars};
pub use caption::Caption;
pub use draw::{DrawResult, Style, draw};
pub use figure::*;
pub use hit::Hit;
pub use legend::{LegendEntry, Shape, legend};
pub use palette::{Marker, Rgb, Theme, grey_colour, heat_colour, time_colour};
pub use place::{PlotArea, Span};
