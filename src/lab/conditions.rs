//! Conditions: the fields every experiment has, whatever it computes.

use serde::{Deserialize, Serialize};

use super::field::{Edit, Field, Kind};
use crate::plot::Unit;

/// Where and how often an experiment runs, and in which unit its numbers are shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Conditions {
    pub device: DeviceChoice,
    pub seeds: u32,
    pub unit: Unit,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeviceChoice {
    /// Decided by a measurement of both on this experiment's sizes.
    #[default]
    Auto,
    Webgpu,
    Cpu,
}

impl Default for Conditions {
    fn default() -> Self {
        Self { device: DeviceChoice::Auto, seeds: 1, unit: Unit::Bits }
    }
}

impl Conditions {
    pub const MOST_SEEDS: u64 = 20;

    pub const FIELDS: &'static [Field] = &[
        Field::new(
            "seeds",
            "Repeats",
            "Run",
            Kind::Count { range: [1, Self::MOST_SEEDS] },
            Edit::Rerun,
            "How many seeds to run, counted up from the seed. Curves become median and band, verdicts “held in j of k”.",
        )
        .unit("seeds"),
        Field::new(
            "device",
            "Device",
            "Run",
            Kind::Choice(&[("auto", "auto"), ("webgpu", "GPU"), ("cpu", "CPU")]),
            Edit::Rerun,
            "Auto measures CPU and GPU on this experiment's sizes and takes the faster. Small nets are often faster on the CPU.",
        ),
        Field::new(
            "unit",
            "Show in",
            "Run",
            Kind::Choice(&[("bits", "bits"), ("nats", "nats")]),
            Edit::Redraw,
            "The unit in which information is written. 1 nat = 1.4427 bits.",
        ),
    ];
}
