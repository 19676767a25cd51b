//! The mathematics of concept bottlenecks, in double precision on the host.
//!
//! x is an input, with K concepts of logits l_k(x) and probabilities p_k = σ(l_k); a head reads the bottleneck's values
//! z, which are p (soft), 1\[p > ½\] (hard) or l (logit), and gives class logits.

mod adam;
mod coverage;
mod edits;
mod energies;
mod head;
mod interventions;
mod leakage;
mod linear;
mod machine;
mod policies;
mod prior;
mod propagation;

pub use adam::Adam;
pub use coverage::{Pick, Utility, discriminability};
pub use edits::{Edited, ablate, minimal_edit, nonzero_weights, prune, prune_and_rescale};
pub use energies::{Coupling, Evidence};
pub use head::{Head, largest, log_sum_exp, sigmoid, softmax};
pub use interventions::{Truths, correct, curve_mean, error_curve, quantile};
pub use leakage::{Impurity, Niches, class_information, foretelling, intervention_gap, oracle_impurity};
pub use linear::{Logistic, Penalty, Scale, logistic};
pub use machine::{Hyperplane, Machine, machine};
pub use policies::{Case, Policy};
pub use prior::{prior_loss, prior_slope};
pub use propagation::NaiveBayes;

/// What is believed of an input's class and concepts when they are judged together.
#[derive(Clone, Debug, PartialEq)]
pub struct Posterior {
    /// p(y | x, told), `[C]`.
    pub classes: Vec<f64>,
    /// p(c_k = 1 | x, told), `[K]`.
    pub concepts: Vec<f64>,
    /// The concepts of the likeliest state of all concepts and the class together, `[K]`.
    pub state: Vec<bool>,
    /// That state's class.
    pub class: usize,
}
