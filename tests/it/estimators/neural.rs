//! The bounds' values, losses and slopes against formulas, and critics trained towards known answers.

use std::rc::Rc;

use bottleneck_lab::{
    draws::Rng,
    estimators::{
        Chosen, EstimateError, Reading, Setup,
        neural::{
            bounds::{self, Scores},
            critic::{Critic, Joint, Separable},
            losses::{self, Mine},
        },
    },
    nets::read,
    samples::{Pairs, Samples},
};
use burn::tensor::{Device, Tensor, TensorData};
use futures::executor::block_on;

use super::table::normal_pairs;

/// f = ln p(y|x)/p(y) of the first 64 pairs, correlated by 0.6.
fn oracle() -> Scores {
    let rows: Vec<[f64; 2]> = include_str!("../../oracles/g06.csv")
        .lines()
        .take(64)
        .map(|line| line.split_once(',').map(|(x, y)| [x.parse().unwrap(), y.parse().unwrap()]).unwrap())
        .collect();
    let r = 0.6f64;
    let spread = 1.0 - r * r;
    let score = |x: f64, y: f64| -0.5 * spread.ln() - (y - r * x) * (y - r * x) / (2.0 * spread) + y * y / 2.0;
    let values = rows.iter().flat_map(|[x, _]| rows.iter().map(move |[_, y]| score(*x, *y))).collect();
    Scores::new(values, 64)
}

fn assert_near(found: f64, expected: f64, tolerance: f64, of: &str) {
    assert!((found - expected).abs() <= tolerance, "{of}: {found} for {expected}");
}

#[test]
fn the_exact_critic_reads_the_reference_numbers() {
    let scores = oracle();
    let diagonal: Vec<f64> = scores.joint().collect();
    assert_near(diagonal.iter().sum::<f64>() / 64.0, 0.2300517964, 1e-9, "diagonal");
    for (of, found, expected) in [
        ("InfoNCE", bounds::infonce(&scores), 0.2335369031),
        ("DV", bounds::donsker_varadhan(&scores), 0.2372874248),
        ("NWJ of f", bounds::nwj(&scores), -0.1351754127),
        ("NWJ of f + 1", bounds::nwj_of_log_ratio(&scores), 0.2372613106),
        ("SMILE, τ = 1", bounds::smile(&scores, 1.0), 0.2192481717),
        ("SMILE, τ = 5", bounds::smile(&scores, 5.0), 0.2372701639),
        ("SMILE, τ = ∞", bounds::smile(&scores, f64::INFINITY), 0.2372874248),
        ("JS", bounds::jensen_shannon(&scores), -1.2461612011),
    ] {
        assert_near(found, expected, 1e-9, of);
    }
}

/// MINE's own denominator: each x with the next y alone.
#[test]
fn mine_with_one_partner_each_reads_the_reference_number() {
    let scores = oracle();
    let product: Vec<f64> = scores.product().collect();
    // Row i holds the partners 0, …, i − 1, i + 1, …: the next stands at i, and the last row's next is the first.
    let shifted = |i: usize| product[63 * i + if i == 63 { 0 } else { i }].exp();
    let joint = scores.joint().sum::<f64>() / 64.0;
    let found = joint - ((0..64).map(shifted).sum::<f64>() / 64.0).ln();
    assert_near(found, 0.1009688266, 1e-9, "MINE");
}

#[test]
fn vclub_reads_the_reference_number_and_is_its_double_sum() {
    let rows: Vec<Vec<f64>> = include_str!("../../oracles/g06.csv")
        .lines()
        .take(64)
        .map(|line| line.split(',').map(|value| value.parse().unwrap()).collect())
        .collect();
    let means: Vec<f64> = rows.iter().map(|row| 0.6 * row[0]).collect();
    let y: Vec<f64> = rows.iter().map(|row| row[1]).collect();
    assert_near(bounds::vclub(&means, &vec![0.64f64.ln(); 64], &y, 1), 0.6100565414, 1e-9, "vCLUB");

    let mut rng = Rng::new(1, "vclub");
    let mut draws = |n: usize| (0..n).map(|_| rng.normal()).collect::<Vec<f64>>();
    let (means, log_variances, y) = (draws(60), draws(60), draws(60));
    let density = |i: usize, j: usize| {
        let term = |d: usize| {
            let miss = y[3 * j + d] - means[3 * i + d];
            -0.5 * (miss * miss / log_variances[3 * i + d].exp() + log_variances[3 * i + d])
        };
        term(0) + term(1) + term(2)
    };
    let own = (0..20).map(|i| density(i, i)).sum::<f64>() / 20.0;
    let every = (0..400).map(|pair| density(pair / 20, pair % 20)).sum::<f64>() / 400.0;
    assert_near(bounds::vclub(&means, &log_variances, &y, 3), own - every, 1e-12, "double sum");
}

#[test]
fn batches_are_pooled_before_the_logarithm() {
    let scores = Scores::new(vec![1.0, 0.0, 2.0, 3.0, 5.0, -1.0, 0.5, 4.0], 2);
    assert_eq!(scores.joint().collect::<Vec<_>>(), [1.0, 3.0, 5.0, 4.0]);
    assert_eq!(scores.product().collect::<Vec<_>>(), [0.0, 2.0, -1.0, 0.5]);
    let product = [0.0, 2.0, -1.0, 0.5f64].map(f64::exp).iter().sum::<f64>() / 4.0;
    assert_near(bounds::donsker_varadhan(&scores), 13.0 / 4.0 - product.ln(), 1e-12, "DV");
    assert_near(bounds::wasserstein(&scores), 13.0 / 4.0 - 1.5 / 4.0, 1e-12, "Wasserstein");
    // Far beyond what an exponential holds.
    let far = Scores::new(vec![3000.0, 2000.0, -2000.0, 3000.0], 2);
    assert_near(bounds::donsker_varadhan(&far), 1000.0 + 2f64.ln(), 1e-9, "far");
    assert_near(bounds::infonce(&far), 2f64.ln(), 1e-12, "far");
}

fn trained_on() -> Device {
    Device::flex().autodiff()
}

fn tensor(values: &[f64], shape: [usize; 2]) -> Tensor<2> {
    let values: Vec<f32> = values.iter().map(|value| *value as f32).collect();
    Tensor::from_data(TensorData::new(values, shape), &trained_on())
}

fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f64> {
    block_on(read(tensor)).unwrap().into_iter().map(f64::from).collect()
}

/// Values against the bounds, slopes against the bounds' finite differences.
#[test]
fn losses_are_the_bounds_and_so_are_their_slopes() {
    type Case = (&'static str, fn(Tensor<2>) -> Tensor<1>, fn(&Scores) -> f64);
    let cases: [Case; 5] = [
        ("DV", losses::donsker_varadhan, bounds::donsker_varadhan),
        ("NWJ", losses::nwj, bounds::nwj),
        ("InfoNCE", losses::infonce, bounds::infonce),
        ("JS", losses::jensen_shannon, bounds::jensen_shannon),
        ("Wasserstein", losses::wasserstein, bounds::wasserstein),
    ];
    let mut rng = Rng::new(2, "scores");
    let scores: Vec<f64> = (0..25).map(|_| f64::from((1.5 * rng.normal()) as f32)).collect();
    for (of, loss, bound) in cases {
        let tracked = tensor(&scores, [5, 5]).require_grad();
        let found = loss(tracked.clone());
        assert_near(values(found.clone())[0], -bound(&Scores::new(scores.clone(), 5)), 2e-6, of);
        let slopes = values(tracked.grad(&found.backward()).unwrap());
        for (i, slope) in slopes.into_iter().enumerate() {
            let at = |shift: f64| {
                let mut moved = scores.clone();
                moved[i] += shift;
                bound(&Scores::new(moved, 5))
            };
            assert_near(slope, (at(-1e-5) - at(1e-5)) / 2e-5, 2e-6, &format!("{of}, slope {i}"));
        }
    }
}

#[test]
fn losses_stay_finite_where_their_bounds_do() {
    let far = [3000.0, 200.0, -2000.0, 3000.0];
    for (of, loss) in [
        ("DV", losses::donsker_varadhan as fn(Tensor<2>) -> Tensor<1>),
        ("InfoNCE", losses::infonce),
        ("JS", losses::jensen_shannon),
    ] {
        let tracked = tensor(&far, [2, 2]).require_grad();
        let found = loss(tracked.clone());
        let slopes = values(tracked.grad(&found.backward()).unwrap());
        assert!(values(found)[0].is_finite() && slopes.iter().all(|slope| slope.is_finite()), "{of}: {slopes:?}");
    }
}

/// −∇E_joint f + E_product[eᶠ ∇f] / average, the average in plain numbers.
#[test]
fn mines_slope_divides_by_the_average_of_all_steps() {
    let mut rng = Rng::new(3, "scores");
    let mut mine = Mine::new(0.75);
    let mut average: Option<f64> = None;
    for step in 0..4 {
        let scores: Vec<f64> = (0..16).map(|_| f64::from((f64::from(step) + rng.normal()) as f32)).collect();
        let product = |i: usize| i / 4 != i % 4;
        let now = (0..16).filter(|i| product(*i)).map(|i| scores[i].exp()).sum::<f64>() / 12.0;
        let divisor = average.map_or(now, |before| 0.75 * before + 0.25 * now);
        average = Some(divisor);
        let tracked = tensor(&scores, [4, 4]).require_grad();
        let loss = mine.loss(tracked.clone());
        let slopes = values(tracked.grad(&loss.backward()).unwrap());
        for (i, slope) in slopes.into_iter().enumerate() {
            let expected = if product(i) { scores[i].exp() / 12.0 / divisor } else { -0.25 };
            assert_near(slope, expected, 3e-6, &format!("step {step}, slope {i}"));
        }
    }
}

#[test]
fn the_likelihood_is_its_formula() {
    let (means, log_variances, y) = ([0.5f64, -1.0, 2.0, 0.0], [0.0f64, 1.0, -0.5, 0.3], [1.0, 1.5, 2.5, -0.7]);
    let term = |i: usize| 0.5 * ((y[i] - means[i]).powi(2) / log_variances[i].exp() + log_variances[i]);
    let found = losses::normal_surprise(tensor(&means, [2, 2]), tensor(&log_variances, [2, 2]), tensor(&y, [2, 2]));
    assert_near(values(found)[0], (0..4).map(term).sum::<f64>() / 2.0, 1e-6, "surprise");
}

/// Columns of random points: `[dim, n]`.
fn points(dim: usize, n: usize, rng: &mut Rng) -> Vec<f64> {
    (0..dim * n).map(|_| f64::from(rng.normal() as f32)).collect()
}

/// The whole matrix of scores has what each pair has alone.
#[test]
fn scores_of_a_batch_are_the_scores_of_its_pairs() {
    let mut rng = Rng::new(4, "critic");
    let critics = [
        Critic::Joint(Joint::new([3, 2], 8, &mut rng, &trained_on())),
        Critic::Separable(Separable::new([3, 2], 8, &mut rng, &trained_on())),
    ];
    let (x, y) = (points(3, 4, &mut rng), points(2, 5, &mut rng));
    for critic in critics {
        let all = values(critic.scores(tensor(&x, [3, 4]), tensor(&y, [2, 5])));
        for i in 0..4 {
            for j in 0..5 {
                let alone =
                    critic.scores(tensor(&[x[i], x[4 + i], x[8 + i]], [3, 1]), tensor(&[y[j], y[5 + j]], [2, 1]));
                assert_near(all[5 * i + j], values(alone)[0], 1e-5, "one pair");
            }
        }
    }
}

/// The written-out slope against burn's own first derivative, and its derivative against finite differences of it.
#[test]
fn slopes_by_the_inputs_are_the_backward_passes() {
    let mut rng = Rng::new(5, "critic");
    let critic = Joint::new([2, 3], 16, &mut rng, &trained_on());
    for _ in 0..10 {
        let x = tensor(&points(2, 1, &mut rng), [2, 1]).require_grad();
        let y = tensor(&points(3, 1, &mut rng), [3, 1]).require_grad();
        let gradients = critic.scores(x.clone(), y.clone()).backward();
        let by_all = values(x.grad(&gradients).unwrap()).into_iter().chain(values(y.grad(&gradients).unwrap()));
        let expected: f64 = by_all.map(|slope| slope * slope).sum();
        let found = values(critic.squared_slopes(x, y))[0];
        assert_near(found, expected, 1e-5 * expected.max(1.0), "‖∇f‖²");
    }
}

#[test]
fn the_penalty_is_the_mean_square_of_what_slopes_miss() {
    let squared = [4.0, 0.25, 1.0, 0.0];
    let tracked = tensor(&squared, [1, 4]).require_grad();
    let loss = losses::slope_penalty(tracked.clone());
    assert_near(values(loss.clone())[0], (1.0 + 0.25 + 0.0 + 1.0) / 4.0, 1e-5, "penalty");
    // d/ds (√s − 1)² = 1 − 1/√s
    let slopes = values(tracked.grad(&loss.backward()).unwrap());
    for (slope, expected) in slopes.iter().zip([0.5 / 4.0, -1.0 / 4.0, 0.0]) {
        assert_near(*slope, expected, 1e-5, "slope");
    }
    assert!(slopes[3].is_finite());
}

fn estimate(text: &str, pairs: Pairs, seed: u64) -> Result<Reading, EstimateError> {
    block_on(Setup::plain().read(&Chosen::parse(text).unwrap(), &Rc::new(pairs), Rng::new(seed, "estimate")))
}

const IDS: [&str; 8] = ["dv", "mine", "nwj", "infonce", "js", "smile", "vclub", "wdm"];

#[test]
#[ignore = "a table of speeds and readings at the defaults, for release builds"]
fn readings_at_the_defaults() {
    for rho in [0.75f64, 0.9, 0.0] {
        for id in IDS.iter().flat_map(|id| match *id {
            "vclub" => vec!["vclub".to_owned()],
            "wdm" => vec!["wdm".to_owned(), "wdm?loss=infonce".to_owned()],
            id => vec![id.to_owned(), format!("{id}?critic=separable")],
        }) {
            let began = std::time::Instant::now();
            let found: Vec<f64> =
                (1..=3).map(|seed| estimate(&id, normal_pairs(5000, rho, seed), seed).unwrap().value).collect();
            println!("{rho} {id}: {found:.4?} {:.2} s", began.elapsed().as_secs_f64() / 3.0);
        }
        println!("{}", -0.5 * (1.0 - rho * rho).ln());
    }
}
