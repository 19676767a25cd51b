//! One solution followed as β rises: codes split where they must, and nothing jumps before.

use super::{blahut_arimoto::Problem, encoder::Encoder};
use crate::{draws::Rng, measures::Joint};

/// Starts from silence. At each β every code is split into two halves that differ by a trace, and plain iterations of
/// Blahut–Arimoto decide whether the halves fall together again or part. So it stays a local minimum, also where a
/// better code has come up elsewhere.
///
/// Rose, Gurewitz & Fox 1990, whose annealing this is.
pub struct Annealing<'a> {
    joint: &'a Joint,
    /// One code for each that is distinct.
    encoder: Encoder,
    rng: Rng,
}

/// How far the halves of a code differ at first.
const TRACE: f64 = 1e-4;
const MOST_ITERATIONS: usize = 4_000;
const TOLERANCE: f64 = 1e-9;

impl<'a> Annealing<'a> {
    pub fn new(joint: &'a Joint, rng: Rng) -> Self {
        Self { joint, encoder: Encoder::hard(&vec![0; joint.rows()], 1), rng }
    }

    /// The local minimum at β that the last one leads to, with no code twice. Call with rising β.
    pub fn at(&mut self, beta: f64) -> &Encoder {
        let problem = Problem { joint: self.joint, alpha: 1.0, beta };
        // What has just split may be a saddle still.
        for _ in 0..self.joint.rows() {
            let codes = self.encoder.codes();
            self.encoder = self.relaxed(&problem);
            if self.encoder.codes() <= codes {
                break;
            }
        }
        &self.encoder
    }

    /// Where every code, in two halves, ends.
    fn relaxed(&mut self, problem: &Problem) -> Encoder {
        let rng = &mut self.rng;
        let halves = self.encoder.values().iter().flat_map(|q| {
            let trace = TRACE * (2.0 * rng.uniform() - 1.0);
            [q * (1.0 + trace), q * (1.0 - trace)]
        });
        let mut encoder = Encoder::from_weights(halves.collect(), 2 * self.encoder.codes());
        for _ in 0..MOST_ITERATIONS {
            let next = problem.step(&encoder);
            let change = next.values().iter().zip(encoder.values()).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
            encoder = next;
            if change < TOLERANCE {
                break;
            }
        }
        encoder.merged(self.joint)
    }
}
