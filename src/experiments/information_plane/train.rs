//! The run: trains the network, and at checkpoints hands its layers to another core to be measured.

use std::collections::VecDeque;

use burn::{
    module::Module,
    optim::{AdamConfig, ModuleOptimizer},
    tensor::{Device, Tensor, TensorData},
};
use futures::future::LocalBoxFuture;

use super::{
    Frame, InformationPlane,
    config::Config,
    measure::{Layer, LayerActivations, Settings, Task},
};
use crate::{
    datasets::{Labelled, Split},
    draws::Rng,
    lab::{Outbox, RunError},
    nets::{Mlp, ReadError, cross_entropy, read, squared_weights, train_step},
};

/// What stays after a run: every checkpoint's activations, so that they can be measured again in another way.
pub struct Session {
    checkpoints: Vec<(u32, Frame, Task)>,
}

/// Adam's stabiliser in the reference code.
const ADAM_EPSILON: f32 = 1e-8;
/// Checkpoints that may wait to be measured before training waits for them.
const MOST_WAITING: usize = 24;

type Measuring = LocalBoxFuture<'static, Result<Result<Vec<Layer>, String>, RunError>>;

/// A frame that may still wait for its measurement.
struct Waiting {
    frame: Frame,
    measuring: Option<Measuring>,
}

pub async fn run(config: Config, outbox: Outbox<InformationPlane>, device: Device) -> Result<Session, RunError> {
    let data = config.data();
    let split = config.split(&data);
    let seed = u64::from(config.seed);
    let network = config.network(&data)?;
    let trained_on = device.clone().autodiff();
    let mut model = network.init(&mut Rng::new(seed, "weights"), &trained_on);
    let mut optimizer: ModuleOptimizer = AdamConfig::new().with_epsilon(ADAM_EPSILON).init();
    let mut order = split.train.clone();
    let mut batches = Rng::new(seed, "batches");
    let all: Vec<usize> = (0..data.n()).collect();
    let inputs = columns(&data, &all, &device);
    let recorded = config.recorded_epochs();
    let checkpoints = config.checkpoint_epochs();
    let steps_per_epoch = order.len().div_ceil(config.batch) as u64;
    let total = steps_per_epoch * u64::from(config.epochs);
    let mut waiting: VecDeque<Waiting> = VecDeque::new();
    let mut session = Session { checkpoints: Vec::new() };
    let mut done = 0;
    for epoch in 0..=config.epochs {
        if recorded.binary_search(&epoch).is_ok() {
            let mut frame = evaluate(&model.valid(), &inputs, &data, &split, epoch).await?;
            if !frame.train_loss.is_finite() {
                return Err(RunError::Diverged { step: done });
            }
            let measuring = if checkpoints.binary_search(&epoch).is_ok() {
                let task = look(&model.valid(), &inputs, &data, &config).await?;
                let measuring = outbox.aside(&task)?;
                frame.is_checkpoint = true;
                session.checkpoints.push((0, frame.clone(), task));
                Some(measuring)
            } else {
                None
            };
            waiting.push_back(Waiting { frame, measuring });
            send_measured(&mut waiting, &outbox, &mut session, MOST_WAITING).await?;
        }
        if epoch == config.epochs {
            break;
        }
        batches.shuffle(&mut order);
        let mut latest = None;
        for batch in order.chunks(config.batch) {
            let logits = model.forward(columns(&data, batch, &trained_on));
            let mut loss = cross_entropy(logits, targets(&data, batch, &trained_on));
            if config.l2 > 0.0
                && let Some(penalty) = squared_weights(&model)
            {
                loss = loss + penalty.mul_scalar(config.l2);
            }
            latest = Some(loss.clone().inner());
            model = train_step(model, loss, &mut optimizer, config.rate);
            done += 1;
        }
        // Reading one number keeps the device from running far ahead, and shows a diverged loss at once.
        if let Some(loss) = latest {
            let loss = read(loss).await?;
            if !loss.iter().all(|value| value.is_finite()) {
                return Err(RunError::Diverged { step: done });
            }
        }
        outbox.progress(done, total).await;
    }
    send_measured(&mut waiting, &outbox, &mut session, 0).await?;
    Ok(session)
}

/// Measures every kept checkpoint again with other settings and amends its frame.
pub async fn ask(session: &mut Session, config: &Config, outbox: &Outbox<InformationPlane>) -> Result<(), RunError> {
    let total = session.checkpoints.len() as u64;
    for (done, (index, frame, task)) in session.checkpoints.iter_mut().enumerate() {
        task.settings = settings(config);
        frame.layers = measured(outbox.aside(task)?.await?)?;
        outbox.amend(*index, frame).await?;
        outbox.progress(done as u64 + 1, total).await;
    }
    Ok(())
}

/// Sends frames in their order: those that are ready, and as many more as keep at most `most` waiting.
async fn send_measured(
    waiting: &mut VecDeque<Waiting>,
    outbox: &Outbox<InformationPlane>,
    session: &mut Session,
    most: usize,
) -> Result<(), RunError> {
    while let Some(mut first) = waiting.pop_front() {
        if let Some(mut measuring) = first.measuring.take() {
            let must_wait = waiting.iter().filter(|other| other.measuring.is_some()).count() >= most;
            let answer = if must_wait { Some(measuring.as_mut().await) } else { poll_once(&mut measuring).await };
            let Some(answer) = answer else {
                first.measuring = Some(measuring);
                waiting.push_front(first);
                return Ok(());
            };
            first.frame.layers = measured(answer?)?;
            let epoch = first.frame.epoch;
            if let Some(kept) = session.checkpoints.iter_mut().find(|(_, frame, _)| frame.epoch == epoch) {
                kept.0 = outbox.sent();
            }
        }
        outbox.send(&first.frame).await?;
    }
    Ok(())
}

async fn poll_once(measuring: &mut Measuring) -> Option<<Measuring as Future>::Output> {
    std::future::poll_fn(|context| match measuring.as_mut().poll(context) {
        std::task::Poll::Ready(answer) => std::task::Poll::Ready(Some(answer)),
        std::task::Poll::Pending => std::task::Poll::Ready(None),
    })
    .await
}

fn measured(answer: Result<Vec<Layer>, String>) -> Result<Vec<Layer>, RunError> {
    answer.map_err(RunError::Computation)
}

/// Loss and accuracy on both parts.
async fn evaluate(
    model: &Mlp,
    inputs: &Tensor<2>,
    data: &Labelled,
    split: &Split,
    epoch: u32,
) -> Result<Frame, RunError> {
    let logits = read(burn::tensor::activation::log_softmax(model.forward(inputs.clone()), 0)).await?;
    let part = |members: &[usize]| {
        let (mut loss, mut right) = (0.0, 0usize);
        for &i in members {
            let class = |c: usize| f64::from(logits[c * data.n() + i]);
            let label = usize::from(data.labels()[i]);
            loss -= class(label);
            let best = (0..data.classes()).max_by(|a, b| class(*a).total_cmp(&class(*b)));
            right += usize::from(best == Some(label));
        }
        let count = members.len().max(1) as f64;
        (loss / count, right as f64 / count)
    };
    let (train_loss, train_accuracy) = part(&split.train);
    let (test_loss, test_accuracy) = part(&split.test);
    Ok(Frame { epoch, train_loss, test_loss, train_accuracy, test_accuracy, is_checkpoint: false, layers: Vec::new() })
}

/// All layers' activations over all inputs, rows first.
async fn look(model: &Mlp, inputs: &Tensor<2>, data: &Labelled, config: &Config) -> Result<Task, RunError> {
    let mut layers = Vec::new();
    for layer in model.activations(inputs.clone()) {
        let [units, _] = layer.dims();
        layers.push(LayerActivations { units, values: read(layer.transpose()).await? });
    }
    Ok(Task { layers, labels: data.labels().to_vec(), classes: data.classes(), settings: settings(config) })
}

fn settings(config: &Config) -> Settings {
    Settings { bins: config.bins, bin_width: config.bin_width, noise: config.noise, seed: config.seed }
}

/// Some inputs as columns: `[dim, members]`.
fn columns(data: &Labelled, members: &[usize], device: &Device) -> Tensor<2> {
    let (dim, inputs) = (data.dim(), data.inputs());
    let mut values = Vec::with_capacity(dim * members.len());
    for unit in 0..dim {
        values.extend(members.iter().map(|i| inputs[i * dim + unit]));
    }
    Tensor::from_data(TensorData::new(values, [dim, members.len()]), device)
}

/// Their labels, one-hot: `[classes, members]`.
fn targets(data: &Labelled, members: &[usize], device: &Device) -> Tensor<2> {
    let mut values = Vec::with_capacity(data.classes() * members.len());
    for class in 0..data.classes() {
        values.extend(members.iter().map(|i| if usize::from(data.labels()[*i]) == class { 1f32 } else { 0.0 }));
    }
    Tensor::from_data(TensorData::new(values, [data.classes(), members.len()]), device)
}

impl From<ReadError> for RunError {
    fn from(error: ReadError) -> Self {
        RunError::Device(error.to_string())
    }
}
