//! What the papers claim of the policies.

use super::{
    Config, Curve, Frame, Predicted,
    config::{Data, Granularity, Inference},
    train::RACERS,
};
use crate::{
    lab::{Claim, Measured, Verdict},
    plot::Quantity,
};

pub const CLAIMS: &[Claim] = &[
    Claim {
        id: "look-ahead-beats-chance",
        paper: "shin-2023",
        statement: "Asking for uncertain concepts, or for those that are expected to change the decision, beats asking at \
                    random.",
        criterion: "The mean error over the curve of UCP and that of ECTP are each at most 0.8 of RAND's.",
    },
    Claim {
        id: "cooperative-beats-chance",
        paper: "chauhan-2023",
        statement: "Uncertainty and importance together make a policy that beats asking at random.",
        criterion: "CooP with α = β = 1, γ = 0: its mean error over the curve is at most 0.8 of RAND's.",
    },
    Claim {
        id: "room-above",
        paper: "shin-2023",
        statement: "A policy that knew which concepts are wrong would need far fewer questions.",
        criterion: "The mean error over the curve of LCP is at most half of RAND's.",
    },
    Claim {
        id: "fewer-questions",
        paper: "shin-2023",
        statement: "Choosing well saves questions.",
        criterion: "Single concepts: RAND needs at least 1.4 times as many questions as ECTP to reach an error of 5 %.",
    },
    Claim {
        id: "truth-helps",
        paper: "koh-2020",
        statement: "The more an independent bottleneck is told, the fewer errors it makes.",
        criterion: "Birds with at most 3 % of concepts off, probabilities read: all told, at most 2 % are wrong; and no \
                    question raises any policy's error by more than 1 %.",
    },
];

const BEATS: f64 = 0.8;
const HALF: f64 = 0.5;
/// The error to be reached, and how many times as many questions chance needs.
const REACHED: f64 = 0.05;
const TIMES: f64 = 1.4;
const TOLD: f64 = 0.02;
const RISE: f64 = 0.01;
const USUAL_FLIP: f64 = 0.03;

/// The curves of the latest race, as far as it has come.
pub(super) fn curves(frames: &[Frame]) -> &[Curve] {
    let latest = frames.iter().rev().find_map(|frame| match frame {
        Frame::Race(curves) => Some(curves.as_slice()),
        Frame::Predicted(_) => None,
    });
    latest.unwrap_or_default()
}

pub(super) fn predicted(frames: &[Frame]) -> Option<&Predicted> {
    frames.iter().find_map(|frame| match frame {
        Frame::Predicted(predicted) => Some(predicted),
        Frame::Race(_) => None,
    })
}

/// The fewest questions after which the error is at most `error` for good.
pub(super) fn questions_to(curve: &Curve, error: f64) -> Option<usize> {
    let above = curve.errors.iter().rposition(|found| *found > error).map_or(0, |last| last + 1);
    (above < curve.errors.len()).then_some(above)
}

pub fn verdicts(config: &Config, frames: &[Frame]) -> Vec<Verdict> {
    let curves = curves(frames);
    if curves.len() < RACERS.len() {
        let waits = |claim: &Claim| excused(claim, config).unwrap_or_else(|| waiting(claim));
        return CLAIMS.iter().map(waits).collect();
    }
    let of = |name: &str| &curves[RACERS.iter().position(|racer| *racer == name).unwrap_or(0)];
    let ratio = |name: &str| of(name).mean_error / of("RAND").mean_error;
    let error = |name: &str| Measured::new(format!("{name}: mean error"), of(name).mean_error, Quantity::Share);
    let number = |label: &str, value: f64| Measured::new(label, value, Quantity::Number);
    let decide = |claim: &Claim| match claim.id {
        "look-ahead-beats-chance" | "cooperative-beats-chance" | "room-above" if of("RAND").mean_error == 0.0 => {
            Verdict::needs(claim, "no class is ever wrong here", "")
        }
        "look-ahead-beats-chance" => {
            let (uncertain, ahead) = (ratio("UCP"), ratio("ECTP"));
            let measured =
                vec![number("UCP over RAND", uncertain), number("ECTP over RAND", ahead), error("RAND"), error("UCP")];
            Verdict::decided(claim, uncertain <= BEATS && ahead <= BEATS, [measured, vec![error("ECTP")]].concat())
        }
        "cooperative-beats-chance" => {
            let measured = vec![number("CooP over RAND", ratio("CooP")), error("RAND"), error("CooP")];
            Verdict::decided(claim, ratio("CooP") <= BEATS, measured)
        }
        "room-above" => {
            let measured = vec![number("LCP over RAND", ratio("LCP")), error("RAND"), error("LCP"), error("greedy")];
            Verdict::decided(claim, ratio("LCP") <= HALF, measured)
        }
        "fewer-questions" => fewer(claim, of("RAND"), of("ECTP")),
        _ => truth_helps(claim, curves),
    };
    CLAIMS.iter().map(|claim| excused(claim, config).unwrap_or_else(|| decide(claim))).collect()
}

fn waiting(claim: &Claim) -> Verdict {
    Verdict::waiting(claim, "once all policies have run")
}

/// What the settings forbid to decide.
fn excused(claim: &Claim, config: &Config) -> Option<Verdict> {
    let why = match claim.id {
        "cooperative-beats-chance" if (config.uncertainty, config.importance, config.cost) != (1.0, 1.0, 0.0) => {
            "needs α = β = 1 and γ = 0"
        }
        "fewer-questions" if config.granularity != Granularity::Single => "needs questions about single concepts",
        "truth-helps"
            if config.data != Data::Birds || config.flip > USUAL_FLIP || config.inference != Inference::Soft =>
        {
            "needs birds with at most 3 % of concepts off, and a head that reads probabilities"
        }
        _ => return None,
    };
    Some(Verdict::needs(claim, why, ""))
}

fn fewer(claim: &Claim, random: &Curve, ahead: &Curve) -> Verdict {
    let (Some(random), Some(ahead)) = (questions_to(random, REACHED), questions_to(ahead, REACHED)) else {
        return Verdict::needs(claim, "5 % is not reached even when everything is told", "");
    };
    if ahead == 0 {
        return Verdict::needs(claim, "at most 5 % are wrong before any question", "");
    }
    let count = |label: &str, value: usize| Measured::new(label, value as f64, Quantity::Count);
    let measured = vec![count("RAND: questions to 5 %", random), count("ECTP: questions to 5 %", ahead)];
    Verdict::decided(claim, random as f64 >= TIMES * ahead as f64, measured)
}

fn truth_helps(claim: &Claim, curves: &[Curve]) -> Verdict {
    let rise = |curve: &Curve| curve.errors.windows(2).map(|pair| pair[1] - pair[0]).fold(0.0, f64::max);
    let most = curves.iter().map(rise).fold(0.0, f64::max);
    let [none, all] = [curves[0].errors[0], curves[0].errors[curves[0].errors.len() - 1]];
    let share = |label: &str, value: f64| Measured::new(label, value, Quantity::Share);
    let measured = vec![share("error, none told", none), share("error, all told", all), share("largest rise", most)];
    Verdict::decided(claim, all <= TOLD && most <= RISE, measured)
}
