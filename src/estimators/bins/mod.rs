//! Estimators that put values into bins and count.

pub mod distinct;
pub mod fixed;
pub mod floor;
pub mod mass;
pub mod range;

use super::{
    cells::Cells,
    error::EstimateError,
    estimator::{Reading, Setting, SettingKind},
    settings::Settings,
};
use crate::samples::{Pairs, Samples};

/// Which sides are put into bins; every point of the other is a symbol.
const BINNED: Setting =
    Setting { key: "binned", label: "Sides put into bins", kind: SettingKind::Choice(&["both", "x", "y"]) };

/// How many bins a coordinate has.
const fn bins(default: usize) -> Setting {
    Setting { key: "bins", label: "Bins", kind: SettingKind::Count { default, range: [2, 10_000] } }
}

/// H(cells of X) + H(cells of Y) − H(both) in nats, by the plug-in rule.
fn information(
    pairs: &Pairs,
    settings: &Settings,
    cells: impl Fn(&Samples) -> Result<Cells, EstimateError>,
) -> Result<Reading, EstimateError> {
    if pairs.n() < 2 {
        return Err(EstimateError::TooFew { n: pairs.n(), needed: 2 });
    }
    let binned = settings.choice(BINNED.key);
    let side = |side: &str, samples: &Samples| {
        if binned == "both" || binned == side { cells(samples) } else { Ok(Cells::symbols(samples)) }
    };
    let (x, y) = (side("x", pairs.x())?, side("y", pairs.y())?);
    let (h_x, h_y) = (x.entropy(), y.entropy());
    Ok(Reading::below(h_x + h_y - x.with(&y).entropy(), h_x.min(h_y), "min(H(X), H(Y)) of the cells"))
}

/// Refuses less than one bin.
fn check_bins(bins: usize) -> Result<(), EstimateError> {
    if bins == 0 {
        return Err(EstimateError::Setting { name: "the number of bins", value: 0.0, allowed: "at least 1" });
    }
    Ok(())
}
