//! How well a classifying bottleneck does on held or trained rows, replica by replica.

use burn::tensor::{Device, Tensor, TensorData, activation::log_softmax};

use super::{
    super::{
        stack::per_replica,
        train::{ReadError, read},
    },
    batches::Rows,
    model::Bottleneck,
};
use crate::draws::Rng;

/// What one replica does on its rows; information in nats.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// Mean −ln d(y|z) over all draws, so that H(Y) minus it bounds I(Z;Y) from below.
    pub distortion: f64,
    /// The rate's parts by dimension of the code, or one for all.
    pub divergence: Vec<f64>,
    /// The share of single draws whose likeliest class is right.
    pub one_shot: f64,
    /// The share of rows whose likeliest class is right when the probabilities of all draws are averaged.
    pub averaged: f64,
}

impl Score {
    pub fn rate(&self) -> f64 {
        self.divergence.iter().sum()
    }
}

/// Rows to score on, and the noise they are scored with: the same at every moment of training.
pub struct Panel {
    /// `[groups, inputs, rows]`
    pub inputs: Tensor<3>,
    /// `[groups, classes, rows]`
    pub targets: Tensor<3>,
    /// `[groups, dimensions, draws × rows]`
    pub noise: Tensor<3>,
}

impl Panel {
    /// Each seed's rows, all equally many, with so many draws of a code of so many dimensions.
    pub fn new(rows: &Rows, groups: &[(u64, Vec<usize>)], dimensions: usize, draws: usize, device: &Device) -> Self {
        let members: Vec<&[usize]> = groups.iter().map(|(_, members)| members.as_slice()).collect();
        let columns = draws * members[0].len();
        let noise = groups.iter().flat_map(|(seed, _)| {
            let mut rng = Rng::new(*seed, "evaluation noise");
            (0..dimensions * columns).map(move |_| rng.normal() as f32)
        });
        let noise = TensorData::new(noise.collect::<Vec<f32>>(), [groups.len(), dimensions, columns]);
        let [inputs, targets] = rows.columns(&members, device);
        Self { inputs, targets, noise: Tensor::from_data(noise, device) }
    }

    /// One score a replica. The targets are one-hot.
    pub async fn scores(&self, model: &Bottleneck) -> Result<Vec<Score>, ReadError> {
        let replicas = model.replicas();
        let code = model.encode(self.inputs.clone());
        let samples = code.sample(per_replica(self.noise.clone(), replicas));
        let targets = per_replica(self.targets.clone(), replicas);
        let [_, classes, rows] = targets.dims();
        let draws = samples.dims()[2] / rows;
        let divergence = model.divergence(&code, &samples, &targets);
        let parts = divergence.dims()[1];
        let log_probabilities = log_softmax(model.decode(samples), 1);
        let every_target = targets.clone().repeat_dim(2, draws);
        let of_target = (log_probabilities.clone() * every_target).sum_dim(1);
        let is_best = |of_target: Tensor<3>, all: Tensor<3>| {
            let right = of_target.greater_equal(all.max_dim(1)).float();
            right.mean_dim(2).reshape([replicas])
        };
        let one_shot = is_best(of_target.clone(), log_probabilities.clone());
        let probabilities = log_probabilities.exp().reshape([replicas, classes, draws, rows]).mean_dim(2);
        let probabilities = probabilities.reshape([replicas, classes, rows]);
        let averaged = is_best((probabilities.clone() * targets).sum_dim(1), probabilities);
        let distortion = of_target.mean_dim(2).mul_scalar(-1.0).reshape([replicas]);
        // One read for all: each is a round trip on a GPU.
        let parts_and_rest =
            Tensor::cat(vec![divergence.reshape([replicas * parts]), distortion, one_shot, averaged], 0);
        let values: Vec<f64> = read(parts_and_rest).await?.into_iter().map(f64::from).collect();
        let rest = replicas * parts;
        let score = |replica: usize| Score {
            divergence: values[replica * parts..(replica + 1) * parts].to_vec(),
            distortion: values[rest + replica],
            one_shot: values[rest + replicas + replica],
            averaged: values[rest + 2 * replicas + replica],
        };
        Ok((0..replicas).map(score).collect())
    }
}
