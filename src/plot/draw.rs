//! Draws a chart with plotters on any backend, in device pixels.

use plotters::{
    coord::Shift,
    drawing::DrawingAreaErrorKind,
    prelude::*,
    style::text_anchor::{HPos, Pos, VPos},
};

use super::{
    figure::{Along, Axis, Chart, Ink, Mark, Quantity, Scale, Unit},
    marks::Painter,
    palette::{Rgb, Theme},
    place::{PlotArea, Span},
    ticks,
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

const FONT: f64 = 12.0;
/// The mean width of a character of the charts' font, in parts of its size.
const CHARACTER: f64 = 0.56;

/// Draws the chart over the whole area and says where its data lie.
pub fn draw<B: DrawingBackend>(chart: &Chart, area: &DrawingArea<B, Shift>, style: &Style) -> DrawResult<PlotArea, B> {
    let (width, height) = area.dim_in_pixel();
    let place = layout(chart, f64::from(width), f64::from(height), style);
    area.fill(&colour(style.theme.ground()))?;
    let painter = Painter { area, place: &place, style, chart };
    let heat = |mark: &&Mark| matches!(mark, Mark::HeatMap { .. });
    chart.marks.iter().filter(heat).try_for_each(|mark| painter.mark(mark))?;
    axes(chart, area, &place, style)?;
    chart.marks.iter().filter(|mark| !heat(mark)).try_for_each(|mark| painter.mark(mark))?;
    level_names(chart, area, &place, style)?;
    Ok(place)
}

pub(super) fn colour(rgb: Rgb) -> RGBColor {
    RGBColor(rgb.0, rgb.1, rgb.2)
}

fn layout(chart: &Chart, width: f64, height: f64, style: &Style) -> PlotArea {
    let r = style.pixel_ratio;
    let x = Span::of(&chart.x, values(chart, 0));
    let y = Span::of(&chart.y, values(chart, 1));
    let bottom = (2.0 * FONT + 22.0) * r;
    let top = 10.0 * r;
    let plot_height = (height - bottom - top).max(20.0);
    let labels = tick_labels(&chart.y, &y, plot_height / r / 42.0, style.unit);
    let widest = labels.iter().map(|(_, text)| text.chars().count()).max().unwrap_or(1) as f64;
    let left = (widest * FONT * CHARACTER + FONT + 22.0) * r;
    let right = 14.0 * r;
    PlotArea { left, top, width: (width - left - right).max(20.0), height: plot_height, x, y }
}

fn values(chart: &Chart, axis: usize) -> impl Iterator<Item = f64> + '_ {
    chart.marks.iter().flat_map(move |mark| -> Vec<f64> {
        match mark {
            Mark::Line { points, .. } | Mark::Trail { points, .. } | Mark::Dots { points, .. } => {
                points.iter().map(|point| point[axis]).collect()
            }
            Mark::Band { points, .. } if axis == 0 => points.iter().map(|point| point[0]).collect(),
            Mark::Band { points, .. } => points.iter().flat_map(|point| [point[1], point[2]]).collect(),
            Mark::HeatMap { x_edges, y_edges, .. } => if axis == 0 { x_edges } else { y_edges }.clone(),
            Mark::Level { axis: along, at, .. } if (*along == Along::X) == (axis == 0) => vec![*at],
            Mark::Level { .. } => Vec::new(),
        }
    })
}

/// Ticks at round numbers in the shown unit: their data values and texts.
fn tick_labels(axis: &Axis, span: &Span, room: f64, unit: Unit) -> Vec<(f64, String)> {
    let most = (room as usize).clamp(2, 9);
    if let Quantity::Named(names) = &axis.quantity {
        return names.iter().enumerate().map(|(i, name)| (i as f64, name.clone())).collect();
    }
    let shown = |value: f64| axis.quantity.shown(value, unit);
    let (low, high) = (shown(span.low), shown(span.high));
    let (ticks, step) = match span.scale {
        Scale::Linear => ticks::linear(low, high, most),
        Scale::Log => {
            let ticks = ticks::logarithmic(low, high, most);
            let least = ticks.first().copied().unwrap_or(1.0);
            (ticks, least)
        }
    };
    // Counts have no halves.
    let whole = |tick: &f64| axis.quantity != Quantity::Count || (tick - tick.round()).abs() < 1e-9;
    let text = |tick: f64| axis.quantity.tick(tick, if span.scale == Scale::Log { tick } else { step });
    ticks.into_iter().filter(whole).map(|tick| (axis.quantity.held(tick, unit), text(tick))).collect()
}

fn font<'a>(size: f64, rgb: Rgb, style: &Style, anchor: Pos) -> TextStyle<'a> {
    ("system-ui, sans-serif", size * style.pixel_ratio).into_font().color(&colour(rgb)).pos(anchor)
}

fn axes<B: DrawingBackend>(
    chart: &Chart,
    area: &DrawingArea<B, Shift>,
    place: &PlotArea,
    style: &Style,
) -> DrawResult<(), B> {
    let r = style.pixel_ratio;
    let rule = colour(style.theme.rule()).stroke_width(r.round().max(1.0) as u32);
    let has_heat = chart.marks.iter().any(|mark| matches!(mark, Mark::HeatMap { .. }));
    let text = style.theme.text();
    let bottom = place.top + place.height;
    let right = place.left + place.width;
    let line = |from: [f64; 2], to: [f64; 2]| PathElement::new(vec![pixel(from), pixel(to)], rule);
    let x_anchor = font(FONT, text, style, Pos::new(HPos::Center, VPos::Top));
    let characters = |labels: &[(f64, String)]| labels.iter().map(|(_, text)| text.chars().count()).max().unwrap_or(1);
    // As many ticks as leave a gap between their texts.
    let mut room = place.width / r / 64.0;
    let mut labels = tick_labels(&chart.x, &place.x, room, style.unit);
    while labels.len() > 2 && (characters(&labels) as f64 + 1.5) * FONT * CHARACTER * labels.len() as f64 > place.width / r {
        if matches!(chart.x.quantity, Quantity::Named(_)) {
            labels = labels.into_iter().step_by(2).collect();
        } else if room <= 2.0 {
            break;
        } else {
            room -= 1.0;
            labels = tick_labels(&chart.x, &place.x, room, style.unit);
        }
    }
    for (value, label) in labels {
        let at = place.to_pixel(value, place.y.low)[0];
        if !has_heat {
            area.draw(&line([at, place.top], [at, bottom]))?;
        }
        area.draw(&Text::new(label, pixel([at, bottom + 6.0 * r]), x_anchor.clone()))?;
    }
    let y_anchor = font(FONT, text, style, Pos::new(HPos::Right, VPos::Center));
    for (value, label) in tick_labels(&chart.y, &place.y, place.height / r / 42.0, style.unit) {
        let at = place.to_pixel(place.x.low, value)[1];
        if !has_heat {
            area.draw(&line([place.left, at], [right, at]))?;
        }
        area.draw(&Text::new(label, pixel([place.left - 7.0 * r, at]), y_anchor.clone()))?;
    }
    let frame = colour(style.theme.text()).mix(0.55).stroke_width(r.round().max(1.0) as u32);
    let corner = vec![pixel([place.left, place.top]), pixel([place.left, bottom]), pixel([right, bottom])];
    area.draw(&PathElement::new(corner, frame))?;
    let label = |axis: &Axis| match axis.quantity.unit_name(style.unit) {
        "" => axis.label.clone(),
        unit => format!("{}, {unit}", axis.label),
    };
    let middle = [place.left + place.width / 2.0, bottom + (FONT + 12.0) * r];
    area.draw(&Text::new(label(&chart.x), pixel(middle), x_anchor))?;
    let turned = font(FONT, text, style, Pos::new(HPos::Center, VPos::Top)).transform(FontTransform::Rotate270);
    area.draw(&Text::new(label(&chart.y), pixel([3.0 * r, place.top + place.height / 2.0]), turned))
}

/// Short names at the ends of level lines, left out where they would run into one another.
fn level_names<B: DrawingBackend>(
    chart: &Chart,
    area: &DrawingArea<B, Shift>,
    place: &PlotArea,
    style: &Style,
) -> DrawResult<(), B> {
    let r = style.pixel_ratio;
    let mut taken: Vec<[f64; 4]> = Vec::new();
    for mark in &chart.marks {
        let Mark::Level { name, ink, axis, at, .. } = mark else { continue };
        if *ink == Ink::Muted {
            continue;
        }
        let width = name.chars().count() as f64 * (FONT - 1.0) * CHARACTER * r;
        let height = FONT * 1.25 * r;
        let [x, y] = match axis {
            Along::X => place.to_pixel(*at, place.y.high),
            Along::Y => place.to_pixel(place.x.low, *at),
        };
        if !(x.is_finite() && y.is_finite()) {
            continue;
        }
        let candidates = match axis {
            Along::X => [0.62, 0.72, 0.82].map(|share| {
                let left = if x + width + 6.0 * r < place.left + place.width { x + 5.0 * r } else { x - width - 5.0 * r };
                [left, place.top + place.height * share]
            }),
            Along::Y => [0.02, 0.35, 0.65].map(|share| {
                let above = y - height - 1.0 * r;
                [place.left + place.width * share, if above > place.top { above } else { y + 2.0 * r }]
            }),
        };
        let free = candidates.into_iter().find(|[left, top]| {
            *left >= place.left
                && taken.iter().all(|[l, t, w, h]| left + width < *l || *left > l + w || top + height < *t || *top > t + h)
        });
        if let Some([left, top]) = free {
            taken.push([left, top, width, height]);
            let anchor = font(FONT - 1.0, ink.rgb(style.theme), style, Pos::new(HPos::Left, VPos::Top));
            area.draw(&Text::new(name.clone(), pixel([left, top]), anchor))?;
        }
    }
    Ok(())
}

pub(super) fn pixel([x, y]: [f64; 2]) -> (i32, i32) {
    (x.round() as i32, y.round() as i32)
}
