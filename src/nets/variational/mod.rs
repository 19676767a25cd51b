//! Networks with a noisy code in their middle, and what they trade: distortion against rate.
//!
//! An encoder gives each input a Gaussian e(z|x), a decoder guesses the target from a sample z, and a rate bounds how many
//! nats of the input the code carries. Many replicas of one shape, of other seeds and other β, train as one module.

mod attack;
mod batches;
mod code;
mod likelihood;
mod model;
mod objective;
mod prior;
mod rate;
mod score;
mod sweep;

pub use attack::{Attack, attacked};
pub use batches::{Batch, Batches, Rows};
pub use code::{Code, Spread};
pub use likelihood::Likelihood;
pub use model::{Bottleneck, BottleneckConfig, Compression, Terms};
pub use objective::{Objective, Penalty};
pub use prior::PriorKind;
pub use rate::{Bound, pairwise_rate};
pub use score::{Panel, Score};
pub use sweep::{Sweep, Training};
