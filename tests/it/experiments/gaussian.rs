//! The Gaussian VIB: the whole variational path held against a closed form.

use bottleneck_lab::{
    experiments::PAGES,
    lab::{Page, Ruling, Verdict},
};

use super::runs::{frames, replay, run};

fn page() -> &'static Page {
    PAGES.iter().find(|page| page.info.id == "gaussian-vib").unwrap()
}

fn verdicts(query: &str) -> Vec<Verdict> {
    assert_eq!(page().resolve(query).1, [], "{query}");
    replay(page(), query, &frames(&run(page(), query))).verdicts(usize::MAX)
}

fn measured(verdict: &Verdict, label: &str) -> f64 {
    verdict.measured.iter().find(|measured| measured.label == label).unwrap().value
}

const RATE: &str = "largest difference of I(X;Z)";

/// The regression test of the engine's divergence, sampling, decoder variance and units.
#[test]
fn trained_networks_are_the_gaussian_bottleneck() {
    for (query, open) in [("components=1", 1.0), ("components=2", 2.0)] {
        let verdicts = verdicts(query);
        for verdict in &verdicts {
            assert_eq!(verdict.ruling, Ruling::Held, "{query}: {verdict:?}");
        }
        assert_eq!(measured(&verdicts[0], "networks"), 7.0);
        assert_eq!(measured(&verdicts[1], "networks"), 21.0);
        assert_eq!(measured(&verdicts[2], "most open dimensions"), open, "{verdicts:?}");
    }
}

#[test]
fn three_components_open_in_turn() {
    let verdicts = verdicts("components=3&betas=1.1,1.5,2,4,8,20&epochs=1&replicas=1&samples=256");
    assert_eq!((&verdicts[0].ruling, &verdicts[2].ruling), (&Ruling::Held, &Ruling::Held), "{verdicts:?}");
    assert_eq!(measured(&verdicts[2], "most open dimensions"), 3.0, "{verdicts:?}");
}

/// The criterion can fail: too few steps are far from the closed form.
#[test]
fn too_little_training_is_seen() {
    let verdicts = verdicts("components=1&exact_steps=50&epochs=1&replicas=1&samples=256");
    assert_eq!((&verdicts[0].ruling, &verdicts[1].ruling), (&Ruling::DidNotHold, &Ruling::DidNotHold), "{verdicts:?}");
    assert!(measured(&verdicts[0], RATE) > 0.1, "{verdicts:?}");
}

#[test]
fn betas_are_judged_in_words() {
    for betas in ["1,2", "2,2", "x", "1.1,1.2,1.3,1.4,1.5,1.6,1.7,1.8,1.9,2,3,4,5"] {
        let (_, ignored) = page().resolve(&format!("betas={betas}"));
        assert!(ignored[0].key == "betas" && ignored[0].message.contains("allowed"), "{betas}: {ignored:?}");
    }
}

#[test]
fn correlations_and_batches_at_their_ends_are_survived() {
    let gaussian = "components=3&rho=0.99&rho_2=0.05&rho_3=0.99&betas=1.01,1000";
    let verdicts = verdicts(&format!("{gaussian}&samples=256&batch=1024&draws=1&epochs=2&exact_steps=50&rate=0.3"));
    assert!(verdicts.iter().all(|verdict| !matches!(verdict.ruling, Ruling::Open { .. })), "{verdicts:?}");
}
