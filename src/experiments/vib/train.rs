//! The run: trains the sweep and measures all of it now and then; at the end attacks it, and opens one network.

use burn::tensor::Device;

use super::{
    Frame, Point, Side, Vib,
    config::{Anneal, Config},
    data::Data,
    ending, look,
};
use crate::{
    lab::{Outbox, RunError},
    measures::entropy,
    nets::{
        read,
        variational::{Bottleneck, Objective, Panel, Penalty, Score, Sweep},
    },
};

/// What stays after a run: the trained sweep, and the last frame to amend.
pub struct Session {
    model: Bottleneck,
    data: Data,
    device: Device,
    frame: Frame,
    index: u32,
}

pub async fn run(config: Config, outbox: Outbox<Vib>, device: Device) -> Result<Session, RunError> {
    let data = Data::load(&config, &outbox)?;
    let betas = config.betas()?;
    let network = config.network(data.dim, data.classes.len())?;
    let mut sweep = Sweep::new(&network, config.training(), data.train.clone(), &betas, &device);
    let panels = Panels {
        train: Panel::new(&data.rows, &data.train, config.dimensions, 1, &device),
        test: Panel::new(&data.rows, &data.test, config.dimensions, config.shots, &device),
    };
    let free_nats = if config.anneal == Anneal::FreeBits { config.free_nats } else { 0.0 };
    let objective = Objective { penalty: Penalty::Linear, free_nats };
    let steps = sweep.steps_per_epoch();
    let total = steps as u64 * u64::from(config.epochs) + ending::STEPS;
    let recorded = config.recorded_epochs();
    let mut done = 0;
    let mut frame = None;
    for epoch in 0..=config.epochs {
        if recorded.binary_search(&epoch).is_ok() {
            if let Some(frame) = frame.take() {
                outbox.send(&frame).await?;
            }
            frame = Some(panels.frame(epoch, &sweep.evaluated(), &data, &config, &betas, done).await?);
        }
        if epoch == config.epochs {
            break;
        }
        sweep.shuffle();
        let mut latest = None;
        for index in 0..steps {
            let weight = config.weight_at(f64::from(epoch) + index as f64 / steps as f64);
            latest = Some(sweep.step(index, &data.rows, &objective, weight, config.rate_in(epoch)));
            done += 1;
            outbox.progress(done, total).await;
        }
        // Reading the losses keeps the device from running far ahead, and shows at once when one is no number.
        if let Some(losses) = latest {
            finite(&read(losses).await?, done)?;
        }
    }
    let model = sweep.evaluated();
    // There is one: the last epoch is always recorded.
    let mut frame = frame.ok_or_else(|| RunError::Computation("nothing was recorded".into()))?;
    frame.ending = vec![ending::measure(&model, &data, &config, &betas, &device, &outbox, total).await?];
    frame.look = vec![look::open(&model, &data, &config, &betas, &device).await?];
    let index = outbox.sent();
    outbox.send(&frame).await?;
    Ok(Session { model, data, device, frame, index })
}

/// Opens the network anew with what is asked now.
pub async fn ask(session: &mut Session, config: &Config, outbox: &Outbox<Vib>) -> Result<(), RunError> {
    let Session { model, data, device, frame, index } = session;
    frame.look = vec![look::open(model, data, config, &config.betas()?, device).await?];
    outbox.amend(*index, frame).await
}

fn finite(values: &[f32], step: u64) -> Result<(), RunError> {
    if values.iter().all(|value| value.is_finite()) { Ok(()) } else { Err(RunError::Diverged { step }) }
}

struct Panels {
    train: Panel,
    test: Panel,
}

impl Panels {
    async fn frame(
        &self,
        epoch: u32,
        model: &Bottleneck,
        data: &Data,
        config: &Config,
        betas: &[f64],
        step: u64,
    ) -> Result<Frame, RunError> {
        let (train, test) = (self.train.scores(model).await?, self.test.scores(model).await?);
        let label_entropy: Vec<[f64; 2]> = data
            .train
            .iter()
            .zip(&data.test)
            .map(|((_, train), (_, test))| [train, test].map(|members| class_entropy(&data.counts(members))))
            .collect();
        let place = |replica: usize| (replica / betas.len(), replica % betas.len());
        let side = |score: &Score, entropy: f64| Side {
            rate: score.rate(),
            kept: entropy - score.distortion,
            one_shot: score.one_shot,
            averaged: score.averaged,
        };
        let seeds = config.seeds();
        let points: Vec<Point> = train
            .iter()
            .zip(&test)
            .enumerate()
            .map(|(replica, (train, test))| {
                let (group, beta) = place(replica);
                let [of_train, of_test] = label_entropy[group];
                Point {
                    beta: betas[beta],
                    seed: seeds[group],
                    train: side(train, of_train),
                    test: side(test, of_test),
                    divergence: test.divergence.clone(),
                }
            })
            .collect();
        let is_finite = |side: &Side| side.rate.is_finite() && side.kept.is_finite();
        if !points.iter().all(|point| is_finite(&point.train) && is_finite(&point.test)) {
            return Err(RunError::Diverged { step });
        }
        Ok(Frame {
            epoch,
            weight: config.weight_at(f64::from(epoch)),
            points,
            label_entropy,
            rows: [data.train[0].1.len(), data.test[0].1.len()],
            ending: Vec::new(),
            look: Vec::new(),
        })
    }
}

fn class_entropy(counts: &[usize]) -> f64 {
    let n = counts.iter().sum::<usize>().max(1) as f64;
    entropy(&counts.iter().map(|count| *count as f64 / n).collect::<Vec<_>>())
}
