//! The tables: the joint that is shown, the planted classes, and every joint's transitions.

use super::{
    Config, Frame, Onset, Path,
    verdicts::{onsets, points, splits},
};
use crate::{
    bottleneck::first_transition,
    measures::Joint,
    plot::{
        Axis, Body, Caption, Cell, Chart, ColourScale, Column, Figure, Ink, Mark, PointEdit, Quantity, Scale, Table,
        Width,
    },
};

pub fn transitions(frames: &[Frame]) -> Figure {
    let column = |label: &str, quantity: Quantity| Column { label: label.into(), quantity };
    let columns = vec![
        column("joint", Quantity::Count),
        column("1/σ₂²", Quantity::Number),
        column("a perturbation grows at β", Quantity::Number),
        column("first better code at β", Quantity::Number),
        column("I(X;T) at 0.97/σ₂²", Quantity::Information),
        column("I(X;T) at 1.03/σ₂²", Quantity::Information),
        column("later splits at β (predicted)", Quantity::Number),
    ];
    let row = |onset: &Onset| {
        let followed = points(frames, onset.joint, Path::Followed);
        let splits = splits(&followed);
        let later: Vec<String> =
            splits.iter().skip(1).map(|[predicted, found]| format!("{found:.2} ({predicted:.2})")).collect();
        let mut cells = vec![Cell::Number((onset.joint + 1) as f64)];
        cells.extend([onset.predicted, onset.growth, onset.best, onset.below, onset.above].map(Cell::Number));
        cells.push(Cell::Text(if later.is_empty() { "–".into() } else { later.join(", ") }));
        cells
    };
    let rows: Vec<Vec<Cell>> = onsets(frames).into_iter().map(row).collect();
    let jumps = onsets(frames).iter().filter(|onset| onset.best < 0.99 * onset.predicted).count();
    let mut caption = Caption::from(
        "Where each joint's code begins to speak: predicted, where a perturbation of silence grows, and where the best \
         code is not silent any more.",
    );
    if jumps > 0 {
        caption = caption.words(format!(
            " Of {} joints, {jumps} leave silence for a better code more than 1 % before 1/σ₂²: a first-order transition.",
            rows.len()
        ));
    }
    let body = if rows.is_empty() {
        Body::Empty("Each joint's row appears when it is begun.".into())
    } else {
        Body::Table(Table { columns, rows })
    };
    Figure { id: "transitions".into(), title: "Every joint's transitions".into(), caption, width: Width::Full, body }
}

pub fn joint(config: &Config, joint: &Joint) -> Figure {
    let caption = Caption::from(format!("p(x,y) of joint {}: I(X;Y) = ", config.shown_joint() + 1))
        .information(joint.information())
        .words(format!(", 1/σ₂² = {:.4}.", first_transition(joint)));
    let values: Vec<f64> = (0..joint.rows()).flat_map(|x| joint.row(x).to_vec()).collect();
    let body = heat_map(("y", 'y', joint.columns()), ("x", 'x', joint.rows()), values, "p(x,y)");
    Figure { id: "joint".into(), title: "The joint that is shown".into(), caption, width: Width::Half, body }
}

pub fn confusion(config: &Config) -> Figure {
    let caption = match config.planted() {
        Ok(planted) => Caption::from("How likely each label is of each class; classes are equally likely. 1/σ₂² = ")
            .number(first_transition(&planted), Quantity::Number)
            .words("."),
        Err(problem) => problem.message.into(),
    };
    let values = config.confusion().concat();
    let body = heat_map(("label y", 'y', config.classes), ("class c", 'c', config.classes), values, "p(y|c)");
    Figure { id: "confusion".into(), title: "The planted classes".into(), caption, width: Width::Half, body }
}

/// Rows and columns by axis label, letter and count.
fn heat_map(x: (&str, char, usize), y: (&str, char, usize), values: Vec<f64>, of: &str) -> Body {
    let axis = |(label, letter, count): (&str, char, usize)| {
        let names = (1..=count).map(|i| format!("{letter}{i}")).collect();
        Axis::linear(label, Quantity::Named(names)).within(-0.5, count as f64 - 0.5)
    };
    let edges = |count: usize| (0..=count).map(|i| i as f64 - 0.5).collect();
    let most = values.iter().copied().fold(0.0, f64::max);
    Body::Chart(Chart {
        x: axis(x),
        y: axis(y),
        marks: vec![Mark::HeatMap { x_edges: edges(x.2), y_edges: edges(y.2), values }],
        colour: Some(ColourScale {
            label: of.into(),
            quantity: Quantity::Number,
            scale: Scale::Linear,
            range: [0.0, most],
        }),
    })
}

/// Where each joint's silence ends, measured against predicted; a point shows its joint.
pub fn onset_chart(frames: &[Frame]) -> Figure {
    let (id, title) = ("onsets", "Measured against predicted");
    let onsets = onsets(frames);
    let caption = "Where silence ends, of every joint: measured by the growth of a perturbation, and by the first better \
                   code, against 1/σ₂². Below the dashed line the best code jumps early. Click a point to show its joint.";
    let body = if onsets.is_empty() {
        Body::Empty("A point for each joint appears when it is begun.".into())
    } else {
        let of = |name: &str, ink: Ink, at: &dyn Fn(&Onset) -> f64| Mark::Dots {
            name: name.into(),
            ink,
            points: onsets.iter().map(|onset| [onset.predicted, at(onset)]).collect(),
            edit: Some(PointEdit {
                key: "shown".into(),
                values: onsets.iter().map(|onset| (onset.joint + 1).to_string()).collect(),
            }),
        };
        let predicted = onsets.iter().map(|onset| onset.predicted);
        let ends = [0.8 * predicted.clone().fold(f64::INFINITY, f64::min), 1.25 * predicted.fold(0.0, f64::max)];
        let equal = Mark::Line {
            name: "as predicted".into(),
            ink: Ink::Ceiling,
            dashed: true,
            points: ends.map(|end| [end, end]).to_vec(),
        };
        let grows = of("a perturbation grows", Ink::Achieved, &|onset| onset.growth);
        let better = of("first better code", Ink::Hue(1), &|onset| onset.best);
        Body::Chart(Chart {
            x: Axis::log("1/σ₂²", Quantity::Number).within(ends[0], ends[1]),
            y: Axis::log("β measured", Quantity::Number),
            marks: vec![equal, better, grows],
            colour: None,
        })
    };
    Figure { id: id.into(), title: title.into(), caption: caption.into(), width: Width::Half, body }
}
