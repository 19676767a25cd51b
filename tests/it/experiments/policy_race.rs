//! The race of policies: what every curve shares, and how questions can be changed after the run.

use bottleneck_lab::{
    experiments::PAGES,
    lab::{Page, Replay, Ruling, Verdict},
};
use serde_json::Value;

use super::runs::{frames, replay, run};

const SMALL: &str = "train=400&test=150";

fn page() -> &'static Page {
    PAGES.iter().find(|page| page.info.id == "policy-race").unwrap()
}

fn ran(query: &str) -> Box<dyn Replay> {
    assert_eq!(page().resolve(query).1, [], "{query}");
    replay(page(), query, &frames(&run(page(), query)))
}

/// The curves of the last frame.
fn curves(run: &dyn Replay) -> Vec<Value> {
    let json: Vec<Value> = serde_json::from_value(run.to_json()).unwrap();
    json.last().unwrap()["Race"].as_array().unwrap().clone()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

fn verdict(verdicts: &[Verdict], claim: &str) -> Verdict {
    verdicts.iter().find(|verdict| verdict.claim == claim).unwrap().clone()
}

#[test]
fn all_curves_begin_and_end_together() {
    for more in ["", "&granularity=group", "&inference=hard&scores=anew", "&data=twins&scores=once&cost=1"] {
        let run = ran(&format!("{SMALL}{more}"));
        let curves = curves(&*run);
        assert_eq!(curves.len(), 8);
        let first = numbers(&curves[0]["errors"]);
        let steps = if more.contains("group") {
            6
        } else if more.contains("twins") {
            40
        } else {
            12
        };
        for curve in &curves {
            let errors = numbers(&curve["errors"]);
            assert_eq!(errors.len(), steps + 1, "{more}");
            // RAND's are means over orders.
            assert!((errors[0] - first[0]).abs() < 1e-12, "{more}: {curve}");
            assert!((errors[steps] - first[steps]).abs() < 1e-12, "{more}: {curve}");
            let spent = numbers(&curve["spent"]);
            assert!(spent.windows(2).all(|pair| pair[0] <= pair[1]));
            assert!(spent[steps] > 0.0);
            let asked: f64 = numbers(&curve["first"]).iter().sum();
            assert!(if steps == 6 { asked > 1.0 } else { (asked - 1.0).abs() < 1e-9 }, "{more}: {asked}");
        }
    }
}

#[test]
fn a_price_that_counts_is_minded_by_coop_alone() {
    let (free, dear) = (curves(&*ran(SMALL)), curves(&*ran(&format!("{SMALL}&cost=5"))));
    for racer in 0..8 {
        let after_three = |curves: &[Value]| numbers(&curves[racer]["spent"])[3];
        if racer == 5 {
            assert!(after_three(&dear) < 0.7 * after_three(&free));
        } else {
            assert_eq!(after_three(&dear), after_three(&free));
        }
    }
}

#[test]
fn claims_wait_for_the_settings_they_are_about() {
    let run = ran(&format!("{SMALL}&granularity=group&cost=1&inference=hard"));
    let verdicts = run.verdicts(usize::MAX);
    for claim in ["cooperative-beats-chance", "fewer-questions", "truth-helps"] {
        assert!(matches!(verdict(&verdicts, claim).ruling, Ruling::Open { settle: Some(_), .. }), "{claim}");
    }
    assert!(!matches!(verdict(&verdicts, "room-above").ruling, Ruling::Open { .. }));
}

/// With two classes and no concept off its class, hardly anything is wrong; no verdict may be a division by nothing.
#[test]
fn nothing_wrong_is_no_victory() {
    let run = ran("train=400&test=50&classes=2&flip=0");
    for verdict in run.verdicts(usize::MAX) {
        assert!(verdict.measured.iter().all(|measured| measured.value.is_finite()), "{verdict:?}");
    }
}
