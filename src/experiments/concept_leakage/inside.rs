//! The pictures of one network, the table of all, and the birds.

use super::{
    Config, Frame, LAMBDAS, NETWORKS, Outcome, config,
    figures::{figure, mean, probed},
    verdicts::{gap, measured},
};
use crate::{
    datasets::birds::{CONCEPTS, SIDE, WIDTH},
    plot::{
        Along, Axis, Body, Cell, Chart, ColourScale, Column, Figure, Images, Ink, Mark, Quantity, Scale, Table, Tile,
        Width,
    },
};

fn names() -> Quantity {
    Quantity::Named(CONCEPTS.map(String::from).to_vec())
}

fn edges(count: usize) -> Vec<f64> {
    (0..=count).map(|at| at as f64 - 0.5).collect()
}

pub fn matrix(config: &Config, frames: &[Frame]) -> Figure {
    let (id, title) = ("matrix", "What each concept foretells");
    let mut caption = "Rows: predicted concepts; columns: true ones. How much better or worse a predicted concept foretells a \
                       true one than its own truth would, as a difference of areas under the curve, mean over seeds. A pure bottleneck is blank; a dark diagonal \
                       does not know its concepts, colour beside it knows others."
        .to_owned();
    let Some(measured) = measured(frames, config.network.place()) else {
        return figure(id, title, caption, Width::Half, Body::Empty("Measured once the networks are trained.".into()));
    };
    let values: Vec<f64> = (0..WIDTH * WIDTH).map(|at| measured.mean(|outcome| outcome.differences[at])).collect();
    let off = (0..values.len()).filter(|at| at / WIDTH != at % WIDTH);
    let most = off.max_by(|a, b| values[*a].abs().total_cmp(&values[*b].abs())).unwrap_or(0);
    caption += &format!(
        " Here, {}: score {:.3}, {:.3} off the diagonal; most off it, “{}” with {:+.2} on {}.",
        config::label(measured.network),
        measured.mean(|outcome| outcome.impurity),
        measured.mean(|outcome| outcome.off_diagonal),
        CONCEPTS[most / WIDTH],
        values[most],
        CONCEPTS[most % WIDTH]
    );
    let axis = |label: &str| Axis::linear(label, names()).within(-0.5, WIDTH as f64 - 0.5);
    let body = Body::Chart(Chart {
        x: axis("true concept"),
        y: axis("predicted concept"),
        marks: vec![Mark::HeatMap { x_edges: edges(WIDTH), y_edges: edges(WIDTH), values }],
        colour: Some(ColourScale {
            label: "difference of areas".into(),
            quantity: Quantity::Number,
            scale: Scale::Linear,
            range: [-0.5, 0.5],
        }),
    });
    figure(id, title, caption, Width::Half, body)
}

pub fn logits(config: &Config, frames: &[Frame]) -> Figure {
    let (id, title, concept) = ("lie-detector", "The lie detector", config.concept.place());
    let name = CONCEPTS[concept];
    let mut caption = format!(
        "Loose birds of the first seed: the logit of “{name}” across, the class upwards, by whether the bird has it. An honest \
         logit tells the two kinds apart and is the same in every class; a lying one moves with the class, whatever the bird has."
    );
    let Some(measured) = measured(frames, config.network.place()) else {
        return figure(id, title, caption, Width::Half, Body::Empty("Measured once the networks are trained.".into()));
    };
    let glance = &measured.glance;
    let of = |present: bool| -> Vec<[f64; 2]> {
        let birds = glance.labels.iter().enumerate().filter(|(i, _)| glance.concepts[i * WIDTH + concept] == present);
        // Those that have it a little above the others.
        let lift = if present { 0.15 } else { -0.15 };
        birds.map(|(i, label)| [f64::from(glance.logits[i * WIDTH + concept]), *label as f64 + lift]).collect()
    };
    let right = of(true).iter().filter(|at| at[0] > 0.0).count() + of(false).iter().filter(|at| at[0] <= 0.0).count();
    caption += &format!(
        " Here, {}: {:.0} % of these birds lie on the right side of 0.",
        config::label(measured.network),
        100.0 * right as f64 / glance.labels.len() as f64
    );
    let classes = (1..=super::flocks::CLASSES).map(|class| class.to_string()).collect();
    let dots = |name: &str, ink: Ink, points: Vec<[f64; 2]>| Mark::Dots { name: name.into(), ink, points, edit: None };
    let body = Body::Chart(Chart {
        x: Axis::linear(format!("logit of “{name}”"), Quantity::Number),
        y: Axis::linear("class", Quantity::Named(classes)).within(-0.5, super::flocks::CLASSES as f64 - 0.5),
        marks: vec![
            Mark::Level { name: "p = ½".into(), ink: Ink::Muted, axis: Along::X, at: 0.0, edit: None },
            dots("does not have it", Ink::Hue(1), of(false)),
            dots("has it", Ink::Hue(0), of(true)),
        ],
        colour: None,
    });
    figure(id, title, caption, Width::Half, body)
}

pub fn table(frames: &[Frame]) -> Figure {
    let columns = [
        ("network", Quantity::Number),
        ("concepts right", Quantity::Share),
        ("impurity", Quantity::Number),
        ("its floor", Quantity::Number),
        ("off the diagonal", Quantity::Number),
        ("its floor", Quantity::Number),
        ("error, untold", Quantity::Share),
        ("error, all told", Quantity::Share),
        ("lost by cutting", Quantity::Share),
    ];
    let row = |network: usize| {
        let measured = measured(frames, network)?;
        let of = |of: &dyn Fn(&Outcome) -> f64| among(measured.seeds.iter().map(of).collect());
        let cut = match probed(frames) {
            Some(probed) => {
                among(probed.soft[network].iter().zip(&probed.hard[network]).map(|(soft, hard)| soft - hard).collect())
            }
            None => Cell::Text("–".into()),
        };
        Some(vec![
            Cell::Text(config::label(network).into()),
            of(&|outcome| outcome.concepts),
            of(&|outcome| outcome.impurity),
            of(&|outcome| outcome.floor),
            of(&|outcome| outcome.off_diagonal),
            of(&|outcome| outcome.floor_off_diagonal),
            of(&|outcome| outcome.curve[0]),
            of(&|outcome| outcome.curve[0] + gap(outcome)),
            cut,
        ])
    };
    let rows: Vec<Vec<Cell>> = (0..NETWORKS).filter_map(row).collect();
    let body = if rows.is_empty() {
        Body::Empty("Rows appear as networks are measured.".into())
    } else {
        let columns = columns.into_iter().map(|(label, quantity)| Column { label: label.into(), quantity });
        Body::Table(Table { columns: columns.collect(), rows })
    };
    let caption = format!(
        "Means over seeds and their extremes, for {} joint networks and the independent one: concepts and impurity on loose \
         birds, errors and probes on close ones. Floors: the same predictions dealt anew among birds that are alike in the concept.",
        LAMBDAS.len()
    );
    figure("table", "All in numbers", caption, Width::Full, body)
}

fn among(values: Vec<f64>) -> Cell {
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    Cell::Interval { middle: mean(&values).clamp(low, high), low, high }
}

pub fn birds(frames: &[Frame]) -> Figure {
    let (id, title) = ("birds", "Loose and close birds");
    let caption = "Birds of one class of the first seed. Above, loose: many concepts are not their class’s, so that concepts say \
                   little of each other. Below, close: nearly all are. What the networks see is noisier, moved a little, and \
                   mostly has something hidden behind a square.";
    let sample = frames.iter().find_map(|frame| match frame {
        Frame::Birds(sample) => Some(sample),
        _ => None,
    });
    let Some(sample) = sample else {
        return figure(id, title, caption, Width::Full, Body::Empty("Birds are drawn first.".into()));
    };
    let tile = |name: &str, picture: &Vec<u8>| {
        let planes: Vec<f32> = picture.iter().map(|value| f32::from(*value) / 255.0).collect();
        Tile::colour(name, [SIDE, SIDE], &planes)
    };
    let loose = sample.loose.iter().map(|picture| tile("loose", picture));
    let tiles = loose.chain(sample.close.iter().map(|picture| tile("close", picture))).collect();
    let body = Body::Images(Images { columns: sample.loose.len(), tiles, range: [0.0, 1.0] });
    figure(id, title, caption, Width::Full, body)
}
