//! The Gaussian as a network is shown it: the few points that stand for it exactly, and samples.

use burn::tensor::{Device, Tensor, TensorData};
use nalgebra::{Cholesky, DMatrix, DVector};

use super::Config;
use crate::{
    draws::Rng,
    measures::{GaussianError, JointGaussian},
    nets::variational::{Batch, Rows},
};

/// Points (x, y, noise) with mean zero and exactly the covariance of X, Y and independent standard noise: ± √m times
/// each column of its root, m the number of numbers. Whatever is quadratic in them has its exact expectation as their
/// mean; the loss of a linear network is, while its deviations do not depend on x.
pub fn exact_batch(gaussian: &JointGaussian, device: &Device) -> Result<Batch, GaussianError> {
    let d = gaussian.s_x.nrows();
    let m = 3 * d;
    let mut covariance = DMatrix::identity(m, m);
    covariance.view_mut((0, 0), (2 * d, 2 * d)).copy_from(&joint(gaussian));
    let root = Cholesky::new(covariance).ok_or(GaussianError::NotPositiveDefinite)?.l() * (m as f64).sqrt();
    let part = |first: usize| {
        let value = |i: usize| {
            let (row, column) = (first + i / (2 * m), i % (2 * m));
            let value = root[(row, column % m)] as f32;
            if column < m { value } else { -value }
        };
        Tensor::from_data(TensorData::new((0..d * 2 * m).map(value).collect::<Vec<f32>>(), [1, d, 2 * m]), device)
    };
    Ok(Batch { inputs: part(0), targets: part(d), noise: part(2 * d) })
}

/// Covariance of (X, Y).
fn joint(gaussian: &JointGaussian) -> DMatrix<f64> {
    let d = gaussian.s_x.nrows();
    let mut joint = DMatrix::zeros(2 * d, 2 * d);
    joint.view_mut((0, 0), (d, d)).copy_from(&gaussian.s_x);
    joint.view_mut((d, d), (d, d)).copy_from(&gaussian.s_y);
    joint.view_mut((0, d), (d, d)).copy_from(&gaussian.s_xy);
    joint.view_mut((d, 0), (d, d)).copy_from(&gaussian.s_xy.transpose());
    joint
}

/// Every seed with its rows.
pub type Groups = Vec<(u64, Vec<usize>)>;

/// Every seed's samples, one after the other, and which rows are whose. Each seed's are moved and stretched so that their
/// mean is zero and their covariance the distribution's.
pub fn samples(config: &Config) -> Result<(Rows, Groups), GaussianError> {
    let gaussian = config.gaussian()?;
    let (d, each) = (config.components, config.samples);
    let wanted = Cholesky::new(joint(&gaussian)).ok_or(GaussianError::NotPositiveDefinite)?.l();
    let mut rows = Rows { inputs: Vec::new(), targets: Vec::new(), n: each * config.replicas };
    let mut groups = Vec::new();
    for (group, seed) in config.seeds().into_iter().enumerate() {
        let seed = u64::from(seed);
        let mut rng = Rng::new(seed, "samples");
        let drawn = DMatrix::from_fn(2 * d, each, |_, _| rng.normal());
        let mean: DVector<f64> = drawn.column_mean();
        let centred = DMatrix::from_fn(2 * d, each, |i, j| drawn[(i, j)] - mean[i]);
        let found = &centred * centred.transpose() / each as f64;
        let undone = Cholesky::new(found).ok_or(GaussianError::NotPositiveDefinite)?.l();
        let inverse = undone.try_inverse().ok_or(GaussianError::NotPositiveDefinite)?;
        let adjusted = &wanted * inverse * centred;
        for sample in adjusted.column_iter() {
            rows.inputs.extend(sample.iter().take(d).map(|value| *value as f32));
            rows.targets.extend(sample.iter().skip(d).map(|value| *value as f32));
        }
        groups.push((seed, (group * each..(group + 1) * each).collect()));
    }
    Ok((rows, groups))
}
