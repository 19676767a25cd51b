//! Telling a bottleneck the truth about some concepts, in the values that its head understands.

use burn::tensor::{Device, Tensor, TensorData};

use super::super::per_replica;

/// The values that stand for an absent and for a present concept, `[replicas, concepts, 1]` each.
#[derive(Clone, Debug)]
pub struct Truths {
    pub absent: Tensor<3>,
    pub present: Tensor<3>,
}

/// The truth about some concepts of some samples.
#[derive(Clone, Debug)]
pub struct Intervention {
    /// 0 or 1, `[groups, concepts, samples]`
    pub concepts: Tensor<3>,
    /// 1 where it is told, else 0: `[groups, concepts, samples]`, or 1 in place of samples or of groups.
    pub told: Tensor<3>,
    pub truths: Truths,
}

impl Truths {
    /// 0 and 1: for hard, soft, hybrid and embedding bottlenecks.
    pub fn bits(replicas: usize, concepts: usize, device: &Device) -> Self {
        let shape = [replicas, concepts, 1];
        Self { absent: Tensor::zeros(shape, device), present: Tensor::ones(shape, device) }
    }

    /// The 5th and the 95th percentile of every concept's logits on the training set (Koh et al. 2020), for logit
    /// bottlenecks; `logits` is `[replicas, concepts, samples]`, row-major.
    pub fn percentiles(logits: &[f32], replicas: usize, concepts: usize, device: &Device) -> Self {
        let samples = logits.len() / (replicas * concepts);
        let ends: Vec<[f32; 2]> = logits.chunks_exact(samples).map(percentiles).collect();
        let end = |which: usize| {
            let values: Vec<f32> = ends.iter().map(|ends| ends[which]).collect();
            Tensor::from_data(TensorData::new(values, [replicas, concepts, 1]), device)
        };
        Self { absent: end(0), present: end(1) }
    }
}

/// The 5th and the 95th percentile, straight lines between neighbours.
pub fn percentiles(values: &[f32]) -> [f32; 2] {
    let mut sorted = values.to_vec();
    sorted.sort_by(f32::total_cmp);
    [0.05, 0.95].map(|share| {
        let place = share * (sorted.len() - 1) as f64;
        let (low, high) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
        low + (high - low) * (place - place.floor()) as f32
    })
}

impl Intervention {
    /// Where it is told, the truth; elsewhere `own`, `[replicas, concepts, samples]`.
    pub(super) fn applied(&self, own: Tensor<3>) -> Tensor<3> {
        let replicas = own.dims()[0];
        let Truths { absent, present } = self.truths.clone();
        let concepts = per_replica(self.concepts.clone(), replicas);
        let told = per_replica(self.told.clone(), replicas);
        let truth = absent.clone() + (present - absent) * concepts;
        own.clone() + (truth - own) * told
    }
}
