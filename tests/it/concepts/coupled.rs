//! Policies, propagation, joint energies and leakage.

use bottleneck_lab::{
    concepts::{
        Case, Coupling, Evidence, Head, NaiveBayes, Niches, Policy, Posterior, Truths, class_information,
        intervention_gap, oracle_impurity, sigmoid,
    },
    draws::Rng,
};
use proptest::prelude::*;
use serde_json::Value;

use super::{assert_near, golden_head, golden_logits, golden_percentiles, golden_truth, numbers, oracle, random_head};

fn cooperative(width: usize) -> Policy {
    Policy::Cooperative { uncertainty: 1.0, importance: 1.0, cost: 0.0, costs: vec![0.0; width] }
}

fn assert_scores(case: &Case, golden: &Value) {
    let rows = [
        ("UCP_abs(1/|p-.5|)", Policy::Uncertainty),
        ("LCP", Policy::Loss),
        ("CCTP_sumabsw*p", Policy::Contribution),
        ("ECTP", Policy::ExpectedChange),
        ("EUDTP", Policy::ExpectedCertainty),
        ("COOP", cooperative(4)),
    ];
    for (name, policy) in rows {
        assert_near(&case.scores(&policy), &numbers(&golden[name]), 1e-12);
    }
}

#[test]
fn policies_are_golden_in_both_bottlenecks() {
    let (head, logits, truth) = (golden_head(), golden_logits(), golden_truth());
    let beliefs: Vec<f64> = logits.iter().map(|logit| sigmoid(*logit)).collect();
    let (binary, percentiles) = (Truths::binary(4), golden_percentiles());
    let case = |truths, values| Case { head: &head, truths, beliefs: &beliefs, values, truth: &truth, label: 0 };
    assert_scores(&case(&binary, beliefs.clone()), &oracle()["policies_prob_bottleneck"]);
    assert_scores(&case(&percentiles, logits.clone()), &oracle()["policies_logit_bottleneck"]);
}

#[test]
fn a_cost_is_taken_off_and_groups_are_averaged() {
    let (head, logits, truth, truths) = (golden_head(), golden_logits(), golden_truth(), Truths::binary(4));
    let beliefs: Vec<f64> = logits.iter().map(|logit| sigmoid(*logit)).collect();
    let case =
        Case { head: &head, truths: &truths, beliefs: &beliefs, values: beliefs.clone(), truth: &truth, label: 0 };
    let free = case.scores(&cooperative(4));
    let costs = vec![0.0, 1.0, 0.0, 2.0];
    let paid = case.scores(&Policy::Cooperative { uncertainty: 1.0, importance: 1.0, cost: 0.5, costs });
    assert_near(&paid, &[free[0], free[1] - 0.5, free[2], free[3] - 1.0], 1e-12);
    // Means 2 and 2.5.
    let draws = Policy::Random(vec![4.0, 2.0, 0.0, 3.0]);
    let order = case.order_scored_once(&draws, &[vec![0, 2], vec![1, 3]]);
    assert_eq!(order, [[1, 3], [0, 2]]);
    assert_eq!(case.order_scored_anew(&draws, &[vec![0, 2], vec![1, 3]]), order);
}

fn told_of(names: &[usize]) -> Vec<Option<bool>> {
    let truth = golden_truth();
    (0..4).map(|k| names.contains(&k).then_some(truth[k])).collect()
}

#[test]
fn propagation_is_golden() {
    let golden = &oracle()["nb_propagation"];
    let bayes = NaiveBayes::new(numbers(&golden["p_y"]), numbers(&golden["p_c_given_y"]));
    let beliefs: Vec<f64> = golden_logits().iter().map(|logit| sigmoid(*logit)).collect();
    for (name, told) in [("none", vec![]), ("observe_0", vec![0]), ("observe_0_3", vec![0, 3])] {
        let found = bayes.posterior(&beliefs, &told_of(&told));
        assert_near(&found.classes, &numbers(&golden[name]["p_y"]), 1e-12);
        assert_near(&found.concepts, &numbers(&golden[name]["p_c"]), 1e-12);
    }
}

/// The oracle's coupling and evidence.
fn golden_energies() -> (Coupling, Evidence) {
    let golden = &oracle()["ecbm_exact"];
    let pairs = numbers(&golden["E_xc[k][value]"]);
    let concepts = pairs.chunks_exact(2).map(|pair| [pair[0], pair[1]]).collect();
    let coupling = Coupling::new(numbers(&golden["E_cy[i][y]"]), 4, 3);
    (coupling, Evidence { concepts, classes: numbers(&golden["E_xy"]) })
}

#[test]
fn joint_energies_are_golden() {
    let (coupling, evidence) = golden_energies();
    for (name, told) in [("lx1_lc1_lg1", vec![]), ("observe_0_3", vec![0, 3])] {
        let golden = &oracle()["ecbm_exact"][name];
        let best = numbers(&golden["joint_map_index"]);
        for found in [
            coupling.posterior(&evidence, &told_of(&told)),
            coupling.posterior_by_logarithms(&evidence, &told_of(&told)),
        ] {
            assert_near(&found.classes, &numbers(&golden["p_y"]), 1e-12);
            assert_near(&found.concepts, &numbers(&golden["p_c"]), 1e-12);
            let state: usize = found.state.iter().enumerate().map(|(k, on)| usize::from(*on) << k).sum();
            assert_eq!([state as f64, found.class as f64], best[..]);
        }
    }
}

#[test]
fn energies_too_large_for_factors_are_summed_as_logarithms() {
    let coupling = Coupling::new(vec![0.0, 2000.0, 2000.0, 0.0], 1, 2);
    let evidence = Evidence { concepts: vec![[0.0, 1500.0]], classes: vec![1500.0, 0.0] };
    let found = coupling.posterior(&evidence, &[None]);
    assert_near(&found.classes, &[0.5, 0.5], 1e-9);
    assert_near(&found.concepts, &[0.5], 1e-9);
}

fn probability(rng: &mut Rng) -> f64 {
    0.02 + 0.96 * rng.uniform()
}

/// A random naive Bayes, beliefs and what was told.
fn random_case(width: usize, classes: usize, rng: &mut Rng) -> (NaiveBayes, Vec<f64>, Vec<Option<bool>>) {
    let weights: Vec<f64> = (0..classes).map(|_| probability(rng)).collect();
    let total: f64 = weights.iter().sum();
    let present = (0..classes * width).map(|_| probability(rng)).collect();
    let bayes = NaiveBayes::new(weights.iter().map(|weight| weight / total).collect(), present);
    let beliefs = (0..width).map(|_| probability(rng)).collect();
    let told = (0..width).map(|_| (rng.uniform() < 0.4).then(|| rng.uniform() < 0.5)).collect();
    (bayes, beliefs, told)
}

fn near(a: &Posterior, b: &Posterior, tolerance: f64) -> bool {
    let pairs = a.classes.iter().zip(&b.classes).chain(a.concepts.iter().zip(&b.concepts));
    pairs.into_iter().all(|(a, b)| (a - b).abs() < tolerance)
}

#[test]
fn counting_is_smoothed_by_one_input_a_class() {
    let bayes = NaiveBayes::counted(&[true, false, true, true, false, false], 2, &[0, 0, 1], 2);
    assert_near(bayes.prior(), &[3.0 / 5.0, 2.0 / 5.0], 1e-15);
    // Class 0: (2 + ½)/3 and (1 + ½)/3; class 1: ½/2 and ½/2.
    assert_near(bayes.marginal(), &[0.6 * 2.5 / 3.0 + 0.4 * 0.25, 0.6 * 0.5 + 0.4 * 0.25], 1e-15);
    assert_eq!((bayes.classes(), bayes.width()), (2, 2));
}

#[test]
fn pure_concepts_have_no_impurity_and_leaking_ones_have() {
    let mut rng = Rng::new(5, "impurity");
    let n = 4000;
    let concepts: Vec<bool> = (0..n * 3).map(|_| rng.uniform() < 0.5).collect();
    let exact: Vec<f64> = concepts.iter().map(|on| f64::from(u8::from(*on))).collect();
    assert_eq!(oracle_impurity(&exact, &concepts, 3, n / 2).score, 0.0);
    let niche_impurity = |predicted: &[f64]| {
        let mut niches = Niches::new(predicted, &concepts, 3, n / 2).unwrap();
        while niches.advance() > 1e-6 {}
        niches.score(0.5)
    };
    assert!((niche_impurity(&exact) - 0.5).abs() < 0.03);
    // Concept 0 also tells of concept 1: its off-diagonal area is 1 where the truth's is about ½.
    let leaking: Vec<f64> =
        (0..n * 3).map(|at| if at % 3 == 0 { exact[at] + 0.4 * exact[at + 1] } else { exact[at] }).collect();
    let impurity = oracle_impurity(&leaking, &concepts, 3, n / 2);
    assert!((impurity.off_diagonal - 0.5 / 1.5).abs() < 0.03, "{impurity:?}");
    assert!(impurity.score >= impurity.off_diagonal);
    // Nothing is known of concept 1 where it belongs; 0 and 0.4, 1 and 1.4 tell three of four pairs apart.
    let elsewhere: Vec<f64> = (0..n * 3).map(|at| if at % 3 == 1 { rng.normal() } else { leaking[at] }).collect();
    assert!((niche_impurity(&elsewhere) - (0.5 + 0.75 + 0.5) / 3.0).abs() < 0.03);
    assert!(Niches::new(&vec![f64::NAN; n * 3], &concepts, 3, n / 2).is_none());
    assert!((intervention_gap(&[0.2, 0.3, 0.45]) - 0.25).abs() < 1e-15);
}

proptest! {
    /// The factorised posterior is that of all 2^K C states summed one by one.
    #[test]
    fn propagation_is_brute_force(seed in 0u64..2000, width in 1usize..7, classes in 1usize..5) {
        let mut rng = Rng::new(seed, "bayes");
        let (bayes, beliefs, told) = random_case(width, classes, &mut rng);
        // E_cy = −ln p(c, y) and E_xc = −ln p(c_k | x) / p(c_k).
        let log = |p: f64| -p.ln();
        let all_told = |state: usize| (0..width).map(|k| Some(state >> k & 1 == 1)).collect::<Vec<_>>();
        let energies = (0..1usize << width).flat_map(|state| {
            let states = all_told(state);
            (0..classes).map(|y| {
                let present = |k: usize| bayes.given(y, k);
                let of = |k: usize| if states[k] == Some(true) { present(k) } else { 1.0 - present(k) };
                log(bayes.prior()[y]) + (0..width).map(|k| log(of(k))).sum::<f64>()
            }).collect::<Vec<f64>>()
        }).collect();
        let m = bayes.marginal();
        let own = |k: usize| [log((1.0 - beliefs[k]) / (1.0 - m[k])), log(beliefs[k] / m[k])];
        let evidence = Evidence { concepts: (0..width).map(own).collect(), classes: vec![0.0; classes] };
        let brute = Coupling::new(energies, width, classes).posterior_by_logarithms(&evidence, &told);
        let fast = bayes.posterior(&beliefs, &told);
        prop_assert!(near(&brute, &fast, 1e-9), "{brute:?}\n{fast:?}");
        prop_assert_eq!((&brute.state, brute.class), (&fast.state, fast.class));
    }

    /// With a class that says nothing of the concepts, they stay as predicted.
    #[test]
    fn an_uninformative_class_couples_nothing(seed in 0u64..500, width in 1usize..7) {
        let mut rng = Rng::new(seed, "uninformative");
        let row: Vec<f64> = (0..width).map(|_| probability(&mut rng)).collect();
        let bayes = NaiveBayes::new(vec![0.25; 4], row.repeat(4));
        let beliefs: Vec<f64> = (0..width).map(|_| probability(&mut rng)).collect();
        let found = bayes.posterior(&beliefs, &vec![None; width]);
        for (a, b) in found.concepts.iter().zip(&beliefs) {
            prop_assert!((a - b).abs() < 1e-12);
        }
    }

    #[test]
    fn the_fast_joint_posterior_is_the_slow_one(seed in 0u64..500, width in 1usize..7, classes in 1usize..5) {
        let mut rng = Rng::new(seed, "energies");
        let mut draw = |n: usize| (0..n).map(|_| 3.0 * rng.normal()).collect::<Vec<f64>>();
        let coupling = Coupling::new(draw(classes << width), width, classes);
        let concepts = draw(2 * width).chunks_exact(2).map(|pair| [pair[0], pair[1]]).collect();
        let evidence = Evidence { concepts, classes: draw(classes) };
        let told: Vec<Option<bool>> = (0..width).map(|_| (rng.uniform() < 0.4).then(|| rng.uniform() < 0.5)).collect();
        let (fast, slow) = (coupling.posterior(&evidence, &told), coupling.posterior_by_logarithms(&evidence, &told));
        prop_assert!(near(&fast, &slow, 1e-9));
        prop_assert_eq!((fast.state, fast.class), (slow.state, slow.class));
    }

    /// The loss policy asks for every wrong concept before any right one; expected changes are divergences, so never
    /// below 0; orders hold every concept once.
    #[test]
    fn policies_keep_their_promises(seed in 0u64..500, width in 1usize..8, classes in 2usize..5) {
        let mut rng = Rng::new(seed, "promises");
        let head: Head = random_head(classes, width, &mut rng);
        let beliefs: Vec<f64> = (0..width).map(|_| probability(&mut rng)).collect();
        let truth: Vec<bool> = (0..width).map(|_| rng.uniform() < 0.5).collect();
        let truths = Truths::binary(width);
        let case = Case {
            head: &head, truths: &truths, beliefs: &beliefs, values: beliefs.clone(), truth: &truth, label: 0,
        };
        let singles: Vec<Vec<usize>> = (0..width).map(|k| vec![k]).collect();
        let wrong = |k: usize| (beliefs[k] > 0.5) != truth[k];
        let order: Vec<usize> = case.order_scored_once(&Policy::Loss, &singles).concat();
        prop_assert!(order.windows(2).all(|pair| wrong(pair[0]) || !wrong(pair[1])));
        prop_assert!(case.scores(&Policy::ExpectedChange).iter().all(|score| *score >= -1e-12));
        for policy in [Policy::ExpectedChange, Policy::ExpectedCertainty, cooperative(width), Policy::Greedy] {
            let mut anew = case.order_scored_anew(&policy, &singles).concat();
            prop_assert_eq!(anew[0], case.order_scored_once(&policy, &singles)[0][0]);
            anew.sort_unstable();
            prop_assert_eq!(anew, (0..width).collect::<Vec<_>>());
        }
    }
}

/// A number that is the class tells all of it that the concept leaves open; one that is the concept tells nothing more.
#[test]
fn class_information_is_what_the_concept_leaves_open() {
    let n = 4000;
    let labels: Vec<usize> = (0..n).map(|i| i % 4).collect();
    let truth: Vec<bool> = labels.iter().map(|label| *label < 2).collect();
    let class: Vec<f64> = labels.iter().map(|label| *label as f64).collect();
    let concept: Vec<f64> = truth.iter().map(|present| f64::from(u8::from(*present))).collect();
    let told = |values: &[f64]| class_information(values, &truth, &labels, 4, 8);
    assert!((told(&class) - 2f64.ln()).abs() < 1e-12, "{}", told(&class));
    assert!(told(&concept).abs() < 1e-12, "{}", told(&concept));
    let mut rng = Rng::new(1, "noise");
    let noise: Vec<f64> = (0..n).map(|_| rng.uniform()).collect();
    // The plug-in's bias: eight bins, two classes left open, in each half.
    assert!((told(&noise) - 7.0 / n as f64).abs() < 6.0 / n as f64, "{}", told(&noise));
}
