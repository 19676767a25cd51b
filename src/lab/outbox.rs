//! The outbox: how a run posts its frames, reports its progress, hears Pause and Stop, and borrows a second core.

use std::{cell::Cell, marker::PhantomData, rc::Rc};

use futures::future::LocalBoxFuture;

use super::{errors::RunError, experiment::Experiment, files::FileId};

/// Carries a task of the named experiment to another core, and its answer back.
pub type Aside = Box<dyn Fn(&'static str, Vec<u8>) -> LocalBoxFuture<'static, Result<Vec<u8>, String>>>;

/// The bytes of a file by its hash, where the host has been given them.
pub type FileSource = Box<dyn Fn(&str) -> Option<Rc<[u8]>>>;

/// What a run's host does for it: a browser worker, a native thread, or a test.
pub struct Host {
    pub post: Box<dyn Fn(Post)>,
    /// Returns when the run may go on. Stop is heard here: the future is dropped while it waits.
    pub breathe: Box<dyn Fn() -> LocalBoxFuture<'static, ()>>,
    /// Milliseconds since some fixed moment.
    pub now: Box<dyn Fn() -> f64>,
    pub aside: Aside,
    pub file: FileSource,
}

/// What a run tells its host.
#[derive(Clone, Debug, PartialEq)]
pub enum Post {
    /// The frame at an index; an index that was already sent is amended.
    Frame { index: u32, bytes: Vec<u8> },
    /// Steps done of steps to do.
    Progress { done: u64, total: u64 },
}

/// One run's way to its host.
pub struct Outbox<E: Experiment + ?Sized> {
    host: Rc<Host>,
    sent: Rc<Cell<u32>>,
    experiment: PhantomData<fn(&E)>,
}

impl<E: Experiment> Outbox<E> {
    pub fn new(host: Rc<Host>) -> Self {
        Self::resume(host, Rc::new(Cell::new(0)))
    }

    /// An outbox that goes on counting frames where another left off.
    pub(super) fn resume(host: Rc<Host>, sent: Rc<Cell<u32>>) -> Self {
        Self { host, sent, experiment: PhantomData }
    }

    /// How many frames have gone out, shared with whoever goes on after this run.
    pub(super) fn counter(&self) -> Rc<Cell<u32>> {
        self.sent.clone()
    }

    /// How many frames have gone out.
    pub fn sent(&self) -> u32 {
        self.sent.get()
    }

    /// Posts the next frame and lets the host breathe.
    pub async fn send(&self, frame: &E::Frame) -> Result<(), RunError> {
        let index = self.sent.get();
        self.sent.set(index + 1);
        self.amend(index, frame).await
    }

    /// Posts a frame in the place of an earlier one.
    pub async fn amend(&self, index: u32, frame: &E::Frame) -> Result<(), RunError> {
        (self.host.post)(Post::Frame { index, bytes: postcard::to_allocvec(frame)? });
        (self.host.breathe)().await;
        Ok(())
    }

    /// Says how far the run has come and lets the host breathe. Call it every few milliseconds of work.
    pub async fn progress(&self, done: u64, total: u64) {
        (self.host.post)(Post::Progress { done, total });
        (self.host.breathe)().await;
    }

    /// The host's breath, for work that knows no outbox. To be awaited every few milliseconds.
    pub fn breath(&self) -> Rc<dyn Fn() -> LocalBoxFuture<'static, ()>> {
        let host = self.host.clone();
        Rc::new(move || (host.breathe)())
    }

    /// The host's clock: milliseconds since some fixed moment. What is measured by it is the one thing in a frame that no
    /// seed decides.
    pub fn clock(&self) -> Rc<dyn Fn() -> f64> {
        let host = self.host.clone();
        Rc::new(move || (host.now)())
    }

    /// Has a task done on another core. The work starts now; the answer is awaited when it is wanted.
    pub fn aside(&self, task: &E::Task) -> Result<LocalBoxFuture<'static, Result<E::Answer, RunError>>, RunError> {
        let answer = (self.host.aside)(E::INFO.id, postcard::to_allocvec(task)?);
        Ok(Box::pin(async move { Ok(postcard::from_bytes(&answer.await.map_err(RunError::Aside)?)?) }))
    }

    /// The bytes of a file that the config names.
    pub fn file(&self, file: &FileId) -> Result<Rc<[u8]>, RunError> {
        (self.host.file)(file.hash()).ok_or_else(|| RunError::MissingFile(file.clone()))
    }
}
