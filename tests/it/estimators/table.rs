//! The table of estimators, their settings, and what every estimate carries.

use std::{cell::Cell, rc::Rc};

use bottleneck_lab::{
    draws::Rng,
    estimators::{ALL, Chosen, Effort, EstimateError, SettingKind, Setup, find},
    samples::{Pairs, Samples},
};
use futures::executor::block_on;

/// `n` pairs of correlated normals, one dimension each.
pub fn normal_pairs(n: usize, rho: f64, seed: u64) -> Pairs {
    let mut rng = Rng::new(seed, "pairs");
    let (mut x, mut y) = (Vec::new(), Vec::new());
    for _ in 0..n {
        let (first, second) = (rng.normal(), rng.normal());
        x.push(first);
        y.push(rho * first + (1.0 - rho * rho).sqrt() * second);
    }
    Pairs::new(Samples::new(x, 1).unwrap(), Samples::new(y, 1).unwrap()).unwrap()
}

#[test]
fn every_estimator_is_well_described() {
    for (i, estimator) in ALL.iter().enumerate() {
        let id = estimator.id;
        assert!(id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{id}");
        assert!(ALL[..i].iter().all(|other| other.id != id && other.name != estimator.name), "{id} stands twice");
        assert!(estimator.about.ends_with('.') && !estimator.source.is_empty(), "{id}");
        assert_eq!(find(id).map(|found| found.id), Some(id));
        // Panics where a row has no computation.
        bottleneck_lab::estimators::method(id);
        for setting in estimator.settings {
            match setting.kind {
                SettingKind::Number { default, range: [low, high] } => assert!(low <= default && default <= high),
                SettingKind::Count { default, range: [low, high] } => assert!(low <= default && default <= high),
                SettingKind::Choice(values) => assert!(values.len() > 1),
            }
        }
    }
}

#[test]
fn texts_come_back_as_they_went() {
    for estimator in ALL {
        let defaults = Chosen::new(estimator);
        assert_eq!(defaults.to_string(), estimator.id);
        for setting in estimator.settings {
            let (text, beyond) = match setting.kind {
                SettingKind::Number { range: [low, high], .. } => (low.to_string(), (high + 1.0).to_string()),
                SettingKind::Count { range: [low, high], .. } => (low.to_string(), (high + 1).to_string()),
                SettingKind::Choice(values) => (values[1].to_owned(), "nonsense".to_owned()),
            };
            let query = format!("{}?{}={text}", estimator.id, setting.key);
            let chosen = Chosen::parse(&query).unwrap();
            assert_eq!(Chosen::parse(&chosen.to_string()).unwrap().settings, chosen.settings);
            let refused = Chosen::parse(&format!("{}?{}={beyond}", estimator.id, setting.key)).unwrap_err();
            assert!(refused.to_string().contains(setting.key) && refused.to_string().contains("allowed"), "{refused}");
        }
        let refused = Chosen::parse(&format!("{}?nonsense=1", estimator.id)).unwrap_err().to_string();
        assert!(refused.contains("nonsense") && refused.contains(estimator.id), "{refused}");
    }
    let refused = Chosen::parse("ksg9?k=3").unwrap_err().to_string();
    assert!(refused.contains("ksg9") && refused.contains("gaussian"), "{refused}");
}

#[test]
fn an_estimate_carries_its_null_its_interval_and_its_time() {
    let clock = Rc::new(Cell::new(0.0));
    let setup = Setup {
        now: Rc::new({
            let clock = clock.clone();
            move || clock.replace(clock.get() + 250.0)
        }),
        ..Setup::plain()
    };
    let pairs = Rc::new(normal_pairs(2000, 0.6, 1));
    let chosen = Chosen::parse("gaussian").unwrap();
    let measured = |effort, seed| block_on(setup.measure(&chosen, &pairs, effort, seed)).unwrap();
    let effort = Effort { permutations: 100, subsamples: 40 };
    let estimate = measured(effort, 1);
    assert!((estimate.value - 0.2231).abs() < 0.04, "{estimate:?}");
    assert_eq!(estimate.seconds, 0.25);
    // 2 n Î is χ² of one degree of freedom where nothing is to find: its mean is 1, its 95 % point 3.84.
    let null = estimate.null.unwrap();
    assert!((null.mean * 4000.0 - 1.0).abs() < 0.5 && (null.point_95 * 4000.0 - 3.84).abs() < 1.8, "{null:?}");
    // The standard error of the maximum-likelihood estimate is ρ/√n.
    let interval = estimate.interval.unwrap();
    let reach = (interval.high - interval.low) / 2.0;
    assert!((reach / (1.96 * 0.6 / 2000f64.sqrt()) - 1.0).abs() < 0.4, "{interval:?}");
    assert!(((interval.low + interval.high) / 2.0 - estimate.value).abs() < 1e-12);
    assert_eq!(measured(effort, 1), estimate);
    assert_ne!(measured(effort, 2).null, estimate.null);
    let bare = measured(Effort { permutations: 0, subsamples: 0 }, 1);
    assert_eq!((bare.value, bare.null, bare.interval), (estimate.value, None, None));
}

#[test]
fn what_cannot_be_estimated_says_why() {
    let chosen = Chosen::parse("gaussian").unwrap();
    let read = |x: Vec<f64>, y: Vec<f64>| {
        let pairs = Pairs::new(Samples::new(x, 1).unwrap(), Samples::new(y, 1).unwrap()).unwrap();
        block_on(Setup::plain().read(&chosen, &Rc::new(pairs), Rng::new(1, "estimate"))).unwrap_err()
    };
    assert_eq!(read(vec![1.0], vec![2.0]), EstimateError::TooFew { n: 1, needed: 3 });
    assert!(read(vec![1.0; 9], (0..9).map(f64::from).collect()).to_string().contains("constant"));
}
