//! What is claimed of dictionaries, names and heads, and whether this run bears it out.

use super::{Config, Frame, Look, Named, Reading, Step, head::SHARES, train::GIVEN_UP};
use crate::{
    lab::{Claim, Measured, Verdict},
    plot::Quantity,
};

pub const CLAIMS: &[Claim] = &[
    Claim {
        id: "concepts-are-found",
        paper: "rao-2024",
        statement: "A sparse autoencoder finds the concepts of its features without labels.",
        criterion: "At the best price of the sweep, the largest cosine of a concept’s direction with an atom of a live latent \
                    is at least 0.95, mean over concepts.",
    },
    Claim {
        id: "names-are-right",
        paper: "rao-2024",
        statement: "The word nearest to a latent’s atom names the concept it stands for.",
        criterion: "At that price, with at least 100 other words in the vocabulary, at least 95 % of concepts have a best \
                    latent that is given their own word.",
    },
    Claim {
        id: "price-has-a-sweet-spot",
        paper: "bricken-2023",
        statement: "Too low a price of firing mixes concepts, too high a price silences them.",
        criterion: "In a sweep from at most 0.01 to at least 3, the mean cosine of the best price is at least 0.95, and at \
                    the lowest and at the highest price it is at least 0.1 lower.",
    },
    Claim {
        id: "few-concepts-decide",
        paper: "rao-2024",
        statement: "Charging the head’s weights leaves decisions that few named concepts make.",
        criterion: "Some penalty at least halves how many latents make up 90 % of a logit’s contributions, against the head \
                    without a penalty, and costs at most 2 points of test accuracy (1-shot).",
    },
    Claim {
        id: "heads-compete",
        paper: "rao-2024",
        statement: "A head on latents that nobody labelled is as good as one on labelled concepts.",
        criterion: "On the dictionary looked at, the head without a penalty is at most 2 points of test accuracy (1-shot) \
                    below the one on the concepts’ true strengths.",
    },
];

const FOUND: f64 = 0.95;
const NAMED: f64 = 0.95;
const LEAST_DISTRACTORS: usize = 100;
const LOWEST: f64 = 0.01;
const HIGHEST: f64 = 3.0;
const FALL: f64 = 0.1;
const HALF: f64 = 0.5;

pub fn verdicts(config: &Config, frames: &[Frame]) -> Vec<Verdict> {
    let prices = config.all_prices().unwrap_or_default();
    let trained = last_step(frames).filter(|step| step.step == config.steps).map(|step| step.readings.as_slice());
    let [found, names, spot, few, compete] = [&CLAIMS[0], &CLAIMS[1], &CLAIMS[2], &CLAIMS[3], &CLAIMS[4]];
    vec![
        are_found(found, &prices, trained),
        are_right(names, config, &prices, trained, named(frames)),
        has_sweet_spot(spot, &prices, trained),
        few_decide(few, look(frames)),
        competes(compete, look(frames)),
    ]
}

pub(super) fn last_step(frames: &[Frame]) -> Option<&Step> {
    frames.iter().rev().find_map(|frame| match frame {
        Frame::Step(step) => Some(step),
        _ => None,
    })
}

pub(super) fn named(frames: &[Frame]) -> Option<&Named> {
    frames.iter().rev().find_map(|frame| match frame {
        Frame::Named(named) => Some(named),
        _ => None,
    })
}

pub(super) fn look(frames: &[Frame]) -> Option<&Look> {
    frames.iter().rev().find_map(|frame| match frame {
        Frame::Look(look) => Some(look),
        _ => None,
    })
}

/// The place of the price that finds concepts best.
pub(super) fn best(readings: &[Reading]) -> usize {
    (0..readings.len()).max_by(|a, b| readings[*a].cosine.total_cmp(&readings[*b].cosine)).unwrap_or(0)
}

fn number(label: impl Into<String>, value: f64) -> Measured {
    Measured::new(label, value, Quantity::Number)
}

fn share(label: impl Into<String>, value: f64) -> Measured {
    Measured::new(label, value, Quantity::Share)
}

fn are_found(claim: &Claim, prices: &[f64], trained: Option<&[Reading]>) -> Verdict {
    let Some(readings) = trained else { return Verdict::waiting(claim, "once the dictionaries are trained") };
    let at = best(readings);
    let measured = vec![
        number("mean largest cosine", readings[at].cosine),
        number("at the price", prices[at]),
        number("mean correlation with the concept’s strength", readings[at].correlation),
        Measured::new("live latents", readings[at].live as f64, Quantity::Count),
    ];
    Verdict::decided(claim, readings[at].cosine >= FOUND, measured)
}

fn are_right(
    claim: &Claim,
    config: &Config,
    prices: &[f64],
    trained: Option<&[Reading]>,
    named: Option<&Named>,
) -> Verdict {
    if config.distractors < LEAST_DISTRACTORS {
        return Verdict::needs(claim, "a name says little where the vocabulary has few other words", "");
    }
    let (Some(readings), Some(named)) = (trained, named) else {
        return Verdict::waiting(claim, "once the latents are named");
    };
    let at = best(readings);
    let measured = vec![
        share("named right", named.right[at]),
        number("at the price", prices[at]),
        share("true directions named right", named.of_truth),
    ];
    Verdict::decided(claim, named.right[at] >= NAMED, measured)
}

fn has_sweet_spot(claim: &Claim, prices: &[f64], trained: Option<&[Reading]>) -> Verdict {
    if prices.first().is_none_or(|first| *first > LOWEST) || prices.last().is_none_or(|last| *last < HIGHEST) {
        return Verdict::needs(claim, "needs prices from at most 0.01 to at least 3", "");
    }
    let Some(readings) = trained else { return Verdict::waiting(claim, "once the dictionaries are trained") };
    let (top, low, high) = (readings[best(readings)].cosine, readings[0].cosine, readings[readings.len() - 1].cosine);
    let measured = vec![number("lowest price", low), number("best price", top), number("highest price", high)];
    Verdict::decided(claim, top >= FOUND && top - low >= FALL && top - high >= FALL, measured)
}

fn few_decide(claim: &Claim, look: Option<&Look>) -> Verdict {
    let Some(look) = look else { return Verdict::waiting(claim, "once the heads are trained") };
    let plain = &look.heads[0];
    if plain.penalty > 0.0 || look.heads.len() < 2 {
        return Verdict::needs(claim, "needs a head without a penalty and one with", "");
    }
    let good = look.heads[1..].iter().filter(|head| head.accuracy >= plain.accuracy - GIVEN_UP);
    let Some(sparsest) = good.min_by(|a, b| a.needed[0].total_cmp(&b.needed[0])) else {
        let measured = vec![share("accuracy without a penalty", plain.accuracy)];
        return Verdict::decided(claim, false, measured);
    };
    let measured = vec![
        number(format!("latents for {} %, no penalty", SHARES[0] * 100.0), plain.needed[0]),
        number(format!("at penalty {}", sparsest.penalty), sparsest.needed[0]),
        share("accuracy, no penalty", plain.accuracy),
        share("accuracy with it", sparsest.accuracy),
        share("of those latents, named after the class’s own concepts", sparsest.own),
    ];
    Verdict::decided(claim, sparsest.needed[0] <= HALF * plain.needed[0], measured)
}

fn competes(claim: &Claim, look: Option<&Look>) -> Verdict {
    let Some(look) = look else { return Verdict::waiting(claim, "once the heads are trained") };
    if look.heads[0].penalty > 0.0 {
        return Verdict::needs(claim, "needs a head without a penalty", "");
    }
    let measured = vec![
        share("on latents", look.heads[0].accuracy),
        share("on true strengths", look.on_concepts),
        share("on the features", look.on_features),
    ];
    Verdict::decided(claim, look.heads[0].accuracy >= look.on_concepts - GIVEN_UP, measured)
}
