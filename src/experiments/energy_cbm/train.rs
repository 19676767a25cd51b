//! The run: birds are painted and seen, the plain bottleneck is fitted, the energies are trained twice, all is measured.

use burn::{
    module::Module,
    optim::AdamConfig,
    tensor::{Device, Tensor, TensorData},
};

use super::{
    Board, Config, Coupled, EnergyCbm, Frame, Learned, Picture,
    config::GALLERY,
    energies::{Coupler, Energies, state_of, surprise},
    judges::{Knowledge, Sight},
    measure::Session,
    network::{Batch, CouplingNet, EnergyNet, Sizes, indicators},
    work::{BATCH, BREATH, ROUNDS, Work},
};
use crate::{
    concepts::{Head, Logistic, NaiveBayes, Penalty, Scale, sigmoid},
    datasets::{
        Annotated,
        birds::{Backgrounds, Flock, Looks, Plan, Traits, View, WIDTH, codes, paint},
    },
    draws::Rng,
    lab::{Outbox, RunError},
    nets::{
        backbone::{Backbone, FEATURES},
        read, train_step,
    },
    samples::Samples,
};

pub const CLASSES: usize = 12;
const TOLERANCE: f64 = 1e-5;
/// Of Adam on batches, falling evenly to nothing.
const RATE: f64 = 3e-3;
/// Of Adam on all pictures at once, falling evenly to nothing.
const JOINT_RATE: f64 = 1e-2;
/// Weights of the published losses: class, concepts, and class from concepts.
const WEIGHTS: [f64; 3] = [3.0, 1.0, 1.0];
/// How likely a feature is left out of a step, as published.
const DROPPED: f64 = 0.2;
/// How likely a picture's concepts are disturbed for E_cy, and each of them then flipped, as published.
const DISTURBED: f64 = 0.2;
/// Frames of the joint normaliser.
const REPORTS: u32 = 20;

pub async fn run(config: &Config, outbox: &Outbox<EnergyCbm>, device: &Device) -> Result<Session, RunError> {
    let mut work = Work::new(config, outbox);
    let birds = Birds::draw(config, &mut work, device).await?;
    let Birds { train, test, pictures } = &birds;
    let penalty = Penalty::ridge(1.0 / train.n() as f64);
    let scale = Scale::of(&train.inputs);
    let inputs = scale.apply(train.inputs.values());
    let sigmoids = Logistic::sigmoids(&samples(inputs.clone(), FEATURES)?, &train.concepts, WIDTH, penalty);
    let sight = fitted(sigmoids, &mut work).await;
    let truths = samples(train.concept_values(), WIDTH)?;
    let head = fitted(Logistic::softmax(&truths, &train.labels, CLASSES, penalty), &mut work).await;
    let bayes = NaiveBayes::counted(&train.concepts, WIDTH, &train.labels, CLASSES);
    let energies = learn(config, &inputs, train, &mut work, device).await?;
    let joint = couple(config, train, test, &mut work, device).await?;
    let see = |input: &[f64]| {
        let evidence = energies.evidence(input);
        let beliefs = sight.logits(input).into_iter().map(sigmoid).collect();
        Sight { beliefs, concepts: evidence.concepts, classes: evidence.classes }
    };
    let sights: Vec<Sight> = scale.apply(test.inputs.values()).chunks_exact(FEATURES).map(see).collect();
    let knowledge = Knowledge {
        weights: head.weights,
        bias: head.bias,
        published: energies.coupler.clone(),
        joint,
        prior: bayes.prior().to_vec(),
        present: (0..CLASSES).flat_map(|y| (0..WIDTH).map(move |k| (y, k))).map(|(y, k)| bayes.given(y, k)).collect(),
    };
    let picture = |(i, [seen, clear]): (usize, &[Vec<u8>; 2])| Picture {
        seen: seen.clone(),
        clear: clear.clone(),
        concepts: test.row(i).to_vec(),
        label: test.labels[i],
        sight: sights[i].clone(),
    };
    let pictures = pictures.iter().enumerate().map(picture).collect();
    work.send(&Frame::Board(Box::new(Board { knowledge: knowledge.clone(), pictures }))).await?;
    let session = Session {
        knowledge,
        sights,
        concepts: test.concepts.clone(),
        labels: test.labels.clone(),
        first: outbox.sent(),
    };
    session.measure(config, &mut work).await?;
    Ok(session)
}

fn samples(values: Vec<f64>, dim: usize) -> Result<Samples, RunError> {
    Samples::new(values, dim).map_err(|error| RunError::Computation(error.to_string()))
}

async fn fitted(mut fit: Logistic, work: &mut Work<'_>) -> Head {
    let mut rounds = 0;
    while rounds < ROUNDS && fit.advance() > TOLERANCE {
        rounds += 1;
        work.done(1).await;
    }
    work.done((ROUNDS - rounds) as u64).await;
    fit.head()
}

/// What the backbone makes of birds, and the first test pictures.
struct Birds {
    train: Annotated,
    test: Annotated,
    /// As they are seen, and without noise.
    pictures: Vec<[Vec<u8>; 2]>,
}

impl Birds {
    async fn draw(config: &Config, work: &mut Work<'_>, device: &Device) -> Result<Self, RunError> {
        let seed = u64::from(config.seed);
        let codes = codes(CLASSES, &mut Rng::new(seed, "codes"));
        let traits = Traits::Classes { codes, flip: config.flip };
        let plan =
            Plan { traits, backgrounds: Backgrounds::Any, looks: Looks { noise: config.noise, ..Looks::hard() } };
        let network = Backbone::pretrained(device);
        let mut rng = Rng::new(seed, "birds");
        let all = config.train + config.test;
        let mut values = Vec::new();
        let mut pictures = Vec::new();
        let mut flock = Flock::default();
        while flock.n() < all {
            let first = flock.n();
            let mut part = plan.draw(BREATH.min(all - first), &mut rng);
            let seen = network.see(&part.images, device, async |_| {}).await?;
            values.extend(seen.features.iter().map(|value| f64::from(*value)));
            for i in (0..part.n()).filter(|i| (config.train..config.train + GALLERY).contains(&(first + i))) {
                let view = View { noise: 0.0, ..part.views[i] };
                let clear = paint(&part.birds[i], &view, &mut Rng::new(seed, "no noise"));
                pictures.push([bytes(part.image(i)), bytes(&clear)]);
            }
            // The others are not needed again, and would be hundreds of megabytes.
            part.images.clear();
            flock.append(part);
            work.done(1).await;
        }
        let data = Annotated::new(samples(values, FEATURES)?, flock.concepts(), WIDTH, flock.labels, CLASSES);
        let mut order: Vec<usize> = (0..all).collect();
        let test = order.split_off(config.train);
        Ok(Self { train: data.select(&order), test: data.select(&test), pictures })
    }
}

fn bytes(image: &[f32]) -> Vec<u8> {
    image.iter().map(|value| (value.clamp(0.0, 1.0) * 255.0).round() as u8).collect()
}

fn sizes(config: &Config) -> Sizes {
    Sizes { features: FEATURES, concepts: WIDTH, classes: CLASSES, hidden: config.hidden }
}

/// The published energies, each normalised over its own label.
async fn learn(
    config: &Config,
    inputs: &[f64],
    train: &Annotated,
    work: &mut Work<'_>,
    device: &Device,
) -> Result<Energies, RunError> {
    let seed = u64::from(config.seed);
    let lifted = device.clone().autodiff();
    let mut network = EnergyNet::new(sizes(config), &mut Rng::new(seed, "energies"), &lifted);
    let mut optimizer = AdamConfig::new().init();
    let mut rng = Rng::new(seed, "batches");
    let mut order: Vec<usize> = (0..train.n()).collect();
    let total = u64::from(config.epochs) * order.len().div_ceil(BATCH) as u64;
    let mut step = 0;
    for epoch in 1..=config.epochs {
        rng.shuffle(&mut order);
        let mut sums: Option<Tensor<1>> = None;
        for members in order.chunks(BATCH) {
            let losses = network.losses(batch(inputs, train, members, &mut rng, &lifted));
            let parts = [losses.xy, losses.xc, losses.cy];
            let share = members.len() as f64 / order.len() as f64;
            let now = Tensor::cat(parts.each_ref().map(|part| part.clone().inner()).to_vec(), 0).mul_scalar(share);
            sums = Some(sums.map_or(now.clone(), |sums| sums + now));
            let [xy, xc, cy] = parts;
            let loss = xy.mul_scalar(WEIGHTS[0]) + xc.mul_scalar(WEIGHTS[1]) + cy.mul_scalar(WEIGHTS[2]);
            network = train_step(network, loss, &mut optimizer, RATE * (1.0 - step as f64 / total as f64));
            step += 1;
            work.done(1).await;
        }
        let Some(sums) = sums else { continue };
        let sums: Vec<f64> = read(sums).await?.into_iter().map(f64::from).collect();
        if sums.iter().any(|loss| !loss.is_finite()) {
            return Err(RunError::Diverged { step });
        }
        let learned = Learned { epoch, xy: sums[0], xc: sums[1] / WIDTH as f64, cy: sums[2] };
        work.send(&Frame::Learned(learned)).await?;
    }
    Ok(network.valid().energies().await?)
}

/// Some pictures, a few of their features left out and a few of their concepts disturbed for E_cy.
fn batch(inputs: &[f64], train: &Annotated, members: &[usize], rng: &mut Rng, device: &Device) -> Batch {
    let n = members.len();
    let kept = 1.0 / (1.0 - DROPPED);
    let mut columns = vec![0f32; FEATURES * n];
    let mut disturbed = vec![false; n * WIDTH];
    for (column, i) in members.iter().enumerate() {
        for (row, value) in inputs[i * FEATURES..(i + 1) * FEATURES].iter().enumerate() {
            columns[row * n + column] = if rng.uniform() < DROPPED { 0.0 } else { (kept * value) as f32 };
        }
        let is_disturbed = rng.uniform() < DISTURBED;
        for (k, present) in train.row(*i).iter().enumerate() {
            let is_flipped = is_disturbed && rng.uniform() < DISTURBED;
            disturbed[column * WIDTH + k] = *present != is_flipped;
        }
    }
    let sign = |k: usize| members.iter().map(move |i| if train.concept(*i, k) { 1f32 } else { -1.0 });
    let signs: Vec<f32> = (0..WIDTH).flat_map(sign).collect();
    let label = |class: usize| members.iter().map(move |i| f32::from(u8::from(train.labels[*i] == class)));
    let labels: Vec<f32> = (0..CLASSES).flat_map(label).collect();
    let tensor = |values: Vec<f32>, rows: usize| Tensor::from_data(TensorData::new(values, [rows, n]), device);
    Batch {
        inputs: tensor(columns, FEATURES),
        signs: tensor(signs, WIDTH),
        indicators: indicators(WIDTH, n, |i, k| disturbed[i * WIDTH + k], device),
        labels: tensor(labels, CLASSES),
    }
}

/// E_cy normalised over all states and classes together, on all training pictures at once.
async fn couple(
    config: &Config,
    train: &Annotated,
    test: &Annotated,
    work: &mut Work<'_>,
    device: &Device,
) -> Result<Coupler, RunError> {
    let lifted = device.clone().autodiff();
    let mut network = CouplingNet::new(sizes(config), &mut Rng::new(u64::from(config.seed), "coupling"), &lifted);
    let mut optimizer = AdamConfig::new().init();
    let states = 1 << WIDTH;
    let all = indicators(WIDTH, states, |state, k| state >> k & 1 == 1, &lifted);
    let mut shares = vec![0f32; CLASSES * states];
    for (row, label) in train.concepts.chunks_exact(WIDTH).zip(&train.labels) {
        shares[label * states + state_of(row)] += 1.0 / train.n() as f32;
    }
    let shares: Tensor<2> = Tensor::from_data(TensorData::new(shares, [CLASSES, states]), &lifted);
    let every = config.steps.div_ceil(REPORTS);
    for step in 0..=config.steps {
        if step % every == 0 || step == config.steps {
            let table = network.valid().coupler().await?.table();
            let of = |data: &Annotated| surprise(&table, CLASSES, &data.concepts, WIDTH, &data.labels);
            let coupled = Coupled { step, trained: of(train), tested: of(test), entropy: entropy(config.flip) };
            if !(coupled.trained.is_finite() && coupled.tested.is_finite()) {
                return Err(RunError::Diverged { step: step.into() });
            }
            work.send(&Frame::Coupled(coupled)).await?;
        }
        if step < config.steps {
            let loss = network.joint_loss(all.clone(), shares.clone());
            let rate = JOINT_RATE * (1.0 - f64::from(step) / f64::from(config.steps));
            network = train_step(network, loss, &mut optimizer, rate);
            work.done(1).await;
        }
    }
    Ok(network.valid().coupler().await?)
}

/// H(c, y) of birds: an even class, and K flips.
fn entropy(flip: f64) -> f64 {
    let part = |p: f64| if p > 0.0 { -p * libm::log(p) } else { 0.0 };
    libm::log(CLASSES as f64) + WIDTH as f64 * (part(flip) + part(1.0 - flip))
}
