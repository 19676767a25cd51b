//! Concept leakage: light concepts leak, heavy ones do not, and every detector says so.

use bottleneck_lab::{
    experiments::{PAGES, concept_leakage::*},
    lab::{Page, Ruling, Verdict},
};

use super::runs::{frames, replay, run};

fn page() -> &'static Page {
    PAGES.iter().find(|page| page.info.id == "concept-leakage").unwrap()
}

fn verdicts(query: &str) -> Vec<Verdict> {
    assert_eq!(page().resolve(query).1, [], "{query}");
    replay(page(), query, &frames(&run(page(), query))).verdicts(usize::MAX)
}

fn found(query: &str) -> (Vec<Measured>, Probed) {
    let frames: Vec<Frame> =
        frames(&run(page(), query)).iter().map(|bytes| postcard::from_bytes(bytes).unwrap()).collect();
    let mut measured: Vec<Measured> = Vec::new();
    let mut last = None;
    for frame in frames {
        match frame {
            Frame::Measured(one) => measured.push(one),
            Frame::Probed(probed) => last = Some(probed),
            Frame::Birds(_) | Frame::Learning(_) => {}
        }
    }
    measured.sort_by_key(|measured| measured.network);
    (measured, last.unwrap())
}

/// Half the margins of the claims, on one seed and fewer birds.
#[test]
fn light_concepts_leak_and_heavy_ones_do_not() {
    let (measured, probed) = found("replicas=1&train=2000&held_out=4000");
    assert_eq!(measured.iter().map(|it| it.network).collect::<Vec<_>>(), (0..NETWORKS).collect::<Vec<_>>());
    let outcomes: Vec<&Outcome> = measured.iter().map(|it| &it.seeds[0]).collect();
    let change = |network: usize| outcomes[network].curve[12] - outcomes[network].curve[0];
    let [leaky, pure, own] = [0, 5, INDEPENDENT].map(|network| outcomes[network]);
    assert!(leaky.impurity > 1.6 * pure.impurity, "{} {}", leaky.impurity, pure.impurity);
    assert!(leaky.off_diagonal > 1.3 * leaky.floor_off_diagonal, "{} {}", leaky.off_diagonal, leaky.floor_off_diagonal);
    assert!(change(1) > 0.05 && change(5) < 0.0 && change(INDEPENDENT) < 0.0);
    let extra =
        |outcome: &Outcome| outcome.information.iter().sum::<f64>() - outcome.information_null.iter().sum::<f64>();
    assert!(extra(leaky) > 2.0 * extra(own), "{} {}", extra(leaky), extra(own));
    let lost = |network: usize| probed.soft[network][0] - probed.hard[network][0];
    assert!(lost(0) > lost(INDEPENDENT) + 0.02, "{} {}", lost(0), lost(INDEPENDENT));
    assert!(probed.truth[0] > 0.95, "{}", probed.truth[0]);
    // Untold, none is much worse: that is why accuracy does not tell.
    assert!((leaky.curve[0] - own.curve[0]).abs() < 0.1, "{} {}", leaky.curve[0], own.curve[0]);
}

/// What is dealt anew among equals keeps the diagonal, and nothing else but chance.
#[test]
fn the_floor_keeps_what_is_known_of_the_concept_itself() {
    let (measured, _) = found("replicas=1&train=600&held_out=2000&epochs=6");
    for outcome in measured.iter().map(|it| &it.seeds[0]) {
        let diagonal = |score: f64, off: f64| (score * score - off * off).sqrt();
        let [own, dealt] =
            [diagonal(outcome.impurity, outcome.off_diagonal), diagonal(outcome.floor, outcome.floor_off_diagonal)];
        assert!((own - dealt).abs() < 1e-6, "{own} {dealt}");
        let again: f64 = outcome.differences.iter().map(|it| it * it).sum::<f64>().sqrt() / 6.0;
        assert!((again - outcome.impurity).abs() < 1e-12);
    }
}

/// The criteria can fail: what has hardly been trained neither leaks nor is pure.
#[test]
fn too_little_training_is_seen() {
    let verdicts = verdicts("epochs=1&train=100&held_out=400&replicas=1&rate=0.0001");
    let rulings: Vec<&Ruling> = verdicts.iter().map(|verdict| &verdict.ruling).collect();
    assert_eq!(rulings[1..3], [&Ruling::DidNotHold; 2], "{verdicts:?}");
}

#[test]
fn other_flocks_decide_nothing() {
    for (query, open) in [("loose=0.1", [true, true, false, false]), ("close=0.2", [false, false, true, true])] {
        let query = format!("{query}&{}", page().info.smoke);
        let found =
            verdicts(&query).iter().map(|verdict| matches!(verdict.ruling, Ruling::Open { .. })).collect::<Vec<_>>();
        assert_eq!(found, open, "{query}");
    }
}

#[test]
fn the_ends_of_every_range_run() {
    for query in [
        "train=100&held_out=100&epochs=1&replicas=4&width=2&noise=1&loose=0.45&close=0",
        "train=100&held_out=100&epochs=2&replicas=1&width=128&noise=0&loose=0.05&close=0.25&rate=0.05",
    ] {
        assert!(verdicts(query).len() == 4, "{query}");
    }
}
