//! Bins: published code's numbers, plain versions, and what changes nothing.

use std::{collections::HashMap, f64::consts::LN_2};

use bottleneck_lab::{
    draws::Rng,
    estimators::{
        Cells, EstimateError, InformationPair, Reading, Setup,
        bins::{
            distinct::{self, Special},
            fixed::{FixedBins, OutOfRange},
            floor, mass, range,
        },
        discrete::{Counts, plug_in},
    },
    samples::{Pairs, Points, Samples, SamplesError},
};
use futures::executor::block_on;

use super::oracles::{Representation, assert_bits, representation};

const IDS: [&str; 5] = ["fixed-bins", "floor-bins", "range-bins", "distinct-bins", "mass-bins"];

fn samples(values: &[f64], dim: usize) -> Samples {
    Samples::new(values.to_vec(), dim).unwrap()
}

fn pairs(x: &Samples, y: &Samples) -> Pairs {
    Pairs::new(x.clone(), y.clone()).unwrap()
}

/// What an estimator with settings, `ID?key=value`, reads.
pub fn read(query: &str, pairs: &Pairs) -> Result<Reading, EstimateError> {
    let chosen = bottleneck_lab::estimators::Chosen::parse(query)?;
    block_on(Setup::plain().read(&chosen, &std::rc::Rc::new(pairs.clone()), Rng::new(1, "estimate")))
}

/// Σ p(x,y) ln(p(x,y)/p(x)p(y)) in nats, from how often things occur together.
pub fn plain_information<A: std::hash::Hash + Eq + Clone, B: std::hash::Hash + Eq + Clone>(x: &[A], y: &[B]) -> f64 {
    let n = x.len() as f64;
    let (mut p_x, mut p_y, mut p_xy) = (HashMap::new(), HashMap::new(), HashMap::new());
    for (x, y) in x.iter().zip(y) {
        *p_x.entry(x.clone()).or_insert(0.0) += 1.0 / n;
        *p_y.entry(y.clone()).or_insert(0.0) += 1.0 / n;
        *p_xy.entry((x.clone(), y.clone())).or_insert(0.0) += 1.0 / n;
    }
    p_xy.iter().map(|((x, y), p): (&(A, B), &f64)| p * (p / (p_x[x] * p_y[y])).ln()).sum()
}

fn of_cells(cells: &Cells, labels: &[u8]) -> InformationPair {
    InformationPair { i_xt: cells.entropy(), i_ty: cells.information(labels) }
}

#[test]
fn bins_of_a_layer_find_the_reference_numbers() {
    let Representation { labels, tanh, relu, .. } = representation();
    let bits = |cells: Result<Cells, EstimateError>, i_xt, i_ty| {
        assert_bits(of_cells(&cells.unwrap(), &labels), i_xt, i_ty);
    };
    bits(FixedBins::over_one(30).cells(&tanh, 3), 7.8007048828, 0.9672644324);
    bits(floor::cells(&tanh, 3, 0.07), 7.8300399414, 0.9731619910);
    bits(floor::cells(&relu, 3, 0.07), 6.5258499742, 0.7040301410);
    bits(distinct::cells(&tanh, 3, 30, Special::None), 7.96875, 0.9858382117);
    bits(distinct::cells(&relu, 3, 30, Special::Zero), 6.7613679959, 0.7595347026);
}

/// The same as pairs: with the label, and with which of the 256 points it is.
#[test]
fn estimators_find_the_reference_numbers() {
    let Representation { labels, tanh, relu, .. } = representation();
    let (tanh, relu) = (samples(&tanh, 3), samples(&relu, 3));
    let label = samples(&labels.iter().map(|label| f64::from(*label)).collect::<Vec<_>>(), 1);
    let point = samples(&(0..256).map(f64::from).collect::<Vec<_>>(), 1);
    for (query, layer, i_xt, i_ty) in [
        ("fixed-bins?binned=x", &tanh, 7.8007048828, 0.9672644324),
        ("floor-bins?binned=x", &tanh, 7.8300399414, 0.9731619910),
        ("floor-bins?width=0.07&binned=x", &relu, 6.5258499742, 0.7040301410),
        ("distinct-bins?binned=x", &tanh, 7.96875, 0.9858382117),
        ("distinct-bins?binned=x&special=none", &tanh, 7.96875, 0.9858382117),
        ("distinct-bins?binned=x&bins=30", &relu, 6.7613679959, 0.7595347026),
    ] {
        let i_ty_found = read(query, &pairs(layer, &label)).unwrap().value;
        let i_xt_found = read(query, &pairs(layer, &point)).unwrap().value;
        assert_bits(InformationPair { i_xt: i_xt_found, i_ty: i_ty_found }, i_xt, i_ty);
        let swapped = read(&query.replace("=x", "=y"), &pairs(layer, &label).swapped()).unwrap().value;
        assert_eq!(swapped, i_ty_found, "{query}");
    }
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
    let cells = floor::cells(&[-0.01f32, 0.0, -0.0, 0.069, 0.07, 1e9, 2e9, 1e12, 2e12], 1, 0.07).unwrap();
    assert_eq!(cells.ids(), [0, 1, 1, 1, 2, 3, 4, 5, 6]);
    for width in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let error = floor::cells(&[0f32], 1, width).unwrap_err();
        assert!(matches!(error, EstimateError::Setting { name: "the bin width", .. }));
    }
}

#[test]
fn cells_are_joint() {
    let cells = floor::cells(&[0.5f32, 0.5, 0.5, 1.5, 0.5, 0.5, 1.5, 0.5], 2, 1.0).unwrap();
    assert_eq!((cells.ids(), cells.occupied()), (&[0, 1, 0, 2][..], 3));
    assert!((cells.entropy() - 1.5 * LN_2).abs() < 1e-15);
}

#[test]
fn cell_information_has_its_closed_forms() {
    // A code that is the label; one that is independent of it; one label only.
    let code = [0f32, 1.0, 2.0, 3.0, 0.0, 1.0, 2.0, 3.0];
    let cells = floor::cells(&code, 1, 1.0).unwrap();
    assert!((cells.entropy() - 4f64.ln()).abs() < 1e-15);
    assert!((cells.information(&[0, 1, 2, 3, 0, 1, 2, 3]) - 4f64.ln()).abs() < 1e-15);
    assert!(cells.information(&[0, 0, 0, 0, 1, 1, 1, 1]).abs() < 1e-15);
    assert!(cells.information(&[3; 8]).abs() < 1e-15);
    assert!((cells.information(&[0, 0, 1, 1, 0, 0, 1, 1]) - LN_2).abs() < 1e-15);
    assert!((plug_in::entropy(&Counts::new(&[7, 6, 4, 2, 1])) - 1.4305622903).abs() < 1e-10);
    assert_eq!(plug_in::entropy(&Counts::new(&[0, 5, 0])), 0.0);
}

/// Identities of dense ids are those of the rows, whatever the hash does.
#[test]
fn cells_never_collide() {
    let mut rng = Rng::new(1, "cells");
    let values: Vec<f32> = (0..3_000 * 3).map(|_| rng.below(25) as f32 - 12.0).collect();
    let cells = floor::cells(&values, 3, 1.0).unwrap();
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
fn cells_of_two_sides_are_those_of_their_pairs() {
    let mut rng = Rng::new(2, "cells");
    let mut draw = |dim: usize| samples(&(0..500 * dim).map(|_| rng.below(4) as f64 - 1.5).collect::<Vec<_>>(), dim);
    let (x, y) = (draw(2), draw(3));
    let both = x.rows().zip(y.rows()).flat_map(|(x, y)| [x, y].concat()).collect::<Vec<_>>();
    let (x, y, both) = (Cells::symbols(&x), Cells::symbols(&y), Cells::symbols(&samples(&both, 5)));
    assert_eq!(x.with(&y), both);
    assert_eq!(x.with(&x), x);
}

#[test]
fn symbols_are_those_of_the_samples() {
    let mut rng = Rng::new(3, "cells");
    let values = [0.0, -0.0, 1.0, 1.0f64.next_up(), -1.0, f64::MAX, f64::MIN_POSITIVE, 5e-324];
    for dim in 1..4 {
        let side = samples(&(0..600).map(|_| values[rng.below(8)]).collect::<Vec<_>>(), dim);
        let (symbols, count) = side.symbols();
        let cells = Cells::symbols(&side);
        assert_eq!((cells.ids(), cells.occupied()), (&symbols[..], count));
    }
}

/// The bin of every value by the definition of each rule, one value after the other.
fn plain_bins(id: &str, side: &Samples, bins: usize) -> Vec<Vec<i64>> {
    let all = side.values();
    let low = all.iter().copied().fold(f64::INFINITY, f64::min);
    let high = all.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut levels: Vec<f64> = all.iter().copied().filter(|value| *value != 0.0).collect();
    levels.sort_by(f64::total_cmp);
    levels.dedup();
    let bin = |column: usize, value: f64| match id {
        "floor-bins" => (value / 0.25).floor() as i64,
        "range-bins" if low == high => 0,
        "range-bins" => (((value - low) / (high - low) * bins as f64).floor() as i64).min(bins as i64 - 1),
        "distinct-bins" => match levels.iter().position(|level| *level == value) {
            None => -1,
            Some(place) if place + 1 == levels.len() => bins as i64,
            Some(place) => (0..bins).rfind(|k| k * levels.len() / bins <= place).unwrap() as i64,
        },
        "mass-bins" => (side.column(column).filter(|other| *other < value).count() * bins / side.n()) as i64,
        _ => unreachable!(),
    };
    side.rows().map(|row| row.iter().enumerate().map(|(column, value)| bin(column, *value)).collect()).collect()
}

#[test]
fn every_rule_equals_its_plain_version() {
    let mut rng = Rng::new(4, "shapes");
    for case in 0..120 {
        let (n, dim, bins) = (2 + rng.below(120), 1 + rng.below(3), 2 + rng.below(12));
        let mut draw = |dim: usize| {
            let value = |rng: &mut Rng| match case % 4 {
                0 => rng.normal(),
                // Ties, zeros, and now and then a constant side.
                1 => rng.below(5) as f64 - 2.0,
                2 => rng.normal().max(0.0),
                _ => rng.below(1 + case % 3) as f64,
            };
            samples(&(0..n * dim).map(|_| value(&mut rng)).collect::<Vec<_>>(), dim)
        };
        let both = pairs(&draw(dim), &draw(1));
        for id in &IDS[1..] {
            let query = if *id == "floor-bins" { format!("{id}?width=0.25") } else { format!("{id}?bins={bins}") };
            let (x, y) = (plain_bins(id, both.x(), bins), plain_bins(id, both.y(), bins));
            for (binned, expected) in [
                ("both", plain_information(&x, &y)),
                ("x", plain_information(&x, &both.y().symbols().0)),
                ("y", plain_information(&both.x().symbols().0, &y)),
            ] {
                let found = read(&format!("{query}&binned={binned}"), &both).unwrap().value;
                assert!((found - expected).abs() < 1e-12, "{query}&binned={binned}, {n} × {dim}: {found} {expected}");
            }
        }
    }
}

#[test]
fn fixed_bins_are_set_by_their_settings() {
    let x: Vec<f64> = (0..60).map(|i| f64::from(i % 6) - 1.5).collect();
    let both = pairs(&samples(&x, 1), &samples(&x, 1));
    let value = |query: &str| read(query, &both).unwrap().value;
    // Edges at 0, 1, 2, 3: bins below 0 (two levels), [0, 1), [1, 2), [2, 3) and from 3 on.
    let expected = LN_2 / -3.0 + 6f64.ln();
    assert!((value("fixed-bins?low=0&high=3&edges=4") - expected).abs() < 1e-14);
    // Values below the range join those at and above the last edge.
    let joined = 6f64.ln() - 0.5 * 3f64.ln();
    assert!((value("fixed-bins?low=0&high=3&edges=4&below=last-bin") - joined).abs() < 1e-14);
    assert!(matches!(read("fixed-bins?low=1&high=1", &both), Err(EstimateError::Setting { .. })));
    assert!(matches!(read("fixed-bins?low=1&high=-1", &both), Err(EstimateError::Setting { .. })));
}

#[test]
fn levels_and_mass_are_spread_evenly() {
    let mut rng = Rng::new(5, "levels");
    let values: Vec<f64> = (0..600).map(|_| rng.normal().exp()).collect();
    let sizes = |cells: Cells| {
        let mut sizes = vec![0; cells.occupied()];
        cells.ids().iter().for_each(|id| sizes[*id as usize] += 1);
        sizes.sort_unstable();
        sizes
    };
    assert_eq!(sizes(mass::cells(&values, 1, 12).unwrap()), [50; 12]);
    // The largest level has a bin of its own.
    assert_eq!(sizes(distinct::cells(&values, 1, 4, Special::Zero).unwrap()), [1, 149, 150, 150, 150]);
    // Levels count once however many points they have; zeros are apart.
    let repeated = [0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 2.0, 3.0, 4.0, 5.0];
    let ids = |special| distinct::cells(&repeated, 1, 2, special).unwrap().ids().to_vec();
    assert_eq!(ids(Special::Zero), [0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 3]);
    assert_eq!(ids(Special::None), [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2]);
    // Nothing but the special value; ties that no bin may part.
    assert_eq!(distinct::cells(&[0.0, -0.0, 0.0], 1, 30, Special::Zero).unwrap().occupied(), 1);
    assert_eq!(mass::cells(&[1.0, 1.0, 1.0, 2.0], 1, 4).unwrap().ids(), [0, 0, 0, 1]);
}

#[test]
fn scales_and_orders_change_what_they_should() {
    let mut rng = Rng::new(6, "maps");
    let x = samples(&(0..600).map(|_| rng.normal()).collect::<Vec<_>>(), 2);
    let y = samples(&(0..300).map(|i| (x.row(i)[0] + 0.5 * rng.normal()).max(-0.3)).collect::<Vec<_>>(), 1);
    let changed = |change: fn(f64) -> f64| pairs(&x.map(|_, v| change(v)).unwrap(), &y.map(|_, v| change(v)).unwrap());
    let plain = pairs(&x, &y);
    let value = |query: &str, pairs: &Pairs| read(query, pairs).unwrap().value;
    for id in IDS {
        let swapped = value(id, &plain.swapped());
        assert_eq!(value(id, &plain), swapped, "{id}");
        let order: Vec<usize> = (0..300).rev().collect();
        assert_eq!(value(id, &plain), value(id, &plain.rows_at(&order)), "{id}");
    }
    let stretched = changed(|value| 4.0 * value);
    for id in ["range-bins", "distinct-bins", "mass-bins"] {
        assert_eq!(value(id, &plain), value(id, &stretched), "{id}");
    }
    assert_eq!(value("floor-bins?width=0.125", &plain), value("floor-bins?width=0.5", &stretched));
    assert_ne!(value("floor-bins", &plain), value("floor-bins", &stretched));
    let bent = changed(f64::exp);
    assert_eq!(value("mass-bins", &plain), value("mass-bins", &bent));
    assert_eq!(value("distinct-bins?special=none", &plain), value("distinct-bins?special=none", &bent));
    assert_ne!(value("range-bins", &plain), value("range-bins", &bent));
}

#[test]
fn no_reading_passes_its_ceiling_and_none_panics() {
    let extremes = [f64::MAX, f64::MIN, 0.0, -0.0, 5e-324, -5e-324, 1.0, f64::MIN_POSITIVE];
    let mut rng = Rng::new(7, "extremes");
    for n in [0, 1, 2, 3, 17, 200] {
        let mut draw = |dim: usize| samples(&(0..n * dim).map(|_| extremes[rng.below(8)]).collect::<Vec<_>>(), dim);
        let extreme = pairs(&draw(3), &draw(1));
        let constant = pairs(&samples(&vec![1e300; 2 * n], 2), &draw(1));
        for id in IDS {
            for binned in ["both", "x", "y"] {
                let query = format!("{id}?binned={binned}");
                if n < 2 {
                    assert_eq!(read(&query, &extreme), Err(EstimateError::TooFew { n, needed: 2 }));
                    continue;
                }
                let Reading { value, ceiling } = read(&query, &extreme).unwrap();
                assert!(-1e-12 <= value && value <= ceiling.unwrap().value + 1e-12, "{query}, {n}: {value}");
                assert_eq!(read(&query, &constant).unwrap().value, 0.0, "{query}");
            }
        }
    }
    // The distance of the largest numbers is beyond all numbers; their bins are still apart.
    let ends = range::cells(&[f64::MIN, -1.0, 1.0, f64::MAX], 1, 4).unwrap();
    assert_eq!(ends.ids(), [0, 1, 1, 2]);
    assert_eq!(range::cells(&[5e-324, 1e-323, 5e-324], 1, 2).unwrap().ids(), [0, 1, 0]);
}

#[test]
fn what_cannot_be_binned_is_refused_with_its_place() {
    let values = [0.0f32, 1.0, 2.0, f32::NAN, 4.0, 5.0];
    let refused = EstimateError::Samples(SamplesError::NotFinite { row: 2, column: 2 });
    for found in [
        FixedBins::over_one(30).cells(&values, 2),
        floor::cells(&values, 2, 0.07),
        range::cells(&values, 2, 30),
        distinct::cells(&values, 2, 30, Special::Zero),
        mass::cells(&values, 2, 30),
    ] {
        assert_eq!(found, Err(refused.clone()));
    }
    for found in
        [range::cells(&[0f32], 1, 0), distinct::cells(&[0f32], 1, 0, Special::None), mass::cells(&[0f32], 1, 0)]
    {
        assert!(matches!(found, Err(EstimateError::Setting { name: "the number of bins", .. })));
    }
    // No points are no cells.
    assert_eq!(range::cells::<f64>(&[], 2, 30).unwrap().occupied(), 0);
    assert_eq!(distinct::cells::<f64>(&[], 2, 30, Special::Zero).unwrap().entropy(), 0.0);
    assert_eq!(mass::cells::<f64>(&[], 2, 30).unwrap().information(&[]), 0.0);
    assert_eq!(Cells::of(Points::new(&[0f32; 0], 1).unwrap(), |_| 0).ids(), [0u32; 0]);
}
