//! The run: one network after the other is trained, tested, and asked where it looks.

use burn::{
    module::Module,
    optim::AdamWConfig,
    tensor::{Device, Tensor, TensorData},
};

use super::{
    Config, Frame, Learned, Look, Pointed, Saliency, SemanticInputs, State,
    config::SHOWN,
    pointing::{Area, peak, saliency},
};
use crate::{
    datasets::birds::{Backgrounds, Flock, Looks, NUMBERS, Plan, Traits, WIDTH, mask},
    draws::Rng,
    lab::{Outbox, RunError},
    nets::{
        backbone::{Backbone, batch, binary_cross_entropy},
        read, train_step,
    },
};

const BATCH: usize = 32;
/// Pictures, noisy copies counted, that gradients are taken of at once.
const GRADIENTS_OF: usize = 32;
const SMOOTHING: f64 = 0.15;
/// Birds that are drawn between two breaths.
const DRAWN: usize = 32;

struct Work<'a> {
    config: &'a Config,
    device: Device,
    outbox: Outbox<SemanticInputs>,
    done: u64,
    total: u64,
}

/// The birds of one network.
struct Birds {
    train: Flock,
    own: Flock,
}

pub async fn run(config: Config, outbox: Outbox<SemanticInputs>, device: Device) -> Result<(), RunError> {
    let rhos = config.rhos()?;
    let steps = u64::from(config.epochs) * config.birds.div_ceil(BATCH) as u64;
    let looks = config.pointed.div_ceil(at_once(&config)) as u64;
    let total = rhos.len() as u64 * (steps + looks);
    let mut work = Work { config: &config, device, outbox, done: 0, total };
    let untied = work.birds(0.0, config.tested, "untied birds").await;
    for (index, rho) in rhos.into_iter().enumerate() {
        let train = work.birds(rho, config.birds, "training birds").await;
        let own = work.birds(rho, config.tested, "own birds").await;
        let network = work.train(index, rho, &Birds { train, own }, &untied).await?;
        work.point(index, rho, &network, &untied).await?;
    }
    Ok(())
}

/// How many birds gradients are taken of at once.
fn at_once(config: &Config) -> usize {
    (GRADIENTS_OF / config.draws).max(1)
}

impl Work<'_> {
    async fn step(&mut self) {
        self.done += 1;
        self.outbox.progress(self.done, self.total).await;
    }

    fn rng(&self, stream: &str) -> Rng {
        Rng::new(u64::from(self.config.seed), stream)
    }

    /// All networks' birds come from the same draws: they differ in their ties alone.
    async fn birds(&self, rho: f64, n: usize, stream: &str) -> Flock {
        let plan = Plan { traits: Traits::Tied { rho }, backgrounds: Backgrounds::Any, looks: Looks::easy() };
        let mut rng = self.rng(stream);
        let mut flock = Flock::default();
        while flock.n() < n {
            flock.append(plan.draw(DRAWN.min(n - flock.n()), &mut rng));
            self.outbox.progress(self.done, self.total).await;
        }
        flock
    }

    async fn train(&mut self, index: usize, rho: f64, birds: &Birds, untied: &Flock) -> Result<Backbone, RunError> {
        let device = self.device.clone().autodiff();
        let mut network = Backbone::new(WIDTH, &mut self.rng("weights"), &device);
        let mut optimizer = AdamWConfig::new().init();
        let mut rng = self.rng("batches");
        let mut order: Vec<usize> = (0..birds.train.n()).collect();
        let steps = u64::from(self.config.epochs) * order.len().div_ceil(BATCH) as u64;
        let mut step = 0;
        for epoch in 1..=self.config.epochs {
            rng.shuffle(&mut order);
            let mut losses: Option<Tensor<1>> = None;
            for members in order.chunks(BATCH) {
                let pictures: Vec<f32> = members.iter().flat_map(|i| birds.train.image(*i)).copied().collect();
                let concepts = members.iter().flat_map(|i| birds.train.birds[*i].concepts);
                let truth: Vec<f32> = concepts.map(|concept| f32::from(u8::from(concept))).collect();
                let truth: Tensor<2> = Tensor::from_data(TensorData::new(truth, [members.len(), WIDTH]), &device);
                let loss = binary_cross_entropy(network.forward(batch(&pictures, &device)), truth.transpose());
                let share = loss.clone().inner().mul_scalar(members.len() as f64 / order.len() as f64);
                losses = Some(losses.map_or(share.clone(), |sum| sum + share));
                let rate = self.config.rate * (1.0 - step as f64 / steps as f64);
                network = train_step(network, loss, &mut optimizer, rate);
                step += 1;
                self.step().await;
            }
            let loss = match losses {
                Some(losses) => f64::from(read(losses).await?[0]),
                None => 0.0,
            };
            if !loss.is_finite() {
                return Err(RunError::Diverged { step });
            }
            let valid = network.valid();
            let own = self.accuracy(&valid, &birds.own).await?;
            let untied = self.accuracy(&valid, untied).await?;
            let learned = Learned { epoch, loss, own, untied };
            self.outbox.send(&Frame { index, rho, state: State::Learned(learned) }).await?;
        }
        Ok(network)
    }

    async fn accuracy(&self, network: &Backbone, birds: &Flock) -> Result<f64, RunError> {
        let breathe = async |_| self.outbox.progress(self.done, self.total).await;
        let seen = network.see(&birds.images, &self.device, breathe).await?;
        let right = seen.logits.iter().zip(birds.concepts()).filter(|(logit, concept)| (**logit > 0.0) == *concept);
        Ok(right.count() as f64 / seen.logits.len() as f64)
    }

    async fn point(&mut self, index: usize, rho: f64, network: &Backbone, birds: &Flock) -> Result<(), RunError> {
        let n = self.config.pointed.min(birds.n());
        let mut rng = self.rng("smoothing");
        let mut pointed = Pointed { birds: 0, hits: vec![0; WIDTH], chance: 0.0, looks: Vec::new(), ended: false };
        let mut areas = 0.0;
        let seen = network.valid().see(&birds.images[..n * NUMBERS], &self.device, async |_| {}).await?;
        let all: Vec<usize> = (0..n).collect();
        for members in all.chunks(at_once(self.config)) {
            let noisy = self.noisy(birds, members, &mut rng);
            let mut looks: Vec<Look> = members.iter().map(|i| look(birds.image(*i))).collect();
            for k in 0..WIDTH {
                let gradients = self.gradients(network, &noisy, members.len(), k).await?;
                for ((i, gradient), look) in members.iter().zip(gradients.chunks(NUMBERS)).zip(&mut looks) {
                    // Nothing hides a part of an easy bird.
                    let Some(area) = Area::around(&mask(k, &birds.views[*i])) else { continue };
                    let map = saliency(gradient);
                    let at = peak(&map);
                    let hit = area.holds(at);
                    pointed.hits[k] += u32::from(hit);
                    areas += area.share();
                    let scaled = map.iter().map(|value| (255.0 * value / map[at].max(f64::MIN_POSITIVE)) as u8);
                    look.concepts.push(Saliency {
                        present: birds.birds[*i].concepts[k],
                        predicted: seen.logits[i * WIDTH + k] > 0.0,
                        map: scaled.collect(),
                        area,
                        hit,
                    });
                }
                self.outbox.progress(self.done, self.total).await;
            }
            pointed.birds += members.len() as u32;
            pointed.chance = areas / f64::from(pointed.birds * WIDTH as u32);
            let room = SHOWN - pointed.looks.len();
            pointed.looks.extend(looks.into_iter().take(room));
            pointed.ended = pointed.birds as usize == n;
            self.outbox.send(&Frame { index, rho, state: State::Pointed(pointed.clone()) }).await?;
            self.step().await;
        }
        Ok(())
    }

    /// Noisy copies of birds, `[birds · draws, 3, 32, 32]`, a bird's side by side.
    fn noisy(&self, birds: &Flock, members: &[usize], rng: &mut Rng) -> Vec<f32> {
        let copies = members.iter().flat_map(|i| (0..self.config.draws).map(|_| *i));
        let mut noisy: Vec<f32> = copies.flat_map(|i| birds.image(i)).copied().collect();
        noisy.iter_mut().for_each(|value| *value += (SMOOTHING * rng.normal()) as f32);
        noisy
    }

    /// The mean over copies of the gradient of a concept's logit, `[birds, 3, 32, 32]`.
    async fn gradients(&self, network: &Backbone, noisy: &[f32], n: usize, k: usize) -> Result<Vec<f32>, RunError> {
        let pictures = batch(noisy, &self.device.clone().autodiff()).require_grad();
        let logits = network.forward(pictures.clone());
        let found = pictures.grad(&logits.slice_dim(0, k..k + 1).sum().backward());
        let gradient = found.ok_or_else(|| RunError::Computation("a picture has no gradient".into()))?;
        Ok(read(gradient.reshape([n, self.config.draws, NUMBERS]).mean_dim(1)).await?)
    }
}

fn look(picture: &[f32]) -> Look {
    Look { picture: picture.iter().map(|value| (255.0 * value) as u8).collect(), concepts: Vec::new() }
}
