//! How critics are trained and read: one half of the points to train on, the other half for the reading.
//!
//! A random half of the pairs trains the critic with Adam, whose rate falls to nothing over the steps; then the final
//! critic scores the other half, which it has never seen, once. No checkpoint is chosen, so a reading is no maximum over
//! looks: on unseen pairs a lower bound stays one up to sampling error. Labels that are numbers are taken as numbers.

use burn::{
    module::Module,
    optim::{AdamConfig, ModuleOptimizer},
    tensor::{Device, Tensor, TensorData},
};

use super::{
    super::{
        error::EstimateError,
        estimator::{Setting, SettingKind, Training},
    },
    bounds::Scores,
    critic::{Critic, Joint, Separable},
};
use crate::{
    draws::Rng,
    nets::{ReadError, read, train_step},
    samples::{Pairs, Samples},
};

pub const STEPS: Setting =
    Setting { key: "steps", label: "Training steps", kind: SettingKind::Count { default: 400, range: [1, 20_000] } };
pub const BATCH: Setting =
    Setting { key: "batch", label: "Batch", kind: SettingKind::Count { default: 64, range: [2, 1024] } };
pub const WIDTH: Setting =
    Setting { key: "width", label: "Hidden units", kind: SettingKind::Count { default: 32, range: [1, 256] } };
pub const RATE: Setting =
    Setting { key: "rate", label: "Rate", kind: SettingKind::Number { default: 0.01, range: [1e-5, 1.0] } };
pub const CRITIC: Setting =
    Setting { key: "critic", label: "Critic", kind: SettingKind::Choice(&["joint", "separable"]) };

/// Steps between two looks at the loss, at which the host may also stop the run.
const STEPS_A_LOOK: usize = 4;
const ADAM_EPSILON: f32 = 1e-8;
/// The most numbers in one layer of a joint critic over a whole batch of pairs: 64 MiB.
const MOST_UNITS: usize = 1 << 24;

/// One side's points as a network reads them, in single precision.
pub struct Side {
    /// `[n, dim]`
    values: Vec<f32>,
    dim: usize,
}

/// Points of both sides as columns: `[dim, n]` each.
#[derive(Clone)]
pub struct Columns {
    pub x: Tensor<2>,
    pub y: Tensor<2>,
}

/// Both sides, and who trains and who is read.
pub struct Halves {
    x: Side,
    y: Side,
    train: Vec<usize>,
    held_out: Vec<usize>,
    batch: usize,
}

/// Trains a critic on a batch's scores, `[B, B]`, and scores the held-out half.
///
/// Every coordinate is standardised for the critic (mean 0, standard deviation 1 over all points; a constant one is only
/// centred), which changes no information. The held-out half is scored in batches of the same B; a remainder that fills
/// none is left out.
pub async fn held_out_scores(
    mut training: Training,
    mut loss: impl FnMut(Tensor<2>) -> Tensor<1>,
) -> Result<Scores, EstimateError> {
    let (x, y) = (standardised(training.pairs.x()), standardised(training.pairs.y()));
    let halves = Halves::new(x, y, training.settings.count("batch"), &mut training.rng)?;
    let width = training.settings.count("width");
    let device = training.device.clone().autodiff();
    let critic = match training.settings.choice("critic") {
        "joint" => Critic::Joint(joint_critic(&halves, width, &mut training.rng, &device)?),
        _ => Critic::Separable(Separable::new(halves.dims(), width, &mut training.rng, &device)),
    };
    let critic =
        train(critic, &halves, &mut training, |critic, batch, _| loss(critic.scores(batch.x, batch.y))).await?;
    let critic = critic.valid();
    score(&halves, &training, |columns| critic.scores(columns.x, columns.y)).await
}

/// A joint critic, where its batches of pairs fit.
pub fn joint_critic(halves: &Halves, width: usize, rng: &mut Rng, device: &Device) -> Result<Joint, EstimateError> {
    let batch = halves.batch;
    if batch * batch * width > MOST_UNITS {
        return Err(EstimateError::Query(format!(
            "a joint critic of width {width} computes {batch} × {batch} pairs at once; allowed: batch² × width up to \
             {MOST_UNITS}"
        )));
    }
    Ok(Joint::new(halves.dims(), width, rng, device))
}

/// Trains by the settings `steps` and `rate`. The loss may draw.
pub async fn train<M: Module>(
    mut model: M,
    halves: &Halves,
    training: &mut Training,
    mut loss: impl FnMut(&M, Columns, &mut Rng) -> Tensor<1>,
) -> Result<M, EstimateError> {
    let steps = training.settings.count("steps");
    let rate = training.settings.number("rate");
    let device = training.device.clone().autodiff();
    let mut optimizer: ModuleOptimizer = AdamConfig::new().with_epsilon(ADAM_EPSILON).init();
    let mut order = halves.train.clone();
    let mut next = order.len();
    for step in 0..steps {
        if next + halves.batch > order.len() {
            training.rng.shuffle(&mut order);
            next = 0;
        }
        let batch = halves.columns(&order[next..next + halves.batch], &device);
        next += halves.batch;
        let now = loss(&model, batch, &mut training.rng);
        let looked_at = (step % STEPS_A_LOOK == 0 || step + 1 == steps).then(|| now.clone().inner());
        let left = 1.0 - step as f64 / steps as f64;
        model = train_step(model, now, &mut optimizer, rate * left);
        if let Some(now) = looked_at {
            if !read(now).await?.iter().all(|value| value.is_finite()) {
                return Err(EstimateError::Training(format!(
                    "its loss is no finite number any more at step {} of {steps}; a lower rate may help",
                    step + 1
                )));
            }
            (training.breathe)().await;
        }
    }
    Ok(model)
}

/// The held-out half's scores, batch by batch.
pub async fn score(
    halves: &Halves,
    training: &Training,
    scores: impl Fn(Columns) -> Tensor<2>,
) -> Result<Scores, EstimateError> {
    let mut values = Vec::new();
    for block in halves.held_out.chunks_exact(halves.batch) {
        let found = read(scores(halves.columns(block, &training.device))).await?;
        values.extend(found.into_iter().map(f64::from));
        (training.breathe)().await;
    }
    if values.iter().any(|value| !value.is_finite()) {
        return Err(not_finite());
    }
    Ok(Scores::new(values, halves.batch))
}

/// A reading's value, unless it is beyond all numbers.
pub fn finite(value: f64) -> Result<f64, EstimateError> {
    if value.is_finite() { Ok(value) } else { Err(not_finite()) }
}

fn not_finite() -> EstimateError {
    EstimateError::Training("on the held-out half it finds no finite number; a lower rate may help".into())
}

impl Halves {
    /// Splits at random; batches are of `batch` points, or of the whole training half where that is smaller. Needs four
    /// points.
    pub fn new(x: Side, y: Side, batch: usize, rng: &mut Rng) -> Result<Self, EstimateError> {
        let n = x.values.len() / x.dim;
        if n < 4 {
            return Err(EstimateError::TooFew { n, needed: 4 });
        }
        let mut train: Vec<usize> = (0..n).collect();
        rng.shuffle(&mut train);
        let held_out = train.split_off(n / 2);
        Ok(Self { x, y, batch: batch.min(train.len()), train, held_out })
    }

    /// The dimensions of x and of y.
    pub fn dims(&self) -> [usize; 2] {
        [self.x.dim, self.y.dim]
    }

    /// The whole half.
    pub fn held_out(&self, device: &Device) -> Columns {
        self.columns(&self.held_out, device)
    }

    fn columns(&self, members: &[usize], device: &Device) -> Columns {
        Columns { x: self.x.columns(members, device), y: self.y.columns(members, device) }
    }
}

impl Side {
    fn new(values: impl Iterator<Item = f64>, dim: usize) -> Self {
        Self { values: values.map(|value| value as f32).collect(), dim }
    }

    fn columns(&self, members: &[usize], device: &Device) -> Tensor<2> {
        let column = |coordinate: usize| members.iter().map(move |i| self.values[i * self.dim + coordinate]);
        let values: Vec<f32> = (0..self.dim).flat_map(column).collect();
        Tensor::from_data(TensorData::new(values, [self.dim, members.len()]), device)
    }
}

/// Every coordinate with mean 0 and standard deviation 1; a constant one 0.
pub fn standardised(samples: &Samples) -> Side {
    let change: Vec<[f64; 3]> = (0..samples.dim())
        .map(|column| {
            let most = largest(samples.column(column));
            let centre = mean(samples.column(column).map(|value| value / most));
            let spread = mean(samples.column(column).map(|value| square(value / most - centre))).sqrt();
            [most, centre, if spread > 0.0 { spread } else { 1.0 }]
        })
        .collect();
    let standard = |row: &[f64]| -> Vec<f64> {
        row.iter().zip(&change).map(|(value, [most, centre, spread])| (value / most - centre) / spread).collect()
    };
    Side::new(samples.rows().flat_map(standard), samples.dim())
}

/// Both sides centred and divided by one number, which is returned: distances keep their proportions.
pub fn rescaled(pairs: &Pairs) -> (Side, Side, f64) {
    let most = largest(pairs.x().values().iter().chain(pairs.y().values()).copied());
    let centred = |samples: &Samples| -> Vec<f64> {
        let centre = |column| mean(samples.column(column).map(|value| value / most));
        let centres: Vec<f64> = (0..samples.dim()).map(centre).collect();
        samples.rows().flat_map(|row| row.iter().zip(&centres).map(|(value, centre)| value / most - centre)).collect()
    };
    let (x, y) = (centred(pairs.x()), centred(pairs.y()));
    let spread = mean(x.iter().chain(&y).map(|value| square(*value))).sqrt();
    let spread = if spread > 0.0 { spread } else { 1.0 };
    let side = |values: Vec<f64>, dim| Side::new(values.into_iter().map(|value| value / spread), dim);
    (side(x, pairs.x().dim()), side(y, pairs.y().dim()), most * spread)
}

/// The largest absolute value, by which squares neither overflow nor vanish; 1 where all are 0.
fn largest(values: impl Iterator<Item = f64>) -> f64 {
    let most = values.fold(0.0, |most: f64, value| most.max(value.abs()));
    if most > 0.0 { most } else { 1.0 }
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (total, count) = values.fold((0.0, 0usize), |(total, count), value| (total + value, count + 1));
    total / count.max(1) as f64
}

fn square(value: f64) -> f64 {
    value * value
}

impl From<ReadError> for EstimateError {
    fn from(error: ReadError) -> Self {
        EstimateError::Training(error.to_string())
    }
}
