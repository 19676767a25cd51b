//! The run: concept vectors on a frozen backbone, a sparse head on their margins, and the heads it is held against.

use burn::tensor::Device;

use super::{
    Entrant, Frame, Model, Pictures, PostHocCbm, Scored,
    config::{Config, Scores},
    edits::{BANK, CLASSES},
    hybrid::Residual,
    judge::{accuracy, entrants, score},
    sight::{Eyes, PART, Painter, Sight, Use, samples, shows},
};
use crate::{
    concepts::{Head, Hyperplane, Logistic, Machine, Penalty, Scale},
    datasets::birds::{BACKGROUNDS, Bird},
    draws::Rng,
    lab::{Outbox, RunError},
    samples::Samples,
};

/// Of the l1 part in the head's penalty.
const L1_SHARE: f64 = 0.99;
/// Rounds of each head at most, and the residual at which it is fitted.
const ROUNDS: usize = 2000;
const TOLERANCE: f64 = 1e-5;
/// Pictures on which each machine's C is chosen, and as many on which it is tested.
const HELD_OUT: usize = 200;
/// What C is chosen from, the least first.
const CHOICES: [f64; 5] = [1e-3, 1e-2, 1e-1, 1.0, 10.0];
/// A machine's steps between two breaths.
const STEPS: usize = 400;
/// Of the progress bar, for one machine, and for one head.
const MACHINE: u64 = 4;
const HEAD: u64 = 200;

struct Work<'a> {
    done: u64,
    total: u64,
    outbox: &'a Outbox<PostHocCbm>,
}

impl Work<'_> {
    async fn to(&mut self, done: u64) {
        // What is drawn until it suffices may be more than was expected.
        self.done = done.clamp(self.done, self.total);
        self.outbox.progress(self.done, self.total).await;
    }

    /// A part of pictures was seen.
    async fn part(&mut self) {
        self.to(self.done + PART as u64).await;
    }
}

pub async fn run(config: &Config, outbox: &Outbox<PostHocCbm>, device: &Device) -> Result<(), RunError> {
    let pictures = 2 * HELD_OUT + config.train + 3 * config.test + expected(config.examples);
    let machines = (BANK * CHOICES.len()) as u64 * MACHINE;
    let total = pictures as u64 + machines + 3 * HEAD + Residual::EPOCHS as u64;
    let mut work = Work { done: 0, total, outbox };
    let painter = Painter::new(config);
    let mut eyes = Eyes::new(&painter, device);

    let needed = config.examples;
    let suffices = |birds: &[Bird]| (0..BANK).all(|k| sides(birds, k, needed).is_some());
    let mut shown = eyes.see(Use::Concepts, suffices, async || work.part().await).await?;
    eyes.get_used_to(&mut shown)?;
    let enough = |n: usize| move |birds: &[Bird]| birds.len() >= n;
    let held_out = eyes.see(Use::HeldOut, enough(2 * HELD_OUT), async || work.part().await).await?;
    let mut planes = Vec::new();
    for concept in 0..BANK {
        let (plane, frame) = vector(concept, needed, &shown, &held_out, &mut work).await?;
        outbox.send(&frame).await?;
        planes.push(plane);
    }

    let training = eyes.see(Use::Training, enough(config.train), async || work.part().await).await?;
    let same = eyes.see(Use::Same, enough(config.test), async || work.part().await).await?;
    let shifted = eyes.see(Use::Shifted, enough(config.test), async || work.part().await).await?;
    let oracle = eyes.see(Use::Oracle, enough(config.test), async || work.part().await).await?;

    let margins = samples(margins(&planes, &training.features), BANK)?;
    let scale = match config.scores {
        Scores::Standardised => Scale::of(&margins),
        Scores::Raw => Scale { means: vec![0.0; BANK], deviations: vec![1.0; BANK] },
    };
    let scores = |sight: &Sight| samples(scale.apply(&self::margins(&planes, &sight.features)), BANK);
    let training_scores = scores(&training)?;
    let penalty = Penalty { strength: config.penalty, l1_share: L1_SHARE };
    let head = fitted(Logistic::softmax(&training_scores, &training.labels, CLASSES, penalty), &mut work).await;
    let oracle_scores = scores(&oracle)?;
    let refitted = fitted(Logistic::softmax(&oracle_scores, &oracle.labels, CLASSES, penalty), &mut work).await;

    let ridge = Penalty::ridge(1.0 / training.labels.len() as f64);
    let probe = fitted(Logistic::softmax(&training.features, &training.labels, CLASSES, ridge), &mut work).await;

    let logits: Vec<f64> = training_scores.rows().flat_map(|row| head.logits(row)).collect();
    let rng = Rng::new(u64::from(config.seed), "batches");
    let mut residual = Residual::new(&training.features, &logits, &training.labels, rng);
    for epoch in 0..Residual::EPOCHS {
        residual.epoch();
        work.to(total - (Residual::EPOCHS - epoch) as u64).await;
    }
    let residual = residual.head();
    let heads = head.weights.iter().chain(&residual.weights).chain(&probe.weights).chain(&refitted.weights);
    if heads.into_iter().any(|weight| !weight.is_finite()) {
        return Err(RunError::Diverged { step: ROUNDS as u64 });
    }

    let pictures = |sight: &Sight| -> Result<Pictures, RunError> {
        let single = |values: Vec<f64>| values.into_iter().map(|value| value as f32).collect();
        Ok(Pictures {
            scores: single(scores(sight)?.values().to_vec()),
            residuals: single(sight.features.rows().flat_map(|row| residual.logits(row)).collect()),
            labels: sight.labels.clone(),
        })
    };
    let means = Scale::of(&training_scores).means;
    let (weights, bias) = (head.weights, head.bias);
    let mut model =
        Model { weights, bias, means, same: pictures(&same)?, shifted: pictures(&shifted)?, scored: Vec::new() };
    model.scored = entrants().map(|entrant| score(&model, entrant)).collect();
    let others = [(Entrant::Oracle, &refitted, true), (Entrant::Probe, &probe, false)];
    for (entrant, head, reads_concepts) in others {
        let judged = |sight: &Sight| -> Result<_, RunError> {
            let scored = scores(sight)?;
            let rows = if reads_concepts { &scored } else { &sight.features };
            let found: Vec<usize> = rows.rows().map(|row| head.predict(row)).collect();
            Ok(accuracy(&found, &sight.labels))
        };
        model.scored.push(Scored { entrant, same: judged(&same)?, shifted: judged(&shifted)? });
    }
    outbox.send(&Frame::Model(Box::new(model))).await?;
    work.to(total).await;
    Ok(())
}

/// About how many pictures hold enough examples of each background, which every fourth shows.
fn expected(examples: usize) -> usize {
    BACKGROUNDS.len() * examples * 5 / 4
}

/// The first birds that show a concept and the first that do not, as many of each; none where there are too few.
fn sides(birds: &[Bird], concept: usize, each: usize) -> Option<Vec<usize>> {
    let of = |side: bool| -> Vec<usize> {
        (0..birds.len()).filter(|i| shows(&birds[*i], concept) == side).take(each).collect()
    };
    let all = [of(true), of(false)].concat();
    (all.len() == 2 * each).then_some(all)
}

/// The hyperplane of a concept, of the C that does best on held-out pictures.
async fn vector(
    concept: usize,
    examples: usize,
    shown: &Sight,
    held_out: &Sight,
    work: &mut Work<'_>,
) -> Result<(Hyperplane, Frame), RunError> {
    let places = sides(&shown.birds, concept, examples).unwrap_or_default();
    let inputs = shown.features.rows_at(&places);
    let sides: Vec<bool> = places.iter().map(|i| shows(&shown.birds[*i], concept)).collect();
    let right = |plane: &Hyperplane, from: usize| {
        let pictures = from..from + HELD_OUT;
        let is_right =
            |i: &usize| (plane.margin(held_out.features.row(*i)) > 0.0) == shows(&held_out.birds[*i], concept);
        pictures.filter(is_right).count()
    };
    let mut best: Option<(usize, f64, Hyperplane)> = None;
    for c in CHOICES {
        let mut machine = Machine::new(&inputs, &sides, c);
        while !machine.advance(STEPS) {
            work.to(work.done).await;
        }
        let plane = machine.plane();
        let found = right(&plane, 0);
        if best.as_ref().is_none_or(|(most, ..)| found > *most) {
            best = Some((found, c, plane));
        }
        work.to(work.done + MACHINE).await;
    }
    let (_, c, plane) = best.ok_or_else(|| RunError::Computation("no machine was fitted".into()))?;
    let accuracy = right(&plane, HELD_OUT) as f64 / HELD_OUT as f64;
    Ok((plane, Frame::Concept { concept, c, accuracy }))
}

/// Signed distances from the hyperplanes, `[n, 16]`; from a plane without a direction, 0.
fn margins(planes: &[Hyperplane], features: &Samples) -> Vec<f64> {
    let margin = |plane: &Hyperplane, row: &[f64]| Some(plane.margin(row)).filter(|it| it.is_finite()).unwrap_or(0.0);
    features.rows().flat_map(|row| planes.iter().map(move |plane| margin(plane, row))).collect()
}

async fn fitted(mut fit: Logistic, work: &mut Work<'_>) -> Head {
    let before = work.done;
    for round in 0..ROUNDS {
        work.to(before + HEAD * round as u64 / ROUNDS as u64).await;
        if fit.advance() <= TOLERANCE {
            break;
        }
    }
    work.to(before + HEAD).await;
    fit.head()
}
