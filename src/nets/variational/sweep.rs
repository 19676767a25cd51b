//! A sweep in training: seeds × β side by side, with its optimizer and its average of weights.

use burn::{
    module::Module,
    optim::{AdamConfig, ModuleOptimizer},
    tensor::{Device, Tensor, TensorData},
};

use super::{
    super::train::train_step,
    batches::{Batches, Rows},
    model::{Bottleneck, BottleneckConfig, Terms},
    objective::Objective,
};
use crate::draws::Rng;

/// One replica a seed and β, seed by seed; those of one seed start from the same weights and see the same batches and the
/// same noise.
pub struct Sweep {
    model: Bottleneck,
    optimizer: ModuleOptimizer,
    average: Option<Bottleneck>,
    batches: Batches,
    betas: Vec<f64>,
    settings: Training,
    steps: u64,
    latest: Option<Terms>,
    device: Device,
}

/// How a sweep is trained.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Training {
    /// Inputs a step.
    pub batch: usize,
    /// Draws of the code a training input.
    pub draws: usize,
    /// Adam's first decay; 0.5 in Alemi et al.'s code.
    pub adam_beta_1: f32,
    /// Weight of the past in the running average of weights that is evaluated; 0 for none.
    pub average: f64,
}

const ADAM_EPSILON: f32 = 1e-8;

impl Sweep {
    /// Every seed with the rows it trains on, all equally many; every β with every seed.
    pub fn new(
        config: &BottleneckConfig,
        settings: Training,
        groups: Vec<(u64, Vec<usize>)>,
        betas: &[f64],
        device: &Device,
    ) -> Self {
        let device = device.clone().autodiff();
        let mut rngs: Vec<Rng> = groups.iter().map(|(seed, _)| Rng::new(*seed, "weights")).collect();
        let model = config.init(&mut rngs, betas.len(), &device);
        let all = groups.iter().flat_map(|_| betas).copied().collect();
        Self {
            average: (settings.average > 0.0).then(|| model.valid()),
            model,
            optimizer: AdamConfig::new().with_beta_1(settings.adam_beta_1).with_epsilon(ADAM_EPSILON).init(),
            batches: Batches::new(groups, config.decoder.widths[0], settings.draws),
            betas: all,
            settings,
            steps: 0,
            latest: None,
            device,
        }
    }

    pub fn steps_per_epoch(&self) -> usize {
        self.batches.per_epoch(self.settings.batch)
    }

    /// Puts the rows in a new order, for a new epoch.
    pub fn shuffle(&mut self) {
        self.batches.shuffle();
    }

    /// One step of all replicas on a batch of this epoch, every β times `weight`; the losses, `[replicas]`.
    pub fn step(&mut self, index: usize, rows: &Rows, objective: &Objective, weight: f64, rate: f64) -> Tensor<1> {
        let batch = self.batches.batch(index, self.settings.batch, rows, &self.device);
        let betas: Vec<f32> = self.betas.iter().map(|beta| (beta * weight) as f32).collect();
        let replicas = betas.len();
        let betas = Tensor::from_data(TensorData::new(betas, [replicas]), &self.device);
        let terms = self.model.terms(&batch);
        let losses = objective.loss(&terms, betas);
        self.latest = Some(terms.without_gradients());
        let seen = losses.clone().inner();
        // Burn's modules are given away to be stepped; a clone shares its tensors.
        self.model = train_step(self.model.clone(), losses.sum(), &mut self.optimizer, rate);
        self.steps += 1;
        if let Some(average) = self.average.take() {
            // Without this the average would remember the first weights far too long.
            let keep = self.settings.average.min(self.steps as f64 / (self.steps as f64 + 10.0));
            self.average = Some(average.moved_towards(&self.model.valid(), keep));
        }
        seen
    }

    /// Distortion and rate of the last step's batch, as they were before the step.
    pub fn latest(&self) -> Option<&Terms> {
        self.latest.as_ref()
    }

    /// The network to evaluate: the average of weights where one is kept, without gradients.
    pub fn evaluated(&self) -> Bottleneck {
        self.average.clone().unwrap_or_else(|| self.model.valid())
    }
}
