//! What is claimed of the conditional entropy bottleneck, and whether these networks bear it out.

use std::f64::consts::LN_2;

use super::{
    super::one_currency::{Frame, Network, Plan, Rule, curve, label_entropy, last, least_cost},
    config::Config,
};
use crate::{
    lab::{Claim, Measured, Verdict},
    plot::Quantity,
};

pub const CLAIMS: &[Claim] = &[
    Claim {
        id: "label-is-free",
        paper: "fischer-2020",
        statement: "CEB is not charged for the label: it reaches VIB's accuracy at a far lower rate.",
        criterion: "Three seeds: at every β whose mean 1-shot accuracy VIB's sweep reaches, CEB's mean own bound is at \
                    most VIB's at that accuracy (the least along VIB's sweep) less ½ H(Y); at least three such β.",
    },
    Claim {
        id: "minimum-necessary",
        paper: "fischer-2020",
        statement: "At β = 1, where VIB gives up the label, CEB keeps it and little else.",
        criterion: "Three seeds, β = 1, held-out images: CEB's mean bound of I(X;Z|Y) is below 0.3 bits and its mean \
                    1-shot accuracy at least 93 %.",
    },
    Claim {
        id: "bounds-hold",
        paper: "fischer-2020",
        statement: "The divergence from a model of the class bounds what a code carries beyond the class.",
        criterion: "For every CEB network: its own bound of I(X;Z|Y) is at least the truth sampled on the same images, up to \
                    four standard errors.",
    },
];

const LEAST_SEEDS: usize = 3;
const LEAST_MATCHES: usize = 3;
const SHARE_OF_LABEL: f64 = 0.5;
const MOST_RESIDUAL: f64 = 0.3 * LN_2;
const LEAST_ACCURACY: f64 = 0.93;
const ERRORS: f64 = 4.0;
/// The objectives' own bounds are computed in single precision.
const ROUNDING: f64 = 1e-4;

pub fn verdicts(config: &Config, frames: &[Frame]) -> Vec<Verdict> {
    let [free, necessary, bounds] = [&CLAIMS[0], &CLAIMS[1], &CLAIMS[2]];
    let Ok(plan) = config.plan() else {
        return CLAIMS.iter().map(|claim| Verdict::waiting(claim, "the settings do not fit together")).collect();
    };
    vec![
        label_is_free(free, config, &plan, frames),
        minimum_necessary(necessary, config, &plan, frames),
        bounds_hold(bounds, config, frames),
    ]
}

fn waiting(claim: &Claim) -> Verdict {
    Verdict::waiting(claim, "after the last epoch")
}

fn label_is_free(claim: &Claim, config: &Config, plan: &Plan, frames: &[Frame]) -> Verdict {
    if config.replicas < LEAST_SEEDS || plan.betas.len() < LEAST_MATCHES {
        return Verdict::needs(claim, "needs three seeds side by side and at least three β", "");
    }
    let Some(frame) = last(frames, config.epochs) else { return waiting(claim) };
    let path = |rule: Rule| -> Vec<(f64, f64)> {
        let cost = curve(&frame.networks, rule, |network| network.own);
        let accuracy = curve(&frame.networks, rule, |network| network.one_shot);
        cost.iter().zip(&accuracy).map(|(cost, accuracy)| (cost.1, accuracy.1)).collect()
    };
    let variational = path(Rule::Variational);
    let saved: Vec<f64> = path(Rule::Conditional)
        .into_iter()
        .filter_map(|(cost, accuracy)| Some(least_cost(&variational, accuracy)? - cost))
        .collect();
    if saved.len() < LEAST_MATCHES {
        let why = format!("VIB's sweep reaches the accuracy of only {} of CEB's β", saved.len());
        return Verdict::needs(claim, why, "");
    }
    let least = saved.iter().copied().fold(f64::INFINITY, f64::min);
    let measured = vec![
        Measured::new("β compared", saved.len() as f64, Quantity::Count),
        Measured::new("least saving", least, Quantity::Information),
        Measured::new("½ H(Y)", SHARE_OF_LABEL * label_entropy(frames), Quantity::Information),
    ];
    Verdict::decided(claim, least >= SHARE_OF_LABEL * label_entropy(frames), measured)
}

fn minimum_necessary(claim: &Claim, config: &Config, plan: &Plan, frames: &[Frame]) -> Verdict {
    if config.replicas < LEAST_SEEDS || !plan.betas.contains(&1.0) {
        return Verdict::needs(claim, "needs three seeds side by side, and 1 among the β", "");
    }
    let Some(frame) = last(frames, config.epochs) else { return waiting(claim) };
    let at_one = |rule: Rule, of: &dyn Fn(&Network) -> f64| {
        curve(&frame.networks, rule, of).iter().find(|(beta, _)| *beta == 1.0).map_or(0.0, |(_, value)| *value)
    };
    let own = at_one(Rule::Conditional, &|network| network.own);
    let accuracy = at_one(Rule::Conditional, &|network| network.one_shot);
    let nats = |label: &str, value: f64| Measured::new(label, value, Quantity::Information);
    let measured = vec![
        nats("bound of I(X;Z|Y)", own),
        nats("the same on images trained on", at_one(Rule::Conditional, &|network| network.own_trained)),
        nats("I(X;Z|Y), sampled", at_one(Rule::Conditional, &|network| network.residual.truth)),
        nats("I(Z;Y), sampled", at_one(Rule::Conditional, &|network| network.label.truth)),
        nats("H(Y)", label_entropy(frames)),
        Measured::new("1-shot accuracy", accuracy, Quantity::Share),
        Measured::new("VIB's", at_one(Rule::Variational, &|network| network.one_shot), Quantity::Share),
    ];
    Verdict::decided(claim, own < MOST_RESIDUAL && accuracy >= LEAST_ACCURACY, measured)
}

fn bounds_hold(claim: &Claim, config: &Config, frames: &[Frame]) -> Verdict {
    let Some(frame) = last(frames, config.epochs) else { return waiting(claim) };
    let conditional: Vec<&Network> =
        frame.networks.iter().filter(|network| network.rule == Rule::Conditional).collect();
    let above = |network: &&Network| network.own - network.residual.truth;
    let fails = |network: &&&Network| above(network) < -(ERRORS * network.residual.error + ROUNDING);
    let failing = conditional.iter().filter(fails).count();
    let measured = vec![
        Measured::new("networks", conditional.len() as f64, Quantity::Count),
        Measured::new("below the truth", failing as f64, Quantity::Count),
        Measured::new(
            "tightest: bound less truth",
            conditional.iter().map(above).fold(f64::INFINITY, f64::min),
            Quantity::Information,
        ),
        Measured::new(
            "loosest",
            conditional.iter().map(above).fold(f64::NEG_INFINITY, f64::max),
            Quantity::Information,
        ),
    ];
    Verdict::decided(claim, failing == 0, measured)
}
