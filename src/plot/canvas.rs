//! Charts on a browser's canvas, sharp at any device-pixel ratio.

use plotters::prelude::*;
use plotters_canvas::CanvasBackend;
use web_sys::HtmlCanvasElement;

use super::{
    draw::{Style, draw},
    figure::Chart,
    place::PlotArea,
};

/// Fits the canvas's pixels to its size on the page and draws the chart over all of it.
pub fn draw_on_canvas(chart: &Chart, canvas: &HtmlCanvasElement, style: &Style) -> Result<PlotArea, String> {
    let pixels = |css: i32| (f64::from(css) * style.pixel_ratio).round().max(1.0) as u32;
    let (width, height) = (pixels(canvas.client_width()), pixels(canvas.client_height()));
    if canvas.width() != width || canvas.height() != height {
        canvas.set_width(width);
        canvas.set_height(height);
    }
    let backend = CanvasBackend::with_canvas_object(canvas.clone()).ok_or("this browser gives no canvas to draw on")?;
    let area = backend.into_drawing_area();
    let place = draw(chart, &area, style).map_err(|error| error.to_string())?;
    area.present().map_err(|error| error.to_string())?;
    Ok(place)
}
