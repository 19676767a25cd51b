//! Entropies of counts against published numbers, limits and slow quadrature; their information, with and without Z.

use std::{collections::HashMap, f64::consts::LN_2, hash::Hash};

use bottleneck_lab::{
    draws::Rng,
    estimators::{
        ALL, Chosen, EstimateError, Family, Reading, conditional,
        discrete::{
            Counts, bayes, chao_shen, chao_wang_jost,
            grassberger::{self, Form},
            miller_madow, nsb, plug_in, shrinkage, zhang,
        },
    },
    measures::{Joint, digamma, trigamma},
    samples::{Pairs, Samples},
};
use proptest::prelude::*;

use super::bins::{plain_information, read};

const IDS: [&str; 9] =
    ["plug-in", "miller-madow", "grassberger", "shrinkage", "chao-shen", "zhang", "chao-wang-jost", "bayes", "nsb"];

fn read_given(query: &str, pairs: &Pairs, given: &Samples) -> Result<Reading, EstimateError> {
    let chosen = Chosen::parse(query).unwrap();
    conditional(chosen.estimator.id).unwrap()(pairs, given, &chosen.settings)
}

fn symbols(values: impl IntoIterator<Item = usize>) -> Samples {
    Samples::new(values.into_iter().map(|value| value as f64).collect(), 1).unwrap()
}

fn pairs(x: &Samples, y: &Samples) -> Pairs {
    Pairs::new(x.clone(), y.clone()).unwrap()
}

/// `n` pairs drawn from a joint distribution.
fn drawn(joint: &Joint, n: usize, rng: &mut Rng) -> Pairs {
    let (mut x, mut y) = (Vec::new(), Vec::new());
    for _ in 0..n {
        let mut left = rng.uniform();
        let mut cells = (0..joint.rows()).flat_map(|x| (0..joint.columns()).map(move |y| (x, y)));
        let last = (joint.rows() - 1, joint.columns() - 1);
        let found = cells.find(|(x, y)| {
            left -= joint.p(*x, *y);
            left < 0.0
        });
        let cell = found.unwrap_or(last);
        x.push(cell.0);
        y.push(cell.1);
    }
    pairs(&symbols(x), &symbols(y))
}

/// How often each thing occurs, by the order of nothing in particular.
fn counted<T: Hash + Eq>(things: impl Iterator<Item = T>) -> Vec<u32> {
    let mut counts = HashMap::new();
    things.for_each(|thing| *counts.entry(thing).or_insert(0) += 1);
    counts.into_values().collect()
}

#[test]
fn entropies_of_a_sample_are_the_published_ones() {
    let counts = Counts::new(&[7, 6, 4, 2, 1]);
    for (name, found, expected) in [
        ("maximum likelihood", plug_in::entropy(&counts), 1.4305622903),
        ("Miller–Madow", miller_madow::entropy(&counts), 1.5305622903),
        ("Grassberger", grassberger::entropy(&counts, Form::Of1988), 1.5163407956),
        ("shrinkage", shrinkage::entropy(&counts), 1.5824512316),
        ("Chao–Shen", chao_shen::entropy(&counts), 1.5360870412),
        ("Zhang", zhang::entropy(&counts), 1.5385729905),
        ("Chao–Wang–Jost", chao_wang_jost::entropy(&counts), 1.5560675718),
        ("Bayes ½", bayes::entropy(&counts, 0.5), 1.4714815500),
        ("Bayes 1", bayes::entropy(&counts, 1.0), 1.4994268582),
    ] {
        assert!((found - expected).abs() < 1e-10, "{name}: {found} {expected}");
    }
    // Zeros are no symbols, and the order does not matter.
    assert_eq!(Counts::new(&[1, 0, 6, 7, 2, 0, 4]), counts);
    assert_eq!((counts.total(), counts.occupied(), counts.occurring(1.0), counts.unseen()), (20.0, 5.0, 1.0, 0.0));
}

/// G(1) = −γ − ln 2, G(2) = G(1) + 2, G(2n + 1) = G(2n), G(2n + 2) = G(2n) + 2/(2n + 1).
#[test]
fn the_later_grassberger_series_is_its_recursion() {
    let mut g = vec![0.0, -0.577_215_664_901_532_9 - LN_2];
    for n in 2..400usize {
        let next = if n % 2 == 0 { g[n - 1] + 2.0 / (n as f64 - 1.0) } else { g[n - 1] };
        g.push(next);
    }
    let mut rng = Rng::new(1, "counts");
    for _ in 0..50 {
        let counts: Vec<u32> = (0..24).map(|_| 1 + (150.0 * rng.uniform().powi(4)) as u32).collect();
        let n = f64::from(counts.iter().sum::<u32>());
        let expected = n.ln() - counts.iter().map(|count| f64::from(*count) / n * g[*count as usize]).sum::<f64>();
        let found = grassberger::entropy(&Counts::new(&counts), Form::Of2003);
        assert!((found - expected).abs() < 1e-12, "{counts:?}: {found} {expected}");
    }
}

/// The tables are written out, symbols that did not occur and all.
#[test]
fn symbols_that_did_not_occur_have_their_weight() {
    let occurred = [9u32, 3, 3, 1];
    for size in [4usize, 5, 12, 1000] {
        let counts = Counts::new(&occurred).of_alphabet(size as f64);
        let mut table: Vec<f64> = occurred.iter().map(|count| f64::from(*count)).collect();
        table.resize(size, 0.0);
        let entropy = |p: Vec<f64>| p.iter().filter(|p| **p > 0.0).map(|p| -p * p.ln()).sum::<f64>();
        for alpha in [0.0, 0.01, 0.5, 1.0, 30.0] {
            let total: f64 = table.iter().map(|count| count + alpha).sum();
            let expected = entropy(table.iter().map(|count| (count + alpha) / total).collect());
            let found = bayes::entropy(&counts, alpha);
            assert!((found - expected).abs() < 1e-12, "{size}, {alpha}: {found} {expected}");
        }
        let target = 1.0 / size as f64;
        let p: Vec<f64> = table.iter().map(|count| count / 16.0).collect();
        let variance: f64 = p.iter().map(|p| p * (1.0 - p) / 15.0).sum();
        let lambda = variance / p.iter().map(|p| (target - p) * (target - p)).sum::<f64>();
        assert!(lambda < 1.0);
        let expected = entropy(p.iter().map(|p| lambda * target + (1.0 - lambda) * p).collect());
        let found = shrinkage::entropy(&counts);
        assert!((found - expected).abs() < 1e-12, "{size}: {found} {expected}");
    }
    // Frequencies that are equal already cannot be drawn nearer; one symbol alone has no entropy.
    assert!((shrinkage::entropy(&Counts::new(&[5, 5, 5])) - 3f64.ln()).abs() < 1e-15);
    assert_eq!(shrinkage::entropy(&Counts::new(&[5])), 0.0);
    assert_eq!(shrinkage::entropy(&Counts::new(&[1])), 0.0);
}

/// By the definitions: the coverage, and every symbol's chance to be seen.
#[test]
fn chao_shen_weighs_by_the_chance_to_be_seen() {
    for (counts, coverage) in
        [(vec![5u32, 3, 2], 1.0), (vec![5, 3, 1, 1], 0.8), (vec![1; 10], 0.1), (vec![1], 1.0), (vec![7], 1.0)]
    {
        let n = f64::from(counts.iter().sum::<u32>());
        let term = |count: &u32| {
            let q = coverage * f64::from(*count) / n;
            -q * q.ln() / (1.0 - (1.0 - q).powf(n))
        };
        let expected: f64 = counts.iter().map(term).sum();
        let found = chao_shen::entropy(&Counts::new(&counts));
        assert!((found - expected).abs() < 1e-13, "{counts:?}: {found} {expected}");
    }
}

/// Zhang's sum as he wrote it, and what Chao, Wang & Jost add, as they did.
#[test]
fn zhang_and_chao_wang_jost_are_their_sums() {
    for counts in [
        vec![5u32, 3, 2],
        vec![5, 3, 1, 1],
        vec![9, 2, 2, 1, 1, 1],
        vec![2, 2, 1],
        vec![30, 1],
        vec![1; 10],
        vec![2; 5],
        vec![2, 2, 2, 2, 2, 2, 1],
        vec![7],
        vec![1],
    ] {
        let n = counts.iter().sum::<u32>();
        let of = |value: u32| f64::from(value);
        let term = |count: u32| {
            let product = |v: u32| (0..v).map(|j| 1.0 - (of(count) - 1.0) / (of(n) - 1.0 - of(j))).product::<f64>();
            of(count) / of(n) * (1..=n - count).map(|v| product(v) / of(v)).sum::<f64>()
        };
        let expected: f64 = counts.iter().map(|count| term(*count)).sum();
        let found = zhang::entropy(&Counts::new(&counts));
        assert!((found - expected).abs() < 1e-13, "{counts:?}: {found} {expected}");
        let times = |times: u32| of(counts.iter().filter(|count| **count == times).count() as u32);
        let (f1, f2, m) = (times(1), times(2), of(n) - 1.0);
        let a = match (f1 > 0.0, f2 > 0.0) {
            (_, true) => 2.0 * f2 / (m * f1 + 2.0 * f2),
            (true, false) => 2.0 / (m * (f1 - 1.0) + 2.0),
            (false, false) => 1.0,
        };
        let head: f64 = (1..n).map(|r| (1.0 - a).powi(r as i32) / of(r)).sum();
        // Nothing is left of 0/0 where A is 1.
        let added = if a < 1.0 { f1 / of(n) * (1.0 - a).powf(-m) * (-a.ln() - head) } else { 0.0 };
        let found = chao_wang_jost::entropy(&Counts::new(&counts)) - found;
        assert!((found - added).abs() < 1e-10, "{counts:?}: {found} {added}");
    }
}

/// ∫ ⟨H⟩ ρ dξ / ∫ ρ dξ, the integrals by midpoints over s where β = (s/(1 − s))².
fn plain_nsb(counts: &[u32], alphabet: f64) -> f64 {
    const STEPS: u32 = 200_000;
    let n = f64::from(counts.iter().sum::<u32>());
    let unseen = alphabet - counts.len() as f64;
    let (mut total, mut weighted) = (0.0, 0.0);
    let mut shift = None;
    for step in 0..STEPS {
        let s = (f64::from(step) + 0.5) / f64::from(STEPS);
        let root = s / (1.0 - s);
        let beta = root * root;
        let kappa = alphabet * beta;
        // Γ(x + n)/Γ(x), factor by factor.
        let rising = |x: f64, n: u32| (0..n).map(|i| (x + f64::from(i)).ln()).sum::<f64>();
        let log = counts.iter().map(|count| rising(beta, *count)).sum::<f64>() - rising(kappa, counts.iter().sum());
        let term = |count: f64| (count + beta) / (n + kappa) * digamma(count + beta + 1.0);
        let seen: f64 = counts.iter().map(|count| term(f64::from(*count))).sum();
        let mean = digamma(n + kappa + 1.0) - seen - unseen * term(0.0);
        let prior = match beta {
            ..1e5 => alphabet * trigamma(kappa + 1.0) - trigamma(beta + 1.0),
            // Where the difference has no digits left, the first term of its series.
            _ => 0.5 * (1.0 - 1.0 / alphabet) / (beta * beta),
        };
        let shift = *shift.get_or_insert(log);
        let weight = (log - shift).exp() * prior * 2.0 * root / ((1.0 - s) * (1.0 - s));
        total += weight;
        weighted += weight * mean;
    }
    weighted / total
}

#[test]
fn nsb_equals_slow_quadrature() {
    for (counts, alphabet) in [
        (vec![7, 6, 4, 2, 1], 5.0),
        (vec![7, 6, 4, 2, 1], 50.0),
        (vec![1, 1, 1, 1], 10.0),
        (vec![2, 1], 2.0),
        (vec![40, 1], 3.0),
        (vec![30, 20, 10, 3, 1, 1], 8.0),
    ] {
        let found = nsb::entropy(&Counts::new(&counts).of_alphabet(alphabet));
        let expected = plain_nsb(&counts, alphabet);
        assert!((found - expected).abs() < 1e-9, "{counts:?} of {alphabet}: {found} {expected}");
    }
}

#[test]
fn nsb_keeps_its_prior_where_nothing_was_learnt() {
    for alphabet in [2.0, 3.0, 10.0, 1e3, 1e6, 1e12] {
        // The prior is flat between 0 and ln K, and the first point tells only its own name.
        for counts in [Counts::new(&[]), Counts::new(&[1])] {
            let found = nsb::entropy(&counts.of_alphabet(alphabet));
            assert!((found / (0.5 * f64::ln(alphabet)) - 1.0).abs() < 1e-10, "{alphabet}: {found}");
        }
    }
    assert_eq!(nsb::entropy(&Counts::new(&[12])), 0.0);
}

#[test]
fn nsb_has_its_limits() {
    // Many points of few symbols: every estimator is the plug-in.
    let many = Counts::new(&[500_000, 300_000, 150_000, 50_000]);
    let (found, expected) = (nsb::entropy(&many), miller_madow::entropy(&many));
    assert!((found - expected).abs() < 1e-6, "{found} {expected}");
    // Equal counts: the uniform distribution.
    let equal = nsb::entropy(&Counts::new(&[10_000; 8]));
    assert!((equal - 8f64.ln()).abs() < 1e-4, "{equal}");
    // Whatever is counted, the entropy lies between 0 and ln K.
    for counts in [vec![1; 3000], vec![1_000_000; 3000], vec![1_000_000], vec![u32::MAX, 1], vec![2; 10]] {
        for excess in [1.0, 7.0, 1e9] {
            let size = counts.len() as f64 * excess;
            let found = nsb::entropy(&Counts::new(&counts).of_alphabet(size));
            assert!(found >= 0.0 && found <= size.ln(), "{} counts of {size}: {found}", counts.len());
        }
    }
}

/// Few points of many equally frequent symbols: where the plug-in is far off, NSB is near (its authors' first example).
#[test]
fn nsb_finds_a_uniform_distribution_early() {
    let mut rng = Rng::new(3, "uniform");
    let counts = counted((0..150).map(|_| rng.below(1000)));
    let counts = Counts::new(&counts).of_alphabet(1000.0);
    let truth = 1000f64.ln();
    let (plain, found) = (plug_in::entropy(&counts), nsb::entropy(&counts));
    assert!(truth - plain > 1.9 && (truth - found).abs() < 0.4, "{truth} {plain} {found}");
}

#[test]
fn information_is_the_entropies_of_both_sides_less_that_of_both() {
    let mut rng = Rng::new(6, "tables");
    for case in 0..20 {
        let joint = Joint::random(2 + case % 5, 2 + case % 3, 1, &mut rng);
        let both = drawn(&joint, 40 + 10 * case, &mut rng);
        let (x, y) = (both.x().symbols().0, both.y().symbols().0);
        let [h_x, h_y] = [&x, &y].map(|side| Counts::new(&counted(side.iter())));
        let h_xy = Counts::new(&counted(x.iter().zip(&y)));
        let h_xy_of_all = h_xy.clone().of_alphabet(h_x.alphabet() * h_y.alphabet());
        let sum = |entropy: &dyn Fn(&Counts) -> f64, both: &Counts| entropy(&h_x) + entropy(&h_y) - entropy(both);
        for (query, expected) in [
            ("plug-in", plain_information(&x, &y)),
            ("miller-madow", sum(&miller_madow::entropy, &h_xy)),
            ("grassberger", sum(&|counts| grassberger::entropy(counts, Form::Of1988), &h_xy)),
            ("grassberger?form=2003", sum(&|counts| grassberger::entropy(counts, Form::Of2003), &h_xy)),
            ("chao-shen", sum(&chao_shen::entropy, &h_xy)),
            ("zhang", sum(&zhang::entropy, &h_xy)),
            ("chao-wang-jost", sum(&chao_wang_jost::entropy, &h_xy)),
            ("shrinkage", sum(&shrinkage::entropy, &h_xy_of_all)),
            ("bayes", sum(&|counts| bayes::entropy(counts, 0.5), &h_xy_of_all)),
            ("bayes?alpha=0", plain_information(&x, &y)),
            ("bayes?alpha=2", sum(&|counts| bayes::entropy(counts, 2.0), &h_xy_of_all)),
            ("nsb", sum(&nsb::entropy, &h_xy_of_all)),
        ] {
            let found = read(query, &both).unwrap().value;
            assert!((found - expected).abs() < 1e-12, "{query}: {found} {expected}");
            assert_eq!(read(query, &both.swapped()).unwrap().value, found, "{query}");
        }
    }
}

/// A side can have more symbols than occurred: given as an alphabet, or as symbols that never come.
#[test]
fn alphabets_are_set_by_their_settings() {
    let both = pairs(&symbols((0..60).map(|i| i % 3)), &symbols((0..60).map(|i| i % 5 / 2)));
    for id in ["shrinkage", "bayes", "nsb"] {
        let value = |query: String| read(&query, &both).map(|reading| reading.value);
        let default = value(id.into());
        assert_eq!(value(format!("{id}?symbols-x=3&symbols-y=3")), default);
        assert_ne!(value(format!("{id}?symbols-x=4")), default);
        assert_ne!(value(format!("{id}?symbols-x=4")), value(format!("{id}?symbols-y=4")));
        let refused = value(format!("{id}?symbols-y=2")).unwrap_err().to_string();
        assert!(refused.contains("symbols-y is 2, but 3 symbols of Y occur"), "{refused}");
    }
}

/// The mean over 100 samples from a known distribution.
#[test]
fn corrections_come_nearer_to_the_truth() {
    let mean = |query: &str, joint: &Joint, n: usize| {
        let mut rng = Rng::new(5, "draws");
        (0..100).map(|_| read(query, &drawn(joint, n, &mut rng)).unwrap().value / 100.0).sum::<f64>()
    };
    // Nothing to find, 4 by 4 cells, 60 points: the bias of first order is 9/120.
    let independent = Joint::random(4, 4, 1_000_000, &mut Rng::new(4, "tables"));
    let plain = mean("plug-in", &independent, 60);
    assert!((plain - 0.075).abs() < 0.02, "{plain}");
    for (query, nearer) in [
        ("miller-madow", 4.0),
        ("grassberger", 4.0),
        ("grassberger?form=2003", 5.0),
        ("shrinkage", 20.0),
        ("chao-shen", 4.0),
        ("zhang", 8.0),
        ("chao-wang-jost", 20.0),
        ("bayes", 1.3),
        ("nsb", 20.0),
    ] {
        let found = mean(query, &independent, 60);
        assert!(found.abs() < plain / nearer, "{query}: {found} {plain}");
    }
    // 64 cells of all sizes, 100 points.
    let joint = Joint::random(8, 8, 1, &mut Rng::new(6, "tables"));
    let excess = |query: &str| (mean(query, &joint, 100) - joint.information()).abs();
    let plain = excess("plug-in");
    assert!(plain > 0.2, "{plain}");
    for (query, nearer) in [
        ("miller-madow", 1.7),
        ("grassberger", 3.0),
        ("grassberger?form=2003", 4.0),
        ("zhang", 2.0),
        ("chao-wang-jost", 10.0),
        ("nsb", 4.0),
    ] {
        let found = excess(query);
        assert!(found < plain / nearer, "{query}: {found} {plain}");
    }
}

/// Z = X xor Y: nothing without Z, all with it.
#[test]
fn a_third_variable_can_reveal_what_was_hidden() {
    let (x, y) = (symbols((0..400).map(|i| i % 2)), symbols((0..400).map(|i| i / 2 % 2)));
    let z = symbols((0..400).map(|i| (i + i / 2) % 2));
    let both = pairs(&x, &y);
    for id in IDS {
        let (without, with) = (read(id, &both).unwrap().value, read_given(id, &both, &z).unwrap().value);
        assert!(without.abs() < 0.02 && (with - LN_2).abs() < 0.05, "{id}: {without} {with}");
    }
    assert!(read("plug-in", &both).unwrap().value.abs() < 1e-14);
    assert!((read_given("plug-in", &both, &z).unwrap().value - LN_2).abs() < 1e-14);
}

#[test]
fn a_third_variable_can_explain_all_or_nothing() {
    let mut rng = Rng::new(7, "chain");
    let z: Vec<usize> = (0..2000).map(|_| rng.below(3)).collect();
    let mut noisy =
        || symbols(z.iter().map(|z| if rng.uniform() < 0.8 { *z } else { rng.below(3) }).collect::<Vec<_>>());
    let (x, y) = (noisy(), noisy());
    let both = pairs(&x, &y);
    let (z, constant) = (symbols(z), symbols(vec![9; 2000]));
    for id in IDS {
        let plain = read(id, &both).unwrap();
        assert!(plain.value > 0.25, "{id}: {plain:?}");
        // X – Z – Y.
        let explained = read_given(id, &both, &z).unwrap();
        assert!(explained.value.abs() < 0.01, "{id}: {explained:?}");
        assert!(explained.ceiling.is_none_or(|ceiling| explained.value <= ceiling.value), "{id}: {explained:?}");
        // What is always the same changes nothing, but for the entropy that a correction gives to it.
        let same = read_given(id, &both, &constant).unwrap();
        assert!((same.value - plain.value).abs() < 1e-3, "{id}: {same:?} {plain:?}");
    }
    // I(X;Y|Z) = Σ p(z) I(X;Y|Z = z).
    let within: f64 = (0..3)
        .map(|class| {
            let places: Vec<usize> = (0..2000).filter(|i| z.row(*i)[0] == f64::from(class)).collect();
            places.len() as f64 / 2000.0 * read("plug-in", &both.rows_at(&places)).unwrap().value
        })
        .sum();
    let found = read_given("plug-in", &both, &z).unwrap().value;
    assert!((found - within).abs() < 1e-13, "{found} {within}");
}

#[test]
fn every_estimator_for_symbols_has_its_conditional() {
    for estimator in ALL.iter().filter(|estimator| estimator.family == Family::Discrete) {
        assert!(conditional(estimator.id).is_some(), "{}", estimator.id);
        assert!(IDS.contains(&estimator.id));
    }
    assert!(conditional("fixed-bins").is_none());
    assert!(conditional("nonsense").is_none());
}

#[test]
fn what_counts_cannot_tell_is_refused() {
    let label = |n: usize| symbols((0..n).map(|i| i % 2));
    let distinct = |n: usize| symbols(0..n);
    for id in IDS {
        for n in [0, 1] {
            assert_eq!(read(id, &pairs(&label(n), &label(n))), Err(EstimateError::TooFew { n, needed: 2 }));
        }
        let refused = read(id, &pairs(&distinct(17), &label(17))).unwrap_err().to_string();
        assert!(refused.contains("all 17 points of X differ") && refused.contains("bins"), "{refused}");
        let refused = read(id, &pairs(&label(17), &distinct(17))).unwrap_err().to_string();
        assert!(refused.contains("of Y differ"), "{refused}");
        let refused = read_given(id, &pairs(&label(17), &label(17)), &distinct(17)).unwrap_err().to_string();
        assert!(refused.contains("of Z differ"), "{refused}");
        let refused = read_given(id, &pairs(&label(17), &label(17)), &label(16)).unwrap_err().to_string();
        assert!(refused.contains("17 points of X and Y came with 16 points of Z"), "{refused}");
        // A truth table may list every input once.
        assert!(read(id, &pairs(&distinct(16), &label(16))).unwrap().value.is_finite(), "{id}");
    }
    assert!((read("plug-in", &pairs(&distinct(16), &label(16))).unwrap().value - LN_2).abs() < 1e-15);
    // Rows are symbols as wholes.
    let rows = Samples::new((0..40).flat_map(|i| [f64::from(i % 4), f64::from(i / 4 % 5)]).collect(), 2).unwrap();
    let found = read("plug-in", &pairs(&rows, &symbols((0..40).map(|i| i % 20)))).unwrap().value;
    assert!((found - 20f64.ln()).abs() < 1e-14, "{found}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn no_reading_passes_its_ceiling(seed: u64, n in 2usize..60, rows in 2usize..9, columns in 2usize..9, groups in 1usize..4) {
        let mut rng = Rng::new(seed, "table");
        let both = drawn(&Joint::random(rows, columns, 1 + (seed % 3) as u32, &mut rng), n, &mut rng);
        let z = symbols((0..n).map(|_| rng.below(groups)).collect::<Vec<_>>());
        let alphabets = ["", "?symbols-x=20", "?symbols-x=9&symbols-y=30"][(seed % 3) as usize];
        for id in IDS {
            let has_alphabets = ["shrinkage", "bayes", "nsb"].contains(&id);
            let query = format!("{id}{}", if has_alphabets { alphabets } else { "" });
            let tried = [read(&query, &both), read_given(&query, &both, &z)];
            for reading in tried {
                // All points may differ.
                let Ok(Reading { value, ceiling }) = reading else { prop_assert!(n > 16); continue };
                let Some(ceiling) = ceiling else {
                    prop_assert!(query.starts_with("chao-wang-jost") && value.is_finite());
                    continue;
                };
                prop_assert!(value.is_finite() && value <= ceiling.value + 1e-12, "{query}: {value} {ceiling:?}");
            }
        }
        let plain = read("plug-in", &both);
        prop_assert!(plain.is_err() || plain.unwrap().value >= -1e-14);
    }
}
