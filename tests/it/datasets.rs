//! The lab's own data sets, against what is known of them.

mod arrays;
mod sources;
mod sprites;

use std::collections::BTreeSet;

use bottleneck_lab::{
    datasets::{Split, digits, twelve_bit},
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
