//! Procedural birds: pictures of 32×32 coloured pixels, twelve binary concepts, and a mask of the pixels of each.
//!
//! What a concept model can only be told about a photograph is known here of every pixel: which part shows a concept,
//! what hides it, and what the picture would be were the concept otherwise. Made here after the bird pictures on which
//! concept bottlenecks are commonly studied (Koh et al. 2020 on CUB-200-2011); no picture is taken from there.

mod anatomy;
mod flock;

use std::sync::OnceLock;

use anatomy::{Part, part};
pub use flock::{Backgrounds, Flock, Plan, TIED, Traits, codes};

use crate::draws::Rng;

/// Pixels along a side.
pub const SIDE: usize = 32;
pub const PIXELS: usize = SIDE * SIDE;
/// Numbers in a picture: three planes (red, green, blue) of [`PIXELS`].
pub const NUMBERS: usize = 3 * PIXELS;
/// How many concepts a bird has.
pub const WIDTH: usize = 12;
/// What each concept says where it is true. Otherwise: a white belly, a grey wing, a light crown, a short and dark beak,
/// a short tail, dark legs.
pub const CONCEPTS: [&str; WIDTH] = [
    "yellow belly",
    "red wing",
    "wing bar",
    "dark crown",
    "long beak",
    "orange beak",
    "long tail",
    "striped tail",
    "orange legs",
    "eye ring",
    "breast spots",
    "blue throat",
];
/// What a bird may stand before.
pub const BACKGROUNDS: [&str; 4] = ["sky", "leaves", "sand", "dusk"];

const BACKGROUND_COLOURS: [[f32; 3]; 4] =
    [[0.62, 0.78, 0.90], [0.44, 0.62, 0.38], [0.82, 0.74, 0.56], [0.42, 0.38, 0.56]];
/// The side of the square that may hide a part of the bird, in pixels.
const OCCLUDER: usize = 9;
const OCCLUDER_GREY: f32 = 0.5;

/// What is painted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Bird {
    /// In the order of [`CONCEPTS`].
    pub concepts: [bool; WIDTH],
    /// An index into [`BACKGROUNDS`].
    pub background: usize,
}

/// How much a picture differs from a clean one of the same bird.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Looks {
    /// The standard deviation of the noise on each number of a picture.
    pub noise: f64,
    /// How likely a grey square of 9×9 pixels hides something.
    pub occlusion: f64,
    /// The most pixels that a bird is moved along each axis.
    pub shift: usize,
    /// The most by which the light is stronger or weaker, as a share.
    pub gain: f64,
}

impl Looks {
    /// Much noise, and mostly something hidden: concepts are got wrong one time in ten, and corrections have work to do.
    pub fn hard() -> Self {
        Self { noise: 0.35, occlusion: 0.7, shift: 2, gain: 0.15 }
    }

    /// Little noise and nothing hidden: concepts are there to be seen.
    pub fn easy() -> Self {
        Self { noise: 0.12, occlusion: 0.0, shift: 2, gain: 0.15 }
    }

    /// The bird as it is: no noise, unmoved, in even light.
    pub fn clean() -> Self {
        Self { noise: 0.0, occlusion: 0.0, shift: 0, gain: 0.0 }
    }

    pub fn draw(&self, rng: &mut Rng) -> View {
        let mut moved = || rng.below(2 * self.shift + 1) as isize - self.shift as isize;
        let shift = [moved(), moved()];
        let gain = 1.0 + self.gain * (2.0 * rng.uniform() - 1.0);
        let places = SIDE - OCCLUDER + 1;
        // Drawn whether something is hidden or not, so that pictures of other likelihoods are otherwise the same.
        let corner = [rng.below(places), rng.below(places)];
        let occluder = (rng.uniform() < self.occlusion).then_some(corner);
        View { shift, gain, occluder, noise: self.noise }
    }
}

/// What chance decided about one picture, but for its noise.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// By how many pixels the bird is moved to the right and down.
    pub shift: [isize; 2],
    /// What all colours are multiplied with.
    pub gain: f64,
    /// The left and top pixel of the square that hides something.
    pub occluder: Option<[usize; 2]>,
    /// The standard deviation of the noise.
    pub noise: f64,
}

impl View {
    fn hides(&self, x: usize, y: usize) -> bool {
        self.occluder
            .is_some_and(|[left, top]| (left..left + OCCLUDER).contains(&x) && (top..top + OCCLUDER).contains(&y))
    }

    /// What a pixel shows; the bird's parts are moved with it.
    fn part(&self, x: usize, y: usize) -> Part {
        static PARTS: OnceLock<Vec<Part>> = OnceLock::new();
        let parts = PARTS.get_or_init(|| (0..PIXELS).map(|pixel| part(pixel % SIDE, pixel / SIDE)).collect());
        let back = |at: usize, shift: isize| at.checked_add_signed(-shift).filter(|at| *at < SIDE);
        match (back(x, self.shift[0]), back(y, self.shift[1])) {
            (Some(x), Some(y)) => parts[y * SIDE + x],
            _ => Part::Background,
        }
    }
}

/// The picture of a bird, `[3, 32, 32]`, in 0 … 1: colours times the light, what hides them over them, then noise drawn
/// from `rng`.
pub fn paint(bird: &Bird, view: &View, rng: &mut Rng) -> Vec<f32> {
    let mut picture = vec![0.0; NUMBERS];
    for y in 0..SIDE {
        for x in 0..SIDE {
            let colour = if view.hides(x, y) {
                [OCCLUDER_GREY; 3]
            } else {
                let background = BACKGROUND_COLOURS[bird.background];
                view.part(x, y).colour(&bird.concepts, background).map(|channel| channel * view.gain as f32)
            };
            for (channel, value) in colour.into_iter().enumerate() {
                picture[channel * PIXELS + y * SIDE + x] = value;
            }
        }
    }
    for value in &mut picture {
        let noise = if view.noise > 0.0 { view.noise * rng.normal() } else { 0.0 };
        *value = (f64::from(*value) + noise).clamp(0.0, 1.0) as f32;
    }
    picture
}

/// The pixels that show concept `k` under a view, `[32, 32]`: those whose colour differs between some bird with it and
/// the same bird without it. What is hidden shows nothing.
pub fn mask(k: usize, view: &View) -> Vec<bool> {
    (0..PIXELS)
        .map(|pixel| {
            let (x, y) = (pixel % SIDE, pixel / SIDE);
            !view.hides(x, y) && view.part(x, y).shows(k)
        })
        .collect()
}
