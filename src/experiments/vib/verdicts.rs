//! What the papers claim of the sweep, and whether this one bears it out.

use std::f64::consts::LN_2;

use super::{
    Frame, Point,
    config::{Config, REFERENCE_BETAS},
    ending::EPSILONS,
};
use crate::{
    lab::{Claim, Measured, Verdict},
    plot::Quantity,
};

pub const CLAIMS: &[Claim] = &[
    Claim {
        id: "rate-falls",
        paper: "alemi-2017",
        statement: "β is a dial: the more a nat of the code costs, the fewer nats it carries.",
        criterion: "The rate on test rows, mean over the seeds side by side, falls strictly from each β of the sweep to the \
                    next; at least 5 β from 0 to 1 or more.",
    },
    Claim {
        id: "accuracy-held",
        paper: "alemi-2017",
        statement: "Most of what a plain network carries is not needed for the label.",
        criterion: "Digits: L-shot test accuracy, mean over seeds, is at least 96 % at every β up to 0.1, while the rate falls \
                    at least tenfold from β = 0 to 0.1.",
    },
    Claim {
        id: "rates-reproduce",
        paper: "alemi-2017",
        statement: "The rates of an independent implementation come out again.",
        criterion: "Digits with the default settings: mean test rate between 40 and 75 bits at β = 0.001 and between 5.5 and 9 \
                    bits at β = 0.1.",
    },
    Claim {
        id: "collapse",
        paper: "alemi-2017",
        statement: "Past β = 1 a nat of code costs more than it earns, and the code closes.",
        criterion: "Digits: at β = 1.5, mean over seeds, the rate is below 0.3 bits and 1-shot accuracy below 20 %.",
    },
    Claim {
        id: "bounds-in-order",
        paper: "alemi-2017",
        statement: "The code cannot tell more of the label than of the input, nor more than there is.",
        criterion: "At every recorded epoch of every network, over the rows trained on: the bound on I(Z;Y) is at most the \
                    rate plus 0.05 bits, and at most H(Y).",
    },
    Claim {
        id: "fits-without-price",
        paper: "alemi-2017",
        statement: "Without a price the code holds the whole label.",
        criterion: "Digits: at β = 0, over the rows trained on, the bound on I(Z;Y) ends above 3.25 bits, mean over seeds.",
    },
    Claim {
        id: "robust-before-worse",
        paper: "alemi-2017",
        statement: "A price on the code makes networks harder to fool before it makes them worse.",
        criterion: "Digits, ten-step attacks of strength 0.2: at some β whose L-shot accuracy is within 1 point of that at \
                    β = 0, accuracy under attack, mean over seeds, is at least 5 points above that at β = 0.",
    },
];

const MOST_COLLAPSED: f64 = 0.3 * LN_2;
const SLACK: f64 = 0.05 * LN_2;
const FITTED: f64 = 3.25 * LN_2;
/// In f32 a mean cross-entropy that is 0 may come out a little below it.
const ROUNDING: f64 = 1e-6;

pub fn verdicts(config: &Config, frames: &[Frame]) -> Vec<Verdict> {
    let last = frames.last().filter(|frame| frame.epoch == config.epochs && !frame.ending.is_empty());
    let decide: [fn(&Claim, &Config, &Sweep) -> Verdict; 7] = [
        rate_falls,
        accuracy_held,
        rates_reproduce,
        collapse,
        |claim, _, sweep| bounds_in_order(claim, sweep.frames),
        fits_without_price,
        robust_before_worse,
    ];
    CLAIMS
        .iter()
        .zip(decide)
        .map(|(claim, decide)| match last {
            Some(last) => decide(claim, config, &Sweep { last, frames }),
            None => Verdict::waiting(claim, "after the last epoch and the attacks that follow it"),
        })
        .collect()
}

/// A finished sweep.
struct Sweep<'a> {
    last: &'a Frame,
    frames: &'a [Frame],
}

impl Sweep<'_> {
    fn betas(&self) -> Vec<f64> {
        betas(self.last)
    }

    /// The mean over seeds at a β.
    fn mean(&self, beta: f64, of: impl Fn(&Point) -> f64) -> Option<f64> {
        let values: Vec<f64> = self.last.points.iter().filter(|point| point.beta == beta).map(of).collect();
        (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
    }

    fn rate(&self, beta: f64) -> Option<f64> {
        self.mean(beta, |point| point.test.rate)
    }

    /// Mean accuracy under the strong attack at a place of the sweep.
    fn attacked(&self, place: usize, strength: usize) -> f64 {
        let curves = self.last.ending.iter().flat_map(|ending| ending.robustness.iter());
        let of_place: Vec<f64> =
            curves.skip(place).step_by(self.betas().len()).map(|robustness| robustness.pgd[strength]).collect();
        of_place.iter().sum::<f64>() / of_place.len().max(1) as f64
    }
}

/// The sweep's β, rising.
pub fn betas(frame: &Frame) -> Vec<f64> {
    let first = frame.points.first().map(|point| point.seed);
    frame.points.iter().take_while(|point| Some(point.seed) == first).map(|point| point.beta).collect()
}

fn bits(label: impl Into<String>, nats: f64) -> Measured {
    Measured::new(label, nats, Quantity::Information)
}

fn share(label: impl Into<String>, value: f64) -> Measured {
    Measured::new(label, value, Quantity::Share)
}

fn rate_falls(claim: &Claim, _: &Config, sweep: &Sweep) -> Verdict {
    let betas = sweep.betas();
    let reaches = betas.first() == Some(&0.0) && betas.last().is_some_and(|beta| *beta >= 1.0);
    let rates: Vec<f64> = betas.iter().filter_map(|beta| sweep.rate(*beta)).collect();
    let measured = vec![
        bits("rate at the lowest β", rates.first().copied().unwrap_or(0.0)),
        bits("rate at the highest β", rates.last().copied().unwrap_or(0.0)),
        Measured::new(
            "steps that fall",
            rates.windows(2).filter(|pair| pair[1] < pair[0]).count() as f64,
            Quantity::Count,
        ),
        Measured::new("steps", betas.len().saturating_sub(1) as f64, Quantity::Count),
    ];
    if betas.len() < 5 || !reaches {
        let settle = format!("betas={}", REFERENCE_BETAS.replace(',', "%2C"));
        return Verdict::needs(claim, "needs a sweep of at least 5 β, from 0 to 1 or more", settle).with(measured);
    }
    Verdict::decided(claim, rates.windows(2).all(|pair| pair[1] < pair[0]), measured)
}

/// Claims of numbers that belong to the digits.
fn on_digits(claim: &Claim, config: &Config, sweep: &Sweep, needed: &[f64]) -> Option<Verdict> {
    if !config.files.is_empty() {
        return Some(Verdict::needs(claim, "speaks of the 8×8 digits", ""));
    }
    let betas = sweep.betas();
    let missing: Vec<String> =
        needed.iter().filter(|beta| !betas.contains(beta)).map(|beta| format!("β = {beta}")).collect();
    (!missing.is_empty()).then(|| Verdict::needs(claim, format!("needs {} in the sweep", missing.join(" and ")), ""))
}

fn accuracy_held(claim: &Claim, config: &Config, sweep: &Sweep) -> Verdict {
    if let Some(open) = on_digits(claim, config, sweep, &[0.0, 0.1]) {
        return open;
    }
    let (free, priced) = (sweep.rate(0.0).unwrap_or(0.0), sweep.rate(0.1).unwrap_or(0.0));
    let cheap = sweep.betas().into_iter().filter(|beta| *beta <= 0.1);
    let least = cheap.filter_map(|beta| sweep.mean(beta, |point| point.test.averaged)).fold(1.0, f64::min);
    let measured = vec![
        share("least L-shot accuracy up to β = 0.1", least),
        bits("rate at β = 0", free),
        bits("rate at β = 0.1", priced),
    ];
    Verdict::decided(claim, least >= 0.96 && priced <= free / 10.0, measured)
}

fn rates_reproduce(claim: &Claim, config: &Config, sweep: &Sweep) -> Verdict {
    if let Some(open) = on_digits(claim, config, sweep, &[0.001, 0.1]) {
        return open;
    }
    let (low, high) = (sweep.rate(0.001).unwrap_or(0.0), sweep.rate(0.1).unwrap_or(0.0));
    let measured = vec![bits("rate at β = 0.001", low), bits("rate at β = 0.1", high)];
    if !config.is_reference() {
        return Verdict::needs(claim, "speaks of the default settings", "").with(measured);
    }
    let within = |nats: f64, [least, most]: [f64; 2]| (least..=most).contains(&(nats / LN_2));
    Verdict::decided(claim, within(low, [40.0, 75.0]) && within(high, [5.5, 9.0]), measured)
}

fn collapse(claim: &Claim, config: &Config, sweep: &Sweep) -> Verdict {
    if let Some(open) = on_digits(claim, config, sweep, &[1.5]) {
        return open;
    }
    let rate = sweep.rate(1.5).unwrap_or(f64::INFINITY);
    let accuracy = sweep.mean(1.5, |point| point.test.one_shot).unwrap_or(1.0);
    let measured = vec![bits("rate at β = 1.5", rate), share("1-shot accuracy there", accuracy)];
    Verdict::decided(claim, rate < MOST_COLLAPSED && accuracy < 0.2, measured)
}

fn bounds_in_order(claim: &Claim, frames: &[Frame]) -> Verdict {
    let (mut over_rate, mut over_entropy) = (f64::NEG_INFINITY, f64::NEG_INFINITY);
    for frame in frames {
        let per_seed = frame.points.len() / frame.label_entropy.len().max(1);
        for (replica, point) in frame.points.iter().enumerate() {
            over_rate = over_rate.max(point.train.kept - point.train.rate);
            over_entropy = over_entropy.max(point.train.kept - frame.label_entropy[replica / per_seed][0]);
        }
    }
    let measured = vec![bits("most by which I(Z;Y) exceeds I(Z;X)", over_rate), bits("and H(Y)", over_entropy)];
    Verdict::decided(claim, over_rate <= SLACK && over_entropy <= ROUNDING, measured)
}

fn fits_without_price(claim: &Claim, config: &Config, sweep: &Sweep) -> Verdict {
    if let Some(open) = on_digits(claim, config, sweep, &[0.0]) {
        return open;
    }
    let kept = sweep.mean(0.0, |point| point.train.kept).unwrap_or(0.0);
    let test = sweep.mean(0.0, |point| point.test.kept).unwrap_or(0.0);
    let measured = vec![bits("I(Z;Y) bound, trained on", kept), bits("on test rows", test)];
    Verdict::decided(claim, kept > FITTED, measured)
}

fn robust_before_worse(claim: &Claim, config: &Config, sweep: &Sweep) -> Verdict {
    if let Some(open) = on_digits(claim, config, sweep, &[0.0]) {
        return open;
    }
    let strength = EPSILONS.iter().position(|epsilon| *epsilon == 0.2).unwrap_or(0);
    let accuracy = |beta: f64| sweep.mean(beta, |point| point.test.averaged).unwrap_or(0.0);
    let betas = sweep.betas();
    let (clean, free) = (accuracy(0.0), sweep.attacked(0, strength));
    let as_good = betas.iter().enumerate().skip(1).filter(|(_, beta)| accuracy(**beta) >= clean - 0.01);
    let best = as_good.map(|(place, beta)| (sweep.attacked(place, strength), *beta)).max_by(|a, b| a.0.total_cmp(&b.0));
    let Some((best, beta)) = best else {
        let measured = vec![share("accuracy at β = 0", clean), share("under attack", free)];
        return Verdict::decided(claim, false, measured);
    };
    let measured = vec![
        share("under attack at β = 0", free),
        share("under attack at the best β", best),
        Measured::new("that β", beta, Quantity::Number),
        share("its accuracy without attack", accuracy(beta)),
    ];
    Verdict::decided(claim, best >= free + 0.05, measured)
}
