//! The gamma function's logarithm and its derivatives.

/// ln Γ(x); needs x > 0.
pub fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// Where the asymptotic series reach double precision.
const SERIES_FROM: f64 = 10.0;

/// ψ(x) = d ln Γ(x)/dx; needs x > 0. Relative error below 10⁻¹³, beside the zero at 1.4616… absolute error below 10⁻¹⁴.
///
/// ψ(x) = ψ(x + 1) − 1/x up to 10, from there the asymptotic series (Abramowitz & Stegun 1964, 6.3.5 and 6.3.18).
pub fn digamma(x: f64) -> f64 {
    let (x, steps) = shifted(x, |x| 1.0 / x);
    // B₂ₙ/2n, n = 1, 2, …
    const TERMS: [f64; 7] =
        [1.0 / 12.0, -1.0 / 120.0, 1.0 / 252.0, -1.0 / 240.0, 1.0 / 132.0, -691.0 / 32760.0, 1.0 / 12.0];
    libm::log(x) - 0.5 / x - series(&TERMS, 1.0 / (x * x)) - steps
}

/// ψ₁(x) = d² ln Γ(x)/dx²; needs x > 0. Relative error below 10⁻¹³.
///
/// ψ₁(x) = ψ₁(x + 1) + 1/x² up to 10, from there the asymptotic series (Abramowitz & Stegun 1964, 6.4.6 and 6.4.12).
pub fn trigamma(x: f64) -> f64 {
    let (x, steps) = shifted(x, |x| 1.0 / (x * x));
    // B₂ₙ, n = 1, 2, …
    const TERMS: [f64; 8] =
        [1.0 / 6.0, -1.0 / 30.0, 1.0 / 42.0, -1.0 / 30.0, 5.0 / 66.0, -691.0 / 2730.0, 7.0 / 6.0, -3617.0 / 510.0];
    steps + (1.0 + 0.5 / x + series(&TERMS, 1.0 / (x * x))) / x
}

/// The first of x, x + 1, … that is large enough, and the sum of a function over those before it, smallest terms first.
fn shifted(x: f64, term: impl Fn(f64) -> f64) -> (f64, f64) {
    let steps = if x < SERIES_FROM { (SERIES_FROM - x).ceil() as usize } else { 0 };
    (x + steps as f64, (0..steps).rev().map(|step| term(x + step as f64)).sum())
}

/// t₁ z + t₂ z² + …
fn series(terms: &[f64], z: f64) -> f64 {
    terms.iter().rev().fold(0.0, |sum, term| (sum + term) * z)
}
