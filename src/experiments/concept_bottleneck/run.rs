//! A run of the bench: birds are painted and seen, the bottlenecks are trained one after the other, and stay alive.

use burn::{
    module::Module,
    optim::AdamConfig,
    tensor::{Device, Tensor, TensorData},
};

use super::{
    ConceptBottleneck, Frame, Scene, Thumb,
    bench::{Shape, Trained, lesson, steps, train},
    config::{Config, Difficulty, GALLERY, Model, Source, Weights},
    score::{Score, Tally},
    slots::Slots,
};
use crate::{
    concepts::{Penalty, largest, logistic},
    datasets::birds::{
        Backgrounds, Bird, Flock, Looks, NUMBERS, PIXELS, Plan, SIDE, Traits, View, WIDTH, codes, mask, paint,
    },
    draws::Rng,
    lab::{Outbox, RunError},
    nets::{
        backbone::{Backbone, Seen, batch, binary_cross_entropy},
        concept::Rows,
        read, train_step,
    },
    samples::Samples,
};

type Posts = Outbox<ConceptBottleneck>;

const SPECIES: usize = 12;
/// Bottlenecks on the backbone's features, which are what a trunk would make.
const SHAPE: Shape = Shape { trunk: Vec::new(), concepts: WIDTH, classes: SPECIES };
/// How often a concept of a bird is not its species', where images are not clear.
const FLIP: f64 = 0.03;
const TESTED: usize = 400;
/// Images painted or seen between two breaths.
const CHUNK: usize = 20;
/// Ridge of the independent model's head, whose inputs are true concepts.
const RIDGE: f64 = 1e-3;
/// Birds a step of the backbone's training, drawn anew every time.
const SHOWN: usize = 32;
const BACKBONE_RATE: f64 = 2e-3;

/// What answers questions after training.
pub struct Session {
    /// With gradients.
    backbone: Backbone,
    codes: Vec<[bool; WIDTH]>,
    test: Flock,
    trained: Vec<Trained>,
    frame: Frame,
    device: Device,
}

pub async fn run(config: Config, outbox: Posts, device: Device) -> Result<Session, RunError> {
    let seed = u64::from(config.seed);
    let codes = codes(SPECIES, &mut Rng::new(seed, "species"));
    let (looks, flip) = match config.looks {
        Difficulty::Hidden => (Looks { occlusion: 1.0, ..Looks::easy() }, FLIP),
        Difficulty::Hard => (Looks::hard(), FLIP),
        Difficulty::Easy => (Looks::easy(), 0.0),
    };
    let plan = Plan { traits: Traits::Classes { codes: codes.clone(), flip }, backgrounds: Backgrounds::Any, looks };
    let mut work = Work::new(&config, &outbox);
    let test = work.painted(&plan, TESTED, &mut Rng::new(seed, "test birds")).await;
    let backbone = work.backbone(looks, &device).await?;
    let tested = work.seen(&backbone.valid(), &test.images, &device).await?;
    let mut session = Session {
        frame: Frame {
            species: codes.iter().map(|code| code.to_vec()).collect(),
            scores: Vec::new(),
            scene: Scene::default(),
            gallery: gallery(&test),
            ended: false,
        },
        backbone,
        codes,
        test,
        trained: Vec::new(),
        device,
    };
    let train = work.painted(&plan, config.images, &mut Rng::new(seed, "birds")).await;
    let rows = Rows { inputs: Vec::new(), concepts: train.concepts(), labels: train.labels.clone() };
    let first = Trained::Independent(independent(&rows)?);
    session.add(Model::Independent, first, &tested, &config, &mut work).await?;
    let inputs = work.seen(&session.backbone.valid(), &train.images, &session.device).await?.features;
    let rows = Rows { inputs, ..rows };
    for model in &Model::ALL[1..] {
        let trained = work.trained(*model, &rows, &session.device).await?;
        session.add(*model, trained, &tested, &config, &mut work).await?;
    }
    outbox.progress(work.total, work.total).await;
    Ok(session)
}

/// A head on true concepts.
fn independent(rows: &Rows) -> Result<crate::concepts::Head, RunError> {
    let values = rows.concepts.iter().map(|concept| f64::from(*concept)).collect();
    let samples = Samples::new(values, WIDTH).map_err(|error| RunError::Computation(error.to_string()))?;
    Ok(logistic(&samples, &rows.labels, SPECIES, Penalty::ridge(RIDGE)))
}

/// Answers an edit that needs the models: another image.
pub async fn ask(session: &mut Session, config: &Config, outbox: &Posts) -> Result<(), RunError> {
    session.frame.scene = session.scene(config).await?;
    let last = outbox.sent();
    // The newest first: it is the one that is looked at.
    for trained in (1..=session.frame.scores.len()).rev() {
        let index = last.saturating_sub(1 + (session.frame.scores.len() - trained) as u32);
        outbox.amend(index, &session.frame.after(trained)).await?;
    }
    Ok(())
}

impl Session {
    /// Takes a trained model in, measures it, and shows it.
    async fn add(
        &mut self,
        model: Model,
        trained: Trained,
        tested: &Seen,
        config: &Config,
        work: &mut Work<'_>,
    ) -> Result<(), RunError> {
        let slots = trained.slots(tested, self.test.n(), &self.device).await?;
        for (thumb, slots) in self.frame.gallery.iter_mut().zip(&slots) {
            thumb.answers.push(largest(&slots.logits(&[None; WIDTH])));
        }
        self.frame.scores.push(work.score(model, &slots, &self.test).await);
        self.trained.push(trained);
        self.frame.scene = self.scene(config).await?;
        work.outbox.send(&self.frame.after(self.trained.len())).await
    }

    /// The image that is set, in front of every model.
    async fn scene(&self, config: &Config) -> Result<Scene, RunError> {
        let (bird, view, image) = match config.source {
            Source::Test => {
                let i = config.image - 1;
                (self.test.birds[i], self.test.views[i], self.test.image(i).to_vec())
            }
            Source::Painted => painted(config),
        };
        let seen = self.backbone.valid().see(&image, &self.device, async |_| {}).await?;
        let mut slots = Vec::new();
        for trained in &self.trained {
            slots.extend(trained.slots(&seen, 1, &self.device).await?);
        }
        let apart = |code: &[bool; WIDTH]| code.iter().zip(&bird.concepts).filter(|(a, b)| a != b).count();
        let nearest = (0..SPECIES).min_by_key(|species| apart(&self.codes[*species])).unwrap_or(0);
        // A test image is of its species, whatever its own concepts are.
        let species = match config.source {
            Source::Test => self.test.labels[config.image - 1],
            Source::Painted => nearest,
        };
        Ok(Scene {
            pixels: bytes(&image),
            concepts: bird.concepts.to_vec(),
            species,
            differs: apart(&self.codes[species]),
            masks: (0..WIDTH).map(|concept| mask(concept, &view)).collect(),
            saliency: saliency(&self.backbone, &image, &self.device).await?,
            slots,
        })
    }
}

fn painted(config: &Config) -> (Bird, View, Vec<f32>) {
    let bird = Bird { concepts: config.painted_parts(), background: config.background as usize };
    // In front of the wing.
    let occluder = config.cover.then_some([SIDE / 2 - 4, SIDE / 2 - 4]);
    let view = View { shift: [0, 0], gain: 1.0, occluder, noise: config.noise };
    let image = paint(&bird, &view, &mut Rng::new(config.seed.into(), "a visitor's bird"));
    (bird, view, image)
}

fn bytes(image: &[f32]) -> Vec<u8> {
    image.iter().map(|value| (value * 255.0).round() as u8).collect()
}

fn gallery(test: &Flock) -> Vec<Thumb> {
    let thumb = |i: usize| Thumb { pixels: bytes(test.image(i)), species: test.labels[i], answers: Vec::new() };
    (0..GALLERY.min(test.n())).map(thumb).collect()
}

/// How much each pixel moves each concept's logit: the gradient's size over the three colours, smoothed over three by three
/// pixels, the largest 1; `[K][pixels]`.
async fn saliency(backbone: &Backbone, image: &[f32], device: &Device) -> Result<Vec<Vec<u8>>, RunError> {
    // One copy of the image a concept, so that one pass backwards serves them all.
    let device = device.clone().autodiff();
    let images = batch(&image.repeat(WIDTH), &device).require_grad();
    let logits = backbone.forward(images.clone());
    let own = (logits * Tensor::eye(WIDTH, &device)).sum();
    let gradients = own.backward();
    let Some(slopes) = images.grad(&gradients) else { return Ok(vec![vec![0; PIXELS]; WIDTH]) };
    let slopes = read(slopes.abs().sum_dim(1)).await?;
    Ok(slopes.chunks_exact(PIXELS).map(smoothed).collect())
}

fn smoothed(slopes: &[f32]) -> Vec<u8> {
    let around = |pixel: usize| {
        let near = |at: usize| at.saturating_sub(1)..(at + 2).min(SIDE);
        let (row, column) = (pixel / SIDE, pixel % SIDE);
        near(row).flat_map(|y| near(column).map(move |x| slopes[y * SIDE + x])).sum::<f32>()
    };
    let sums: Vec<f32> = (0..PIXELS).map(around).collect();
    let top = sums.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
    sums.iter().map(|sum| (255.0 * sum / top).round() as u8).collect()
}

/// What a run does, step by step, with its progress.
struct Work<'a> {
    config: &'a Config,
    outbox: &'a Posts,
    done: u64,
    total: u64,
}

impl<'a> Work<'a> {
    fn new(config: &'a Config, outbox: &'a Posts) -> Self {
        let chunks = (TESTED + config.images).div_ceil(CHUNK) as u64;
        let trained: u64 = Model::ALL[1..].iter().map(|model| steps(*model, config.epochs, config.images)).sum();
        let models = Model::ALL.len() as u64;
        let backbone = if config.backbone == Weights::Fresh { u64::from(config.backbone_steps) } else { 0 };
        let total = backbone + 3 * chunks + trained + models * (TESTED / CHUNK) as u64;
        Self { config, outbox, done: 0, total }
    }

    async fn step(&mut self) {
        self.done += 1;
        self.outbox.progress(self.done.min(self.total), self.total).await;
    }

    async fn painted(&mut self, plan: &Plan, n: usize, rng: &mut Rng) -> Flock {
        let mut flock = Flock::default();
        while flock.n() < n {
            let more = plan.draw(CHUNK.min(n - flock.n()), rng);
            if flock.n() == 0 {
                flock = more
            } else {
                flock.append(more)
            }
            self.step().await;
        }
        flock
    }

    /// The backbone, with gradients: as shipped, or trained on birds of this run's looks first.
    async fn backbone(&mut self, looks: Looks, device: &Device) -> Result<Backbone, RunError> {
        let device = device.clone().autodiff();
        if self.config.backbone == Weights::Shipped {
            return Ok(Backbone::pretrained(&device));
        }
        // Concepts alone, each a coin of its own: what the shipped one learned too.
        let plan = Plan { traits: Traits::Independent, backgrounds: Backgrounds::Any, looks };
        let mut rng = Rng::new(self.config.seed.into(), "backbone");
        let mut backbone = Backbone::new(WIDTH, &mut rng, &device);
        let mut optimizer = AdamConfig::new().init();
        for step in 0..self.config.backbone_steps {
            let flock = plan.draw(SHOWN, &mut rng);
            let concepts: Vec<f32> = flock.concepts().iter().map(|concept| f32::from(u8::from(*concept))).collect();
            let concepts: Tensor<2> = Tensor::from_data(TensorData::new(concepts, [SHOWN, WIDTH]), &device);
            let logits = backbone.forward(batch(&flock.images, &device));
            let rate = BACKBONE_RATE * (1.0 - f64::from(step) / f64::from(self.config.backbone_steps));
            backbone = train_step(backbone, binary_cross_entropy(logits, concepts.transpose()), &mut optimizer, rate);
            self.step().await;
        }
        Ok(backbone)
    }

    async fn seen(&mut self, backbone: &Backbone, images: &[f32], device: &Device) -> Result<Seen, RunError> {
        let (outbox, total, before) = (self.outbox, self.total, self.done);
        // A breath comes every few pictures, whatever the network's own batches are.
        let breathe = async |done: usize| outbox.progress((before + (done / CHUNK) as u64).min(total), total).await;
        let seen = backbone.see(images, device, breathe).await?;
        self.done += (images.len() / NUMBERS / CHUNK) as u64;
        Ok(seen)
    }

    /// A bottleneck trained on features.
    async fn trained(&mut self, model: Model, rows: &Rows, device: &Device) -> Result<Trained, RunError> {
        let config = self.config;
        let lesson = lesson(model, &SHAPE, config.lambda, config.seed.into(), rows, device);
        train(lesson, config.epochs, async || self.step().await).await
    }

    async fn score(&mut self, model: Model, slots: &[Slots], test: &Flock) -> Score {
        let mut tally = Tally::new(WIDTH, self.config.seed.into());
        for (i, slots) in slots.iter().enumerate() {
            tally.add(slots, &test.birds[i].concepts, test.labels[i]);
            if i % CHUNK == 0 {
                self.step().await;
            }
        }
        tally.score(model)
    }
}
