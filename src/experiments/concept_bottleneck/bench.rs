//! The bottlenecks themselves: how each is trained on features, and what it makes of an image.

use burn::tensor::{Device, Tensor, TensorData};

use super::{config::Model, slots::Slots};
use crate::{
    concepts::{Head, sigmoid},
    lab::RunError,
    nets::{
        Activation,
        backbone::Seen,
        concept::{ConceptNet, ConceptNetConfig, Intervention, Kind, Lesson, Phase, Rows, Settings, Training, Truths},
        read,
    },
};

/// Numbers of a concept's vector in the embedding model (Espinosa Zarlenga et al. 2022 take 16).
const EMBEDDING: usize = 16;
/// How often a concept is replaced by its truth while the embedding model is trained.
const REPLACED: f64 = 0.25;
/// Unnamed numbers beside the hybrid's concepts.
const EXTRA: usize = 16;
const BATCH: usize = 100;
const RATE: f64 = 5e-3;
/// λ of the joint models on values between 0 and 1, which have little room to leak: as in the reference experiment.
const LAMBDA: f64 = 1.0;

/// A bottleneck that can be told things.
pub enum Trained {
    /// The backbone's own concepts, and a head that was fitted on true ones.
    Independent(Head),
    Net(Box<(ConceptNet, Truths)>),
}

/// What a bottleneck stands on, and what it names.
#[derive(Clone, Debug)]
pub struct Shape {
    /// Widths of the layers between inputs and concepts' logits.
    pub trunk: Vec<usize>,
    pub concepts: usize,
    pub classes: usize,
}

/// A model in training; `lambda` is that of the joint model on logits.
pub fn lesson(model: Model, shape: &Shape, lambda: f64, seed: u64, rows: &Rows, device: &Device) -> Lesson {
    let joint = |lambda: f64| Training::Joint { lambdas: vec![lambda] };
    let (kind, training) = match model {
        Model::Independent => (Kind::Soft, Training::Independent),
        Model::Sequential => (Kind::Logit, Training::Sequential),
        Model::Joint => (Kind::Soft, joint(LAMBDA)),
        Model::Hard => (Kind::Hard, joint(LAMBDA)),
        Model::Logit => (Kind::Logit, joint(lambda)),
        Model::Hybrid => (Kind::Hybrid { extra: EXTRA }, joint(LAMBDA)),
        Model::Embedding => (Kind::Embedding { size: EMBEDDING, replaced: REPLACED }, joint(LAMBDA)),
        Model::Standard => (Kind::Logit, Training::Standard),
    };
    let config = ConceptNetConfig {
        inputs: rows.inputs.len() / rows.n(),
        trunk: shape.trunk.clone(),
        activation: Activation::Relu,
        concepts: shape.concepts,
        kind,
        head: Vec::new(),
        classes: shape.classes,
    };
    let settings = Settings { training, batch: BATCH, weight_decay: 0.0 };
    Lesson::new(&config, settings, vec![(seed, rows.clone())], device)
}

/// How many steps a model's training takes, on so many inputs: those that learn concepts first go twice through them.
pub fn steps(model: Model, epochs: u32, inputs: usize) -> u64 {
    let passes = if matches!(model, Model::Independent | Model::Sequential) { 2 } else { 1 };
    passes * u64::from(epochs) * (inputs / BATCH).max(1) as u64
}

/// The whole training, a step at a time; `breathe` is called after each.
pub async fn train(mut lesson: Lesson, epochs: u32, mut breathe: impl AsyncFnMut()) -> Result<Trained, RunError> {
    loop {
        let each = lesson.steps_per_epoch();
        let total = each * epochs as usize;
        for done in 0..total {
            if done % each == 0 {
                lesson.shuffle();
            }
            lesson.step(done % each, rate(done, total));
            breathe().await;
        }
        if lesson.phase() != Phase::Concepts {
            break;
        }
        lesson.begin_head().await?;
    }
    Ok(Trained::Net(Box::new((lesson.evaluated(), lesson.truths().await?))))
}

/// The rate of a step: falling evenly to nothing.
fn rate(done: usize, total: usize) -> f64 {
    RATE * (1.0 - done as f64 / total as f64)
}

impl Trained {
    /// What it makes of every input, by its features `[n, d]` and, where those come from a network that names the concepts
    /// already, that network's logits `[n, K]`.
    pub async fn slots(&self, seen: &Seen, n: usize, device: &Device) -> Result<Vec<Slots>, RunError> {
        match self {
            Trained::Independent(head) => {
                let concepts = seen.logits.len() / n;
                Ok(seen.logits.chunks_exact(concepts).map(|logits| of_head(head, logits)).collect())
            }
            Trained::Net(net) => of_net(&net.0, &net.1, &seen.features, n, device).await,
        }
    }
}

fn of_head(head: &Head, logits: &[f32]) -> Slots {
    let probabilities: Vec<f64> = logits.iter().map(|logit| sigmoid(f64::from(*logit))).collect();
    Slots { values: probabilities.clone(), probabilities, weights: head.weights.clone(), bias: head.bias.clone() }
}

async fn of_net(
    net: &ConceptNet,
    truths: &Truths,
    features: &[f32],
    n: usize,
    device: &Device,
) -> Result<Vec<Slots>, RunError> {
    let rows = TensorData::new(features.to_vec(), [n, features.len() / n]);
    let sensed = net.sense(Tensor::<2>::from_data(rows, device).transpose().unsqueeze());
    let concepts = net.concepts();
    let told = |present: f32| Intervention {
        concepts: Tensor::full([1, concepts, n], present, device),
        told: Tensor::ones([1, concepts, 1], device),
        truths: truths.clone(),
    };
    let own = read(net.values(&sensed, None)).await?;
    let absent = read(net.values(&sensed, Some(&told(0.0)))).await?;
    let present = read(net.values(&sensed, Some(&told(1.0)))).await?;
    let logits = read(sensed.logits.clone()).await?;
    let Some([weights, bias]) = net.linear_head() else {
        return Err(RunError::Computation("only a linear head can be taken apart".into()));
    };
    let classes = bias.dims()[1];
    let (weights, bias) = (read(weights).await?, read(bias).await?);
    let held = own.len() / n;
    // Beyond the concepts, what a hybrid passes on unnamed. Embeddings stand number by number, each for all concepts in turn.
    let named = if matches!(net.kind(), Kind::Hybrid { .. }) { concepts } else { held };
    let slots = |i: usize| {
        let at = |values: &[f32], value: usize| f64::from(values[value * n + i]);
        let mut slots = Slots {
            probabilities: (0..concepts).map(|k| sigmoid(at(&logits, k))).collect(),
            values: Vec::new(),
            weights: vec![0.0; classes * concepts],
            bias: bias.iter().map(|value| f64::from(*value)).collect(),
        };
        for value in 0..held {
            for class in 0..classes {
                let weight = f64::from(weights[class * held + value]);
                if value < named {
                    slots.bias[class] += weight * at(&absent, value);
                    slots.weights[class * concepts + value % concepts] +=
                        weight * (at(&present, value) - at(&absent, value));
                } else {
                    slots.bias[class] += weight * at(&own, value);
                }
            }
        }
        // Where the model stands between absent and present; of an embedding that is its probability.
        slots.values = match net.kind() {
            Kind::Embedding { .. } => slots.probabilities.clone(),
            _ => (0..concepts).map(|k| along(at(&own, k), at(&absent, k), at(&present, k))).collect(),
        };
        slots
    };
    Ok((0..n).map(slots).collect())
}

/// Where a value stands from `absent`, 0, to `present`, 1. Where those are one, so is everything in between.
fn along(own: f64, absent: f64, present: f64) -> f64 {
    if present - absent > f64::EPSILON { (own - absent) / (present - absent) } else { 0.0 }
}
