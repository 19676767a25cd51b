//! Phase transitions: what they are known to be, and how the claims take what is not there.

use bottleneck_lab::{
    experiments::PAGES,
    lab::{Page, Replay, Ruling, Verdict},
    plot::{Along, Body, Mark},
};

use super::runs::{frames, replay, run};

fn page() -> &'static Page {
    PAGES.iter().find(|page| page.info.id == "phase-transitions").unwrap()
}

fn ran(query: &str) -> Box<dyn Replay> {
    assert_eq!(page().resolve(query).1, [], "{query}");
    replay(page(), query, &frames(&run(page(), query)))
}

fn verdict(verdicts: &[Verdict], claim: &str) -> Verdict {
    verdicts.iter().find(|verdict| verdict.claim == claim).unwrap().clone()
}

fn measured(verdict: &Verdict, label: &str) -> f64 {
    verdict.measured.iter().find(|measured| measured.label == label).unwrap().value
}

const EXACT: [&str; 5] = ["silence-ends", "nothing-before", "later-splits", "best-codes-are-stable", "class-by-class"];

#[test]
fn transitions_come_where_they_are_predicted_on_every_seed() {
    for seed in 1..4 {
        let verdicts = ran(&format!("seed={seed}&points=16&steps=1000&replicas=1")).verdicts(usize::MAX);
        for claim in EXACT.into_iter().chain(["networks-too"]) {
            let verdict = verdict(&verdicts, claim);
            assert_eq!(verdict.ruling, Ruling::Held, "seed {seed}: {verdict:?}");
        }
        let later = measured(&verdict(&verdicts, "later-splits"), "later splits");
        assert!(later >= 10.0, "{later}");
        // As the information curve finds too: the best code may jump before silence loses its hold.
        let earliest = measured(&verdict(&verdicts, "silence-ends"), "earliest better code, as a multiple of 1/σ₂²");
        assert!(earliest < 0.97, "{earliest}");
    }
}

#[test]
fn a_binary_symmetric_table_has_one_transition_and_no_jump() {
    let query = "source=yours&table=0.45,0.05;0.05,0.45&points=10&steps=100&replicas=1";
    let run = ran(query);
    let verdicts = run.verdicts(usize::MAX);
    let earliest = measured(&verdict(&verdicts, "silence-ends"), "earliest better code, as a multiple of 1/σ₂²");
    assert!((earliest - 1.0).abs() < 2e-3, "{earliest}");
    let Ruling::Open { settle, .. } = verdict(&verdicts, "later-splits").ruling else { panic!("a second split") };
    assert!(settle.is_some());
    // 1/(1 − 2e)² = 1.5625 is drawn.
    let Body::Chart(chart) = run.figures(usize::MAX).remove(0).body else { panic!("no chart") };
    let lines: Vec<f64> = chart
        .marks
        .iter()
        .filter_map(|mark| match mark {
            Mark::Level { axis: Along::X, at, .. } => Some(*at),
            _ => None,
        })
        .collect();
    assert!(lines.len() == 1 && (lines[0] - 1.5625).abs() < 1e-9, "{lines:?}");
}

#[test]
fn classes_come_one_by_one_or_all_at_once() {
    for (query, transitions, classes) in
        [("classes=5&cleanest=0.05&noisiest=0.4", 4.0, 5.0), ("classes=6&cleanest=0&noisiest=0", 1.0, 6.0)]
    {
        let verdicts = ran(&format!("joints=1&points=24&steps=100&replicas=1&{query}")).verdicts(usize::MAX);
        let verdict = verdict(&verdicts, "class-by-class");
        assert_eq!(verdict.ruling, Ruling::Held, "{query}: {verdict:?}");
        let found = ["transitions", "classes learned in the end"].map(|label| measured(&verdict, label));
        assert_eq!(found, [transitions, classes], "{query}: {verdict:?}");
    }
}

#[test]
fn joints_at_the_ends_of_the_ranges_are_solved_or_refused_in_words() {
    for query in ["rows=8&columns=2&reach=1.5", "rows=2&columns=8&concentration=50"] {
        let verdicts = ran(&format!("joints=2&points=10&steps=100&replicas=1&{query}")).verdicts(usize::MAX);
        assert_eq!(verdict(&verdicts, "silence-ends").ruling, Ruling::Held, "{query}: {verdicts:?}");
    }
    let (params, ignored) = page().resolve("source=yours&table=1,2;2,4");
    assert_eq!(params.get("table"), None);
    assert!(ignored[0].key == "table" && ignored[0].message.contains("independent"), "{ignored:?}");
}
