//! The run: features are pretrained, concepts grounded, and every method is trained for every ρ, then on few images.

use burn::tensor::Device;

use super::{
    Config, Frame, Grounding, KnowledgeBottleneck, Measurement, Method,
    network::{FEATURES, Network, Training, said, steps},
    readout::{CLASSES, Knowledge, Shown, UNITS, fit},
    work::Work,
};
use crate::{
    concepts::{Head, Logistic, Penalty, Scale, sigmoid},
    datasets::xrays::{CONCEPTS, Population, SIGNS, Xrays},
    draws::Rng,
    lab::{Outbox, RunError},
    samples::Samples,
};

const WIDTH: usize = CONCEPTS.len();
const PNEUMONIA: usize = 1;
/// Images of every test.
const TESTED: usize = 1000;
/// Clean images that concepts are checked on.
const CHECKED: usize = 500;
/// How often the answers are shuffled for a ρ.
const SHUFFLES: usize = 5;
/// Where few images are trained on, the confounder says nothing.
const FEW_RHO: f64 = 0.5;
pub const SHOTS: [usize; 5] = [6, 12, 24, 60, 200];
pub const FEW_METHODS: [Method; 3] = [Method::Probe, Method::Concepts, Method::Knowledge];
/// Images between two breaths.
const PAINTED: usize = 100;
const RIDGE: f64 = 1e-3;
const ROUNDS: usize = 200;
const TOLERANCE: f64 = 1e-4;

pub async fn run(config: Config, outbox: Outbox<KnowledgeBottleneck>, device: Device) -> Result<(), RunError> {
    let rhos = config.all_rhos()?;
    let fits = rhos.len() * (4 + SHUFFLES) + SHOTS.len() * FEW_METHODS.len() * config.draws as usize;
    let total = steps(config.corpus, config.corpus_epochs)
        + rhos.len() as u64 * steps(config.samples, config.epochs)
        + fits as u64 * UNITS;
    let mut work = Work::new(total, outbox);
    let lab = Laboratory::new(&config, &mut work, &device).await?;
    let mut concepts = None;
    for rho in rhos {
        let detectors = match concepts.take().filter(|_| config.grounding == Grounding::Clean) {
            Some(detectors) => detectors,
            None => lab.ground(rho, &mut work).await?,
        };
        compare(&lab, &detectors, rho, &mut work).await?;
        concepts = Some(detectors);
    }
    let detectors = match concepts.filter(|_| config.grounding == Grounding::Clean) {
        Some(detectors) => detectors,
        None => lab.ground(FEW_RHO, &mut work).await?,
    };
    few(&lab, &detectors, &mut work).await
}

/// What all methods share: the pretrained features.
struct Laboratory<'a> {
    config: &'a Config,
    network: Network,
    /// Of the features of the pretraining corpus.
    scale: Scale,
    device: &'a Device,
}

/// Images as the methods read them.
struct Seen {
    xrays: Xrays,
    /// `[n, FEATURES]`, standardised.
    features: Vec<f64>,
    /// `[n, WIDTH]`, probabilities.
    concepts: Vec<f64>,
}

async fn drawn(config: &Config, n: usize, population: Population, stream: &str, work: &Work) -> Xrays {
    let mut rng = Rng::new(u64::from(config.seed), stream);
    let mut xrays = Xrays::default();
    for i in 0..n {
        xrays.take(population, config.confounder, &mut rng);
        if i % PAINTED == PAINTED - 1 {
            work.breathe().await;
        }
    }
    xrays
}

fn points(values: Vec<f64>, dim: usize) -> Result<Samples, RunError> {
    Samples::new(values, dim).map_err(|error| RunError::Computation(error.to_string()))
}

/// The share of findings told rightly, a number a finding; `said` is `[n, WIDTH]`, positive for yes.
fn told(said: &[f64], threshold: f64, truth: &[bool]) -> Vec<f64> {
    let n = truth.len() / WIDTH;
    let right = |k: usize| (0..n).filter(|i| (said[i * WIDTH + k] > threshold) == truth[i * WIDTH + k]).count();
    (0..WIDTH).map(|k| right(k) as f64 / n as f64).collect()
}

impl<'a> Laboratory<'a> {
    async fn new(config: &'a Config, work: &mut Work, device: &'a Device) -> Result<Self, RunError> {
        let corpus = drawn(config, config.corpus, Population::Independent, "pretraining", work).await;
        let check = drawn(config, CHECKED, Population::Independent, "check", work).await;
        let training = Training {
            images: &corpus.images,
            targets: &corpus.concepts,
            outputs: WIDTH,
            epochs: config.corpus_epochs,
        };
        let mut rng = Rng::new(u64::from(config.seed), "features");
        let network = training
            .run(&mut rng, work, device, async |work, epoch, loss, network| {
                let logits = said(&check.images, WIDTH, |columns| network.logits(columns), work, device).await?;
                let accuracies = told(&logits, 0.0, &check.concepts);
                let accuracy = accuracies.iter().sum::<f64>() / WIDTH as f64;
                work.send(&Frame::Pretrained { epoch, loss, accuracy }).await
            })
            .await?;
        let features = said(&corpus.images, FEATURES, |columns| network.features(columns), work, device).await?;
        let scale = Scale::of(&points(features, FEATURES)?);
        Ok(Self { config, network, scale, device })
    }

    async fn features(&self, images: &[f32], work: &mut Work) -> Result<Vec<f64>, RunError> {
        let features = said(images, FEATURES, |columns| self.network.features(columns), work, self.device).await?;
        Ok(self.scale.apply(&features))
    }

    /// One logistic regression a concept, on features of the grounding corpus.
    async fn ground(&self, rho: f64, work: &mut Work) -> Result<Head, RunError> {
        let population = match self.config.grounding {
            Grounding::Clean => Population::Independent,
            Grounding::Confounded => Population::Diagnosed { agreement: rho },
        };
        let corpus = drawn(self.config, self.config.corpus, population, "grounding", work).await;
        let features = points(self.features(&corpus.images, work).await?, FEATURES)?;
        let mut fit = Logistic::sigmoids(&features, &corpus.concepts, WIDTH, Penalty::ridge(RIDGE));
        for _ in 0..ROUNDS {
            if fit.advance() < TOLERANCE {
                break;
            }
            work.breathe().await;
        }
        let detectors = fit.head();
        let check = drawn(self.config, CHECKED, Population::Independent, "check", work).await;
        let features = self.features(&check.images, work).await?;
        let accuracies = told(&probabilities(&detectors, &features), 0.5, &check.concepts);
        work.send(&Frame::Grounded { rho, accuracies }).await?;
        Ok(detectors)
    }

    async fn see(
        &self,
        n: usize,
        agreement: f64,
        stream: &str,
        detectors: &Head,
        work: &mut Work,
    ) -> Result<Seen, RunError> {
        let xrays = drawn(self.config, n, Population::Diagnosed { agreement }, stream, work).await;
        let features = self.features(&xrays.images, work).await?;
        let concepts = probabilities(detectors, &features);
        Ok(Seen { xrays, features, concepts })
    }
}

fn probabilities(detectors: &Head, features: &[f64]) -> Vec<f64> {
    features.chunks_exact(FEATURES).flat_map(|row| detectors.logits(row)).map(sigmoid).collect()
}

/// What is known of both classes, `[CLASSES, WIDTH]`: a finding that speaks for one speaks against the other.
fn answers(signs: &[i8]) -> Vec<f64> {
    let signs = signs.iter().map(|sign| f64::from(*sign));
    signs.clone().map(|sign| -sign).chain(signs).collect()
}

impl Seen {
    /// What a method reads, and how many numbers an image that is.
    fn rows(&self, method: Method) -> (Vec<f64>, usize) {
        match method {
            Method::Probe | Method::EndToEnd => (self.features.clone(), FEATURES),
            Method::Hybrid => {
                let pairs = self.features.chunks_exact(FEATURES).zip(self.concepts.chunks_exact(WIDTH));
                (pairs.flat_map(|(features, concepts)| [features, concepts].concat()).collect(), FEATURES + WIDTH)
            }
            Method::Concepts | Method::Knowledge | Method::Shuffled => (self.concepts.clone(), WIDTH),
        }
    }

    fn accuracy(&self, method: Method, head: &Head) -> f64 {
        head.accuracy(&self.rows(method).0, &self.xrays.labels)
    }
}

/// Every method at one ρ.
async fn compare(lab: &Laboratory<'_>, detectors: &Head, rho: f64, work: &mut Work) -> Result<(), RunError> {
    let config = lab.config;
    let train = lab.see(config.samples, rho, "train", detectors, work).await?;
    let same = lab.see(TESTED, rho, "same", detectors, work).await?;
    let shifted = lab.see(TESTED, 1.0 - rho, "shifted", detectors, work).await?;
    for method in [Method::Probe, Method::Hybrid, Method::Concepts, Method::Knowledge, Method::Shuffled] {
        let mut heads = Vec::new();
        let mut orders = Rng::new(u64::from(config.seed), "answers");
        for i in 0..if method == Method::Shuffled { SHUFFLES } else { 1 } {
            let mut signs = SIGNS;
            if method == Method::Shuffled {
                orders.shuffle(&mut signs);
            }
            let answers = answers(&signs);
            let told = matches!(method, Method::Knowledge | Method::Shuffled);
            let knowledge = told.then_some(Knowledge { answers: &answers, weight: config.prior_weight });
            let (rows, width) = train.rows(method);
            let shown = Shown { rows: &rows, width, labels: &train.xrays.labels };
            let mut rng = Rng::new(u64::from(config.seed), &format!("batches {i}"));
            heads.push(fit(shown, knowledge, config.steps, &mut rng, work).await?);
        }
        let mean = |seen: &Seen| heads.iter().map(|head| seen.accuracy(method, head)).sum::<f64>() / heads.len() as f64;
        let weights = match method {
            Method::Concepts | Method::Knowledge => heads[0].row(PNEUMONIA).to_vec(),
            _ => Vec::new(),
        };
        let found = Measurement { rho, method, same: mean(&same), shifted: mean(&shifted), weights };
        work.send(&Frame::Measured(found)).await?;
    }
    let ill: Vec<bool> = train.xrays.labels.iter().map(|label| *label == PNEUMONIA).collect();
    let training = Training { images: &train.xrays.images, targets: &ill, outputs: CLASSES - 1, epochs: config.epochs };
    let mut rng = Rng::new(u64::from(config.seed), "end to end");
    let network = training.run(&mut rng, work, lab.device, async |_, _, _, _| Ok(())).await?;
    let mut accuracies = [0.0; 2];
    for (accuracy, seen) in accuracies.iter_mut().zip([&same, &shifted]) {
        let logits = said(&seen.xrays.images, 1, |columns| network.logits(columns), work, lab.device).await?;
        let pairs = logits.iter().zip(&seen.xrays.labels);
        *accuracy = pairs.filter(|(logit, label)| (**logit > 0.0) == (**label == PNEUMONIA)).count() as f64
            / logits.len() as f64;
    }
    let [same, shifted] = accuracies;
    let found = Measurement { rho, method: Method::EndToEnd, same, shifted, weights: Vec::new() };
    work.send(&Frame::Measured(found)).await
}

/// Few images, on which the confounder says nothing.
async fn few(lab: &Laboratory<'_>, detectors: &Head, work: &mut Work) -> Result<(), RunError> {
    let config = lab.config;
    let pool = lab.see(config.samples, FEW_RHO, "train", detectors, work).await?;
    let test = lab.see(TESTED, 1.0 - FEW_RHO, "shifted", detectors, work).await?;
    let answers = answers(&SIGNS);
    for shots in SHOTS {
        for method in FEW_METHODS {
            let (rows, width) = pool.rows(method);
            let mut picks = Rng::new(u64::from(config.seed), "few");
            let mut accuracies = Vec::new();
            for _ in 0..config.draws {
                let mut order: Vec<usize> = (0..pool.xrays.n()).collect();
                picks.shuffle(&mut order);
                let chosen = &order[..shots];
                let few: Vec<f64> = chosen.iter().flat_map(|i| &rows[i * width..(i + 1) * width]).copied().collect();
                let labels: Vec<usize> = chosen.iter().map(|i| pool.xrays.labels[*i]).collect();
                let knowledge = (method == Method::Knowledge)
                    .then_some(Knowledge { answers: &answers, weight: config.prior_weight });
                let shown = Shown { rows: &few, width, labels: &labels };
                let mut rng = Rng::new(u64::from(config.seed), "few batches");
                let head = fit(shown, knowledge, config.steps, &mut rng, work).await?;
                accuracies.push(test.accuracy(method, &head));
            }
            work.send(&Frame::FewShot { shots, method, accuracies }).await?;
        }
    }
    Ok(())
}
