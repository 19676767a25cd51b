//! What is known beforehand of a head's weights, as a loss.

/// mean |tanh(W) − P|, the prior loss of a knowledge bottleneck; P holds 1 for yes, −1 for no and 0 for unknown.
///
/// `weights` and `answers` are `[classes, width]`, row-major. Yang et al. 2024, released code.
pub fn prior_loss(weights: &[f64], answers: &[f64]) -> f64 {
    assert_eq!(weights.len(), answers.len(), "one answer a weight");
    let off: f64 = weights.iter().zip(answers).map(|(weight, answer)| (libm::tanh(*weight) - answer).abs()).sum();
    off / weights.len() as f64
}

/// The gradient of [`prior_loss`] in the weights, `[classes, width]`; 0 where a weight says just what its answer does.
pub fn prior_slope(weights: &[f64], answers: &[f64]) -> Vec<f64> {
    assert_eq!(weights.len(), answers.len(), "one answer a weight");
    let count = weights.len() as f64;
    let slope = |(weight, answer): (&f64, &f64)| {
        let bent = libm::tanh(*weight);
        let side = match bent.partial_cmp(answer) {
            Some(std::cmp::Ordering::Greater) => 1.0,
            Some(std::cmp::Ordering::Less) => -1.0,
            _ => 0.0,
        };
        side * (1.0 - bent * bent) / count
    };
    weights.iter().zip(answers).map(slope).collect()
}
