//! When codes split: how much difference between the halves of a code must be worth before it grows.

use nalgebra::{DMatrix, DVector};

use super::{blahut_arimoto::Problem, encoder::Encoder};
use crate::{draws::Rng, measures::Joint};

/// The best way to split one code of an encoder.
#[derive(Clone, Debug, PartialEq)]
pub struct Split {
    pub code: usize,
    /// The β above which this split lowers I(X;T) − β I(T;Y).
    pub beta: f64,
    /// f(x): the halves differ by ±f relative to what they share; E[f(X)|t] = 0, E[f(X)²|t] = 1.
    pub direction: Vec<f64>,
}

/// A code used less often than this, or by an input that is a smaller share of it, is not used. Iterations only come
/// near the zeros of a fixed point, and what stands in their place says nothing.
const UNUSED: f64 = 1e-9;

/// The code of an encoder that splits first as β grows, where any code could ever split.
///
/// Let q(t|x) become q(t|x)(1 + ε r(t|x)), rows still summing to 1. To second order I(X;T) grows by
/// ½ε² (E[r(t|x)²] − E[r(t)²]) and I(T;Y) by ½ε² (E[r(t|y)²] − E[r(t)²]), with r(t) and r(t|y) the means of r over the inputs
/// that T alone, or T and Y together, leave open. Where the first order vanishes, as it does at a fixed point of
/// Blahut–Arimoto's iterations, the encoder is a minimum only up to a β of
/// inf (E[r(t|x)²] − E[r(t)²]) / (E[r(t|y)²] − E[r(t)²]), the ratio of Wu & Fischer (2020).
///
/// Where there are codes to spare, the infimum is a split: two halves of one code t that differ by ±f(x), E[f|t] = 0,
/// leave everything else as it is, and any r is a mixture of these. The ratio is then
/// Var(f|t) / Var(E[f|y,t]), whose infimum is 1/σ₂(t)², σ₂(t) the maximal correlation of X and Y given T = t. Of the silent
/// encoder it is [`first_transition`]. In one iteration such a difference grows by the factor β σ₂(t)²; see [`growth`].
pub fn first_split(joint: &Joint, encoder: &Encoder) -> Option<Split> {
    let p_x = joint.p_x();
    let q_t = encoder.q_t(joint);
    let of = |code: usize| {
        let share = |(x, p): (usize, &f64)| p * encoder.row(x)[code] / q_t[code];
        let inputs: Vec<f64> =
            p_x.iter().enumerate().map(share).map(|share| if share > UNUSED { share } else { 0.0 }).collect();
        split(joint, &p_x, &inputs, code)
    };
    let used = (0..encoder.codes()).filter(|code| q_t[*code] > UNUSED);
    used.filter_map(of).min_by(|a, b| a.beta.total_cmp(&b.beta))
}

/// The best split of a code whose inputs are distributed as `inputs`, p(x|t).
fn split(joint: &Joint, p_x: &[f64], inputs: &[f64], code: usize) -> Option<Split> {
    let (rows, columns) = (joint.rows(), joint.columns());
    let p_y_given_x = |x: usize, y: usize| joint.p(x, y) / p_x[x];
    let outputs: Vec<f64> = (0..columns).map(|y| (0..rows).map(|x| inputs[x] * p_y_given_x(x, y)).sum()).collect();
    let matrix = DMatrix::from_fn(rows, columns, |x, y| {
        if outputs[y] > 0.0 { inputs[x].sqrt() * p_y_given_x(x, y) / outputs[y].sqrt() } else { 0.0 }
    });
    // The first singular value is 1 and belongs to f = 1, which is no difference; it is taken away.
    let root = DVector::from_iterator(rows, inputs.iter().map(|p| p.sqrt()));
    let gram = &matrix * matrix.transpose() - &root * root.transpose();
    let eigen = gram.symmetric_eigen();
    let greatest = eigen.eigenvalues.imax();
    let share = eigen.eigenvalues[greatest];
    // Below this, rounding is all there is.
    if share < 1e-14 {
        return None;
    }
    // From u = √p(x|t) f back to f by way of Y, so that no small probability is divided by.
    let by_output = matrix.transpose() * eigen.eigenvectors.column(greatest);
    let seen = |y: usize| if outputs[y] > 0.0 { by_output[y] / outputs[y].sqrt() } else { 0.0 };
    let direction = (0..rows).map(|x| (0..columns).map(|y| p_y_given_x(x, y) * seen(y)).sum::<f64>() / share).collect();
    Some(Split { code, beta: 1.0 / share, direction })
}

/// 1/σ₂²: where the trivial encoder stops being a minimum, σ₂ the maximal correlation.
pub fn first_transition(joint: &Joint) -> f64 {
    let correlation = joint.correlations().get(1).copied().unwrap_or(0.0);
    1.0 / (correlation * correlation)
}

/// How far the halves of a code are apart while their difference is followed.
const SIZE: f64 = 1e-7;
/// Iterations until the fastest-growing difference is all that is left, and how many are then watched.
const SETTLING: usize = 400;
const WATCHED: usize = 100;

/// The factor by which the fastest-growing small difference between the halves of a code grows in one iteration of
/// Blahut–Arimoto, found by splitting every code in two and iterating; it knows nothing of [`first_split`].
///
/// The encoder should be a fixed point. For α = 1 the factor is β over the β of its first split.
pub fn growth(problem: &Problem, encoder: &Encoder, rng: &mut Rng) -> f64 {
    let (joint, codes) = (problem.joint, encoder.codes());
    let p_x = joint.p_x();
    let weights: Vec<f64> = encoder.values().iter().enumerate().map(|(i, q)| p_x[i / codes] * q).collect();
    let mut difference: Vec<f64> = weights.iter().map(|_| rng.uniform() - 0.5).collect();
    let mut logarithm = 0.0;
    for round in 0..SETTLING + WATCHED {
        // A difference that is the same for all of a code's inputs only says how unequal the halves are.
        centre(&mut difference, &weights, codes);
        let size = difference.iter().zip(&weights).map(|(r, weight)| weight * r * r).sum::<f64>().sqrt();
        if size == 0.0 {
            return 0.0;
        }
        if round >= SETTLING {
            logarithm += (size / SIZE).ln();
        }
        difference.iter_mut().for_each(|r| *r *= SIZE / size);
        let halves = encoder.values().iter().zip(&difference).flat_map(|(q, r)| [q * (1.0 + r), q * (1.0 - r)]);
        let next = problem.step(&Encoder::from_weights(halves.collect(), 2 * codes));
        for (r, pair) in difference.iter_mut().zip(next.values().chunks(2)) {
            let total = pair[0] + pair[1];
            *r = if total > 0.0 { (pair[0] - pair[1]) / total } else { 0.0 };
        }
    }
    (logarithm / WATCHED as f64).exp()
}

/// The β at which a small perturbation of the trivial encoder begins to grow under Blahut–Arimoto's iterations, found by
/// bisection between `low` and `high` to a relative accuracy; it knows nothing of [`first_transition`].
pub fn growth_onset(joint: &Joint, low: f64, high: f64, accuracy: f64, rng: &mut Rng) -> f64 {
    let trivial = Encoder::hard(&vec![0; joint.rows()], 1);
    let (mut low, mut high) = (low, high);
    while high / low > 1.0 + accuracy {
        let middle = (low * high).sqrt();
        if growth(&Problem { joint, alpha: 1.0, beta: middle }, &trivial, rng) > 1.0 {
            high = middle;
        } else {
            low = middle;
        }
    }
    (low * high).sqrt()
}

/// Takes each code's mean over its inputs away.
fn centre(difference: &mut [f64], weights: &[f64], codes: usize) {
    for t in 0..codes {
        let of_code = || (t..weights.len()).step_by(codes);
        let total: f64 = of_code().map(|i| weights[i]).sum();
        let mean = of_code().map(|i| weights[i] * difference[i]).sum::<f64>() / total.max(f64::MIN_POSITIVE);
        of_code().for_each(|i| difference[i] -= mean);
    }
}
