//! What the paper claims, and whether this run bears it out.

use std::f64::consts::LN_2;

use super::{
    Frame,
    config::{Betas, Config, Objective},
    demo::shares,
    outcomes::{self, chosen, is_finished, mean, particles},
};
use crate::{
    lab::{Claim, Measured, Verdict},
    plot::Quantity,
};

pub const CLAIMS: &[Claim] = &[
    Claim {
        id: "identities",
        paper: "yu-2024",
        statement: "The Cauchy–Schwarz divergence is symmetric, nowhere negative and 0 between equals, and the dependence \
                    made of it vanishes where there is none.",
        criterion: "Five draws of clouds in the plane, σ = 1: |D_CS(p;p)| and |D_CS(p;q) − D_CS(q;p)| at most 10⁻⁶, D_CS and \
                    I_CS at least −10⁻⁶, and I_CS of 512 shuffled pairs below 0.02 bit on average.",
    },
    Claim {
        id: "finds-both-modes",
        paper: "yu-2024",
        statement: "Points that descend on D_CS alone spread over both modes of their target.",
        criterion: "Within 500 steps D_CS has fallen by over 95 %, and each mode then holds 40 to 60 % of the points, those \
                    within 4 deviations of its middle.",
    },
    Claim {
        id: "parity",
        paper: "yu-2024",
        statement: "The Cauchy–Schwarz bottleneck predicts as well as squared error.",
        criterion: "Five splits or more: its mean test RMSE, at the β that each validation set chose, is at most 1.10 times \
                    that of squared error. (The paper claims better; parity is what small data can decide.)",
    },
    Claim {
        id: "beta-compresses",
        paper: "yu-2024",
        statement: "The larger β, the less the code depends on its input.",
        criterion: "The normalised I_CS of the Cauchy–Schwarz codes over the test inputs, a mean over the splits, falls from β \
                    = 0 to 0.1 and from 0.1 to 1.",
    },
    Claim {
        id: "best-trade-off",
        paper: "yu-2024",
        statement: "Its solutions achieve the best trade-off between prediction and compression.",
        criterion: "The ten released β: no variational or nonlinear bottleneck of β above 0 has both a smaller mean test \
                    RMSE and a smaller I(X;T) with noise (one estimator for all) than a Cauchy–Schwarz one of β above 0.",
    },
];

const ROUNDING: f64 = 1e-6;
const MOST_SHUFFLED: f64 = 0.02 * LN_2;
const DECIDED_AT: u32 = 500;
const MOST_LEFT: f64 = 0.05;
const BALANCED: std::ops::RangeInclusive<f64> = 0.4..=0.6;
const PARITY: f64 = 1.10;
const LEAST_SPLITS: usize = 5;

pub fn verdicts(config: &Config, frames: &[Frame]) -> Vec<Verdict> {
    vec![
        identities(&CLAIMS[0], frames),
        both_modes(&CLAIMS[1], config, frames),
        parity(&CLAIMS[2], config, frames),
        compresses(&CLAIMS[3], config, frames),
        best_trade_off(&CLAIMS[4], config, frames),
    ]
}

fn identities(claim: &Claim, frames: &[Frame]) -> Verdict {
    let found = frames.iter().find_map(|frame| if let Frame::Identities(found) = frame { Some(found) } else { None });
    let Some(found) = found else { return Verdict::waiting(claim, "after the first step") };
    let information = |label: &str, value: f64| Measured::new(label, value, Quantity::Information);
    let holds = found.itself <= ROUNDING
        && found.asymmetry <= ROUNDING
        && found.least_divergence >= -ROUNDING
        && found.least_information >= -ROUNDING
        && found.shuffled < MOST_SHUFFLED;
    let measured = vec![
        information("|D_CS(p;p)|", found.itself),
        information("asymmetry", found.asymmetry),
        information("least D_CS", found.least_divergence),
        information("least I_CS", found.least_information),
        information("I_CS of dependent pairs", found.dependent),
        information("I_CS of shuffled pairs", found.shuffled),
        information("I_CS of the data's inputs and targets", found.data_dependent),
        information("the same, shuffled", found.data_shuffled),
    ];
    Verdict::decided(claim, holds, measured)
}

fn both_modes(claim: &Claim, config: &Config, frames: &[Frame]) -> Verdict {
    if config.particle_steps < DECIDED_AT {
        return Verdict::needs(claim, format!("needs {DECIDED_AT} steps"), format!("particle_steps={DECIDED_AT}"));
    }
    let seen = particles(frames);
    let first = seen.first();
    // The last frame at or before the step that decides, once a later step or the end of the descent has been seen.
    let at = seen.iter().rev().find(|(step, ..)| *step <= DECIDED_AT);
    let is_past = seen.last().is_some_and(|(step, ..)| *step >= DECIDED_AT);
    let (Some((_, before, _)), Some((step, after, points)), true) = (first, at, is_past) else {
        return Verdict::waiting(claim, format!("after step {DECIDED_AT}"));
    };
    let [left, right] = shares(points);
    let kept = after / before;
    let holds = kept < MOST_LEFT && BALANCED.contains(&left) && BALANCED.contains(&right);
    let measured = vec![
        Measured::new("D_CS at the start", *before, Quantity::Information),
        Measured::new(format!("D_CS at step {step}"), *after, Quantity::Information),
        Measured::new("fallen by", 1.0 - kept, Quantity::Share),
        Measured::new("in the lower mode", left, Quantity::Share),
        Measured::new("in the upper mode", right, Quantity::Share),
        Measured::new("in neither", 1.0 - left - right, Quantity::Share),
    ];
    Verdict::decided(claim, holds, measured)
}

fn parity(claim: &Claim, config: &Config, frames: &[Frame]) -> Verdict {
    let objectives = config.objectives();
    if [Objective::SquaredError, Objective::CauchySchwarz].iter().any(|needed| !objectives.contains(needed)) {
        return Verdict::needs(claim, "needs both squared error and Cauchy–Schwarz", "");
    }
    if config.splits < LEAST_SPLITS {
        return Verdict::needs(claim, format!("needs {LEAST_SPLITS} splits"), "");
    }
    let both = [Objective::SquaredError, Objective::CauchySchwarz].map(|objective| {
        let all = outcomes::of(frames, objective).len() == config.betas_of(objective).len();
        chosen(frames, objective).filter(|_| all)
    });
    let [Some(squared), Some(cauchy_schwarz)] = both else {
        return Verdict::waiting(claim, "after both have been tested");
    };
    let [of_squared, of_cauchy_schwarz] = [&squared, &cauchy_schwarz].map(|chosen| mean(&chosen.test));
    let measured = vec![
        Measured::new("RMSE of squared error", of_squared, Quantity::Number),
        Measured::new("RMSE of Cauchy–Schwarz", of_cauchy_schwarz, Quantity::Number),
        Measured::new("ratio", of_cauchy_schwarz / of_squared, Quantity::Number),
        Measured::new("chosen β, on average", mean(&cauchy_schwarz.betas), Quantity::Number),
    ];
    Verdict::decided(claim, of_cauchy_schwarz <= PARITY * of_squared, measured)
}

fn compresses(claim: &Claim, config: &Config, frames: &[Frame]) -> Verdict {
    if !config.objectives().contains(&Objective::CauchySchwarz) {
        return Verdict::needs(claim, "needs Cauchy–Schwarz", "");
    }
    if config.betas == Betas::One {
        return Verdict::needs(claim, "needs β = 0, 0.1 and 1", "");
    }
    let outcomes = outcomes::of(frames, Objective::CauchySchwarz);
    let at = |beta: f64| outcomes.iter().find(|outcome| outcome.beta == beta);
    let [Some(none), Some(some), Some(much)] = [0.0, 0.1, 1.0].map(at) else {
        return Verdict::waiting(claim, "after Cauchy–Schwarz has been tested at β = 0, 0.1 and 1");
    };
    let [zero, tenth, one] = [none, some, much].map(|outcome| mean(&outcome.dependence));
    let mut measured = vec![
        Measured::new("normalised I_CS at β = 0", zero, Quantity::Number),
        Measured::new("at β = 0.1", tenth, Quantity::Number),
        Measured::new("at β = 1", one, Quantity::Number),
    ];
    let information = [none, much].map(|outcome| mean(&outcome.information));
    measured.push(Measured::new("I(X;T) with noise at β = 0", information[0], Quantity::Information));
    measured.push(Measured::new("I(X;T) with noise at β = 1", information[1], Quantity::Information));
    if is_finished(frames) {
        measured.push(Measured::new("test RMSE at β = 1", mean(&much.test), Quantity::Number));
    }
    Verdict::decided(claim, zero > tenth && tenth > one, measured)
}

fn best_trade_off(claim: &Claim, config: &Config, frames: &[Frame]) -> Verdict {
    let objectives = config.objectives();
    let rivals: Vec<Objective> = objectives.iter().copied().filter(|objective| objective.is_noisy()).collect();
    if !objectives.contains(&Objective::CauchySchwarz) || rivals.is_empty() {
        return Verdict::needs(claim, "needs Cauchy–Schwarz and another bottleneck", "betas=ten");
    }
    if config.betas != Betas::Ten {
        return Verdict::needs(
            claim,
            "three β are too few to tell one trade-off from another; needs the ten",
            "betas=ten",
        );
    }
    if !is_finished(frames) {
        return Verdict::waiting(claim, "after all have been tested");
    }
    let points = |objective: Objective| {
        let compressed = outcomes::of(frames, objective).into_iter().filter(|outcome| outcome.beta > 0.0);
        compressed.map(|outcome| (mean(&outcome.test), mean(&outcome.information))).collect::<Vec<(f64, f64)>>()
    };
    let rivals: Vec<(f64, f64)> = rivals.into_iter().flat_map(points).collect();
    let own = points(Objective::CauchySchwarz);
    let is_beaten = |own: &&(f64, f64)| rivals.iter().any(|rival| rival.0 < own.0 && rival.1 < own.1);
    let beaten = own.iter().filter(is_beaten).count();
    let best = own.iter().copied().min_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or_default();
    let mut measured = vec![
        Measured::new("Cauchy–Schwarz solutions", own.len() as f64, Quantity::Count),
        Measured::new("beaten in both", beaten as f64, Quantity::Count),
        Measured::new("the best one's RMSE", best.0, Quantity::Number),
        Measured::new("its I(X;T) with noise", best.1, Quantity::Information),
    ];
    // The cheapest rival that predicts no worse, where there is one.
    let as_good = rivals.iter().filter(|rival| rival.0 <= best.0).min_by(|a, b| a.1.total_cmp(&b.1));
    if let Some(rival) = as_good {
        measured.push(Measured::new("the least I(X;T) of a rival as good", rival.1, Quantity::Information));
    }
    Verdict::decided(claim, beaten == 0, measured)
}
