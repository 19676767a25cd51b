//! The knowledge bottleneck: its data, its prior loss and what it finds.

use bottleneck_lab::{
    concepts::{prior_loss, prior_slope},
    datasets::xrays::{CONCEPTS, Confounder, PIXELS, Population, SIGNS, Xrays, best_accuracy, probability},
    draws::Rng,
    experiments::PAGES,
    lab::{Page, Ruling, Verdict},
};

use super::runs::{frames, replay, run};

fn page() -> &'static Page {
    PAGES.iter().find(|page| page.info.id == "knowledge-bottleneck").unwrap()
}

fn verdicts(query: &str) -> Vec<Verdict> {
    assert_eq!(page().resolve(query).1, [], "{query}");
    replay(page(), query, &frames(&run(page(), query))).verdicts(usize::MAX)
}

fn measured(verdict: &Verdict, label: &str) -> f64 {
    verdict.measured.iter().find(|measured| measured.label == label).unwrap().value
}

fn xrays(n: usize, agreement: f64, confounder: Confounder, seed: u64) -> Xrays {
    let mut rng = Rng::new(seed, "xrays");
    let mut xrays = Xrays::default();
    (0..n).for_each(|_| xrays.take(Population::Diagnosed { agreement }, confounder, &mut rng));
    xrays
}

/// Numbers of an array of rows.
fn table(value: &serde_json::Value) -> Vec<f64> {
    let rows = value.as_array().unwrap().iter();
    rows.flat_map(|row| row.as_array().unwrap().iter().map(|cell| cell.as_f64().unwrap())).collect()
}

#[test]
fn the_prior_loss_is_the_released_codes() {
    let oracle: serde_json::Value = serde_json::from_str(include_str!("../../oracles/concepts.json")).unwrap();
    let golden = &oracle["knobo_prior_loss"];
    let (mut weights, answers) = (table(&golden["W"]), table(&golden["prior"]));
    let expected = golden["mean_abs(tanh(W)-prior)"].as_f64().unwrap();
    assert!((prior_loss(&weights, &answers) - expected).abs() < 1e-12);
    let slope = prior_slope(&weights, &answers);
    for k in 0..weights.len() {
        // The last weight is 0 and its answer is −1; no weight sits on a kink.
        let at = weights[k];
        let [above, below] = [1e-6, -1e-6].map(|step| {
            weights[k] = at + step;
            prior_loss(&weights, &answers)
        });
        weights[k] = at;
        assert!((slope[k] - (above - below) / 2e-6).abs() < 1e-8, "{k}: {slope:?}");
    }
    assert_eq!(prior_slope(&[0.0], &[0.0]), [0.0]);
}

#[test]
fn radiographs_have_the_findings_and_the_confounder_that_they_should() {
    let n = 4000;
    let xrays = xrays(n, 0.9, Confounder::Gain, 3);
    assert_eq!((xrays.n(), xrays.images.len(), xrays.concepts.len()), (n, n * PIXELS, n * CONCEPTS.len()));
    let agree = (0..n).filter(|i| xrays.confounded[*i] == (xrays.labels[*i] == 1)).count();
    assert!((agree as f64 / n as f64 - 0.9).abs() < 0.02, "{agree}");
    for label in 0..2 {
        let own: Vec<usize> = (0..n).filter(|i| xrays.labels[*i] == label).collect();
        for k in 0..CONCEPTS.len() {
            let share = own.iter().filter(|i| xrays.findings(**i)[k]).count() as f64 / own.len() as f64;
            assert!((share - probability(k, label)).abs() < 0.04, "{label} {k}: {share}");
        }
    }
    // Bayes's rule on the true findings is right as often as it is said to be.
    let vote = |i: usize| -> i32 {
        let findings = xrays.findings(i).iter().zip(SIGNS).filter(|(_, sign)| *sign != 0);
        findings.map(|(there, sign)| if *there == (sign > 0) { 1 } else { -1 }).sum()
    };
    let right: f64 = (0..n)
        .map(|i| match vote(i) {
            0 => 0.5,
            vote => f64::from(u8::from((vote > 0) == (xrays.labels[i] == 1))),
        })
        .sum();
    assert!((right / n as f64 - best_accuracy()).abs() < 0.015, "{right} {}", best_accuracy());
    assert!((best_accuracy() - 0.9164).abs() < 1e-3);
}

/// The same patients, the confounder dealt the other way; and the seed decides every pixel.
#[test]
fn the_shift_changes_the_confounder_alone() {
    for confounder in [Confounder::Gain, Confounder::Marker] {
        let [trained, shifted, again] = [1.0, 0.0, 1.0].map(|agreement| xrays(20, agreement, confounder, 5));
        assert_eq!(trained, again);
        assert_eq!((&trained.labels, &trained.concepts), (&shifted.labels, &shifted.concepts));
        assert!(trained.confounded.iter().zip(&shifted.confounded).all(|(a, b)| a != b));
        let differ = (0..PIXELS).filter(|pixel| trained.image(0)[*pixel] != shifted.image(0)[*pixel]).count();
        match confounder {
            Confounder::Gain => assert_eq!(differ, PIXELS),
            Confounder::Marker => assert!((5..20).contains(&differ), "{differ}"),
        }
    }
}

/// A little less of everything than the default run.
const LESS: &str = "rhos=0.95,1&corpus=1500&corpus_epochs=10&draws=4&steps=1500&epochs=8";

#[test]
fn knowledge_holds_where_a_probe_collapses() {
    let verdicts = verdicts(LESS);
    assert_eq!((&verdicts[0].ruling, &verdicts[2].ruling), (&Ruling::Held, &Ruling::Held), "{verdicts:?}");
    assert!(measured(&verdicts[0], "linear probe, ρ = 1") < 0.3, "{verdicts:?}");
}

/// The criteria can fail.
#[test]
fn no_prior_adds_nothing() {
    let query = "rhos=1&corpus=300&corpus_epochs=2&draws=1&steps=100&epochs=1&samples=200&prior_weight=0";
    let verdicts = verdicts(query);
    assert!(matches!(&verdicts[0].ruling, Ruling::Open { settle: Some(_), .. }), "{verdicts:?}");
    assert_eq!((&verdicts[2].ruling, &verdicts[3].ruling), (&Ruling::DidNotHold, &Ruling::DidNotHold), "{verdicts:?}");
    assert_eq!(measured(&verdicts[2], "with the prior"), measured(&verdicts[2], "without"));
}

#[test]
fn agreements_are_judged_in_words() {
    for rhos in ["0.4", "1,1", "x", "0.5,0.6,0.7,0.8,0.9,0.95,1"] {
        let (_, ignored) = page().resolve(&format!("rhos={rhos}"));
        assert!(ignored[0].key == "rhos" && ignored[0].message.contains("allowed"), "{rhos}: {ignored:?}");
    }
}

#[test]
fn ends_of_ranges_are_survived() {
    let query = "rhos=0.5&samples=200&corpus=200&corpus_epochs=1&epochs=1&steps=50&draws=1&prior_weight=20\
                 &grounding=confounded&confounder=marker&seed=4294967295";
    let verdicts = verdicts(query);
    assert!(!matches!(verdicts[2].ruling, Ruling::Open { .. }), "{verdicts:?}");
}
