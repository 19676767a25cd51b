//! The run: birds are met once, all networks train side by side on the same batches, and then they are tested.

use burn::{
    module::Module,
    optim::AdamWConfig,
    tensor::{Device, Tensor, TensorData},
};

use super::{
    ConceptTransformer, Config, Explained, Found, Frame, Look, Losses, Network as Tested, Scene, Score,
    birds::{AT_ONCE, FEATURES, Met, Work, seen, shown},
    config::SHOWN,
    network::{Network, Shape, Sight, cross_entropies, explanation_loss},
    patches::{PATCHES, Tally},
};
use crate::{
    concepts::{largest, softmax},
    datasets::birds::WIDTH,
    draws::Rng,
    lab::{Outbox, RunError},
    nets::{backbone::Backbone, read, train_step},
};

const BATCH: usize = 32;
/// Steps between two frames.
const REPORTED: usize = 8;

/// What answers questions after training.
pub struct Session {
    backbone: Backbone,
    network: Network,
    device: Device,
    found: Found,
}

pub async fn run(config: Config, outbox: Outbox<ConceptTransformer>, device: Device) -> Result<Session, RunError> {
    let weights = config.weights()?;
    let parts = |n: usize| n.div_ceil(AT_ONCE) as u64;
    let epochs = u64::from(config.epochs);
    // Birds are painted, trained on, and looked at.
    let total = parts(config.birds)
        + 2 * parts(config.tested)
        + epochs * (config.birds.div_ceil(BATCH) as u64 + parts(config.tested))
        + 2 * parts(config.tested);
    let mut work = Work { done: 0, total, outbox };
    let backbone = Backbone::pretrained(&device);
    let train = Met::draw(&config, config.birds, "training birds", &backbone, &device, &mut work).await?;
    let other = Met::draw(&config, config.tested, "other birds", &backbone, &device, &mut work).await?;
    let test = Met::draw(&config, config.tested, "test birds", &backbone, &device, &mut work).await?;
    let network = trained(&config, &weights, &train, &other, &device, &mut work).await?;
    let found = tested(&config, &weights, &network, [&train, &other, &test], &device, &mut work).await?;
    let mut session = Session { backbone, network, device, found };
    session.found.scenes = session.scenes(&config).await?;
    work.outbox.send(&Frame::Found(session.found.clone())).await?;
    Ok(session)
}

async fn trained(
    config: &Config,
    weights: &[f64],
    birds: &Met,
    other: &Met,
    inner: &Device,
    work: &mut Work,
) -> Result<Network, RunError> {
    let device = inner.clone().autodiff();
    let seed = u64::from(config.seed);
    let shape = Shape { features: FEATURES, patches: PATCHES, slots: config.slots(), classes: config.species };
    let mut network = Network::new(shape, weights.len(), &mut Rng::new(seed, "weights"), &device);
    let mut optimizer = AdamWConfig::new().init();
    let lambdas: Vec<f32> = weights.iter().map(|weight| *weight as f32).collect();
    let lambdas: Tensor<1> = Tensor::from_data(TensorData::new(lambdas, [weights.len()]), &device);
    let mut rng = Rng::new(seed, "batches");
    let mut order: Vec<usize> = (0..birds.n()).collect();
    let each = order.len().div_ceil(BATCH);
    let steps = each * config.epochs as usize;
    let mut step = 0;
    let mut sums: Option<Tensor<1>> = None;
    let mut summed = 0;
    for epoch in 1..=config.epochs {
        rng.shuffle(&mut order);
        for members in order.chunks(BATCH) {
            let sight = network.forward(birds.patches(members, &device));
            let classes = cross_entropies(sight.logits.clone(), birds.species(members, config.species, &device));
            let explanations = explanation_loss(explained(config, sight), &birds.targets(members, config, &device));
            let both = Tensor::cat(vec![classes.clone().inner(), explanations.clone().inner()], 0);
            sums = Some(sums.map_or(both.clone(), |sums| sums + both));
            // Replicas share no weight, so that each goes down its own loss.
            let loss = (classes + explanations * lambdas.clone()).sum();
            let rate = config.rate * (1.0 - step as f64 / steps as f64);
            network = train_step(network, loss, &mut optimizer, rate);
            step += 1;
            summed += 1;
            work.step().await;
            if step % REPORTED == 0 || step % each == 0 {
                let Some(sums) = sums.take() else { continue };
                let means = read(sums.div_scalar(std::mem::take(&mut summed) as f64)).await?;
                if means.iter().any(|loss| !loss.is_finite()) {
                    return Err(RunError::Diverged { step: step as u64 });
                }
                let (classes, explanations) = means.split_at(weights.len());
                let losses = classes.iter().zip(explanations);
                let losses = losses.map(|(classes, explanation)| Losses {
                    cross_entropy: f64::from(*classes),
                    explanation: f64::from(*explanation),
                });
                let epochs = step as f64 / each as f64;
                work.outbox.send(&Frame::Step { epochs, losses: losses.collect() }).await?;
            }
        }
        let tallies = tried(config, &network.valid(), other, inner, work).await?;
        let score = |(tally, accuracy): (Tally, f64)| {
            let matched = tally.matched();
            Score {
                accuracy,
                named: tally.over_concepts(|k| tally.mass(k, k)),
                matched: tally.over_concepts(|k| tally.mass(k, matched[k])),
            }
        };
        let scores = tallies.into_iter().map(score).collect();
        work.outbox.send(&Frame::Epoch { epoch, scores }).await?;
    }
    Ok(network.valid())
}

/// The attention that is explained, `[replicas, slots, pictures, patches]`.
fn explained(config: &Config, sight: Sight) -> Tensor<4> {
    match config.explained {
        Explained::Slots => sight.gathered,
        Explained::Patches => sight.reads,
    }
}

/// Where each network looks in some birds, and the share whose species it tells.
async fn tried(
    config: &Config,
    network: &Network,
    birds: &Met,
    device: &Device,
    work: &mut Work,
) -> Result<Vec<(Tally, f64)>, RunError> {
    let mut tallies = vec![(Tally::new(config.slots()), 0.0); network.replicas()];
    let all: Vec<usize> = (0..birds.n()).collect();
    for members in all.chunks(AT_ONCE) {
        let looks = looked(config, network, birds.patches(members, device)).await?;
        for (i, looks) in members.iter().zip(looks) {
            for ((tally, right), look) in tallies.iter_mut().zip(looks) {
                tally.add(&look.attention, birds.parts_of(*i));
                *right += f64::from(u8::from(largest(&look.answer) == birds.labels[*i]));
            }
        }
        work.step().await;
    }
    tallies.iter_mut().for_each(|(_, right)| *right /= birds.n() as f64);
    Ok(tallies)
}

/// What every network makes of each bird, `[birds][networks]`; `patches` is `[32, birds · 64]`.
async fn looked(config: &Config, network: &Network, patches: Tensor<2>) -> Result<Vec<Vec<Look>>, RunError> {
    let (networks, slots, species) = (network.replicas(), config.slots(), config.species);
    let n = patches.dims()[1] / PATCHES;
    let sight = network.forward(patches);
    // A row for each bird of each network, so that one read brings all.
    let parts = sight.parts.clone().permute([0, 2, 1, 3]).reshape([networks * n, species * slots]);
    let logits = sight.logits.clone().swap_dims(1, 2).reshape([networks * n, species]);
    let attention = explained(config, sight);
    let sums = attention.clone().sum_dim(3).clamp_min(f32::MIN_POSITIVE);
    let attention = (attention / sums).swap_dims(1, 2).reshape([networks * n, slots * PATCHES]);
    let rows = read(Tensor::cat(vec![attention, parts, logits], 1)).await?;
    let width = slots * PATCHES + species * slots + species;
    let look = |row: &[f32]| {
        let (attention, rest) = row.split_at(slots * PATCHES);
        let (parts, logits) = rest.split_at(species * slots);
        let logits: Vec<f64> = logits.iter().map(|logit| f64::from(*logit)).collect();
        Look { attention: attention.to_vec(), parts: parts.to_vec(), answer: softmax(&logits) }
    };
    let of_bird = |i: usize| (0..networks).map(|network| (network * n + i) * width).collect::<Vec<_>>();
    Ok((0..n).map(|i| of_bird(i).into_iter().map(|at| look(&rows[at..at + width])).collect()).collect())
}

/// Slots are matched with concepts on other birds than those that are measured.
async fn tested(
    config: &Config,
    weights: &[f64],
    network: &Network,
    [train, other, test]: [&Met; 3],
    device: &Device,
    work: &mut Work,
) -> Result<Found, RunError> {
    let chosen = tried(config, network, other, device, work).await?;
    let measured = tried(config, network, test, device, work).await?;
    let all = |of: &dyn Fn(usize, usize) -> f64| -> Vec<f64> {
        (0..WIDTH * config.slots()).map(|i| of(i / config.slots(), i % config.slots())).collect()
    };
    let networks =
        weights.iter().zip(chosen.iter().zip(&measured)).map(|(lambda, ((other, _), (test, accuracy)))| Tested {
            lambda: *lambda,
            accuracy: *accuracy,
            masses: all(&|k, slot| test.mass(k, slot)),
            pointing: all(&|k, slot| test.pointing(k, slot)),
            matched: other.matched(),
        });
    let usual_places = train.usual_places();
    let mut usual = Tally::new(WIDTH);
    (0..test.n()).for_each(|i| usual.add(&usual_places, test.parts_of(i)));
    Ok(Found {
        networks: networks.collect(),
        birds: usual.birds.clone(),
        areas: (0..WIDTH).map(|k| usual.area(k)).collect(),
        usual: (0..WIDTH).map(|k| usual.mass(k, k)).collect(),
        usual_pointing: (0..WIDTH).map(|k| usual.pointing(k, k)).collect(),
        scenes: Vec::new(),
    })
}

impl Session {
    /// Paints the birds shown again, as they are now to be, and looks.
    pub async fn ask(&mut self, config: &Config, outbox: &Outbox<ConceptTransformer>) -> Result<(), RunError> {
        self.found.scenes = self.scenes(config).await?;
        outbox.amend(outbox.sent().saturating_sub(1), &Frame::Found(self.found.clone())).await
    }

    async fn scenes(&self, config: &Config) -> Result<Vec<Scene>, RunError> {
        let flock = shown(config, SHOWN);
        let features = seen(&self.backbone, &flock.images, &self.device).await?;
        let met = Met { features, ..Met::default() };
        let all: Vec<usize> = (0..SHOWN).collect();
        let looks = looked(config, &self.network, met.patches(&all, &self.device)).await?;
        let scene = |(i, looks): (usize, Vec<Look>)| Scene {
            picture: flock.image(i).iter().map(|value| (255.0 * value).round() as u8).collect(),
            concepts: flock.birds[i].concepts.to_vec(),
            species: flock.labels[i],
            shift: flock.views[i].shift.map(|pixels| pixels as i32),
            looks,
        };
        Ok(looks.into_iter().enumerate().map(scene).collect())
    }
}
