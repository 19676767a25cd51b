//! What page and worker say to each other; postcard bytes in a transferred buffer.

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::news::DeviceKind;

/// Names this build; a page works only with workers of its own.
pub const BUILD: &str = env!("LAB_BUILD");

/// One run among all a page ever starts: which press of Run, counted from 1, and which of its seeds. Events of older
/// batches are stale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RunId {
    pub batch: u32,
    pub repeat: u32,
}

impl RunId {
    /// A measurement belongs to no press of Run.
    pub fn measurement(ticket: u32) -> Self {
        Self { batch: 0, repeat: ticket }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Runs an experiment. `paused` stops it after its first frame.
    Run {
        run: RunId,
        experiment: String,
        query: String,
        paused: bool,
    },
    /// Asks a finished run.
    Ask {
        run: RunId,
        query: String,
    },
    Pause {
        run: RunId,
    },
    Resume {
        run: RunId,
    },
    /// Goes on until the next frame.
    Step {
        run: RunId,
    },
    Stop {
        run: RunId,
    },
    /// Runs for a moment, frames unsent, and says how long a step takes.
    Measure {
        run: RunId,
        experiment: String,
        query: String,
    },
    /// Does a task for a run of another worker.
    Aside {
        ticket: u32,
        experiment: String,
        task: Vec<u8>,
    },
    /// Hands over a file's bytes, to be kept for every run to come. Comes before the first request whose query names it.
    File {
        hash: String,
        bytes: Vec<u8>,
    },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// Comes first; requests sent before it are lost.
    Ready {
        build: String,
        device: DeviceKind,
        name: String,
    },
    /// Comes instead where the device cannot be opened.
    NoDevice {
        reason: String,
    },
    Frame {
        run: RunId,
        index: u32,
        bytes: Vec<u8>,
    },
    Progress {
        run: RunId,
        done: u64,
        total: u64,
    },
    Finished {
        run: RunId,
    },
    Stopped {
        run: RunId,
    },
    /// A run has failed, or, without a run, the worker itself: it must be ended.
    Failed {
        run: Option<RunId>,
        reason: String,
    },
    /// How long a step takes, and how many the whole run has.
    Measured {
        run: RunId,
        ms_per_step: f64,
        steps: u64,
    },
    Answer {
        ticket: u32,
        result: Result<Vec<u8>, String>,
    },
}

/// The bytes of a message.
pub fn encode(message: &impl Serialize) -> Vec<u8> {
    postcard::to_allocvec(message).unwrap_or_default()
}

/// A message from its bytes, or what is wrong with them.
pub fn decode<M: DeserializeOwned>(bytes: &[u8]) -> Result<M, String> {
    postcard::from_bytes(bytes).map_err(|error| format!("a message could not be read: {error}"))
}
