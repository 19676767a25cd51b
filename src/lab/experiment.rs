//! What an experiment is.

use burn::tensor::Device;
use serde::{Serialize, de::DeserializeOwned};

use super::{
    claims::{Claim, Verdict},
    errors::{Invalid, RunError},
    field::Field,
    outbox::Outbox,
};
use crate::plot::Figure;

/// One interactive experiment: what it asks, what it computes, what it draws, what it claims.
#[allow(async_fn_in_trait, reason = "runs live on one thread, in a worker; no future is ever sent")]
pub trait Experiment: 'static {
    const INFO: &'static Info;
    /// One row per `Config` field.
    const FIELDS: &'static [Field];
    const CLAIMS: &'static [Claim];
    /// Flat, every field with a default; the seed is in it, as `seed`.
    type Config: Default + Clone + Serialize + DeserializeOwned;
    /// One step of progress, plain data.
    type Frame: Serialize + DeserializeOwned;
    /// What stays alive for [`Experiment::ask`]; `()` where nothing does.
    type Session: 'static;
    /// Work that may be done on another core while the run goes on; `()` where there is none.
    type Task: Serialize + DeserializeOwned;
    type Answer: Serialize + DeserializeOwned;

    /// What no single field's range can say.
    fn check(_: &Self::Config) -> Result<(), Invalid> {
        Ok(())
    }

    /// Computes, sending frames through the outbox, which is also where pauses and stops are heard.
    async fn run(config: Self::Config, outbox: Outbox<Self>, device: Device) -> Result<Self::Session, RunError>;

    /// Queries what the run left behind with an edited config; amends frames or sends new ones.
    async fn ask(_: &mut Self::Session, _: &Self::Config, _: &Outbox<Self>) -> Result<(), RunError> {
        Ok(())
    }

    /// The work of a [`Experiment::Task`]: pure, blocking, and on whichever core is free.
    fn aside(task: Self::Task) -> Self::Answer;

    /// The pictures of any prefix of a run's frames. Pure.
    fn figures(config: &Self::Config, frames: &[Self::Frame]) -> Vec<Figure>;

    /// One verdict per claim, in the order of [`Experiment::CLAIMS`], from any prefix of a run's frames. Pure.
    fn verdicts(config: &Self::Config, frames: &[Self::Frame]) -> Vec<Verdict>;

    /// Where a frame stands in the run, for the scrubber: "epoch 120", "β = 3.2".
    fn moment(frame: &Self::Frame) -> String;
}

/// What an experiment says of itself.
#[derive(Debug, Serialize)]
pub struct Info {
    /// Kebab-case; part of every link, never renamed.
    pub id: &'static str,
    pub title: &'static str,
    pub family: &'static str,
    /// What a visitor asks, in one or two sentences.
    pub question: &'static str,
    /// Keys of [`super::PAPERS`]; the first is named in the headline.
    pub papers: &'static [&'static str],
    /// "fig. 2–3": where in the first paper.
    pub after: &'static str,
    /// Two or three plain paragraphs: what to look for, the maths, the traps.
    pub guide: &'static [&'static str],
    /// Code to copy, for what is done outside the page.
    pub snippets: &'static [Snippet],
    /// Other runs worth seeing: `(words, query)`.
    pub try_next: &'static [(&'static str, &'static str)],
    /// A query that runs in a second or two and still reaches every line of code.
    pub smoke: &'static str,
    /// Whether `run` uses its device at all; where it does not, no GPU is looked for.
    pub uses_device: bool,
    /// Whether it draws at random from its seed, so that repeats over seeds mean something.
    pub random: bool,
}

/// A few lines of code in another language, with a heading that says what they are for.
#[derive(Debug, Serialize)]
pub struct Snippet {
    pub title: &'static str,
    pub code: &'static str,
}
