//! What a comparison of objectives sends: losses at every epoch, and now and then every network measured.

use serde::{Deserialize, Serialize};

/// An objective.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rule {
    /// The variational bottleneck: I(X;Z) bounded by the divergence from N(0, 1) (Alemi et al. 2017).
    Variational,
    /// The conditional entropy bottleneck: I(X;Z|Y) bounded by the divergence from a learned normal of the class (Fischer
    /// 2020).
    Conditional,
    /// The nonlinear bottleneck: I(X;Z) bounded by the distances between codes (Kolchinsky, Tracey & Wolpert 2019).
    Nonlinear,
}

/// One epoch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    pub epoch: u32,
    /// H(Y) of the points that information is measured on, mean over seeds, in nats.
    pub label_entropy: f64,
    /// The training loss of each rule, averaged over its networks; none before the first epoch.
    pub losses: Vec<(Rule, f64)>,
    /// Every network, by rule, seed and rising β; empty between measurements.
    pub networks: Vec<Network>,
}

/// One network, measured on held-out rows; information in nats.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Network {
    pub rule: Rule,
    pub beta: f64,
    /// What its objective takes for its information: I(X;Z), or I(X;Z|Y) for the conditional rule.
    pub own: f64,
    /// The same on images trained on.
    pub own_trained: f64,
    /// Mean −ln d(y|z).
    pub distortion: f64,
    /// The share of right classes from one draw of the code.
    pub one_shot: f64,
    /// The same from the averaged probabilities of several draws.
    pub averaged: f64,
    /// I(X;Z).
    pub input: Information,
    /// I(X;Z|Y).
    pub residual: Information,
    /// I(Z;Y).
    pub label: Information,
}

/// One quantity measured three ways, with the standard error of the sampled truth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Information {
    pub lower: f64,
    pub truth: f64,
    pub error: f64,
    pub upper: f64,
}

/// The measure that pictures draw.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Currency {
    #[default]
    Truth,
    Upper,
    Lower,
}

impl Rule {
    pub fn name(self) -> &'static str {
        match self {
            Rule::Variational => "VIB",
            Rule::Conditional => "CEB",
            Rule::Nonlinear => "NIB",
        }
    }

    /// Its hue.
    pub fn hue(self) -> usize {
        match self {
            Rule::Variational => 0,
            Rule::Conditional => 1,
            Rule::Nonlinear => 2,
        }
    }
}

impl Currency {
    pub fn of(self, information: Information) -> f64 {
        match self {
            Currency::Truth => information.truth,
            Currency::Upper => information.upper,
            Currency::Lower => information.lower,
        }
    }

    pub fn words(self) -> &'static str {
        match self {
            Currency::Truth => "sampled from the mixture of all points' codes",
            Currency::Upper => "Kolchinsky & Tracey's upper bound",
            Currency::Lower => "Kolchinsky & Tracey's lower bound",
        }
    }
}

/// The latest measured frame.
pub fn measured(frames: &[Frame]) -> Option<&Frame> {
    frames.iter().rev().find(|frame| !frame.networks.is_empty())
}

/// The frame that ends a run of so many epochs, once it is there.
pub fn last(frames: &[Frame], epochs: u32) -> Option<&Frame> {
    frames.last().filter(|frame| frame.epoch == epochs && !frame.networks.is_empty())
}

/// A rule's β, rising, each with a quantity's mean over its seeds.
pub fn curve(networks: &[Network], rule: Rule, of: impl Fn(&Network) -> f64) -> Vec<(f64, f64)> {
    let mut sums: Vec<(f64, f64, f64)> = Vec::new();
    for network in networks.iter().filter(|network| network.rule == rule) {
        match sums.iter_mut().find(|(beta, ..)| *beta == network.beta) {
            Some((_, sum, count)) => {
                *sum += of(network);
                *count += 1.0;
            }
            None => sums.push((network.beta, of(network), 1.0)),
        }
    }
    sums.sort_by(|a, b| a.0.total_cmp(&b.0));
    sums.into_iter().map(|(beta, sum, count)| (beta, sum / count)).collect()
}
