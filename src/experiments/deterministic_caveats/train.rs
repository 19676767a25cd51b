//! Networks with a noisy code on the digits: under each price a sweep over β, and what an exponential does to weights.

use burn::{
    module::Module,
    optim::AdamConfig,
    tensor::{Device, Tensor},
};

use super::{Config, Frame, Network, Overflow, Trained, config::Kind, solve::Work};
use crate::{
    datasets::{Split, digits},
    draws::Rng,
    lab::RunError,
    measures::entropy,
    nets::{
        Activation, InitialScale, StackConfig, read, train_step,
        variational::{
            Batches, Bottleneck, BottleneckConfig, Compression, Likelihood, Objective, Panel, Penalty, PriorKind, Rows,
            Spread, Sweep, Training,
        },
    },
};

/// Of the digits, this share is trained on: 1297 of 1797.
const TRAIN_SHARE: f64 = 0.7218;
const TRAINING: Training = Training { batch: 100, draws: 1, adam_beta_1: 0.5, average: 0.0 };
/// Alemi et al.'s released code begins with deviations of softplus(−5).
const OFFSET: f64 = 5.0;
const DECAY: f64 = 0.97;
/// How often a price's networks are measured while they learn.
const RECORDS: u32 = 20;
/// Prices e^(η r) that are tried for overflow, and the rate at which a capped one would rest on the straight line.
pub const ETAS: [f64; 4] = [0.5, 1.0, 2.0, 4.0];
pub const AIMED_AT: f64 = 1.0;

/// The digits as the networks see them, with one split a seed.
struct Data {
    rows: Rows,
    labels: Vec<u8>,
    train: Vec<(u64, Vec<usize>)>,
    test: Vec<(u64, Vec<usize>)>,
}

/// Training steps of a whole run.
pub fn steps(config: &Config) -> u64 {
    let kinds = config.trained_kinds().len() as u64;
    if kinds == 0 {
        return 0;
    }
    let n: usize = digits::CLASS_COUNTS.iter().sum();
    let trained = (n as f64 * TRAIN_SHARE).round() as u64;
    (kinds + ETAS.len() as u64) * u64::from(config.epochs) * (trained / TRAINING.batch as u64)
}

pub async fn run(config: &Config, work: &mut Work, device: &Device) -> Result<(), RunError> {
    let kinds = config.trained_kinds();
    if kinds.is_empty() {
        return Ok(());
    }
    let data = Data::load(config);
    let network = network(config);
    for kind in &kinds {
        sweep(config, &data, &network, *kind, work, device).await?;
    }
    for eta in ETAS {
        let overflow = overflow(config, &data, &network, eta, work, device).await?;
        work.outbox.send(&Frame::Overflow(overflow)).await?;
    }
    Ok(())
}

impl Data {
    fn load(config: &Config) -> Self {
        let data = digits::load();
        // Pixels from −1 to 1, as in Alemi et al.'s released code.
        let inputs = data.inputs().iter().map(|pixel| 2.0 * pixel - 1.0).collect();
        let (n, classes) = (data.labels().len(), data.classes());
        let mut targets = vec![0f32; n * classes];
        data.labels().iter().enumerate().for_each(|(row, label)| targets[row * classes + usize::from(*label)] = 1.0);
        let splits = config.seeds().into_iter().map(|seed| {
            let seed = u64::from(seed);
            (seed, Split::shuffled(n, TRAIN_SHARE, &mut Rng::new(seed, "split")))
        });
        let (train, test) = splits.map(|(seed, split)| ((seed, split.train), (seed, split.test))).unzip();
        Self { rows: Rows { inputs, targets, n }, labels: data.labels().to_vec(), train, test }
    }

    /// H(Y) of some rows in nats.
    fn label_entropy(&self, members: &[usize]) -> f64 {
        let mut counts = [0usize; digits::CLASS_COUNTS.len()];
        members.iter().for_each(|row| counts[usize::from(self.labels[*row])] += 1);
        entropy(&counts.map(|count| count as f64 / members.len() as f64))
    }
}

fn network(config: &Config) -> BottleneckConfig {
    let spread = Spread::Softplus { offset: OFFSET };
    let stack = |widths| StackConfig { widths, activation: Activation::Relu, initial: InitialScale::Xavier };
    BottleneckConfig {
        encoder: stack(vec![digits::PIXELS, config.hidden, config.hidden, spread.heads(config.dimensions)]),
        decoder: stack(vec![config.dimensions, digits::CLASS_COUNTS.len()]),
        spread,
        compression: Compression::Divergence(PriorKind::Standard),
        likelihood: Likelihood::Categorical,
    }
}

async fn sweep(
    config: &Config,
    data: &Data,
    network: &BottleneckConfig,
    kind: Kind,
    work: &mut Work,
    device: &Device,
) -> Result<(), RunError> {
    let betas = config.trained_betas();
    let mut sweep = Sweep::new(network, TRAINING, data.train.clone(), &betas, device);
    let train = Panel::new(&data.rows, &data.train, config.dimensions, 1, device);
    let test = Panel::new(&data.rows, &data.test, config.dimensions, 1, device);
    let objective = Objective { penalty: config.penalty(kind), free_nats: 0.0 };
    let every = (config.epochs / RECORDS).max(1);
    for epoch in 0..=config.epochs {
        if epoch % every == 0 || epoch == config.epochs {
            let model = sweep.evaluated();
            let (of_train, of_test) = (train.scores(&model).await?, test.scores(&model).await?);
            let seeds = config.seeds();
            let network = |replica: usize| {
                let (group, beta) = (replica / betas.len(), replica % betas.len());
                Network {
                    seed: seeds[group],
                    beta: betas[beta],
                    rate: of_train[replica].rate(),
                    kept: data.label_entropy(&data.train[group].1) - of_train[replica].distortion,
                    accuracy: of_test[replica].one_shot,
                }
            };
            let networks: Vec<Network> = (0..of_train.len()).map(network).collect();
            if !networks.iter().all(|network| network.rate.is_finite() && network.kept.is_finite()) {
                return Err(RunError::Diverged { step: work.done });
            }
            work.outbox.send(&Frame::Trained(Trained { price: kind, epoch, networks })).await?;
        }
        if epoch == config.epochs {
            break;
        }
        sweep.shuffle();
        for index in 0..sweep.steps_per_epoch() {
            sweep.step(index, &data.rows, &objective, 1.0, rate_in(config, epoch));
            work.step().await;
        }
    }
    Ok(())
}

fn rate_in(config: &Config, epoch: u32) -> f64 {
    config.rate * DECAY.powi(epoch as i32 / 2)
}

/// What β e^(η r) does from the first rate on, β being such that on the straight line r would be [`AIMED_AT`]: one step
/// without a cap, and a training with the engine's.
async fn overflow(
    config: &Config,
    data: &Data,
    network: &BottleneckConfig,
    eta: f64,
    work: &mut Work,
    device: &Device,
) -> Result<Overflow, RunError> {
    let beta = (-eta * AIMED_AT).exp() / eta;
    let group = vec![data.train[0].clone()];
    let panel = Panel::new(&data.rows, &group, config.dimensions, 1, device);
    let plain_survives = plain_step(config, data, network, eta, beta, device).await?;
    let mut sweep = Sweep::new(network, TRAINING, group, &[beta], device);
    let first = rate(&panel, &sweep.evaluated()).await?;
    let objective = Objective { penalty: Penalty::Exponential { eta, shift: 0.0 }, free_nats: 0.0 };
    for epoch in 0..config.epochs {
        sweep.shuffle();
        for index in 0..sweep.steps_per_epoch() {
            sweep.step(index, &data.rows, &objective, 1.0, rate_in(config, epoch));
            work.step().await;
        }
    }
    let last = rate(&panel, &sweep.evaluated()).await?;
    let capped_survives = all_finite(&sweep.evaluated()).await?;
    if !first.is_finite() || (capped_survives && !last.is_finite()) {
        return Err(RunError::Diverged { step: work.done });
    }
    let last = if capped_survives { last } else { 0.0 };
    Ok(Overflow { eta, first, plain_survives, capped_survives, last })
}

async fn rate(panel: &Panel, model: &Bottleneck) -> Result<f64, RunError> {
    Ok(panel.scores(model).await?.first().map_or(f64::NAN, |score| score.rate()))
}

/// Whether a network is still one after a single step on distortion + β e^(η r), nothing held back.
async fn plain_step(
    config: &Config,
    data: &Data,
    network: &BottleneckConfig,
    eta: f64,
    beta: f64,
    device: &Device,
) -> Result<bool, RunError> {
    let device = device.clone().autodiff();
    let (seed, members) = data.train[0].clone();
    let model = network.init(&mut [Rng::new(seed, "weights")], 1, &device);
    let mut optimizer = AdamConfig::new().with_beta_1(TRAINING.adam_beta_1).init();
    let mut batches = Batches::new(vec![(seed, members)], config.dimensions, TRAINING.draws);
    batches.shuffle();
    let terms = model.terms(&batches.batch(0, TRAINING.batch, &data.rows, &device));
    let penalty: Tensor<1> = terms.rate().mul_scalar(eta).exp();
    let loss = terms.distortion + penalty.mul_scalar(beta);
    all_finite(&train_step(model, loss.sum(), &mut optimizer, config.rate).valid()).await
}

async fn all_finite(model: &Bottleneck) -> Result<bool, RunError> {
    let values: Vec<Tensor<1>> = model
        .parameters()
        .into_iter()
        .map(|values| {
            let size = values.dims().iter().product::<usize>();
            values.reshape([size])
        })
        .collect();
    Ok(read(Tensor::cat(values, 0)).await?.iter().all(|value| value.is_finite()))
}
