//! Bounds found by training a critic.

pub mod bounds;
pub mod critic;
pub mod dv;
pub mod infonce;
pub mod js;
pub mod losses;
pub mod mine;
pub mod nwj;
pub mod smile;
pub mod training;
pub mod vclub;
pub mod wdm;
