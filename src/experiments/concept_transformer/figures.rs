//! The pictures of what was measured: how much attention lies on parts, by concept and by λ, and how training went.

use super::{
    Config, Found, Frame, Losses, Network, Score,
    scene_figures::{birds, part, slots, why},
    verdicts::found,
};
use crate::{
    datasets::birds::{CONCEPTS, WIDTH},
    plot::{Along, Axis, Body, Caption, Cell, Chart, Column, Figure, Ink, Mark, Quantity, Table, Width as Wide, bars},
};

pub fn figures(config: &Config, frames: &[Frame]) -> Vec<Figure> {
    let Ok(weights) = config.weights() else { return Vec::new() };
    let found = found(frames);
    vec![
        by_weight(found),
        part(config, found),
        birds(config, found),
        by_concept(found),
        slots(config, found),
        why(config, found),
        learning(config, &weights, frames),
        losses(config, &weights, frames),
        table(found),
    ]
}

pub(super) fn name(lambda: f64) -> String {
    format!("λ = {lambda}")
}

/// The explanation's network in the colour of what is reached, the others in hues of their own.
pub(super) fn ink(index: usize, count: usize) -> Ink {
    if index + 1 == count && count > 1 { Ink::Achieved } else { Ink::Hue(index + 1) }
}

fn dots(name: impl Into<String>, ink: Ink, points: Vec<[f64; 2]>) -> Mark {
    Mark::Dots { name: name.into(), ink, points, edit: None }
}

fn line(name: impl Into<String>, ink: Ink, dashed: bool, points: Vec<[f64; 2]>) -> Mark {
    Mark::Line { name: name.into(), ink, dashed, points }
}

fn level(name: &str, at: f64) -> Mark {
    Mark::Level { name: name.into(), ink: Ink::Muted, axis: Along::Y, at, edit: None }
}

impl Network {
    /// The mean over concepts of the attention on the part, for these slots.
    pub(super) fn on_part(&self, found: &Found, slots: &[usize]) -> f64 {
        found.mean(self.at(&self.masses, slots))
    }

    fn points_at(&self, found: &Found, slots: &[usize]) -> f64 {
        found.mean(self.at(&self.pointing, slots))
    }
}

fn by_concept(found: Option<&Found>) -> Figure {
    let body = found.map(|found| {
        let shown: Vec<usize> = (0..WIDTH).filter(|k| found.birds[*k] > 0).collect();
        let count = found.networks.len();
        let mut marks = Vec::new();
        for (index, network) in found.networks.iter().enumerate().rev() {
            let slots = network.slots();
            let of = network.at(&network.masses, &slots);
            let matched = if network.lambda > 0.0 { "" } else { ", matched" };
            let name = format!("{}{matched}", name(network.lambda));
            if index + 1 == count {
                let heights: Vec<f64> = (0..WIDTH).map(|k| if found.birds[k] > 0 { of(k) } else { 0.0 }).collect();
                marks.extend(bars(&name, ink(index, count), &heights, 0.0));
            } else {
                marks.push(dots(name, ink(index, count), shown.iter().map(|k| [*k as f64, of(*k)]).collect()));
            }
        }
        let usual = shown.iter().map(|k| [*k as f64, found.usual[*k]]).collect();
        marks.push(dots("the usual place, without looking", Ink::Muted, usual));
        marks.push(level("by chance", found.mean(|k| found.areas[k])));
        Body::Chart(Chart {
            x: Axis::linear("concept", Quantity::Named(CONCEPTS.map(String::from).into())).within(-0.6, 11.6),
            y: Axis::linear("attention on the part", Quantity::Share).within(0.0, 1.0),
            marks,
            colour: None,
        })
    });
    let mut caption = Caption::from(
        "The share of a slot’s attention that lies on its concept’s patches, on test birds that have the concept. Without \
         names, each concept has the slot that the best assignment on other birds gives it. Muted: what an attention has that \
         always lies where the part was in training, and what an even one has.",
    );
    if let Some(found) = found {
        let beaten = |network: &Network| {
            let slots = network.slots();
            let of = network.at(&network.masses, &slots);
            (0..WIDTH).filter(|k| found.birds[*k] > 0 && of(*k) > found.usual[*k]).count()
        };
        if let Some(last) = found.networks.last() {
            let words = format!(" {} has more than the usual place in {} concepts.", name(last.lambda), beaten(last));
            caption = caption.words(words);
        }
    }
    Figure {
        id: "by-concept".into(),
        title: "Concept by concept".into(),
        caption,
        width: Wide::Full,
        body: body.unwrap_or_else(|| Body::Empty("Measured once the networks are trained.".into())),
    }
}

fn by_weight(found: Option<&Found>) -> Figure {
    let own: Vec<usize> = (0..WIDTH).collect();
    let body = found.map(|found| {
        let along = |of: &dyn Fn(&Network) -> f64| -> Vec<[f64; 2]> {
            found.networks.iter().enumerate().map(|(i, network)| [i as f64, of(network)]).collect()
        };
        let mut marks = vec![
            level("by chance", found.mean(|k| found.areas[k])),
            level("the usual place", found.mean(|k| found.usual[k])),
        ];
        for (name, ink, points) in [
            ("species told right", Ink::Hue(0), along(&|network| network.accuracy)),
            ("matched slots", Ink::Hue(1), along(&|network| network.on_part(found, &network.matched))),
            ("slots by name", Ink::Achieved, along(&|network| network.on_part(found, &own))),
        ] {
            marks.push(line(name, ink, false, points.clone()));
            marks.push(dots(name, ink, points));
        }
        let names: Vec<String> = found.networks.iter().map(|network| network.lambda.to_string()).collect();
        let last = names.len() as f64 - 1.0;
        Body::Chart(Chart {
            x: Axis::linear("weight λ of the explanation loss", Quantity::Named(names)).within(-0.3, last + 0.3),
            y: Axis::linear("share", Quantity::Share).within(0.0, 1.02),
            marks,
            colour: None,
        })
    });
    Figure {
        id: "by-weight".into(),
        title: "What the weight buys".into(),
        caption: "Each network, by its λ: how many test birds it tells, and how much attention lies on the part, averaged over \
                  concepts: for slot k and concept k, and for the slots that other birds matched with the concepts."
            .into(),
        width: Wide::Full,
        body: body.unwrap_or_else(|| Body::Empty("Measured once the networks are trained.".into())),
    }
}

fn learning(config: &Config, weights: &[f64], frames: &[Frame]) -> Figure {
    let epochs: Vec<(f64, &[Score])> = frames
        .iter()
        .filter_map(|frame| match frame {
            Frame::Epoch { epoch, scores } => Some((f64::from(*epoch), scores.as_slice())),
            Frame::Step { .. } | Frame::Found(_) => None,
        })
        .collect();
    let mut marks = Vec::new();
    for (index, lambda) in weights.iter().enumerate() {
        let along = |of: &dyn Fn(&Score) -> f64| -> Vec<[f64; 2]> {
            epochs.iter().filter_map(|(epoch, scores)| Some([*epoch, of(scores.get(index)?)])).collect()
        };
        let on_part = |score: &Score| if *lambda > 0.0 { score.named } else { score.matched };
        let ink = ink(index, weights.len());
        marks.push(line(format!("{}, on the part", name(*lambda)), ink, false, along(&on_part)));
        marks.push(line(format!("{}, told right", name(*lambda)), ink, true, along(&|score| score.accuracy)));
    }
    let body = if epochs.is_empty() {
        Body::Empty("The curves begin with the first epoch.".into())
    } else {
        Body::Chart(Chart {
            x: Axis::linear("epoch", Quantity::Count).within(0.0, f64::from(config.epochs) + 0.5),
            y: Axis::linear("share", Quantity::Share).within(0.0, 1.02),
            marks,
            colour: None,
        })
    };
    Figure {
        id: "learning".into(),
        title: "While they learn".into(),
        caption:
            "On birds that are not trained on. Whole lines: the share of attention on the part; at λ = 0 for the slots \
                  that suit these very birds best. Dashed: species told right."
                .into(),
        width: Wide::Half,
        body,
    }
}

fn losses(config: &Config, weights: &[f64], frames: &[Frame]) -> Figure {
    let mut marks = Vec::new();
    for (index, lambda) in weights.iter().enumerate() {
        let along = |of: fn(&Losses) -> f64| -> Vec<[f64; 2]> {
            let steps = frames.iter().filter_map(|frame| match frame {
                Frame::Step { epochs, losses } => Some([*epochs, of(losses.get(index)?)]),
                Frame::Epoch { .. } | Frame::Found(_) => None,
            });
            steps.collect()
        };
        let ink = ink(index, weights.len());
        marks.push(line(format!("{}, explanation", name(*lambda)), ink, false, along(|it| it.explanation)));
        marks.push(line(format!("{}, classes", name(*lambda)), ink, true, along(|it| it.cross_entropy)));
    }
    let body = if frames.is_empty() {
        Body::Empty("The curves begin when birds have been painted.".into())
    } else {
        Body::Chart(Chart {
            x: Axis::linear("epoch", Quantity::Number).within(0.0, f64::from(config.epochs)),
            y: Axis::log("loss", Quantity::Number),
            marks,
            colour: None,
        })
    };
    Figure {
        id: "losses".into(),
        title: "The two losses".into(),
        caption:
            "On the birds trained on. Whole lines: the explanation loss before its weight, which at λ = 0 is only \
                  watched. Dashed: the classes’ cross-entropy, in nats."
                .into(),
        width: Wide::Half,
        body,
    }
}

fn table(found: Option<&Found>) -> Figure {
    let own: Vec<usize> = (0..WIDTH).collect();
    let body = found.map(|found| {
        let columns =
            ["network", "told right", "on part, by name", "on part, matched", "points, by name", "points, matched"];
        let column = |label: &str| Column { label: label.into(), quantity: Quantity::Share };
        let row = |network: &Network| {
            let shares = [
                network.accuracy,
                network.on_part(found, &own),
                network.on_part(found, &network.matched),
                network.points_at(found, &own),
                network.points_at(found, &network.matched),
            ];
            std::iter::once(Cell::Text(name(network.lambda))).chain(shares.map(Cell::Number)).collect()
        };
        let mut rows: Vec<Vec<Cell>> = found.networks.iter().map(row).collect();
        let none = || Cell::Text("–".into());
        let mean = |values: &[f64]| Cell::Number(found.mean(|k| values[k]));
        let (usual, pointing) = (mean(&found.usual), mean(&found.usual_pointing));
        rows.push(vec![Cell::Text("usual place".into()), none(), usual, none(), pointing, none()]);
        let (mass, hits) = (mean(&found.areas), mean(&found.areas));
        rows.push(vec![Cell::Text("by chance".into()), none(), mass, none(), hits, none()]);
        Body::Table(Table { columns: columns.map(column).into(), rows })
    });
    Figure {
        id: "table".into(),
        title: "All measures".into(),
        caption: "On test birds, averaged over concepts: attention on the concept’s patches, and how often it is greatest there \
                  (the pointing game). By name: slot k for concept k; matched: the slots of the best assignment on other birds."
            .into(),
        width: Wide::Full,
        body: body.unwrap_or_else(|| Body::Empty("Filled in once the networks are trained.".into())),
    }
}
