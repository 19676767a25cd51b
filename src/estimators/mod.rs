//! Information from samples, in nats, never clipped: one file an estimator, one table of all.

pub mod bins;
mod cells;
pub mod discrete;
mod error;
mod estimate;
mod estimator;
pub mod fixed_bins;
pub mod floor_bins;
pub mod kernel;
pub mod neighbours;
pub mod neural;
pub mod parametric;
mod settings;

pub use cells::{Cells, InformationPair, entropy_of_counts};
pub use error::EstimateError;
pub use estimate::{Effort, Estimate, Interval, Null, Setup};
pub use estimator::{
    Breathe, Ceiling, Estimator, Family, Measures, Method, Reading, Setting, SettingKind, Takes, Training,
};
pub use settings::{Chosen, Settings};

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

    // discrete

    // kernel
    Direct kernel::kt_upper,
    Direct kernel::kt_lower,
    Direct kernel::kde,
    Direct kernel::cs_qmi,
    Direct kernel::hsic,

    // neighbours

    // parametric
    Direct parametric::gaussian,
    Direct parametric::copula,
    Direct parametric::linear_v,

    // neural

];

/// The estimator of an id.
pub fn find(id: &str) -> Option<&'static Estimator> {
    ALL.iter().copied().find(|estimator| estimator.id == id)
}
