//! What is claimed of concept bottlenecks that are told the truth, and whether this run bears it out.

use super::{
    Frame, Score,
    config::{Config, Difficulty, Model},
};
use crate::{
    lab::{Claim, Measured, Verdict},
    plot::Quantity,
};

pub const CLAIMS: &[Claim] = &[
    Claim {
        id: "no-worse-than-without-concepts",
        paper: "koh-2020",
        statement: "Going through concepts costs little accuracy.",
        criterion: "The independent model's error with nothing told is at most 3 points above that of a network on the same \
                    features that is trained for the class alone (λ = 0).",
    },
    Claim {
        id: "truth-helps-an-independent-model",
        paper: "koh-2020",
        statement: "Telling an independent model what is there lowers its error, down to next to nothing.",
        criterion: "Told in random order, the error never rises by more than 1 point, and with everything told it is at most 2 %.",
    },
    Claim {
        id: "asking-well-halves-the-questions",
        paper: "shin-2023",
        statement: "Which concept is asked about matters: expected change of the answer beats a random order.",
        criterion: "The independent model's mean error over 0 to K concepts told is, asked by ECTP, at most 0.8 of that in random \
                    order.",
    },
    Claim {
        id: "embeddings-take-corrections",
        paper: "espinosa-zarlenga-2022",
        statement: "A model of concept embeddings that was trained with interventions profits from them.",
        criterion: "With everything told, its error is at least 5 points below that with nothing told, or at most 2 %.",
    },
    Claim {
        id: "leaky-logits-lose-by-the-truth",
        paper: "espinosa-zarlenga-2022",
        statement: "A joint model on logits with a small λ hides the class in its logits, and loses it when told the truth.",
        criterion: "With λ ≤ 0.01: with everything told, its error is at least 10 points above that with nothing told.",
    },
];

const POINT: f64 = 0.01;

pub fn verdicts(config: &Config, frames: &[Frame]) -> Vec<Verdict> {
    let Some(frame) = frames.last().filter(|frame| frame.ended) else {
        return CLAIMS.iter().map(|claim| Verdict::waiting(claim, "once all models are trained")).collect();
    };
    let mut verdicts = of_scores(&frame.scores, config.lambda);
    if config.looks == Difficulty::Easy {
        verdicts[2] = Verdict::needs(&CLAIMS[2], CLEAR, "looks=hard");
    }
    verdicts
}

/// The claims' verdicts by the scores of all models; `lambda` is that of the joint model on logits.
pub fn of_scores(scores: &[Score], lambda: f64) -> Vec<Verdict> {
    let of = |model: Model| scores.iter().find(|score| score.model == model);
    let (Some(independent), Some(standard), Some(embedding), Some(logit)) =
        (of(Model::Independent), of(Model::Standard), of(Model::Embedding), of(Model::Logit))
    else {
        return CLAIMS.iter().map(|claim| Verdict::waiting(claim, "a model is missing")).collect();
    };
    vec![
        costs_little(&CLAIMS[0], independent, standard),
        truth_helps(&CLAIMS[1], independent),
        asking_well(&CLAIMS[2], independent),
        embeddings(&CLAIMS[3], embedding),
        if lambda <= 0.01 { leaks(&CLAIMS[4], logit) } else { Verdict::needs(&CLAIMS[4], WEIGHED, "lambda=0.01") },
    ]
}

const CLEAR: &str = "clear images leave next to nothing to ask about";
const WEIGHED: &str = "this λ is larger";

fn share(label: &str, value: f64) -> Measured {
    Measured::new(label, value, Quantity::Share)
}

fn ends(score: &Score) -> [f64; 2] {
    [score.at_random.first(), score.at_random.last()].map(|error| error.copied().unwrap_or(1.0))
}

fn costs_little(claim: &Claim, independent: &Score, standard: &Score) -> Verdict {
    let [with, without] = [independent, standard].map(|score| ends(score)[0]);
    let measured = vec![share("error through concepts", with), share("error without", without)];
    Verdict::decided(claim, with <= without + 3.0 * POINT, measured)
}

fn truth_helps(claim: &Claim, score: &Score) -> Verdict {
    let [nothing, everything] = ends(score);
    let rise = score.at_random.windows(2).map(|pair| pair[1] - pair[0]).fold(0.0, f64::max);
    let measured =
        vec![share("error, nothing told", nothing), share("error, all told", everything), share("largest rise", rise)];
    Verdict::decided(claim, rise <= POINT && everything <= 2.0 * POINT, measured)
}

fn asking_well(claim: &Claim, score: &Score) -> Verdict {
    let mean = |errors: &[f64]| errors.iter().sum::<f64>() / errors.len().max(1) as f64;
    let [policy, random] = [&score.by_policy, &score.at_random].map(|errors| mean(errors));
    let measured = vec![share("mean error by ECTP", policy), share("mean error at random", random)];
    Verdict::decided(claim, policy <= 0.8 * random, measured)
}

fn embeddings(claim: &Claim, score: &Score) -> Verdict {
    let [nothing, everything] = ends(score);
    let measured = vec![share("error, nothing told", nothing), share("error, all told", everything)];
    Verdict::decided(claim, everything <= nothing - 5.0 * POINT || everything <= 2.0 * POINT, measured)
}

fn leaks(claim: &Claim, score: &Score) -> Verdict {
    let [nothing, everything] = ends(score);
    let measured = vec![share("error, nothing told", nothing), share("error, all told", everything)];
    Verdict::decided(claim, everything >= nothing + 10.0 * POINT, measured)
}
