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

/// How well one number foretells each of several concepts: the held-out areas under the curve, `[width]`. The number is cut
/// into 30 quantile bins of the part that is learnt from, each with its share of yes.
///
/// `values` is `[n]`, `concepts` is `[n, width]`, row-major; the first `trained` rows are learnt from, the rest are judged.
pub fn foretelling(values: &[f64], concepts: &[bool], width: usize, trained: usize) -> Vec<f64> {
    assert_eq!(values.len() * width, concepts.len(), "one value a row");
    let edges = edges(&values[..trained], BINS);
    let bins: Vec<usize> = values.iter().map(|value| bin(&edges, *value)).collect();
    let area = |j: usize| {
        // Half a yes and half a no keep an empty bin from being certain.
        let mut counts = vec![(0.5, 1.0); edges.len() + 1];
        for (row, bin) in bins[..trained].iter().enumerate() {
            let (yes, all) = &mut counts[*bin];
            *yes += f64::from(u8::from(concepts[row * width + j]));
            *all += 1.0;
        }
        let of = |side: bool| -> Vec<f64> {
            let rows = (trained..values.len()).filter(|row| concepts[row * width + j] == side);
            rows.map(|row| counts[bins[row]].0 / counts[bins[row]].1).collect()
        };
        auroc(&of(true), &of(false))
    };
    (0..width).map(area).collect()
}

/// What parts numbers into so many quantile bins; equal edges are one.
fn edges(values: &[f64], bins: usize) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let mut edges: Vec<f64> = (1..bins).map(|bin| quantile(&sorted, bin as f64 / bins as f64)).collect();
    edges.dedup();
    edges
}

fn bin(edges: &[f64], value: f64) -> usize {
    edges.partition_point(|edge| *edge <= value)
}

impl Impurity {
    /// From A − O, `[width, width]`, row-major.
    pub fn of(differences: &[f64], width: usize) -> Self {
        let norm = |counted: &dyn Fn(usize) -> bool| {
            let squares = differences.iter().enumerate().filter(|(at, _)| counted(*at)).map(|(_, value)| value * value);
            squares.sum::<f64>().sqrt() / (width as f64 / 2.0)
        };
        Self { score: norm(&|_| true), off_diagonal: norm(&|at| at / width != at % width) }
    }
}

/// The oracle impurity score (Espinosa Zarlenga et al. 2023), its predictor being 30 quantile bins of one concept in
/// place of a small network.
///
/// A_ij is the area of foretelling true concept j from predicted concept i, O_ij that from true concept i. `predicted`
/// and `concepts` are `[n, width]`, row-major; the first `trained` rows are learnt from, the rest are judged.
pub fn oracle_impurity(predicted: &[f64], concepts: &[bool], width: usize, trained: usize) -> Impurity {
    assert!(predicted.len() == concepts.len() && concepts.len().is_multiple_of(width), "one truth a prediction");
    assert!(trained > 0 && trained < concepts.len() / width, "both parts hold rows");
    let difference = |i: usize| {
        let soft: Vec<f64> = predicted.iter().skip(i).step_by(width).copied().collect();
        let exact: Vec<f64> =
            concepts.iter().skip(i).step_by(width).map(|present| f64::from(u8::from(*present))).collect();
        let areas = |values: &[f64]| foretelling(values, concepts, width, trained);
        areas(&soft).into_iter().zip(areas(&exact)).map(|(soft, exact)| soft - exact).collect::<Vec<f64>>()
    };
    Impurity::of(&(0..width).flat_map(difference).collect::<Vec<f64>>(), width)
}

/// I(class; number | truth): what a concept's predicted number says of the class beyond the concept, in nats.
///
/// Plug-in, the number cut into `bins` quantile bins: biased upwards by about (bins − 1)(classes − 1) / n, which the same of
/// numbers dealt anew among rows of equal truth shows too. All are `[n]`, labels below `classes`.
pub fn class_information(values: &[f64], truth: &[bool], labels: &[usize], classes: usize, bins: usize) -> f64 {
    assert!(values.len() == truth.len() && values.len() == labels.len(), "one truth and one label a number");
    let edges = edges(values, bins);
    let cells = edges.len() + 1;
    let mut joint = vec![0.0; 2 * cells * classes];
    for ((value, truth), label) in values.iter().zip(truth).zip(labels) {
        joint[(usize::from(*truth) * cells + bin(&edges, *value)) * classes + label] += 1.0;
    }
    let n = values.len() as f64;
    let nats = |side: &[f64]| {
        let all: f64 = side.iter().sum();
        let of_class = |label: usize| side.iter().skip(label).step_by(classes).sum::<f64>();
        let of_classes: Vec<f64> = (0..classes).map(of_class).collect();
        let of_cell = |cell: &[f64]| {
            let row: f64 = cell.iter().sum();
            let each = cell.iter().zip(&of_classes).filter(|(count, _)| **count > 0.0);
            each.map(|(count, class)| count / n * libm::log(count * all / (row * class))).sum::<f64>()
        };
        side.chunks_exact(classes).map(of_cell).sum::<f64>()
    };
    joint.chunks_exact(cells * classes).map(nats).sum()
}

/// The niche impurity score (Espinosa Zarlenga et al. 2023): the mean area of foretelling each concept once its niche,
/// the predicted concepts correlated with it above a threshold in size, is set to its mean. ½ is pure.
///
/// The predictor is a logistic regression on all predicted concepts, standardised; it is fitted step by step.
pub struct Niches {
    fit: Logistic,
    /// Standardised, `[trained, width]`.
    learnt: Samples,
    /// Standardised, `[n − trained, width]`, row-major.
    judged: Vec<f64>,
    /// `[n, width]`, row-major.
    concepts: Vec<bool>,
}

impl Niches {
    /// Shapes and parts as in [`oracle_impurity`]; `None` where a prediction is not a finite number.
    pub fn new(predicted: &[f64], concepts: &[bool], width: usize, trained: usize) -> Option<Self> {
        assert!(
            predicted.len() == concepts.len() && trained > 0 && trained < concepts.len() / width,
            "rows in both parts"
        );
        let (seen, unseen) = predicted.split_at(trained * width);
        let scale = Scale::of(&Samples::new(seen.to_vec(), width).ok()?);
        let learnt = Samples::new(scale.apply(seen), width).ok()?;
        let judged = scale.apply(unseen);
        let fit = Logistic::sigmoids(&learnt, &concepts[..trained * width], width, Penalty::ridge(1e-3));
        Some(Self { fit, learnt, judged, concepts: concepts.to_vec() })
    }

    /// One step of the fit; gives how far it is from its optimum, as [`Logistic::advance`] does.
    pub fn advance(&mut self) -> f64 {
        self.fit.advance()
    }

    /// The score by the fit as it is.
    pub fn score(&self, threshold: f64) -> f64 {
        let (width, trained, head) = (self.learnt.dim(), self.learnt.n(), self.fit.head());
        let area = |j: usize| {
            let truth = |i: usize| if self.concepts[i * width + j] { 1.0 } else { 0.0 };
            let mean = (0..trained).map(truth).sum::<f64>() / trained as f64;
            let spread = (mean * (1.0 - mean)).sqrt();
            let correlation = |k: usize| {
                let product = (0..trained).map(|i| (truth(i) - mean) * self.learnt.row(i)[k]).sum::<f64>();
                if spread > 0.0 { product / trained as f64 / spread } else { 0.0 }
            };
            let outside: Vec<bool> = (0..width).map(|k| correlation(k).abs() <= threshold).collect();
            let score =
                |row: &[f64]| (0..width).filter(|k| outside[*k]).map(|k| head.weight(j, k) * row[k]).sum::<f64>();
            let of = |side: bool| -> Vec<f64> {
                let rows = self.judged.chunks_exact(width).zip(self.concepts[trained * width..].chunks_exact(width));
                rows.filter(|(_, truth)| truth[j] == side).map(|(row, _)| score(row)).collect()
            };
            auroc(&of(true), &of(false))
        };
        (0..width).map(area).sum::<f64>() / width as f64
    }
}

/// err(all concepts told) − err(none told), of a curve of errors: above 0, the truth does harm.
pub fn intervention_gap(curve: &[f64]) -> f64 {
    curve.last().zip(curve.first()).map_or(0.0, |(all, none)| all - none)
}
