//! Concept bottlenecks: formulas and slopes against f64, what each training touches, and what the head learns.

use bottleneck_lab::{
    draws::Rng,
    nets::{
        Activation,
        concept::{
            ConceptNet, ConceptNetConfig, Intervention, Kind, Lesson, Phase, Rows, Settings, Training, Truths,
            class_losses, concept_losses, percentiles,
        },
    },
};
use burn::{
    module::{Module, ModuleVisitor, Param},
    tensor::{Device, Gradients, Tensor, TensorData},
};
use futures::executor::block_on;

use super::{assert_near, trained_on, values};

const KINDS: [Kind; 5] =
    [Kind::Hard, Kind::Soft, Kind::Logit, Kind::Hybrid { extra: 2 }, Kind::Embedding { size: 3, replaced: 0.25 }];

fn config(kind: Kind) -> ConceptNetConfig {
    ConceptNetConfig {
        inputs: 3,
        trunk: vec![4],
        activation: Activation::Tanh,
        concepts: 2,
        kind,
        head: vec![],
        classes: 3,
    }
}

fn rows(n: usize, seed: u64) -> Rows {
    let mut rng = Rng::new(seed, "rows");
    let inputs: Vec<f32> = (0..3 * n).map(|_| rng.normal() as f32).collect();
    let concepts = inputs.chunks(3).flat_map(|x| [x[0] + x[1] > 0.0, x[2] > 0.2]).collect();
    let labels = inputs.chunks(3).map(|x| usize::from(x[0] > 0.0) + usize::from(x[1] * x[2] > 0.0)).collect();
    Rows { inputs, concepts, labels }
}

fn settings(training: Training) -> Settings {
    Settings { training, batch: 8, weight_decay: 0.0 }
}

fn lesson(config: &ConceptNetConfig, training: Training) -> Lesson {
    Lesson::new(config, settings(training), vec![(4, rows(24, 1))], &Device::flex())
}

fn train(lesson: &mut Lesson, epochs: usize, rate: f64) {
    for _ in 0..epochs {
        lesson.shuffle();
        for index in 0..lesson.steps_per_epoch() {
            lesson.step(index, rate);
        }
    }
}

/// Every parameter, and (where asked for) its gradient, empty where there is none.
struct Parameters<'a> {
    gradients: Option<&'a Gradients>,
    found: Vec<Vec<f64>>,
}

impl ModuleVisitor for Parameters<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        self.found.push(match self.gradients {
            Some(gradients) => param.val().grad(gradients).map_or(Vec::new(), values),
            None => values(param.val()),
        });
    }
}

fn parameters(net: &ConceptNet, gradients: Option<&Gradients>) -> Vec<Vec<f64>> {
    let mut parameters = Parameters { gradients, found: Vec::new() };
    net.visit(&mut parameters);
    parameters.found
}

fn affine(weights: &[f64], biases: &[f64], x: &[f64]) -> Vec<f64> {
    weights.chunks(x.len()).zip(biases).map(|(row, b)| b + row.iter().zip(x).map(|(w, x)| w * x).sum::<f64>()).collect()
}

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

fn leaky(x: f64) -> f64 {
    x.max(0.01 * x)
}

/// The formulas for one input in f64: concept logits and class logits, where `told` gives values in place of concepts.
fn plain(p: &[Vec<f64>], kind: Kind, x: &[f64], told: [Option<f64>; 2]) -> (Vec<f64>, Vec<f64>) {
    let hidden: Vec<f64> = affine(&p[0], &p[1], x).into_iter().map(f64::tanh).collect();
    let read = affine(&p[2], &p[3], &hidden);
    let instead = |own: Vec<f64>| own.iter().zip(told).map(|(own, told)| told.unwrap_or(*own)).collect::<Vec<f64>>();
    let soft = |logits: &[f64]| logits.iter().map(|l| sigmoid(*l)).collect::<Vec<f64>>();
    let (logits, values) = match kind {
        Kind::Hard => {
            let hard = read.iter().map(|l| f64::from(*l > 0.0)).collect();
            (read.clone(), instead(hard))
        }
        Kind::Soft => (read.clone(), instead(soft(&read))),
        Kind::Logit => (read.clone(), instead(read.clone())),
        Kind::Hybrid { .. } => {
            let mut values = instead(soft(&read[..2]));
            values.extend(read[2..].iter().map(|v| leaky(*v)));
            (read[..2].to_vec(), values)
        }
        Kind::Embedding { size, .. } => {
            // Context unit u of concept k is unit 2 u + k.
            let context = |k: usize| (0..2 * size).map(|u| leaky(read[2 * u + k])).collect::<Vec<f64>>();
            let logits: Vec<f64> = (0..2).map(|k| affine(&p[4], &p[5], &context(k))[0]).collect();
            let shares = instead(soft(&logits));
            let mut values = vec![0.0; 2 * size];
            for k in 0..2 {
                for u in 0..size {
                    values[2 * u + k] = shares[k] * context(k)[u] + (1.0 - shares[k]) * context(k)[size + u];
                }
            }
            (logits, values)
        }
    };
    let head = p.len() - 2;
    (logits, affine(&p[head], &p[head + 1], &values))
}

fn log_total(logits: &[f64]) -> f64 {
    logits.iter().map(|l| l.exp()).sum::<f64>().ln()
}

/// Σ of class and λ times concept losses by the formulas.
fn plain_loss(p: &[Vec<f64>], kind: Kind, rows: &Rows, lambda: f64) -> f64 {
    let loss = |i: usize| {
        let x: Vec<f64> = rows.inputs[3 * i..3 * i + 3].iter().map(|x| f64::from(*x)).collect();
        let (logits, classes) = plain(p, kind, &x, [None; 2]);
        let concepts: f64 = (0..2)
            .map(|k| {
                let p = sigmoid(logits[k]);
                if rows.concepts[2 * i + k] { -p.ln() } else { -(1.0 - p).ln() }
            })
            .sum();
        log_total(&classes) - classes[rows.labels[i]] + lambda * concepts
    };
    (0..rows.n()).map(loss).sum::<f64>() / rows.n() as f64
}

/// A network whose biases are not zero.
fn small(kind: Kind) -> ConceptNet {
    let mut lesson = lesson(&config(kind), Training::Joint { lambdas: vec![0.5] });
    train(&mut lesson, 3, 0.05);
    lesson.evaluated()
}

fn column(flat: &[f64], samples: usize, i: usize) -> Vec<f64> {
    flat.chunks(samples).map(|row| row[i]).collect()
}

#[test]
fn forward_is_its_formula_with_and_without_the_truth() {
    let rows = rows(7, 2);
    for kind in KINDS {
        let net = small(kind);
        let p = parameters(&net, None);
        let batch = Rows::whole(std::slice::from_ref(&rows), 3, &Device::flex());
        let truths = match kind {
            Kind::Logit => Truths::percentiles(&[-3.0, -1.0, 2.0, 4.0], 1, 2, &Device::flex()),
            _ => Truths::bits(1, 2, &Device::flex()),
        };
        let ends: [[f64; 2]; 2] = match kind {
            Kind::Logit => [[-2.9, -1.1], [2.1, 3.9]],
            _ => [[0.0, 1.0]; 2],
        };
        for told in [[false, false], [true, false], [false, true], [true, true]] {
            let mask = told.map(|told| f32::from(u8::from(told)));
            let intervention = Intervention {
                concepts: batch.concepts.clone(),
                told: Tensor::from_data(TensorData::new(mask.to_vec(), [1, 2, 1]), &Device::flex()),
                truths: truths.clone(),
            };
            let sensed = net.sense(batch.inputs.clone());
            let classes = values(net.class_logits(batch.inputs.clone(), Some(&intervention)));
            if told == [false; 2] {
                assert_eq!(classes, values(net.class_logits(batch.inputs.clone(), None)), "{kind:?}");
            }
            let logits = values(sensed.logits);
            for i in 0..7 {
                let x: Vec<f64> = rows.inputs[3 * i..3 * i + 3].iter().map(|x| f64::from(*x)).collect();
                let instead = [0, 1].map(|k| told[k].then(|| ends[k][usize::from(rows.concepts[2 * i + k])]));
                let (expected, expected_classes) = plain(&p, kind, &x, instead);
                assert_near(&column(&logits, 7, i), &expected, 1e-5, &format!("{kind:?}, logits"));
                assert_near(&column(&classes, 7, i), &expected_classes, 1e-5, &format!("{kind:?}, {told:?}"));
            }
        }
    }
}

#[test]
fn joint_losses_have_the_slopes_of_finite_differences() {
    let rows = rows(5, 3);
    // A threshold has no slope: the hard bottleneck has a test of its own.
    for kind in KINDS.into_iter().filter(|kind| *kind != Kind::Hard) {
        let net = small(kind).train();
        let batch = Rows::whole(std::slice::from_ref(&rows), 3, &trained_on());
        let sensed = net.sense(batch.inputs);
        let classes = class_losses(net.classify(net.values(&sensed, None)), batch.classes);
        let loss = (classes + concept_losses(sensed.logits, batch.concepts).mul_scalar(0.7)).sum();
        let mut p = parameters(&net, None);
        assert_near(&values(loss.clone()), &[plain_loss(&p, kind, &rows, 0.7)], 1e-5, &format!("{kind:?}, loss"));
        let found = parameters(&net, Some(&loss.backward()));
        for at in 0..found.len() {
            for i in 0..found[at].len() {
                let mut moved = |by: f64| {
                    let before = p[at][i];
                    p[at][i] += by;
                    let loss = plain_loss(&p, kind, &rows, 0.7);
                    p[at][i] = before;
                    loss
                };
                let slope = (moved(1e-6) - moved(-1e-6)) / 2e-6;
                assert!((found[at][i] - slope).abs() < 1e-5, "{kind:?}, {at}, {i}: {} {slope}", found[at][i]);
            }
        }
    }
}

/// ∂loss/∂bₖ of the reader is the mean over samples of Σ_y W_yk (softmax_y − 1[y]) pₖ (1 − pₖ), the softmax being that
/// of thresholded concepts.
#[test]
fn a_hard_bottleneck_has_its_probabilitys_slope() {
    let rows = rows(6, 5);
    let net = small(Kind::Hard).train();
    let batch = Rows::whole(std::slice::from_ref(&rows), 3, &trained_on());
    let loss = class_losses(net.class_logits(batch.inputs, None), batch.classes).sum();
    let p = parameters(&net, None);
    let found = parameters(&net, Some(&loss.backward()));
    let mut expected = [0.0; 2];
    for i in 0..6 {
        let x: Vec<f64> = rows.inputs[3 * i..3 * i + 3].iter().map(|x| f64::from(*x)).collect();
        let (logits, classes) = plain(&p, Kind::Hard, &x, [None; 2]);
        for (k, expected) in expected.iter_mut().enumerate() {
            for (y, logit) in classes.iter().enumerate() {
                let off = (logit - log_total(&classes)).exp() - f64::from(rows.labels[i] == y);
                *expected += p[4][2 * y + k] * off * sigmoid(logits[k]) * (1.0 - sigmoid(logits[k])) / 6.0;
            }
        }
    }
    assert!(expected.iter().all(|slope| slope.abs() > 1e-3), "{expected:?}");
    assert_near(&found[3], &expected, 1e-5, "slope of the reader's biases");
}

/// In turn: whether the trunk and the reader, and whether the head, have changed.
fn touched(before: &ConceptNet, after: &ConceptNet) -> [bool; 2] {
    let (before, after) = (parameters(before, None), parameters(after, None));
    let head = before.len() - 2;
    [before[..head] != after[..head], before[head..] != after[head..]]
}

#[test]
fn two_phases_touch_two_halves() {
    for kind in KINDS {
        for training in [Training::Independent, Training::Sequential] {
            let mut lesson = lesson(&config(kind), training.clone());
            let mut was = lesson.evaluated();
            assert_eq!(lesson.phase(), Phase::Concepts);
            train(&mut lesson, 1, 0.01);
            assert_eq!(touched(&was, &lesson.evaluated()), [true, false], "{kind:?}, {training:?}");
            was = lesson.evaluated();
            block_on(lesson.begin_head()).unwrap();
            train(&mut lesson, 1, 0.01);
            assert_eq!(touched(&was, &lesson.evaluated()), [false, true], "{kind:?}, {training:?}");
        }
        let mut lesson = lesson(&config(kind), Training::Standard);
        let was = lesson.evaluated();
        train(&mut lesson, 1, 0.01);
        assert_eq!(touched(&was, &lesson.evaluated()), [true, true], "{kind:?}");
    }
}

/// The scorer alone learns of the concepts, so that with λ = 0 no class touches what only it reads.
#[test]
fn lambda_weighs_the_concepts() {
    let loss = |lambda: f64| {
        let mut lesson = lesson(&config(Kind::Logit), Training::Joint { lambdas: vec![lambda] });
        train(&mut lesson, 60, 0.02);
        let batch = Rows::whole(&[rows(24, 1)], 3, &Device::flex());
        values(concept_losses(lesson.evaluated().sense(batch.inputs).logits, batch.concepts))[0]
    };
    let [none, all] = [loss(0.0), loss(5.0)];
    assert!(all < 0.5 * none && all < 0.6, "{none} {all}");
}

/// The best additive log-odds of a yes given two true concepts, by plain gradient descent in f64 on the four cells.
fn logistic(cells: &[[f64; 2]; 4]) -> [f64; 3] {
    let total: f64 = cells.iter().flatten().sum();
    let mut fit = [0.0; 3];
    for _ in 0..20_000 {
        let mut slope = [0.0; 3];
        for (cell, [no, yes]) in cells.iter().enumerate() {
            let x = [1.0, (cell / 2) as f64, (cell % 2) as f64];
            let p = sigmoid(x.iter().zip(fit).map(|(x, w)| x * w).sum());
            for (slope, x) in slope.iter_mut().zip(x) {
                *slope += x * (p * (no + yes) - yes) / total;
            }
        }
        fit.iter_mut().zip(slope).for_each(|(w, slope)| *w -= 2.0 * slope);
    }
    fit
}

#[test]
fn an_independent_head_is_a_logistic_fit_on_true_concepts() {
    let mut data = rows(80, 6);
    let mut rng = Rng::new(6, "labels");
    let mut cells = [[0.0; 2]; 4];
    for (concepts, label) in data.concepts.chunks(2).zip(&mut data.labels) {
        let odds = -0.5 + 1.5 * f64::from(concepts[0]) - 2.0 * f64::from(concepts[1]);
        *label = usize::from(rng.uniform() < sigmoid(odds));
        cells[2 * usize::from(concepts[0]) + usize::from(concepts[1])][*label] += 1.0;
    }
    let config = ConceptNetConfig { classes: 2, ..config(Kind::Soft) };
    let settings = Settings { training: Training::Independent, batch: 80, weight_decay: 0.0 };
    let mut lesson = Lesson::new(&config, settings, vec![(1, data)], &Device::flex());
    block_on(lesson.begin_head()).unwrap();
    train(&mut lesson, 300, 0.05);
    let [weights, biases] = lesson.evaluated().linear_head().unwrap();
    assert_eq!((weights.dims(), biases.dims()), ([1, 2, 2], [1, 2, 1]));
    let (w, b) = (values(weights), values(biases));
    assert_near(&[b[1] - b[0], w[2] - w[0], w[3] - w[1]], &logistic(&cells), 2e-3, "bias and weights of yes");
}

#[test]
fn replicas_side_by_side_are_what_they_are_alone() {
    for kind in KINDS {
        let trained = |groups: Vec<(u64, Rows)>, lambdas: Vec<f64>| {
            let training = Training::Joint { lambdas };
            let mut lesson = Lesson::new(&config(kind), settings(training), groups, &Device::flex());
            train(&mut lesson, 2, 0.02);
            let net = lesson.evaluated();
            let shown = Rows::whole(&vec![rows(5, 9); 1], 3, &Device::flex());
            values(net.class_logits(shown.inputs, None))
        };
        let groups = || vec![(1, rows(24, 1)), (2, rows(24, 2))];
        let together = trained(groups(), vec![0.1, 3.0]);
        let mut alone = Vec::new();
        for group in groups() {
            for lambda in [0.1, 3.0] {
                alone.extend(trained(vec![group.clone()], vec![lambda]));
            }
        }
        assert_near(&together, &alone, 1e-4, &format!("{kind:?}"));
        assert!((together[0] - together[15]).abs() > 1e-3, "{kind:?}: λ changes nothing");
    }
}

#[test]
fn a_hybrid_without_extra_is_soft_and_heads_may_be_deep() {
    let logits = |kind| {
        let net = ConceptNetConfig { head: vec![5], ..config(kind) }.init(&mut [Rng::new(3, "w")], 1, &Device::flex());
        assert!(net.linear_head().is_none());
        values(net.class_logits(Rows::whole(&[rows(4, 1)], 3, &Device::flex()).inputs, None))
    };
    assert_eq!(logits(Kind::Hybrid { extra: 0 }), logits(Kind::Soft));
}

#[test]
fn without_a_trunk_the_reader_is_a_logistic_regression() {
    let bare = ConceptNetConfig { trunk: vec![], ..config(Kind::Soft) };
    let net = bare.init(&mut [Rng::new(3, "w")], 1, &Device::flex());
    let p = parameters(&net, None);
    assert_eq!(p.iter().map(Vec::len).collect::<Vec<_>>(), [6, 2, 6, 3]);
    let data = rows(4, 1);
    let found = values(net.probabilities(Rows::whole(std::slice::from_ref(&data), 3, &Device::flex()).inputs));
    for i in 0..4 {
        let x: Vec<f64> = data.inputs[3 * i..3 * i + 3].iter().map(|x| f64::from(*x)).collect();
        let expected: Vec<f64> = affine(&p[0], &p[1], &x).into_iter().map(sigmoid).collect();
        assert_near(&column(&found, 4, i), &expected, 1e-6, "probabilities");
    }
}

/// As numpy's.
#[test]
fn percentiles_lie_between_neighbours() {
    let values: Vec<f32> = (0..11).rev().map(|i| (i * i) as f32).collect();
    assert_eq!(percentiles(&values), [0.5, 90.5]);
    assert_eq!(percentiles(&[2.0]), [2.0, 2.0]);
}
