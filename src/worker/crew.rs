//! The page's end: a crew of workers that runs a link's repeats side by side and tells the page what happens.

use std::{
    cell::{Cell, RefCell},
    collections::{HashMap, VecDeque},
    rc::Rc,
};

use futures::{
    FutureExt,
    channel::oneshot,
    future::{LocalBoxFuture, Shared},
};
use wasm_bindgen_futures::spawn_local;

use super::{
    fetch,
    members::{Members, side_by_side, sleep},
    news::{DeviceKind, News, Phase, Progress, Speed},
    protocol::{Event, Request, RunId},
    thread::{Boot, Build},
    timing::Timing,
};
use crate::lab::{Page, Params};

/// A handle to the page's workers.
#[derive(Clone)]
pub struct Crew(pub(super) Rc<Inner>);

pub(super) type Fetching = Shared<LocalBoxFuture<'static, Result<Build, String>>>;

pub(super) struct Inner {
    hear: Box<dyn Fn(News)>,
    pub(super) batch: Cell<u32>,
    builds: RefCell<HashMap<DeviceKind, Fetching>>,
    /// What the visitor brought, by hash.
    pub(super) files: RefCell<HashMap<String, web_sys::Blob>>,
    pub(super) members: RefCell<Members>,
    work: RefCell<Option<Work>>,
    /// By device and by the sizes it was measured on.
    pub(super) speeds: RefCell<HashMap<(DeviceKind, String), Speed>>,
    pub(super) measuring: RefCell<HashMap<RunId, oneshot::Sender<Result<Speed, String>>>>,
    /// Measurements so far.
    pub(super) tickets: Cell<u32>,
}

/// What is being run, or was last.
struct Work {
    batch: u32,
    page: &'static Page,
    repeats: Vec<Params>,
    queue: VecDeque<u32>,
    /// Which member ran which repeat.
    owners: HashMap<u32, u32>,
    /// The repeats that have yet to end, once for each time they were told to do something.
    awaited: Vec<u32>,
    phase: Phase,
    timing: Timing,
}

/// A worker that says nothing for this many seconds while it should run is taken for hung.
const SILENT_SECONDS: [(DeviceKind, u32); 2] = [(DeviceKind::Cpu, 20), (DeviceKind::Webgpu, 120)];
/// How long a worker may take to stop before it is ended.
const STOP_MS: i32 = 2000;

impl Crew {
    /// `hear` is called on the page's thread for everything that happens.
    pub fn new(hear: impl Fn(News) + 'static) -> Self {
        let crew = Self(Rc::new(Inner {
            hear: Box::new(hear),
            batch: Cell::new(0),
            builds: RefCell::default(),
            files: RefCell::default(),
            members: RefCell::default(),
            work: RefCell::new(None),
            speeds: RefCell::default(),
            measuring: RefCell::default(),
            tickets: Cell::new(0),
        }));
        let watched = Rc::downgrade(&crew.0);
        spawn_local(async move {
            loop {
                sleep(1000).await;
                let Some(inner) = watched.upgrade() else { return };
                Crew(inner).watch();
            }
        });
        crew
    }

    /// Starts the link's runs, one per repeat; ends what was running.
    pub fn run(&self, page: &'static Page, params: &Params) {
        self.start(page, params, false);
    }

    pub fn pause(&self) {
        if self.phase() == Phase::Running {
            self.to_all(|run| Request::Pause { run });
            self.enter(Phase::Paused);
        }
    }

    pub fn resume(&self) {
        if self.phase() == Phase::Paused {
            self.to_all(|run| Request::Resume { run });
            self.enter(Phase::Running);
        }
    }

    /// Goes on until the next frame of a paused run.
    pub fn step(&self) {
        match self.phase() {
            Phase::Paused => self.to_all(|run| Request::Step { run }),
            Phase::Running => self.pause(),
            _ => {}
        }
    }

    /// Starts a run that pauses after its first frame.
    pub fn start_paused(&self, page: &'static Page, params: &Params) {
        self.start(page, params, true);
    }

    pub fn stop(&self) {
        if self.phase().is_busy() {
            self.0.batch.set(self.0.batch.get() + 1);
            self.end_runs();
            self.enter(Phase::Stopped);
        }
    }

    /// Asks the finished runs with edited params.
    pub fn ask(&self, params: &Params) {
        let requests: Vec<(u32, Request)> = {
            let mut work = self.0.work.borrow_mut();
            let Some(work) = work.as_mut().filter(|work| matches!(work.phase, Phase::Finished | Phase::Asking)) else {
                return;
            };
            work.repeats = work.page.repeats(params);
            work.awaited.extend(work.owners.keys());
            let asked = work.owners.iter().filter_map(|(repeat, owner)| {
                let params = work.repeats.get(*repeat as usize)?;
                self.hand_over_files(*owner, work.page, params);
                let query = params.to_query();
                Some((*owner, Request::Ask { run: RunId { batch: work.batch, repeat: *repeat }, query }))
            });
            asked.collect()
        };
        self.enter(Phase::Asking);
        for (owner, request) in requests {
            self.0.members.borrow_mut().assign(owner, request);
        }
    }

    fn start(&self, page: &'static Page, params: &Params, paused: bool) {
        // Counted from 1: batch 0 is that of measurements.
        let batch = self.0.batch.get() + 1;
        self.0.batch.set(batch);
        self.end_runs();
        let repeats = page.repeats(params);
        self.0.work.replace(Some(Work {
            batch,
            page,
            queue: (0..repeats.len() as u32).collect(),
            awaited: (0..repeats.len() as u32).collect(),
            timing: Timing::new(repeats.len()),
            repeats,
            owners: HashMap::new(),
            phase: Phase::Idle,
        }));
        self.enter(Phase::Preparing { what: "Getting the worker ready".into(), share: None });
        let (crew, params) = (self.clone(), params.clone());
        spawn_local(async move {
            let result = crew.conduct(page, &params, batch, paused).await;
            if let Err(reason) = result
                && crew.0.batch.get() == batch
            {
                let remedy = "Check the connection and press Run again; if it stays, reload the page.".into();
                crew.enter(Phase::Failed { reason, remedy });
            }
        });
    }

    /// Chooses the device, hires workers and hands out the repeats.
    async fn conduct(&self, page: &'static Page, params: &Params, batch: u32, paused: bool) -> Result<(), String> {
        let note = self.choose(page, params).await?;
        if self.0.batch.get() != batch {
            return Ok(());
        }
        let device = note.device;
        self.tell(News::Device(note));
        let count = match device {
            DeviceKind::Cpu => side_by_side().min(page.repeats(params).len()),
            DeviceKind::Webgpu => 1,
        };
        while self.0.members.borrow().idle(device).len() < count {
            self.hire(device).await?;
            if self.0.batch.get() != batch {
                return Ok(());
            }
        }
        self.enter(Phase::Running);
        let idle = self.0.members.borrow().idle(device);
        idle.into_iter().take(count).for_each(|member| self.hand_out(member, paused));
        if paused {
            self.enter(Phase::Paused);
        }
        Ok(())
    }

    /// Gives a member the next repeat that waits.
    fn hand_out(&self, member: u32, paused: bool) {
        let request = {
            let mut work = self.0.work.borrow_mut();
            let Some(work) = work.as_mut() else { return };
            let Some(repeat) = work.queue.pop_front() else { return };
            work.owners.insert(repeat, member);
            let Some(params) = work.repeats.get(repeat as usize) else { return };
            self.hand_over_files(member, work.page, params);
            let run = RunId { batch: work.batch, repeat };
            Request::Run { run, experiment: work.page.info.id.into(), query: params.to_query(), paused }
        };
        self.0.members.borrow_mut().assign(member, request);
    }

    /// Starts a worker and waits until its device is open.
    pub(super) async fn hire(&self, device: DeviceKind) -> Result<u32, String> {
        let aside = self.build(DeviceKind::Cpu).await?;
        let build = self.build(device).await?;
        let boot = Boot { script: fetch::beside_page("worker.js")?, build, aside };
        let (sender, ready) = oneshot::channel();
        let crew = Rc::downgrade(&self.0);
        let id = self.0.members.borrow_mut().start(&boot, device, sender, move |member, event| {
            if let Some(inner) = crew.upgrade() {
                Crew(inner).on_event(member, event);
            }
        })?;
        ready.await.map_err(|_| "the worker was ended before it was ready".to_owned())??;
        Ok(id)
    }

    /// The build for a device, fetched and compiled once; a failed fetch is tried again next time.
    pub(super) fn build(&self, device: DeviceKind) -> Fetching {
        if let Some(fetching) = self.0.builds.borrow().get(&device) {
            return fetching.clone();
        }
        let crew = Rc::downgrade(&self.0);
        let fetching = async move {
            let fetched = fetch::build(device, |share| {
                if let Some(inner) = crew.upgrade() {
                    Crew(inner).fetching(device, share);
                }
            })
            .await;
            if let (Err(_), Some(inner)) = (&fetched, crew.upgrade()) {
                inner.builds.borrow_mut().remove(&device);
            }
            fetched
        }
        .boxed_local()
        .shared();
        self.0.builds.borrow_mut().insert(device, fetching.clone());
        fetching
    }

    fn fetching(&self, device: DeviceKind, share: Option<f64>) {
        if matches!(self.phase(), Phase::Preparing { .. }) {
            self.enter(Phase::Preparing { what: format!("Fetching the {} worker", device.word()), share });
        }
    }

    fn on_event(&self, member: u32, event: Event) {
        self.0.members.borrow_mut().note(member, &event);
        let current = |run: RunId| run.batch == self.0.batch.get();
        match event {
            Event::Ready { .. } | Event::Answer { .. } => {}
            Event::NoDevice { reason } => self.lost(member, &reason),
            Event::Frame { run, index, bytes } if current(run) => {
                self.tell(News::Frame { repeat: run.repeat as usize, index, bytes });
            }
            Event::Progress { run, done, total } if current(run) => {
                let progress =
                    self.0.work.borrow_mut().as_mut().map(|work| work.timing.update(run.repeat, done, total));
                progress.into_iter().for_each(|progress: Progress| self.tell(News::Progress(progress)));
            }
            // Of the current batch, only a question is stopped that a newer one replaced.
            Event::Finished { run } | Event::Stopped { run } if current(run) => self.ended(member, run.repeat),
            Event::Frame { .. } | Event::Progress { .. } | Event::Finished { .. } | Event::Stopped { .. } => {}
            Event::Measured { run, ms_per_step, steps } => self.measured(run, Ok(Speed { ms_per_step, steps })),
            Event::Failed { run: Some(run), reason } => {
                self.measured(run, Err(reason.clone()));
                if current(run) && self.phase().is_busy() {
                    self.end_runs();
                    let remedy = "Change a setting and press Run again; what was computed before stays.".into();
                    self.enter(Phase::Failed { reason, remedy });
                }
            }
            Event::Failed { run: None, reason } => self.lost(member, &reason),
        }
    }

    fn ended(&self, member: u32, repeat: u32) {
        let (more, all) = {
            let mut work = self.0.work.borrow_mut();
            let Some(work) = work.as_mut() else { return };
            if let Some(at) = work.awaited.iter().position(|awaited| *awaited == repeat) {
                work.awaited.remove(at);
            }
            (!work.queue.is_empty(), work.awaited.is_empty())
        };
        if more {
            self.hand_out(member, false);
        } else if all {
            self.enter(Phase::Finished);
        }
    }

    fn measured(&self, run: RunId, result: Result<Speed, String>) {
        if let Some(sender) = self.0.measuring.borrow_mut().remove(&run) {
            let _ = sender.send(result);
        }
    }

    /// A worker has panicked, could not be loaded, or lost its device: it is gone, and whatever it ran has failed.
    fn lost(&self, member: u32, reason: &str) {
        let Some((device, told)) = self.0.members.borrow_mut().end(member, reason) else { return };
        told.iter().for_each(|run| self.measured(*run, Err(reason.to_owned())));
        if told.iter().any(|run| run.batch == self.0.batch.get()) && self.phase().is_busy() {
            self.end_runs();
            let remedy = match device {
                DeviceKind::Cpu => "Press Run to start afresh with a new worker; smaller sizes need less memory.",
                DeviceKind::Webgpu => {
                    "Press Run to start afresh, or set the device to CPU, which gives the same results in its own time."
                }
            };
            let reason = format!("The {} worker ended unexpectedly: {reason}", device.word());
            self.enter(Phase::Failed { reason, remedy: remedy.into() });
        }
    }

    /// Once a second: ends workers that fell silent.
    fn watch(&self) {
        let waiting = matches!(self.phase(), Phase::Running | Phase::Asking);
        let silent = self.0.members.borrow_mut().tick(waiting, |device| {
            SILENT_SECONDS.iter().find(|(kind, _)| *kind == device).map_or(u32::MAX, |(_, seconds)| *seconds)
        });
        for (member, seconds) in silent {
            self.lost(member, &format!("it has said nothing for {seconds} s"));
        }
    }

    /// Asks every busy member to stop; ends those that have not after two seconds.
    fn end_runs(&self) {
        let stopping = self.0.members.borrow_mut().stop_all();
        let crew = self.clone();
        spawn_local(async move {
            sleep(STOP_MS).await;
            for (member, run) in stopping {
                crew.0.members.borrow_mut().end_if_still(member, run);
            }
        });
    }

    fn to_all(&self, request: impl Fn(RunId) -> Request) {
        self.0.members.borrow().to_busy(request);
    }

    fn phase(&self) -> Phase {
        self.0.work.borrow().as_ref().map(|work| work.phase.clone()).unwrap_or_default()
    }

    pub(super) fn enter(&self, phase: Phase) {
        if let Some(work) = self.0.work.borrow_mut().as_mut() {
            work.timing.run(phase == Phase::Running);
            work.phase = phase.clone();
        }
        self.tell(News::Phase(phase));
    }

    pub(super) fn tell(&self, news: News) {
        (self.0.hear)(news);
    }
}
