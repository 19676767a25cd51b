//! burn modules, and the step that trains them.
//!
//! Data run through them as columns, `[units, samples]`: the long axis lies last, where vector instructions want it.

mod activation;
mod mlp;
mod train;

pub use activation::Activation;
pub use mlp::{InitialScale, Mlp, MlpConfig};
pub use train::{ReadError, cross_entropy, read, squared_weights, train_step};
