//! What is claimed of where concepts look, and whether this run bears it out.

use super::{Config, Frame, Learned, Pointed, State};
use crate::{
    lab::{Claim, Measured, Verdict},
    plot::Quantity,
};

pub const CLAIMS: &[Claim] = &[
    Claim {
        id: "independent-concepts-find-their-parts",
        paper: "furby-2024",
        statement: "Concepts are mapped to the parts they name where they do not always occur together, and not where they do.",
        criterion: "The greatest smoothed gradient lies in the concept’s box in at least 90 % of cases at ρ = 0, and in at \
                    most 70 % at ρ = 1.",
    },
    Claim {
        id: "accuracy-hides-it",
        paper: "furby-2024",
        statement: "A network of concepts that always occur together scores well on its own kind, and fails where they part.",
        criterion: "At ρ = 1 the share of concepts told right is at least 15 points higher on birds tied like those trained \
                    on than on birds without ties.",
    },
    Claim {
        id: "the-more-ties-the-less-is-found",
        paper: "furby-2024",
        statement: "The more often concepts occur together, the less each is told by its own part.",
        criterion: "Over at least three ρ, from each to the next larger one the share of hits rises by no more than 2 points, \
                    and it falls from the first to the last.",
    },
];

const FOUND: f64 = 0.9;
const LOST: f64 = 0.7;
const GAP: f64 = 0.15;
const SLACK: f64 = 0.02;
const FULL: &str = "ties=0,0.8,1";

/// The last frame of a network's training at the last epoch.
pub(super) fn learned(frames: &[Frame], index: usize) -> impl Iterator<Item = Learned> {
    frames.iter().filter(move |frame| frame.index == index).filter_map(|frame| match &frame.state {
        State::Learned(learned) => Some(*learned),
        State::Pointed(_) => None,
    })
}

/// The latest count of a network's hits.
pub(super) fn pointed(frames: &[Frame], index: usize) -> Option<&Pointed> {
    frames.iter().rev().filter(|frame| frame.index == index).find_map(|frame| match &frame.state {
        State::Pointed(pointed) => Some(pointed),
        State::Learned(_) => None,
    })
}

pub fn verdicts(config: &Config, frames: &[Frame]) -> Vec<Verdict> {
    let Ok(rhos) = config.rhos() else {
        return CLAIMS.iter().map(|claim| Verdict::waiting(claim, "these are no co-occurrences")).collect();
    };
    let at = |rho: f64| rhos.iter().position(|other| *other == rho);
    let ended = |index: usize| pointed(frames, index).filter(|pointed| pointed.ended);
    vec![
        found(&CLAIMS[0], at(0.0).zip(at(1.0)), ended),
        hidden(&CLAIMS[1], config, at(1.0), frames),
        falling(&CLAIMS[2], (0..rhos.len()).map(ended).collect()),
    ]
}

fn share(label: &str, value: f64) -> Measured {
    Measured::new(label, value, Quantity::Share)
}

fn found<'a>(claim: &Claim, both: Option<(usize, usize)>, ended: impl Fn(usize) -> Option<&'a Pointed>) -> Verdict {
    let Some((free, tied)) = both else {
        return Verdict::needs(claim, "it takes both ρ = 0 and ρ = 1", FULL);
    };
    let (Some(free), Some(tied)) = (ended(free), ended(tied)) else {
        return Verdict::waiting(claim, "once both networks have been looked into");
    };
    let measured = vec![
        share("hits at ρ = 0", free.share()),
        share("hits at ρ = 1", tied.share()),
        share("hits by chance", tied.chance),
    ];
    Verdict::decided(claim, free.share() >= FOUND && tied.share() <= LOST, measured)
}

fn hidden(claim: &Claim, config: &Config, tied: Option<usize>, frames: &[Frame]) -> Verdict {
    let Some(tied) = tied else { return Verdict::needs(claim, "it takes ρ = 1", FULL) };
    let Some(last) = learned(frames, tied).find(|learned| learned.epoch == config.epochs) else {
        return Verdict::waiting(claim, "once the tied network is trained");
    };
    let measured = vec![
        share("right on tied birds", last.own),
        share("right on birds without ties", last.untied),
        share("difference", last.own - last.untied),
    ];
    Verdict::decided(claim, last.own - last.untied >= GAP, measured)
}

fn falling(claim: &Claim, ended: Vec<Option<&Pointed>>) -> Verdict {
    if ended.len() < 3 {
        return Verdict::needs(claim, "it takes three ρ", FULL);
    }
    let Some(all) = ended.into_iter().collect::<Option<Vec<&Pointed>>>() else {
        return Verdict::waiting(claim, "once all networks have been looked into");
    };
    let shares: Vec<f64> = all.iter().map(|pointed| pointed.share()).collect();
    let rise = shares.windows(2).map(|pair| pair[1] - pair[0]).fold(f64::NEG_INFINITY, f64::max);
    let fall = shares[0] - shares[shares.len() - 1];
    let measured = vec![share("largest rise to the next ρ", rise), share("fall from the first to the last", fall)];
    Verdict::decided(claim, rise <= SLACK && fall > 0.0, measured)
}
