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
    let mut fit = Machine::new(inputs, sides, c);
    fit.advance(MOST_STEPS);
    fit.plane()
}

/// How many steps [`machine`] makes at most.
const MOST_STEPS: usize = 100_000;

/// A fit of [`machine`] in progress, so that a run can breathe between steps.
pub struct Machine<'a> {
    inputs: &'a Samples,
    /// 1 or −1, `[n]`.
    y: Vec<f64>,
    c: f64,
    /// x_i · x_j, `[n, n]`.
    kernel: Vec<f64>,
    alpha: Vec<f64>,
    /// Of the dual ½ αᵀQα − Σα, with Q_ij = y_i y_j x_i · x_j.
    gradient: Vec<f64>,
    steps: usize,
}

impl<'a> Machine<'a> {
    /// Before its first step; takes n² products.
    pub fn new(inputs: &'a Samples, sides: &[bool], c: f64) -> Self {
        let n = inputs.n();
        assert_eq!(sides.len(), n, "one side an input");
        assert!(sides.contains(&true) && sides.contains(&false), "a hyperplane parts two sides");
        let y = sides.iter().map(|side| if *side { 1.0 } else { -1.0 }).collect();
        let product = |i: usize, j: usize| inputs.row(i).iter().zip(inputs.row(j)).map(|(a, b)| a * b).sum::<f64>();
        let kernel = (0..n * n).map(|at| product(at / n, at % n)).collect();
        Self { inputs, y, c, kernel, alpha: vec![0.0; n], gradient: vec![-1.0; n], steps: 0 }
    }

    fn can_rise(&self, i: usize) -> bool {
        if self.y[i] > 0.0 { self.alpha[i] < self.c } else { self.alpha[i] > 0.0 }
    }

    fn can_fall(&self, i: usize) -> bool {
        if self.y[i] > 0.0 { self.alpha[i] > 0.0 } else { self.alpha[i] < self.c }
    }

    /// That many steps more; says whether there is nothing left to do.
    pub fn advance(&mut self, steps: usize) -> bool {
        let last = (self.steps + steps).min(MOST_STEPS);
        while self.steps < last {
            if self.step().is_none() {
                return true;
            }
            self.steps += 1;
        }
        last == MOST_STEPS
    }

    /// One step of two multipliers; nothing where the optimality conditions hold.
    fn step(&mut self) -> Option<()> {
        let n = self.y.len();
        let (y, gradient, kernel) = (&self.y, &self.gradient, &self.kernel);
        let rising = (0..n).filter(|i| self.can_rise(*i));
        let i = rising.max_by(|a, b| (-y[*a] * gradient[*a]).total_cmp(&(-y[*b] * gradient[*b])))?;
        let most = -y[i] * gradient[i];
        let falling: Vec<usize> = (0..n).filter(|j| self.can_fall(*j)).collect();
        let least = falling.iter().map(|j| -y[*j] * gradient[*j]).fold(f64::INFINITY, f64::min);
        if most - least < 1e-6 {
            return None;
        }
        let curvature = |j: usize| (kernel[i * n + i] + kernel[j * n + j] - 2.0 * kernel[i * n + j]).max(1e-12);
        let gain = |j: usize| (most + y[j] * gradient[j]).powi(2) / curvature(j);
        let better = falling.into_iter().filter(|j| -y[*j] * gradient[*j] < most);
        let j = better.max_by(|a, b| gain(*a).total_cmp(&gain(*b)))?;
        // Along y_i α_i + y_j α_j = constant, to the optimum or to the first bound.
        let room = |k: usize, up: bool| if up { self.c - self.alpha[k] } else { self.alpha[k] };
        let wanted = (most + y[j] * gradient[j]) / curvature(j);
        let by = wanted.min(room(i, y[i] > 0.0)).min(room(j, y[j] < 0.0));
        self.alpha[i] += self.y[i] * by;
        self.alpha[j] -= self.y[j] * by;
        for t in 0..n {
            self.gradient[t] += self.y[t] * by * (self.kernel[t * n + i] - self.kernel[t * n + j]);
        }
        Some(())
    }

    /// The hyperplane as it stands.
    pub fn plane(&self) -> Hyperplane {
        let (n, y, alpha, gradient) = (self.y.len(), &self.y, &self.alpha, &self.gradient);
        let free: Vec<f64> =
            (0..n).filter(|i| alpha[*i] > 0.0 && alpha[*i] < self.c).map(|i| -y[i] * gradient[i]).collect();
        let bias = if free.is_empty() {
            let slopes =
                |may: fn(&Self, usize) -> bool| (0..n).filter(move |i| may(self, *i)).map(|i| -y[i] * gradient[i]);
            let most = slopes(Self::can_rise).fold(f64::NEG_INFINITY, f64::max);
            let least = slopes(Self::can_fall).fold(f64::INFINITY, f64::min);
            (most + least) / 2.0
        } else {
            free.iter().sum::<f64>() / free.len() as f64
        };
        let weight = |k: usize| (0..n).map(|i| alpha[i] * y[i] * self.inputs.row(i)[k]).sum();
        Hyperplane { weights: (0..self.inputs.dim()).map(weight).collect(), bias }
    }
}
