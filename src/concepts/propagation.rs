//! How a corrected concept changes what is believed of the others: naive Bayes through the class.

use super::{
    Posterior,
    head::{largest, log_sum_exp},
};

/// p(y) and p(c_k = 1 | y): concepts are independent given the class.
#[derive(Clone, Debug, PartialEq)]
pub struct NaiveBayes {
    /// `[C]`, sums to 1.
    prior: Vec<f64>,
    /// `[C, K]`, row-major, each inside (0, 1).
    present: Vec<f64>,
    /// p(c_k = 1), `[K]`.
    marginal: Vec<f64>,
}

impl NaiveBayes {
    /// `prior` is `[C]` and sums to 1; `present` is `[C, K]`, row-major, strictly between 0 and 1.
    pub fn new(prior: Vec<f64>, present: Vec<f64>) -> Self {
        assert!((prior.iter().sum::<f64>() - 1.0).abs() < 1e-9, "a prior sums to 1");
        assert!(present.len().is_multiple_of(prior.len()), "one row of concepts a class");
        assert!(present.iter().all(|p| *p > 0.0 && *p < 1.0), "nothing is certain");
        let width = present.len() / prior.len();
        let of = |k: usize| prior.iter().enumerate().map(|(y, p)| p * present[y * width + k]).sum();
        let marginal = (0..width).map(of).collect();
        Self { prior, present, marginal }
    }

    /// Counted, with half a yes and half a no added to every class's concept, and one input to every class.
    ///
    /// `concepts` is `[n, width]`, row-major, `labels` is `[n]`.
    pub fn counted(concepts: &[bool], width: usize, labels: &[usize], classes: usize) -> Self {
        assert_eq!(concepts.len(), labels.len() * width, "one row of concepts a label");
        let mut sizes = vec![1.0; classes];
        let mut present = vec![0.5; classes * width];
        for (row, label) in concepts.chunks_exact(width).zip(labels) {
            sizes[*label] += 1.0;
            for (k, _) in row.iter().enumerate().filter(|(_, present)| **present) {
                present[label * width + k] += 1.0;
            }
        }
        for (at, count) in present.iter_mut().enumerate() {
            *count /= sizes[at / width];
        }
        let total: f64 = sizes.iter().sum();
        Self::new(sizes.into_iter().map(|size| size / total).collect(), present)
    }

    pub fn classes(&self) -> usize {
        self.prior.len()
    }

    pub fn width(&self) -> usize {
        self.marginal.len()
    }

    /// p(c_k = 1), `[K]`.
    pub fn marginal(&self) -> &[f64] {
        &self.marginal
    }

    /// p(y).
    pub fn prior(&self) -> &[f64] {
        &self.prior
    }

    /// p(c_k = 1 | y).
    pub fn given(&self, y: usize, k: usize) -> f64 {
        self.present[y * self.width() + k]
    }

    /// The weight of c_k = `value` for class y: p(c_k | y) p(c_k | x) / p(c_k).
    fn term(&self, y: usize, k: usize, belief: f64, value: bool) -> f64 {
        let given = self.given(y, k);
        if value {
            given * belief / self.marginal[k]
        } else {
            (1.0 - given) * (1.0 - belief) / (1.0 - self.marginal[k])
        }
    }

    /// The posterior of p(y, c) ∝ p(y) Π_k p(c_k | y) · p(c_k | x) / p(c_k), each told concept held to its truth and its
    /// prediction left out; in time C K.
    ///
    /// `beliefs` is p(c_k = 1 | x), `[K]`, strictly between 0 and 1; `told` is `[K]`.
    pub fn posterior(&self, beliefs: &[f64], told: &[Option<bool>]) -> Posterior {
        assert!(beliefs.len() == self.width() && told.len() == self.width(), "one belief a concept");
        let factor = |y: usize, k: usize| match told[k] {
            Some(true) => self.given(y, k),
            Some(false) => 1.0 - self.given(y, k),
            None => self.term(y, k, beliefs[k], false) + self.term(y, k, beliefs[k], true),
        };
        let log_weight =
            |y: usize| libm::log(self.prior[y]) + (0..self.width()).map(|k| libm::log(factor(y, k))).sum::<f64>();
        let weights: Vec<f64> = (0..self.classes()).map(log_weight).collect();
        let total = log_sum_exp(&weights);
        let classes: Vec<f64> = weights.iter().map(|weight| libm::exp(weight - total)).collect();
        let present = |y: usize, k: usize| match told[k] {
            Some(value) => f64::from(u8::from(value)),
            None => {
                let yes = self.term(y, k, beliefs[k], true);
                yes / (yes + self.term(y, k, beliefs[k], false))
            }
        };
        let concept = |k: usize| classes.iter().enumerate().map(|(y, p)| p * present(y, k)).sum();
        let concepts = (0..self.width()).map(concept).collect();
        // The likeliest state of all: within a class every concept is free to take its own likelier value.
        let likelier = |y: usize, k: usize| {
            if told[k].is_some() {
                libm::log(factor(y, k))
            } else {
                libm::log(self.term(y, k, beliefs[k], false).max(self.term(y, k, beliefs[k], true)))
            }
        };
        let peak = |y: usize| libm::log(self.prior[y]) + (0..self.width()).map(|k| likelier(y, k)).sum::<f64>();
        let class = largest(&(0..self.classes()).map(peak).collect::<Vec<f64>>());
        let state = (0..self.width()).map(|k| told[k].unwrap_or(present(class, k) > 0.5)).collect();
        Posterior { classes, concepts, state, class }
    }
}
