//! How a concept bottleneck is trained: concepts and class together, or one after the other.

use burn::{
    module::Module,
    optim::{AdamConfig, ModuleOptimizer},
    tensor::{Device, Tensor, TensorData},
};

use super::{
    super::{ReadError, read, train_step},
    batches::{Batch, Rows},
    bottleneck::{ConceptNet, ConceptNetConfig, Kind},
    intervention::{Intervention, Truths},
    loss::{class_losses, concept_losses},
};
use crate::draws::Rng;

/// The trainings of Koh et al. 2020.
#[derive(Clone, Debug, PartialEq)]
pub enum Training {
    /// The head learns from true concepts, in the values that stand for them.
    Independent,
    /// The head learns from what the finished bottleneck shows it.
    Sequential,
    /// Both at once: the class's cross-entropy plus λ times the sum of the concepts'. One copy a λ, side by side.
    Joint { lambdas: Vec<f64> },
    /// No concept is asked for: joint with λ = 0.
    Standard,
}

/// What is being trained. Independent and sequential trainings begin with concepts and go on with the head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Concepts,
    Head,
    Together,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    pub training: Training,
    /// Samples a step; more than there are means all.
    pub batch: usize,
    /// Pulls every weight towards zero, decoupled from the gradient's scale as little as Adam does: its L2 penalty.
    pub weight_decay: f32,
}

/// Replicas in training: groups (seeds, each with its data) times copies (one a λ). The copies of a group start from the
/// same weights and see the same batches.
pub struct Lesson {
    model: ConceptNet,
    optimizer: ModuleOptimizer,
    groups: Vec<Group>,
    rows: Vec<Rows>,
    classes: usize,
    settings: Settings,
    phase: Phase,
    truths: Truths,
    lambdas: Tensor<1>,
    device: Device,
}

struct Group {
    order: Vec<usize>,
    orders: Rng,
    replacements: Rng,
}

impl Lesson {
    /// Every seed with the samples it trains on, all equally many.
    pub fn new(config: &ConceptNetConfig, settings: Settings, groups: Vec<(u64, Rows)>, device: &Device) -> Self {
        let device = device.clone().autodiff();
        let lambdas = match &settings.training {
            Training::Joint { lambdas } => lambdas.clone(),
            _ => vec![0.0],
        };
        let mut rngs: Vec<Rng> = groups.iter().map(|(seed, _)| Rng::new(*seed, "weights")).collect();
        let model = config.init(&mut rngs, lambdas.len(), &device);
        let all: Vec<f32> = groups.iter().flat_map(|_| &lambdas).map(|lambda| *lambda as f32).collect();
        let replicas = all.len();
        let group = |(seed, rows): &(u64, Rows)| Group {
            order: (0..rows.n()).collect(),
            orders: Rng::new(*seed, "batches"),
            replacements: Rng::new(*seed, "replacements"),
        };
        Self {
            model,
            optimizer: optimizer(&settings),
            groups: groups.iter().map(group).collect(),
            rows: groups.into_iter().map(|(_, rows)| rows).collect(),
            classes: config.classes,
            phase: match settings.training {
                Training::Independent | Training::Sequential => Phase::Concepts,
                Training::Joint { .. } | Training::Standard => Phase::Together,
            },
            settings,
            truths: Truths::bits(replicas, config.concepts, &device),
            lambdas: Tensor::from_data(TensorData::new(all, [replicas]), &device),
            device,
        }
    }

    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// Samples that would fill only part of a batch wait for another order.
    pub fn steps_per_epoch(&self) -> usize {
        (self.rows[0].n() / self.settings.batch).max(1)
    }

    /// Puts every group's samples in a new order.
    pub fn shuffle(&mut self) {
        self.groups.iter_mut().for_each(|group| group.orders.shuffle(&mut group.order));
    }

    /// One step of Adam on batch `index` < [`Lesson::steps_per_epoch`] of the present order.
    pub fn step(&mut self, index: usize, rate: f64) {
        let size = self.settings.batch.min(self.rows[0].n());
        let places: Vec<&[usize]> =
            self.groups.iter().map(|group| &group.order[index * size..(index + 1) * size]).collect();
        // A finished bottleneck is asked without gradients: a graph that nobody walks back would pile up.
        let device = if self.phase == Phase::Head { self.device.clone().inner() } else { self.device.clone() };
        let batch = Rows::batch(&self.rows, &places, self.classes, &device);
        let loss = self.loss(&batch, &device);
        self.model = train_step(self.model.clone(), loss, &mut self.optimizer, rate);
    }

    /// The sum of all replicas' losses in this phase: no replica's weights meet another's.
    fn loss(&mut self, batch: &Batch, device: &Device) -> Tensor<1> {
        let model = if self.phase == Phase::Head { self.model.valid() } else { self.model.clone() };
        let sensed = model.sense(batch.inputs.clone());
        let named = || concept_losses(sensed.logits.clone(), batch.concepts.clone());
        let told = match (self.phase, &self.settings.training, self.model.kind()) {
            (Phase::Concepts, ..) => return named().sum(),
            (Phase::Head, Training::Independent, _) => Some(vec![1.0; self.groups.len() * self.model.concepts()]),
            (_, _, Kind::Embedding { replaced, .. }) if replaced > 0.0 => Some(self.replacements(replaced)),
            _ => None,
        };
        let intervention = told.map(|told| Intervention {
            concepts: batch.concepts.clone(),
            told: Tensor::from_data(TensorData::new(told, [self.groups.len(), self.model.concepts(), 1]), device),
            truths: self.truths.clone(),
        });
        let values = model.values(&sensed, intervention.as_ref());
        if self.phase == Phase::Head {
            let [values, classes] = [values, batch.classes.clone()].map(Tensor::from_inner);
            return class_losses(self.model.classify(values), classes).sum();
        }
        let classified = class_losses(model.classify(values), batch.classes.clone());
        (classified + named() * self.lambdas.clone()).sum()
    }

    /// RandInt: which concepts are replaced by their truth in this batch, `[groups, concepts]`.
    fn replacements(&mut self, probability: f64) -> Vec<f32> {
        let concepts = self.model.concepts();
        let draw = |group: &mut Group| -> Vec<f32> {
            let told = |_| f32::from(u8::from(group.replacements.uniform() < probability));
            (0..concepts).map(told).collect()
        };
        self.groups.iter_mut().flat_map(draw).collect()
    }

    /// Goes on from concepts to the head, with a fresh optimizer.
    pub async fn begin_head(&mut self) -> Result<(), ReadError> {
        assert_eq!(self.phase, Phase::Concepts, "only concepts are followed by a head");
        self.truths = self.truths().await?;
        self.phase = Phase::Head;
        self.optimizer = optimizer(&self.settings);
        Ok(())
    }

    /// The values that stand for the truth: percentiles of the present logits of the training set for a logit bottleneck,
    /// 0 and 1 for any other. They are on the device without gradients, as is [`Lesson::evaluated`].
    pub async fn truths(&self) -> Result<Truths, ReadError> {
        let device = self.device.clone().inner();
        let (replicas, concepts) = (self.model.replicas(), self.model.concepts());
        if self.model.kind() != Kind::Logit {
            return Ok(Truths::bits(replicas, concepts, &device));
        }
        let whole = Rows::whole(&self.rows, self.classes, &device);
        let logits = read(self.model.valid().sense(whole.inputs).logits).await?;
        Ok(Truths::percentiles(&logits, replicas, concepts, &device))
    }

    /// The network as it is, without gradients; replicas stand group by group, in each by λ as given.
    pub fn evaluated(&self) -> ConceptNet {
        self.model.valid()
    }
}

fn optimizer(settings: &Settings) -> ModuleOptimizer {
    let adam = AdamConfig::new();
    if settings.weight_decay > 0.0 {
        let decay = burn::optim::decay::WeightDecayConfig::new(settings.weight_decay);
        adam.with_weight_decay(Some(decay)).init()
    } else {
        adam.init()
    }
}
