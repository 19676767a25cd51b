//! What a concept bottleneck is fed: inputs, concepts and labels, one block a group of replicas.

use burn::tensor::{Device, Tensor, TensorData};

/// One group's samples on the host.
#[derive(Clone, Debug)]
pub struct Rows {
    /// `[n, inputs]`, row-major.
    pub inputs: Vec<f32>,
    /// `[n, concepts]`, row-major.
    pub concepts: Vec<bool>,
    /// `[n]`
    pub labels: Vec<usize>,
}

/// Samples on their device.
#[derive(Clone, Debug)]
pub struct Batch {
    /// `[groups, inputs, samples]`
    pub inputs: Tensor<3>,
    /// 0 or 1, `[groups, concepts, samples]`
    pub concepts: Tensor<3>,
    /// One-hot, `[groups, classes, samples]`
    pub classes: Tensor<3>,
}

impl Rows {
    pub fn n(&self) -> usize {
        self.labels.len()
    }

    /// All samples of every group; all groups have as many.
    pub fn whole(groups: &[Rows], classes: usize, device: &Device) -> Batch {
        let all: Vec<usize> = (0..groups[0].n()).collect();
        let places: Vec<&[usize]> = groups.iter().map(|_| all.as_slice()).collect();
        Self::batch(groups, &places, classes, device)
    }

    /// Some samples of every group, equally many of each.
    pub fn batch(groups: &[Rows], places: &[&[usize]], classes: usize, device: &Device) -> Batch {
        let samples = places[0].len();
        let pairs = || groups.iter().zip(places);
        assert!(pairs().all(|(_, places)| places.len() == samples), "all groups have as many samples");
        let columns = |width: usize, value: &dyn Fn(&Rows, usize, usize) -> f32| -> Tensor<3> {
            let mut values = Vec::with_capacity(groups.len() * width * samples);
            for (rows, places) in pairs() {
                for unit in 0..width {
                    values.extend(places.iter().map(|i| value(rows, *i, unit)));
                }
            }
            Tensor::from_data(TensorData::new(values, [groups.len(), width, samples]), device)
        };
        let n = groups[0].n();
        let (inputs, concepts) = (groups[0].inputs.len() / n, groups[0].concepts.len() / n);
        Batch {
            inputs: columns(inputs, &|rows, i, unit| rows.inputs[i * inputs + unit]),
            concepts: columns(concepts, &|rows, i, k| f32::from(u8::from(rows.concepts[i * concepts + k]))),
            classes: columns(classes, &|rows, i, class| f32::from(u8::from(rows.labels[i] == class))),
        }
    }
}
