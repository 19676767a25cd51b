//! The estimators of the family: neighbours.

use bottleneck_lab::{
    draws::Rng,
    estimators::{
        EstimateError, Reading, Settings,
        neighbours::{
            gao,
            kd_tree::{KdTree, Within},
            kozachenko_leonenko::entropy,
            ksg1,
        },
    },
    measures::digamma,
    samples::{Pairs, Samples},
};

use super::{
    oracles::{oracle, read, value},
    table::normal_pairs,
};

const ALL: [&str; 7] = ["ksg1", "ksg2", "kozachenko-leonenko", "lnc", "ross", "gao", "sliced"];

/// Normal draws, rounded to quarters where there shall be ties.
fn points(n: usize, dim: usize, seed: u64, rounded: bool) -> Samples {
    let mut rng = Rng::new(seed, "points");
    let draw = |_| if rounded { (rng.normal() * 4.0).round() / 4.0 } else { rng.normal() };
    Samples::new((0..n * dim).map(draw).collect(), dim).unwrap()
}

/// Pairs of as many coordinates on both sides, each pair of correlation ρ.
fn many(n: usize, dim: usize, rho: f64, seed: u64) -> Pairs {
    let mut rng = Rng::new(seed, "many");
    let (mut x, mut y) = (Vec::new(), Vec::new());
    for _ in 0..n * dim {
        let (first, second) = (rng.normal(), rng.normal());
        x.push(first);
        y.push(rho * first + (1.0 - rho * rho).sqrt() * second);
    }
    Pairs::new(Samples::new(x, dim).unwrap(), Samples::new(y, dim).unwrap()).unwrap()
}

fn apart(samples: &Samples, i: usize, j: usize) -> f64 {
    samples.row(i).iter().zip(samples.row(j)).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

/// The distance to the k-th nearest other in all parts together.
fn plain_radius(parts: &[&Samples], i: usize, k: usize) -> f64 {
    let far = |j: usize| parts.iter().map(|part| apart(part, i, j)).fold(0.0, f64::max);
    let mut distances: Vec<f64> = (0..parts[0].n()).filter(|j| *j != i).map(far).collect();
    distances.sort_by(f64::total_cmp);
    distances[k - 1]
}

/// How many others are within a radius in all parts.
fn plain_count(parts: &[&Samples], i: usize, within: impl Fn(f64) -> bool) -> f64 {
    let close = |j: &usize| *j != i && parts.iter().all(|part| within(apart(part, i, *j)));
    (0..parts[0].n()).filter(close).count() as f64
}

fn mean(n: usize, of: impl Fn(usize) -> f64) -> f64 {
    (0..n).map(of).sum::<f64>() / n as f64
}

fn plain_ksg1(pairs: &Pairs, k: usize) -> f64 {
    let around = |i| {
        let radius = plain_radius(&[pairs.x(), pairs.y()], i, k);
        let psi = |side| digamma(plain_count(&[side], i, |distance| distance < radius) + 1.0);
        psi(pairs.x()) + psi(pairs.y())
    };
    digamma(k as f64) + digamma(pairs.n() as f64) - mean(pairs.n(), around)
}

fn assert_close(found: f64, expected: f64, tolerance: f64, what: &str) {
    assert!((found - expected).abs() <= tolerance, "{what}: {found}, not {expected}");
}

#[test]
fn the_tree_finds_what_comparing_all_finds() {
    for (n, dim, rounded) in
        [(2, 1, false), (11, 2, true), (300, 1, true), (300, 2, false), (300, 3, true), (257, 5, false), (90, 9, true)]
    {
        let samples = points(n, dim, 7, rounded);
        let tree = KdTree::new(&samples);
        for k in [1, 3, 10].into_iter().filter(|k| *k < n) {
            let mut visited = vec![0; n];
            tree.each_nearest(k, |row, nearest| {
                visited[row] += 1;
                let radius = plain_radius(&[&samples], row, k);
                assert_eq!((nearest.len(), nearest[k - 1].distance), (k, radius));
                assert!(
                    nearest.iter().all(|other| other.row != row && apart(&samples, row, other.row) == other.distance)
                );
                assert!(nearest.windows(2).all(|two| two[0].distance <= two[1].distance && two[0].row != two[1].row));
                // The point itself is counted too, but for the radius 0.
                let inside = plain_count(&[&samples], row, |distance| distance < radius);
                let on = plain_count(&[&samples], row, |distance| distance <= radius);
                let own = f64::from(radius > 0.0);
                assert_eq!(tree.count(samples.row(row), radius, Within::Inside) as f64, inside + own);
                assert_eq!(tree.count(samples.row(row), radius, Within::InsideOrOn) as f64, on + 1.0);
            });
            assert!(visited.iter().all(|times| *times == 1));
        }
    }
    assert_eq!(KdTree::new(&points(0, 2, 1, false)).count(&[0.0, 0.0], 1.0, Within::Inside), 0);
}

/// NPEET, JIDT, infomeasure, mutinfo and a plain numpy version agree on KSG 1; KSG 2 is JIDT's.
#[test]
fn the_digits_of_other_programs() {
    for (id, name, digits) in [
        ("ksg1", "g06", [0.2500515320, 0.2318911134, 0.2229930680]),
        ("ksg1", "g0", [-0.0174843430, -0.0055851159, 0.0078407481]),
        ("ksg1", "g3d", [0.5885368435, 0.5854197950, 0.5750810849]),
        ("ksg1", "u010", [1.6465132836, 1.6216422658, 1.6005150984]),
        ("ksg2", "g06", [0.2500001619, 0.2544336760, 0.2406400178]),
        ("ksg2", "g3d", [0.6057657301, 0.5835906956, 0.5786550860]),
        ("ksg2", "u010", [1.6597189998, 1.6339153499, 1.6232809511]),
        ("ross", "mix", [0.3591702146, 0.3610495275, 0.3579152127]),
    ] {
        for (k, expected) in (3..).zip(digits) {
            assert_close(value(&format!("{id}?k={k}"), &oracle(name)), expected, 1e-9, &format!("{id} {name} k={k}"));
        }
    }
    let mix = oracle("mix");
    assert_close(value("gao?k=3", &mix), 0.3596702979, 1e-9, "gao");
    assert_close(value("gao?k=5", &mix), 0.3584152960, 1e-9, "gao");
    assert_eq!(value("ross?symbols=x", &mix.swapped()), value("ross", &mix));
    // NPEET.
    assert_close(entropy(oracle("g06").x(), 3).unwrap(), 1.45621518, 1e-8, "entropy");
    assert_close(entropy(oracle("g3d").x(), 3).unwrap(), 4.32474267, 1e-8, "entropy");
    // scikit-learn scales, and adds noise of 1e-10.
    assert_close(value("ksg1?transform=standardise", &oracle("g06")), 0.24882974, 1e-8, "standardised");
    assert_close(value("ksg1?transform=standardise", &oracle("u010")), 1.64564273, 1e-8, "standardised");
    assert_close(value("ksg1", &oracle("g09")), 0.813085, 1e-6, "as it is");
    // scipy's ndtri of (rank − ½)/n, numpy's KSG 1.
    assert_close(value("ksg1?transform=rank", &oracle("g09")), 0.8216678424225536, 1e-9, "normal scores");
}

#[test]
fn every_index_counts_as_the_plain_sum() {
    for (dim, rounded) in [(1, false), (1, true), (2, false), (3, true), (4, false), (9, true)] {
        let side = |seed| points(150, dim, seed, rounded);
        let pairs = Pairs::new(side(1), side(2)).unwrap();
        for k in [1, 4] {
            let what = format!("{dim} coordinates, k={k}");
            assert_close(value(&format!("ksg1?k={k}"), &pairs), plain_ksg1(&pairs, k), 1e-12, &what);
        }
    }
}

#[test]
fn mixed_points_count_as_the_plain_sum() {
    let pairs = Pairs::new(points(200, 1, 1, true), points(200, 1, 2, true)).unwrap();
    let (x, y, n, k) = (pairs.x(), pairs.y(), 200, 3);
    let (mut zero, mut above) = (0, 0);
    let radii: Vec<f64> = (0..n).map(|i| plain_radius(&[x, y], i, k)).collect();
    radii.iter().for_each(|radius| if *radius == 0.0 { zero += 1 } else { above += 1 });
    assert!(zero > 5 && above > 5, "{zero} and {above}");
    let around = |i: usize| {
        let within = |distance: f64| if radii[i] == 0.0 { distance == 0.0 } else { distance < radii[i] };
        let counted = |parts: &[&Samples]| plain_count(parts, i, within) + 1.0;
        let k = if radii[i] == 0.0 { counted(&[x, y]) } else { k as f64 };
        digamma(k) + (n as f64).ln() - digamma(counted(&[x])) - digamma(counted(&[y]))
    };
    assert_close(value("gao", &pairs), mean(n, around), 1e-12, "gao");
    // Symbols alone: X = Y of 4 symbols holds ln 4.
    let symbols = Samples::new((0..2000).map(|i| f64::from(i % 4)).collect(), 1).unwrap();
    let same = Pairs::new(symbols.clone(), symbols).unwrap();
    assert_close(value("gao", &same), 4f64.ln(), 2e-3, "symbols");
}

#[test]
fn conditional_information_counts_as_the_plain_sum_and_is_known_for_normals() {
    let defaults = Settings::defaults(ksg1::INFO.settings);
    let of_gao = Settings::defaults(gao::INFO.settings);
    for rounded in [false, true] {
        let (x, y, z) = (points(120, 1, 1, rounded), points(120, 2, 2, rounded), points(120, 1, 3, rounded));
        let pairs = Pairs::new(x.clone(), y.clone()).unwrap();
        let frenzel_pompe = |i| {
            let radius = plain_radius(&[&x, &y, &z], i, 3);
            let psi = |parts: &[&Samples]| digamma(plain_count(parts, i, |distance| distance < radius) + 1.0);
            digamma(3.0) - psi(&[&x, &z]) - psi(&[&y, &z]) + psi(&[&z])
        };
        let found = ksg1::conditional(&pairs, &z, &defaults).unwrap();
        assert_close(found.value, mean(120, frenzel_pompe), 1e-12, "Frenzel & Pompe");
        let mesner_shalizi = |i| {
            let radius = plain_radius(&[&x, &y, &z], i, 3);
            let psi = |parts: &[&Samples]| digamma(plain_count(parts, i, |distance| distance <= radius));
            psi(&[&x, &y, &z]) - psi(&[&x, &z]) - psi(&[&y, &z]) + psi(&[&z])
        };
        let found = gao::conditional(&pairs, &z, &of_gao).unwrap();
        assert_close(found.value, mean(120, mesner_shalizi), 1e-12, "Mesner & Shalizi");
    }
    // Z = X + noise and Y = Z + noise: a chain, so nothing is left given Z; and X, Y independent, Z their sum: much is.
    let (x, e, f) = (points(1500, 1, 4, false), points(1500, 1, 5, false), points(1500, 1, 6, false));
    let sum = |a: &Samples, b: &Samples| {
        Samples::new(a.values().iter().zip(b.values()).map(|(a, b)| a + b).collect(), 1).unwrap()
    };
    let middle = sum(&x, &e);
    let chain = Pairs::new(x.clone(), sum(&middle, &f)).unwrap();
    let collider = Pairs::new(x.clone(), e.clone()).unwrap();
    let seen = sum(&middle, &f);
    // ρ² of X and Y given X + Y + F is 1/4.
    let truth = -0.5 * 0.75f64.ln();
    for (name, chained, explained) in [
        ("ksg1", ksg1::conditional(&chain, &middle, &defaults), ksg1::conditional(&collider, &seen, &defaults)),
        ("gao", gao::conditional(&chain, &middle, &of_gao), gao::conditional(&collider, &seen, &of_gao)),
    ] {
        assert_close(chained.unwrap().value, 0.0, 0.05, name);
        assert_close(explained.unwrap().value, truth, 0.06, name);
    }
    let fewer = points(3, 1, 1, false);
    assert!(matches!(ksg1::conditional(&chain, &fewer, &defaults), Err(EstimateError::Samples(_))));
}

#[test]
fn sides_and_rows_can_change_places() {
    for pairs in [normal_pairs(300, 0.7, 3), many(200, 3, 0.5, 3)] {
        let mut order: Vec<usize> = (0..pairs.n()).collect();
        Rng::new(1, "order").shuffle(&mut order);
        for text in ["ksg1", "ksg2", "kozachenko-leonenko", "lnc?k=9", "gao", "ksg1?transform=standardise"] {
            let found = value(text, &pairs);
            assert_close(value(text, &pairs.swapped()), found, 1e-9, text);
            assert_close(value(text, &pairs.rows_at(&order)), found, 1e-9, text);
        }
    }
    let (mix, order) = (oracle("mix"), (0..1000).rev().collect::<Vec<_>>());
    assert_close(value("ross", &mix.rows_at(&order)), value("ross", &mix), 1e-12, "ross");
}

#[test]
fn ranks_do_not_see_monotone_maps_and_standardising_no_scales() {
    let pairs = normal_pairs(500, 0.8, 2);
    let changed = |x: fn(f64) -> f64, y: fn(f64) -> f64| {
        Pairs::new(pairs.x().map(|_, value| x(value)).unwrap(), pairs.y().map(|_, value| y(value)).unwrap()).unwrap()
    };
    for id in ["ksg1", "ksg2"] {
        let ranked = format!("{id}?transform=rank");
        assert_eq!(value(&ranked, &changed(f64::exp, |y| y.powi(3))), value(&ranked, &pairs));
        let standardised = format!("{id}?transform=standardise");
        assert_eq!(value(&standardised, &changed(|x| x * 1024.0, |y| y / 8.0)), value(&standardised, &pairs));
        assert_ne!(value(id, &changed(|x| x * 1024.0, |y| y)), value(id, &pairs));
    }
}

#[test]
fn independent_sides_read_about_zero_and_normals_about_their_information() {
    let truth = -0.5 * (1.0 - 0.6f64 * 0.6).ln();
    for text in ["ksg1", "ksg2", "kozachenko-leonenko", "lnc?k=5", "gao", "ksg1?transform=rank", "ksg2?transform=rank"]
    {
        assert_close(value(text, &normal_pairs(2000, 0.0, 5)), 0.0, 0.07, text);
        assert_close(value(text, &normal_pairs(2000, 0.6, 5)), truth, 0.12, text);
    }
    let mix = oracle("mix");
    let mut order: Vec<usize> = (0..mix.n()).collect();
    Rng::new(1, "order").shuffle(&mut order);
    assert_close(value("ross", &mix.with_y_in(&order)), 0.0, 0.05, "ross");
}

/// X uniform, Y = X ± e: e − ln 2e, far above what counting neighbours can show.
#[test]
fn the_correction_passes_the_ceiling_of_ksg() {
    let (mut rng, e) = (Rng::new(1, "strip"), 1e-4);
    let x: Vec<f64> = (0..1000).map(|_| rng.uniform()).collect();
    let y = x.iter().map(|x| x + e * (2.0 * rng.uniform() - 1.0)).collect();
    let pairs = Pairs::new(Samples::new(x, 1).unwrap(), Samples::new(y, 1).unwrap()).unwrap();
    let truth = e - (2.0 * e).ln();
    let ksg = read("ksg2?k=5", &pairs).unwrap();
    assert!(ksg.value <= ksg.ceiling.unwrap().value && ksg.value < truth - 3.0, "{ksg:?}");
    assert_close(value("lnc", &pairs), truth, 0.5, "lnc");
    assert_eq!(value("lnc?alpha=0", &pairs), ksg.value);
    let refused = read("lnc?k=5", &many(50, 3, 0.5, 1)).unwrap_err().to_string();
    assert!(refused.contains("at least 6"), "{refused}");
}

#[test]
fn slices_of_one_coordinate_are_the_whole_and_of_many_are_less() {
    let pairs = oracle("g06");
    assert_eq!(value("sliced", &pairs), value("ksg1", &pairs));
    let wide = many(1000, 3, 0.9, 1);
    let sliced = value("sliced?directions=40", &wide);
    // For normals, the correlation along θ and φ is ρ θ·φ, and θ·φ is uniform in [−1, 1] on the sphere in 3 dimensions.
    let truth = mean(1000, |i| -0.5 * (1.0 - (0.9 * (i as f64 + 0.5) / 1000.0).powi(2)).ln());
    assert_close(sliced, truth, 0.08, "sliced");
    assert_eq!(value("sliced?directions=40", &wide), sliced);
}

#[test]
fn equal_sides_reach_the_ceilings_and_ties_do_not_pass_them() {
    let x = points(400, 1, 8, false);
    let same = Pairs::new(x.clone(), x.clone()).unwrap();
    for text in ["ksg1", "ksg1?k=7", "ksg2", "gao", "sliced", "ksg1?transform=rank"] {
        let Reading { value, ceiling } = read(text, &same).unwrap();
        let ceiling = ceiling.unwrap();
        assert!(value <= ceiling.value + 1e-12, "{text}: {value} {ceiling:?}");
        if !text.contains("rank") {
            assert_close(value, ceiling.value, 1e-9, text);
        }
    }
    let symbols = x.map(|_, value| f64::from(value > 0.0)).unwrap();
    let ross = read("ross", &Pairs::new(x, symbols).unwrap()).unwrap();
    assert_close(ross.value, ross.ceiling.unwrap().value, 0.02, "ross");
    for seed in 0..20 {
        let pairs = Pairs::new(points(60, 1, seed, true), points(60, 1, seed, true)).unwrap();
        for text in ["ksg1", "ksg1?k=1", "ksg2", "gao", "gao?k=6", "ross", "sliced"] {
            let Reading { value, ceiling } = read(text, &pairs).unwrap();
            assert!(value <= ceiling.unwrap().value + 1e-12, "{text}: {value} {ceiling:?}");
        }
    }
}

#[test]
fn small_classes_take_fewer_neighbours_and_single_points_are_left_out() {
    let numbers = |values: &[f64]| Samples::new(values.to_vec(), 1).unwrap();
    let x = [0.0, 1.0, 3.0, 7.0, 10.0, 15.0, 100.0];
    let all = Pairs::new(numbers(&x), numbers(&[0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 2.0])).unwrap();
    let found = value("ross", &all);
    assert_eq!(found, value("ross", &all.rows_at(&[0, 1, 2, 3, 4, 5])));
    // k = 3 of 4 with radii 7, 6, 4, 7 and k = 1 of 2 with radii 5, 5; strictly inside, with the point itself:
    // 3, 3, 3, 4 (10 is near 7) and 2, 1 of all six.
    let inside = [3.0, 3.0, 3.0, 4.0, 2.0, 1.0];
    let expected = digamma(6.0) + (4.0 * digamma(3.0) + 2.0 * digamma(1.0)) / 6.0
        - (4.0 * digamma(4.0) + 2.0 * digamma(2.0)) / 6.0
        - mean(6, |i| digamma(inside[i]));
    assert_close(found, expected, 1e-12, "by hand");
    let refused = read("ross", &normal_pairs(30, 0.5, 1)).unwrap_err().to_string();
    assert!(refused.contains("symbols must repeat"), "{refused}");
}

#[test]
fn whatever_comes_is_read_or_refused() {
    let column = |values: Vec<f64>| Samples::new(values, 1).unwrap();
    let counted = |n: usize| column((0..n).map(|i| i as f64).collect());
    let constant = |n| column(vec![0.1; n]);
    let huge = column((0..40).map(|i| f64::MAX * (f64::from(i) / 20.0 - 1.0)).collect());
    let tiny = column((0..40).map(|i| f64::from(i * i) * 5e-324).collect());
    for text in ALL.into_iter().flat_map(|id| [id.to_owned(), format!("{id}?k=1"), format!("{id}?k=100")]) {
        for n in 0..3 {
            let pairs = Pairs::new(counted(n), counted(n)).unwrap();
            if n == 0 || !text.contains("k=1") || text.contains("k=100") {
                assert!(read(&text, &pairs).is_err(), "{text} of {n}");
            } else {
                let _ = read(&text, &pairs);
            }
        }
        for side in [constant(40), counted(40), huge.clone(), tiny.clone()] {
            for other in [constant(40), counted(40), huge.clone(), tiny.clone()] {
                let pairs = Pairs::new(side.clone(), other).unwrap();
                if let Ok(reading) = read(&text, &pairs) {
                    assert!(!reading.value.is_nan(), "{text}");
                }
            }
        }
    }
    for transform in ["standardise", "rank"] {
        let pairs = Pairs::new(huge.clone(), tiny.clone()).unwrap();
        assert!(value(&format!("ksg1?transform={transform}"), &pairs).is_finite());
    }
    let few = Pairs::new(counted(3), counted(3)).unwrap();
    assert_eq!(read("ksg1", &few).unwrap_err(), EstimateError::TooFew { n: 3, needed: 4 });
    let repeated = read("kozachenko-leonenko", &Pairs::new(counted(40), constant(40)).unwrap()).unwrap_err();
    assert!(repeated.to_string().contains("at the same place"), "{repeated}");
    // A constant tells nothing.
    assert_close(value("gao", &Pairs::new(counted(40), constant(40)).unwrap()), 0.0, 0.02, "gao");
}
