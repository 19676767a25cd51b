//! Where a drawn chart's data lie on its canvas: from values to pixels and back, and what is under the pointer.

use super::{
    figure::{Along, Axis, Chart, Mark, Quantity, Scale, Unit},
    format::significant,
};

/// A drawn chart's rectangle and axes, in device pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlotArea {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
    pub x: Span,
    pub y: Span,
}

/// The part of an axis that is shown, in data units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    pub low: f64,
    pub high: f64,
    pub scale: Scale,
}

/// What the pointer is at.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    pub text: String,
    /// Where the read-out points to, in device pixels.
    pub at: [f64; 2],
    /// The field a click sets, and its value.
    pub edit: Option<(String, String)>,
    /// The field a drag sets, and along which axis.
    pub drag: Option<(String, Along)>,
}

impl Span {
    /// The axis's own range, or the extent of the values with a little room; never empty.
    pub fn of(axis: &Axis, values: impl Iterator<Item = f64>) -> Self {
        let usable = |value: &f64| value.is_finite() && (axis.scale == Scale::Linear || *value > 0.0);
        let (mut low, mut high) = values
            .filter(usable)
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
        if let Some([from, to]) = axis.range {
            (low, high) = (from, to);
        } else if low <= high {
            match axis.scale {
                Scale::Linear => {
                    let room = (high - low) * 0.05;
                    let from_zero = low >= 0.0 && low < (high - low) * 0.5;
                    low = if from_zero { 0.0 } else { low - room };
                    high += room;
                }
                Scale::Log => (low, high) = (low / 1.1, high * 1.1),
            }
        }
        if !(low.is_finite() && high.is_finite()) {
            (low, high) = if axis.scale == Scale::Log { (1.0, 10.0) } else { (0.0, 1.0) };
        }
        if high <= low {
            (low, high) = match axis.scale {
                Scale::Linear => (low - 0.5, low + 0.5),
                Scale::Log => (low / 2.0, low * 2.0),
            };
        }
        if axis.scale == Scale::Log {
            low = low.max(f64::MIN_POSITIVE);
            high = high.max(low * 1.001);
        }
        Self { low, high, scale: axis.scale }
    }

    /// Whether a value is on the shown part, its ends included.
    pub fn holds(&self, value: f64) -> bool {
        (-1e-9..=1.0 + 1e-9).contains(&self.share(value)) && (self.scale == Scale::Linear || value > 0.0)
    }

    /// 0 at the low end, 1 at the high end.
    pub fn share(&self, value: f64) -> f64 {
        match self.scale {
            Scale::Linear => (value - self.low) / (self.high - self.low),
            Scale::Log if value <= 0.0 => 0.0,
            Scale::Log => (value / self.low).ln() / (self.high / self.low).ln(),
        }
    }

    pub fn value(&self, share: f64) -> f64 {
        match self.scale {
            Scale::Linear => self.low + share * (self.high - self.low),
            Scale::Log => self.low * (self.high / self.low).powf(share),
        }
    }
}

impl PlotArea {
    /// The same place measured in units `by` times as large.
    pub fn in_units_of(&self, by: f64) -> Self {
        let Self { left, top, width, height, x, y } = *self;
        Self { left: left / by, top: top / by, width: width / by, height: height / by, x, y }
    }

    pub fn to_pixel(&self, x: f64, y: f64) -> [f64; 2] {
        [self.left + self.x.share(x) * self.width, self.top + (1.0 - self.y.share(y)) * self.height]
    }

    pub fn to_data(&self, px: f64, py: f64) -> [f64; 2] {
        [self.x.value((px - self.left) / self.width), self.y.value(1.0 - (py - self.top) / self.height)]
    }

    /// The nearest point within a distance; else the level line, else the heat map's cell under the pointer.
    pub fn nearest(&self, chart: &Chart, px: f64, py: f64, within: f64, unit: Unit) -> Option<Hit> {
        let inside = (self.left - within..=self.left + self.width + within).contains(&px)
            && (self.top - within..=self.top + self.height + within).contains(&py);
        if !inside {
            return None;
        }
        let mut best: Option<(f64, Hit)> = None;
        let mut offer = |distance: f64, hit: &dyn Fn() -> Hit| {
            if distance <= within && best.as_ref().is_none_or(|(nearest, _)| distance < *nearest) {
                best = Some((distance, hit()));
            }
        };
        for mark in &chart.marks {
            self.offer_points(chart, mark, [px, py], unit, &mut offer);
        }
        for mark in &chart.marks {
            if let Mark::Level { name, axis, at, edit, .. } = mark {
                let (place, pointer, quantity) = match axis {
                    Along::X => (self.to_pixel(*at, self.y.low)[0], px, &chart.x.quantity),
                    Along::Y => (self.to_pixel(self.x.low, *at)[1], py, &chart.y.quantity),
                };
                // A line that can be dragged is held before points beside it; others only where nothing else is.
                let distance = (place - pointer).abs() + if edit.is_some() { 0.0 } else { within * 0.5 };
                offer(distance, &|| Hit {
                    text: format!("{name} · {}", quantity.written(*at, unit)),
                    at: [px, py],
                    edit: None,
                    drag: edit.clone().map(|key| (key, *axis)),
                });
            }
        }
        best.map(|(_, hit)| hit).or_else(|| self.cell(chart, px, py, unit))
    }

    fn offer_points(
        &self,
        chart: &Chart,
        mark: &Mark,
        pointer: [f64; 2],
        unit: Unit,
        offer: &mut dyn FnMut(f64, &dyn Fn() -> Hit),
    ) {
        let (points, values, edit): (&[[f64; 2]], &[f64], _) = match mark {
            Mark::Line { points, .. } => (points, &[], None),
            Mark::Trail { points, values, .. } => (points, values, None),
            Mark::Dots { points, edit, .. } => (points, &[], edit.as_ref()),
            Mark::Band { .. } | Mark::HeatMap { .. } | Mark::Level { .. } => return,
        };
        for (i, [x, y]) in points.iter().enumerate() {
            let at = self.to_pixel(*x, *y);
            let distance = (at[0] - pointer[0]).hypot(at[1] - pointer[1]);
            if !distance.is_finite() {
                continue;
            }
            offer(distance, &|| {
                let mut text = format!(
                    "{} · {} {} · {} {}",
                    mark.name().unwrap_or_default(),
                    chart.x.label,
                    chart.x.quantity.written(*x, unit),
                    chart.y.label,
                    chart.y.quantity.written(*y, unit)
                );
                if let (Some(value), Some(scale)) = (values.get(i), &chart.colour) {
                    text.push_str(&format!(" · {} {}", scale.label, scale.quantity.written(*value, unit)));
                }
                let edit = edit.and_then(|edit| Some((edit.key.clone(), edit.values.get(i)?.clone())));
                Hit { text, at, edit, drag: None }
            });
        }
    }

    fn cell(&self, chart: &Chart, px: f64, py: f64, unit: Unit) -> Option<Hit> {
        let [x, y] = self.to_data(px, py);
        chart.marks.iter().find_map(|mark| {
            let Mark::HeatMap { x_edges, y_edges, values } = mark else { return None };
            let column = x_edges.windows(2).position(|edge| edge[0] <= x && x < edge[1])?;
            let row = y_edges.windows(2).position(|edge| edge[0] <= y && y < edge[1])?;
            let value = values.get(row * (x_edges.len() - 1) + column)?;
            let name = |axis: &Axis, edges: &[f64], i: usize| {
                let middle = (edges[i] + edges[i + 1]) / 2.0;
                match axis.quantity {
                    Quantity::Named(_) => axis.quantity.written(middle, unit),
                    _ => format!("{} {}", axis.label, axis.quantity.written(middle, unit)),
                }
            };
            let text = format!(
                "{} · {} · {}",
                name(&chart.y, y_edges, row),
                name(&chart.x, x_edges, column),
                significant(*value, 4)
            );
            Some(Hit { text, at: [px, py], edit: None, drag: None })
        })
    }
}
