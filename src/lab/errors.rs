//! What can go wrong in an experiment, as types; they become text once, at the worker's boundary.

use serde::{Deserialize, Serialize};

use super::files::FileId;

/// A value that is not allowed: which key, and the sentence that says what was wrong and what is allowed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
pub struct Invalid {
    pub key: String,
    pub message: String,
}

impl Invalid {
    pub fn new(key: impl Into<String>, message: impl Into<String>) -> Self {
        Self { key: key.into(), message: message.into() }
    }
}

/// Why a run ended before its last frame.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    #[error(transparent)]
    Invalid(#[from] Invalid),
    #[error("the loss stopped being a number at step {step}; a smaller learning rate or initial scale usually helps")]
    Diverged { step: u64 },
    #[error("the device stopped answering (a GPU can be lost to a driver reset, to sleep, to another program): {0}")]
    Device(String),
    #[error("the second worker failed: {0}")]
    Aside(String),
    #[error("{} is not at hand; choose it again and press Run", .0.described())]
    MissingFile(FileId),
    #[error("a message could not be read: {0}")]
    Codec(String),
    #[error("{0}")]
    Computation(String),
}

impl From<postcard::Error> for RunError {
    fn from(error: postcard::Error) -> Self {
        RunError::Codec(error.to_string())
    }
}
