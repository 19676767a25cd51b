//! burn modules, and the step that trains them.
//!
//! Data run through them as columns, `[units, samples]`: the long axis lies last, where vector instructions want it.

mod activation;
pub mod backbone;
pub mod concept;
mod dictionaries;
pub mod kernel_losses;
mod mlp;
mod stack;
mod train;
pub mod variational;

pub use activation::Activation;
pub use dictionaries::{AtomLength, Coded, Dictionaries, DictionaryValues};
pub use mlp::{InitialScale, Mlp, MlpConfig};
pub use stack::{Stack, StackConfig, per_replica};
pub use train::{ReadError, cross_entropy, read, squared_weights, train_step};
