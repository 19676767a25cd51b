//! Blahut–Arimoto iterations for the generalised information bottleneck.

use super::encoder::Encoder;
use crate::measures::{Joint, kl_divergence};

/// min H(T) − α H(T|X) − β I(T;Y) over encoders of X; β goes with nats.
///
/// α = 1 is the information bottleneck, α = 0 the deterministic one.
#[derive(Clone, Copy, Debug)]
pub struct Problem<'a> {
    pub joint: &'a Joint,
    /// In [0, 1].
    pub alpha: f64,
    /// Positive.
    pub beta: f64,
}

/// Where the iterations ended.
#[derive(Clone, Debug)]
pub struct Solution {
    pub encoder: Encoder,
    pub lagrangian: f64,
    pub iterations: usize,
    /// The greatest change of a probability in the last iteration.
    pub residual: f64,
    pub converged: bool,
}

const MOST_ITERATIONS: usize = 20_000;
const TOLERANCE: f64 = 1e-13;
/// Logarithms of probabilities below this are held here, so that extrapolation stays finite.
const LOWEST_LOG: f64 = -300.0;

impl Problem<'_> {
    /// One iteration: q(t|x) ∝ exp((ln q(t) − β KL(p(y|x) ‖ q(y|t))) / α), or its arg max for α = 0.
    ///
    /// Tishby, Pereira & Bialek 1999, eq. 28; Strouse & Schwab 2017, eq. 14.
    pub fn step(&self, encoder: &Encoder) -> Encoder {
        let (logits, codes) = (self.logits(encoder), encoder.codes());
        if self.alpha == 0.0 {
            let best = |row: &[f64]| (0..codes).fold(0, |best, t| if row[t] > row[best] { t } else { best });
            return Encoder::hard(&logits.chunks(codes).map(best).collect::<Vec<_>>(), codes);
        }
        Encoder::from_weights(exponentials(&logits, codes), codes)
    }

    fn logits(&self, encoder: &Encoder) -> Vec<f64> {
        let (joint, codes, columns) = (self.joint, encoder.codes(), self.joint.columns());
        let (p_x, q_t, q_ty) = (joint.p_x(), encoder.q_t(joint), encoder.q_ty(joint));
        let q_y_given_t: Vec<f64> = q_ty.iter().enumerate().map(|(i, q)| q / q_t[i / columns]).collect();
        let scale = if self.alpha == 0.0 { 1.0 } else { 1.0 / self.alpha };
        let mut logits = Vec::with_capacity(encoder.values().len());
        for (x, p) in p_x.iter().enumerate() {
            let p_y: Vec<f64> = joint.row(x).iter().map(|cell| cell / p).collect();
            for t in 0..codes {
                logits.push(if q_t[t] > 0.0 {
                    let distance = kl_divergence(&p_y, &q_y_given_t[t * columns..(t + 1) * columns]);
                    (q_t[t].ln() - self.beta * distance) * scale
                } else {
                    f64::NEG_INFINITY
                });
            }
        }
        logits
    }

    /// Iterates from a start until nothing changes. Steps are extrapolated (SQUAREM); an extrapolation that would raise
    /// the Lagrangian is not taken, so the Lagrangian never rises.
    ///
    /// Varadhan & Roland 2008, scheme S3.
    pub fn solve(&self, start: &Encoder) -> Solution {
        let mut encoder = start.clone();
        let mut residual = f64::INFINITY;
        let mut iterations = 0;
        while iterations < MOST_ITERATIONS && residual > TOLERANCE {
            let first = self.step(&encoder);
            let second = self.step(&first);
            iterations += 2;
            residual = change(&first, &second);
            encoder = match self.extrapolated(&encoder, &first, &second) {
                Some(leap) if self.value(&leap) <= self.value(&second) => {
                    iterations += 1;
                    leap
                }
                _ => second,
            };
        }
        Solution { lagrangian: self.value(&encoder), encoder, iterations, residual, converged: residual <= TOLERANCE }
    }

    /// The solution of least Lagrangian among several starts; none without a start.
    pub fn best(&self, starts: &[Encoder]) -> Option<Solution> {
        starts.iter().map(|start| self.solve(start)).min_by(|a, b| a.lagrangian.total_cmp(&b.lagrangian))
    }

    fn value(&self, encoder: &Encoder) -> f64 {
        encoder.lagrangian(self.joint, self.alpha, self.beta)
    }

    fn extrapolated(&self, start: &Encoder, first: &Encoder, second: &Encoder) -> Option<Encoder> {
        if self.alpha == 0.0 {
            return None;
        }
        let logarithms = |encoder: &Encoder| -> Vec<f64> {
            encoder.values().iter().map(|value| value.ln().max(LOWEST_LOG)).collect()
        };
        let (a, b, c) = (logarithms(start), logarithms(first), logarithms(second));
        let r: Vec<f64> = b.iter().zip(&a).map(|(b, a)| b - a).collect();
        let v: Vec<f64> = (0..a.len()).map(|i| c[i] - 2.0 * b[i] + a[i]).collect();
        let norm = |values: &[f64]| values.iter().map(|value| value * value).sum::<f64>().sqrt();
        let length = -norm(&r) / norm(&v);
        if !length.is_finite() || length > -1.0 {
            return None;
        }
        let leap: Vec<f64> = (0..a.len()).map(|i| a[i] - 2.0 * length * r[i] + length * length * v[i]).collect();
        let codes = start.codes();
        // One plain step makes the leap consistent again.
        Some(self.step(&Encoder::from_weights(exponentials(&leap, codes), codes)))
    }
}

/// Row by row, exponentials of what is left after taking the row's greatest away.
fn exponentials(logits: &[f64], codes: usize) -> Vec<f64> {
    let row = |row: &[f64]| {
        let greatest = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        row.iter().map(|logit| (logit - greatest).exp()).collect::<Vec<_>>()
    };
    logits.chunks(codes).flat_map(row).collect()
}

fn change(a: &Encoder, b: &Encoder) -> f64 {
    a.values().iter().zip(b.values()).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}
