//! What is claimed of gates and of the search, and how the heads that are compared are chosen.

use super::{Fitted, Frame, Method};
use crate::{
    lab::{Claim, Measured, Verdict},
    plot::Quantity,
};

pub const CLAIMS: &[Claim] = &[
    Claim {
        id: "gates-are-sparser",
        paper: "semenov-2024",
        statement: "Gates explain a class by far fewer concepts than an l1 penalty at about the dense head's accuracy, and \
                    by truer ones.",
        criterion: "On the test images the gated head uses at most 60 % of the concepts of the most accurate l1 head, is \
                    at most 1.5 points below the dense head, and its positive weights' precision is at least 0.1 higher.",
    },
    Claim {
        id: "sparser-by-the-same-rule",
        paper: "semenov-2024",
        statement: "Gates stay the sparser where l1's strength is chosen for sparsity too.",
        criterion: "As before in number and accuracy, against the sparsest l1 head within 1.5 points of the dense one on \
                    the validation images: the rule by which the gated head is chosen.",
    },
    Claim {
        id: "published-search-beats-zero-shot",
        paper: "semenov-2024",
        statement: "Concept matrix search, rows divided by their sums, recognises more than the names alone.",
        criterion: "Its test accuracy is above zero-shot's.",
    },
    Claim {
        id: "centred-search-beats-zero-shot",
        paper: "semenov-2024",
        statement: "With what all images have in common taken away, the search recognises more than the names alone, and \
                    more than as published.",
        criterion: "Its test accuracy is above zero-shot's and above that of the search with row sums.",
    },
];

/// How much accuracy may be given up for sparsity.
pub(super) const GIVEN_UP: f64 = 0.015;
const MOST_SHARE: f64 = 0.6;
const PRECISION_GAIN: f64 = 0.1;

pub(super) fn fitted(frames: &[Frame], method: Method) -> Vec<&Fitted> {
    let heads = frames.iter().filter_map(|frame| match frame {
        Frame::Head(fitted) if fitted.method == method => Some(fitted),
        _ => None,
    });
    heads.collect()
}

/// The sparsest head within 1.5 points of the dense one on the validation images; without one, the most accurate.
pub(super) fn sparsest<'a>(heads: &[&'a Fitted], dense: &Fitted) -> Option<&'a Fitted> {
    let near = heads.iter().copied().filter(|head| head.validation >= dense.validation - GIVEN_UP);
    near.min_by(|a, b| a.concepts.total_cmp(&b.concepts)).or_else(|| most_accurate(heads))
}

/// The most accurate head on the validation images, of equals the sparsest.
pub(super) fn most_accurate<'a>(heads: &[&'a Fitted]) -> Option<&'a Fitted> {
    heads.iter().copied().max_by(|a, b| a.validation.total_cmp(&b.validation).then(b.concepts.total_cmp(&a.concepts)))
}

pub fn verdicts(frames: &[Frame]) -> Vec<Verdict> {
    let mut verdicts = heads(frames);
    verdicts.extend(searches(frames));
    verdicts
}

fn heads(frames: &[Frame]) -> Vec<Verdict> {
    let waiting = || CLAIMS[..2].iter().map(|claim| Verdict::waiting(claim, "once all heads are trained")).collect();
    if frames.last() != Some(&Frame::End) {
        return waiting();
    }
    let [dense, lasso, gates] = [Method::Dense, Method::Lasso, Method::Gates].map(|method| fitted(frames, method));
    let Some(dense) = dense.first() else { return waiting() };
    let chosen = (sparsest(&gates, dense), most_accurate(&lasso), sparsest(&lasso, dense));
    let (Some(gated), Some(accurate), Some(sparse)) = chosen else { return waiting() };
    let judge = |claim: &Claim, rival: &Fitted, precise: bool| {
        let measured = vec![
            Measured::new("concepts a class, gates", gated.concepts, Quantity::Number),
            Measured::new("concepts a class, l1", rival.concepts, Quantity::Number),
            Measured::new("precision, gates", gated.precision, Quantity::Share),
            Measured::new("precision, l1", rival.precision, Quantity::Share),
            Measured::new("accuracy, gates", gated.test, Quantity::Share),
            Measured::new("accuracy, l1", rival.test, Quantity::Share),
            Measured::new("accuracy, dense", dense.test, Quantity::Share),
        ];
        let sparse = gated.concepts <= MOST_SHARE * rival.concepts && gated.test >= dense.test - GIVEN_UP;
        let held = sparse && (!precise || gated.precision >= rival.precision + PRECISION_GAIN);
        Verdict::decided(claim, held, measured)
    };
    vec![judge(&CLAIMS[0], accurate, true), judge(&CLAIMS[1], sparse, false)]
}

fn searches(frames: &[Frame]) -> Vec<Verdict> {
    let found = frames.iter().find_map(|frame| match frame {
        Frame::Search { zero_shot, row_sums, centred } => Some((*zero_shot, *row_sums, *centred)),
        _ => None,
    });
    let Some((zero_shot, row_sums, centred)) = found else {
        return CLAIMS[2..].iter().map(|claim| Verdict::waiting(claim, "once the search is done")).collect();
    };
    let measured = || {
        let values = [("zero-shot", zero_shot), ("search, row sums", row_sums), ("search, centred", centred)];
        values.map(|(label, value)| Measured::new(label, value, Quantity::Share)).to_vec()
    };
    vec![
        Verdict::decided(&CLAIMS[2], row_sums > zero_shot, measured()),
        Verdict::decided(&CLAIMS[3], centred > zero_shot && centred > row_sums, measured()),
    ]
}
