//! Encoders q(t|x) of a discrete variable, and what they keep.

use crate::measures::{Joint, entropy};

/// q(t|x): `[rows x, columns t]`, every row a distribution.
#[derive(Clone, Debug, PartialEq)]
pub struct Encoder {
    q: Vec<f64>,
    codes: usize,
}

/// Two codes whose rows of q(y|t) differ by less than this are one.
const SAME_CODE: f64 = 1e-5;
/// A code used less often than this is not used.
const UNUSED: f64 = 1e-9;

impl Encoder {
    /// Rows are normalised; `weights` is `[inputs, codes]`, non-negative, every row with some weight.
    pub fn from_weights(weights: Vec<f64>, codes: usize) -> Self {
        let mut q = weights;
        for row in q.chunks_mut(codes) {
            let total: f64 = row.iter().sum();
            row.iter_mut().for_each(|value| *value /= total);
        }
        Self { q, codes }
    }

    /// Every input has a code of its own, with probability `own`; the rest is spread over the others.
    pub fn near_identity(inputs: usize, own: f64) -> Self {
        let spread = (1.0 - own) / (inputs - 1).max(1) as f64;
        let cell = |x: usize, t: usize| if x == t { own } else { spread };
        Self::from_weights((0..inputs * inputs).map(|i| cell(i / inputs, i % inputs)).collect(), inputs)
    }

    /// The encoder that gives input x the code `assignment[x]`.
    pub fn hard(assignment: &[usize], codes: usize) -> Self {
        let mut q = vec![0.0; assignment.len() * codes];
        for (x, t) in assignment.iter().enumerate() {
            q[x * codes + t] = 1.0;
        }
        Self { q, codes }
    }

    pub fn codes(&self) -> usize {
        self.codes
    }

    pub fn inputs(&self) -> usize {
        self.q.len() / self.codes
    }

    /// q(·|x).
    pub fn row(&self, x: usize) -> &[f64] {
        &self.q[x * self.codes..(x + 1) * self.codes]
    }

    /// All rows, row-major.
    pub fn values(&self) -> &[f64] {
        &self.q
    }

    /// q(t) = Σ p(x) q(t|x).
    pub fn q_t(&self, joint: &Joint) -> Vec<f64> {
        let mut q_t = vec![0.0; self.codes];
        for (x, p) in joint.p_x().iter().enumerate() {
            q_t.iter_mut().zip(self.row(x)).for_each(|(total, q)| *total += p * q);
        }
        q_t
    }

    /// q(t, y) = Σ p(x, y) q(t|x), `[codes, columns]`.
    pub fn q_ty(&self, joint: &Joint) -> Vec<f64> {
        let columns = joint.columns();
        let mut q_ty = vec![0.0; self.codes * columns];
        for x in 0..joint.rows() {
            for (t, q) in self.row(x).iter().enumerate().filter(|(_, q)| **q > 0.0) {
                let codes = &mut q_ty[t * columns..(t + 1) * columns];
                codes.iter_mut().zip(joint.row(x)).for_each(|(total, p)| *total += p * q);
            }
        }
        q_ty
    }

    /// H(T) in nats.
    pub fn code_entropy(&self, joint: &Joint) -> f64 {
        entropy(&self.q_t(joint))
    }

    /// H(T|X) in nats.
    pub fn conditional_entropy(&self, joint: &Joint) -> f64 {
        joint.p_x().iter().enumerate().map(|(x, p)| p * entropy(self.row(x))).sum()
    }

    /// I(X;T) in nats.
    pub fn i_xt(&self, joint: &Joint) -> f64 {
        self.code_entropy(joint) - self.conditional_entropy(joint)
    }

    /// I(T;Y) in nats.
    pub fn i_ty(&self, joint: &Joint) -> f64 {
        self.code_entropy(joint) + entropy(&joint.p_y()) - entropy(&self.q_ty(joint))
    }

    /// H(T) − α H(T|X) − β I(T;Y) in nats: the bottleneck's Lagrangian for α = 1, the deterministic one's for α = 0.
    ///
    /// Strouse & Schwab 2017, eq. 11.
    pub fn lagrangian(&self, joint: &Joint, alpha: f64, beta: f64) -> f64 {
        self.code_entropy(joint) - alpha * self.conditional_entropy(joint) - beta * self.i_ty(joint)
    }

    /// How many codes are used and tell different things of Y.
    pub fn clusters(&self, joint: &Joint) -> usize {
        self.groups(joint).len()
    }

    /// The same encoder with one code for all that tell the same of Y, and none that is not used.
    pub fn merged(&self, joint: &Joint) -> Self {
        let groups = self.groups(joint);
        let weight = |row: &[f64], group: &[usize]| group.iter().map(|t| row[*t]).sum::<f64>();
        let weights = self.q.chunks(self.codes).flat_map(|row| groups.iter().map(|group| weight(row, group)));
        Self::from_weights(weights.collect(), groups.len())
    }

    /// The used codes, those together that tell the same of Y.
    fn groups(&self, joint: &Joint) -> Vec<Vec<usize>> {
        let (q_t, q_ty, columns) = (self.q_t(joint), self.q_ty(joint), joint.columns());
        let mut kept: Vec<(Vec<f64>, Vec<usize>)> = Vec::new();
        for (t, q) in q_t.iter().enumerate().filter(|(_, q)| **q > UNUSED) {
            let row: Vec<f64> = q_ty[t * columns..(t + 1) * columns].iter().map(|value| value / q).collect();
            let same = |other: &Vec<f64>| other.iter().zip(&row).all(|(a, b)| (a - b).abs() < SAME_CODE);
            match kept.iter_mut().find(|(other, _)| same(other)) {
                Some((_, group)) => group.push(t),
                None => kept.push((row, vec![t])),
            }
        }
        kept.into_iter().map(|(_, group)| group).collect()
    }
}
