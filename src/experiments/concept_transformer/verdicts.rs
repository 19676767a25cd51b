//! What is claimed of explained attention, and whether this run bears it out.

use super::{Config, Found, Frame, Network};
use crate::{
    lab::{Claim, Measured, Verdict},
    plot::Quantity,
};

pub const CLAIMS: &[Claim] = &[
    Claim {
        id: "explained-slots-look-at-their-part",
        paper: "hong-2024",
        statement: "With the explanation loss a slot looks at the part that its concept names; without it no slot does.",
        criterion: "On test birds, averaged over concepts, at least 60 % of a slot’s attention lies on its concept’s patches \
                    at λ = 5, and at most 30 % at λ = 0, where each concept has the slot of the best assignment on other birds.",
    },
    Claim {
        id: "accuracy-is-kept",
        paper: "hong-2024",
        statement: "The explanation loss leaves the accuracy as it is.",
        criterion: "The shares of test birds told right at λ = 5 and at λ = 0 differ by at most 2 points.",
    },
];

const ON_PART: f64 = 0.6;
const ELSEWHERE: f64 = 0.3;
const APART: f64 = 0.02;
/// Rounding of sums of shares is forgiven.
const SLACK: f64 = 1e-9;
const BOTH: [f64; 2] = [0.0, 5.0];
const SETTLES: &str = "lambdas=0,5";

pub(super) fn found(frames: &[Frame]) -> Option<&Found> {
    frames.iter().rev().find_map(|frame| match frame {
        Frame::Found(found) => Some(found),
        Frame::Step { .. } | Frame::Epoch { .. } => None,
    })
}

impl Network {
    /// The slot that stands for each concept: its own where names were taught, else the one that suits it best.
    pub(super) fn slots(&self) -> Vec<usize> {
        if self.lambda > 0.0 { (0..self.matched.len()).collect() } else { self.matched.clone() }
    }
}

pub fn verdicts(config: &Config, frames: &[Frame]) -> Vec<Verdict> {
    let weights = config.weights().unwrap_or_default();
    let open = |claim: &Claim| match BOTH.iter().find(|weight| !weights.contains(weight)) {
        Some(weight) => Verdict::needs(claim, format!("it takes λ = {weight}"), SETTLES),
        None => Verdict::waiting(claim, "once the networks are trained and tested"),
    };
    let both = found(frames).and_then(|found| {
        let of = |weight: f64| found.networks.iter().find(|network| network.lambda == weight);
        Some((found, of(BOTH[0])?, of(BOTH[1])?))
    });
    let Some((found, without, with)) = both else { return CLAIMS.iter().map(open).collect() };
    vec![looks(&CLAIMS[0], found, without, with), kept(&CLAIMS[1], without, with)]
}

fn share(label: &str, value: f64) -> Measured {
    Measured::new(label, value, Quantity::Share)
}

fn looks(claim: &Claim, found: &Found, without: &Network, with: &Network) -> Verdict {
    let own: Vec<usize> = (0..with.matched.len()).collect();
    let (explained, matched) = (with.on_part(found, &own), without.on_part(found, &without.matched));
    let measured = vec![
        share("on the part, λ = 5", explained),
        share("on the part, λ = 0, matched", matched),
        share("on the part, λ = 0, unmatched", without.on_part(found, &own)),
        share("points at it, λ = 5", found.mean(with.at(&with.pointing, &own))),
        share("points at it, λ = 0, matched", found.mean(without.at(&without.pointing, &without.matched))),
        share("by chance", found.mean(|k| found.areas[k])),
        share("without looking, where it usually is", found.mean(|k| found.usual[k])),
    ];
    Verdict::decided(claim, explained >= ON_PART - SLACK && matched <= ELSEWHERE + SLACK, measured)
}

fn kept(claim: &Claim, without: &Network, with: &Network) -> Verdict {
    let gap = with.accuracy - without.accuracy;
    let measured = vec![
        share("right at λ = 5", with.accuracy),
        share("right at λ = 0", without.accuracy),
        share("difference", gap),
    ];
    Verdict::decided(claim, gap.abs() <= APART + SLACK, measured)
}
