//! The run: every point drawn anew for every repeat, and read by every entrant; then the claims' own tests.

use std::rc::Rc;

use burn::tensor::Device;

use super::{
    Config, EstimatorRace, Frame, Lap, Outcome, Reading,
    checks::{self, Case},
    config::Point,
    entrants::{Entrant, entrants},
};
use crate::{
    draws::Rng,
    estimators::{Chosen, Effort, Method, Setup, method},
    lab::{Outbox, RunError},
    samples::Pairs,
};

const NO_EFFORT: Effort = Effort { permutations: 0, subsamples: 0 };

pub async fn run(config: Config, outbox: Outbox<EstimatorRace>, device: Device) -> Result<(), RunError> {
    let setup = Setup { device, breathe: outbox.breath(), now: outbox.clock() };
    let (entrants, points, cases) = (entrants(&config), config.points(), checks::cases(&config));
    let readings = |entrant: &&Entrant| points.len() as u64 * u64::from(repeats_of(entrant, &config));
    let total = entrants.iter().map(readings).sum::<u64>() + cases.len() as u64;
    let mut done = 0;
    outbox.progress(done, total).await;
    for (at, point) in points.iter().enumerate() {
        let source = config.source_at(*point).map_err(|error| RunError::Computation(error.to_string()))?;
        for repeat in 0..config.repeats {
            let seed = seed_of(&config, at as u64 * u64::from(config.repeats) + u64::from(repeat));
            let racing = entrants.iter().filter(|entrant| repeat < repeats_of(entrant, &config));
            let mut racing = racing.peekable();
            if racing.peek().is_none() {
                continue;
            }
            let drawn = source.sample(point.n, &mut Rng::new(seed, "sample"));
            let pairs = Rc::new(drawn.map_err(|error| RunError::Computation(error.to_string()))?);
            for entrant in racing {
                let effort = effort(entrant, *point, repeat, &config);
                let outcome = match entrant.chosen(&config) {
                    Ok(chosen) => read(&setup, &chosen, &pairs, effort, seed).await,
                    Err(error) => Outcome::Refused(error.to_string()),
                };
                let frame = Frame {
                    lap: Lap::Race,
                    truth: point.information,
                    n: point.n as u32,
                    dim: point.dim as u32,
                    repeat,
                    entrant: entrant.id.into(),
                    outcome,
                };
                outbox.send(&frame).await?;
                done += 1;
                outbox.progress(done, total).await;
            }
        }
    }
    for Case { claim, case, chosen, repeat, sample, truth, draw } in cases {
        let seed = seed_of(&config, u64::from(sample));
        let drawn = draw(&mut Rng::new(seed, claim)).map_err(RunError::Computation)?;
        let (n, dim) = (drawn.n() as u32, drawn.x().dim() as u32);
        let outcome = match Chosen::parse(chosen) {
            Ok(chosen) => read(&setup, &chosen, &Rc::new(drawn), NO_EFFORT, seed).await,
            Err(error) => Outcome::Refused(error.to_string()),
        };
        let lap = Lap::Check { claim: claim.into(), case };
        outbox.send(&Frame { lap, truth, n, dim, repeat, entrant: chosen.into(), outcome }).await?;
        done += 1;
        outbox.progress(done, total).await;
    }
    Ok(())
}

/// The seed of the run's n-th sample.
fn seed_of(config: &Config, sample: u64) -> u64 {
    (u64::from(config.seed) << 32) + sample
}

/// How often an entrant reads each point.
fn repeats_of(entrant: &Entrant, config: &Config) -> u32 {
    if is_trained(entrant) { config.repeats.min(config.trainings) } else { config.repeats }
}

fn is_trained(entrant: &Entrant) -> bool {
    entrant.estimator().is_some_and(|it| matches!(method(it.id), Method::Trained(_)))
}

/// Null and interval are found once a point, along the sweep over the truth.
fn effort(entrant: &Entrant, point: Point, repeat: u32, config: &Config) -> Effort {
    let base = config.base();
    let is_along_truth = point.n == base.n && point.dim == base.dim;
    if repeat == 0 && is_along_truth && !is_trained(entrant) { config.effort() } else { NO_EFFORT }
}

/// What an estimator finds, or why it finds nothing; a reading that is no number is no reading.
async fn read(setup: &Setup, chosen: &Chosen, pairs: &Rc<Pairs>, effort: Effort, seed: u64) -> Outcome {
    match setup.measure(chosen, pairs, effort, seed).await {
        Ok(found) if !found.value.is_finite() => Outcome::Refused("the reading is no finite number".into()),
        Ok(found) => {
            let null = found.null.filter(|null| null.mean.is_finite() && null.point_95.is_finite());
            let interval = found.interval.filter(|interval| interval.low.is_finite() && interval.high.is_finite());
            let ceiling = found.ceiling.filter(|(value, _)| value.is_finite());
            Outcome::Read(Reading {
                value: found.value,
                seconds: found.seconds,
                ceiling: ceiling.into(),
                null: null.into(),
                interval: interval.into(),
            })
        }
        // What one estimator cannot do stops no other.
        Err(error) => Outcome::Refused(error.to_string()),
    }
}
