//! Concept data made of numbers: their rules, and what their concepts do and do not tell of the label.

use bottleneck_lab::{
    datasets::{
        Annotated,
        toys::{Toy, Twins},
    },
    draws::Rng,
};

const N: usize = 20_000;

fn sample(toy: Toy) -> Annotated {
    toy.sample(N, &mut Rng::new(1, "toy"))
}

fn share(data: &Annotated, of: impl Fn(usize) -> bool) -> f64 {
    (0..data.n()).filter(|i| of(*i)).count() as f64 / data.n() as f64
}

/// How often the label is 1 where the concepts are these, and how often they are.
fn given(data: &Annotated, concepts: &[bool]) -> [f64; 2] {
    let here = share(data, |i| data.row(i) == concepts);
    [share(data, |i| data.row(i) == concepts && data.labels[i] == 1) / here, here]
}

#[test]
fn shapes_are_as_documented() {
    for toy in [Toy::Xor, Toy::Trig, Toy::Dot] {
        let data = toy.sample(50, &mut Rng::new(3, "toy"));
        assert_eq!((data.n(), data.inputs.dim(), data.width, data.classes), (50, toy.dim(), toy.width(), 2));
        assert_eq!(data.concepts.len(), 50 * toy.width());
        assert_eq!(data, toy.sample(50, &mut Rng::new(3, "toy")));
        assert_ne!(data, toy.sample(50, &mut Rng::new(4, "toy")));
    }
}

#[test]
fn xor_is_decided_by_two_concepts_that_say_nothing_alone() {
    let data = sample(Toy::Xor);
    for i in 0..N {
        let row = data.inputs.row(i);
        assert_eq!(data.row(i), [row[0] > 0.5, row[1] > 0.5]);
        assert_eq!(data.labels[i] == 1, data.concept(i, 0) != data.concept(i, 1));
    }
    for k in 0..2 {
        let alone = share(&data, |i| data.concept(i, k) && data.labels[i] == 1) / share(&data, |i| data.concept(i, k));
        assert!((alone - 0.5).abs() < 0.02, "{alone}");
    }
}

/// The hidden vectors come back from x, and they are not one and the same.
#[test]
fn dot_is_decided_by_the_vectors_and_hardly_by_the_concepts() {
    let data = sample(Toy::Dot);
    let mut same = 0;
    for i in 0..N {
        let x = data.inputs.row(i);
        let (v, w) = ([(x[0] + x[2]) / 2.0, (x[1] + x[3]) / 2.0], [(x[0] - x[2]) / 2.0, (x[1] - x[3]) / 2.0]);
        assert_eq!(data.row(i), [v[0] + v[1] > 0.0, w[0] + w[1] < 0.0]);
        assert_eq!(data.labels[i] == 1, v[0] * w[0] + v[1] * w[1] > 0.0);
        same += usize::from((v[0] - w[0]).abs() < 1e-9);
    }
    assert_eq!(same, 0);
    assert!((share(&data, |i| data.labels[i] == 1) - 0.5).abs() < 0.02);
    let spread = (0..N).map(|i| data.inputs.row(i)[0].powi(2)).sum::<f64>() / N as f64;
    assert!((spread - 8.0).abs() < 0.3, "{spread}");
    // The angle between the vectors' halves of the plane tells a little; no linear function of the two signs does.
    let [agree, _] = given(&data, &[true, false]);
    let [differ, _] = given(&data, &[true, true]);
    assert!(agree > 0.6 && differ < 0.4, "{agree} {differ}");
}

#[test]
fn trig_inputs_hide_three_numbers() {
    let data = sample(Toy::Trig);
    for i in 0..200 {
        let x = data.inputs.row(i);
        // h from sin h + h, which rises.
        let h: Vec<f64> = (0..3)
            .map(|k| {
                let (mut low, mut high) = (-20.0, 20.0);
                for _ in 0..80 {
                    let middle: f64 = (low + high) / 2.0;
                    if middle.sin() + middle < x[k] { low = middle } else { high = middle }
                }
                low
            })
            .collect();
        // Where its slope vanishes h is known less well.
        for k in 0..3 {
            assert!((h[k].cos() + h[k] - x[3 + k]).abs() < 1e-3, "{h:?} {x:?}");
            assert!(data.concept(i, k) == (h[k] > 0.0) || h[k].abs() < 1e-9);
        }
        assert!((h.iter().map(|h| h * h).sum::<f64>() - x[6]).abs() < 0.02, "{h:?} {x:?}");
        let sum: f64 = h.iter().sum();
        assert!((data.labels[i] == 1) == (sum > 1.0) || (sum - 1.0).abs() < 1e-3);
    }
    // P(N(0, 12) > 1)
    assert!((share(&data, |i| data.labels[i] == 1) - 0.3864).abs() < 0.015);
}

#[test]
fn twins_differ_by_two_bits_and_groups_by_many() {
    let twins = Twins { samples_per_class: 3, classes: 20, groups: 5, ..Twins::default() };
    let data = twins.sample(&mut Rng::new(2, "twins"));
    assert_eq!((data.n(), data.inputs.dim(), data.width, data.classes), (60, 100, 100, 20));
    assert!((0..60).all(|i| data.labels[i] == i / 3));
    let code = |class: usize| data.row(3 * class);
    let apart = |a: usize, b: usize| code(a).iter().zip(code(b)).filter(|(a, b)| a != b).count();
    for a in 0..20 {
        assert_eq!(data.row(3 * a), data.row(3 * a + 2), "all samples of a class have its code");
        for b in 0..a {
            let near = a / 4 == b / 4;
            assert!(if near { apart(a, b) == 2 } else { apart(a, b) > 10 }, "{a} {b}: {}", apart(a, b));
        }
    }
    // A concept is on with probability 1 − α, 0.2 on average.
    let on = data.concepts.iter().filter(|on| **on).count() as f64 / data.concepts.len() as f64;
    assert!((on - 0.2).abs() < 0.06, "{on}");
}

#[test]
fn twins_without_noise_are_their_codes_through_one_matrix() {
    let twins = Twins {
        concepts: 6,
        classes: 4,
        groups: 2,
        samples_per_class: 2,
        dim: 30,
        noise_deviation: 0.0,
        alpha_mean: 0.5,
        ..Twins::default()
    };
    let data = twins.sample(&mut Rng::new(2, "twins"));
    for class in 0..4 {
        assert_eq!(data.inputs.row(2 * class), data.inputs.row(2 * class + 1));
    }
    let noisy = Twins { noise_deviation: 2.0, dim: 2000, ..twins }.sample(&mut Rng::new(2, "twins"));
    let both = noisy.inputs.row(0).iter().zip(noisy.inputs.row(1));
    let spread = (both.map(|(a, b)| (a - b) * (a - b)).sum::<f64>() / 4000.0).sqrt();
    assert!((spread - 2.0).abs() < 0.15, "{spread}");
}

#[test]
fn a_selection_keeps_rows_together() {
    let data = Toy::Trig.sample(6, &mut Rng::new(1, "toy"));
    let some = data.select(&[4, 1]);
    assert_eq!((some.n(), some.row(0), some.labels[1]), (2, data.row(4), data.labels[1]));
    assert_eq!(some.inputs.row(1), data.inputs.row(1));
}
