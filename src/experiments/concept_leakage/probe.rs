//! Task leakage: small networks that name the class from concepts alone, soft, cut at ½, or true.

use burn::{
    module::Module,
    optim::AdamConfig,
    tensor::{Device, Tensor, TensorData, activation::log_softmax},
};

use super::{
    ConceptLeakage, Config, Frame, NETWORKS, Probed,
    flocks::{Birds, CLASSES},
    train::Network,
};
use crate::{
    concepts::sigmoid,
    datasets::birds::WIDTH,
    draws::Rng,
    lab::{Outbox, RunError},
    nets::{Activation, InitialScale, Stack, StackConfig, read, train_step},
};

pub const EPOCHS: usize = 20;
const HIDDEN: usize = 32;
const BATCH: usize = 64;
const RATE: f64 = 0.01;

/// What a probe is shown, `[n, K]`, and the labels it is to name.
struct Shown<'a> {
    values: Vec<f32>,
    labels: &'a [usize],
}

/// Trains all probes in one stack on half of the held-out close birds, judges them on the other half; a frame an epoch.
pub async fn probe(
    config: &Config,
    outbox: &Outbox<ConceptLeakage>,
    birds: &[Birds],
    networks: &[Vec<[Network; 2]>],
    device: &Device,
    done: &mut u64,
    total: u64,
) -> Result<(), RunError> {
    let mut shown: Vec<Shown> = Vec::new();
    for (at, flocks) in birds.chunks_exact(2).enumerate() {
        let rows = &flocks[1].held_out;
        let bit = |present: bool| f32::from(u8::from(present));
        let labels = rows.labels.as_slice();
        shown.push(Shown { values: rows.concepts.iter().map(|present| bit(*present)).collect(), labels });
        for network in networks {
            let logits = &network[at][1].logits;
            shown.push(Shown { values: logits.iter().map(|logit| sigmoid(*logit) as f32).collect(), labels });
            shown.push(Shown { values: logits.iter().map(|logit| bit(*logit > 0.0)).collect(), labels });
        }
    }
    let half = config.held_out / 2;
    let seed = u64::from(config.seed);
    let autodiff = device.clone().autodiff();
    let widths = vec![WIDTH, HIDDEN, CLASSES];
    let stack = StackConfig { widths, activation: Activation::Relu, initial: InitialScale::Xavier };
    let mut rngs: Vec<Rng> = shown.iter().map(|_| Rng::new(seed, "probes")).collect();
    let mut probes = stack.init(&mut rngs, 1, &autodiff);
    let mut optimizer = AdamConfig::new().init();
    let mut order: Vec<usize> = (0..half).collect();
    let mut orders = Rng::new(seed, "probes' batches");
    for epoch in 1..=EPOCHS {
        orders.shuffle(&mut order);
        for places in order.chunks(BATCH) {
            let (inputs, classes) = batch(&shown, places, &autodiff);
            let each = log_softmax(probes.forward(inputs), 1) * classes;
            let rate = RATE * (1.0 - (epoch - 1) as f64 / EPOCHS as f64);
            let loss = each.sum().div_scalar(-(places.len() as f64));
            probes = train_step(probes, loss, &mut optimizer, rate);
            outbox.progress(*done, total).await;
        }
        *done += 1;
        let ended = epoch == EPOCHS;
        if ended || epoch % 4 == 0 {
            let all: Vec<usize> = (half..config.held_out).collect();
            // Until the end a few birds do.
            let judged = if ended { &all[..] } else { &all[..all.len().min(500)] };
            let accuracies = accuracies(&probes.valid(), &shown, judged, outbox, (*done, total), device).await?;
            let seeds: Vec<&[f64]> = accuracies.chunks_exact(1 + 2 * NETWORKS).collect();
            let of = |offset: usize| -> Vec<Vec<f64>> {
                let of = |network: usize| seeds.iter().map(|all| all[1 + 2 * network + offset]).collect();
                (0..NETWORKS).map(of).collect()
            };
            let truth = seeds.iter().map(|all| all[0]).collect();
            let probed = Probed { epoch: epoch as u32, ended, soft: of(0), hard: of(1), truth };
            outbox.send(&Frame::Probed(probed)).await?;
        }
    }
    Ok(())
}

/// `[probes, K, places]` and one-hot `[probes, classes, places]`.
fn batch(shown: &[Shown], places: &[usize], device: &Device) -> (Tensor<3>, Tensor<3>) {
    let columns = |width: usize, value: &dyn Fn(&Shown, usize, usize) -> f32| -> Tensor<3> {
        let mut values = Vec::with_capacity(shown.len() * width * places.len());
        for shown in shown {
            for unit in 0..width {
                values.extend(places.iter().map(|i| value(shown, *i, unit)));
            }
        }
        Tensor::from_data(TensorData::new(values, [shown.len(), width, places.len()]), device)
    };
    let inputs = columns(WIDTH, &|shown, i, k| shown.values[i * WIDTH + k]);
    (inputs, columns(CLASSES, &|shown, i, class| f32::from(u8::from(shown.labels[i] == class))))
}

/// The share of rightly named classes, one a probe.
async fn accuracies(
    probes: &Stack,
    shown: &[Shown<'_>],
    judged: &[usize],
    outbox: &Outbox<ConceptLeakage>,
    (done, total): (u64, u64),
    device: &Device,
) -> Result<Vec<f64>, RunError> {
    let mut right = vec![0usize; shown.len()];
    for places in judged.chunks(4 * BATCH) {
        let (inputs, _) = batch(shown, places, device);
        let found = read(probes.forward(inputs).argmax(1).float()).await?;
        for ((right, shown), found) in right.iter_mut().zip(shown).zip(found.chunks_exact(places.len())) {
            *right += places.iter().zip(found).filter(|(i, found)| shown.labels[**i] == **found as usize).count();
        }
        outbox.progress(done, total).await;
    }
    Ok(right.into_iter().map(|right| right as f64 / judged.len().max(1) as f64).collect())
}
