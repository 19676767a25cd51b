//! Discover, then name: what dictionaries find in small worlds, and that names touch nothing that was trained.

use bottleneck_lab::{
    experiments::PAGES,
    lab::{Page, Replay, Ruling, Verdict},
    plot::{Body, Cell},
};
use serde_json::Value;

use super::runs::{frames, replay, run};

fn page() -> &'static Page {
    PAGES.iter().find(|page| page.info.id == "discover-then-name").unwrap()
}

fn ran(query: &str) -> Box<dyn Replay> {
    replay(page(), query, &frames(&run(page(), query)))
}

fn measured(verdict: &Verdict, label: &str) -> f64 {
    verdict.measured.iter().find(|measured| measured.label == label).unwrap_or_else(|| panic!("{verdict:?}")).value
}

fn held(verdict: &Verdict) -> bool {
    match verdict.ruling {
        Ruling::Held => true,
        Ruling::DidNotHold => false,
        Ruling::Open { .. } => panic!("not decided: {verdict:?}"),
    }
}

fn of_kind(replay: &dyn Replay, kind: &str) -> Vec<Value> {
    let all = replay.to_json();
    all.as_array().unwrap().iter().filter_map(|frame| frame.get(kind).cloned()).collect()
}

/// The defaults, three seeds: concepts are found and named, only between the ends of the sweep.
#[test]
fn concepts_are_found_and_named_at_the_right_price() {
    for seed in 1..=3 {
        let verdicts = ran(&format!("seed={seed}&shots=20")).verdicts(usize::MAX);
        assert!(verdicts[..3].iter().all(held), "{verdicts:?}");
        assert!(measured(&verdicts[2], "lowest price") < 0.75, "{verdicts:?}");
    }
}

#[test]
fn dense_concepts_are_not_found() {
    let verdicts = ran("density=0.5&steps=600&shots=10").verdicts(usize::MAX);
    assert!(!held(&verdicts[0]) && !held(&verdicts[1]), "{verdicts:?}");
    assert!(measured(&verdicts[0], "mean largest cosine") < 0.8);
}

/// With atoms of any length the price is cheated: as cheap a code, though as many latents fire as at a lower price.
#[test]
fn long_atoms_cheat_the_price() {
    let firing = |atoms: &str| {
        let replay = ran(&format!("atoms={atoms}&steps=500&prices=0.3&shots=10"));
        let steps = of_kind(replay.as_ref(), "Step");
        steps.last().unwrap()["readings"][0]["active"].as_f64().unwrap()
    };
    let [held, free] = [firing("unit"), firing("free")];
    assert!(free > 1.2 * held, "{held} {free}");
}

#[test]
fn words_change_names_and_nothing_else() {
    let query = "concepts=12&dimensions=8&latents=16&steps=120&samples=600&prices=0.1,0.3&shots=10";
    let [near, far] = ["0", "3"].map(|noise| ran(&format!("{query}&text_noise={noise}")));
    assert_eq!(of_kind(near.as_ref(), "Step"), of_kind(far.as_ref(), "Step"));
    let right = |replay: &dyn Replay| of_kind(replay, "Named")[0]["of_truth"].as_f64().unwrap();
    assert_eq!(right(near.as_ref()), 1.0);
    assert!(right(far.as_ref()) < 0.8, "{}", right(far.as_ref()));
}

/// A word more must not move the others.
#[test]
fn other_words_leave_the_words_of_concepts_alone() {
    let query = "concepts=12&dimensions=8&latents=16&steps=120&samples=600&prices=0.3&shots=10&text_noise=1.5";
    let of_truth = |words: usize| {
        let replay = ran(&format!("{query}&distractors={words}"));
        of_kind(replay.as_ref(), "Named")[0]["of_truth"].as_f64().unwrap()
    };
    let found = [0, 50, 1000].map(of_truth);
    assert!(found[0] > found[2] && found[0] >= found[1] && found[1] >= found[2], "{found:?}");
}

/// The parts of a decision are those of its logit, largest first.
#[test]
fn a_decision_is_the_sum_of_its_parts() {
    let query = "concepts=8&dimensions=8&latents=8&steps=200&samples=600&prices=0.3&shots=20&penalties=0,1";
    let look = of_kind(ran(query).as_ref(), "Look").remove(0);
    let parts: Vec<f64> =
        look["case"]["parts"].as_array().unwrap().iter().map(|part| part["contribution"].as_f64().unwrap()).collect();
    assert_eq!(parts.len(), 8);
    assert!(parts.windows(2).all(|pair| pair[0].abs() >= pair[1].abs()), "{parts:?}");
    assert!((parts.iter().sum::<f64>() - look["case"]["logit"].as_f64().unwrap()).abs() < 1e-9);
    for head in look["heads"].as_array().unwrap() {
        let covered: Vec<f64> = head["covered"].as_array().unwrap().iter().map(|it| it.as_f64().unwrap()).collect();
        assert!(covered.windows(2).all(|pair| pair[1] >= pair[0] - 1e-12), "{covered:?}");
        assert!((covered[7] - 1.0).abs() < 1e-9, "all eight latents cover everything: {covered:?}");
        let needed: Vec<f64> = head["needed"].as_array().unwrap().iter().map(|it| it.as_f64().unwrap()).collect();
        assert!(needed[0] >= 1.0 && needed[0] <= needed[1] && needed[1] <= needed[2] && needed[2] <= 8.0, "{needed:?}");
    }
}

#[test]
fn a_penalty_so_high_that_no_weight_is_left_explains_nothing_and_breaks_nothing() {
    let query = "concepts=8&dimensions=6&latents=8&steps=60&samples=300&prices=100&shots=10&penalties=100&look=100";
    let replay = ran(query);
    let verdicts = replay.verdicts(usize::MAX);
    assert!(matches!(verdicts[3].ruling, Ruling::Open { .. }), "{verdicts:?}");
    let figures = replay.figures(usize::MAX);
    let names = figures.iter().find(|figure| figure.id == "names").unwrap();
    match &names.body {
        Body::Table(table) => {
            assert!(table.rows.iter().flatten().all(|cell| !matches!(cell, Cell::Number(it) if it.is_nan())))
        }
        Body::Empty(why) => assert!(why.contains("fires"), "{why}"),
        other => panic!("{other:?}"),
    }
}

/// The ends of the ranges run to their end.
#[test]
fn the_ends_of_ranges_run() {
    for query in [
        "concepts=128&dimensions=4&latents=256&steps=10&samples=100&batch=8&prices=0.0001,100&shots=10&noise=1&density=0.01",
        "concepts=8&dimensions=64&latents=8&steps=11&samples=100&batch=512&density=0.5&noise=0&shots=10&distractors=0\
         &text_noise=0&scene=500",
    ] {
        assert_eq!(ran(query).verdicts(usize::MAX).len(), page().claims.len(), "{query}");
    }
}

#[test]
fn lists_that_are_none_are_refused_in_words() {
    for (query, key) in [("prices=0.1,0.1", "prices"), ("prices=0", "prices"), ("penalties=-1", "penalties")] {
        let (_, ignored) = page().resolve(query);
        assert!(ignored.len() == 1 && ignored[0].key == key && ignored[0].message.contains("allowed"), "{ignored:?}");
    }
}
