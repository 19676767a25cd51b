//! `replicate run`: a link's query on some seeds, and what it says of every claim.

use std::{
    cell::{Cell, RefCell},
    io::IsTerminal,
    ops::RangeInclusive,
    path::PathBuf,
    rc::Rc,
    time::Instant,
};

use bottleneck_lab::{
    experiments::{JOBS, PAGES},
    lab::{Claim, DeviceChoice, FileId, Link, Page, Params, Repeats, Replay, Ruling, Spread, Tally},
    plot::{Style, Theme},
    worker::{
        native::surroundings,
        protocol::{Event, Request, RunId},
        serve::serve,
    },
};
use burn::tensor::Device;
use futures::{
    channel::{mpsc, oneshot},
    executor::block_on,
    future::{Either, select},
};
use serde_json::{Value, json};

use super::{Failure, USAGE, source};

struct Options {
    json: bool,
    frames: bool,
    /// Where pictures go, and how large they are.
    pictures: Option<PathBuf>,
    size: (u32, u32),
}

pub fn run(link: &str, options: &[&str]) -> Result<String, Failure> {
    let Link { page, mut params, ignored } =
        Link::parse(link, PAGES).map_err(|invalid| Failure::BadInput(invalid.message))?;
    if !ignored.is_empty() {
        let messages: Vec<String> = ignored.into_iter().map(|invalid| invalid.message).collect();
        return Err(Failure::BadInput(messages.join("\n")));
    }
    let mut chosen = Options { json: false, frames: false, pictures: None, size: (960, 600) };
    let mut files = Vec::new();
    let mut rest = options.iter();
    while let Some(option) = rest.next() {
        match *option {
            "--json" => chosen.json = true,
            "--frames" => chosen.frames = true,
            "--svg" => chosen.pictures = Some(folder(rest.next())?),
            "--size" => chosen.size = size(rest.next())?,
            "--seeds" => set(page, &mut params, "seeds", rest.next())?,
            "--device" => set(page, &mut params, "device", rest.next())?,
            "--file" => files.push(file(rest.next())?),
            other => return Err(Failure::BadInput(format!("unknown option {other}\n{USAGE}"))),
        }
    }
    let ids: Vec<FileId> = files.iter().map(|(id, _)| id.clone()).collect();
    page.take_files(&mut params, &ids).map_err(|invalid| Failure::BadInput(invalid.message))?;
    let device = device(page, &params)?;
    let mut repeats = Repeats::new(page, &params).map_err(|invalid| Failure::BadInput(invalid.message))?;
    let mut timings = Vec::new();
    for repeat in 0..repeats.params().len() {
        timings.push(run_one(page, &mut repeats, repeat, &files, &device).map_err(Failure::Run)?);
    }
    let tallies = repeats.tallies(usize::MAX);
    let report = Report { page, params, repeats, timings, tallies, options: chosen };
    report.draw().map_err(|error| Failure::Run(format!("a picture could not be written: {error}")))?;
    Ok(if report.options.json { report.json().to_string() } else { report.text() })
}

fn set(page: &Page, params: &mut Params, key: &str, value: Option<&&str>) -> Result<(), Failure> {
    let value = value.ok_or_else(|| Failure::BadInput(format!("--{key} needs a value\n{USAGE}")))?;
    page.set(params, key, value).map_err(|invalid| Failure::BadInput(invalid.message))
}

fn folder(value: Option<&&str>) -> Result<PathBuf, Failure> {
    let folder =
        PathBuf::from(value.ok_or_else(|| Failure::BadInput(format!("--svg needs the name of a folder\n{USAGE}")))?);
    std::fs::create_dir_all(&folder)
        .map_err(|error| Failure::BadInput(format!("--svg {}: {error}", folder.display())))?;
    Ok(folder)
}

fn file(value: Option<&&str>) -> Result<(FileId, Vec<u8>), Failure> {
    let path = value.ok_or_else(|| Failure::BadInput(format!("--file needs the name of a file\n{USAGE}")))?;
    let bytes = std::fs::read(path).map_err(|error| Failure::BadInput(format!("--file {path}: {error}")))?;
    let name = PathBuf::from(path).file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok((FileId::of(&name, &bytes), bytes))
}

fn size(value: Option<&&str>) -> Result<(u32, u32), Failure> {
    const ALLOWED: RangeInclusive<u32> = 100..=4000;
    let text = value.copied().unwrap_or_default();
    let sides = text.split_once('x').and_then(|(width, height)| Some((width.parse().ok()?, height.parse().ok()?)));
    sides.filter(|(width, height)| ALLOWED.contains(width) && ALLOWED.contains(height)).ok_or_else(|| {
        Failure::BadInput(format!("--size “{text}” is not allowed; allowed: WIDTHxHEIGHT, each from 100 to 4000"))
    })
}

fn device(page: &Page, params: &Params) -> Result<Device, Failure> {
    match page.conditions(params).device {
        DeviceChoice::Auto | DeviceChoice::Cpu => Ok(Device::flex()),
        #[cfg(feature = "webgpu")]
        DeviceChoice::Webgpu => block_on(Device::wgpu_options().init_async())
            .map_err(|error| Failure::BadInput(format!("no GPU could be opened: {error}"))),
        #[cfg(not(feature = "webgpu"))]
        DeviceChoice::Webgpu => Err(Failure::BadInput(
            "this replicate was built without GPU support; build it with --features webgpu, or use --device cpu".into(),
        )),
    }
}

/// How long one run took.
struct Timing {
    seconds: f64,
    steps: u64,
}

fn run_one(
    page: &'static Page,
    repeats: &mut Repeats,
    repeat: usize,
    files: &[(FileId, Vec<u8>)],
    device: &Device,
) -> Result<Timing, String> {
    let began = Instant::now();
    let frames = Rc::new(RefCell::new(Vec::new()));
    let steps = Rc::new(Cell::new(0));
    let shown = std::io::stderr().is_terminal();
    let (ended, end) = oneshot::channel();
    let ended = RefCell::new(Some(ended));
    let end_with = move |result: Result<(), String>| ended.take().map(|ended| ended.send(result));
    let (kept, counted) = (frames.clone(), steps.clone());
    let emit = move |event: Event| match event {
        Event::Progress { done, total, .. } => {
            counted.set(done);
            if shown {
                eprint!("\r{:3.0} %  {done} of {total} steps", 100.0 * done as f64 / total.max(1) as f64);
            }
        }
        Event::Frame { index, bytes, .. } => kept.borrow_mut().push((index, bytes)),
        Event::Finished { .. } => drop(end_with(Ok(()))),
        Event::Failed { reason, .. } => drop(end_with(Err(reason))),
        _ => {}
    };
    let (sender, requests) = mpsc::unbounded();
    for (id, bytes) in files {
        let file = Request::File { hash: id.hash().into(), bytes: bytes.clone() };
        sender.unbounded_send(file).map_err(|error| error.to_string())?;
    }
    let query = repeats.params()[repeat].to_query();
    let run = RunId { batch: 0, repeat: repeat as u32 };
    let request = Request::Run { run, experiment: page.info.id.into(), query, paused: false };
    sender.unbounded_send(request).map_err(|error| error.to_string())?;
    let serving = serve(JOBS, requests, Rc::new(surroundings(JOBS, emit)), device.clone());
    let result = block_on(async move {
        match select(Box::pin(serving), end).await {
            Either::Left(_) => Err("the run was abandoned".into()),
            Either::Right((result, _)) => result.map_err(|error| error.to_string()).flatten(),
        }
    });
    drop(sender);
    if shown {
        eprint!("\r\x1b[K");
    }
    result?;
    let replay = repeats.replay_mut(repeat).ok_or("there is no such repeat")?;
    for (index, bytes) in frames.take() {
        replay.push(index, &bytes).map_err(|error| error.to_string())?;
    }
    Ok(Timing { seconds: began.elapsed().as_secs_f64(), steps: steps.get() })
}

/// What all runs of a link gave.
struct Report {
    page: &'static Page,
    params: Params,
    repeats: Repeats,
    timings: Vec<Timing>,
    tallies: Vec<Tally>,
    options: Options,
}

impl Timing {
    /// Writes itself into a report.
    fn stamp(&self, report: &mut Value) {
        report["seconds"] = json!(self.seconds);
        report["steps"] = json!(self.steps);
        report["ms_per_step"] = json!(self.ms_per_step());
    }

    fn ms_per_step(&self) -> f64 {
        self.seconds * 1e3 / self.steps.max(1) as f64
    }
}

impl Report {
    fn total(&self) -> Timing {
        Timing {
            seconds: self.timings.iter().map(|timing| timing.seconds).sum(),
            steps: self.timings.iter().map(|timing| timing.steps).sum(),
        }
    }

    /// Each run's params, replay and timing.
    fn runs(&self) -> impl Iterator<Item = (&Params, &dyn Replay, &Timing)> {
        let replays = (0..self.timings.len()).filter_map(|i| self.repeats.replay(i));
        self.repeats
            .params()
            .iter()
            .zip(replays)
            .zip(&self.timings)
            .map(|((params, replay), timing)| (params, replay, timing))
    }

    fn draw(&self) -> std::io::Result<()> {
        let Some(folder) = &self.options.pictures else { return Ok(()) };
        let (width, height) = self.options.size;
        let unit = self.page.conditions(&self.params).unit;
        for figure in self.repeats.figures(usize::MAX) {
            for (name, theme) in [("light", Theme::Light), ("dark", Theme::Dark)] {
                if let Some(picture) = figure.to_svg(width, height, &Style { theme, unit, pixel_ratio: 1.0 }) {
                    std::fs::write(folder.join(format!("{}-{name}.svg", figure.id)), picture)?;
                }
            }
        }
        Ok(())
    }

    fn json(&self) -> Value {
        let mut report = self.repeats.to_json(&self.params);
        let runs = report["runs"].as_array_mut().into_iter().flatten();
        for (run, timing) in runs.zip(&self.timings) {
            timing.stamp(run);
            if let (false, Some(run)) = (self.options.frames, run.as_object_mut()) {
                run.remove("frames");
            }
        }
        self.total().stamp(&mut report);
        report
    }

    fn text(&self) -> String {
        let unit = self.page.conditions(&self.params).unit;
        let mut lines = vec![Link::text(self.page, &self.params)];
        for (claim, tally) in self.page.claims.iter().zip(&self.tallies) {
            lines.push(format!("\n{} {}", mark(&tally.ruling), claim.statement));
            lines.push(format!("  paper      {}", source(claim)));
            lines.push(format!("  criterion  {}", claim.criterion));
            lines.push(format!("  verdict    {}", verdict(tally)));
            for Spread { median, low, high } in &tally.measured {
                let written = |value: f64| median.quantity.written(value, unit);
                let range = match tally.runs {
                    1 => String::new(),
                    _ => format!("  (from {} to {})", written(*low), written(*high)),
                };
                lines.push(format!("  measured   {}: {}{range}", median.label, written(median.value)));
            }
            if tally.runs > 1 {
                lines.extend(self.runs().flat_map(|run| self.of_one_seed(run, claim)));
            }
        }
        if self.options.frames {
            lines.extend(self.runs().flat_map(|(params, replay, _)| self.frames(params, replay)));
        }
        let total = self.total();
        lines.push(format!("\n{:.1} s, {} steps, {:.3} ms a step", total.seconds, total.steps, total.ms_per_step()));
        lines.join("\n")
    }

    fn of_one_seed(&self, run: (&Params, &dyn Replay, &Timing), claim: &Claim) -> Option<String> {
        let (params, replay, _) = run;
        let unit = self.page.conditions(&self.params).unit;
        let verdict = replay.verdicts(usize::MAX).into_iter().find(|verdict| verdict.claim == claim.id)?;
        let measured =
            verdict.measured.iter().map(|it| format!("{}: {}", it.label, it.quantity.written(it.value, unit)));
        let measured = measured.collect::<Vec<_>>().join(", ");
        Some(format!("  seed {:<5} {} {measured}", self.seed(params), mark(&verdict.ruling)))
    }

    fn frames(&self, params: &Params, replay: &dyn Replay) -> Vec<String> {
        let frames = replay.to_json();
        let line = |(index, frame): (usize, &Value)| format!("{}: {frame}", replay.moment(index));
        let mut lines = vec![format!("\nframes of seed {}", self.seed(params))];
        lines.extend(frames.as_array().into_iter().flatten().enumerate().map(line));
        lines
    }

    fn seed(&self, params: &Params) -> String {
        params.get("seed").or(self.page.all_defaults().get("seed")).cloned().unwrap_or_default()
    }
}

fn mark(ruling: &Ruling) -> &'static str {
    match ruling {
        Ruling::Held => "✓",
        Ruling::DidNotHold => "✕",
        Ruling::Open { .. } => "…",
    }
}

fn verdict(tally: &Tally) -> String {
    match &tally.ruling {
        Ruling::Open { why, .. } => format!("open: {why}"),
        Ruling::Held if tally.runs == 1 => "held".into(),
        Ruling::DidNotHold if tally.runs == 1 => "did not hold".into(),
        _ => format!("held in {} of {}", tally.held, tally.runs),
    }
}
