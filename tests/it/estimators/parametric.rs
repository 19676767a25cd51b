//! Estimators that assume a shape: Gaussians, Gaussian copulas, linear predictors.

use bottleneck_lab::{
    draws::Rng,
    estimators::EstimateError,
    measures::{bivariate_information, normal_quantile},
    samples::{Pairs, Samples},
};

use super::{
    oracles::{Representation, oracle, pairs, read, representation, value},
    table::normal_pairs,
};

#[test]
fn gaussian_information_finds_the_reference_numbers() {
    for (name, nats) in [("g06", 0.2309965084), ("g09", 0.8048789453), ("g3d", 0.6946114441)] {
        let found = value("gaussian", &oracle(name));
        assert!((found - nats).abs() < 1e-9, "{name}: {found}");
    }
}

/// One column of Y from one of X: −½ ln(1 − r²), r the sample's own correlation, whatever lines the columns went through.
#[test]
fn gaussian_information_is_that_of_the_correlation() {
    let both = normal_pairs(300, 0.7, 3);
    let (x, y): (Vec<f64>, Vec<f64>) = both.x().column(0).zip(both.y().column(0)).unzip();
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (mean_x, mean_y) = (mean(&x), mean(&y));
    let sum = |of: &dyn Fn(f64, f64) -> f64| x.iter().zip(&y).map(|(x, y)| of(x - mean_x, y - mean_y)).sum::<f64>();
    let rho = sum(&|x, y| x * y) / (sum(&|x, _| x * x) * sum(&|_, y| y * y)).sqrt();
    assert!((value("gaussian", &both) - bivariate_information(rho)).abs() < 1e-12);
    assert!((value("linear-v", &both) - bivariate_information(rho)).abs() < 1e-12);
    assert!((value("linear-v?form=r2", &both) - rho * rho).abs() < 1e-12);
    let moved = Pairs::new(both.x().map(|_, x| 5.0 - 1e3 * x).unwrap(), both.y().clone()).unwrap();
    assert!((value("gaussian", &moved) - bivariate_information(rho)).abs() < 1e-9);
}

#[test]
fn linear_predictors_find_the_reference_numbers() {
    let Representation { inputs, tanh, .. } = representation();
    let x = Samples::new(inputs, 4).unwrap();
    let t = Samples::new(tanh, 3).unwrap();
    let mut sum = 0.0;
    for (unit, expected) in [0.9580547878, 0.9359356329, 0.9579594828].into_iter().enumerate() {
        let both = Pairs::new(x.clone(), Samples::new(t.column(unit).collect(), 1).unwrap()).unwrap();
        let found = value("linear-v?form=r2", &both);
        assert!((found - expected).abs() < 1e-9, "unit {unit}: {found}");
        // For one column, the two forms are one number.
        assert!((value("linear-v", &both) + 0.5 * (1.0 - found).ln()).abs() < 1e-9);
        sum += expected;
    }
    let all = value("linear-v?form=r2", &Pairs::new(x, t).unwrap());
    assert!((all - sum / 3.0).abs() < 1e-9, "{all}");
}

#[test]
fn linear_predictors_are_not_led_astray_by_columns_that_repeat() {
    let both = normal_pairs(100, 0.5, 4);
    let twice: Vec<f64> = both.x().column(0).flat_map(|x| [x, 2.0 * x + 1.0]).collect();
    let doubled = Pairs::new(Samples::new(twice, 2).unwrap(), both.y().clone()).unwrap();
    assert!((value("linear-v", &doubled) - value("linear-v", &both)).abs() < 1e-9);
    let exact = Pairs::new(both.x().clone(), both.x().map(|_, x| 3.0 * x).unwrap()).unwrap();
    assert!(read("linear-v", &exact).unwrap_err().to_string().contains("follows exactly"));
    assert!((value("linear-v?form=r2", &exact) - 1.0).abs() < 1e-12);
}

/// A copula knows ranks alone, so that no increasing map is seen, bit for bit.
#[test]
fn copulas_do_not_see_maps_that_keep_order() {
    let both = oracle("g09");
    let found = value("copula", &both);
    assert!((found - bivariate_information(0.9)).abs() < 0.06, "{found}");
    let maps: [fn(usize, f64) -> f64; 4] =
        [|_, x| x * x * x, |_, x| x.exp(), |_, x| x.asinh(), |_, x| 1e-200 * x + 1e-190];
    for map in maps {
        let mapped = Pairs::new(both.x().map(map).unwrap(), both.y().map(|_, y| y.atan()).unwrap()).unwrap();
        assert_eq!(value("copula", &mapped), found);
    }
    // Where the margins are not normal, the plain Gaussian misses what the copula sees.
    let cubed = Pairs::new(both.x().map(|_, x| x.exp().exp().min(1e300)).unwrap(), both.y().clone()).unwrap();
    assert!(value("gaussian", &cubed) < 0.5 * value("copula", &cubed));
}

#[test]
fn ties_share_their_mean_rank() {
    let mut rng = Rng::new(5, "ties");
    let values: Vec<f64> = (0..200).map(|_| rng.below(4) as f64).collect();
    let relabelled: Vec<f64> = values.iter().map(|value| value * value + 7.0).collect();
    let other: Vec<f64> = values.iter().map(|value| value + rng.normal()).collect();
    let found = [values.clone(), relabelled].map(|x| value("copula", &pairs(x, 1, other.clone(), 1)));
    assert_eq!(found[0], found[1]);
    // The order of the rows is not in it.
    let reversed = pairs(values.iter().rev().copied().collect(), 1, other.iter().rev().copied().collect(), 1);
    assert!((value("copula", &reversed) - found[0]).abs() < 1e-12);
}

#[test]
fn what_has_no_shape_is_refused() {
    for text in ["gaussian", "copula", "linear-v"] {
        for n in 0..3 {
            let few = pairs(vec![0.5; n], 1, (0..n).map(|i| i as f64).collect(), 1);
            assert!(matches!(read(text, &few), Err(EstimateError::TooFew { .. })), "{text}, {n}");
        }
    }
    let constant = pairs((0..9).map(f64::from).collect(), 1, vec![2.0; 9], 1);
    for text in ["gaussian", "copula", "linear-v"] {
        assert!(matches!(read(text, &constant), Err(EstimateError::Unsuited(_))), "{text}");
    }
    for scale in [1e-150, 1e150] {
        let both = normal_pairs(100, 0.6, 6);
        let scaled = Pairs::new(both.x().map(|_, x| scale * x).unwrap(), both.y().clone()).unwrap();
        assert!((value("linear-v", &scaled) - value("linear-v", &both)).abs() < 1e-6, "{scale}");
        assert_eq!(value("copula", &scaled), value("copula", &both));
    }
}

#[test]
fn normal_quantiles_are_those_of_the_tables() {
    for (p, quantile) in [
        (0.5, 0.0),
        (0.841_344_746_068_542_9, 1.0),
        (0.975, 1.959_963_984_540_054),
        (0.999, 3.090_232_306_167_813_5),
        (1e-10, -6.361_340_902_404_056),
    ] {
        assert!((normal_quantile(p) - quantile).abs() < 1e-9, "{p}: {}", normal_quantile(p));
    }
    for step in 1..1000 {
        let p = f64::from(step) / 1000.0;
        let back = 0.5 * libm::erfc(-normal_quantile(p) / std::f64::consts::SQRT_2);
        assert!((back - p).abs() < 1e-12, "{p} {back}");
        assert!((normal_quantile(p) + normal_quantile(1.0 - p)).abs() < 1e-9);
    }
}
