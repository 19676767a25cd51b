//! What is claimed of estimators, and whether this run bears it out.

use super::{
    Config, Frame, Lap,
    checks::{self, ADAPTIVE_BINS, CORRELATIONS, INFONCE, KSG, KSG_ON_RANKS, MAPPED, NAIVE_BINS, SATURATION},
};
use crate::{
    lab::{Claim, Measured, Verdict},
    measures::bivariate_information,
    plot::Quantity,
};

pub const KSG_ON_NORMALS: &str = "ksg-on-normals";
pub const INFONCE_SATURATES: &str = "infonce-saturates";
pub const INVARIANCE: &str = "ranks-restore-invariance";
pub const BINS_ON_RELU: &str = "bins-on-relu";

/// The claims, as the values of the field that chooses which are tested.
pub const TESTS: &[(&str, &str)] = &[
    (KSG_ON_NORMALS, "KSG on normals"),
    (INFONCE_SATURATES, "InfoNCE saturates"),
    (INVARIANCE, "ranks restore invariance"),
    (BINS_ON_RELU, "bins on ReLU"),
];

pub const CLAIMS: &[Claim] = &[
    Claim {
        id: KSG_ON_NORMALS,
        paper: "kraskov-2004",
        statement: "KSG-1 is exact where X and Y are independent, and nearly so for correlated normals.",
        criterion: "100 samples of 1000 pairs each, k = 3: at r = 0 the mean reading is within 3 standard errors of 0; at r = \
                    0.3, 0.6, 0.9 it is within 0.02 nat plus 3 standard errors of −½ ln(1 − r²).",
    },
    Claim {
        id: INFONCE_SATURATES,
        paper: "poole-2019",
        statement: "InfoNCE reads at most ln B however much there is to read, B being the batch.",
        criterion: "B = 16, normals of 5 dimensions, 2000 pairs: at a truth of 2 and 3 ln B every reading is at most ln B, and \
                    their mean at least ln B − 0.3 nat.",
    },
    Claim {
        id: INVARIANCE,
        paper: "czyz-2023",
        statement: "One-to-one maps change what KSG reads, though not what is true; ranks make it blind to those that keep \
                    order.",
        criterion: "Three of the paper's tasks and the seven made of them by maps that keep order, 10 samples of 1000 pairs, \
                    k = 3: a map moves the mean reading by at least 0.05 nat; on ranks none moves it by over 10⁻⁹, and in \
                    one dimension it stays within 0.05 nat of the truth.",
    },
    Claim {
        id: BINS_ON_RELU,
        paper: "chelombiev-2019",
        statement: "Bins over [−1, 1] misread a ReLU; bins that follow its distinct values read it right.",
        criterion: "A ReLU unit in [0, 4] and a label that is a function of it, 5 samples of 1000, 30 bins: fixed bins over \
                    [−1, 1] read at least 0.3 nat less than H(Y), equal-distinct bins within 0.1 nat of it.",
    },
];

const ERRORS: f64 = 3.0;
const MOST_BIAS: f64 = 0.02;
const LEAST_SHORT_OF_CEILING: f64 = 0.3;
const LEAST_MOVED: f64 = 0.05;
const UNMOVED: f64 = 1e-9;
const MOST_ON_RANKS: f64 = 0.05;
const LEAST_LOST: f64 = 0.3;
const MOST_OFF: f64 = 0.1;

type Decide = fn(&Claim, &[Frame]) -> Option<Verdict>;

pub fn verdicts(config: &Config, frames: &[Frame]) -> Vec<Verdict> {
    let of: [Decide; 4] = [ksg_on_normals, saturation, invariance, bins_on_relu];
    let verdict = |(claim, decide): (&'static Claim, Decide)| {
        if !config.tests(claim.id) {
            return Verdict::needs(claim, "its test was left out", format!("checks={}", claim.id));
        }
        if let Some(why) = checks::refusal(frames, claim.id) {
            return Verdict::waiting(claim, format!("its test could not be read: {why}"));
        }
        let wanted = checks::cases(config).iter().filter(|case| case.claim == claim.id).count();
        let read = frames.iter().filter(|it| matches!(&it.lap, Lap::Check { claim: of, .. } if of == claim.id)).count();
        if read < wanted {
            return Verdict::waiting(claim, "after its test, which follows the race");
        }
        decide(claim, frames).unwrap_or_else(|| Verdict::waiting(claim, "after its test, which follows the race"))
    };
    CLAIMS.iter().zip(of).map(verdict).collect()
}

fn information(label: impl Into<String>, value: f64) -> Measured {
    Measured::new(label, value, Quantity::Information)
}

fn ksg_on_normals(claim: &Claim, frames: &[Frame]) -> Option<Verdict> {
    let mut measured = Vec::new();
    let mut held = true;
    for correlation in CORRELATIONS {
        let case = checks::correlated(correlation);
        let found = checks::summary(frames, claim.id, &case, KSG)?;
        let bias = found.mean - bivariate_information(correlation);
        let allowed = ERRORS * found.error() + if correlation == 0.0 { 0.0 } else { MOST_BIAS };
        held &= bias.abs() <= allowed;
        measured.push(information(format!("bias at {case}"), bias));
        measured.push(information(format!("standard error at {case}"), found.error()));
    }
    Some(Verdict::decided(claim, held, measured))
}

fn saturation(claim: &Claim, frames: &[Frame]) -> Option<Verdict> {
    let ceiling = frames.iter().find_map(|frame| match &frame.lap {
        Lap::Check { claim: of, .. } if of == claim.id => frame.reading()?.ceiling.get().map(|(value, _)| *value),
        _ => None,
    })?;
    let mut measured = vec![information("ln B", ceiling)];
    let mut held = true;
    for share in SATURATION {
        let case = checks::saturated(share);
        let found = checks::summary(frames, claim.id, &case, INFONCE)?;
        measured.push(information(format!("mean reading at {case}"), found.mean));
        held &= found.high <= ceiling;
        held &= share < 2.0 || found.mean >= ceiling - LEAST_SHORT_OF_CEILING;
    }
    Some(Verdict::decided(claim, held, measured))
}

fn invariance(claim: &Claim, frames: &[Frame]) -> Option<Verdict> {
    let mean = |case: &str, chosen: &str| Some(checks::summary(frames, claim.id, case, chosen)?.mean);
    let mut measured = Vec::new();
    let (mut moved, mut moved_on_ranks, mut off_on_ranks) = (0f64, 0f64, 0f64);
    for (task, mapped) in MAPPED {
        let (straight, on_ranks) = (mean(task, KSG)?, mean(task, KSG_ON_RANKS)?);
        for of_it in mapped {
            let by = mean(of_it, KSG)? - straight;
            moved = moved.max(by.abs());
            moved_on_ranks = moved_on_ranks.max((mean(of_it, KSG_ON_RANKS)? - on_ranks).abs());
            measured.push(information(format!("moved from {task} to {of_it}"), by));
        }
        let first = frames.iter().find(|it| matches!(&it.lap, Lap::Check { case, .. } if case == task))?;
        if first.dim == 1 {
            off_on_ranks = off_on_ranks.max((on_ranks - first.truth).abs());
        }
    }
    measured.push(information("most moved on ranks", moved_on_ranks));
    measured.push(information("farthest from the truth on ranks, one dimension", off_on_ranks));
    let held = moved >= LEAST_MOVED && moved_on_ranks <= UNMOVED && off_on_ranks <= MOST_ON_RANKS;
    Some(Verdict::decided(claim, held, measured))
}

fn bins_on_relu(claim: &Claim, frames: &[Frame]) -> Option<Verdict> {
    let truth = frames.iter().find(|it| matches!(&it.lap, Lap::Check { claim: of, .. } if of == claim.id))?.truth;
    let mean = |entrant: &str| Some(checks::summary(frames, claim.id, checks::RELU_CASE, entrant)?.mean);
    let (naive, adaptive) = (mean(NAIVE_BINS)?, mean(ADAPTIVE_BINS)?);
    let measured = vec![
        information("truth, H(Y)", truth),
        information("fixed bins over [−1, 1]", naive),
        information("equal-distinct bins", adaptive),
    ];
    let held = naive <= truth - LEAST_LOST && (adaptive - truth).abs() <= MOST_OFF;
    Some(Verdict::decided(claim, held, measured))
}
