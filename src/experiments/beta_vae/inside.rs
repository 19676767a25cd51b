//! The pictures of one model: what each unit tells of each factor, and how it maps the images.

use super::{
    Frame, Look,
    config::Config,
    verdicts::Found,
};
use crate::{
    datasets::sprites::{FACTORS, IMAGES, LEVELS, index},
    plot::{Axis, Body, Cell, Chart, ColourScale, Column, Figure, Mark, Quantity, Scale, Table, Width},
};

/// What each unit tells, where one unit stands on the images, and the units' numbers.
pub fn figures(config: &Config, frames: &[Frame], found: &Found) -> [Figure; 3] {
    let (at, seed) = config.looked_at();
    let value = found.sweep.get(at).copied().unwrap_or_default();
    let model = format!("Seed {} of {} = {value}", seed + 1, config.mode.symbol());
    let telling = found.telling.get(at).map(|models| models[seed]);
    let ranks = found.readings.get(at).filter(|_| found.is_trained).map(|models| ranks(&models[seed].rates));
    let look = frames.iter().rev().find_map(|frame| match frame {
        Frame::Look(look) => Some(look),
        _ => None,
    });
    let of_factors = match (telling, &ranks) {
        (Some(telling), Some(ranks)) => {
            let told: Vec<[f64; 3]> = ranks.iter().map(|unit| telling.of_factors[*unit]).collect();
            Body::Chart(factors(&told))
        }
        _ => Body::Empty("What every unit tells of x, y and size stands here once the codes have been measured.".into()),
    };
    let numbers = match (telling, &ranks, found.readings.get(at)) {
        (Some(telling), Some(ranks), Some(models)) => {
            let row = |(rank, unit): (usize, &usize)| {
                let mut row = vec![Cell::Text(format!("unit {}", rank + 1)), Cell::Number(models[seed].rates[*unit])];
                row.extend(telling.of_factors[*unit].map(Cell::Number));
                row.extend(telling.explained[*unit].map(Cell::Number));
                row
            };
            Body::Table(Table { columns: columns(), rows: ranks.iter().enumerate().map(row).collect() })
        }
        _ => Body::Empty("The units' numbers stand here once the codes have been measured.".into()),
    };
    let unit = config.unit.min(config.units);
    let mapped = match (look, &ranks) {
        (Some(look), Some(ranks)) => Body::Chart(map(config, look, ranks[unit - 1])),
        _ => Body::Empty("Where a unit stands on the images is drawn here after training.".into()),
    };
    [
        Figure {
            id: "factors".into(),
            title: "What each unit tells of each factor".into(),
            caption: format!(
                "{model}. Colour: I(Zⱼ;V), at most ln 8; units ranked by their rate, the highest on top. One dark cell in \
                 each row and column would be a unit for each factor."
            )
            .into(),
            width: Width::Half,
            body: of_factors,
        },
        Figure {
            id: "map".into(),
            title: format!("Unit {unit} over the places of the shape"),
            caption: format!(
                "{model}. The unit's mean for every image of size {}, laid out as on the image: stripes are a unit that \
                 follows one axis alone; one colour everywhere a silent unit, or one that follows size.",
                config.size
            )
            .into(),
            width: Width::Half,
            body: mapped,
        },
        Figure {
            id: "units-inside".into(),
            title: "The units in numbers".into(),
            caption: format!(
                "{model}. Beside what a unit tells of x, y and size: the share of the variance of its mean that lies \
                 between the levels of each (the correlation ratio). The three sum to at most 100 %; the rest the factors \
                 make together. Of a silent unit the shares mean nothing."
            )
            .into(),
            width: Width::Full,
            body: numbers,
        },
    ]
}

/// The units from the highest rate to the lowest.
pub(super) fn ranks(rates: &[f64]) -> Vec<usize> {
    let mut units: Vec<usize> = (0..rates.len()).collect();
    units.sort_by(|a, b| rates[*b].total_cmp(&rates[*a]));
    units
}

/// Rows of units from the top down.
fn factors(told: &[[f64; 3]]) -> Chart {
    let names = (1..=told.len()).rev().map(|rank| format!("unit {rank}")).collect();
    Chart {
        x: Axis::linear("factor", Quantity::Named(FACTORS.map(String::from).into())).within(-0.5, 2.5),
        y: Axis::linear("unit", Quantity::Named(names)).within(-0.5, told.len() as f64 - 0.5),
        marks: vec![Mark::HeatMap {
            x_edges: edges(FACTORS.len()),
            y_edges: edges(told.len()),
            values: told.iter().rev().flatten().copied().collect(),
        }],
        colour: Some(ColourScale {
            label: "I(Zⱼ;V)".into(),
            quantity: Quantity::Information,
            scale: Scale::Linear,
            range: [0.0, (LEVELS as f64).ln()],
        }),
    }
}

/// A unit's mean at every place, for images of the size looked at; the top of the image on top.
fn map(config: &Config, look: &Look, unit: usize) -> Chart {
    let means = &look.means[unit * IMAGES..(unit + 1) * IMAGES];
    let mean = |x: usize, y: usize| f64::from(means[index([x, y, config.size - 1])]);
    let values = (0..LEVELS).rev().flat_map(|y| (0..LEVELS).map(move |x| (x, y)));
    let values: Vec<f64> = values.map(|(x, y)| mean(x, y)).collect();
    // Over all sizes, so that the colours of two sizes compare; a silent unit is one colour.
    let farthest = means.iter().fold(0.5, |farthest: f64, mean| farthest.max(f64::from(mean.abs())));
    let levels = |order: Vec<usize>| Quantity::Named(order.into_iter().map(|level| level.to_string()).collect());
    Chart {
        x: Axis::linear("x", levels((1..=LEVELS).collect())).within(-0.5, LEVELS as f64 - 0.5),
        y: Axis::linear("y", levels((1..=LEVELS).rev().collect())).within(-0.5, LEVELS as f64 - 0.5),
        marks: vec![Mark::HeatMap { x_edges: edges(LEVELS), y_edges: edges(LEVELS), values }],
        colour: Some(ColourScale {
            label: "mean".into(),
            quantity: Quantity::Number,
            scale: Scale::Linear,
            range: [-farthest, farthest],
        }),
    }
}

/// The edges of cells around 0, 1, ….
fn edges(cells: usize) -> Vec<f64> {
    (0..=cells).map(|edge| edge as f64 - 0.5).collect()
}

fn columns() -> Vec<Column> {
    let column = |label: String, quantity: Quantity| Column { label, quantity };
    let mut columns = vec![column("unit".into(), Quantity::Number), column("rate".into(), Quantity::Information)];
    columns.extend(FACTORS.map(|factor| column(format!("I(Zⱼ;{factor})"), Quantity::Information)));
    columns.extend(FACTORS.map(|factor| column(format!("variance by {factor}"), Quantity::Share)));
    columns
}
