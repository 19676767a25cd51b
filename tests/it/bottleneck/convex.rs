//! Convex prices of information, against their closed forms for a deterministic Y and against the linear sweep.

use bottleneck_lab::{
    bottleneck::{Encoder, Price, PricedProblem, Sweep},
    draws::Rng,
    measures::{Joint, entropy},
};

const PRICES: [Price; 5] = [
    Price::Linear,
    Price::Squared,
    Price::Power { a: 0.5 },
    Price::Exponential { eta: 1.0, shift: 0.0 },
    Price::Exponential { eta: 20.0, shift: 0.7 },
];

/// Y = f(X), with inputs and classes of unlike size.
fn deterministic(inputs: usize, classes: usize, rng: &mut Rng) -> Joint {
    let mut cell = |x: usize, y: usize| if x % classes == y { 0.2 + rng.uniform() } else { 0.0 };
    let rows: Vec<Vec<f64>> = (0..inputs).map(|x| (0..classes).map(|y| cell(x, y)).collect()).collect();
    Joint::from_weights(&rows).unwrap()
}

fn starts(inputs: usize, rng: &mut Rng) -> [Encoder; 3] {
    let mut random = |of: &dyn Fn(f64) -> f64| {
        Encoder::from_weights((0..inputs * inputs).map(|_| of(rng.uniform())).collect(), inputs)
    };
    let wild = random(&|u| u.powi(3) + 1e-3);
    [Encoder::near_identity(inputs, 0.95), wild, random(&|u| 1.0 + 0.05 * u)]
}

#[test]
fn slopes_are_derivatives_of_prices() {
    for price in PRICES {
        for rate in [0.1, 0.7, 1.3] {
            let slope = (price.of(rate + 1e-5) - price.of(rate - 1e-5)) / 2e-5;
            assert!((price.slope(rate) / slope - 1.0).abs() < 1e-7, "{price:?} at {rate}: {slope}");
        }
    }
}

/// The best of all rates on a fine grid, where every nat bought is a nat told up to H(Y).
#[test]
fn closed_forms_are_the_least_on_the_line() {
    let h_y = 1.2;
    for price in PRICES {
        for beta in [0.1, 0.3, 0.6, 0.9, 1.1, 2.0] {
            let value = |rate: f64| beta * price.of(rate) - rate;
            let grid = (0..=12_000).map(|i| f64::from(i) * 1e-4);
            let best = grid.min_by(|a, b| value(*a).total_cmp(&value(*b))).unwrap();
            let found = price.deterministic_rate(beta, h_y);
            assert!((found - best).abs() <= 1e-4, "{price:?}, β = {beta}: {found} {best}");
        }
    }
}

#[test]
fn the_best_of_three_starts_is_the_closed_form() {
    let mut rng = Rng::new(1, "tables");
    for (inputs, classes) in [(8, 4), (5, 2), (6, 6)] {
        let joint = deterministic(inputs, classes, &mut rng);
        let h_y = entropy(&joint.p_y());
        for price in PRICES {
            for i in 0..10 {
                let beta = 0.1 * 30f64.powf(f64::from(i) / 9.0);
                let problem = PricedProblem { joint: &joint, price, beta };
                let expected = price.deterministic_rate(beta, h_y);
                let solved = starts(inputs, &mut rng).map(|start| {
                    let solution = problem.solve(&start);
                    assert!((solution.value - problem.value(&solution.encoder)).abs() < 1e-12);
                    assert!(solution.value <= problem.value(&start), "{price:?}, β = {beta}: {solution:?}");
                    solution
                });
                // One code for each class to begin with is enough.
                let best = solved.iter().min_by(|a, b| a.value.total_cmp(&b.value)).unwrap();
                for solution in [best, &solved[0]] {
                    let (rate, kept) = (solution.encoder.i_xt(&joint), solution.encoder.i_ty(&joint));
                    let at = format!("{inputs} × {classes}, {price:?}, β = {beta}, {}", solution.iterations);
                    assert!(
                        (rate - expected).abs() < 1e-4 && (kept - expected).abs() < 1e-4,
                        "{at}: {rate} {kept} {expected}"
                    );
                }
            }
        }
    }
}

/// Where the curve bends, the optimum of a convex price is that of the linear one with its slope.
#[test]
fn a_convex_price_is_a_linear_one_at_its_own_slope() {
    let joint = Joint::four_by_four();
    let mut rng = Rng::new(2, "starts");
    for price in [Price::Squared, Price::Power { a: 1.7 }, Price::Exponential { eta: 2.0, shift: 0.0 }] {
        for beta in [0.02, 0.05, 0.1] {
            let problem = PricedProblem { joint: &joint, price, beta };
            let solved = starts(4, &mut rng).map(|start| problem.solve(&start));
            let best = solved.iter().min_by(|a, b| a.value.total_cmp(&b.value)).unwrap();
            let rate = best.encoder.i_xt(&joint);
            let slope = beta * price.slope(rate);
            let linear = Sweep::new(&joint, 1.0, Rng::new(1, "starts")).at(1.0 / slope);
            let own = rate - best.encoder.i_ty(&joint) / slope;
            assert!((own - linear.lagrangian).abs() < 1e-6, "{price:?}, β = {beta}: {own} {}", linear.lagrangian);
        }
    }
}
