//! Which concept to ask about next, of those that were not told yet.

use super::{
    config::Policy,
    slots::{Slots, Told},
};
use crate::{
    concepts::{Case, Policy as Rule, Truths, largest},
    draws::Rng,
};

/// The concepts not told yet, the one to ask about first in front. `truth` is used by LCP alone.
pub fn order(policy: Policy, slots: &Slots, told: &[Option<bool>], truth: &[bool], rng: &mut Rng) -> Vec<usize> {
    let (head, truths) = (slots.head(), Truths::binary(told.len()));
    let case =
        Case { head: &head, truths: &truths, beliefs: &slots.probabilities, values: slots.told(told), truth, label: 0 };
    let scores = case.scores(&rule(policy, told.len(), rng));
    let mut open: Vec<usize> = (0..told.len()).filter(|concept| told[*concept].is_none()).collect();
    open.sort_by(|a, b| scores[*b].total_cmp(&scores[*a]));
    open
}

/// What is answered as questions are asked and answered with the truth: the likeliest class after 0, 1, …, K of them.
pub fn asked(policy: Policy, slots: &Slots, truth: &[bool], rng: &mut Rng) -> Vec<usize> {
    let mut told: Told = vec![None; truth.len()];
    let mut answers = vec![largest(&slots.logits(&told))];
    for _ in 0..truth.len() {
        let next = order(policy, slots, &told, truth, rng)[0];
        told[next] = Some(truth[next]);
        answers.push(largest(&slots.logits(&told)));
    }
    answers
}

fn rule(policy: Policy, concepts: usize, rng: &mut Rng) -> Rule {
    match policy {
        Policy::Ucp => Rule::Uncertainty,
        Policy::Cctp => Rule::Contribution,
        Policy::Ectp => Rule::ExpectedChange,
        Policy::Eudtp => Rule::ExpectedCertainty,
        Policy::Coop => Rule::Cooperative { uncertainty: 1.0, importance: 1.0, cost: 0.0, costs: vec![0.0; concepts] },
        Policy::Lcp => Rule::Loss,
        Policy::Random => Rule::Random((0..concepts).map(|_| rng.uniform()).collect()),
    }
}
