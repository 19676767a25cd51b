//! What is claimed of prices, and whether this run bears it out.

use super::{Config, Exact, Frame, Overflow, Trained, config::Kind};
use crate::{
    lab::{Claim, Measured, Verdict},
    measures::{entropy, spearman},
    plot::Quantity,
};

pub const CLAIMS: &[Claim] = &[
    Claim {
        id: "linear-finds-the-ends",
        paper: "kolchinsky-caveats-2019",
        statement: "Where X decides Y, the linear price finds no code between everything and nothing.",
        criterion: "Exact: over all β further than 3 % from 1, I(X;T) takes at most two values that are more than 1 % of \
                    H(Y) apart.",
    },
    Claim {
        id: "squared-traces-the-curve",
        paper: "kolchinsky-caveats-2019",
        statement: "The squared price finds every point of the curve: I(X;T) = min(H(Y), 1/(2β)).",
        criterion: "Exact: at every β, I(X;T) is within 0.01 nat of it.",
    },
    Claim {
        id: "every-convex-price-does",
        paper: "galvez-2020",
        statement: "So does every strictly convex price u, each at its own place: β u′(I) = 1.",
        criterion: "Exact: under the power, the exponential and the shifted exponential, at every β, I(X;T) is within 0.01 \
                    nat of the closed form.",
    },
    Claim {
        id: "squared-networks-sweep",
        paper: "kolchinsky-caveats-2019",
        statement: "Networks with a squared price reach a rate of their own at every β, falling as it rises.",
        criterion: "Of every seed, Spearman's correlation of β and the rate is −1, and at least six rates are more than 1 % \
                    of H(Y) apart.",
    },
    Claim {
        id: "exponentials-overflow",
        paper: "galvez-2020",
        statement: "In single precision an exponential price needs a cap on its exponent.",
        criterion: "Without one, a single step ends every network whose η r is above 89, and no network below 88; with \
                    it, all stay numbers.",
    },
];

const NEAR_ONE: f64 = 0.03;
/// Values this share of H(Y) apart are two.
const APART: f64 = 0.01;
const MOST_DIFFERENCE: f64 = 0.01;
const FEWEST_LEVELS: usize = 6;
/// e^88 is a number of single precision and e^89 is none.
const LAST_EXPONENT: f64 = 88.0;

pub fn verdicts(config: &Config, frames: &[Frame]) -> Vec<Verdict> {
    let [linear, squared, convex, networks, overflows] = [0, 1, 2, 3, 4].map(|i| &CLAIMS[i]);
    let exact_ended = exact(frames).len() == Kind::ALL.len() * config.points;
    let judged = |claim: &'static Claim, verdict: fn(&Config, &[Frame], &'static Claim) -> Verdict| {
        if config.label_errors > 0.0 {
            Verdict::needs(claim, "the label has errors, so that X does not decide it", "label_errors=0")
        } else if exact_ended {
            verdict(config, frames, claim)
        } else {
            Verdict::waiting(claim, "once the exact panel is computed")
        }
    };
    vec![
        judged(linear, two_ends),
        judged(squared, |config, frames, claim| closed_form(config, frames, claim, &[Kind::Squared])),
        judged(convex, |config, frames, claim| {
            closed_form(config, frames, claim, &[Kind::Power, Kind::Exponential, Kind::Shifted])
        }),
        swept(config, frames, networks),
        overflow(config, frames, overflows),
    ]
}

/// H(Y) of the table.
fn label_entropy(config: &Config) -> f64 {
    config.joint().map_or(0.0, |joint| entropy(&joint.p_y()))
}

/// How many of the values are more than `apart` from all that were counted before, from the least on.
pub(super) fn levels(values: impl Iterator<Item = f64>, apart: f64) -> usize {
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_by(f64::total_cmp);
    let mut last = f64::NEG_INFINITY;
    let mut count = 0;
    for value in sorted {
        if value - last > apart {
            last = value;
            count += 1;
        }
    }
    count
}

fn two_ends(config: &Config, frames: &[Frame], claim: &'static Claim) -> Verdict {
    let points = exact(frames);
    let apart = APART * label_entropy(config);
    let of = |kind: Kind| {
        let away = points.iter().filter(move |point| (point.beta - 1.0).abs() > NEAR_ONE);
        away.filter(move |point| point.price == kind).map(|point| point.i_xt)
    };
    let found = levels(of(Kind::Linear), apart);
    let measured = vec![
        Measured::new("values of I(X;T), linear", found as f64, Quantity::Count),
        Measured::new("values of I(X;T), squared", levels(of(Kind::Squared), apart) as f64, Quantity::Count),
        Measured::new("β away from 1", of(Kind::Linear).count() as f64, Quantity::Count),
    ];
    Verdict::decided(claim, found <= 2, measured)
}

fn closed_form(_: &Config, frames: &[Frame], claim: &'static Claim, kinds: &[Kind]) -> Verdict {
    let off = |kind: Kind| {
        let points = exact(frames).into_iter().filter(move |point| point.price == kind);
        points.map(|point| (point.i_xt - point.expected).abs()).fold(0.0, f64::max)
    };
    let measured = kinds
        .iter()
        .map(|kind| Measured::new(format!("largest difference, {}", kind.name()), off(*kind), Quantity::Information));
    let held = kinds.iter().all(|kind| off(*kind) < MOST_DIFFERENCE);
    Verdict::decided(claim, held, measured.collect())
}

fn swept(config: &Config, frames: &[Frame], claim: &'static Claim) -> Verdict {
    if !config.trained_kinds().contains(&Kind::Squared) {
        return Verdict::needs(claim, "no network is trained under the squared price", "trained=linear%2Bsquared");
    }
    if config.models < FEWEST_LEVELS {
        return Verdict::needs(claim, "six rates need six networks", "models=8");
    }
    let Some(squared) = last(frames, Kind::Squared).filter(|trained| trained.epoch == config.epochs) else {
        return Verdict::waiting(claim, "once the networks are trained");
    };
    let apart = APART * (10f64).ln();
    let of_seed = |trained: &Trained, seed: u32| -> (f64, usize) {
        let own: Vec<_> = trained.networks.iter().filter(|network| network.seed == seed).collect();
        let betas: Vec<f64> = own.iter().map(|network| network.beta).collect();
        let rates: Vec<f64> = own.iter().map(|network| network.rate).collect();
        (spearman(&betas, &rates), levels(rates.into_iter(), apart))
    };
    let seeds = config.seeds();
    let found: Vec<(f64, usize)> = seeds.iter().map(|seed| of_seed(squared, *seed)).collect();
    let correlation = found.iter().map(|(correlation, _)| *correlation).fold(-1.0, f64::max);
    let fewest = found.iter().map(|(_, levels)| *levels).min().unwrap_or(0);
    let mut measured = vec![
        Measured::new("Spearman’s correlation of β and rate, greatest", correlation, Quantity::Number),
        Measured::new("different rates, squared", fewest as f64, Quantity::Count),
    ];
    if let Some(linear) = last(frames, Kind::Linear) {
        let fewest = seeds.iter().map(|seed| of_seed(linear, *seed).1).min().unwrap_or(0);
        measured.push(Measured::new("different rates, linear", fewest as f64, Quantity::Count));
    }
    Verdict::decided(claim, correlation < -1.0 + 1e-9 && fewest >= FEWEST_LEVELS, measured)
}

fn overflow(config: &Config, frames: &[Frame], claim: &'static Claim) -> Verdict {
    if config.trained_kinds().is_empty() {
        return Verdict::needs(claim, "no networks are trained", "trained=linear%2Bsquared");
    }
    if frames.last() != Some(&Frame::End) {
        return Verdict::waiting(claim, "once the exponentials are tried");
    }
    let tried = overflows(frames);
    let amiss = |overflow: &&&Overflow| {
        let exponent = overflow.eta * overflow.first;
        // Between the two, a batch may lie on either side.
        let unlike = if exponent > LAST_EXPONENT + 1.0 {
            overflow.plain_survives
        } else {
            exponent < LAST_EXPONENT && !overflow.plain_survives
        };
        unlike || !overflow.capped_survives
    };
    let ended = tried.iter().filter(|overflow| !overflow.plain_survives).count();
    let no_lower = tried.iter().filter(|overflow| overflow.last >= overflow.first).count();
    let most = tried.iter().map(|overflow| overflow.eta * overflow.first).fold(0.0, f64::max);
    let measured = vec![
        Measured::new("networks ended by a plain step", ended as f64, Quantity::Count),
        Measured::new("networks tried", tried.len() as f64, Quantity::Count),
        Measured::new("greatest η r before the first step", most, Quantity::Number),
        Measured::new("capped, rate no lower in the end", no_lower as f64, Quantity::Count),
        Measured::new("not as said", tried.iter().filter(amiss).count() as f64, Quantity::Count),
    ];
    Verdict::decided(claim, ended > 0 && tried.iter().filter(amiss).count() == 0, measured)
}

/// The exact panel's points, price by price, by rising β.
pub(super) fn exact(frames: &[Frame]) -> Vec<&Exact> {
    let exact = frames.iter().filter_map(|frame| match frame {
        Frame::Exact(exact) => Some(exact),
        _ => None,
    });
    exact.collect()
}

/// A price's networks as they were last measured.
pub(super) fn last(frames: &[Frame], kind: Kind) -> Option<&Trained> {
    frames.iter().rev().find_map(|frame| match frame {
        Frame::Trained(trained) if trained.price == kind => Some(trained),
        _ => None,
    })
}

pub(super) fn overflows(frames: &[Frame]) -> Vec<&Overflow> {
    let overflows = frames.iter().filter_map(|frame| match frame {
        Frame::Overflow(overflow) => Some(overflow),
        _ => None,
    });
    overflows.collect()
}
