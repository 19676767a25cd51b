//! What is claimed of the bottleneck, and whether this run bears it out.

use super::{Config, Frame, Measurement, Method, Picker, SHOTS};
use crate::{
    lab::{Claim, Measured, Verdict},
    plot::Quantity,
};

pub const CLAIMS: &[Claim] = &[
    Claim {
        id: "language-helps-at-one-shot",
        paper: "yang-2023",
        statement: "From one image of each class, a bottleneck of well-chosen sentences recognises far more than a linear probe.",
        criterion: "With nuisance of length 2 or more, the mean test accuracy over draws at 1 shot is at least 8 points above \
                    the probe’s.",
    },
    Claim {
        id: "the-probe-catches-up",
        paper: "yang-2023",
        statement: "With more images the bottleneck’s lead is gone.",
        criterion: "With nuisance of length 2 or more, the probe is at least as accurate at 16 shots, in the mean over draws.",
    },
    Claim {
        id: "choosing-beats-chance",
        paper: "yang-2023",
        statement: "Sentences picked by F serve better than as many picked by chance.",
        criterion: "The mean accuracy over draws is at least that of random picks at 1, at 2 and at 4 shots.",
    },
    Claim {
        id: "greedy-is-near-the-best",
        paper: "yang-2023",
        statement: "Greedy picking reaches at least 1 − 1/e of the best set’s worth.",
        criterion: "For three out of ten candidates of each class, F of the greedy set is at least 1 − 1/e of the largest F of \
                    all 120 sets.",
    },
    Claim {
        id: "without-nuisance-the-probe-wins",
        paper: "yang-2023",
        statement: "The gain comes from what the bottleneck leaves out: without nuisance there is none, however few the images.",
        criterion: "In the same world with nuisance 0 the probe is at least as accurate at every number of shots, in the mean \
                    over draws.",
    },
];

/// Below this length nuisance is not called strong.
const STRONG: f64 = 2.0;
const GAIN: f64 = 0.08;
/// Rounding of sums of shares is forgiven.
const SLACK: f64 = 1e-9;
pub(super) const GREEDY: Method = Method::Bottleneck(Picker::Greedy);

pub fn verdicts(config: &Config, frames: &[Frame]) -> Vec<Verdict> {
    let [helps, catches, chance, near, without] = [&CLAIMS[0], &CLAIMS[1], &CLAIMS[2], &CLAIMS[3], &CLAIMS[4]];
    vec![
        strong(helps, config, frames, 1, |bottleneck, probe| bottleneck - probe >= GAIN - SLACK),
        strong(catches, config, frames, SHOTS[SHOTS.len() - 1], |bottleneck, probe| probe >= bottleneck - SLACK),
        beats_chance(chance, config, frames),
        near_best(near, frames),
        probe_wins(without, config, frames),
    ]
}

/// What was measured of a method, one number a draw.
pub(super) fn measurements(frames: &[Frame], nuisance: f64, shots: usize, method: Method) -> Vec<&Measurement> {
    let found = frames.iter().filter_map(|frame| match frame {
        Frame::Measured(found) if found.nuisance == nuisance && found.shots == shots && found.method == method => {
            Some(found)
        }
        _ => None,
    });
    found.collect()
}

pub(super) fn accuracies(frames: &[Frame], nuisance: f64, shots: usize, method: Method) -> Vec<f64> {
    measurements(frames, nuisance, shots, method).iter().map(|found| found.accuracy).collect()
}

pub(super) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// Whether every draw with this nuisance is over.
fn is_done(config: &Config, frames: &[Frame], nuisance: f64) -> bool {
    let most = SHOTS[SHOTS.len() - 1];
    let episodes =
        if nuisance == config.nuisance { config.episodes } else { config.episodes.min(super::train::PLAIN_EPISODES) };
    measurements(frames, nuisance, most, Method::Probe).len() >= episodes as usize
}

fn pair(frames: &[Frame], nuisance: f64, shots: usize, rival: Method) -> [f64; 2] {
    [GREEDY, rival].map(|method| mean(&accuracies(frames, nuisance, shots, method)))
}

fn share(label: impl Into<String>, value: f64) -> Measured {
    Measured::new(label, value, Quantity::Share)
}

fn strong(claim: &Claim, config: &Config, frames: &[Frame], shots: usize, holds: fn(f64, f64) -> bool) -> Verdict {
    if config.nuisance < STRONG {
        return Verdict::needs(claim, format!("nuisance of length {} is not strong", config.nuisance), "nuisance=3");
    }
    if !is_done(config, frames, config.nuisance) {
        return Verdict::waiting(claim, "once every draw is over");
    }
    let [bottleneck, probe] = pair(frames, config.nuisance, shots, Method::Probe);
    let measured =
        vec![share(format!("bottleneck, {shots}-shot"), bottleneck), share(format!("probe, {shots}-shot"), probe)];
    Verdict::decided(claim, holds(bottleneck, probe), measured)
}

fn beats_chance(claim: &Claim, config: &Config, frames: &[Frame]) -> Verdict {
    if !is_done(config, frames, config.nuisance) {
        return Verdict::waiting(claim, "once every draw is over");
    }
    let (mut holds, mut measured) = (true, Vec::new());
    for shots in [1, 2, 4] {
        let [greedy, random] = pair(frames, config.nuisance, shots, Method::Bottleneck(Picker::Random));
        holds &= greedy >= random - SLACK;
        measured.push(share(format!("picked by F, {shots}-shot"), greedy));
        measured.push(share(format!("by chance, {shots}-shot"), random));
    }
    Verdict::decided(claim, holds, measured)
}

/// Greedy over best, class by class.
pub(super) fn ratios(frames: &[Frame]) -> Option<Vec<f64>> {
    frames.iter().find_map(|frame| match frame {
        // Where no candidate is worth anything, nothing is the best.
        Frame::Guarantee(pairs) => {
            Some(pairs.iter().map(|[greedy, best]| if *best > 0.0 { greedy / best } else { 1.0 }).collect())
        }
        _ => None,
    })
}

/// 1 − 1/e.
pub(super) fn guaranteed() -> f64 {
    1.0 - libm::exp(-1.0)
}

fn near_best(claim: &Claim, frames: &[Frame]) -> Verdict {
    let Some(ratios) = ratios(frames) else { return Verdict::waiting(claim, "once sentences are picked") };
    let least = ratios.iter().copied().fold(f64::INFINITY, f64::min);
    let measured = vec![share("least of greedy over best", least), share("guaranteed, 1 − 1/e", guaranteed())];
    Verdict::decided(claim, least >= guaranteed() - SLACK, measured)
}

fn probe_wins(claim: &Claim, config: &Config, frames: &[Frame]) -> Verdict {
    if !is_done(config, frames, 0.0) {
        return Verdict::waiting(claim, "once the world without nuisance was tried");
    }
    let (mut holds, mut measured) = (true, Vec::new());
    for shots in SHOTS {
        let [bottleneck, probe] = pair(frames, 0.0, shots, Method::Probe);
        holds &= probe >= bottleneck - SLACK;
        measured.push(share(format!("bottleneck, {shots}-shot"), bottleneck));
        measured.push(share(format!("probe, {shots}-shot"), probe));
    }
    Verdict::decided(claim, holds, measured)
}
