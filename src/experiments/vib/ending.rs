//! What is measured of every network once it is trained: attacks, inputs from elsewhere, calibration.

use burn::tensor::{Device, Tensor, TensorData, activation::softmax};
use serde::{Deserialize, Serialize};

use super::{Vib, config::Config, data::Data};
use crate::{
    lab::{Outbox, RunError},
    measures::auroc,
    nets::{
        per_replica, read,
        variational::{Attack, Batch, Bottleneck, Panel, attacked},
    },
};

/// One entry a replica, seed by seed, in each the sweep's β rising.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ending {
    pub robustness: Vec<Robustness>,
    pub detection: Vec<Detection>,
    pub calibration: Vec<Calibration>,
}

/// L-shot accuracy at each of [`EPSILONS`], on the first [`MOST_ATTACKED`] test rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Robustness {
    pub fgsm: Vec<f64>,
    pub pgd: Vec<f64>,
}

/// How well a high rate gives away that an input is from elsewhere: areas under the receiver operating characteristic
/// against test rows.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Detection {
    pub scrambled: f64,
    pub noise: f64,
    /// Mean rates in nats: test rows, scrambled ones, noise.
    pub rates: [f64; 3],
}

/// L-shot probabilities against how often they are right.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// Σ over ten equal bins of confidence: share of rows · |accuracy − mean confidence|.
    pub expected_error: f64,
    /// Mean confidence, accuracy and number of rows of each bin that has any.
    pub bins: Vec<(f64, f64, usize)>,
}

/// Strengths of the attacks, where pixels run from −1 to 1.
pub const EPSILONS: [f64; 6] = [0.0, 0.05, 0.1, 0.2, 0.3, 0.4];
pub const MOST_ATTACKED: usize = 200;
/// Draws of the code that an attack's gradient is averaged over.
pub const ATTACK_DRAWS: usize = 4;
pub const PGD_STEPS: usize = 10;
const BINS: usize = 10;

/// What the ending adds to a run's progress.
pub const STEPS: u64 = 2 * (EPSILONS.len() as u64 - 1) * COST;
/// Progress that an attack counts for, about as many training steps as it costs.
const COST: u64 = 12;

pub async fn measure(
    model: &Bottleneck,
    data: &Data,
    config: &Config,
    betas: &[f64],
    device: &Device,
    outbox: &Outbox<Vib>,
    total: u64,
) -> Result<Ending, RunError> {
    let calibration = calibration(model, data, config, betas, device).await?;
    outbox.progress(total - STEPS, total).await;
    let detection = detection(model, data, config, betas, device).await?;
    let few: Vec<(u64, Vec<usize>)> =
        data.test.iter().map(|(seed, rows)| (*seed, rows[..rows.len().min(MOST_ATTACKED)].to_vec())).collect();
    let judged = Panel::new(&data.rows, &few, config.dimensions, config.shots, device);
    let watched = Panel::new(&data.rows, &few, config.dimensions, ATTACK_DRAWS, device);
    let clean: Vec<f64> = judged.scores(model).await?.iter().map(|score| score.averaged).collect();
    let mut robustness: Vec<Robustness> =
        clean.iter().map(|clean| Robustness { fgsm: vec![*clean], pgd: vec![*clean] }).collect();
    let mut done = total - STEPS;
    for steps in [1, PGD_STEPS] {
        for epsilon in &EPSILONS[1..] {
            let batch = Batch {
                inputs: watched.inputs.clone(),
                targets: watched.targets.clone(),
                noise: watched.noise.clone(),
            };
            let attack = Attack { epsilon: *epsilon, steps, range: data.range };
            let inputs = attacked(model, &batch, attack);
            let moved = Panel { inputs, targets: judged.targets.clone(), noise: judged.noise.clone() };
            for (robustness, score) in robustness.iter_mut().zip(moved.scores(model).await?) {
                let curve = if steps == 1 { &mut robustness.fgsm } else { &mut robustness.pgd };
                curve.push(score.averaged);
            }
            done += COST;
            outbox.progress(done, total).await;
        }
    }
    Ok(Ending { robustness, detection, calibration })
}

async fn calibration(
    model: &Bottleneck,
    data: &Data,
    config: &Config,
    betas: &[f64],
    device: &Device,
) -> Result<Vec<Calibration>, RunError> {
    let replicas = model.replicas();
    let panel = Panel::new(&data.rows, &data.test, config.dimensions, config.shots, device);
    let probabilities = averaged(model, panel.inputs, panel.noise).await?;
    let (classes, rows) = (data.classes.len(), data.test[0].1.len());
    let of = |replica: usize| {
        let (_, members) = &data.test[replica / betas.len()];
        let judged = members.iter().enumerate().map(|(column, row)| {
            let of_class = |class: usize| f64::from(probabilities[(replica * classes + class) * rows + column]);
            let best = (0..classes).max_by(|a, b| of_class(*a).total_cmp(&of_class(*b))).unwrap_or(0);
            (of_class(best), best == data.labels[*row])
        });
        calibrate(judged)
    };
    Ok((0..replicas).map(of).collect())
}

/// From every row's confidence and whether it was right.
fn calibrate(judged: impl Iterator<Item = (f64, bool)>) -> Calibration {
    let mut sums = [(0.0, 0usize, 0usize); BINS];
    let mut n = 0;
    for (confidence, is_right) in judged {
        let bin = &mut sums[((confidence * BINS as f64) as usize).min(BINS - 1)];
        *bin = (bin.0 + confidence, bin.1 + usize::from(is_right), bin.2 + 1);
        n += 1;
    }
    let bins: Vec<(f64, f64, usize)> = sums
        .into_iter()
        .filter(|(_, _, count)| *count > 0)
        .map(|(confidence, right, count)| (confidence / count as f64, right as f64 / count as f64, count))
        .collect();
    let gap = |(confidence, accuracy, count): &(f64, f64, usize)| *count as f64 * (accuracy - confidence).abs();
    Calibration { expected_error: bins.iter().map(gap).sum::<f64>() / n.max(1) as f64, bins }
}

/// The classes' probabilities, averaged over draws: `[replicas, classes, rows]`.
pub async fn averaged(model: &Bottleneck, inputs: Tensor<3>, noise: Tensor<3>) -> Result<Vec<f32>, RunError> {
    let replicas = model.replicas();
    let rows = inputs.dims()[2];
    let draws = noise.dims()[2] / rows;
    let code = model.encode(inputs);
    let each = softmax(model.decode(code.sample(per_replica(noise, replicas))), 1);
    let classes = each.dims()[1];
    Ok(read(each.reshape([replicas, classes, draws, rows]).mean_dim(2)).await?)
}

async fn detection(
    model: &Bottleneck,
    data: &Data,
    config: &Config,
    betas: &[f64],
    device: &Device,
) -> Result<Vec<Detection>, RunError> {
    let panel = Panel::new(&data.rows, &data.test, config.dimensions, 1, device);
    let rows = data.test[0].1.len();
    let elsewhere = |make: &dyn Fn(u64, &[usize]) -> Vec<f32>| {
        let mut columns: Vec<f32> = Vec::new();
        for (seed, members) in &data.test {
            let values = make(*seed, members);
            (0..data.dim).for_each(|unit| columns.extend(values.iter().skip(unit).step_by(data.dim)));
        }
        Tensor::from_data(TensorData::new(columns, [data.test.len(), data.dim, rows]), device)
    };
    let scrambled = elsewhere(&|seed, members| data.scrambled(seed, members));
    let noise = elsewhere(&|seed, members| data.noise(seed, members.len()));
    let mut rates = Vec::new();
    for inputs in [panel.inputs.clone(), scrambled, noise] {
        let batch = Batch { inputs, targets: panel.targets.clone(), noise: panel.noise.clone() };
        let values = read(model.row_rates(&batch)).await?;
        rates.push(values.into_iter().map(f64::from).collect::<Vec<f64>>());
    }
    let of = |replica: usize| {
        let part = |kind: usize| &rates[kind][replica * rows..(replica + 1) * rows];
        Detection {
            scrambled: auroc(part(1), part(0)),
            noise: auroc(part(2), part(0)),
            rates: [0, 1, 2].map(|kind| part(kind).iter().sum::<f64>() / rows as f64),
        }
    };
    Ok((0..data.test.len() * betas.len()).map(of).collect())
}
