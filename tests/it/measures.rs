//! Information of known distributions, against closed forms and identities.

use std::f64::consts::LN_2;

use bottleneck_lab::{
    draws::Rng,
    measures::{
        GaussianError, Joint, JointError, JointGaussian, auroc, binary_entropy, binary_entropy_inverse,
        bivariate_information, digamma, entropy, erasure_information, kl_divergence, ln_gamma, ln_gamma_ratio,
        spearman, symmetric_information, trigamma,
    },
};
use nalgebra::DMatrix;
use proptest::prelude::*;

fn matrix(rows: usize, columns: usize, values: &[f64]) -> DMatrix<f64> {
    DMatrix::from_row_slice(rows, columns, values)
}

/// q(y|x) for every x, drawn at random: `[inputs, outputs]`.
fn random_channel(inputs: usize, outputs: usize, rng: &mut Rng) -> Vec<Vec<f64>> {
    let joint = Joint::random(inputs, outputs, 1, rng);
    joint.p_x().iter().enumerate().map(|(x, p)| joint.row(x).iter().map(|cell| cell / p).collect()).collect()
}

/// p(x, z) = Σ p(x, y) q(z|y).
fn through(joint: &Joint, channel: &[Vec<f64>]) -> Joint {
    let cell = |x: usize, z: usize| (0..joint.columns()).map(|y| joint.p(x, y) * channel[y][z]).sum();
    let rows: Vec<Vec<f64>> = (0..joint.rows()).map(|x| (0..channel[0].len()).map(|z| cell(x, z)).collect()).collect();
    Joint::from_weights(&rows).unwrap()
}

#[test]
fn two_gaussians_share_their_closed_form() {
    for (rho, expected) in [
        (0.5, 0.143841036226),
        (0.6, 0.223143551314),
        (0.75, 0.413339286592),
        (0.9, 0.830365603411),
        (0.99, 1.958517773626),
    ] {
        for rho in [rho, -rho] {
            let found = bivariate_information(rho);
            assert!((found - expected).abs() < 1e-12, "ρ = {rho}: {found}");
            let joint = JointGaussian::new(matrix(1, 1, &[4.0]), matrix(1, 1, &[0.25]), matrix(1, 1, &[rho])).unwrap();
            let found = joint.information().unwrap();
            assert!((found - expected).abs() < 1e-12, "ρ = {rho}, unequal scales: {found}");
        }
    }
    // No digits are lost where there is almost no information: −½ ln(1 − ρ²) → ρ²/2.
    let found = bivariate_information(1e-9);
    assert!((found / 5e-19 - 1.0).abs() < 1e-12, "{found}");
}

/// Every covariance is ½: the peer benchmark's dense tasks.
#[test]
fn dense_gaussians_share_the_published_information() {
    for (dim, expected) in [(2, 0.293893), (3, 0.413339), (5, 0.592812), (25, 1.292184), (50, 1.624265)] {
        let own = DMatrix::from_fn(dim, dim, |i, j| if i == j { 1.0 } else { 0.5 });
        let joint = JointGaussian::new(own.clone(), own, DMatrix::from_element(dim, dim, 0.5)).unwrap();
        let found = joint.information().unwrap();
        assert!((found - expected).abs() < 5e-7, "{dim}: {found}");
    }
}

/// Independent pairs add up, and no invertible map of X or of Y changes anything.
#[test]
fn gaussian_information_ignores_invertible_maps() {
    let between = matrix(2, 3, &[0.9, 0.0, 0.0, 0.0, 0.5, 0.0]);
    let expected = 0.830365603411 + 0.143841036226;
    let plain = JointGaussian::new(DMatrix::identity(2, 2), DMatrix::identity(3, 3), between.clone()).unwrap();
    let found = plain.information().unwrap();
    assert!((found - expected).abs() < 1e-12, "{found}");
    let (a, b) = (matrix(2, 2, &[2.0, -1.0, 0.5, 3.0]), matrix(3, 3, &[1.0, 2.0, 0.0, 0.0, 0.5, -1.0, 4.0, 0.0, 1.0]));
    let mapped = JointGaussian::new(&a * a.transpose(), &b * b.transpose(), &a * between * b.transpose()).unwrap();
    let found = mapped.information().unwrap();
    assert!((found - expected).abs() < 1e-12, "{found}");
}

#[test]
fn what_y_leaves_of_x_is_the_schur_complement() {
    let joint =
        JointGaussian::new(matrix(2, 2, &[2.0, 0.3, 0.3, 1.0]), matrix(1, 1, &[4.0]), matrix(2, 1, &[1.0, -0.8]))
            .unwrap();
    let left = joint.s_x_given_y().unwrap();
    let expected = matrix(2, 2, &[2.0 - 0.25, 0.3 + 0.2, 0.3 + 0.2, 1.0 - 0.16]);
    assert!((&left - &expected).abs().max() < 1e-15, "{left}");
    // I(X;Y) = ½ ln(|Σx| / |Σx|y|).
    let found = joint.information().unwrap();
    assert!((found - 0.5 * (joint.s_x.determinant() / expected.determinant()).ln()).abs() < 1e-14, "{found}");
}

#[test]
fn impossible_covariances_are_refused() {
    let one = matrix(1, 1, &[1.0]);
    let new = JointGaussian::new;
    assert_eq!(new(one.clone(), one.clone(), matrix(1, 2, &[1.0, 0.0])), Err(GaussianError::Shape));
    assert_eq!(new(matrix(1, 2, &[1.0, 0.0]), one.clone(), one.clone()), Err(GaussianError::Shape));
    for covariance in [1.0, 1.5, f64::NAN] {
        let found = new(one.clone(), one.clone(), matrix(1, 1, &[covariance]));
        assert_eq!(found, Err(GaussianError::NotPositiveDefinite), "{covariance}");
    }
}

/// In bits: symmetric channels, the Z channel, the erasure channel.
#[test]
fn channels_carry_their_closed_forms() {
    let assert_bits = |name: &str, nats: f64, bits: f64| {
        assert!((nats / LN_2 - bits).abs() < 1e-9, "{name}: {} bits", nats / LN_2);
    };
    for (error, bits) in [(0.1, 0.5310044064), (0.11, 0.5000840418), (0.2, 0.2780719051)] {
        assert_bits("table of the binary symmetric channel", Joint::binary_symmetric(error).information(), bits);
        assert_bits("binary symmetric channel", symmetric_information(2, error), bits);
        assert_bits("1 − h", LN_2 - binary_entropy(error), bits);
    }
    assert_bits("four symbols", symmetric_information(4, 0.2), 0.961079405);
    assert_bits("Z channel", Joint::z_channel(0.5, 0.5).information(), 0.3112781245);
    assert_bits("erasures", erasure_information(0.3), 0.7);
    let table = Joint::from_weights(&[vec![0.7, 0.3, 0.0], vec![0.0, 0.3, 0.7]]).unwrap();
    assert_bits("table of erasures", table.information(), 0.7);
}

#[test]
fn symmetric_channels_agree_with_their_tables() {
    for symbols in 2..7usize {
        for error in [0.0, 0.05, 0.3, 1.0 - 1.0 / symbols as f64, 1.0] {
            let cell = |x, y| if x == y { 1.0 - error } else { error / (symbols - 1) as f64 };
            let rows: Vec<Vec<f64>> = (0..symbols).map(|x| (0..symbols).map(|y| cell(x, y)).collect()).collect();
            let (table, formula) =
                (Joint::from_weights(&rows).unwrap().information(), symmetric_information(symbols, error));
            assert!((table - formula).abs() < 1e-14, "{symbols} symbols, error {error}: {table} {formula}");
        }
    }
}

/// The Z channel of flip ½ carries most, log₂ 1.25 bits, when a 1 is sent two times in five.
#[test]
fn the_z_channel_has_its_capacity() {
    let bits = |one: f64| Joint::z_channel(0.5, one).information() / LN_2;
    assert!((bits(0.4) - 1.25f64.log2()).abs() < 1e-14, "{}", bits(0.4));
    assert!(bits(0.4) > bits(0.39) && bits(0.4) > bits(0.41));
    let joint = Joint::z_channel(0.25, 0.4);
    assert_eq!([joint.p(0, 0), joint.p(0, 1)], [0.6, 0.0]);
    assert!((joint.p(1, 0) - 0.1).abs() < 1e-15 && (joint.p(1, 1) - 0.3).abs() < 1e-15, "{joint:?}");
}

#[test]
fn the_four_by_four_table_has_the_reference_numbers() {
    let joint = Joint::four_by_four();
    let (information, input) = (joint.information() / LN_2, joint.input_entropy() / LN_2);
    assert!((information - 0.3616787729).abs() < 1e-10, "{information} bits");
    assert!((input - 1.9588718484).abs() < 1e-10, "{input} bits");
}

#[test]
fn weights_are_normalised_and_their_sum_is_kept() {
    let joint = Joint::from_weights(&[vec![1.0, 2.0, 0.0], vec![3.0, 0.0, 2.0]]).unwrap();
    assert_eq!((joint.rows(), joint.columns(), joint.total()), (2, 3, 8.0));
    assert_eq!(joint.row(0), [0.125, 0.25, 0.0]);
    assert_eq!(joint.row(1), [0.375, 0.0, 0.25]);
    assert_eq!((joint.p(1, 0), joint.p(0, 1)), (0.375, 0.25));
    assert_eq!(joint.p_x(), [0.375, 0.625]);
    assert_eq!(joint.p_y(), [0.5, 0.25, 0.25]);
}

#[test]
fn refusals_name_the_row_and_the_column() {
    let refused = |rows: &[&[f64]]| {
        let rows: Vec<Vec<f64>> = rows.iter().map(|row| row.to_vec()).collect();
        Joint::from_weights(&rows).unwrap_err()
    };
    let cases = [
        (refused(&[&[1.0, 1.0], &[1.0, -0.5]]), JointError::Negative { row: 2, column: 2, value: -0.5 }, "2, column 2"),
        (refused(&[&[1.0, f64::NAN], &[1.0, 1.0]]), JointError::NotFinite { row: 1, column: 2 }, "row 1, column 2"),
        (refused(&[&[1.0, 1.0], &[f64::INFINITY, 1.0]]), JointError::NotFinite { row: 2, column: 1 }, "2, column 1"),
        (refused(&[&[1.0, 1.0], &[1.0, 2.0], &[0.0, 0.0]]), JointError::ZeroRow { row: 3 }, "row 3"),
        (refused(&[&[1.0, 0.0, 2.0], &[1.0, 0.0, 2.0]]), JointError::ZeroColumn { column: 2 }, "column 2"),
        (
            refused(&[&[1.0, 1.0], &[1.0, 1.0, 1.0]]),
            JointError::Ragged { row: 2, found: 3, expected: 2 },
            "row 2 has 3 cells, row 1 has 2",
        ),
        (refused(&[&[1.0, 1.0]]), JointError::TooSmall, "at least 2 rows"),
        (refused(&[&[1.0], &[1.0]]), JointError::TooSmall, "2 columns"),
        (refused(&[]), JointError::TooSmall, "at least 2 rows"),
    ];
    for (found, expected, words) in cases {
        assert_eq!(found, expected);
        assert!(found.to_string().contains(words), "{found}");
    }
}

/// A table is a distribution or it is refused: no weights overflow or vanish beside larger ones.
#[test]
fn weights_of_any_size_sum_to_one_or_are_refused() {
    for (rows, accepted) in [
        ([[1e308, 1e308], [1e308, 1e308]], false),
        ([[1e-200, 2e-200], [1e200, 1e200]], false),
        ([[1e-200, 1e200], [1e-200, 1e200]], false),
        ([[1e300, 1e300], [1e300, 0.0]], true),
        ([[1e-300, 1e-300], [1e-300, 0.0]], true),
    ] {
        match Joint::from_weights(&rows.map(Vec::from)) {
            Ok(joint) => {
                let total: f64 = joint.p_x().iter().sum();
                assert!(accepted && (total - 1.0).abs() < 1e-15, "{rows:?} accepted: {joint:?}");
                assert!(joint.p_x().iter().chain(&joint.p_y()).all(|p| *p > 0.0), "{joint:?}");
            }
            Err(error) => assert!(!accepted, "{rows:?} refused: {error}"),
        }
    }
}

#[test]
fn random_tables_are_distributions_decided_by_the_seed() {
    let table = |seed| Joint::random(3, 5, 2, &mut Rng::new(seed, "table"));
    for seed in 0..50 {
        let joint = table(seed);
        let total: f64 = joint.p_x().iter().sum();
        assert!((total - 1.0).abs() < 1e-14, "{total}");
        assert_eq!((joint.rows(), joint.columns(), joint.total()), (3, 5, 1.0));
        assert!(joint.p_x().iter().chain(&joint.p_y()).all(|p| *p > 0.0));
        assert_eq!(joint, table(seed));
        assert_ne!(joint, table(seed + 1));
    }
}

/// A cell of a symmetric Dirichlet distribution over K cells has variance (1/K)(1 − 1/K) / (K c + 1).
#[test]
fn random_tables_have_the_dirichlet_spread() {
    let mut rng = Rng::new(7, "table");
    for concentration in [1, 4, 30] {
        let cells: Vec<f64> = (0..4_000).map(|_| Joint::random(2, 2, concentration, &mut rng).p(1, 0)).collect();
        let mean = cells.iter().sum::<f64>() / 4_000.0;
        let variance = cells.iter().map(|cell| (cell - mean).powi(2)).sum::<f64>() / 4_000.0;
        let expected = 0.25 * 0.75 / (4.0 * f64::from(concentration) + 1.0);
        assert!((mean - 0.25).abs() < 4.0 * (expected / 4_000.0).sqrt(), "mean {mean}");
        assert!((variance / expected - 1.0).abs() < 0.12, "concentration {concentration}: {variance} {expected}");
    }
}

#[test]
fn correlations_begin_with_one() {
    for error in [0.0, 0.1, 0.3, 0.5, 0.8] {
        let found = Joint::binary_symmetric(error).correlations();
        assert!((found[0] - 1.0).abs() < 1e-14, "{found:?}");
        assert!((found[1] - (1.0f64 - 2.0 * error).abs()).abs() < 1e-14, "error {error}: {found:?}");
    }
    let independent = [[2.0, 1.0, 3.0], [4.0, 2.0, 6.0]].map(Vec::from);
    let found = Joint::from_weights(&independent).unwrap().correlations();
    assert!(found.len() == 2 && (found[0] - 1.0).abs() < 1e-14 && found[1].abs() < 1e-14, "{found:?}");
}

/// Σ σᵢ² − 1 is the χ² distance from independence.
#[test]
fn squared_correlations_add_up_to_chi_squared() {
    let mut rng = Rng::new(3, "table");
    for (rows, columns) in [(4, 4), (2, 5), (6, 3)] {
        let joint = Joint::random(rows, columns, 1, &mut rng);
        let found = joint.correlations();
        assert!(found.len() == rows.min(columns) && found.is_sorted_by(|a, b| a >= b), "{found:?}");
        let (p_x, p_y) = (joint.p_x(), joint.p_y());
        let part = |x: usize, y: usize| (joint.p(x, y) - p_x[x] * p_y[y]).powi(2) / (p_x[x] * p_y[y]);
        let chi: f64 = (0..rows).flat_map(|x| (0..columns).map(move |y| (x, y))).map(|(x, y)| part(x, y)).sum();
        let squares: f64 = found.iter().map(|sigma| sigma * sigma).sum();
        assert!((squares - 1.0 - chi).abs() < 1e-13, "{squares} {chi}");
    }
}

#[test]
fn entropies_and_divergences_obey_their_identities() {
    assert!((entropy(&[0.25; 4]) - 4f64.ln()).abs() < 1e-15);
    assert_eq!(entropy(&[0.0, 1.0, 0.0]), 0.0);
    let (p, q) = ([0.5, 0.3, 0.2, 0.0], [0.1, 0.2, 0.3, 0.4]);
    assert_eq!(kl_divergence(&p, &p), 0.0);
    let by_hand = 0.5 * 5f64.ln() + 0.3 * 1.5f64.ln() + 0.2 * (2.0f64 / 3.0).ln();
    assert!((kl_divergence(&p, &q) - by_hand).abs() < 1e-15, "{}", kl_divergence(&p, &q));
    assert_eq!(kl_divergence(&q, &p), f64::INFINITY);
    // KL(p ‖ uniform) = ln K − H(p).
    assert!((kl_divergence(&p, &[0.25; 4]) - (4f64.ln() - entropy(&p))).abs() < 1e-15);
}

#[test]
fn the_binary_entropy_can_be_inverted() {
    assert_eq!([binary_entropy(0.0), binary_entropy(1.0), binary_entropy(0.5)], [0.0, 0.0, LN_2]);
    assert_eq!(binary_entropy(0.25), binary_entropy(0.75));
    assert!(binary_entropy_inverse(0.0) < 1e-15);
    // Flat at its top, so that half of the digits are lost there.
    assert!((binary_entropy_inverse(LN_2) - 0.5).abs() < 1e-7);
    for i in 1..50 {
        let p = f64::from(i) / 100.0;
        let found = binary_entropy_inverse(binary_entropy(p));
        assert!((found - p).abs() < 1e-13, "{p}: {found}");
    }
}

/// x, ψ(x), ψ₁(x), ln Γ(x), computed to 40 digits.
const SPECIAL: [(f64, f64, f64, f64); 14] = [
    (1e-150, -1e150, 1e300, 345.38776394910684),
    (1e-10, -10000000000.577215, 1e20, 23.025850929882736),
    (0.001, -1000.5755719318103, 1000001.6425331958, 6.907178885383853),
    (0.1, -10.423754940411076, 101.43329915079275, 2.252712651734206),
    (0.3, -3.502524222200133, 12.245364546107732, 1.0957979948180756),
    (0.7, -1.2200235536979347, 2.834049156694611, 0.2608672465316666),
    (1.4, -0.06138454458511624, 1.0253565905295976, -0.11961291417237128),
    (1.47, 0.008066489011364869, 0.9603162090511507, -0.121452498007656),
    (3.3, 1.0348224890596216, 0.3535015418410618, 0.9870985778947344),
    (9.99, 2.250700372831201, 0.10527695014824177, 12.779315214350193),
    (10.01, 2.2528037003181356, 0.10505595320551508, 12.824350262448247),
    (123.456, 4.811829323828985, 0.008132945834278198, 469.6055471299295),
    (1e6, 13.815510057964191, 1.0000005000001667e-6, 12815504.569147612),
    (1e15, 34.538776394910684, 1.0000000000000005e-15, 33538776394910669.0),
];

#[test]
fn special_functions_have_their_digits() {
    for (x, psi, psi_1, log) in SPECIAL {
        for (name, found, expected) in [("ψ", digamma(x), psi), ("ψ₁", trigamma(x), psi_1), ("ln Γ", ln_gamma(x), log)]
        {
            // Beside its zeros a function is as exact as its largest term.
            let error = (found - expected).abs() / expected.abs().max(0.01);
            assert!(error < 1e-13, "{name}({x}) = {found}, {expected}");
        }
    }
    let gamma = 0.5772156649015329;
    let pi_squared = std::f64::consts::PI * std::f64::consts::PI;
    assert!((digamma(1.0) + gamma).abs() < 1e-15 && (digamma(0.5) + gamma + 2.0 * LN_2).abs() < 2e-15);
    assert!((trigamma(1.0) - pi_squared / 6.0).abs() < 1e-14 && (trigamma(0.5) - pi_squared / 2.0).abs() < 1e-13);
    // ψ(n + 1) = −γ + 1 + 1/2 + … + 1/n.
    let mut harmonic = 0.0;
    for n in 1..200 {
        harmonic += 1.0 / f64::from(n);
        assert!((digamma(f64::from(n) + 1.0) - harmonic + gamma).abs() < 1e-14, "{n}");
    }
}

#[test]
fn ratios_of_gammas_keep_their_digits() {
    // Γ(x + n)/Γ(x) = x (x + 1) … (x + n − 1).
    for x in [1e-12, 0.3, 1.0, 7.5, 9.999, 10.0, 1e3, 1e9, 1e20] {
        let mut expected = 0.0;
        for n in 0..500 {
            let found = ln_gamma_ratio(x, f64::from(n));
            assert!((found - expected).abs() <= 1e-13 * expected.abs().max(1.0), "{x}, {n}: {found} {expected}");
            expected += (x + f64::from(n)).ln();
        }
    }
    for (x, n) in [(0.2, 0.5), (3.0, 0.7), (12.0, 20.5), (0.01, 1e6)] {
        let expected = ln_gamma(x + n) - ln_gamma(x);
        assert!((ln_gamma_ratio(x, n) / expected - 1.0).abs() < 1e-13, "{x}, {n}");
    }
}

proptest! {
    #[test]
    fn information_lies_between_nothing_and_either_entropy(seed: u64, rows in 2usize..7, columns in 2usize..7, concentration in 1u32..6) {
        let joint = Joint::random(rows, columns, concentration, &mut Rng::new(seed, "table"));
        let information = joint.information();
        prop_assert!(information > -1e-14, "{information}");
        let most = entropy(&joint.p_x()).min(entropy(&joint.p_y()));
        prop_assert!(information <= most + 1e-14, "{information} {most}");
        // I(X;Y) = KL(p(x,y) ‖ p(x) p(y)).
        let (p_x, p_y) = (joint.p_x(), joint.p_y());
        let cells: Vec<f64> = (0..rows).flat_map(|x| joint.row(x).to_vec()).collect();
        let product: Vec<f64> = p_x.iter().flat_map(|p| p_y.iter().map(move |q| p * q)).collect();
        let divergence = kl_divergence(&cells, &product);
        prop_assert!((information - divergence).abs() < 1e-13, "{information} {divergence}");
    }

    #[test]
    fn processing_never_adds_information(seed: u64, rows in 2usize..6, columns in 2usize..6, outputs in 2usize..6) {
        let mut rng = Rng::new(seed, "table");
        let joint = Joint::random(rows, columns, 1, &mut rng);
        let after = through(&joint, &random_channel(columns, outputs, &mut rng));
        prop_assert!(after.information() <= joint.information() + 1e-14, "{} {}", after.information(), joint.information());
        // The maximal correlation shrinks too.
        let (before, after) = (joint.correlations()[1], after.correlations()[1]);
        prop_assert!(after <= before + 1e-13, "{after} {before}");
    }
}

/// The chance that one is above the other, by counting all pairs.
#[test]
fn auroc_counts_pairs() {
    let (first, second) = ([0.3, 2.0, 2.0, -1.0, 7.5], [2.0, 0.3, 0.0, 9.0]);
    let of_pair = |a: &f64, b: &f64| if a > b { 1.0 } else { f64::from(u8::from(a == b)) / 2.0 };
    let counted: f64 = first.iter().flat_map(|a| second.iter().map(move |b| of_pair(a, b))).sum::<f64>() / 20.0;
    assert!((auroc(&first, &second) - counted).abs() < 1e-15);
    assert!((auroc(&second, &first) - (1.0 - counted)).abs() < 1e-15);
    assert_eq!((auroc(&[2.0], &[1.0]), auroc(&[1.0], &[1.0]), auroc(&[], &[1.0])), (1.0, 0.5, 0.5));
}

#[test]
fn spearman_is_pearsons_of_the_ranks() {
    let x = [1.0, 2.0, 3.0, 4.0, 5.0];
    assert!((spearman(&x, &[-2.0, 0.0, 1.0, 30.0, 31.0]) - 1.0).abs() < 1e-15);
    assert!((spearman(&x, &[9.0, 8.0, 8.0, 2.0, 1.0]) + 9.5 / (10.0 * 9.5f64).sqrt()).abs() < 1e-12);
    // 1 − 6 Σ d² / (n³ − n), where no ranks are equal.
    assert!((spearman(&x, &[2.0, 1.0, 4.0, 3.0, 5.0]) - (1.0 - 6.0 * 4.0 / 120.0)).abs() < 1e-15);
    assert_eq!(spearman(&x, &[1.0; 5]), 0.0);
}
