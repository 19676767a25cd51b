//! Networks: their formulas and gradients against f64, their first weights, and training towards known optima.

mod backbone;
mod concept;
mod dictionaries;
mod golden;
mod kernel_losses;
mod variational;

use bottleneck_lab::{
    draws::Rng,
    nets::{Activation, InitialScale, Mlp, MlpConfig, ReadError, cross_entropy, read, squared_weights, train_step},
};
use burn::{
    module::{Module, ModuleVisitor, Param},
    optim::{AdamConfig, ModuleOptimizer, SgdConfig},
    tensor::{DType, Device, Gradients, Tensor, TensorData},
};
use futures::executor::block_on;

fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f64> {
    block_on(read(tensor)).unwrap().into_iter().map(f64::from).collect()
}

fn tensor(numbers: &[f64], shape: [usize; 2], device: &Device) -> Tensor<2> {
    let numbers: Vec<f32> = numbers.iter().map(|value| *value as f32).collect();
    Tensor::from_data(TensorData::new(numbers, shape), device)
}

fn trained_on() -> Device {
    Device::flex().autodiff()
}

fn activations() -> impl Iterator<Item = Activation> {
    Activation::NAMES.iter().map(|(value, _)| serde_json::from_str(&format!("\"{value}\"")).unwrap())
}

/// The formulas of the papers.
fn textbook(activation: Activation, x: f64) -> f64 {
    match activation {
        Activation::Tanh => x.tanh(),
        Activation::Relu => x.max(0.0),
        Activation::Elu => {
            if x > 0.0 {
                x
            } else {
                x.exp_m1()
            }
        }
        Activation::Softplus => x.max(0.0) + (-x.abs()).exp().ln_1p(),
        Activation::Swish => x / (1.0 + (-x).exp()),
        Activation::Gelu => x * 0.5 * (1.0 + libm::erf(x / 2f64.sqrt())),
        Activation::LeakyRelu => x.max(0.01 * x),
        Activation::Sigmoid => 1.0 / (1.0 + (-x).exp()),
        Activation::Abs => x.abs(),
        Activation::Prelu => x.max(0.25 * x),
        Activation::Srelu => x.max(0.2 * x),
    }
}

/// From −8 to 8 without the kinks at 0, and far out, where exponentials overflow in f32.
fn grid() -> Vec<f64> {
    let mut grid: Vec<f64> = (0..160).map(|i| -7.95 + 0.1 * f64::from(i)).collect();
    grid.extend([-200.0, -95.0, -40.0, -21.0, 21.0, 40.0, 95.0, 200.0]);
    grid
}

fn assert_near(found: &[f64], expected: &[f64], relative: f64, of: &str) {
    assert_eq!(found.len(), expected.len(), "{of}");
    for (i, (a, b)) in found.iter().zip(expected).enumerate() {
        assert!((a - b).abs() <= relative * b.abs().max(1.0), "{of}, {i}: {a} for {b}");
    }
}

/// One unit's activation, before anything is learned.
fn forward(activation: Activation, x: Tensor<2>) -> Tensor<2> {
    let learned = activation.first_values().iter().map(|value| tensor(&[f64::from(*value)], [1, 1], &x.device()));
    let learned: Vec<Tensor<2>> = learned.collect();
    activation.forward(x, &learned)
}

/// Jin et al. 2016, eq. 1, with the right threshold at the left one plus |width|.
fn srelu([left, left_slope, width, right_slope]: [f64; 4], x: f64) -> f64 {
    let right = left + width.abs();
    if x <= left {
        left + left_slope * (x - left)
    } else if x >= right {
        right + right_slope * (x - right)
    } else {
        x
    }
}

#[test]
fn what_activations_learn_has_its_slopes() {
    let x: Vec<f64> = (0..40).map(|i| -2.03 + 0.1 * f64::from(i)).collect();
    for shape in [[-0.5, 0.1, 1.5, 0.3], [0.2, -0.4, -0.7, 2.0]] {
        let learned: Vec<Tensor<2>> =
            shape.iter().map(|value| tensor(&[*value], [1, 1], &trained_on()).require_grad()).collect();
        let found = Activation::Srelu.forward(tensor(&x, [1, x.len()], &trained_on()), &learned);
        let expected: Vec<f64> = x.iter().map(|x| srelu(shape, *x)).collect();
        assert_near(&values(found.clone()), &expected, 1e-6, "SReLU");
        let gradients = found.sum().backward();
        for (i, value) in learned.iter().enumerate() {
            let moved = |by: f64| {
                let mut shape = shape;
                shape[i] += by;
                x.iter().map(|x| srelu(shape, *x)).sum::<f64>()
            };
            let slope = (moved(1e-6) - moved(-1e-6)) / 2e-6;
            assert_near(&values(value.grad(&gradients).unwrap()), &[slope], 1e-5, &format!("SReLU by {i}"));
        }
    }
    let slope = tensor(&[0.25], [1, 1], &trained_on()).require_grad();
    let found = Activation::Prelu.forward(tensor(&x, [1, x.len()], &trained_on()), std::slice::from_ref(&slope));
    let below = x.iter().filter(|x| **x < 0.0).sum::<f64>();
    assert_near(&values(slope.grad(&found.sum().backward()).unwrap()), &[below], 1e-5, "PReLU by its slope");
}

#[test]
fn activations_are_their_formulas() {
    let grid = grid();
    for activation in activations() {
        let found = values(forward(activation, tensor(&grid, [1, grid.len()], &Device::flex())));
        let expected: Vec<f64> = grid.iter().map(|x| textbook(activation, f64::from(*x as f32))).collect();
        assert_near(&found, &expected, 1e-6, &format!("{activation:?}"));
        let zero = values(forward(activation, tensor(&[0.0], [1, 1], &Device::flex())));
        assert_near(&zero, &[textbook(activation, 0.0)], 1e-6, &format!("{activation:?} of 0"));
    }
}

#[test]
fn activations_have_the_slopes_of_their_formulas() {
    let mut grid = grid();
    for activation in activations() {
        // ELU has no kink: its two halves must not add up to a slope of 2 or 0 where they meet.
        grid.extend((activation == Activation::Elu).then_some(0.0));
        let x = tensor(&grid, [1, grid.len()], &trained_on()).require_grad();
        let gradients = forward(activation, x.clone()).sum().backward();
        let found = values(x.grad(&gradients).unwrap());
        let slope = |x: f64| (textbook(activation, x + 1e-6) - textbook(activation, x - 1e-6)) / 2e-6;
        let expected: Vec<f64> = grid.iter().map(|x| slope(f64::from(*x as f32))).collect();
        assert_near(&found, &expected, 2e-6, &format!("{activation:?}'"));
        grid.truncate(168);
    }
}

#[test]
fn activations_are_what_is_said_of_them() {
    let grid = grid();
    for activation in activations() {
        let within = grid.iter().all(|x| textbook(activation, *x).abs() <= 1.0);
        assert_eq!(activation.is_within_one(), within, "{activation:?}");
    }
}

/// A choice is shown by position and sent by value.
#[test]
fn activation_names_are_the_values_in_order() {
    for (i, activation) in activations().enumerate() {
        assert_eq!(activation as usize, i, "{activation:?}");
        assert_eq!(serde_json::to_string(&activation).unwrap(), format!("\"{}\"", Activation::NAMES[i].0));
    }
    // An unknown value is refused by naming all: none is left out of the choice.
    let all: Vec<String> = Activation::NAMES.iter().map(|(value, _)| format!("`{value}`")).collect();
    let error = serde_json::from_str::<Activation>("\"cube\"").unwrap_err().to_string();
    assert!(error.contains(&format!("expected one of {} at", all.join(", "))), "{error}");
}

/// Weights and biases, layer by layer, and (where asked for) their gradients.
struct Parameters<'a> {
    gradients: Option<&'a Gradients>,
    of_each: Vec<Vec<f64>>,
}

impl ModuleVisitor for Parameters<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let found = match self.gradients {
            Some(gradients) => param.val().grad(gradients).map_or(Vec::new(), values),
            None => values(param.val()),
        };
        self.of_each.push(found);
    }
}

fn parameters(model: &Mlp, gradients: Option<&Gradients>) -> Vec<Vec<f64>> {
    let mut parameters = Parameters { gradients, of_each: Vec::new() };
    model.visit(&mut parameters);
    parameters.of_each
}

fn network(widths: &[usize], activation: Activation, initial: InitialScale, seed: u64, device: &Device) -> Mlp {
    MlpConfig { widths: widths.to_vec(), activation, initial }.init(&mut Rng::new(seed, "weights"), device)
}

#[test]
fn shapes_are_as_documented() {
    let model = network(&[3, 5, 4, 2], Activation::Tanh, InitialScale::FanIn, 1, &Device::flex());
    let inputs = tensor(&[0.1; 21], [3, 7], &Device::flex());
    assert_eq!(model.forward(inputs.clone()).dims(), [2, 7]);
    assert_eq!(model.activations(inputs).iter().map(Tensor::dims).collect::<Vec<_>>(), [[5, 7], [4, 7], [2, 7]]);
    assert_eq!(model.weights().iter().map(Tensor::dims).collect::<Vec<_>>(), [[5, 3], [4, 5], [2, 4]]);
}

/// Cut at two standard deviations a normal has 0.8796 of its standard deviation left.
#[test]
fn first_weights_have_the_documented_scale() {
    let widths = [400, 250, 100];
    for (initial, scales) in [
        (InitialScale::FanIn, [0.05, 1.0 / 250f64.sqrt()]),
        (InitialScale::FanOut, [1.0 / 250f64.sqrt(), 0.1]),
        (InitialScale::TwiceFanIn, [0.1, 2.0 / 250f64.sqrt()]),
    ] {
        let model = network(&widths, Activation::Relu, initial, 1, &Device::flex());
        let found = parameters(&model, None);
        for (layer, scale) in scales.into_iter().enumerate() {
            let (weights, biases) = (&found[2 * layer], &found[2 * layer + 1]);
            let n = (widths[layer] * widths[layer + 1]) as f64;
            assert_eq!((weights.len() as f64, biases.len()), (n, widths[layer + 1]));
            let mean = weights.iter().sum::<f64>() / n;
            let deviation = (weights.iter().map(|w| w * w).sum::<f64>() / n).sqrt();
            assert!(mean.abs() < 4.0 * scale / n.sqrt(), "{initial:?} {layer}: mean {mean}");
            assert!((deviation / (0.8796 * scale) - 1.0).abs() < 0.02, "{initial:?} {layer}: {deviation} {scale}");
            let most = weights.iter().fold(0.0, |most: f64, w| most.max(w.abs()));
            assert!(most <= 2.0 * scale * (1.0 + 1e-6) && most > 1.9 * scale, "{initial:?} {layer}: {most} {scale}");
            assert!(biases.iter().all(|b| *b == 0.0));
        }
    }
}

#[test]
fn first_weights_are_decided_by_the_seed() {
    let first = |seed| {
        let model = network(&[3, 4, 2], Activation::Tanh, InitialScale::FanIn, seed, &Device::flex());
        parameters(&model, None)
    };
    assert_eq!(first(1), first(1));
    assert_ne!(first(1), first(2));
}

/// Every layer's values, the last one's as logits: the formula in f64. `inputs` is `[n][dim]`.
fn plain_layers(parameters: &[Vec<f64>], activation: Activation, input: &[f64]) -> Vec<Vec<f64>> {
    let mut h = input.to_vec();
    let layers = parameters.len() / 2;
    let next = |layer: usize| {
        let (weights, biases) = (&parameters[2 * layer], &parameters[2 * layer + 1]);
        let sums =
            weights.chunks(h.len()).zip(biases).map(|(row, b)| b + row.iter().zip(&h).map(|(w, h)| w * h).sum::<f64>());
        h = sums.map(|sum| if layer + 1 < layers { textbook(activation, sum) } else { sum }).collect();
        h.clone()
    };
    (0..layers).map(next).collect()
}

fn plain_softmax(logits: &[f64]) -> Vec<f64> {
    let total: f64 = logits.iter().map(|logit| logit.exp()).sum();
    logits.iter().map(|logit| logit.exp() / total).collect()
}

/// Mean cross-entropy of the formula in f64.
fn plain_loss(parameters: &[Vec<f64>], activation: Activation, inputs: &[[f64; 3]], labels: &[usize]) -> f64 {
    let loss = |(input, label): (&[f64; 3], &usize)| {
        -plain_softmax(plain_layers(parameters, activation, input).last().unwrap())[*label].ln()
    };
    inputs.iter().zip(labels).map(loss).sum::<f64>() / inputs.len() as f64
}

/// `[samples][rows]` as `[rows, samples]`, row-major.
fn columns<const R: usize>(samples: &[[f64; R]]) -> Vec<f64> {
    (0..R).flat_map(|row| samples.iter().map(move |sample| sample[row])).collect()
}

fn one_hot(labels: &[usize], classes: usize, device: &Device) -> Tensor<2> {
    let cells: Vec<f64> =
        (0..classes).flat_map(|class| labels.iter().map(move |label| f64::from(*label == class))).collect();
    tensor(&cells, [classes, labels.len()], device)
}

const INPUTS: [[f64; 3]; 6] =
    [[0.5, -1.0, 2.0], [1.0, 0.25, -0.5], [-2.0, 0.0, 1.5], [0.0, 1.0, 1.0], [1.5, -0.5, 0.75], [-1.0, -1.0, -0.25]];
const LABELS: [usize; 6] = [0, 1, 1, 0, 2, 2];

/// A small network after a few steps of training, so that its biases are not zero.
fn small(activation: Activation) -> Mlp {
    let device = trained_on();
    let mut model = network(&[3, 4, 5, 3], activation, InitialScale::FanIn, 3, &device);
    let mut optimizer: ModuleOptimizer = AdamConfig::new().init();
    for _ in 0..3 {
        let logits = model.forward(tensor(&columns(&INPUTS), [3, 6], &device));
        model = train_step(model, cross_entropy(logits, one_hot(&LABELS, 3, &device)), &mut optimizer, 0.1);
    }
    model
}

#[test]
fn layers_are_their_formula() {
    let model = small(Activation::Swish);
    let plain = parameters(&model, None);
    assert!(plain[1].iter().all(|bias| bias.abs() > 0.01), "{plain:?}");
    let inputs = || tensor(&columns(&INPUTS), [3, 6], &trained_on());
    let logits = values(model.forward(inputs()));
    let layers: Vec<Vec<f64>> = model.activations(inputs()).into_iter().map(values).collect();
    for (i, input) in INPUTS.iter().enumerate() {
        let mut expected = plain_layers(&plain, Activation::Swish, input);
        let column = |rows: &[f64]| rows.chunks(6).map(|row| row[i]).collect::<Vec<_>>();
        assert_near(&column(&logits), &expected[2], 1e-5, "logits");
        // What is looked at in the last layer are probabilities.
        expected[2] = plain_softmax(&expected[2]);
        for (layer, expected) in expected.iter().enumerate() {
            assert_near(&column(&layers[layer]), expected, 1e-5, &format!("layer {layer}"));
        }
    }
}

#[test]
fn gradients_of_every_weight_are_finite_differences() {
    for activation in [Activation::Tanh, Activation::Gelu, Activation::Softplus] {
        let model = small(activation);
        let logits = model.forward(tensor(&columns(&INPUTS), [3, 6], &trained_on()));
        let loss = cross_entropy(logits, one_hot(&LABELS, 3, &trained_on()));
        let mut plain = parameters(&model, None);
        let expected = plain_loss(&plain, activation, &INPUTS, &LABELS);
        assert_near(&values(loss.clone()), &[expected], 1e-6, "loss");
        let found = parameters(&model, Some(&loss.backward()));
        assert_eq!(found.iter().map(Vec::len).collect::<Vec<_>>(), [12, 4, 20, 5, 15, 3]);
        for (layer, gradients) in found.iter().enumerate() {
            for (i, gradient) in gradients.iter().enumerate() {
                let mut loss_at = |shift: f64| {
                    let before = plain[layer][i];
                    plain[layer][i] += shift;
                    let loss = plain_loss(&plain, activation, &INPUTS, &LABELS);
                    plain[layer][i] = before;
                    loss
                };
                let slope = (loss_at(1e-5) - loss_at(-1e-5)) / 2e-5;
                assert!((gradient - slope).abs() < 2e-6, "{activation:?}, parameter {layer}, {i}: {gradient} {slope}");
            }
        }
    }
}

#[test]
fn cross_entropy_is_its_formula_and_its_slope_is_what_is_missing() {
    // The second column has logits beyond what exp holds in f32; the third a target that is spread.
    let logits = [[1.0, -0.5, 0.25], [300.0, 100.0, -300.0], [0.3, 0.2, -2.0]];
    let targets = [[0.0, 1.0, 0.0], [0.0, 1.0, 0.0], [0.2, 0.5, 0.3]];
    let log_total = |l: [f64; 3]| l.iter().map(|l| l.exp()).sum::<f64>().ln();
    let spread = log_total(logits[2]) - (0.2 * 0.3 + 0.5 * 0.2 - 0.3 * 2.0);
    let expected = (log_total(logits[0]) + 0.5 + 200.0 + spread) / 3.0;
    let x = tensor(&columns(&logits), [3, 3], &trained_on()).require_grad();
    let loss = cross_entropy(x.clone(), tensor(&columns(&targets), [3, 3], &trained_on()));
    assert_near(&values(loss.clone()), &[expected], 1e-6, "loss");
    let missing = |i: usize| {
        let softmax = plain_softmax(&logits[i].map(|logit| logit - logits[i][0]));
        [0, 1, 2].map(|class| (softmax[class] - targets[i][class]) / 3.0)
    };
    let found = values(x.grad(&loss.backward()).unwrap());
    assert_near(&found, &columns(&[0, 1, 2].map(missing)), 1e-6, "softmax − target over n");
}

#[test]
fn the_penalty_leaves_the_last_layer_out() {
    let model = small(Activation::Tanh);
    let plain = parameters(&model, None);
    let expected: f64 = [0, 2].iter().flat_map(|layer| &plain[*layer]).map(|w| w * w / 2.0).sum();
    let penalty = squared_weights(&model).unwrap();
    assert_near(&values(penalty.clone()), &[expected], 1e-5, "penalty");
    let slopes = parameters(&model, Some(&penalty.backward()));
    for (i, slopes) in slopes.iter().enumerate() {
        match i {
            0 | 2 => assert_near(slopes, &plain[i], 1e-6, "slope"),
            _ => assert!(slopes.iter().all(|slope| *slope == 0.0), "parameter {i} is pulled: {slopes:?}"),
        }
    }
    let linear = network(&[3, 2], Activation::Tanh, InitialScale::FanIn, 1, &Device::flex());
    assert!(squared_weights(&linear).is_none());
}

#[test]
fn one_batch_is_learned_by_heart() {
    let device = trained_on();
    for activation in activations() {
        let mut model = network(&[3, 16, 16, 3], activation, InitialScale::FanIn, 5, &device);
        let mut optimizer: ModuleOptimizer = AdamConfig::new().init();
        let loss = |model: &Mlp| {
            let logits = model.forward(tensor(&columns(&INPUTS), [3, 6], &device));
            cross_entropy(logits, one_hot(&LABELS, 3, &device))
        };
        for _ in 0..300 {
            let now = loss(&model);
            model = train_step(model, now, &mut optimizer, 0.02);
        }
        let left = values(loss(&model))[0];
        assert!((0.0..0.01).contains(&left), "{activation:?}: {left} nats left");
    }
}

/// One input bit, labels 1 in 3 of 10 and 8 of 10 times: the best logits are the log-odds, the least loss is H(Y|X).
#[test]
fn logistic_regression_finds_the_log_odds() {
    let device = trained_on();
    let inputs: Vec<f64> = (0..20).map(|i| f64::from(i / 10)).collect();
    let labels: Vec<usize> = (0..20).map(|i| usize::from(if i < 10 { i < 3 } else { i < 18 })).collect();
    let mut model = network(&[1, 2], Activation::Tanh, InitialScale::FanIn, 1, &device);
    let mut optimizer: ModuleOptimizer = SgdConfig::new().init();
    let logits = |model: &Mlp| model.forward(tensor(&inputs, [1, 20], &device));
    for _ in 0..1_500 {
        let loss = cross_entropy(logits(&model), one_hot(&labels, 2, &device));
        model = train_step(model, loss, &mut optimizer, 1.0);
    }
    let found = values(logits(&model));
    for (i, odds) in [(0, 3.0 / 7.0), (19, 8.0 / 2.0f64)] {
        let difference = found[20 + i] - found[i];
        assert!((difference - odds.ln()).abs() < 1e-4, "x = {}: {difference} {}", inputs[i], odds.ln());
    }
    let entropy = |p: f64| -p * p.ln() - (1.0 - p) * (1.0 - p).ln();
    let least = (entropy(0.3) + entropy(0.8)) / 2.0;
    assert_near(&values(cross_entropy(logits(&model), one_hot(&labels, 2, &device))), &[least], 1e-6, "H(Y|X)");
}

/// Bias correction makes Adam's first step the rate itself, whatever the gradient's size; no gradient, no step.
#[test]
fn adams_first_step_is_the_rate() {
    let device = trained_on();
    let model = network(&[3, 4, 3], Activation::Tanh, InitialScale::FanIn, 1, &device);
    // The second input is never on.
    let inputs = INPUTS.map(|[a, _, c]| [a, 0.0, c]);
    let loss = |model: &Mlp| {
        let logits = model.forward(tensor(&columns(&inputs), [3, 6], &device));
        cross_entropy(logits, one_hot(&LABELS, 3, &device))
    };
    let before = parameters(&model, None);
    let gradients = parameters(&model, Some(&loss(&model).backward()));
    let mut optimizer: ModuleOptimizer = AdamConfig::new().with_epsilon(1e-12).init();
    let now = loss(&model);
    let after = parameters(&train_step(model, now, &mut optimizer, 0.01), None);
    let mut still = 0;
    for ((before, after), gradients) in before.iter().zip(&after).zip(&gradients) {
        for ((before, after), gradient) in before.iter().zip(after).zip(gradients) {
            let expected = if *gradient == 0.0 { 0.0 } else { -0.01 * gradient.signum() };
            still += usize::from(*gradient == 0.0);
            assert!((after - before - expected).abs() < 1e-6, "{before} to {after}, gradient {gradient}");
        }
    }
    assert_eq!(still, 4);
}

#[test]
fn only_f32_is_read() {
    let wide = Tensor::<1>::from_data(TensorData::new(vec![1.0f64], [1]), (&Device::flex(), DType::F64));
    let found: Result<Vec<f32>, ReadError> = block_on(read(wide));
    assert!(found.is_err(), "{found:?}");
}
