//! Where a drawn chart's data lie on its canvas: from values to pixels and back.

use super::figure::{Along, Axis, Mark, Quantity, Scale};

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

/// The part of an axis that is shown, in data units; `low < high`, both finite, and positive on a logarithmic axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    pub low: f64,
    pub high: f64,
    pub scale: Scale,
}

/// Larger numbers are not shown: spans of them would overflow.
const LARGEST: f64 = 1e150;
/// Closer than this part of themselves, two ends cannot be told apart by ticks.
const LEAST_SPAN: f64 = 1e-9;

impl Span {
    /// The axis's own range, or the extent of the values with `headroom` times it at both ends.
    pub fn of(axis: &Axis, values: impl Iterator<Item = f64>, headroom: f64) -> Self {
        let usable = |value: &f64| value.abs() < LARGEST && (axis.scale == Scale::Linear || *value > 1.0 / LARGEST);
        let given = axis.range.filter(|[low, high]| usable(low) && usable(high) && low < high);
        if let Some([low, high]) = given {
            return Self::opened(low, high, axis);
        }
        if let Quantity::Named(names) = &axis.quantity {
            return Self { low: -0.5, high: names.len().max(1) as f64 - 0.5, scale: Scale::Linear };
        }
        let ends = [f64::INFINITY, f64::NEG_INFINITY];
        let [low, high] = values.filter(usable).fold(ends, |[low, high], value| [low.min(value), high.max(value)]);
        if low > high {
            let [low, high] = if axis.scale == Scale::Log { [1.0, 10.0] } else { [0.0, 1.0] };
            return Self { low, high, scale: axis.scale };
        }
        let Self { low, high, scale } = Self::opened(low, high, axis);
        match scale {
            Scale::Log => {
                let room = (high / low).powf(headroom);
                Self { low: low / room, high: high * room, scale }
            }
            Scale::Linear => {
                let room = (high - low) * headroom;
                // An axis that nearly reaches zero had better reach it.
                let from_zero = low >= 0.0 && low < (high - low) * 0.5;
                let whole = axis.quantity == Quantity::Share && high <= 1.0;
                let above = if whole { (high + room).min(1.0) } else { high + room };
                Self { low: if from_zero { 0.0 } else { low - room }, high: above, scale }
            }
        }
    }

    /// Ends too close to tell apart are moved apart.
    fn opened(low: f64, high: f64, axis: &Axis) -> Self {
        let scale = axis.scale;
        let magnitude = low.abs().max(high.abs());
        if high - low > magnitude * LEAST_SPAN && high - low > 1.0 / LARGEST {
            return Self { low, high, scale };
        }
        match scale {
            Scale::Log => Self { low: low / 2.0, high: high * 2.0, scale },
            Scale::Linear if magnitude <= 1.0 / LARGEST => Self { low: -1.0, high: 1.0, scale },
            Scale::Linear => Self { low: low - magnitude * 0.1, high: high + magnitude * 0.1, scale },
        }
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

    /// The inverse of [`Span::share`].
    pub fn value(&self, share: f64) -> f64 {
        match self.scale {
            Scale::Linear => self.low + share * (self.high - self.low),
            Scale::Log => self.low * (self.high / self.low).powf(share),
        }
    }
}

impl PlotArea {
    pub fn to_pixel(&self, x: f64, y: f64) -> [f64; 2] {
        [self.left + self.x.share(x) * self.width, self.top + (1.0 - self.y.share(y)) * self.height]
    }

    pub fn to_data(&self, px: f64, py: f64) -> [f64; 2] {
        [self.x.value((px - self.left) / self.width), self.y.value(1.0 - (py - self.top) / self.height)]
    }

    /// The value at which a level line is drawn: its own, if that is on the chart; a line that can be dragged stays in
    /// reach.
    pub(super) fn level(&self, mark: &Mark) -> Option<f64> {
        let Mark::Level { axis, at, edit, .. } = mark else { return None };
        let span = if *axis == Along::X { self.x } else { self.y };
        let drawn = if edit.is_some() { at.clamp(span.low, span.high) } else { *at };
        span.holds(drawn).then_some(drawn)
    }

    /// The same place measured in units `by` times as large.
    pub fn in_units_of(&self, by: f64) -> Self {
        let Self { left, top, width, height, x, y } = *self;
        Self { left: left / by, top: top / by, width: width / by, height: height / by, x, y }
    }
}
