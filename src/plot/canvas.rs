//! Charts on a canvas of the page, sharp at any device-pixel ratio.

use plotters::prelude::*;
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingErrorKind, FontTransform,
    text_anchor::{HPos, VPos},
};
use plotters_canvas::CanvasBackend;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use super::{
    draw::{Fineness, Style, draw_finely},
    figure::Chart,
    place::PlotArea,
};

/// Units a device pixel, so that plotters' whole numbers make smooth curves.
const GRAIN: u32 = 8;

/// Draws the chart over the whole canvas, whose pixels are first made to match the screen's: the style's own pixel ratio
/// is not looked at. The answer is in device pixels.
pub fn draw_on_canvas(chart: &Chart, canvas: &HtmlCanvasElement, style: &Style) -> Result<PlotArea, String> {
    let ratio = web_sys::window().map_or(1.0, |window| window.device_pixel_ratio());
    let shown = canvas.get_bounding_client_rect();
    let size = [shown.width(), shown.height()].map(|length| (length * ratio).round() as u32);
    if size.contains(&0) {
        return Err("the canvas is not laid out yet".into());
    }
    // Setting the size clears the canvas and forgets its state, even when it is the same size.
    canvas.set_width(size[0]);
    canvas.set_height(size[1]);
    let context = canvas.get_context("2d").ok().flatten().and_then(|context| context.dyn_into().ok());
    let context: CanvasRenderingContext2d = context.ok_or("this browser gives no 2d context")?;
    let shapes = CanvasBackend::with_canvas_object(canvas.clone()).ok_or("this browser gives no 2d context")?;
    context.set_line_join("round");
    context.set_line_cap("round");
    let grain = f64::from(GRAIN);
    context.scale(1.0 / grain, 1.0 / grain).map_err(|error| format!("{error:?}"))?;
    let area = FineCanvas { shapes, context, size }.into_drawing_area();
    let style = Style { pixel_ratio: ratio, ..*style };
    let place = draw_finely(chart, &area, &style, Fineness { grain: GRAIN, letters: 1.0 });
    place.map(|place| place.in_units_of(grain)).map_err(|error| error.to_string())
}

/// A canvas measured in parts of a device pixel. Shapes are plotters-canvas's own; letters are not, for they must be
/// set at their real size: fonts are spaced differently at large sizes.
struct FineCanvas {
    shapes: CanvasBackend,
    context: CanvasRenderingContext2d,
    /// In device pixels.
    size: [u32; 2],
}

type Drawn = Result<(), DrawingErrorKind<<CanvasBackend as DrawingBackend>::ErrorType>>;

impl DrawingBackend for FineCanvas {
    type ErrorType = <CanvasBackend as DrawingBackend>::ErrorType;

    fn get_size(&self) -> (u32, u32) {
        (self.size[0] * GRAIN, self.size[1] * GRAIN)
    }

    fn ensure_prepared(&mut self) -> Drawn {
        self.shapes.ensure_prepared()
    }

    fn present(&mut self) -> Drawn {
        self.shapes.present()
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Drawn {
        self.shapes.draw_pixel(point, color)
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        self.shapes.draw_line(from, to, style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        self.shapes.draw_rect(upper_left, bottom_right, style, fill)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Drawn {
        self.shapes.draw_path(path, style)
    }

    fn draw_circle<S: BackendStyle>(&mut self, center: BackendCoord, radius: u32, style: &S, fill: bool) -> Drawn {
        self.shapes.draw_circle(center, radius, style, fill)
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, vert: I, style: &S) -> Drawn {
        self.shapes.fill_polygon(vert, style)
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, at: BackendCoord) -> Drawn {
        let grain = f64::from(GRAIN);
        let (red, green, blue) = style.color().rgb;
        let quarters = match style.transform() {
            FontTransform::None => 0.0,
            FontTransform::Rotate90 => 1.0,
            FontTransform::Rotate180 => 2.0,
            FontTransform::Rotate270 => 3.0,
        };
        let context = &self.context;
        context.set_text_align(match style.anchor().h_pos {
            HPos::Left => "left",
            HPos::Center => "center",
            HPos::Right => "right",
        });
        // "middle" is the middle of the letter's box, which differs between fonts; digits stand 0.72 of their size high.
        context.set_text_baseline("alphabetic");
        let size = style.size() / grain;
        let drop = match style.anchor().v_pos {
            VPos::Top => 0.76,
            VPos::Center => 0.36,
            VPos::Bottom => -0.24,
        } * size;
        context.set_font(&format!("{} {size}px {}", style.style().as_str(), style.family().as_str()));
        context.set_fill_style_str(&format!("rgba({red},{green},{blue},{})", style.color().alpha));
        context.save();
        let turned = || -> Result<(), JsValue> {
            context.set_transform(1.0, 0.0, 0.0, 1.0, f64::from(at.0) / grain, f64::from(at.1) / grain)?;
            context.rotate(quarters * std::f64::consts::FRAC_PI_2)?;
            context.fill_text(text, 0.0, drop)
        };
        // A text that a browser cannot set is left out rather than the chart with it.
        let _ = turned();
        context.restore();
        Ok(())
    }
}
