//! Which concept to ask about next: scores of concepts, and the orders that they make.

use super::{
    head::{Head, softmax},
    interventions::Truths,
};
use crate::measures::{binary_entropy, entropy, kl_divergence};

/// What decides which concept is asked for next; the highest score is asked first.
///
/// Shin et al. 2023, except [`Policy::Cooperative`] (Chauhan et al. 2023).
#[derive(Clone, Debug, PartialEq)]
pub enum Policy {
    /// RAND: by the numbers given, one a concept.
    Random(Vec<f64>),
    /// UCP: 1 / |p_k − ½|.
    Uncertainty,
    /// LCP: |p_k − c_k|, which needs the truth before it is asked for: a bound, no policy.
    Loss,
    /// CCTP: p_k Σ_y |w_yk|.
    Contribution,
    /// ECTP: the expected KL(p(y | told) ‖ p(y)), in nats.
    ExpectedChange,
    /// EUDTP: the expected fall of the entropy of p(y), in nats.
    ExpectedCertainty,
    /// CooP: `uncertainty` × H(p_k) in bits + `importance` × expected |change of the predicted class's probability|
    /// − `cost` × the concept's own.
    Cooperative { uncertainty: f64, importance: f64, cost: f64, costs: Vec<f64> },
    /// The true class's probability once the concept is told: greedy, with truth and label known. A bound, no policy.
    Greedy,
}

/// An input under way: what is believed of its concepts, what the bottleneck holds now, and the truth.
#[derive(Clone, Debug)]
pub struct Case<'a> {
    pub head: &'a Head,
    pub truths: &'a Truths,
    /// p_k as predicted, `[K]`.
    pub beliefs: &'a [f64],
    /// z as it stands, `[K]`.
    pub values: Vec<f64>,
    pub truth: &'a [bool],
    pub label: usize,
}

impl Case<'_> {
    /// p(y | z) with the k-th value replaced.
    fn told(&self, logits: &[f64], k: usize, present: bool) -> Vec<f64> {
        let by = self.truths.value(k, present) - self.values[k];
        let moved: Vec<f64> = logits.iter().enumerate().map(|(y, logit)| logit + self.head.weight(y, k) * by).collect();
        softmax(&moved)
    }

    /// Of every concept, `[K]`.
    pub fn scores(&self, policy: &Policy) -> Vec<f64> {
        let logits = self.head.logits(&self.values);
        let now = softmax(&logits);
        let predicted = super::largest(&logits);
        let expected = |k: usize, of: &dyn Fn(&[f64]) -> f64| {
            let p = self.beliefs[k];
            (1.0 - p) * of(&self.told(&logits, k, false)) + p * of(&self.told(&logits, k, true))
        };
        let score = |k: usize| match policy {
            Policy::Random(draws) => draws[k],
            Policy::Uncertainty => 1.0 / (self.beliefs[k] - 0.5).abs(),
            Policy::Loss => (self.beliefs[k] - f64::from(u8::from(self.truth[k]))).abs(),
            Policy::Contribution => {
                self.beliefs[k] * (0..self.head.classes()).map(|y| self.head.weight(y, k).abs()).sum::<f64>()
            }
            Policy::ExpectedChange => expected(k, &|then| kl_divergence(then, &now)),
            Policy::ExpectedCertainty => entropy(&now) - expected(k, &entropy),
            Policy::Cooperative { uncertainty, importance, cost, costs } => {
                let change = expected(k, &|then| (then[predicted] - now[predicted]).abs());
                uncertainty * binary_entropy(self.beliefs[k]) / std::f64::consts::LN_2 + importance * change
                    - cost * costs[k]
            }
            Policy::Greedy => self.told(&logits, k, self.truth[k])[self.label],
        };
        (0..self.beliefs.len()).map(score).collect()
    }

    fn tell(&mut self, concepts: &[usize]) {
        for k in concepts {
            self.values[*k] = self.truths.value(*k, self.truth[*k]);
        }
    }

    /// The groups in the order of their mean scores, scored before anything is told.
    pub fn order_scored_once(&self, policy: &Policy, groups: &[Vec<usize>]) -> Vec<Vec<usize>> {
        let means = group_means(&self.scores(policy), groups);
        let mut order: Vec<usize> = (0..groups.len()).collect();
        order.sort_by(|a, b| means[*b].total_cmp(&means[*a]));
        order.into_iter().map(|group| groups[group].clone()).collect()
    }

    /// The groups in the order in which they are picked where every answer changes the scores of those left.
    pub fn order_scored_anew(&self, policy: &Policy, groups: &[Vec<usize>]) -> Vec<Vec<usize>> {
        let mut case = self.clone();
        let mut left: Vec<&Vec<usize>> = groups.iter().collect();
        let mut order = Vec::with_capacity(groups.len());
        while !left.is_empty() {
            let scores = case.scores(policy);
            let mean = |group: &[usize]| group.iter().map(|k| scores[*k]).sum::<f64>() / group.len() as f64;
            let best = (1..left.len()).fold(0, |best, at| if mean(left[at]) > mean(left[best]) { at } else { best });
            let group = left.remove(best);
            case.tell(group);
            order.push(group.clone());
        }
        order
    }
}

fn group_means(scores: &[f64], groups: &[Vec<usize>]) -> Vec<f64> {
    groups.iter().map(|group| group.iter().map(|k| scores[*k]).sum::<f64>() / group.len() as f64).collect()
}
