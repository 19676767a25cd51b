//! Truth hurts: what five bottlenecks do when they are told.

use bottleneck_lab::{
    experiments::PAGES,
    lab::{Page, Ruling, Verdict},
};

use super::runs::{frames, replay, run};

fn page() -> &'static Page {
    PAGES.iter().find(|page| page.info.id == "truth-hurts").unwrap()
}

fn verdicts(query: &str) -> Vec<Verdict> {
    assert_eq!(page().resolve(query).1, [], "{query}");
    replay(page(), query, &frames(&run(page(), query))).verdicts(usize::MAX)
}

fn measured(verdict: &Verdict, label: &str) -> f64 {
    verdict.measured.iter().find(|measured| measured.label == label).unwrap().value
}

/// Half the margins of the claims, on one seed.
#[test]
fn truth_hurts_logits_and_neither_embeddings_nor_hybrids() {
    let verdicts = verdicts("replicas=1");
    let change = |claim: usize, task: &str| {
        let [untold, told] = ["untold", "all told"].map(|when| measured(&verdicts[claim], &format!("{task}, {when}")));
        told - untold
    };
    for task in ["XOR", "Trigonometry", "Dot product"] {
        assert!(measured(&verdicts[0], &format!("{task}, untold")) > 0.93, "{verdicts:?}");
        assert!(change(0, task) > -0.02, "an embedding is told and falls: {verdicts:?}");
        assert!(change(3, task).abs() < 0.04, "{verdicts:?}");
    }
    for (task, fall) in [("XOR", 0.2), ("Dot product", 0.125)] {
        assert!(measured(&verdicts[1], &format!("{task}, untold")) < 0.7, "{verdicts:?}");
        assert!(change(2, task) < -fall, "{verdicts:?}");
    }
}

/// The criteria can fail: after one epoch nothing is learned yet.
#[test]
fn too_little_training_is_seen() {
    let verdicts = verdicts("epochs=1&samples=100&replicas=1&batch=1024&rate=0.0001");
    assert_eq!((&verdicts[0].ruling, &verdicts[2].ruling), (&Ruling::DidNotHold, &Ruling::DidNotHold), "{verdicts:?}");
}

#[test]
fn single_tasks_decide_nothing_and_none_is_refused() {
    for verdict in verdicts("tasks=dot&epochs=1&samples=100&replicas=1") {
        let Ruling::Open { settle: Some(settle), .. } = &verdict.ruling else { panic!("{verdict:?}") };
        assert!(settle.contains("xor"), "{settle}");
    }
    let (_, ignored) = page().resolve("tasks=none");
    assert!(ignored[0].key == "tasks" && ignored[0].message.contains("allowed"), "{ignored:?}");
}
