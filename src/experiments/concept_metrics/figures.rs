//! The pictures: existence, location, importance, the bank, and one bird.

use super::{
    Concept, Config, Counting, Frame, Look, Metrics, pictures,
    verdicts::{mean, metrics},
};
use crate::{
    datasets::birds::{CONCEPTS, WIDTH},
    plot::{Along, Axis, Body, Cell, Chart, ColourScale, Column, Figure, Ink, Mark, Quantity, Scale, Table, Width},
};

pub fn figures(config: &Config, frames: &[Frame]) -> Vec<Figure> {
    let metrics = metrics(frames);
    let look: Option<&Look> = frames.iter().rev().find_map(|frame| match frame {
        Frame::Look(look) => Some(look),
        _ => None,
    });
    vec![
        existing(config, metrics),
        pictures::maps(look),
        pictures::decision(config, look),
        location(metrics),
        weights(config, metrics),
        bank(frames),
    ]
}

fn figure(id: &str, title: &str, caption: impl Into<String>, width: Width, body: Body) -> Figure {
    Figure { id: id.into(), title: title.into(), caption: caption.into().into(), width, body }
}

fn level(name: &str, ink: Ink, at: f64) -> Mark {
    Mark::Level { name: name.into(), ink, axis: Along::Y, at, edit: None }
}

/// One value for each n, from 1.
fn by_n(values: &[f64]) -> Vec<[f64; 2]> {
    values.iter().enumerate().map(|(at, value)| [(at + 1) as f64, *value]).collect()
}

fn n_axis() -> Axis {
    Axis::linear("n largest contributions", Quantity::Count).within(0.5, WIDTH as f64 + 0.5)
}

fn existing(config: &Config, metrics: Option<&Metrics>) -> Figure {
    let (id, title) = ("existence", "Are the important concepts there?");
    let Some(metrics) = metrics else {
        let why = Body::Empty("Existence is measured once the head is trained.".into());
        let caption = "The share of the n most important concepts that are in the picture.";
        return figure(id, title, caption, Width::Full, why);
    };
    let names = ["all contributions", "those scored as there", "“not there” may be right"];
    let countings = [Counting::Signed, Counting::Present, Counting::Either];
    let mut marks = vec![level("perfect", Ink::Ceiling, 1.0), level("base rate", Ink::Muted, metrics.base_rate)];
    for (i, (name, counting)) in names.into_iter().zip(countings).enumerate() {
        let ink = if counting == config.counting { Ink::Achieved } else { Ink::Hue(i + 1) };
        let points = by_n(&metrics.existence[i]);
        marks.push(Mark::Line { name: name.into(), ink, dashed: false, points });
    }
    let caption = format!(
        "Existence@n: the share of the n most important concepts that are in the picture, mean over test birds; the chosen \
         ranking in the accent’s colour. Of all contributions the first is there in {:.0} %, where any concept is there in \
         {:.0} %; in {:.0} % it is one that the model scores as absent. Ranked among those scored as there: {:.0} %; “not \
         there” counted as right: {:.0} %.",
        metrics.existence[0][0] * 100.0,
        metrics.base_rate * 100.0,
        metrics.absent_first * 100.0,
        metrics.existence[1][0] * 100.0,
        metrics.existence[2][0] * 100.0
    );
    let chart = Chart { x: n_axis(), y: Axis::linear("right", Quantity::Share).within(0.0, 1.05), marks, colour: None };
    figure(id, title, caption, Width::Full, Body::Chart(chart))
}

fn location(metrics: Option<&Metrics>) -> Figure {
    let (id, title) = ("location", "Does the model look there?");
    let caption = "Location@n: of the concepts of the n largest contributions that are to be seen, the share whose activation map \
                   peaks in a cell that holds any pixel of them. Dashed: a map that peaks anywhere.";
    let body = match metrics {
        None => Body::Empty("Location is measured once the head is trained.".into()),
        Some(metrics) => Body::Chart(Chart {
            x: n_axis(),
            y: Axis::linear("located", Quantity::Share).within(0.0, 1.05),
            marks: vec![
                level("perfect", Ink::Ceiling, 1.0),
                Mark::Line {
                    name: "a blind map".into(),
                    ink: Ink::Muted,
                    dashed: true,
                    points: by_n(&metrics.location_chance),
                },
                Mark::Line {
                    name: "activation maps".into(),
                    ink: Ink::Achieved,
                    dashed: false,
                    points: by_n(&metrics.location),
                },
            ],
            colour: None,
        }),
    };
    figure(id, title, caption, Width::Half, body)
}

fn weights(config: &Config, metrics: Option<&Metrics>) -> Figure {
    let (id, title) = ("weights", "Weights against the truth");
    let Some(metrics) = metrics else {
        let why = Body::Empty("Weights come with the head.".into());
        return figure(id, title, "The head’s weights, class by class.", Width::Half, why);
    };
    let most = metrics.weights.iter().fold(0.0, |most: f64, weight| most.max(weight.abs())).max(1e-9);
    let edges = |count: usize| (0..=count).map(|at| at as f64 - 0.5).collect::<Vec<_>>();
    let of_code = |there: bool| -> Vec<[f64; 2]> {
        let all =
            metrics.codes.iter().enumerate().flat_map(|(class, code)| (0..WIDTH).map(move |k| (class, k, code[k])));
        all.filter(|(.., is)| *is == there).map(|(class, k, _)| [k as f64, class as f64]).collect()
    };
    let marks = vec![
        Mark::HeatMap { x_edges: edges(WIDTH), y_edges: edges(config.classes), values: metrics.weights.clone() },
        Mark::Dots { name: "the class has it".into(), ink: Ink::Budget, points: of_code(true), edit: None },
    ];
    let caption = format!(
        "The weight of every concept for every class; a dot where the class has the concept. The correlation of weights with \
         dots (CGIM) is {:.2} class by class and {:.2} concept by concept, on average.",
        mean(&metrics.by_class),
        mean(&metrics.by_concept)
    );
    let chart = Chart {
        x: Axis::linear("concept", Quantity::Named(CONCEPTS.map(String::from).to_vec()))
            .within(-0.5, WIDTH as f64 - 0.5),
        y: Axis::linear("class", Quantity::Named((1..=config.classes).map(|class| class.to_string()).collect()))
            .within(-0.5, config.classes as f64 - 0.5),
        marks,
        colour: Some(ColourScale {
            label: "weight".into(),
            quantity: Quantity::Number,
            scale: Scale::Linear,
            range: [-most, most],
        }),
    };
    figure(id, title, caption, Width::Half, Body::Chart(chart))
}

fn bank(frames: &[Frame]) -> Figure {
    let (id, title) = ("bank", "Concept by concept");
    let caption = "How often the sign of a concept’s margin is right on test birds: on the 64 features, which the head reads, and \
                   on the means of the last planes, which make the maps. And of birds that show it, the share whose map peaks in \
                   a cell of it, beside what a map that peaks anywhere would score.";
    let learnt: Vec<&Concept> = frames
        .iter()
        .filter_map(|frame| match frame {
            Frame::Concept(concept) => Some(concept),
            _ => None,
        })
        .collect();
    if learnt.is_empty() {
        let why = Body::Empty("Concepts appear one by one as their vectors are learnt.".into());
        return figure(id, title, caption, Width::Full, why);
    }
    let columns = ["concept", "accuracy", "of the map’s vector", "located", "a blind map"].into_iter().enumerate();
    let columns = columns.map(|(i, label)| Column {
        label: label.into(),
        quantity: if i == 0 { Quantity::Number } else { Quantity::Share },
    });
    let rows = learnt.iter().zip(CONCEPTS).map(|(concept, name)| {
        let shares = [concept.accuracy, concept.map_accuracy, concept.located, concept.chance];
        std::iter::once(Cell::Text(name.into())).chain(shares.map(Cell::Number)).collect()
    });
    let table = Table { columns: columns.collect(), rows: rows.collect() };
    figure(id, title, caption, Width::Full, Body::Table(table))
}
