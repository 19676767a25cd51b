//! The pictures: the plane with several estimators on it, their disagreement, their intervals and nulls, the numbers.

use super::{Config, Found, Frame, Layer, Reading};
use crate::plot::{
    Along, Axis, Body, Caption, Cell, Chart, ColourScale, Column, Figure, Ink, Mark, Quantity, Scale, Table, Width,
};

pub fn figures(config: &Config, frames: &[Frame]) -> Vec<Figure> {
    vec![
        plane(config, frames),
        disagreement(frames, Side::Input),
        disagreement(frames, Side::Label),
        by_layer(frames.last(), Side::Input),
        by_layer(frames.last(), Side::Label),
        table(frames.last()),
    ]
}

#[derive(Clone, Copy, PartialEq)]
enum Side {
    Input,
    Label,
}

impl Side {
    fn of(self, reading: &Reading) -> &Found {
        match self {
            Side::Input => &reading.i_xt,
            Side::Label => &reading.i_ty,
        }
    }

    fn value(self, reading: &Reading) -> Option<f64> {
        self.of(reading).as_ref().ok().map(|estimate| estimate.value)
    }

    fn name(self) -> &'static str {
        match self {
            Side::Input => "I(X;T)",
            Side::Label => "I(T;Y)",
        }
    }
}

/// What no reading can pass: ln N of the rows used, and the labels' entropy where they are classes.
fn ceilings(frame: &Frame) -> (f64, Option<f64>) {
    ((frame.data.used as f64).ln(), frame.data.label_entropy)
}

fn level(name: &str, axis: Along, at: f64) -> Mark {
    Mark::Level { name: name.into(), ink: Ink::Ceiling, axis, at, edit: None }
}

/// What was measured on, and what stands out of it.
fn about(frame: Option<&Frame>) -> String {
    let Some(Frame { data, layers, .. }) = frame else { return String::new() };
    let constant: Vec<String> = layers
        .iter()
        .filter(|layer| !layer.constant.is_empty())
        .map(|layer| format!("{} of the {} units of {}", layer.constant.len(), layer.units, layer.name))
        .collect();
    let constant = if constant.is_empty() {
        String::new()
    } else {
        format!(" Constant on these rows, and so saying nothing: {}.", constant.join(", "))
    };
    format!(" {} of {} rows. {}.{constant}", data.used, data.rows, data.found.join("; "))
}

fn plane(config: &Config, frames: &[Frame]) -> Figure {
    let mut marks = Vec::new();
    if let Some(frame) = frames.first() {
        let (input, label) = ceilings(frame);
        marks.push(level("ceiling ln N", Along::X, input));
        marks.extend(label.map(|label| level("ceiling H(Y)", Along::Y, label)));
        for (l, layer) in frame.layers.iter().enumerate() {
            let shown = layer.readings.iter().enumerate().filter(|(_, reading)| config.shows(&reading.estimator));
            for (e, reading) in shown {
                let point = |frame: &Frame| {
                    let reading = &frame.layers[l].readings[e];
                    let at = [Side::Input.value(reading)?, Side::Label.value(reading)?];
                    Some((at, frame.checkpoint as f64 + 1.0))
                };
                let (points, values): (Vec<_>, Vec<_>) = frames.iter().filter_map(point).unzip();
                if !points.is_empty() {
                    let name = format!("{} · {}", layer.name, Config::label(&reading.estimator));
                    let ink = Ink::Hue(marks.len());
                    marks.push(Mark::Trail { name, ink, points, values });
                }
            }
        }
    }
    let drawn = marks.iter().any(|mark| matches!(mark, Mark::Trail { .. }));
    let checkpoints = frames.first().map_or(2, |frame| frame.checkpoints.max(2)) as f64;
    let chart = Chart {
        x: Axis::linear("I(X;T)", Quantity::Information),
        y: Axis::linear("I(T;Y)", Quantity::Information),
        marks,
        colour: Some(ColourScale {
            label: "checkpoint".into(),
            quantity: Quantity::Count,
            scale: Scale::Linear,
            range: [1.0, checkpoints],
        }),
    };
    let body = match frames {
        [] => {
            Body::Empty("Press Run: the example is measured at once, your own files as soon as they are chosen.".into())
        }
        _ if !drawn => Body::Empty(
            "None of the estimators to be drawn read both I(X;T) and I(T;Y); the table says why. Others can be chosen \
             under “Draw on the plane”."
                .into(),
        ),
        _ => Body::Chart(chart),
    };
    let whose = if config.files.is_empty() { " This is the example, a random network whose weights grow." } else { "" };
    Figure {
        id: "plane".into(),
        title: "Your layers on the plane".into(),
        caption: Caption::default().words(format!(
            "One path per layer and estimator, coloured by checkpoint; a marker stands at the latest.{whose}{}",
            about(frames.last())
        )),
        width: Width::Full,
        body,
    }
}

/// Each layer's band from the lowest to the highest estimator, and the median between them, against the checkpoint.
fn disagreement(frames: &[Frame], side: Side) -> Figure {
    let mut marks = Vec::new();
    for (l, layer) in frames.first().map(|frame| frame.layers.as_slice()).unwrap_or_default().iter().enumerate() {
        let (mut band, mut line) = (Vec::new(), Vec::new());
        for frame in frames {
            let mut values: Vec<f64> = frame.layers[l].readings.iter().filter_map(|it| side.value(it)).collect();
            values.sort_by(f64::total_cmp);
            let (Some(low), Some(high)) = (values.first(), values.last()) else { continue };
            let at = frame.checkpoint as f64 + 1.0;
            band.push([at, *low, *high]);
            line.push([at, (values[values.len() / 2] + values[(values.len() - 1) / 2]) / 2.0]);
        }
        if !line.is_empty() {
            marks.push(Mark::Band { name: layer.name.clone(), ink: Ink::Hue(l), points: band });
            marks.push(Mark::Line { name: layer.name.clone(), ink: Ink::Hue(l), dashed: false, points: line });
        }
    }
    let checkpoints = frames.first().map_or(0, |frame| frame.checkpoints);
    let body = if frames.is_empty() {
        Body::Empty("How far the estimators differ, checkpoint by checkpoint, stands here once a run has begun.".into())
    } else if checkpoints < 2 {
        Body::Empty(
            "These layers have one checkpoint. With a leading axis of checkpoints, their course stands here.".into(),
        )
    } else if marks.is_empty() {
        Body::Empty(format!("No estimator could read {}; the table says why.", side.name()))
    } else {
        Body::Chart(Chart {
            x: Axis::linear("checkpoint", Quantity::Count).within(1.0, checkpoints as f64),
            y: Axis::linear(side.name(), Quantity::Information),
            marks,
            colour: None,
        })
    };
    let (id, title) = match side {
        Side::Input => ("disagreement-input", "I(X;T) by checkpoint"),
        Side::Label => ("disagreement-label", "I(T;Y) by checkpoint"),
    };
    Figure {
        id: id.into(),
        title: title.into(),
        caption:
            "The band of a layer reaches from the lowest estimator to the highest, its line is their median: where \
                  bands are wide, the number is the estimator's."
                .into(),
        width: Width::Half,
        body,
    }
}

/// Each estimator layer by layer at the latest checkpoint, with its interval and its null.
fn by_layer(latest: Option<&Frame>, side: Side) -> Figure {
    let layers = latest.map(|frame| frame.layers.as_slice()).unwrap_or_default();
    let mut marks = Vec::new();
    for (e, first) in layers.first().map(|layer| layer.readings.as_slice()).unwrap_or_default().iter().enumerate() {
        let name = Config::label(&first.estimator);
        let found = || {
            let at =
                |(l, layer): (usize, &Layer)| Some((l as f64, side.of(layer.readings.get(e)?).as_ref().ok()?.clone()));
            layers.iter().enumerate().filter_map(at)
        };
        let band: Vec<[f64; 3]> =
            found().filter_map(|(at, it)| it.interval.map(|interval| [at, interval.low, interval.high])).collect();
        if !band.is_empty() {
            marks.push(Mark::Band { name: name.into(), ink: Ink::Hue(e), points: band });
        }
        let line: Vec<[f64; 2]> = found().map(|(at, it)| [at, it.value]).collect();
        if !line.is_empty() {
            marks.push(Mark::Line { name: name.into(), ink: Ink::Hue(e), dashed: false, points: line });
        }
        let null: Vec<[f64; 2]> = found().filter_map(|(at, it)| it.null.map(|null| [at, null.point_95])).collect();
        if !null.is_empty() {
            marks.push(Mark::Line { name: format!("{name}, null"), ink: Ink::Hue(e), dashed: true, points: null });
        }
    }
    let body = match latest {
        None => Body::Empty("Every estimator, layer by layer, stands here once a run has begun.".into()),
        Some(_) if marks.is_empty() => {
            Body::Empty(format!("No estimator could read {}; the table says why.", side.name()))
        }
        Some(frame) => {
            let (input, label) = ceilings(frame);
            let ceiling = match side {
                Side::Input => Some(level("ceiling ln N", Along::Y, input)),
                Side::Label => label.map(|label| level("ceiling H(Y)", Along::Y, label)),
            };
            let names = layers.iter().map(|layer| layer.name.clone()).collect();
            Body::Chart(Chart {
                x: Axis::linear("layer", Quantity::Named(names)).within(-0.2, layers.len() as f64 - 0.8),
                y: Axis::linear(side.name(), Quantity::Information),
                marks: ceiling.into_iter().chain(marks).collect(),
                colour: None,
            })
        }
    };
    let (id, title) = match side {
        Side::Input => ("layers-input", "I(X;T), layer by layer"),
        Side::Label => ("layers-label", "I(T;Y), layer by layer"),
    };
    let checkpoint = latest.map(|frame| format!(" Checkpoint {}.", frame.checkpoint + 1)).unwrap_or_default();
    let alike = match side {
        Side::Input => " Where all inputs differ, bins and noise have no null: shuffling would change nothing.",
        Side::Label => "",
    };
    Figure {
        id: id.into(),
        title: title.into(),
        caption: format!(
            "Bands: the reading ± 1.96 standard deviations over random halves of the rows. Dashed: what 95 % of shuffles \
             read at most.{alike}{checkpoint}"
        )
        .into(),
        width: Width::Half,
        body,
    }
}

fn table(latest: Option<&Frame>) -> Figure {
    let column = |label: &str, quantity: Quantity| Column { label: label.into(), quantity };
    let information = |label: &str| column(label, Quantity::Information);
    let columns = vec![
        column("layer", Quantity::Number),
        column("units", Quantity::Count),
        column("constant units", Quantity::Count),
        column("estimator", Quantity::Number),
        information("I(X;T)"),
        information("null, 95 %"),
        information("ceiling"),
        information("I(T;Y)"),
        information("null, 95 %"),
        information("ceiling"),
        column("time", Quantity::Seconds),
    ];
    let mut reasons: Vec<String> = Vec::new();
    let mut rows = Vec::new();
    for layer in latest.map(|frame| frame.layers.as_slice()).unwrap_or_default() {
        for reading in &layer.readings {
            let mut cells = vec![
                Cell::Text(layer.name.clone()),
                Cell::Number(layer.units as f64),
                Cell::Number(layer.constant.len() as f64),
                Cell::Text(reading.estimator.clone()),
            ];
            let mut seconds = 0.0;
            for side in [Side::Input, Side::Label] {
                match side.of(reading) {
                    Ok(estimate) => {
                        seconds += estimate.seconds;
                        cells.extend(numbers(estimate));
                    }
                    Err(why) => {
                        let why = format!("{}: {why}", side.name());
                        if !reasons.contains(&why) {
                            reasons.push(why);
                        }
                        cells.extend((0..3).map(|_| Cell::Text("–".into())));
                    }
                }
            }
            cells.push(Cell::Number(seconds));
            rows.push(cells);
        }
    }
    let body = match latest {
        None => Body::Empty("Every reading with its interval, its null, its ceiling and its time.".into()),
        Some(_) => Body::Table(Table { columns, rows }),
    };
    let reasons = if reasons.is_empty() { String::new() } else { format!(" Not read: {}.", reasons.join("; ")) };
    Figure {
        id: "numbers".into(),
        title: "All readings".into(),
        caption: format!(
            "The latest checkpoint. Ceiling: what the estimator cannot pass on these rows with these settings.{reasons}"
        )
        .into(),
        width: Width::Full,
        body,
    }
}

/// Reading, null, ceiling.
fn numbers(estimate: &crate::estimators::Estimate) -> [Cell; 3] {
    let none = || Cell::Text("–".into());
    let reading = match estimate.interval {
        Some(interval) => Cell::Interval { middle: estimate.value, low: interval.low, high: interval.high },
        None => Cell::Number(estimate.value),
    };
    let null = estimate.null.map_or_else(none, |null| Cell::Number(null.point_95));
    let ceiling = estimate.ceiling.as_ref().map_or_else(none, |(ceiling, _)| Cell::Number(*ceiling));
    [reading, null, ceiling]
}
