//! Penalised logistic regression: softmax over classes, or one sigmoid a concept.

use nalgebra::DMatrix;

use super::head::{Head, sigmoid, softmax};
use crate::samples::Samples;

/// α (ρ ‖W‖₁ + (1 − ρ)/2 ‖W‖²) beside the mean loss; the biases are free.
///
/// scikit-learn's `C` is 1 / (n α), its `l1_ratio` is ρ.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Penalty {
    pub strength: f64,
    /// ρ, in [0, 1].
    pub l1_share: f64,
}

impl Penalty {
    /// α/2 ‖W‖².
    pub fn ridge(strength: f64) -> Self {
        Self { strength, l1_share: 0.0 }
    }
}

/// The column means and standard deviations that inputs were standardised by.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    pub means: Vec<f64>,
    /// Of n, not n − 1; 1 where a column is constant.
    pub deviations: Vec<f64>,
}

impl Scale {
    /// Of `[n, d]` samples.
    pub fn of(samples: &Samples) -> Self {
        let n = samples.n() as f64;
        let mean = |k: usize| samples.column(k).sum::<f64>() / n;
        let means: Vec<f64> = (0..samples.dim()).map(mean).collect();
        let deviation = |k: usize| {
            let variance = samples.column(k).map(|value| (value - means[k]) * (value - means[k])).sum::<f64>() / n;
            if variance > 0.0 { variance.sqrt() } else { 1.0 }
        };
        let deviations = (0..samples.dim()).map(deviation).collect();
        Self { means, deviations }
    }

    /// (x − mean) / deviation, a column at a time; `values` is `[n, d]`, row-major.
    pub fn apply(&self, values: &[f64]) -> Vec<f64> {
        let d = self.means.len();
        values.iter().enumerate().map(|(at, x)| (x - self.means[at % d]) / self.deviations[at % d]).collect()
    }

    /// The head on inputs as they are that decides as `head` does on standardised ones.
    pub fn unfolded(&self, head: &Head) -> Head {
        let mut raw = head.clone();
        for class in 0..head.classes() {
            for k in 0..self.means.len() {
                let weight = head.weight(class, k) / self.deviations[k];
                raw.row_mut(class)[k] = weight;
                raw.bias[class] -= weight * self.means[k];
            }
        }
        raw
    }
}

/// Which probabilities the rows of logits stand for.
enum Link {
    /// One class of many.
    Softmax,
    /// Each row a yes or no of its own.
    Sigmoids,
}

/// A fit in progress, so that a run can breathe between rounds.
///
/// FISTA (Beck & Teboulle 2009) with the restarts of O'Donoghue & Candès 2015 (gradient scheme), its step from the
/// largest eigenvalue of the inputs' second moments. Nothing is standardised: [`Scale`] does that.
pub struct Logistic {
    inputs: Vec<f64>,
    dim: usize,
    /// `[n, rows]`, 0 or 1.
    targets: Vec<f64>,
    rows: usize,
    link: Link,
    penalty: Penalty,
    step: f64,
    /// `[rows, dim + 1]`, the bias last.
    now: Vec<f64>,
    /// The point ahead, where the gradient is taken.
    ahead: Vec<f64>,
    momentum: f64,
    residual: f64,
}

impl Logistic {
    /// Softmax regression: `inputs` is `[n, d]`, `labels` is `[n]`, below `classes`.
    pub fn softmax(inputs: &Samples, labels: &[usize], classes: usize, penalty: Penalty) -> Self {
        assert_eq!(labels.len(), inputs.n(), "one label an input");
        let mut targets = vec![0.0; labels.len() * classes];
        for (i, label) in labels.iter().enumerate() {
            targets[i * classes + label] = 1.0;
        }
        Self::new(inputs, targets, classes, Link::Softmax, penalty)
    }

    /// One logistic regression a column of `targets`, which is `[n, rows]`, row-major.
    pub fn sigmoids(inputs: &Samples, targets: &[bool], rows: usize, penalty: Penalty) -> Self {
        assert_eq!(targets.len(), inputs.n() * rows, "one target an input and row");
        let targets = targets.iter().map(|target| f64::from(u8::from(*target))).collect();
        Self::new(inputs, targets, rows, Link::Sigmoids, penalty)
    }

    fn new(inputs: &Samples, targets: Vec<f64>, rows: usize, link: Link, penalty: Penalty) -> Self {
        assert!(penalty.strength >= 0.0 && (0.0..=1.0).contains(&penalty.l1_share), "{penalty:?} is no penalty");
        let (n, dim) = (inputs.n(), inputs.dim());
        let mut moments = DMatrix::<f64>::zeros(dim + 1, dim + 1);
        let extended = |row: &[f64], k: usize| row.get(k).copied().unwrap_or(1.0);
        for row in inputs.rows() {
            for j in 0..=dim {
                for k in 0..=j {
                    moments[(j, k)] += extended(row, j) * extended(row, k) / n as f64;
                }
            }
        }
        moments.fill_upper_triangle_with_lower_triangle();
        // The loss's curvature in the logits is at most ½ for a softmax (Böhning 1992) and ¼ for a sigmoid.
        let curvature = match link {
            Link::Softmax => 0.5,
            Link::Sigmoids => 0.25,
        };
        let ridge = penalty.strength * (1.0 - penalty.l1_share);
        let step = 1.0 / (curvature * moments.symmetric_eigenvalues().max() * (1.0 + 1e-9) + ridge);
        let start = vec![0.0; rows * (dim + 1)];
        Self {
            inputs: inputs.values().to_vec(),
            dim,
            targets,
            rows,
            link,
            penalty,
            step,
            now: start.clone(),
            ahead: start,
            momentum: 1.0,
            residual: f64::INFINITY,
        }
    }

    /// One proximal step; gives the largest change that one more plain step would make, divided by the step's size: 0 at the optimum.
    pub fn advance(&mut self) -> f64 {
        let gradient = self.gradient();
        let (ridge, lasso) =
            (self.penalty.strength * (1.0 - self.penalty.l1_share), self.penalty.strength * self.penalty.l1_share);
        let mut next = self.ahead.clone();
        for (at, value) in next.iter_mut().enumerate() {
            if at % (self.dim + 1) == self.dim {
                *value -= self.step * gradient[at];
                continue;
            }
            let moved = *value - self.step * (gradient[at] + ridge * *value);
            *value = moved.signum() * (moved.abs() - self.step * lasso).max(0.0);
        }
        let difference = |(a, b): (&f64, &f64)| (a - b).abs();
        self.residual = next.iter().zip(&self.ahead).map(difference).fold(0.0, f64::max) / self.step;
        // Where the momentum points against the step, it starts anew.
        let against: f64 = (0..next.len()).map(|at| (self.ahead[at] - next[at]) * (next[at] - self.now[at])).sum();
        let momentum =
            if against > 0.0 { 1.0 } else { (1.0 + (1.0 + 4.0 * self.momentum * self.momentum).sqrt()) / 2.0 };
        let forward = if against > 0.0 { 0.0 } else { (self.momentum - 1.0) / momentum };
        let went = next.iter().zip(&self.now).map(|(next, now)| next + forward * (next - now));
        self.ahead = went.collect();
        self.momentum = momentum;
        self.now = next;
        self.residual
    }

    /// Of the mean loss at the point ahead, `[rows, dim + 1]`.
    fn gradient(&self) -> Vec<f64> {
        let wide = self.dim + 1;
        let share = self.dim as f64 / self.inputs.len() as f64;
        let mut gradient = vec![0.0; self.ahead.len()];
        let mut logits = vec![0.0; self.rows];
        for (input, target) in self.inputs.chunks_exact(self.dim).zip(self.targets.chunks_exact(self.rows)) {
            for (logit, row) in logits.iter_mut().zip(self.ahead.chunks_exact(wide)) {
                *logit = row[self.dim] + dot(&row[..self.dim], input);
            }
            let found = match self.link {
                Link::Softmax => softmax(&logits),
                Link::Sigmoids => logits.iter().map(|logit| sigmoid(*logit)).collect(),
            };
            for (r, row) in gradient.chunks_exact_mut(wide).enumerate() {
                let error = (found[r] - target[r]) * share;
                for (slope, x) in row.iter_mut().zip(input) {
                    *slope += error * x;
                }
                row[self.dim] += error;
            }
        }
        gradient
    }

    /// The head as it stands.
    pub fn head(&self) -> Head {
        let rows = self.now.chunks_exact(self.dim + 1);
        let weights = rows.clone().flat_map(|row| &row[..self.dim]).copied().collect();
        Head::new(weights, rows.map(|row| row[self.dim]).collect())
    }

    /// Advances until a step would change nothing by more than `tolerance` a unit, `rounds` times at most.
    pub fn finish(mut self, tolerance: f64, rounds: usize) -> Head {
        for _ in 0..rounds {
            if self.advance() <= tolerance {
                break;
            }
        }
        self.head()
    }
}

/// a · b, in four sums, so that the processor can take four products at a time.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; 4];
    let (a, b) = (a.chunks_exact(4), b.chunks_exact(4));
    let rest: f64 = a.remainder().iter().zip(b.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in a.zip(b) {
        for (lane, sum) in sums.iter_mut().enumerate() {
            *sum += x[lane] * y[lane];
        }
    }
    sums[0] + sums[1] + sums[2] + sums[3] + rest
}

/// Softmax regression to the end (a residual of 10⁻⁸, 10 000 rounds at most): `inputs` `[n, d]`, `labels` `[n]`.
pub fn logistic(inputs: &Samples, labels: &[usize], classes: usize, penalty: Penalty) -> Head {
    Logistic::softmax(inputs, labels, classes, penalty).finish(1e-8, 10_000)
}
