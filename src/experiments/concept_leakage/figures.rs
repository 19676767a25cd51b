//! The pictures over λ: what truth does, impurity, the class in logits, curves and probes.

use super::{
    Config, Ends, Frame, INDEPENDENT, LAMBDAS, Measured, NETWORKS, Outcome, Probed, config,
    config::Network,
    inside,
    measure::NICHE,
    verdicts::{gap, measured},
};
use crate::plot::{Along, Axis, Body, Chart, ColourScale, Figure, Ink, Mark, PointEdit, Quantity, Scale, Width};

pub fn figures(config: &Config, frames: &[Frame]) -> Vec<Figure> {
    vec![
        truth(config, frames),
        inside::matrix(config, frames),
        inside::logits(config, frames),
        impurity(frames),
        niche(frames),
        information(frames),
        curves(config, frames),
        probes(frames),
        inside::table(frames),
        inside::birds(frames),
    ]
}

pub(super) fn figure(id: &str, title: &str, caption: impl Into<String>, width: Width, body: Body) -> Figure {
    Figure { id: id.into(), title: title.into(), caption: caption.into().into(), width, body }
}

pub(super) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

fn level(name: &str, ink: Ink, axis: Along, at: f64) -> Mark {
    Mark::Level { name: name.into(), ink, axis, at, edit: None }
}

fn line(name: &str, ink: Ink, dashed: bool, points: Vec<[f64; 2]>) -> Mark {
    Mark::Line { name: name.into(), ink, dashed, points }
}

fn lambda_axis() -> Axis {
    Axis::log("λ, weight of the concepts’ loss", Quantity::Number).within(0.0025, 12.0)
}

/// Means over seeds of joint networks `(place, values)` as a line, and single seeds as dots that choose a network.
fn over_lambda(name: &str, ink: Ink, found: &[(usize, Vec<f64>)]) -> [Mark; 2] {
    let points = found.iter().map(|(at, values)| [LAMBDAS[*at], mean(values)]).collect();
    let each = || found.iter().flat_map(|(at, values)| values.iter().map(move |value| (*at, *value)));
    let edit =
        PointEdit { key: "network".into(), values: each().map(|(at, _)| Network::VALUES[at].to_string()).collect() };
    let dots = each().map(|(at, value)| [LAMBDAS[at], value]).collect();
    [line(name, ink, false, points), Mark::Dots { name: name.into(), ink, points: dots, edit: Some(edit) }]
}

/// Something of every measured network, seed by seed.
fn found(frames: &[Frame], of: &dyn Fn(&Outcome) -> f64) -> Vec<(usize, Vec<f64>)> {
    let of = |network: usize| {
        measured(frames, network).map(|measured| (network, measured.seeds.iter().map(of).collect::<Vec<f64>>()))
    };
    (0..NETWORKS).filter_map(of).collect()
}

fn parted(mut found: Vec<(usize, Vec<f64>)>) -> (Vec<(usize, Vec<f64>)>, Option<f64>) {
    let independent = found.iter().find(|(network, _)| *network == INDEPENDENT).map(|(_, values)| mean(values));
    found.retain(|(network, _)| *network != INDEPENDENT);
    (found, independent)
}

/// Changes of error, measured where it has been, else as last seen while learning.
fn changes(frames: &[Frame]) -> Vec<(usize, Vec<f64>)> {
    let last = frames.iter().rev().find_map(|frame| match frame {
        Frame::Learning(learning) => Some(learning),
        _ => None,
    });
    let learnt = |network: usize| -> Option<Vec<f64>> {
        let last = last?;
        let ends: &Vec<Ends> = if network == INDEPENDENT { &last.independent } else { last.joint.get(network)? };
        Some(ends.iter().map(|ends| ends.all - ends.none).collect())
    };
    let change = |network: usize| {
        let measured = measured(frames, network).map(|it| it.seeds.iter().map(gap).collect());
        measured.or_else(|| learnt(network)).map(|values| (network, values))
    };
    (0..NETWORKS).filter_map(change).collect()
}

fn truth(config: &Config, frames: &[Frame]) -> Figure {
    let (id, title) = ("truth", "What the truth does");
    let (joint, independent) = parted(changes(frames));
    let said = |value: f64| format!("{:+.0} points", 100.0 * value);
    let mut caption = "Error on close birds with all twelve concepts told, less error with none, against λ; line: mean over \
                       seeds, dots: single seeds. Above the zero line the truth does harm, because logits carried something else \
                       than their concepts."
        .to_owned();
    if let (Some((first, low)), Some((_, high)), Some(own)) = (joint.first(), joint.last(), independent) {
        caption += &format!(
            " At λ = {} it is {}, at λ = 10 {}; of the independent bottleneck {}.",
            LAMBDAS[*first],
            said(mean(low)),
            said(mean(high)),
            said(own)
        );
    }
    if joint.is_empty() && independent.is_none() {
        let why = "Birds are drawn first, then the networks learn side by side.";
        return figure(id, title, caption, Width::Full, Body::Empty(why.into()));
    }
    let mut marks = vec![level("truth changes nothing", Ink::Muted, Along::Y, 0.0)];
    if let Some(at) = independent {
        marks.push(level("independent", Ink::Hue(1), Along::Y, at));
    }
    if let Some(lambda) = LAMBDAS.get(config.network.place()) {
        marks.push(level("looked at", Ink::Budget, Along::X, *lambda));
    }
    if !joint.is_empty() {
        marks.extend(over_lambda("joint, on logits", Ink::Achieved, &joint));
    }
    let all = joint.iter().flat_map(|(_, values)| values).copied().chain(independent);
    let [low, high] = all.fold([-0.1, 0.1], |[low, high]: [f64; 2], value| [low.min(value), high.max(value)]);
    let y = Axis::linear("change of error", Quantity::Share).within(low - 0.05, high + 0.05);
    figure(id, title, caption, Width::Full, Body::Chart(Chart { x: lambda_axis(), y, marks, colour: None }))
}

fn waiting() -> Body {
    Body::Empty("Measured once the networks are trained, one after the other.".into())
}

fn impurity(frames: &[Frame]) -> Figure {
    let (joint, independent) = parted(found(frames, &|outcome| outcome.impurity));
    let (off, independent_off) = parted(found(frames, &|outcome| outcome.off_diagonal));
    let (floor, _) = parted(found(frames, &|outcome| outcome.floor_off_diagonal));
    let mut marks = Vec::new();
    if let [Some(score), Some(off)] = [independent, independent_off] {
        marks.push(level("independent: score", Ink::Hue(1), Along::Y, score));
        marks.push(level("independent: off the diagonal", Ink::Hue(3), Along::Y, off));
    }
    if !joint.is_empty() {
        let points = floor.iter().map(|(at, values)| [LAMBDAS[*at], mean(values)]).collect();
        marks.push(line("off the diagonal, dealt anew", Ink::Muted, true, points));
        marks.extend(over_lambda("off the diagonal", Ink::Hue(0), &off));
        marks.extend(over_lambda("score", Ink::Achieved, &joint));
    }
    let body = if marks.is_empty() {
        waiting()
    } else {
        let y = Axis::linear("impurity", Quantity::Number).within(0.0, 0.4);
        Body::Chart(Chart { x: lambda_axis(), y, marks, colour: None })
    };
    let caption = "The oracle impurity score on loose birds against λ, and its part off the diagonal: what predicted concepts \
                   foretell of other concepts beyond what true ones do. The rest is the diagonal, concepts that are not known. \
                   Dashed: predictions dealt anew among birds that are alike in the concept, so that nothing but errors \
                   and chance is left.";
    figure("impurity", "Impurity", caption, Width::Half, body)
}

fn niche(frames: &[Frame]) -> Figure {
    let (joint, independent) = parted(found(frames, &|outcome| outcome.niche));
    let mut marks = vec![level("pure", Ink::Muted, Along::Y, 0.5)];
    if let Some(at) = independent {
        marks.push(level("independent", Ink::Hue(1), Along::Y, at));
    }
    if !joint.is_empty() {
        marks.extend(over_lambda("joint, on logits", Ink::Achieved, &joint));
    }
    let body = if joint.is_empty() && independent.is_none() {
        waiting()
    } else {
        let all = joint.iter().flat_map(|(_, values)| values).copied().chain(independent);
        let [low, high] = all.fold([0.45, 0.65], |[low, high]: [f64; 2], value| [low.min(value), high.max(value)]);
        let y = Axis::linear("area under the curve", Quantity::Number).within(low - 0.02, high + 0.02);
        Body::Chart(Chart { x: lambda_axis(), y, marks, colour: None })
    };
    let caption = format!(
        "The niche impurity score on loose birds against λ: how well a regression on all predicted concepts still foretells \
         each concept once its niche, the predictions whose correlation with it is above {NICHE}, is silenced. ½ is pure; what \
         lies above is scattered where it does not belong, and what lies below was there to set its niche right."
    );
    figure("niche", "Outside the niche", caption, Width::Half, body)
}

fn information(frames: &[Frame]) -> Figure {
    let (joint, independent) = parted(found(frames, &|outcome| mean(&outcome.information)));
    let (null, _) = parted(found(frames, &|outcome| mean(&outcome.information_null)));
    let mut marks = Vec::new();
    if let Some(at) = independent {
        marks.push(level("independent", Ink::Hue(1), Along::Y, at));
    }
    let mut most = independent.unwrap_or(0.0);
    if !joint.is_empty() {
        let points = null.iter().map(|(at, values)| [LAMBDAS[*at], mean(values)]).collect();
        marks.push(line("dealt anew", Ink::Muted, true, points));
        marks.extend(over_lambda("joint, on logits", Ink::Achieved, &joint));
        most = joint.iter().flat_map(|(_, values)| values).copied().fold(most, f64::max);
    }
    let body = if marks.is_empty() {
        waiting()
    } else {
        let y = Axis::linear("I(class; logit | concept)", Quantity::Information).within(0.0, 1.1 * most.max(0.01));
        Body::Chart(Chart { x: lambda_axis(), y, marks, colour: None })
    };
    let caption = "How much one logit says about the class when its concept is known already, mean over the twelve, on loose \
                   birds; from eight quantile bins, whose bias the dashed line shows: the same logits dealt anew among birds \
                   that are alike in the concept.";
    figure("information", "The class in a logit", caption, Width::Half, body)
}

fn curves(config: &Config, frames: &[Frame]) -> Figure {
    let steps = |measured: &Measured| -> Vec<[f64; 2]> {
        let told = measured.seeds.first().map_or(0, |outcome| outcome.curve.len());
        (0..told).map(|told| [told as f64, measured.mean(|outcome| outcome.curve[told])]).collect()
    };
    let mut marks = Vec::new();
    for (network, lambda) in LAMBDAS.into_iter().enumerate() {
        if let Some(measured) = measured(frames, network) {
            let points = steps(measured);
            let values = vec![lambda; points.len()];
            marks.push(Mark::Trail { name: config::label(network).into(), ink: Ink::Muted, points, values });
        }
    }
    if let Some(measured) = measured(frames, INDEPENDENT) {
        marks.push(line("independent", Ink::Hue(1), true, steps(measured)));
    }
    let chosen = measured(frames, config.network.place());
    let mut caption =
        "The share of wrong classes of close birds when so many concepts are told, in random order; mean over \
                       seeds, coloured by λ. A curve that rises belongs to a head that did not read concepts."
            .to_owned();
    if let Some(measured) = chosen {
        marks.push(line("looked at", Ink::Achieved, false, steps(measured)));
        let at = |told: usize| 100.0 * measured.mean(|outcome| outcome.curve[told]);
        let all = measured.seeds.first().map_or(0, |outcome| outcome.curve.len() - 1);
        let name = config::label(measured.network);
        caption += &format!(" Of “{name}” {:.0} % are wrong untold and {:.0} % with all told.", at(0), at(all));
    }
    let body = if marks.is_empty() {
        waiting()
    } else {
        Body::Chart(Chart {
            x: Axis::linear("concepts told", Quantity::Count).within(0.0, 12.0),
            y: Axis::linear("wrong classes", Quantity::Share).within(0.0, 1.0),
            marks,
            colour: Some(ColourScale {
                label: "λ".into(),
                quantity: Quantity::Number,
                scale: Scale::Log,
                range: [LAMBDAS[0], LAMBDAS[LAMBDAS.len() - 1]],
            }),
        })
    };
    figure("curves", "Told one by one", caption, Width::Half, body)
}

pub(super) fn probed(frames: &[Frame]) -> Option<&Probed> {
    frames.iter().rev().find_map(|frame| match frame {
        Frame::Probed(probed) => Some(probed),
        _ => None,
    })
}

fn probes(frames: &[Frame]) -> Figure {
    let body = match probed(frames) {
        None => Body::Empty("Probes are trained last.".into()),
        Some(probed) => {
            let joint = |all: &[Vec<f64>]| all[..INDEPENDENT].iter().cloned().enumerate().collect::<Vec<_>>();
            let mut marks = vec![
                level("from true concepts", Ink::Ceiling, Along::Y, mean(&probed.truth)),
                level("independent, soft", Ink::Hue(1), Along::Y, mean(&probed.soft[INDEPENDENT])),
                level("independent, cut", Ink::Hue(3), Along::Y, mean(&probed.hard[INDEPENDENT])),
            ];
            marks.extend(over_lambda("from probabilities", Ink::Achieved, &joint(&probed.soft)));
            marks.extend(over_lambda("from the same, cut at ½", Ink::Hue(0), &joint(&probed.hard)));
            let all = probed.soft.iter().chain(&probed.hard).flatten().copied();
            let low = (all.fold(1.0, f64::min) - 0.05).max(0.0);
            let y = Axis::linear("class named rightly", Quantity::Share).within(low, 1.02);
            Body::Chart(Chart { x: lambda_axis(), y, marks, colour: None })
        }
    };
    let caption = "How often a small network of 32 hidden units names the class of held-out close birds from a bottleneck’s \
                   twelve probabilities, and from whether each is above ½ (1-shot, taught on the other half of the held-out birds). What cutting loses \
                   was carried by how large they are, not by which: of the independent bottleneck that is how sure it is, and what \
                   goes beyond had leaked. Dashed: the same network on true concepts.";
    figure("probes", "What cutting loses", caption, Width::Full, body)
}
