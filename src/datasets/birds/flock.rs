//! Many birds: how their concepts, classes and backgrounds are drawn.

use super::{BACKGROUNDS, Bird, Looks, NUMBERS, View, WIDTH, paint};
use crate::draws::Rng;

/// The pairs of concepts that are tied in [`Traits::Tied`], each at the far end of the bird from the other: belly and
/// legs, crown and tail, eye ring and wing bar, wing and throat, the beak's colour and the tail's stripes, the beak's
/// length and the spots.
pub const TIED: [[usize; 2]; 6] = [[0, 8], [3, 6], [9, 2], [1, 11], [5, 7], [4, 10]];

/// How the concepts of birds are drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Traits {
    /// Each a fair coin of its own; there is one class.
    Independent,
    /// The second of each pair of [`TIED`] repeats the first with this probability, and is else a coin of its own;
    /// there is one class.
    Tied { rho: f64 },
    /// A class is drawn evenly and gives its code, of which each concept is then flipped with probability `flip`.
    Classes { codes: Vec<[bool; WIDTH]>, flip: f64 },
}

/// How backgrounds are drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Backgrounds {
    /// Evenly.
    Any,
    /// Always this one.
    Only(usize),
    /// `background` with probability `own` behind birds of class `class` and with probability `others` behind others;
    /// the remaining backgrounds evenly.
    Bound { class: usize, background: usize, own: f64, others: f64 },
}

/// What a flock is drawn from.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    pub traits: Traits,
    pub backgrounds: Backgrounds,
    pub looks: Looks,
}

/// Birds, how each was seen, and what came of it.
#[derive(Clone, Debug, Default)]
pub struct Flock {
    /// `[n, 3, 32, 32]`, row-major, in 0 … 1.
    pub images: Vec<f32>,
    pub birds: Vec<Bird>,
    pub views: Vec<View>,
    /// A class for each, below `classes`.
    pub labels: Vec<usize>,
    pub classes: usize,
}

impl Plan {
    /// `n` birds. Large flocks are drawn in parts, with [`Flock::append`], where others wait meanwhile.
    pub fn draw(&self, n: usize, rng: &mut Rng) -> Flock {
        let classes = match &self.traits {
            Traits::Classes { codes, .. } => codes.len(),
            Traits::Independent | Traits::Tied { .. } => 1,
        };
        let mut flock = Flock { classes, ..Flock::default() };
        flock.images.reserve(n * NUMBERS);
        for _ in 0..n {
            let label = rng.below(classes);
            let concepts = self.traits.draw(label, rng);
            let bird = Bird { concepts, background: self.backgrounds.draw(label, rng) };
            let view = self.looks.draw(rng);
            flock.images.extend(paint(&bird, &view, rng));
            flock.birds.push(bird);
            flock.views.push(view);
            flock.labels.push(label);
        }
        flock
    }
}

impl Traits {
    fn draw(&self, label: usize, rng: &mut Rng) -> [bool; WIDTH] {
        let mut concepts = std::array::from_fn(|_| rng.uniform() < 0.5);
        match self {
            Traits::Independent => {}
            Traits::Tied { rho } => {
                for [first, second] in TIED {
                    if rng.uniform() < *rho {
                        concepts[second] = concepts[first];
                    }
                }
            }
            Traits::Classes { codes, flip } => concepts = codes[label].map(|value| value != (rng.uniform() < *flip)),
        }
        concepts
    }
}

impl Backgrounds {
    fn draw(self, label: usize, rng: &mut Rng) -> usize {
        match self {
            Backgrounds::Any => rng.below(BACKGROUNDS.len()),
            Backgrounds::Only(background) => background,
            Backgrounds::Bound { class, background, own, others } => {
                let share = if label == class { own } else { others };
                let another = (background + 1 + rng.below(BACKGROUNDS.len() - 1)) % BACKGROUNDS.len();
                if rng.uniform() < share { background } else { another }
            }
        }
    }
}

impl Flock {
    pub fn n(&self) -> usize {
        self.birds.len()
    }

    /// The picture of bird `i`, `[3, 32, 32]`.
    pub fn image(&self, i: usize) -> &[f32] {
        &self.images[i * NUMBERS..(i + 1) * NUMBERS]
    }

    /// All concepts, `[n, 12]`, row-major.
    pub fn concepts(&self) -> Vec<bool> {
        self.birds.iter().flat_map(|bird| bird.concepts).collect()
    }

    /// More birds of the same plan.
    pub fn append(&mut self, mut more: Flock) {
        self.images.append(&mut more.images);
        self.birds.append(&mut more.birds);
        self.views.append(&mut more.views);
        self.labels.append(&mut more.labels);
        self.classes = self.classes.max(more.classes);
    }
}

/// Random codes of twelve bits for up to 32 classes, any two of which differ in three bits or more.
pub fn codes(classes: usize, rng: &mut Rng) -> Vec<[bool; WIDTH]> {
    // A code rules out the 79 within two bits of it, itself included: 4096 hold more than 32 times as many.
    assert!(classes <= 32, "codes are found for sure for 32 classes at most");
    let mut codes: Vec<[bool; WIDTH]> = Vec::with_capacity(classes);
    while codes.len() < classes {
        let code: [bool; WIDTH] = std::array::from_fn(|_| rng.uniform() < 0.5);
        let apart = |other: &[bool; WIDTH]| other.iter().zip(&code).filter(|(one, other)| one != other).count();
        if codes.iter().all(|other| apart(other) >= 3) {
            codes.push(code);
        }
    }
    codes
}
