//! What an experiment is: its trait, its fields and params, its frames, its claims, and the tables that list it.

mod answers;
mod claims;
mod conditions;
mod drawing;
mod errors;
mod experiment;
mod export;
mod field;
mod files;
pub mod lists;
mod outbox;
mod papers;
mod params;
mod registry;
mod repeats;
mod summary;

pub use answers::{answered, answers, unanswered};
pub use claims::{Claim, Measured, Ruling, Verdict};
pub use conditions::{Conditions, DeviceChoice};
pub use drawing::{Board, Pen, drawing};
pub use errors::{Invalid, RunError};
pub use experiment::{Experiment, Info, Snippet};
pub use field::{Edit, Field, Kind, Role};
pub use files::{FileHasher, FileId, Files, LARGEST_FILE, endings, has_extension};
pub use outbox::{Aside, FileSource, Host, Outbox, Post};
pub use papers::{PAPERS, Paper, paper};
pub use params::Params;
pub use registry::{Job, Live, Page, Replay, config};
pub use repeats::{Link, Repeats, Spread, Tally, tally};
pub use summary::summarise;
