//! What the papers claim of units, rates and capacities, and whether this run bears it out.

use super::{Frame, Reading, Telling, config::Config, config::Mode};
use crate::{
    datasets::sprites::FACTORS,
    lab::{Claim, Measured, Verdict},
    plot::Quantity,
};

pub const CLAIMS: &[Claim] = &[
    Claim {
        id: "as-many-units-as-factors",
        paper: "higgins-2017",
        statement: "A dearer code gives up units until as many are left as the images have factors.",
        criterion: "For every seed of the run, at least 5 units have a rate above 0.1 nat at β = 0.1, and exactly 3 have at \
                    some β from 2 to 8; rates are means over all images after training.",
    },
    Claim {
        id: "rate-falls",
        paper: "higgins-2017",
        statement: "The dearer the code, the less of it is used.",
        criterion: "Between neighbouring β the rate, mean over the run's seeds, always falls.",
    },
    Claim {
        id: "capacity-is-met",
        paper: "burgess-2018",
        statement: "A penalty on |rate − C| with C growing from 0 ends with the rate at C.",
        criterion: "C = 2, 5 and 10 nats: after training |rate − C|, mean over the run's seeds, is below 0.3 nat at each.",
    },
    Claim {
        id: "units-tell-factors-apart",
        paper: "higgins-2017",
        statement: "With β above 1 a unit tells one factor more exclusively than in a plain variational autoencoder.",
        criterion: "After at least 160 epochs the mutual information gap (Chen et al. 2018), mean over the run's seeds, is \
                    larger at β = 4 than at β = 1.",
    },
];

const MANY: usize = 5;
const CHEAP: f64 = 0.1;
const DEAR: std::ops::RangeInclusive<f64> = 2.0..=8.0;
const CAPACITIES: [f64; 3] = [2.0, 5.0, 10.0];
const MOST_MISS: f64 = 0.3;
const PLAIN: f64 = 1.0;
const PRICED: f64 = 4.0;
/// Units turn towards the factors long after rates have settled: after 40 epochs two seeds of the same β differ more than
/// the two β do.
const ALIGNED: u32 = 160;
const LONG_RUN: &str = "betas=1,4&epochs=160&look=4";

pub fn verdicts(config: &Config, frames: &[Frame]) -> Vec<Verdict> {
    let [units, falls, met, apart] = [&CLAIMS[0], &CLAIMS[1], &CLAIMS[2], &CLAIMS[3]];
    let found = Found::of(config, frames);
    vec![
        as_many_units(units, config, &found),
        rate_falls(falls, config, &found),
        capacity_is_met(met, config, &found),
        told_apart(apart, config, &found),
    ]
}

/// What a run has found so far, by β or C and then by seed.
pub(super) struct Found<'a> {
    pub sweep: Vec<f64>,
    /// Of trained models; or, as long as there are none, of those in training.
    pub readings: Vec<&'a [Reading]>,
    pub is_trained: bool,
    /// None of a β or C before all its models have been measured.
    pub telling: Vec<Vec<&'a Telling>>,
}

impl<'a> Found<'a> {
    pub fn of(config: &Config, frames: &'a [Frame]) -> Self {
        let latest = frames.iter().rev().find_map(|frame| match frame {
            Frame::Trained(models) => Some((models, true)),
            Frame::Step(step) => Some((&step.models, false)),
            Frame::Telling(_) | Frame::Look(_) => None,
        });
        let telling: Vec<&Telling> = frames.iter().filter_map(Frame::telling).collect();
        Self {
            sweep: config.sweep(),
            readings: latest.map(|(models, _)| models.chunks_exact(config.replicas).collect()).unwrap_or_default(),
            is_trained: latest.is_some_and(|(_, is_trained)| is_trained),
            telling: telling.chunks_exact(config.replicas).map(<[_]>::to_vec).collect(),
        }
    }

    fn at(&self, value: f64) -> Option<usize> {
        self.sweep.iter().position(|other| (other - value).abs() < 1e-9)
    }

    /// The models of one β or C, once they are trained.
    fn trained(&self, at: usize) -> Option<&'a [Reading]> {
        self.readings.get(at).copied().filter(|_| self.is_trained)
    }
}

pub(super) fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = values.len() as f64;
    values.sum::<f64>() / count
}

fn as_many_units(claim: &Claim, config: &Config, found: &Found) -> Verdict {
    let dear: Vec<usize> = (0..found.sweep.len()).filter(|at| DEAR.contains(&found.sweep[*at])).collect();
    let (Mode::Beta, Some(cheap), false) = (config.mode, found.at(CHEAP), dear.is_empty()) else {
        return Verdict::needs(claim, "needs β = 0.1 and at least one β from 2 to 8", "");
    };
    if config.units < MANY {
        return Verdict::needs(claim, format!("needs a code of at least {MANY} units"), "");
    }
    let Some(cheap) = found.trained(cheap) else { return Verdict::waiting(claim, "after training") };
    let active = |models: &[Reading]| mean(models.iter().map(|model| model.active() as f64));
    let mut measured = vec![Measured::new("active units at β = 0.1", active(cheap), Quantity::Number)];
    let mut as_many = vec![false; config.replicas];
    for at in dear {
        let Some(models) = found.trained(at) else { continue };
        let label = format!("active units at β = {}", found.sweep[at]);
        measured.push(Measured::new(label, active(models), Quantity::Number));
        as_many.iter_mut().zip(models).for_each(|(it, model)| *it |= model.active() == FACTORS.len());
    }
    let reached = as_many.iter().filter(|it| **it).count();
    measured.push(Measured::new("seeds that reach exactly 3", reached as f64, Quantity::Count));
    let holds = cheap.iter().all(|model| model.active() >= MANY) && reached == config.replicas;
    Verdict::decided(claim, holds, measured)
}

fn rate_falls(claim: &Claim, config: &Config, found: &Found) -> Verdict {
    if config.mode != Mode::Beta || found.sweep.len() < 2 {
        return Verdict::needs(claim, "needs at least two β", "");
    }
    if !found.is_trained {
        return Verdict::waiting(claim, "after training");
    }
    let rates: Vec<f64> = found.readings.iter().map(|models| mean(models.iter().map(Reading::rate))).collect();
    let least_fall = rates.windows(2).map(|pair| pair[0] - pair[1]).fold(f64::INFINITY, f64::min);
    let at = |which: &str, at: usize| Measured::new(format!("rate at the {which} β"), rates[at], Quantity::Information);
    let smallest = Measured::new("smallest fall between neighbours", least_fall, Quantity::Information);
    Verdict::decided(claim, least_fall > 0.0, vec![at("lowest", 0), at("highest", rates.len() - 1), smallest])
}

fn capacity_is_met(claim: &Claim, config: &Config, found: &Found) -> Verdict {
    let at = CAPACITIES.map(|capacity| found.at(capacity));
    let (Mode::Capacity, [Some(a), Some(b), Some(c)]) = (config.mode, at) else {
        return Verdict::needs(claim, "needs capacities of 2, 5 and 10 nats in place of a price", "mode=capacity");
    };
    if !found.is_trained {
        return Verdict::waiting(claim, "after training");
    }
    let miss = |at: usize| {
        let models = found.trained(at).unwrap_or_default();
        mean(models.iter().map(|model| (model.rate() - found.sweep[at]).abs()))
    };
    let misses = [a, b, c].map(miss);
    let measured = CAPACITIES.iter().zip(misses).map(|(capacity, miss)| {
        Measured::new(format!("|rate − C| at C = {capacity} nats"), miss, Quantity::Information)
    });
    Verdict::decided(claim, misses.iter().all(|miss| *miss < MOST_MISS), measured.collect())
}

fn told_apart(claim: &Claim, config: &Config, found: &Found) -> Verdict {
    let (Mode::Beta, Some(plain), Some(priced)) = (config.mode, found.at(PLAIN), found.at(PRICED)) else {
        return Verdict::needs(claim, "needs β = 1 and β = 4", LONG_RUN);
    };
    let gap = |at: usize| found.telling.get(at).map(|told| mean(told.iter().map(|it| it.gap())));
    let gaps = gap(plain).zip(gap(priced));
    let share = |label: &str, value: f64| Measured::new(label, value, Quantity::Share);
    let measured = gaps
        .map(|(plain, priced)| vec![share("gap at β = 1", plain), share("gap at β = 4", priced)])
        .unwrap_or_default();
    if config.epochs < ALIGNED {
        let why = format!("needs {ALIGNED} epochs: units turn towards the factors slowly");
        return Verdict::needs(claim, why, LONG_RUN).with(measured);
    }
    match gaps {
        None => Verdict::waiting(claim, "after the codes have been measured"),
        Some((plain, priced)) => Verdict::decided(claim, priced > plain, measured),
    }
}

impl Frame {
    pub(super) fn telling(&self) -> Option<&Telling> {
        match self {
            Frame::Telling(telling) => Some(telling),
            _ => None,
        }
    }
}
