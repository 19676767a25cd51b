//! How far a run has come.

use super::{Config, EnergyCbm, Frame, judges::Model};
use crate::lab::{Outbox, RunError};

/// Pictures painted and seen between two breaths.
pub const BREATH: usize = 20;
/// Pictures judged between two breaths, told 0 to 6 concepts each.
pub const JUDGED: usize = 10;
/// Pictures a step of the published losses.
pub const BATCH: usize = 64;
/// Rounds of each of the two regressions, at most.
pub const ROUNDS: usize = 300;

pub struct Work<'a> {
    done: u64,
    total: u64,
    pub outbox: &'a Outbox<EnergyCbm>,
}

/// Units of measuring every model.
fn measuring(config: &Config) -> u64 {
    Model::ALL.len() as u64 * config.test.div_ceil(JUDGED) as u64
}

impl<'a> Work<'a> {
    pub fn new(config: &Config, outbox: &'a Outbox<EnergyCbm>) -> Self {
        let birds = (config.train + config.test).div_ceil(BREATH) as u64;
        let steps = u64::from(config.epochs) * config.train.div_ceil(BATCH) as u64 + u64::from(config.steps);
        Self { done: 0, total: birds + 2 * ROUNDS as u64 + steps + measuring(config), outbox }
    }

    /// All trained, with the measuring to be done again.
    pub fn trained(config: &Config, outbox: &'a Outbox<EnergyCbm>) -> Self {
        let new = Self::new(config, outbox);
        Self { done: new.total - measuring(config), ..new }
    }

    pub async fn done(&mut self, units: u64) {
        self.done += units;
        self.outbox.progress(self.done, self.total).await;
    }

    pub async fn send(&self, frame: &Frame) -> Result<(), RunError> {
        self.outbox.send(frame).await
    }
}
