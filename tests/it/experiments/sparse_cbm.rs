//! Sparse concept bottlenecks: gates that shut what is of no use, a search by hand, and what whole runs find.

use bottleneck_lab::{
    draws::Rng,
    experiments::{
        PAGES,
        sparse_cbm::{Gated, Treatment, search},
    },
    lab::{Kind, Ruling, Verdict},
    plot::{Body, Mark, Unit},
    samples::Samples,
};

use super::runs::{frames, replay, run};

fn verdicts(query: &str) -> Vec<Verdict> {
    let page = PAGES.iter().find(|page| page.info.id == "sparse-cbm").unwrap();
    assert_eq!(page.resolve(query).1, [], "{query}");
    replay(page, query, &frames(&run(page, query))).verdicts(usize::MAX)
}

fn measured(verdict: &Verdict, label: &str) -> f64 {
    verdict.measured.iter().find(|measured| measured.label == label).unwrap().value
}

/// Two classes that the first of six columns alone tells apart.
#[test]
fn gates_shut_all_but_what_tells_classes_apart() {
    let mut rng = Rng::new(1, "columns");
    let labels: Vec<usize> = (0..200).map(|i| i % 2).collect();
    let row = |label: &usize| -> Vec<f64> {
        let told = if *label == 1 { 1.0 } else { -1.0 };
        (0..6).map(|k| if k == 0 { told + 0.2 * rng.normal() } else { rng.normal() }).collect()
    };
    let inputs = Samples::new(labels.iter().flat_map(row).collect(), 6).unwrap();
    let head = |price: f64| {
        let mut gated = Gated::new(inputs.clone(), labels.clone(), 2, price, Rng::new(1, "gates"));
        (0..300).for_each(|_| assert!(gated.advance().is_finite()));
        gated.head()
    };
    let priced = head(0.1);
    assert_eq!(priced.accuracy(inputs.values(), &labels), 1.0);
    for class in 0..2 {
        assert!((1..6).all(|k| priced.weight(class, k) == 0.0), "{priced:?}");
    }
    assert!((0..2).any(|class| priced.weight(class, 0) != 0.0), "{priced:?}");
    let open = |head: &bottleneck_lab::concepts::Head| head.weights.iter().filter(|weight| **weight != 0.0).count();
    assert!(open(&head(0.0)) > open(&priced));
}

/// Angles are worked out by hand: an offset of the second concept hides the first from row sums.
#[test]
fn centring_takes_away_what_all_images_share() {
    let names = [1.0, 0.5, 0.5, 1.0];
    let images = [0.2, 1.0, 0.1, 1.1];
    assert_eq!(search(&images, &names, 2, Treatment::RowSums), [1, 1]);
    assert_eq!(search(&images, &names, 2, Treatment::Centred), [0, 1]);
    // Without an offset both are right.
    for treatment in [Treatment::RowSums, Treatment::Centred] {
        assert_eq!(search(&names, &names, 2, treatment), [0, 1]);
    }
}

/// The search needs no training; its verdicts do not wait for any.
#[test]
fn centred_search_beats_names_and_row_sums_in_three_worlds() {
    for seed in 1..=3 {
        let verdicts = verdicts(&format!("images=5&steps=20&seed={seed}"));
        assert_eq!(verdicts[3].ruling, Ruling::Held, "{seed}: {:?}", verdicts[3]);
    }
}

/// Names that are exact leave the search nothing to repair.
#[test]
fn a_search_can_lose_to_exact_names() {
    let verdicts = verdicts("images=5&steps=20&name_noise=0");
    assert_eq!(verdicts[3].ruling, Ruling::DidNotHold, "{:?}", verdicts[3]);
}

#[test]
fn the_ends_of_the_ranges_are_survived() {
    for query in ["noise=0&name_noise=0&gap=0", "noise=6&name_noise=6&gap=4", "noise=0&gap=4"] {
        for verdict in verdicts(&format!("images=5&steps=20&{query}")) {
            assert!(!matches!(verdict.ruling, Ruling::Open { .. }), "{query}: {verdict:?}");
        }
    }
}

#[test]
fn barely_trained_gates_are_not_sparser() {
    let verdicts = verdicts("images=5&steps=20");
    assert_eq!(verdicts[0].ruling, Ruling::DidNotHold, "{:?}", verdicts[0]);
    assert!(measured(&verdicts[0], "concepts a class, gates") > 30.0, "{:?}", verdicts[0]);
}

/// The field’s labels say the strengths that heads were trained with, and a click on a head’s dot shows that head.
#[test]
fn every_head_can_be_looked_at() {
    let page = PAGES.iter().find(|page| page.info.id == "sparse-cbm").unwrap();
    let sent = frames(&run(page, page.info.smoke));
    let json = replay(page, page.info.smoke, &sent).to_json();
    let strengths: Vec<f64> =
        json.as_array().unwrap().iter().filter_map(|frame| frame.pointer("/Head/strength")?.as_f64()).collect();
    let Kind::Choice(heads) = page.field("head").unwrap().kind else { panic!("no choice") };
    assert_eq!(strengths.len(), heads.len(), "{json}");
    for ((_, label), strength) in heads.iter().zip(&strengths).skip(1) {
        assert!(label.ends_with(&format!(" {strength}")), "{label} {strength}");
    }
    let figures = replay(page, page.info.smoke, &sent).figures(usize::MAX);
    let Body::Chart(chart) = &figures[0].body else { panic!("{:?}", figures[0]) };
    let mut looked_at = Vec::new();
    for mark in &chart.marks {
        let Mark::Dots { points, edit: Some(edit), .. } = mark else { continue };
        for ([concepts, _], head) in points.iter().zip(&edit.values) {
            let weights: usize = (1..=20).map(|class| weights_of(page, &sent, head, class)).sum();
            assert!((weights as f64 / 20.0 - concepts).abs() < 1e-9, "{head}: {weights} {concepts}");
            looked_at.push(head.clone());
        }
    }
    looked_at.sort();
    let mut all: Vec<&str> = heads.iter().map(|(key, _)| *key).collect();
    all.sort_unstable();
    assert_eq!(looked_at, all);
}

/// How many weights a class’s explanation has, as its caption says and as its chart shows.
fn weights_of(page: &bottleneck_lab::lab::Page, sent: &[Vec<u8>], head: &str, class: usize) -> usize {
    let query = format!("{}&head={head}&class={class}", page.info.smoke);
    let figures = replay(page, &query, sent).figures(usize::MAX);
    let figure = |id: &str| figures.iter().find(|figure| figure.id == id).unwrap();
    let Body::Chart(chart) = &figure("weights").body else { panic!("{figures:?}") };
    let dots = chart.marks.iter().map(|mark| if let Mark::Dots { points, .. } = mark { points.len() } else { 0 }).sum();
    let caption = figure("explanation").caption.written(Unit::Nats);
    assert!(caption.contains(&format!("of its {dots} weights")), "{caption}");
    dots
}
