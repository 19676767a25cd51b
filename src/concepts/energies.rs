//! Concepts and class decided together: the exact posterior of an energy over all 2^K · C states.

use super::{Posterior, head::log_sum_exp};

/// Energies between all states of K concepts and the classes: E_cy, `[2^K, C]`; lower is likelier.
///
/// State i holds concept k where its bit k is set.
#[derive(Clone, Debug)]
pub struct Coupling {
    energies: Vec<f64>,
    /// exp(least − E), so that an input costs multiplications alone.
    factors: Vec<f64>,
    width: usize,
    classes: usize,
}

/// What one input says: the energies that its concepts and its class have apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// E_xc of "no" and of "yes", `[K]`.
    pub concepts: Vec<[f64; 2]>,
    /// E_xy, `[C]`.
    pub classes: Vec<f64>,
}

impl Coupling {
    /// `energies` is `[2^width, classes]`, row-major, finite; `width` ≤ 20.
    pub fn new(energies: Vec<f64>, width: usize, classes: usize) -> Self {
        assert!(width <= 20, "2^{width} states are too many");
        assert_eq!(energies.len(), classes << width, "one energy a state and class");
        let least = energies.iter().copied().fold(f64::INFINITY, f64::min);
        let factors = energies.iter().map(|energy| libm::exp(least - energy)).collect();
        Self { energies, factors, width, classes }
    }

    pub fn width(&self) -> usize {
        self.width
    }

    pub fn classes(&self) -> usize {
        self.classes
    }

    /// p(c, y | x) ∝ exp(−Σ_k E_xc(c_k) − E_xy(y) − E_cy(c, y)) over the states that agree with what was told.
    ///
    /// A told concept's own evidence is left out: it is the same for all states that are left.
    pub fn posterior(&self, evidence: &Evidence, told: &[Option<bool>]) -> Posterior {
        assert_eq!(evidence.concepts.len(), self.width, "one pair of energies a concept");
        assert!(evidence.classes.len() == self.classes && told.len() == self.width, "energies of other classes");
        let least = evidence.classes.iter().copied().fold(f64::INFINITY, f64::min);
        let of_class: Vec<f64> = evidence.classes.iter().map(|energy| libm::exp(least - energy)).collect();
        let states = self.state_factors(evidence, told);
        let mut classes = vec![0.0; self.classes];
        let mut yes = vec![0.0; self.width];
        let (mut best, mut peak, mut total) = ((0, 0), -1.0, 0.0);
        for (state, row) in self.factors.chunks_exact(self.classes).enumerate() {
            if states[state] == 0.0 {
                continue;
            }
            let mut of_state = 0.0;
            for (y, factor) in row.iter().enumerate() {
                let weight = factor * states[state] * of_class[y];
                classes[y] += weight;
                of_state += weight;
                if weight > peak {
                    (best, peak) = ((state, y), weight);
                }
            }
            total += of_state;
            for (k, sum) in yes.iter_mut().enumerate() {
                *sum += of_state * (state >> k & 1) as f64;
            }
        }
        if total < 1e-250 {
            return self.posterior_by_logarithms(evidence, told);
        }
        classes.iter_mut().chain(&mut yes).for_each(|sum| *sum /= total);
        self.gathered(classes, yes, best)
    }

    /// The same where the factors would be too small for numbers: by log-sum-exp over all states.
    pub fn posterior_by_logarithms(&self, evidence: &Evidence, told: &[Option<bool>]) -> Posterior {
        let agrees = |state: usize| (0..self.width).all(|k| told[k].is_none_or(|value| value == (state >> k & 1 == 1)));
        let own = |state: usize| -> f64 {
            let free = (0..self.width).filter(|k| told[*k].is_none());
            free.map(|k| evidence.concepts[k][state >> k & 1]).sum()
        };
        let states: Vec<usize> = (0..1 << self.width).filter(|state| agrees(*state)).collect();
        let row = |state: &usize| -> Vec<f64> {
            let own = own(*state);
            (0..self.classes).map(|y| -own - evidence.classes[y] - self.energies[state * self.classes + y]).collect()
        };
        let weights: Vec<f64> = states.iter().flat_map(row).collect();
        let total = log_sum_exp(&weights);
        let mut classes = vec![0.0; self.classes];
        let mut yes = vec![0.0; self.width];
        for (at, weight) in weights.iter().enumerate() {
            let p = libm::exp(weight - total);
            let state = states[at / self.classes];
            classes[at % self.classes] += p;
            for (k, sum) in yes.iter_mut().enumerate() {
                *sum += p * (state >> k & 1) as f64;
            }
        }
        let best = super::largest(&weights);
        self.gathered(classes, yes, (states[best / self.classes], best % self.classes))
    }

    fn gathered(&self, classes: Vec<f64>, concepts: Vec<f64>, (state, class): (usize, usize)) -> Posterior {
        Posterior { classes, concepts, state: (0..self.width).map(|k| state >> k & 1 == 1).collect(), class }
    }

    /// Π_k exp(−E_xc(c_k)) of every state, 0 where it disagrees with what was told: `[2^K]`, doubled concept by concept.
    fn state_factors(&self, evidence: &Evidence, told: &[Option<bool>]) -> Vec<f64> {
        let mut factors = vec![1.0];
        for (energies, told) in evidence.concepts.iter().zip(told) {
            let least = energies[0].min(energies[1]);
            let [no, yes] = match told {
                Some(true) => [0.0, 1.0],
                Some(false) => [1.0, 0.0],
                None => [libm::exp(least - energies[0]), libm::exp(least - energies[1])],
            };
            let present: Vec<f64> = factors.iter().map(|factor| factor * yes).collect();
            factors.iter_mut().for_each(|factor| *factor *= no);
            factors.extend(present);
        }
        factors
    }
}
