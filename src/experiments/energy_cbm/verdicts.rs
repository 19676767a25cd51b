//! What is claimed of energies, of composing them, and of what corrections do.

use super::{
    Config, Factorised, Frame, Score,
    config::{MOST_TOLD, PUBLISHED},
    judges::Model,
};
use crate::{
    lab::{Claim, Measured, Verdict},
    plot::Quantity,
};

pub const CLAIMS: &[Claim] = &[
    Claim {
        id: "plain-corrections-stay",
        paper: "xu-2024",
        statement: "In a plain concept bottleneck, a corrected concept corrects no other.",
        criterion: "Of the concepts that are never told, the share that is right changes by less than half a point from one \
                    concept told to four.",
    },
    Claim {
        id: "corrections-spread",
        paper: "xu-2024",
        statement: "Where concepts and class have one joint energy, a corrected concept corrects others that go with it.",
        criterion: "Joint p(c, y): that share rises by at least 3 points from one concept told to four.",
    },
    Claim {
        id: "published-corrections-spread",
        paper: "xu-2024",
        statement: "As published, with each energy normalised over its own label, a corrected concept corrects others.",
        criterion: "ECBM with E_cy at weight 0.01, all states weighed exactly: the same 3 points from one concept told to \
                    four.",
    },
    Claim {
        id: "energies-compose",
        paper: "xu-2024",
        statement: "Conditional probabilities of concepts come from adding the energies up.",
        criterion: "Added with weight 1, E_cy costs no more than half a point of the concepts that are right before \
                    anything is told, against weight 0.01.",
    },
    Claim {
        id: "all-concepts-right",
        paper: "xu-2024",
        statement: "Judged together, all concepts of a picture are right far more often than judged one by one.",
        criterion: "Joint p(c, y), one concept told: in at least 15 points more of the pictures than with the plain \
                    bottleneck.",
    },
    Claim {
        id: "class-gains-too",
        paper: "xu-2024",
        statement: "The class gains too, before and after corrections.",
        criterion: "Joint p(c, y) with p(y | x), as the energies have it: told 0 to 6 concepts, the class is never right \
                    less often than the plain bottleneck’s.",
    },
    Claim {
        id: "sums-are-exact",
        paper: "xu-2024",
        statement: "What one concept says of another is a sum over the states of a joint energy.",
        criterion: "Naive Bayes written as an energy: summed over all 49 152 states, every probability is its closed form’s \
                    to 1e-9, for 25 test pictures told 0 to 6 concepts.",
    },
];

/// Concepts told, between which the rise is measured.
const FROM: usize = 1;
const TO: usize = 4;
const RISE: f64 = 0.03;
const FLAT: f64 = 0.005;
const COST: f64 = 0.005;
const MORE: f64 = 0.15;
const EXACT: f64 = 1e-9;
/// Beyond it, one concept says little of another.
const MOST_FLIPPED: f64 = 0.1;

/// The models measured so far.
pub(super) fn scores(frames: &[Frame]) -> &[Score] {
    let latest = frames.iter().rev().find_map(|frame| match frame {
        Frame::Measured(scores) => Some(scores.as_slice()),
        _ => None,
    });
    latest.unwrap_or_default()
}

pub(super) fn score(scores: &[Score], model: Model) -> Option<&Score> {
    scores.iter().find(|score| score.model == model)
}

fn factorised(frames: &[Frame]) -> Option<&Factorised> {
    frames.iter().rev().find_map(|frame| match frame {
        Frame::Factorised(factorised) => Some(factorised),
        _ => None,
    })
}

pub fn verdicts(config: &Config, frames: &[Frame]) -> Vec<Verdict> {
    let scores = scores(frames);
    let decide = |claim: &Claim| {
        if let Some(excused) = excused(claim, config) {
            return excused;
        }
        let decided = match claim.id {
            "plain-corrections-stay" => stays(claim, scores),
            "corrections-spread" => spread(claim, scores, Model::Joint, Model::Counted),
            "published-corrections-spread" => spread(claim, scores, Model::Weighed, Model::Released),
            "energies-compose" => compose(claim, scores),
            "all-concepts-right" => all_right(claim, scores),
            "class-gains-too" => class_gains(claim, scores),
            _ => factorised(frames).map(|found| exact(claim, found)),
        };
        decided.unwrap_or_else(|| Verdict::waiting(claim, "once all models are measured"))
    };
    CLAIMS.iter().map(decide).collect()
}

/// What the settings forbid to decide.
fn excused(claim: &Claim, config: &Config) -> Option<Verdict> {
    let is_coupled = !matches!(claim.id, "sums-are-exact" | "energies-compose" | "plain-corrections-stay");
    if is_coupled && config.flip > MOST_FLIPPED {
        return Some(Verdict::needs(
            claim,
            "needs concepts that go with their class: at most 10 % off it",
            "flip=0.03",
        ));
    }
    let is_published = matches!(claim.id, "published-corrections-spread" | "energies-compose");
    if is_published && config.coupling != PUBLISHED {
        return Some(Verdict::needs(claim, "needs the published weight of E_cy, 0.01", "coupling=0.01"));
    }
    None
}

fn share(label: impl Into<String>, value: f64) -> Measured {
    Measured::new(label, value, Quantity::Share)
}

/// How much more of the untold concepts is right with four told than with `from`.
fn rise(score: &Score, from: usize) -> f64 {
    score.untold[TO] - score.untold[from]
}

fn stays(claim: &Claim, scores: &[Score]) -> Option<Verdict> {
    let plain = score(scores, Model::Plain)?;
    let measured = vec![share("rise", rise(plain, FROM)), share("right, four told", plain.untold[TO])];
    Some(Verdict::decided(claim, rise(plain, FROM).abs() < FLAT, measured))
}

/// The claim is about `model`; `beside` is measured with it.
fn spread(claim: &Claim, scores: &[Score], model: Model, beside: Model) -> Option<Verdict> {
    let (coupled, other) = (score(scores, model)?, score(scores, beside)?);
    let mut measured = vec![
        share("rise from one told to four", rise(coupled, FROM)),
        share("rise from none told to four", rise(coupled, 0)),
        share("right, none told", coupled.untold[0]),
        share("right, one told", coupled.untold[FROM]),
        share("right, four told", coupled.untold[TO]),
        share(format!("{}: rise from one told to four", beside.label()), rise(other, FROM)),
    ];
    let wrong = 1.0 - coupled.untold[0];
    if wrong > 0.0 {
        measured.push(share("of those wrong when none is told, righted by four", rise(coupled, 0) / wrong));
    }
    Some(Verdict::decided(claim, rise(coupled, FROM) >= RISE, measured))
}

fn compose(claim: &Claim, scores: &[Score]) -> Option<Verdict> {
    let (weighed, unweighed) = (score(scores, Model::Weighed)?, score(scores, Model::Unweighed)?);
    let measured = vec![
        share("concepts right, weight 0.01", weighed.concepts[0]),
        share("concepts right, weight 1", unweighed.concepts[0]),
    ];
    Some(Verdict::decided(claim, unweighed.concepts[0] >= weighed.concepts[0] - COST, measured))
}

fn all_right(claim: &Claim, scores: &[Score]) -> Option<Verdict> {
    let (plain, joint) = (score(scores, Model::Plain)?, score(scores, Model::Joint)?);
    let measured = vec![
        share("joint p(c, y), one told", joint.all[FROM]),
        share("plain bottleneck, one told", plain.all[FROM]),
        share("joint p(c, y), none told", joint.all[0]),
        share("plain bottleneck, none told", plain.all[0]),
    ];
    if plain.all[FROM] > 1.0 - MORE {
        let why = "the plain bottleneck leaves less than 15 points to gain; it takes noisier pictures";
        return Some(Verdict::needs(claim, why, "noise=0.5").with(measured));
    }
    Some(Verdict::decided(claim, joint.all[FROM] - plain.all[FROM] >= MORE, measured))
}

fn class_gains(claim: &Claim, scores: &[Score]) -> Option<Verdict> {
    let of = |model: Model| score(scores, model);
    let (plain, joint, silent) = (of(Model::Plain)?, of(Model::Joint)?, of(Model::Silent)?);
    let least = (0..=MOST_TOLD).map(|told| joint.classes[told] - plain.classes[told]).fold(f64::INFINITY, f64::min);
    let mut measured = vec![share("smallest lead", least)];
    for (name, score) in [("plain bottleneck", plain), ("joint p(c, y)", joint), ("without p(y | x)", silent)] {
        for told in [0, TO, MOST_TOLD] {
            measured.push(share(format!("{name}, {told} told"), score.classes[told]));
        }
    }
    Some(Verdict::decided(claim, least >= 0.0, measured))
}

fn exact(claim: &Claim, found: &Factorised) -> Verdict {
    let measured = vec![
        Measured::new("largest difference", found.difference, Quantity::Number),
        Measured::new("pictures", found.pictures as f64, Quantity::Count),
    ];
    Verdict::decided(claim, found.difference <= EXACT, measured)
}
