//! Samples with known answers, and how estimators are asked.

use std::f64::consts::LN_2;

use bottleneck_lab::{
    draws::Rng,
    estimators::{Chosen, EstimateError, InformationPair, Method, Reading, method},
    samples::{Pairs, Samples},
};

/// 256 points: inputs of 4 numbers, a label, 3 tanh units, the same 3 units under ReLU.
pub struct Representation {
    pub inputs: Vec<f64>,
    pub labels: Vec<u8>,
    pub tanh: Vec<f64>,
    pub relu: Vec<f64>,
}

pub fn representation() -> Representation {
    let rows: Vec<Vec<f64>> = include_str!("../../oracles/rep.csv")
        .lines()
        .map(|line| line.split(',').map(|value| value.parse().unwrap()).collect())
        .collect();
    assert_eq!(rows.len(), 256);
    let columns = |from: usize, to: usize| rows.iter().flat_map(|row| row[from..to].to_vec()).collect();
    Representation {
        inputs: columns(0, 4),
        labels: rows.iter().map(|row| row[4] as u8).collect(),
        tanh: columns(5, 8),
        relu: columns(8, 11),
    }
}

pub fn assert_bits(pair: InformationPair, i_xt: f64, i_ty: f64) {
    let (found_xt, found_ty) = (pair.i_xt / LN_2, pair.i_ty / LN_2);
    assert!((found_xt - i_xt).abs() < 1e-9 && (found_ty - i_ty).abs() < 1e-9, "{found_xt} {found_ty}");
}

fn pairs_of(csv: &str, dx: usize) -> Pairs {
    let (mut x, mut y, mut dy) = (Vec::new(), Vec::new(), 0);
    for line in csv.lines() {
        let row: Vec<f64> = line.split(',').map(|value| value.parse().unwrap()).collect();
        x.extend(&row[..dx]);
        y.extend(&row[dx..]);
        dy = row.len() - dx;
    }
    pairs(x, dx, y, dy)
}

pub fn oracle(name: &str) -> Pairs {
    match name {
        "g06" => pairs_of(include_str!("../../oracles/g06.csv"), 1),
        "g09" => pairs_of(include_str!("../../oracles/g09.csv"), 1),
        "g0" => pairs_of(include_str!("../../oracles/g0.csv"), 1),
        "g3d" => pairs_of(include_str!("../../oracles/g3d.csv"), 3),
        "u010" => pairs_of(include_str!("../../oracles/u010.csv"), 1),
        "mix" => pairs_of(include_str!("../../oracles/mix.csv"), 1),
        _ => panic!("{name}"),
    }
}

/// X `[n, dx]` and Y `[n, dy]`, row-major.
pub fn pairs(x: Vec<f64>, dx: usize, y: Vec<f64>, dy: usize) -> Pairs {
    Pairs::new(Samples::new(x, dx).unwrap(), Samples::new(y, dy).unwrap()).unwrap()
}

/// What an estimator that computes at once, written `ksg1?k=3`, reads.
pub fn read(text: &str, pairs: &Pairs) -> Result<Reading, EstimateError> {
    let chosen = Chosen::parse(text)?;
    let Method::Direct(estimate) = method(chosen.estimator.id) else { panic!("{text} is trained") };
    estimate(pairs, &chosen.settings, &mut Rng::new(1, "estimate"))
}

pub fn value(text: &str, pairs: &Pairs) -> f64 {
    read(text, pairs).unwrap().value
}
