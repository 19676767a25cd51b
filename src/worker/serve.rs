//! The worker's loop: hears requests, runs one experiment at a time, and knows nothing of browsers.

use std::{
    cell::{Cell, RefCell},
    collections::{HashMap, VecDeque},
    pin::pin,
    rc::Rc,
    task::Poll,
};

use burn::tensor::Device;
use futures::{
    Stream, StreamExt,
    future::{Either, LocalBoxFuture, select},
};

use super::protocol::{Event, Request, RunId};
use crate::lab::{Aside, FileSource, Host, Job, Live, Params, Post, RunError};

/// What the loop needs from where it runs.
pub struct Surroundings {
    pub emit: Box<dyn Fn(Event)>,
    /// Lets other messages in, then returns.
    pub yield_now: Box<dyn Fn() -> LocalBoxFuture<'static, ()>>,
    /// Milliseconds since some fixed moment.
    pub now: Box<dyn Fn() -> f64>,
    /// Does a task on another core, where there is one.
    pub aside: Aside,
}

/// How long a run works before it lets messages in, and how often it says how far it has come.
const BREATH_MS: f64 = 12.0;
const PROGRESS_MS: f64 = 80.0;
/// A measurement of a step's time ends after this long or this many steps, whichever is first, past the first two
/// reports: the first steps compile kernels and fill caches.
const MEASURE_MS: f64 = 1000.0;
const MEASURE_STEPS: u64 = 2000;

/// The bytes of files by their hash, as long as the worker lives.
type Files = Rc<RefCell<HashMap<String, Rc<[u8]>>>>;

/// Serves requests until their stream ends.
pub async fn serve(
    jobs: &'static [Job],
    requests: impl Stream<Item = Request> + Unpin,
    surroundings: Rc<Surroundings>,
    device: Device,
) {
    let mut requests = requests;
    let mut finished: HashMap<RunId, Live> = HashMap::new();
    // Requests that came during a run and are to be served after it.
    let mut later: VecDeque<Request> = VecDeque::new();
    let files = Files::default();
    loop {
        let request = match later.pop_front() {
            Some(request) => request,
            None => match requests.next().await {
                Some(request) => request,
                None => return,
            },
        };
        match request {
            Request::Run { run, experiment, query, paused } => {
                finished.retain(|other, _| other.batch == run.batch);
                let gate = Gate::new(if paused { Pace::OneFrame } else { Pace::Free });
                let host = host(run, &surroundings, &gate, &files);
                let work = started(jobs, &experiment, &query, host, &device);
                let live = match work {
                    Ok(work) => attend(work, run, &mut requests, &mut later, &gate, &surroundings).await,
                    Err(reason) => Outcome::Ended(Err(reason)),
                };
                match live {
                    Outcome::Ended(Ok(live)) => {
                        finished.insert(run, live);
                        (surroundings.emit)(Event::Finished { run });
                    }
                    Outcome::Ended(Err(error)) => (surroundings.emit)(failed(run, &error)),
                    Outcome::Stopped => (surroundings.emit)(Event::Stopped { run }),
                    Outcome::Abandoned => return,
                }
            }
            Request::Ask { run, query } => {
                let Some(live) = finished.get(&run) else {
                    let reason = "this run is no longer in memory; run it again to ask it".into();
                    (surroundings.emit)(Event::Failed { run: Some(run), reason });
                    continue;
                };
                let gate = Gate::new(Pace::Free);
                let work = live.ask(&params(&query), Rc::new(host(run, &surroundings, &gate, &files)));
                match attend(work, run, &mut requests, &mut later, &gate, &surroundings).await {
                    Outcome::Ended(Ok(())) => (surroundings.emit)(Event::Finished { run }),
                    Outcome::Ended(Err(error)) => (surroundings.emit)(failed(run, &error)),
                    Outcome::Stopped => (surroundings.emit)(Event::Stopped { run }),
                    Outcome::Abandoned => return,
                }
            }
            Request::Measure { run, experiment, query } => {
                let event = match measure(jobs, &experiment, &query, &surroundings, &files, &device).await {
                    Ok((ms_per_step, steps)) => Event::Measured { run, ms_per_step, steps },
                    Err(error) => failed(run, &error),
                };
                (surroundings.emit)(event);
            }
            Request::Aside { ticket, experiment, task } => {
                let result =
                    find(jobs, &experiment).and_then(|job| job.aside(&task)).map_err(|error| error.to_string());
                (surroundings.emit)(Event::Answer { ticket, result });
            }
            Request::File { hash, bytes } => drop(files.borrow_mut().insert(hash, bytes.into())),
            // What it meant has ended already.
            Request::Stop { run } => (surroundings.emit)(Event::Stopped { run }),
            Request::Pause { .. } | Request::Resume { .. } | Request::Step { .. } => {}
        }
    }
}

enum Outcome<T> {
    Ended(Result<T, RunError>),
    Stopped,
    Abandoned,
}

/// Drives work and requests side by side. A new run, or the same question anew, takes the place of what is going on; a
/// question to another run of the batch waits its turn. Whatever is replaced is answered as stopped, so that every run
/// and every question has one answer.
async fn attend<T>(
    work: LocalBoxFuture<'static, Result<T, RunError>>,
    run: RunId,
    requests: &mut (impl Stream<Item = Request> + Unpin),
    later: &mut VecDeque<Request>,
    gate: &Rc<Gate>,
    surroundings: &Surroundings,
) -> Outcome<T> {
    let mut work = work;
    loop {
        // Requests are polled first, so that a run that never waits cannot shut them out.
        match select(requests.next(), &mut work).await {
            Either::Right((result, _)) => return Outcome::Ended(result),
            Either::Left((None, _)) => return Outcome::Abandoned,
            Either::Left((Some(request), _)) => match request {
                Request::Stop { run: stopped } if stopped == run => return Outcome::Stopped,
                Request::Stop { run: stopped } => forget(later, surroundings, |waiting| waiting == stopped),
                Request::Pause { run: paused } if paused == run => gate.set(Pace::Paused),
                Request::Resume { run: resumed } if resumed == run => gate.set(Pace::Free),
                Request::Step { run: stepped } if stepped == run => gate.set(Pace::OneFrame),
                Request::Ask { run: asked, .. } if asked.batch == run.batch => {
                    forget(later, surroundings, |waiting| waiting == asked);
                    later.push_back(request);
                    if asked == run {
                        return Outcome::Stopped;
                    }
                }
                Request::Run { .. } | Request::Ask { .. } | Request::Measure { .. } => {
                    forget(later, surroundings, |_| true);
                    later.push_back(request);
                    return Outcome::Stopped;
                }
                Request::Aside { ticket, .. } => {
                    let result = Err("this worker is busy with a run of its own".into());
                    (surroundings.emit)(Event::Answer { ticket, result });
                }
                // It comes for what will be asked next.
                Request::File { .. } => later.push_back(request),
                Request::Pause { .. } | Request::Resume { .. } | Request::Step { .. } => {}
            },
        }
    }
}

/// A device that cannot be read is lost to this worker for good, and so is the worker.
fn failed(run: RunId, error: &RunError) -> Event {
    let run = (!matches!(error, RunError::Device(_))).then_some(run);
    Event::Failed { run, reason: error.to_string() }
}

/// Answers waiting questions as stopped.
fn forget(later: &mut VecDeque<Request>, surroundings: &Surroundings, which: impl Fn(RunId) -> bool) {
    later.retain(|waiting| match waiting {
        Request::Ask { run, .. } if which(*run) => {
            (surroundings.emit)(Event::Stopped { run: *run });
            false
        }
        _ => true,
    });
}

fn started(
    jobs: &'static [Job],
    experiment: &str,
    query: &str,
    host: Host,
    device: &Device,
) -> Result<LocalBoxFuture<'static, Result<Live, RunError>>, RunError> {
    Ok(find(jobs, experiment)?.start(&params(query), Rc::new(host), device.clone())?)
}

fn find(jobs: &'static [Job], experiment: &str) -> Result<&'static Job, RunError> {
    jobs.iter()
        .find(|job| job.id == experiment)
        .ok_or_else(|| RunError::Computation(format!("this worker knows no experiment “{experiment}”")))
}

fn params(query: &str) -> Params {
    serde_urlencoded::from_str(query).unwrap_or_default()
}

fn host(run: RunId, surroundings: &Rc<Surroundings>, gate: &Rc<Gate>, files: &Files) -> Host {
    let reported = Cell::new(f64::NEG_INFINITY);
    let rested = Rc::new(Cell::new((surroundings.now)()));
    let (for_post, for_breath) = (surroundings.clone(), surroundings.clone());
    let (for_clock, for_aside) = (surroundings.clone(), surroundings.clone());
    let (gate_post, gate_breath) = (gate.clone(), gate.clone());
    Host {
        post: Box::new(move |post| match post {
            Post::Frame { index, bytes } => {
                (for_post.emit)(Event::Frame { run, index, bytes });
                gate_post.frame_sent();
            }
            Post::Progress { done, total } => {
                let now = (for_post.now)();
                if now - reported.get() >= PROGRESS_MS || done == total {
                    reported.set(now);
                    (for_post.emit)(Event::Progress { run, done, total });
                }
            }
        }),
        breathe: Box::new(move || {
            let (surroundings, gate, rested) = (for_breath.clone(), gate_breath.clone(), rested.clone());
            Box::pin(async move {
                if gate.is_open() && (surroundings.now)() - rested.get() < BREATH_MS {
                    return;
                }
                (surroundings.yield_now)().await;
                gate.opened().await;
                rested.set((surroundings.now)());
            })
        }),
        now: Box::new(move || (for_clock.now)()),
        aside: Box::new(move |experiment, task| (for_aside.aside)(experiment, task)),
        file: find_in(files),
    }
}

fn find_in(files: &Files) -> FileSource {
    let files = files.clone();
    Box::new(move |hash| files.borrow().get(hash).cloned())
}

/// Runs for a moment and times the steps the run reports: (ms a step, steps of the whole run).
async fn measure(
    jobs: &'static [Job],
    experiment: &str,
    query: &str,
    surroundings: &Rc<Surroundings>,
    files: &Files,
    device: &Device,
) -> Result<(f64, u64), RunError> {
    let reports = Rc::new(RefCell::new(Vec::<Report>::new()));
    let (heard, now, for_breath) = (reports.clone(), surroundings.clone(), surroundings.clone());
    let (for_clock, for_aside) = (surroundings.clone(), surroundings.clone());
    let host = Host {
        post: Box::new(move |post| {
            if let Post::Progress { done, total } = post {
                heard.borrow_mut().push(Report { at_ms: (now.now)(), done, total });
            }
        }),
        breathe: Box::new(move || (for_breath.yield_now)()),
        now: Box::new(move || (for_clock.now)()),
        aside: Box::new(move |experiment, task| (for_aside.aside)(experiment, task)),
        file: find_in(files),
    };
    let began = (surroundings.now)();
    let mut work = started(jobs, experiment, query, host, device)?;
    let enough = std::future::poll_fn(|context| {
        if let [_, start, .., latest] = &reports.borrow()[..]
            && (latest.at_ms - start.at_ms >= MEASURE_MS || latest.done - start.done >= MEASURE_STEPS)
        {
            return Poll::Ready(Ok((lower_decile(&reports.borrow()[1..]), latest.total)));
        }
        // A run that ends before that is timed as a whole.
        let whole = |_| {
            let steps = reports.borrow().last().map_or(1, |latest| latest.total);
            (((surroundings.now)() - began) / steps.max(1) as f64, steps)
        };
        work.as_mut().poll(context).map(|ended| ended.map(whole))
    });
    pin!(enough).await
}

/// Milliseconds a step between reports, as the lower decile: what is done only now and then, such as looking into a
/// network at a checkpoint, is no part of a step.
fn lower_decile(reports: &[Report]) -> f64 {
    let pairs = reports.windows(2).filter(|pair| pair[1].done > pair[0].done);
    let mut times: Vec<f64> =
        pairs.map(|pair| (pair[1].at_ms - pair[0].at_ms) / (pair[1].done - pair[0].done) as f64).collect();
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 10).copied().unwrap_or(f64::INFINITY)
}

/// How far a run that is measured has come.
struct Report {
    at_ms: f64,
    done: u64,
    total: u64,
}

/// Whether a run may go on.
struct Gate {
    pace: Cell<Pace>,
    waiting: RefCell<Vec<std::task::Waker>>,
}

#[derive(Clone, Copy, PartialEq)]
enum Pace {
    Free,
    OneFrame,
    Paused,
}

impl Gate {
    fn new(pace: Pace) -> Rc<Self> {
        Rc::new(Self { pace: Cell::new(pace), waiting: RefCell::default() })
    }

    fn set(&self, pace: Pace) {
        self.pace.set(pace);
        self.waiting.take().into_iter().for_each(std::task::Waker::wake);
    }

    fn is_open(&self) -> bool {
        self.pace.get() != Pace::Paused
    }

    fn frame_sent(&self) {
        if self.pace.get() == Pace::OneFrame {
            self.pace.set(Pace::Paused);
        }
    }

    async fn opened(&self) {
        std::future::poll_fn(|context| {
            if self.is_open() {
                return Poll::Ready(());
            }
            self.waiting.borrow_mut().push(context.waker().clone());
            Poll::Pending
        })
        .await;
    }
}
