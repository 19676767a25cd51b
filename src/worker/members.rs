//! The workers a page has hired: who is ready, who is busy, who must go.

use std::collections::{BTreeMap, HashSet};

use futures::channel::oneshot;
use wasm_bindgen_futures::JsFuture;

use super::{
    news::DeviceKind,
    protocol::{BUILD, Event, Request, RunId},
    thread::{Boot, Thread},
};

/// One worker.
struct Member {
    device: DeviceKind,
    /// What it was told to do and has not yet answered, oldest first.
    told: Vec<RunId>,
    thread: Thread,
    ready: Option<oneshot::Sender<Result<(), String>>>,
    silent_seconds: u32,
    /// The files it was given, by hash.
    files: HashSet<String>,
}

#[derive(Default)]
pub struct Members {
    hired: BTreeMap<u32, Member>,
    next: u32,
}

impl Members {
    pub fn is_empty(&self) -> bool {
        self.hired.is_empty()
    }

    /// Ready members of a device with nothing to do.
    pub fn idle(&self, device: DeviceKind) -> Vec<u32> {
        let free = |member: &Member| member.device == device && member.told.is_empty() && member.ready.is_none();
        self.hired.iter().filter(|(_, member)| free(member)).map(|(id, _)| *id).collect()
    }

    /// Starts a worker; `ready` is answered when its device is open.
    pub fn start(
        &mut self,
        boot: &Boot,
        device: DeviceKind,
        ready: oneshot::Sender<Result<(), String>>,
        hear: impl Fn(u32, Event) + 'static,
    ) -> Result<u32, String> {
        let id = self.next;
        self.next += 1;
        let thread = Thread::start(boot, move |event| hear(id, event))?;
        let files = HashSet::new();
        self.hired
            .insert(id, Member { device, told: Vec::new(), thread, ready: Some(ready), silent_seconds: 0, files });
        Ok(id)
    }

    /// Takes note of what an event says of its sender.
    pub fn note(&mut self, id: u32, event: &Event) {
        let Some(member) = self.hired.get_mut(&id) else { return };
        member.silent_seconds = 0;
        match event {
            Event::Ready { build, .. } => {
                let result = if build == BUILD {
                    Ok(())
                } else {
                    Err("the page and its worker are of different builds; reload the page".to_owned())
                };
                if let Some(ready) = member.ready.take() {
                    let _ = ready.send(result);
                }
            }
            Event::Finished { run }
            | Event::Stopped { run }
            | Event::Measured { run, .. }
            | Event::Failed { run: Some(run), .. } => {
                if let Some(answered) = member.told.iter().position(|told| told == run) {
                    member.told.remove(answered);
                }
            }
            _ => {}
        }
    }

    /// Sends a request that makes a member busy.
    pub fn assign(&mut self, id: u32, request: Request) {
        let Some(member) = self.hired.get_mut(&id) else { return };
        if let Request::Run { run, .. } | Request::Ask { run, .. } | Request::Measure { run, .. } = &request {
            member.told.push(*run);
            member.silent_seconds = 0;
        }
        member.thread.send(&request);
    }

    /// Sends a file that the member does not have yet.
    pub fn give(&mut self, id: u32, hash: &str, file: &web_sys::Blob) {
        let Some(member) = self.hired.get_mut(&id) else { return };
        if member.files.insert(hash.to_owned()) {
            member.thread.send_file(hash, file);
        }
    }

    pub fn to_busy(&self, request: impl Fn(RunId) -> Request) {
        for member in self.hired.values() {
            if let Some(run) = member.told.last() {
                member.thread.send(&request(*run));
            }
        }
    }

    /// Asks all busy members to stop, and says who was told what.
    pub fn stop_all(&mut self) -> Vec<(u32, RunId)> {
        let mut stopping = Vec::new();
        for (id, member) in &self.hired {
            for run in &member.told {
                member.thread.send(&Request::Stop { run: *run });
                stopping.push((*id, *run));
            }
        }
        stopping
    }

    /// Ends a member that is still at the same run.
    pub fn end_if_still(&mut self, id: u32, run: RunId) {
        if self.hired.get(&id).is_some_and(|member| member.told.contains(&run)) {
            self.end(id, "it did not stop");
        }
    }

    /// Ends a member and returns its device and what it was doing.
    pub fn end(&mut self, id: u32, reason: &str) -> Option<(DeviceKind, Vec<RunId>)> {
        let mut member = self.hired.remove(&id)?;
        if let Some(ready) = member.ready.take() {
            let _ = ready.send(Err(reason.to_owned()));
        }
        Some((member.device, member.told))
    }

    /// Counts a second of silence for each busy member while `waiting`; returns those past their limit.
    pub fn tick(&mut self, waiting: bool, limit: impl Fn(DeviceKind) -> u32) -> Vec<(u32, u32)> {
        let mut silent = Vec::new();
        for (id, member) in &mut self.hired {
            if !waiting || member.told.is_empty() {
                member.silent_seconds = 0;
                continue;
            }
            member.silent_seconds += 1;
            if member.silent_seconds >= limit(member.device) {
                silent.push((*id, member.silent_seconds));
            }
        }
        silent
    }
}

/// How many runs have two cores to themselves: one to train on, one to measure on.
pub fn pairs_of_cores() -> f64 {
    web_sys::window().map_or(1.0, |window| (window.navigator().hardware_concurrency() / 2.0).max(1.0))
}

/// How many runs go on side by side: two at least, since a run does not fill two cores.
pub fn side_by_side() -> usize {
    (pairs_of_cores() as usize).max(2)
}

/// Waits on the page's clock.
pub async fn sleep(ms: i32) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        if let Some(window) = web_sys::window() {
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms);
        }
    });
    let _ = JsFuture::from(promise).await;
}
