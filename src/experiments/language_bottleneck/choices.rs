//! Candidates of every class, and how some of them are picked.

use super::{
    Candidate, Picker, Says,
    config::{CLASSES, Config},
};
use crate::{
    concepts::{Pick, Utility, discriminability},
    datasets::image_text::{Pictures, Sentences, World, similarities},
    draws::Rng,
};

/// The least score of a sentence, where an image is its opposite: logarithms need shares above 0.
const LEAST: f64 = 1e-12;
/// The sizes of the sets that are compared with the best.
pub const CHOSEN: usize = 3;
pub const AMONG: usize = 10;

/// Every class's candidates and how alike they are.
pub struct Candidates {
    pub classes: Vec<Sentences>,
    /// A class's cosines between candidates, `[n, n]`.
    alike: Vec<Vec<f64>>,
    dim: usize,
}

/// Discriminability of every class's candidates, in units of its mean over the class's.
pub type Told = Vec<Vec<f64>>;

impl Candidates {
    pub fn new(config: &Config, world: &World) -> Self {
        let mut rng = Rng::new(u64::from(config.seed), "sentences");
        let classes: Vec<Sentences> =
            (0..CLASSES).map(|class| world.sentences(class, &config.wording(), &mut rng)).collect();
        let dim = world.dim();
        let alike = classes.iter().map(|class| similarities(&class.vectors, &class.vectors, dim)).collect();
        Self { classes, alike, dim }
    }

    /// What a frame says of them.
    pub fn described(&self) -> Vec<Vec<Candidate>> {
        let of_class = |(class, alike): (&Sentences, &Vec<f64>)| {
            let n = class.says.len();
            let (mut wording, mut junk) = (0, 0);
            let mut before = None;
            let mut described = Vec::with_capacity(n);
            for (says, row) in class.says.iter().zip(alike.chunks_exact(n)) {
                let says_what = match says {
                    Some(concept) => {
                        wording = if before == Some(*concept) { wording + 1 } else { 1 };
                        Says::Concept { concept: concept + 1, wording }
                    }
                    None => {
                        junk += 1;
                        Says::Junk(junk)
                    }
                };
                before = *says;
                described.push(Candidate { says: says_what, covers: row.iter().map(|cosine| cosine.max(0.0)).sum() });
            }
            described
        };
        self.classes.iter().zip(&self.alike).map(of_class).collect()
    }

    /// D of every candidate, learnt from a few images of each class.
    ///
    /// A class's score of a sentence is (1 + the mean cosine) / 2: CLIP's cosines are all above 0, this world's are not.
    pub fn told(&self, few: &Pictures) -> Told {
        let mut means = vec![0.0; CLASSES * self.dim];
        let each = (few.labels.len() / CLASSES) as f64;
        for (vector, label) in few.vectors.chunks_exact(self.dim).zip(&few.labels) {
            let mean = &mut means[label * self.dim..(label + 1) * self.dim];
            mean.iter_mut().zip(vector).for_each(|(sum, x)| *sum += x / each);
        }
        let all: Vec<f64> = self.classes.iter().flat_map(|class| &class.vectors).copied().collect();
        let scores = similarities(&all, &means, self.dim).into_iter().map(|cosine| ((1.0 + cosine) / 2.0).max(LEAST));
        let mut left = discriminability(&scores.collect::<Vec<_>>(), CLASSES).into_iter();
        let of_class = |class: &Sentences| {
            let found: Vec<f64> = left.by_ref().take(class.says.len()).collect();
            let mean = found.iter().sum::<f64>() / found.len() as f64;
            found.iter().map(|d| if mean > 0.0 { d / mean } else { 0.0 }).collect()
        };
        self.classes.iter().map(of_class).collect()
    }

    fn utility(&self, class: usize, told: &Told, coverage: f64) -> Utility {
        Utility::new(&self.alike[class], told[class].clone(), [1.0 - coverage, coverage])
    }

    /// Each class's picks, in order.
    pub fn picked(&self, config: &Config, picker: Picker, told: &Told, episode: u32) -> Vec<Vec<Pick>> {
        let mut rng = Rng::new(u64::from(config.seed), &format!("chance {episode}"));
        let of_class = |class: usize| match picker {
            Picker::Greedy => self.utility(class, told, config.coverage).greedy(config.picks),
            Picker::Discriminability => self.utility(class, told, 0.0).greedy(config.picks),
            Picker::Random => {
                let mut order: Vec<usize> = (0..self.classes[class].says.len()).collect();
                rng.shuffle(&mut order);
                order.truncate(config.picks);
                self.utility(class, told, config.coverage).listed(&order)
            }
        };
        (0..CLASSES).map(of_class).collect()
    }

    /// The vectors of the picks, `[K, dim]`, and the class of each.
    pub fn vectors(&self, picked: &[Vec<Pick>]) -> (Vec<f64>, Vec<usize>) {
        let (mut vectors, mut owners) = (Vec::new(), Vec::new());
        for (class, picks) in picked.iter().enumerate() {
            for pick in picks {
                let from = pick.candidate * self.dim;
                vectors.extend_from_slice(&self.classes[class].vectors[from..from + self.dim]);
                owners.push(class);
            }
        }
        (vectors, owners)
    }

    /// The share of picks that is junk.
    pub fn junk(&self, picked: &[Vec<Pick>]) -> f64 {
        let all: Vec<bool> = picked
            .iter()
            .zip(&self.classes)
            .flat_map(|(picks, class)| picks.iter().map(|pick| class.says[pick.candidate].is_none()))
            .collect();
        all.iter().filter(|is_junk| **is_junk).count() as f64 / all.len().max(1) as f64
    }

    /// F of three candidates picked greedily among ten that chance took from each class, and F of the best three.
    pub fn guarantee(&self, config: &Config, told: &Told) -> Vec<[f64; 2]> {
        let mut rng = Rng::new(u64::from(config.seed), "ten candidates");
        let mut of_class = |class: usize| {
            let n = self.classes[class].says.len();
            let mut order: Vec<usize> = (0..n).collect();
            rng.shuffle(&mut order);
            order.truncate(AMONG);
            let alike = order.iter().flat_map(|i| order.iter().map(move |j| self.alike[class][i * n + j]));
            let told: Vec<f64> = order.iter().map(|i| told[class][*i]).collect();
            let utility = Utility::new(&alike.collect::<Vec<_>>(), told, [1.0 - config.coverage, config.coverage]);
            [utility.worth(&utility.greedy(CHOSEN)), utility.best(CHOSEN).1]
        };
        (0..CLASSES).map(&mut of_class).collect()
    }
}
