//! The bottlenecks themselves: how each is trained on features, and what it makes of an image.

use burn::tensor::{Device, Tensor, TensorData};

use super::{
    config::{Config, Model},
    slots::Slots,
};
use crate::{
    concepts::{Head, sigmoid},
    datasets::birds::WIDTH,
    lab::RunError,
    nets::{
        Activation,
        backbone::{FEATURES, Seen},
        concept::{ConceptNet, ConceptNetConfig, Intervention, Kind, Lesson, Rows, Settings, Training, Truths},
        read,
    },
};

/// Numbers of a concept's vector in the embedding model (Espinosa Zarlenga et al. 2022 take 16).
const EMBEDDING: usize = 16;
/// How often a concept is replaced by its truth while the embedding model is trained.
const REPLACED: f64 = 0.25;
/// Unnamed numbers beside the hybrid's concepts.
const EXTRA: usize = 16;
pub const BATCH: usize = 100;
const RATE: f64 = 5e-3;
/// λ of the joint models on values between 0 and 1, which have little room to leak: as in the reference experiment.
const LAMBDA: f64 = 1.0;

/// How many pictures were seen.
fn pictures(seen: &Seen) -> usize {
    seen.logits.len() / WIDTH
}

/// Features as columns, `[1, features, n]`.
fn columns(seen: &Seen, device: &Device) -> Tensor<3> {
    let rows = TensorData::new(seen.features.clone(), [pictures(seen), FEATURES]);
    Tensor::<2>::from_data(rows, device).transpose().unsqueeze()
}

/// A bottleneck that can be told things.
pub enum Trained {
    /// The backbone's own concepts, and a head that was fitted on true ones.
    Independent(Head),
    Net(Box<(ConceptNet, Truths)>),
}

/// A model's shape and training; none for the independent one, whose head is fitted in closed steps.
pub fn lesson(model: Model, config: &Config, rows: &Rows, classes: usize, device: &Device) -> Option<Lesson> {
    let joint = |lambda: f64| Training::Joint { lambdas: vec![lambda] };
    let (kind, training) = match model {
        Model::Independent => return None,
        Model::Sequential => (Kind::Logit, Training::Sequential),
        Model::Joint => (Kind::Soft, joint(LAMBDA)),
        Model::Hard => (Kind::Hard, joint(LAMBDA)),
        Model::Logit => (Kind::Logit, joint(config.lambda)),
        Model::Hybrid => (Kind::Hybrid { extra: EXTRA }, joint(LAMBDA)),
        Model::Embedding => (Kind::Embedding { size: EMBEDDING, replaced: REPLACED }, joint(LAMBDA)),
        Model::Standard => (Kind::Logit, Training::Standard),
    };
    let shape = ConceptNetConfig {
        inputs: rows.inputs.len() / rows.n(),
        trunk: Vec::new(),
        activation: Activation::Relu,
        concepts: WIDTH,
        kind,
        head: Vec::new(),
        classes,
    };
    let settings = Settings { training, batch: BATCH, weight_decay: 0.0 };
    Some(Lesson::new(&shape, settings, vec![(config.seed.into(), rows.clone())], device))
}

/// The rate of a step: falling evenly to nothing.
pub fn rate(done: usize, total: usize) -> f64 {
    RATE * (1.0 - done as f64 / total as f64)
}

impl Trained {
    /// What it makes of every image.
    pub async fn slots(&self, seen: &Seen, device: &Device) -> Result<Vec<Slots>, RunError> {
        match self {
            Trained::Independent(head) => {
                Ok((0..pictures(seen)).map(|i| of_head(head, &seen.logits[i * WIDTH..][..WIDTH])).collect())
            }
            Trained::Net(net) => of_net(&net.0, &net.1, seen, device).await,
        }
    }
}

fn of_head(head: &Head, logits: &[f32]) -> Slots {
    let probabilities: Vec<f64> = logits.iter().map(|logit| sigmoid(f64::from(*logit))).collect();
    Slots { values: probabilities.clone(), probabilities, weights: head.weights.clone(), bias: head.bias.clone() }
}

async fn of_net(net: &ConceptNet, truths: &Truths, seen: &Seen, device: &Device) -> Result<Vec<Slots>, RunError> {
    let n = pictures(seen);
    let sensed = net.sense(columns(seen, device));
    let told = |present: f32| Intervention {
        concepts: Tensor::full([1, WIDTH, n], present, device),
        told: Tensor::ones([1, WIDTH, 1], device),
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
    let named = if matches!(net.kind(), Kind::Hybrid { .. }) { WIDTH } else { held };
    let slots = |i: usize| {
        let at = |values: &[f32], value: usize| f64::from(values[value * n + i]);
        let mut slots = Slots {
            probabilities: (0..WIDTH).map(|k| sigmoid(at(&logits, k))).collect(),
            values: Vec::new(),
            weights: vec![0.0; classes * WIDTH],
            bias: bias.iter().map(|value| f64::from(*value)).collect(),
        };
        for value in 0..held {
            for class in 0..classes {
                let weight = f64::from(weights[class * held + value]);
                if value < named {
                    slots.bias[class] += weight * at(&absent, value);
                    slots.weights[class * WIDTH + value % WIDTH] += weight * (at(&present, value) - at(&absent, value));
                } else {
                    slots.bias[class] += weight * at(&own, value);
                }
            }
        }
        // Where the model stands between absent and present; of an embedding that is its probability.
        slots.values = match net.kind() {
            Kind::Embedding { .. } => slots.probabilities.clone(),
            _ => (0..WIDTH)
                .map(|k| (at(&own, k) - at(&absent, k)) / (at(&present, k) - at(&absent, k)).max(f64::MIN_POSITIVE))
                .collect(),
        };
        slots
    };
    Ok((0..n).map(slots).collect())
}
