//! Estimators from kernels between all pairs of points: bounds with noise, densities, quadratic information.

use std::f64::consts::LN_2;

use bottleneck_lab::{
    draws::Rng,
    estimators::{
        EstimateError, InformationPair,
        bins::{fixed::FixedBins, floor},
        kernel::{
            cauchy_schwarz,
            exponential::{LANES, exp2},
            kolchinsky_tracey::{self, Bounds},
            likelihood::fitted_variance,
        },
    },
    nets::kernel_losses::Denominator,
    samples::{Pairs, Samples, SamplesError},
};

use super::oracles::{Representation, assert_bits, oracle, pairs, read, representation, value};

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

fn normals(n: usize, dim: usize, seed: u64) -> Samples {
    let mut rng = Rng::new(seed, "kernels");
    Samples::new((0..n * dim).map(|_| rng.normal()).collect(), dim).unwrap()
}

fn squared_distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}

/// The representation with its labels, and with every input a symbol of its own.
fn with_labels_and_rows() -> [Pairs; 2] {
    let Representation { labels, tanh, .. } = representation();
    let rows = (0..labels.len()).map(|row| row as f64).collect();
    [pairs(tanh.clone(), 3, labels.into_iter().map(f64::from).collect(), 1), pairs(tanh, 3, rows, 1)]
}

#[test]
fn noise_bounds_of_pairs_are_those_of_a_layer() {
    let [labels, rows] = with_labels_and_rows();
    for (text, i_ty, i_xt) in [
        ("kt-upper?variance=0.001", 0.9602838009, 7.7581483864),
        ("kt-lower?variance=0.001", 0.8801092596, 7.2695379217),
    ] {
        let [of_labels, of_rows] = [&labels, &rows].map(|pairs| read(text, pairs).unwrap());
        assert!((of_labels.value / LN_2 - i_ty).abs() < 1e-9, "{of_labels:?}");
        assert!((of_rows.value / LN_2 - i_xt).abs() < 1e-9, "{of_rows:?}");
        let (labels, rows) = (of_labels.ceiling.unwrap(), of_rows.ceiling.unwrap());
        assert_eq!((labels.name, rows.name), ("H(Y)", "ln N"));
        assert!((rows.value - 256f64.ln()).abs() < 1e-12 && labels.value < LN_2);
    }
}

/// Classes of one point each take another way than classes of many: both are the plain formula.
#[test]
fn noise_bounds_of_any_symbols_are_the_plain_formula() {
    let x = normals(60, 2, 1);
    for symbols in [1usize, 2, 7, 30, 60] {
        let y: Vec<f64> = (0..60).map(|row| (row % symbols) as f64 * 3.5 - 1.0).collect();
        let labels: Vec<u8> = (0..60).map(|row| (row % symbols) as u8).collect();
        let plain = plain_bounds(x.values(), 2, &labels, 0.05);
        let pairs = pairs(x.values().to_vec(), 2, y, 1);
        assert!((value("kt-upper?variance=0.05", &pairs) - plain.upper.i_ty).abs() < 1e-12, "{symbols}");
        assert!((value("kt-lower?variance=0.05", &pairs) - plain.lower.i_ty).abs() < 1e-12, "{symbols}");
    }
}

#[test]
fn noise_that_follows_the_layer_does_not_see_its_scale() {
    let [labels, _] = with_labels_and_rows();
    let scaled = |factor: f64| {
        let x = labels.x().map(|_, value| factor * value).unwrap();
        Pairs::new(x, labels.y().clone()).unwrap()
    };
    for rule in ["kt-upper?noise=layer", "kt-upper?noise=likelihood", "kt-lower?noise=layer"] {
        let found = value(rule, &labels);
        for factor in [1e-6, 0.25, 1e9] {
            assert!((value(rule, &scaled(factor)) - found).abs() < 1e-6, "{rule} × {factor}");
        }
    }
    // Fixed noise does: shrunk far below it, the layer says nothing.
    assert!(value("kt-upper", &scaled(1e-6)) < 1e-6);
    // The layer's rule is the fixed one on a layer whose greatest value is 1.
    let greatest = labels.x().values().iter().fold(0.0f64, |greatest, value| greatest.max(value.abs()));
    let one = value("kt-upper?variance=0.01", &scaled(1.0 / greatest));
    assert!((value("kt-upper?noise=layer&variance=0.01", &labels) - one).abs() < 1e-12);
}

/// Leave-one-out likelihood, term by term.
fn plain_likelihood(samples: &Samples, variance: f64) -> f64 {
    let n = samples.n();
    let dim = samples.dim() as f64;
    let of = |i: usize| {
        let others = (0..n).filter(|j| *j != i);
        others.map(|j| (-squared_distance(samples.row(i), samples.row(j)) / (2.0 * variance)).exp()).sum::<f64>().ln()
    };
    (0..n).map(of).sum::<f64>() / n as f64 - dim / 2.0 * variance.ln()
}

#[test]
fn fitted_noise_is_the_likeliest() {
    for (dim, seed) in [(1, 1), (3, 2), (5, 3)] {
        let samples = normals(80, dim, seed);
        let fitted = fitted_variance(&samples).unwrap();
        let best = plain_likelihood(&samples, fitted);
        for step in -300..=300 {
            let other = fitted * (f64::from(step) / 60.0).exp();
            assert!(plain_likelihood(&samples, other) <= best + 1e-9, "{dim}: {fitted} {other}");
        }
    }
    let twice = Samples::new([0.0, 0.0, 1.0, 1.0].to_vec(), 1).unwrap();
    assert!(fitted_variance(&twice).unwrap_err().to_string().contains("stands twice"));
    assert_eq!(fitted_variance(&normals(1, 2, 1)), Err(EstimateError::TooFew { n: 1, needed: 2 }));
}

#[test]
fn kernel_densities_find_the_reference_numbers() {
    for (name, nats) in [("g06", 0.2375121056), ("g09", 0.7172184570)] {
        let found = value("kde", &oracle(name));
        assert!((found - nats).abs() < 1e-9, "{name}: {found}");
    }
}

#[test]
fn kernel_densities_are_the_plain_formula() {
    let (x, y) = (normals(50, 2, 4), normals(50, 1, 5));
    let width = 0.7f64;
    let density = |of: &dyn Fn(usize) -> f64| {
        (0..50).map(of).map(|distance| (-distance / (2.0 * width * width)).exp()).sum::<f64>() / 50.0
    };
    let term = |i: usize| {
        let dx = |j: usize| squared_distance(x.row(i), x.row(j));
        let dy = |j: usize| squared_distance(y.row(i), y.row(j));
        let both = density(&|j| dx(j) + dy(j));
        (both / (density(&dx) * density(&dy))).ln()
    };
    let plain = (0..50).map(term).sum::<f64>() / 50.0;
    let found = value("kde?rule=fixed&bandwidth=0.7", &Pairs::new(x.clone(), y.clone()).unwrap());
    assert!((found - plain).abs() < 1e-12, "{found} {plain}");
}

#[test]
fn cauchy_schwarz_finds_the_reference_numbers() {
    let Representation { inputs, tanh, relu, .. } = representation();
    for (layer, bits, form) in [(&tanh, 0.4008152144, "plain"), (&relu, 0.2553802497, "plain")] {
        let found = value(&format!("cs-qmi?form={form}&sigma=1"), &pairs(inputs.clone(), 4, layer.clone(), 3)) / LN_2;
        assert!((found - bits).abs() < 1e-9, "{form}: {found}");
    }
    let normalised = value("cs-qmi?form=normalised", &pairs(inputs.clone(), 4, tanh.clone(), 3));
    assert!((normalised - 0.7510864232).abs() < 1e-9, "{normalised}");
    let hsic = value("hsic?sigma=1", &pairs(inputs.clone(), 4, tanh.clone(), 3));
    assert!((hsic - 0.041647290650).abs() < 1e-9, "{hsic}");
    let [x, t] = [(&inputs, 4), (&tanh, 3)].map(|(values, dim)| Samples::new(values.clone(), dim).unwrap());
    let y: Vec<f64> = t.column(0).collect();
    let predicted: Vec<f64> = t.column(0).zip(x.column(0)).map(|(t, x)| 0.8 * t + 0.1 * x).collect();
    let [y, predicted] = [y, predicted].map(|values| Samples::new(values, 1).unwrap());
    // The paper's denominators, and those of its released code.
    for (denominator, bits) in [(Denominator::SquaredSum, 0.0215337684), (Denominator::SumOfSquares, 0.0246147117)] {
        let found = cauchy_schwarz::conditional_divergence(&x, &y, &predicted, 1.0, denominator).unwrap() / LN_2;
        assert!((found - bits).abs() < 1e-9, "{denominator:?}: {found}");
    }
}

/// KDE of s = 0.5 between x₀ and x₁ + 0.5; and two points, whose sums can be written down.
#[test]
fn cauchy_schwarz_divergences_have_their_known_values() {
    let Representation { inputs, .. } = representation();
    let x = Samples::new(inputs, 4).unwrap();
    let p = Samples::new(x.column(0).collect(), 1).unwrap();
    let q = Samples::new(x.column(1).map(|value| value + 0.5).collect(), 1).unwrap();
    let found = cauchy_schwarz::divergence(&p, &q, 0.5).unwrap();
    assert!((found - 0.2001775950).abs() < 1e-9, "{found}");
    let plain = |a: &Samples, b: &Samples| {
        let kernel = |a: &[f64], b: &[f64]| (-squared_distance(a, b) / 0.5).exp();
        a.rows().map(|a| b.rows().map(|b| kernel(a, b)).sum::<f64>()).sum::<f64>() / (a.n() * b.n()) as f64
    };
    assert!((found - (plain(&p, &p) * plain(&q, &q) / plain(&p, &q).powi(2)).ln()).abs() < 1e-12, "{found}");
    // ∫pq of two kernels a distance d apart is exp(−d²/2σ²) in these units, so that the divergence is d²/σ²; with
    // σ² = 2 these are the densities N(0, 1) and N(1, 1), whose divergence is ½.
    let [a, b, c] = [0.0, 3.0, 1.0].map(|at| Samples::new(vec![at], 1).unwrap());
    assert!((cauchy_schwarz::divergence(&a, &c, 2f64.sqrt()).unwrap() - 0.5).abs() < 1e-12);
    assert!((cauchy_schwarz::divergence(&a, &b, 2.0).unwrap() - 2.25).abs() < 1e-12);
    assert_eq!(cauchy_schwarz::divergence(&p, &p, 0.5), Ok(0.0));
}

/// Tiles of several points at once against one pair after the other, whatever the number of points.
#[test]
fn quadratic_information_is_the_plain_formula() {
    for n in [1, 2, 7, 8, 9, 33] {
        let both = Pairs::new(normals(n, 2, 6), normals(n, 3, 7)).unwrap();
        let gram =
            |samples: &Samples, i: usize, j: usize| (-squared_distance(samples.row(i), samples.row(j)) / 2.0).exp();
        let sum = |of: &dyn Fn(usize, usize) -> f64| (0..n).map(|i| (0..n).map(|j| of(i, j)).sum::<f64>()).sum::<f64>();
        let k = |i: usize, j: usize| gram(both.x(), i, j);
        let q = |i: usize, j: usize| gram(both.y(), i, j);
        let row = |of: &dyn Fn(usize, usize) -> f64, i: usize| (0..n).map(|j| of(i, j)).sum::<f64>();
        let cross: f64 = (0..n).map(|i| row(&k, i) * row(&q, i)).sum();
        let count = n as f64;
        let plain = (sum(&|i, j| k(i, j) * q(i, j)) / count.powi(2)).ln() + (sum(&k) * sum(&q) / count.powi(4)).ln()
            - 2.0 * (cross / count.powi(3)).ln();
        assert!((value("cs-qmi", &both) - plain).abs() < 1e-12, "{n}");
        if n > 1 {
            let trace = sum(&|i, j| k(i, j) * q(i, j)) - 2.0 / count * cross + sum(&k) * sum(&q) / count.powi(2);
            assert!((value("hsic", &both) - trace / (count - 1.0).powi(2)).abs() < 1e-12, "{n}");
        }
    }
}

#[test]
fn quadratic_information_of_independent_points_is_near_none() {
    let both = Pairs::new(normals(800, 1, 8), normals(800, 1, 9)).unwrap();
    let same = Pairs::new(normals(800, 1, 8), normals(800, 1, 8)).unwrap();
    for text in ["cs-qmi", "cs-qmi?form=normalised", "hsic"] {
        assert!(value(text, &both) < 0.03 * value(text, &same), "{text}");
    }
    assert!((value("cs-qmi?form=normalised", &same) - 1.0).abs() < 1e-12);
    let constant = pairs(vec![1.0; 20], 1, (0..20).map(f64::from).collect(), 1);
    assert!(matches!(read("cs-qmi?form=normalised", &constant), Err(EstimateError::Unsuited(_))));
    assert!(value("cs-qmi", &constant).abs() < 1e-12 && value("hsic", &constant).abs() < 1e-12);
}
