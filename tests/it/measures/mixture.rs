//! The information of noisy codes against integrals, limits and the other implementation.

use bottleneck_lab::{
    draws::Rng,
    estimators::kernel::kolchinsky_tracey,
    measures::{Enclosure, NoisyCodes, Sampled},
};

fn normals(count: usize, rng: &mut Rng) -> Vec<f64> {
    (0..count).map(|_| rng.normal()).collect()
}

fn all_of(codes: &NoisyCodes, draws: usize) -> (Enclosure, Enclosure, Sampled) {
    let (input, residual) = codes.bounds();
    (input, residual, codes.sampled(draws, &mut Rng::new(5, "samples")))
}

/// I(X;Z) of a mixture on the line, by the trapezium rule.
fn integrated(mean: &[f64], deviation: &[f64]) -> f64 {
    let density = |z: f64, i: usize| {
        let scaled = (z - mean[i]) / deviation[i];
        (-0.5 * scaled * scaled).exp() / (deviation[i] * (2.0 * std::f64::consts::PI).sqrt())
    };
    let (steps, low, high) = (200_000, -30.0, 30.0);
    let width = (high - low) / f64::from(steps);
    let n = mean.len();
    let at = |z: f64| {
        let each: Vec<f64> = (0..n).map(|i| density(z, i)).collect();
        let all = each.iter().sum::<f64>() / n as f64;
        each.iter().filter(|p| **p > 1e-300).map(|p| p * (p / all).ln()).sum::<f64>() / n as f64
    };
    (0..=steps).map(|step| at(low + f64::from(step) * width)).sum::<f64>() * width
}

#[test]
fn sampling_finds_the_integral_and_bounds_enclose_it() {
    let mean = [-2.0, -1.2, 0.1, 0.7, 1.5];
    let deviation = [0.5, 1.0, 0.3, 0.8, 0.4];
    let truth = integrated(&mean, &deviation);
    let codes = NoisyCodes::new(mean.to_vec(), &deviation, 1, &[0, 1, 0, 1, 1]);
    let (input, _, sampled) = all_of(&codes, 20_000);
    assert!(truth > 0.4 && input.lower < truth && truth < input.upper, "{input:?} {truth}");
    assert!((sampled.input - truth).abs() < 4.0 * sampled.input_error, "{sampled:?} {truth}");
    assert!(sampled.input_error < 0.01, "{sampled:?}");
}

/// H(X|Y) is left over for far codes, and nothing for like ones.
#[test]
fn far_codes_tell_everything_and_like_codes_nothing() {
    let classes = [0, 0, 0, 1, 1, 1];
    let apart: Vec<f64> = (0..6).flat_map(|i| [100.0 * f64::from(i), 0.0]).collect();
    let (input, residual, sampled) = all_of(&NoisyCodes::new(apart, &[1.0; 12], 2, &classes), 2);
    for value in [input.lower, input.upper, sampled.input] {
        assert!((value - 6f64.ln()).abs() < 1e-12, "{value}");
    }
    for value in [residual.lower, residual.upper, sampled.residual] {
        assert!((value - 3f64.ln()).abs() < 1e-12, "{value}");
    }
    assert!((sampled.label - 2f64.ln()).abs() < 1e-12, "{sampled:?}");
    let (input, residual, sampled) = all_of(&NoisyCodes::new(vec![3.0; 12], &[0.2; 12], 2, &classes), 2);
    for value in [input.lower, input.upper, sampled.input, residual.upper, sampled.residual, sampled.label] {
        assert!(value.abs() < 1e-12, "{value}");
    }
}

#[test]
fn bounds_of_one_variance_are_the_estimators() {
    let mut rng = Rng::new(3, "codes");
    let (n, dim) = (40, 3);
    let mean = normals(n * dim, &mut rng);
    let classes: Vec<usize> = (0..n).map(|i| i * i % 4).collect();
    let labels: Vec<u8> = classes.iter().map(|class| *class as u8).collect();
    let variance = 0.3f64;
    let other = kolchinsky_tracey::bounds(&mean, dim, &labels, 4, variance).unwrap();
    let (input, residual) = NoisyCodes::new(mean, &vec![variance.sqrt(); n * dim], dim, &classes).bounds();
    let pairs = [
        (input.upper, other.upper.i_xt),
        (input.lower, other.lower.i_xt),
        (input.upper - residual.upper, other.upper.i_ty),
        (input.lower - residual.lower, other.lower.i_ty),
    ];
    pairs.iter().for_each(|(own, other)| assert!((own - other).abs() < 1e-12, "{own} {other}"));
}

#[test]
fn bounds_enclose_samples_of_any_codes() {
    for (seed, scale) in [(1, 0.3), (2, 1.0), (3, 4.0)] {
        let mut rng = Rng::new(seed, "codes");
        let (n, dim) = (60, 5);
        let mean: Vec<f64> = normals(n * dim, &mut rng).into_iter().map(|value| scale * value).collect();
        let deviation: Vec<f64> = normals(n * dim, &mut rng).into_iter().map(f64::exp).collect();
        let classes: Vec<usize> = (0..n).map(|i| i % 3).collect();
        let (input, residual, sampled) = all_of(&NoisyCodes::new(mean, &deviation, dim, &classes), 100);
        let slack = 4.0 * sampled.input_error;
        assert!(input.lower - slack < sampled.input && sampled.input < input.upper + slack, "{input:?} {sampled:?}");
        let slack = 4.0 * sampled.residual_error;
        assert!(residual.lower - slack < sampled.residual, "{residual:?} {sampled:?}");
        assert!(sampled.residual < residual.upper + slack, "{residual:?} {sampled:?}");
        assert!(input.upper <= (n as f64).ln() + 1e-12 && residual.upper <= 20f64.ln() + 1e-12);
        assert!((sampled.input - sampled.residual - sampled.label).abs() < 1e-9, "{sampled:?}");
    }
}

/// The stated error is the spread of repeated samples.
#[test]
fn standard_errors_are_those_of_repeats() {
    let mut rng = Rng::new(9, "codes");
    let (n, dim) = (12, 2);
    let mean = normals(n * dim, &mut rng);
    let classes: Vec<usize> = (0..n).map(|i| i % 2).collect();
    let codes = NoisyCodes::new(mean, &vec![0.7; n * dim], dim, &classes);
    let repeats: Vec<Sampled> = (0..400).map(|seed| codes.sampled(3, &mut Rng::new(seed, "repeats"))).collect();
    let spread = |of: fn(&Sampled) -> f64| {
        let mean = repeats.iter().map(of).sum::<f64>() / 400.0;
        (repeats.iter().map(|it| (of(it) - mean).powi(2)).sum::<f64>() / 399.0).sqrt()
    };
    let stated = |of: fn(&Sampled) -> f64| (repeats.iter().map(|it| of(it).powi(2)).sum::<f64>() / 400.0).sqrt();
    for (found, said) in [
        (spread(|it| it.input), stated(|it| it.input_error)),
        (spread(|it| it.residual), stated(|it| it.residual_error)),
        (spread(|it| it.label), stated(|it| it.label_error)),
    ] {
        assert!((found / said - 1.0).abs() < 0.15, "{found} {said}");
    }
}
