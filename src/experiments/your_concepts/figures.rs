//! The pictures: the row and its board, the models in numbers, and what every column was taken for.

use super::{
    super::concept_bottleneck::{Board, Kinds, Model, against_policies, boards, figure, models, told_curves, why},
    Config, Found, Frame, Role,
    data::SIDE,
};
use crate::plot::{Body, Cell, Column, Figure, Images, Ink, Pick, Quantity, Table, Tile, Width};

pub fn figures(config: &Config, frames: &[Frame]) -> Vec<Figure> {
    let frame = frames.last();
    let kinds = Kinds {
        class: "class",
        concepts: frame.map(|frame| frame.concepts.clone()).unwrap_or_default(),
        classes: frame.map(|frame| frame.classes.clone()).unwrap_or_default(),
        is_named: true,
    };
    let of = |model| board(config, frame, &kinds, model);
    let mut all = vec![input(config, frame)];
    all.extend(boards(&kinds, config.model, config.beside.model(), of));
    all.push(columns(frame));
    all.push(why(of(config.model).as_ref(), config.model));
    all.push(gallery(config, frame));
    let scores = frame.map_or(&[][..], |frame| &frame.scores);
    all.push(told_curves(scores, [Some(config.model), config.beside.model()], &kinds));
    if config.beside.model().is_none() {
        all.push(against_policies(of(config.model).as_ref(), &kinds));
    }
    all.push(models(scores, &kinds));
    all
}

/// One model in front of the row; `None` until the model is trained.
fn board<'a>(config: &Config, frame: Option<&'a Frame>, kinds: &'a Kinds, model: Model) -> Option<Board<'a>> {
    let frame = frame?;
    let scene = &frame.scene;
    let place = frame.scores.iter().position(|score| score.model == model)?;
    Some(Board {
        kinds,
        slots: scene.slots.get(place)?,
        told: config.told(scene.concepts.len()),
        truth: &scene.concepts,
        label: scene.label,
        in_truth: frame.classes.get(scene.label)?.clone(),
        asks: config.asks,
        policy: config.policy,
        seed: config.seed.into(),
    })
}

fn cell(words: &str) -> Cell {
    Cell::Text(words.into())
}

fn column(label: &str, quantity: Quantity) -> Column {
    Column { label: label.into(), quantity }
}

fn picture(caption: String, pixels: &[u8]) -> Tile {
    let shares: Vec<f32> = pixels.iter().map(|byte| f32::from(*byte) / 255.0).collect();
    Tile::colour(caption, [SIDE; 2], &shares)
}

fn input(config: &Config, frame: Option<&Frame>) -> Figure {
    let scene = frame.map(|frame| &frame.scene).filter(|scene| !scene.concepts.is_empty());
    let body = scene.map(|scene| {
        if scene.pixels.is_empty() {
            let row = |reading: &super::Reading| {
                vec![cell(&reading.name), Cell::Number(reading.value), Cell::Number(reading.deviation)]
            };
            Body::Table(Table {
                columns: vec![
                    column("input", Quantity::Number),
                    column("value", Quantity::Number),
                    column("deviations from the mean", Quantity::Number),
                ],
                rows: scene.readings.iter().map(row).collect(),
            })
        } else {
            let tiles = vec![picture("the picture".into(), &scene.pixels)];
            Body::Images(Images { columns: 1, tiles, range: [0.0, 1.0] })
        }
    });
    let about = match scene {
        Some(scene) if scene.pixels.is_empty() => format!(
            "Test row {}: the {} inputs that are furthest from their means over the training rows.",
            config.row,
            scene.readings.len()
        ),
        _ => format!("Test row {}, as the network sees it.", config.row),
    };
    figure("input", "The row", about, Width::Half, body)
}

/// Every column with its role; the roles can be chosen.
fn columns(frame: Option<&Frame>) -> Figure {
    let body = frame.map(|frame| {
        let found = &frame.found;
        let of = |role: Role| -> Vec<String> {
            found.parts.iter().filter(|part| part.role == role).map(|part| part.name.clone()).collect()
        };
        let picks = [("label", Role::Label), ("concepts", Role::Concepts), ("inputs", Role::Inputs)];
        let row = |part: &super::About| {
            let pick = |(key, role): (&str, Role)| {
                Cell::Pick(Pick {
                    key: key.into(),
                    name: part.name.clone(),
                    by_default: of(role),
                    alone: role == Role::Label,
                })
            };
            let mut cells = vec![cell(&part.name)];
            cells.extend(picks.map(pick));
            // Last, so that the choice is in sight on a narrow screen.
            cells.push(cell(&part.held));
            cells
        };
        Body::Table(Table {
            columns: vec![
                column("column", Quantity::Number),
                column("label", Quantity::Number),
                column("concept", Quantity::Number),
                column("input", Quantity::Number),
                column("holds", Quantity::Number),
            ],
            rows: found.parts.iter().map(row).collect(),
        })
    });
    let about = frame.map_or_else(
        || "What every column of the table is taken for.".into(),
        |frame| format!("{} Choose what a column is, and run again.", read(&frame.found)),
    );
    let body = body.unwrap_or_else(|| Body::Empty("Shown as soon as the table is read.".into()));
    Figure { id: "columns".into(), title: "The columns".into(), caption: about.into(), width: Width::Full, body }
}

/// What was read, in words.
fn read(found: &Found) -> String {
    let count = |role: Role| found.parts.iter().filter(|part| part.role == role).count();
    let pictures = match found.pictures.as_str() {
        "" => String::new(),
        pictures => format!(" Pictures: {pictures}."),
    };
    if found.trained_on == 0 {
        return format!("{} rows.{pictures} The columns have no roles yet.", found.rows);
    }
    let of_class = match found.of_class {
        0 => "Every concept varies within a class.".to_owned(),
        1 => "One concept is the same in all rows of a class: correcting it tells of the class.".to_owned(),
        several => {
            format!("{several} concepts are the same in all rows of a class: correcting one tells of the class.")
        }
    };
    format!(
        "{} rows, {} for training and {} for testing.{pictures} Columns or groups of columns: {} of concepts, {} of inputs, {} left \
         out. {of_class}",
        found.rows,
        found.trained_on,
        found.tested_on,
        count(Role::Concepts),
        count(Role::Inputs),
        count(Role::LeftOut),
    )
}

fn gallery(config: &Config, frame: Option<&Frame>) -> Figure {
    let about =
        "Choose one to put it in front of the models. Those that the model takes for something else come first.";
    let body = frame.filter(|frame| frame.ended).map(|frame| {
        let place = frame.scores.iter().position(|score| score.model == config.model);
        let answer = |thumb: &super::Thumb| place.and_then(|place| thumb.answers.get(place).copied());
        let mut order: Vec<usize> = (0..frame.gallery.len()).collect();
        order.sort_by_key(|i| answer(&frame.gallery[*i]) == Some(frame.gallery[*i].label));
        let name = |class: usize| frame.classes.get(class).cloned().unwrap_or_default();
        let has_pictures = frame.gallery.iter().any(|thumb| !thumb.pixels.is_empty());
        if has_pictures {
            let tile = |i: usize| {
                let thumb = &frame.gallery[i];
                let wrong = answer(thumb).filter(|answer| *answer != thumb.label);
                let words = match wrong {
                    Some(wrong) => format!("{} as {}", name(thumb.label), name(wrong)),
                    None => name(thumb.label),
                };
                Tile {
                    edit: Some(("row".into(), (i + 1).to_string())),
                    chosen: config.row == i + 1,
                    ink: wrong.map(|_| Ink::Hue(1)),
                    ..picture(words, &thumb.pixels)
                }
            };
            return Body::Images(Images {
                columns: 10,
                tiles: order.into_iter().map(tile).collect(),
                range: [0.0, 1.0],
            });
        }
        let row = |i: usize| {
            let thumb = &frame.gallery[i];
            let pick = Pick {
                key: "row".into(),
                name: (i + 1).to_string(),
                by_default: vec![config.row.to_string()],
                alone: true,
            };
            vec![
                Cell::Number(i as f64 + 1.0),
                Cell::Pick(pick),
                Cell::Text(name(thumb.label)),
                Cell::Text(answer(thumb).map(name).unwrap_or_default()),
            ]
        };
        Body::Table(Table {
            columns: vec![
                column("row", Quantity::Count),
                column("look at it", Quantity::Number),
                column("class", Quantity::Number),
                column("taken for", Quantity::Number),
            ],
            rows: order.into_iter().map(row).collect(),
        })
    });
    figure("gallery", "Test rows, the wrong ones first", about, Width::Full, body)
}
