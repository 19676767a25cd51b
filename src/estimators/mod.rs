//! Information from samples, in nats, never clipped: one file an estimator, one table of all.

pub mod bins;
mod cells;
pub mod discrete;
mod error;
mod estimate;
mod estimator;
pub mod kernel;
pub mod neighbours;
pub mod neural;
pub mod parametric;
mod settings;

pub use cells::{Cells, InformationPair};
pub use error::EstimateError;
pub use estimate::{Effort, Estimate, Interval, Null, Setup};
pub use estimator::{
    Breathe, Ceiling, Estimator, Family, Measures, Method, Reading, Setting, SettingKind, Takes, Training,
};
pub use settings::{Chosen, Settings};

use crate::samples::{Pairs, Samples};

/// Each row is a module with `INFO` and `estimate`, and how it computes.
macro_rules! table {
    ($($method:ident $($module:ident)::+),* $(,)?) => {
        /// Every estimator, family by family.
        pub static ALL: &[&Estimator] = &[$(&$($module)::+::INFO),*];

        /// How an estimator of [`ALL`] computes. Panics where there is no such estimator.
        pub fn method(id: &str) -> Method {
            $(if id == $($module)::+::INFO.id {
                return Method::$method($($module)::+::estimate);
            })*
            panic!("there is no estimator “{id}”")
        }
    };
}

#[rustfmt::skip]
table![
    // bins
    Direct bins::fixed,
    Direct bins::floor,
    Direct bins::range,
    Direct bins::distinct,
    Direct bins::mass,

    // discrete
    Direct discrete::plug_in,
    Direct discrete::miller_madow,
    Direct discrete::grassberger,
    Direct discrete::shrinkage,
    Direct discrete::chao_shen,
    Direct discrete::zhang,
    Direct discrete::chao_wang_jost,
    Direct discrete::bayes,
    Direct discrete::nsb,

    // kernel
    Direct kernel::kt_upper,
    Direct kernel::kt_lower,
    Direct kernel::kde,
    Direct kernel::cs_qmi,
    Direct kernel::hsic,

    // neighbours
    Direct neighbours::ksg1,
    Direct neighbours::ksg2,
    Direct neighbours::kozachenko_leonenko,
    Direct neighbours::lnc,
    Direct neighbours::ross,
    Direct neighbours::gao,
    Direct neighbours::sliced,

    // parametric
    Direct parametric::gaussian,
    Direct parametric::copula,
    Direct parametric::linear_v,

    // neural
    Trained neural::dv,
    Trained neural::mine,
    Trained neural::nwj,
    Trained neural::infonce,
    Trained neural::js,
    Trained neural::smile,
    Trained neural::vclub,
    Trained neural::wdm,
];

/// The estimator of an id.
pub fn find(id: &str) -> Option<&'static Estimator> {
    ALL.iter().copied().find(|estimator| estimator.id == id)
}

/// I(X;Y|Z) in nats, from points of X and Y and as many of Z.
pub type Conditional = fn(&Pairs, &Samples, &Settings) -> Result<Reading, EstimateError>;

/// How the estimator of an id computes I(X;Y|Z); none where it cannot.
pub fn conditional(id: &str) -> Option<Conditional> {
    Some(match id {
        "plug-in" => discrete::plug_in::conditional,
        "miller-madow" => discrete::miller_madow::conditional,
        "grassberger" => discrete::grassberger::conditional,
        "shrinkage" => discrete::shrinkage::conditional,
        "chao-shen" => discrete::chao_shen::conditional,
        "zhang" => discrete::zhang::conditional,
        "chao-wang-jost" => discrete::chao_wang_jost::conditional,
        "bayes" => discrete::bayes::conditional,
        "nsb" => discrete::nsb::conditional,
        "ksg1" => neighbours::ksg1::conditional,
        "gao" => neighbours::gao::conditional,
        _ => return None,
    })
}
