//! The mathematics of concept bottlenecks, in double precision on the host.
//!
//! x is an input, with K concepts of logits l_k(x) and probabilities p_k = σ(l_k); a head reads the bottleneck's values
//! z, which are p (soft), 1\[p > ½\] (hard) or l (logit), and gives class logits.

mod edits;
mod head;
mod interventions;
mod linear;
mod machine;
mod prior;

pub use edits::{Edited, ablate, minimal_edit, nonzero_weights, prune, prune_and_rescale};
pub use head::{Head, largest, log_sum_exp, sigmoid, softmax};
pub use interventions::{Truths, correct, curve_mean, error_curve, quantile};
pub use linear::{Logistic, Penalty, Scale, logistic};
pub use machine::{Hyperplane, machine};
pub use prior::{prior_loss, prior_slope};
