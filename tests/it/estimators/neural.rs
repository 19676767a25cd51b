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
    nets::{read, train_step},
    samples::{Pairs, Samples},
};
use burn::{
    optim::{AdamConfig, ModuleOptimizer},
    tensor::{Device, Tensor, TensorData},
};
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

/// The written-out slope against burn's own first derivative.
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

/// The penalty's own slope by the weights: descending it alone makes ‖∇f‖ = 1 where the critic is looked at.
#[test]
fn the_penalty_teaches_a_critic_its_slope() {
    let mut rng = Rng::new(6, "critic");
    let mut critic = Joint::new([2, 1], 16, &mut rng, &trained_on());
    let mut optimizer: ModuleOptimizer = AdamConfig::new().init();
    let [x, y] = [tensor(&points(2, 32, &mut rng), [2, 32]), tensor(&points(1, 32, &mut rng), [1, 32])];
    let penalty = |critic: &Joint| losses::slope_penalty(critic.squared_slopes(x.clone(), y.clone()));
    let first = values(penalty(&critic))[0];
    for _ in 0..150 {
        let loss = penalty(&critic);
        critic = train_step(critic, loss, &mut optimizer, 0.01);
    }
    let last = values(penalty(&critic))[0];
    assert!(first > 0.05 && last < 0.01, "from {first} to {last}");
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

fn column(values: Vec<f64>) -> Samples {
    Samples::new(values, 1).unwrap()
}

/// A fair bit through a channel that flips one in ten; `unit` is the distance between 0 and 1.
fn binary_pairs(n: usize, unit: f64) -> Pairs {
    let mut rng = Rng::new(6, "bits");
    let x: Vec<f64> = (0..n).map(|_| unit * rng.below(2) as f64).collect();
    let y = x.iter().map(|x| if rng.uniform() < 0.1 { unit - x } else { *x }).collect();
    Pairs::new(column(x), column(y)).unwrap()
}

#[test]
fn trained_bounds_come_near_the_information() {
    for id in ["dv", "mine", "nwj", "infonce", "js", "js?value=dv", "smile", "dv?critic=separable"] {
        let found = estimate(
            &format!("{id}{}steps=250", if id.contains('?') { '&' } else { '?' }),
            normal_pairs(5000, 0.75, 1),
            1,
        );
        assert_near(found.unwrap().value, 0.413339, 0.05, id);
        let text = format!("{id}{}steps=60&batch=32", if id.contains('?') { '&' } else { '?' });
        assert_near(estimate(&text, normal_pairs(1000, 0.0, 2), 1).unwrap().value, 0.0, 0.05, id);
    }
    // E_joint f at exact f is ρ²/(1 − ρ²) for vCLUB.
    let found = estimate("vclub", normal_pairs(5000, 0.6, 1), 1).unwrap().value;
    assert!(0.2231 < found && (found - 0.5625).abs() < 0.08, "{found}");
}

/// The critic sees standardised columns: another unit, another origin, the same numbers up to single precision.
#[test]
fn units_change_no_reading_of_information() {
    let pairs = normal_pairs(600, 0.8, 3);
    let scaled = Pairs::new(
        pairs.x().map(|_, value| 4096.0 * value).unwrap(),
        pairs.y().map(|_, value| value / 1024.0).unwrap(),
    )
    .unwrap();
    for id in ["dv?steps=40", "vclub?steps=40"] {
        let read = |pairs: &Pairs| estimate(id, pairs.clone(), 1).unwrap().value;
        assert_near(read(&scaled), read(&pairs), 1e-9, id);
    }
}

#[test]
fn infonce_saturates_at_the_logarithm_of_its_batch() {
    let mut rng = Rng::new(7, "pairs");
    let (mut x, mut y) = (Vec::new(), Vec::new());
    for _ in 0..3 * 3000 {
        let (first, second) = (rng.normal(), rng.normal());
        x.push(first);
        y.push(0.98 * first + (1.0 - 0.98f64 * 0.98).sqrt() * second);
    }
    let truth = -1.5 * (1.0 - 0.98f64 * 0.98).ln();
    let ceiling = 8f64.ln();
    assert!(truth > 2.0 * ceiling);
    let pairs = Pairs::new(Samples::new(x, 3).unwrap(), Samples::new(y, 3).unwrap()).unwrap();
    let found = estimate("infonce?batch=8&steps=1500", pairs, 1).unwrap();
    assert!(ceiling - 0.3 <= found.value && found.value <= ceiling, "{found:?}");
    assert_eq!(found.ceiling.map(|ceiling| (ceiling.value, ceiling.name)), Some((libm::log(8.0), "ln B")));
}

#[test]
fn a_seed_decides_every_reading() {
    for id in IDS {
        let text = format!("{id}?steps=12&batch=16&width=8");
        let read = |seed| estimate(&text, normal_pairs(100, 0.5, 1), seed).unwrap();
        assert_eq!(read(1), read(1), "{id}");
        assert_ne!(read(1), read(2), "{id}");
    }
}

#[test]
fn the_wasserstein_dependency_of_a_binary_channel_is_known() {
    for unit in [1.0, 5.0] {
        let found = estimate("wdm", binary_pairs(4000, unit), 1).unwrap().value / unit;
        assert_near(found, 0.4, 0.04, "bits");
    }
    // InfoNCE pulls less at its critic than the dual problem does: some of the distance, never more.
    let found = estimate("wdm?loss=infonce", binary_pairs(4000, 1.0), 1).unwrap().value;
    assert!((0.1..0.44).contains(&found), "{found}");
}

/// X = Y uniform on 0, 1, 2, 3: by linear programming 1.0812851925.
#[test]
fn the_wasserstein_dependency_of_four_equal_values_is_known() {
    let values: Vec<f64> = (0..4000).map(|i| f64::from(i % 4)).collect();
    let pairs = Pairs::new(column(values.clone()), column(values)).unwrap();
    assert_near(estimate("wdm", pairs, 1).unwrap().value, 1.0812851925, 0.11, "identity");
}

#[test]
fn strange_data_give_a_reading_or_a_reason() {
    for n in 0..6usize {
        let values: Vec<f64> = (0..n).map(|i| i as f64).collect();
        for id in IDS {
            let pairs = Pairs::new(column(values.clone()), column(values.clone())).unwrap();
            let found = estimate(&format!("{id}?steps=5&width=4"), pairs, 1);
            match n {
                0..4 => assert_eq!(found, Err(EstimateError::TooFew { n, needed: 4 }), "{id}"),
                _ => assert!(found.unwrap().value.is_finite(), "{id}"),
            }
        }
    }
    for scale in [0.0, 1e-300, 1e300, 5e-324] {
        let values: Vec<f64> = (0..40).map(|i| scale * f64::from(i % 10)).collect();
        let other: Vec<f64> = (0..40).map(f64::from).collect();
        for id in IDS {
            let pairs = Pairs::new(column(values.clone()), column(other.clone())).unwrap();
            let found = estimate(&format!("{id}?steps=5&width=4&batch=8"), pairs, 1);
            assert!(found.as_ref().is_ok_and(|reading| reading.value.is_finite()), "{id} {scale}: {found:?}");
        }
    }
}

#[test]
fn what_fails_says_why() {
    let diverged = estimate("nwj?rate=1&steps=400&width=64", normal_pairs(400, 0.999, 1), 1).unwrap_err();
    assert!(matches!(&diverged, EstimateError::Training(why) if why.contains("rate")), "{diverged}");
    let huge = estimate("dv?batch=1024&width=256", normal_pairs(4000, 0.5, 1), 1).unwrap_err().to_string();
    assert!(huge.contains("1024") && huge.contains("allowed"), "{huge}");
}
