//! What the papers claim of the plane, and whether this run bears it out.

use std::f64::consts::LN_2;

use super::{
    Frame,
    config::{Config, Data, Estimator},
    figures::dead_layers,
};
use crate::{
    lab::{Claim, Measured, Verdict},
    nets::Activation,
    plot::Quantity,
};

pub const CLAIMS: &[Claim] = &[
    Claim {
        id: "tanh-compresses",
        paper: "shwartz-ziv-2017",
        statement: "After fitting, the narrowest hidden layer of a tanh network forgets its input.",
        criterion: "12-bit task, tanh, fixed bins, fitted (97 % of the inputs trained on are right): I(X;T) of the narrowest \
                    hidden layer ends at least 1.5 bit below its peak after epoch 10.",
    },
    Claim {
        id: "relu-does-not",
        paper: "saxe-2018",
        statement: "A ReLU network does not compress: the phase comes from tanh's saturation.",
        criterion: "12-bit task, ReLU, floor bins, no layer dead, fitted (97 % of the inputs trained on are right): I(X;T) \
                    of the narrowest hidden layer ends at most 0.5 bit below its peak after epoch 10.",
    },
    Claim {
        id: "processing-order",
        paper: "shwartz-ziv-2017",
        statement: "Information only shrinks with depth, at every moment of training.",
        criterion: "tanh without weight penalty, fixed bins: at no checkpoint does a layer show over 0.05 bit more of X \
                    or of Y than the layer before it.",
    },
];

const FITTED_FROM_EPOCH: u32 = 10;
/// The claims speak of what comes after fitting; tanh networks stopped at 94 % have not begun to compress.
const FITTED_ACCURACY: f64 = 0.97;
const LEAST_COMPRESSION: f64 = 1.5 * LN_2;
const MOST_DROP: f64 = 0.5 * LN_2;
const MOST_RISE: f64 = 0.05 * LN_2;

pub fn verdicts(config: &Config, frames: &[Frame]) -> Vec<Verdict> {
    let [tanh, relu, order] = [&CLAIMS[0], &CLAIMS[1], &CLAIMS[2]];
    vec![
        compression(tanh, config, frames, Activation::Tanh, Estimator::FixedBins, "", |drop| drop >= LEAST_COMPRESSION),
        compression(
            relu,
            config,
            frames,
            Activation::Relu,
            Estimator::FloorBins,
            "activation=relu&estimator=floor-bins",
            |drop| drop <= MOST_DROP,
        ),
        processing_order(order, config, frames),
    ]
}

fn compression(
    claim: &Claim,
    config: &Config,
    frames: &[Frame],
    activation: Activation,
    estimator: Estimator,
    settle: &str,
    holds: impl Fn(f64) -> bool,
) -> Verdict {
    if config.activation != activation || config.data != Data::TwelveBit {
        let name = Activation::NAMES.iter().map(|(_, label)| *label).nth(activation as usize).unwrap_or_default();
        return Verdict::needs(claim, format!("needs a {name} network on the 12-bit task"), settle);
    }
    if config.epochs <= FITTED_FROM_EPOCH {
        return Verdict::needs(claim, format!("needs more than {FITTED_FROM_EPOCH} epochs"), settle);
    }
    let Some(last) = finished(config, frames) else {
        return Verdict::waiting(claim, "after the last checkpoint");
    };
    let dead = dead_layers(&last.layers);
    if !dead.is_empty() {
        let next = config.seed.wrapping_add(1);
        let settle = if settle.is_empty() { format!("seed={next}") } else { format!("{settle}&seed={next}") };
        let why = format!("the network died: every unit of {} is zero for every input", dead.join(" and "));
        return Verdict::needs(claim, why, settle);
    }
    // The narrowest hidden layer stands before the output.
    let narrowest = last.layers.len() - 2;
    let held = |frame: &Frame| estimator.of(&frame.layers[narrowest]).i_xt;
    let fitted = frames.iter().filter(|frame| !frame.layers.is_empty() && frame.epoch >= FITTED_FROM_EPOCH);
    let peak = fitted.map(held).fold(f64::NEG_INFINITY, f64::max);
    let end = held(last);
    let information = |label: &str, value: f64| Measured::new(label, value, Quantity::Information);
    let measured = vec![
        information("peak", peak),
        information("end", end),
        information("drop", peak - end),
        Measured::new("accuracy on what was trained on", last.train_accuracy, Quantity::Share),
        Measured::new("test accuracy", last.test_accuracy, Quantity::Share),
    ];
    if last.train_accuracy < FITTED_ACCURACY {
        return Verdict::needs(claim, "the network has not fitted yet; the defaults train longer", settle)
            .with(measured);
    }
    Verdict::decided(claim, holds(peak - end), measured)
}

fn processing_order(claim: &Claim, config: &Config, frames: &[Frame]) -> Verdict {
    let estimator = if config.activation.is_within_one() { Estimator::FixedBins } else { Estimator::FloorBins };
    let rise = |of: fn(super::measure::Pair) -> f64| {
        let pairs = frames.iter().flat_map(|frame| frame.layers.windows(2));
        pairs.map(|pair| of(estimator.of(&pair[1])) - of(estimator.of(&pair[0]))).fold(0.0, f64::max)
    };
    let (of_x, of_y) = (rise(|pair| pair.i_xt), rise(|pair| pair.i_ty));
    let measured = vec![
        Measured::new("largest rise of I(X;T)", of_x, Quantity::Information),
        Measured::new("largest rise of I(T;Y)", of_y, Quantity::Information),
    ];
    if config.activation != Activation::Tanh || config.l2 > 0.0 {
        let why = "bins are no function of the layer before, so the order may break here without meaning anything; it \
                   is decided for tanh without weight penalty";
        return Verdict::needs(claim, why, "").with(measured);
    }
    if finished(config, frames).is_none() {
        return Verdict::waiting(claim, "after the last checkpoint").with(measured);
    }
    Verdict::decided(claim, of_x <= MOST_RISE && of_y <= MOST_RISE, measured)
}

/// The frame of the last checkpoint, once it is there.
fn finished<'a>(config: &Config, frames: &'a [Frame]) -> Option<&'a Frame> {
    frames.last().filter(|frame| frame.epoch == config.epochs && !frame.layers.is_empty())
}
