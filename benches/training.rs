//! How long a training step takes natively: the 12-bit task's network, and one that fills a core.

use bottleneck_lab::{
    draws::Rng,
    nets::{Activation, InitialScale, MlpConfig, cross_entropy, read, train_step},
};
use burn::{
    optim::{AdamConfig, ModuleOptimizer},
    tensor::{Device, Tensor, TensorData},
};
use divan::{Bencher, counter::ItemsCount};
use futures::executor::block_on;

/// Steps a sample, the last one's loss read, as a run does at the end of an epoch.
const STEPS: usize = 7;

fn main() {
    divan::main();
}

#[divan::bench]
fn twelve_bit_network_batch_512(bencher: Bencher) {
    steps(bencher, &[12, 10, 7, 5, 4, 3, 2], Activation::Tanh, 512);
}

#[divan::bench(sample_count = 10)]
fn wide_network_batch_128(bencher: Bencher) {
    steps(bencher, &[784, 1024, 1024, 10], Activation::Relu, 128);
}

fn steps(bencher: Bencher, widths: &[usize], activation: Activation, batch: usize) {
    let device = Device::flex().autodiff();
    let config = MlpConfig { widths: widths.to_vec(), activation, initial: InitialScale::FanIn };
    let mut model = Some(config.init(&mut Rng::new(1, "weights"), &device));
    let mut optimizer: ModuleOptimizer = AdamConfig::new().init();
    let (inputs, classes) = (widths[0], widths[widths.len() - 1]);
    let mut rng = Rng::new(1, "bench");
    let columns: Vec<f32> = (0..inputs * batch).map(|_| rng.below(2) as f32).collect();
    let mut one_hot = vec![0f32; classes * batch];
    (0..batch).for_each(|i| one_hot[rng.below(classes) * batch + i] = 1.0);
    bencher.counter(ItemsCount::new(STEPS)).bench_local(|| {
        let mut latest = None;
        for _ in 0..STEPS {
            let trained = model.take().expect("every step puts the model back");
            let inputs = Tensor::<2>::from_data(TensorData::new(columns.clone(), [inputs, batch]), &device);
            let targets = Tensor::<2>::from_data(TensorData::new(one_hot.clone(), [classes, batch]), &device);
            let loss = cross_entropy(trained.forward(inputs), targets);
            latest = Some(loss.clone().inner());
            model = Some(train_step(trained, loss, &mut optimizer, 4e-4));
        }
        latest.map(|loss| block_on(read(loss)))
    });
}
