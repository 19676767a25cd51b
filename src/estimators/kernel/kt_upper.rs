//! The information of points with Gaussian noise about the symbols of Y, by the bound from above.

use super::{
    super::{
        error::EstimateError,
        estimator::{Estimator, Family, Measures, Reading, Takes},
        settings::Settings,
    },
    noise,
};
use crate::{draws::Rng, samples::Pairs};

pub static INFO: Estimator = Estimator {
    id: "kt-upper",
    name: "Kolchinsky–Tracey, from above",
    family: Family::Kernel,
    measures: Measures::Information,
    x: Takes::Numbers,
    y: Takes::Symbols,
    settings: noise::SETTINGS,
    about: "Bounds what X with noise tells of a Y whose points all differ (at most ln N: with little noise it reads ln N \
            whatever the data); for a Y that repeats, it is a difference of bounds.",
    source: "Kolchinsky & Tracey 2017, eq. 10; Saxe et al. 2018, appendix C",
};

/// I(X + N(0, σ² 1); Y) in nats: the entropy of X with noise, less its mean within the symbols of Y, both by
/// the Kullback–Leibler bound (pairwise kernels of variance σ², each point with itself included).
///
/// X is [n, dx] and used as it is; equal rows of Y are one symbol. Needs one point, or two for the fitted noise. **Where all
/// points of Y differ**, as inputs of a deterministic layer or a continuous Y do, each symbol has one point, this bounds what
/// X with noise tells of *which point it is*, and is no estimate of the population's I(X;Y). For the choices of σ² see
/// the setting `noise`: a given variance, one relative to the square of the greatest |x|, or the likeliest one.
pub fn estimate(pairs: &Pairs, settings: &Settings, _: &mut Rng) -> Result<Reading, EstimateError> {
    Ok(noise::reading(pairs, noise::bounds(pairs, settings)?.upper.i_ty))
}
