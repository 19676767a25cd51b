//! Every network of a sweep on the same held-out points, by the same estimates.

use burn::tensor::Device;

use super::{
    frame::{Information, Network, Rule},
    plan::Plan,
};
use crate::{
    datasets::Labelled,
    draws::Rng,
    lab::RunError,
    measures::{Enclosure, NoisyCodes, entropy},
    nets::{
        read,
        variational::{Bottleneck, Panel, Rows},
    },
};

/// The rows that all rules are measured on.
pub struct Bench {
    /// All held-out rows, for accuracies.
    held: Panel,
    /// Those that information is measured on.
    points: Panel,
    /// As many that were trained on.
    trained: Panel,
    /// Their classes, seed by seed.
    classes: Vec<Vec<usize>>,
    seeds: Vec<u32>,
}

impl Bench {
    /// A seed's rows held out and trained on, for every seed.
    pub fn new(
        plan: &Plan,
        data: &Labelled,
        rows: &Rows,
        [held, trained]: [&[(u64, Vec<usize>)]; 2],
        device: &Device,
    ) -> Self {
        let some = |(seed, members): &(u64, Vec<usize>)| (*seed, members[..plan.points.min(members.len())].to_vec());
        let points: Vec<(u64, Vec<usize>)> = held.iter().map(some).collect();
        let trained: Vec<(u64, Vec<usize>)> = trained.iter().map(some).collect();
        let classes =
            |(_, members): &(u64, Vec<usize>)| members.iter().map(|i| usize::from(data.labels()[*i])).collect();
        Self {
            classes: points.iter().map(classes).collect(),
            held: Panel::new(rows, held, plan.dimensions, plan.shots, device),
            points: Panel::new(rows, &points, plan.dimensions, 1, device),
            trained: Panel::new(rows, &trained, plan.dimensions, 1, device),
            seeds: plan.seeds.clone(),
        }
    }

    /// H(Y) of the points, mean over seeds, in nats.
    pub fn label_entropy(&self) -> f64 {
        let of = |classes: &Vec<usize>| {
            let mut shares = vec![0.0; classes.iter().max().map_or(0, |most| most + 1)];
            classes.iter().for_each(|class| shares[*class] += 1.0 / classes.len() as f64);
            entropy(&shares)
        };
        self.classes.iter().map(of).sum::<f64>() / self.classes.len() as f64
    }

    /// All networks of a rule, seed by seed in the order of β; `breathe` is awaited after each.
    pub async fn networks<B: Future<Output = ()>>(
        &self,
        plan: &Plan,
        rule: Rule,
        model: &Bottleneck,
        breathe: impl Fn() -> B,
    ) -> Result<Vec<Network>, RunError> {
        let scores = self.held.scores(model).await?;
        let own = self.points.scores(model).await?;
        let trained = self.trained.scores(model).await?;
        let code = model.encode(self.points.inputs.clone());
        let [_, dim, n] = code.mean.dims();
        let deviation = code.deviation.expand(code.mean.dims());
        let as_rows = |columns: &[f32]| -> Vec<f64> {
            let at = |row: usize, d: usize| f64::from(columns[d * n + row]);
            (0..n).flat_map(|row| (0..dim).map(move |d| at(row, d))).collect()
        };
        let (mean, deviation) = (read(code.mean).await?, read(deviation).await?);
        let mut networks = Vec::with_capacity(scores.len());
        for (replica, (score, own)) in scores.iter().zip(&own).enumerate() {
            let (group, place) = (replica / plan.betas.len(), replica % plan.betas.len());
            let span = replica * dim * n..(replica + 1) * dim * n;
            let codes =
                NoisyCodes::new(as_rows(&mean[span.clone()]), &as_rows(&deviation[span]), dim, &self.classes[group]);
            let (input, residual) = codes.bounds();
            // Every network is sampled with the same noise.
            let mut rng = Rng::new(u64::from(self.seeds[group]), "information");
            let sampled = codes.sampled(plan.samples, &mut rng);
            let of = |bounds: Enclosure, truth: f64, error: f64| Information {
                lower: bounds.lower,
                truth,
                error,
                upper: bounds.upper,
            };
            networks.push(Network {
                rule,
                beta: plan.betas[place],
                own: own.rate(),
                own_trained: trained[replica].rate(),
                distortion: score.distortion,
                one_shot: score.one_shot,
                averaged: score.averaged,
                input: of(input, sampled.input, sampled.input_error),
                residual: of(residual, sampled.residual, sampled.residual_error),
                label: Information {
                    // Differences of bounds: estimates of their own, which enclose nothing.
                    lower: input.lower - residual.lower,
                    truth: sampled.label,
                    error: sampled.label_error,
                    upper: input.upper - residual.upper,
                },
            });
            breathe().await;
        }
        Ok(networks)
    }
}
