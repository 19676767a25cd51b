//! The run: pictures through the frozen network, vectors for concepts, a sparse head, and what its explanations are worth.

use burn::tensor::Device;

use super::{
    Concept, ConceptMetrics, Frame, Look, Metrics,
    config::{Config, Counting, Scores, TESTED},
    metrics::{CELLS, Seen, cells, correlation, existence, map, pooled},
};
use crate::{
    concepts::{Head, Hyperplane, Logistic, Penalty, Scale, machine},
    datasets::birds::{self, Backgrounds, CONCEPTS, Flock, NUMBERS, Plan, Traits, WIDTH},
    draws::Rng,
    lab::{Outbox, RunError},
    nets::{
        backbone::{Backbone, FEATURES, batch},
        read,
    },
    samples::{Samples, SamplesError},
};

/// Birds drawn between two breaths.
const PART: usize = 25;
/// Pictures that the network sees between two breaths.
const BATCH: usize = 16;
/// Birds from which each concept's examples are taken: more than enough of both sides.
const BANK: usize = 400;
const L1_SHARE: f64 = 0.99;
const ROUNDS: u64 = 400;
const TOLERANCE: f64 = 1e-6;

/// What stays after a run: the test birds and all that was computed of them.
pub struct Session {
    flock: Flock,
    /// `[n, 12]`
    margins: Vec<f64>,
    seen: Vec<Seen>,
    /// Activation maps by bird and concept.
    maps: Vec<Vec<f64>>,
    /// The place of the frame that shows a bird.
    look: u32,
}

/// Progress in birds drawn, looked at, and rounds of fits.
struct Work<'a> {
    done: u64,
    total: u64,
    outbox: &'a Outbox<ConceptMetrics>,
}

impl Work<'_> {
    async fn add(&mut self, more: u64) {
        self.done = (self.done + more).min(self.total);
        self.outbox.progress(self.done, self.total).await;
    }
}

/// Pictures as the network sees them.
struct Sight {
    features: Samples,
    /// `[n, 32, 4, 4]`
    planes: Vec<f32>,
}

impl Sight {
    fn planes(&self, i: usize) -> &[f32] {
        let wide = self.planes.len() / self.features.n();
        &self.planes[i * wide..(i + 1) * wide]
    }
}

pub async fn run(config: Config, outbox: Outbox<ConceptMetrics>, device: Device) -> Result<Session, RunError> {
    let birds = (BANK + config.trained + TESTED) as u64;
    let mut work = Work { done: 0, total: 2 * birds + WIDTH as u64 * PART as u64 + ROUNDS, outbox: &outbox };
    let network = Backbone::pretrained(&device);
    let seed = u64::from(config.seed);
    let codes = birds::codes(config.classes, &mut Rng::new(seed, "codes"));
    let looks = config.looks.looks();
    let plan = |traits| Plan { traits, backgrounds: Backgrounds::Any, looks };
    let own = plan(Traits::Classes { codes: codes.clone(), flip: config.flip });
    let bank = flock(&plan(Traits::Independent), BANK, &mut Rng::new(seed, "bank"), &mut work).await;
    let trained_on = flock(&own, config.trained, &mut Rng::new(seed, "training birds"), &mut work).await;
    let tested_on = flock(&own, TESTED, &mut Rng::new(seed, "test birds"), &mut work).await;
    let bank_sight = sight(&network, &bank, &device, &mut work).await?;
    let trained_sight = sight(&network, &trained_on, &device, &mut work).await?;
    let tested_sight = sight(&network, &tested_on, &device, &mut work).await?;

    let pooled_bank = points((0..BANK).flat_map(|i| pooled(bank_sight.planes(i))).collect(), PLANES)?;
    let (mut planes, mut maps) = (Vec::new(), vec![Vec::new(); TESTED]);
    for concept in 0..WIDTH {
        let places = examples(&bank, concept, config.examples);
        let sides: Vec<bool> = places.iter().map(|i| bank.birds[*i].concepts[concept]).collect();
        let plane = machine(&bank_sight.features.rows_at(&places), &sides, config.c);
        work.add(PART as u64 / 2).await;
        let vector = machine(&pooled_bank.rows_at(&places), &sides, config.c);
        for (i, of_bird) in maps.iter_mut().enumerate() {
            of_bird.extend(map(&vector.weights, tested_sight.planes(i)));
        }
        outbox.send(&Frame::Concept(concept_of(concept, &plane, &vector, &tested_on, &tested_sight, &maps))).await?;
        planes.push(plane);
        work.add(PART as u64 / 2).await;
    }

    let margins = |sight: &Sight| -> Vec<f64> {
        sight.features.rows().flat_map(|row| planes.iter().map(|plane| finite(plane.margin(row)))).collect()
    };
    let (trained, tested) = (margins(&trained_sight), margins(&tested_sight));
    let scale = Scale::of(&points(trained.clone(), WIDTH)?);
    let scores = |margins: &[f64]| match config.scores {
        Scores::Margin => margins.to_vec(),
        Scores::Standardised => scale.apply(margins),
    };
    let penalty = Penalty { strength: config.strength, l1_share: L1_SHARE };
    let inputs = points(scores(&trained), WIDTH)?;
    let mut fit = Logistic::softmax(&inputs, &trained_on.labels, config.classes, penalty);
    for _ in 0..ROUNDS {
        let residual = fit.advance();
        work.add(1).await;
        if residual <= TOLERANCE {
            break;
        }
    }
    let head = fit.head();
    let scored = scores(&tested);
    let each = scored.chunks_exact(WIDTH).zip(tested.chunks_exact(WIDTH)).zip(&tested_on.birds);
    let seen: Vec<Seen> =
        each.map(|((scores, margins), bird)| Seen::new(&head, scores, margins, bird.concepts)).collect();
    outbox.send(&Frame::Metrics(metrics_of(&head, &codes, &tested_on, &seen, &maps))).await?;
    let session = Session { flock: tested_on, margins: tested, seen, maps, look: outbox.sent() };
    outbox.send(&Frame::Look(session.look(&config))).await?;
    outbox.progress(work.total, work.total).await;
    Ok(session)
}

/// Another bird.
pub async fn ask(session: &mut Session, config: &Config, outbox: &Outbox<ConceptMetrics>) -> Result<(), RunError> {
    outbox.amend(session.look, &Frame::Look(session.look(config))).await
}

/// Planes of the network's last convolution.
const PLANES: usize = 32;

fn points(values: Vec<f64>, dim: usize) -> Result<Samples, RunError> {
    Samples::new(values, dim).map_err(|error: SamplesError| RunError::Computation(error.to_string()))
}

/// A plane without a direction has no distances; it says nothing then.
fn finite(margin: f64) -> f64 {
    if margin.is_finite() { margin } else { 0.0 }
}

async fn flock(plan: &Plan, n: usize, rng: &mut Rng, work: &mut Work<'_>) -> Flock {
    let mut flock = Flock::default();
    while flock.n() < n {
        let more = PART.min(n - flock.n());
        flock.append(plan.draw(more, rng));
        work.add(more as u64).await;
    }
    flock
}

async fn sight(network: &Backbone, flock: &Flock, device: &Device, work: &mut Work<'_>) -> Result<Sight, RunError> {
    let (mut features, mut planes) = (Vec::new(), Vec::new());
    for part in flock.images.chunks(BATCH * NUMBERS) {
        let seen = network.planes(batch(part, device));
        let rows = network.read_off(seen.clone()).0.transpose();
        features.extend(read(rows).await?.into_iter().map(f64::from));
        planes.extend(read(seen).await?);
        work.add((part.len() / NUMBERS) as u64).await;
    }
    Ok(Sight { features: points(features, FEATURES)?, planes })
}

/// The first birds of the bank with a concept and the first without it, so many of each.
fn examples(bank: &Flock, concept: usize, each: usize) -> Vec<usize> {
    let of = |side: bool| (0..bank.n()).filter(move |i| bank.birds[*i].concepts[concept] == side).take(each);
    of(true).chain(of(false)).collect()
}

/// Whether a bird shows a concept that it has: hidden ones are nowhere to be found.
fn shown(flock: &Flock, i: usize, concept: usize) -> Option<[bool; CELLS * CELLS]> {
    let cells = cells(concept, &flock.views[i]);
    (flock.birds[i].concepts[concept] && cells.contains(&true)).then_some(cells)
}

fn peak(map: &[f64]) -> usize {
    (0..map.len()).fold(0, |best, cell| if map[cell] > map[best] { cell } else { best })
}

fn share(cells: &[bool]) -> f64 {
    cells.iter().filter(|cell| **cell).count() as f64 / cells.len() as f64
}

fn of_concept(maps: &[f64], concept: usize) -> &[f64] {
    &maps[concept * CELLS * CELLS..(concept + 1) * CELLS * CELLS]
}

fn concept_of(
    concept: usize,
    plane: &Hyperplane,
    vector: &Hyperplane,
    flock: &Flock,
    sight: &Sight,
    maps: &[Vec<f64>],
) -> Concept {
    let n = flock.n();
    let is_right = |i: usize, margin: f64| (margin > 0.0) == flock.birds[i].concepts[concept];
    let right = (0..n).filter(|i| is_right(*i, plane.margin(sight.features.row(*i)))).count();
    let map_right = (0..n).filter(|i| is_right(*i, vector.margin(&pooled(sight.planes(*i))))).count();
    let (mut located, mut chance, mut counted) = (0.0, 0.0, 0.0);
    for (i, map) in maps.iter().enumerate() {
        if let Some(cells) = shown(flock, i, concept) {
            located += f64::from(u8::from(cells[peak(of_concept(map, concept))]));
            chance += share(&cells);
            counted += 1.0;
        }
    }
    let counted = f64::max(counted, 1.0);
    Concept {
        accuracy: right as f64 / n as f64,
        map_accuracy: map_right as f64 / n as f64,
        located: located / counted,
        chance: chance / counted,
    }
}

fn metrics_of(head: &Head, codes: &[[bool; WIDTH]], flock: &Flock, seen: &[Seen], maps: &[Vec<f64>]) -> Metrics {
    let n = seen.len() as f64;
    let number = |value: bool| f64::from(u8::from(value));
    let by_class = codes.iter().enumerate().map(|(class, code)| correlation(head.row(class), &code.map(number)));
    let by_concept = (0..WIDTH).map(|k| {
        let weights: Vec<f64> = (0..codes.len()).map(|class| head.weight(class, k)).collect();
        correlation(&weights, &codes.iter().map(|code| number(code[k])).collect::<Vec<_>>())
    });
    let right = seen.iter().zip(&flock.labels).filter(|(seen, label)| seen.decided == **label).count();
    let there: usize = seen.iter().map(|seen| seen.truth.iter().filter(|it| **it).count()).sum();
    let absent_first = seen.iter().filter(|seen| !seen.scored[seen.ranked(Counting::Signed)[0]]).count();
    let located = (1..=WIDTH).map(|n| located(n, flock, seen, maps));
    let (location, location_chance) = located.unzip();
    Metrics {
        accuracy: right as f64 / n,
        base_rate: there as f64 / (n * WIDTH as f64),
        weights: head.weights.clone(),
        codes: codes.to_vec(),
        by_class: by_class.collect(),
        by_concept: by_concept.collect(),
        existence: [Counting::Signed, Counting::Present, Counting::Either].map(|it| existence(seen, it)),
        absent_first: absent_first as f64 / n,
        location,
        location_chance,
    }
}

/// Of the concepts of the n largest contributions that are to be seen, over all birds: the share whose map peaks on them,
/// and the share of cells that would do.
fn located(n: usize, flock: &Flock, seen: &[Seen], maps: &[Vec<f64>]) -> (f64, f64) {
    let (mut hits, mut chance, mut counted) = (0.0, 0.0, 0.0);
    for (i, seen) in seen.iter().enumerate() {
        for concept in seen.ranked(Counting::Signed).into_iter().take(n) {
            if let Some(cells) = shown(flock, i, concept) {
                hits += f64::from(u8::from(cells[peak(of_concept(&maps[i], concept))]));
                chance += share(&cells);
                counted += 1.0;
            }
        }
    }
    let counted = f64::max(counted, 1.0);
    (hits / counted, chance / counted)
}

impl Session {
    fn look(&self, config: &Config) -> Look {
        let i = config.bird - 1;
        let seen = &self.seen[i];
        Look {
            image: self.flock.image(i).to_vec(),
            label: self.flock.labels[i],
            decided: seen.decided,
            truth: seen.truth,
            margins: self.margins[i * WIDTH..(i + 1) * WIDTH].to_vec(),
            contributions: seen.contributions.to_vec(),
            maps: self.maps[i].iter().map(|value| *value as f32).collect(),
            masks: (0..CONCEPTS.len()).flat_map(|k| birds::mask(k, &self.flock.views[i])).collect(),
        }
    }
}
