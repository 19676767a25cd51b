//! What a network with a noisy code is fed: inputs, targets and noise, one stream a group of replicas.

use burn::tensor::{Device, Tensor, TensorData};

use crate::draws::Rng;

/// Inputs with their targets, row by row on the host.
#[derive(Clone, Debug)]
pub struct Rows {
    /// `[n, inputs]`, row-major.
    pub inputs: Vec<f32>,
    /// `[n, targets]`, row-major.
    pub targets: Vec<f32>,
    pub n: usize,
}

/// A batch on its device.
#[derive(Clone, Debug)]
pub struct Batch {
    /// `[groups, inputs, samples]`
    pub inputs: Tensor<3>,
    /// `[groups, targets, samples]`
    pub targets: Tensor<3>,
    /// Standard normal, `[groups, dimensions, draws × samples]`.
    pub noise: Tensor<3>,
}

/// Endless batches: every group goes through its own members in its own order with its own noise. The replicas of a group
/// share all three, so that what tells them apart is what was asked, not luck.
pub struct Batches {
    groups: Vec<Group>,
    dimensions: usize,
    draws: usize,
}

struct Group {
    members: Vec<usize>,
    order: Rng,
    noise: Rng,
}

impl Rows {
    /// Some rows as columns, one block a group: `[groups, width, members]` of inputs and of targets. All groups have as
    /// many members.
    pub fn columns(&self, groups: &[&[usize]], device: &Device) -> [Tensor<3>; 2] {
        [&self.inputs, &self.targets].map(|values| {
            let width = values.len() / self.n.max(1);
            let samples = groups[0].len();
            let mut columns = Vec::with_capacity(groups.len() * width * samples);
            for members in groups {
                assert_eq!(members.len(), samples, "all groups have as many members");
                for unit in 0..width {
                    columns.extend(members.iter().map(|i| values[i * width + unit]));
                }
            }
            Tensor::from_data(TensorData::new(columns, [groups.len(), width, samples]), device)
        })
    }
}

impl Batches {
    /// One group a seed and its members, all equally many; codes have so many dimensions and are drawn so many times.
    pub fn new(groups: Vec<(u64, Vec<usize>)>, dimensions: usize, draws: usize) -> Self {
        let group =
            |(seed, members)| Group { members, order: Rng::new(seed, "batches"), noise: Rng::new(seed, "code noise") };
        Self { groups: groups.into_iter().map(group).collect(), dimensions, draws }
    }

    /// Puts every group's members in a new order.
    pub fn shuffle(&mut self) {
        self.groups.iter_mut().for_each(|group| group.order.shuffle(&mut group.members));
    }

    /// How many batches of so many samples an epoch has. Members that would fill only part of a batch wait for another
    /// order; where they all together fill only part of one, that is the batch.
    pub fn per_epoch(&self, size: usize) -> usize {
        (self.groups[0].members.len() / size).max(1)
    }

    /// A batch of the present order.
    pub fn batch(&mut self, index: usize, size: usize, rows: &Rows, device: &Device) -> Batch {
        let count = self.groups[0].members.len().min(size);
        let span = index * size..index * size + count;
        let parts: Vec<&[usize]> = self.groups.iter().map(|group| &group.members[span.clone()]).collect();
        let [inputs, targets] = rows.columns(&parts, device);
        let shape = [self.groups.len(), self.dimensions, self.draws * count];
        let each = self.dimensions * self.draws * count;
        let noise = self.groups.iter_mut().flat_map(|group| normals(&mut group.noise, each));
        Batch { inputs, targets, noise: Tensor::from_data(TensorData::new(noise.collect::<Vec<f32>>(), shape), device) }
    }
}

fn normals(rng: &mut Rng, count: usize) -> Vec<f32> {
    (0..count).map(|_| rng.normal() as f32).collect()
}
