//! What the papers claim of the curve, and whether this run bears it out.

use super::{Config, Curve, Frame, Point};
use crate::{
    bottleneck::concavity,
    lab::{Claim, Measured, Verdict},
    plot::Quantity,
};

pub const CLAIMS: &[Claim] = &[
    Claim {
        id: "concave-and-bounded",
        paper: "tishby-1999",
        statement: "The curve is concave and stays under its bounds: I(T;Y) ≤ I(X;T) and I(T;Y) ≤ I(X;Y).",
        criterion: "No point lies over 10⁻⁶ nat below the chord of two others, or over 10⁻⁹ nat above a bound.",
    },
    Claim {
        id: "closed-forms",
        paper: "chechik-2005",
        statement: "The iterations find the optimum: they agree with the closed forms for a binary symmetric channel and \
                    for Gaussian variables.",
        criterion: "At eight β each, I(X;T) and I(T;Y) differ from the closed form by at most 10⁻⁶ nat.",
    },
    Claim {
        id: "silence-ends",
        paper: "wu-2020",
        statement: "The silent code stops being a minimum at β = 1/σ₂².",
        criterion: "The least β at which a small perturbation of it grows is within 0.5 % of 1/σ₂².",
    },
    Claim {
        id: "first-transition",
        paper: "wu-2020",
        statement: "That is the first transition: below β = 1/σ₂² no code is better than the silent one.",
        criterion: "The least β with a better code than the silent one is within 0.5 % of 1/σ₂².",
    },
];

const MOST_DENT: f64 = 1e-6;
const MOST_ABOVE: f64 = 1e-9;
const MOST_DIFFERENCE: f64 = 1e-6;
const MOST_SHIFT: f64 = 0.005;

pub fn verdicts(config: &Config, frames: &[Frame]) -> Vec<Verdict> {
    let ended = frames.last() == Some(&Frame::End);
    let mut verdicts = vec![bounded(config, frames, ended), closed_forms(frames, ended)];
    verdicts.extend(transitions(frames));
    verdicts
}

fn bounded(config: &Config, frames: &[Frame], ended: bool) -> Verdict {
    let claim = &CLAIMS[0];
    let Ok(joint) = config.joint() else { return Verdict::waiting(claim, "the joint table is not valid") };
    let points: Vec<[f64; 2]> = points(frames, Curve::Soft).iter().map(|point| [point.i_xt, point.i_ty]).collect();
    if points.is_empty() {
        return Verdict::waiting(claim, "once the curve is computed");
    }
    let found = concavity(&points, joint.information());
    let measured = vec![
        Measured::new("deepest dent", found.dent, Quantity::Information),
        Measured::new("highest above a bound", found.above_ceiling, Quantity::Information),
        Measured::new("points", points.len() as f64, Quantity::Count),
    ];
    if !ended {
        return Verdict::waiting(claim, "once the curve is computed").with(measured);
    }
    Verdict::decided(claim, found.dent <= MOST_DENT && found.above_ceiling <= MOST_ABOVE, measured)
}

fn closed_forms(frames: &[Frame], ended: bool) -> Verdict {
    let claim = &CLAIMS[1];
    let (mut symmetric, mut gaussian) = (0f64, 0f64);
    for frame in frames {
        match frame {
            Frame::Symmetric { exact, computed, .. } => symmetric = symmetric.max(difference(exact, computed)),
            Frame::Gaussian { exact, computed, .. } => gaussian = gaussian.max(difference(exact, computed)),
            _ => {}
        }
    }
    if !ended {
        return Verdict::waiting(claim, "once the checks are computed");
    }
    let measured = vec![
        Measured::new("largest difference, binary symmetric", symmetric, Quantity::Information),
        Measured::new("largest difference, Gaussian", gaussian, Quantity::Information),
    ];
    Verdict::decided(claim, symmetric.max(gaussian) <= MOST_DIFFERENCE, measured)
}

/// Where a small perturbation of silence grows, and where a better code is first found, both against 1/σ₂².
fn transitions(frames: &[Frame]) -> [Verdict; 2] {
    let onset = frames.iter().find_map(|frame| match frame {
        Frame::Onset { predicted, growth, curve } => Some((*predicted, *growth, *curve)),
        _ => None,
    });
    let [silence, first] = [&CLAIMS[2], &CLAIMS[3]];
    let Some((predicted, growth, curve)) = onset else {
        return [silence, first].map(|claim| Verdict::waiting(claim, "once the transition is located"));
    };
    let of = |claim: &Claim, label: &str, found: f64| {
        let measured = [(label, found), ("1/σ₂²", predicted)];
        let measured = measured.map(|(label, value)| Measured::new(label, value, Quantity::Number)).to_vec();
        Verdict::decided(claim, (found / predicted - 1.0).abs() <= MOST_SHIFT, measured)
    };
    [of(silence, "β at which a perturbation grows", growth), of(first, "β of the first better code", curve)]
}

fn difference(a: &[f64; 2], b: &[f64; 2]) -> f64 {
    (a[0] - b[0]).abs().max((a[1] - b[1]).abs())
}

/// A curve's points by rising β.
pub(super) fn points(frames: &[Frame], curve: Curve) -> Vec<&Point> {
    let mut points: Vec<&Point> = frames
        .iter()
        .filter_map(|frame| match frame {
            Frame::Point(point) if point.curve == curve => Some(point),
            _ => None,
        })
        .collect();
    points.sort_by(|a, b| a.beta.total_cmp(&b.beta));
    points
}
