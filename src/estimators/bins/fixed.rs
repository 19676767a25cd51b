//! Bins of equal width over a fixed range, as the first information planes were drawn with.

use super::{
    super::{
        cells::Cells,
        error::EstimateError,
        estimator::{Estimator, Family, Measures, Reading, Setting, SettingKind, Takes},
        settings::Settings,
    },
    BINNED,
};
use crate::{
    draws::Rng,
    samples::{Pairs, Points},
};

const SETTINGS: &[Setting] = &[
    Setting { key: "edges", label: "Edges", kind: SettingKind::Count { default: 30, range: [2, 10_000] } },
    Setting { key: "low", label: "First edge", kind: SettingKind::Number { default: -1.0, range: [-1e6, 1e6] } },
    Setting { key: "high", label: "Last edge", kind: SettingKind::Number { default: 1.0, range: [-1e6, 1e6] } },
    Setting { key: "below", label: "Values below the first edge", kind: SettingKind::Choice(&["own-bin", "last-bin"]) },
    BINNED,
];

pub static INFO: Estimator = Estimator {
    id: "fixed-bins",
    name: "Fixed bins",
    family: Family::Bins,
    measures: Measures::Information,
    x: Takes::Either,
    y: Takes::Either,
    settings: SETTINGS,
    about: "As the first information planes: fits tanh; what lies beyond the range shares a bin, and many cells for few \
            points read too much.",
    source: "Shwartz-Ziv & Tishby 2017, released code",
};

/// The information of the cells in nats, by the plug-in rule.
///
/// Coordinates of the binned sides are compared with edges evenly from `low` to `high` (see [`FixedBins`]); a point's
/// cell is the tuple of its bins.
pub fn estimate(pairs: &Pairs, settings: &Settings, _: &mut Rng) -> Result<Reading, EstimateError> {
    let below = match settings.choice("below") {
        "last-bin" => OutOfRange::WrapAsReleased,
        _ => OutOfRange::OwnBin,
    };
    let range = [settings.number("low"), settings.number("high")];
    let bins = FixedBins::even(range, settings.count("edges"), below)?;
    super::information(pairs, settings, |side| bins.cells(side.values(), side.dim()))
}

/// Where values below the range go. Values above it always share the bin of the last edge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OutOfRange {
    /// Into a bin of their own.
    #[default]
    OwnBin,
    /// Into the last bin, with the largest values: what the released code does, by an accident of negative indices.
    WrapAsReleased,
}

/// Edges in increasing order. A value's bin is the number of edges at or below it, less one: bins are closed on the left
/// and the last edge begins a bin of its own.
///
/// Shwartz-Ziv & Tishby 2017, released code: 30 edges from −1 to 1 in single precision.
#[derive(Clone, Debug, PartialEq)]
pub struct FixedBins {
    edges: Vec<f64>,
    below: OutOfRange,
}

impl FixedBins {
    /// `count` ≥ 2 edges evenly from −1 to 1; smaller values have a bin of their own.
    pub fn over_one(count: usize) -> Self {
        Self::even([-1.0, 1.0], count, OutOfRange::OwnBin).unwrap_or_else(|error| panic!("{error}"))
    }

    /// `count` edges evenly over a range, rounded to single precision.
    pub fn even(range: [f64; 2], count: usize, below: OutOfRange) -> Result<Self, EstimateError> {
        let [first, last] = range;
        if count < 2 {
            return Err(EstimateError::Setting {
                name: "the number of edges",
                value: count as f64,
                allowed: "at least 2",
            });
        }
        let step = (last - first) / (count - 1) as f64;
        // As NumPy spaces them: multiples of the step from the first edge, and the last edge exactly.
        let multiples = (0..count - 1).map(|i| i as f64 * step + first);
        let edges: Vec<f64> = multiples.chain([last]).map(|edge| f64::from(edge as f32)).collect();
        if !edges.is_sorted_by(|a, b| a < b) || !edges.iter().all(|edge| edge.is_finite()) {
            return Err(EstimateError::Setting {
                name: "the width of the range",
                value: last - first,
                allowed: "finite and wide enough that single precision tells the edges apart",
            });
        }
        Ok(Self { edges, below })
    }

    pub fn edges(&self) -> &[f64] {
        &self.edges
    }

    /// The bin of one value: −1 below the range (or the last one, where that was chosen), at most the last edge's.
    pub fn bin(&self, value: f64) -> i64 {
        match (self.edges.partition_point(|edge| *edge <= value), self.below) {
            (0, OutOfRange::WrapAsReleased) => self.edges.len() as i64 - 1,
            (edges, _) => edges as i64 - 1,
        }
    }

    /// Joint cells of `[n, dim]` activations, row-major.
    pub fn cells<T: Copy + Into<f64>>(&self, values: &[T], dim: usize) -> Result<Cells, EstimateError> {
        Ok(Cells::of(Points::new(values, dim)?, |value| self.bin(value)))
    }
}
