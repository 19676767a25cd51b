//! The run: every task with every kind of bottleneck, all seeds at once, told the truth now and then.

use burn::tensor::{Device, Tensor, TensorData};

use super::{Config, Frame, Outcome, TruthHurts, bottlenecks::Bottleneck, config::TASKS};
use crate::{
    datasets::{Annotated, toys::Toy},
    draws::Rng,
    lab::{Outbox, RunError},
    nets::{
        Activation,
        concept::{Batch, ConceptNet, ConceptNetConfig, Intervention, Lesson, Rows, Settings, Training, Truths},
        read,
    },
};

const TESTED: usize = 1000;
/// Looks at every network, the last at its end.
const RECORDS: u32 = 6;

struct Task {
    toy: Toy,
    train: Vec<Rows>,
    test: Batch,
    /// Of the test set, seed by seed.
    held_out: Vec<Annotated>,
    /// The share of labels that the likelier label of every pattern of true concepts gets right.
    best_of_truth: f64,
}

pub async fn run(config: Config, outbox: Outbox<TruthHurts>, device: Device) -> Result<(), RunError> {
    let chosen = config.chosen();
    let per_epoch = (config.samples / config.batch).max(1) as u64;
    let total = (chosen.len() * Bottleneck::ALL.len()) as u64 * u64::from(config.epochs) * per_epoch;
    let mut done = 0;
    for at in chosen {
        let task = Task::drawn(TASKS[at].2, &config, &device);
        for bottleneck in Bottleneck::ALL {
            let mut lesson = task.lesson(bottleneck, &config, &device);
            let before = done;
            for epoch in 1..=config.epochs {
                lesson.shuffle();
                for index in 0..lesson.steps_per_epoch() {
                    let share = (done - before) as f64 / (u64::from(config.epochs) * per_epoch) as f64;
                    lesson.step(index, config.rate * (1.0 - share));
                    done += 1;
                    outbox.progress(done, total).await;
                }
                let ended = epoch == config.epochs;
                if ended || epoch % (config.epochs / RECORDS).max(1) == 0 {
                    let outcomes = task.outcomes(&lesson, bottleneck, &config, done, &device).await?;
                    let best_of_truth = task.best_of_truth;
                    outbox.send(&Frame { task: at, bottleneck, epoch, ended, best_of_truth, outcomes }).await?;
                }
            }
        }
    }
    Ok(())
}

fn rows(data: &Annotated) -> Rows {
    Rows {
        inputs: data.inputs.values().iter().map(|value| *value as f32).collect(),
        concepts: data.concepts.clone(),
        labels: data.labels.clone(),
    }
}

impl Task {
    fn drawn(toy: Toy, config: &Config, device: &Device) -> Self {
        let sample = |n: usize, stream: &str| -> Vec<Annotated> {
            config.seeds().iter().map(|seed| toy.sample(n, &mut Rng::new(u64::from(*seed), stream))).collect()
        };
        let (train, held_out) = (sample(config.samples, "training samples"), sample(TESTED, "test samples"));
        let test: Vec<Rows> = held_out.iter().map(rows).collect();
        Self {
            toy,
            train: train.iter().map(rows).collect(),
            test: Rows::whole(&test, 2, device),
            best_of_truth: best_of_truth(&held_out),
            held_out,
        }
    }

    fn lesson(&self, bottleneck: Bottleneck, config: &Config, device: &Device) -> Lesson {
        let network = ConceptNetConfig {
            inputs: self.toy.dim(),
            trunk: vec![config.width; 2],
            activation: Activation::LeakyRelu,
            concepts: self.toy.width(),
            kind: bottleneck.kind(self.toy.width(), config),
            head: Vec::new(),
            classes: 2,
        };
        // Summed over concepts, so that λ weighs their mean.
        let training = Training::Joint { lambdas: vec![config.lambda / self.toy.width() as f64] };
        let settings = Settings { training, batch: config.batch, weight_decay: 0.0 };
        let groups = config.seeds().into_iter().map(u64::from).zip(self.train.iter().cloned()).collect();
        Lesson::new(&network, settings, groups, device)
    }

    async fn outcomes(
        &self,
        lesson: &Lesson,
        bottleneck: Bottleneck,
        config: &Config,
        step: u64,
        device: &Device,
    ) -> Result<Vec<Outcome>, RunError> {
        let net = lesson.evaluated();
        let truths = lesson.truths().await?;
        let curves = self.curves(&net, &truths, step, device).await?;
        let fours = match bottleneck {
            Bottleneck::Logit => {
                let four = truths.absent.ones_like().mul_scalar(4.0);
                self.curves(&net, &Truths { absent: -four.clone(), present: four }, step, device).await?
            }
            _ => curves.clone(),
        };
        let probabilities = read(net.probabilities(self.test.inputs.clone())).await?;
        let each = probabilities.chunks_exact(TESTED * self.toy.width());
        let share = |(data, found): (&Annotated, &[f32])| {
            let right = |(at, p): &(usize, &f32)| (**p > 0.5) == data.concept(at % TESTED, at / TESTED);
            found.iter().enumerate().filter(right).count() as f64 / found.len() as f64
        };
        let concepts = self.held_out.iter().zip(each).map(share);
        let seeds = config.seeds().into_iter().zip(concepts).zip(curves.into_iter().zip(fours));
        Ok(seeds.map(|((seed, concepts), (curve, four))| Outcome { seed, concepts, curve, four }).collect())
    }

    /// Of every seed, test accuracy where 0, 1, … concepts are told, its mean over which they are.
    async fn curves(
        &self,
        net: &ConceptNet,
        truths: &Truths,
        step: u64,
        device: &Device,
    ) -> Result<Vec<Vec<f64>>, RunError> {
        let concepts = self.toy.width();
        let sensed = net.sense(self.test.inputs.clone());
        let mut curves = vec![vec![0.0; concepts + 1]; self.held_out.len()];
        let mut subsets = vec![0.0; concepts + 1];
        for subset in 0..1usize << concepts {
            let told: Vec<f32> = (0..concepts).map(|k| ((subset >> k) & 1) as f32).collect();
            let intervention = Intervention {
                concepts: self.test.concepts.clone(),
                told: Tensor::from_data(TensorData::new(told, [1, concepts, 1]), device),
                truths: truths.clone(),
            };
            let logits = read(net.classify(net.values(&sensed, Some(&intervention)))).await?;
            if !logits.iter().all(|logit| logit.is_finite()) {
                return Err(RunError::Diverged { step });
            }
            let size = subset.count_ones() as usize;
            subsets[size] += 1.0;
            for ((curve, data), logits) in curves.iter_mut().zip(&self.held_out).zip(logits.chunks_exact(2 * TESTED)) {
                let (no, yes) = logits.split_at(TESTED);
                let right = (0..TESTED).filter(|i| usize::from(yes[*i] > no[*i]) == data.labels[*i]).count();
                curve[size] += right as f64 / TESTED as f64;
            }
        }
        for curve in &mut curves {
            curve.iter_mut().zip(&subsets).for_each(|(sum, subsets)| *sum /= subsets);
        }
        Ok(curves)
    }
}

fn best_of_truth(held_out: &[Annotated]) -> f64 {
    let mut cells = vec![[0usize; 2]; 1 << held_out[0].width];
    for data in held_out {
        for i in 0..data.n() {
            let cell = data.row(i).iter().fold(0, |cell, on| 2 * cell + usize::from(*on));
            cells[cell][data.labels[i]] += 1;
        }
    }
    let right: usize = cells.iter().map(|[no, yes]| no.max(yes)).sum();
    right as f64 / cells.iter().flatten().sum::<usize>() as f64
}
