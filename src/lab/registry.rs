//! The two type-erased tables of experiments: what a page needs, and what a worker needs.

use std::rc::Rc;

use burn::tensor::Device;
use futures::{future::LocalBoxFuture, lock::Mutex};

use super::{
    claims::{Claim, Verdict},
    errors::{Invalid, RunError},
    experiment::{Experiment, Info},
    field::Field,
    outbox::{Host, Outbox},
    params::Params,
};
use crate::plot::Figure;

/// An experiment as the page knows it: everything but the computation, so that the page links no burn.
pub struct Page {
    pub info: &'static Info,
    pub fields: &'static [Field],
    pub claims: &'static [Claim],
    pub defaults: fn() -> Params,
    pub check: fn(&Params) -> Result<(), Invalid>,
    pub replay: fn(&Params) -> Result<Box<dyn Replay>, Invalid>,
}

/// An experiment as a worker knows it: the computation alone.
pub struct Job {
    pub id: &'static str,
    start: StartFn,
    aside: fn(&[u8]) -> Result<Vec<u8>, RunError>,
}

type StartFn = fn(&Params, Rc<Host>, Device) -> Result<LocalBoxFuture<'static, Result<Live, RunError>>, Invalid>;

/// A finished run that can still be asked.
pub struct Live(AskFn);

type AskFn = Box<dyn Fn(&Params, Rc<Host>) -> LocalBoxFuture<'static, Result<(), RunError>>>;

/// One run's frames, and what they show and decide.
pub trait Replay {
    /// Takes the frame at an index: the next one, or an amended earlier one.
    fn push(&mut self, index: u32, frame: &[u8]) -> Result<(), RunError>;
    fn len(&self) -> usize;
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Takes a config edited by fields that need no rerun.
    fn edit(&mut self, params: &Params) -> Result<(), Invalid>;
    /// The figures of the first `upto` frames.
    fn figures(&self, upto: usize) -> Vec<Figure>;
    fn verdicts(&self, upto: usize) -> Vec<Verdict>;
    /// Where the frame stands in the run.
    fn moment(&self, index: usize) -> String;
    /// Every frame as JSON, for exports.
    fn to_json(&self) -> serde_json::Value;
}

impl Page {
    pub const fn of<E: Experiment>() -> Self {
        Self {
            info: E::INFO,
            fields: E::FIELDS,
            claims: E::CLAIMS,
            defaults: defaults::<E>,
            check: |params| config::<E>(params).map(|_| ()),
            replay: |params| Ok(Box::new(Frames::<E> { config: config::<E>(params)?, frames: Vec::new() })),
        }
    }
}

impl Job {
    pub const fn of<E: Experiment>() -> Self {
        Self { id: E::INFO.id, start: start::<E>, aside: aside::<E> }
    }

    /// Starts a run. `params` holds the experiment's own fields alone.
    pub fn start(
        &self,
        params: &Params,
        host: Rc<Host>,
        device: Device,
    ) -> Result<LocalBoxFuture<'static, Result<Live, RunError>>, Invalid> {
        (self.start)(params, host, device)
    }

    /// Does a task on this core.
    pub fn aside(&self, task: &[u8]) -> Result<Vec<u8>, RunError> {
        (self.aside)(task)
    }
}

impl Live {
    /// Asks the finished run; frames come through the host.
    pub fn ask(&self, params: &Params, host: Rc<Host>) -> LocalBoxFuture<'static, Result<(), RunError>> {
        (self.0)(params, host)
    }
}

/// The defaults, each in its field's canonical text, so that a value set back to its default leaves the link.
fn defaults<E: Experiment>() -> Params {
    let mut defaults = Params::of(&E::Config::default());
    for field in E::FIELDS {
        if let Some(Ok(text)) = defaults.get(field.key).map(|text| field.canonical(text)) {
            defaults.set(field.key, text, &Params::default());
        }
    }
    defaults
}

/// The only way to a `Config`: every value in its range, and the whole checked.
pub fn config<E: Experiment>(params: &Params) -> Result<E::Config, Invalid> {
    for field in E::FIELDS {
        params.get(field.key).map(|text| field.canonical(text)).transpose()?;
    }
    let config = params.only(E::FIELDS).read()?;
    E::check(&config)?;
    Ok(config)
}

fn start<E: Experiment>(
    params: &Params,
    host: Rc<Host>,
    device: Device,
) -> Result<LocalBoxFuture<'static, Result<Live, RunError>>, Invalid> {
    let config = config::<E>(params)?;
    Ok(Box::pin(async move {
        let outbox = Outbox::<E>::new(host);
        let sent = outbox.counter();
        let session = Rc::new(Mutex::new(E::run(config, outbox, device).await?));
        Ok(Live(Box::new(move |params, host| {
            let config = self::config::<E>(params);
            let session = session.clone();
            let sent = sent.clone();
            Box::pin(async move {
                let outbox = Outbox::<E>::resume(host, sent);
                E::ask(&mut *session.lock().await, &config?, &outbox).await
            })
        })))
    }))
}

fn aside<E: Experiment>(task: &[u8]) -> Result<Vec<u8>, RunError> {
    Ok(postcard::to_allocvec(&E::aside(postcard::from_bytes(task)?))?)
}

struct Frames<E: Experiment> {
    config: E::Config,
    frames: Vec<E::Frame>,
}

impl<E: Experiment> Frames<E> {
    fn upto(&self, upto: usize) -> &[E::Frame] {
        &self.frames[..upto.min(self.frames.len())]
    }
}

impl<E: Experiment> Replay for Frames<E> {
    fn push(&mut self, index: u32, frame: &[u8]) -> Result<(), RunError> {
        let frame = postcard::from_bytes(frame)?;
        let index = index as usize;
        if index < self.frames.len() {
            self.frames[index] = frame;
        } else if index == self.frames.len() {
            self.frames.push(frame);
        } else {
            return Err(RunError::Codec(format!("frame {index} came after only {} frames", self.frames.len())));
        }
        Ok(())
    }

    fn len(&self) -> usize {
        self.frames.len()
    }

    fn edit(&mut self, params: &Params) -> Result<(), Invalid> {
        self.config = config::<E>(params)?;
        Ok(())
    }

    fn figures(&self, upto: usize) -> Vec<Figure> {
        E::figures(&self.config, self.upto(upto))
    }

    fn verdicts(&self, upto: usize) -> Vec<Verdict> {
        E::verdicts(&self.config, self.upto(upto))
    }

    fn moment(&self, index: usize) -> String {
        self.frames.get(index).map(E::moment).unwrap_or_default()
    }

    fn to_json(&self) -> serde_json::Value {
        serde_json::to_value(&self.frames).unwrap_or_default()
    }
}
