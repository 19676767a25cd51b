//! The bottleneck of the binary symmetric channel with a uniform input, in closed form.

use std::f64::consts::LN_2;

use crate::measures::binary_entropy;

/// a ⋆ b = a(1−b) + b(1−a): two binary symmetric channels in a row.
fn cascade(a: f64, b: f64) -> f64 {
    a * (1.0 - b) + b * (1.0 - a)
}

/// (I(X;T), I(T;Y)) in nats where T is X through a binary symmetric channel of error `delta` in [0, ½].
///
/// Optimal by Mrs. Gerber's lemma (Wyner & Ziv 1973).
pub fn binary_symmetric_point(error: f64, delta: f64) -> (f64, f64) {
    (LN_2 - binary_entropy(delta), LN_2 - binary_entropy(cascade(error, delta)))
}

/// The optimal encoder's error δ at β, for a channel of `error` in (0, ½); ½ up to the critical β = 1/(1−2·error)².
///
/// Solves β (1−2e) ln((1−e⋆δ)/(e⋆δ)) = ln((1−δ)/δ) by bisection to the last bit.
pub fn binary_symmetric_beta(error: f64, beta: f64) -> f64 {
    let slope = 1.0 - 2.0 * error;
    if beta * slope * slope <= 1.0 {
        return 0.5;
    }
    let odds = |p: f64| ((1.0 - p) / p).ln();
    let excess = |delta: f64| beta * slope * odds(cascade(error, delta)) - odds(delta);
    // Near ½ the left side is the greater one, near 0 the right side.
    let (mut low, mut high) = (0.0, 0.5);
    for _ in 0..200 {
        let middle = (low + high) / 2.0;
        if excess(middle) > 0.0 && middle < 0.5 {
            high = middle;
        } else {
            low = middle;
        }
    }
    (low + high) / 2.0
}
