//! The lab's own data sets, against what is known of them.

pub(crate) mod arrays;
mod birds;
mod image_text;
mod sources;
mod sprites;
pub(crate) mod tables;
mod toys;

use std::collections::BTreeSet;

use bottleneck_lab::{
    datasets::{Split, ThreeWay, diabetes, digits, friedman, twelve_bit, wine},
    draws::Rng,
    measures::binary_entropy,
};
use sha2::{Digest, Sha256};

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn twelve_bit_labels_are_the_released_ones() {
    let data = twelve_bit::load();
    assert_eq!((data.n(), data.dim(), data.classes()), (4096, 12, 2));
    assert_eq!(sha256(data.labels()), "77732f16f85e91b49d3997196b56163b3bd362d8cf631468a8de3f986e88359f");
    assert_eq!(data.class_counts(), [4096 - 2118, 2118]);
    assert!((binary_entropy(2118.0 / 4096.0) / std::f64::consts::LN_2 - 0.9991571208).abs() < 1e-10);
}

#[test]
fn twelve_bit_inputs_are_bits_with_the_most_significant_first() {
    let data = twelve_bit::load();
    assert_eq!(data.input(1), [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0]);
    for pattern in 0..data.n() {
        let number = data.input(pattern).iter().fold(0, |number, bit| 2 * number + *bit as usize);
        assert_eq!(number, pattern);
    }
}

#[test]
fn twelve_bit_labels_follow_how_many_bits_are_on() {
    let ones = |weight: u32| (0..4096usize).filter(move |p| p.count_ones() == weight);
    let labelled_one = |weight| ones(weight).filter(|p| twelve_bit::label(*p) == 1).count();
    assert_eq!([5, 6, 7].map(labelled_one), [60, 532, 732]);
    assert_eq!([5, 6, 7].map(|weight| ones(weight).count()), [792, 924, 792]);
    assert!((0..5).all(|weight| labelled_one(weight) == 0));
    assert!((8..=12).all(|weight| labelled_one(weight) == ones(weight).count()));
}

#[test]
fn twelve_bit_signatures_decide_the_label() {
    let signatures: BTreeSet<_> = (0..4096).map(twelve_bit::signature).collect();
    assert_eq!(signatures.len(), 64);
    let with_labels: BTreeSet<_> = (0..4096).map(|p| (twelve_bit::signature(p), twelve_bit::label(p))).collect();
    assert_eq!(with_labels.len(), 64);
}

#[test]
fn digits_are_the_published_ones() {
    let file = include_bytes!("../../public/data/digits.npy");
    assert_eq!(sha256(file), "c45cf27f9e6d1507aa17aa9949fab3d046c8ffa373a108f49991e27f232ad83b");
    assert!(include_str!("../../public/data/README.md").contains(&sha256(file)));
    let data = digits::load();
    assert_eq!((data.n(), data.dim(), data.classes()), (1797, 64, 10));
    assert_eq!(data.class_counts(), digits::CLASS_COUNTS);
    assert_eq!(data.labels()[..10], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    // The first image's first rows.
    let expected = [0, 0, 5, 13, 9, 1, 0, 0, 0, 0, 13, 15, 10, 15, 5, 0].map(|pixel| pixel as f32 / 16.0);
    assert_eq!(data.input(0)[..16], expected);
    assert!(data.inputs().iter().all(|pixel| (0.0..=1.0).contains(pixel)));
    assert!(data.inputs().contains(&1.0));
    assert_eq!(data.about().licence, "CC BY 4.0");
}

#[test]
fn the_released_split_is_lopsided_and_a_shuffled_one_is_not() {
    let data = twelve_bit::load();
    let percent = |members: &[usize]| 100.0 * Split::share_of_class(members, data.labels(), 1);
    let released = Split::unshuffled(data.n(), 0.8);
    assert_eq!((released.train.len(), released.test.len()), (3277, 819));
    assert_eq!((released.train[0], released.test[0], released.test[818]), (0, 3277, 4095));
    assert!((percent(&released.test) - 83.6).abs() < 0.05, "{}", percent(&released.test));
    assert!((percent(&released.train) - 43.7).abs() < 0.05, "{}", percent(&released.train));
    let shuffled = Split::shuffled(data.n(), 0.8, &mut Rng::new(1, "split"));
    assert!((percent(&shuffled.test) - percent(&shuffled.train)).abs() < 6.0);
}

#[test]
fn splits_part_all_inputs() {
    for n in [2, 3, 10, 1797] {
        for share in [0.0, 0.05, 0.5, 0.8, 0.95, 1.0] {
            let mut rng = Rng::new(n as u64, "split");
            for split in [Split::shuffled(n, share, &mut rng), Split::unshuffled(n, share)] {
                assert!(!split.train.is_empty() && !split.test.is_empty());
                let mut all = [split.train, split.test].concat();
                all.sort_unstable();
                assert_eq!(all, (0..n).collect::<Vec<_>>());
            }
        }
    }
    let split = |seed| Split::shuffled(100, 0.8, &mut Rng::new(seed, "split"));
    assert_eq!(split(1), split(1));
    assert_ne!(split(1), split(2));
}

#[test]
fn the_wines_are_the_files() {
    let file = include_bytes!("../../public/data/winequality-red.npy");
    assert_eq!(sha256(file), "157674980af19c355d8108a43ab4e190f6eeaa698e86ac8f5fcce045d517862a");
    assert!(include_str!("../../public/data/README.md").contains(&sha256(file)));
    let data = wine::load();
    assert_eq!((data.n(), data.dim(), data.inputs().len()), (wine::ROWS, wine::DIM, 1599 * 11));
    assert_eq!(&data.inputs()[..4], [7.4, 0.7, 0.0, 1.9]);
    // The grades as the source counts them, from 3 to 8.
    let count = |grade: f32| data.targets().iter().filter(|target| **target == grade).count();
    assert_eq!([3.0, 4.0, 5.0, 6.0, 7.0, 8.0].map(count), [10, 53, 681, 638, 199, 18]);
    let mean = |column: usize| {
        data.inputs().iter().skip(column).step_by(wine::DIM).map(|it| f64::from(*it)).sum::<f64>() / 1599.0
    };
    assert!((mean(0) - 8.319637).abs() < 1e-5 && (mean(10) - 10.422983).abs() < 1e-5, "{} {}", mean(0), mean(10));
    let rows: BTreeSet<Vec<u32>> =
        data.inputs().chunks(wine::DIM).map(|row| row.iter().map(|value| value.to_bits()).collect()).collect();
    assert_eq!(1599 - rows.len(), 240);
    assert!(data.about().licence == "CC BY 4.0" && data.about().source.contains("Cortez"));
}

#[test]
fn the_patients_are_the_files() {
    let file = include_bytes!("../../public/data/diabetes.npy");
    assert!(include_str!("../../public/data/README.md").contains(&sha256(file)));
    let data = diabetes::load();
    assert_eq!((data.n(), data.dim(), data.inputs().len()), (diabetes::ROWS, diabetes::DIM, 442 * 10));
    assert_eq!(&data.targets()[..3], [151.0, 75.0, 141.0]);
    for column in 0..diabetes::DIM {
        let values: Vec<f64> =
            data.inputs().iter().skip(column).step_by(diabetes::DIM).map(|it| f64::from(*it)).collect();
        let (sum, squares) = (values.iter().sum::<f64>(), values.iter().map(|value| value * value).sum::<f64>());
        assert!(sum.abs() < 1e-5 && (squares - 1.0).abs() < 1e-5, "{column}: {sum} {squares}");
    }
    let mean = data.targets().iter().map(|target| f64::from(*target)).sum::<f64>() / 442.0;
    assert!((mean - 152.133484).abs() < 1e-5, "{mean}");
    assert!(data.about().source.contains("Efron") && data.about().licence.contains("MIT"));
}

/// Friedman's function has a mean of 14.4 and a variance of 23.8 over the unit cube, and the noise one of 1.
#[test]
fn friedmans_targets_are_their_rule_with_noise() {
    let draw = |seed| friedman::draw(&mut Rng::new(seed, "friedman"));
    let data = draw(1);
    assert_eq!((data.n(), data.dim()), (friedman::ROWS, friedman::DIM));
    assert!(data.inputs().iter().all(|value| (0.0..=1.0).contains(value)));
    let noise = |data: &bottleneck_lab::datasets::Regression| -> Vec<f64> {
        let rows = data.inputs().chunks(friedman::DIM).zip(data.targets());
        rows.map(|(row, target)| f64::from(*target) - friedman::signal(&std::array::from_fn(|i| row[i].into())))
            .collect()
    };
    let noise = noise(&data);
    let mean = noise.iter().sum::<f64>() / 1000.0;
    let variance = noise.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / 1000.0;
    assert!(mean.abs() < 0.1 && (variance - 1.0).abs() < 0.15, "{mean} {variance}");
    let mean = data.targets().iter().map(|value| f64::from(*value)).sum::<f64>() / 1000.0;
    assert!((mean - 14.4).abs() < 0.6, "{mean}");
    assert!(draw(1).targets() == data.targets() && draw(2).targets() != data.targets());
}

#[test]
fn three_parts_cover_all_rows_once() {
    for n in [3, 4, 10, 1599] {
        for (validation, test) in [(0.2, 0.2), (0.0, 0.0), (0.5, 0.5), (0.1, 0.9), (1.0, 1.0)] {
            let split = ThreeWay::shuffled(n, validation, test, &mut Rng::new(3, "split"));
            let parts = [&split.train, &split.validation, &split.test];
            assert!(parts.iter().all(|part| !part.is_empty()), "{n} {validation} {test}");
            let all: BTreeSet<usize> = parts.into_iter().flatten().copied().collect();
            assert_eq!((all.len(), parts.iter().map(|part| part.len()).sum::<usize>()), (n, n));
        }
    }
    let split = ThreeWay::shuffled(1000, 0.2, 0.3, &mut Rng::new(3, "split"));
    assert_eq!([split.train.len(), split.validation.len(), split.test.len()], [500, 200, 300]);
    assert_ne!(split, ThreeWay::shuffled(1000, 0.2, 0.3, &mut Rng::new(4, "split")));
}

#[test]
fn columns_are_standardised_by_what_is_trained_on_alone() {
    let data = wine::load();
    let train: Vec<usize> = (0..900).collect();
    let standardised = data.standardised(&train);
    for column in 0..wine::DIM {
        let all: Vec<f64> =
            standardised.inputs.iter().skip(column).step_by(wine::DIM).map(|it| f64::from(*it)).collect();
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
        let variance = |values: &[f64]| values.iter().map(|value| value * value).sum::<f64>() / values.len() as f64;
        assert!(mean(&all[..900]).abs() < 1e-4 && (variance(&all[..900]) - 1.0).abs() < 1e-3, "{column}");
        assert!((variance(&all) - 1.0).abs() > 1e-3, "{column} knows the other rows");
    }
    let back = f64::from(standardised.targets[7] - standardised.targets[0]) * standardised.deviation;
    assert!((back - f64::from(data.targets()[7] - data.targets()[0])).abs() < 1e-5, "{back}");
    // One row does not vary.
    let single = data.standardised(&[4]);
    assert!((single.deviation - 1.0).abs() < 1e-12 && single.targets[4].abs() < 1e-6);
}
