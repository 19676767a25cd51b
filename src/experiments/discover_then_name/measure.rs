//! How well a dictionary has found the concepts, and what its latents are named.

use serde::{Deserialize, Serialize};

use super::data::{Scenes, Vocabulary, World, norm};

/// A latent that fires on fewer scenes than this share is dead.
const LIVE: f64 = 1e-3;

/// What one dictionary does on scenes it was not trained on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// For every concept the largest cosine that its direction has with an atom of a live latent, or 0: the mean.
    pub cosine: f64,
    /// Between each concept's strength and its best latent's code: the mean correlation.
    pub correlation: f64,
    /// Latents that fire on a scene, mean.
    pub active: f64,
    /// Squared error as a share of the inputs' variance.
    pub unexplained: f64,
    /// Latents that fire on at least one scene in a thousand.
    pub live: usize,
}

/// One dictionary on the host, and how it codes the same scenes.
pub struct Dictionary<'a> {
    /// `[latents, dimensions]`
    pub atoms: &'a [f32],
    /// `[latents, n]`
    pub codes: &'a [f32],
    /// `[dimensions, n]`
    pub reconstruction: &'a [f32],
}

/// Which latent stands for which concept.
pub struct Match {
    /// Every atom's cosine with every concept, `[latents, concepts]`.
    pub cosines: Vec<f64>,
    /// How often each latent fires.
    pub rates: Vec<f64>,
    /// Each concept's best live latent.
    pub best: Vec<Option<usize>>,
}

impl Match {
    pub fn is_live(&self, latent: usize) -> bool {
        self.rates[latent] >= LIVE
    }
}

impl Dictionary<'_> {
    pub fn atom(&self, latent: usize, dimensions: usize) -> Vec<f64> {
        self.atoms[latent * dimensions..(latent + 1) * dimensions].iter().map(|value| f64::from(*value)).collect()
    }

    pub fn matched(&self, world: &World, n: usize) -> Match {
        let dimensions = world.directions[0].len();
        let concepts = world.directions.len();
        let latents = self.atoms.len() / dimensions;
        let rates: Vec<f64> = self
            .codes
            .chunks_exact(n)
            .map(|row| row.iter().filter(|code| **code > 0.0).count() as f64 / n as f64)
            .collect();
        let mut cosines = Vec::with_capacity(latents * concepts);
        for latent in 0..latents {
            let atom = self.atom(latent, dimensions);
            let length = norm(&atom);
            let cosine = |concept: &Vec<f64>| concept.iter().zip(&atom).map(|(a, b)| a * b).sum::<f64>() / length;
            cosines.extend(world.directions.iter().map(cosine));
        }
        let best = |concept: usize| {
            let live = (0..latents).filter(|latent| rates[*latent] >= LIVE);
            live.max_by(|a, b| cosines[a * concepts + concept].total_cmp(&cosines[b * concepts + concept]))
        };
        let best = (0..concepts).map(best).collect();
        Match { cosines, rates, best }
    }

    pub fn reading(&self, world: &World, scenes: &Scenes) -> Reading {
        let Scenes { n, inputs, strengths, .. } = scenes;
        let found = self.matched(world, *n);
        let concepts = world.directions.len();
        let dimensions = world.directions[0].len();
        let mut cosine = 0.0;
        let mut correlated = 0.0;
        for (concept, best) in found.best.iter().enumerate() {
            let Some(best) = best else { continue };
            cosine += found.cosines[best * concepts + concept].max(0.0);
            let strength = strengths.iter().skip(concept).step_by(concepts).map(|value| f64::from(*value));
            let code = self.codes[best * n..(best + 1) * n].iter().map(|value| f64::from(*value));
            correlated += correlation(&strength.collect::<Vec<_>>(), &code.collect::<Vec<_>>());
        }
        let (mut error, mut variance) = (0.0, 0.0);
        for at in 0..dimensions {
            let column: Vec<f64> = inputs.iter().skip(at).step_by(dimensions).map(|value| f64::from(*value)).collect();
            let mean = column.iter().sum::<f64>() / *n as f64;
            for (value, made) in column.iter().zip(&self.reconstruction[at * n..(at + 1) * n]) {
                error += (value - f64::from(*made)).powi(2);
                variance += (value - mean).powi(2);
            }
        }
        Reading {
            cosine: cosine / concepts as f64,
            correlation: correlated / concepts as f64,
            active: found.rates.iter().sum(),
            unexplained: error / variance.max(1e-12),
            live: (0..found.rates.len()).filter(|latent| found.is_live(*latent)).count(),
        }
    }

    /// The share of concepts whose best latent is given that concept's word.
    pub fn named(&self, world: &World, n: usize, vocabulary: &Vocabulary) -> f64 {
        let dimensions = world.directions[0].len();
        let found = self.matched(world, n);
        let is_right = |(concept, best): &(usize, &Option<usize>)| {
            best.is_some_and(|best| vocabulary.name(&self.atom(best, dimensions)).0 == *concept)
        };
        found.best.iter().enumerate().filter(is_right).count() as f64 / found.best.len() as f64
    }
}

impl Reading {
    pub fn is_finite(&self) -> bool {
        [self.cosine, self.correlation, self.active, self.unexplained].iter().all(|value| value.is_finite())
    }
}

/// Pearson's; 0 where one side does not vary.
fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (of_a, of_b) = (mean(a), mean(b));
    let (mut together, mut alone_a, mut alone_b) = (0.0, 0.0, 0.0);
    for (a, b) in a.iter().zip(b) {
        together += (a - of_a) * (b - of_b);
        alone_a += (a - of_a).powi(2);
        alone_b += (b - of_b).powi(2);
    }
    let scale = (alone_a * alone_b).sqrt();
    if scale > 0.0 { together / scale } else { 0.0 }
}
