//! The pictures of one network, the table of all, and the birds.

use super::{
    Config, Frame, Glance, LAMBDAS, NETWORKS, Outcome, config,
    figures::{figure, mean, probed},
    flocks::CLASSES,
    verdicts::{gap, measured},
};
use crate::{
    datasets::birds::{CONCEPTS, SIDE, WIDTH},
    plot::{
        Along, Axis, Body, Caption, Cell, Chart, ColourScale, Column, Figure, Images, Ink, Mark, Quantity, Scale,
        Table, Tile, Width,
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
    let mut caption = "Rows: predicted concepts; columns: true ones. How far a predicted concept’s area under the curve for a true \
                       one is from that of its own truth, mean over seeds. A pure bottleneck is blank; a dark diagonal does not \
                       know its concepts, and what is dark beside it knows others."
        .to_owned();
    let Some(measured) = measured(frames, config.network.place()) else {
        return figure(id, title, caption, Width::Half, Body::Empty("Measured once the networks are trained.".into()));
    };
    let differences: Vec<f64> = (0..WIDTH * WIDTH).map(|at| measured.mean(|outcome| outcome.differences[at])).collect();
    let off = (0..differences.len()).filter(|at| at / WIDTH != at % WIDTH);
    let most = off.max_by(|a, b| differences[*a].abs().total_cmp(&differences[*b].abs())).unwrap_or(0);
    caption += &format!(
        " Here, {}: score {:.3}, {:.3} off the diagonal; furthest off it, “{}” for “{}” with {:+.2}.",
        config::label(measured.network),
        measured.mean(|outcome| outcome.impurity),
        measured.mean(|outcome| outcome.off_diagonal),
        CONCEPTS[most / WIDTH],
        CONCEPTS[most % WIDTH],
        differences[most]
    );
    let axis = |label: &str| Axis::linear(label, names()).within(-0.5, WIDTH as f64 - 0.5);
    let values = differences.iter().map(|difference| difference.abs()).collect();
    let body = Body::Chart(Chart {
        x: axis("true concept"),
        y: axis("predicted concept"),
        marks: vec![Mark::HeatMap { x_edges: edges(WIDTH), y_edges: edges(WIDTH), values }],
        colour: Some(ColourScale {
            label: "distance of areas".into(),
            quantity: Quantity::Number,
            scale: Scale::Linear,
            range: [0.0, 0.5],
        }),
    });
    figure(id, title, caption, Width::Half, body)
}

pub fn logits(config: &Config, frames: &[Frame]) -> Figure {
    let (id, title, concept) = ("lie-detector", "The lie detector", config.concept.place());
    let name = CONCEPTS[concept];
    let caption = Caption::from(format!(
        "Loose birds of the first seed: the logit of “{name}” across, the class upwards, by whether the bird has it; classes in \
         the order of their mean logit, lines through the means. An honest logit tells the two kinds apart and hardly moves with \
         the class; a lying one moves with the class, whatever the bird has."
    ));
    let empty = || Body::Empty("Measured once the networks are trained.".into());
    let Some((measured, outcome)) =
        measured(frames, config.network.place()).and_then(|measured| Some((measured, measured.seeds.first()?)))
    else {
        return Figure { id: id.into(), title: title.into(), caption, width: Width::Half, body: empty() };
    };
    let caption = caption
        .words(format!(" Here, {}: beyond its concept this logit tells ", config::label(measured.network)))
        .information(outcome.information[concept])
        .words(" about the class; dealt anew among birds alike in the concept ")
        .information(outcome.information_null[concept])
        .words(".");
    let glance = &measured.glance;
    let places = places(glance, concept);
    let marks_of = |present: bool, name: &str, ink: Ink| {
        let logits = |class: usize| of_class(glance, concept, class, present);
        // Those that have it stand a little above the others.
        let lift = if present { 0.15 } else { -0.15 };
        let dots = places
            .iter()
            .enumerate()
            .flat_map(|(place, class)| logits(*class).into_iter().map(move |logit| [logit, place as f64 + lift]));
        let means = places.iter().enumerate().filter_map(|(place, class)| {
            let logits = logits(*class);
            (!logits.is_empty()).then(|| [mean(&logits), place as f64 + lift])
        });
        [
            Mark::Dots { name: name.into(), ink, points: dots.collect(), edit: None },
            Mark::Line { name: name.into(), ink, dashed: false, points: means.collect() },
        ]
    };
    let half = Mark::Level { name: "p = ½".into(), ink: Ink::Muted, axis: Along::X, at: 0.0, edit: None };
    let without = marks_of(false, "does not have it", Ink::Hue(1));
    let marks = std::iter::once(half).chain(without).chain(marks_of(true, "has it", Ink::Hue(0))).collect();
    let classes = places.iter().map(|class| (class + 1).to_string()).collect();
    let body = Body::Chart(Chart {
        x: Axis::linear(format!("logit of “{name}”"), Quantity::Number),
        y: Axis::linear("class", Quantity::Named(classes)).within(-0.5, CLASSES as f64 - 0.5),
        marks,
        colour: None,
    });
    Figure { id: id.into(), title: title.into(), caption, width: Width::Half, body }
}

/// The concept's logits of a class's birds that have it, or that have it not.
fn of_class(glance: &Glance, concept: usize, class: usize, present: bool) -> Vec<f64> {
    let birds = (0..glance.labels.len())
        .filter(|i| glance.labels[*i] == class && glance.concepts[i * WIDTH + concept] == present);
    birds.map(|i| f64::from(glance.logits[i * WIDTH + concept])).collect()
}

/// The classes by their mean logit, each kind of bird counting the same.
fn places(glance: &Glance, concept: usize) -> Vec<usize> {
    let middle = |class: usize| {
        let kinds = [false, true].map(|present| of_class(glance, concept, class, present));
        let means: Vec<f64> = kinds.iter().filter(|logits| !logits.is_empty()).map(|logits| mean(logits)).collect();
        mean(&means)
    };
    let mut places: Vec<usize> = (0..CLASSES).collect();
    places.sort_by(|a, b| middle(*a).total_cmp(&middle(*b)));
    places
}

pub fn table(frames: &[Frame]) -> Figure {
    let columns = [
        ("network", Quantity::Number),
        ("concepts right", Quantity::Share),
        ("impurity", Quantity::Number),
        ("its floor", Quantity::Number),
        ("off the diagonal", Quantity::Number),
        ("its floor", Quantity::Number),
        ("outside the niche", Quantity::Number),
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
            of(&|outcome| outcome.niche),
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
