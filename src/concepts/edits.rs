//! Edits of a head: concepts taken out of a class, and the smallest change that turns one decision.

use super::head::{Head, largest};

/// w\[class, concept\] ← 0 (Yuksekgonul et al. 2023).
pub fn prune(head: &mut Head, class: usize, concept: usize) {
    head.row_mut(class)[concept] = 0.0;
}

/// Prunes, then rescales the class's other weights so that its L1 norm is what it was.
///
/// A class whose other weights are all 0 keeps no norm: there is nothing to rescale.
pub fn prune_and_rescale(head: &mut Head, class: usize, concepts: &[usize]) {
    let norm = |row: &[f64]| row.iter().map(|w| w.abs()).sum::<f64>();
    let row = head.row_mut(class);
    let before = norm(row);
    for concept in concepts {
        row[*concept] = 0.0;
    }
    let after = norm(row);
    if after > 0.0 {
        row.iter_mut().for_each(|w| *w *= before / after);
    }
}

/// Prunes, and adds w times the concept's mean value to the bias, so that the class's mean logit is what it was.
pub fn ablate(head: &mut Head, class: usize, concept: usize, mean: f64) {
    head.bias[class] += head.weight(class, concept) * mean;
    prune(head, class, concept);
}

/// What one edit of a head does to other decisions.
#[derive(Clone, Debug, PartialEq)]
pub struct Edited {
    pub head: Head,
    /// Added to w\[to, concept\] and taken from w\[from, concept\].
    pub change: f64,
}

/// The head in which `values`, decided for its largest class, is decided for class `to` by `margin` over it, by two
/// weights of one concept alone: Δw = (l_from − l_to + margin) / (2 z_k) (the editing recipe of Oikarinen et al. 2023).
///
/// Nothing where the concept's value is 0: no weight of it can then turn the decision. A third class can still win.
pub fn minimal_edit(head: &Head, values: &[f64], to: usize, concept: usize, margin: f64) -> Option<Edited> {
    let logits = head.logits(values);
    let from = largest(&logits);
    if values[concept] == 0.0 || from == to {
        return None;
    }
    let change = (logits[from] - logits[to] + margin) / (2.0 * values[concept]);
    let mut head = head.clone();
    head.row_mut(to)[concept] += change;
    head.row_mut(from)[concept] -= change;
    Some(Edited { head, change })
}

/// The mean number of concepts that a class weighs by more than `threshold`: the number of effective concepts (NEC).
pub fn nonzero_weights(head: &Head, threshold: f64) -> f64 {
    head.weights.iter().filter(|w| w.abs() > threshold).count() as f64 / head.classes() as f64
}
