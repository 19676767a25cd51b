//! Adam, for parameters whose slopes are worked out on the host.

/// Parameters and the two running averages of their slopes.
///
/// Kingma & Ba 2015, algorithm 1, with its defaults β₁ = 0.9, β₂ = 0.999, ε = 10⁻⁸.
pub struct Adam {
    pub values: Vec<f64>,
    rate: f64,
    mean: Vec<f64>,
    square: Vec<f64>,
    steps: i32,
}

impl Adam {
    pub fn new(values: Vec<f64>, rate: f64) -> Self {
        let zeros = vec![0.0; values.len()];
        Self { values, rate, mean: zeros.clone(), square: zeros, steps: 0 }
    }

    /// One step down the slopes, one a value.
    pub fn step(&mut self, slopes: &[f64]) {
        assert_eq!(slopes.len(), self.values.len(), "one slope a value");
        self.steps += 1;
        let (first, second) = (1.0 - 0.9f64.powi(self.steps), 1.0 - 0.999f64.powi(self.steps));
        for (at, slope) in slopes.iter().enumerate() {
            self.mean[at] = 0.9 * self.mean[at] + 0.1 * slope;
            self.square[at] = 0.999 * self.square[at] + 0.001 * slope * slope;
            self.values[at] -= self.rate * self.mean[at] / first / ((self.square[at] / second).sqrt() + 1e-8);
        }
    }
}
