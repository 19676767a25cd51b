//! What the papers claim of the nonlinear bottleneck and of the bounds it rests on.

use super::{
    super::one_currency::{Currency, Frame, Network, Plan, Rule, at_equal, curve, last, measured, point_ceiling},
    config::{Charge, Config},
};
use crate::{
    lab::{Claim, Measured, Verdict},
    measures::spearman,
    plot::Quantity,
};

pub const CLAIMS: &[Claim] = &[
    Claim {
        id: "bounds-enclose",
        paper: "kolchinsky-2017",
        statement: "The information of a noisy code lies between the bounds that its pairwise distances give.",
        criterion: "For every network: lower bound ≤ I(X;Z) sampled from the mixture ≤ upper bound, up to four standard \
                    errors of the sample.",
    },
    Claim {
        id: "below-ln-n",
        paper: "kolchinsky-2017",
        statement: "Measured on N equally likely points, no code carries more than ln N.",
        criterion: "For every network at every measurement: the upper bound is at most ln N, to 10⁻⁹ nats.",
    },
    Claim {
        id: "accuracy-at-equal-information",
        paper: "kolchinsky-2019",
        statement: "For the information it carries, NIB's code is as good as VIB's or better.",
        criterion: "Three seeds: at every β of NIB whose mean measured I(X;Z), by the upper bound, lies among VIB's, its \
                    mean 1-shot accuracy is at least VIB's at that information (linear between VIB's points) less 2 %; \
                    at least three such β.",
    },
    Claim {
        id: "square-reaches-every-level",
        paper: "kolchinsky-caveats-2019",
        statement: "Where the label is a function of the input, the squared penalty gives every β its own information.",
        criterion: "Squared penalty, three seeds, at least six β: the rank correlation of β with NIB's mean measured \
                    I(X;Z) is −1, and at least six levels of it are more than 1 % apart.",
    },
];

const ERRORS: f64 = 4.0;
const ROUNDING: f64 = 1e-9;
const MARGIN: f64 = 0.02;
const LEAST_MATCHES: usize = 3;
const LEAST_LEVELS: usize = 6;
const LEVELS_APART: f64 = 0.01;
const LEAST_SEEDS: usize = 3;

pub fn verdicts(config: &Config, frames: &[Frame]) -> Vec<Verdict> {
    let [enclose, ceiling, accuracy, levels] = [&CLAIMS[0], &CLAIMS[1], &CLAIMS[2], &CLAIMS[3]];
    let Ok(plan) = config.plan() else {
        return CLAIMS.iter().map(|claim| Verdict::waiting(claim, "the settings do not fit together")).collect();
    };
    vec![
        bounds_enclose(enclose, config, frames),
        below_ln_n(ceiling, config, &plan, frames),
        equal_information(accuracy, config, frames),
        every_level(levels, config, &plan, frames),
    ]
}

fn waiting(claim: &Claim) -> Verdict {
    Verdict::waiting(claim, "after the last epoch")
}

fn bounds_enclose(claim: &Claim, config: &Config, frames: &[Frame]) -> Verdict {
    let Some(frame) = last(frames, config.epochs) else { return waiting(claim) };
    let outside = |network: &&Network| {
        let it = network.input;
        let slack = ERRORS * it.error + ROUNDING;
        it.truth < it.lower - slack || it.truth > it.upper + slack
    };
    let count = frame.networks.iter().filter(outside).count();
    let widest = |rule: Rule, gap: &dyn Fn(&Network) -> f64| {
        frame.networks.iter().filter(|network| network.rule == rule).map(gap).fold(0.0, f64::max)
    };
    let above = |network: &Network| network.input.upper - network.input.truth;
    let below = |network: &Network| network.input.truth - network.input.lower;
    let nats = |label: &str, value: f64| Measured::new(label, value, Quantity::Information);
    let measured = vec![
        Measured::new("networks", frame.networks.len() as f64, Quantity::Count),
        Measured::new("outside their bounds", count as f64, Quantity::Count),
        nats("NIB: widest gap above the truth", widest(Rule::Nonlinear, &above)),
        nats("NIB: widest gap below", widest(Rule::Nonlinear, &below)),
        nats("VIB: widest gap above the truth", widest(Rule::Variational, &above)),
        nats("VIB: widest gap below", widest(Rule::Variational, &below)),
    ];
    Verdict::decided(claim, count == 0, measured)
}

fn below_ln_n(claim: &Claim, config: &Config, plan: &Plan, frames: &[Frame]) -> Verdict {
    if last(frames, config.epochs).is_none() {
        return waiting(claim);
    }
    let all = frames.iter().flat_map(|frame| &frame.networks);
    let most = all.map(|network| network.input.upper).fold(0.0, f64::max);
    let ceiling = point_ceiling(plan);
    let measured = vec![
        Measured::new("largest upper bound", most, Quantity::Information),
        Measured::new("ln N", ceiling, Quantity::Information),
    ];
    Verdict::decided(claim, most <= ceiling + ROUNDING, measured)
}

fn equal_information(claim: &Claim, config: &Config, frames: &[Frame]) -> Verdict {
    if config.replicas < LEAST_SEEDS {
        return Verdict::needs(claim, "needs three seeds side by side", "");
    }
    let Some(frame) = last(frames, config.epochs) else { return waiting(claim) };
    let path = |rule: Rule, currency: Currency| -> Vec<(f64, f64)> {
        let information = curve(&frame.networks, rule, |network| currency.of(network.input));
        let accuracy = curve(&frame.networks, rule, |network| network.one_shot);
        information.iter().zip(&accuracy).map(|(x, y)| (x.1, y.1)).collect()
    };
    let gains = |currency: Currency| -> Vec<f64> {
        let variational = path(Rule::Variational, currency);
        let gain = |(information, accuracy)| Some(accuracy - at_equal(&variational, information)?);
        path(Rule::Nonlinear, currency).into_iter().filter_map(gain).collect()
    };
    let least = |gains: &[f64]| gains.iter().copied().fold(f64::INFINITY, f64::min);
    let (gains, by_truth) = (gains(Currency::Upper), gains(Currency::Truth));
    if gains.len() < LEAST_MATCHES {
        let why =
            format!("only {} of NIB's β carry an amount of information that VIB's sweep reaches too", gains.len());
        return Verdict::needs(claim, why, "");
    }
    let mut measured = vec![
        Measured::new("β compared", gains.len() as f64, Quantity::Count),
        Measured::new("least gain over VIB", least(&gains), Quantity::Share),
        Measured::new("mean gain", gains.iter().sum::<f64>() / gains.len() as f64, Quantity::Share),
    ];
    if !by_truth.is_empty() {
        let label = "least gain where the sampled truth is equal";
        measured.push(Measured::new(label, least(&by_truth), Quantity::Share));
    }
    Verdict::decided(claim, least(&gains) >= -MARGIN, measured)
}

fn every_level(claim: &Claim, config: &Config, plan: &Plan, frames: &[Frame]) -> Verdict {
    if config.penalty != Charge::Squared || config.replicas < LEAST_SEEDS || plan.betas.len() < LEAST_LEVELS {
        return Verdict::needs(claim, "needs the squared penalty, three seeds and at least six β", "");
    }
    if last(frames, config.epochs).is_none() {
        return waiting(claim);
    }
    let networks = measured(frames).map_or(&[][..], |frame| &frame.networks);
    let path = curve(networks, Rule::Nonlinear, |network| network.input.upper);
    let (betas, levels): (Vec<f64>, Vec<f64>) = path.into_iter().unzip();
    let rank = spearman(&betas, &levels);
    let mut sorted = levels.clone();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let (mut distinct, mut latest) = (0, f64::INFINITY);
    for level in sorted {
        if level < (1.0 - LEVELS_APART) * latest {
            distinct += 1;
            latest = level;
        }
    }
    let measured = vec![
        Measured::new("rank correlation", rank, Quantity::Number),
        Measured::new("levels", distinct as f64, Quantity::Count),
        Measured::new("highest", levels.iter().copied().fold(0.0, f64::max), Quantity::Information),
        Measured::new("lowest", levels.iter().copied().fold(f64::INFINITY, f64::min), Quantity::Information),
    ];
    Verdict::decided(claim, rank <= -1.0 + ROUNDING && distinct >= LEAST_LEVELS, measured)
}
