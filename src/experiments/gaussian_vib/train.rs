//! The run: the network trained with exact expectations, then with drawn batches and codes.

use std::f64::consts::{E, PI};

use burn::{
    module::Module,
    optim::AdamConfig,
    tensor::{Device, Tensor, TensorData},
};

use super::{Config, Frame, GaussianVib, Network, Training, data};
use crate::{
    draws::Rng,
    lab::{Outbox, RunError},
    measures::GaussianError,
    nets::{
        Activation, InitialScale, StackConfig, read, train_step,
        variational::{
            Batch, Bottleneck, BottleneckConfig, Compression, Likelihood, Objective, Panel, Penalty, PriorKind, Spread,
            Sweep, Training as Settings,
        },
    },
};

const OBJECTIVE: Objective = Objective { penalty: Penalty::Linear, free_nats: 0.0 };
/// How often each training is measured.
const RECORDS: u64 = 25;
/// Draws of the code for every sample when sampled networks are measured.
const EVALUATED_DRAWS: usize = 8;
const ADAM_BETA_1: f32 = 0.9;

struct Work {
    done: u64,
    total: u64,
    outbox: Outbox<GaussianVib>,
}

impl Work {
    async fn step(&mut self) {
        self.done += 1;
        self.outbox.progress(self.done, self.total).await;
    }
}

pub async fn run(config: Config, outbox: Outbox<GaussianVib>, device: Device) -> Result<(), RunError> {
    let per_epoch = (config.samples / config.batch).max(1) as u64;
    let total = u64::from(config.exact_steps) + u64::from(config.epochs) * per_epoch;
    let mut work = Work { done: 0, total, outbox };
    exact(&config, &mut work, &device).await?;
    sampled(&config, &mut work, &device).await
}

/// Linear all through: no hidden layer on either side.
fn network(config: &Config) -> BottleneckConfig {
    let d = config.components;
    let spread = Spread::Exponential;
    let stack = |widths| StackConfig { widths, activation: Activation::Tanh, initial: InitialScale::Xavier };
    BottleneckConfig {
        encoder: stack(vec![d, spread.heads(d)]),
        decoder: stack(vec![d, d]),
        spread,
        compression: Compression::Divergence(PriorKind::Standard),
        likelihood: Likelihood::Gaussian,
    }
}

fn failed(error: GaussianError) -> RunError {
    RunError::Computation(error.to_string())
}

/// Weights on the rate.
fn weights(betas: &[f64]) -> Vec<f64> {
    betas.iter().map(|beta| 1.0 / beta).collect()
}

async fn exact(config: &Config, work: &mut Work, device: &Device) -> Result<(), RunError> {
    let betas = config.all_betas()?;
    let batch = data::exact_batch(&config.gaussian().map_err(failed)?, device).map_err(failed)?;
    let device = device.clone().autodiff();
    let lifted = Batch {
        inputs: Tensor::from_inner(batch.inputs.clone()),
        targets: Tensor::from_inner(batch.targets.clone()),
        noise: Tensor::from_inner(batch.noise.clone()),
    };
    let mut model = network(config).init(&mut [Rng::new(u64::from(config.seed), "weights")], betas.len(), &device);
    let mut optimizer = AdamConfig::new().with_beta_1(ADAM_BETA_1).init();
    let on_rate: Vec<f32> = weights(&betas).into_iter().map(|weight| weight as f32).collect();
    let on_rate: Tensor<1> = Tensor::from_data(TensorData::new(on_rate, [betas.len()]), &device);
    let steps = u64::from(config.exact_steps);
    for step in 0..=steps {
        if step % (steps / RECORDS).max(1) == 0 || step == steps {
            let networks = measured(config, &betas, &[config.seed], &model.valid(), &batch, work.done).await?;
            let frame = Frame { training: Training::Exact, step, networks, ended: step == steps };
            work.outbox.send(&frame).await?;
        }
        if step < steps {
            let loss = OBJECTIVE.loss(&model.terms(&lifted), on_rate.clone()).sum();
            let rate = config.rate * (1.0 - step as f64 / steps as f64);
            model = train_step(model, loss, &mut optimizer, rate);
            work.step().await;
        }
    }
    Ok(())
}

async fn sampled(config: &Config, work: &mut Work, device: &Device) -> Result<(), RunError> {
    let betas = config.all_betas()?;
    let (rows, groups) = data::samples(config).map_err(failed)?;
    let panel = Panel::new(&rows, &groups, config.components, EVALUATED_DRAWS, device);
    let whole = Batch { inputs: panel.inputs, targets: panel.targets, noise: panel.noise };
    let settings = Settings { batch: config.batch, draws: config.draws, adam_beta_1: ADAM_BETA_1, average: 0.0 };
    let mut sweep = Sweep::new(&network(config), settings, groups, &weights(&betas), device);
    let per_epoch = sweep.steps_per_epoch() as u64;
    let steps = u64::from(config.epochs) * per_epoch;
    let every = (u64::from(config.epochs) / RECORDS).max(1);
    for epoch in 0..=u64::from(config.epochs) {
        let ended = epoch == u64::from(config.epochs);
        if epoch % every == 0 || ended {
            let networks = measured(config, &betas, &config.seeds(), &sweep.evaluated(), &whole, work.done).await?;
            let frame = Frame { training: Training::Sampled, step: epoch * per_epoch, networks, ended };
            work.outbox.send(&frame).await?;
        }
        if ended {
            break;
        }
        sweep.shuffle();
        for index in 0..per_epoch {
            let share = (epoch * per_epoch + index) as f64 / steps as f64;
            sweep.step(index as usize, &rows, &OBJECTIVE, 1.0, config.rate * (1.0 - share));
            work.step().await;
        }
    }
    Ok(())
}

async fn measured(
    config: &Config,
    betas: &[f64],
    seeds: &[u32],
    model: &Bottleneck,
    batch: &Batch,
    step: u64,
) -> Result<Vec<Network>, RunError> {
    let terms = model.terms(batch);
    let [replicas, dimensions] = terms.divergence.dims();
    // One read for both.
    let both = Tensor::cat(vec![terms.divergence.reshape([replicas * dimensions]), terms.distortion], 0);
    let values: Vec<f64> = read(both).await?.into_iter().map(f64::from).collect();
    if !values.iter().all(|value| value.is_finite()) {
        return Err(RunError::Diverged { step });
    }
    // h(Y), Y's components being independent and of variance 1.
    let entropy = 0.5 * (2.0 * PI * E).ln() * config.components as f64;
    let network = |replica: usize| Network {
        seed: seeds[replica / betas.len()],
        beta: betas[replica % betas.len()],
        parts: values[replica * dimensions..(replica + 1) * dimensions].to_vec(),
        kept: entropy - values[replicas * dimensions + replica],
    };
    Ok((0..replicas).map(network).collect())
}
