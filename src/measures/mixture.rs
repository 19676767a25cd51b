//! How many nats a noisy code carries: the information of a mixture of Gaussians, bounded in closed form and sampled.

use crate::draws::Rng;

/// n equally likely inputs with a class each, and the diagonal Gaussian that each one's code is drawn from.
#[derive(Clone, Debug)]
pub struct NoisyCodes {
    n: usize,
    dim: usize,
    /// `[n, dim]`, row-major.
    mean: Vec<f64>,
    variance: Vec<f64>,
    classes: Vec<usize>,
    /// How many inputs each class has.
    members: Vec<usize>,
}

/// Nats; lower ≤ truth ≤ upper ≤ the logarithm of the number of inputs.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Enclosure {
    pub lower: f64,
    pub upper: f64,
}

/// Means over samples of the code, in nats, with their standard errors.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sampled {
    /// I(X;Z).
    pub input: f64,
    pub input_error: f64,
    /// I(X;Z|Y), what of it is not about the class.
    pub residual: f64,
    pub residual_error: f64,
    /// I(Z;Y) = I(X;Z) − I(X;Z|Y), since Y is a function of X.
    pub label: f64,
    pub label_error: f64,
}

/// Densities smaller than e^−60 times the nearest one's are not added: a double would not show them.
const NEGLIGIBLE: f64 = -60.0;

impl NoisyCodes {
    /// `mean` and `deviation` are `[classes.len(), dim]`, row-major; deviations are above 0.
    pub fn new(mean: Vec<f64>, deviation: &[f64], dim: usize, classes: &[usize]) -> Self {
        let n = classes.len();
        assert!(n > 0 && dim > 0 && mean.len() == n * dim && deviation.len() == n * dim, "one Gaussian an input");
        assert!(deviation.iter().all(|deviation| *deviation > 0.0), "deviations are above 0");
        let mut members = vec![0; classes.iter().max().map_or(0, |most| most + 1)];
        classes.iter().for_each(|class| members[*class] += 1);
        let variance = deviation.iter().map(|deviation| deviation * deviation).collect();
        Self { n, dim, mean, variance, classes: classes.to_vec(), members }
    }

    /// Bounds of I(X;Z) and of I(X;Z|Y): −1/n Σᵢ ln 1/n Σⱼ e^(−Dᵢⱼ) with D the Kullback–Leibler divergence for the upper
    /// and the Bhattacharyya distance for the lower one; given the class, the same within every class.
    ///
    /// Kolchinsky & Tracey 2017, eqs. 10 and 11.
    pub fn bounds(&self) -> (Enclosure, Enclosure) {
        let (mut all, mut within) = (Enclosure::default(), Enclosure::default());
        let log_variance: Vec<f64> = self.variance.iter().map(|variance| libm::log(*variance)).collect();
        let log_volume: Vec<f64> = log_variance.chunks_exact(self.dim).map(|row| row.iter().sum()).collect();
        for i in 0..self.n {
            let mut sums = [[0.0; 2]; 2];
            for j in 0..self.n {
                let is_of_class = self.classes[i] == self.classes[j];
                let [divergence, bhattacharyya] = self.distances(i, j, log_volume[i], log_volume[j]);
                for (sum, distance) in sums.iter_mut().zip([divergence, bhattacharyya]) {
                    if -distance > NEGLIGIBLE {
                        let near = libm::exp(-distance);
                        sum[0] += near;
                        sum[1] += if is_of_class { near } else { 0.0 };
                    }
                }
            }
            let of_class = self.members[self.classes[i]] as f64;
            let share = 1.0 / self.n as f64;
            all.upper -= share * libm::log(sums[0][0] * share);
            all.lower -= share * libm::log(sums[1][0] * share);
            within.upper -= share * libm::log(sums[0][1] / of_class);
            within.lower -= share * libm::log(sums[1][1] / of_class);
        }
        (all, within)
    }

    /// KL(i ‖ j) and the Bhattacharyya distance; the volumes are the log-determinants of the covariances.
    fn distances(&self, i: usize, j: usize, volume_i: f64, volume_j: f64) -> [f64; 2] {
        let (mean_i, mean_j) = (self.row(&self.mean, i), self.row(&self.mean, j));
        let (variance_i, variance_j) = (self.row(&self.variance, i), self.row(&self.variance, j));
        let (mut ratios, mut quadratic, mut product, mut volume) = (0.0, 0.0, 1.0, 0.0);
        for d in 0..self.dim {
            let squared = (mean_i[d] - mean_j[d]) * (mean_i[d] - mean_j[d]);
            ratios += (variance_i[d] + squared) / variance_j[d];
            let sum = variance_i[d] + variance_j[d];
            quadratic += squared / sum;
            product *= 0.5 * sum;
            // A product of a few means of variances is still far from what a double can hold.
            if d % 4 == 3 || d + 1 == self.dim {
                volume += libm::log(product);
                product = 1.0;
            }
        }
        let divergence = 0.5 * (ratios - self.dim as f64 + volume_j - volume_i);
        let bhattacharyya = 0.25 * quadratic + 0.5 * (volume - 0.5 * (volume_i + volume_j));
        // Rounding can leave the distance of a Gaussian from itself below 0.
        [divergence.max(0.0), bhattacharyya.max(0.0)]
    }

    fn row<'a>(&self, values: &'a [f64], i: usize) -> &'a [f64] {
        &values[i * self.dim..(i + 1) * self.dim]
    }

    /// The truth up to sampling: means of ln e(z|x) − ln p(z) and of its parts over `draws` samples of every input's code.
    /// Standard errors count the spread between the draws of one input, as every input is drawn; needs two draws.
    pub fn sampled(&self, draws: usize, rng: &mut Rng) -> Sampled {
        assert!(draws >= 2, "a standard error needs two draws");
        let constant: Vec<f64> = self
            .variance
            .chunks_exact(self.dim)
            .map(|row| -0.5 * row.iter().map(|variance| libm::log(*variance)).sum::<f64>())
            .collect();
        let precision: Vec<f64> = self.variance.iter().map(|variance| 0.5 / variance).collect();
        let mut z = vec![0.0; self.dim];
        let mut log_densities = vec![0.0; self.n];
        let (mut means, mut squares) = ([0.0; 3], [0.0; 3]);
        for i in 0..self.n {
            let (mut sum, mut sum_of_squares) = ([0.0; 3], [0.0; 3]);
            for _ in 0..draws {
                for (d, z) in z.iter_mut().enumerate() {
                    let at = i * self.dim + d;
                    *z = self.mean[at] + libm::sqrt(self.variance[at]) * rng.normal();
                }
                for (j, log_density) in log_densities.iter_mut().enumerate() {
                    let rows = self.row(&self.mean, j).iter().zip(self.row(&precision, j)).zip(&z);
                    let distance: f64 = rows.map(|((mean, precision), z)| (z - mean) * (z - mean) * precision).sum();
                    *log_density = constant[j] - distance;
                }
                let parts = self.pointwise(i, &log_densities);
                for part in 0..3 {
                    sum[part] += parts[part];
                    sum_of_squares[part] += parts[part] * parts[part];
                }
            }
            let draws = draws as f64;
            for part in 0..3 {
                let mean = sum[part] / draws;
                means[part] += mean / self.n as f64;
                let variance = (sum_of_squares[part] - draws * mean * mean).max(0.0) / (draws - 1.0);
                squares[part] += variance / draws / (self.n * self.n) as f64;
            }
        }
        let [input_error, residual_error, label_error] = squares.map(libm::sqrt);
        let [input, residual, label] = means;
        Sampled { input, input_error, residual, residual_error, label, label_error }
    }

    /// ln e(z|i) − ln p(z), ln e(z|i) − ln p(z|y) and their difference, from the log-density of z under every input.
    fn pointwise(&self, i: usize, log_densities: &[f64]) -> [f64; 3] {
        let own = log_densities[i];
        let highest = log_densities.iter().fold(f64::NEG_INFINITY, |most, value| most.max(*value));
        let (mut all, mut of_class) = (0.0, 0.0);
        for (j, log_density) in log_densities.iter().enumerate() {
            if log_density - highest > NEGLIGIBLE {
                let density = libm::exp(log_density - highest);
                all += density;
                of_class += if self.classes[j] == self.classes[i] { density } else { 0.0 };
            }
        }
        let marginal = highest + libm::log(all / self.n as f64);
        // The code may fall so far from its class that nothing of it is left but its own density.
        let of_class = of_class.max(libm::exp((own - highest).max(-700.0)));
        let given_class = highest + libm::log(of_class / self.members[self.classes[i]] as f64);
        [own - marginal, own - given_class, given_class - marginal]
    }
}
