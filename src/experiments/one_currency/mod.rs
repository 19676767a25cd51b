//! Bottleneck objectives trained side by side on the digits and measured in one currency: what any experiment that
//! compares them needs.
//!
//! Every objective bounds its code's information by a bound of its own, so that their rates cannot be compared. Here all
//! codes are measured on the same held-out points by the same estimates.

mod compare;
pub mod fields;
mod frame;
mod measure;
mod pictures;
mod plan;
mod train;

pub use compare::{at_equal, least_cost};
pub use frame::{Currency, Frame, Network, Rule, curve, last, measured};
pub use pictures::{
    Ceiling, Quantities, accuracy, across, against_own, enclosure, label_entropy, level, loss, measured_caption,
    numbers, point_ceiling, trails,
};
pub use plan::{Deviation, Plan, betas, widths};
pub use train::run;
