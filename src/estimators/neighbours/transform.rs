//! What is done to coordinates before distances are taken, where a visitor asks for it.

use std::borrow::Cow;

use super::super::estimator::{Setting, SettingKind};
use crate::{
    measures::{normal_quantile, ranks},
    samples::{Samples, SamplesError},
};

pub(super) const TRANSFORM: Setting =
    Setting { key: "transform", label: "Coordinates", kind: SettingKind::Choice(&["none", "standardise", "rank"]) };

/// The points as they are (`none`), every coordinate over its standard deviation (`standardise`; a constant one stays
/// as it is), or every coordinate replaced by its normal score (`rank`).
///
/// A normal score is Φ⁻¹((r − ½)/n), r the rank, equal values sharing the mean of their ranks. Monotone maps of a
/// coordinate change nothing of it, bit for bit. The ranks themselves would not do: their distances are whole numbers, and
/// so many tie that strict counts are far too small.
pub(super) fn transformed<'a>(samples: &'a Samples, how: &str) -> Result<Cow<'a, Samples>, SamplesError> {
    let by_column = |change: fn(Vec<f64>) -> Vec<f64>| {
        let columns: Vec<Vec<f64>> =
            (0..samples.dim()).map(|column| change(samples.column(column).collect())).collect();
        let values = (0..samples.n()).flat_map(|row| columns.iter().map(move |column| column[row])).collect();
        Samples::new(values, samples.dim()).map(Cow::Owned)
    };
    match how {
        "standardise" => by_column(standardised),
        "rank" => by_column(normal_scores),
        _ => Ok(Cow::Borrowed(samples)),
    }
}

/// Over √⟨(x − ⟨x⟩)²⟩, not centred.
fn standardised(mut column: Vec<f64>) -> Vec<f64> {
    // Taken relative to the largest, so that no square overflows or vanishes.
    let largest = column.iter().fold(0.0, |most: f64, value| most.max(value.abs()));
    if largest > 0.0 {
        let n = column.len() as f64;
        let mean = column.iter().map(|value| value / largest).sum::<f64>() / n;
        let variance = column.iter().map(|value| value / largest - mean).map(|off| off * off).sum::<f64>() / n;
        if variance > 0.0 {
            column.iter_mut().for_each(|value| *value = *value / largest / variance.sqrt());
        }
    }
    column
}

fn normal_scores(column: Vec<f64>) -> Vec<f64> {
    let n = column.len() as f64;
    let score = |rank: f64| {
        let (place, rest) = (rank - 0.5, n - rank + 0.5);
        // The same but for the sign at both ends.
        if place > rest { -normal_quantile(rest / n) } else { normal_quantile(place / n) }
    };
    ranks(&column).into_iter().map(score).collect()
}
