//! One currency for all objectives: what a trained code still tells of its input, whether it is noisy or exact.

use super::{
    config::Config,
    prepare::{Part, Prepared},
};
use crate::{
    draws::Rng,
    estimators::{Chosen, EstimateError, kernel::cs_qmi},
    samples::{Pairs, Samples},
};

/// The code of some inputs: Gaussians of their own mean and deviation, which is 0 for an exact code.
pub struct Codes {
    /// `[n, dim]`, row-major.
    pub means: Vec<f64>,
    /// `[n, dim]`, row-major.
    pub deviations: Vec<f64>,
    pub dim: usize,
}

/// An upper bound on I(X;T + N(0, (ν s)²)) in nats, X being equally likely to be any of the n inputs: −1/n Σᵢ ln 1/n Σⱼ
/// exp(−KL(pᵢ‖pⱼ)), pᵢ the Gaussian code of input i with the added noise. Never above ln n.
///
/// s is the code's deviation, √(mean variance of its coordinates, its own noise included), and ν is `noise` > 0: so the
/// scale of a code is no information. A code that does not vary tells 0.
///
/// Kolchinsky & Tracey 2017, the bound by pairwise Kullback–Leibler divergences.
pub fn information(codes: &Codes, noise: f64) -> f64 {
    let Codes { means, deviations, dim } = codes;
    let (dim, n) = (*dim, means.len() / dim);
    let mut spread = 0.0;
    for unit in 0..dim {
        let column = || means.iter().skip(unit).step_by(dim);
        let middle = column().sum::<f64>() / n as f64;
        spread += column().map(|mean| (mean - middle) * (mean - middle)).sum::<f64>();
    }
    spread += deviations.iter().map(|deviation| deviation * deviation).sum::<f64>();
    let added = noise * noise * spread / means.len() as f64;
    if added < 1e-24 {
        return 0.0;
    }
    let variances: Vec<f64> = deviations.iter().map(|deviation| deviation * deviation + added).collect();
    let logs: Vec<f64> = variances.chunks_exact(dim).map(|row| row.iter().map(|v| libm::log(*v)).sum()).collect();
    let rows = || means.chunks_exact(dim).zip(variances.chunks_exact(dim)).zip(&logs);
    let mut total = 0.0;
    for ((mean, variance), log) in rows() {
        let mut near = 0.0;
        for ((other_mean, other_variance), other_log) in rows() {
            let mut divergence = other_log - log - dim as f64;
            for unit in 0..dim {
                let apart = mean[unit] - other_mean[unit];
                divergence += (variance[unit] + apart * apart) / other_variance[unit];
            }
            near += libm::exp(-0.5 * divergence.max(0.0));
        }
        // The input itself counts 1, so that the logarithm needs no shift.
        total -= libm::log(near / n as f64);
    }
    total / n as f64
}

/// The normalised I_CS of the test inputs and one draw of their codes, with kernels of the split's width for inputs and of
/// `sigma_t` for codes. A code that hardly varies against its kernel tells 0.
pub fn dependence(
    config: &Config,
    prepared: &Prepared,
    part: &Part,
    codes: &Codes,
    sigma_t: f64,
) -> Result<f64, EstimateError> {
    let mut rng = Rng::new(part.seed, "measured noise");
    let values = codes.means.iter().zip(&codes.deviations);
    let drawn = values.map(|(mean, deviation)| (mean + deviation * rng.normal()) / sigma_t).collect();
    let pairs = Pairs::new(prepared.inputs_in_widths(part, &part.test)?, Samples::new(drawn, config.width)?)?;
    let settings = Chosen::parse("cs-qmi?form=normalised")?.settings;
    match cs_qmi::estimate(&pairs, &settings, &mut rng) {
        Ok(reading) => Ok(reading.value),
        Err(EstimateError::Unsuited(_)) => Ok(0.0),
        Err(error) => Err(error),
    }
}
