//! Charts on a canvas of the page, sharp at any device-pixel ratio.

use std::f64::consts::FRAC_PI_2;

use plotters::prelude::*;
use plotters_canvas::CanvasBackend;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use super::{
    draw::{Anchor, Lettering, Style, shapes},
    figure::Chart,
    place::PlotArea,
    text,
};

/// Units a device pixel, so that plotters' whole numbers make smooth curves.
const GRAIN: i32 = 8;

/// Fits the canvas's pixels to its size on the page and draws the chart over all of it. The answer is in device pixels.
pub fn draw_on_canvas(chart: &Chart, canvas: &HtmlCanvasElement, style: &Style) -> Result<PlotArea, String> {
    const NO_CANVAS: &str = "this browser gives no canvas to draw on";
    let shown = canvas.get_bounding_client_rect();
    let [width, height] = [shown.width(), shown.height()].map(|css| (css * style.pixel_ratio).round() as i32);
    if width < 1 || height < 1 {
        return Err("the canvas has no size on the page yet".into());
    }
    // This also empties the canvas and forgets what was set before, even where the size stays.
    canvas.set_width(width as u32);
    canvas.set_height(height as u32);
    let context = canvas.get_context("2d").ok().flatten().and_then(|context| context.dyn_into().ok());
    let context: CanvasRenderingContext2d = context.ok_or(NO_CANVAS)?;
    let backend = CanvasBackend::with_canvas_object(canvas.clone()).ok_or(NO_CANVAS)?;
    let failed = |error: JsValue| format!("drawing failed: {error:?}");
    context.set_line_join("round");
    context.set_line_cap("round");
    context.scale(1.0 / f64::from(GRAIN), 1.0 / f64::from(GRAIN)).map_err(failed)?;
    // A margin below zero makes the area as large as the canvas is in its scaled context.
    let more = [width, height].map(|length| -(GRAIN - 1) * length);
    let area = backend.into_drawing_area().margin(0, more[1], 0, more[0]);
    let drawn = shapes(chart, &area, style, GRAIN as u32).map_err(|error| error.to_string())?;
    drawn.letterings.iter().try_for_each(|text| write(text, &context)).map_err(failed)?;
    Ok(drawn.place.in_units_of(f64::from(GRAIN)))
}

/// Not left to plotters-canvas, because letters must be set at their real size: fonts are spaced differently when large.
fn write(text: &Lettering, context: &CanvasRenderingContext2d) -> Result<(), JsValue> {
    let [x, y] = text.at.map(|at| at / f64::from(GRAIN));
    let size = text.size / f64::from(GRAIN);
    let (red, green, blue) = text.ink;
    context.set_transform(1.0, 0.0, 0.0, 1.0, x, y)?;
    if text.is_turned {
        context.rotate(-FRAC_PI_2)?;
    }
    context.set_font(&format!("{size}px {}", text::FAMILY));
    context.set_text_baseline("alphabetic");
    context.set_text_align(match text.anchor {
        Anchor::Middle => "center",
        Anchor::End => "right",
    });
    context.set_fill_style_str(&format!("rgb({red},{green},{blue})"));
    context.fill_text(&text.written, 0.0, text::DROP * size)
}
