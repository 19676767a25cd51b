//! How long KSG 1 takes, and what it would take by comparing all points plainly.

use bottleneck_lab::{
    draws::Rng,
    estimators::{Settings, neighbours::ksg1},
    samples::{Pairs, Samples},
};
use divan::{Bencher, black_box};

/// Points, and coordinates of each side.
const SIZES: [(usize, usize); 6] = [(1024, 1), (4096, 1), (1024, 3), (4096, 3), (1024, 10), (4096, 10)];

fn main() {
    divan::main();
}

/// Normal pairs, every coordinate of X with one of Y of correlation 0.6.
fn pairs(n: usize, dim: usize) -> Pairs {
    let mut rng = Rng::new(1, "bench");
    let x: Vec<f64> = (0..n * dim).map(|_| rng.normal()).collect();
    let y = x.iter().map(|x| 0.6 * x + 0.8 * rng.normal()).collect();
    let side = |values| Samples::new(values, dim).expect("finite rows");
    Pairs::new(side(x), side(y)).expect("equally many rows")
}

#[divan::bench(args = SIZES)]
fn ksg1_of_three(bencher: Bencher, (n, dim): (usize, usize)) {
    let (pairs, settings) = (pairs(n, dim), Settings::defaults(ksg1::INFO.settings));
    bencher.bench(|| ksg1::estimate(black_box(&pairs), &settings, &mut Rng::new(1, "estimate")));
}

/// Every distance, sorted, and counted: what KSG 1 of one coordinate each does without an index.
#[divan::bench]
fn plainly_1024_1(bencher: Bencher) {
    let pairs = pairs(1024, 1);
    bencher.bench(|| {
        let (x, y) = (black_box(pairs.x().values()), pairs.y().values());
        let counts = (0..x.len()).map(|i| {
            let far = |j: usize| (x[i] - x[j]).abs().max((y[i] - y[j]).abs());
            let mut distances: Vec<f64> = (0..x.len()).filter(|j| *j != i).map(far).collect();
            distances.sort_unstable_by(f64::total_cmp);
            let inside = |side: &[f64]| side.iter().filter(|value| (side[i] - **value).abs() < distances[2]).count();
            inside(x) + inside(y)
        });
        counts.sum::<usize>()
    });
}
