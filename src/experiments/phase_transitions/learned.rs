//! Networks with a noisy code on the planted classes, at β around the onset that the labels drawn predict.

use burn::tensor::Device;

use super::{Config, Frame, Learned, Network, solve::Work};
use crate::{
    bottleneck::first_transition,
    draws::Rng,
    lab::RunError,
    measures::{Joint, entropy},
    nets::{
        Activation, InitialScale, StackConfig, read,
        variational::{
            Batch, BottleneckConfig, Compression, Likelihood, Objective, Panel, Penalty, PriorKind, Rows, Spread,
            Sweep, Training,
        },
    },
};

/// The networks' β, as multiples of the predicted onset.
pub const MULTIPLES: [f64; 14] = [0.5, 0.7, 0.8, 0.9, 0.95, 1.0, 1.05, 1.1, 1.2, 1.4, 1.7, 2.1, 2.6, 3.2];
/// Every class stands so often in a batch, so that a step averages over codes.
const COPIES: usize = 16;
const DRAWS: usize = 4;
const EVALUATED_DRAWS: usize = 16;
const RATE: f64 = 0.01;
const RECORDS: usize = 25;

/// The joint of classes and labels as drawn: equally many labels of each class.
pub fn drawn(config: &Config) -> Result<Joint, RunError> {
    let confusion = config.confusion();
    let mut rng = Rng::new(u64::from(config.seed), "labels");
    let each = (config.labels / config.classes).max(1);
    let counts = confusion.iter().map(|row| {
        let mut counts = vec![0f64; row.len()];
        for _ in 0..each {
            let mut left = rng.uniform();
            let label = row.iter().position(|p| {
                left -= p;
                left < 0.0
            });
            counts[label.unwrap_or(row.len() - 1)] += 1.0;
        }
        counts
    });
    let counts: Vec<Vec<f64>> = counts.collect();
    Joint::from_weights(&counts).map_err(|error| RunError::Computation(format!("the labels drawn: {error}")))
}

pub async fn run(config: &Config, work: &mut Work, device: &Device) -> Result<(), RunError> {
    let joint = drawn(config)?;
    let predicted = first_transition(&joint);
    let betas = MULTIPLES.map(|multiple| multiple * predicted);
    let rows = rows(&joint);
    let members: Vec<usize> = (0..rows.n).collect();
    let seeds: Vec<u32> = (0..config.replicas as u32).map(|i| config.seed.wrapping_add(i)).collect();
    let groups: Vec<(u64, Vec<usize>)> = seeds.iter().map(|seed| (u64::from(*seed), members.clone())).collect();
    let panel = Panel::new(&rows, &groups, config.dimensions, EVALUATED_DRAWS, device);
    let whole = Batch { inputs: panel.inputs, targets: panel.targets, noise: panel.noise };
    let settings = Training { batch: rows.n, draws: DRAWS, adam_beta_1: 0.9, average: 0.0 };
    // The weight is on the rate: 1/β.
    let weights = betas.map(|beta| 1.0 / beta);
    let mut sweep = Sweep::new(&network(config), settings, groups, &weights, device);
    let objective = Objective { penalty: Penalty::Linear, free_nats: 0.0 };
    let label_entropy = entropy(&joint.p_y());
    let steps = config.steps;
    for step in 0..=steps {
        if step % (steps / RECORDS).max(1) == 0 || step == steps {
            let terms = sweep.evaluated().terms(&whole);
            let rates = read(terms.rate()).await?;
            let distortions = read(terms.distortion).await?;
            if !rates.iter().chain(&distortions).all(|value| value.is_finite()) {
                return Err(RunError::Diverged { step: step as u64 });
            }
            let networks = rates.iter().zip(&distortions).enumerate().map(|(replica, (rate, distortion))| Network {
                seed: seeds[replica / betas.len()],
                beta: betas[replica % betas.len()],
                rate: f64::from(*rate),
                kept: label_entropy - f64::from(*distortion),
            });
            let learned = Learned { step, predicted, networks: networks.collect(), ended: step == steps };
            work.outbox.send(&Frame::Learned(learned)).await?;
        }
        if step < steps {
            sweep.step(0, &rows, &objective, 1.0, RATE * (1.0 - step as f64 / steps as f64));
            work.step().await;
        }
    }
    Ok(())
}

/// Each class as one number of its own, with the frequencies of its labels as target: all that the loss of a network
/// that sees nothing but the class depends on.
fn rows(joint: &Joint) -> Rows {
    let classes = joint.rows();
    let p_c = joint.p_x();
    let mut rows = Rows { inputs: Vec::new(), targets: Vec::new(), n: classes * COPIES };
    for row in 0..rows.n {
        let class = row % classes;
        rows.inputs.extend((0..classes).map(|other| if other == class { 1f32 } else { 0f32 }));
        rows.targets.extend(joint.row(class).iter().map(|p| (p / p_c[class]) as f32));
    }
    rows
}

fn network(config: &Config) -> BottleneckConfig {
    let spread = Spread::Exponential;
    let stack = |widths| StackConfig { widths, activation: Activation::Tanh, initial: InitialScale::Xavier };
    BottleneckConfig {
        encoder: stack(vec![config.classes, spread.heads(config.dimensions)]),
        decoder: stack(vec![config.dimensions, config.classes]),
        spread,
        compression: Compression::Divergence(PriorKind::Standard),
        likelihood: Likelihood::Categorical,
    }
}
