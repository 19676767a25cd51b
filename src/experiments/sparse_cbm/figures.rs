//! The pictures: accuracy and precision against sparsity, the searches, and the gates' losses.

use super::{
    Config, Fitted, Frame, Method, explanation,
    train::PRICES,
    verdicts::{GIVEN_UP, fitted},
};
use crate::plot::{Along, Axis, Body, Cell, Chart, Column, Figure, Ink, Mark, PointEdit, Quantity, Table, Width};

pub fn figures(config: &Config, frames: &[Frame]) -> Vec<Figure> {
    vec![
        against_concepts(
            frames,
            ("sparsity", "How few concepts are enough", Width::Full),
            "Test accuracy against the concepts that explain a class, one dot a strength. Dashed: 1.5 points below the dense \
             head. Further left at the same height is better. Choose a dot to see how that head explains a class.",
            ("test accuracy", |head| head.test),
        ),
        against_concepts(
            frames,
            ("precision", "Are they the right ones?", Width::Half),
            "Of the concepts with a positive weight, the share that truly belongs to the class.",
            ("precision of positive weights", |head| head.precision),
        ),
        explanation::weights(config, frames),
        explanation::listed(config, frames),
        losses(frames),
        searches(frames),
    ]
}

pub(super) fn figure(id: &str, title: &str, caption: &str, width: Width, body: Body) -> Figure {
    Figure { id: id.into(), title: title.into(), caption: caption.into(), width, body }
}

fn against_concepts(
    frames: &[Frame],
    (id, title, width): (&str, &str, Width),
    caption: &str,
    (label, value): (&str, fn(&Fitted) -> f64),
) -> Figure {
    let dense = fitted(frames, Method::Dense);
    let Some(reference) = dense.first() else {
        return figure(id, title, caption, width, Body::Empty("The first head is being trained.".into()));
    };
    let mut marks = Vec::new();
    if id == "sparsity" {
        marks.push(Mark::Level {
            name: "1.5 points below dense".into(),
            ink: Ink::Muted,
            axis: Along::Y,
            at: (reference.test - GIVEN_UP).max(0.0),
            edit: None,
        });
    }
    let kinds = [
        (Method::Dense, "dense", Ink::Hue(1)),
        (Method::Lasso, "l1", Ink::Hue(3)),
        (Method::Gates, "gates", Ink::Achieved),
    ];
    for (method, name, ink) in kinds {
        let mut heads = fitted(frames, method);
        heads.sort_by(|a, b| a.concepts.total_cmp(&b.concepts));
        let points: Vec<[f64; 2]> = heads.iter().map(|head| [head.concepts, value(head)]).collect();
        if points.len() > 1 {
            marks.push(Mark::Line { name: name.into(), ink, dashed: false, points: points.clone() });
        }
        if !points.is_empty() {
            let values = heads.iter().map(|head| explanation::key(head)).collect();
            let edit = Some(PointEdit { key: "head".into(), values });
            marks.push(Mark::Dots { name: name.into(), ink, points, edit });
        }
    }
    let chart = Chart {
        x: Axis::linear("concepts a class", Quantity::Number).within(0.0, 62.0),
        y: Axis::linear(label, Quantity::Share),
        marks,
        colour: None,
    };
    figure(id, title, caption, width, Body::Chart(chart))
}

fn losses(frames: &[Frame]) -> Figure {
    let curve = |wanted: f64| -> Vec<[f64; 2]> {
        let steps = frames.iter().filter_map(|frame| match frame {
            Frame::Step { price, step, loss } if *price == wanted => Some([*step as f64, *loss]),
            _ => None,
        });
        steps.collect()
    };
    let marks: Vec<Mark> = PRICES
        .into_iter()
        .enumerate()
        .map(|(at, price)| (at, price, curve(price)))
        .filter(|(_, _, points)| !points.is_empty())
        .map(|(at, price, points)| Mark::Line {
            name: format!("price {price}"),
            ink: Ink::Hue(at),
            dashed: false,
            points,
        })
        .collect();
    let body = if marks.is_empty() {
        Body::Empty("Gates come after the heads without them.".into())
    } else {
        Body::Chart(Chart {
            x: Axis::linear("step", Quantity::Count),
            y: Axis::linear("cross-entropy", Quantity::Information),
            marks,
            colour: None,
        })
    };
    let caption =
        "The training loss of each gated head, gates drawn anew in every step. A higher price shuts more gates.";
    figure("losses", "Gates in training", caption, Width::Half, body)
}

fn searches(frames: &[Frame]) -> Figure {
    let found = frames.iter().find_map(|frame| match frame {
        Frame::Search { zero_shot, row_sums, centred } => Some([*zero_shot, *row_sums, *centred]),
        _ => None,
    });
    let body = found.map_or_else(
        || Body::Empty("The search needs no training and comes at once.".into()),
        |values| {
            let names = ["names alone (zero-shot)", "search, rows divided by their sums", "search, centred"];
            let row = |(name, value): (&str, f64)| vec![Cell::Text(name.into()), Cell::Number(value)];
            let column = |label: &str, quantity| Column { label: label.into(), quantity };
            Body::Table(Table {
                columns: vec![column("without training", Quantity::Number), column("test accuracy", Quantity::Share)],
                rows: names.into_iter().zip(values).map(row).collect(),
            })
        },
    );
    let caption = "Classes found by comparing an image's cosines to the concepts with those of the classes' names.";
    figure("search", "Concept matrix search", caption, Width::Full, body)
}
