//! What a chart's legend lists; the page writes it as HTML.

use super::figure::{Chart, Ink, Mark};

#[derive(Clone, Debug, PartialEq)]
pub struct LegendEntry {
    pub name: String,
    pub ink: Ink,
    pub shape: Shape,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Line,
    Dashed,
    Dots,
    /// A path coloured by time, ending in the series' marker.
    Trail,
    Band,
    Ellipse,
}

/// One entry a name, in drawing order; a line with its dots or its band counts once, as the line.
pub fn legend(chart: &Chart) -> Vec<LegendEntry> {
    let mut entries: Vec<LegendEntry> = Vec::new();
    for mark in &chart.marks {
        let (name, ink, shape) = match mark {
            Mark::Line { name, ink, dashed, .. } => (name, ink, if *dashed { Shape::Dashed } else { Shape::Line }),
            Mark::Trail { name, ink, .. } => (name, ink, Shape::Trail),
            Mark::Dots { name, ink, .. } => (name, ink, Shape::Dots),
            Mark::Ellipses { name, ink, .. } => (name, ink, Shape::Ellipse),
            Mark::Band { name, ink, .. } => (name, ink, Shape::Band),
            Mark::Level { name, ink, .. } => (name, ink, if ink.is_dashed() { Shape::Dashed } else { Shape::Line }),
            Mark::HeatMap { .. } => continue,
        };
        match entries.iter_mut().find(|entry| entry.name == *name) {
            Some(entry) if entry.shape == Shape::Band => entry.shape = shape,
            Some(_) => {}
            None => entries.push(LegendEntry { name: name.clone(), ink: *ink, shape }),
        }
    }
    entries
}
