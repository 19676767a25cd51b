//! Interventions: some concepts are told the truth, and the head decides again.

use super::head::Head;

/// The q-quantile of numbers, interpolated linearly between order statistics (type 7 of Hyndman & Fan 1996, numpy's
/// default); needs one number and q in [0, 1].
pub fn quantile(values: &[f64], q: f64) -> f64 {
    assert!(!values.is_empty() && (0.0..=1.0).contains(&q), "no quantile {q} of {} numbers", values.len());
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = q * (sorted.len() - 1) as f64;
    let below = place as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (place - below as f64) * (sorted[above] - sorted[below])
}

/// The values that stand for a concept's truth in the bottleneck.
#[derive(Clone, Debug, PartialEq)]
pub struct Truths {
    absent: Vec<f64>,
    present: Vec<f64>,
}

impl Truths {
    /// One value a concept for "no" and one for "yes".
    pub fn new(absent: Vec<f64>, present: Vec<f64>) -> Self {
        assert_eq!(absent.len(), present.len(), "both values of every concept");
        Self { absent, present }
    }

    /// 0 and 1, as soft, hard and embedding bottlenecks are told.
    pub fn binary(width: usize) -> Self {
        Self::new(vec![0.0; width], vec![1.0; width])
    }

    /// The 5th and the 95th percentile of each concept's training logits, `[n, width]`: a logit bottleneck has no value
    /// that means "certainly" (Koh et al. 2020).
    pub fn percentiles(logits: &[f64], width: usize) -> Self {
        assert!(!logits.is_empty() && logits.len().is_multiple_of(width), "whole rows of logits");
        let of = |k: usize, q: f64| {
            let column: Vec<f64> = logits.iter().skip(k).step_by(width).copied().collect();
            quantile(&column, q)
        };
        Self::new((0..width).map(|k| of(k, 0.05)).collect(), (0..width).map(|k| of(k, 0.95)).collect())
    }

    pub fn width(&self) -> usize {
        self.absent.len()
    }

    /// What the bottleneck holds when concept k is told.
    pub fn value(&self, k: usize, present: bool) -> f64 {
        if present { self.present[k] } else { self.absent[k] }
    }
}

/// z ← m t + (1 − m) z: the concepts among `told` hold their truth, the others what was predicted.
///
/// `values` and `truth` are `[K]`.
pub fn correct(values: &[f64], truth: &[bool], told: &[usize], truths: &Truths) -> Vec<f64> {
    let mut values = values.to_vec();
    for k in told {
        values[*k] = truths.value(*k, truth[*k]);
    }
    values
}

/// The share of wrong classes after 0, 1, …, steps of telling: `[steps + 1]`.
///
/// `values` and `concepts` are `[n, K]`, row-major, `labels` is `[n]`. `orders[i]` holds input i's steps, each the
/// concepts that it tells (one, or a group); every input has equally many.
pub fn error_curve(
    head: &Head,
    truths: &Truths,
    values: &[f64],
    concepts: &[bool],
    labels: &[usize],
    orders: &[Vec<Vec<usize>>],
) -> Vec<f64> {
    let width = head.width();
    assert_eq!(values.len(), labels.len() * width, "one row of values a label");
    assert_eq!(concepts.len(), values.len(), "one truth a value");
    assert_eq!(orders.len(), labels.len(), "one order a label");
    let steps = orders.first().map_or(0, Vec::len);
    let mut wrong = vec![0usize; steps + 1];
    for (i, order) in orders.iter().enumerate() {
        assert_eq!(order.len(), steps, "equally many steps for every input");
        let truth = &concepts[i * width..(i + 1) * width];
        let mut now = values[i * width..(i + 1) * width].to_vec();
        wrong[0] += usize::from(head.predict(&now) != labels[i]);
        for (step, told) in order.iter().enumerate() {
            now = correct(&now, truth, told, truths);
            wrong[step + 1] += usize::from(head.predict(&now) != labels[i]);
        }
    }
    wrong.into_iter().map(|count| count as f64 / labels.len() as f64).collect()
}

/// The mean of a curve of errors over its steps: one number an ordering, lower being better.
pub fn curve_mean(curve: &[f64]) -> f64 {
    curve.iter().sum::<f64>() / curve.len() as f64
}
