//! Draws a chart with plotters on any backend.

use plotters::{
    coord::Shift,
    drawing::DrawingAreaErrorKind,
    prelude::*,
    style::text_anchor::{HPos, Pos, VPos},
};

use super::{
    axes,
    figure::{Chart, Mark, Unit},
    labels,
    layout::{self, Side},
    marks::Painter,
    palette::{Rgb, Theme},
    paths::{Frame, Pixel},
    place::PlotArea,
    text,
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
    let drawn = shapes(chart, area, style, 1)?;
    drawn.letterings.into_iter().try_for_each(|text| {
        let position = match text.anchor {
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        let turn = if text.is_turned { FontTransform::Rotate270 } else { FontTransform::None };
        let font = (text::FAMILY, text.size).into_font().transform(turn).color(&colour(text.ink));
        area.draw(&Text::new(text.written, pixel(text.at), font.pos(Pos::new(position, VPos::Center))))
    })?;
    Ok(drawn.place)
}

/// A drawn chart, but for its texts; in the area's units.
pub(super) struct Drawn {
    pub place: PlotArea,
    pub letterings: Vec<Lettering>,
}

/// A text for the backend to write over the shapes.
pub(super) struct Lettering {
    pub written: String,
    /// The anchor, at half the height of the digits.
    pub at: Pixel,
    pub size: f64,
    pub ink: Rgb,
    pub anchor: Anchor,
    /// Read upwards, a quarter turn to the left.
    pub is_turned: bool,
}

/// Where in its length a text is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Middle,
    End,
}

/// Draws all but the texts. The area has `grain` units a device pixel: plotters counts in whole units, and whole pixels
/// are too coarse for a smooth curve.
pub(super) fn shapes<B: DrawingBackend>(
    chart: &Chart,
    area: &DrawingArea<B, Shift>,
    style: &Style,
    grain: u32,
) -> DrawResult<Drawn, B> {
    let (width, height) = area.dim_in_pixel();
    let size = [f64::from(width), f64::from(height)];
    let grain = f64::from(grain);
    let pen = Pen { area, style, grain, css: style.pixel_ratio * grain };
    let layout = layout::of(chart, size, style.unit, pen.css, grain);
    let painter = Painter { pen: &pen, place: &layout.place, chart };
    let labels = labels::placed(chart, &painter);
    area.fill(&colour(style.theme.ground()))?;
    let is_heat = |mark: &&Mark| matches!(mark, Mark::HeatMap { .. });
    let has_heat = chart.marks.iter().any(|mark| is_heat(&mark));
    chart.marks.iter().filter(is_heat).try_for_each(|mark| painter.mark(mark))?;
    if !has_heat {
        axes::grid(&layout, &pen)?;
    }
    axes::lines(&layout, &pen)?;
    labels.iter().try_for_each(|label| label.clear(&pen))?;
    chart.marks.iter().filter(|mark| !is_heat(mark)).try_for_each(|mark| painter.mark(mark))?;
    let mut letterings = axes::letterings(chart, &layout, style, pen.css, size);
    letterings.extend(labels.into_iter().map(|label| label.lettering(pen.css)));
    Ok(Drawn { place: layout.place, letterings })
}

/// A drawing area and its measures.
pub(super) struct Pen<'a, B: DrawingBackend> {
    pub area: &'a DrawingArea<B, Shift>,
    pub style: &'a Style,
    /// A device pixel, in units of the area.
    pub grain: f64,
    /// A CSS pixel, in units of the area.
    pub css: f64,
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
}

pub(super) fn colour(rgb: Rgb) -> RGBColor {
    RGBColor(rgb.0, rgb.1, rgb.2)
}

pub(super) fn pixel([x, y]: [f64; 2]) -> (i32, i32) {
    (x.round() as i32, y.round() as i32)
}
