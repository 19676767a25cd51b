//! The run: one sweep a rule, all of the same seeds, stepped in turn and measured together.

use burn::tensor::Device;

use super::{
    frame::{Frame, Rule},
    measure::Bench,
    plan::Plan,
};
use crate::{
    datasets::{Split, digits},
    draws::Rng,
    lab::{Experiment, Outbox, RunError},
    nets::{
        read,
        variational::{Objective, Rows, Sweep},
    },
};

/// 1297 of the 1797 images.
const TRAIN_SHARE: f64 = 0.7218;

/// Trains what a plan says and sends a frame an epoch.
pub async fn run<E: Experiment<Frame = Frame>>(
    plan: &Plan,
    outbox: &Outbox<E>,
    device: &Device,
) -> Result<(), RunError> {
    let data = digits::load();
    let one_hot = |label: &u8| {
        let label = usize::from(*label);
        (0..data.classes()).map(move |class| if class == label { 1f32 } else { 0.0 })
    };
    let rows = Rows {
        inputs: data.inputs().iter().map(|pixel| 2.0 * pixel - 1.0).collect(),
        targets: data.labels().iter().flat_map(one_hot).collect(),
        n: data.n(),
    };
    let splits: Vec<(u64, Split)> = plan
        .seeds
        .iter()
        .map(|seed| u64::from(*seed))
        .map(|seed| (seed, Split::shuffled(data.n(), TRAIN_SHARE, &mut Rng::new(seed, "split"))))
        .collect();
    let part = |of: fn(&Split) -> &Vec<usize>| -> Vec<(u64, Vec<usize>)> {
        splits.iter().map(|(seed, split)| (*seed, of(split).clone())).collect()
    };
    let held = part(|split| &split.test);
    let trained = part(|split| &split.train);
    let bench = Bench::new(plan, &data, &rows, [&held, &trained], device);
    let sweep = |rule: &Rule| {
        let network = plan.network(*rule, data.dim(), data.classes());
        (*rule, Sweep::new(&network, plan.training(), trained.clone(), &plan.betas, device))
    };
    let mut sweeps: Vec<(Rule, Sweep)> = plan.rules.iter().map(sweep).collect();
    let objective = Objective { penalty: plan.penalty, free_nats: 0.0 };
    let steps = sweeps.first().map_or(0, |(_, sweep)| sweep.steps_per_epoch());
    let total = steps as u64 * u64::from(plan.epochs) * sweeps.len() as u64;
    let label_entropy = bench.label_entropy();
    let breath = outbox.breath();
    let mut done = 0;
    let mut losses = Vec::new();
    for epoch in 0..=plan.epochs {
        let mut networks = Vec::new();
        if plan.is_measured(epoch) {
            for (rule, sweep) in &sweeps {
                networks.extend(bench.networks(plan, *rule, &sweep.evaluated(), || breath()).await?);
            }
        }
        outbox.send(&Frame { epoch, label_entropy, losses: std::mem::take(&mut losses), networks }).await?;
        if epoch == plan.epochs {
            break;
        }
        for (_, sweep) in &mut sweeps {
            sweep.shuffle();
        }
        let mut latest = Vec::new();
        for step in 0..steps {
            let weight = plan.weight_at(f64::from(epoch) + step as f64 / steps as f64);
            latest.clear();
            for (rule, sweep) in &mut sweeps {
                latest.push((*rule, sweep.step(step, &rows, &objective, weight, plan.rate)));
                done += 1;
                outbox.progress(done, total).await;
            }
        }
        // The last batch's losses stand for the epoch: reading each would keep a device waiting.
        for (rule, values) in latest {
            let values = read(values).await?;
            let mean = values.iter().copied().map(f64::from).sum::<f64>() / values.len() as f64;
            if !mean.is_finite() {
                return Err(RunError::Diverged { step: done });
            }
            losses.push((rule, mean));
        }
    }
    Ok(())
}
