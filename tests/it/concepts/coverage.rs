//! Picking sentences: a golden greedy order, the bound against brute force, and information told by a candidate.

use bottleneck_lab::{
    concepts::{Adam, Utility, discriminability},
    draws::Rng,
    measures::Joint,
};
use proptest::prelude::*;

use super::{assert_near, numbers, oracle};

/// Candidates in a few dimensions, some cosines below 0.
fn drawn(n: usize, seed: u64, weights: [f64; 2]) -> Utility {
    let mut rng = Rng::new(seed, "candidates");
    let dim = 3;
    let unit = |row: Vec<f64>| {
        let length = row.iter().map(|x| x * x).sum::<f64>().sqrt();
        row.into_iter().map(|x| x / length).collect::<Vec<_>>()
    };
    let rows: Vec<Vec<f64>> = (0..n).map(|_| unit((0..dim).map(|_| rng.normal()).collect())).collect();
    let cosine = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>();
    let similarities =
        rows.iter().flat_map(|a| rows.iter().map(|b| cosine(a, b)).collect::<Vec<_>>()).collect::<Vec<_>>();
    Utility::new(&similarities, (0..n).map(|_| 2.0 * rng.uniform()).collect(), weights)
}

/// F from its definition.
fn defined(similarities: &[f64], discriminability: &[f64], [a, b]: [f64; 2], set: &[usize]) -> f64 {
    let n = discriminability.len();
    let covered = |t: usize| set.iter().map(|s| similarities[s * n + t].max(0.0)).fold(0.0, f64::max);
    a * set.iter().map(|s| discriminability[*s]).sum::<f64>() + b * (0..n).map(covered).sum::<f64>()
}

#[test]
fn greedy_is_golden() {
    let golden = &oracle()["labo_greedy"];
    let (similarities, told) = (numbers(&golden["S"]), numbers(&golden["D"]));
    let weights = ["alpha", "beta"].map(|key| golden[key].as_f64().unwrap());
    let utility = Utility::new(&similarities, told.clone(), weights);
    let picks = utility.greedy(3);
    let picked: Vec<usize> = picks.iter().map(|pick| pick.candidate).collect();
    assert_eq!(picked, numbers(&golden["picked"]).iter().map(|at| *at as usize).collect::<Vec<_>>());
    for count in 0..=3 {
        let set = &picked[..count];
        let worth = defined(&similarities, &told, weights, set);
        assert_near(&[utility.value(set), utility.worth(&picks[..count])], &[worth, worth], 1e-12);
    }
}

#[test]
fn the_best_of_ten_choose_three_is_the_best_of_all() {
    for seed in 0..30 {
        let utility = drawn(10, seed, [0.3, 0.7]);
        let mut best = f64::NEG_INFINITY;
        let mut sets = 0;
        for i in 0..10 {
            for j in i + 1..10 {
                for k in j + 1..10 {
                    sets += 1;
                    best = best.max(utility.value(&[i, j, k]));
                }
            }
        }
        let (set, found) = utility.best(3);
        assert_eq!((sets, found, utility.value(&set)), (120, best, best), "{seed}");
        let greedy = utility.worth(&utility.greedy(3));
        assert!(greedy <= best + 1e-12 && greedy >= (1.0 - (-1.0f64).exp()) * best, "{seed}: {greedy} {best}");
    }
}

/// Three candidates whose best pair greedy misses, worked out by hand: 0 covers some of all four, 1 and 2 cover two each.
#[test]
fn greedy_can_miss_the_best() {
    let similarities = [
        0.6, 0.6, 0.6, 0.6, //
        0.0, 1.0, 1.0, 0.0, //
        1.0, 0.0, 0.0, 1.0, //
        0.0, 0.0, 0.0, 0.1,
    ];
    let utility = Utility::new(&similarities, vec![0.0; 4], [1.0, 1.0]);
    let greedy = utility.greedy(2);
    assert_eq!(greedy[0].candidate, 0);
    assert_near(&[utility.worth(&greedy)], &[3.2], 1e-12);
    assert_eq!(utility.best(2), (vec![1, 2], 4.0));
}

#[test]
fn more_picks_than_candidates_are_all_of_them() {
    let utility = drawn(4, 1, [1.0, 1.0]);
    let mut picked: Vec<usize> = utility.greedy(9).iter().map(|pick| pick.candidate).collect();
    picked.sort_unstable();
    assert_eq!(picked, [0, 1, 2, 3]);
    assert_eq!(utility.best(9).0, [0, 1, 2, 3]);
    assert!(utility.greedy(0).is_empty());
}

/// With no weight on coverage the picks are the largest D, in order.
#[test]
fn without_coverage_the_largest_are_picked() {
    let told = vec![0.3, 0.9, 0.1, 0.5];
    let utility = Utility::new(&[1.0; 16], told, [1.0, 0.0]);
    assert_eq!(utility.greedy(3).iter().map(|pick| pick.candidate).collect::<Vec<_>>(), [1, 3, 0]);
}

/// D(s) is what each sentence adds to I(S; Y) where every class weighs alike.
#[test]
fn discriminability_adds_up_to_the_information() {
    let scores = [0.6, 0.5, 0.1, 0.2, 0.9, 0.4, 0.3, 0.3, 0.3, 0.7, 0.2, 0.8];
    let told = discriminability(&scores, 3);
    assert!(told.iter().all(|d| *d >= 0.0), "{told:?}");
    let total = |class: usize| (0..4).map(|s| scores[3 * s + class]).sum::<f64>();
    let weights: Vec<Vec<f64>> = (0..4).map(|s| (0..3).map(|y| scores[3 * s + y] / total(y)).collect()).collect();
    let information = Joint::from_weights(&weights).unwrap().information();
    assert_near(&[told.iter().sum()], &[information], 1e-12);
    // By hand: one sentence of two, all of whose scores are one class's but for a trace.
    let told = discriminability(&[1.0, 1e-9, 1e-9, 1.0], 2);
    assert_near(&told, &[0.5 * 2f64.ln(), 0.5 * 2f64.ln()], 1e-7);
    assert_eq!(discriminability(&[0.5; 6], 2), [0.0; 3]);
}

/// (x − 3)² + (y + 1)² from afar.
#[test]
fn adam_finds_a_bowls_bottom() {
    let mut adam = Adam::new(vec![0.0, 0.0], 0.05);
    adam.step(&[-6.0, 2.0]);
    // The first step is the rate against the slope's sign.
    assert_near(&adam.values, &[0.05, -0.05], 1e-9);
    for _ in 0..2000 {
        let slopes = [2.0 * (adam.values[0] - 3.0), 2.0 * (adam.values[1] + 1.0)];
        adam.step(&slopes);
    }
    assert_near(&adam.values, &[3.0, -1.0], 1e-3);
}

proptest! {
    /// F never falls as a set grows, and what a candidate adds shrinks with it.
    #[test]
    fn the_utility_is_monotone_and_submodular(seed in 0u64..10_000, small in 0usize..4, more in 0usize..4, a in 0.0..2.0, b in 0.0..2.0) {
        let utility = drawn(9, seed, [a, b]);
        let mut order: Vec<usize> = (0..9).collect();
        Rng::new(seed, "order").shuffle(&mut order);
        let (subset, set, another) = (&order[..small], &order[..small + more], order[8]);
        let added = |set: &[usize]| utility.value(&[set, &[another]].concat()) - utility.value(set);
        prop_assert!(added(set) >= -1e-12, "{}", added(set));
        prop_assert!(added(subset) >= added(set) - 1e-12, "{} {}", added(subset), added(set));
    }
}
