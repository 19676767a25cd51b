//! What is claimed of knowledge bottlenecks, and whether this run bears it out.

use super::{Config, Frame, Measurement, Method};
use crate::{
    lab::{Claim, Measured, Verdict},
    plot::Quantity,
};

pub const CLAIMS: &[Claim] = &[
    Claim {
        id: "knowledge-survives-the-shift",
        paper: "yang-2024",
        statement: "Where the confounder turns against the diagnosis, a knowledge bottleneck holds and a linear probe collapses.",
        criterion: "On the shifted test the knowledge bottleneck is right at least 40 points more often than the linear probe \
                    at ρ = 1, and at least 20 points more often at ρ = 0.95.",
    },
    Claim {
        id: "the-shift-costs-little",
        paper: "yang-2024",
        statement: "A knowledge bottleneck is about as good on the shifted test as where it was trained.",
        criterion: "Its two accuracies differ by at most 5 points at ρ = 1 and at ρ = 0.95.",
    },
    Claim {
        id: "the-prior-pays-with-few-images",
        paper: "yang-2024",
        statement: "With few images, asking what findings mean beats learning it.",
        criterion: "With 24 images at ρ = 0.5, averaged over the draws, the prior adds at least 5 points to the accuracy of the \
                    same concepts without it.",
    },
    Claim {
        id: "wrong-answers-cost",
        paper: "yang-2024",
        statement: "It is the knowledge that helps: the same answers given to the wrong findings harm.",
        criterion: "At ρ = 1, averaged over both tests and five shuffles, the accuracy is at least 4 points lower with shuffled \
                    answers.",
    },
];

const JUDGED: [(f64, f64); 2] = [(1.0, 0.40), (0.95, 0.20)];
const GAP: f64 = 0.05;
const FEW: usize = 24;
const PAYS: f64 = 0.05;
const COSTS: f64 = 0.04;
/// Rounding of sums of shares is forgiven.
const SLACK: f64 = 1e-9;

pub fn verdicts(config: &Config, frames: &[Frame]) -> Vec<Verdict> {
    vec![
        survives(&CLAIMS[0], config, frames),
        little(&CLAIMS[1], config, frames),
        pays(&CLAIMS[2], frames),
        costs(&CLAIMS[3], config, frames),
    ]
}

pub(super) fn measured(frames: &[Frame], rho: f64, method: Method) -> Option<&Measurement> {
    frames.iter().find_map(|frame| match frame {
        Frame::Measured(found) if found.rho == rho && found.method == method => Some(found),
        _ => None,
    })
}

pub(super) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Open, where the run does not come by some ρ.
fn lacks(claim: &Claim, config: &Config, rhos: &[f64]) -> Option<Verdict> {
    let run = config.all_rhos().unwrap_or_default();
    let lacking = rhos.iter().find(|rho| !run.contains(rho))?;
    Some(Verdict::needs(claim, format!("ρ = {lacking} is not among those trained"), "rhos=0.95,1"))
}

fn survives(claim: &Claim, config: &Config, frames: &[Frame]) -> Verdict {
    if let Some(open) = lacks(claim, config, &JUDGED.map(|(rho, _)| rho)) {
        return open;
    }
    let mut holds = true;
    let mut numbers = Vec::new();
    for (rho, least) in JUDGED {
        let pair = [Method::Knowledge, Method::Probe].map(|method| measured(frames, rho, method));
        let [Some(knowledge), Some(probe)] = pair else {
            return Verdict::waiting(claim, "once both are trained");
        };
        holds &= knowledge.shifted - probe.shifted >= least - SLACK;
        numbers.push(Measured::new(format!("knowledge bottleneck, ρ = {rho}"), knowledge.shifted, Quantity::Share));
        numbers.push(Measured::new(format!("linear probe, ρ = {rho}"), probe.shifted, Quantity::Share));
    }
    Verdict::decided(claim, holds, numbers)
}

fn little(claim: &Claim, config: &Config, frames: &[Frame]) -> Verdict {
    if let Some(open) = lacks(claim, config, &JUDGED.map(|(rho, _)| rho)) {
        return open;
    }
    let mut holds = true;
    let mut numbers = Vec::new();
    for (rho, _) in JUDGED {
        let Some(found) = measured(frames, rho, Method::Knowledge) else {
            return Verdict::waiting(claim, "once the knowledge bottleneck is trained");
        };
        holds &= (found.same - found.shifted).abs() <= GAP + SLACK;
        numbers.push(Measured::new(format!("as in training, ρ = {rho}"), found.same, Quantity::Share));
        numbers.push(Measured::new(format!("shifted, ρ = {rho}"), found.shifted, Quantity::Share));
    }
    Verdict::decided(claim, holds, numbers)
}

fn pays(claim: &Claim, frames: &[Frame]) -> Verdict {
    let found = |wanted: Method| {
        frames.iter().find_map(|frame| match frame {
            Frame::FewShot { shots: FEW, method, accuracies } if *method == wanted => Some(mean(accuracies)),
            _ => None,
        })
    };
    let (Some(with), Some(without)) = (found(Method::Knowledge), found(Method::Concepts)) else {
        return Verdict::waiting(claim, "once few images were trained on");
    };
    let numbers = vec![
        Measured::new("with the prior", with, Quantity::Share),
        Measured::new("without", without, Quantity::Share),
    ];
    Verdict::decided(claim, with - without >= PAYS - SLACK, numbers)
}

fn costs(claim: &Claim, config: &Config, frames: &[Frame]) -> Verdict {
    if let Some(open) = lacks(claim, config, &[1.0]) {
        return open;
    }
    let found = |method| measured(frames, 1.0, method).map(|found| (found.same + found.shifted) / 2.0);
    let (Some(knowledge), Some(shuffled)) = (found(Method::Knowledge), found(Method::Shuffled)) else {
        return Verdict::waiting(claim, "once both priors were tried");
    };
    let numbers = vec![
        Measured::new("right answers", knowledge, Quantity::Share),
        Measured::new("shuffled answers", shuffled, Quantity::Share),
    ];
    Verdict::decided(claim, knowledge - shuffled >= COSTS - SLACK, numbers)
}
