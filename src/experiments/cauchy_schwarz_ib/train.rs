//! The run: identities, the two Gaussians, then every objective's networks, splits × β side by side.

use burn::{
    module::Module,
    optim::{AdamConfig, ModuleOptimizer},
    tensor::{Device, Tensor, TensorData},
};

use super::{
    CauchySchwarzIb, Frame, Outcome,
    config::{Config, Decoder, Formula, NibNoise, Objective},
    demo, identities,
    measure::{Codes, dependence, information},
    prepare::{Part, Prepared, median_distance},
};
use crate::{
    draws::Rng,
    estimators::EstimateError,
    lab::{Outbox, RunError},
    nets::{
        Activation, InitialScale, StackConfig,
        kernel_losses::{
            conditional_divergence, gaussian_kernel, hsic, normalised_quadratic_information, quadratic_information,
        },
        per_replica, read, train_step,
        variational::{Batch, Batches, Bottleneck, BottleneckConfig, Compression, Likelihood, PriorKind, Spread},
    },
};

const ADAM_EPSILON: f32 = 1e-8;
/// Rows over which the codes' median distance is taken.
const MEDIAN_POINTS: usize = 128;
/// Draws of a noisy code behind its error.
const DRAWS: usize = 4;
/// How often an objective's validation error is looked at, at most.
const MOST_LOOKS: u32 = 60;

/// Counts the work: training steps of networks and of the cloud.
pub struct Work {
    done: u64,
    total: u64,
}

impl Work {
    pub async fn step(&mut self, outbox: &Outbox<CauchySchwarzIb>) {
        self.done += 1;
        outbox.progress(self.done, self.total).await;
    }
}

pub async fn run(config: Config, outbox: Outbox<CauchySchwarzIb>, device: Device) -> Result<(), RunError> {
    let prepared = Prepared::of(&config);
    let steps = (prepared.parts[0].train.len() / config.batch).max(1) as u64 * u64::from(config.epochs);
    let total = u64::from(config.particle_steps) + 1 + steps * config.objectives().len() as u64 + 1;
    let mut work = Work { done: 0, total };
    let part = &prepared.parts[0];
    let parts = [&part.train, &part.validation, &part.test].map(|members| members.len() as u32);
    outbox.send(&Frame::Data { parts, floor: prepared.floor }).await?;
    let found = identities::check(&config, &prepared, outbox.breath()).await.map_err(failed)?;
    outbox.send(&Frame::Identities(found)).await?;
    demo::run(&config, &outbox, &device, &mut work).await?;
    for objective in config.objectives() {
        let mut networks = Networks::new(&config, &prepared, objective, &device);
        networks.train(&outbox, &mut work).await?;
        networks.measure(&outbox).await?;
    }
    outbox.send(&Frame::End).await?;
    work.step(&outbox).await;
    Ok(())
}

/// One objective's networks: a replica for every split and β, split by split.
struct Networks<'a> {
    config: &'a Config,
    prepared: &'a Prepared,
    objective: Objective,
    betas: Vec<f64>,
    model: Bottleneck,
    optimizer: ModuleOptimizer,
    batches: Batches,
    /// Of every split's inputs and targets, `[splits, 1, 1]` and `[replicas, 1, 1]`.
    sigma_x: Tensor<3>,
    sigma_y: Tensor<3>,
    /// Of every replica's codes.
    sigma_t: Vec<f64>,
    device: Device,
}

impl<'a> Networks<'a> {
    fn new(config: &'a Config, prepared: &'a Prepared, objective: Objective, device: &Device) -> Self {
        let device = device.clone().autodiff();
        let betas = config.betas_of(objective);
        let mut rngs: Vec<Rng> = prepared.parts.iter().map(|part| Rng::new(part.seed, "weights")).collect();
        let model = network(config, objective, prepared.dim).init(&mut rngs, betas.len(), &device);
        let widths = |of: fn(&Part) -> f64, copies: usize| {
            let all = prepared.parts.iter().flat_map(|part| std::iter::repeat_n(of(part) as f32, copies));
            let all: Vec<f32> = all.collect();
            let count = all.len();
            Tensor::from_data(TensorData::new(all, [count, 1, 1]), &device)
        };
        Self {
            sigma_x: widths(|part| part.sigma_x, 1),
            sigma_y: widths(|part| part.sigma_y, betas.len()),
            sigma_t: vec![config.sigma_t; prepared.parts.len() * betas.len()],
            batches: Batches::new(prepared.groups(), config.width, 1),
            optimizer: AdamConfig::new().with_epsilon(ADAM_EPSILON).init(),
            config,
            prepared,
            objective,
            betas,
            model,
            device,
        }
    }

    async fn train(&mut self, outbox: &Outbox<CauchySchwarzIb>, work: &mut Work) -> Result<(), RunError> {
        let every = self.config.epochs.div_ceil(MOST_LOOKS);
        let betas: Vec<f32> = self.prepared.parts.iter().flat_map(|_| &self.betas).map(|beta| *beta as f32).collect();
        let betas = Tensor::from_data(TensorData::new(betas, [self.model.replicas()]), &self.device);
        for epoch in 0..=self.config.epochs {
            if epoch % every == 0 || epoch == self.config.epochs {
                let validation = self.mean_by_beta(&self.errors(|part| &part.validation).await?);
                outbox.send(&Frame::Epoch { objective: self.objective, epoch, validation }).await?;
            }
            if epoch == self.config.epochs {
                break;
            }
            self.follow_codes().await?;
            self.batches.shuffle();
            let mut seen = None;
            for index in 0..self.batches.per_epoch(self.config.batch) {
                let batch = self.batches.batch(index, self.config.batch, &self.prepared.rows, &self.device);
                let losses = self.losses(&batch, &betas, epoch < self.config.warm_up);
                seen = Some(losses.clone().inner());
                // Replicas share no parameter, so that the gradient of the sum is each one's own.
                self.model = train_step(self.model.clone(), losses.sum(), &mut self.optimizer, self.config.rate);
                work.step(outbox).await;
            }
            if let Some(losses) = seen
                && !read(losses).await?.iter().all(|loss| loss.is_finite())
            {
                return Err(RunError::Diverged { step: work.done });
            }
        }
        Ok(())
    }

    /// Every replica's loss on a batch.
    fn losses(&self, batch: &Batch, betas: &Tensor<1>, is_warm_up: bool) -> Tensor<1> {
        let replicas = self.model.replicas();
        let code = self.model.encode(batch.inputs.clone());
        let targets = per_replica(batch.targets.clone(), replicas);
        let t = if self.objective.is_noisy() {
            code.sample(per_replica(batch.noise.clone(), replicas))
        } else {
            code.mean.clone()
        };
        let predicted = self.model.decode(t.clone());
        let squared = || (predicted.clone() - targets.clone()).square().mean_dim(2).reshape([replicas]);
        let kernels = || {
            let x = gaussian_kernel(batch.inputs.clone(), batch.inputs.clone(), self.sigma_x.clone());
            (per_replica(x, replicas), gaussian_kernel(t.clone(), t.clone(), self.sigma_t()))
        };
        let weighted = |price: Tensor<1>| price * betas.clone();
        match self.objective {
            Objective::SquaredError => squared(),
            Objective::KullbackLeibler => {
                let log_variance = self.model.log_variance();
                let loss = Likelihood::Gaussian.distortion(predicted.clone(), targets.clone(), log_variance);
                loss.mean_dim(2).reshape([replicas])
            }
            Objective::Variational => {
                let rate = self.model.divergence(&code, &t, &targets).sum_dim(1).reshape([replicas]);
                squared() + weighted(rate)
            }
            Objective::Nonlinear => {
                let rate = self.model.divergence(&code, &t, &targets).sum_dim(1).reshape([replicas]);
                squared() + weighted(rate.square())
            }
            Objective::Hsic => {
                let (k, q) = kernels();
                squared() + weighted(hsic(&k, &q))
            }
            Objective::CauchySchwarz if is_warm_up => squared(),
            Objective::CauchySchwarz => {
                let (k, q) = kernels();
                let price = match self.config.formula {
                    Formula::Paper => quadratic_information(&k, &q),
                    Formula::Released => normalised_quadratic_information(&k, &q),
                };
                let denominator = self.config.formula.denominator();
                conditional_divergence(k, targets.clone(), predicted.clone(), self.sigma_y.clone(), denominator)
                    + weighted(price)
            }
        }
    }

    /// `[replicas, 1, 1]`
    fn sigma_t(&self) -> Tensor<3> {
        let widths: Vec<f32> = self.sigma_t.iter().map(|sigma| *sigma as f32).collect();
        Tensor::from_data(TensorData::new(widths, [self.sigma_t.len(), 1, 1]), &self.device)
    }

    /// Where widths are medians, each replica's is that of its codes as they are now.
    async fn follow_codes(&mut self) -> Result<(), RunError> {
        if !self.config.median {
            return Ok(());
        }
        let members: Vec<&[usize]> =
            self.prepared.parts.iter().map(|part| &part.train[..MEDIAN_POINTS.min(part.train.len())]).collect();
        let [inputs, _] = self.prepared.rows.columns(&members, &self.device);
        let codes = read(self.model.encode(inputs).mean.inner().swap_dims(1, 2)).await?;
        let each = codes.len() / self.sigma_t.len();
        self.sigma_t = codes.chunks_exact(each).map(|code| median_distance(code, self.config.width)).collect();
        Ok(())
    }

    /// Root-mean-square errors of every replica; a noisy code's over [`DRAWS`] draws of it, each predicted from alone.
    async fn errors(&self, of: impl Fn(&Part) -> &Vec<usize>) -> Result<Vec<f64>, RunError> {
        let members: Vec<&[usize]> = self.prepared.parts.iter().map(|part| of(part).as_slice()).collect();
        let [inputs, targets] = self.prepared.rows.columns(&members, &self.device);
        let model = self.model.valid();
        let replicas = model.replicas();
        let code = model.encode(inputs.inner());
        let mut targets = per_replica(targets.inner(), replicas);
        let t = if self.objective.is_noisy() {
            targets = targets.repeat_dim(2, DRAWS);
            code.sample(per_replica(self.noise(members[0].len() * DRAWS).inner(), replicas))
        } else {
            code.mean
        };
        let squared = (model.decode(t) - targets).square().mean_dim(2).reshape([replicas]);
        Ok(read(squared).await?.into_iter().map(|error| f64::from(error).sqrt()).collect())
    }

    /// The same at every look, `[splits, width, columns]`.
    fn noise(&self, columns: usize) -> Tensor<3> {
        let parts = &self.prepared.parts;
        let drawn = parts.iter().flat_map(|part| {
            let mut rng = Rng::new(part.seed, "evaluation noise");
            (0..self.config.width * columns).map(move |_| rng.normal() as f32)
        });
        let data = TensorData::new(drawn.collect::<Vec<f32>>(), [parts.len(), self.config.width, columns]);
        Tensor::from_data(data, &self.device)
    }

    fn mean_by_beta(&self, each: &[f64]) -> Vec<f64> {
        let splits = self.prepared.parts.len() as f64;
        let of = |at: usize| each.iter().skip(at).step_by(self.betas.len()).sum::<f64>() / splits;
        (0..self.betas.len()).map(of).collect()
    }

    /// Test errors and what the codes tell of the test inputs: one outcome a β.
    async fn measure(&mut self, outbox: &Outbox<CauchySchwarzIb>) -> Result<(), RunError> {
        self.follow_codes().await?;
        let validation = self.errors(|part| &part.validation).await?;
        let test = self.errors(|part| &part.test).await?;
        let members: Vec<&[usize]> = self.prepared.parts.iter().map(|part| part.test.as_slice()).collect();
        let [inputs, _] = self.prepared.rows.columns(&members, &self.device);
        let code = self.model.valid().encode(inputs.inner());
        let shape = code.mean.dims();
        let deviations = if self.objective.is_noisy() {
            read(code.deviation.expand(shape).swap_dims(1, 2)).await?
        } else {
            vec![0.0; shape.iter().product()]
        };
        let means = read(code.mean.swap_dims(1, 2)).await?;
        let count = self.betas.len();
        for (at, beta) in self.betas.iter().enumerate() {
            let every = |values: &[f64]| values.iter().skip(at).step_by(count).copied().collect();
            let mut outcome = Outcome {
                objective: self.objective,
                beta: *beta,
                validation: every(&validation),
                test: every(&test),
                information: Vec::new(),
                dependence: Vec::new(),
            };
            for (split, part) in self.prepared.parts.iter().enumerate() {
                let replica = split * count + at;
                let each = shape[1] * shape[2];
                let of = |values: &[f32]| {
                    values[replica * each..(replica + 1) * each].iter().map(|value| f64::from(*value)).collect()
                };
                let codes = Codes { means: of(&means), deviations: of(&deviations), dim: self.config.width };
                outcome.information.push(information(&codes, self.config.measuring_noise));
                let sigma_t = self.sigma_t[replica];
                let found = dependence(self.config, self.prepared, part, &codes, sigma_t).map_err(failed)?;
                outcome.dependence.push(found);
                outbox.breath()().await;
            }
            outbox.send(&Frame::Outcome(outcome)).await?;
        }
        Ok(())
    }
}

/// The network of an objective: all have the same layers, and a variational code two heads.
fn network(config: &Config, objective: Objective, dim: usize) -> BottleneckConfig {
    let stack = |widths: Vec<usize>| StackConfig { widths, activation: Activation::Relu, initial: InitialScale::FanIn };
    let spread = match (objective, config.nib_noise) {
        (Objective::Variational, _) => Spread::Exponential,
        (Objective::Nonlinear, NibNoise::Learned) => Spread::Shared,
        _ => Spread::Unit,
    };
    let compression = match objective {
        Objective::Nonlinear => Compression::Pairwise,
        _ => Compression::Divergence(PriorKind::Standard),
    };
    let decoder = match config.decoder {
        Decoder::Linear => vec![config.width, 1],
        Decoder::Hidden => vec![config.width, config.hidden, 1],
    };
    BottleneckConfig {
        encoder: stack(vec![dim, config.hidden, config.hidden, spread.heads(config.width)]),
        decoder: stack(decoder),
        spread,
        compression,
        // Only KL uses the Gaussian's own variance; the others take the squared error or kernels.
        likelihood: Likelihood::Gaussian,
    }
}

fn failed(error: EstimateError) -> RunError {
    RunError::Computation(error.to_string())
}
