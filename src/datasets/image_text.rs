//! A toy world of image and text vectors: concepts are directions, classes are sets of them, and the two kinds stand apart.

use crate::draws::Rng;

/// What a world is made of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    pub concepts: usize,
    pub classes: usize,
    /// True concepts of a class, at least and at most.
    pub per_class: [usize; 2],
    /// Dimensions that concepts live in.
    pub concept_dim: usize,
    /// Dimensions orthogonal to those, that carry nuisance alone.
    pub nuisance_dim: usize,
    /// Length of an image's isotropic noise, in units of its concepts' sum.
    pub noise: f64,
    /// Length of an image's nuisance, in the same units.
    pub nuisance: f64,
    /// Length of the offset that all images and no texts share, in the same units.
    pub gap: f64,
    /// Length of the noise in a class's name, in units of its concepts' sum.
    pub name_noise: f64,
}

/// Directions and classes, fixed by a seed. All vectors have `dim()` coordinates, concept space first.
#[derive(Clone, Debug, PartialEq)]
pub struct World {
    plan: Plan,
    /// `[concepts, dim]`, of unit length, zero in the nuisance dimensions.
    directions: Vec<f64>,
    /// `[classes, concepts]`.
    members: Vec<bool>,
    offset: Vec<f64>,
    names: Vec<f64>,
}

/// Images of a world with their classes.
#[derive(Clone, Debug, PartialEq)]
pub struct Pictures {
    /// `[n, dim]`, row-major, of unit length.
    pub vectors: Vec<f64>,
    pub labels: Vec<usize>,
}

/// How a class is put into sentences.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wording {
    /// Sentences for each concept of the class.
    pub each: usize,
    /// Length of what sets a sentence apart from its concept, in units of the concept's direction.
    pub noise: f64,
    /// Sentences of nothing but nuisance.
    pub junk: usize,
}

/// Sentences that are proposed for a class.
#[derive(Clone, Debug, PartialEq)]
pub struct Sentences {
    /// `[n, dim]`, row-major, of unit length.
    pub vectors: Vec<f64>,
    /// The concept that a sentence says; none where it is junk.
    pub says: Vec<Option<usize>>,
}

impl World {
    pub fn new(plan: Plan, seed: u64) -> Self {
        let dim = plan.concept_dim + plan.nuisance_dim;
        let mut rng = Rng::new(seed, "concept directions");
        let mut directions = Vec::with_capacity(plan.concepts * dim);
        for _ in 0..plan.concepts {
            directions.extend(unit(&random(&mut rng, plan.concept_dim)));
            directions.extend(vec![0.0; plan.nuisance_dim]);
        }
        let mut rng = Rng::new(seed, "class concepts");
        let mut members = vec![false; plan.classes * plan.concepts];
        for class in members.chunks_exact_mut(plan.concepts) {
            let [least, most] = plan.per_class;
            let count = least + rng.below(most - least + 1);
            let mut order: Vec<usize> = (0..plan.concepts).collect();
            rng.shuffle(&mut order);
            order.into_iter().take(count).for_each(|k| class[k] = true);
        }
        let offset = scaled(&unit(&random(&mut Rng::new(seed, "offset"), dim)), plan.gap);
        let mut world = Self { plan, directions, members, offset, names: Vec::new() };
        let mut rng = Rng::new(seed, "class names");
        for class in 0..plan.classes {
            let noise = scaled(&random(&mut rng, dim), plan.name_noise / (dim as f64).sqrt());
            world.names.extend(unit(&sum(&[&world.meaning(class), &noise])));
        }
        world
    }

    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    pub fn dim(&self) -> usize {
        self.plan.concept_dim + self.plan.nuisance_dim
    }

    /// Whether a concept is one of the class's.
    pub fn is_true(&self, class: usize, concept: usize) -> bool {
        self.members[class * self.plan.concepts + concept]
    }

    /// The concepts' text vectors, `[concepts, dim]`, of unit length.
    pub fn concept_texts(&self) -> &[f64] {
        &self.directions
    }

    /// The class names' text vectors, `[classes, dim]`, of unit length.
    pub fn name_texts(&self) -> &[f64] {
        &self.names
    }

    /// The sum of the class's concepts, of unit length.
    fn meaning(&self, class: usize) -> Vec<f64> {
        let mut meaning = vec![0.0; self.dim()];
        for (k, direction) in self.directions.chunks_exact(self.dim()).enumerate() {
            if self.is_true(class, k) {
                meaning.iter_mut().zip(direction).for_each(|(sum, x)| *sum += x);
            }
        }
        unit(&meaning)
    }

    /// `each` images of every class, class by class; equal streams give equal images.
    pub fn pictures(&self, each: usize, rng: &mut Rng) -> Pictures {
        let plan = &self.plan;
        let (mut vectors, mut labels) = (Vec::new(), Vec::new());
        for class in 0..plan.classes {
            let meaning = self.meaning(class);
            for _ in 0..each {
                let noise = scaled(&random(rng, self.dim()), plan.noise / (self.dim() as f64).sqrt());
                let mut nuisance = vec![0.0; self.dim()];
                let spread = plan.nuisance / (plan.nuisance_dim.max(1) as f64).sqrt();
                nuisance[plan.concept_dim..].iter_mut().for_each(|x| *x = spread * rng.normal());
                vectors.extend(unit(&sum(&[&meaning, &noise, &nuisance, &self.offset])));
                labels.push(class);
            }
        }
        Pictures { vectors, labels }
    }

    /// Sentences for a class: its concepts, each in some wordings, then junk that lies among the nuisance alone.
    pub fn sentences(&self, class: usize, wording: &Wording, rng: &mut Rng) -> Sentences {
        let (dim, within) = (self.dim(), self.plan.concept_dim);
        assert!(wording.junk == 0 || dim > within, "junk needs dimensions of nuisance");
        let (mut vectors, mut says) = (Vec::new(), Vec::new());
        let spread = wording.noise / (within as f64).sqrt();
        for (k, direction) in self.directions.chunks_exact(dim).enumerate().filter(|(k, _)| self.is_true(class, *k)) {
            for _ in 0..wording.each {
                let mut words = direction.to_vec();
                words[..within].iter_mut().for_each(|x| *x += spread * rng.normal());
                vectors.extend(unit(&words));
                says.push(Some(k));
            }
        }
        for _ in 0..wording.junk {
            let mut words = vec![0.0; dim];
            words[within..].iter_mut().for_each(|x| *x = rng.normal());
            vectors.extend(unit(&words));
            says.push(None);
        }
        Sentences { vectors, says }
    }
}

impl Pictures {
    /// The first `each` images of every class, in order.
    pub fn first(&self, each: usize) -> Self {
        let dim = self.vectors.len() / self.labels.len().max(1);
        let (mut vectors, mut labels, mut seen) = (Vec::new(), Vec::new(), std::collections::BTreeMap::new());
        for (vector, label) in self.vectors.chunks_exact(dim.max(1)).zip(&self.labels) {
            let count = seen.entry(*label).or_insert(0usize);
            *count += 1;
            if *count <= each {
                vectors.extend_from_slice(vector);
                labels.push(*label);
            }
        }
        Self { vectors, labels }
    }
}

/// a · b of every row of `a` with every row of `b`, `[n of a, n of b]`; the cosines, of unit rows.
pub fn similarities(a: &[f64], b: &[f64], dim: usize) -> Vec<f64> {
    let product = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f64>();
    a.chunks_exact(dim).flat_map(|x| b.chunks_exact(dim).map(move |y| product(x, y))).collect()
}

fn random(rng: &mut Rng, dim: usize) -> Vec<f64> {
    (0..dim).map(|_| rng.normal()).collect()
}

fn scaled(vector: &[f64], by: f64) -> Vec<f64> {
    vector.iter().map(|x| x * by).collect()
}

fn unit(vector: &[f64]) -> Vec<f64> {
    let length = vector.iter().map(|x| x * x).sum::<f64>().sqrt();
    scaled(vector, if length > 0.0 { 1.0 / length } else { 0.0 })
}

fn sum(parts: &[&[f64]]) -> Vec<f64> {
    (0..parts[0].len()).map(|at| parts.iter().map(|part| part[at]).sum()).collect()
}
