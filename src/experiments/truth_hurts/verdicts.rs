//! What is claimed of bottlenecks that are told the truth, and whether this run bears it out.

use super::{Bottleneck, Config, Frame, config::TASKS};
use crate::{
    lab::{Claim, Measured, Verdict},
    plot::Quantity,
};

pub const CLAIMS: &[Claim] = &[
    Claim {
        id: "embeddings-learn-every-task",
        paper: "espinosa-zarlenga-2022",
        statement: "Concept embeddings lose no accuracy where concepts do not suffice for the class.",
        criterion: "Untold, the embedding bottleneck gets at least 95 % of classes right on all three tasks, in the mean \
                    over seeds.",
    },
    Claim {
        id: "soft-concepts-do-not-suffice",
        paper: "espinosa-zarlenga-2022",
        statement: "A linear head on concept probabilities cannot learn a class that no linear function of concepts tells.",
        criterion: "Untold, the soft bottleneck gets at most 60 % of classes right on XOR and on the dot product, in the \
                    mean over seeds.",
    },
    Claim {
        id: "truth-destroys-logits",
        paper: "mahinpei-2021",
        statement: "A jointly trained logit bottleneck carries more than concepts in its logits: told the truth, it fails.",
        criterion: "With every concept told as its 5th or 95th percentile, class accuracy falls by at least 40 points on \
                    XOR and 25 points on the dot product, in the mean over seeds.",
    },
    Claim {
        id: "hybrids-do-not-listen",
        paper: "espinosa-zarlenga-2022",
        statement: "A hybrid’s class comes from its other values: corrections do not reach it.",
        criterion: "On all three tasks class accuracy changes by at most 2 points when every concept is told, in the mean \
                    over seeds.",
    },
];

const LEARNED: f64 = 0.95;
const NOT_LEARNED: f64 = 0.60;
/// How far a logit bottleneck falls: XOR, dot product.
const FALLS: [f64; 2] = [0.40, 0.25];
const DEAF: f64 = 0.02;
/// Places in [`TASKS`].
const EVERY: [usize; 3] = [0, 1, 2];
const BEYOND_LINES: [usize; 2] = [0, 2];

pub fn verdicts(config: &Config, frames: &[Frame]) -> Vec<Verdict> {
    let judged = Judged { config, frames };
    vec![
        judged.on(&CLAIMS[0], Bottleneck::Embedding, &EVERY, |ends| ends.iter().all(|[untold, _]| *untold >= LEARNED)),
        judged.on(&CLAIMS[1], Bottleneck::Soft, &BEYOND_LINES, |ends| {
            ends.iter().all(|[untold, _]| *untold <= NOT_LEARNED)
        }),
        judged.on(&CLAIMS[2], Bottleneck::Logit, &BEYOND_LINES, |ends| {
            ends.iter().zip(FALLS).all(|([untold, told], fall)| untold - told >= fall)
        }),
        judged.on(&CLAIMS[3], Bottleneck::Hybrid, &EVERY, |ends| {
            ends.iter().all(|[untold, told]| (untold - told).abs() <= DEAF)
        }),
    ]
}

struct Judged<'a> {
    config: &'a Config,
    frames: &'a [Frame],
}

impl Judged<'_> {
    fn on(&self, claim: &Claim, of: Bottleneck, tasks: &[usize], holds: impl Fn(&[[f64; 2]]) -> bool) -> Verdict {
        let chosen = self.config.chosen();
        if !tasks.iter().all(|task| chosen.contains(task)) {
            return Verdict::needs(claim, "not all tasks that it speaks of are run", "tasks=xor%2Btrig%2Bdot");
        }
        let ended = |task: &usize| latest(self.frames, *task, of).filter(|frame| frame.ended);
        let found: Vec<&Frame> = tasks.iter().filter_map(ended).collect();
        if found.len() < tasks.len() {
            return Verdict::waiting(claim, format!("once the {} bottleneck is trained on each task", of.name()));
        }
        let ends: Vec<[f64; 2]> = found.iter().map(|frame| frame.ends()).collect();
        let measured = tasks.iter().zip(&ends).flat_map(|(task, [untold, told])| {
            let name = TASKS[*task].1;
            [
                Measured::new(format!("{name}, untold"), *untold, Quantity::Share),
                Measured::new(format!("{name}, all told"), *told, Quantity::Share),
            ]
        });
        Verdict::decided(claim, holds(&ends), measured.collect())
    }
}

/// A network as it was last looked at.
pub(super) fn latest(frames: &[Frame], task: usize, bottleneck: Bottleneck) -> Option<&Frame> {
    frames.iter().rev().find(|frame| frame.task == task && frame.bottleneck == bottleneck)
}

impl Frame {
    /// Class accuracy with no concept and with every concept told, in the mean over seeds.
    fn ends(&self) -> [f64; 2] {
        let mean = |of: fn(&[f64]) -> Option<&f64>| {
            let values = self.outcomes.iter().filter_map(|outcome| of(&outcome.curve));
            values.sum::<f64>() / self.outcomes.len() as f64
        };
        [mean(<[f64]>::first), mean(<[f64]>::last)]
    }
}
