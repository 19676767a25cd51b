//! What training a sweep side by side saves: a step of thirty bottlenecks as one module, and of one alone.

use bottleneck_lab::{
    datasets::digits,
    nets::{
        Activation, InitialScale, StackConfig, read,
        variational::{
            BottleneckConfig, Compression, Likelihood, Objective, Penalty, PriorKind, Rows, Spread, Sweep, Training,
        },
    },
};
use burn::tensor::Device;
use divan::{Bencher, counter::ItemsCount};
use futures::executor::block_on;

/// The default sweep of the price of a bit.
const BETAS: [f64; 10] = [0.0, 1e-4, 1e-3, 1e-2, 0.03, 0.1, 0.3, 0.7, 1.0, 1.5];
const STEPS: usize = 5;

fn main() {
    divan::main();
}

#[divan::bench]
fn thirty_networks_side_by_side(bencher: Bencher) {
    steps(bencher, 3, &BETAS);
}

#[divan::bench]
fn one_network_alone(bencher: Bencher) {
    steps(bencher, 1, &[1e-3]);
}

fn steps(bencher: Bencher, seeds: u64, betas: &[f64]) {
    let data = digits::load();
    let mut targets = vec![0f32; data.n() * data.classes()];
    let labels = data.labels().iter().enumerate();
    labels.for_each(|(row, label)| targets[row * data.classes() + usize::from(*label)] = 1.0);
    let rows = Rows { inputs: data.inputs().to_vec(), targets, n: data.n() };
    let stack = |widths: &[usize]| StackConfig {
        widths: widths.to_vec(),
        activation: Activation::Relu,
        initial: InitialScale::Xavier,
    };
    let config = BottleneckConfig {
        encoder: stack(&[64, 64, 64, 16]),
        decoder: stack(&[8, 10]),
        spread: Spread::Softplus { offset: 5.0 },
        compression: Compression::Divergence(PriorKind::Standard),
        likelihood: Likelihood::Categorical,
    };
    let training = Training { batch: 100, draws: 1, adam_beta_1: 0.5, average: 0.0 };
    let groups = (0..seeds).map(|seed| (seed, (0..data.n()).collect())).collect();
    let mut sweep = Sweep::new(&config, training, groups, betas, &Device::flex());
    let objective = Objective { penalty: Penalty::Linear, free_nats: 0.0 };
    sweep.shuffle();
    bencher.counter(ItemsCount::new(STEPS)).bench_local(|| {
        let losses = (0..STEPS).map(|index| sweep.step(index, &rows, &objective, 1.0, 1e-3)).last();
        losses.map(|losses| block_on(read(losses)))
    });
}
