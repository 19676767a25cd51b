//! The run: trains all models side by side, measures each, and looks into one.

use burn::tensor::{Device, Tensor, TensorData, activation::sigmoid};

use super::{
    BetaVae, Frame, Look, Reading, Step,
    config::{Config, Mode},
    measure::Task,
};
use crate::{
    datasets::sprites::{self, IMAGES, PIXELS},
    draws::Rng,
    lab::{Outbox, RunError},
    nets::{
        read,
        variational::{Batch, Bottleneck, Objective, Penalty, Rows, Sweep, Terms, Training},
    },
};

/// What stays after a run: every model and its codes.
pub struct Session {
    trained: Vec<Trained>,
    rows: Rows,
    /// The place of the frame that shows the model looked at.
    frame: u32,
    device: Device,
}

/// The models of one β or C, one replica a seed, and the means of their codes: `[units, images]` each, row-major.
struct Trained {
    network: Bottleneck,
    means: Vec<Vec<f32>>,
}

/// The models of one β or C in training: one module, one replica a seed. All β as one module train no faster on a CPU, and
/// every C has a penalty of its own.
struct Part {
    sweep: Sweep,
    /// The C it is held at, in capacity mode.
    capacity: Option<f64>,
    /// What was seen since the last frame, summed over so many steps.
    seen: Option<(Terms, f64)>,
}

/// Frames of a run in training.
const FRAMES: u64 = 120;
/// Values that a unit is set to.
const VALUES: usize = 9;

pub async fn run(config: Config, outbox: Outbox<BetaVae>, device: Device) -> Result<Session, RunError> {
    let images = sprites::images(config.shape);
    let least = least_distortion(&images);
    let rows = Rows { targets: images.clone(), inputs: images, n: IMAGES };
    let mut parts = parts(&config, &device);
    let steps_per_epoch = parts[0].sweep.steps_per_epoch() as u64;
    let steps = u64::from(config.epochs) * steps_per_epoch;
    let work_per_step = parts.len() as u64;
    let total = steps * work_per_step + parts.len() as u64 * config.replicas as u64;
    let every = steps.div_ceil(FRAMES);
    for step in 0..steps {
        let index = (step % steps_per_epoch) as usize;
        let taken = step + 1;
        let done = taken as f64 / steps as f64;
        for (at, part) in parts.iter_mut().enumerate() {
            if index == 0 {
                part.sweep.shuffle();
            }
            let losses = part.step(index, &rows, &config, done);
            if taken % steps_per_epoch == 0 {
                // Reading a number keeps the device from running far ahead.
                read(losses).await?;
            }
            outbox.progress(step * work_per_step + at as u64 + 1, total).await;
        }
        if taken % every == 0 || taken == steps {
            let mut models = Vec::new();
            for part in &mut parts {
                models.extend(part.readings(least).await?);
            }
            if models.iter().any(|model: &Reading| !model.is_finite()) {
                return Err(RunError::Diverged { step: taken });
            }
            let epoch = taken as f64 / steps_per_epoch as f64;
            outbox.send(&Frame::Step(Step { epoch, capacity_share: capacity_share(&config, done), models })).await?;
        }
    }
    let seeds = config.seeds();
    let (mut trained, mut models, mut telling) = (Vec::new(), Vec::new(), Vec::new());
    for part in parts {
        let network = part.sweep.evaluated();
        models.extend(evaluate(&network, &rows, &seeds, config.units, least, &device).await?);
        let mut means = Vec::new();
        for task in tasks(&network, &rows, &seeds, &device).await? {
            telling.push(outbox.aside(&task)?);
            means.push(task.means);
        }
        trained.push(Trained { network, means });
    }
    if models.iter().any(|model| !model.is_finite()) {
        return Err(RunError::Diverged { step: steps });
    }
    outbox.send(&Frame::Trained(models)).await?;
    for (measured, telling) in telling.into_iter().enumerate() {
        outbox.send(&Frame::Telling(telling.await?)).await?;
        outbox.progress(steps * work_per_step + measured as u64 + 1, total).await;
    }
    let session = Session { trained, rows, frame: outbox.sent(), device };
    outbox.send(&Frame::Look(session.look(&config).await?)).await?;
    Ok(session)
}

/// Looks into another model, at another image, or further.
pub async fn ask(session: &mut Session, config: &Config, outbox: &Outbox<BetaVae>) -> Result<(), RunError> {
    outbox.amend(session.frame, &Frame::Look(session.look(config).await?)).await
}

/// What no decoder can fall below: Σ over pixels of the entropy of a grey level taken as a probability, mean over
/// images; nats.
pub fn least_distortion(images: &[f32]) -> f64 {
    let entropy = |p: f64| if p > 0.0 && p < 1.0 { -p * libm::log(p) - (1.0 - p) * libm::log(1.0 - p) } else { 0.0 };
    images.iter().map(|grey| entropy(f64::from(*grey))).sum::<f64>() / (images.len() / PIXELS) as f64
}

fn parts(config: &Config, device: &Device) -> Vec<Part> {
    let settings = Training { batch: config.batch, draws: 1, adam_beta_1: 0.9, average: 0.0 };
    let network = config.network(PIXELS);
    let part = |value: f64| {
        let groups = config.seeds().into_iter().map(|seed| (seed, (0..IMAGES).collect())).collect();
        let (beta, capacity) = match config.mode {
            Mode::Beta => (value, None),
            Mode::Capacity => (config.weight, Some(value)),
        };
        Part { sweep: Sweep::new(&network, settings, groups, &[beta], device), capacity, seen: None }
    };
    config.sweep().into_iter().map(part).collect()
}

/// The share of C that is granted when so much of training is done.
fn capacity_share(config: &Config, done: f64) -> f64 {
    if done < config.ramp { done / config.ramp } else { 1.0 }
}

impl Part {
    /// The losses, one a seed.
    fn step(&mut self, index: usize, rows: &Rows, config: &Config, done: f64) -> Tensor<1> {
        let penalty = match self.capacity {
            None => Penalty::Linear,
            Some(capacity) => Penalty::Capacity { capacity: capacity * capacity_share(config, done) },
        };
        let rate = config.rate * (2.0 * (1.0 - done)).clamp(0.01, 1.0);
        let losses = self.sweep.step(index, rows, &Objective { penalty, free_nats: 0.0 }, 1.0, rate);
        if let Some(Terms { distortion, divergence }) = self.sweep.latest().cloned() {
            self.seen = Some(match self.seen.take() {
                None => (Terms { distortion, divergence }, 1.0),
                Some((sum, steps)) => {
                    let distortion = sum.distortion + distortion;
                    (Terms { distortion, divergence: sum.divergence + divergence }, steps + 1.0)
                }
            });
        }
        losses
    }

    /// Means over what was seen since the last call.
    async fn readings(&mut self, least: f64) -> Result<Vec<Reading>, RunError> {
        let Some((terms, steps)) = self.seen.take() else { return Ok(Vec::new()) };
        readings(terms, steps, least).await
    }
}

/// Means of so many summed terms, one a replica; distortions above the least.
async fn readings(sum: Terms, count: f64, least: f64) -> Result<Vec<Reading>, RunError> {
    let [replicas, units] = sum.divergence.dims();
    let all = Tensor::cat(vec![sum.distortion.reshape([replicas, 1]), sum.divergence], 1);
    let values: Vec<f64> = read(all).await?.into_iter().map(|value| f64::from(value) / count).collect();
    let reading = |row: &[f64]| Reading { distortion: row[0] - least, rates: row[1..].to_vec() };
    Ok(values.chunks_exact(1 + units).map(reading).collect())
}

/// Every replica on all images, one draw of each code.
async fn evaluate(
    network: &Bottleneck,
    rows: &Rows,
    seeds: &[u64],
    units: usize,
    least: f64,
    device: &Device,
) -> Result<Vec<Reading>, RunError> {
    let noise = seeds.iter().flat_map(|seed| {
        let mut rng = Rng::new(*seed, "evaluation noise");
        (0..units * IMAGES).map(move |_| rng.normal() as f32)
    });
    let noise = TensorData::new(noise.collect::<Vec<f32>>(), [seeds.len(), units, IMAGES]);
    let [inputs, targets] = every_image(rows, device);
    let batch = Batch { inputs, targets, noise: Tensor::from_data(noise, device) };
    readings(network.terms(&batch), 1.0, least).await
}

/// All images as columns, `[1, pixels, images]`: as inputs and as targets.
fn every_image(rows: &Rows, device: &Device) -> [Tensor<3>; 2] {
    rows.columns(&[&(0..IMAGES).collect::<Vec<_>>()], device)
}

/// Every replica's codes of all images.
async fn tasks(network: &Bottleneck, rows: &Rows, seeds: &[u64], device: &Device) -> Result<Vec<Task>, RunError> {
    let [inputs, _] = every_image(rows, device);
    let code = network.encode(inputs);
    let [_, units, images] = code.mean.dims();
    let (means, deviations) = (read(code.mean).await?, read(code.deviation).await?);
    let each = means.chunks_exact(units * images).zip(deviations.chunks_exact(units * images)).zip(seeds);
    let task = |((means, deviations), seed): ((&[f32], &[f32]), &u64)| Task {
        means: means.to_vec(),
        deviations: deviations.to_vec(),
        seed: *seed,
    };
    Ok(each.map(task).collect())
}

impl Session {
    async fn look(&self, config: &Config) -> Result<Look, RunError> {
        let (at, seed) = config.looked_at();
        let image = sprites::index(config.levels());
        let mut reconstructions = Vec::new();
        for part in &self.trained {
            reconstructions.extend(self.decoded(part, seed, &part.code(seed, image), 1).await?);
        }
        let looked_at = &self.trained[at];
        let own = looked_at.code(seed, image);
        let share = |i: usize| 2.0 * i as f64 / (VALUES - 1) as f64 - 1.0;
        let values: Vec<f32> = (0..VALUES).map(|i| (config.reach * share(i)) as f32).collect();
        let mut changed = Vec::with_capacity(own.len() * own.len() * VALUES);
        for (unit, own_value) in own.iter().enumerate() {
            for other in 0..own.len() {
                changed.extend(values.iter().map(|value| if other == unit { value } else { own_value }));
            }
        }
        Ok(Look {
            value: config.sweep()[at],
            seed: seed as u32,
            means: looked_at.means[seed].clone(),
            traversals: self.decoded(looked_at, seed, &changed, own.len() * VALUES).await?,
            values,
            image: self.rows.inputs[image * PIXELS..(image + 1) * PIXELS].to_vec(),
            reconstructions,
        })
    }

    /// What one model draws from codes `[units, columns]`: pixels, column by column.
    async fn decoded(
        &self,
        part: &Trained,
        seed: usize,
        codes: &[f32],
        columns: usize,
    ) -> Result<Vec<Vec<f32>>, RunError> {
        let data = TensorData::new(codes.to_vec(), [1, codes.len() / columns, columns]);
        let codes = Tensor::from_data(data, &self.device);
        let pixels = sigmoid(part.network.only(seed).decode(codes));
        // Pixels of a column stand together once columns are rows.
        let pixels = read(pixels.swap_dims(1, 2)).await?;
        Ok(pixels.chunks_exact(PIXELS).map(<[f32]>::to_vec).collect())
    }
}

impl Trained {
    /// The mean code of an image.
    fn code(&self, seed: usize, image: usize) -> Vec<f32> {
        self.means[seed].iter().skip(image).step_by(IMAGES).copied().collect()
    }
}
