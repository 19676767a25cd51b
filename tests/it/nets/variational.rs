//! Replicas side by side against replicas alone, attacks against their limits, scores against plain counting.

use bottleneck_lab::{
    datasets::digits,
    draws::Rng,
    nets::{
        Activation, InitialScale, StackConfig, per_replica,
        variational::{
            Attack, Batch, Batches, Bottleneck, BottleneckConfig, Compression, Likelihood, Objective, Panel, Penalty,
            PriorKind, Rows, Spread, Sweep, Training, attacked,
        },
    },
};
use burn::tensor::{Device, Tensor, TensorData};
use futures::executor::block_on;

use super::{assert_near, values};

const TRAINING: Training = Training { batch: 20, draws: 2, adam_beta_1: 0.5, average: 0.0 };

fn rows() -> Rows {
    let data = digits::load();
    let n = 200;
    let mut targets = vec![0f32; n * data.classes()];
    (0..n).for_each(|row| targets[row * data.classes() + usize::from(data.labels()[row])] = 1.0);
    Rows { inputs: data.inputs()[..n * data.dim()].to_vec(), targets, n }
}

fn config(compression: Compression, spread: Spread) -> BottleneckConfig {
    let stack = |widths: &[usize]| StackConfig {
        widths: widths.to_vec(),
        activation: Activation::Tanh,
        initial: InitialScale::Xavier,
    };
    BottleneckConfig {
        encoder: stack(&[64, 12, spread.heads(3)]),
        decoder: stack(&[3, 10]),
        spread,
        compression,
        likelihood: Likelihood::Categorical,
    }
}

const SOFTPLUS: Spread = Spread::Softplus { offset: 5.0 };
const STANDARD: Compression = Compression::Divergence(PriorKind::Standard);

fn objective() -> Objective {
    Objective { penalty: Penalty::Linear, free_nats: 0.0 }
}

fn trained(config: &BottleneckConfig, training: Training, groups: Vec<(u64, Vec<usize>)>, betas: &[f64]) -> Bottleneck {
    let rows = rows();
    let mut sweep = Sweep::new(config, training, groups, betas, &Device::flex());
    for epoch in 0..3 {
        sweep.shuffle();
        for index in 0..sweep.steps_per_epoch() {
            sweep.step(index, &rows, &objective(), 1.0, 3e-3 * 0.9f64.powi(epoch));
        }
    }
    sweep.evaluated()
}

/// Batched is only faster: every replica of a sweep is the network that would have been trained alone.
#[test]
fn a_sweep_trains_what_single_networks_train() {
    let members = |from: usize| (from..from + 150).collect::<Vec<_>>();
    let groups = vec![(3, members(0)), (8, members(50))];
    let betas = [0.0, 0.01, 0.5];
    for (compression, spread) in [
        (STANDARD, SOFTPLUS),
        (Compression::Divergence(PriorKind::Mixture(4)), Spread::Exponential),
        (Compression::Divergence(PriorKind::ClassConditional(10)), SOFTPLUS),
        (Compression::Pairwise, Spread::Shared),
    ] {
        let config = config(compression, spread);
        let together = trained(&config, TRAINING, groups.clone(), &betas);
        assert_eq!(together.replicas(), 6);
        for (g, group) in groups.iter().enumerate() {
            for (b, beta) in betas.iter().enumerate() {
                let alone = trained(&config, TRAINING, vec![group.clone()], &[*beta]);
                let own = together.only(g * betas.len() + b);
                for (own, alone) in own.parameters().into_iter().zip(alone.parameters()) {
                    assert_near(&values(own), &values(alone), 1e-5, &format!("{compression:?} {g} {b}"));
                }
            }
        }
    }
}

#[test]
fn replicas_of_a_group_start_alike_and_groups_apart() {
    let model = config(STANDARD, SOFTPLUS).init(&mut [Rng::new(1, "a"), Rng::new(2, "a")], 3, &Device::flex());
    let weights = |replica: usize| values(model.only(replica).parameters().remove(0));
    assert_eq!(weights(0), weights(2));
    assert_eq!(weights(3), weights(5));
    assert_ne!(weights(0), weights(3));
}

#[test]
fn what_is_given_once_a_group_is_repeated_for_its_replicas() {
    let grouped = Tensor::<3>::from_data(TensorData::new(vec![1f32, 2.0, 3.0, 4.0], [2, 1, 2]), &Device::flex());
    assert_eq!(values(per_replica(grouped.clone(), 2)), [1.0, 2.0, 3.0, 4.0]);
    assert_eq!(values(per_replica(grouped, 4)), [1.0, 2.0, 1.0, 2.0, 3.0, 4.0, 3.0, 4.0]);
}

/// An epoch meets every member once, as far as whole batches go, whichever their order.
#[test]
fn batches_go_through_their_members() {
    let rows = Rows { inputs: (0..23).map(|i| i as f32).collect(), targets: vec![1.0; 23], n: 23 };
    let mut batches = Batches::new(vec![(1, (0..23).collect()), (2, (0..23).collect())], 2, 3);
    batches.shuffle();
    assert_eq!(batches.per_epoch(5), 4);
    let mut seen = [Vec::new(), Vec::new()];
    for index in 0..4 {
        let batch = batches.batch(index, 5, &rows, &Device::flex());
        assert_eq!((batch.inputs.dims(), batch.noise.dims()), ([2, 1, 5], [2, 2, 15]));
        let inputs = values(batch.inputs);
        (0..2).for_each(|group| seen[group].extend_from_slice(&inputs[group * 5..(group + 1) * 5]));
    }
    assert_ne!(seen[0], seen[1]);
    for mut group in seen {
        group.sort_by(f64::total_cmp);
        group.dedup();
        assert_eq!(group.len(), 20);
    }
    // Fewer members than a batch are one batch.
    let mut few = Batches::new(vec![(1, vec![4, 7])], 1, 1);
    assert_eq!((few.per_epoch(5), few.batch(0, 5, &rows, &Device::flex()).inputs.dims()), (1, [1, 1, 2]));
}

/// Scores against probabilities averaged and classes counted one by one.
#[test]
fn scores_are_counted_as_one_would_by_hand() {
    let rows = rows();
    let groups = vec![(1, (0..60).collect::<Vec<_>>()), (2, (100..160).collect())];
    let (dimensions, draws, n) = (3, 5, 60);
    let model = trained(&config(STANDARD, SOFTPLUS), TRAINING, groups.clone(), &[0.0, 0.1]);
    let panel = Panel::new(&rows, &groups, dimensions, draws, &Device::flex());
    let scores = block_on(panel.scores(&model)).unwrap();
    for (replica, score) in scores.iter().enumerate() {
        let (group, own) = (replica / 2, model.only(replica));
        let inputs = panel.inputs.clone().narrow(0, group, 1);
        let code = own.encode(inputs);
        let logits = values(own.decode(code.sample(panel.noise.clone().narrow(0, group, 1))));
        let columns = draws * n;
        let (mut loss, mut single, mut averaged) = (0.0, 0, 0);
        for row in 0..n {
            let label = (0..10).find(|c| rows.targets[groups[group].1[row] * 10 + c] == 1.0).unwrap();
            let mut mean = [0.0; 10];
            for draw in 0..draws {
                let logit = |class: usize| logits[class * columns + draw * n + row];
                let whole: f64 = (0..10).map(|class| logit(class).exp()).sum();
                let of = |class: usize| logit(class).exp() / whole;
                (0..10).for_each(|class| mean[class] += of(class) / draws as f64);
                loss -= of(label).ln() / columns as f64;
                single += usize::from((0..10).all(|class| of(class) <= of(label)));
            }
            averaged += usize::from(mean.iter().all(|share| *share <= mean[label]));
        }
        let expected = [loss, single as f64 / columns as f64, averaged as f64 / n as f64];
        assert_near(&[score.distortion, score.one_shot, score.averaged], &expected, 1e-5, "a score");
        let (mean, deviation) = (values(code.mean), values(code.deviation));
        let each = mean.iter().zip(&deviation).map(|(m, s)| (m * m + s * s - 1.0) / 2.0 - s.ln());
        assert_near(&[score.rate()], &[each.sum::<f64>() / n as f64], 1e-4, "a rate");
    }
}

#[test]
fn rates_of_rows_have_the_rate_as_their_mean() {
    let rows = rows();
    let groups = vec![(1, (0..60).collect::<Vec<_>>())];
    for kind in [PriorKind::Standard, PriorKind::Diagonal, PriorKind::Mixture(3)] {
        let model = trained(&config(Compression::Divergence(kind), SOFTPLUS), TRAINING, groups.clone(), &[0.01]);
        let Panel { inputs, targets, noise } = Panel::new(&rows, &groups, 3, 4, &Device::flex());
        let batch = Batch { inputs, targets, noise };
        let each = values(model.row_rates(&batch));
        assert_eq!(each.len(), 60);
        let mean = each.iter().sum::<f64>() / 60.0;
        assert_near(&[mean], &values(model.terms(&batch).rate()), 1e-4, &format!("{kind:?}"));
    }
}

#[test]
fn attacks_stay_within_their_limits_and_raise_the_loss() {
    let rows = rows();
    let groups = vec![(1, (0..60).collect::<Vec<_>>())];
    let model = trained(&config(STANDARD, SOFTPLUS), TRAINING, groups.clone(), &[0.0, 0.01]);
    let Panel { inputs, targets, noise } = Panel::new(&rows, &groups, 3, 4, &Device::flex());
    let batch = Batch { inputs: inputs.clone(), targets: targets.clone(), noise: noise.clone() };
    let loss = |inputs: Tensor<3>| {
        values(model.terms(&Batch { inputs, targets: targets.clone(), noise: noise.clone() }).distortion)
    };
    let clean = loss(inputs.clone());
    let start = values(per_replica(inputs.clone(), 2));
    let mut single = clean.clone();
    for steps in [1, 10] {
        let attack = Attack { epsilon: 0.1, steps, range: Some([0.0, 1.0]) };
        let moved = attacked(&model, &batch, attack);
        for (moved, start) in values(moved.clone()).into_iter().zip(&start) {
            assert!((moved - start).abs() <= 0.1 + 1e-6 && (0.0..=1.0).contains(&moved), "{start} {moved}");
        }
        let found = loss(moved);
        assert!(found.iter().zip(&single).all(|(found, before)| found > before), "{single:?} {found:?}");
        single = found;
    }
    let none = attacked(&model, &batch, Attack { epsilon: 0.0, steps: 1, range: None });
    assert_eq!(values(none), start);
}

/// A running average of weights is a mean of networks seen, not of the first one and little else.
#[test]
fn the_average_of_weights_lags_but_arrives() {
    let groups = vec![(1, (0..150).collect::<Vec<_>>())];
    let config = config(STANDARD, SOFTPLUS);
    let first = config.init(&mut [Rng::new(1, "weights")], 1, &Device::flex());
    let last = trained(&config, TRAINING, groups.clone(), &[0.01]);
    let mean = trained(&config, Training { average: 0.9, ..TRAINING }, groups, &[0.01]);
    let weights = |model: &Bottleneck| values(model.parameters().remove(0));
    let distance = |a: &Bottleneck, b: &Bottleneck| {
        weights(a).iter().zip(weights(b)).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
    };
    let (near, far) = (distance(&mean, &last), distance(&mean, &first));
    assert!(near > 0.0 && near < far, "{near} {far}");
}
