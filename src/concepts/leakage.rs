//! Leakage: what soft concepts say beyond what they are named after.

use super::{
    interventions::quantile,
    linear::{Logistic, Penalty, Scale},
};
use crate::{measures::auroc, samples::Samples};

/// Quantile bins of the one-number predictor.
const BINS: usize = 30;

/// How unlike the true concepts the predicted ones foretell each other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Impurity {
    /// ‖A − O‖_F / (K/2).
    pub score: f64,
    /// The same without the diagonal, which is how well each concept is predicted at all.
    pub off_diagonal: f64,
}

/// The held-out area under the curve of foretelling a yes or no from one number, which is cut into 30 quantile bins of
/// the training part, each with its share of yes.
fn foretold(train: (&[f64], &[bool]), test: (&[f64], &[bool])) -> f64 {
    let mut edges: Vec<f64> = (1..BINS).map(|bin| quantile(train.0, bin as f64 / BINS as f64)).collect();
    edges.dedup();
    let bin = |value: f64| edges.partition_point(|edge| *edge <= value);
    // Half a yes and half a no keep an empty bin from being certain.
    let mut counts = vec![(0.5, 1.0); edges.len() + 1];
    for (value, present) in train.0.iter().zip(train.1) {
        let (yes, all) = &mut counts[bin(*value)];
        *yes += f64::from(u8::from(*present));
        *all += 1.0;
    }
    let rate = |value: f64| counts[bin(value)].0 / counts[bin(value)].1;
    let of = |side: bool| -> Vec<f64> {
        test.0.iter().zip(test.1).filter(|(_, present)| **present == side).map(|(value, _)| rate(*value)).collect()
    };
    auroc(&of(true), &of(false))
}

/// The oracle impurity score (Espinosa Zarlenga et al. 2023), its predictor being 30 quantile bins of one concept in
/// place of a small network.
///
/// A_ij is the area of foretelling true concept j from predicted concept i, O_ij that from true concept i. `predicted`
/// and `concepts` are `[n, width]`, row-major; the first `trained` rows are learnt from, the rest are judged.
pub fn oracle_impurity(predicted: &[f64], concepts: &[bool], width: usize, trained: usize) -> Impurity {
    assert!(predicted.len() == concepts.len() && concepts.len().is_multiple_of(width), "one truth a prediction");
    assert!(trained > 0 && trained < concepts.len() / width, "both parts hold rows");
    let column = |k: usize| -> Vec<f64> { predicted.iter().skip(k).step_by(width).copied().collect() };
    let truth = |k: usize| -> Vec<bool> { concepts.iter().skip(k).step_by(width).copied().collect() };
    let truths: Vec<Vec<bool>> = (0..width).map(truth).collect();
    let (mut all, mut off) = (0.0, 0.0);
    for i in 0..width {
        let soft = column(i);
        let exact: Vec<f64> = truths[i].iter().map(|present| f64::from(u8::from(*present))).collect();
        for (j, target) in truths.iter().enumerate() {
            let (learnt, judged) = target.split_at(trained);
            let area = |values: &[f64]| foretold((&values[..trained], learnt), (&values[trained..], judged));
            let square = (area(&soft) - area(&exact)).powi(2);
            all += square;
            off += if i == j { 0.0 } else { square };
        }
    }
    let half = width as f64 / 2.0;
    Impurity { score: all.sqrt() / half, off_diagonal: off.sqrt() / half }
}

/// The niche impurity score (Espinosa Zarlenga et al. 2023): the mean area of foretelling each concept once its niche,
/// the predicted concepts correlated with it above `threshold` in size, is set to its mean. ½ is pure.
///
/// The predictor is a logistic regression on all predicted concepts, standardised. Shapes and parts as in
/// [`oracle_impurity`].
pub fn niche_impurity(predicted: &[f64], concepts: &[bool], width: usize, trained: usize, threshold: f64) -> f64 {
    assert!(predicted.len() == concepts.len() && trained > 0 && trained < concepts.len() / width, "rows in both parts");
    let Ok(learnt) = Samples::new(predicted[..trained * width].to_vec(), width) else { return f64::NAN };
    let scale = Scale::of(&learnt);
    let Ok(standardised) = Samples::new(scale.apply(learnt.values()), width) else { return f64::NAN };
    let targets = &concepts[..trained * width];
    let head = Logistic::sigmoids(&standardised, targets, width, Penalty::ridge(1e-3)).finish(1e-6, 2000);
    let judged = scale.apply(&predicted[trained * width..]);
    let area = |j: usize| {
        let truth = |i: usize| if targets[i * width + j] { 1.0 } else { 0.0 };
        let mean = (0..trained).map(truth).sum::<f64>() / trained as f64;
        let spread = (mean * (1.0 - mean)).sqrt();
        let correlation = |k: usize| {
            let product = (0..trained).map(|i| (truth(i) - mean) * standardised.row(i)[k]).sum::<f64>();
            if spread > 0.0 { product / trained as f64 / spread } else { 0.0 }
        };
        let outside: Vec<bool> = (0..width).map(|k| correlation(k).abs() <= threshold).collect();
        let score = |row: &[f64]| (0..width).filter(|k| outside[*k]).map(|k| head.weight(j, k) * row[k]).sum::<f64>();
        let of = |side: bool| -> Vec<f64> {
            let rows = judged.chunks_exact(width).zip(concepts[trained * width..].chunks_exact(width));
            rows.filter(|(_, truth)| truth[j] == side).map(|(row, _)| score(row)).collect()
        };
        auroc(&of(true), &of(false))
    };
    (0..width).map(area).sum::<f64>() / width as f64
}

/// err(all concepts told) − err(none told), of a curve of errors: above 0, the truth does harm.
pub fn intervention_gap(curve: &[f64]) -> f64 {
    curve.last().zip(curve.first()).map_or(0.0, |(all, none)| all - none)
}
