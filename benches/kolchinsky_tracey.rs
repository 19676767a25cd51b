//! How long the noise bounds and the bins of one layer take: 4096 inputs, as on the 12-bit task.

use bottleneck_lab::{
    draws::Rng,
    estimators::{
        bins::{fixed::FixedBins, floor},
        kernel::kolchinsky_tracey,
    },
};
use divan::{Bencher, black_box};

const INPUTS: usize = 4096;
const WIDTHS: [usize; 5] = [1, 3, 5, 10, 64];

fn main() {
    divan::main();
}

/// tanh of normal draws, `[INPUTS, width]`, and two classes.
fn layer(width: usize) -> (Vec<f32>, Vec<u8>) {
    let mut rng = Rng::new(1, "bench");
    let values = (0..INPUTS * width).map(|_| rng.normal().tanh() as f32).collect();
    (values, (0..INPUTS).map(|_| rng.below(2) as u8).collect())
}

#[divan::bench(args = WIDTHS)]
fn noise_bounds_small_noise(bencher: Bencher, width: usize) {
    let (values, labels) = layer(width);
    bencher.bench(|| kolchinsky_tracey::bounds(black_box(&values), width, &labels, 2, 1e-3));
}

#[divan::bench(args = WIDTHS)]
fn noise_bounds_large_noise(bencher: Bencher, width: usize) {
    let (values, labels) = layer(width);
    bencher.bench(|| kolchinsky_tracey::bounds(black_box(&values), width, &labels, 2, 1e-1));
}

#[divan::bench(args = WIDTHS)]
fn fixed_bins(bencher: Bencher, width: usize) {
    let (values, labels) = layer(width);
    bencher.bench(|| FixedBins::over_one(30).cells(black_box(&values), width).map(|cells| cells.information(&labels)));
}

#[divan::bench(args = WIDTHS)]
fn floor_bins_of_width_007(bencher: Bencher, width: usize) {
    let (values, labels) = layer(width);
    bencher.bench(|| floor::cells(black_box(&values), width, 0.07).map(|cells| cells.information(&labels)));
}
