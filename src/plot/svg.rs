//! Charts as SVG pictures that stand alone: named for screen readers, lettered in real text.

use plotters::prelude::*;

use super::{
    draw::{Fineness, Style, draw_finely},
    figure::{Body, Figure},
};

/// Units a pixel, so that plotters' whole numbers make smooth curves.
const GRAIN: u32 = 16;
/// plotters divides letter sizes by this on their way to SVG.
const LETTERS: f64 = 1.24;

impl Figure {
    /// An SVG picture of so many CSS pixels, with the title and the caption as its accessible name and description;
    /// `None` where there is no chart to draw.
    pub fn to_svg(&self, width: u32, height: u32, style: &Style) -> Option<String> {
        let Body::Chart(chart) = &self.body else { return None };
        // SVG has no device pixels; edges between CSS pixels are the sharpest there are.
        let style = Style { pixel_ratio: 1.0, ..*style };
        let mut svg = String::new();
        {
            let area = SVGBackend::with_string(&mut svg, (width * GRAIN, height * GRAIN)).into_drawing_area();
            draw_finely(chart, &area, &style, Fineness { grain: GRAIN, letters: LETTERS }).ok()?;
            area.present().ok()?;
        }
        let body = svg.get(svg.find('>')? + 1..)?.replace(" opacity=\"1\"", "").replace(" stroke=\"none\"", "");
        let id = &self.id;
        let head = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {} {}\" \
             role=\"img\" aria-labelledby=\"{id}-title\" aria-describedby=\"{id}-caption\" \
             stroke-linejoin=\"round\" stroke-linecap=\"round\">\n\
             <title id=\"{id}-title\">{}</title>\n<desc id=\"{id}-caption\">{}</desc>",
            width * GRAIN,
            height * GRAIN,
            escaped(&self.title),
            escaped(&self.caption)
        );
        Some(head + &body)
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
