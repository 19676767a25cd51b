//! Charts as SVG pictures that stand alone: named for screen readers, lettered in real text.

use plotters::prelude::*;

use super::{
    draw::{Anchor, Lettering, Style, shapes},
    figure::{Body, Chart, Figure},
    palette::hex,
    text,
};

/// Units a pixel, so that plotters' whole numbers make smooth curves.
const GRAIN: u32 = 16;

impl Figure {
    /// An SVG picture of so many CSS pixels, with the title and the caption as its accessible name and description;
    /// `None` where there is nothing to draw.
    pub fn to_svg(&self, width: u32, height: u32, style: &Style) -> Option<String> {
        // SVG has no device pixels; edges between CSS pixels are the sharpest there are.
        let style = Style { pixel_ratio: 1.0, ..*style };
        let size = [width, height].map(|length| length.saturating_mul(GRAIN).min(1 << 24));
        let inside = match &self.body {
            Body::Chart(chart) => chart.shapes_and_texts(size, &style)?,
            Body::Images(images) => images.shapes_and_texts(size, f64::from(GRAIN), style.theme),
            Body::Cards(cards) => cards.shapes_and_texts(size, f64::from(GRAIN), style.theme),
            Body::Table(_) | Body::Empty(_) => return None,
        };
        let [wide, high] = size;
        let (id, title, caption) =
            (escaped(&self.id), escaped(&self.title), escaped(&self.caption.written(style.unit)));
        Some(format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {wide} {high}\" \
             role=\"img\" aria-labelledby=\"{id}-title\" aria-describedby=\"{id}-caption\" font-family=\"{}\" \
             stroke-linejoin=\"round\" stroke-linecap=\"round\">\n\
             <title id=\"{id}-title\">{title}</title>\n<desc id=\"{id}-caption\">{caption}</desc>{inside}</svg>\n",
            text::FAMILY
        ))
    }
}

impl Chart {
    fn shapes_and_texts(&self, [wide, high]: [u32; 2], style: &Style) -> Option<String> {
        let mut svg = String::new();
        let drawn = {
            let area = SVGBackend::with_string(&mut svg, (wide, high)).into_drawing_area();
            let drawn = shapes(self, &area, style, GRAIN).ok()?;
            area.present().ok()?;
            drawn
        };
        let inside = svg.get(svg.find('>')? + 1..svg.rfind("</svg>")?)?;
        let inside = inside.replace(" opacity=\"1\"", "").replace(" stroke=\"none\"", "");
        let texts: String = drawn.letterings.iter().map(element).collect();
        Some(inside + &texts)
    }
}

pub(super) fn element(text: &Lettering) -> String {
    let [x, y] = text.at.map(f64::round);
    let anchor = match text.anchor {
        Anchor::Middle => "middle",
        Anchor::End => "end",
    };
    let turn = if text.is_turned { format!(" transform=\"rotate(-90 {x} {y})\"") } else { String::new() };
    format!(
        "<text x=\"{x}\" y=\"{y}\" dy=\"{}em\" font-size=\"{}\" text-anchor=\"{anchor}\" \
         fill=\"{}\"{turn}>{}</text>\n",
        text::DROP,
        text.size,
        hex(text.ink),
        escaped(&text.written)
    )
}

/// For elements and attributes alike; what XML cannot hold at all is left out.
fn escaped(text: &str) -> String {
    let allowed = text.chars().filter(|letter| !letter.is_control() || matches!(letter, '\n' | '\t'));
    let allowed: String = allowed.filter(|letter| !matches!(letter, '\u{fffe}' | '\u{ffff}')).collect();
    allowed.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
