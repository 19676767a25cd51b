//! The tables: who stands where, and what the claims' tests found.

use super::{
    Config, Frame, Lap, Outcome,
    config::Point,
    entrants::Entrant,
    figures::{is_information, name},
    standings::{self, Summary, places},
    verdicts::TESTS,
};
use crate::{
    estimators::Measures,
    plot::{Body, Cell, Column, Figure, Quantity, Table, Width},
};

/// What an entrant's readings along the sweep over the truth come to.
struct Row {
    /// Mean over the truths of |mean reading − truth|, where the reading is of information.
    bias: Option<f64>,
    /// Mean over the truths of the deviation over repeats, where there are repeats.
    spread: Option<f64>,
    seconds: Option<f64>,
    ceiling: Option<f64>,
    null: Option<f64>,
    refused: usize,
}

pub fn standings(config: &Config, frames: &[Frame], entrants: &[&Entrant]) -> Figure {
    let points = config.along_truth();
    let rows: Vec<Row> = entrants.iter().map(|entrant| row(frames, entrant, &points, config.base())).collect();
    let column = |label: &str, quantity: Quantity| Column { label: label.into(), quantity };
    let columns = vec![
        column("estimator", Quantity::Number),
        column("its number is", Quantity::Number),
        column("bias", Quantity::Information),
        column("place", Quantity::Count),
        column("spread", Quantity::Information),
        column("place", Quantity::Count),
        column("time", Quantity::Seconds),
        column("place", Quantity::Count),
        column("ceiling", Quantity::Information),
        column("null, 95 %", Quantity::Information),
        column("refused", Quantity::Count),
    ];
    let placed = |of: fn(&Row) -> Option<f64>| places(&rows.iter().map(of).collect::<Vec<_>>());
    // What is no information is in no race for the smallest spread in nats either.
    let [biases, spreads, times] =
        [placed(|row| row.bias), placed(|row| row.bias.and(row.spread)), placed(|row| row.seconds)];
    let number = |value: Option<f64>| value.map_or_else(|| Cell::Text("–".into()), Cell::Number);
    let place = |place: Option<usize>| number(place.map(|place| place as f64));
    let cells = rows.iter().enumerate().map(|(i, row)| {
        vec![
            Cell::Text(name(entrants[i])),
            Cell::Text(measured(entrants[i].estimator().map(|estimator| estimator.measures)).into()),
            number(row.bias),
            place(biases[i]),
            number(row.spread),
            place(spreads[i]),
            number(row.seconds),
            place(times[i]),
            number(row.ceiling),
            number(row.null),
            Cell::Number(row.refused as f64),
        ]
    });
    let mut caption = format!(
        "Along the sweep over the truth, {} pairs. Bias: how far the mean over repeats is from the truth, on average over \
         the truths. Spread: the deviation over repeats. Time: of one reading. Ceiling and null: at the greatest truth. \
         What is no information is ranked by time alone.",
        config.n
    );
    for (why, labels) in refusals(frames, entrants) {
        caption.push_str(&format!(" {} refused: {why}.", labels.join(", ")));
    }
    let body = if frames.iter().all(|frame| frame.lap != Lap::Race) {
        Body::Empty("The standings follow the first readings.".into())
    } else {
        Body::Table(Table { columns, rows: cells.collect() })
    };
    Figure { id: "standings".into(), title: "Standings".into(), caption: caption.into(), width: Width::Full, body }
}

/// The first reason of each entrant that refused anything, with all who gave it.
fn refusals<'a>(frames: &'a [Frame], entrants: &[&Entrant]) -> Vec<(&'a str, Vec<&'static str>)> {
    let mut found: Vec<(&str, Vec<&str>)> = Vec::new();
    for entrant in entrants {
        let why = frames.iter().find_map(|frame| match &frame.outcome {
            Outcome::Refused(why) if frame.lap == Lap::Race && frame.entrant == entrant.id => Some(why.as_str()),
            _ => None,
        });
        let Some(why) = why else { continue };
        match found.iter_mut().find(|(known, _)| *known == why) {
            Some((_, labels)) => labels.push(entrant.label),
            None => found.push((why, vec![entrant.label])),
        }
    }
    found
}

fn measured(measures: Option<Measures>) -> &'static str {
    match measures {
        Some(Measures::Information) => "an estimate",
        Some(Measures::LowerBound) => "a lower bound",
        Some(Measures::UpperBound) => "an upper bound",
        Some(Measures::Dependence) => "no information",
        None => "unknown",
    }
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let values: Vec<f64> = values.collect();
    Some(Summary::of(&values)?.mean)
}

fn row(frames: &[Frame], entrant: &Entrant, points: &[Point], base: Point) -> Row {
    let found: Vec<(Point, Summary)> =
        points.iter().filter_map(|point| Some((*point, standings::summary(frames, entrant.id, *point)?))).collect();
    let readings = || points.iter().flat_map(|point| standings::readings(frames, entrant.id, *point));
    let at_base = standings::readings(frames, entrant.id, base);
    let is_refused = |frame: &&Frame| matches!(frame.outcome, Outcome::Refused(_));
    Row {
        bias: mean(found.iter().map(|(point, found)| (found.mean - point.information).abs()))
            .filter(|_| is_information(entrant)),
        spread: mean(found.iter().filter(|(_, found)| found.readings > 1).map(|(_, found)| found.deviation)),
        seconds: mean(readings().map(|reading| reading.seconds)),
        ceiling: at_base.iter().find_map(|reading| reading.ceiling.get()).map(|(value, _)| *value),
        null: at_base.iter().find_map(|reading| reading.null.get()).map(|null| null.point_95),
        refused: frames
            .iter()
            .filter(|frame| frame.lap == Lap::Race && frame.entrant == entrant.id)
            .filter(is_refused)
            .count(),
    }
}

/// A claim's test in a few words.
pub fn test_label(claim: &str) -> &'static str {
    TESTS.iter().find(|(id, _)| *id == claim).map_or("a test", |(_, label)| *label)
}

pub fn tests(frames: &[Frame]) -> Figure {
    // Cases in the order in which they were read.
    let mut cases: Vec<(String, String, String, f64, Vec<f64>)> = Vec::new();
    for frame in frames {
        let (Lap::Check { claim, case }, Some(reading)) = (&frame.lap, frame.reading()) else { continue };
        let same = cases.iter_mut().find(|it| it.0 == *claim && it.1 == *case && it.2 == frame.entrant);
        match same {
            Some(found) => found.4.push(reading.value),
            None => {
                let key = (claim.clone(), case.clone(), frame.entrant.clone());
                cases.push((key.0, key.1, key.2, frame.truth, vec![reading.value]));
            }
        }
    }
    let information = |label: &str| Column { label: label.into(), quantity: Quantity::Information };
    let text = |label: &str| Column { label: label.into(), quantity: Quantity::Number };
    let columns = vec![
        text("claim"),
        text("case"),
        text("estimator"),
        Column { label: "samples".into(), quantity: Quantity::Count },
        information("truth"),
        information("mean reading"),
        information("deviation"),
    ];
    let rows = cases.into_iter().filter_map(|(claim, case, entrant, truth, values)| {
        let found = Summary::of(&values)?;
        Some(vec![
            Cell::Text(test_label(&claim).into()),
            Cell::Text(case),
            Cell::Text(entrant),
            Cell::Number(found.readings as f64),
            Cell::Number(truth),
            Cell::Number(found.mean),
            Cell::Number(found.deviation),
        ])
    });
    let rows: Vec<Vec<Cell>> = rows.collect();
    let body = if rows.is_empty() {
        Body::Empty("The tests follow the race; which ones is chosen under “Claims to test”.".into())
    } else {
        Body::Table(Table { columns, rows })
    };
    Figure {
        id: "cases".into(),
        title: "What the tests found".into(),
        caption: "Case by case, over the samples of each.".into(),
        width: Width::Full,
        body,
    }
}
