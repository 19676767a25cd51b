//! The independent concept bottleneck, and the race of policies on its held-out inputs.

use burn::tensor::Device;

use super::{
    Curve, Frame, PolicyRace, Predicted,
    config::{Config, Data, Granularity, Inference, Scores},
};
use crate::{
    concepts::{Case, Head, Logistic, Penalty, Policy, Scale, Truths, curve_mean, error_curve, sigmoid},
    datasets::{
        Annotated,
        birds::{self, Backgrounds, Flock, Looks, Plan, Traits},
        toys::Twins,
    },
    draws::Rng,
    lab::{Outbox, RunError},
    nets::backbone::Backbone,
    samples::Samples,
};

/// Parts of a bird's body, as indices into its concepts: belly, wing, beak, tail, head, legs.
const PARTS: [&[usize]; 6] = [&[0, 10], &[1, 2], &[4, 5], &[6, 7], &[3, 9, 11], &[8]];
/// Random orders over which the random policy's error is averaged.
const TRIALS: usize = 5;
const ROUNDS: usize = 300;
const TOLERANCE: f64 = 1e-5;
/// Birds seen, or inputs asked about, between two breaths.
const BREATH: usize = 32;

/// Names of the racers, in the order in which they run.
pub const RACERS: [&str; 8] = ["RAND", "CCTP", "UCP", "ECTP", "EUDTP", "CooP", "LCP", "greedy"];

/// What stays after training: the head and what is believed of the test inputs.
pub struct Session {
    head: Head,
    /// p_k, `[n, K]`.
    beliefs: Vec<f64>,
    test: Annotated,
    costs: Vec<f64>,
}

pub async fn run(config: &Config, outbox: &Outbox<PolicyRace>, device: &Device) -> Result<Session, RunError> {
    let (train, test) = match config.data {
        Data::Birds => birds(config, outbox, device).await?,
        Data::Twins => twins(config),
    };
    let penalty = Penalty::ridge(1.0 / train.n() as f64);
    let scale = Scale::of(&train.inputs);
    let standardised = samples(scale.apply(train.inputs.values()), train.inputs.dim())?;
    let concepts = Logistic::sigmoids(&standardised, &train.concepts, train.width, penalty);
    let concept_head = fitted(concepts, 1, outbox).await;
    let truths = samples(train.concept_values(), train.width)?;
    let head = fitted(Logistic::softmax(&truths, &train.labels, train.classes, penalty), 2, outbox).await;
    let beliefs = |inputs: &[f64]| -> Vec<f64> {
        let rows = scale.apply(inputs);
        rows.chunks_exact(scale.means.len()).flat_map(|row| concept_head.logits(row)).map(sigmoid).collect()
    };
    let mut rng = Rng::new(u64::from(config.seed), "prices");
    let costs = (0..test.width).map(|_| rng.uniform()).collect();
    let session = Session { beliefs: beliefs(test.inputs.values()), head, test, costs };
    outbox.send(&Frame::Predicted(session.predicted())).await?;
    race(&session, config, outbox).await?;
    Ok(session)
}

fn samples(values: Vec<f64>, dim: usize) -> Result<Samples, RunError> {
    Samples::new(values, dim).map_err(|error| RunError::Computation(error.to_string()))
}

/// Advances a fit, breathing after every round; `part` is its place among the three parts of the progress bar.
async fn fitted(mut fit: Logistic, part: u64, outbox: &Outbox<PolicyRace>) -> Head {
    for round in 0..ROUNDS {
        outbox.progress(part * ROUNDS as u64 + round as u64, 4 * ROUNDS as u64).await;
        if fit.advance() <= TOLERANCE {
            break;
        }
    }
    fit.head()
}

/// Hard birds as the pretrained network's 64 features: training and test part.
async fn birds(
    config: &Config,
    outbox: &Outbox<PolicyRace>,
    device: &Device,
) -> Result<(Annotated, Annotated), RunError> {
    let seed = u64::from(config.seed);
    let codes = birds::codes(config.classes, &mut Rng::new(seed, "codes"));
    let traits = Traits::Classes { codes, flip: config.flip };
    let plan = Plan { traits, backgrounds: Backgrounds::Any, looks: Looks { noise: config.noise, ..Looks::hard() } };
    let network = Backbone::pretrained(device);
    let mut rng = Rng::new(seed, "birds");
    let all = config.train + config.test;
    let mut values = Vec::new();
    let mut flock = Flock::default();
    while flock.n() < all {
        let mut part = plan.draw(BREATH.min(all - flock.n()), &mut rng);
        let seen = network.see(&part.images, device, async |_| {}).await?;
        values.extend(seen.features.iter().map(|value| f64::from(*value)));
        // Pictures are not needed again, and would be hundreds of megabytes.
        part.images.clear();
        flock.append(part);
        outbox.progress((flock.n() * ROUNDS / all) as u64, 4 * ROUNDS as u64).await;
    }
    let features = samples(values, crate::nets::backbone::FEATURES)?;
    let data = Annotated::new(features, flock.concepts(), birds::WIDTH, flock.labels, config.classes);
    Ok(parted(&data, (0..all).collect(), config.train))
}

fn parted(data: &Annotated, mut order: Vec<usize>, train: usize) -> (Annotated, Annotated) {
    let test = order.split_off(train);
    (data.select(&order), data.select(&test))
}

/// Shin's synthetic classes, fewer of them: 40 concepts and 40 classes in pairs.
fn twins(config: &Config) -> (Annotated, Annotated) {
    let seed = u64::from(config.seed);
    let all = config.train + config.test;
    let classes = 40;
    let samples_per_class = all.div_ceil(classes);
    let twins = Twins { concepts: 40, classes, groups: 20, samples_per_class, ..Twins::default() };
    let data = twins.sample(&mut Rng::new(seed, "twins"));
    let mut order: Vec<usize> = (0..data.n()).collect();
    Rng::new(seed, "split").shuffle(&mut order);
    order.truncate(all);
    parted(&data, order, config.train)
}

impl Session {
    fn beliefs_of(&self, i: usize) -> &[f64] {
        &self.beliefs[i * self.test.width..(i + 1) * self.test.width]
    }

    fn predicted(&self) -> Predicted {
        let (n, width) = (self.test.n(), self.test.width);
        let right = |i: usize, k: usize| (self.beliefs_of(i)[k] > 0.5) == self.test.concept(i, k);
        let share = |count: usize| count as f64 / n as f64;
        Predicted {
            accuracies: (0..width).map(|k| share((0..n).filter(|i| right(*i, k)).count())).collect(),
            present: (0..width).map(|k| share((0..n).filter(|i| self.test.concept(*i, k)).count())).collect(),
            all_right: share((0..n).filter(|i| (0..width).all(|k| right(*i, k))).count()),
            floor: 1.0 - self.head.accuracy(&self.test.concept_values(), &self.test.labels),
        }
    }

    fn groups(&self, config: &Config) -> Vec<Vec<usize>> {
        let width = self.test.width;
        match (config.granularity, config.data) {
            (Granularity::Single, _) => (0..width).map(|k| vec![k]).collect(),
            (Granularity::Group, Data::Birds) => PARTS.iter().map(|part| part.to_vec()).collect(),
            (Granularity::Group, Data::Twins) => {
                (0..width).collect::<Vec<_>>().chunks(4).map(<[usize]>::to_vec).collect()
            }
        }
    }

    /// The policy of a racer, and whether it is scored after every answer; random numbers are drawn where it wants them.
    fn policy(&self, racer: &str, config: &Config, rng: &mut Rng) -> (Policy, bool) {
        let anew = config.scores == Scores::Anew;
        match racer {
            "RAND" => (Policy::Random((0..self.test.width).map(|_| rng.uniform()).collect()), false),
            "CCTP" => (Policy::Contribution, false),
            "UCP" => (Policy::Uncertainty, false),
            "ECTP" => (Policy::ExpectedChange, anew),
            "EUDTP" => (Policy::ExpectedCertainty, anew),
            "CooP" => {
                let Config { uncertainty, importance, cost, .. } = *config;
                let policy = Policy::Cooperative { uncertainty, importance, cost, costs: self.costs.clone() };
                (policy, config.scores != Scores::Once)
            }
            "LCP" => (Policy::Loss, false),
            _ => (Policy::Greedy, true),
        }
    }
}

/// Every policy's curve, a frame each time one is done.
pub async fn race(session: &Session, config: &Config, outbox: &Outbox<PolicyRace>) -> Result<(), RunError> {
    let groups = session.groups(config);
    let truths = Truths::binary(session.test.width);
    let (n, width) = (session.test.n(), session.test.width);
    let values: Vec<f64> = match config.inference {
        Inference::Soft => session.beliefs.clone(),
        Inference::Hard => session.beliefs.iter().map(|p| f64::from(u8::from(*p > 0.5))).collect(),
    };
    let mut curves: Vec<Curve> = Vec::new();
    for (place, racer) in RACERS.iter().enumerate() {
        let mut rng = Rng::new(u64::from(config.seed), "orders");
        let trials = if *racer == "RAND" { TRIALS } else { 1 };
        let mut mean = vec![0.0; groups.len() + 1];
        let mut spent = vec![0.0; groups.len() + 1];
        let mut first = vec![0.0; width];
        for _ in 0..trials {
            let mut orders = Vec::with_capacity(n);
            for i in 0..n {
                let (policy, anew) = session.policy(racer, config, &mut rng);
                let case = Case {
                    head: &session.head,
                    truths: &truths,
                    beliefs: session.beliefs_of(i),
                    values: values[i * width..(i + 1) * width].to_vec(),
                    truth: session.test.row(i),
                    label: session.test.labels[i],
                };
                orders.push(if anew {
                    case.order_scored_anew(&policy, &groups)
                } else {
                    case.order_scored_once(&policy, &groups)
                });
                if i % BREATH == 0 {
                    let done = ROUNDS * (place * n + i) / (RACERS.len() * n);
                    outbox.progress((3 * ROUNDS + done) as u64, 4 * ROUNDS as u64).await;
                }
            }
            let share = 1.0 / (trials * n) as f64;
            for order in &orders {
                order[0].iter().for_each(|k| first[*k] += share);
                let mut total = 0.0;
                for (step, group) in order.iter().enumerate() {
                    total += group.iter().map(|k| session.costs[*k]).sum::<f64>();
                    spent[step + 1] += share * total;
                }
            }
            let head = &session.head;
            let errors = error_curve(head, &truths, &values, &session.test.concepts, &session.test.labels, &orders);
            mean.iter_mut().zip(errors).for_each(|(sum, error)| *sum += error / trials as f64);
        }
        curves.push(Curve { racer: place, mean_error: curve_mean(&mean), errors: mean, spent, first });
        let frame = Frame::Race(curves.clone());
        // After the frame of what is predicted; asked anew, the curves take the places of those before.
        let index = 1 + place as u32;
        if index < outbox.sent() { outbox.amend(index, &frame).await? } else { outbox.send(&frame).await? }
    }
    outbox.progress(4 * ROUNDS as u64, 4 * ROUNDS as u64).await;
    Ok(())
}
