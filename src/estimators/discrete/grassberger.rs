//! Information from entropies whose logarithms were replaced by what is nearly unbiased for small counts.

use super::{
    super::{
        error::EstimateError,
        estimator::{Estimator, Family, Measures, Reading, Setting, SettingKind, Takes},
        settings::Settings,
    },
    counts::{self, Alphabets, Counts},
};
use crate::{
    draws::Rng,
    measures::digamma,
    samples::{Pairs, Samples},
};

const SETTINGS: &[Setting] = &[Setting { key: "form", label: "Form", kind: SettingKind::Choice(&["1988", "2003"]) }];

pub static INFO: Estimator = Estimator {
    id: "grassberger",
    name: "Grassberger",
    family: Family::Discrete,
    measures: Measures::Information,
    x: Takes::Symbols,
    y: Takes::Symbols,
    settings: SETTINGS,
    about: "Nearly unbiased entropies while counts are small; symbols that never occurred are still missing.",
    source: "Grassberger 1988; Grassberger 2003",
};

/// Which of two series the logarithms of counts are replaced by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// G(n) = ψ(n) + (−1)ⁿ/(n + 1).
    Of1988,
    /// G(n) = ψ(n) + ½ (−1)ⁿ [ψ((n + 1)/2) − ψ(n/2)].
    Of2003,
}

impl Form {
    fn set(settings: &Settings) -> Self {
        match settings.choice("form") {
            "2003" => Self::Of2003,
            _ => Self::Of1988,
        }
    }
}

/// ln N − Σ (n/N) G(n) in nats.
pub fn entropy(counts: &Counts, form: Form) -> f64 {
    let logarithm = |count: f64| {
        let sign = if count % 2.0 == 0.0 { 1.0 } else { -1.0 };
        digamma(count)
            + sign
                * match form {
                    Form::Of1988 => 1.0 / (count + 1.0),
                    Form::Of2003 => 0.5 * (digamma((count + 1.0) / 2.0) - digamma(count / 2.0)),
                }
    };
    libm::log(counts.total()) - counts.sum(|count| count / counts.total() * logarithm(count))
}

/// H(X) + H(Y) − H(X,Y) in nats, equal points being one symbol; can be negative.
pub fn estimate(pairs: &Pairs, settings: &Settings, _: &mut Rng) -> Result<Reading, EstimateError> {
    counts::information(pairs, Alphabets::Occurring, |counts| entropy(counts, Form::set(settings)))
}

/// I(X;Y|Z) = H(X,Z) + H(Y,Z) − H(X,Y,Z) − H(Z) in nats; can be negative.
pub fn conditional(pairs: &Pairs, given: &Samples, settings: &Settings) -> Result<Reading, EstimateError> {
    counts::conditional_information(pairs, given, Alphabets::Occurring, |counts| entropy(counts, Form::set(settings)))
}
