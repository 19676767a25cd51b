//! Standings: what an entrant's readings of a point come to over the repeats.

use super::{Frame, Lap, Reading, config::Point};

/// The readings of one thing, over repeats.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Summary {
    pub readings: usize,
    pub mean: f64,
    /// Standard deviation over the repeats; 0 of a single one.
    pub deviation: f64,
    pub low: f64,
    pub high: f64,
}

impl Summary {
    /// None of nothing.
    pub fn of(values: &[f64]) -> Option<Self> {
        let readings = values.len();
        if readings == 0 {
            return None;
        }
        let mean = values.iter().sum::<f64>() / readings as f64;
        let squares = values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>();
        let deviation = if readings > 1 { (squares / (readings - 1) as f64).sqrt() } else { 0.0 };
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        Some(Self { readings, mean, deviation, low, high })
    }

    /// Standard error of the mean.
    pub fn error(&self) -> f64 {
        self.deviation / (self.readings as f64).sqrt()
    }
}

/// An entrant's readings of a point, in the order of the repeats.
pub fn readings<'a>(frames: &'a [Frame], entrant: &str, point: Point) -> Vec<&'a Reading> {
    of_point(frames, entrant, point).filter_map(Frame::reading).collect()
}

/// An entrant's frames of a point.
pub fn of_point<'a>(frames: &'a [Frame], entrant: &str, point: Point) -> impl Iterator<Item = &'a Frame> {
    let is_of = move |frame: &&Frame| {
        frame.lap == Lap::Race
            && frame.entrant == entrant
            && frame.n as usize == point.n
            && frame.dim as usize == point.dim
            && frame.truth == point.information
    };
    frames.iter().filter(is_of)
}

/// The summary of the values of an entrant's readings of a point.
pub fn summary(frames: &[Frame], entrant: &str, point: Point) -> Option<Summary> {
    let values: Vec<f64> = readings(frames, entrant, point).iter().map(|reading| reading.value).collect();
    Summary::of(&values)
}

/// Each value's place among all that there are, the least first, from 1; equal values share a place.
pub fn places(values: &[Option<f64>]) -> Vec<Option<usize>> {
    let before = |value: f64| values.iter().flatten().filter(|other| **other < value).count();
    values.iter().map(|value| value.map(|value| before(value) + 1)).collect()
}
