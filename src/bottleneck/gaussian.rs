//! The Gaussian information bottleneck: in closed form, and by its own Blahut–Arimoto iterations.

use nalgebra::{Cholesky, DMatrix};

use crate::measures::{GaussianError, JointGaussian};

/// The bottleneck of jointly Gaussian X and Y, whose optimal T is Gaussian too.
#[derive(Clone, Debug)]
pub struct GaussianBottleneck {
    s_x: DMatrix<f64>,
    s_x_given_y: DMatrix<f64>,
    /// Eigenvalues of Σ_{x|y} Σ_x⁻¹, least first; in (0, 1].
    eigenvalues: Vec<f64>,
}

/// A point of the curve, in nats.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GaussianPoint {
    pub i_xt: f64,
    pub i_ty: f64,
}

const MOST_ITERATIONS: usize = 200_000;
const TOLERANCE: f64 = 1e-13;

impl GaussianBottleneck {
    pub fn new(gaussian: &JointGaussian) -> Result<Self, GaussianError> {
        let s_x_given_y = gaussian.s_x_given_y()?;
        // Similar to Σ_{x|y} Σ_x⁻¹, and symmetric.
        let factor = Cholesky::new(gaussian.s_x.clone()).ok_or(GaussianError::NotPositiveDefinite)?.l();
        let inverse = factor.clone().try_inverse().ok_or(GaussianError::NotPositiveDefinite)?;
        let symmetric = &inverse * &s_x_given_y * inverse.transpose();
        let mut eigenvalues: Vec<f64> = symmetric.symmetric_eigenvalues().iter().copied().collect();
        eigenvalues.sort_by(f64::total_cmp);
        Ok(Self { s_x: gaussian.s_x.clone(), s_x_given_y, eigenvalues })
    }

    /// The β at which each component of T appears: 1/(1 − λᵢ).
    pub fn critical_betas(&self) -> Vec<f64> {
        self.eigenvalues.iter().map(|lambda| 1.0 / (1.0 - lambda)).collect()
    }

    /// The optimum at β: I(X;T) = ½ Σ ln((β−1)(1−λ)/λ), I(T;Y) = I(X;T) − ½ Σ ln(β(1−λ)), over λ < 1 − 1/β.
    ///
    /// Chechik, Globerson, Tishby & Weiss 2005, eqs. 15 and 16.
    pub fn optimum(&self, beta: f64) -> GaussianPoint {
        let open = self.eigenvalues.iter().filter(|lambda| **lambda < 1.0 - 1.0 / beta);
        let (mut i_xt, mut lost) = (0.0, 0.0);
        for lambda in open {
            i_xt += 0.5 * ((beta - 1.0) * (1.0 - lambda) / lambda).ln();
            lost += 0.5 * (beta * (1.0 - lambda)).ln();
        }
        GaussianPoint { i_xt, i_ty: i_xt - lost }
    }

    /// The same by iteration, from the encoder T = X + N(0, 1).
    ///
    /// T = A X + ξ; Σ_ξ ← (β Σ_{t|y}⁻¹ − (β−1) Σ_t⁻¹)⁻¹, A ← β Σ_ξ Σ_{t|y}⁻¹ A (1 − Σ_{x|y} Σ_x⁻¹).
    ///
    /// Chechik et al. 2005, section 5.
    pub fn iterate(&self, beta: f64) -> Result<GaussianPoint, GaussianError> {
        let d = self.s_x.nrows();
        let one = DMatrix::<f64>::identity(d, d);
        let inverse = |matrix: &DMatrix<f64>| matrix.clone().try_inverse().ok_or(GaussianError::NotPositiveDefinite);
        let shrink = &one - &self.s_x_given_y * inverse(&self.s_x)?;
        let (mut a, mut s_noise) = (one.clone(), one);
        let mut point = self.of_encoder(&a, &s_noise)?;
        for _ in 0..MOST_ITERATIONS {
            let s_t = &a * &self.s_x * a.transpose() + &s_noise;
            let s_t_given_y = &a * &self.s_x_given_y * a.transpose() + &s_noise;
            let precision = inverse(&s_t_given_y)?;
            s_noise = inverse(&(&precision * beta - inverse(&s_t)? * (beta - 1.0)))?;
            a = &s_noise * &precision * &a * &shrink * beta;
            // T may be scaled freely; noise of size 1 keeps the numbers in range.
            let scale = s_noise.trace() / d as f64;
            s_noise /= scale;
            a /= scale.sqrt();
            let next = self.of_encoder(&a, &s_noise)?;
            let change = (next.i_xt - point.i_xt).abs() + (next.i_ty - point.i_ty).abs();
            point = next;
            if change < TOLERANCE {
                break;
            }
        }
        Ok(point)
    }

    fn of_encoder(&self, a: &DMatrix<f64>, s_noise: &DMatrix<f64>) -> Result<GaussianPoint, GaussianError> {
        let log_determinant = |covariance: &DMatrix<f64>| {
            let factor = Cholesky::new(covariance.clone()).ok_or(GaussianError::NotPositiveDefinite)?;
            Ok(2.0 * factor.l_dirty().diagonal().iter().map(|value| value.ln()).sum::<f64>())
        };
        let h_t = log_determinant(&symmetrised(a * &self.s_x * a.transpose() + s_noise))?;
        let h_t_given_y = log_determinant(&symmetrised(a * &self.s_x_given_y * a.transpose() + s_noise))?;
        let h_t_given_x = log_determinant(&symmetrised(s_noise.clone()))?;
        Ok(GaussianPoint { i_xt: (h_t - h_t_given_x) / 2.0, i_ty: (h_t - h_t_given_y) / 2.0 })
    }
}

fn symmetrised(matrix: DMatrix<f64>) -> DMatrix<f64> {
    (&matrix + matrix.transpose()) * 0.5
}
