//! When codes split, against finite differences, growth under iteration, and solutions that were followed.

use bottleneck_lab::{
    bottleneck::{Annealing, Encoder, Problem, Sweep, first_split, first_transition, growth},
    draws::Rng,
    measures::Joint,
};

fn tables() -> Vec<Joint> {
    let mut rng = Rng::new(5, "tables");
    let mut tables: Vec<Joint> = [(3, 3), (4, 4), (6, 4), (3, 7), (5, 2)]
        .map(|(rows, columns)| Joint::random(rows, columns, 1, &mut rng))
        .into();
    tables.extend([Joint::binary_symmetric(0.1), Joint::four_by_four()]);
    tables
}

/// Every code in two halves, which differ by ±h r relative to what they share; `r` is `[inputs, codes]`.
fn halved(encoder: &Encoder, r: &[f64], h: f64) -> Encoder {
    let halves = encoder.values().iter().zip(r).flat_map(|(q, r)| [q * (1.0 + h * r), q * (1.0 - h * r)]);
    Encoder::from_weights(halves.collect(), 2 * encoder.codes())
}

/// The ratio of the second derivatives of I(X;T) and I(T;Y) in h along a family of encoders, by differences alone.
fn ratio(joint: &Joint, at: impl Fn(f64) -> Encoder) -> f64 {
    const H: f64 = 1e-3;
    let second = |of: &dyn Fn(&Encoder) -> f64| of(&at(H)) + of(&at(-H)) - 2.0 * of(&at(0.0));
    second(&|encoder| encoder.i_xt(joint)) / second(&|encoder| encoder.i_ty(joint))
}

#[test]
fn silence_splits_at_the_first_transition() {
    for joint in tables() {
        let silent = Encoder::hard(&vec![0; joint.rows()], 1);
        let split = first_split(&joint, &silent).unwrap();
        let expected = first_transition(&joint);
        assert!(split.code == 0 && (split.beta / expected - 1.0).abs() < 1e-10, "{split:?} {expected}");
        // Codes that are not used change nothing, nor does one that has been cut in two.
        let spare = Encoder::hard(&vec![2; joint.rows()], 4);
        assert!((first_split(&joint, &spare).unwrap().beta / expected - 1.0).abs() < 1e-10);
        let cut = Encoder::from_weights([0.3, 0.7].repeat(joint.rows()), 2);
        assert!((first_split(&joint, &cut).unwrap().beta / expected - 1.0).abs() < 1e-10);
    }
}

#[test]
fn what_tells_nothing_never_splits() {
    let independent = Joint::from_weights(&[vec![0.1, 0.2], vec![0.2, 0.4]]).unwrap();
    assert_eq!(first_split(&independent, &Encoder::hard(&[0, 0], 1)), None);
    // A code of one input has nothing left to tell apart.
    assert_eq!(first_split(&Joint::four_by_four(), &Encoder::hard(&[0, 1, 2, 3], 4)), None);
}

/// Its own direction attains the ratio; no other falls below it, be it between halves or between codes.
#[test]
fn the_ratio_is_the_least_of_all_second_variations() {
    let mut rng = Rng::new(6, "directions");
    for joint in tables() {
        let first = first_transition(&joint);
        for multiple in [1.0, 1.4, 2.5] {
            let beta = multiple * first * 1.02;
            let encoder = Sweep::new(&joint, 1.0, Rng::new(1, "starts")).at(beta).encoder.merged(&joint);
            let Some(split) = first_split(&joint, &encoder) else { continue };
            let codes = encoder.codes();
            let of_code = |i: usize| if i % codes == split.code { split.direction[i / codes] } else { 0.0 };
            let own: Vec<f64> = (0..encoder.values().len()).map(of_code).collect();
            // Where hardly any input is left beside another, differences of 10⁻³ are no longer small.
            if split.beta > 20.0 * beta {
                continue;
            }
            let found = ratio(&joint, |h| halved(&encoder, &own, h));
            assert!((found / split.beta - 1.0).abs() < 1e-3, "β = {beta}: {found} {split:?}");
            for _ in 0..20 {
                let mut r: Vec<f64> = own.iter().map(|_| 2.0 * rng.uniform() - 1.0).collect();
                let between_halves = ratio(&joint, |h| halved(&encoder, &r, h));
                assert!(between_halves > split.beta * 0.999, "β = {beta}: {between_halves} {split:?}");
                if codes == 1 {
                    continue;
                }
                // Between codes, a row's changes cancel.
                for (row, q) in r.chunks_mut(codes).zip(encoder.values().chunks(codes)) {
                    let mean: f64 = row.iter().zip(q).map(|(r, q)| r * q).sum();
                    row.iter_mut().for_each(|r| *r -= mean);
                }
                let moved = |h: f64| {
                    let weights = encoder.values().iter().zip(&r).map(|(q, r)| q * (1.0 + h * r));
                    Encoder::from_weights(weights.collect(), codes)
                };
                let between_codes = ratio(&joint, moved);
                assert!(between_codes > split.beta * 0.999, "β = {beta}: {between_codes} {split:?}");
            }
        }
    }
}

/// β σ₂(t)² for one code, found without any matrix.
#[test]
fn differences_grow_by_beta_over_their_own() {
    for joint in tables() {
        let first = first_transition(&joint);
        for multiple in [0.5, 0.9, 1.1, 1.6, 3.0] {
            let beta = multiple * first;
            let encoder = Sweep::new(&joint, 1.0, Rng::new(1, "starts")).at(beta).encoder.merged(&joint);
            let Some(split) = first_split(&joint, &encoder) else { continue };
            let factor = growth(&Problem { joint: &joint, alpha: 1.0, beta }, &encoder, &mut Rng::new(2, "growth"));
            assert!((factor * split.beta / beta - 1.0).abs() < 5e-3, "β = {beta}: {factor} {}", beta / split.beta);
        }
    }
}

#[test]
fn the_best_codes_are_stable_and_followed_ones_split_where_they_lose_their_hold() {
    let mut splits = 0;
    for joint in tables() {
        let first = first_transition(&joint);
        let mut sweep = Sweep::new(&joint, 1.0, Rng::new(1, "starts"));
        for multiple in [6.0, 3.0, 2.0, 1.5, 1.2, 1.05, 0.9] {
            let encoder = sweep.at(multiple * first).encoder;
            let split = first_split(&joint, &encoder);
            assert!(split.is_none_or(|split| split.beta > 0.995 * multiple * first), "{multiple}: {encoder:?}");
        }
        let mut followed = Annealing::new(&joint, Rng::new(1, "traces"));
        let mut before: Option<(usize, f64)> = None;
        for i in 0..120 {
            let beta = 0.9 * first * 1.015f64.powi(i);
            let encoder = followed.at(beta);
            let now = (encoder.codes(), first_split(&joint, encoder).map_or(f64::INFINITY, |split| split.beta));
            if let Some((codes, predicted)) = before
                && now.0 > codes
            {
                assert!((beta / predicted - 1.0).abs() < 0.03, "{codes} codes split at {beta}, not at {predicted}");
                splits += 1;
            }
            before = Some(now);
        }
    }
    assert!(splits > 12, "{splits}");
}

#[test]
fn followed_codes_are_as_good_as_the_best_where_nothing_jumps() {
    let joint = Joint::binary_symmetric(0.1);
    let mut followed = Annealing::new(&joint, Rng::new(1, "traces"));
    let mut sweep = Sweep::new(&joint, 1.0, Rng::new(1, "starts"));
    for beta in [1.4, 1.7, 2.0, 3.0, 6.0] {
        let (found, best) = (followed.at(beta).lagrangian(&joint, 1.0, beta), sweep.at(beta).lagrangian);
        assert!((found - best).abs() < 1e-9, "β = {beta}: {found} {best}");
    }
}

#[test]
fn merging_keeps_what_a_code_tells() {
    let joint = Joint::four_by_four();
    let encoder =
        Encoder::from_weights(vec![1.0, 2.0, 0.0, 3.0, 0.5, 1.0, 0.0, 4.0, 2.0, 4.0, 0.0, 1.0, 1.0, 2.0, 0.0, 1.0], 4);
    let merged = encoder.merged(&joint);
    assert_eq!(merged.codes(), 2);
    assert!((merged.i_ty(&joint) - encoder.i_ty(&joint)).abs() < 1e-14);
    assert!((merged.i_xt(&joint) - encoder.i_xt(&joint)).abs() < 1e-14);
}
