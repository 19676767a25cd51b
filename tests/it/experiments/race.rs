//! The estimator race: what it draws, what it ranks, and what it makes of its claims.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use bottleneck_lab::{
    datasets::sources::SOURCES,
    estimators::{self, Chosen, Measures},
    experiments::{JOBS, PAGES, estimator_race::ENTRANTS},
    lab::{Page, Replay, Ruling, Verdict},
    plot::{self, Body, Chart, Figure, Mark, Table},
    worker::{
        native::surroundings,
        protocol::{Event, Request, RunId},
        serve::{Surroundings, serve},
    },
};
use burn::tensor::Device;
use futures::{channel::mpsc, executor::block_on};

use super::runs::{frames, replay, run};

fn page() -> &'static Page {
    PAGES.iter().find(|page| page.info.id == "estimator-race").unwrap()
}

fn ran(query: &str) -> Box<dyn Replay> {
    assert_eq!(page().resolve(query).1, [], "{query}");
    replay(page(), query, &frames(&run(page(), query)))
}

fn figure(replay: &dyn Replay, id: &str) -> Figure {
    replay.figures(usize::MAX).into_iter().find(|figure| figure.id == id).unwrap()
}

fn chart(replay: &dyn Replay, id: &str) -> Chart {
    match figure(replay, id).body {
        Body::Chart(chart) => chart,
        other => panic!("{other:?}"),
    }
}

fn table(replay: &dyn Replay, id: &str) -> Table {
    match figure(replay, id).body {
        Body::Table(table) => table,
        other => panic!("{other:?}"),
    }
}

fn line(chart: &Chart, name: &str) -> Vec<[f64; 2]> {
    let of = |mark: &Mark| match mark {
        Mark::Line { name: of, dashed: false, points, .. } if of == name => Some(points.clone()),
        _ => None,
    };
    chart.marks.iter().find_map(of).unwrap_or_else(|| panic!("there is no line {name}"))
}

fn verdict(query: &str, claim: &str) -> Verdict {
    let verdicts = ran(query).verdicts(usize::MAX);
    verdicts.into_iter().find(|verdict| verdict.claim == claim).unwrap()
}

fn measured(verdict: &Verdict, label: &str) -> f64 {
    verdict.measured.iter().find(|measured| measured.label == label).unwrap_or_else(|| panic!("{label}")).value
}

/// No row of the table is left out, and none is a name of nothing.
#[test]
fn every_estimator_can_race() {
    for entrant in ENTRANTS {
        let chosen = Chosen::parse(entrant.query).unwrap();
        assert_eq!(Some(chosen.estimator.id), entrant.estimator().map(|estimator| estimator.id));
    }
    for estimator in estimators::ALL {
        assert!(ENTRANTS.iter().any(|entrant| entrant.query == estimator.id), "{} does not race", estimator.id);
    }
}

#[test]
fn every_source_can_be_raced_on() {
    for about in SOURCES {
        let query = format!(
            "source={}&n=60&truths=2&most_dims=2&repeats=1&permutations=0&subsamples=0&checks=none\
             &estimators=gaussian%2Bmass-bins%2Bplug-in",
            about.id
        );
        let replay = ran(&query);
        let standings = table(&*replay, "standings");
        let refused: f64 = standings.rows.iter().map(|row| number(&row[10]).unwrap()).sum();
        assert!((refused as usize) < replay.len(), "{query}");
        for figure in replay.figures(usize::MAX) {
            let is_of_tests = ["tests", "cases"].contains(&figure.id.as_str());
            assert_eq!(matches!(figure.body, Body::Empty(_)), is_of_tests, "{query}: {}", figure.id);
        }
    }
}

fn number(cell: &plot::Cell) -> Option<f64> {
    match cell {
        plot::Cell::Number(value) => Some(*value),
        _ => None,
    }
}

/// What a source cannot have is replaced by the nearest it can, and said.
#[test]
fn what_a_source_cannot_have_is_replaced_and_said() {
    let quick = "n=60&truths=3&most_dims=1&repeats=1&permutations=0&subsamples=0&checks=none&estimators=gaussian";
    for (query, truth) in
        [("source=sign-and-noise&information=3", std::f64::consts::LN_2), ("source=quantised&symbols=4", 4f64.ln())]
    {
        let replay = ran(&format!("{query}&{quick}"));
        let caption = figure(&*replay, "truth").caption.written(Default::default());
        assert!(caption.contains("cannot have"), "{caption}");
        let last = *line(&chart(&*replay, "truth"), "Gaussian").last().unwrap();
        assert!((last[0] - truth).abs() < 1e-6, "{last:?}");
    }
    let replay = ran(&format!("source=spiral&information=1&{quick}"));
    let caption = figure(&*replay, "truth").caption.written(Default::default());
    assert!(caption.contains("in 3 dimensions"), "{caption}");
    let replay = ran(quick);
    assert!(!figure(&*replay, "truth").caption.written(Default::default()).contains("cannot have"));
}

/// The Gaussian estimator on normals, of which it is the right one.
#[test]
fn the_right_estimator_stays_on_the_diagonal() {
    let query = "n=2000&truths=4&most_dims=5&repeats=4&permutations=20&subsamples=20&checks=none\
                 &estimators=gaussian%2Bmass-bins";
    let replay = ran(query);
    let along_truth = line(&chart(&*replay, "truth"), "Gaussian");
    assert_eq!(along_truth.iter().map(|[truth, _]| *truth).collect::<Vec<_>>(), [0.0, 2.0 / 3.0, 4.0 / 3.0, 2.0]);
    assert!(along_truth.iter().all(|[truth, read]| (truth - read).abs() < 0.05), "{along_truth:?}");
    for id in ["samples", "dimensions"] {
        let errors = line(&chart(&*replay, id), "Gaussian");
        assert!(errors.windows(2).all(|pair| pair[0][0] < pair[1][0]) && errors.len() >= 4, "{errors:?}");
        assert!(errors.iter().all(|[_, error]| error.abs() < 0.3), "{errors:?}");
        assert!(errors.last().unwrap()[1].abs() < 0.05, "{errors:?}");
    }
    // Ten bins hold at most ln 10 nats, and read too little of 2.
    let standings = table(&*replay, "standings");
    let [gaussian, bins] = &standings.rows[..] else { panic!("{standings:?}") };
    assert!(number(&bins[8]).unwrap() <= 10f64.ln() + 1e-9 && number(&gaussian[8]).is_none(), "{standings:?}");
    assert!(number(&gaussian[2]).unwrap() < number(&bins[2]).unwrap());
    assert_eq!((number(&gaussian[3]), number(&bins[3])), (Some(1.0), Some(2.0)));
    // A null of 2000 pairs is near 0, and of 10 × 10 cells near (10 − 1)²/2N.
    assert!(number(&gaussian[9]).unwrap() < 0.01, "{standings:?}");
    assert!((number(&bins[9]).unwrap() - 81.0 / 4000.0).abs() < 0.01, "{standings:?}");
}

#[test]
fn what_is_no_information_is_ranked_by_no_bias() {
    let query =
        "n=80&truths=2&most_dims=1&repeats=2&permutations=0&subsamples=0&checks=none&estimators=gaussian%2Bhsic";
    let replay = ran(query);
    let rows = table(&*replay, "standings").rows;
    for (row, is_information) in rows.iter().zip([true, false]) {
        assert!([2, 3, 5].iter().all(|column| number(&row[*column]).is_some() == is_information), "{row:?}");
    }
    assert_eq!(rows[1][1], plot::Cell::Text("no information".into()));
    assert!(chart(&*replay, "samples").marks.iter().all(|mark| mark.name().is_some_and(|name| !name.contains("HSIC"))));
    assert_eq!(estimators::find("hsic").unwrap().measures, Measures::Dependence);
}

#[test]
fn who_refuses_says_why() {
    let query =
        "n=60&truths=2&most_dims=1&repeats=1&permutations=0&subsamples=0&checks=none&estimators=gaussian&dim=50";
    let replay = ran(query);
    let caption = figure(&*replay, "standings").caption.written(Default::default());
    assert!(caption.contains("Gaussian refused: 60 points are too few"), "{caption}");
    // One reason of several is given once.
    let query = query.replace("estimators=gaussian", "estimators=plug-in%2Bnsb");
    let caption = figure(&*ran(&query), "standings").caption.written(Default::default());
    assert!(caption.contains("plug-in, NSB refused: ") && caption.matches("refused: ").count() == 1, "{caption}");
}

#[test]
fn nothing_to_do_is_refused_in_words() {
    let (_, ignored) = page().resolve("estimators=none&checks=none");
    assert!(ignored[0].message.contains("nothing to do"), "{ignored:?}");
}

#[test]
fn a_claim_whose_test_was_left_out_is_open_and_says_how_to_settle_it() {
    let replay = ran("n=60&truths=2&repeats=1&permutations=0&subsamples=0&checks=none&estimators=gaussian");
    for verdict in replay.verdicts(usize::MAX) {
        let settle = format!("checks={}", verdict.claim);
        assert_eq!(verdict.ruling, Ruling::Open { why: "its test was left out".into(), settle: Some(settle) });
    }
}

#[test]
fn adaptive_bins_read_a_relu_and_naive_ones_do_not() {
    let verdict = verdict("estimators=none&checks=bins-on-relu", "bins-on-relu");
    assert_eq!(verdict.ruling, Ruling::Held, "{verdict:?}");
    assert!((measured(&verdict, "truth, H(Y)") - 2.0 * std::f64::consts::LN_2).abs() < 1e-12);
    // Below 1 all is seen: off, and the first piece. The other three pieces share a bin.
    let seen = -(0.5f64 * 0.5f64.ln() + 0.125 * 0.125f64.ln() + 0.375 * 0.375f64.ln());
    assert!((measured(&verdict, "fixed bins over [−1, 1]") - seen).abs() < 0.05, "{verdict:?}");
}

/// Times come from the host's clock, and a host's clock that goes on shows in them.
#[test]
fn readings_are_timed_by_the_hosts_clock() {
    let quick = "n=60&truths=2&most_dims=1&repeats=1&permutations=0&subsamples=0&checks=none&estimators=gaussian";
    let time = |replay: &dyn Replay| number(&table(replay, "standings").rows[0][6]).unwrap();
    assert_eq!(time(&*ran(quick)), 0.0);
    let (sender, requests) = mpsc::unbounded();
    let frames = Rc::new(RefCell::new(Vec::new()));
    let request = Request::Run {
        run: RunId { batch: 7, repeat: 0 },
        experiment: page().info.id.into(),
        query: quick.into(),
        paused: false,
    };
    sender.unbounded_send(request).unwrap();
    let heard = frames.clone();
    let emit = move |event: Event| match event {
        Event::Frame { bytes, .. } => heard.borrow_mut().push(bytes),
        Event::Finished { .. } => sender.close_channel(),
        _ => {}
    };
    let ticks = Cell::new(0.0);
    let now = move || ticks.replace(ticks.get() + 5.0);
    let surroundings = Surroundings { now: Box::new(now), ..surroundings(JOBS, emit) };
    block_on(serve(JOBS, requests, Rc::new(surroundings), Device::flex()));
    assert!(time(&*replay(page(), quick, &frames.take())) >= 5e-3);
}

/// 100 samples bring the standard error below 0.004 nat, so that a bias of a hundredth of a nat would show.
#[test]
fn ksg_is_exact_without_dependence_and_near_with_it() {
    let verdict = verdict("estimators=none&checks=ksg-on-normals", "ksg-on-normals");
    assert_eq!(verdict.ruling, Ruling::Held, "{verdict:?}");
    for case in ["r = 0", "r = 0.3", "r = 0.6", "r = 0.9"] {
        let error = measured(&verdict, &format!("standard error at {case}"));
        assert!(error > 0.001 && error < 0.005, "{case}: {error}");
        assert!(measured(&verdict, &format!("bias at {case}")).abs() < 0.03, "{verdict:?}");
    }
}

/// Long tails move KSG, the paper's mild maps in one dimension hardly do, and nothing moves it on ranks.
#[test]
fn long_tails_move_ksg_but_not_on_ranks() {
    let verdict = verdict("estimators=none&checks=ranks-restore-invariance", "ranks-restore-invariance");
    assert_eq!(verdict.ruling, Ruling::Held, "{verdict:?}");
    assert!(measured(&verdict, "moved from student-1-1 to asinh-student-1-1") > 0.05, "{verdict:?}");
    assert!(measured(&verdict, "moved from two-pairs-3 to half-cube-two-pairs-3") < -0.05, "{verdict:?}");
    assert!(measured(&verdict, "moved from normal-1 to wiggly-normal-1").abs() < 0.02, "{verdict:?}");
    assert_eq!(measured(&verdict, "most moved on ranks"), 0.0);
}

#[test]
fn infonce_stops_at_the_logarithm_of_its_batch() {
    let verdict = verdict("estimators=none&checks=infonce-saturates", "infonce-saturates");
    assert_eq!(verdict.ruling, Ruling::Held, "{verdict:?}");
    let ceiling = measured(&verdict, "ln B");
    assert!((ceiling - 16f64.ln()).abs() < 1e-12);
    let read = ["0.5", "1", "1.5", "2", "3"].map(|share| measured(&verdict, &format!("mean reading at {share} ln B")));
    assert!(read.is_sorted() && read[0] > 0.3 * ceiling && read[4] < ceiling, "{read:?}");
}
