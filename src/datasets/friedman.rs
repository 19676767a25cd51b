//! Friedman's first regression problem, drawn from its rule: five inputs matter, five do not, and the noise is known.

use std::f64::consts::PI;

use super::{labelled::About, regression::Regression};
use crate::draws::Rng;

pub const ROWS: usize = 1000;
pub const DIM: usize = 10;

static ABOUT: About = About {
    name: "Friedman's function",
    source: "The problem of J. H. Friedman, Multivariate Adaptive Regression Splines, Annals of Statistics 19 (1991), \
             drawn here from its rule",
    licence: "generated here: nobody's data are shipped",
};

/// [`ROWS`] inputs uniform in [0, 1]¹⁰ with targets 10 sin(π x₁x₂) + 20 (x₃ − ½)² + 10 x₄ + 5 x₅ + N(0, 1).
///
/// No prediction from x has a root-mean-square error below 1 in the target's own unit, but by chance.
pub fn draw(rng: &mut Rng) -> Regression {
    let (mut inputs, mut targets) = (Vec::with_capacity(ROWS * DIM), Vec::with_capacity(ROWS));
    for _ in 0..ROWS {
        let x: [f64; DIM] = std::array::from_fn(|_| rng.uniform());
        inputs.extend(x.map(|value| value as f32));
        targets.push((signal(&x) + rng.normal()) as f32);
    }
    Regression::new(&ABOUT, inputs, DIM, targets)
}

/// The target without its noise.
pub fn signal(x: &[f64; DIM]) -> f64 {
    10.0 * libm::sin(PI * x[0] * x[1]) + 20.0 * (x[2] - 0.5) * (x[2] - 0.5) + 10.0 * x[3] + 5.0 * x[4]
}
