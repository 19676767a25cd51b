//! The pictures of one model: what each unit tells of each factor, and how it maps the images.

use super::{Frame, Look, Telling, config::Config, verdicts::Found};
use crate::{
    datasets::sprites::{FACTORS, IMAGES, LEVELS, SIDE, index},
    plot::{
        Axis, Body, Cell, Chart, ColourScale, Column, Figure, Images, Ink, Mark, Quantity, Scale, Table, Tile, Width,
    },
};

/// What each unit tells, how one maps the images, what changes with each, what comes back of an image, and the numbers.
pub fn figures(config: &Config, frames: &[Frame], found: &Found) -> [Figure; 5] {
    let (at, seed) = config.looked_at();
    let value = found.sweep.get(at).copied().unwrap_or_default();
    let inside = Inside {
        config,
        model: format!("Seed {} of {} = {value}", seed + 1, config.mode.symbol()),
        rates: found.readings.get(at).filter(|_| found.is_trained).map(|models| models[seed].rates.as_slice()),
        telling: found.telling.get(at).map(|models| models[seed]),
        look: frames.iter().rev().find_map(Frame::look),
    };
    [inside.factors(), inside.map(), inside.traversal(), inside.images(&found.sweep), inside.numbers()]
}

/// The model looked at, as far as it is known.
struct Inside<'a> {
    config: &'a Config,
    /// Its name.
    model: String,
    rates: Option<&'a [f64]>,
    telling: Option<&'a Telling>,
    look: Option<&'a Look>,
}

impl Frame {
    fn look(&self) -> Option<&Look> {
        match self {
            Frame::Look(look) => Some(look),
            _ => None,
        }
    }
}

impl Inside<'_> {
    /// The units from the highest rate to the lowest, once they are trained.
    fn ranks(&self) -> Option<Vec<usize>> {
        let rates = self.rates?;
        let mut units: Vec<usize> = (0..rates.len()).collect();
        units.sort_by(|a, b| rates[*b].total_cmp(&rates[*a]));
        Some(units)
    }

    /// The rank, from 1, of the unit that is mapped.
    fn rank(&self) -> usize {
        self.config.mapped.min(self.config.units)
    }

    fn figure(&self, id: &str, title: String, caption: &str, width: Width, body: Body) -> Figure {
        Figure { id: id.into(), title, caption: format!("{}. {caption}", self.model).into(), width, body }
    }

    fn factors(&self) -> Figure {
        let body = match (self.telling, self.ranks()) {
            (Some(telling), Some(ranks)) => {
                let told: Vec<[f64; 3]> = ranks.iter().map(|unit| telling.of_factors[*unit]).collect();
                Body::Chart(factors(&told))
            }
            _ => {
                Body::Empty("What every unit tells of x, y and size stands here once codes have been measured.".into())
            }
        };
        let caption = "Colour: I(Zⱼ;V), at most ln 8; units ranked by their rate, the highest on top. One dark cell in each \
                       row and column would be a unit for each factor.";
        self.figure("factors", "What each unit tells of each factor".into(), caption, Width::Half, body)
    }

    fn map(&self) -> Figure {
        let body = match (self.look, self.ranks()) {
            (Some(look), Some(ranks)) => Body::Chart(map(self.config, look, ranks[self.rank() - 1])),
            _ => Body::Empty("How a unit sees the images is drawn here after training.".into()),
        };
        let caption = format!(
            "The mean of unit {} for every image of size {}, laid out as the shape lies on the image. Stripes are a unit that \
             follows one axis alone; one colour everywhere is a silent unit, or one that follows size.",
            self.rank(),
            self.config.size
        );
        self.figure("map", format!("Unit {} over all places", self.rank()), &caption, Width::Half, body)
    }

    fn traversal(&self) -> Figure {
        let body = match (self.look, self.ranks()) {
            (Some(look), Some(ranks)) => Body::Images(traversal(look, &ranks, self.rank())),
            _ => Body::Empty("What changes on an image with each unit is drawn here after training.".into()),
        };
        let caption = "One unit a row, from the highest rate to the lowest: the code of one image with that unit set to values \
                       from left to right and the others kept. A silent unit changes next to nothing. Click a row to map its unit.";
        self.figure("traversal", "What each unit changes".into(), caption, Width::Full, body)
    }

    fn images(&self, sweep: &[f64]) -> Figure {
        let symbol = self.config.mode.symbol();
        let body = match self.look {
            Some(look) => {
                let back = look.reconstructions.iter().zip(sweep).map(|(pixels, value)| Tile {
                    edit: Some(("look".into(), value.to_string())),
                    chosen: *value == look.value,
                    ..tile(format!("{symbol} = {value}"), pixels)
                });
                let tiles: Vec<Tile> = std::iter::once(tile("the image".into(), &look.image)).chain(back).collect();
                Body::Images(Images { columns: tiles.len(), tiles, range: [0.0, 1.0] })
            }
            None => Body::Empty("An image, and what comes back of it, stand here after training.".into()),
        };
        let caption =
            format!("An image, and what is drawn from its mean code at every {symbol}. Click one to look into it.");
        self.figure("images", "What comes back".into(), &caption, Width::Full, body)
    }

    fn numbers(&self) -> Figure {
        let body = match (self.telling, self.rates, self.ranks()) {
            (Some(telling), Some(rates), Some(ranks)) => {
                let row = |(rank, unit): (usize, &usize)| {
                    let mut row = vec![Cell::Text(format!("unit {}", rank + 1)), Cell::Number(rates[*unit])];
                    row.extend(telling.of_factors[*unit].map(Cell::Number));
                    row.extend(telling.explained[*unit].map(Cell::Number));
                    row
                };
                Body::Table(Table { columns: columns(), rows: ranks.iter().enumerate().map(row).collect() })
            }
            _ => Body::Empty("The units' numbers stand here once the codes have been measured.".into()),
        };
        let caption = "Beside what a unit tells of x, y and size: the share of the variance of its mean that lies between the \
                       levels of each (the correlation ratio). The three sum to at most 100 %; the rest the factors make \
                       together. Of a silent unit the shares mean nothing.";
        self.figure("units-inside", "The units in numbers".into(), caption, Width::Full, body)
    }
}

/// Units from the highest rate down, values from left to right.
fn traversal(look: &Look, ranks: &[usize], chosen: usize) -> Images {
    let columns = look.values.len();
    let tile = |(rank, value): (usize, usize)| Tile {
        edit: Some(("mapped".into(), rank.to_string())),
        chosen: rank == chosen,
        ..tile(
            format!("unit {rank}: {}", signed(look.values[value])),
            &look.traversals[ranks[rank - 1] * columns + value],
        )
    };
    let all = (1..=ranks.len()).flat_map(|rank| (0..columns).map(move |value| (rank, value)));
    Images { columns, tiles: all.map(tile).collect(), range: [0.0, 1.0] }
}

fn signed(value: f32) -> String {
    if value == 0.0 { "0".into() } else { format!("{value:+.1}").replace('-', "−") }
}

fn tile(caption: String, pixels: &[f32]) -> Tile {
    Tile::grey(caption, [SIDE; 2], pixels.to_vec())
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
        marks: vec![
            Mark::HeatMap { x_edges: edges(LEVELS), y_edges: edges(LEVELS), values },
            // Named after its run: the units of other runs are other units, and their maps have no median.
            Mark::Dots {
                name: format!("the image looked at, run of seed {}", config.seed),
                ink: Ink::Hue(1),
                points: vec![[config.x as f64 - 1.0, (LEVELS - config.y) as f64]],
                edit: None,
            },
        ],
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
