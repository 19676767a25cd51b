//! The β-VAE: what its codes are measured to tell, what it finds in small runs, and what it refuses.

use std::f64::consts::{LN_2, PI};

use bottleneck_lab::{
    datasets::sprites::{IMAGES, LEVELS, levels},
    draws::Rng,
    experiments::{
        PAGES,
        beta_vae::{Config, Task, Telling, measure},
    },
    lab::{Page, Replay, Ruling, Verdict},
    plot::{Body, Images, Mark, Pixels, Tile},
};

use super::runs::{frames, replay, run};

fn page() -> &'static Page {
    PAGES.iter().find(|page| page.info.id == "beta-vae").unwrap()
}

fn ran(query: &str) -> Box<dyn Replay> {
    replay(page(), query, &frames(&run(page(), query)))
}

fn measured(verdict: &Verdict, label: &str) -> f64 {
    verdict.measured.iter().find(|measured| measured.label == label).unwrap_or_else(|| panic!("{verdict:?}")).value
}

/// Codes of so many units: means and deviations by unit and image.
fn task(units: usize, of: impl Fn(usize, usize) -> [f64; 2]) -> Task {
    let all = || (0..units).flat_map(|unit| (0..IMAGES).map(move |image| (unit, image)));
    Task {
        means: all().map(|(unit, image)| of(unit, image)[0] as f32).collect(),
        deviations: all().map(|(unit, image)| of(unit, image)[1] as f32).collect(),
        seed: 5,
    }
}

const LN_8: f64 = 3.0 * LN_2;

fn assert_near(found: f64, expected: f64, tolerance: f64, what: &str) {
    assert!((found - expected).abs() < tolerance, "{what}: {found}, expected {expected}");
}

fn grey(tile: &Tile) -> &[f32] {
    match &tile.pixels {
        Pixels::Grey(levels) => levels,
        Pixels::Colour(_) => panic!("a picture in colour"),
    }
}

#[test]
fn a_unit_for_each_factor_tells_all_of_it_and_nothing_else() {
    // The fourth unit says nothing.
    let code = |unit: usize, image: usize| if unit < 3 { [levels(image)[unit] as f64, 0.01] } else { [0.0, 1.0] };
    let told = measure(task(4, code));
    assert_near(told.of_image, 3.0 * LN_8, 1e-9, "I(X;Z)");
    assert_near(told.gap(), 1.0, 1e-9, "gap");
    for unit in 0..4 {
        for factor in 0..3 {
            let is_own = f64::from(u8::from(unit == factor));
            assert_near(told.of_factors[unit][factor], is_own * LN_8, 1e-9, "I(Zⱼ;V)");
            assert_near(told.explained[unit][factor], is_own, 1e-9, "correlation ratio");
        }
    }
}

#[test]
fn a_code_that_is_the_same_for_all_images_tells_nothing() {
    let told = measure(task(2, |_, _| [0.3, 0.7]));
    assert_near(told.of_image, 0.0, 1e-12, "I(X;Z)");
    assert!(told.of_factors.iter().flatten().all(|told| told.abs() < 1e-12));
    assert_eq!((told.gap(), told.explained), (0.0, vec![[0.0; 3]; 2]));
}

/// Two bumps: ln 2 less what their overlap hides, by the trapezoid rule.
#[test]
fn what_a_noisy_sign_tells_is_its_integral() {
    let (at, deviation) = (1.0, 0.8);
    let bump = |z: f64, mean: f64| (-0.5 * ((z - mean) / deviation).powi(2)).exp() / (deviation * (2.0 * PI).sqrt());
    let step = 1e-3;
    let integral: f64 = (-8000..8000)
        .map(|i| f64::from(i) * step)
        .map(|z| bump(z, at) * (2.0 * bump(z, at) / (bump(z, at) + bump(z, -at))).ln() * step)
        .sum();
    let told = measure(task(1, |_, image| [if levels(image)[1] < 4 { -at } else { at }, deviation]));
    // 1024 draws of a number that spreads by less than one.
    assert_near(told.of_image, integral, 0.06, "I(X;Z)");
    assert_near(told.of_factors[0][1], told.of_image, 1e-9, "all of it is of y");
    assert_near(told.of_factors[0][0], 0.0, 1e-9, "of x");
    assert_near(told.explained[0][1], 1.0, 1e-9, "variance by y");
    // A lone unit has no next one.
    assert_near(told.gap(), told.of_image / (3.0 * LN_8), 1e-9, "gap");
}

/// Every image of one level more or less: an exclusive or is of no factor alone.
#[test]
fn what_factors_tell_together_is_of_none_alone() {
    let sign =
        |image: usize| f64::from(levels(image).map(|level| u8::from(level >= LEVELS / 2)).iter().sum::<u8>() % 2);
    let told = measure(task(1, |_, image| [sign(image), 0.01]));
    assert_near(told.of_image, LN_2, 1e-9, "I(X;Z)");
    assert!(told.of_factors[0].iter().chain(&told.explained[0]).all(|share| share.abs() < 1e-9), "{told:?}");
}

#[test]
fn no_code_tells_more_than_there_is() {
    let mut rng = Rng::new(3, "codes");
    for scale in [1e-3, 0.1, 1.0, 10.0] {
        let values: Vec<[f64; 2]> =
            (0..3 * IMAGES).map(|_| [rng.normal() / scale, 0.2 + rng.uniform() * scale]).collect();
        let told = measure(task(3, |unit, image| values[unit * IMAGES + image]));
        assert!(told.of_image <= 3.0 * LN_8 + 1e-9 && told.of_image.is_finite(), "{told:?}");
        assert!(told.of_factors.iter().flatten().all(|of_factor| *of_factor <= LN_8 + 1e-9), "{told:?}");
        assert!(told.explained.iter().all(|shares| shares.iter().sum::<f64>() <= 1.0 + 1e-9), "{told:?}");
    }
}

#[test]
fn the_gap_is_of_the_two_units_that_tell_most() {
    let told = Telling {
        of_image: 0.0,
        of_factors: vec![[2.0, 0.0, 0.5], [0.5, 1.0, 0.0], [1.0, 1.0, 0.0]],
        explained: vec![],
    };
    assert_near(told.gap(), (1.0 + 0.0 + 0.5) / LN_8 / 3.0, 1e-12, "gap");
}

/// The default's two ends, for one seed.
#[test]
fn a_dear_code_is_left_with_three_units_and_a_silent_one_changes_little() {
    let replay = ran("betas=0.1,8&replicas=1");
    let verdicts = replay.verdicts(usize::MAX);
    assert_eq!(verdicts[0].ruling, Ruling::Held, "{:?}", verdicts[0]);
    assert_eq!(verdicts[1].ruling, Ruling::Held, "{:?}", verdicts[1]);
    assert_eq!(measured(&verdicts[0], "active units at β = 8"), 3.0);
    // No code tells more than ln 512, and at β = 0.1 it pays for far more.
    assert!(measured(&verdicts[1], "rate at the lowest β") > 2.0 * 3.0 * LN_8);
    let figures = replay.figures(usize::MAX);
    let pictures = |id: &str| match &figures.iter().find(|figure| figure.id == id).unwrap().body {
        Body::Images(images) => images.clone(),
        other => panic!("{other:?}"),
    };
    let apart = |images: &Images, a: usize, b: usize| {
        let pairs = grey(&images.tiles[a]).iter().zip(grey(&images.tiles[b]));
        pairs.map(|(a, b)| f64::from((a - b).abs())).sum::<f64>()
    };
    let traversal = pictures("traversal");
    let ends: Vec<f64> = (0..6).map(|row| apart(&traversal, row * 9, row * 9 + 8)).collect();
    // The decoder has hardly any weight left for units that were noise all along.
    let least = ends[..3].iter().copied().fold(f64::INFINITY, f64::min);
    assert!(least > 20.0 && ends[3..].iter().all(|pixels| *pixels < least / 5.0), "{ends:?}");
    // The image, what comes back at 0.1, and at 8.
    let images = pictures("images");
    assert!(apart(&images, 0, 1) < apart(&images, 0, 2), "{} {}", apart(&images, 0, 1), apart(&images, 0, 2));
    assert_eq!(images.tiles.iter().map(|tile| tile.chosen).collect::<Vec<_>>(), [false, false, true]);
}

#[test]
fn a_capacity_is_met_and_granted_little_by_little() {
    let replay = ran("mode=capacity&replicas=1");
    let verdict = &replay.verdicts(usize::MAX)[2];
    assert_eq!(verdict.ruling, Ruling::Held, "{verdict:?}");
    let figures = replay.figures(usize::MAX);
    let figure = figures.iter().find(|figure| figure.id == "training").unwrap();
    let Body::Chart(chart) = &figure.body else { panic!("{figure:?}") };
    let granted: Vec<&Vec<[f64; 2]>> = chart
        .marks
        .iter()
        .filter_map(|mark| match mark {
            Mark::Line { name, points, .. } if name == "granted" => Some(points),
            _ => None,
        })
        .collect();
    assert_eq!(granted.iter().map(|points| points.last().unwrap()[1]).collect::<Vec<_>>(), [2.0, 5.0, 10.0]);
    for points in granted {
        assert!(points[0][1] < 0.05 * points.last().unwrap()[1]);
        assert!(points.windows(2).all(|pair| pair[0][1] <= pair[1][1]));
        // Half of 40 epochs.
        let whole = points.iter().position(|point| point[1] == points.last().unwrap()[1]).unwrap();
        assert_near(points[whole][0], 20.0, 1.0, "epoch at which C is granted whole");
    }
}

/// Replicas share nothing: a β finds the same beside others as alone.
#[test]
fn models_do_not_touch_each_other() {
    let rate = |query: &str, label: &str| measured(&ran(query).verdicts(usize::MAX)[1], label);
    let common = "replicas=1&hidden=8&units=5&epochs=2&batch=128";
    let two = rate(&format!("betas=1,4&{common}"), "rate at the highest β");
    let three = rate(&format!("betas=0.1,2,4&{common}"), "rate at the highest β");
    assert_eq!(two, three);
}

const LONG: &str = "betas=1,4&epochs=160&look=4";

#[test]
fn claims_that_need_other_settings_say_so() {
    let open = |query: &str, claim: usize| match replay(page(), query, &[]).verdicts(0)[claim].ruling.clone() {
        Ruling::Open { why, settle } => (why, settle),
        other => panic!("{query}: {other:?}"),
    };
    for (query, claim, settle) in [
        ("betas=1,4", 0, ""),
        ("betas=0.1,16", 0, ""),
        ("units=4", 0, ""),
        ("mode=capacity", 0, ""),
        ("betas=1", 1, ""),
        ("mode=capacity", 1, ""),
        ("", 2, "mode=capacity"),
        ("mode=capacity&capacities=2,5", 2, "mode=capacity"),
        ("betas=0.1,4", 3, LONG),
        ("", 3, LONG),
        ("mode=capacity", 3, LONG),
    ] {
        assert_eq!(open(query, claim).1.as_deref(), Some(settle), "{query}, claim {claim}");
    }
    assert!(open(LONG, 3).1.is_none());
    assert!(open("", 0).1.is_none() && open("mode=capacity", 2).1.is_none());
}

#[test]
fn lists_are_refused_in_words() {
    for (key, text, part) in [
        ("betas", "1,x", "“x”"),
        ("betas", "0,1", "“0”"),
        ("betas", "", "“”"),
        ("betas", "1,2,1", "names one twice"),
        ("betas", "1,2,3,4,5,6,7,8,9", "9 numbers"),
        ("capacities", "2,NaN", "“NaN”"),
        ("capacities", "5,2000", "“2000”"),
    ] {
        let query = format!("{key}={text}");
        let (params, ignored) = page().resolve(&query);
        assert_eq!(params.get(key), None, "{query}");
        assert!(
            ignored.len() == 1 && ignored[0].key == key && ignored[0].message.contains(part),
            "{query}: {ignored:?}"
        );
        assert!(ignored[0].message.contains("allowed"), "{ignored:?}");
    }
    let config = Config { betas: "8,0.5,2".into(), ..Config::default() };
    assert_eq!(config.sweep(), [0.5, 2.0, 8.0]);
    // Nearest by ratio; past the last seed, the last.
    let looked_at = |look: f64, replica: usize| Config { look, replica, ..config.clone() }.looked_at();
    assert_eq!([looked_at(1.1, 1), looked_at(0.9, 2), looked_at(1e3, 6)], [(1, 0), (0, 1), (2, 2)]);
}

/// The ends of what is allowed neither panic nor leave the run without its frames.
#[test]
fn the_ends_of_the_ranges_run() {
    let short = "epochs=1&replicas=1&hidden=4";
    for query in [
        "units=1&batch=512&betas=1000&look=0.0001&mapped=12",
        "units=12&batch=8&betas=0.0001&rate=0.1&activation=relu&x=8&y=8&size=8&reach=6&replica=6",
        "mode=capacity&capacities=0.0001,1000&weight=1000&ramp=0&shape=diamond&batch=512",
        "mode=capacity&capacities=3&weight=1&ramp=1&shape=square&batch=512",
    ] {
        let replay = ran(&format!("{short}&{query}"));
        let verdicts = replay.verdicts(usize::MAX);
        assert!(verdicts.iter().flat_map(|verdict| &verdict.measured).all(|it| it.value.is_finite()), "{verdicts:?}");
        assert!(replay.figures(usize::MAX).iter().all(|figure| !matches!(figure.body, Body::Empty(_))), "{query}");
    }
}
