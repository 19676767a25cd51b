//! Information of known distributions, in nats, and statistics of order.

mod discrete;
mod gaussian;
mod normal;
mod ranks;
mod special;

pub use discrete::{
    Joint, JointError, binary_entropy, binary_entropy_inverse, entropy, erasure_information, kl_divergence,
    symmetric_information,
};
pub use gaussian::{GaussianError, JointGaussian, bivariate_information};
pub use normal::normal_quantile;
pub use ranks::{auroc, ranks, spearman};
pub use special::{digamma, ln_gamma, ln_gamma_ratio, trigamma};
