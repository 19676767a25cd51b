//! What holds of every experiment's runs: its smoke run is served as a worker serves it, and looked at from all sides.

use std::{cell::RefCell, rc::Rc, sync::OnceLock};

use bottleneck_lab::{
    experiments::{JOBS, PAGES},
    lab::{Edit, Field, FileId, Files, Page, Params, Replay, Ruling},
    plot::{Body, Cell, Chart, Figure, Images, Mark, Pixels, Scale, Style, Theme, Tile, Unit},
    worker::{
        native::surroundings,
        protocol::{Event, Request, RunId},
        serve::{Surroundings, serve},
    },
};
use burn::tensor::Device;
use futures::{channel::mpsc, executor::block_on};

use super::{assert_unique, is_kebab, others};

const RUN: RunId = RunId { batch: 7, repeat: 0 };

/// Serves a run of a query, and whatever is answered to its events; ends with the first ending that has no answer.
fn served(page: &Page, query: &str, paused: bool, answer: impl Fn(&Event) -> Option<Request> + 'static) -> Vec<Event> {
    let heard = Rc::new(RefCell::new(Vec::new()));
    let (sender, requests) = mpsc::unbounded();
    let experiment = page.info.id.into();
    sender.unbounded_send(Request::Run { run: RUN, experiment, query: query.into(), paused }).unwrap();
    let kept = heard.clone();
    let emit = move |event: Event| {
        match answer(&event) {
            Some(request) => sender.unbounded_send(request).unwrap(),
            None if matches!(event, Event::Finished { .. } | Event::Stopped { .. } | Event::Failed { .. }) => {
                sender.close_channel();
            }
            None => {}
        }
        kept.borrow_mut().push(event);
    };
    // The clock stands still: what it measures is the one thing in a frame that a seed does not decide.
    let surroundings = Surroundings { now: Box::new(|| 0.0), ..surroundings(JOBS, emit) };
    block_on(serve(JOBS, requests, Rc::new(surroundings), Device::flex()));
    heard.take()
}

/// The frames of a run on these files, or what it failed with.
pub(super) fn with_files(
    page: &Page,
    files: &[(&str, Vec<u8>)],
    query: &str,
) -> Result<Vec<serde_json::Value>, String> {
    let ids: Vec<FileId> = files.iter().map(|(name, bytes)| FileId::of(name, bytes)).collect();
    let (mut params, ignored) = page.resolve(query);
    assert_eq!(ignored, []);
    page.set(&mut params, "files", &Files::new(ids.iter().cloned()).to_string()).unwrap();
    let (sender, requests) = mpsc::unbounded();
    for (id, (_, bytes)) in ids.iter().zip(files) {
        sender.unbounded_send(Request::File { hash: id.hash().into(), bytes: bytes.clone() }).unwrap();
    }
    let query = params.to_query();
    let run = Request::Run { run: RUN, experiment: page.info.id.into(), query: query.clone(), paused: false };
    sender.unbounded_send(run).unwrap();
    let heard = Rc::new(RefCell::new(Vec::new()));
    let kept = heard.clone();
    let emit = move |event: Event| {
        if matches!(event, Event::Finished { .. } | Event::Failed { .. }) {
            sender.close_channel();
        }
        kept.borrow_mut().push(event);
    };
    block_on(serve(JOBS, requests, Rc::new(surroundings(JOBS, emit)), Device::flex()));
    let events = heard.take();
    match events.last() {
        Some(Event::Failed { reason, .. }) => Err(reason.clone()),
        _ => Ok(serde_json::from_value(replay(page, &query, &frames(&events)).to_json()).unwrap()),
    }
}

/// A run's frames, each in its place; an index that comes again amends.
pub(super) fn frames(events: &[Event]) -> Vec<Vec<u8>> {
    let mut frames: Vec<Vec<u8>> = Vec::new();
    for event in events {
        if let Event::Frame { run, index, bytes } = event {
            assert_eq!(*run, RUN);
            match frames.get_mut(*index as usize) {
                Some(frame) => *frame = bytes.clone(),
                None => {
                    assert_eq!(*index as usize, frames.len(), "a frame came out of turn");
                    frames.push(bytes.clone());
                }
            }
        }
    }
    frames
}

pub(super) fn run(page: &Page, query: &str) -> Vec<Event> {
    let events = served(page, query, false, |_| None);
    assert_eq!(events.last(), Some(&Event::Finished { run: RUN }), "{}?{query}", page.info.id);
    events
}

/// What a run that fails says.
pub(super) fn failed(page: &Page, query: &str) -> String {
    match served(page, query, false, |_| None).pop() {
        Some(Event::Failed { run: Some(RUN), reason }) => reason,
        other => panic!("{}?{query} ended with {other:?}", page.info.id),
    }
}

/// Every experiment's smoke run, computed once.
fn smoke() -> impl Iterator<Item = (&'static Page, &'static [Event])> {
    static EVENTS: OnceLock<Vec<Vec<Event>>> = OnceLock::new();
    let events = EVENTS.get_or_init(|| PAGES.iter().map(|page| run(page, page.info.smoke)).collect());
    PAGES.iter().zip(events.iter().map(Vec::as_slice))
}

pub(super) fn replay(page: &Page, query: &str, frames: &[Vec<u8>]) -> Box<dyn Replay> {
    let mut replay = (page.replay)(&page.resolve(query).0).unwrap();
    for (index, frame) in frames.iter().enumerate() {
        replay.push(index as u32, frame).unwrap();
    }
    replay
}

/// No frames, one, half of them, all.
fn prefixes(frames: &[Vec<u8>]) -> [usize; 4] {
    [0, 1, frames.len() / 2, frames.len()]
}

#[test]
fn the_queries_an_experiment_offers_are_good() {
    for (page, events) in smoke() {
        let offered = page.info.try_next.iter().map(|(words, query)| (*words, *query));
        for (words, query) in offered.chain([("smoke", page.info.smoke)]) {
            let (params, ignored) = page.resolve(query);
            assert_eq!(ignored, [], "{}: {query}", page.info.id);
            assert!(!words.is_empty() && params != Params::default(), "{}: {query} changes nothing", page.info.id);
            // A verdict that another run would settle says which: there it is only a matter of time.
            for frames in [vec![], frames(events)] {
                for verdict in replay(page, query, &frames).verdicts(usize::MAX) {
                    let Ruling::Open { why, settle } = &verdict.ruling else { continue };
                    assert!(!why.is_empty(), "{}: {} is open without a reason", page.info.id, verdict.claim);
                    let Some(settle) = settle else { continue };
                    assert_eq!(page.resolve(settle).1, [], "{}: {settle}", page.info.id);
                    let there = replay(page, settle, &[]).verdicts(0);
                    let same = there.iter().find(|other| other.claim == verdict.claim).unwrap();
                    let waits = matches!(&same.ruling, Ruling::Open { settle: None, .. });
                    assert!(waits, "{}?{settle} does not settle {}: {same:?}", page.info.id, verdict.claim);
                }
            }
        }
    }
}

#[test]
fn smoke_runs_finish_and_say_how_far_they_are() {
    for (page, events) in smoke() {
        assert!(frames(events).len() > 3, "{} sent {} frames", page.info.id, frames(events).len());
        let steps = events.iter().filter_map(|event| match event {
            Event::Progress { done, total, .. } => Some((*done, *total)),
            _ => None,
        });
        let steps: Vec<(u64, u64)> = steps.collect();
        assert!(steps.iter().all(|(done, total)| done <= total), "{}: {steps:?}", page.info.id);
        assert!(steps.windows(2).all(|pair| pair[0].0 <= pair[1].0), "{}: {steps:?}", page.info.id);
        assert!(steps.last().is_some_and(|(done, total)| done == total), "{}: {steps:?}", page.info.id);
    }
}

#[test]
fn a_seed_decides_every_frame() {
    for (page, events) in smoke() {
        let first = frames(events);
        let (mut params, _) = page.resolve(page.info.smoke);
        let again = frames(&run(page, &params.to_query()));
        let place = again.iter().zip(&first).position(|(a, b)| a != b);
        let json = |frames: &[Vec<u8>]| place.map(|at| replay(page, page.info.smoke, frames).to_json()[at].to_string());
        assert_eq!(json(&again), json(&first), "{}: the same seed, other frames", page.info.id);
        assert!(again == first, "{}: the same seed, more or fewer frames", page.info.id);
        page.set(&mut params, "seed", "1234567").unwrap();
        let other = frames(&run(page, &params.to_query()));
        assert_eq!(other != first, page.info.random, "{}: another seed", page.info.id);
    }
}

#[test]
fn stopped_after_one_frame_no_more_come() {
    for page in PAGES {
        let events = served(page, page.info.smoke, true, |event| match event {
            Event::Frame { .. } => Some(Request::Stop { run: RUN }),
            _ => None,
        });
        assert_eq!(frames(&events).len(), 1, "{}", page.info.id);
        assert_eq!(events.last(), Some(&Event::Stopped { run: RUN }), "{}", page.info.id);
    }
}

#[test]
fn every_prefix_of_a_run_has_its_verdicts() {
    for (page, events) in smoke() {
        let frames = frames(events);
        let replay = replay(page, page.info.smoke, &frames);
        for upto in prefixes(&frames) {
            let verdicts = replay.verdicts(upto);
            let claims: Vec<&str> = verdicts.iter().map(|verdict| verdict.claim.as_str()).collect();
            assert_eq!(claims, page.claims.iter().map(|claim| claim.id).collect::<Vec<_>>(), "{upto} frames");
            for verdict in &verdicts {
                assert_unique(&verdict.claim, verdict.measured.iter().map(|measured| measured.label.as_str()));
                assert!(verdict.measured.iter().all(|measured| measured.value.is_finite()), "{verdict:?}");
                let is_decided = !matches!(verdict.ruling, Ruling::Open { .. });
                assert!(!is_decided || (upto > 0 && !verdict.measured.is_empty()), "decided by nothing: {verdict:?}");
            }
        }
        let is_decided = |upto| replay.verdicts(upto).iter().any(|it| !matches!(it.ruling, Ruling::Open { .. }));
        assert!(is_decided(frames.len()), "{}: the smoke run decides nothing", page.info.id);
    }
}

/// What a click sets is a value that its field takes.
fn assert_edit_is_good(page: &Page, key: &str, value: &str, at: &str) {
    let field = page.field(key).unwrap_or_else(|| panic!("{at} sets {key}"));
    field.canonical(value).expect(at);
}

fn assert_images_are_sound(page: &Page, images: &Images, at: &str) {
    let [low, high] = images.range;
    assert!(low < high && low.is_finite() && high.is_finite() && images.columns > 0, "{at}: {low} to {high}");
    assert!(!images.tiles.is_empty(), "{at} shows no picture");
    for Tile { caption, width, height, pixels, outlines, edit, .. } in &images.tiles {
        let at = format!("{at}, “{caption}”");
        let (count, is_finite) = match pixels {
            Pixels::Grey(levels) => (levels.len(), levels.iter().all(|level| level.is_finite())),
            Pixels::Colour(colours) => (colours.len(), true),
        };
        assert!(*width > 0 && *height > 0 && count == width * height && is_finite, "{at}: {count} pixels");
        assert!(outlines.iter().all(|outline| outline.inside.len() == count), "{at}");
        edit.iter().for_each(|(key, value)| assert_edit_is_good(page, key, value, &at));
    }
}

fn assert_chart_is_sound(page: &Page, chart: &Chart, at: &str) {
    let finite = |values: &[f64]| assert!(values.iter().all(|value| value.is_finite()), "{at}: {values:?}");
    let ranged = |range: [f64; 2], scale: Scale| {
        finite(&range);
        assert!(range[0] < range[1], "{at}: {range:?}");
        assert!(scale == Scale::Linear || range[0] > 0.0, "{at}: {range:?} on a logarithmic axis");
    };
    for axis in [&chart.x, &chart.y] {
        assert!(!axis.label.is_empty(), "{at}");
        axis.range.into_iter().for_each(|range| ranged(range, axis.scale));
    }
    chart.colour.iter().for_each(|colour| ranged(colour.range, colour.scale));
    for mark in &chart.marks {
        let at = format!("{at}, {:?}", mark.name());
        match mark {
            Mark::Line { points, .. } => finite(points.as_flattened()),
            Mark::Trail { points, values, .. } => {
                finite(points.as_flattened());
                finite(values);
                assert!(points.len() == values.len() && chart.colour.is_some(), "{at}");
            }
            Mark::Dots { points, edit, .. } => {
                finite(points.as_flattened());
                if let Some(edit) = edit {
                    assert_eq!(edit.values.len(), points.len(), "{at}");
                    edit.values.iter().for_each(|value| assert_edit_is_good(page, &edit.key, value, &at));
                }
            }
            Mark::Ellipses { centres, axes, edit, .. } => {
                finite(centres.as_flattened());
                finite(axes.as_flattened());
                assert_eq!(centres.len(), axes.len(), "{at}");
                for [xx, xy, yy] in axes {
                    assert!(*xx >= 0.0 && *yy >= 0.0 && xy * xy <= xx * yy * (1.0 + 1e-6), "{at}: no covariance");
                }
                if let Some(edit) = edit {
                    assert_eq!(edit.values.len(), centres.len(), "{at}");
                    edit.values.iter().for_each(|value| assert_edit_is_good(page, &edit.key, value, &at));
                }
            }
            Mark::Band { points, .. } => {
                finite(points.as_flattened());
                assert!(points.iter().all(|[_, low, high]| low <= high), "{at}: {points:?}");
            }
            Mark::HeatMap { x_edges, y_edges, values } => {
                [x_edges, y_edges, values].into_iter().for_each(|it| finite(it));
                assert!((x_edges.len() - 1) * (y_edges.len() - 1) == values.len() && chart.colour.is_some(), "{at}");
            }
            Mark::Level { at: value, edit, .. } => {
                finite(&[*value]);
                edit.iter().for_each(|key| assert!(page.field(key).is_some(), "{at} sets {key}"));
            }
        }
    }
}

fn assert_figure_is_sound(page: &Page, figure: &Figure, at: &str) {
    let caption = figure.caption.written(Unit::Bits);
    assert!(is_kebab(&figure.id) && !figure.title.is_empty() && !caption.trim().is_empty(), "{at}: {figure:?}");
    match &figure.body {
        Body::Empty(why) => assert!(!why.is_empty(), "{at}"),
        Body::Table(table) => {
            for row in &table.rows {
                assert_eq!(row.len(), table.columns.len(), "{at}");
                for cell in row {
                    let is_sound = match cell {
                        Cell::Text(text) => !text.is_empty(),
                        Cell::Number(value) => value.is_finite(),
                        Cell::Interval { middle, low, high } => {
                            low <= middle && middle <= high && low.is_finite() && high.is_finite()
                        }
                        Cell::Pick(pick) => {
                            assert_edit_is_good(page, &pick.key, &pick.pressed(None), at);
                            !pick.name.is_empty()
                        }
                    };
                    assert!(is_sound, "{at}: {cell:?}");
                }
            }
        }
        Body::Images(images) => {
            assert_images_are_sound(page, images, at);
            for theme in [Theme::Light, Theme::Dark] {
                let svg = figure.to_svg(360, 200, &Style { theme, unit: Unit::Bits, pixel_ratio: 1.0 });
                let drawn = svg.map(|svg| svg.matches("<g ").count());
                assert_eq!(drawn, Some(images.tiles.len()), "{at}");
            }
        }
        Body::Cards(cards) => {
            cards.key.iter().for_each(|key| assert!(page.field(key).is_some(), "{at} sets {key}"));
            for card in &cards.cards {
                let shares = [card.probability, card.before, card.uncertainty()];
                assert!(!card.name.is_empty() && shares.iter().all(|it| (0.0..=1.0).contains(it)), "{at}: {card:?}");
            }
            for theme in [Theme::Light, Theme::Dark] {
                let svg = figure.to_svg(360, 300, &Style { theme, unit: Unit::Bits, pixel_ratio: 1.0 });
                assert!(svg.is_some_and(|svg| svg.contains("<text")), "{at}");
            }
        }
        Body::Chart(chart) => {
            assert_chart_is_sound(page, chart, at);
            for theme in [Theme::Light, Theme::Dark] {
                for (width, unit) in [(1000, Unit::Bits), (360, Unit::Nats)] {
                    let svg = figure.to_svg(width, 300, &Style { theme, unit, pixel_ratio: 1.0 });
                    assert!(svg.is_some_and(|svg| svg.contains("<text")), "{at} cannot be drawn {width} pixels wide");
                }
            }
        }
    }
}

#[test]
fn every_prefix_of_a_run_has_its_figures() {
    for (page, events) in smoke() {
        let frames = frames(events);
        let replay = replay(page, page.info.smoke, &frames);
        let ids = |upto| replay.figures(upto).into_iter().map(|figure| figure.id).collect::<Vec<_>>();
        let first = ids(0);
        assert!(!first.is_empty(), "{} draws nothing", page.info.id);
        assert_unique(page.info.id, first.iter().map(String::as_str));
        for upto in prefixes(&frames) {
            assert_eq!(ids(upto), first, "{}: other figures of {upto} frames", page.info.id);
            for figure in replay.figures(upto) {
                assert_figure_is_sound(page, &figure, &format!("{}/{} of {upto} frames", page.info.id, figure.id));
            }
        }
        let is_drawn = |figure: &Figure| !matches!(figure.body, Body::Empty(_));
        assert!(
            replay.figures(frames.len()).iter().all(is_drawn),
            "{}: a whole run leaves an empty figure",
            page.info.id
        );
    }
}

#[test]
fn redrawing_changes_pictures_and_nothing_else() {
    for (page, events) in smoke() {
        let frames = frames(events);
        let mut replay = replay(page, page.info.smoke, &frames);
        let (params, _) = page.resolve(page.info.smoke);
        let before = (replay.figures(usize::MAX), replay.verdicts(usize::MAX));
        for field in page.fields.iter().filter(|field| field.edit == Edit::Redraw) {
            let mut changed = false;
            for value in others(page, field) {
                let mut params = params.clone();
                page.set(&mut params, field.key, &value).unwrap();
                replay.edit(&params).unwrap();
                let figures = replay.figures(usize::MAX);
                for figure in &figures {
                    assert_figure_is_sound(
                        page,
                        figure,
                        &format!("{}/{}, {}={value}", page.info.id, figure.id, field.key),
                    );
                }
                changed |= figures != before.0;
                assert_eq!(replay.verdicts(usize::MAX), before.1, "{}={value} changes a verdict", field.key);
            }
            assert!(changed, "{}: {} changes no picture", page.info.id, field.key);
        }
        replay.edit(&params).unwrap();
        assert!(replay.figures(usize::MAX) == before.0, "{}: a picture stays edited", page.info.id);
    }
}

/// What is no number would leave as null, which only what may be absent is.
fn assert_numbers(json: &serde_json::Value) {
    const MAY_BE_ABSENT: [&str; 4] = ["ceiling", "interval", "label_entropy", "null"];
    match json {
        serde_json::Value::Null => panic!("a number that is none"),
        serde_json::Value::Array(values) => values.iter().for_each(assert_numbers),
        serde_json::Value::Object(fields) => fields
            .iter()
            .filter(|(key, value)| !(value.is_null() && MAY_BE_ABSENT.contains(&key.as_str())))
            .for_each(|(_, value)| assert_numbers(value)),
        _ => {}
    }
}

#[test]
fn frames_have_moments_and_leave_as_json() {
    for (page, events) in smoke() {
        let frames = frames(events);
        let replay = replay(page, page.info.smoke, &frames);
        assert_eq!(replay.len(), frames.len());
        for index in 0..frames.len() {
            assert!(!replay.moment(index).is_empty(), "{}: frame {index} has no moment", page.info.id);
        }
        assert_eq!(replay.moment(frames.len()), "");
        let json = replay.to_json();
        let exported = json.as_array().unwrap();
        assert_eq!(exported.len(), frames.len());
        assert!(!exported.is_empty());
        assert_numbers(&json);
    }
}

#[test]
fn frames_that_are_none_are_refused() {
    for (page, events) in smoke() {
        let frames = frames(events);
        let mut replay = (page.replay)(&Params::default()).unwrap();
        assert!(replay.push(1, &frames[0]).unwrap_err().to_string().contains("frame 1 came after only 0 frames"));
        assert!(replay.push(0, &[]).is_err() && replay.is_empty(), "{}", page.info.id);
    }
}

/// What is asked of a finished run is what a new one with the same settings would have found.
#[test]
fn asking_amends_frames_as_a_fresh_run_would_have_them() {
    let mut asked = 0;
    for (page, events) in smoke() {
        let fields: Vec<&Field> = page.fields.iter().filter(|field| field.edit == Edit::Ask).collect();
        if fields.is_empty() {
            continue;
        }
        let (mut params, _) = page.resolve(page.info.smoke);
        for field in &fields {
            let values = others(page, field);
            page.set(&mut params, field.key, values.get(1).unwrap_or(&values[0])).unwrap();
        }
        let query = params.to_query();
        let ask = RefCell::new(Some(Request::Ask { run: RUN, query: query.clone() }));
        let answered = served(page, page.info.smoke, false, move |event| match event {
            Event::Finished { .. } => ask.take(),
            _ => None,
        });
        assert_eq!(answered.last(), Some(&Event::Finished { run: RUN }), "{}?{query}", page.info.id);
        let (before, after) = (frames(events), frames(&answered));
        assert_eq!(after.len(), before.len(), "{} added frames", page.info.id);
        assert!(after != before, "{}?{query} amends nothing", page.info.id);
        assert!(after == frames(&run(page, &query)), "{}?{query}: a fresh run has other frames", page.info.id);
        asked += 1;
    }
    assert!(asked > 0, "no experiment can be asked");
}
