//! The bottleneck with a convex price: what information costs may itself rise with how much of it is bought.

use serde::{Deserialize, Serialize};

use super::{blahut_arimoto::Problem, encoder::Encoder};
use crate::measures::Joint;

/// u(r): what r nats of I(X;T) cost, before they are multiplied by β.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Price {
    /// r
    Linear,
    /// r² (Kolchinsky, Tracey & Van Kuyk 2019).
    Squared,
    /// r^(1+a), a > 0 (Rodríguez Gálvez, Thobaben & Skoglund 2020).
    Power { a: f64 },
    /// e^(η (r − r*)), η > 0 (the same; shifted where r* is not 0).
    Exponential { eta: f64, shift: f64 },
}

/// Where the iterations ended.
#[derive(Clone, Debug)]
pub struct PricedSolution {
    pub encoder: Encoder,
    /// −I(T;Y) + β u(I(X;T)) in nats.
    pub value: f64,
    pub iterations: usize,
}

/// min −I(T;Y) + β u(I(X;T)) over encoders of X.
#[derive(Clone, Copy, Debug)]
pub struct PricedProblem<'a> {
    pub joint: &'a Joint,
    pub price: Price,
    /// Positive.
    pub beta: f64,
}

impl Price {
    pub fn of(self, rate: f64) -> f64 {
        match self {
            Price::Linear => rate,
            Price::Squared => rate * rate,
            Price::Power { a } => rate.max(0.0).powf(1.0 + a),
            Price::Exponential { eta, shift } => (eta * (rate - shift)).exp(),
        }
    }

    /// u′(r): what the next nat costs.
    pub fn slope(self, rate: f64) -> f64 {
        match self {
            Price::Linear => 1.0,
            Price::Squared => 2.0 * rate,
            Price::Power { a } => (1.0 + a) * rate.max(0.0).powf(a),
            Price::Exponential { eta, shift } => eta * (eta * (rate - shift)).exp(),
        }
    }

    /// I(X;T) of the optimum where Y = f(X) and H(Y) = `h_y` nats: the curve is then min(r, H(Y)), of slope 1, so that
    /// β u′(I) = 1 wherever that lies in [0, H(Y)]. At β = 1 every rate is as good for the linear price; H(Y) is given.
    ///
    /// Kolchinsky, Tracey & Van Kuyk 2019; Rodríguez Gálvez, Thobaben & Skoglund 2020.
    pub fn deterministic_rate(self, beta: f64, h_y: f64) -> f64 {
        let free = match self {
            Price::Linear if beta <= 1.0 => h_y,
            Price::Linear => 0.0,
            Price::Squared => 0.5 / beta,
            Price::Power { a } => (1.0 / ((1.0 + a) * beta)).powf(1.0 / a),
            Price::Exponential { eta, shift } => shift - (eta * beta).ln() / eta,
        };
        free.clamp(0.0, h_y)
    }
}

const MOST_ITERATIONS: usize = 3_000;
/// Of a logarithm of a probability.
const TOLERANCE: f64 = 1e-8;
/// Shorter steps than this change nothing.
const SHORTEST: f64 = 1e-6;
/// Where the next nat is all but free, it is taken to cost so much; else a step would be infinitely bold.
const LEAST_SLOPE: f64 = 1e-3;
/// From a cost of 1 on every step only leads towards silence, and from here on no faster: one that went all the way
/// would forget what tells inputs apart, and could not come back.
const MOST_SLOPE: f64 = 2.0;
/// Logarithms of probabilities below this are held here: what a bold step has all but put out must be able to come back.
const LOWEST_LOG: f64 = -28.0;

impl PricedProblem<'_> {
    /// Iterates from a start. Each step is one of Blahut and Arimoto for the linear problem whose price is the present
    /// slope, I(X;T) − I(T;Y)/(β u′); it is shortened, along the geometric mean with where it starts, until the value
    /// does not rise. Fixed points of the steps are those where the value is stationary.
    pub fn solve(&self, start: &Encoder) -> PricedSolution {
        let mut encoder = start.clone();
        let mut value = self.value(&encoder);
        let mut length = 1.0;
        let mut iterations = 0;
        while iterations < MOST_ITERATIONS {
            iterations += 1;
            let slope = self.beta * self.price.slope(encoder.i_xt(self.joint));
            let slope = slope.clamp(LEAST_SLOPE, MOST_SLOPE);
            let goal = Problem { joint: self.joint, alpha: 1.0, beta: 1.0 / slope }.step(&encoder);
            let (next, next_value) = loop {
                let next = between(&encoder, &goal, length);
                let next_value = self.value(&next);
                if next_value <= value || length < SHORTEST {
                    break (next, next_value);
                }
                length /= 2.0;
            };
            if next_value > value {
                break;
            }
            let moved = next.values().iter().zip(encoder.values()).map(|(a, b)| (logarithm(*a) - logarithm(*b)).abs());
            let change = moved.fold(0.0, f64::max);
            (encoder, value) = (next, next_value);
            if change < TOLERANCE * length {
                break;
            }
            length = (2.0 * length).min(1.0);
        }
        PricedSolution { encoder, value, iterations }
    }

    /// −I(T;Y) + β u(I(X;T)) in nats.
    pub fn value(&self, encoder: &Encoder) -> f64 {
        self.beta * self.price.of(encoder.i_xt(self.joint)) - encoder.i_ty(self.joint)
    }
}

/// q ∝ from^(1 − share) to^share, row by row.
fn between(from: &Encoder, to: &Encoder, share: f64) -> Encoder {
    let codes = from.codes();
    let mixed = from.values().iter().zip(to.values());
    let mixed: Vec<f64> = mixed.map(|(a, b)| (1.0 - share) * logarithm(*a) + share * logarithm(*b)).collect();
    let row = |row: &[f64]| {
        let greatest = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        row.iter().map(|value| (value - greatest).exp()).collect::<Vec<_>>()
    };
    Encoder::from_weights(mixed.chunks(codes).flat_map(row).collect(), codes)
}

fn logarithm(q: f64) -> f64 {
    q.ln().max(LOWEST_LOG)
}
