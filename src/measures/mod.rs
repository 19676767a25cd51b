//! Information of known distributions, in nats.

mod discrete;
mod gaussian;
mod special;
mod normal;

pub use discrete::{
    Joint, JointError, binary_entropy, binary_entropy_inverse, entropy, erasure_information, kl_divergence,
    symmetric_information,
};
pub use gaussian::{GaussianError, JointGaussian, bivariate_information};
pub use special::{digamma, ln_gamma, ln_gamma_ratio, trigamma};
pub use normal::normal_quantile;
