//! The Cauchy–Schwarz bottleneck: what its currency reads, what its cloud finds, and how it treats its data.

use bottleneck_lab::{
    draws::Rng,
    estimators::{Chosen, Setup, kernel::kolchinsky_tracey},
    experiments::{
        PAGES,
        cauchy_schwarz_ib::{Codes, information},
    },
    lab::{Page, Replay, Ruling, Verdict},
    plot::{Body, Mark},
    samples::{Pairs, Samples},
};
use futures::executor::block_on;
use std::rc::Rc;

use super::runs::{frames, replay, run};

fn page() -> &'static Page {
    PAGES.iter().find(|page| page.info.id == "cauchy-schwarz-ib").unwrap()
}

fn ran(query: &str) -> Box<dyn Replay> {
    assert_eq!(page().resolve(query).1, [], "{query}");
    replay(page(), query, &frames(&run(page(), query)))
}

fn verdict(replay: &dyn Replay, claim: &str) -> Verdict {
    replay.verdicts(usize::MAX).into_iter().find(|verdict| verdict.claim == claim).unwrap()
}

fn measured(verdict: &Verdict, label: &str) -> f64 {
    verdict.measured.iter().find(|measured| measured.label == label).unwrap_or_else(|| panic!("{label}")).value
}

fn normals(stream: &str, count: usize, scale: f64) -> Vec<f64> {
    let mut rng = Rng::new(5, stream);
    (0..count).map(|_| scale * rng.normal()).collect()
}

const N: usize = 320;
const DIM: usize = 8;

#[test]
fn exact_codes_read_the_bound_of_kolchinsky_and_tracey() {
    let means = normals("means", N * DIM, 3.0);
    let noise = 0.5;
    let spread = {
        let of = |unit: usize| {
            let column: Vec<f64> = means.iter().skip(unit).step_by(DIM).copied().collect();
            let mean = column.iter().sum::<f64>() / N as f64;
            column.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / N as f64
        };
        (0..DIM).map(of).sum::<f64>() / DIM as f64
    };
    let labels = vec![0; N];
    let expected = kolchinsky_tracey::bounds(&means, DIM, &labels, 1, noise * noise * spread).unwrap().upper.i_xt;
    let codes = |scale: f64, shift: f64| Codes {
        means: means.iter().map(|mean| scale * mean + shift).collect(),
        deviations: vec![0.0; N * DIM],
        dim: DIM,
    };
    for (scale, shift) in [(1.0, 0.0), (1e-3, 0.0), (1e3, -7.0)] {
        let found = information(&codes(scale, shift), noise);
        assert!((found - expected).abs() < 1e-9 && found < (N as f64).ln(), "{found} for {expected}");
    }
    assert_eq!(information(&codes(0.0, 2.0), noise), 0.0);
    // Nearly without noise every input is told apart.
    assert!((information(&codes(1.0, 0.0), 0.01) - (N as f64).ln()).abs() < 1e-9);
}

/// One unit with own noise, equally likely to be at ±1: what is told is ln 2 without noise and, at a deviation of 3, ½ ln(1 + 1/9) at most,
/// below which no bound from above may fall.
#[test]
fn noisy_codes_read_what_their_noise_leaves() {
    let code = |deviation: f64| Codes {
        means: (0..N).map(|i| if i % 2 == 0 { -1.0 } else { 1.0 }).collect(),
        deviations: vec![deviation; N],
        dim: 1,
    };
    let sharp = information(&code(0.05), 0.01);
    assert!((sharp - 2f64.ln()).abs() < 1e-6, "{sharp}");
    let readings = [0.3, 0.6, 1.0, 3.0].map(|deviation| information(&code(deviation), 0.01));
    assert!(readings.windows(2).all(|pair| pair[0] > pair[1]) && (0.05..0.12).contains(&readings[3]), "{readings:?}");
    // Inputs whose codes differ in nothing but their noise's size are told apart by it.
    let loud = Codes { means: vec![0.0; N], deviations: (0..N).map(|i| [0.1, 3.0][i % 2]).collect(), dim: 1 };
    assert!(information(&loud, 0.01) > 0.5 * 2f64.ln());
}

/// Why the normalised I_CS is no currency: a code that knows nothing of its input reads above 1.
#[test]
fn noise_alone_reads_above_one_in_normalised_quadratic_information() {
    let inputs = Samples::new(normals("inputs", N * 11, 1.0), 11).unwrap();
    let noise = Samples::new(normals("noise", N * DIM, 1.0), DIM).unwrap();
    let pairs = Rc::new(Pairs::new(inputs, noise).unwrap());
    let chosen = Chosen::parse("cs-qmi?form=normalised").unwrap();
    let found = block_on(Setup::plain().read(&chosen, &pairs, Rng::new(1, "none"))).unwrap().value;
    assert!(found > 1.0, "{found}");
    let codes = Codes { means: vec![0.0; N * DIM], deviations: vec![1.0; N * DIM], dim: DIM };
    assert!(information(&codes, 0.5).abs() < 1e-9);
}

#[test]
fn the_cloud_finds_both_modes_and_a_wide_kernel_does_not() {
    let quick = "objectives=mse&splits=1&epochs=1&particles=200";
    let replay_of = |seed: u32| ran(&format!("{quick}&seed={seed}"));
    for seed in 1..4 {
        let verdict = verdict(&*replay_of(seed), "finds-both-modes");
        assert_eq!(verdict.ruling, Ruling::Held, "{verdict:?}");
        assert!(measured(&verdict, "fallen by") > 0.95);
    }
    // Kernels as wide as the target's whole extent see little beyond its mean.
    let wide = verdict(&*ran(&format!("{quick}&particle_sigma=10")), "finds-both-modes");
    assert_eq!(wide.ruling, Ruling::DidNotHold, "{wide:?}");
}

/// The claim looks at step 500 however long the descent goes on, and waits for it.
#[test]
fn the_cloud_is_judged_at_its_step() {
    let quick = "objectives=mse&splits=1&epochs=1&particles=40";
    let (long, short) = (ran(&format!("{quick}&particle_steps=1200")), ran(&format!("{quick}&particle_steps=20")));
    let label = |verdict: &Verdict| verdict.measured.iter().map(|it| it.label.clone()).collect::<Vec<_>>();
    let late = label(&verdict(&*long, "finds-both-modes"));
    assert!(late.contains(&"D_CS at step 498".to_owned()), "{late:?}");
    let open = verdict(&*short, "finds-both-modes");
    assert!(matches!(&open.ruling, Ruling::Open { settle: Some(settle), .. } if settle == "particle_steps=500"));
}

#[test]
fn a_small_sweep_reaches_parity_and_compresses() {
    let replay = ran("objectives=mse%2Bcs&epochs=12&hidden=16&particles=20&particle_steps=1");
    let parity = verdict(&*replay, "parity");
    assert_eq!(parity.ruling, Ruling::Held, "{parity:?}");
    assert!((0.7..0.9).contains(&measured(&parity, "RMSE of squared error")), "{parity:?}");
    let compresses = verdict(&*replay, "beta-compresses");
    assert_eq!(compresses.ruling, Ruling::Held, "{compresses:?}");
}

/// A Gaussian's likelihood with a learned variance predicts as squared error does, by another path.
#[test]
fn kl_is_another_way_to_the_mean() {
    let frames = ran("objectives=mse%2Bkl&epochs=12&hidden=16&particles=20&particle_steps=1").to_json();
    let error = |objective: &str| {
        let outcomes = frames.as_array().unwrap().iter().filter_map(|frame| frame.get("Outcome"));
        let own: Vec<_> = outcomes.filter(|outcome| outcome["objective"] == objective).collect();
        assert_eq!(own.len(), 1, "{objective} has no β to sweep");
        let test = own[0]["test"].as_array().unwrap();
        test.iter().map(|value| value.as_f64().unwrap()).sum::<f64>() / test.len() as f64
    };
    let [squared, likely] = ["SquaredError", "KullbackLeibler"].map(error);
    assert!(squared != likely && (likely / squared - 1.0).abs() < 0.05, "{squared} {likely}");
}

/// Where the target's noise is known, it is drawn: 1 in a deviation of about √24.8.
#[test]
fn known_noise_is_a_floor() {
    let replay = ran("objectives=mse&epochs=1&splits=2&particles=10&particle_steps=1&data=friedman");
    let figures = replay.figures(usize::MAX);
    let Body::Chart(chart) = &figures.iter().find(|figure| figure.id == "errors").unwrap().body else { panic!() };
    let floor = chart.marks.iter().find_map(|mark| match mark {
        Mark::Level { name, at, .. } if name == "the target's noise" => Some(*at),
        _ => None,
    });
    assert!((floor.unwrap() - 0.2).abs() < 0.02, "{floor:?}");
}

/// Nothing is decided by three β, nor without a rival.
#[test]
fn a_trade_off_wants_ten_betas() {
    let quick = "epochs=1&splits=1&hidden=4&width=2&particles=10&particle_steps=1&data=friedman&batch=256";
    let of = |query: &str| verdict(&*ran(&format!("{quick}&{query}")), "best-trade-off");
    let three = of("objectives=cs%2Bvib%2Bnib");
    assert!(matches!(&three.ruling, Ruling::Open { settle: Some(settle), .. } if settle == "betas=ten"), "{three:?}");
    assert!(matches!(of("betas=ten&objectives=mse%2Bcs").ruling, Ruling::Open { .. }));
    let ten = of("betas=ten&objectives=cs%2Bvib%2Bnib");
    assert!(measured(&ten, "Cauchy–Schwarz solutions") == 9.0, "{ten:?}");
    let beaten = measured(&ten, "beaten in both");
    assert_eq!(ten.ruling, if beaten == 0.0 { Ruling::Held } else { Ruling::DidNotHold });
}

/// HSIC at β = 0 is squared error, from the same weights on the same batches.
#[test]
fn without_a_price_hsic_is_squared_error() {
    let replay = ran("objectives=mse%2Bhsic&betas=one&beta=0&epochs=2&splits=2&particles=10&particle_steps=1");
    let figures = replay.figures(usize::MAX);
    let Body::Table(table) = &figures.iter().find(|figure| figure.id == "numbers").unwrap().body else { panic!() };
    assert_eq!((table.rows.len(), &table.rows[0][2..]), (2, &table.rows[1][2..]));
}

/// The ends of the ranges, each with the rest small.
#[test]
fn extreme_settings_end_in_words_or_numbers() {
    let quick = "epochs=1&splits=1&hidden=4&width=2&particles=12&particle_steps=6&data=friedman&batch=128";
    for extreme in [
        "sigma_x=0.01&sigma_y=0.01&sigma_t=0.01",
        "sigma_x=100&sigma_y=100&sigma_t=100&formula=released",
        "width=1&hidden=1&decoder=hidden",
        "validation_share=0.4&test_share=0.4&batch=256&nib_noise=fixed",
        "betas=one&beta=10&median=true&formula=released",
        "particle_rate=0.6&particle_sigma=0.3&measuring_noise=0.01",
        "particles=10&particle_sigma=10&measuring_noise=2&currency=dependence",
    ] {
        // A later value of a key takes the place of an earlier one.
        let mut params = page().resolve(quick).0;
        for (key, value) in extreme.split('&').filter_map(|pair| pair.split_once('=')) {
            page().set(&mut params, key, value).unwrap();
        }
        let replay = ran(&params.to_query());
        for figure in replay.figures(usize::MAX) {
            assert!(!matches!(figure.body, Body::Empty(_)), "{extreme}: {}", figure.id);
        }
    }
    let (_, ignored) = page().resolve("objectives=none");
    assert!(ignored[0].message.contains("objectives") && ignored[0].message.contains("at least one"), "{ignored:?}");
}
