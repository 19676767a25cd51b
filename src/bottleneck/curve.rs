//! The bottleneck's curve over β: swept from high to low, refined where it bends, checked for concavity.

use super::{
    blahut_arimoto::{Problem, Solution},
    encoder::Encoder,
    partitions::{DeterministicPoint, deterministic_optima},
};
use crate::{draws::Rng, measures::Joint};

/// Solves one β after another, downwards, each from the solution above it, from a fresh identity, from near the best
/// partition, and from a perturbed trivial encoder; the lowest Lagrangian counts. Where the trivial encoder is best,
/// nothing is kept.
pub struct Sweep<'a> {
    joint: &'a Joint,
    alpha: f64,
    above: Encoder,
    partitions: Vec<DeterministicPoint>,
    rng: Rng,
}

/// How much of each input's own code an identity start keeps.
const OWN: f64 = 0.95;
const PERTURBATION: f64 = 0.05;
/// A Lagrangian this little below the trivial encoder's is not below it.
const TRIVIAL: f64 = 1e-11;

impl<'a> Sweep<'a> {
    pub fn new(joint: &'a Joint, alpha: f64, rng: Rng) -> Self {
        let above = Encoder::near_identity(joint.rows(), OWN);
        Self { joint, alpha, above, partitions: deterministic_optima(joint), rng }
    }

    /// The best encoder found at β. Call with falling β for warm starts; any order gives valid solutions. Every solution
    /// is a local optimum; [`Sweep::better`] finds those that another β's solution shows not to be global.
    pub fn at(&mut self, beta: f64) -> Solution {
        let inputs = self.joint.rows();
        let rng = &mut self.rng;
        let mut noise = |amount: f64| 1.0 + amount * (2.0 * rng.uniform() - 1.0);
        let warm: Vec<f64> = self.above.values().iter().map(|q| (q + 1e-6) * noise(1e-3)).collect();
        let perturbed: Vec<f64> = (0..inputs * inputs).map(|_| noise(PERTURBATION)).collect();
        let mut starts = vec![
            Encoder::from_weights(warm, inputs),
            Encoder::near_identity(inputs, OWN),
            Encoder::from_weights(perturbed, inputs),
        ];
        let value = |point: &DeterministicPoint| point.h_t - beta * point.i_ty;
        let partition = self.partitions.iter().min_by(|a, b| value(a).total_cmp(&value(b)));
        starts.extend(partition.map(|best| softened(&best.assignment, inputs)));
        let problem = Problem { joint: self.joint, alpha: self.alpha, beta };
        let trivial = Encoder::hard(&vec![0; inputs], inputs);
        match problem.best(&starts) {
            Some(solution) if solution.lagrangian < -TRIVIAL => {
                self.above = solution.encoder.clone();
                solution
            }
            _ => Solution { encoder: trivial, lagrangian: 0.0, iterations: 0, residual: 0.0, converged: true },
        }
    }

    /// A solution at β with a Lagrangian below `lagrangian`, started from the best of `others`, where their own
    /// Lagrangians at β show that there is one.
    pub fn better<'e>(
        &self,
        beta: f64,
        lagrangian: f64,
        others: impl Iterator<Item = &'e Encoder>,
    ) -> Option<Solution> {
        let values = others.map(|other| (other, other.lagrangian(self.joint, self.alpha, beta)));
        let (start, least) = values.min_by(|a, b| a.1.total_cmp(&b.1))?;
        let problem = Problem { joint: self.joint, alpha: self.alpha, beta };
        (least < lagrangian - TRIVIAL).then(|| problem.solve(start))
    }

    /// The least β at which the best encoder is not the trivial one, between `low` and `high`, to a relative accuracy.
    pub fn onset(&mut self, low: f64, high: f64, accuracy: f64) -> f64 {
        let (mut low, mut high) = (low, high);
        while high / low > 1.0 + accuracy {
            let middle = (low * high).sqrt();
            if self.at(middle).lagrangian < -TRIVIAL {
                high = middle;
            } else {
                low = middle;
            }
        }
        (low * high).sqrt()
    }
}

/// Each input's code with probability `OWN`, any other equally likely.
fn softened(assignment: &[usize], codes: usize) -> Encoder {
    let spread = (1.0 - OWN) / codes as f64;
    let cell = |i: usize| spread + if assignment[i / codes] == i % codes { OWN } else { 0.0 };
    Encoder::from_weights((0..assignment.len() * codes).map(cell).collect(), codes)
}

/// How far a set of points is from lying on a concave curve.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Concavity {
    /// The most by which a point lies below the chord of two others, in nats.
    pub dent: f64,
    /// The most by which a point lies above min(I(X;T), I(X;Y)), in nats.
    pub above_ceiling: f64,
}

/// Checks points (I(X;T), I(T;Y)) in any order against a ceiling I(X;Y).
pub fn concavity(points: &[[f64; 2]], i_xy: f64) -> Concavity {
    let mut sorted = points.to_vec();
    sorted.sort_by(|a, b| a[0].total_cmp(&b[0]));
    let above = sorted.iter().map(|[rate, kept]| kept - rate.min(i_xy)).fold(0.0, f64::max);
    let mut hull: Vec<[f64; 2]> = Vec::new();
    for point in &sorted {
        while let [.., a, b] = hull[..] {
            if chord(a, *point, b[0]) < b[1] {
                break;
            }
            hull.pop();
        }
        hull.push(*point);
    }
    let lid = |rate| interpolate(&hull, rate).unwrap_or(f64::NEG_INFINITY);
    let dent = sorted.iter().map(|[rate, kept]| lid(*rate) - kept).fold(0.0, f64::max);
    Concavity { dent, above_ceiling: above }
}

/// The curve's I(T;Y) at a rate I(X;T), along chords between points sorted by rate; time-sharing reaches chords.
pub fn interpolate(sorted: &[[f64; 2]], rate: f64) -> Option<f64> {
    let last = sorted.last()?;
    if rate >= last[0] {
        return Some(last[1]);
    }
    let pair = sorted.windows(2).find(|pair| pair[0][0] <= rate && rate <= pair[1][0])?;
    Some(chord(pair[0], pair[1], rate))
}

fn chord(a: [f64; 2], b: [f64; 2], at: f64) -> f64 {
    if b[0] - a[0] <= f64::EPSILON {
        return a[1].min(b[1]);
    }
    a[1] + (b[1] - a[1]) * (at - a[0]) / (b[0] - a[0])
}
