//! The mean information of one-dimensional projections of X and of Y.

use super::{
    super::{
        error::EstimateError,
        estimator::{Ceiling, Estimator, Family, Measures, Reading, Setting, SettingKind, Takes},
        settings::Settings,
    },
    K, ksg1,
};
use crate::{
    draws::Rng,
    samples::{Pairs, Samples, SamplesError},
};

const DIRECTIONS: Setting =
    Setting { key: "directions", label: "Directions", kind: SettingKind::Count { default: 100, range: [1, 10_000] } };

pub static INFO: Estimator = Estimator {
    id: "sliced",
    name: "Sliced mutual information",
    family: Family::Neighbours,
    measures: Measures::Dependence,
    x: Takes::Numbers,
    y: Takes::Numbers,
    settings: &[K, DIRECTIONS],
    about: "Scales to many dimensions, but is not I(X;Y): never more, usually far less, and a linear map can raise it.",
    source: "Goldfeld & Greenewald 2021, Definition 1 and Section 4",
};

/// SI(X;Y) = ⟨I(θᵀX; φᵀY)⟩ in nats, θ and φ uniform on the unit spheres: the mean over random directions of [`ksg1`].
///
/// `x` is `[n, dx]`, `y` is `[n, dy]`; needs more than k points. Two sides of one coordinate have one direction, and the
/// reading is that of `ksg1`. Nothing is done to the data but the projections; each pair of directions is new. The
/// ceiling is that of `ksg1`.
///
/// Goldfeld & Greenewald 2021, Definition 1 and Section 4.
pub fn estimate(pairs: &Pairs, settings: &Settings, rng: &mut Rng) -> Result<Reading, EstimateError> {
    let (x, y, k) = (pairs.x(), pairs.y(), settings.count(K.key));
    if x.dim() == 1 && y.dim() == 1 {
        return ksg1::information(x, y, k);
    }
    let directions = settings.count(DIRECTIONS.key);
    let mut sum = 0.0;
    let mut highest: Option<Ceiling> = None;
    for _ in 0..directions {
        let reading = ksg1::information(&projected(x, rng)?, &projected(y, rng)?, k)?;
        sum += reading.value;
        // Distances may tie in one direction and not in another.
        highest = highest.into_iter().chain(reading.ceiling).max_by(|a, b| a.value.total_cmp(&b.value));
    }
    Ok(Reading { value: sum / directions as f64, ceiling: highest })
}

/// `[n, 1]`: every point's coordinate along one random direction.
fn projected(samples: &Samples, rng: &mut Rng) -> Result<Samples, SamplesError> {
    let draws: Vec<f64> = (0..samples.dim()).map(|_| rng.normal()).collect();
    let length = draws.iter().map(|draw| draw * draw).sum::<f64>().sqrt();
    let along = |row: &[f64]| row.iter().zip(&draws).map(|(value, draw)| value * (draw / length)).sum();
    Samples::new(samples.rows().map(along).collect(), 1)
}
