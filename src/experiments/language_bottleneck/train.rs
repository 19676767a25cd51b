//! The run: few images, sentences picked from them, heads on the sentences, and a linear probe beside them.

use super::{
    Choice, Config, Frame, LanguageBottleneck, Measurement, Method, Mixture, Picker,
    choices::{Candidates, Told},
    config::{CLASSES, SHOTS},
};
use crate::{
    concepts::{Head, Logistic, Penalty, Pick, largest},
    datasets::image_text::{Pictures, World, similarities},
    draws::Rng,
    lab::{Outbox, RunError},
    samples::{Samples, SamplesError},
};

/// Images of each class that are tested on, and on which the probe's ridge is chosen.
const TESTED: usize = 50;
const VALIDATED: usize = 20;
/// Strengths of the probe's ridge.
pub(super) const STRENGTHS: [f64; 4] = [1e-2, 1e-3, 1e-4, 1e-5];
/// A residual at which a probe has converged.
const CONVERGED: f64 = 1e-6;
/// Nuisances of the one-shot sweep.
pub(super) const SWEPT: [f64; 8] = [0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0];
/// Draws in the world without nuisance, at most.
pub(super) const PLAIN_EPISODES: u32 = 2;
/// Images that are gone through between two breaths.
const BREATH: usize = 512;

/// Progress in images gone through by trainings.
struct Work<'a> {
    outbox: &'a Outbox<LanguageBottleneck>,
    done: u64,
    total: u64,
    unsaid: usize,
}

impl Work<'_> {
    async fn add(&mut self, images: usize) {
        self.done = (self.done + images as u64).min(self.total);
        self.unsaid += images;
        if self.unsaid >= BREATH {
            self.unsaid = 0;
            self.outbox.progress(self.done, self.total).await;
        }
    }
}

/// A world at one strength of nuisance, and the images that stay the same.
struct Place {
    nuisance: f64,
    world: World,
    validation: Pictures,
    test: Pictures,
}

/// One draw of few images.
struct Draw {
    few: Pictures,
    shots: usize,
    episode: u32,
}

/// Draws at one strength of nuisance.
struct Part {
    nuisance: f64,
    episodes: u32,
    shots: &'static [usize],
}

pub async fn run(config: Config, outbox: Outbox<LanguageBottleneck>) -> Result<(), RunError> {
    let parts = parts(&config);
    let draws = |part: &Part| part.shots.iter().sum::<usize>() as u64 * u64::from(part.episodes);
    let trainings = (Picker::ALL.len() + 2 * STRENGTHS.len()) as u64;
    let total = parts.iter().map(draws).sum::<u64>() * CLASSES as u64 * u64::from(config.steps) * trainings;
    let mut work = Work { outbox: &outbox, done: 0, total, unsaid: 0 };
    let candidates = Candidates::new(&config, &World::new(config.plan(config.nuisance), u64::from(config.seed)));
    outbox.send(&Frame::Candidates(candidates.described())).await?;
    for (at, part) in parts.iter().enumerate() {
        let place = Place::new(&config, part.nuisance);
        if part.shots.len() > 1 {
            outbox.send(&place.zero_shot()).await?;
        }
        for episode in 0..part.episodes {
            let pool = place.pool(&config, episode);
            for shots in part.shots.iter().copied() {
                let draw = Draw { few: pool.first(shots), shots, episode };
                let told = candidates.told(&draw.few);
                let is_shown = at == 0 && episode == 0;
                if is_shown && shots == 1 {
                    outbox.send(&Frame::Guarantee(candidates.guarantee(&config, &told))).await?;
                }
                for picker in Picker::ALL {
                    place.bottleneck(&config, &candidates, (picker, &told), &draw, is_shown, &mut work).await?;
                }
                place.probe(&config, &draw, &mut work).await?;
            }
        }
    }
    outbox.send(&Frame::End).await?;
    outbox.progress(total, total).await;
    Ok(())
}

/// The world that was asked for, the one without nuisance, and others with one image of each class.
fn parts(config: &Config) -> Vec<Part> {
    let episodes = config.episodes;
    let mut parts = vec![Part { nuisance: config.nuisance, episodes, shots: &SHOTS }];
    if config.nuisance != 0.0 {
        parts.push(Part { nuisance: 0.0, episodes: episodes.min(PLAIN_EPISODES), shots: &SHOTS });
    }
    let others = SWEPT.into_iter().filter(|nuisance| *nuisance != 0.0 && *nuisance != config.nuisance);
    parts.extend(others.map(|nuisance| Part { nuisance, episodes, shots: &SHOTS[..1] }));
    parts
}

fn failed(error: SamplesError) -> RunError {
    RunError::Computation(error.to_string())
}

impl Place {
    fn new(config: &Config, nuisance: f64) -> Self {
        let seed = u64::from(config.seed);
        let world = World::new(config.plan(nuisance), seed);
        let pictures = |stream: &str, each: usize| world.pictures(each, &mut Rng::new(seed, stream));
        let (validation, test) = (pictures("validation images", VALIDATED), pictures("test images", TESTED));
        Self { nuisance, world, validation, test }
    }

    /// The images of which a draw takes the first.
    fn pool(&self, config: &Config, episode: u32) -> Pictures {
        let most = SHOTS[SHOTS.len() - 1];
        self.world.pictures(most, &mut Rng::new(u64::from(config.seed), &format!("few images {episode}")))
    }

    fn zero_shot(&self) -> Frame {
        let cosines = similarities(&self.test.vectors, self.world.name_texts(), self.world.dim());
        let said = cosines.chunks_exact(CLASSES).map(largest);
        let right = said.zip(&self.test.labels).filter(|(said, label)| said == *label).count();
        Frame::ZeroShot { nuisance: self.nuisance, accuracy: right as f64 / self.test.labels.len() as f64 }
    }

    async fn bottleneck(
        &self,
        config: &Config,
        candidates: &Candidates,
        (picker, told): (Picker, &Told),
        draw: &Draw,
        is_shown: bool,
        work: &mut Work<'_>,
    ) -> Result<(), RunError> {
        let picked = candidates.picked(config, picker, told, draw.episode);
        if is_shown {
            let pairs = |picks: &Vec<Pick>| picks.iter().map(|pick| (pick.candidate, pick.coverage)).collect();
            let picks = picked.iter().map(pairs).collect();
            let choice = Choice { shots: draw.shots, picker, discriminability: told.clone(), picks };
            work.outbox.send(&Frame::Choice(choice)).await?;
        }
        let (sentences, owners) = candidates.vectors(&picked);
        let dim = self.world.dim();
        let cosines = similarities(&draw.few.vectors, &sentences, dim);
        let mut mixture = Mixture::new(cosines, draw.few.labels.clone(), CLASSES, &owners);
        for step in 0..config.steps {
            if !mixture.advance().is_finite() {
                return Err(RunError::Diverged { step: u64::from(step) });
            }
            work.add(draw.few.labels.len()).await;
        }
        let accuracy = mixture.head().accuracy(&similarities(&self.test.vectors, &sentences, dim), &self.test.labels);
        let method = Method::Bottleneck(picker);
        work.outbox.send(&self.measured(draw, method, accuracy, candidates.junk(&picked))).await
    }

    /// Softmax regression on the images' vectors, its ridge the one that does best on validation images.
    async fn probe(&self, config: &Config, draw: &Draw, work: &mut Work<'_>) -> Result<(), RunError> {
        let inputs = Samples::new(draw.few.vectors.clone(), self.world.dim()).map_err(failed)?;
        let n = draw.few.labels.len();
        let mut best: Option<(f64, Head)> = None;
        for strength in STRENGTHS {
            let mut fit = Logistic::softmax(&inputs, &draw.few.labels, CLASSES, Penalty::ridge(strength));
            let rounds = 2 * config.steps as usize;
            let mut gone = 0;
            while gone < rounds {
                gone += 1;
                work.add(n).await;
                if fit.advance() <= CONVERGED {
                    break;
                }
            }
            work.add((rounds - gone) * n).await;
            let head = fit.head();
            let validation = head.accuracy(&self.validation.vectors, &self.validation.labels);
            let (nuisance, shots, episode) = (self.nuisance, draw.shots, draw.episode);
            work.outbox.send(&Frame::Tried { nuisance, shots, episode, strength, validation }).await?;
            if best.as_ref().is_none_or(|(before, _)| validation > *before) {
                best = Some((validation, head));
            }
        }
        let Some((_, head)) = best else { return Ok(()) };
        let accuracy = head.accuracy(&self.test.vectors, &self.test.labels);
        work.outbox.send(&self.measured(draw, Method::Probe, accuracy, 0.0)).await
    }

    fn measured(&self, draw: &Draw, method: Method, accuracy: f64, junk: f64) -> Frame {
        let (nuisance, shots, episode) = (self.nuisance, draw.shots, draw.episode);
        Frame::Measured(Measurement { nuisance, shots, episode, method, accuracy, junk })
    }
}
