//! Ticks on round numbers, as many as fit.

use super::{
    figure::{Axis, Quantity, Scale, Unit},
    place::Span,
};

/// A place on an axis that is named.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// In data units.
    pub at: f64,
    pub text: String,
}

/// At most `most` ticks inside the span, round in the unit that is shown.
pub fn ticks(axis: &Axis, span: &Span, most: usize, unit: Unit) -> Vec<Tick> {
    if let Quantity::Named(names) = &axis.quantity {
        let inside: Vec<usize> = (0..names.len()).filter(|i| span.holds(*i as f64)).collect();
        // Names also stand apart where the axis spans far more than there are names.
        let every = ((span.high - span.low) / most.max(1) as f64).ceil().max(1.0) as usize;
        return inside.into_iter().step_by(every).map(|i| Tick { at: i as f64, text: names[i].clone() }).collect();
    }
    let (low, high) = (axis.quantity.shown(span.low, unit), axis.quantity.shown(span.high, unit));
    let least_step = if axis.quantity == Quantity::Count { 1.0 } else { 0.0 };
    let (places, step) = match span.scale {
        Scale::Linear => linear(low, high, most, least_step),
        Scale::Log => match logarithmic(low, high, most) {
            places if places.len() >= 2 => (places, None),
            // Less than a decade: round numbers a step apart say more.
            _ => linear(low, high, most, least_step),
        },
    };
    let whole = |place: &f64| axis.quantity != Quantity::Count || (place - place.round()).abs() < 1e-9;
    let text = |place: f64| axis.quantity.tick(place, step.unwrap_or(place));
    places
        .into_iter()
        .filter(whole)
        .map(|place| Tick { at: axis.quantity.held(place, unit), text: text(place) })
        .collect()
}

/// Multiples of 1, 2 or 5 times a power of ten, at most `most` of them, and the step between them.
pub fn linear(low: f64, high: f64, most: usize, least_step: f64) -> (Vec<f64>, Option<f64>) {
    let span = high - low;
    if !(span > 0.0 && span.is_finite()) || most == 0 {
        return (Vec::new(), None);
    }
    let mut step = round_up(span / most as f64);
    loop {
        let used = step.max(least_step);
        let (first, last) = ((low / used - 1e-9).ceil(), (high / used + 1e-9).floor());
        // Beyond 2⁵³ neighbouring multiples are no longer different numbers.
        if !(first.abs() < 9e15 && last.abs() < 9e15) {
            return (Vec::new(), None);
        }
        let count = last - first + 1.0;
        if count <= most as f64 {
            return ((0..count.max(0.0) as usize).map(|i| (first + i as f64) * used).collect(), Some(used));
        }
        step = round_up(used * 1.01);
    }
}

/// The least of 1, 2 and 5 times a power of ten that is not below `step`.
fn round_up(step: f64) -> f64 {
    let power = step.log10().floor() as i32;
    let ten = |exponent: i32| 10f64.powi(exponent).max(f64::MIN_POSITIVE);
    let candidates = [ten(power), 2.0 * ten(power), 5.0 * ten(power), ten(power + 1), 2.0 * ten(power + 1)];
    candidates.into_iter().find(|candidate| *candidate >= step).unwrap_or(step)
}

/// Powers of ten, every k-th where there are many; also 2 and 5 (or 3) times them where the axis spans little.
pub fn logarithmic(low: f64, high: f64, most: usize) -> Vec<f64> {
    if !(low > 0.0 && high > low && high.is_finite()) || most == 0 {
        return Vec::new();
    }
    for mantissas in [&[1.0, 2.0, 5.0][..], &[1.0, 3.0], &[1.0]] {
        let places = multiples(low, high, mantissas);
        if places.len() <= most {
            return places;
        }
    }
    let powers = multiples(low, high, &[1.0]);
    let every = powers.len().div_ceil(most);
    powers.into_iter().step_by(every).collect()
}

/// Unnamed ticks between the powers of ten, where those are few.
pub(super) fn between(low: f64, high: f64) -> Vec<f64> {
    if !(low > 0.0 && high > low && high / low < 1e5) {
        return Vec::new();
    }
    multiples(low, high, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0])
}

fn multiples(low: f64, high: f64, mantissas: &[f64]) -> Vec<f64> {
    let (first, last) = (low.log10().floor() as i32, high.log10().ceil() as i32);
    let inside = |value: &f64| *value >= low * (1.0 - 1e-9) && *value <= high * (1.0 + 1e-9);
    // Parsing gives the number nearest to the decimal one; multiplying by a power of ten may miss it.
    let value = |mantissa: f64, exponent: i32| format!("{mantissa}e{exponent}").parse().unwrap_or(f64::NAN);
    (first..=last).flat_map(|exponent| mantissas.iter().map(move |m| value(*m, exponent))).filter(inside).collect()
}
