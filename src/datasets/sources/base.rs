//! The distributions themselves: how they are drawn, and what their information is.

use super::{error::SourceError, truth};
use crate::{
    draws::Rng,
    measures::{Joint, bivariate_information},
};

/// A distribution of X and Y. Symbols are coded as the numbers 0, 1, 2, …
#[derive(Clone, Debug, PartialEq)]
pub enum Base {
    /// Standard normals; `Xᵢ` and `Yᵢ` correlated for the first `pairs` coordinates, all else independent.
    PairedNormal { dim: usize, pairs: usize, correlation: f64 },
    /// Standard normals, any two of the 2·`dim` coordinates correlated alike.
    DenseNormal { dim: usize, correlation: f64 },
    /// The multivariate Student-t distribution with `freedom` degrees of freedom whose dispersion is that of
    /// [`Base::PairedNormal`]: every coordinate shares one random scale, so that even uncorrelated ones are dependent.
    Student { dim: usize, pairs: usize, correlation: f64, freedom: f64 },
    /// X uniform in (0, 1), Y = X + noise uniform in (−reach, reach).
    Additive { reach: f64 },
    /// Y = ±1 with equal chance, coded as it is; X = shift·Y + a standard normal.
    SignAndNoise { shift: f64 },
    /// X gamma distributed with unit scale; Y exponential with rate X.
    GammaExponential { shape: f64 },
    /// Symbols of a discrete joint distribution: X the row, Y the column.
    Table(Joint),
    /// X uniform in (0, 1), Y the one of `labels` equal pieces it lies in.
    Quantised { labels: usize },
}

impl Base {
    pub(super) fn check(&self) -> Result<(), SourceError> {
        let correlated = |correlation: f64, low: f64, allowed| {
            within("the correlation", correlation, low < correlation && correlation < 1.0, allowed)
        };
        let paired = |dim: usize, pairs: usize| {
            within("the dimension", dim as f64, dim > 0, "at least 1")?;
            within("the number of correlated pairs", pairs as f64, pairs <= dim, "at most the dimension")
        };
        match *self {
            Base::PairedNormal { dim, pairs, correlation } => {
                paired(dim, pairs)?;
                correlated(correlation, -1.0, "between −1 and 1")
            }
            Base::DenseNormal { dim, correlation } => {
                paired(dim, dim)?;
                correlated(correlation, -f64::MIN_POSITIVE, "at least 0 and below 1")
            }
            Base::Student { dim, pairs, correlation, freedom } => {
                paired(dim, pairs)?;
                correlated(correlation, -1.0, "between −1 and 1")?;
                within(
                    "the number of degrees of freedom",
                    freedom,
                    freedom >= 1.0 && freedom.is_finite(),
                    "at least 1 and finite",
                )
            }
            Base::Additive { reach } => {
                within("the noise's reach", reach, reach > 0.0 && reach.is_finite(), "above 0 and finite")
            }
            Base::SignAndNoise { shift } => {
                within("the shift", shift, (0.0..=20.0).contains(&shift), "between 0 and 20")
            }
            Base::GammaExponential { shape } => within(
                "the shape",
                shape,
                (0.06..=1e6).contains(&shape),
                "between 0.06 (below, numbers would overflow) and a million",
            ),
            Base::Table(_) => Ok(()),
            Base::Quantised { labels } => within("the number of labels", labels as f64, labels > 0, "at least 1"),
        }
    }

    /// The dimensions of X and of Y.
    pub fn dims(&self) -> [usize; 2] {
        match *self {
            Base::PairedNormal { dim, .. } | Base::DenseNormal { dim, .. } | Base::Student { dim, .. } => [dim; 2],
            _ => [1; 2],
        }
    }

    /// I(X;Y) in nats.
    pub fn mutual_information(&self) -> f64 {
        match *self {
            Base::PairedNormal { pairs, correlation, .. } => pairs as f64 * bivariate_information(correlation),
            Base::DenseNormal { dim, correlation } => truth::dense_normal_information(dim, correlation),
            Base::Student { dim, pairs, correlation, freedom } => {
                pairs as f64 * bivariate_information(correlation) + truth::student_excess(freedom, dim, dim)
            }
            Base::Additive { reach } => truth::additive_information(reach),
            Base::SignAndNoise { shift } => truth::sign_and_noise_information(shift),
            Base::GammaExponential { shape } => truth::gamma_exponential_information(shape),
            Base::Table(ref joint) => joint.information(),
            Base::Quantised { labels } => libm::log(labels as f64),
        }
    }

    /// Adds `n` points to each side, `[n, dim]`, row by row.
    pub(super) fn sample(&self, n: usize, rng: &mut Rng, x: &mut Vec<f64>, y: &mut Vec<f64>) {
        for _ in 0..n {
            match *self {
                Base::PairedNormal { dim, pairs, correlation } => {
                    paired_normals(dim, pairs, correlation, 1.0, rng, x, y)
                }
                Base::DenseNormal { dim, correlation } => {
                    let (shared, own) = (correlation.sqrt() * rng.normal(), (1.0 - correlation).sqrt());
                    x.extend((0..dim).map(|_| shared + own * rng.normal()));
                    y.extend((0..dim).map(|_| shared + own * rng.normal()));
                }
                Base::Student { dim, pairs, correlation, freedom } => {
                    // χ² is twice a gamma variable of half its degrees of freedom.
                    let scale = (freedom / (2.0 * rng.gamma(freedom / 2.0))).sqrt();
                    paired_normals(dim, pairs, correlation, scale, rng, x, y);
                }
                Base::Additive { reach } => {
                    let drawn = rng.uniform();
                    x.push(drawn);
                    y.push(drawn + reach * (2.0 * rng.uniform() - 1.0));
                }
                Base::SignAndNoise { shift } => {
                    let sign = if rng.uniform() < 0.5 { -1.0 } else { 1.0 };
                    x.push(shift * sign + rng.normal());
                    y.push(sign);
                }
                Base::GammaExponential { shape } => {
                    let rate = rng.gamma(shape);
                    x.push(rate);
                    y.push(rng.gamma(1.0) / rate);
                }
                Base::Table(ref joint) => {
                    let [row, column] = cell(joint, rng.uniform());
                    x.push(row as f64);
                    y.push(column as f64);
                }
                Base::Quantised { labels } => {
                    let drawn = rng.uniform();
                    x.push(drawn);
                    y.push((drawn * labels as f64).floor());
                }
            }
        }
    }
}

fn within(parameter: &'static str, value: f64, is_allowed: bool, allowed: &'static str) -> Result<(), SourceError> {
    if is_allowed { Ok(()) } else { Err(SourceError::Parameter { parameter, value, allowed }) }
}

fn paired_normals(
    dim: usize,
    pairs: usize,
    correlation: f64,
    scale: f64,
    rng: &mut Rng,
    x: &mut Vec<f64>,
    y: &mut Vec<f64>,
) {
    let own = ((1.0 - correlation) * (1.0 + correlation)).sqrt();
    for coordinate in 0..dim {
        let [first, second] = [rng.normal(), rng.normal()];
        x.push(scale * first);
        y.push(scale * if coordinate < pairs { correlation * first + own * second } else { second });
    }
}

/// The cell that a number of [0, 1) falls into where the cells lie one after the other.
fn cell(joint: &Joint, at: f64) -> [usize; 2] {
    let mut below = 0.0;
    for row in 0..joint.rows() {
        for column in 0..joint.columns() {
            below += joint.p(row, column);
            if at < below {
                return [row, column];
            }
        }
    }
    // Rounding can leave the sum a little below 1.
    let filled = (0..joint.columns()).rev().find(|column| joint.p(joint.rows() - 1, *column) > 0.0);
    [joint.rows() - 1, filled.unwrap_or(0)]
}
