//! Information of jointly Gaussian variables.

use nalgebra::{Cholesky, DMatrix};

/// Centred Gaussian X and Y by their covariances.
#[derive(Clone, Debug, PartialEq)]
pub struct JointGaussian {
    /// `[dx, dx]`
    pub s_x: DMatrix<f64>,
    /// `[dy, dy]`
    pub s_y: DMatrix<f64>,
    /// `[dx, dy]`
    pub s_xy: DMatrix<f64>,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GaussianError {
    #[error("the covariances' shapes do not fit together")]
    Shape,
    #[error("the joint covariance is not positive definite")]
    NotPositiveDefinite,
}

impl JointGaussian {
    pub fn new(s_x: DMatrix<f64>, s_y: DMatrix<f64>, s_xy: DMatrix<f64>) -> Result<Self, GaussianError> {
        let fits = s_x.is_square() && s_y.is_square() && s_xy.shape() == (s_x.nrows(), s_y.nrows());
        if !fits {
            return Err(GaussianError::Shape);
        }
        let gaussian = Self { s_x, s_y, s_xy };
        log_determinant(&gaussian.joint()).map(|_| gaussian)
    }

    /// Covariance of (X, Y) together.
    fn joint(&self) -> DMatrix<f64> {
        let (dx, dy) = self.s_xy.shape();
        let mut joint = DMatrix::zeros(dx + dy, dx + dy);
        joint.view_mut((0, 0), (dx, dx)).copy_from(&self.s_x);
        joint.view_mut((dx, dx), (dy, dy)).copy_from(&self.s_y);
        joint.view_mut((0, dx), (dx, dy)).copy_from(&self.s_xy);
        joint.view_mut((dx, 0), (dy, dx)).copy_from(&self.s_xy.transpose());
        joint
    }

    /// I(X;Y) = ½ ln(|Σx| |Σy| / |Σ|) in nats.
    pub fn information(&self) -> Result<f64, GaussianError> {
        Ok((log_determinant(&self.s_x)? + log_determinant(&self.s_y)? - log_determinant(&self.joint())?) / 2.0)
    }

    /// Σ_{x|y} = Σx − Σxy Σy⁻¹ Σyx.
    pub fn s_x_given_y(&self) -> Result<DMatrix<f64>, GaussianError> {
        let inverse = Cholesky::new(self.s_y.clone()).ok_or(GaussianError::NotPositiveDefinite)?.inverse();
        Ok(&self.s_x - &self.s_xy * inverse * self.s_xy.transpose())
    }
}

/// −½ ln(1 − ρ²) in nats: I(X;Y) of two Gaussians with correlation ρ in (−1, 1).
pub fn bivariate_information(rho: f64) -> f64 {
    -0.5 * (-rho * rho).ln_1p()
}

/// ln |S| of a positive definite matrix.
pub(crate) fn log_determinant(matrix: &DMatrix<f64>) -> Result<f64, GaussianError> {
    let factor = Cholesky::new(matrix.clone()).ok_or(GaussianError::NotPositiveDefinite)?;
    Ok(2.0 * factor.l_dirty().diagonal().iter().map(|value| value.ln()).sum::<f64>())
}
