//! The worker's loop, driven by channels, and what it says on the wire.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use bottleneck_lab::{
    lab::{Claim, Edit, Experiment, Field, Info, Invalid, Job, Kind, Outbox, RunError, Verdict},
    plot::Figure,
    worker::{
        DeviceKind,
        protocol::{Event, Request, RunId, decode, encode},
        serve::{Surroundings, serve},
    },
};
use burn::tensor::Device;
use futures::{
    channel::mpsc::{UnboundedSender, unbounded},
    executor::LocalPool,
    future::ready,
    task::LocalSpawnExt,
};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};

/// Counts, a frame each time. It draws nothing at random.
pub struct Counting;

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    frames: u32,
    /// The frame instead of which the run fails; 0 for none.
    fails_at: u32,
    /// Whether each number is doubled on another core first.
    doubled: bool,
    /// Added to every number; can be asked.
    plus: u32,
    seed: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self { frames: 5, fails_at: 0, doubled: false, plus: 0, seed: 1 }
    }
}

impl Experiment for Counting {
    const INFO: &'static Info = &Info {
        id: "counting",
        title: "Counting",
        family: "Tests",
        question: "How far does it come?",
        papers: &[],
        after: "",
        guide: &[],
        snippets: &[],
        try_next: &[],
        smoke: "frames=3",
        uses_device: false,
        random: false,
    };
    const FIELDS: &'static [Field] = &[
        Field::new("frames", "Frames", "Run", Kind::Count { range: [1, 9000] }, Edit::Rerun, "How many."),
        Field::new("fails_at", "Fails at", "Run", Kind::Count { range: [0, 9000] }, Edit::Rerun, "Where it fails."),
        Field::new("doubled", "Doubled", "Run", Kind::Flag, Edit::Rerun, "Whether another core doubles."),
        Field::new("plus", "Plus", "Run", Kind::Count { range: [0, 100] }, Edit::Ask, "What is added."),
        Field::new("seed", "Seed", "Run", Kind::Seed, Edit::Rerun, "Decides nothing."),
    ];
    const CLAIMS: &'static [Claim] = &[];
    type Config = Config;
    type Frame = u32;
    type Session = u32;
    type Task = u32;
    type Answer = u32;

    fn check(config: &Config) -> Result<(), Invalid> {
        if config.fails_at > config.frames {
            return Err(Invalid::new("fails_at", "“fails_at” is past the last frame; allowed: 0 to “frames”"));
        }
        Ok(())
    }

    async fn run(config: Config, outbox: Outbox<Self>, _: Device) -> Result<u32, RunError> {
        for number in 1..=config.frames {
            if number == config.fails_at {
                return Err(RunError::Diverged { step: u64::from(number) });
            }
            let counted = if config.doubled { outbox.aside(&number)?.await? } else { number };
            outbox.send(&(counted + config.plus)).await?;
            outbox.progress(u64::from(number), u64::from(config.frames)).await;
        }
        Ok(config.frames)
    }

    async fn ask(frames: &mut u32, config: &Config, outbox: &Outbox<Self>) -> Result<(), RunError> {
        for number in 1..=*frames {
            outbox.amend(number - 1, &(number + config.plus)).await?;
        }
        Ok(())
    }

    fn aside(task: u32) -> u32 {
        2 * task
    }

    fn figures(_: &Config, _: &[u32]) -> Vec<Figure> {
        Vec::new()
    }

    fn verdicts(_: &Config, _: &[u32]) -> Vec<Verdict> {
        Vec::new()
    }

    fn moment(frame: &u32) -> String {
        frame.to_string()
    }
}

static JOBS: &[Job] = &[Job::of::<Counting>()];
const A: RunId = RunId { batch: 1, repeat: 0 };
const B: RunId = RunId { batch: 1, repeat: 1 };
const NEXT: RunId = RunId { batch: 2, repeat: 0 };

/// A worker that works only while it is listened to. Its clock leaps at every look, so that each breath of a run lets
/// messages in.
struct Worker {
    pool: LocalPool,
    requests: UnboundedSender<Request>,
    events: Rc<RefCell<Vec<Event>>>,
    /// Requests to be sent the moment a frame of this index is out.
    interruptions: Rc<RefCell<Vec<(u32, Request)>>>,
}

impl Worker {
    fn new() -> Self {
        let pool = LocalPool::new();
        let (requests, received) = unbounded();
        let (events, interruptions) = (Rc::new(RefCell::new(Vec::new())), Rc::new(RefCell::new(Vec::new())));
        let (heard, due, sender) = (events.clone(), interruptions.clone(), requests.clone());
        let clock = Cell::new(0.0);
        let surroundings = Surroundings {
            emit: Box::new(move |event| {
                if let Event::Frame { index, .. } = event {
                    let mut due: std::cell::RefMut<Vec<(u32, Request)>> = due.borrow_mut();
                    due.extract_if(.., |(at, _)| *at == index).for_each(|(_, it)| sender.unbounded_send(it).unwrap());
                }
                heard.borrow_mut().push(event);
            }),
            yield_now: Box::new(|| {
                let mut yielded = false;
                Box::pin(std::future::poll_fn(move |context| {
                    context.waker().wake_by_ref();
                    if std::mem::replace(&mut yielded, true) { ().into() } else { std::task::Poll::Pending }
                }))
            }),
            now: Box::new(move || {
                clock.set(clock.get() + 50.0);
                clock.get()
            }),
            aside: Box::new(|_, task| Box::pin(ready(JOBS[0].aside(&task).map_err(|error| error.to_string())))),
        };
        pool.spawner().spawn_local(serve(JOBS, received, Rc::new(surroundings), Device::flex())).unwrap();
        Self { pool, requests, events, interruptions }
    }

    /// What a worker says to some requests until it has nothing more to say.
    fn hear(&mut self, requests: impl IntoIterator<Item = Request>) -> Vec<Event> {
        requests.into_iter().for_each(|request| self.requests.unbounded_send(request).unwrap());
        self.pool.run_until_stalled();
        self.events.take()
    }

    fn interrupt(&self, frame: u32, request: Request) {
        self.interruptions.borrow_mut().push((frame, request));
    }
}

fn run(run: RunId, query: &str) -> Request {
    Request::Run { run, experiment: "counting".into(), query: query.into(), paused: false }
}

fn paused(run: RunId, query: &str) -> Request {
    Request::Run { run, experiment: "counting".into(), query: query.into(), paused: true }
}

fn ask(run: RunId, query: &str) -> Request {
    Request::Ask { run, query: query.into() }
}

/// What a run's frames hold, each as `(index, number)`.
fn numbers(events: &[Event], of: RunId) -> Vec<(u32, u32)> {
    let numbers = events.iter().filter_map(|event| match event {
        Event::Frame { run, index, bytes } if *run == of => Some((*index, postcard::from_bytes(bytes).unwrap())),
        _ => None,
    });
    numbers.collect()
}

/// How runs ended, in order.
fn endings(events: &[Event]) -> Vec<String> {
    let ending = |event: &Event| match event {
        Event::Finished { run } => Some(format!("{}.{} finished", run.batch, run.repeat)),
        Event::Stopped { run } => Some(format!("{}.{} stopped", run.batch, run.repeat)),
        Event::Failed { run, reason } => Some(format!("{} failed: {reason}", run.map_or(0, |run| run.batch))),
        _ => None,
    };
    events.iter().filter_map(ending).collect()
}

#[test]
fn a_run_sends_frames_progress_and_its_end() {
    let events = Worker::new().hear([run(A, "frames=3&plus=10")]);
    assert_eq!(numbers(&events, A), [(0, 11), (1, 12), (2, 13)]);
    assert_eq!(endings(&events), ["1.0 finished"]);
    assert_eq!(events.last(), Some(&Event::Finished { run: A }));
    let progress = events.iter().filter_map(|event| match event {
        Event::Progress { done, total, .. } => Some((*done, *total)),
        _ => None,
    });
    assert_eq!(progress.collect::<Vec<_>>(), [(1, 3), (2, 3), (3, 3)]);
}

#[test]
fn a_paused_run_goes_on_a_frame_at_a_time() {
    let mut worker = Worker::new();
    assert_eq!(numbers(&worker.hear([paused(A, "")]), A), [(0, 1)]);
    assert_eq!(worker.hear([]), []);
    assert_eq!(numbers(&worker.hear([Request::Step { run: A }]), A), [(1, 2)]);
    // What is meant for another run moves nothing.
    assert_eq!(worker.hear([Request::Step { run: B }, Request::Resume { run: B }, Request::Stop { run: B }]), []);
    let events = worker.hear([Request::Resume { run: A }]);
    assert_eq!(numbers(&events, A), [(2, 3), (3, 4), (4, 5)]);
    assert_eq!(endings(&events), ["1.0 finished"]);
}

#[test]
fn a_run_can_be_paused_on_its_way() {
    let mut worker = Worker::new();
    worker.interrupt(1, Request::Pause { run: A });
    let events = worker.hear([run(A, "")]);
    assert_eq!((numbers(&events, A), endings(&events)), (vec![(0, 1), (1, 2)], vec![]));
    let events = worker.hear([Request::Resume { run: A }]);
    assert_eq!((numbers(&events, A).len(), endings(&events)), (3, vec!["1.0 finished".into()]));
}

#[test]
fn a_stopped_run_sends_nothing_more() {
    for held in [false, true] {
        let mut worker = Worker::new();
        let events = if held {
            [worker.hear([paused(A, "frames=9000")]), worker.hear([Request::Stop { run: A }])].concat()
        } else {
            worker.interrupt(0, Request::Stop { run: A });
            worker.hear([run(A, "frames=9000")])
        };
        assert_eq!(numbers(&events, A), [(0, 1)]);
        assert_eq!(events.last(), Some(&Event::Stopped { run: A }));
        assert_eq!(worker.hear([Request::Resume { run: A }, Request::Step { run: A }]), []);
        // It was not kept, and stopping again is answered too.
        assert_eq!(endings(&worker.hear([Request::Stop { run: A }])), ["1.0 stopped"]);
        assert!(endings(&worker.hear([ask(A, "")]))[0].contains("no longer in memory"));
    }
}

#[test]
fn a_new_run_takes_the_place_of_the_old() {
    let mut worker = Worker::new();
    worker.interrupt(2, run(NEXT, "frames=2&plus=50"));
    let events = worker.hear([run(A, "frames=9000")]);
    assert_eq!(endings(&events), ["1.0 stopped", "2.0 finished"]);
    assert_eq!(numbers(&events, A), [(0, 1), (1, 2), (2, 3)]);
    assert_eq!(numbers(&events, NEXT), [(0, 51), (1, 52)]);
    // What waited belonged to the old batch.
    worker.interrupt(0, ask(NEXT, "frames=2"));
    worker.interrupt(0, run(A, "frames=1"));
    let events = worker.hear([run(RunId { repeat: 1, ..NEXT }, "frames=9000")]);
    assert_eq!(endings(&events), ["2.0 stopped", "2.1 stopped", "1.0 finished"]);
}

#[test]
fn a_finished_run_can_be_asked() {
    let mut worker = Worker::new();
    worker.hear([run(A, "frames=2")]);
    for plus in [7, 0, 9] {
        let events = worker.hear([ask(A, &format!("frames=2&plus={plus}"))]);
        assert_eq!(numbers(&events, A), [(0, 1 + plus), (1, 2 + plus)]);
        assert_eq!(endings(&events), ["1.0 finished"]);
    }
    // The same question anew takes the place of the one that is being answered.
    worker.interrupt(0, ask(A, "frames=2&plus=20"));
    let events = worker.hear([ask(A, "frames=2&plus=10")]);
    assert_eq!(endings(&events), ["1.0 stopped", "1.0 finished"]);
    assert_eq!(numbers(&events, A), [(0, 11), (0, 21), (1, 22)]);
}

#[test]
fn what_is_not_in_memory_cannot_be_asked() {
    let mut worker = Worker::new();
    let gone = "failed: this run is no longer in memory; run it again to ask it";
    assert_eq!(endings(&worker.hear([ask(A, "")])), [format!("1 {gone}")]);
    worker.hear([run(A, "")]);
    assert_eq!(endings(&worker.hear([ask(B, "")])), [format!("1 {gone}")]);
    // A new batch forgets the old one.
    worker.hear([run(NEXT, "")]);
    assert_eq!(endings(&worker.hear([ask(A, ""), ask(NEXT, "")])), [format!("1 {gone}"), "2.0 finished".into()]);
}

#[test]
fn a_question_to_another_repeat_waits_its_turn() {
    let mut worker = Worker::new();
    worker.hear([run(A, "frames=2")]);
    worker.interrupt(1, ask(A, "frames=2&plus=30"));
    let events = worker.hear([run(B, "frames=4")]);
    assert_eq!(endings(&events), ["1.1 finished", "1.0 finished"]);
    assert_eq!(numbers(&events, B).len(), 4);
    assert_eq!(numbers(&events, A), [(0, 31), (1, 32)]);
}

/// Every question has one answer: else a page that asked all repeats would wait for this one forever.
#[test]
fn a_question_that_waits_outlives_the_same_question_anew() {
    let mut worker = Worker::new();
    worker.hear([run(A, "frames=2")]);
    worker.hear([run(B, "frames=2")]);
    // While B answers, both are asked again; A, which waits, twice.
    for query in ["frames=2&plus=10", "frames=2&plus=20"] {
        worker.interrupt(0, ask(A, query));
    }
    worker.interrupt(0, ask(B, "frames=2&plus=20"));
    let events = worker.hear([ask(B, "frames=2&plus=10")]);
    assert_eq!(endings(&events), ["1.0 stopped", "1.1 stopped", "1.0 finished", "1.1 finished"]);
    assert_eq!((numbers(&events, A), numbers(&events, B)), (vec![(0, 21), (1, 22)], vec![(0, 11), (0, 21), (1, 22)]));
}

#[test]
fn a_step_is_timed_without_frames() {
    let mut worker = Worker::new();
    for steps in [9000, 5, 1] {
        let query = format!("frames={steps}");
        let request = Request::Measure { run: A, experiment: "counting".into(), query };
        let events = worker.hear([request]);
        let [Event::Measured { run: A, ms_per_step, steps: of_all }] = events[..] else {
            panic!("frames={steps}: {events:?}")
        };
        assert!(ms_per_step > 0.0 && ms_per_step.is_finite() && of_all == steps, "frames={steps}: {events:?}");
    }
    // A device on which runs fail must not pass for a fast one.
    let request = Request::Measure { run: A, experiment: "counting".into(), query: "fails_at=2".into() };
    assert!(endings(&worker.hear([request]))[0].contains("at step 2"));
}

#[test]
fn tasks_of_other_workers_are_done_by_an_idle_one_alone() {
    let task = |number: u32| Request::Aside { ticket: number, experiment: "counting".into(), task: encode(&number) };
    let mut worker = Worker::new();
    assert_eq!(worker.hear([task(21)]), [Event::Answer { ticket: 21, result: Ok(encode(&42u32)) }]);
    worker.hear([paused(A, "")]);
    let events = worker.hear([task(22)]);
    let [Event::Answer { ticket: 22, result: Err(reason) }] = &events[..] else { panic!("{events:?}") };
    assert!(reason.contains("busy"), "{reason}");
    // The run it was busy with goes on.
    assert_eq!(endings(&worker.hear([Request::Resume { run: A }])), ["1.0 finished"]);
    let broken = Request::Aside { ticket: 5, experiment: "counting".into(), task: vec![] };
    let unknown = Request::Aside { ticket: 6, experiment: "nothing".into(), task: vec![] };
    let events = worker.hear([broken, unknown]);
    let [Event::Answer { result: Err(broken), .. }, Event::Answer { result: Err(unknown), .. }] = &events[..] else {
        panic!("{events:?}")
    };
    assert!(broken.contains("could not be read") && unknown.contains("“nothing”"), "{broken}\n{unknown}");
}

#[test]
fn a_run_uses_another_core() {
    let events = Worker::new().hear([run(A, "frames=3&doubled=true")]);
    assert_eq!(numbers(&events, A), [(0, 2), (1, 4), (2, 6)]);
    assert_eq!(endings(&events), ["1.0 finished"]);
}

#[test]
fn what_fails_says_why_and_the_worker_lives_on() {
    let mut worker = Worker::new();
    let events = worker.hear([run(A, "fails_at=3")]);
    assert_eq!(numbers(&events, A), [(0, 1), (1, 2)]);
    let words = endings(&events);
    assert!(words.len() == 1 && words[0].contains("at step 3"), "{words:?}");
    assert!(endings(&worker.hear([ask(A, "")]))[0].contains("no longer in memory"));
    let unknown = Request::Run { run: A, experiment: "nothing".into(), query: String::new(), paused: false };
    for (request, word) in
        [(unknown, "“nothing”"), (run(A, "fails_at=6"), "“fails_at”"), (run(A, "frames=9001"), "“frames”")]
    {
        let events = worker.hear([request.clone()]);
        assert!(matches!(&events[..], [Event::Failed { run: Some(A), .. }]), "{request:?}: {events:?}");
        assert!(endings(&events)[0].contains(word), "{request:?}: {:?}", endings(&events));
    }
    assert_eq!(endings(&worker.hear([run(A, "")])), ["1.0 finished"]);
}

#[test]
fn a_page_that_has_gone_ends_the_loop() {
    let mut worker = Worker::new();
    worker.hear([paused(A, "")]);
    worker.requests.close_channel();
    worker.pool.run();
    assert_eq!(worker.events.take(), []);
}

fn run_id() -> impl Strategy<Value = RunId> {
    any::<(u32, u32)>().prop_map(|(batch, repeat)| RunId { batch, repeat })
}

fn request() -> impl Strategy<Value = Request> {
    let bytes = || proptest::collection::vec(any::<u8>(), 0..40);
    let run = || (run_id(), ".*", ".*", any::<bool>());
    prop_oneof![
        run().prop_map(|(run, experiment, query, paused)| Request::Run { run, experiment, query, paused }),
        run().prop_map(|(run, experiment, query, _)| Request::Measure { run, experiment, query }),
        (run_id(), ".*").prop_map(|(run, query)| Request::Ask { run, query }),
        run_id().prop_map(|run| Request::Pause { run }),
        run_id().prop_map(|run| Request::Resume { run }),
        run_id().prop_map(|run| Request::Step { run }),
        run_id().prop_map(|run| Request::Stop { run }),
        (any::<u32>(), ".*", bytes()).prop_map(|(ticket, experiment, task)| Request::Aside {
            ticket,
            experiment,
            task
        }),
        (".*", bytes()).prop_map(|(hash, bytes)| Request::File { hash, bytes }),
    ]
}

fn event() -> impl Strategy<Value = Event> {
    let bytes = || proptest::collection::vec(any::<u8>(), 0..40);
    let device = prop_oneof![Just(DeviceKind::Cpu), Just(DeviceKind::Webgpu)];
    let number = proptest::num::f64::NORMAL | proptest::num::f64::ZERO | proptest::num::f64::INFINITE;
    let result = prop_oneof![bytes().prop_map(Ok), ".*".prop_map(Err)];
    prop_oneof![
        (".*", device, ".*").prop_map(|(build, device, name)| Event::Ready { build, device, name }),
        ".*".prop_map(|reason| Event::NoDevice { reason }),
        (run_id(), any::<u32>(), bytes()).prop_map(|(run, index, bytes)| Event::Frame { run, index, bytes }),
        (run_id(), any::<(u64, u64)>()).prop_map(|(run, (done, total))| Event::Progress { run, done, total }),
        run_id().prop_map(|run| Event::Finished { run }),
        run_id().prop_map(|run| Event::Stopped { run }),
        (proptest::option::of(run_id()), ".*").prop_map(|(run, reason)| Event::Failed { run, reason }),
        (run_id(), number, any::<u64>()).prop_map(|(run, ms_per_step, steps)| Event::Measured {
            run,
            ms_per_step,
            steps
        }),
        (any::<u32>(), result).prop_map(|(ticket, result)| Event::Answer { ticket, result }),
    ]
}

proptest! {
    #[test]
    fn messages_arrive_as_they_were_sent(request in request(), event in event()) {
        let (sent, told) = (encode(&request), encode(&event));
        prop_assert_eq!(decode::<Request>(&sent), Ok(request));
        prop_assert_eq!(decode::<Event>(&told), Ok(event));
        // Cut short, they are an error.
        for bytes in [&sent[..sent.len() - 1], &[]] {
            prop_assert!(decode::<Request>(bytes).unwrap_err().contains("could not be read"));
        }
        prop_assert!(decode::<Event>(&told[..told.len() - 1]).is_err());
    }

    #[test]
    fn garbage_is_an_error_and_never_a_panic(first in 9u8..128, rest in proptest::collection::vec(any::<u8>(), 0..60)) {
        let _ = (decode::<Request>(&rest), decode::<Event>(&rest));
        // Neither has a tenth kind of message.
        let bytes = [vec![first], rest].concat();
        prop_assert!(decode::<Request>(&bytes).is_err() && decode::<Event>(&bytes).is_err(), "{bytes:?}");
    }
}
