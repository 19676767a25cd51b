//! Concept data made of a few numbers, where what the concepts tell of the label is known.

use super::annotated::Annotated;
use crate::{draws::Rng, samples::Samples};

/// Three small tasks whose concepts are signs or halves of hidden numbers (Espinosa Zarlenga et al. 2022).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Toy {
    /// x uniform in the unit square, cₖ whether xₖ > ½, y whether exactly one of the two is.
    Xor,
    /// Three hidden h ~ N(0, 2²); x = (sin hᵢ + hᵢ, cos hᵢ + hᵢ for every i, |h|²), cᵢ whether hᵢ > 0, y whether
    /// their sum is above 1.
    Trig,
    /// Two hidden vectors v, w ~ N(0, 2²) in the plane; x = (v + w, v − w), the concepts are whether v's numbers sum to
    /// more than 0 and whether w's sum to less, y whether v·w > 0.
    Dot,
}

/// The hidden numbers' standard deviation.
const SPREAD: f64 = 2.0;

impl Toy {
    /// Concepts of a sample.
    pub fn width(self) -> usize {
        match self {
            Toy::Xor | Toy::Dot => 2,
            Toy::Trig => 3,
        }
    }

    /// Numbers of an input.
    pub fn dim(self) -> usize {
        match self {
            Toy::Xor => 2,
            Toy::Trig => 7,
            Toy::Dot => 4,
        }
    }

    /// `n` > 0 independent samples; two classes.
    pub fn sample(self, n: usize, rng: &mut Rng) -> Annotated {
        let mut drawn = Drawn::default();
        for _ in 0..n {
            match self {
                Toy::Xor => {
                    let x = [rng.uniform(), rng.uniform()];
                    let concepts = x.map(|x| x > 0.5);
                    drawn.push(&x, &concepts, concepts[0] != concepts[1]);
                }
                Toy::Trig => {
                    let h = [0; 3].map(|_| SPREAD * rng.normal());
                    let mut x: Vec<f64> = h.iter().map(|h| libm::sin(*h) + h).collect();
                    x.extend(h.iter().map(|h| libm::cos(*h) + h));
                    x.push(h.iter().map(|h| h * h).sum());
                    drawn.push(&x, &h.map(|h| h > 0.0), h.iter().sum::<f64>() > 1.0);
                }
                Toy::Dot => {
                    let [v0, v1, w0, w1] = [0; 4].map(|_| SPREAD * rng.normal());
                    let x = [v0 + w0, v1 + w1, v0 - w0, v1 - w1];
                    drawn.push(&x, &[v0 + v1 > 0.0, w0 + w1 < 0.0], v0 * w0 + v1 * w1 > 0.0);
                }
            }
        }
        drawn.annotated(self.dim(), self.width(), 2)
    }
}

#[derive(Default)]
struct Drawn {
    inputs: Vec<f64>,
    concepts: Vec<bool>,
    labels: Vec<usize>,
}

impl Drawn {
    fn push(&mut self, input: &[f64], concepts: &[bool], label: bool) {
        self.inputs.extend(input);
        self.concepts.extend(concepts);
        self.labels.push(usize::from(label));
    }

    fn annotated(self, dim: usize, width: usize, classes: usize) -> Annotated {
        let inputs = Samples::new(self.inputs, dim).expect("whole rows of finite numbers");
        Annotated::new(inputs, self.concepts, width, self.labels, classes)
    }
}

/// Classes that come in groups of near-twins, seen through noise (Shin et al. 2023, released code).
///
/// A group has a prototype, concept k of it being on where a uniform number reaches αₖ; each class of the group is the
/// prototype with one bit flipped, another bit for every class. x = W c + z with Gaussian W and z.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Twins {
    pub concepts: usize,
    /// A multiple of `groups`, each of which has at most as many classes as there are concepts.
    pub classes: usize,
    pub groups: usize,
    pub samples_per_class: usize,
    pub dim: usize,
    /// Mean of the αₖ, each then cut to 0 … 1.
    pub alpha_mean: f64,
    /// Standard deviations, though the code's names say variance.
    pub alpha_deviation: f64,
    pub weight_deviation: f64,
    pub noise_deviation: f64,
}

impl Default for Twins {
    fn default() -> Self {
        Self {
            concepts: 100,
            classes: 100,
            groups: 50,
            samples_per_class: 100,
            dim: 100,
            alpha_mean: 0.8,
            alpha_deviation: 0.1,
            weight_deviation: 0.1,
            noise_deviation: 2.0,
        }
    }
}

impl Twins {
    /// All classes' samples, class by class.
    pub fn sample(&self, rng: &mut Rng) -> Annotated {
        let Self { concepts, classes, groups, dim, .. } = *self;
        assert!(groups > 0 && classes.is_multiple_of(groups), "every group has as many classes");
        let alphas: Vec<f64> =
            (0..concepts).map(|_| (self.alpha_mean + self.alpha_deviation * rng.normal()).clamp(0.0, 1.0)).collect();
        let mut codes: Vec<Vec<bool>> = Vec::with_capacity(classes);
        for _ in 0..groups {
            let prototype: Vec<bool> = alphas.iter().map(|alpha| rng.uniform() >= *alpha).collect();
            let mut places: Vec<usize> = (0..concepts).collect();
            rng.shuffle(&mut places);
            for place in &places[..classes / groups] {
                let mut code = prototype.clone();
                code[*place] = !code[*place];
                codes.push(code);
            }
        }
        let weights: Vec<f64> = (0..dim * concepts).map(|_| self.weight_deviation * rng.normal()).collect();
        let n = classes * self.samples_per_class;
        let mut drawn = Drawn::default();
        for i in 0..n {
            let label = i / self.samples_per_class;
            let code = &codes[label];
            for row in weights.chunks_exact(concepts) {
                let clean: f64 = row.iter().zip(code).filter(|(_, on)| **on).map(|(weight, _)| weight).sum();
                drawn.inputs.push(clean + self.noise_deviation * rng.normal());
            }
            drawn.concepts.extend(code);
            drawn.labels.push(label);
        }
        drawn.annotated(dim, concepts, classes)
    }
}
