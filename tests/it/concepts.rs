//! Concept bottlenecks' mathematics, against golden numbers of numpy and scikit-learn and against its own definitions.

use bottleneck_lab::{
    concepts::{
        Head, Hyperplane, Logistic, Machine, Penalty, Scale, Truths, ablate, correct, curve_mean, error_curve, largest,
        log_sum_exp, logistic, machine, minimal_edit, nonzero_weights, prune, prune_and_rescale, quantile, sigmoid,
        softmax,
    },
    datasets::Annotated,
    draws::Rng,
    measures::auroc,
    samples::Samples,
};
use proptest::prelude::*;
use serde_json::Value;

mod coupled;
mod coverage;

/// Golden numbers: natural logarithms; brute force where a sum can be enumerated.
pub fn oracle() -> Value {
    serde_json::from_str(include_str!("../oracles/concepts.json")).unwrap()
}

/// All numbers below a value, in order.
pub fn numbers(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(values) => values.iter().flat_map(numbers).collect(),
        number => vec![number.as_f64().unwrap()],
    }
}

pub fn assert_near(found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len());
    for (at, (a, b)) in found.iter().zip(expected).enumerate() {
        assert!((a - b).abs() <= tolerance, "at {at}: {a} is not {b}\n{found:?}\n{expected:?}");
    }
}

/// The oracle's head, of 3 classes and 4 concepts: its table stands with the concepts as rows.
pub fn golden_head() -> Head {
    let inputs = &oracle()["inputs"];
    let table = numbers(&inputs["W_concept_by_class"]);
    let weights = (0..12).map(|at| table[(at % 4) * 3 + at / 4]).collect();
    Head::new(weights, numbers(&inputs["b"]))
}

pub fn golden_logits() -> Vec<f64> {
    numbers(&oracle()["inputs"]["concept_logits"])
}

pub fn golden_truth() -> Vec<bool> {
    numbers(&oracle()["inputs"]["true_c"]).iter().map(|value| *value > 0.5).collect()
}

pub fn golden_percentiles() -> Truths {
    let oracle = oracle();
    Truths::new(numbers(&oracle["percentiles"]["p5"]), numbers(&oracle["percentiles"]["p95"]))
}

fn golden_samples() -> (Samples, Vec<usize>) {
    let oracle = oracle();
    let labels = numbers(&oracle["sklearn"]["y"]).iter().map(|label| *label as usize).collect();
    (Samples::new(numbers(&oracle["sklearn"]["X"]), 5).unwrap(), labels)
}

fn random_head(classes: usize, width: usize, rng: &mut Rng) -> Head {
    let mut draw = |n: usize| (0..n).map(|_| 1.5 * rng.normal()).collect::<Vec<f64>>();
    Head::new(draw(classes * width), draw(classes))
}

#[test]
fn heads_and_interventions_are_golden() {
    let head = golden_head();
    let logits = golden_logits();
    let soft: Vec<f64> = logits.iter().map(|logit| sigmoid(*logit)).collect();
    let policies = &oracle()["policies_prob_bottleneck"];
    assert_near(&head.probabilities(&soft), &numbers(&policies["base_class_probs"]), 1e-12);
    let policies = &oracle()["policies_logit_bottleneck"];
    assert_near(&head.probabilities(&logits), &numbers(&policies["base_class_probs"]), 1e-12);
    let told = correct(&logits, &golden_truth(), &[0, 2], &golden_percentiles());
    assert_near(&head.probabilities(&told), &numbers(&oracle()["logit_intervene_0_2_class_probs"]), 1e-12);
}

#[test]
fn logarithms_of_sums_do_not_overflow() {
    assert!((log_sum_exp(&[1000.0, 1000.0]) - (1000.0 + 2f64.ln())).abs() < 1e-12);
    assert_eq!(log_sum_exp(&[]), f64::NEG_INFINITY);
    assert_near(&softmax(&[-2000.0, -2000.0]), &[0.5, 0.5], 1e-15);
    assert_near(&[sigmoid(800.0), sigmoid(-800.0), sigmoid(0.0)], &[1.0, 0.0, 0.5], 1e-15);
    assert_eq!(largest(&[1.0, 3.0, 3.0]), 1);
}

#[test]
fn quantiles_are_numpys() {
    // numpy.quantile([3, 1, 2, 10], [0, .05, .5, .95, 1])
    let found: Vec<f64> = [0.0, 0.05, 0.5, 0.95, 1.0].iter().map(|q| quantile(&[3.0, 1.0, 2.0, 10.0], *q)).collect();
    assert_near(&found, &[1.0, 1.15, 2.5, 8.95, 10.0], 1e-12);
}

#[test]
fn percentiles_are_of_each_concept_alone() {
    let logits: Vec<f64> = (0..101).flat_map(|i| [f64::from(i), -2.0 * f64::from(i)]).collect();
    let truths = Truths::percentiles(&logits, 2);
    assert_near(&[truths.value(0, false), truths.value(0, true)], &[5.0, 95.0], 1e-12);
    assert_near(&[truths.value(1, false), truths.value(1, true)], &[-190.0, -10.0], 1e-12);
}

#[test]
fn annotated_rows_stay_together() {
    let inputs = Samples::new(vec![0.0, 1.0, 2.0], 1).unwrap();
    let data = Annotated::new(inputs, vec![true, false, false, false, true, true], 2, vec![0, 1, 1], 2);
    let part = data.select(&[2, 0]);
    assert_eq!((part.n(), part.row(0), part.row(1)), (2, [true, true].as_slice(), [true, false].as_slice()));
    assert_eq!((part.inputs.values(), part.labels.as_slice()), ([2.0, 0.0].as_slice(), [1, 0].as_slice()));
    assert!(data.concept(0, 0) && !data.concept(1, 1));
    assert_eq!(data.concept_values(), [1.0, 0.0, 0.0, 0.0, 1.0, 1.0]);
}

/// A binary logistic regression in scikit-learn's terms: C Σ loss + ρ‖w‖₁ + (1 − ρ)/2 ‖w‖².
fn binary_fit(c: f64, l1_share: f64) -> Head {
    let (inputs, labels) = golden_samples();
    let targets: Vec<bool> = labels.iter().map(|label| *label == 1).collect();
    let penalty = Penalty { strength: 1.0 / (c * inputs.n() as f64), l1_share };
    Logistic::sigmoids(&inputs, &targets, 1, penalty).finish(1e-9, 20_000)
}

#[test]
fn elastic_nets_and_the_lasso_are_scikit_learns() {
    for (name, c, l1_share) in [("logreg_elasticnet_C1_l1r0.5_saga", 1.0, 0.5), ("logreg_l1_C0.5", 0.5, 1.0)] {
        let golden = &oracle()["sklearn"][name];
        let fit = binary_fit(c, l1_share);
        assert_near(fit.row(0), &numbers(&golden["coef"]), 1e-4);
        assert_near(&fit.bias, &numbers(&golden["intercept"]), 1e-4);
    }
}

#[test]
fn the_support_vector_machine_is_scikit_learns() {
    let (inputs, labels) = golden_samples();
    let sides: Vec<bool> = labels.iter().map(|label| *label == 1).collect();
    let golden = &oracle()["sklearn"]["linear_svc_C0.1"];
    let Hyperplane { weights, bias } = machine(&inputs, &sides, 0.1);
    // scikit-learn stops at a tolerance of 1e-3.
    assert_near(&weights, &numbers(&golden["coef"]), 1e-3);
    assert_near(&[bias], &numbers(&golden["intercept"]), 1e-3);
    let plane = Hyperplane { weights, bias };
    let margins: Vec<f64> = (0..3).map(|i| plane.margin(inputs.row(i))).collect();
    assert_near(&margins, &numbers(&golden["margin_first3"]), 1e-3);
}

/// Breathing between steps changes nothing.
#[test]
fn a_machine_advanced_by_and_by_ends_where_it_ends_at_once() {
    let (inputs, labels) = golden_samples();
    let sides: Vec<bool> = labels.iter().map(|label| *label == 1).collect();
    let mut fit = Machine::new(&inputs, &sides, 0.1);
    let mut breaths = 0;
    while !fit.advance(3) {
        breaths += 1;
    }
    assert!(breaths > 3, "{breaths}");
    assert_eq!(fit.plane(), machine(&inputs, &sides, 0.1));
}

#[test]
fn areas_under_the_curve_are_scikit_learns() {
    let (inputs, labels) = golden_samples();
    let of = |class: usize| -> Vec<f64> { (0..60).filter(|i| labels[*i] == class).map(|i| inputs.row(i)[0]).collect() };
    let golden = oracle()["sklearn"]["auc_col0"].as_f64().unwrap();
    assert!((auroc(&of(1), &of(0)) - golden).abs() < 1e-12);
}

/// At the optimum of a convex problem its gradient vanishes; a ridge's gradient can be written down.
#[test]
fn a_softmax_fit_is_stationary() {
    let mut rng = Rng::new(3, "softmax");
    let values: Vec<f64> = (0..400).map(|_| rng.normal()).collect();
    let inputs = Samples::new(values, 4).unwrap();
    let labels: Vec<usize> = inputs.rows().map(|row| usize::from(row[0] > 0.3) + usize::from(row[1] > 0.5)).collect();
    let head = logistic(&inputs, &labels, 3, Penalty::ridge(0.01));
    for class in 0..3 {
        let error = |i: usize| {
            let target = if labels[i] == class { 1.0 } else { 0.0 };
            (head.probabilities(inputs.row(i))[class] - target) / 100.0
        };
        for k in 0..4 {
            let slope: f64 = (0..100).map(|i| error(i) * inputs.row(i)[k]).sum::<f64>() + 0.01 * head.weight(class, k);
            assert!(slope.abs() < 1e-7, "class {class}, input {k}: {slope}");
        }
        assert!((0..100).map(error).sum::<f64>().abs() < 1e-7);
    }
}

#[test]
fn a_fit_on_standardised_inputs_decides_the_same_on_raw_ones() {
    let (inputs, labels) = golden_samples();
    let shifted = inputs.map(|k, x| 3.0 + x * (k + 1) as f64).unwrap();
    let scale = Scale::of(&shifted);
    let standardised = Samples::new(scale.apply(shifted.values()), 5).unwrap();
    for k in 0..5 {
        let column: Vec<f64> = standardised.column(k).collect();
        assert!(column.iter().sum::<f64>().abs() < 1e-9);
        assert!((column.iter().map(|x| x * x).sum::<f64>() / 60.0 - 1.0).abs() < 1e-9);
    }
    let head = logistic(&standardised, &labels, 2, Penalty::ridge(0.1));
    let raw = scale.unfolded(&head);
    for i in 0..60 {
        assert_near(&raw.logits(shifted.row(i)), &head.logits(standardised.row(i)), 1e-9);
    }
    let constant = Samples::new(vec![2.0; 6], 2).unwrap();
    assert_eq!(Scale::of(&constant).deviations, [1.0, 1.0]);
}

#[test]
fn pruning_keeps_the_l1_norm() {
    let golden = &oracle()["prune"];
    let mut head = Head::new(numbers(&golden["w"]), vec![0.0]);
    prune_and_rescale(&mut head, 0, &[2]);
    assert_near(&head.weights, &numbers(&golden["prune_normalize_L1"]), 1e-12);
    let mut alone = Head::new(vec![0.0, 2.0], vec![0.0]);
    prune_and_rescale(&mut alone, 0, &[1]);
    assert_eq!(alone.weights, [0.0, 0.0]);
}

#[test]
fn ablating_keeps_the_mean_logit() {
    let mut head = golden_head();
    let before = head.logits(&[0.2, 0.4, 0.6, 0.8]);
    ablate(&mut head, 1, 3, 0.8);
    assert_near(&head.logits(&[0.2, 0.4, 0.6, 0.8]), &before, 1e-12);
    assert_eq!(head.weight(1, 3), 0.0);
}

#[test]
fn a_minimal_edit_turns_the_decision_by_its_margin() {
    let head = golden_head();
    let values = [0.3, 0.6, 0.2, 0.6];
    let from = head.predict(&values);
    let to = (from + 1) % 3;
    let edited = minimal_edit(&head, &values, to, 2, 0.5).unwrap();
    let logits = edited.head.logits(&values);
    assert!((logits[to] - logits[from] - 0.5).abs() < 1e-12);
    let touched = edited.head.weights.iter().zip(&head.weights).filter(|(a, b)| a != b).count();
    assert_eq!(touched, 2);
    assert_eq!(minimal_edit(&head, &[0.3, 0.6, 0.0, 0.6], to, 2, 0.5), None);
    assert_eq!(minimal_edit(&head, &values, from, 2, 0.5), None);
}

proptest! {
    /// Whatever the order, all the truth is all the truth; and pruning a weight of 0 changes nothing.
    #[test]
    fn every_order_ends_at_the_same_error(seed in 0u64..500, width in 1usize..7, classes in 2usize..5) {
        let mut rng = Rng::new(seed, "orders");
        let mut head = random_head(classes, width, &mut rng);
        let values: Vec<f64> = (0..20 * width).map(|_| rng.uniform()).collect();
        let concepts: Vec<bool> = (0..20 * width).map(|_| rng.uniform() < 0.5).collect();
        let labels: Vec<usize> = (0..20).map(|_| rng.below(classes)).collect();
        let mut orders = || -> Vec<Vec<Vec<usize>>> {
            let mut one = || { let mut order: Vec<usize> = (0..width).collect(); rng.shuffle(&mut order); order };
            (0..20).map(|_| one().into_iter().map(|k| vec![k]).collect()).collect()
        };
        let (first, second) = (orders(), orders());
        let truths = Truths::binary(width);
        let a = error_curve(&head, &truths, &values, &concepts, &labels, &first);
        let b = error_curve(&head, &truths, &values, &concepts, &labels, &second);
        prop_assert!((a[0] + head.accuracy(&values, &labels) - 1.0).abs() < 1e-12);
        prop_assert_eq!(a[width], b[width]);
        prop_assert!((curve_mean(&a) - a.iter().sum::<f64>() / (width + 1) as f64).abs() < 1e-15);
        head.row_mut(0)[0] = 0.0;
        let mut pruned = head.clone();
        prune_and_rescale(&mut pruned, 0, &[0]);
        for (a, b) in pruned.weights.iter().zip(&head.weights) {
            prop_assert!((a - b).abs() <= 1e-12 * b.abs());
        }
        prune(&mut pruned, 0, 0);
        prop_assert!(nonzero_weights(&pruned, 0.0) <= width as f64);
    }
}
