//! The world of sparse concepts, the words for them, and classes made of them.

use super::Config;
use crate::draws::Rng;

/// Directions of concepts, more than there are dimensions.
pub struct World {
    /// `[concepts, dimensions]`, each of length 1.
    pub directions: Vec<Vec<f64>>,
    density: f64,
    noise: f64,
}

/// Inputs, and the strength of every concept in each; row-major.
pub struct Scenes {
    pub n: usize,
    /// `[n, dimensions]`
    pub inputs: Vec<f32>,
    /// `[n, concepts]`, 0 where a concept is absent.
    pub strengths: Vec<f32>,
    /// The class of each, 0 where classes play no part.
    pub labels: Vec<usize>,
}

/// What a latent may be named: a word for every concept, then words that mean nothing here.
pub struct Vocabulary {
    /// `[words, dimensions]`, each of length 1.
    vectors: Vec<Vec<f64>>,
}

pub const CLASSES: usize = 10;
const MEMBERS: usize = 3;
/// How surely a class shows each of its concepts.
const SHOWN: f64 = 0.9;

impl World {
    pub fn new(config: &Config) -> Self {
        let mut rng = Rng::new(u64::from(config.seed), "concepts");
        let directions = (0..config.concepts).map(|_| direction(config.dimensions, &mut rng)).collect();
        Self { directions, density: config.density, noise: config.noise }
    }

    /// Scenes that belong to no class.
    pub fn scenes(&self, n: usize, rng: &mut Rng) -> Scenes {
        self.drawn(n, |_| (0, Vec::new()), rng)
    }

    /// Which concepts make each class: three each.
    pub fn classes(&self, rng: &mut Rng) -> Vec<Vec<usize>> {
        let members = |_| {
            let mut all: Vec<usize> = (0..self.directions.len()).collect();
            rng.shuffle(&mut all);
            all.truncate(MEMBERS);
            all.sort_unstable();
            all
        };
        (0..CLASSES).map(members).collect()
    }

    /// Scenes of all classes in turn: a class shows each of its own concepts in nine cases of ten, and others like any
    /// scene.
    pub fn classified(&self, n: usize, classes: &[Vec<usize>], rng: &mut Rng) -> Scenes {
        self.drawn(n, |i| (i % classes.len(), classes[i % classes.len()].clone()), rng)
    }

    fn drawn(&self, n: usize, class: impl Fn(usize) -> (usize, Vec<usize>), rng: &mut Rng) -> Scenes {
        let dimensions = self.directions[0].len();
        let mut scenes = Scenes { n, inputs: Vec::new(), strengths: Vec::new(), labels: Vec::new() };
        for i in 0..n {
            let (label, own) = class(i);
            let mut input = vec![0.0; dimensions];
            for (concept, direction) in self.directions.iter().enumerate() {
                let chance = if own.contains(&concept) { SHOWN } else { self.density };
                let strength = if rng.uniform() < chance { 0.5 + rng.uniform() } else { 0.0 };
                scenes.strengths.push(strength as f32);
                input.iter_mut().zip(direction).for_each(|(sum, value)| *sum += strength * value);
            }
            scenes.inputs.extend(input.into_iter().map(|value| (value + self.noise * rng.normal()) as f32));
            scenes.labels.push(label);
        }
        scenes
    }
}

impl Scenes {
    /// The inputs at some places as columns: `[dimensions, places]`, row-major.
    pub fn columns(&self, places: &[usize]) -> Vec<f32> {
        columns(&self.inputs, self.inputs.len() / self.n, places)
    }

    /// All inputs as columns.
    pub fn all(&self) -> Vec<f32> {
        self.columns(&(0..self.n).collect::<Vec<_>>())
    }

    /// Every concept's strengths as columns: `[concepts, n]`.
    pub fn all_strengths(&self) -> Vec<f32> {
        columns(&self.strengths, self.strengths.len() / self.n, &(0..self.n).collect::<Vec<_>>())
    }
}

fn columns(rows: &[f32], width: usize, places: &[usize]) -> Vec<f32> {
    (0..width).flat_map(|at| places.iter().map(move |row| rows[row * width + at])).collect()
}

impl Vocabulary {
    /// The words' vectors are their concepts', off by noise.
    pub fn new(world: &World, config: &Config) -> Self {
        let mut rng = Rng::new(u64::from(config.seed), "words");
        let dimensions = config.dimensions;
        let of_concepts = world.directions.iter().map(|concept| {
            let off: Vec<f64> = (0..dimensions).map(|_| rng.normal() / (dimensions as f64).sqrt()).collect();
            concept.iter().zip(off).map(|(value, off)| value + config.text_noise * off).collect::<Vec<f64>>()
        });
        let mut vectors: Vec<Vec<f64>> = of_concepts.collect();
        // Words of no concept come from a stream of their own: with more of them the others stay as they are.
        let mut rng = Rng::new(u64::from(config.seed), "other words");
        vectors.extend((0..config.distractors).map(|_| direction(dimensions, &mut rng)));
        for vector in &mut vectors {
            let length = norm(vector);
            vector.iter_mut().for_each(|value| *value /= length);
        }
        Self { vectors }
    }

    /// The word nearest to a direction, and the cosine between them.
    pub fn name(&self, of: &[f64]) -> (usize, f64) {
        let length = norm(of);
        let cosine = |word: &Vec<f64>| word.iter().zip(of).map(|(a, b)| a * b).sum::<f64>() / length;
        let mut best = (0, f64::NEG_INFINITY);
        for (at, word) in self.vectors.iter().enumerate() {
            let found = cosine(word);
            if found > best.1 {
                best = (at, found);
            }
        }
        best
    }
}

pub fn norm(vector: &[f64]) -> f64 {
    vector.iter().map(|value| value * value).sum::<f64>().sqrt().max(1e-12)
}

fn direction(dimensions: usize, rng: &mut Rng) -> Vec<f64> {
    let drawn: Vec<f64> = (0..dimensions).map(|_| rng.normal()).collect();
    let length = norm(&drawn);
    drawn.into_iter().map(|value| value / length).collect()
}

const WORDS: [&str; 48] = [
    "feather", "wheel", "stripes", "moss", "lantern", "claw", "petal", "brick", "fur", "wave", "ladder", "beak",
    "smoke", "button", "antler", "sail", "bark", "spiral", "snow", "handle", "fin", "pebble", "rope", "blossom",
    "roof", "scale", "ribbon", "thorn", "mirror", "hoof", "cloud", "gear", "spots", "vine", "shell", "flame", "fence",
    "paw", "leaf", "arch", "whisker", "sand", "bell", "mane", "crystal", "basket", "tusk", "web",
];

/// What a word of the vocabulary is called; those from the number of concepts on mean none of them.
pub fn word(at: usize, concepts: usize) -> String {
    match WORDS.get(at) {
        Some(word) if at < concepts => (*word).into(),
        _ if at < concepts => format!("concept {}", at + 1),
        _ => format!("other word {}", at - concepts + 1),
    }
}
