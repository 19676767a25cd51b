//! The run: birds are drawn, the bottlenecks trained side by side, and every one measured.

use burn::tensor::{Device, Tensor};

use super::{
    ConceptLeakage, Config, Ends, Frame, LAMBDAS, Learning,
    flocks::{self, Birds, CLASSES, part},
    measure, probe,
};
use crate::{
    concepts::{Head, Truths, correct, sigmoid},
    datasets::birds::WIDTH,
    lab::{Outbox, RunError},
    nets::{
        Activation,
        backbone::FEATURES,
        concept::{ConceptNetConfig, Kind, Lesson, Phase, Rows, Settings, Training},
        read,
    },
};

const BATCH: usize = 64;
/// Held-out birds that are looked at while networks learn.
const GLIMPSED: usize = 250;
/// Held-out birds that are sensed at once.
const AT_ONCE: usize = 250;

/// A finished network, on the host.
pub struct Network {
    pub head: Head,
    pub truths: Truths,
    /// Of the held-out birds, `[n, K]`, row-major.
    pub logits: Vec<f64>,
    /// Whether the head reads probabilities, not logits.
    pub soft: bool,
}

impl Network {
    /// What the head reads, `[n, K]`.
    pub fn values(&self) -> Vec<f64> {
        if self.soft { self.logits.iter().map(|logit| sigmoid(*logit)).collect() } else { self.logits.clone() }
    }
}

pub async fn run(config: &Config, outbox: &Outbox<ConceptLeakage>, device: &Device) -> Result<(), RunError> {
    let per_phase = u64::from(config.epochs) * (config.train / BATCH).max(1) as u64;
    let before = flocks::breaths(config);
    let measuring = measure::steps(config);
    let total = before + 3 * per_phase + measuring + probe::EPOCHS as u64;
    let birds = flocks::drawn(config, outbox, total, device).await?;
    let mut work = Work { config, outbox, device, birds: &birds, done: before, total };
    let independent = work.taught(Kind::Soft, Training::Independent, Vec::new()).await?;
    let so_far = ends(&independent, &birds);
    let joint = work.taught(Kind::Logit, Training::Joint { lambdas: LAMBDAS.to_vec() }, so_far).await?;
    // By network, then by seed, the loose and the close one.
    let mut networks: Vec<Vec<[Network; 2]>> = (0..=LAMBDAS.len()).map(|_| Vec::new()).collect();
    let mut take = |all: Vec<Vec<Network>>, first: usize| {
        let mut flocks = all.into_iter();
        while let (Some(loose), Some(close)) = (flocks.next(), flocks.next()) {
            for (at, pair) in loose.into_iter().zip(close).enumerate() {
                networks[first + at].push([pair.0, pair.1]);
            }
        }
    };
    take(joint, 0);
    take(independent, LAMBDAS.len());
    let mut done = work.done;
    measure::measure(config, outbox, &birds, &networks, &mut done, total).await?;
    probe::probe(config, outbox, &birds, &networks, device, &mut done, total).await?;
    outbox.progress(total, total).await;
    Ok(())
}

struct Work<'a> {
    config: &'a Config,
    outbox: &'a Outbox<ConceptLeakage>,
    device: &'a Device,
    birds: &'a [Birds],
    done: u64,
    total: u64,
}

impl Work<'_> {
    /// The networks of one training, `[flock][λ]`, on held-out birds.
    async fn taught(
        &mut self,
        kind: Kind,
        training: Training,
        independent: Vec<Vec<Ends>>,
    ) -> Result<Vec<Vec<Network>>, RunError> {
        let network = ConceptNetConfig {
            inputs: FEATURES,
            trunk: vec![self.config.width],
            activation: Activation::Relu,
            concepts: WIDTH,
            kind,
            head: Vec::new(),
            classes: CLASSES,
        };
        let alone = training == Training::Independent;
        let settings = Settings { training, batch: BATCH, weight_decay: 0.0 };
        // The loose and the close network of a seed start from the same weights and see their birds in the same order.
        let seeds = self.config.seeds().into_iter().flat_map(|seed| [u64::from(seed); 2]);
        let groups = seeds.zip(self.birds.iter().map(|birds| birds.train.clone())).collect();
        let mut lesson = Lesson::new(&network, settings, groups, self.device);
        let glimpsed = GLIMPSED.min(self.config.held_out);
        let each = lesson.steps_per_epoch();
        let steps = each * self.config.epochs as usize;
        loop {
            for step in 0..steps {
                if step % each == 0 {
                    lesson.shuffle();
                }
                lesson.step(step % each, self.config.rate * (1.0 - step as f64 / steps as f64));
                self.done += 1;
                self.outbox.progress(self.done, self.total).await;
                if !alone && (step + 1) % each == 0 {
                    let joint = ends(&self.networks(&lesson, glimpsed).await?, self.birds);
                    let first = independent.first().cloned().unwrap_or_default();
                    let epoch = ((step + 1) / each) as u32;
                    self.outbox.send(&Frame::Learning(Learning { epoch, independent: first, joint })).await?;
                }
            }
            if lesson.phase() != Phase::Concepts {
                break;
            }
            lesson.begin_head().await?;
        }
        let networks = self.networks(&lesson, self.config.held_out).await?;
        if alone {
            let ends = ends(&networks, self.birds);
            let learning = Learning { epoch: self.config.epochs, independent: ends[0].clone(), joint: Vec::new() };
            self.outbox.send(&Frame::Learning(learning)).await?;
        }
        Ok(networks)
    }

    /// The networks as they are, `[flock][λ]`, with their logits of the first `n` held-out birds.
    async fn networks(&self, lesson: &Lesson, n: usize) -> Result<Vec<Vec<Network>>, RunError> {
        let net = lesson.evaluated();
        let truths = lesson.truths().await?;
        let [absent, present] = [read(truths.absent).await?, read(truths.present).await?];
        let [weights, biases] =
            net.linear_head().ok_or_else(|| RunError::Computation("the head is not linear".into()))?;
        let [weights, biases] = [read(weights).await?, read(biases).await?];
        let replicas = net.replicas();
        let mut logits: Vec<Vec<f64>> = vec![Vec::with_capacity(n * WIDTH); replicas];
        let mut from = 0;
        while from < n {
            let to = (from + AT_ONCE).min(n);
            let rows: Vec<Rows> = self.birds.iter().map(|birds| part(&birds.held_out, from, to)).collect();
            let sensed: Tensor<3> = net.sense(Rows::whole(&rows, CLASSES, self.device).inputs).logits;
            let values = read(sensed.swap_dims(1, 2)).await?;
            let each = (to - from) * WIDTH;
            logits.iter_mut().zip(values.chunks_exact(each)).for_each(|(all, more)| all.extend(wide(more)));
            from = to;
            self.outbox.progress(self.done, self.total).await;
        }
        if logits.iter().flatten().chain(&wide(&weights)).any(|value| !value.is_finite()) {
            return Err(RunError::Diverged { step: self.done });
        }
        let soft = net.kind() != Kind::Logit;
        let row = |values: &[f32], at: usize, width: usize| wide(&values[at * width..(at + 1) * width]);
        let network = |(at, logits): (usize, Vec<f64>)| Network {
            head: Head::new(row(&weights, at, CLASSES * WIDTH), row(&biases, at, CLASSES)),
            truths: Truths::new(row(&absent, at, WIDTH), row(&present, at, WIDTH)),
            logits,
            soft,
        };
        let mut all: Vec<Vec<Network>> = Vec::new();
        for (at, logits) in logits.into_iter().enumerate() {
            if at % (replicas / self.birds.len()) == 0 {
                all.push(Vec::new());
            }
            if let Some(last) = all.last_mut() {
                last.push(network((at, logits)));
            }
        }
        Ok(all)
    }
}

fn wide(values: &[f32]) -> Vec<f64> {
    values.iter().map(|value| f64::from(*value)).collect()
}

/// Errors of the first close birds, `[λ][seed]`, of networks `[flock][λ]`.
fn ends(networks: &[Vec<Network>], birds: &[Birds]) -> Vec<Vec<Ends>> {
    let close = || networks.iter().zip(birds).skip(1).step_by(2);
    let all: Vec<usize> = (0..WIDTH).collect();
    let of = |network: &Network, birds: &Birds| {
        let rows = network.values();
        let rows: Vec<&[f64]> = rows.chunks_exact(WIDTH).take(GLIMPSED).collect();
        let wrong = |told: &[usize]| {
            let wrong = rows.iter().enumerate().filter(|(i, row)| {
                let truth = &birds.held_out.concepts[i * WIDTH..(i + 1) * WIDTH];
                network.head.predict(&correct(row, truth, told, &network.truths)) != birds.held_out.labels[*i]
            });
            wrong.count() as f64 / rows.len() as f64
        };
        Ends { none: wrong(&[]), all: wrong(&all) }
    };
    (0..networks[0].len()).map(|at| close().map(|(flock, birds)| of(&flock[at], birds)).collect()).collect()
}
