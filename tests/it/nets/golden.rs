//! Bottleneck networks in f32 against an independent tool's losses and gradients in f64 (`tests/oracles/losses.py`).

use bottleneck_lab::{
    draws::Rng,
    nets::{
        Activation, InitialScale, StackConfig,
        variational::{
            Batch, Bottleneck, BottleneckConfig, Bound, Compression, Likelihood, Objective, Penalty, PriorKind, Spread,
            pairwise_rate,
        },
    },
};
use burn::tensor::{Device, Tensor, TensorData};
use serde_json::Value;

use super::values;

const ORACLE: &str = include_str!("../../oracles/losses.json");
const TOLERANCE: f64 = 1e-4;

fn oracle() -> Value {
    serde_json::from_str(ORACLE).unwrap()
}

/// All numbers, in their order.
fn flat(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(entries) => entries.iter().flat_map(flat).collect(),
        number => vec![number.as_f64().unwrap()],
    }
}

fn tensor(numbers: &[f64], shape: [usize; 3], device: &Device) -> Tensor<3> {
    let numbers: Vec<f32> = numbers.iter().map(|value| *value as f32).collect();
    Tensor::from_data(TensorData::new(numbers, shape), device)
}

/// Rows `[n][width]` as columns, `[1, width, n]`.
fn columns(rows: &Value, device: &Device) -> Tensor<3> {
    let width = rows[0].as_array().unwrap().len();
    let numbers = flat(rows);
    tensor(&numbers, [1, numbers.len() / width, width], device).swap_dims(1, 2)
}

/// The values or gradients of a case in the order of [`Bottleneck::parameters`].
fn in_order(case: &Value) -> Vec<(String, Vec<f64>)> {
    let mut all = Vec::new();
    for network in ["encoder", "decoder"] {
        for (i, layer) in case[network].as_array().unwrap().iter().enumerate() {
            for part in ["weight", "bias"] {
                all.push((format!("{network} {i} {part}"), flat(&layer[part])));
            }
        }
    }
    let rest = [
        &case["prior"]["mean"],
        &case["prior"]["log_variance"],
        &case["prior"]["logits"],
        &case["phi"],
        &case["log_variance"],
    ];
    let names = ["prior mean", "prior log-variance", "prior logits", "phi", "log-variance"];
    all.extend(names.iter().zip(rest).filter(|(_, it)| !it.is_null()).map(|(name, it)| ((*name).to_owned(), flat(it))));
    all
}

/// A stack of a case's sizes.
fn stack(layers: &Value) -> StackConfig {
    let size = |rows: &Value| rows[0].as_array().unwrap().len();
    let layers = layers.as_array().unwrap();
    let mut widths = vec![size(&layers[0]["weight"][0])];
    widths.extend(layers.iter().map(|layer| size(&layer["bias"])));
    StackConfig { widths, activation: Activation::Tanh, initial: InitialScale::FanIn }
}

/// What of the engine a case is about.
struct Kind {
    spread: Spread,
    compression: Compression,
    likelihood: Likelihood,
    penalty: Penalty,
}

fn kind(name: &str) -> Kind {
    let mut kind = Kind {
        spread: Spread::Exponential,
        compression: Compression::Divergence(PriorKind::Standard),
        likelihood: Likelihood::Categorical,
        penalty: Penalty::Linear,
    };
    match name {
        "vib-softplus" => kind.spread = Spread::Softplus { offset: 5.0 },
        "vib-exp" | "vib-exp-clamped" | "free-nats" => {}
        "vib-fixed" => kind.spread = Spread::Unit,
        "prior-diagonal" => kind.compression = Compression::Divergence(PriorKind::Diagonal),
        "prior-mixture" => kind.compression = Compression::Divergence(PriorKind::Mixture(3)),
        "ceb" => kind.compression = Compression::Divergence(PriorKind::ClassConditional(3)),
        "nib" => {
            kind.spread = Spread::Shared;
            kind.compression = Compression::Pairwise;
            kind.penalty = Penalty::Squared;
        }
        "gaussian" => kind.likelihood = Likelihood::Gaussian,
        "bernoulli" => kind.likelihood = Likelihood::Bernoulli,
        other => panic!("{other} is no case"),
    }
    kind
}

/// A case's network with the tensors its gradients are read from.
fn network(case: &Value, kind: &Kind, device: &Device) -> (Bottleneck, Vec<Tensor<3>>) {
    let parameters = &case["parameters"];
    let config = BottleneckConfig {
        encoder: stack(&parameters["encoder"]),
        decoder: stack(&parameters["decoder"]),
        spread: kind.spread,
        compression: kind.compression,
        likelihood: kind.likelihood,
    };
    let model = config.init(&mut [Rng::new(1, "weights")], 2, device);
    let given = in_order(parameters);
    let own = model.parameters();
    assert_eq!(own.len(), given.len());
    let set = own.iter().zip(&given).map(|(own, (_, numbers))| tensor(numbers, own.dims(), device).require_grad());
    let set: Vec<Tensor<3>> = set.collect();
    (model.with_parameters(set.clone()), set)
}

fn batch(case: &Value, device: &Device) -> Batch {
    let targets = match case["labels"].as_array() {
        Some(labels) => {
            let one_hot = labels.iter().flat_map(|label| (0..3).map(|class| f64::from(label.as_u64() == Some(class))));
            tensor(&one_hot.collect::<Vec<f64>>(), [1, labels.len(), 3], device).swap_dims(1, 2)
        }
        None => columns(&case["targets"], device),
    };
    // All draws of the first dimension, then all of the second: rows of draws follow one another already.
    let draws: Vec<Value> =
        case["noise"].as_array().unwrap().iter().flat_map(|draw| draw.as_array().unwrap().clone()).collect();
    Batch { inputs: columns(&case["inputs"], device), targets, noise: columns(&Value::Array(draws), device) }
}

/// Within the tolerance of each number, or of a hundredth of the largest beside it, where numbers cancel in f32.
fn assert_close(found: &[f64], expected: &[f64], of: &str) {
    assert_eq!(found.len(), expected.len(), "{of}");
    let largest = expected.iter().fold(0.0f64, |most, value| most.max(value.abs()));
    for (i, (a, b)) in found.iter().zip(expected).enumerate() {
        assert!((a - b).abs() <= TOLERANCE * b.abs().max(0.01 * largest), "{of}, {i}: {a} for {b}");
    }
}

fn check(name: &str, case: &Value, kind: &Kind, free_nats: f64) {
    let device = Device::flex().autodiff();
    let (model, set) = network(case, kind, &device);
    let terms = model.terms(&batch(case, &device));
    let betas: Vec<f32> = flat(&case["beta"]).into_iter().map(|beta| beta as f32).collect();
    let betas = Tensor::from_data(TensorData::new(betas, [2]), &device);
    let losses = Objective { penalty: kind.penalty, free_nats }.loss(&terms, betas);
    assert_close(&values(terms.distortion.clone()), &flat(&case["distortion"]), &format!("{name}: distortion"));
    assert_close(&values(terms.rate()), &flat(&case["rate"]), &format!("{name}: rate"));
    assert_close(&values(losses.clone()), &flat(&case["loss"]), &format!("{name}: loss"));
    let gradients = losses.sum().backward();
    for (tensor, (parameter, expected)) in set.iter().zip(in_order(&case["gradients"])) {
        let found = tensor.grad(&gradients).unwrap_or_else(|| panic!("{name}: {parameter} has no gradient"));
        assert_close(&values(found), &expected, &format!("{name}: {parameter}"));
    }
}

#[test]
fn losses_and_gradients_are_the_independent_ones() {
    let oracle = oracle();
    for (name, case) in oracle["trained"].as_object().unwrap() {
        // The engine takes the class-conditional divergence in closed form alone.
        if name != "ceb-sampled" {
            check(name, case, &kind(name), case["free_nats"].as_f64().unwrap_or(0.0));
        }
    }
}

#[test]
fn penalties_and_their_gradients_are_the_independent_ones() {
    let oracle = oracle();
    for (name, found) in oracle["penalties"].as_object().unwrap() {
        let constant = |key: &str| found[key].as_f64().unwrap();
        let penalty = match name.as_str() {
            "linear" => Penalty::Linear,
            "squared" => Penalty::Squared,
            "power" => Penalty::Power { a: constant("a") },
            "exponential" => Penalty::Exponential { eta: constant("eta"), shift: 0.0 },
            "capacity" => Penalty::Capacity { capacity: constant("capacity") },
            other => panic!("{other} is no penalty"),
        };
        let mut case = oracle["trained"]["vib-exp"].clone();
        for key in ["loss", "gradients"] {
            case[key] = found[key].clone();
        }
        check(name, &case, &Kind { penalty, ..kind("vib-exp") }, 0.0);
    }
}

#[test]
fn the_lower_bound_is_the_independent_one() {
    let device = Device::flex().autodiff();
    let case = &oracle()["trained"]["nib"];
    let (model, _) = network(case, &kind("nib"), &device);
    let code = model.encode(batch(case, &device).inputs);
    let lower = pairwise_rate(code.mean, code.deviation.square(), Bound::Lower);
    assert_close(&values(lower), &flat(&case["lower_bound"]), "lower bound");
}
