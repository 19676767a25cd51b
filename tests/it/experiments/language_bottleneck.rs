//! A language bottleneck: slopes against differences, what picking finds, and what whole runs say.

use bottleneck_lab::{
    draws::Rng,
    experiments::{PAGES, language_bottleneck::Mixture},
    lab::{Page, Ruling, Verdict},
    plot::{Body, Cell, Unit},
};

use super::runs::{frames, replay, run};

fn page() -> &'static Page {
    PAGES.iter().find(|page| page.info.id == "language-bottleneck").unwrap()
}

fn verdicts(query: &str) -> Vec<Verdict> {
    assert_eq!(page().resolve(query).1, [], "{query}");
    replay(page(), query, &frames(&run(page(), query))).verdicts(usize::MAX)
}

fn measured(verdict: &Verdict, label: &str) -> f64 {
    verdict.measured.iter().find(|measured| measured.label == label).unwrap().value
}

/// Two sentences for each of three classes, four images.
fn mixture() -> Mixture {
    let mut rng = Rng::new(1, "cosines");
    let cosines = (0..24).map(|_| 0.05 * rng.normal()).collect();
    Mixture::new(cosines, vec![0, 1, 2, 1], 3, &[0, 0, 1, 1, 2, 2])
}

#[test]
fn slopes_are_what_the_loss_changes_by() {
    let mixture = mixture();
    let mut rng = Rng::new(2, "free numbers");
    let free: Vec<f64> = (0..18).map(|_| rng.normal()).collect();
    let (_, slopes) = mixture.slopes(&free);
    for at in 0..free.len() {
        let loss = |by: f64| {
            let mut moved = free.clone();
            moved[at] += by;
            mixture.slopes(&moved).0
        };
        let difference = (loss(1e-5) - loss(-1e-5)) / 2e-5;
        assert!((slopes[at] - difference).abs() < 1e-8, "{at}: {} {difference}", slopes[at]);
    }
    assert!(slopes.iter().any(|slope| slope.abs() > 1e-3), "{slopes:?}");
}

/// A class begins as e shares of each of its own sentences to one of every other, and stays a mean of all.
#[test]
fn a_class_is_a_mean_of_sentences_that_begins_with_its_own() {
    let mut mixture = mixture();
    let start = mixture.head();
    let own = 100.0 * std::f64::consts::E / (2.0 * std::f64::consts::E + 4.0);
    assert!((start.weight(1, 2) - own).abs() < 1e-9 && start.weight(1, 0) < own, "{start:?}");
    let first = mixture.advance();
    (0..300).for_each(|_| assert!(mixture.advance().is_finite()));
    assert!(mixture.advance() < first);
    let head = mixture.head();
    for class in 0..3 {
        assert!(head.row(class).iter().all(|weight| *weight > 0.0), "{head:?}");
        assert!((head.row(class).iter().sum::<f64>() - 100.0).abs() < 1e-9, "{head:?}");
    }
}

#[test]
fn one_image_is_enough_for_sentences_and_not_for_a_probe_in_three_worlds() {
    for seed in 1..=3 {
        let verdicts = verdicts(&format!("episodes=2&steps=20&seed={seed}"));
        assert_eq!(verdicts[0].ruling, Ruling::Held, "{seed}: {:?}", verdicts[0]);
        assert_eq!(verdicts[3].ruling, Ruling::Held, "{seed}: {:?}", verdicts[3]);
    }
}

/// A probe that is hardly trained does not catch up, so the claim can fail.
#[test]
fn without_training_no_probe_catches_up() {
    let verdicts = verdicts("episodes=1&steps=10&picks=12&junk=0");
    assert_eq!(verdicts[1].ruling, Ruling::DidNotHold, "{:?}", verdicts[1]);
}

#[test]
fn weak_nuisance_leaves_its_claims_open() {
    let verdicts = verdicts("episodes=1&steps=10&nuisance=0");
    for verdict in &verdicts[..2] {
        assert!(
            matches!(&verdict.ruling, Ruling::Open { settle: Some(query), .. } if query == "nuisance=3"),
            "{verdict:?}"
        );
    }
    assert_eq!(verdicts[4].ruling, Ruling::Held, "{:?}", verdicts[4]);
}

/// With no weight on coverage the two ways of picking are one.
#[test]
fn the_slider_ends_at_discriminability_alone() {
    let query = "episodes=1&steps=10&coverage=0";
    let sent = frames(&run(page(), query));
    let table = |query: &str| {
        let figure = replay(page(), query, &sent).figures(usize::MAX).into_iter().find(|figure| figure.id == "picks");
        match figure.unwrap().body {
            Body::Table(table) => table.rows,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(table(query), table(&format!("{query}&picker=discriminability")));
    assert_ne!(table(query), table(&format!("{query}&picker=random")));
}

/// One image of each class tells discriminability of its nuisance; sixteen tell more of concepts.
#[test]
fn discriminability_from_one_image_picks_junk() {
    let sent = frames(&run(page(), "episodes=1&steps=10"));
    let junk = |shots: &str| -> usize {
        let of_class = |class: usize| {
            let query = format!("episodes=1&steps=10&picker=discriminability&shots={shots}&class={class}");
            let figures = replay(page(), &query, &sent).figures(usize::MAX);
            let figure = figures.iter().find(|figure| figure.id == "picks").unwrap();
            let Body::Table(table) = &figure.body else { panic!("{figure:?}") };
            let junk = table.rows.iter().filter(|row| row[2] == Cell::Text("junk".into())).count();
            let caption = figure.caption.written(Unit::Nats);
            assert!(caption.contains(&format!("{junk} of 4 are junk")), "{caption}");
            junk
        };
        (1..=12).map(of_class).sum()
    };
    let [one, sixteen] = ["1", "16"].map(junk);
    assert!(one >= 40 && sixteen <= 30, "{one} and {sixteen} of 48");
}

#[test]
fn the_ends_of_the_ranges_are_survived() {
    for query in [
        "picks=12&junk=40&coverage=0&nuisance=6&noise=4",
        "picks=1&junk=0&coverage=1&nuisance=0&noise=0",
        "picks=12&junk=0&noise=0&nuisance=2",
    ] {
        for verdict in verdicts(&format!("episodes=1&steps=10&{query}")) {
            for number in &verdict.measured {
                assert!((0.0..=1.0).contains(&number.value), "{query}: {verdict:?}");
            }
        }
    }
    let held = verdicts("episodes=1&steps=10&picks=1&junk=0&coverage=1&nuisance=0&noise=0");
    assert_eq!(measured(&held[4], "probe, 1-shot"), 1.0);
}
