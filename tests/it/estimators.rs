//! Estimators against published code's numbers, closed forms and their plain versions.

mod bins;
mod discrete;
mod kernel;
mod neighbours;
mod neural;
mod parametric;
mod table;

use std::f64::consts::LN_2;

use bottleneck_lab::{
    draws::Rng,
    estimators::{
        Cells, EstimateError, InformationPair, entropy_of_counts,
        exponential::{LANES, exp2},
        fixed_bins::{FixedBins, OutOfRange},
        floor_bins,
        kolchinsky_tracey::{self, Bounds},
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

fn of_cells(cells: &Cells, labels: &[u8]) -> InformationPair {
    InformationPair { i_xt: cells.entropy(), i_ty: cells.information(labels) }
}

#[test]
fn fixed_bins_find_the_reference_numbers() {
    let Representation { labels, tanh, .. } = representation();
    let cells = FixedBins::over_one(30).cells(&tanh, 3).unwrap();
    assert_bits(of_cells(&cells, &labels), 7.8007048828, 0.9672644324);
}

#[test]
fn floor_bins_find_the_reference_numbers() {
    let Representation { labels, tanh, relu } = representation();
    assert_bits(of_cells(&floor_bins::cells(&tanh, 3, 0.07).unwrap(), &labels), 7.8300399414, 0.9731619910);
    assert_bits(of_cells(&floor_bins::cells(&relu, 3, 0.07).unwrap(), &labels), 6.5258499742, 0.7040301410);
}

#[test]
fn fixed_bins_have_the_released_edges() {
    let bins = FixedBins::over_one(30);
    assert_eq!(bins.edges().len(), 30);
    assert_eq!((bins.edges()[0], bins.edges()[29]), (-1.0, 1.0));
    assert_eq!(bins.edges()[1] as f32, -0.931_034_5);
    // Closed on the left; 1 has a bin of its own, which everything above shares.
    assert_eq!([-1.0, 0.9999, 1.0, 7.0].map(|value| bins.bin(value)), [0, 28, 29, 29]);
    assert_eq!(bins.bin(bins.edges()[5]), 5);
    assert_eq!(bins.bin(f64::from((bins.edges()[5] as f32).next_down())), 4);
}

#[test]
fn values_below_the_range_go_where_they_were_told() {
    let own = FixedBins::over_one(30);
    let wrapped = FixedBins::even([-1.0, 1.0], 30, OutOfRange::WrapAsReleased).unwrap();
    assert_eq!((own.bin(-1.5), wrapped.bin(-1.5)), (-1, 29));
    let values = [-1.5f32, -0.5, 1.5, 0.5];
    assert_eq!(own.cells(&values, 1).unwrap().ids(), [0, 1, 2, 3]);
    // As released, the two ends share a cell.
    assert_eq!(wrapped.cells(&values, 1).unwrap().ids(), [0, 1, 0, 2]);
}

#[test]
fn fixed_bins_take_any_range() {
    let bins = FixedBins::even([0.0, 4.0], 5, OutOfRange::OwnBin).unwrap();
    assert_eq!(bins.edges(), [0.0, 1.0, 2.0, 3.0, 4.0]);
    assert!(FixedBins::even([0.0, 1.0], 1, OutOfRange::OwnBin).is_err());
    for range in [[1.0, 1.0], [1.0, -1.0], [0.0, f64::NAN], [0.0, f64::INFINITY], [1.0, 1.0 + 1e-12]] {
        assert!(FixedBins::even(range, 30, OutOfRange::OwnBin).is_err(), "{range:?}");
    }
}

#[test]
fn floor_bins_reach_as_far_as_values_do() {
    let cells = floor_bins::cells(&[-0.01f32, 0.0, -0.0, 0.069, 0.07, 1e9, 2e9, 1e12, 2e12], 1, 0.07).unwrap();
    assert_eq!(cells.ids(), [0, 1, 1, 1, 2, 3, 4, 5, 6]);
    for width in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let error = floor_bins::cells(&[0f32], 1, width).unwrap_err();
        assert!(matches!(error, EstimateError::Setting { name: "the bin width", .. }));
    }
}

#[test]
fn cells_are_joint() {
    let cells = floor_bins::cells(&[0.5f32, 0.5, 0.5, 1.5, 0.5, 0.5, 1.5, 0.5], 2, 1.0).unwrap();
    assert_eq!((cells.ids(), cells.occupied()), (&[0, 1, 0, 2][..], 3));
    assert!((cells.entropy() - 1.5 * LN_2).abs() < 1e-15);
}

#[test]
fn cell_information_has_its_closed_forms() {
    // A code that is the label; one that is independent of it; one label only.
    let code = [0f32, 1.0, 2.0, 3.0, 0.0, 1.0, 2.0, 3.0];
    let cells = floor_bins::cells(&code, 1, 1.0).unwrap();
    assert!((cells.entropy() - 4f64.ln()).abs() < 1e-15);
    assert!((cells.information(&[0, 1, 2, 3, 0, 1, 2, 3]) - 4f64.ln()).abs() < 1e-15);
    assert!(cells.information(&[0, 0, 0, 0, 1, 1, 1, 1]).abs() < 1e-15);
    assert!(cells.information(&[3; 8]).abs() < 1e-15);
    assert!((cells.information(&[0, 0, 1, 1, 0, 0, 1, 1]) - LN_2).abs() < 1e-15);
    assert!((entropy_of_counts(&[7, 6, 4, 2, 1]) - 1.4305622903).abs() < 1e-10);
    assert_eq!(entropy_of_counts(&[0, 5, 0]), 0.0);
}

/// Identities of dense ids are those of the rows, whatever the hash does.
#[test]
fn cells_never_collide() {
    let mut rng = Rng::new(1, "cells");
    let values: Vec<f32> = (0..3_000 * 3).map(|_| rng.below(25) as f32 - 12.0).collect();
    let cells = floor_bins::cells(&values, 3, 1.0).unwrap();
    let mut rows: Vec<Vec<i32>> = values.chunks(3).map(|row| row.iter().map(|v| *v as i32).collect()).collect();
    for (i, id) in cells.ids().iter().enumerate() {
        let first = cells.ids().iter().position(|other| other == id).unwrap();
        assert_eq!(rows[i], rows[first]);
    }
    rows.sort_unstable();
    rows.dedup();
    assert_eq!(cells.occupied(), rows.len());
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
    assert_eq!(floor_bins::cells(&single, 3, 0.07).unwrap(), floor_bins::cells(&double, 3, 0.07).unwrap());
}

#[test]
fn what_cannot_be_estimated_is_refused_with_its_place() {
    let values = [0.0f32, 1.0, 2.0, f32::NAN, 4.0, 5.0];
    let refused = EstimateError::Samples(SamplesError::NotFinite { row: 2, column: 2 });
    assert_eq!(kolchinsky_tracey::bounds(&values, 2, &[0; 3], 1, 1.0), Err(refused.clone()));
    assert_eq!(FixedBins::over_one(30).cells(&values, 2), Err(refused.clone()));
    assert_eq!(floor_bins::cells(&values, 2, 0.07), Err(refused));
    let bounds = |labels: &[u8], variance| kolchinsky_tracey::bounds(&[0f32, 1.0], 1, labels, 2, variance);
    assert_eq!(bounds(&[0], 1.0), Err(EstimateError::LabelCount { points: 2, labels: 1 }));
    assert_eq!(bounds(&[0, 2], 1.0), Err(EstimateError::Label { row: 2, label: 2, classes: 2 }));
    for variance in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(matches!(bounds(&[0, 1], variance), Err(EstimateError::Setting { .. })));
    }
}

