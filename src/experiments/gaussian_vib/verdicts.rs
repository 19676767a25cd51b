//! What is claimed of the linear network, and whether this run bears it out.

use super::{Config, Frame, Network, Training};
use crate::{
    bottleneck::GaussianBottleneck,
    lab::{Claim, Measured, Verdict},
    plot::Quantity,
};

pub const CLAIMS: &[Claim] = &[
    Claim {
        id: "exact-training-is-the-closed-form",
        paper: "chechik-2005",
        statement: "Trained with exact expectations, a linear VIB is the Gaussian information bottleneck.",
        criterion: "At every β, I(X;Z) and I(Z;Y) are within 0.01 nat of the closed form.",
    },
    Claim {
        id: "sampled-training-comes-near",
        paper: "alemi-2017",
        statement: "So it is, but for the noise of training, when batches and codes are drawn.",
        criterion: "At every β and of every seed, I(X;Z) and I(Z;Y) are within 0.05 nat of the closed form.",
    },
    Claim {
        id: "components-open-one-by-one",
        paper: "chechik-2005",
        statement: "Component i of the code opens at β = 1/(1 − λᵢ) = 1/ρᵢ², and is silent before.",
        criterion: "With exact expectations, at every β further than 2 % from all of these, as many dimensions of the code \
                    carry over 0.01 nat as have been passed.",
    },
];

const EXACT: f64 = 0.01;
const SAMPLED: f64 = 0.05;
const NEAR: f64 = 0.02;
const OPEN: f64 = 0.01;

pub fn verdicts(config: &Config, frames: &[Frame]) -> Vec<Verdict> {
    let Ok(bottleneck) = config.bottleneck() else {
        return CLAIMS.iter().map(|claim| Verdict::waiting(claim, "these correlations make no Gaussian")).collect();
    };
    vec![
        near(&CLAIMS[0], last(frames, Training::Exact), &bottleneck, EXACT),
        near(&CLAIMS[1], last(frames, Training::Sampled), &bottleneck, SAMPLED),
        opened(&CLAIMS[2], last(frames, Training::Exact), &bottleneck),
    ]
}

fn near(claim: &Claim, frame: Option<&Frame>, bottleneck: &GaussianBottleneck, allowed: f64) -> Verdict {
    let Some(frame) = frame.filter(|frame| frame.ended) else {
        return Verdict::waiting(claim, "once the networks are trained");
    };
    let off = frame.networks.iter().map(|network| differences(network, bottleneck));
    let most = off.fold([0f64; 2], |most, off| [most[0].max(off[0].abs()), most[1].max(off[1].abs())]);
    let measured = vec![
        Measured::new("largest difference of I(X;Z)", most[0], Quantity::Information),
        Measured::new("largest difference of I(Z;Y)", most[1], Quantity::Information),
        Measured::new("networks", frame.networks.len() as f64, Quantity::Count),
    ];
    Verdict::decided(claim, most[0] < allowed && most[1] < allowed, measured)
}

/// I(X;Z) and I(Z;Y), less the closed form's.
pub(super) fn differences(network: &Network, bottleneck: &GaussianBottleneck) -> [f64; 2] {
    let optimum = bottleneck.optimum(network.beta);
    [network.rate() - optimum.i_xt, network.kept - optimum.i_ty]
}

fn opened(claim: &Claim, frame: Option<&Frame>, bottleneck: &GaussianBottleneck) -> Verdict {
    let Some(frame) = frame.filter(|frame| frame.ended) else {
        return Verdict::waiting(claim, "once the networks are trained");
    };
    let critical = bottleneck.critical_betas();
    let is_clear = |network: &&Network| critical.iter().all(|beta| (network.beta / beta - 1.0).abs() > NEAR);
    let judged: Vec<&Network> = frame.networks.iter().filter(is_clear).collect();
    if judged.is_empty() {
        return Verdict::needs(claim, "every β is within 2 % of an opening", "betas=1.2,1.3,2,3,5,10,100");
    }
    let amiss = judged.iter().filter(|network| {
        let open = network.parts.iter().filter(|part| **part > OPEN).count();
        open != critical.iter().filter(|beta| network.beta > **beta).count()
    });
    let amiss = amiss.count();
    let most = frame.networks.iter().map(|network| network.parts.iter().filter(|part| **part > OPEN).count()).max();
    let measured = vec![
        Measured::new("β with another number of open dimensions", amiss as f64, Quantity::Count),
        Measured::new("β looked at", judged.len() as f64, Quantity::Count),
        Measured::new("most open dimensions", most.unwrap_or(0) as f64, Quantity::Count),
    ];
    Verdict::decided(claim, amiss == 0, measured)
}

/// A training's networks as they were last measured.
pub(super) fn last(frames: &[Frame], training: Training) -> Option<&Frame> {
    frames.iter().rev().find(|frame| frame.training == training)
}
