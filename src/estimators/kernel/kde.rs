//! The plug-in information of Gaussian kernel densities.

use super::{
    super::{
        error::EstimateError,
        estimator::{Estimator, Family, Measures, Reading, Setting, SettingKind, Takes},
        settings::Settings,
    },
    gram::{Blocks, scale_of},
};
use crate::{
    draws::Rng,
    samples::{Pairs, Samples},
};

pub static INFO: Estimator = Estimator {
    id: "kde",
    name: "Kernel densities",
    family: Family::Kernel,
    measures: Measures::Information,
    x: Takes::Numbers,
    y: Takes::Numbers,
    settings: &[
        Setting { key: "rule", label: "Bandwidths", kind: SettingKind::Choice(&["scott", "fixed"]) },
        Setting {
            key: "bandwidth",
            label: "Fixed bandwidth",
            kind: SettingKind::Number { default: 0.3, range: [1e-6, 1e6] },
        },
    ],
    about: "Puts a Gaussian on every point; smooths the dependence away where bandwidths are wide, and finds one in noise \
            where they are narrow or dimensions many.",
    source: "Moon, Rajagopalan & Lall 1995, eqs. 1 to 4; bandwidths of Scott 1992, eq. 6.42",
};

/// ĥ(X) + ĥ(Y) − ĥ(X,Y) in nats, ĥ = −1/n Σᵢ ln p̂(i), p̂ the Gaussian kernel density at the points that it was made of,
/// each point's own kernel included.
///
/// X is [n, dx], Y [n, dy], n at least 2. By Scott's rule, a coordinate's bandwidth is its standard deviation (over n, not
/// n − 1) times n^(−1/(d+4)), d the dimension of the density at hand: dx, dy or dx + dy; it needs columns that vary. `fixed`
/// takes `bandwidth`, in the data's own unit, for all coordinates of all three; then the reading is at most ln n. Data are
/// used as they are (the standard deviations stand in the bandwidths). Time n², memory n.
pub fn estimate(pairs: &Pairs, settings: &Settings, _: &mut Rng) -> Result<Reading, EstimateError> {
    let n = pairs.n();
    if n < 2 {
        return Err(EstimateError::TooFew { n, needed: 2 });
    }
    let (dx, dy) = (pairs.x().dim(), pairs.y().dim());
    let values = pairs.x().rows().zip(pairs.y().rows()).flat_map(|(x, y)| [x, y].concat()).collect();
    let joint = Samples::new(values, dx + dy)?;
    let (deviations, factor): (Vec<f64>, &dyn Fn(usize) -> f64) = match settings.choice("rule") {
        "fixed" => (vec![settings.number("bandwidth"); dx + dy], &|_| 1.0),
        _ => (deviations(&joint)?, &|dim| libm::pow(n as f64, -1.0 / (dim + 4) as f64)),
    };
    // The deviations' and the Gaussians' constants are the same in the joint density and in the product: they cancel.
    let log_density = |samples: &Samples, deviations: &[f64]| {
        let width = factor(samples.dim());
        let scales = deviations.iter().map(|deviation| scale_of(width * deviation)).collect();
        let sums = Blocks::new(samples, scales).row_sums();
        sums.into_iter().map(libm::log).sum::<f64>() / n as f64 - samples.dim() as f64 * libm::log(width)
    };
    let margins = log_density(pairs.x(), &deviations[..dx]) + log_density(pairs.y(), &deviations[dx..]);
    let value = log_density(&joint, &deviations) - margins + libm::log(n as f64);
    Ok(match settings.choice("rule") {
        "fixed" => Reading::below(value, libm::log(n as f64), "ln N"),
        _ => Reading::unbounded(value),
    })
}

/// Every column's standard deviation over n.
fn deviations(samples: &Samples) -> Result<Vec<f64>, EstimateError> {
    let n = samples.n() as f64;
    let deviation = |column: usize| {
        let mean = samples.column(column).map(|value| value / n).sum::<f64>();
        let deviation = (samples.column(column).map(|value| (value - mean) * (value - mean)).sum::<f64>() / n).sqrt();
        // A constant's mean may miss it by a rounding.
        if deviation.is_finite() && deviation > 1e-13 * mean.abs() {
            return Ok(deviation);
        }
        let sentence = format!("column {} of X and Y together has no spread that a bandwidth could follow", column + 1);
        Err(EstimateError::Unsuited(sentence))
    };
    (0..samples.dim()).map(deviation).collect()
}
