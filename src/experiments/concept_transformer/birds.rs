//! Birds as the network meets them: what frozen convolutions make of each patch, where concepts show, and the species.

use std::collections::BTreeMap;

use burn::tensor::{Device, Tensor, TensorData};

use super::{
    ConceptTransformer, Config, Explained,
    network::Targets,
    patches::{PATCHES, parts, wanted_of_patches, wanted_of_slots},
};
use crate::{
    datasets::birds::{Backgrounds, Bird, Flock, Looks, NUMBERS, Plan, Traits, View, WIDTH, codes, paint},
    draws::Rng,
    lab::{Outbox, RunError},
    nets::{
        backbone::{Backbone, batch},
        read,
    },
};

/// Numbers that the convolutions make of a patch.
pub const FEATURES: usize = 32;
/// Birds that are painted and seen between two breaths.
pub const AT_ONCE: usize = 32;

/// How far a run has come.
pub struct Work {
    pub done: u64,
    pub total: u64,
    pub outbox: Outbox<ConceptTransformer>,
}

impl Work {
    pub async fn step(&mut self) {
        self.done += 1;
        self.outbox.progress(self.done, self.total).await;
    }
}

/// Some birds, as the network meets them.
#[derive(Clone, Debug, Default)]
pub struct Met {
    /// `[n, 32, 8, 8]`
    pub features: Vec<f32>,
    /// Pixels of each concept in each patch, `[n, 12, 8, 8]`.
    pub parts: Vec<f32>,
    pub labels: Vec<usize>,
}

/// Clear birds of some species.
pub fn plan(config: &Config) -> Plan {
    let codes = codes(config.species, &mut Rng::new(u64::from(config.seed), "species"));
    let looks = Looks { shift: config.shift, ..Looks::easy() };
    Plan { traits: Traits::Classes { codes, flip: 0.0 }, backgrounds: Backgrounds::Any, looks }
}

/// What the convolutions make of pictures `[n, 3, 32, 32]`: `[n, 32, 8, 8]`.
pub async fn seen(backbone: &Backbone, pictures: &[f32], device: &Device) -> Result<Vec<f32>, RunError> {
    Ok(read(backbone.grid(batch(pictures, device))).await?)
}

impl Met {
    /// New birds.
    pub async fn draw(
        config: &Config,
        n: usize,
        stream: &str,
        backbone: &Backbone,
        device: &Device,
        work: &mut Work,
    ) -> Result<Self, RunError> {
        let plan = plan(config);
        let mut rng = Rng::new(u64::from(config.seed), stream);
        let mut met = Met::default();
        // Where parts lie depends on the shift alone, nothing being hidden.
        let mut everywhere = BTreeMap::new();
        while met.n() < n {
            let flock = plan.draw(AT_ONCE.min(n - met.n()), &mut rng);
            for (bird, view) in flock.birds.iter().zip(&flock.views) {
                let all = everywhere.entry(view.shift).or_insert_with(|| every_part(view));
                let there = all.chunks_exact(PATCHES).zip(bird.concepts);
                met.parts.extend(there.flat_map(|(part, has)| part.iter().map(move |it| if has { *it } else { 0.0 })));
            }
            met.features.extend(seen(backbone, &flock.images, device).await?);
            met.labels.extend(flock.labels);
            work.step().await;
        }
        Ok(met)
    }

    pub fn n(&self) -> usize {
        self.labels.len()
    }

    pub fn parts_of(&self, i: usize) -> &[f32] {
        &self.parts[i * WIDTH * PATCHES..(i + 1) * WIDTH * PATCHES]
    }

    /// Patches of some birds, `[32, birds · 64]`.
    pub fn patches(&self, members: &[usize], device: &Device) -> Tensor<2> {
        let mut columns = Vec::with_capacity(members.len() * FEATURES * PATCHES);
        for feature in 0..FEATURES {
            for i in members {
                let at = (i * FEATURES + feature) * PATCHES;
                columns.extend_from_slice(&self.features[at..at + PATCHES]);
            }
        }
        Tensor::from_data(TensorData::new(columns, [FEATURES, members.len() * PATCHES]), device)
    }

    /// The species of some birds, one-hot `[1, species, birds]`.
    pub fn species(&self, members: &[usize], species: usize, device: &Device) -> Tensor<3> {
        let mut truth = vec![0f32; species * members.len()];
        members.iter().enumerate().for_each(|(at, i)| truth[self.labels[*i] * members.len() + at] = 1.0);
        Tensor::from_data(TensorData::new(truth, [1, species, members.len()]), device)
    }

    /// What attention is to be on some birds.
    pub fn targets(&self, members: &[usize], config: &Config, device: &Device) -> Targets {
        let (n, slots) = (members.len(), config.slots());
        let mut wanted = vec![0f32; slots * n * PATCHES];
        let mut taught = vec![0f32; slots * n * PATCHES];
        let mut rows = 0;
        for (at, i) in members.iter().enumerate() {
            let (goal, learns) = match config.explained {
                Explained::Slots => wanted_of_slots(self.parts_of(*i), slots),
                Explained::Patches => wanted_of_patches(self.parts_of(*i), slots),
            };
            rows += learns.iter().filter(|learns| **learns).count();
            for slot in 0..slots {
                for patch in 0..PATCHES {
                    let to = (slot * n + at) * PATCHES + patch;
                    wanted[to] = goal[slot * PATCHES + patch];
                    let row = if config.explained == Explained::Slots { slot } else { patch };
                    taught[to] = f32::from(u8::from(learns[row]));
                }
            }
        }
        let on_device = |values| Tensor::from_data(TensorData::new(values, [1, slots, n, PATCHES]), device);
        Targets { wanted: on_device(wanted), taught: on_device(taught), rows }
    }

    /// The mean over birds of where each concept's slot is to look, `[12, 8, 8]`: the best that can be done without looking.
    pub fn usual_places(&self) -> Vec<f32> {
        let mut sums = vec![0f32; WIDTH * PATCHES];
        for i in 0..self.n() {
            let (wanted, _) = wanted_of_slots(self.parts_of(i), WIDTH);
            sums.iter_mut().zip(wanted).for_each(|(sum, value)| *sum += value);
        }
        for part in sums.chunks_exact_mut(PATCHES) {
            let all: f32 = part.iter().sum();
            // Where no bird has it, nothing is known of its place.
            let flat = all == 0.0;
            part.iter_mut().for_each(|value| *value = if flat { 1.0 / PATCHES as f32 } else { *value / all });
        }
        sums
    }
}

/// The parts of a bird that has everything.
fn every_part(view: &View) -> Vec<f32> {
    parts(&Bird { concepts: [true; WIDTH], background: 0 }, view)
}

/// Birds to look at, whatever is turned round: the same views and noise.
pub fn shown(config: &Config, n: usize) -> Flock {
    let seed = u64::from(config.seed);
    let mut flock = plan(config).draw(n, &mut Rng::new(seed, "birds shown"));
    let turned = config.turned();
    for (i, bird) in flock.birds.iter_mut().enumerate() {
        bird.concepts.iter_mut().zip(turned).for_each(|(concept, turned)| *concept ^= turned);
        let picture = paint(bird, &flock.views[i], &mut Rng::new(seed, &format!("noise {i}")));
        flock.images[i * NUMBERS..(i + 1) * NUMBERS].copy_from_slice(&picture);
    }
    flock
}
