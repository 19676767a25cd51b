//! Kernel losses against the estimators of the same quantities in double precision, and their slopes against differences.

use bottleneck_lab::{
    draws::Rng,
    estimators::{Chosen, Setup, kernel::cauchy_schwarz},
    nets::kernel_losses::{
        Denominator, conditional_divergence, divergence, gaussian_kernel, hsic, normalised_quadratic_information,
        quadratic_information, squared_distances,
    },
    samples::{Pairs, Samples},
};
use burn::tensor::{Tensor, TensorData};
use futures::executor::block_on;
use serde_json::Value;
use std::rc::Rc;

use super::{trained_on, values};

const REPLICAS: usize = 3;
const POINTS: usize = 24;

/// Rows of one replica, `[POINTS, dim]`.
type Rows = Vec<f64>;

fn drawn(stream: &str, dim: usize, scale: f64) -> Vec<Rows> {
    let mut rng = Rng::new(1, stream);
    // As single precision holds them, so that both sides see the same points.
    let mut rows = || (0..POINTS * dim).map(|_| f64::from((scale * rng.normal()) as f32)).collect();
    (0..REPLICAS).map(|_| rows()).collect()
}

/// `[replicas, dim, points]` with gradients.
fn moving(replicas: &[Rows], dim: usize) -> Tensor<3> {
    columns(replicas, dim).require_grad()
}

/// `[replicas, dim, points]`
fn columns(replicas: &[Rows], dim: usize) -> Tensor<3> {
    let turned = replicas
        .iter()
        .flat_map(|rows| (0..dim).flat_map(move |unit| rows.iter().skip(unit).step_by(dim).map(|value| *value as f32)));
    let data = TensorData::new(turned.collect::<Vec<f32>>(), [replicas.len(), dim, POINTS]);
    Tensor::from_data(data, &trained_on())
}

fn width(sigma: f64) -> Tensor<3> {
    Tensor::from_data(TensorData::new(vec![sigma as f32], [1, 1, 1]), &trained_on())
}

fn samples(rows: &[f64], dim: usize, sigma: f64) -> Samples {
    Samples::new(rows.iter().map(|value| value / sigma).collect(), dim).unwrap()
}

fn dependence(query: &str, x: Samples, t: Samples) -> f64 {
    let pairs = Rc::new(Pairs::new(x, t).unwrap());
    block_on(Setup::plain().read(&Chosen::parse(query).unwrap(), &pairs, Rng::new(1, "none"))).unwrap().value
}

/// Values within 10⁻⁴ of the reference, and slopes along `moved` within 10⁻³ of the steepest one's.
fn assert_agrees(
    name: &str,
    loss: Tensor<1>,
    moved: (&Tensor<3>, &[Rows], usize),
    reference: impl Fn(usize, &[f64]) -> f64,
) {
    let (tensor, replicas, dim) = moved;
    let found = values(loss.clone());
    for (replica, rows) in replicas.iter().enumerate() {
        let expected = reference(replica, rows);
        assert!(
            (found[replica] - expected).abs() <= 1e-4 * expected.abs(),
            "{name}: {} for {expected}",
            found[replica]
        );
    }
    let slopes = values(tensor.grad(&loss.sum().backward()).unwrap());
    for (replica, rows) in replicas.iter().enumerate() {
        let slope = |at: usize| {
            let moved = |by: f64| {
                let mut rows = rows.clone();
                rows[at] += by;
                reference(replica, &rows)
            };
            (moved(1e-5) - moved(-1e-5)) / 2e-5
        };
        let expected: Vec<f64> = (0..rows.len()).map(slope).collect();
        let steepest = expected.iter().fold(0.0f64, |most, slope| most.max(slope.abs()));
        assert!(steepest > 1e-6, "{name} does not move");
        for (at, expected) in expected.iter().enumerate() {
            let found = slopes[(replica * dim + at % dim) * POINTS + at / dim];
            assert!((found - expected).abs() < 1e-3 * steepest, "{name}' at {at}: {found} for {expected}");
        }
    }
}

#[test]
fn the_divergence_of_two_clouds_is_the_estimators() {
    let (p, q) = (drawn("p", 2, 1.0), drawn("q", 2, 2.0));
    for sigma in [0.7, 2.0] {
        let tensor = moving(&p, 2);
        let loss = divergence(tensor.clone(), columns(&q, 2), width(sigma));
        assert_agrees("D_CS", loss, (&tensor, &p, 2), |replica, rows| {
            cauchy_schwarz::divergence(&samples(rows, 2, 1.0), &samples(&q[replica], 2, 1.0), sigma).unwrap()
        });
    }
    let itself = values(divergence(columns(&p, 2), columns(&p, 2), width(1.0)));
    assert!(itself.iter().all(|value| value.abs() < 1e-6), "{itself:?}");
}

#[test]
fn the_conditional_divergence_is_the_estimators_with_either_denominator() {
    let (x, y, predicted) = (drawn("x", 4, 1.0), drawn("y", 1, 1.0), drawn("predicted", 1, 0.8));
    let targets = columns(&y, 1);
    for (sigma_x, sigma_y) in [(1.0, 1.0), (2.5, 0.4)] {
        let k = gaussian_kernel(columns(&x, 4), columns(&x, 4), width(sigma_x));
        for denominator in [Denominator::SquaredSum, Denominator::SumOfSquares] {
            let tensor = moving(&predicted, 1);
            let loss = conditional_divergence(k.clone(), targets.clone(), tensor.clone(), width(sigma_y), denominator);
            assert_agrees("D_CS(y|x)", loss, (&tensor, &predicted, 1), |replica, rows| {
                let (x, y) = (samples(&x[replica], 4, sigma_x), samples(&y[replica], 1, sigma_y));
                let predicted = samples(rows, 1, sigma_y);
                cauchy_schwarz::conditional_divergence(&x, &y, &predicted, 1.0, denominator).unwrap()
            });
        }
    }
}

#[test]
fn dependences_of_a_code_are_the_estimators() {
    // Far from the origin, where squares would eat the digits of distances.
    let (x, t) = (drawn("x", 4, 1.0), drawn("t", 3, 1.3));
    let far: Vec<Rows> =
        t.iter().map(|rows| rows.iter().map(|value| f64::from((value + 40.0) as f32)).collect()).collect();
    type Loss = fn(&Tensor<3>, &Tensor<3>) -> Tensor<1>;
    let losses: [(&str, Loss); 3] = [
        ("cs-qmi", quadratic_information),
        ("cs-qmi?form=normalised", normalised_quadratic_information),
        ("hsic", hsic),
    ];
    let (sigma_x, sigma_t) = (2.0, 1.2);
    let k = gaussian_kernel(columns(&x, 4), columns(&x, 4), width(sigma_x));
    for t in [t, far] {
        for (query, loss) in losses {
            let tensor = moving(&t, 3);
            let q = gaussian_kernel(tensor.clone(), tensor.clone(), width(sigma_t));
            assert_agrees(query, loss(&k, &q), (&tensor, &t, 3), |replica, rows| {
                dependence(query, samples(&x[replica], 4, sigma_x), samples(rows, 3, sigma_t))
            });
        }
    }
}

/// What would be 0/0, ln 0 or a square root's slope at 0 stays a number, and so do its slopes.
#[test]
fn collapsed_codes_and_vanished_kernels_give_numbers() {
    let x = drawn("x", 4, 1.0);
    let k = gaussian_kernel(columns(&x, 4), columns(&x, 4), width(1.0));
    let constant = vec![vec![3.0; POINTS * 2]; REPLICAS];
    let far = columns(&vec![vec![1e4; POINTS * 2]; REPLICAS], 2);
    type Loss<'a> = Box<dyn Fn(Tensor<3>) -> Tensor<1> + 'a>;
    let kernel = |tensor: Tensor<3>| gaussian_kernel(tensor.clone(), tensor, width(1.0));
    let losses: [Loss; 5] = [
        Box::new(|t| quadratic_information(&k, &kernel(t))),
        Box::new(|t| normalised_quadratic_information(&k, &kernel(t))),
        Box::new(|t| hsic(&k, &kernel(t))),
        Box::new(|t| divergence(t, far.clone(), width(1.0))),
        Box::new(|t| conditional_divergence(k.clone(), far.clone(), t, width(1e-2), Denominator::SquaredSum)),
    ];
    for (which, loss) in losses.into_iter().enumerate() {
        let tensor = moving(&constant, 2);
        let loss = loss(tensor.clone());
        let slopes = values(tensor.grad(&loss.clone().sum().backward()).unwrap());
        assert!(values(loss).iter().chain(&slopes).all(|value| value.is_finite()), "{which}: {slopes:?}");
    }
}

#[test]
fn distances_are_those_of_the_points() {
    let (a, b) = (drawn("a", 3, 2.0), drawn("b", 3, 1.0));
    let found = values(squared_distances(columns(&a, 3), columns(&b, 3)));
    for replica in 0..REPLICAS {
        for (i, row) in a[replica].chunks(3).enumerate() {
            for (j, other) in b[replica].chunks(3).enumerate() {
                let expected: f64 = row.iter().zip(other).map(|(a, b)| (a - b).powi(2)).sum();
                let found = found[(replica * POINTS + i) * POINTS + j];
                assert!((found - expected).abs() < 1e-4, "{found} for {expected}");
            }
        }
    }
}

/// Values and gradients that an independent tool computed in double precision (`tests/oracles/losses.py`).
#[test]
fn losses_and_slopes_are_those_of_an_independent_tool() {
    let oracle: Value = serde_json::from_str(include_str!("../../oracles/losses.json")).unwrap();
    let oracle = &oracle["cauchy_schwarz"];
    let numbers = |value: &Value| -> Vec<f64> {
        let rows = value.as_array().unwrap().iter().flat_map(|row| row.as_array().unwrap());
        rows.map(|number| number.as_f64().unwrap()).collect()
    };
    let tensor = |key: &str| {
        let n = oracle[key].as_array().unwrap().len();
        let values: Vec<f32> = numbers(&oracle[key]).into_iter().map(|value| value as f32).collect();
        let data = TensorData::new(values.clone(), [1, n, values.len() / n]);
        Tensor::<3>::from_data(data, &trained_on()).swap_dims(1, 2)
    };
    let sigma = width(oracle["sigma"].as_f64().unwrap());
    let x = tensor("x");
    let k = gaussian_kernel(x.clone(), x, sigma.clone());
    let of_code = |t: Tensor<3>| gaussian_kernel(t.clone(), t, sigma.clone());
    let divergence = |predicted: Tensor<3>, denominator| {
        conditional_divergence(k.clone(), tensor("y"), predicted, sigma.clone(), denominator)
    };
    type Loss<'a> = Box<dyn Fn(Tensor<3>) -> Tensor<1> + 'a>;
    let losses: [(&str, &str, Loss); 5] = [
        ("divergence_paper", "yhat", Box::new(|t| divergence(t, Denominator::SquaredSum))),
        ("divergence_code", "yhat", Box::new(|t| divergence(t, Denominator::SumOfSquares))),
        ("mutual_information", "t", Box::new(|t| quadratic_information(&k, &of_code(t)))),
        ("normalised", "t", Box::new(|t| normalised_quadratic_information(&k, &of_code(t)))),
        // The tool divides by n², here n = 7, where the loss divides by (n − 1)².
        ("hsic", "t", Box::new(|t| hsic(&k, &of_code(t)).mul_scalar(36.0 / 49.0))),
    ];
    for (name, by, loss) in losses {
        let moved = tensor(by).detach().require_grad();
        let loss = loss(moved.clone());
        let expected = oracle[name]["value"].as_f64().unwrap();
        let found = values(loss.clone())[0];
        assert!((found - expected).abs() < 1e-4 * expected.abs(), "{name}: {found} for {expected}");
        let slopes = values(moved.grad(&loss.backward()).unwrap().swap_dims(1, 2));
        let expected = numbers(&oracle[name][by]);
        let steepest = expected.iter().fold(0.0f64, |most, slope| most.max(slope.abs()));
        for (found, expected) in slopes.iter().zip(&expected) {
            assert!((found - expected).abs() < 1e-4 * steepest, "{name}': {found} for {expected}");
        }
    }
}
