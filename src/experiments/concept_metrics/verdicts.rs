//! What is claimed of the important concepts, and whether this run bears it out.

use super::{Frame, Metrics};
use crate::{
    lab::{Claim, Measured, Verdict},
    plot::Quantity,
};

pub const CLAIMS: &[Claim] = &[
    Claim {
        id: "important-concepts-are-absent",
        paper: "aysel-2025",
        statement: "In many pictures even the most important concept is not there.",
        criterion: "Existence@1 of all contributions, mean over test birds, is below the share of concepts that are there \
                    anyway.",
    },
    Claim {
        id: "absence-made-them-important",
        paper: "aysel-2025",
        statement: "Ranked among those that the model itself scores as present, the most important concept is there.",
        criterion: "Existence@1 restricted to concepts with a margin above 0 is at least 90 %.",
    },
    Claim {
        id: "not-there-is-right",
        paper: "aysel-2025",
        statement: "Read as “not there” where the model scores it as absent, the most important concept is right as a rule.",
        criterion: "Existence@1 of all contributions, with a concept scored as absent right where it is absent, is at least \
                    90 %.",
    },
    Claim {
        id: "weights-follow-the-truth-weakly",
        paper: "aysel-2025",
        statement: "A class’s weights agree only weakly with the concepts that the class has.",
        criterion: "CGIM, the correlation of a class’s weights with its code, mean over classes, is at most 0.5.",
    },
    Claim {
        id: "maps-miss-the-parts",
        paper: "aysel-2025",
        statement: "Where important concepts are there, their activation maps point elsewhere.",
        criterion: "Of the concepts of the five largest contributions that are to be seen in the picture, fewer than half have \
                    a map that peaks in a cell which holds any pixel of them.",
    },
];

const THERE: f64 = 0.9;
const WEAK: f64 = 0.5;
const HALF: f64 = 0.5;
const FIVE: usize = 5;

pub fn verdicts(frames: &[Frame]) -> Vec<Verdict> {
    let Some(metrics) = metrics(frames) else {
        return CLAIMS.iter().map(|claim| Verdict::waiting(claim, "once the head is trained")).collect();
    };
    let [signed, present, either] = &metrics.existence;
    let [absent, made, not_there, weak, miss] = [&CLAIMS[0], &CLAIMS[1], &CLAIMS[2], &CLAIMS[3], &CLAIMS[4]];
    let of = |name: &str, all: &[f64]| [1, 3, 5].map(|n| share(format!("{name}@{n}"), all[n - 1])).to_vec();
    let mut of_signed = of("existence", signed);
    of_signed.push(share("base rate", metrics.base_rate));
    of_signed.push(share("largest contribution is of a concept scored as absent", metrics.absent_first));
    of_signed.push(share("accuracy (1-shot)", metrics.accuracy));
    let agreement = mean(&metrics.by_class);
    let least = metrics.by_class.iter().copied().fold(f64::INFINITY, f64::min);
    let agreements = vec![
        Measured::new("CGIM by class, mean", agreement, Quantity::Number),
        Measured::new("CGIM by class, least", least, Quantity::Number),
        Measured::new("CGIM by concept, mean", mean(&metrics.by_concept), Quantity::Number),
    ];
    let located = vec![
        share("location@1", metrics.location[0]),
        share("location@5", metrics.location[FIVE - 1]),
        share("a blind map @5", metrics.location_chance[FIVE - 1]),
    ];
    vec![
        Verdict::decided(absent, signed[0] < metrics.base_rate, of_signed),
        Verdict::decided(made, present[0] >= THERE, of("existence among the present", present)),
        Verdict::decided(not_there, either[0] >= THERE, of("right", either)),
        Verdict::decided(weak, agreement <= WEAK, agreements),
        Verdict::decided(miss, metrics.location[FIVE - 1] < HALF, located),
    ]
}

pub(super) fn metrics(frames: &[Frame]) -> Option<&Metrics> {
    frames.iter().rev().find_map(|frame| match frame {
        Frame::Metrics(metrics) => Some(metrics),
        _ => None,
    })
}

fn share(label: impl Into<String>, value: f64) -> Measured {
    Measured::new(label, value, Quantity::Share)
}

pub(super) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}
