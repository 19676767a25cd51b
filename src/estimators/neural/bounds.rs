//! What a critic's scores say of the information, in nats: the bounds' values in double precision.
//!
//! Every mean over products runs over all pairs of one batch that were not drawn together, pooled over the batches, so
//! that the logarithm is taken once (of many batches' logarithms the mean is biased upward).

use libm::{exp, log, log1p};

/// Scores f(xᵢ, yⱼ) of square batches: `[batches, size, size]`, row i one x, column j one y, i = j drawn together.
#[derive(Clone, Debug, PartialEq)]
pub struct Scores {
    values: Vec<f64>,
    size: usize,
}

impl Scores {
    /// Needs whole batches of at least two, and one batch at least.
    pub fn new(values: Vec<f64>, size: usize) -> Self {
        assert!(size > 1 && !values.is_empty() && values.len().is_multiple_of(size * size), "whole square batches");
        Self { values, size }
    }

    /// The scores of what was drawn together.
    pub fn joint(&self) -> impl Iterator<Item = f64> {
        self.rows().map(|(i, row)| row[i])
    }

    /// The scores of what was not: every pair i ≠ j of each batch.
    pub fn product(&self) -> impl Iterator<Item = f64> + Clone {
        self.rows().flat_map(|(i, row)| row.iter().enumerate().filter(move |(j, _)| *j != i).map(|(_, score)| *score))
    }

    pub fn size(&self) -> usize {
        self.size
    }

    /// Every row with its place in its batch.
    fn rows(&self) -> impl Iterator<Item = (usize, &[f64])> + Clone {
        self.values.chunks_exact(self.size).enumerate().map(|(row, scores)| (row % self.size, scores))
    }
}

/// E_joint f − ln E_product eᶠ (Donsker & Varadhan 1983; Belghazi et al. 2018, eq. 5).
pub fn donsker_varadhan(scores: &Scores) -> f64 {
    mean(scores.joint()) - log_mean_exp(scores.product())
}

/// E_joint f − E_product eᶠ⁻¹; tight at f = 1 + ln p(x,y)/(p(x)p(y)) (Nguyen, Wainwright & Jordan 2010, eq. 9).
pub fn nwj(scores: &Scores) -> f64 {
    mean(scores.joint()) - mean(scores.product().map(|score| exp(score - 1.0)))
}

/// [`nwj`] of f + 1, for critics that were trained towards the log-ratio itself (Poole et al. 2019, §2.3).
pub fn nwj_of_log_ratio(scores: &Scores) -> f64 {
    1.0 + mean(scores.joint()) - mean(scores.product().map(exp))
}

/// ln B + the mean of fᵢᵢ − ln Σⱼ e^fᵢⱼ, j = i included; never above ln B (van den Oord et al. 2018, eq. 4).
pub fn infonce(scores: &Scores) -> f64 {
    // ln of the mean, which holds the ln B.
    mean(scores.rows().map(|(i, row)| row[i] - log_mean_exp(row.iter().copied())))
}

/// −E_joint ln(1 + e⁻ᶠ) − E_product ln(1 + eᶠ): what a Jensen–Shannon critic climbs; no information itself (Hjelm et
/// al. 2019, eq. 4).
pub fn jensen_shannon(scores: &Scores) -> f64 {
    -mean(scores.joint().map(|score| softplus(-score))) - mean(scores.product().map(softplus))
}

/// E_joint f − ln E_product e^clip(f, −τ, τ): no bound any more where τ is finite (Song & Ermon 2020, eq. 13).
pub fn smile(scores: &Scores, tau: f64) -> f64 {
    mean(scores.joint()) - log_mean_exp(scores.product().map(|score| score.clamp(-tau, tau)))
}

/// E_joint f − E_product f: the Wasserstein-1 distance of joint and product at the best critic whose slope is nowhere
/// above 1 (Ozair et al. 2019, eq. 6). In the unit of the data, not in nats.
pub fn wasserstein(scores: &Scores) -> f64 {
    mean(scores.joint()) - mean(scores.product())
}

/// Mean of ln q(yᵢ|xᵢ) − mean over all i, j of ln q(yⱼ|xᵢ), where q(·|xᵢ) is normal with independent coordinates; at
/// least the information where q is the true conditional (Cheng et al. 2020, eq. 8).
///
/// `means`, `log_variances` and `y` are `[n, dim]`, row-major. Computed through the moments of y: n steps, not n².
pub fn vclub(means: &[f64], log_variances: &[f64], y: &[f64], dim: usize) -> f64 {
    let n = y.len() / dim;
    let mut total = 0.0;
    for column in 0..dim {
        let at = |values: &[f64], i: usize| values[i * dim + column];
        let first = mean((0..n).map(|i| at(y, i)));
        let spread = mean((0..n).map(|i| (at(y, i) - first) * (at(y, i) - first)));
        total += mean((0..n).map(|i| {
            let own = at(y, i) - at(means, i);
            let centre = first - at(means, i);
            0.5 * exp(-at(log_variances, i)) * (spread + centre * centre - own * own)
        }));
    }
    total
}

/// ln of the mean of eᵗ, without overflow.
fn log_mean_exp(terms: impl Iterator<Item = f64> + Clone) -> f64 {
    let most = terms.clone().fold(f64::NEG_INFINITY, f64::max);
    most + log(mean(terms.map(|term| exp(term - most))))
}

fn softplus(t: f64) -> f64 {
    t.max(0.0) + log1p(exp(-t.abs()))
}

fn mean(terms: impl Iterator<Item = f64>) -> f64 {
    let (mut total, mut count) = (0.0, 0usize);
    for term in terms {
        total += term;
        count += 1;
    }
    total / count as f64
}
