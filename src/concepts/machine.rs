//! The linear support vector machine, as concept vectors are learnt.

use crate::samples::Samples;

/// w · x + b, signed; its class is the sign.
#[derive(Clone, Debug, PartialEq)]
pub struct Hyperplane {
    pub weights: Vec<f64>,
    pub bias: f64,
}

impl Hyperplane {
    /// (w · x + b) / ‖w‖: how far from the plane, and on which side.
    pub fn margin(&self, x: &[f64]) -> f64 {
        let norm = self.weights.iter().map(|w| w * w).sum::<f64>().sqrt();
        (self.bias + self.weights.iter().zip(x).map(|(w, x)| w * x).sum::<f64>()) / norm
    }
}

/// The hyperplane of least ½‖w‖² + C Σ max(0, 1 − y (w · x + b)), the bias unpenalised.
///
/// `inputs` is `[n, d]`, `sides` is `[n]`, both sides present; memory is n². Solved in the dual, two multipliers at a
/// time, chosen by second-order information (Fan, Chen & Lin 2005), until the optimality conditions hold to 10⁻⁶
/// or a hundred thousand steps are made.
pub fn machine(inputs: &Samples, sides: &[bool], c: f64) -> Hyperplane {
    let n = inputs.n();
    assert_eq!(sides.len(), n, "one side an input");
    assert!(sides.contains(&true) && sides.contains(&false), "a hyperplane parts two sides");
    let y: Vec<f64> = sides.iter().map(|side| if *side { 1.0 } else { -1.0 }).collect();
    let product = |i: usize, j: usize| inputs.row(i).iter().zip(inputs.row(j)).map(|(a, b)| a * b).sum::<f64>();
    let kernel: Vec<f64> = (0..n * n).map(|at| product(at / n, at % n)).collect();
    let mut alpha = vec![0.0; n];
    // Of the dual ½ αᵀQα − Σα, with Q_ij = y_i y_j x_i · x_j.
    let mut gradient = vec![-1.0; n];
    let can_rise = |alpha: &[f64], i: usize| if y[i] > 0.0 { alpha[i] < c } else { alpha[i] > 0.0 };
    let can_fall = |alpha: &[f64], i: usize| if y[i] > 0.0 { alpha[i] > 0.0 } else { alpha[i] < c };
    for _ in 0..100_000 {
        let rising = (0..n).filter(|i| can_rise(&alpha, *i));
        let Some(i) = rising.max_by(|a, b| (-y[*a] * gradient[*a]).total_cmp(&(-y[*b] * gradient[*b]))) else { break };
        let most = -y[i] * gradient[i];
        let falling: Vec<usize> = (0..n).filter(|j| can_fall(&alpha, *j)).collect();
        let least = falling.iter().map(|j| -y[*j] * gradient[*j]).fold(f64::INFINITY, f64::min);
        if most - least < 1e-6 {
            break;
        }
        let curvature = |j: usize| (kernel[i * n + i] + kernel[j * n + j] - 2.0 * kernel[i * n + j]).max(1e-12);
        let gain = |j: usize| (most + y[j] * gradient[j]).powi(2) / curvature(j);
        let better = falling.into_iter().filter(|j| -y[*j] * gradient[*j] < most);
        let Some(j) = better.max_by(|a, b| gain(*a).total_cmp(&gain(*b))) else { break };
        // Along y_i α_i + y_j α_j = constant, to the optimum or to the first bound.
        let room = |k: usize, up: bool| if up { c - alpha[k] } else { alpha[k] };
        let wanted = (most + y[j] * gradient[j]) / curvature(j);
        let by = wanted.min(room(i, y[i] > 0.0)).min(room(j, y[j] < 0.0));
        alpha[i] += y[i] * by;
        alpha[j] -= y[j] * by;
        for t in 0..n {
            gradient[t] += y[t] * by * (kernel[t * n + i] - kernel[t * n + j]);
        }
    }
    let free: Vec<f64> = (0..n).filter(|i| alpha[*i] > 0.0 && alpha[*i] < c).map(|i| -y[i] * gradient[i]).collect();
    let bias = if free.is_empty() {
        let most =
            (0..n).filter(|i| can_rise(&alpha, *i)).map(|i| -y[i] * gradient[i]).fold(f64::NEG_INFINITY, f64::max);
        let least = (0..n).filter(|i| can_fall(&alpha, *i)).map(|i| -y[i] * gradient[i]).fold(f64::INFINITY, f64::min);
        (most + least) / 2.0
    } else {
        free.iter().sum::<f64>() / free.len() as f64
    };
    let weight = |k: usize| (0..n).map(|i| alpha[i] * y[i] * inputs.row(i)[k]).sum();
    Hyperplane { weights: (0..inputs.dim()).map(weight).collect(), bias }
}
