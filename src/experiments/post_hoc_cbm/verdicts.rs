//! What is claimed of edits made by hand.

use super::{Config, Entrant, Frame, Model, Scored, config::Scores, model};
use crate::{
    datasets::birds::WIDTH,
    lab::{Claim, Measured, Verdict},
    plot::Quantity,
};

pub const CLAIMS: &[Claim] = &[
    Claim {
        id: "pruning-helps",
        paper: "yuksekgonul-2023",
        statement: "Taking a spurious concept out of a class by hand, and rescaling what is left, repairs the model where the \
                    concept no longer comes with the class; without data from there and without training.",
        criterion: "Zeroing species 1's weight of the sky and rescaling its others raises the shifted accuracy by at least 8 \
                    points, and that on species 1 by at least 15.",
    },
    Claim {
        id: "near-the-oracle",
        paper: "yuksekgonul-2023",
        statement: "The edit comes near to what fitting the head on shifted pictures gives.",
        criterion: "Zeroed and rescaled, the head's shifted accuracy is at least 85 % of that of the head refitted there.",
    },
    Claim {
        id: "little-lost-at-home",
        paper: "yuksekgonul-2023",
        statement: "Even all backgrounds can be taken out of all classes without much loss where they still tell the truth.",
        criterion: "With all backgrounds of all species zeroed and others rescaled, the accuracy on pictures like those of \
                    training falls by at most 8 points.",
    },
    Claim {
        id: "other-concepts-do-not",
        paper: "yuksekgonul-2023",
        statement: "It is the background's removal that helps, not removal as such.",
        criterion: "The same edit of one part of the bird, drawn at random, moves the shifted accuracy by at most 2 points either \
                    way, a quarter of what the sky's must gain: the mean over all twelve parts.",
    },
    Claim {
        id: "hybrid-moves-less",
        paper: "yuksekgonul-2023",
        statement: "A hybrid with a residual on the features gains less from the same edit, which its residual never hears of.",
        criterion: "By zeroing and rescaling, the hybrid's shifted accuracy rises by less than the bottleneck's own.",
    },
    Claim {
        id: "raw-margins-too",
        paper: "yuksekgonul-2023",
        statement: "Pruning helps whatever the scale of the scores and however strong the correlation.",
        criterion: "At correlation 1 and with margins as they are, zeroing species 1's weight of the sky raises the shifted \
                    accuracy.",
    },
];

const GAIN: f64 = 0.08;
const GAIN_FIRST: f64 = 0.15;
const OF_ORACLE: f64 = 0.85;
const COST: f64 = 0.08;
const CONTROL: f64 = 0.02;
/// Below this there is little to take out.
const STRONG: f64 = 0.9;

pub fn verdicts(config: &Config, frames: &[Frame]) -> Vec<Verdict> {
    let model = model(frames);
    let decide = |claim: &Claim| {
        if let Some(open) = excused(claim, config) {
            return open;
        }
        let decided = model.and_then(|model| decided(claim, model));
        decided.unwrap_or_else(|| Verdict::waiting(claim, "once the heads are fitted"))
    };
    CLAIMS.iter().map(decide).collect()
}

/// What the settings forbid to decide.
fn excused(claim: &Claim, config: &Config) -> Option<Verdict> {
    if claim.id == "raw-margins-too" {
        let applies = config.correlation == 1.0 && config.scores == Scores::Raw;
        let why = "needs correlation 1 and margins as they are";
        return (!applies).then(|| Verdict::needs(claim, why, "correlation=1&scores=raw"));
    }
    let applies = config.correlation >= STRONG && config.scores == Scores::Standardised;
    (!applies).then(|| Verdict::needs(claim, "needs standardised margins and a correlation of 0.9 or more", ""))
}

fn decided(claim: &Claim, model: &Model) -> Option<Verdict> {
    let of = |entrant| model.scored(entrant);
    let share = |label: &str, value: f64| Measured::new(label, value, Quantity::Share);
    let unedited = of(Entrant::Unedited)?;
    let rescaled = of(Entrant::Rescaled)?;
    let gain = |to: &Scored, from: &Scored| to.shifted.all - from.shifted.all;
    Some(match claim.id {
        "pruning-helps" => {
            let first = rescaled.shifted.first - unedited.shifted.first;
            let measured = vec![
                share("gain", gain(rescaled, unedited)),
                share("gain on species 1", first),
                share("unedited", unedited.shifted.all),
                share("unedited, species 1", unedited.shifted.first),
                share("zeroed, not rescaled", of(Entrant::Zeroed)?.shifted.all),
            ];
            Verdict::decided(claim, gain(rescaled, unedited) >= GAIN && first >= GAIN_FIRST, measured)
        }
        "near-the-oracle" => {
            let oracle = of(Entrant::Oracle)?.shifted.all;
            let measured = vec![
                share("edited over refitted", rescaled.shifted.all / oracle.max(f64::MIN_POSITIVE)),
                share("edited", rescaled.shifted.all),
                share("refitted", oracle),
            ];
            Verdict::decided(claim, rescaled.shifted.all >= OF_ORACLE * oracle, measured)
        }
        "little-lost-at-home" => {
            let edited = of(Entrant::Backgrounds)?;
            let cost = unedited.same.all - edited.same.all;
            let measured = vec![
                share("lost", cost),
                share("unedited, as in training", unedited.same.all),
                share("edited, as in training", edited.same.all),
            ];
            Verdict::decided(claim, cost <= COST, measured)
        }
        "other-concepts-do-not" => {
            let moved: Vec<f64> = (0..WIDTH).filter_map(|k| Some(gain(of(Entrant::Part(k))?, unedited))).collect();
            let mean = moved.iter().sum::<f64>() / moved.len().max(1) as f64;
            let most = moved.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let least = moved.iter().copied().fold(f64::INFINITY, f64::min);
            let measured = vec![
                share("mean over parts", mean),
                share("the part that gains most", most),
                share("the part that loses most", least),
                share("the sky", gain(rescaled, unedited)),
            ];
            Verdict::decided(claim, mean.abs() <= CONTROL, measured)
        }
        "hybrid-moves-less" => {
            let (hybrid, edited) = (of(Entrant::Hybrid)?, of(Entrant::HybridRescaled)?);
            let measured = vec![
                share("the hybrid's gain", gain(edited, hybrid)),
                share("the bottleneck's gain", gain(rescaled, unedited)),
                share("the hybrid's gain, only zeroed", gain(of(Entrant::HybridZeroed)?, hybrid)),
                share("the bottleneck's gain, only zeroed", gain(of(Entrant::Zeroed)?, unedited)),
            ];
            Verdict::decided(claim, gain(edited, hybrid) < gain(rescaled, unedited), measured)
        }
        _ => {
            let zeroed = of(Entrant::Zeroed)?;
            let measured = vec![
                share("zeroed", zeroed.shifted.all),
                share("unedited", unedited.shifted.all),
                share("zeroed and rescaled", rescaled.shifted.all),
                share("to its mean", of(Entrant::ToMean)?.shifted.all),
                share("taken for species 1, unedited", unedited.shifted.taken),
                share("taken for species 1, zeroed", zeroed.shifted.taken),
            ];
            Verdict::decided(claim, zeroed.shifted.all > unedited.shifted.all, measured)
        }
    })
}
