//! What the papers claim of information planes, and whether the visitor's network bears it out.

use std::f64::consts::LN_2;

use super::{Config, Found, Frame, Reading};
use crate::{
    lab::{Claim, Measured, Verdict},
    plot::Quantity,
};

pub const CLAIMS: &[Claim] = &[
    Claim {
        id: "last-layer-compresses",
        paper: "shwartz-ziv-2017",
        statement: "In the course of training the last layer forgets its inputs.",
        criterion: "Several checkpoints: I(X;T) of the last layer ends at least 0.5 bit below its peak, by the median of \
                    the estimators.",
    },
    Claim {
        id: "depends-on-the-estimator",
        paper: "chelombiev-2019",
        statement: "Whether a layer compresses depends on how it is measured.",
        criterion: "Several checkpoints and estimators: of at least one layer, one estimator reads that I(X;T) ends 0.5 bit \
                    or more below its peak, and another reads that it does not.",
    },
    Claim {
        id: "processing-order",
        paper: "shwartz-ziv-2017",
        statement: "Information only shrinks with depth.",
        criterion: "Several layers: by no estimator and at no checkpoint does a layer read over 0.05 bit more of X or of Y \
                    than the layer before it. Bins may break the order without meaning anything.",
    },
];

const LEAST_DROP: f64 = 0.5 * LN_2;
const MOST_RISE: f64 = 0.05 * LN_2;

pub fn verdicts(_: &Config, frames: &[Frame]) -> Vec<Verdict> {
    let [compresses, depends, order] = [&CLAIMS[0], &CLAIMS[1], &CLAIMS[2]];
    let is_finished = frames.last().is_some_and(|frame| frame.checkpoint + 1 == frame.checkpoints);
    if !is_finished {
        return CLAIMS.iter().map(|claim| Verdict::waiting(claim, "after the last checkpoint")).collect();
    }
    vec![last_layer(compresses, frames), estimators_differ(depends, frames), processing_order(order, frames)]
}

/// How far each estimator reads that I(X;T) of a layer ends below its peak, with the estimator's name. Estimators that
/// read nothing at some checkpoint are left out.
fn drops(frames: &[Frame], layer: usize) -> Vec<(String, f64)> {
    let readings = &frames[0].layers[layer].readings;
    let drop = |(i, reading): (usize, &Reading)| {
        let values: Option<Vec<f64>> =
            frames.iter().map(|frame| value(&frame.layers[layer].readings[i].i_xt)).collect();
        let values = values?;
        let peak = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        Some((Config::label(&reading.estimator).to_owned(), peak - values.last()?))
    };
    readings.iter().enumerate().filter_map(drop).collect()
}

fn value(found: &Found) -> Option<f64> {
    found.as_ref().ok().map(|estimate| estimate.value)
}

const ONE_CHECKPOINT: &str = "needs layers with a leading axis of checkpoints; these have one";

fn last_layer(claim: &Claim, frames: &[Frame]) -> Verdict {
    if frames.len() < 2 {
        return Verdict::waiting(claim, ONE_CHECKPOINT);
    }
    let mut drops: Vec<(String, f64)> = drops(frames, frames[0].layers.len() - 1);
    if drops.is_empty() {
        return Verdict::waiting(claim, "no estimator could read I(X;T) at every checkpoint; the table says why");
    }
    let measured =
        drops.iter().map(|(name, drop)| Measured::new(format!("drop, {name}"), *drop, Quantity::Information)).collect();
    drops.sort_by(|a, b| a.1.total_cmp(&b.1));
    let middle = drops.len() / 2;
    let median = (drops[middle].1 + drops[(drops.len() - 1) / 2].1) / 2.0;
    Verdict::decided(claim, median >= LEAST_DROP, measured)
}

fn estimators_differ(claim: &Claim, frames: &[Frame]) -> Verdict {
    if frames.len() < 2 {
        return Verdict::waiting(claim, ONE_CHECKPOINT);
    }
    let mut measured = Vec::new();
    let mut differ = false;
    for layer in 0..frames[0].layers.len() {
        let drops = drops(frames, layer);
        let least = drops.iter().map(|(_, drop)| *drop).fold(f64::INFINITY, f64::min);
        let greatest = drops.iter().map(|(_, drop)| *drop).fold(f64::NEG_INFINITY, f64::max);
        if drops.len() < 2 {
            continue;
        }
        let name = &frames[0].layers[layer].name;
        measured.push(Measured::new(format!("least drop of {name}"), least, Quantity::Information));
        measured.push(Measured::new(format!("greatest drop of {name}"), greatest, Quantity::Information));
        differ |= least < LEAST_DROP && greatest >= LEAST_DROP;
    }
    if measured.is_empty() {
        return Verdict::waiting(claim, "needs two estimators that read I(X;T) at every checkpoint");
    }
    Verdict::decided(claim, differ, measured)
}

fn processing_order(claim: &Claim, frames: &[Frame]) -> Verdict {
    if frames[0].layers.len() < 2 {
        return Verdict::waiting(claim, "needs two layers; these files have one");
    }
    let rise = |of: fn(&Reading) -> &Found| {
        let pairs = frames.iter().flat_map(|frame| frame.layers.windows(2));
        let readings = pairs.flat_map(|pair| pair[0].readings.iter().zip(&pair[1].readings));
        let rises = readings.filter_map(|(before, after)| Some(value(of(after))? - value(of(before))?));
        rises.reduce(f64::max)
    };
    let (of_x, of_y) = (rise(|reading| &reading.i_xt), rise(|reading| &reading.i_ty));
    let measured: Vec<Measured> = [("largest rise of I(X;T)", of_x), ("largest rise of I(T;Y)", of_y)]
        .into_iter()
        .filter_map(|(label, rise)| Some(Measured::new(label, rise?, Quantity::Information)))
        .collect();
    if measured.is_empty() {
        return Verdict::waiting(claim, "no estimator could read two layers; the table says why");
    }
    let holds = measured.iter().all(|rise| rise.value <= MOST_RISE);
    Verdict::decided(claim, holds, measured)
}
