//! Objectives side by side: what is measured of them, by whom, and what the claims make of it.

use bottleneck_lab::{
    experiments::PAGES,
    lab::{Page, Ruling},
};
use serde_json::Value;

use super::runs::{frames, replay, run};

const SMALL: &str = "hidden=16&dimensions=4&epochs=6&moments=3&points=60&samples=8&shots=2&batch=128&rate=0.01";

fn page(id: &str) -> &'static Page {
    PAGES.iter().find(|page| page.info.id == id).unwrap()
}

/// The networks of a run's last frame.
fn networks(id: &str, query: &str) -> Vec<Value> {
    let json = replay(page(id), query, &frames(&run(page(id), query))).to_json();
    json.as_array().unwrap().last().unwrap()["networks"].as_array().unwrap().clone()
}

fn number(network: &Value, path: &str) -> f64 {
    network.pointer(path).and_then(Value::as_f64).unwrap_or_else(|| panic!("{path} of {network}"))
}

/// The nonlinear objective, computed in training in single precision, is the upper bound measured in double.
#[test]
fn the_nonlinear_objective_is_the_measured_upper_bound() {
    let query = format!("betas=0.01,0.3&replicas=2&{SMALL}");
    let all = networks("nonlinear-ib", &query);
    let nonlinear: Vec<&Value> = all.iter().filter(|network| network["rule"] == "Nonlinear").collect();
    assert_eq!(nonlinear.len(), 4);
    for network in nonlinear {
        let (own, upper) = (number(network, "/own"), number(network, "/input/upper"));
        assert!((own - upper).abs() < 1e-3 * upper.max(0.1), "{network}");
    }
}

#[test]
fn every_objective_is_charged_for_at_least_what_its_codes_carry() {
    let query = format!("betas=0.01,0.3,1&replicas=2&{SMALL}");
    for network in networks("conditional-entropy-bottleneck", &query) {
        let quantity = if network["rule"] == "Conditional" { "residual" } else { "input" };
        let (own, truth) = (number(&network, "/own"), number(&network, &format!("/{quantity}/truth")));
        let error = number(&network, &format!("/{quantity}/error"));
        assert!(own > truth - 4.0 * error - 1e-4, "{network}");
        // Y is a function of X.
        let parts = number(&network, "/residual/truth") + number(&network, "/label/truth");
        assert!((parts - number(&network, "/input/truth")).abs() < 1e-9, "{network}");
        assert!(number(&network, "/input/upper") <= 60f64.ln() + 1e-9, "{network}");
    }
}

/// No measure passes what its points can hold: ln N, H(Y), and ln N − H(Y) beyond the class.
#[test]
fn nothing_passes_its_ceiling() {
    let query = format!("betas=0.0001,0.01,1&replicas=1&{SMALL}");
    for id in ["nonlinear-ib", "conditional-entropy-bottleneck"] {
        let json = replay(page(id), &query, &frames(&run(page(id), &query))).to_json();
        let last = json.as_array().unwrap().last().unwrap().clone();
        let label_entropy = number(&last, "/label_entropy");
        assert!(label_entropy > 2.0 && label_entropy < 10f64.ln(), "{label_entropy}");
        for network in last["networks"].as_array().unwrap() {
            let slack = 4.0 * number(network, "/label/error") + 1e-9;
            assert!(number(network, "/label/truth") <= label_entropy + slack, "{network}");
            assert!(number(network, "/residual/upper") <= 60f64.ln() - label_entropy + 1e-9, "{network}");
        }
    }
}

/// With three seeds every claim is decided, whatever it finds.
#[test]
fn three_seeds_decide() {
    for (id, betas) in [("nonlinear-ib", "0.001,0.01,0.03,0.1,0.3,1"), ("conditional-entropy-bottleneck", "0.01,0.1,1")]
    {
        let query = format!("betas={betas}&{SMALL}");
        let verdicts = replay(page(id), &query, &frames(&run(page(id), &query))).verdicts(usize::MAX);
        for verdict in &verdicts {
            let may_be_open = ["accuracy-at-equal-information", "label-is-free"].contains(&verdict.claim.as_str());
            assert!(may_be_open || !matches!(verdict.ruling, Ruling::Open { .. }), "{verdict:?}");
        }
    }
}

#[test]
fn the_ends_of_the_ranges_run() {
    let ends = [
        "betas=0.000001,100&replicas=1&dimensions=1&hidden=none&decoder=0&points=16&samples=2&shots=1&moments=40&epochs=1\
         &batch=512&rate=0.1&warm=0&ramp=0",
        "betas=100&replicas=1&dimensions=32&hidden=1&decoder=1&deviation=unit&points=500&samples=2&shots=1&moments=2\
         &epochs=2&batch=512&rate=0.1&warm=100&ramp=100",
        "betas=100&replicas=1&dimensions=2&hidden=3&decoder=2&deviation=exponential&points=16&samples=2&shots=1&moments=2\
         &epochs=3&batch=300&rate=0.00001&warm=0&ramp=1&seed=4294967295",
    ];
    for id in ["nonlinear-ib", "conditional-entropy-bottleneck"] {
        for query in ends {
            let (_, ignored) = page(id).resolve(query);
            assert_eq!(ignored, [], "{id}?{query}");
            let replay = replay(page(id), query, &frames(&run(page(id), query)));
            assert!(!replay.figures(usize::MAX).is_empty());
        }
    }
}

#[test]
fn a_sweep_or_a_network_that_does_not_fit_is_refused_in_words() {
    let refused = [
        ("betas=0,1", "betas", "holds “0”"),
        ("betas=1,1", "betas", "twice"),
        ("betas=x", "betas", "holds “x”"),
        ("betas=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17", "betas", "17 numbers"),
        ("hidden=0", "hidden", "width “0”"),
        ("hidden=8-8-8-8-8", "hidden", "5 layers"),
    ];
    for id in ["nonlinear-ib", "conditional-entropy-bottleneck"] {
        for (query, key, words) in refused {
            let (_, ignored) = page(id).resolve(query);
            assert!(ignored.len() == 1 && ignored[0].key == key, "{query}: {ignored:?}");
            assert!(ignored[0].message.contains(words) && ignored[0].message.contains("allowed"), "{ignored:?}");
        }
    }
}
