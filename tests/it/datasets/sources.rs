//! Sources whose information is known: their truths, their samples, and that maps lose nothing.

use std::{
    collections::BTreeSet,
    f64::consts::{LN_2, PI},
};

use bottleneck_lab::{
    datasets::sources::{
        Base, Map, SOURCES, Source, SourceError, Wanted, additive_information, benchmark, choose,
        gamma_exponential_information, information_range, sign_and_noise_information, student_excess,
    },
    draws::Rng,
    estimators::Cells,
    measures::{Joint, bivariate_information, ln_gamma},
    samples::{Pairs, Samples},
};

const WANTED: Wanted = Wanted { information: 0.5, dim: 1, freedom: 3.0, symbols: 5 };

fn rng(seed: u64) -> Rng {
    Rng::new(seed, "source")
}

fn source(base: Base) -> Source {
    Source::new(base).unwrap()
}

fn assert_near(found: f64, expected: f64, tolerance: f64, what: &str) {
    assert!((found - expected).abs() <= tolerance, "{what}: {found} is not {expected}");
}

/// A dimension that a source of the table can have.
fn a_dim(dims: [usize; 2]) -> usize {
    dims[1].min(4)
}

#[test]
fn the_forty_tasks_have_their_published_information() {
    let expected = |id: &str| match id {
        "additive-0.1" => 1.709438,
        "additive-0.75" => 0.333333,
        "student-1-1" | "asinh-student-1-1" => 0.224171,
        "student-2-1" | "asinh-student-2-1" => 0.431946,
        "student-2-2" => 0.193147,
        "student-3-2" | "asinh-student-3-2" => 0.290922,
        "student-3-3" => 0.178712,
        "student-5-2" | "asinh-student-5-2" => 0.448151,
        "student-5-3" => 0.298544,
        "dense-2" => 0.293893,
        "dense-3" => 0.413339,
        "dense-5" => 0.592812,
        "dense-25" => 1.292184,
        "dense-50" => 1.624265,
        id if id.contains("two-pairs-") => 1.021651,
        id if id.ends_with("-1") => 0.413339,
        other => panic!("{other} is no task"),
    };
    let tasks = benchmark().unwrap();
    assert_eq!(tasks.len(), 40);
    assert_eq!(tasks.iter().map(|(id, _)| id).collect::<BTreeSet<_>>().len(), 40);
    for (id, source) in &tasks {
        assert_near(source.mutual_information(), expected(id), 6e-7, id);
        let pairs = source.sample(20, &mut rng(1)).unwrap();
        let dim: Option<usize> = id.trim_end_matches("-1").rsplit('-').find_map(|part| part.parse().ok());
        let dim = if id.contains("student-") {
            id.trim_start_matches("asinh-")["student-".len()..][..1].parse().unwrap()
        } else if id.starts_with("additive") {
            1
        } else {
            dim.unwrap_or(1)
        };
        let dx = if id.starts_with("swiss-roll") { 2 } else { dim };
        assert_eq!((pairs.n(), pairs.x().dim(), pairs.y().dim()), (20, dx, dim), "{id}");
    }
}

#[test]
fn closed_forms_give_the_known_numbers() {
    for (freedom, dim, expected) in [
        (1.0, 1, 0.2241714275),
        (1.0, 2, 0.4319456220),
        (2.0, 2, 0.1931471806),
        (2.0, 3, 0.2909219227),
        (3.0, 3, 0.1787118531),
        (2.0, 5, 0.4481506769),
        (5.0, 1, 0.0171282784),
    ] {
        assert_near(student_excess(freedom, dim, dim), expected, 5e-11, "Student-t");
    }
    for (reach, expected) in [(0.1, 1.7094379124), (0.25, 0.9431471806), (0.5, 0.5), (0.75, 1.0 / 3.0)] {
        assert_near(additive_information(reach), expected, 5e-11, "additive");
    }
    for (shift, bits) in [(0.5, 0.1607472198), (1.0, 0.4859441541), (2.0, 0.9128222858)] {
        assert_near(sign_and_noise_information(shift) / LN_2, bits, 5e-11, "sign and noise");
    }
    assert_near(sign_and_noise_information(0.0), 0.0, 1e-14, "no shift");
    assert_near(sign_and_noise_information(20.0), LN_2, 1e-14, "a large shift");
    for (shape, expected) in [(1.0, 0.4227843351), (2.0, 0.2296371545)] {
        assert_near(gamma_exponential_information(shape), expected, 5e-11, "gamma and exponential");
    }
    let channel = |id: &str, information_bits: f64, symbols| {
        let wanted = Wanted { information: information_bits * LN_2, symbols, ..WANTED };
        match choose(id, &wanted).unwrap().base().clone() {
            Base::Table(joint) => joint,
            other => panic!("{other:?}"),
        }
    };
    // The parameter comes back from the information it is known to have.
    let error = 1.0 - 4.0 * channel("symmetric", 0.961079405, 4).p(2, 2);
    assert_near(error, 0.2, 1e-9, "symmetric");
    for (error, bits) in [(0.1, 0.5310044064), (0.11, 0.5000840418), (0.2, 0.2780719051)] {
        assert_near(2.0 * channel("binary-symmetric", bits, 9).p(0, 1), error, 1e-9, "binary symmetric");
    }
    assert_near(2.0 * channel("z-channel", 0.3112781245, 9).p(1, 0), 0.5, 1e-9, "Z");
    assert_near(2.0 * channel("erasure", 0.7, 9).p(0, 1), 0.3, 1e-12, "erasure");
}

#[test]
fn what_is_chosen_is_what_is_true() {
    for about in SOURCES {
        for dim in [about.dims[0], a_dim(about.dims), about.dims[1]] {
            let wanted = Wanted { dim, ..WANTED };
            let [low, high] = information_range(about.id, &wanted).unwrap();
            if !about.informed {
                assert_eq!((low, high), (5f64.ln(), 5f64.ln()), "{}", about.id);
                assert_near(choose(about.id, &wanted).unwrap().mutual_information(), low, 0.0, about.id);
                continue;
            }
            for share in [0.0, 1e-6, 0.01, 0.3, 0.77, 0.999, 1.0] {
                let information = (low + share * (high - low)).min(high);
                let source = choose(about.id, &Wanted { information, ..wanted }).unwrap();
                assert_near(source.mutual_information(), information, 1e-6 * high.max(1e-3), about.id);
                assert!(source.sample(50, &mut rng(2)).is_ok(), "{} at {information}", about.id);
            }
        }
    }
}

#[test]
fn what_cannot_be_is_refused_in_words() {
    for about in SOURCES {
        for dim in [about.dims[0] - 1, about.dims[1] + 1] {
            let error = choose(about.id, &Wanted { dim, ..WANTED }).unwrap_err();
            assert!(matches!(error, SourceError::Dimension { .. }), "{error}");
            assert!(error.to_string().contains(&format!("allowed: {} to {}", about.dims[0], about.dims[1])), "{error}");
        }
        let wanted = Wanted { dim: a_dim(about.dims), ..WANTED };
        let [low, high] = information_range(about.id, &wanted).unwrap();
        for information in [low - 1e-3, high + 1e-3, f64::NAN, f64::INFINITY] {
            let found = choose(about.id, &Wanted { information, ..wanted });
            match found {
                Err(error) => assert!(error.to_string().contains("nats"), "{error}"),
                Ok(_) => assert!(!about.informed, "{} takes {information}", about.id),
            }
        }
    }
    let refused = |base| Source::new(base).unwrap_err().to_string();
    let refusals = [
        refused(Base::PairedNormal { dim: 0, pairs: 0, correlation: 0.0 }),
        refused(Base::PairedNormal { dim: 2, pairs: 3, correlation: 0.5 }),
        refused(Base::PairedNormal { dim: 2, pairs: 2, correlation: 1.0 }),
        refused(Base::PairedNormal { dim: 2, pairs: 2, correlation: f64::NAN }),
        refused(Base::DenseNormal { dim: 2, correlation: -0.1 }),
        refused(Base::Student { dim: 1, pairs: 1, correlation: 0.5, freedom: 0.5 }),
        refused(Base::Additive { reach: 0.0 }),
        refused(Base::SignAndNoise { shift: -1.0 }),
        refused(Base::GammaExponential { shape: 0.01 }),
        refused(Base::Quantised { labels: 0 }),
        choose("symmetric", &Wanted { symbols: 1, ..WANTED }).unwrap_err().to_string(),
        choose("quantised", &Wanted { symbols: 65, ..WANTED }).unwrap_err().to_string(),
        choose("student", &Wanted { freedom: 0.0, ..WANTED }).unwrap_err().to_string(),
    ];
    assert!(refusals.iter().all(|text| text.contains(" is ") && text.contains("must be")), "{refusals:?}");
    assert!(choose("normals", &WANTED).unwrap_err().to_string().contains("two-pairs, dense"));
    assert_eq!(source(Base::DenseNormal { dim: 2, correlation: 0.0 }).mutual_information(), 0.0);
    let flat = || source(Base::PairedNormal { dim: 2, pairs: 2, correlation: 0.5 });
    assert!(flat().mapped(&[Map::SwissRoll], &[]).unwrap_err().to_string().contains("single numbers"));
    let spiral = |first| Map::Spiral { first, speed: 1.0 };
    assert!(flat().mapped(&[spiral(0)], &[spiral(0)]).is_ok());
    assert!(flat().mapped(&[], &[spiral(1)]).unwrap_err().to_string().contains("2 dimensions"));
}

#[test]
fn the_table_says_which_sides_are_symbols() {
    for about in SOURCES {
        let wanted = Wanted { dim: a_dim(about.dims), ..WANTED };
        let pairs = choose(about.id, &wanted).unwrap().sample(300, &mut rng(3)).unwrap();
        for (is_symbols, side) in [(about.x_is_symbols, pairs.x()), (about.y_is_symbols, pairs.y())] {
            assert_eq!(side.symbols().1 <= 5, is_symbols, "{}", about.id);
        }
    }
    assert_eq!(SOURCES.iter().map(|about| about.id).collect::<BTreeSet<_>>().len(), SOURCES.len());
}

#[test]
fn a_seed_decides_every_sample() {
    for about in SOURCES {
        let source = choose(about.id, &Wanted { dim: a_dim(about.dims), ..WANTED }).unwrap();
        let of = |seed| source.sample(40, &mut rng(seed)).unwrap();
        assert_eq!(of(1), of(1), "{}", about.id);
        assert_ne!(of(1), of(2), "{}", about.id);
        assert_eq!(source.sample(0, &mut rng(1)).unwrap().n(), 0);
    }
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, n) = values.fold((0.0, 0.0), |(sum, n), value| (sum + value, n + 1.0));
    sum / n
}

/// E x², E y², E xy of two columns.
fn moments(pairs: &Pairs, x: usize, y: usize) -> [f64; 3] {
    let both = || pairs.x().column(x).zip(pairs.y().column(y));
    [mean(both().map(|(x, _)| x * x)), mean(both().map(|(_, y)| y * y)), mean(both().map(|(x, y)| x * y))]
}

#[test]
fn samples_have_the_moments_of_their_distributions() {
    let pairs = source(Base::PairedNormal { dim: 3, pairs: 2, correlation: 0.8 }).sample(40_000, &mut rng(4)).unwrap();
    for i in 0..3 {
        assert_near(mean(pairs.x().column(i)), 0.0, 0.02, "mean");
        for j in 0..3 {
            let expected = if i == j && i < 2 { 0.8 } else { 0.0 };
            let [xx, yy, xy] = moments(&pairs, i, j);
            [(xx, 1.0), (yy, 1.0), (xy, expected)]
                .into_iter()
                .for_each(|(found, it)| assert_near(found, it, 0.03, "paired"));
        }
    }
    let pairs = source(Base::DenseNormal { dim: 3, correlation: 0.5 }).sample(40_000, &mut rng(5)).unwrap();
    for (i, j) in [(0, 0), (0, 2), (2, 1)] {
        let [xx, yy, xy] = moments(&pairs, i, j);
        [(xx, 1.0), (yy, 1.0), (xy, 0.5)].into_iter().for_each(|(found, it)| assert_near(found, it, 0.03, "dense"));
    }
    assert_near(mean(pairs.x().rows().map(|row| row[0] * row[1])), 0.5, 0.03, "dense within X");
    let student = Base::Student { dim: 2, pairs: 1, correlation: 0.6, freedom: 8.0 };
    let pairs = source(student).sample(80_000, &mut rng(6)).unwrap();
    // Covariance is dispersion times ν/(ν − 2).
    let scale = 8.0 / 6.0;
    let [xx, yy, xy] = moments(&pairs, 0, 0);
    [(xx, 1.0), (yy, 1.0), (xy, 0.6)]
        .into_iter()
        .for_each(|(found, it)| assert_near(found, scale * it, 0.05, "Student-t"));
    assert_near(moments(&pairs, 1, 0)[2], 0.0, 0.05, "Student-t");
    // Half of a Cauchy variable lies within ±1.
    let cauchy = Base::Student { dim: 1, pairs: 0, correlation: 0.0, freedom: 1.0 };
    let pairs = source(cauchy).sample(40_000, &mut rng(7)).unwrap();
    assert_near(mean(pairs.x().column(0).map(|x| f64::from(u8::from(x.abs() < 1.0)))), 0.5, 0.015, "Cauchy");
}

#[test]
fn gamma_draws_have_gamma_moments() {
    for shape in [0.06, 0.3, 1.0, 1.5, 4.0, 50.0] {
        let mut rng = rng(8);
        let draws: Vec<f64> = (0..60_000).map(|_| rng.gamma(shape)).collect();
        assert!(draws.iter().all(|draw| *draw > 0.0 && draw.is_finite()));
        let found = mean(draws.iter().copied());
        let variance = mean(draws.iter().map(|draw| (draw - found) * (draw - found)));
        let error = (shape / 60_000f64).sqrt();
        assert_near(found, shape, 5.0 * error, "mean");
        assert_near(variance / shape, 1.0, 0.03 * (1.0 + 3.0 / shape.sqrt()), "variance");
    }
}

/// The mean of ln p(x,y)/(p(x)p(y)) over a sample is the information: the sampler, the density and the closed form agree.
fn assert_log_ratios_average_to_the_truth(base: Base, ratio: impl Fn(&[f64], &[f64]) -> f64) {
    const N: usize = 40_000;
    let source = source(base);
    let pairs = source.sample(N, &mut rng(9)).unwrap();
    let ratios: Vec<f64> = pairs.x().rows().zip(pairs.y().rows()).map(|(x, y)| ratio(x, y)).collect();
    let found = mean(ratios.iter().copied());
    let deviation = mean(ratios.iter().map(|it| (it - found) * (it - found))).sqrt();
    let error = deviation / (N as f64).sqrt();
    assert!(error < 0.02, "{:?}: too uncertain, {error}", source.base());
    assert_near(found, source.mutual_information(), 4.5 * error, &format!("{:?}", source.base()));
}

/// ln of the multivariate Student-t density whose dispersion has this determinant and gives this squared distance.
fn student_log_density(freedom: f64, dim: f64, determinant: f64, distance: f64) -> f64 {
    ln_gamma((freedom + dim) / 2.0)
        - ln_gamma(freedom / 2.0)
        - dim / 2.0 * (freedom * PI).ln()
        - determinant.ln() / 2.0
        - (freedom + dim) / 2.0 * (distance / freedom).ln_1p()
}

#[test]
fn closed_forms_are_the_means_of_the_log_ratios() {
    let square = |row: &[f64]| row.iter().map(|value| value * value).sum::<f64>();
    for reach in [0.2, 0.8] {
        assert_log_ratios_average_to_the_truth(Base::Additive { reach }, move |x, y| {
            assert!((y[0] - x[0]).abs() <= reach);
            let p_y = ((y[0] + reach).min(1.0) - (y[0] - reach).max(0.0)) / (2.0 * reach);
            (1.0 / (2.0 * reach) / p_y).ln()
        });
    }
    assert_log_ratios_average_to_the_truth(Base::SignAndNoise { shift: 0.8 }, |x, y| {
        LN_2 - (1.0 + (-2.0 * 0.8 * x[0] * y[0]).exp()).ln()
    });
    for shape in [0.4, 3.0] {
        assert_log_ratios_average_to_the_truth(Base::GammaExponential { shape }, move |x, y| {
            x[0].ln() - x[0] * y[0] - shape.ln() + (shape + 1.0) * y[0].ln_1p()
        });
    }
    for (freedom, dim, pairs, c) in [(1.0, 1, 0, 0.0), (3.0, 2, 1, 0.6), (2.0, 5, 5, -0.3)] {
        let base = Base::Student { dim, pairs, correlation: c, freedom };
        assert_log_ratios_average_to_the_truth(base, move |x, y| {
            let (d, left) = (dim as f64, 1.0 - c * c);
            let cross: f64 = (0..pairs).map(|i| (x[i] * x[i] + y[i] * y[i] - 2.0 * c * x[i] * y[i]) / left).sum();
            let joint = cross + square(&x[pairs..]) + square(&y[pairs..]);
            student_log_density(freedom, 2.0 * d, left.powi(pairs as i32), joint)
                - student_log_density(freedom, d, 1.0, square(x))
                - student_log_density(freedom, d, 1.0, square(y))
        });
    }
    assert_log_ratios_average_to_the_truth(Base::DenseNormal { dim: 3, correlation: 0.5 }, |x, y| {
        // Inverse and determinant of (1 − c) I + c 11ᵀ in m dimensions, with c = ½.
        let log_density = |square: f64, sum: f64, m: f64| {
            let distance = 2.0 * (square - sum * sum / (m + 1.0));
            -((0.5f64).powf(m - 1.0) * (1.0 + (m - 1.0) / 2.0)).ln() / 2.0 - distance / 2.0
        };
        let (xx, yy) = (square(x), square(y));
        let (sx, sy): (f64, f64) = (x.iter().sum(), y.iter().sum());
        log_density(xx + yy, sx + sy, 6.0) - log_density(xx, sx, 3.0) - log_density(yy, sy, 3.0)
    });
}

#[test]
fn symbols_come_as_often_as_their_table_says() {
    let joint = Joint::four_by_four();
    let pairs = source(Base::Table(joint.clone())).sample(50_000, &mut rng(10)).unwrap();
    for x in 0..4 {
        for y in 0..4 {
            let is_cell = |(a, b): (f64, f64)| f64::from(u8::from(a == x as f64 && b == y as f64));
            let share = mean(pairs.x().column(0).zip(pairs.y().column(0)).map(is_cell));
            assert_near(share, joint.p(x, y), 0.01, "a cell");
        }
    }
    // Plug-in information of so many samples is the truth but for its bias of some (cells)/2N.
    for id in ["symmetric", "binary-symmetric", "z-channel", "erasure"] {
        let source = choose(id, &WANTED).unwrap();
        let pairs = source.sample(50_000, &mut rng(11)).unwrap();
        let labels: Vec<u8> = pairs.y().column(0).map(|y| y as u8).collect();
        let found = Cells::of(pairs.x().points(), |x| x as i64).information(&labels);
        assert_near(found, source.mutual_information(), 0.02, id);
    }
    let pairs = source(Base::Quantised { labels: 5 }).sample(1000, &mut rng(12)).unwrap();
    assert!(pairs.x().column(0).zip(pairs.y().column(0)).all(|(x, y)| y / 5.0 <= x && x < (y + 1.0) / 5.0));
}

/// Where a growing function takes a value, by bisection.
fn inverse(value: f64, of: impl Fn(f64) -> f64) -> f64 {
    let (mut low, mut high) = (-60.0, 60.0);
    for _ in 0..200 {
        let middle = (low + high) / 2.0;
        if of(middle) < value { low = middle } else { high = middle }
    }
    low
}

fn phi(x: f64) -> f64 {
    libm::erfc(-x / 2f64.sqrt()) / 2.0
}

#[test]
fn what_a_map_made_can_be_taken_back() {
    let original = source(Base::PairedNormal { dim: 3, pairs: 3, correlation: 0.7 }).sample(400, &mut rng(13)).unwrap();
    let original = original.x();
    let each = |map: Map, back: &dyn Fn(f64) -> f64, tolerance: f64| {
        let mapped = map.apply(original).unwrap();
        assert_ne!(&mapped, original);
        for (before, after) in original.values().iter().zip(mapped.values()) {
            assert_near(back(*after), *before, tolerance, &format!("{map:?}"));
        }
    };
    each(Map::NormalCdf, &|y| inverse(y, phi), 1e-9);
    each(Map::HalfCube, &|y| y.signum() * y.abs().powf(2.0 / 3.0), 1e-12);
    each(Map::Asinh, &|y| y.sinh(), 1e-12);
    let wiggly = |x: f64| x + 0.4 * x.sin() + 0.2 * (1.7 * x + 1.0).sin() + 0.03 * (3.3 * x - 2.5).sin();
    each(Map::WigglyX, &|y| inverse(y, wiggly), 1e-12);
    let wiggly = |x: f64| x - 0.4 * (0.4 * x).sin() + 0.17 * (1.3 * x + 3.5).sin() + 0.02 * (4.3 * x - 2.5).sin();
    each(Map::WigglyY, &|y| inverse(y, wiggly), 1e-12);
    each(Map::BimodalX, &|y| inverse(0.3 * phi(y) + 0.7 * phi(y - 5.0), phi), 1e-9);
    each(Map::BimodalY, &|y| inverse(0.5 * phi(y + 1.0) + 0.5 * phi(y - 3.0), phi), 1e-9);

    for (first, speed) in [(0, 1.0 / 3.0), (1, -2.0)] {
        let wound = Map::Spiral { first, speed }.apply(original).unwrap();
        assert_ne!(&wound, original);
        let back = Map::Spiral { first, speed: -speed }.apply(&wound).unwrap();
        for (before, after) in original.values().iter().zip(back.values()) {
            assert_near(*after, *before, 1e-12, "spiral");
        }
    }
    let point = Samples::new(vec![1.0, 0.0], 2).unwrap();
    let quarter = Map::Spiral { first: 0, speed: PI / 2.0 }.apply(&point).unwrap();
    assert!((quarter.row(0)[0]).abs() < 1e-15 && (quarter.row(0)[1] - 1.0).abs() < 1e-15, "{quarter:?}");

    let heights = Samples::new((0..100).map(|i| f64::from(i) / 100.0).collect(), 1).unwrap();
    let rolled = Map::SwissRoll.apply(&heights).unwrap();
    assert_eq!((rolled.n(), rolled.dim()), (100, 2));
    for (before, after) in heights.values().iter().zip(rolled.rows()) {
        let t = 21.0 * after[0].hypot(after[1]);
        assert_near((t / (1.5 * PI) - 1.0) / 2.0, *before, 1e-12, "Swiss roll");
        assert_near(after[0] * t.sin(), after[1] * t.cos(), 1e-12, "Swiss roll");
    }
}

#[test]
fn bimodal_maps_stay_exact_in_both_tails() {
    let tails = Samples::new(vec![-8.0, -5.0, 5.0, 8.0], 1).unwrap();
    let mapped = Map::BimodalX.apply(&tails).unwrap();
    // Far out one part of the mixture is left, whose weight shifts the point a little.
    for (before, after) in tails.values().iter().zip(mapped.values()) {
        let below = |x: f64| if *before < 0.0 { phi(x) } else { phi(-x) };
        let mass = 0.3 * below(*after) + 0.7 * below(after - 5.0);
        assert_near((mass / below(*before)).ln(), 0.0, 1e-9, "mass in the tail");
    }
}

#[test]
fn maps_follow_each_other_in_order() {
    let base = || source(Base::PairedNormal { dim: 1, pairs: 1, correlation: 0.75 });
    let rolled = base().mapped(&[Map::NormalCdf], &[]).unwrap().mapped(&[Map::SwissRoll], &[Map::HalfCube]).unwrap();
    assert_eq!((rolled.x_maps(), rolled.y_maps()), (&[Map::NormalCdf, Map::SwissRoll][..], &[Map::HalfCube][..]));
    let (plain, mapped) = (base().sample(30, &mut rng(14)).unwrap(), rolled.sample(30, &mut rng(14)).unwrap());
    let x = Map::SwissRoll.apply(&Map::NormalCdf.apply(plain.x()).unwrap()).unwrap();
    assert_eq!((mapped.x(), mapped.y()), (&x, &Map::HalfCube.apply(plain.y()).unwrap()));
    assert_eq!(rolled.mutual_information(), bivariate_information(0.75));
}
