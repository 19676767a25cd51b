//! What of a drawn chart is under the pointer.

use super::{
    ellipse::deviations,
    figure::{Along, Axis, Chart, Mark, PointEdit, Quantity, Unit},
    format::significant,
    place::PlotArea,
};

/// What the pointer is at.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// The mark's place in the chart.
    pub mark: usize,
    /// The point's place in its mark, the cell's in its heat map; a level line has none.
    pub point: Option<usize>,
    /// In data units; along a level line, the pointer's place.
    pub data: [f64; 2],
    /// On the chart's colour scale, where the mark has one.
    pub value: Option<f64>,
    pub text: String,
    /// Where the read-out points to, in device pixels.
    pub at: [f64; 2],
    /// The field a click sets, and its value.
    pub edit: Option<(String, String)>,
    /// The field a drag sets, and along which axis.
    pub drag: Option<(String, Along)>,
}

impl PlotArea {
    /// The nearest point or level line within a distance in device pixels; else the heat map's cell under the pointer.
    pub fn nearest(&self, chart: &Chart, px: f64, py: f64, within: f64, unit: Unit) -> Option<Hit> {
        let near = |at: f64, from: f64, length: f64| (from - within..=from + length + within).contains(&at);
        if !(near(px, self.left, self.width) && near(py, self.top, self.height)) {
            return None;
        }
        let pointer = [px, py];
        let mut best: Option<(f64, usize, Option<usize>)> = None;
        let mut offer = |distance: f64, handicap: f64, mark: usize, point: Option<usize>| {
            let rank = distance + handicap * within;
            // Of equally near ones the last, which is drawn on top.
            if distance <= within && best.is_none_or(|(least, ..)| rank <= least) {
                best = Some((rank, mark, point));
            }
        };
        for (i, mark) in chart.marks.iter().enumerate() {
            if let Mark::Level { axis, edit, .. } = mark {
                let Some(at) = self.level(mark) else { continue };
                let place = self.to_pixel(at, at);
                let distance = match axis {
                    Along::X => (place[0] - px).abs(),
                    Along::Y => (place[1] - py).abs(),
                };
                // A line that can be dragged is held before points beside it; others only where nothing else is.
                offer(distance, if edit.is_some() { 0.0 } else { 0.5 }, i, None);
                continue;
            }
            let Some((points, edit)) = points(mark) else { continue };
            // What can be clicked comes before what lies under it.
            let handicap = if edit.is_some() { -0.1 } else { 0.0 };
            let is_ellipse = matches!(mark, Mark::Ellipses { .. });
            for (k, [x, y]) in points.iter().enumerate() {
                if self.shows([*x, *y]) && (!is_ellipse || spread(mark, k).is_some()) {
                    let at = self.to_pixel(*x, *y);
                    offer((at[0] - px).hypot(at[1] - py), handicap, i, Some(k));
                }
            }
        }
        match best {
            Some((_, mark, Some(point))) => self.at_point(chart, mark, point, unit),
            Some((_, mark, None)) => self.at_level(chart, mark, pointer, unit),
            None => self.at_cell(chart, pointer, unit),
        }
    }

    fn shows(&self, [x, y]: [f64; 2]) -> bool {
        // Values at or below zero are drawn at the lower end of a logarithmic axis.
        let inside = |share: f64| (-1e-9..=1.0 + 1e-9).contains(&share);
        x.is_finite() && y.is_finite() && inside(self.x.share(x)) && inside(self.y.share(y))
    }

    fn at_point(&self, chart: &Chart, mark: usize, point: usize, unit: Unit) -> Option<Hit> {
        let found = chart.marks.get(mark)?;
        let (points, edit) = points(found)?;
        let data = *points.get(point)?;
        let value = match found {
            Mark::Trail { values, .. } => values.get(point).copied(),
            _ => None,
        };
        let mut parts = vec![found.name().unwrap_or_default().to_owned()];
        let spread = spread(found, point);
        parts.extend([(0, &chart.x), (1, &chart.y)].map(|(i, axis)| match spread {
            Some(spread) => format!("{} ± {}", labelled(axis, data[i], unit), deviation(axis, spread[i], unit)),
            None => labelled(axis, data[i], unit),
        }));
        if let (Some(value), Some(scale)) = (value, &chart.colour) {
            parts.push(format!("{} {}", scale.label, scale.quantity.written(value, unit)));
        }
        parts.retain(|part| !part.is_empty());
        let edit = edit.and_then(|edit| Some((edit.key.clone(), edit.values.get(point)?.clone())));
        let at = self.to_pixel(data[0], data[1]);
        Some(Hit { mark, point: Some(point), data, value, text: parts.join(" · "), at, edit, drag: None })
    }

    fn at_level(&self, chart: &Chart, mark: usize, pointer: [f64; 2], unit: Unit) -> Option<Hit> {
        let found = chart.marks.get(mark)?;
        let Mark::Level { name, axis, at, edit, .. } = found else { return None };
        let drawn = self.level(found)?;
        let [mut data, mut place] = [self.to_data(pointer[0], pointer[1]), pointer];
        let (i, measured) = match axis {
            Along::X => (0, &chart.x),
            Along::Y => (1, &chart.y),
        };
        data[i] = *at;
        place[i] = self.to_pixel(drawn, drawn)[i];
        let text = format!("{name} · {}", labelled(measured, *at, unit));
        let drag = edit.clone().map(|key| (key, *axis));
        Some(Hit { mark, point: None, data, value: None, text, at: place, edit: None, drag })
    }

    fn at_cell(&self, chart: &Chart, pointer: [f64; 2], unit: Unit) -> Option<Hit> {
        let [x, y] = self.to_data(pointer[0], pointer[1]);
        // The last drawn is on top.
        chart.marks.iter().enumerate().rev().find_map(|(mark, found)| {
            let Mark::HeatMap { x_edges, y_edges, values } = found else { return None };
            let between = |edges: &[f64], at: f64| {
                edges.windows(2).position(|edge| edge[0].min(edge[1]) <= at && at < edge[0].max(edge[1]))
            };
            let (column, row) = (between(x_edges, x)?, between(y_edges, y)?);
            let point = row * (x_edges.len() - 1) + column;
            let value = *values.get(point)?;
            let middle = |edges: &[f64], i: usize| (edges[i] + edges[i + 1]) / 2.0;
            let data = [middle(x_edges, column), middle(y_edges, row)];
            let value_text = match &chart.colour {
                Some(scale) => format!("{} {}", scale.label, scale.quantity.written(value, unit)),
                None => significant(value, 4),
            };
            let text = [labelled(&chart.y, data[1], unit), labelled(&chart.x, data[0], unit), value_text].join(" · ");
            Some(Hit { mark, point: Some(point), data, value: Some(value), text, at: pointer, edit: None, drag: None })
        })
    }
}

fn points(mark: &Mark) -> Option<(&[[f64; 2]], Option<&PointEdit>)> {
    match mark {
        Mark::Line { points, .. } | Mark::Trail { points, .. } => Some((points, None)),
        Mark::Dots { points, edit, .. } => Some((points, edit.as_ref())),
        Mark::Ellipses { centres, edit, .. } => Some((centres, edit.as_ref())),
        Mark::Band { .. } | Mark::HeatMap { .. } | Mark::Level { .. } => None,
    }
}

/// The standard deviations of a mark's Gaussian; none where it is not drawn.
fn spread(mark: &Mark, point: usize) -> Option<[f64; 2]> {
    match mark {
        Mark::Ellipses { axes, .. } => axes.get(point).copied().and_then(deviations),
        _ => None,
    }
}

/// A standard deviation along an axis; it is a length, be the places along it counted or named.
fn deviation(axis: &Axis, value: f64, unit: Unit) -> String {
    match &axis.quantity {
        Quantity::Count | Quantity::Named(_) => significant(value, 4),
        quantity => quantity.written(value, unit),
    }
}

/// A value behind its axis's label; names need none.
fn labelled(axis: &Axis, value: f64, unit: Unit) -> String {
    let written = axis.quantity.written(value, unit);
    match axis.quantity {
        Quantity::Named(_) if !written.is_empty() => written,
        _ => format!("{} {written}", axis.label).trim().to_owned(),
    }
}
