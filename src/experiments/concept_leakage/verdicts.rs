//! What is claimed of leaking concepts, and whether this run bears it out.

use super::{Config, Frame, INDEPENDENT, LAMBDAS, Measured, NETWORKS, Outcome, config};
use crate::{
    concepts::intervention_gap,
    lab::{self, Claim, Verdict},
    plot::Quantity,
};

pub const CLAIMS: &[Claim] = &[
    Claim {
        id: "impurity-falls-with-weight",
        paper: "espinosa-zarlenga-2023",
        statement: "The more the concepts’ loss weighs in a joint training, the purer the concepts are.",
        criterion: "The oracle impurity score, mean over seeds, falls from each λ to the next, from 0.003 to 0.3.",
    },
    Claim {
        id: "light-concepts-are-impure",
        paper: "espinosa-zarlenga-2023",
        statement: "Concepts that hardly weigh are far less pure than concepts that do.",
        criterion: "The oracle impurity score at λ = 0.003, mean over seeds, is at least 2.5 times that at λ = 0.3.",
    },
    Claim {
        id: "truth-harms-a-leaking-model",
        paper: "mahinpei-2021",
        statement: "A joint bottleneck on logits whose concepts weigh little does worse when it is told the truth; an \
                    independent one does better.",
        criterion: "Error with all concepts told less error with none, mean over seeds: above +10 points for the joint \
                    bottleneck at λ = 0.01, below 0 for the independent one.",
    },
    Claim {
        id: "weight-makes-truth-help",
        paper: "koh-2020",
        statement: "A joint bottleneck whose concepts weigh enough does better when it is told the truth.",
        criterion: "Error with all concepts told less error with none, mean over seeds, is below 0 at λ = 1.",
    },
];

const RATIO: f64 = 2.5;
const HARM: f64 = 0.1;
/// Places in [`LAMBDAS`] of 0.01, of 0.3 and of 1.
const HUNDREDTH: usize = 1;
const TENTHS: usize = 4;
const ONE: usize = 5;
/// Loose enough for true concepts to say little of each other, close enough for them to give the class.
const LOOSE: f64 = 0.2;
const CLOSE: f64 = 0.05;

pub(super) fn measured(frames: &[Frame], network: usize) -> Option<&Measured> {
    frames.iter().rev().find_map(|frame| match frame {
        Frame::Measured(measured) if measured.network == network => Some(measured),
        _ => None,
    })
}

impl Measured {
    /// The mean over seeds.
    pub(super) fn mean(&self, of: impl Fn(&Outcome) -> f64) -> f64 {
        self.seeds.iter().map(of).sum::<f64>() / self.seeds.len() as f64
    }
}

pub(super) fn gap(outcome: &Outcome) -> f64 {
    intervention_gap(&outcome.curve)
}

pub fn verdicts(config: &Config, frames: &[Frame]) -> Vec<Verdict> {
    let all: Vec<&Measured> = (0..NETWORKS).filter_map(|network| measured(frames, network)).collect();
    let decide = |claim: &Claim| {
        let impurity = claim.paper == "espinosa-zarlenga-2023";
        if impurity && config.loose < LOOSE {
            return Verdict::needs(claim, "needs loose birds, with at least 20 % of concepts off their class", "");
        }
        if !impurity && config.close > CLOSE {
            return Verdict::needs(claim, "needs close birds, with at most 5 % of concepts off their class", "");
        }
        if all.len() < NETWORKS {
            return Verdict::waiting(claim, "once every network is measured");
        }
        decided(claim, &all)
    };
    CLAIMS.iter().map(decide).collect()
}

fn decided(claim: &Claim, all: &[&Measured]) -> Verdict {
    let score = |network: usize| all[network].mean(|outcome| outcome.impurity);
    let number = |label: String, value: f64| lab::Measured::new(label, value, Quantity::Number);
    let share = |label: String, value: f64| lab::Measured::new(label, value, Quantity::Share);
    let scored = |network: usize| number(format!("impurity, {}", config::label(network)), score(network));
    let gaps = |network: usize| share(format!("change, {}", config::label(network)), all[network].mean(gap));
    match claim.id {
        "impurity-falls-with-weight" => {
            let falls = (0..TENTHS).all(|at| score(at + 1) < score(at));
            Verdict::decided(claim, falls, (0..LAMBDAS.len()).map(scored).collect())
        }
        "light-concepts-are-impure" => {
            let ratio = score(0) / score(TENTHS);
            let off = |network: usize| {
                let name = format!("off the diagonal, {}", config::label(network));
                number(name, all[network].mean(|outcome| outcome.off_diagonal))
            };
            let floor =
                number("off the diagonal, λ = 0.003 dealt anew".into(), all[0].mean(|it| it.floor_off_diagonal));
            let measured = vec![number("ratio".into(), ratio), scored(0), scored(TENTHS), off(0), off(TENTHS), floor];
            // A score of 0 would make it infinite.
            Verdict::decided(claim, score(0) >= RATIO * score(TENTHS), finite(measured))
        }
        "truth-harms-a-leaking-model" => {
            let [leaking, independent] = [HUNDREDTH, INDEPENDENT].map(|network| all[network].mean(gap));
            let most = all[HUNDREDTH].seeds.iter().map(gap).fold(f64::INFINITY, f64::min);
            let least = share("least of the seeds, λ = 0.01".into(), most);
            Verdict::decided(
                claim,
                leaking > HARM && independent < 0.0,
                vec![gaps(HUNDREDTH), least, gaps(INDEPENDENT)],
            )
        }
        _ => Verdict::decided(claim, all[ONE].mean(gap) < 0.0, vec![gaps(ONE), gaps(TENTHS)]),
    }
}

fn finite(measured: Vec<lab::Measured>) -> Vec<lab::Measured> {
    measured.into_iter().filter(|measured| measured.value.is_finite()).collect()
}
