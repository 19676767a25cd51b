//! Estimators against published code's numbers, closed forms and their plain versions.

mod bins;
mod discrete;
mod kernel;
mod neighbours;
mod neural;
mod parametric;
mod sources;
mod table;

use std::f64::consts::LN_2;

use bottleneck_lab::{
    draws::Rng,
    estimators::{
        EstimateError, InformationPair,
        bins::{fixed::FixedBins, floor},
        kernel::{
            exponential::{LANES, exp2},
            kolchinsky_tracey::{self, Bounds},
        },
    },
    samples::SamplesError,
};

/// 256 points: inputs of 4 numbers, a label, 3 tanh units, the same 3 units under ReLU.
struct Representation {
    labels: Vec<u8>,
    tanh: Vec<f64>,
    relu: Vec<f64>,
}

fn representation() -> Representation {
    let rows: Vec<Vec<f64>> = include_str!("../oracles/rep.csv")
        .lines()
        .map(|line| line.split(',').map(|value| value.parse().unwrap()).collect())
        .collect();
    assert_eq!(rows.len(), 256);
    Representation {
        labels: rows.iter().map(|row| row[4] as u8).collect(),
        tanh: rows.iter().flat_map(|row| row[5..8].to_vec()).collect(),
        relu: rows.iter().flat_map(|row| row[8..11].to_vec()).collect(),
    }
}

fn assert_bits(pair: InformationPair, i_xt: f64, i_ty: f64) {
    let (found_xt, found_ty) = (pair.i_xt / LN_2, pair.i_ty / LN_2);
    assert!((found_xt - i_xt).abs() < 1e-9 && (found_ty - i_ty).abs() < 1e-9, "{found_xt} {found_ty}");
}

#[test]
fn noise_bounds_find_the_reference_numbers() {
    let Representation { labels, tanh, .. } = representation();
    let bounds = kolchinsky_tracey::bounds(&tanh, 3, &labels, 2, 1e-3).unwrap();
    assert_bits(bounds.upper, 7.7581483864, 0.9602838009);
    assert_bits(bounds.lower, 7.2695379217, 0.8801092596);
    let bounds = kolchinsky_tracey::bounds(&tanh, 3, &labels, 2, 1e-1).unwrap();
    assert!((bounds.upper.i_xt / LN_2 - 4.1033577961).abs() < 1e-9);
    assert!((bounds.lower.i_xt / LN_2 - 2.3794482392).abs() < 1e-9);
    // Monte Carlo, standard error 0.004 bit.
    assert!(bounds.lower.i_xt < 2.944 * LN_2 && 2.944 * LN_2 < bounds.upper.i_xt);
}

/// The same bits on every machine, in the browser too.
#[test]
fn noise_bounds_are_the_same_everywhere() {
    let Representation { labels, tanh, .. } = representation();
    let bounds = kolchinsky_tracey::bounds(&tanh, 3, &labels, 2, 1e-1).unwrap();
    let found = [bounds.upper.i_xt, bounds.upper.i_ty, bounds.lower.i_xt, bounds.lower.i_ty].map(f64::to_bits);
    assert_eq!(found, [4613587057381888726, 4598195090172708464, 4610106641338637493, 4595233749417264728]);
}

/// The formulas as they are written, one pair after the other.
fn plain_bounds(values: &[f64], dim: usize, labels: &[u8], variance: f64) -> Bounds {
    let rows: Vec<&[f64]> = values.chunks(dim).collect();
    let distance = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f64>();
    let bound = |members: &[usize], variance: f64| {
        let n = members.len() as f64;
        let sum =
            |i: usize| members.iter().map(|j| (-distance(rows[i], rows[*j]) / (2.0 * variance)).exp()).sum::<f64>();
        -members.iter().map(|i| (sum(*i) / n).ln()).sum::<f64>() / n
    };
    let all: Vec<usize> = (0..rows.len()).collect();
    let pair = |variance: f64| {
        let i_xt = bound(&all, variance);
        let within = (0..=255u8).map(|class| {
            let members: Vec<usize> = all.iter().copied().filter(|i| labels[*i] == class).collect();
            if members.is_empty() { 0.0 } else { members.len() as f64 / all.len() as f64 * bound(&members, variance) }
        });
        InformationPair { i_xt, i_ty: i_xt - within.sum::<f64>() }
    };
    Bounds { lower: pair(4.0 * variance), upper: pair(variance) }
}

fn assert_as_plain(values: &[f64], dim: usize, labels: &[u8], classes: usize, variance: f64) {
    let found = kolchinsky_tracey::bounds(values, dim, labels, classes, variance).unwrap();
    let plain = plain_bounds(values, dim, labels, variance);
    for (found, plain) in [(found.lower, plain.lower), (found.upper, plain.upper)] {
        for (found, plain) in [(found.i_xt, plain.i_xt), (found.i_ty, plain.i_ty)] {
            assert!((found - plain).abs() < 1e-12, "{found} {plain}, {} × {dim}, {variance}", labels.len());
        }
    }
}

#[test]
fn noise_bounds_equal_the_plain_formulas() {
    let mut rng = Rng::new(1, "shapes");
    for case in 0..80 {
        let (n, dim, classes) = (1 + rng.below(150), 1 + rng.below(12), 1 + rng.below(4));
        let scale = [0.01, 0.3, 1.0, 30.0][case % 4];
        let mut values: Vec<f64> = (0..n * dim).map(|_| scale * rng.normal()).collect();
        if case % 3 == 0 {
            // Some rows twice.
            (0..n / 2).for_each(|i| values.copy_within(i * dim..(i + 1) * dim, (n - 1 - i) * dim));
        }
        let labels: Vec<u8> = (0..n).map(|_| rng.below(classes) as u8).collect();
        assert_as_plain(&values, dim, &labels, classes, [1e-3, 1e-1, 1.0][case % 3]);
    }
}

#[test]
fn noise_bounds_fit_every_block_length() {
    let mut rng = Rng::new(2, "shapes");
    for n in 1..=3 * LANES {
        let values: Vec<f64> = (0..n).map(|_| rng.uniform()).collect();
        assert_as_plain(&values, 1, &vec![0; n], 1, 1e-2);
        // Also one class empty, and every point its own class.
        assert_as_plain(&values, 1, &vec![1; n], 3, 1e-2);
        assert_as_plain(&values, 1, &(0..n as u8).collect::<Vec<_>>(), n, 1e-2);
    }
}

#[test]
fn noise_bounds_of_two_points_are_known() {
    let bounds = kolchinsky_tracey::bounds(&[0f32, 2.0], 1, &[0, 1], 2, 1.0).unwrap();
    assert!((bounds.upper.i_xt - 0.5662191695).abs() < 1e-10);
    assert!((bounds.lower.i_xt - 0.2190701964).abs() < 1e-10);
    // Each class is one point, which tells nothing more.
    assert_eq!(bounds.upper.i_ty, bounds.upper.i_xt);
}

#[test]
fn equal_points_hold_nothing_and_distant_ones_everything() {
    let labels: Vec<u8> = (0..100).map(|i| i % 2).collect();
    let equal = kolchinsky_tracey::bounds(&[0.3f32; 300], 3, &labels, 2, 1e-3).unwrap();
    for pair in [equal.lower, equal.upper] {
        assert!(pair.i_xt.abs() < 1e-12 && pair.i_ty.abs() < 1e-12);
    }
    for step in [10.0, 1e5, 1e30, 1e150, 1e306] {
        let values: Vec<f64> = (0..100).map(|i| step * (f64::from(i) - 50.0)).collect();
        let distant = kolchinsky_tracey::bounds(&values, 1, &labels, 2, 1e-3).unwrap();
        for pair in [distant.lower, distant.upper] {
            assert!((pair.i_xt - 100f64.ln()).abs() < 1e-12 && (pair.i_ty - LN_2).abs() < 1e-12, "{step} {pair:?}");
        }
    }
    let extremes = [f32::MAX, f32::MIN, 0.0, f32::MIN_POSITIVE];
    let bounds = kolchinsky_tracey::bounds(&extremes, 1, &[0; 4], 1, 1.0).unwrap();
    assert!((bounds.upper.i_xt - 1.5 * LN_2).abs() < 1e-12);
}

#[test]
fn noise_bounds_are_ordered_and_capped() {
    let mut rng = Rng::new(3, "shapes");
    let values: Vec<f32> = (0..600).map(|_| rng.normal() as f32).collect();
    let labels: Vec<u8> = (0..200).map(|i| (i % 3) as u8).collect();
    for variance in [1e-300, 1e-6, 1e-2, 1.0, 1e4, 1e300] {
        let bounds = kolchinsky_tracey::bounds(&values, 3, &labels, 3, variance).unwrap();
        assert!(-1e-12 <= bounds.lower.i_xt && bounds.lower.i_xt <= bounds.upper.i_xt + 1e-12, "{variance} {bounds:?}");
        assert!(bounds.upper.i_xt <= 200f64.ln() + 1e-12);
    }
    let nothing = kolchinsky_tracey::bounds::<f32>(&[], 3, &[], 3, 1.0).unwrap();
    assert_eq!(nothing.upper, InformationPair { i_xt: 0.0, i_ty: 0.0 });
}

#[test]
fn single_and_double_precision_inputs_agree() {
    let mut rng = Rng::new(4, "shapes");
    let single: Vec<f32> = (0..300).map(|_| rng.normal() as f32).collect();
    let double: Vec<f64> = single.iter().map(|value| f64::from(*value)).collect();
    let labels: Vec<u8> = (0..100).map(|i| (i % 2) as u8).collect();
    let of = |bounds: Result<Bounds, EstimateError>| bounds.unwrap();
    assert_eq!(
        of(kolchinsky_tracey::bounds(&single, 3, &labels, 2, 0.1)),
        of(kolchinsky_tracey::bounds(&double, 3, &labels, 2, 0.1))
    );
    assert_eq!(floor::cells(&single, 3, 0.07).unwrap(), floor::cells(&double, 3, 0.07).unwrap());
}

#[test]
fn what_cannot_be_estimated_is_refused_with_its_place() {
    let values = [0.0f32, 1.0, 2.0, f32::NAN, 4.0, 5.0];
    let refused = EstimateError::Samples(SamplesError::NotFinite { row: 2, column: 2 });
    assert_eq!(kolchinsky_tracey::bounds(&values, 2, &[0; 3], 1, 1.0), Err(refused.clone()));
    assert_eq!(FixedBins::over_one(30).cells(&values, 2), Err(refused.clone()));
    assert_eq!(floor::cells(&values, 2, 0.07), Err(refused));
    let bounds = |labels: &[u8], variance| kolchinsky_tracey::bounds(&[0f32, 1.0], 1, labels, 2, variance);
    assert_eq!(bounds(&[0], 1.0), Err(EstimateError::LabelCount { points: 2, labels: 1 }));
    assert_eq!(bounds(&[0, 2], 1.0), Err(EstimateError::Label { row: 2, label: 2, classes: 2 }));
    for variance in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(matches!(bounds(&[0, 1], variance), Err(EstimateError::Setting { .. })));
    }
}

#[test]
fn powers_of_two_are_exact_to_the_last_places() {
    let mut rng = Rng::new(5, "powers");
    for _ in 0..20_000 {
        let t: [f64; LANES] = std::array::from_fn(|_| -1022.0 * rng.uniform() * rng.uniform() * rng.uniform());
        for (t, found) in t.into_iter().zip(exp2(t)) {
            assert!((found / t.exp2() - 1.0).abs() <= 2.0 * f64::EPSILON, "{t} {found}");
        }
    }
    assert_eq!(
        exp2([0.0, -1.0, -2.0, -10.0, -0.0, -250.0, -1000.0, -1022.0]),
        [0, 1, 2, 10, 0, 250, 1000, 1022].map(|k| 2f64.powi(-k))
    );
    assert!((exp2([-0.5; LANES])[0] - std::f64::consts::FRAC_1_SQRT_2).abs() <= f64::EPSILON);
}
