//! Estimators for symbols: entropies from counts, and their corrections.

pub mod bayes;
pub mod chao_shen;
pub mod chao_wang_jost;
mod counts;
pub mod grassberger;
pub mod miller_madow;
pub mod nsb;
pub mod plug_in;
pub mod shrinkage;
pub mod zhang;

pub use counts::Counts;
