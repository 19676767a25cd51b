//! How far a run has come.

use super::{Frame, KnowledgeBottleneck};
use crate::lab::{Outbox, RunError};

pub struct Work {
    done: u64,
    total: u64,
    outbox: Outbox<KnowledgeBottleneck>,
}

impl Work {
    pub fn new(total: u64, outbox: Outbox<KnowledgeBottleneck>) -> Self {
        Self { done: 0, total, outbox }
    }

    pub async fn done(&mut self, units: u64) {
        self.done += units;
        self.breathe().await;
    }

    /// To be awaited every few milliseconds.
    pub async fn breathe(&self) {
        self.outbox.progress(self.done, self.total).await;
    }

    pub async fn send(&self, frame: &Frame) -> Result<(), RunError> {
        self.outbox.send(frame).await
    }
}
