//! Files that a visitor brings: how links name them, and how their bytes come to a run.

use std::rc::Rc;

use bottleneck_lab::{
    lab::{
        Claim, Edit, Experiment, Field, FileHasher, FileId, Files, Info, Job, Kind, LARGEST_FILE, Link, Outbox, Page,
        Params, RunError, Verdict, endings,
    },
    plot::Figure,
    worker::{
        native::surroundings,
        protocol::{Event, Request, RunId},
        serve::serve,
    },
};
use burn::tensor::Device;
use futures::{channel::mpsc::unbounded, executor::LocalPool, task::LocalSpawnExt};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

const ARRAYS: Kind = Kind::Files { extensions: &["npy", "npz", "csv"], most: 3 };
const FIELD: Field = Field::new("arrays", "Arrays", "Data", ARRAYS, Edit::Rerun, "What to weigh.");

fn id(name: &str) -> FileId {
    FileId::of(name, name.as_bytes())
}

fn canonical(text: &str) -> Result<String, String> {
    FIELD.canonical(text).map_err(|invalid| invalid.message)
}

#[test]
fn a_file_is_named_by_what_is_in_it() {
    let acts = FileId::of("acts.npz", b"abc");
    // FIPS 180-4's example, half of it.
    assert_eq!(acts.to_string(), "ba7816bf8f01cfea414140de5dae2223-acts.npz");
    assert_eq!((acts.hash(), acts.name()), ("ba7816bf8f01cfea414140de5dae2223", "acts.npz"));
    assert_eq!(acts.described(), "acts.npz (content ba7816bf…)");
    assert_eq!(acts.to_string().parse(), Ok(acts));
    assert_eq!(FileId::of("acts.npz", b"").hash(), "e3b0c44298fc1c149afbf4c8996fb924");
}

#[test]
fn names_keep_their_ending_and_nothing_that_a_link_cannot_carry() {
    let long = format!("{}.npy", "a".repeat(100));
    let cases = [
        ("layer 3 (α=0.1).npz", "layer_3____0.1_.npz"),
        ("a+b&c=d#e%20.csv", "a_b_c_d_e_20.csv"),
        ("../../etc/x.csv", ".._.._etc_x.csv"),
        ("", "file"),
        ("-.npy", "-.npy"),
        (&long, &format!("{}.npy", "a".repeat(76))),
    ];
    for (name, plain) in cases {
        assert_eq!(id(name).name(), plain, "{name}");
    }
    assert_eq!(id(&format!("x.{}", "y".repeat(200))).name(), format!("x.{}", "y".repeat(78)));
}

#[test]
fn good_values_have_one_text() {
    let [a, b] = [id("a.npy"), id("B.CSV")];
    for (text, expected) in [
        ("none".into(), "none".into()),
        (format!(" {a} "), a.to_string()),
        // The order is the visitor's.
        (format!("{b}+{a}"), format!("{b}+{a}")),
    ] {
        assert_eq!(canonical(&text), Ok(expected), "{text}");
    }
    let config: Files = format!("{b}+{a}").parse().unwrap();
    assert_eq!(config.iter().map(FileId::name).collect::<Vec<_>>(), ["B.CSV", "a.npy"]);
    assert_eq!((config.len(), config.is_empty(), Files::default().is_empty()), (2, false, true));
}

#[test]
fn bad_values_are_refused_in_words() {
    let a = id("a.npy");
    let hash = a.hash();
    let four = ["a.npy", "b.npy", "c.npy", "d.npy"].map(|name| id(name).to_string()).join("+");
    let bad = [
        (String::new(), "is not of the form HASH-NAME (file 1)"),
        (format!("{a}+"), "is not of the form HASH-NAME (file 2)"),
        (format!("none+{a}"), "is not of the form HASH-NAME (file 1)"),
        (format!("{}-a.npy", &hash[1..]), "does not begin with 32 lowercase hexadecimal digits"),
        (format!("{}-a.npy", "BA7816BF8F01CFEA414140DE5DAE2223"), "does not begin with 32 lowercase"),
        (format!("{}-a.npy", "ä".repeat(16)), "does not begin with 32 lowercase"),
        (format!("{hash}-"), "has no name of 1 to 80"),
        (format!("{hash}-a b.npy"), "has no name of 1 to 80"),
        (format!("{hash}-{}.npy", "a".repeat(77)), "has no name of 1 to 80"),
        (format!("{a}+{hash}-again.npy"), "names the contents of again.npy twice"),
        (format!("{hash}-a.txt"), "names a.txt, which has another ending"),
        (format!("{hash}-npy"), "names npy, which has another ending"),
        (four, "names 4 files"),
    ];
    for (text, problem) in bad {
        let message = canonical(&text).unwrap_err();
        assert!(message.contains(problem), "{text}: {message}");
        let allowed = "allowed: none, or at most 3 files ending in .npy, .npz or .csv (in a link: HASH-NAME, joined by +, \
                       where HASH is the first 32 hexadecimal digits of the SHA-256 of what is in the file)";
        assert!(message.ends_with(allowed), "{message}");
        assert!(serde_json::from_str::<Files>(&format!("{text:?}")).is_err() || problem.contains("names"), "{text}");
    }
    let one = Kind::Files { extensions: &["csv"], most: 1 };
    assert!(one.allowed().starts_with("none, or one file ending in .csv (in a link: HASH-NAME, where "));
    assert_eq!((endings(&["a", "b"]), endings(&[])), (".a or .b".into(), String::new()));
    // Half of what a worker can address at all is left for what it makes of a file.
    assert!(LARGEST_FILE < u64::from(u32::MAX) / 2);
    // What the page takes is what the reader takes.
    assert_eq!(LARGEST_FILE, bottleneck_lab::datasets::arrays::LARGEST_FILE);
}

proptest! {
    #[test]
    fn any_file_has_an_id_that_is_read_back(
        name in ".{0,120}",
        bytes in proptest::collection::vec(any::<u8>(), 0..300),
        cut in 0usize..300
    ) {
        let file = FileId::of(&name, &bytes);
        prop_assert_eq!(file.to_string().parse(), Ok(file.clone()));
        let digest: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        prop_assert_eq!(file.hash(), &digest[..32]);
        let (head, tail) = bytes.split_at(cut.min(bytes.len()));
        let mut hasher = FileHasher::default();
        hasher.update(head);
        hasher.update(tail);
        prop_assert_eq!(hasher.finish(&name), file);
    }

    #[test]
    fn no_text_breaks_anything(text in "[a-f0-9]{30,33}-?[a-z.+ -]{0,9}|.{0,40}") {
        if let Ok(canonical) = FIELD.canonical(&text) {
            prop_assert_eq!(FIELD.canonical(&canonical), Ok(canonical));
        }
    }
}

/// Says how long its files are, a frame each; asked, the sum of the bytes instead.
struct Weighing;

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Config {
    source: String,
    arrays: Files,
    more: Files,
    sums: bool,
    seed: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self { source: "files".into(), arrays: Files::default(), more: Files::default(), sums: false, seed: 1 }
    }
}

impl Experiment for Weighing {
    const INFO: &'static Info = &Info {
        id: "weighing",
        title: "Weighing",
        family: "Tests",
        question: "How long are they?",
        papers: &[],
        after: "",
        guide: &[],
        snippets: &[],
        try_next: &[],
        smoke: "",
        uses_device: false,
        random: true,
    };
    const FIELDS: &'static [Field] = &[
        Field::new(
            "source",
            "Source",
            "Data",
            Kind::Choice(&[("files", "files"), ("none", "none")]),
            Edit::Rerun,
            "Whether files are weighed.",
        ),
        FIELD.when("source", &["files"]),
        Field::new("more", "More", "Data", Kind::Files { extensions: &["csv"], most: 1 }, Edit::Rerun, "One more."),
        Field::new("sums", "Sums", "Data", Kind::Flag, Edit::Ask, "Whether bytes are added up."),
        Field::new("seed", "Seed", "Run", Kind::Seed, Edit::Rerun, "Decides nothing."),
    ];
    const CLAIMS: &'static [Claim] = &[];
    type Config = Config;
    type Frame = u64;
    type Session = ();
    type Task = ();
    type Answer = ();

    async fn run(config: Config, outbox: Outbox<Self>, _: Device) -> Result<(), RunError> {
        outbox.progress(1, 1).await;
        for file in config.arrays.iter().chain(&config.more) {
            let bytes: Rc<[u8]> = outbox.file(file)?;
            outbox.send(&(bytes.len() as u64)).await?;
        }
        Ok(())
    }

    async fn ask(_: &mut (), config: &Config, outbox: &Outbox<Self>) -> Result<(), RunError> {
        for (index, file) in config.arrays.iter().enumerate() {
            let sum = outbox.file(file)?.iter().map(|byte| u64::from(*byte)).sum();
            outbox.amend(index as u32, &sum).await?;
        }
        Ok(())
    }

    fn aside((): ()) {}

    fn figures(_: &Config, _: &[u64]) -> Vec<Figure> {
        Vec::new()
    }

    fn verdicts(_: &Config, _: &[u64]) -> Vec<Verdict> {
        Vec::new()
    }

    fn moment(frame: &u64) -> String {
        frame.to_string()
    }
}

static WEIGHING: Page = Page::of::<Weighing>();
/// The same with one field of files.
static SIMPLE: Page = Page { fields: &[FIELD], check: |_| Ok(()), ..Page::of::<Weighing>() };
static JOBS: &[Job] = &[Job::of::<Weighing>()];
const A: RunId = RunId { batch: 1, repeat: 0 };
const NEXT: RunId = RunId { batch: 2, repeat: 0 };

/// What a worker says to some requests.
fn said(requests: Vec<Request>) -> Vec<Event> {
    let mut pool = LocalPool::new();
    let (sender, received) = unbounded();
    let (emitted, mut events) = unbounded();
    let surroundings = surroundings(JOBS, move |event| emitted.unbounded_send(event).unwrap());
    pool.spawner().spawn_local(serve(JOBS, received, Rc::new(surroundings), Device::flex())).unwrap();
    let heard = std::iter::from_fn(|| events.try_recv().ok());
    let mut all = Vec::new();
    for request in requests {
        sender.unbounded_send(request).unwrap();
        pool.run_until_stalled();
    }
    all.extend(heard);
    all
}

/// Frames as they came, and how runs ended.
fn told(events: &[Event]) -> Vec<String> {
    let words = events.iter().filter_map(|event| match event {
        Event::Frame { index, bytes, .. } => Some(format!("{index}: {}", postcard::from_bytes::<u64>(bytes).unwrap())),
        Event::Finished { run } => Some(format!("{} finished", run.batch)),
        Event::Stopped { run } => Some(format!("{} stopped", run.batch)),
        Event::Failed { reason, .. } => Some(reason.clone()),
        Event::Measured { steps, .. } => Some(format!("measured {steps}")),
        _ => None,
    });
    words.collect()
}

fn file(name: &str) -> Request {
    Request::File { hash: id(name).hash().into(), bytes: name.into() }
}

fn query(names: &[&str]) -> String {
    let mut params = Params::default();
    WEIGHING.set(&mut params, "arrays", &Files::new(names.iter().map(|name| id(name))).to_string()).unwrap();
    params.to_query()
}

fn run(run: RunId, names: &[&str], paused: bool) -> Request {
    Request::Run { run, experiment: "weighing".into(), query: query(names), paused }
}

#[test]
fn a_run_reads_the_files_its_worker_was_given() {
    let names = ["longer.npy", "a.csv"];
    let ask = Request::Ask { run: NEXT, query: format!("{}&sums=true", query(&["a.csv"])) };
    let sum: u64 = "a.csv".bytes().map(u64::from).sum();
    let events = said(vec![
        file(names[0]),
        file(names[1]),
        run(A, &names, false),
        // They are kept for the runs and the questions to come.
        run(NEXT, &names[..1], false),
        ask,
        Request::Measure { run: RunId::measurement(1), experiment: "weighing".into(), query: query(&names) },
    ]);
    let expected = ["0: 10", "1: 5", "1 finished", "0: 10", "2 finished", &format!("0: {sum}"), "2 finished"];
    assert_eq!(told(&events)[..7], expected);
    assert_eq!(told(&events)[7..], ["measured 1"]);
}

#[test]
fn a_missing_file_is_named_and_ends_the_run_alone() {
    let missing = "b.npy (content 1a5e14d2…) is not at hand; choose it again and press Run";
    let missing = missing.replace("1a5e14d2", &id("b.npy").hash()[..8]);
    let events = said(vec![
        file("a.npy"),
        run(A, &["a.npy", "b.npy"], false),
        Request::Measure { run: RunId::measurement(1), experiment: "weighing".into(), query: query(&["b.npy"]) },
        file("b.npy"),
        run(NEXT, &["a.npy", "b.npy"], false),
    ]);
    assert_eq!(told(&events), ["0: 5", &missing, &missing, "0: 5", "1: 5", "2 finished"]);
    assert!(events.iter().all(|event| !matches!(event, Event::Failed { run: None, .. })), "the worker lives on");
}

#[test]
fn a_file_that_comes_during_a_run_disturbs_nothing() {
    let events =
        said(vec![file("a.npy"), run(A, &["a.npy"], true), file("b.npy"), run(NEXT, &["b.npy", "a.npy"], false)]);
    assert_eq!(told(&events), ["0: 5", "1 stopped", "0: 5", "1: 5", "2 finished"]);
    let events = said(vec![file("a.npy"), run(A, &["a.npy"], true), file("b.npy"), Request::Resume { run: A }]);
    assert_eq!(told(&events), ["0: 5", "1 finished"]);
}

#[test]
fn the_files_a_link_needs_are_those_its_shown_fields_name() {
    let [a, b, c] = ["a.npy", "b.npy", "c.csv"].map(id);
    let (mut params, ignored) = WEIGHING.resolve(&format!("arrays={a}%2B{b}%2B{c}&more={c}&seeds=2"));
    assert_eq!(ignored, []);
    assert_eq!(WEIGHING.files(&params), [a, b, c.clone()]);
    WEIGHING.set(&mut params, "source", "none").unwrap();
    assert_eq!(WEIGHING.files(&params), [c]);
    assert_eq!(WEIGHING.files(&Params::default()), []);
    // The link carries them and repeats keep them.
    let link = Link::parse(&Link::text(&WEIGHING, &params), std::slice::from_ref(&WEIGHING)).unwrap();
    assert_eq!((link.params, link.ignored), (params.clone(), vec![]));
    assert!(WEIGHING.repeats(&params).iter().all(|repeat| WEIGHING.files(repeat) == WEIGHING.files(&params)));
}

#[test]
fn files_at_hand_fill_the_one_field_or_must_be_those_of_the_link() {
    let [a, b] = ["a.npy", "b.npy"].map(id);
    let mut params = Params::default();
    SIMPLE.take_files(&mut params, &[b.clone(), a.clone()]).unwrap();
    assert_eq!(params.to_query(), format!("arrays={b}%2B{a}"));
    // Under another name they are the same files; in any order.
    let renamed = FileId::of("other.npy", b"a.npy");
    SIMPLE.take_files(&mut params, &[renamed, b.clone()]).unwrap();
    assert_eq!(params.to_query(), format!("arrays={b}%2B{a}"));
    SIMPLE.take_files(&mut Params::default(), &[]).unwrap();
    let refused = |page: &'static Page, params: &Params, files: &[FileId]| {
        page.take_files(&mut params.clone(), files).unwrap_err().message
    };
    assert_eq!(
        refused(&SIMPLE, &params, std::slice::from_ref(&a)),
        format!("this link needs {}, which was not given", b.described())
    );
    let all = [a.clone(), b, id("c.npy")];
    assert_eq!(refused(&SIMPLE, &params, &all), format!("this link does not need {}", all[2].described()));
    assert!(refused(&SIMPLE, &Params::default(), &[id("a.txt")]).contains("names a.txt, which has another ending"));
    assert!(refused(&WEIGHING, &Params::default(), &[a]).contains("no single setting that takes files"));
}
