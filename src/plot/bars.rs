//! Bars, as marks of a chart.

use super::figure::{Ink, Mark};

/// Half the width of a bar whose neighbours are one apart.
const HALF: f64 = 0.35;

/// Bars from 0 to each value, standing at whole numbers from `first` on, with a dot on top for the read-out.
pub fn bars(name: &str, ink: Ink, values: &[f64], first: f64) -> Vec<Mark> {
    let spans: Vec<[f64; 2]> = values.iter().map(|value| [0.0, *value]).collect();
    floating_bars(name, ink, &spans, first)
}

/// Bars that each run from one value to another, with a dot at the other.
pub fn floating_bars(name: &str, ink: Ink, spans: &[[f64; 2]], first: f64) -> Vec<Mark> {
    let bar = |(i, [from, to]): (usize, &[f64; 2])| {
        let x = first + i as f64;
        let (low, high) = (from.min(*to), from.max(*to));
        // Between bars the outline has no height.
        [[x - HALF, *from, *from], [x - HALF, low, high], [x + HALF, low, high], [x + HALF, *to, *to]]
    };
    let tops = spans.iter().enumerate().map(|(i, [_, to])| [first + i as f64, *to]).collect();
    vec![
        Mark::Band { name: name.into(), ink, points: spans.iter().enumerate().flat_map(bar).collect() },
        Mark::Dots { name: name.into(), ink, points: tops, edit: None },
    ]
}
