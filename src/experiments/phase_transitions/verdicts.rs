//! What is claimed of transitions, and whether this run bears it out.

use super::{Config, Frame, Learned, Onset, Path, Planted, Point};
use crate::{
    lab::{Claim, Measured, Verdict},
    plot::Quantity,
};

pub const CLAIMS: &[Claim] = &[
    Claim {
        id: "silence-ends",
        paper: "wu-2020",
        statement: "Silence loses its hold at β = 1/σ₂², whatever the joint.",
        criterion: "Of every joint, the least β at which a small perturbation of silence grows is within 3 % of 1/σ₂².",
    },
    Claim {
        id: "nothing-before",
        paper: "wu-2020",
        statement: "From near silence nothing is learned below 1/σ₂², and something right above it.",
        criterion: "Of every joint, iterations from near silence end with I(X;T) at most 10⁻⁶ nat at 0.97/σ₂² and at least \
                    0.01 nat at 1.03/σ₂².",
    },
    Claim {
        id: "later-splits",
        paper: "wu-2020",
        statement: "Later transitions are told by the second variation at the solution: a code splits where its ratio is β.",
        criterion: "Each time the followed code splits again, β is within 3 % of the ratio just before.",
    },
    Claim {
        id: "best-codes-are-stable",
        paper: "wu-2020",
        statement: "No best code lies beyond its own ratio; it has split, or left for another, by then.",
        criterion: "At every β of every sweep, β is at most 1.005 times the ratio of the best code.",
    },
    Claim {
        id: "class-by-class",
        paper: "wu-2020",
        statement: "Each transition is the onset of learning a class.",
        criterion: "On the planted joint, at every β, as many classes are the likeliest of some code as there are codes, \
                    and in silence none.",
    },
    Claim {
        id: "networks-too",
        paper: "wu-2020",
        statement: "Networks with a noisy code begin to learn at the same place, told by the labels alone.",
        criterion: "Of every seed, the rate is under 0.02 nat at every β up to 0.9/σ₂², and over 0.02 nat at every β from \
                    1.1/σ₂² on, σ₂ being that of the classes and labels drawn.",
    },
];

const MOST_SHIFT: f64 = 0.03;
const SILENT: f64 = 1e-6;
const SPEAKING: f64 = 0.01;
const MOST_GROWTH: f64 = 1.005;
const LEARNED: f64 = 0.02;
/// No network with β up to the first, all from the second on; in multiples of 1/σ₂².
const AROUND: [f64; 2] = [0.9, 1.1];

pub fn verdicts(config: &Config, frames: &[Frame]) -> Vec<Verdict> {
    if frames.last() != Some(&Frame::End) {
        return CLAIMS.iter().map(|claim| Verdict::waiting(claim, "once every sweep is computed")).collect();
    }
    let onsets = onsets(frames);
    vec![
        silence(&onsets),
        nothing_before(&onsets),
        later(config, frames),
        stable(config, frames),
        classes(frames),
        networks(frames),
    ]
}

fn number(label: &str, value: f64) -> Measured {
    Measured::new(label, value, Quantity::Number)
}

fn count(label: &str, value: usize) -> Measured {
    Measured::new(label, value as f64, Quantity::Count)
}

fn greatest(values: impl Iterator<Item = f64>) -> f64 {
    values.fold(0.0, f64::max)
}

fn silence(onsets: &[&Onset]) -> Verdict {
    let off = greatest(onsets.iter().map(|onset| (onset.growth / onset.predicted - 1.0).abs()));
    let earliest = onsets.iter().map(|onset| onset.best / onset.predicted).fold(f64::INFINITY, f64::min);
    let measured = vec![
        Measured::new("largest deviation", off, Quantity::Share),
        number("earliest better code, as a multiple of 1/σ₂²", earliest),
        count("joints", onsets.len()),
    ];
    Verdict::decided(&CLAIMS[0], off <= MOST_SHIFT, measured)
}

fn nothing_before(onsets: &[&Onset]) -> Verdict {
    let below = greatest(onsets.iter().map(|onset| onset.below));
    let above = onsets.iter().map(|onset| onset.above).fold(f64::INFINITY, f64::min);
    let measured = vec![
        Measured::new("most I(X;T) at 0.97/σ₂²", below, Quantity::Information),
        Measured::new("least I(X;T) at 1.03/σ₂²", above, Quantity::Information),
        count("joints", onsets.len()),
    ];
    Verdict::decided(&CLAIMS[1], below <= SILENT && above >= SPEAKING, measured)
}

/// The splits of one joint's followed code: `[β where it was to split, β where it did]`, the first from silence.
pub(super) fn splits(points: &[&Point]) -> Vec<[f64; 2]> {
    let grown = points.windows(2).filter(|pair| pair[1].codes > pair[0].codes && pair[0].growth > 0.0);
    grown.map(|pair| [pair[0].beta / pair[0].growth, (pair[0].beta * pair[1].beta).sqrt()]).collect()
}

fn later(config: &Config, frames: &[Frame]) -> Verdict {
    let joints = onsets(frames).len();
    let all = (0..joints).flat_map(|joint| splits(&points(frames, joint, Path::Followed)).into_iter().skip(1));
    let off: Vec<f64> = all.map(|[predicted, found]| (found / predicted - 1.0).abs()).collect();
    if off.is_empty() {
        let why = format!("no code split again up to {} times 1/σ₂²", config.reach);
        return Verdict::needs(&CLAIMS[2], why, "reach=20");
    }
    let most = greatest(off.iter().copied());
    let measured = vec![Measured::new("largest deviation", most, Quantity::Share), count("later splits", off.len())];
    Verdict::decided(&CLAIMS[2], most <= MOST_SHIFT, measured)
}

fn stable(config: &Config, frames: &[Frame]) -> Verdict {
    let best: Vec<&Point> = (0..config.joints).flat_map(|joint| points(frames, joint, Path::Best)).collect();
    let most = greatest(best.iter().map(|point| point.growth));
    let measured = vec![number("largest β over its ratio", most), count("best codes", best.len())];
    Verdict::decided(&CLAIMS[3], most <= MOST_GROWTH, measured)
}

fn classes(frames: &[Frame]) -> Verdict {
    let planted = planted(frames);
    let learned = |planted: &Planted| planted.recalls.iter().filter(|recall| **recall > 0.0).count();
    let expected = |planted: &Planted| if planted.codes == 1 { 0 } else { planted.codes };
    let amiss = planted.iter().filter(|planted| learned(planted) != expected(planted)).count();
    let most = planted.iter().map(|planted| learned(planted)).max().unwrap_or(0);
    let transitions = planted.windows(2).filter(|pair| pair[0].codes != pair[1].codes).count();
    let measured = vec![
        count("β with another number of classes than codes", amiss),
        count("β looked at", planted.len()),
        count("transitions", transitions),
        count("classes learned in the end", most),
    ];
    Verdict::decided(&CLAIMS[4], amiss == 0 && most > 1, measured)
}

fn networks(frames: &[Frame]) -> Verdict {
    let claim = &CLAIMS[5];
    let Some(learned) = learned(frames).filter(|learned| learned.ended) else {
        return Verdict::waiting(claim, "once the networks are trained");
    };
    let multiple = |beta: f64| beta / learned.predicted;
    const ROUNDING: f64 = 1e-9;
    let below = learned.networks.iter().filter(|network| multiple(network.beta) < AROUND[0] + ROUNDING);
    let above = learned.networks.iter().filter(|network| multiple(network.beta) > AROUND[1] - ROUNDING);
    let most = greatest(below.map(|network| network.rate));
    let least = above.map(|network| network.rate).fold(f64::INFINITY, f64::min);
    let measured = vec![
        Measured::new("greatest rate up to 0.9/σ₂²", most, Quantity::Information),
        Measured::new("least rate from 1.1/σ₂² on", least, Quantity::Information),
        number("1/σ₂² of the labels drawn", learned.predicted),
    ];
    Verdict::decided(claim, most < LEARNED && least > LEARNED, measured)
}

/// The networks as they were last measured.
pub(super) fn learned(frames: &[Frame]) -> Option<&Learned> {
    frames.iter().rev().find_map(|frame| match frame {
        Frame::Learned(learned) => Some(learned),
        _ => None,
    })
}

pub(super) fn onsets<'f>(frames: &'f [Frame]) -> Vec<&'f Onset> {
    let onset = |frame: &'f Frame| match frame {
        Frame::Onset(onset) => Some(onset),
        _ => None,
    };
    frames.iter().filter_map(onset).collect()
}

/// One joint's points on a path, by rising β.
pub(super) fn points(frames: &[Frame], joint: usize, path: Path) -> Vec<&Point> {
    let mut points: Vec<&Point> = frames
        .iter()
        .filter_map(|frame| match frame {
            Frame::Point(point) if point.joint == joint && point.path == path => Some(point),
            _ => None,
        })
        .collect();
    points.sort_by(|a, b| a.beta.total_cmp(&b.beta));
    points
}

/// The planted classes' points by rising β.
pub(super) fn planted(frames: &[Frame]) -> Vec<&Planted> {
    let mut points: Vec<&Planted> = frames
        .iter()
        .filter_map(|frame| match frame {
            Frame::Planted(planted) => Some(planted),
            _ => None,
        })
        .collect();
    points.sort_by(|a, b| a.beta.total_cmp(&b.beta));
    points
}
