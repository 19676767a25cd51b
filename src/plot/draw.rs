//! Draws a chart with plotters on any backend.

use plotters::{
    coord::Shift,
    drawing::DrawingAreaErrorKind,
    prelude::*,
    style::text_anchor::{HPos, Pos, VPos},
};

use super::{
    figure::{Chart, Mark, Scale, Unit},
    labels,
    layout::{self, Layout, Side},
    marks::Painter,
    palette::{Rgb, Theme},
    paths::Frame,
    place::PlotArea,
    text,
    ticks::between,
};

/// How a chart is to look.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Style {
    pub theme: Theme,
    pub unit: Unit,
    /// Device pixels a CSS pixel; strokes and letters grow with it.
    pub pixel_ratio: f64,
}

pub type DrawResult<T, B> = Result<T, DrawingAreaErrorKind<<B as DrawingBackend>::ErrorType>>;

/// Draws the chart over the whole area, which is measured in device pixels, and says where its data lie.
pub fn draw<B: DrawingBackend>(chart: &Chart, area: &DrawingArea<B, Shift>, style: &Style) -> DrawResult<PlotArea, B> {
    draw_finely(chart, area, style, Fineness { grain: 1, letters: 1.0 })
}

/// What a backend of ours does to lengths.
#[derive(Clone, Copy)]
pub(super) struct Fineness {
    /// Units of the area a device pixel: plotters counts in whole units, and whole pixels are too coarse for a smooth
    /// curve.
    pub grain: u32,
    /// What letters must be enlarged by to come out at their size.
    pub letters: f64,
}

/// Draws over an area that is measured in finer units than pixels, and so is the answer.
pub(super) fn draw_finely<B: DrawingBackend>(
    chart: &Chart,
    area: &DrawingArea<B, Shift>,
    style: &Style,
    fineness: Fineness,
) -> DrawResult<PlotArea, B> {
    let (width, height) = area.dim_in_pixel();
    let grain = f64::from(fineness.grain);
    let pen = Pen { area, style, grain, css: style.pixel_ratio * grain, letters: fineness.letters };
    let layout = layout::of(chart, [f64::from(width), f64::from(height)], style.unit, pen.css, pen.grain);
    let painter = Painter { pen: &pen, place: &layout.place, chart };
    let labels = labels::placed(chart, &painter);
    area.fill(&colour(style.theme.ground()))?;
    let is_heat = |mark: &&Mark| matches!(mark, Mark::HeatMap { .. });
    let has_heat = chart.marks.iter().any(|mark| is_heat(&mark));
    chart.marks.iter().filter(is_heat).try_for_each(|mark| painter.mark(mark))?;
    if !has_heat {
        grid(&layout, &pen)?;
    }
    labels.iter().try_for_each(|label| label.clear(&pen))?;
    chart.marks.iter().filter(|mark| !is_heat(mark)).try_for_each(|mark| painter.mark(mark))?;
    axes(chart, &layout, &pen, [f64::from(width), f64::from(height)])?;
    labels.iter().try_for_each(|label| label.write(&pen))?;
    Ok(layout.place)
}

/// A drawing area and its measures.
pub(super) struct Pen<'a, B: DrawingBackend> {
    pub area: &'a DrawingArea<B, Shift>,
    pub style: &'a Style,
    /// A device pixel, in units of the area.
    pub grain: f64,
    /// A CSS pixel, in units of the area.
    pub css: f64,
    letters: f64,
}

impl<B: DrawingBackend> Pen<'_, B> {
    /// The nearest edge between device pixels.
    pub fn snapped(&self, at: f64) -> f64 {
        (at / self.grain).round() * self.grain
    }

    /// A hairline's width: whole device pixels, at least one.
    pub fn hair(&self) -> f64 {
        self.snapped(self.css).max(self.grain)
    }

    /// A filled rectangle whose edges lie between device pixels, so that none is blurred.
    pub fn rectangle(&self, frame: Frame, fill: impl Into<RGBAColor>) -> DrawResult<(), B> {
        let corners = [[frame.left, frame.top], [frame.right, frame.bottom]];
        let corners = corners.map(|corner| pixel(corner.map(|at| self.snapped(at))));
        self.area.draw(&Rectangle::new(corners, fill.into().filled()))
    }

    /// An upright or level rule, centred on its place.
    pub fn rule(&self, side: Side, at: f64, from: f64, to: f64, thick: f64, fill: RGBAColor) -> DrawResult<(), B> {
        let start = self.snapped(at - thick / 2.0);
        let frame = match side {
            Side::X => Frame { left: start, top: from, right: start + thick, bottom: to },
            Side::Y => Frame { left: from, top: start, right: to, bottom: start + thick },
        };
        self.rectangle(frame, fill)
    }

    /// A text whose vertical middle is at the given place.
    pub fn text(
        &self,
        written: &str,
        [x, y]: [f64; 2],
        size: f64,
        ink: Rgb,
        from: HPos,
        turn: FontTransform,
    ) -> DrawResult<(), B> {
        let style = (text::FAMILY, size * self.css * self.letters)
            .into_font()
            .transform(turn)
            .color(&colour(ink))
            .pos(Pos::new(from, VPos::Center));
        self.area.draw(&Text::new(written.to_owned(), pixel([x, y]), style))
    }
}

pub(super) fn colour(rgb: Rgb) -> RGBColor {
    RGBColor(rgb.0, rgb.1, rgb.2)
}

pub(super) fn pixel([x, y]: [f64; 2]) -> (i32, i32) {
    (x.round() as i32, y.round() as i32)
}

fn grid<B: DrawingBackend>(layout: &Layout, pen: &Pen<'_, B>) -> DrawResult<(), B> {
    let frame = Frame::of(&layout.place);
    let rule = colour(pen.style.theme.rule()).to_rgba();
    for tick in &layout.x_ticks {
        let at = layout.place.to_pixel(tick.at, layout.place.y.low)[0];
        pen.rule(Side::X, at, frame.top, frame.bottom, pen.hair(), rule)?;
    }
    for tick in &layout.y_ticks {
        let at = layout.place.to_pixel(layout.place.x.low, tick.at)[1];
        pen.rule(Side::Y, at, frame.left, frame.right, pen.hair(), rule)?;
    }
    Ok(())
}

fn axes<B: DrawingBackend>(chart: &Chart, layout: &Layout, pen: &Pen<'_, B>, size: [f64; 2]) -> DrawResult<(), B> {
    let (place, css, hair, theme) = (&layout.place, pen.css, pen.hair(), pen.style.theme);
    let frame = Frame::of(place);
    let line = colour(theme.axis()).to_rgba();
    // Outside the plot, so that marks at the very edge stay whole.
    pen.rectangle(Frame { left: frame.left - hair, right: frame.left, bottom: frame.bottom + hair, ..frame }, line)?;
    pen.rectangle(Frame { top: frame.bottom, bottom: frame.bottom + hair, left: frame.left - hair, ..frame }, line)?;
    let notch = 3.0 * css;
    if place.x.scale == Scale::Log {
        for at in between(place.x.low, place.x.high) {
            let at = place.to_pixel(at, place.y.low)[0];
            pen.rule(Side::X, at, frame.bottom, frame.bottom + notch, hair, line)?;
        }
    }
    if place.y.scale == Scale::Log {
        for at in between(place.y.low, place.y.high) {
            let at = place.to_pixel(place.x.low, at)[1];
            pen.rule(Side::Y, at, frame.left - notch, frame.left, hair, line)?;
        }
    }
    let ink = theme.text();
    for tick in &layout.x_ticks {
        let at = place.to_pixel(tick.at, place.y.low)[0];
        let below = frame.bottom + layout::TICK_GAP * css;
        if layout.x_turned {
            // Turned a quarter, the end of the text points up to its tick.
            pen.text(&tick.text, [at, below], layout::LETTER, ink, HPos::Right, FontTransform::Rotate270)?;
        } else {
            let middle = [at, below + 0.5 * layout::LETTER * css];
            pen.text(&tick.text, middle, layout::LETTER, ink, HPos::Center, FontTransform::None)?;
        }
    }
    for tick in &layout.y_ticks {
        let at = [frame.left - layout::TICK_GAP * css, place.to_pixel(place.x.low, tick.at)[1]];
        pen.text(&tick.text, at, layout::LETTER, ink, HPos::Right, FontTransform::None)?;
    }
    let written = |side: Side, room: f64| layout::label(chart, side, pen.style.unit, room / css);
    let middle = [(frame.left + frame.right) / 2.0, size[1] - (0.5 * layout::LETTER + 3.0) * css];
    let room = 2.0 * (middle[0].min(size[0] - middle[0]) - 2.0 * css);
    pen.text(&written(Side::X, room), middle, layout::LETTER, ink, HPos::Center, FontTransform::None)?;
    let middle = [(0.5 * layout::LETTER + 3.0) * css, (frame.top + frame.bottom) / 2.0];
    let room = 2.0 * (middle[1].min(size[1] - middle[1]) - 2.0 * css);
    pen.text(&written(Side::Y, room), middle, layout::LETTER, ink, HPos::Center, FontTransform::Rotate270)
}
