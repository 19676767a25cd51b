//! Where a chart's plot rectangle, ticks and labels go, so that no two texts meet.

use super::{
    ellipse::deviations,
    figure::{Along, Axis, Chart, Mark, Quantity, Unit},
    place::{PlotArea, Span},
    text,
    ticks::{Tick, ticks},
};

/// Letters' height in CSS pixels, the same at every chart width.
pub(super) const LETTER: f64 = 12.0;
/// Between an axis and its ticks' texts, in CSS pixels.
pub(super) const TICK_GAP: f64 = 7.0;

const TOP: f64 = 10.0;
const LEAST_PLOT: f64 = 24.0;

pub(super) struct Layout {
    pub place: PlotArea,
    pub x_ticks: Vec<Tick>,
    pub y_ticks: Vec<Tick>,
    /// Long names stand upright under their ticks.
    pub x_turned: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    X,
    Y,
}

/// `size` and the answer are in units of the area; a CSS pixel is `css` of them, a device pixel `grain`.
pub(super) fn of(chart: &Chart, size: [f64; 2], unit: Unit, css: f64, grain: f64) -> Layout {
    let [width, height] = size.map(|length| length / css);
    let x = Span::of(&chart.x, values(chart, Side::X), headroom(chart, Side::X));
    let y = Span::of(&chart.y, values(chart, Side::Y), headroom(chart, Side::Y));
    // The plot's width is not known before the left margin, nor that before the plot's height; names under the
    // axis decide the height, and for them a guess of the width will do.
    let turned = names_under(&chart.x, &x, width - 80.0, height * 0.4);
    let below = turned.unwrap_or(LETTER) + TICK_GAP + LETTER + 12.0;
    let plot_height = (height - TOP - below).max(LEAST_PLOT);
    let spacing = if matches!(chart.y.quantity, Quantity::Named(_)) { LETTER * 1.3 } else { 38.0 };
    let mut y_ticks = ticks(&chart.y, &y, most(plot_height, spacing), unit);
    let widest_allowed = (width * 0.36).max(40.0);
    y_ticks.iter_mut().for_each(|tick| tick.text = text::fitted(&tick.text, LETTER, widest_allowed));
    let widest = y_ticks.iter().map(|tick| text::width(&tick.text, LETTER)).fold(0.0, f64::max);
    let left = widest + TICK_GAP + LETTER + 12.0;
    let mut right = 14.0;
    let mut x_ticks = Vec::new();
    for _ in 0..2 {
        let plot_width = (width - left - right).max(LEAST_PLOT);
        x_ticks = match turned {
            Some(room) => {
                let mut named = ticks(&chart.x, &x, most(plot_width, LETTER * 1.3), unit);
                named.iter_mut().for_each(|tick| tick.text = text::fitted(&tick.text, LETTER, room));
                named
            }
            None => apart(&chart.x, &x, plot_width, unit),
        };
        // The last text may reach beyond the plot.
        let over = |tick: &Tick| x.share(tick.at) * plot_width + text::width(&tick.text, LETTER) / 2.0 - plot_width;
        right = if turned.is_some() { right } else { x_ticks.last().map_or(0.0, over).max(10.0) + 4.0 };
    }
    let plot_width = (width - left - right).max(LEAST_PLOT);
    let snapped = |length: f64| (length * css / grain).round() * grain;
    let place = PlotArea {
        left: snapped(left),
        top: snapped(TOP),
        width: snapped(plot_width),
        height: snapped(plot_height),
        x,
        y,
    };
    Layout { place, x_ticks, y_ticks, x_turned: turned.is_some() }
}

/// An axis's label with its unit, as much as fits into `room` CSS pixels.
pub(super) fn label(chart: &Chart, side: Side, unit: Unit, room: f64) -> String {
    let axis = match side {
        Side::X => &chart.x,
        Side::Y => &chart.y,
    };
    let written = match axis.quantity.unit_name(unit) {
        "" => axis.label.clone(),
        unit => format!("{} {unit}", axis.label),
    };
    text::fitted(&written, LETTER, room)
}

fn most(room: f64, spacing: f64) -> usize {
    ((room / spacing) as usize).max(2)
}

/// As many ticks as leave a gap between their texts.
fn apart(axis: &Axis, span: &Span, room: f64, unit: Unit) -> Vec<Tick> {
    let most = most(room, 44.0).min(14);
    let choices = (2..=most).rev().map(|most| ticks(axis, span, most, unit));
    let clear = |ticks: &Vec<Tick>| {
        ticks.windows(2).all(|pair| {
            let gap = (span.share(pair[1].at) - span.share(pair[0].at)) * room;
            gap >= (text::width(&pair[0].text, LETTER) + text::width(&pair[1].text, LETTER)) / 2.0 + 10.0
        })
    };
    let mut fewest = ticks(axis, span, 2, unit);
    fewest.truncate(1);
    fewest.iter_mut().for_each(|tick| tick.text = text::fitted(&tick.text, LETTER, room));
    choices.into_iter().find(clear).unwrap_or(fewest)
}

/// The height that names take when they must stand upright, for lack of room side by side.
fn names_under(axis: &Axis, span: &Span, room: f64, highest: f64) -> Option<f64> {
    let Quantity::Named(names) = &axis.quantity else { return None };
    let widest = names.iter().map(|name| text::width(name, LETTER)).fold(0.0, f64::max);
    let step = room.max(0.0) / (span.high - span.low);
    (widest + 8.0 > step && widest > 3.0 * LETTER).then(|| widest.min(110.0).min(highest))
}

/// Room beyond the outermost values: none where cells or lines may as well end at the edge.
fn headroom(chart: &Chart, side: Side) -> f64 {
    let needs_room = |mark: &Mark| match mark {
        Mark::Trail { .. } | Mark::Dots { .. } | Mark::Ellipses { .. } => true,
        Mark::Line { .. } | Mark::Band { .. } | Mark::Level { .. } => side == Side::Y,
        Mark::HeatMap { .. } => false,
    };
    // A level line at the top needs room for its name above it.
    let has_name = |mark: &Mark| matches!(mark, Mark::Level { axis: Along::Y, .. }) && side == Side::Y;
    match chart.marks.iter().any(needs_room) {
        true if chart.marks.iter().any(has_name) => 0.09,
        true => 0.05,
        false => 0.0,
    }
}

fn values(chart: &Chart, side: Side) -> impl Iterator<Item = f64> + '_ {
    let i = if side == Side::X { 0 } else { 1 };
    chart.marks.iter().flat_map(move |mark| -> Vec<f64> {
        match mark {
            Mark::Line { points, .. } | Mark::Trail { points, .. } | Mark::Dots { points, .. } => {
                points.iter().filter(|point| point.iter().all(|v| v.is_finite())).map(|point| point[i]).collect()
            }
            Mark::Ellipses { centres, axes, .. } => centres.iter().zip(axes).flat_map(|it| reach(it, i)).collect(),
            Mark::Band { points, .. } if i == 0 => points.iter().map(|point| point[0]).collect(),
            Mark::Band { points, .. } => points.iter().flat_map(|point| [point[1], point[2]]).collect(),
            Mark::HeatMap { x_edges, y_edges, .. } => if i == 0 { x_edges } else { y_edges }.clone(),
            Mark::Level { axis, at, .. } if (*axis == Along::X) == (i == 0) => vec![*at],
            Mark::Level { .. } => Vec::new(),
        }
    })
}

/// A centre and the ends of its ellipse along one axis.
fn reach((centre, covariance): (&[f64; 2], &[f64; 3]), i: usize) -> Vec<f64> {
    match deviations(*covariance) {
        Some(deviations) if centre.iter().all(|v| v.is_finite()) => {
            vec![centre[i] - deviations[i], centre[i], centre[i] + deviations[i]]
        }
        _ => Vec::new(),
    }
}
