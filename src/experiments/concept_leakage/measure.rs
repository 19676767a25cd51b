//! What finished networks give away: impurity, the class in their logits, and errors when told the truth.

use super::{
    ConceptLeakage, Config, Frame, Glance, Measured, NETWORKS, Outcome,
    flocks::{Birds, CLASSES},
    train::Network,
};
use crate::{
    concepts::{Impurity, Niches, class_information, error_curve, foretelling, sigmoid},
    datasets::birds::WIDTH,
    draws::Rng,
    lab::{Outbox, RunError},
};

/// Quantile bins of a logit where it is asked for the class.
const BINS: usize = 8;
/// Loose birds that the niches' regression learns from, and as many that it is judged on.
const NICHED: usize = 1000;
const NICHE_STEPS: usize = 300;
/// How near its optimum the regression has to come.
const NICHE_NEAR: f64 = 1e-4;
/// A predicted concept is of another's niche from this correlation on.
pub const NICHE: f64 = 0.2;
/// Loose birds that are shown.
const SHOWN: usize = 240;
/// Birds that are told the truth between two breaths.
const TOLD: usize = 250;

/// How many steps of progress [`measure`] takes.
pub fn steps(config: &Config) -> u64 {
    (NETWORKS * config.replicas * WIDTH) as u64
}

/// Measures every network of `[network][seed][loose, close]`, a frame a network.
pub async fn measure(
    config: &Config,
    outbox: &Outbox<ConceptLeakage>,
    birds: &[Birds],
    networks: &[Vec<[Network; 2]>],
    done: &mut u64,
    total: u64,
) -> Result<(), RunError> {
    let seeds = config.seeds();
    // O, once a seed: the same for all networks.
    let mut oracles: Vec<Vec<f64>> = Vec::new();
    for flocks in birds.chunks_exact(2) {
        let concepts = &flocks[0].held_out.concepts;
        let mut oracle = Vec::new();
        for k in 0..WIDTH {
            let exact: Vec<f64> = column(concepts, k).map(|present| f64::from(u8::from(present))).collect();
            oracle.extend(foretelling(&exact, concepts, WIDTH, config.held_out / 2));
            outbox.progress(*done, total).await;
        }
        oracles.push(oracle);
    }
    // The independent one first: joint ones are held against it.
    for network in (0..NETWORKS).rev() {
        let mut outcomes = Vec::new();
        for (at, [loose, close]) in networks[network].iter().enumerate() {
            let [of_loose, of_close] = [&birds[2 * at], &birds[2 * at + 1]];
            let seed = u64::from(seeds[at]);
            let mut outcome = concepts_of(loose, of_loose, &oracles[at], seed, outbox, (&mut *done, total)).await;
            outcome.seed = seeds[at];
            outcome.curve = curve(close, of_close, seed, outbox, (*done, total)).await;
            outcomes.push(outcome);
        }
        let glance = glance(&networks[network][0][0], &birds[0]);
        outbox.send(&Frame::Measured(Measured { network, seeds: outcomes, glance })).await?;
    }
    Ok(())
}

fn column<T: Copy>(rows: &[T], k: usize) -> impl Iterator<Item = T> {
    rows.iter().skip(k).step_by(WIDTH).copied()
}

/// Purity and the class in logits, on loose birds; the rest is left to be filled.
async fn concepts_of(
    network: &Network,
    birds: &Birds,
    oracle: &[f64],
    seed: u64,
    outbox: &Outbox<ConceptLeakage>,
    (done, total): (&mut u64, u64),
) -> Outcome {
    let rows = &birds.held_out;
    let half = rows.n() / 2;
    let mut rng = Rng::new(seed, "dealt anew");
    let (mut differences, mut dealt) = (Vec::new(), Vec::new());
    let (mut right, mut information, mut information_null) = (0, Vec::new(), Vec::new());
    for k in 0..WIDTH {
        let truth: Vec<bool> = column(&rows.concepts, k).collect();
        let logits: Vec<f64> = column(&network.logits, k).collect();
        right += logits.iter().zip(&truth).filter(|(logit, truth)| (**logit > 0.0) == **truth).count();
        // Probabilities, for they are what the score is of; their order is that of the logits.
        let soft: Vec<f64> = logits.iter().map(|logit| sigmoid(*logit)).collect();
        let order = dealt_anew(&truth, half, &mut rng);
        let of = |values: &[f64]| -> Vec<f64> { order.iter().map(|from| values[*from]).collect() };
        let oracle = &oracle[k * WIDTH..(k + 1) * WIDTH];
        for (into, values) in [(&mut differences, &soft), (&mut dealt, &of(&soft))] {
            let areas = foretelling(values, &rows.concepts, WIDTH, half);
            into.extend(areas.iter().zip(oracle).map(|(area, exact)| area - exact));
            outbox.progress(*done, total).await;
        }
        information.push(class_information(&logits, &truth, &rows.labels, CLASSES, BINS));
        information_null.push(class_information(&of(&logits), &truth, &rows.labels, CLASSES, BINS));
        *done += 1;
        outbox.progress(*done, total).await;
    }
    let niche = niche(network, birds, outbox, (*done, total)).await;
    let (found, floor) = (Impurity::of(&differences, WIDTH), Impurity::of(&dealt, WIDTH));
    Outcome {
        seed: 0,
        concepts: right as f64 / rows.concepts.len() as f64,
        differences,
        impurity: found.score,
        off_diagonal: found.off_diagonal,
        niche,
        floor: floor.score,
        floor_off_diagonal: floor.off_diagonal,
        information,
        information_null,
        curve: Vec::new(),
    }
}

/// The niche impurity of probabilities, on as many loose birds as keep it quick. Predictions that are no numbers know nothing.
async fn niche(network: &Network, birds: &Birds, outbox: &Outbox<ConceptLeakage>, (done, total): (u64, u64)) -> f64 {
    let rows = &birds.held_out;
    let judged = NICHED.min(rows.n() / 2);
    let soft: Vec<f64> = network.logits[..2 * judged * WIDTH].iter().map(|logit| sigmoid(*logit)).collect();
    let Some(mut niches) = Niches::new(&soft, &rows.concepts[..2 * judged * WIDTH], WIDTH, judged) else { return 0.5 };
    for step in 0..NICHE_STEPS {
        if niches.advance() < NICHE_NEAR {
            break;
        }
        if step % 4 == 0 {
            outbox.progress(done, total).await;
        }
    }
    niches.score(NICHE)
}

/// A permutation of places that leaves each among rows of the same truth and the same half.
fn dealt_anew(truth: &[bool], half: usize, rng: &mut Rng) -> Vec<usize> {
    let mut order: Vec<usize> = (0..truth.len()).collect();
    for (from, to) in [(0, half), (half, truth.len())] {
        for side in [false, true] {
            let places: Vec<usize> = (from..to).filter(|i| truth[*i] == side).collect();
            let mut shuffled = places.clone();
            rng.shuffle(&mut shuffled);
            places.iter().zip(shuffled).for_each(|(place, other)| order[*place] = other);
        }
    }
    order
}

/// Errors of close birds that are told 0, 1, … concepts, each in an order of its own.
async fn curve(
    network: &Network,
    birds: &Birds,
    seed: u64,
    outbox: &Outbox<ConceptLeakage>,
    (done, total): (u64, u64),
) -> Vec<f64> {
    let rows = &birds.held_out;
    let mut rng = Rng::new(seed, "orders");
    let values = network.values();
    let mut mean = vec![0.0; WIDTH + 1];
    let parts = values.chunks(TOLD * WIDTH).zip(rows.concepts.chunks(TOLD * WIDTH)).zip(rows.labels.chunks(TOLD));
    for ((values, concepts), labels) in parts {
        let mut order = || {
            let mut order: Vec<Vec<usize>> = (0..WIDTH).map(|k| vec![k]).collect();
            rng.shuffle(&mut order);
            order
        };
        let orders: Vec<Vec<Vec<usize>>> = labels.iter().map(|_| order()).collect();
        let errors = error_curve(&network.head, &network.truths, values, concepts, labels, &orders);
        let share = labels.len() as f64 / rows.n() as f64;
        mean.iter_mut().zip(errors).for_each(|(sum, error)| *sum += share * error);
        outbox.progress(done, total).await;
    }
    mean
}

fn glance(network: &Network, birds: &Birds) -> Glance {
    let n = SHOWN.min(birds.held_out.n());
    Glance {
        labels: birds.held_out.labels[..n].to_vec(),
        concepts: birds.held_out.concepts[..n * WIDTH].to_vec(),
        logits: network.logits[..n * WIDTH].iter().map(|logit| *logit as f32).collect(),
    }
}
