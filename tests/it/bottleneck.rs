//! Bottlenecks of known distributions, against closed forms, exhaustive search and each other.

use std::f64::consts::LN_2;

use bottleneck_lab::{
    bottleneck::{
        Encoder, GaussianBottleneck, Problem, Sweep, binary_symmetric_beta, binary_symmetric_point, concavity,
        deterministic_optima, deterministic_optimum, first_transition, growth_onset, interpolate,
    },
    draws::Rng,
    measures::{Joint, JointGaussian, entropy},
};
use nalgebra::DMatrix;
use proptest::prelude::*;

mod convex;
mod stability;

fn random_encoder(inputs: usize, codes: usize, rng: &mut Rng) -> Encoder {
    Encoder::from_weights((0..inputs * codes).map(|_| rng.uniform().powi(3) + 1e-3).collect(), codes)
}

/// I = Σ p(a, b) ln(p(a, b) / p(a) p(b)) of a table `[rows, columns]`, as it is defined.
fn information(table: &[Vec<f64>]) -> f64 {
    let column = |b: usize| table.iter().map(|row| row[b]).sum::<f64>();
    let part = |row: &[f64], b: usize| row[b] * (row[b] / (row.iter().sum::<f64>() * column(b))).ln();
    table.iter().flat_map(|row| (0..row.len()).filter(|b| row[*b] > 0.0).map(|b| part(row, b))).sum()
}

/// p(x, t) and p(t, y).
fn joints(joint: &Joint, encoder: &Encoder) -> (Vec<Vec<f64>>, Vec<Vec<f64>>) {
    let (p_x, inputs) = (joint.p_x(), joint.rows());
    let xt = (0..inputs).map(|x| encoder.row(x).iter().map(|q| p_x[x] * q).collect()).collect();
    let cell = |t: usize, y: usize| (0..inputs).map(|x| joint.p(x, y) * encoder.row(x)[t]).sum();
    let ty = (0..encoder.codes()).map(|t| (0..joint.columns()).map(|y| cell(t, y)).collect()).collect();
    (xt, ty)
}

#[test]
fn encoders_measure_what_is_defined() {
    let mut rng = Rng::new(1, "encoders");
    for (rows, columns, codes) in [(4, 4, 4), (3, 6, 2), (5, 2, 7)] {
        let joint = Joint::random(rows, columns, 1, &mut rng);
        let encoder = random_encoder(rows, codes, &mut rng);
        assert_eq!((encoder.inputs(), encoder.codes(), encoder.values().len()), (rows, codes, rows * codes));
        let (xt, ty) = joints(&joint, &encoder);
        let q_t: Vec<f64> = ty.iter().map(|row| row.iter().sum()).collect();
        let h_t = -q_t.iter().map(|q| q * q.ln()).sum::<f64>();
        let h_t_given_x = h_t - information(&xt);
        let lagrangian = h_t - 0.3 * h_t_given_x - 2.5 * information(&ty);
        for (name, found, expected) in [
            ("H(T)", encoder.code_entropy(&joint), h_t),
            ("H(T|X)", encoder.conditional_entropy(&joint), h_t_given_x),
            ("I(X;T)", encoder.i_xt(&joint), information(&xt)),
            ("I(T;Y)", encoder.i_ty(&joint), information(&ty)),
            ("L", encoder.lagrangian(&joint, 0.3, 2.5), lagrangian),
        ] {
            assert!((found - expected).abs() < 1e-14, "{name} of {rows}x{columns}: {found} {expected}");
        }
        let near = |a: &[f64], b: &[f64]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-15);
        assert!(near(&encoder.q_t(&joint), &q_t), "{:?} {q_t:?}", encoder.q_t(&joint));
        assert!(near(&encoder.q_ty(&joint), &ty.concat()), "{:?} {ty:?}", encoder.q_ty(&joint));
    }
}

#[test]
fn encoders_are_built_as_named() {
    assert_eq!(Encoder::from_weights(vec![1.0, 3.0, 5.0, 0.0], 2).values(), [0.25, 0.75, 1.0, 0.0]);
    assert_eq!(Encoder::hard(&[1, 0, 1], 3).values(), [0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0]);
    let near = Encoder::near_identity(3, 0.9);
    let expected = [0.9, 0.05, 0.05, 0.05, 0.9, 0.05, 0.05, 0.05, 0.9];
    assert!(near.values().iter().zip(expected).all(|(q, e)| (q - e).abs() < 1e-15), "{:?}", near.values());
}

#[test]
fn clusters_are_the_used_codes_that_differ() {
    let joint = Joint::four_by_four();
    assert_eq!(Encoder::hard(&[0, 0, 2, 3], 6).clusters(&joint), 3);
    assert_eq!(Encoder::near_identity(4, 1.0).clusters(&joint), 4);
    // Three codes drawn without regard to x all tell nothing.
    assert_eq!(Encoder::from_weights([0.2, 0.3, 0.5].repeat(4), 3).clusters(&joint), 1);
    // One code in two halves.
    let halves = vec![0.5, 0.5, 0.0, 0.5, 0.5, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0];
    assert_eq!(Encoder::from_weights(halves, 3).clusters(&joint), 2);
}

/// β and the optimum in bits (Wyner & Ziv's curve).
const SYMMETRIC: [(f64, f64, f64); 4] = [
    (1.6, 0.1287225317, 0.0814460524),
    (2.0, 0.6964327290, 0.4072338336),
    (3.0, 0.9489508285, 0.5165951586),
    (5.0, 0.9978372901, 0.5306159587),
];

#[test]
fn the_symmetric_channel_has_its_closed_form() {
    for (beta, i_xt, i_ty) in SYMMETRIC {
        let (x, y) = binary_symmetric_point(0.1, binary_symmetric_beta(0.1, beta));
        assert!((x / LN_2 - i_xt).abs() < 1e-9 && (y / LN_2 - i_ty).abs() < 1e-9, "{beta}: {} {}", x / LN_2, y / LN_2);
    }
    // Silent up to the critical β, 1/(1 − 2e)² = 1.5625.
    assert_eq!([1.0, 1.5, 1.5625].map(|beta| binary_symmetric_beta(0.1, beta)), [0.5; 3]);
    assert!(binary_symmetric_beta(0.1, 1.563) < 0.499);
    assert_eq!(binary_symmetric_point(0.1, 0.5), (0.0, 0.0));
}

/// β = ln((1−δ)/δ) / ((1−2e) ln((1−a)/a)) with a = e ⋆ δ, turned around.
#[test]
fn the_symmetric_encoder_inverts_its_beta() {
    for error in [0.01, 0.1, 0.25, 0.4] {
        for delta in [1e-6, 0.01, 0.1, 0.3, 0.45f64] {
            let a = error * (1.0 - delta) + delta * (1.0 - error);
            let beta = ((1.0 - delta) / delta).ln() / ((1.0 - 2.0 * error) * ((1.0 - a) / a).ln());
            let found = binary_symmetric_beta(error, beta);
            assert!((found / delta - 1.0).abs() < 1e-10, "e = {error}, δ = {delta}: {found}");
        }
    }
}

#[test]
fn iterations_find_the_symmetric_channel() {
    let joint = Joint::binary_symmetric(0.1);
    let mut sweep = Sweep::new(&joint, 1.0, Rng::new(1, "perturbations"));
    for (beta, i_xt, i_ty) in SYMMETRIC.into_iter().rev() {
        let solution = sweep.at(beta);
        let found = [solution.encoder.i_xt(&joint) / LN_2, solution.encoder.i_ty(&joint) / LN_2];
        assert!(solution.converged, "β = {beta}: {solution:?}");
        assert!((found[0] - i_xt).abs() < 1e-8 && (found[1] - i_ty).abs() < 1e-8, "β = {beta}: {found:?}");
    }
    let silent = sweep.at(1.5);
    assert_eq!((silent.lagrangian, silent.encoder.clusters(&joint)), (0.0, 1), "{silent:?}");
}

/// β, then L, I(X;T) and I(T;Y) in bits.
///
/// At β = 4 and 6 the reference's iterations stopped 3 · 10⁻⁷ bit early (L is flat there, so that its digits stand); the
/// informations here are what a million plain steps no longer change.
#[test]
fn iterations_find_the_four_by_four_numbers() {
    let joint = Joint::four_by_four();
    let mut sweep = Sweep::new(&joint, 1.0, Rng::new(1, "perturbations"));
    for (beta, expected) in [
        (30.0, [-8.8915052897, 1.9587087478, 0.3616738012]),
        (6.0, [-0.3937074464, 1.1854263575, 0.2631889673]),
        (4.0, [-0.0167644282, 0.2624958177, 0.0698150615]),
        (2.0, [0.0; 3]),
    ] {
        let solution = sweep.at(beta);
        let nats = [solution.lagrangian, solution.encoder.i_xt(&joint), solution.encoder.i_ty(&joint)];
        let found = nats.map(|value| value / LN_2);
        assert!(solution.converged, "β = {beta}: {} iterations, {}", solution.iterations, solution.residual);
        assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-8), "β = {beta}: {found:?}");
    }
}

/// q(t|x) ∝ exp((ln q(t) − β KL) / α), written out.
#[test]
fn a_step_is_its_formula() {
    let mut rng = Rng::new(2, "steps");
    let joint = Joint::random(3, 4, 1, &mut rng);
    let encoder = random_encoder(3, 5, &mut rng);
    let (_, ty) = joints(&joint, &encoder);
    for (alpha, beta) in [(1.0, 3.0), (0.4, 1.7)] {
        let step = Problem { joint: &joint, alpha, beta }.step(&encoder);
        for x in 0..3 {
            let p_x = joint.p_x()[x];
            let weight = |row: &Vec<f64>| {
                let q: f64 = row.iter().sum();
                let kl = |y: usize| joint.p(x, y) / p_x * (joint.p(x, y) / p_x / (row[y] / q)).ln();
                ((q.ln() - beta * (0..4).map(kl).sum::<f64>()) / alpha).exp()
            };
            let weights: Vec<f64> = ty.iter().map(weight).collect();
            for (t, found) in step.row(x).iter().enumerate() {
                let expected = weights[t] / weights.iter().sum::<f64>();
                assert!((found - expected).abs() < 1e-14, "α = {alpha}, q({t}|{x}): {found} {expected}");
            }
        }
    }
    // At α = 0 each input takes its best code.
    let best = Problem { joint: &joint, alpha: 0.0, beta: 3.0 }.step(&encoder);
    let near = Problem { joint: &joint, alpha: 1e-3, beta: 3.0 }.step(&encoder);
    assert!(best.values().iter().zip(near.values()).all(|(a, b)| (a - b).abs() < 1e-6), "{best:?} {near:?}");
    assert!(best.values().iter().all(|q| *q == 0.0 || *q == 1.0), "{best:?}");
}

#[test]
fn no_step_raises_the_lagrangian() {
    let mut rng = Rng::new(3, "steps");
    for alpha in [1.0, 0.6, 0.1, 0.0] {
        for beta in [1.0, 3.0, 12.0] {
            let joint = Joint::random(5, 4, 1, &mut rng);
            let problem = Problem { joint: &joint, alpha, beta };
            let mut encoder = random_encoder(5, 5, &mut rng);
            let mut before = encoder.lagrangian(&joint, alpha, beta);
            let start = before;
            for i in 0..60 {
                encoder = problem.step(&encoder);
                let after = encoder.lagrangian(&joint, alpha, beta);
                assert!(after <= before + 1e-13, "α = {alpha}, β = {beta}, step {i}: {before} to {after}");
                before = after;
            }
            assert!(before < start, "α = {alpha}, β = {beta}: {start} to {before}");
        }
    }
}

/// Extrapolation changes how fast, not where.
#[test]
fn extrapolated_iterations_end_where_plain_ones_do() {
    let joint = Joint::four_by_four();
    for (alpha, beta) in [(1.0, 4.0), (1.0, 6.0), (1.0, 30.0), (0.5, 7.0)] {
        let problem = Problem { joint: &joint, alpha, beta };
        let start = Encoder::near_identity(4, 0.95);
        let solution = problem.solve(&start);
        let plain = (0..5_000).fold(start, |encoder, _| problem.step(&encoder));
        let expected = plain.lagrangian(&joint, alpha, beta);
        assert!((solution.lagrangian - expected).abs() < 1e-10, "α = {alpha}, β = {beta}: {solution:?} {expected}");
        assert!(solution.converged && solution.residual <= 1e-13, "{solution:?}");
        let again = problem.step(&solution.encoder);
        let moved = again.values().iter().zip(solution.encoder.values()).map(|(a, b)| (a - b).abs());
        assert!(moved.fold(0.0, f64::max) < 1e-9, "not a fixed point: {solution:?}");
    }
}

/// Unguarded, some starts at this α are thrown out of a good valley.
#[test]
fn extrapolation_never_raises_the_lagrangian() {
    let mut rng = Rng::new(7, "tables");
    for i in 0..400 {
        let joint = Joint::random(4, 4, 1, &mut rng);
        let problem = Problem { joint: &joint, alpha: 0.9, beta: 4.0 + 10.0 * rng.uniform() };
        let start = random_encoder(4, 4, &mut rng);
        let most = problem.step(&problem.step(&start)).lagrangian(&joint, 0.9, problem.beta);
        let solution = problem.solve(&start);
        assert!(solution.converged && solution.lagrangian <= most + 1e-12, "{i}: {most} to {}", solution.lagrangian);
    }
}

/// β, what shares a code, then L, H(T) and I(T;Y) in bits.
#[test]
fn exact_deterministic_optima_have_the_reference_numbers() {
    let joint = Joint::four_by_four();
    for (beta, assignment, expected) in [
        (4.0, [0, 0, 0, 0], [0.0, 0.0, 0.0]),
        (6.0, [0, 0, 1, 2], [-0.3136746637, 1.5588718485, 0.3120910853]),
        (10.0, [0, 1, 2, 3], [-1.6579158802, 1.9588718484, 0.3616787729]),
    ] {
        let optimum = deterministic_optimum(&joint, beta).unwrap();
        assert_eq!(optimum.assignment, assignment, "β = {beta}");
        let found = [optimum.h_t - beta * optimum.i_ty, optimum.h_t, optimum.i_ty].map(|value| value / LN_2);
        assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-9), "β = {beta}: {found:?}");
    }
}

/// Every map of inputs to codes, with its H(T) and I(T;Y), none left out for being another one relabelled.
fn every_map(joint: &Joint) -> Vec<[f64; 2]> {
    let inputs = joint.rows();
    let of = |number: usize| {
        let mut ty = vec![vec![0.0; joint.columns()]; inputs];
        for x in 0..inputs {
            let t = number / inputs.pow(x as u32) % inputs;
            ty[t].iter_mut().zip(joint.row(x)).for_each(|(cell, p)| *cell += p);
        }
        [entropy(&ty.iter().map(|row| row.iter().sum()).collect::<Vec<_>>()), information(&ty)]
    };
    (0..inputs.pow(inputs as u32)).map(of).collect()
}

#[test]
fn exact_deterministic_optima_survive_exhaustive_search() {
    let mut rng = Rng::new(4, "tables");
    let mut tables: Vec<Joint> =
        [(2, 3), (3, 3), (4, 2), (5, 4)].map(|(rows, columns)| Joint::random(rows, columns, 1, &mut rng)).into();
    tables.push(Joint::four_by_four());
    for joint in &tables {
        let maps = every_map(joint);
        let optima = deterministic_optima(joint);
        assert!(optima[0].h_t.abs() < 1e-14 && optima[0].i_ty.abs() < 1e-14, "{optima:?}");
        for i in 0..60 {
            let beta = 1.0 + 0.01 * 1.2f64.powi(i);
            let least = maps.iter().map(|[h_t, i_ty]| h_t - beta * i_ty).fold(f64::INFINITY, f64::min);
            let one = deterministic_optimum(joint, beta).unwrap();
            let hull = optima.iter().map(|point| point.h_t - beta * point.i_ty).fold(f64::INFINITY, f64::min);
            assert!((one.h_t - beta * one.i_ty - least).abs() < 1e-10, "β = {beta}: {one:?} {least}");
            assert!((hull - least).abs() < 1e-10, "β = {beta}: {hull} {least}");
        }
        // Each is strictly best between its two corners, and measured as its own encoder.
        let corner = |i: usize| (optima[i].h_t - optima[i - 1].h_t) / (optima[i].i_ty - optima[i - 1].i_ty);
        assert!((2..optima.len()).all(|i| corner(i) > corner(i - 1)), "{optima:?}");
        for point in &optima {
            let encoder = Encoder::hard(&point.assignment, joint.rows());
            assert!((encoder.i_xt(joint) - point.h_t).abs() < 1e-14, "{point:?}");
            assert!((encoder.i_ty(joint) - point.i_ty).abs() < 1e-14, "{point:?}");
        }
    }
    let large = Joint::random(10, 2, 1, &mut rng);
    assert!(deterministic_optimum(&large, 5.0).is_none() && deterministic_optima(&large).is_empty());
}

/// min L₀ − α ln 4 ≤ min L_α ≤ min L₀, falling in α, each from a start near every deterministic code.
#[test]
fn alpha_lies_between_deterministic_and_soft() {
    let joint = Joint::four_by_four();
    let assignment = |number: usize| [0, number % 4, number / 4 % 4, number / 16];
    let softened = |hard: Encoder| Encoder::from_weights(hard.values().iter().map(|q| q + 0.02).collect(), 4);
    let starts: Vec<Encoder> = (0..64).map(|number| softened(Encoder::hard(&assignment(number), 4))).collect();
    for beta in [4.0, 6.0, 10.0] {
        let exact = deterministic_optimum(&joint, beta).map(|point| point.h_t - beta * point.i_ty).unwrap();
        let least = |alpha: f64| Problem { joint: &joint, alpha, beta }.best(&starts).unwrap().lagrangian.min(0.0);
        let falling = [0.0, 0.01, 0.1, 0.4, 0.7, 1.0].map(least);
        assert!(falling.is_sorted_by(|a, b| *b < a + 1e-12), "β = {beta}: {falling:?}");
        assert!((falling[0] - exact).abs() < 1e-12, "β = {beta}: {falling:?} {exact}");
        assert!(falling[1] > exact - 0.01 * 4f64.ln() && falling[5] < exact - 0.01, "β = {beta}: {falling:?} {exact}");
    }
}

/// Y = f(X): the curve is min(R, H(Y)), and β finds only its corner (Kolchinsky, Tracey & Van Kuyk 2019).
#[test]
fn a_deterministic_y_has_a_curve_of_two_lines() {
    let rows = [[0.1, 0.0], [0.25, 0.0], [0.0, 0.3], [0.0, 0.35]].map(Vec::from);
    let joint = Joint::from_weights(&rows).unwrap();
    let h_y = entropy(&[0.35, 0.65]);
    assert!((joint.information() - h_y).abs() < 1e-14, "{}", joint.information());
    let mut sweep = Sweep::new(&joint, 1.0, Rng::new(1, "perturbations"));
    let corners = [8.0, 2.0, 1.1, 0.9].map(|beta| {
        let encoder = sweep.at(beta).encoder;
        [encoder.i_xt(&joint), encoder.i_ty(&joint)]
    });
    for corner in &corners[..3] {
        assert!(corner.iter().all(|value| (value - h_y).abs() < 1e-8), "{corners:?} {h_y}");
    }
    assert!(corners[3].iter().all(|value| value.abs() < 1e-14), "{corners:?}");
    let sorted = [[0.0, 0.0], corners[0], [joint.input_entropy(), h_y]];
    for rate in [0.0, 0.1, 0.3, 0.6, 0.8, 1.2] {
        let kept = interpolate(&sorted, rate).unwrap();
        assert!((kept - h_y.min(rate)).abs() < 1e-8, "at {rate}: {kept}");
    }
    assert!((first_transition(&joint) - 1.0).abs() < 1e-12, "{}", first_transition(&joint));
}

/// Independent pairs of the given correlations, X and Y each mixed by an invertible map.
fn mixed_gaussian(rhos: [f64; 3]) -> GaussianBottleneck {
    let a = DMatrix::from_row_slice(3, 3, &[2.0, -1.0, 0.3, 0.5, 1.0, 0.0, 0.0, 0.7, 1.5]);
    let b = DMatrix::from_row_slice(3, 3, &[1.0, 0.4, 0.0, -0.3, 2.0, 0.2, 0.6, 0.0, 0.8]);
    let between = DMatrix::from_diagonal(&rhos.to_vec().into());
    let joint = JointGaussian::new(&a * a.transpose(), &b * b.transpose(), &a * between * b.transpose()).unwrap();
    GaussianBottleneck::new(&joint).unwrap()
}

#[test]
fn scalar_gaussians_have_the_reference_numbers() {
    let one = || DMatrix::from_element(1, 1, 1.0);
    let joint = JointGaussian::new(one(), one(), DMatrix::from_element(1, 1, 0.9)).unwrap();
    let bottleneck = GaussianBottleneck::new(&joint).unwrap();
    assert!((bottleneck.critical_betas()[0] - 1.0 / 0.81).abs() < 1e-14, "{:?}", bottleneck.critical_betas());
    for (beta, i_xt, i_ty) in
        [(2.0, 0.72500509, 0.48379201), (5.0, 1.41815227, 0.71879383), (10.0, 1.82361738, 0.77768535)]
    {
        let (closed, iterated) = (bottleneck.optimum(beta), bottleneck.iterate(beta).unwrap());
        assert!((closed.i_xt - i_xt).abs() < 1e-8 && (closed.i_ty - i_ty).abs() < 1e-8, "β = {beta}: {closed:?}");
        let apart = (closed.i_xt - iterated.i_xt).abs().max((closed.i_ty - iterated.i_ty).abs());
        assert!(apart < 1e-10, "β = {beta}: {closed:?} {iterated:?}");
        // I(T;Y) = −½ ln(1 − ρ² + ρ² e^(−2R)).
        let along = -0.5 * (0.19 + 0.81 * (-2.0 * closed.i_xt).exp()).ln();
        assert!((closed.i_ty - along).abs() < 1e-14, "β = {beta}: {closed:?} {along}");
    }
}

#[test]
fn gaussian_components_open_one_by_one() {
    let bottleneck = mixed_gaussian([0.9, 0.6, 0.3]);
    let critical = bottleneck.critical_betas();
    assert!(critical.iter().zip([0.9, 0.6, 0.3f64]).all(|(c, r)| (c * r * r - 1.0).abs() < 1e-12), "{critical:?}");
    for (beta, open) in [(1.2, 0), (2.0, 1), (5.0, 2), (10.0, 2), (20.0, 3)] {
        let (closed, iterated) = (bottleneck.optimum(beta), bottleneck.iterate(beta).unwrap());
        let lambdas = [0.19, 0.64, 0.91].into_iter().take(open);
        let i_xt: f64 = lambdas.clone().map(|l| 0.5 * ((beta - 1.0) * (1.0 - l) / l).ln()).sum();
        let i_ty: f64 = i_xt - lambdas.map(|l: f64| 0.5 * (beta * (1.0 - l)).ln()).sum::<f64>();
        assert!((closed.i_xt - i_xt).abs() < 1e-12 && (closed.i_ty - i_ty).abs() < 1e-12, "β = {beta}: {closed:?}");
        let apart = (closed.i_xt - iterated.i_xt).abs().max((closed.i_ty - iterated.i_ty).abs());
        assert!(apart < 1e-9, "β = {beta}: {closed:?} {iterated:?}");
    }
}

/// A component that Y does not share never opens, however the eigenvalue is rounded.
#[test]
fn independent_gaussian_components_never_open() {
    let bottleneck = mixed_gaussian([0.8, 0.0, 0.0]);
    let critical = bottleneck.critical_betas();
    assert!((critical[0] - 1.5625).abs() < 1e-12 && critical[1..].iter().all(|beta| *beta > 1e12), "{critical:?}");
    let point = bottleneck.optimum(1e6);
    assert!((point.i_ty + 0.5 * 0.36f64.ln()).abs() < 1e-5, "{point:?}");
}

#[test]
fn a_planted_dent_is_found_at_its_depth() {
    let curve = |rate: f64| [rate, 1.0 - (-rate).exp()];
    let clean: Vec<[f64; 2]> = (0..=40).map(|i| curve(f64::from(i) / 10.0)).collect();
    let found = concavity(&clean, 1.0);
    assert!(found.dent < 1e-15 && found.above_ceiling == 0.0, "{found:?}");
    let mut dented = clean.clone();
    dented[20][1] -= 0.01;
    let depth = (clean[19][1] + clean[21][1]) / 2.0 - dented[20][1];
    dented.reverse();
    assert!((concavity(&dented, 1.0).dent - depth).abs() < 1e-14, "{:?} {depth}", concavity(&dented, 1.0));
    // A wide dent is as deep as it is, however densely it is sampled: x² lies up to ¼ below its chord.
    let wide: Vec<[f64; 2]> = (0..=1000).map(|i| f64::from(i) / 1000.0).map(|rate| [rate, rate * rate]).collect();
    assert!((concavity(&wide, 1.0).dent - 0.25).abs() < 1e-6, "{:?}", concavity(&wide, 1.0));
}

#[test]
fn a_point_above_a_ceiling_is_found() {
    let above = |points: &[[f64; 2]], i_xy| concavity(points, i_xy).above_ceiling;
    let points = [[0.0, 0.0], [0.5, 0.4], [1.0, 0.6]];
    assert_eq!(above(&points, 0.6), 0.0);
    assert!((above(&points, 0.55) - 0.05).abs() < 1e-15, "over I(X;Y): {}", above(&points, 0.55));
    let cheated = [[0.0, 0.0], [0.3, 0.4], [1.0, 0.6]];
    assert!((above(&cheated, 0.7) - 0.1).abs() < 1e-15, "over I(X;T): {}", above(&cheated, 0.7));
}

#[test]
fn curves_are_read_between_their_points() {
    let curve = [[0.1, 0.05], [0.5, 0.25], [0.5, 0.3], [1.0, 0.4]];
    for (rate, expected) in [(0.1, 0.05), (0.3, 0.15), (0.75, 0.35), (1.0, 0.4), (7.0, 0.4)] {
        let found = interpolate(&curve, rate).unwrap();
        assert!((found - expected).abs() < 1e-15, "at {rate}: {found}");
    }
    assert_eq!((interpolate(&curve, 0.05), interpolate(&[], 0.5)), (None, None));
}

/// Three ways to the first transition: the maximal correlation, growth of a perturbation, and the swept optimum.
#[test]
fn the_first_transition_is_where_codes_begin_to_speak() {
    for error in [0.05, 0.1, 0.2] {
        let joint = Joint::binary_symmetric(error);
        let expected = 1.0 / (1.0 - 2.0 * error).powi(2);
        assert!((first_transition(&joint) / expected - 1.0).abs() < 1e-12, "{}", first_transition(&joint));
        let mut sweep = Sweep::new(&joint, 1.0, Rng::new(1, "onset"));
        let onset = sweep.onset(1.0, 2.0 * expected, 1e-4);
        assert!((onset / expected - 1.0).abs() < 1e-3, "e = {error}: {onset} {expected}");
    }
    let mut rng = Rng::new(6, "tables");
    let mut tables: Vec<Joint> = (3..6).map(|rows| Joint::random(rows, 4, 2, &mut rng)).collect();
    tables.extend([Joint::binary_symmetric(0.1), Joint::four_by_four()]);
    for joint in &tables {
        let sigma = joint.correlations()[1];
        let expected = first_transition(joint);
        assert!((expected * sigma * sigma - 1.0).abs() < 1e-14, "{expected} {sigma}");
        let growth = growth_onset(joint, 1.0, 2.0 * expected, 1e-5, &mut rng);
        assert!((growth / expected - 1.0).abs() < 1e-4, "{growth} {expected}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn codes_keep_no_more_than_they_cost(seed: u64, rows in 2usize..6, columns in 2usize..6, alpha in 0.1..1.0f64, beta in 1.0..40.0f64) {
        let mut rng = Rng::new(seed, "tables");
        let joint = Joint::random(rows, columns, 1, &mut rng);
        let solved = Sweep::new(&joint, alpha, Rng::new(seed, "perturbations")).at(beta);
        prop_assert!(solved.lagrangian <= 0.0, "{solved:?}");
        for encoder in [random_encoder(rows, 4, &mut rng), solved.encoder] {
            let (i_xt, i_ty) = (encoder.i_xt(&joint), encoder.i_ty(&joint));
            prop_assert!(i_ty >= -1e-13 && i_ty <= i_xt + 1e-13, "{i_xt} {i_ty}");
            prop_assert!(i_xt <= joint.input_entropy() + 1e-13, "{i_xt} {}", joint.input_entropy());
            prop_assert!(i_ty <= joint.information() + 1e-13, "{i_ty} {}", joint.information());
            prop_assert!(encoder.code_entropy(&joint) >= i_xt - 1e-13);
        }
    }
}
