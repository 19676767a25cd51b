//! The pictures: radiographs, both tests against ρ, few images, weights, and the way there.

use super::{
    Config, Frame, Method,
    train::{FEW_METHODS, SHOTS},
    verdicts::{mean, measured},
};
use crate::{
    datasets::xrays::{CONCEPTS, Population, SIDE, SIGNS, Xrays, best_accuracy},
    draws::Rng,
    plot::{
        Along, Axis, Body, Caption, Cell, Chart, Column, Figure, Images, Ink, Mark, Pixels, Quantity, Table, Tile,
        Width,
    },
};

pub fn figures(config: &Config, frames: &[Frame]) -> Vec<Figure> {
    let rhos = config.all_rhos().unwrap_or_default();
    vec![
        against_rho(&rhos, frames, Test::Shifted),
        against_rho(&rhos, frames, Test::Same),
        few(frames),
        weights(&rhos, frames),
        pretraining(frames),
        grounded(frames),
        accuracies(&rhos, frames),
        radiographs(config),
    ]
}

fn ink(method: Method) -> Ink {
    match method {
        Method::Probe => Ink::Hue(0),
        Method::EndToEnd => Ink::Hue(1),
        Method::Hybrid => Ink::Hue(2),
        Method::Concepts => Ink::Hue(3),
        Method::Knowledge => Ink::Achieved,
        Method::Shuffled => Ink::Muted,
    }
}

fn ceiling() -> Mark {
    let name = "best from the true findings".into();
    Mark::Level { name, ink: Ink::Ceiling, axis: Along::Y, at: best_accuracy(), edit: None }
}

fn path(method: Method, points: Vec<[f64; 2]>) -> [Mark; 2] {
    let (name, ink) = (method.name().to_owned(), ink(method));
    [
        Mark::Line { name: name.clone(), ink, dashed: method == Method::Shuffled, points: points.clone() },
        Mark::Dots { name, ink, points, edit: None },
    ]
}

#[derive(Clone, Copy, PartialEq)]
enum Test {
    Same,
    Shifted,
}

fn against_rho(rhos: &[f64], frames: &[Frame], test: Test) -> Figure {
    let mut marks = vec![ceiling()];
    for method in Method::ALL {
        let found = rhos.iter().filter_map(|rho| measured(frames, *rho, method));
        let points = found.map(|found| [found.rho, if test == Test::Shifted { found.shifted } else { found.same }]);
        marks.extend(path(method, points.collect()));
    }
    let is_empty = !frames.iter().any(|frame| matches!(frame, Frame::Measured(_)));
    let body = if is_empty {
        Body::Empty("Points appear when the readouts are trained, after pretraining.".into())
    } else {
        Body::Chart(Chart {
            x: Axis::linear("ρ, how often the confounder agreed in training", Quantity::Number).within(0.48, 1.02),
            y: Axis::linear("accuracy", Quantity::Share).within(0.0, 1.05),
            marks,
            colour: None,
        })
    };
    let best =
        Caption::from("Dashed: the best that the true findings alone allow, ").number(best_accuracy(), Quantity::Share);
    let (id, title, caption, width) = match test {
        Test::Shifted => (
            "shifted",
            "Where the confounder turned round",
            best.words(
                ". The test’s confounder disagrees with the diagnosis as often as it agreed in training. What reads \
                 features or pixels falls as ρ grows, at ρ = 1 below a coin’s ½; what passes through concepts stays.",
            ),
            Width::Full,
        ),
        Test::Same => (
            "same",
            "Where all is as in training",
            best.words(". The confounder agrees as in training, and whoever reads it passes that: it is worth more than the findings."),
            Width::Half,
        ),
    };
    Figure { id: id.into(), title: title.into(), caption, width, body }
}

fn few(frames: &[Frame]) -> Figure {
    let mut marks = vec![ceiling()];
    let mut is_empty = true;
    for method in FEW_METHODS {
        let mut points = Vec::new();
        let mut band = Vec::new();
        for wanted in SHOTS {
            let found = frames.iter().find_map(|frame| match frame {
                Frame::FewShot { shots, method: other, accuracies } if *shots == wanted && *other == method => {
                    Some(accuracies)
                }
                _ => None,
            });
            let Some(found) = found else { continue };
            is_empty = false;
            points.push([wanted as f64, mean(found)]);
            let low = found.iter().copied().fold(f64::INFINITY, f64::min);
            band.push([wanted as f64, low, found.iter().copied().fold(low, f64::max)]);
        }
        marks.push(Mark::Band { name: method.name().into(), ink: ink(method), points: band });
        marks.extend(path(method, points));
    }
    let body = if is_empty {
        Body::Empty("The last part of the run.".into())
    } else {
        Body::Chart(Chart {
            x: Axis::log("training images", Quantity::Count),
            y: Axis::linear("accuracy", Quantity::Share).within(0.4, 1.0),
            marks,
            colour: None,
        })
    };
    Figure {
        id: "few".into(),
        title: "With few images".into(),
        caption:
            "Accuracy on new images after training on few, while the confounder says nothing (ρ = 0.5): the mean over \
                  draws, and from the worst draw to the best. With the prior even six images go far."
                .into(),
        width: Width::Half,
        body,
    }
}

fn weights(rhos: &[f64], frames: &[Frame]) -> Figure {
    let rho = rhos.last().copied().unwrap_or(1.0);
    let names = CONCEPTS.iter().map(|name| (*name).to_owned()).collect();
    let bent = |method| {
        let weights = measured(frames, rho, method).map(|found| found.weights.as_slice()).unwrap_or_default();
        weights.iter().enumerate().map(|(k, weight)| [weight.tanh(), k as f64]).collect::<Vec<_>>()
    };
    let [plain, knowing] = [Method::Concepts, Method::Knowledge].map(bent);
    let body = if plain.is_empty() {
        Body::Empty("Weights appear when the readouts of concepts are trained.".into())
    } else {
        let asked = SIGNS.iter().enumerate().map(|(k, sign)| [f64::from(*sign), k as f64]).collect();
        let dots = |name: &str, ink, points| Mark::Dots { name: name.into(), ink, points, edit: None };
        Body::Chart(Chart {
            x: Axis::linear("tanh of pneumonia’s weight", Quantity::Number).within(-1.1, 1.1),
            y: Axis::linear("finding", Quantity::Named(names)).within(-0.5, CONCEPTS.len() as f64 - 0.5),
            marks: vec![
                dots("answer P", Ink::Muted, asked),
                dots(Method::Concepts.name(), ink(Method::Concepts), plain),
                dots(Method::Knowledge.name(), ink(Method::Knowledge), knowing),
            ],
            colour: None,
        })
    };
    Figure {
        id: "weights".into(),
        title: "What the findings mean".into(),
        caption: Caption::from("Pneumonia’s weights at the largest ρ, ").number(rho, Quantity::Number).words(
            ", bent by tanh, beside the answers: 1 for, −1 against, 0 unknown. The prior draws each to its answer.",
        ),
        width: Width::Half,
        body,
    }
}

fn pretraining(frames: &[Frame]) -> Figure {
    let points: Vec<[f64; 2]> = frames
        .iter()
        .filter_map(|frame| match frame {
            Frame::Pretrained { epoch, accuracy, .. } => Some([f64::from(*epoch), *accuracy]),
            _ => None,
        })
        .collect();
    let body = if points.is_empty() {
        Body::Empty("The first thing a run does.".into())
    } else {
        let name = "accuracy of findings".into();
        Body::Chart(Chart {
            x: Axis::linear("epoch", Quantity::Count),
            y: Axis::linear("accuracy of findings", Quantity::Share).within(0.45, 1.02),
            marks: vec![Mark::Line { name, ink: Ink::Achieved, dashed: false, points }],
            colour: None,
        })
    };
    Figure {
        id: "pretraining".into(),
        title: "Pretraining".into(),
        caption: "How often the pretraining network tells whether a finding is there, on clean images that it was not \
                  trained on."
            .into(),
        width: Width::Half,
        body,
    }
}

fn grounded(frames: &[Frame]) -> Figure {
    let last = frames.iter().rev().find_map(|frame| match frame {
        Frame::Grounded { accuracies, .. } => Some(accuracies),
        _ => None,
    });
    let body = match last {
        None => Body::Empty("Concepts are grounded after the pretraining.".into()),
        Some(accuracies) => {
            let column = |label: &str, quantity| Column { label: label.into(), quantity };
            let meaning = |sign: i8| ["against", "unknown", "for"][(sign + 1) as usize];
            let rows = CONCEPTS.iter().zip(SIGNS).zip(accuracies).map(|((name, sign), accuracy)| {
                vec![Cell::Text((*name).into()), Cell::Text(meaning(sign).into()), Cell::Number(*accuracy)]
            });
            Body::Table(Table {
                columns: vec![
                    column("finding", Quantity::Number),
                    column("speaks … pneumonia", Quantity::Number),
                    column("accuracy", Quantity::Share),
                ],
                rows: rows.collect(),
            })
        }
    };
    Figure {
        id: "concepts".into(),
        title: "The concepts".into(),
        caption: "What each finding is taken to mean, and how often its logistic regression, as last grounded, tells it rightly \
                  on clean images."
            .into(),
        width: Width::Half,
        body,
    }
}

fn accuracies(rhos: &[f64], frames: &[Frame]) -> Figure {
    let rows: Vec<Vec<Cell>> = rhos
        .iter()
        .flat_map(|rho| Method::ALL.map(|method| measured(frames, *rho, method)))
        .flatten()
        .map(|found| {
            let numbers = [found.same, found.shifted, found.shifted - found.same].map(Cell::Number);
            [Cell::Number(found.rho), Cell::Text(found.method.name().into())].into_iter().chain(numbers).collect()
        })
        .collect();
    let column = |label: &str, quantity| Column { label: label.into(), quantity };
    let body = if rows.is_empty() {
        Body::Empty("Rows appear as the methods are trained.".into())
    } else {
        Body::Table(Table {
            columns: vec![
                column("ρ", Quantity::Number),
                column("method", Quantity::Number),
                column("as in training", Quantity::Share),
                column("shifted", Quantity::Share),
                column("difference", Quantity::Share),
            ],
            rows,
        })
    };
    Figure {
        id: "accuracies".into(),
        title: "Both tests in numbers".into(),
        caption: "Accuracy of every method on 1000 images each. The shuffled prior’s is the mean of five shuffles."
            .into(),
        width: Width::Full,
        body,
    }
}

const TILES: usize = 4;

/// Not those that are trained on: new ones of the same kind.
fn radiographs(config: &Config) -> Figure {
    let rho = config.all_rhos().ok().and_then(|rhos| rhos.last().copied()).unwrap_or(1.0);
    let mut tiles = Vec::new();
    for (words, agreement) in [("training", rho), ("shifted", 1.0 - rho)] {
        let mut rng = Rng::new(u64::from(config.seed), "pictures");
        let mut xrays = Xrays::default();
        (0..TILES).for_each(|_| xrays.take(Population::Diagnosed { agreement }, config.confounder, &mut rng));
        tiles.extend((0..TILES).map(|i| {
            let grey = |level: &f32| [(level.clamp(0.0, 1.0) * 255.0) as u8; 3];
            let diagnosis = ["healthy", "pneumonia"][xrays.labels[i]];
            Tile {
                caption: format!("{words}: {diagnosis}"),
                width: SIDE,
                height: SIDE,
                pixels: Pixels::Colour(xrays.image(i).iter().map(grey).collect()),
                outlines: Vec::new(),
                edit: None,
                chosen: false,
                ink: None,
            }
        }));
    }
    Figure {
        id: "radiographs".into(),
        title: "The same patients on both sides".into(),
        caption: Caption::from("Four patients as they are seen in the training hospital (ρ = ")
            .number(rho, Quantity::Number)
            .words(") and, below, in the shifted test: the confounder is dealt the other way, all else is the same."),
        width: Width::Full,
        body: Body::Images(Images { columns: TILES, tiles, range: [0.0, 1.0] }),
    }
}
