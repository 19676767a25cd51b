//! The rows of a table in use: which are trained on, what the bottlenecks are given of them, and what is shown.

use super::{
    About, Found, Frame, Reading, Role, Scene, Thumb,
    config::{Config, GALLERY},
    roles::{MOST_CLASSES, Roles, roles},
};
use crate::{
    datasets::tables::{Part, Pictures, Table},
    draws::Rng,
    lab::Invalid,
    nets::{backbone::Seen, concept::Rows},
};

/// Pixels along the side of what the network sees.
pub const SIDE: usize = 32;
/// Numbers of a picture.
pub const NUMBERS: usize = 3 * SIDE * SIDE;
/// The share of rows that is kept for testing.
const HELD_OUT: f64 = 0.3;
const FEWEST_ROWS: usize = 40;
/// Inputs of the row looked at that are shown.
const READINGS: usize = 20;

/// The rows in use, those trained on first.
pub struct Data {
    /// Their places in the table.
    pub rows: Vec<usize>,
    /// `[n, d]`: standardised inputs, or the picture network's features.
    pub features: Vec<f32>,
    pub concepts: Vec<bool>,
    pub labels: Vec<usize>,
    pub trained_on: usize,
    pub width: usize,
    /// `[n, 3, 32, 32]` from 0 to 1; none where inputs are columns.
    pub pictures: Vec<f32>,
    /// Names and, of every row, values of the input columns; none where inputs are pictures.
    columns: Vec<String>,
    values: Vec<f64>,
}

fn found(table: &Table, roles: Option<&Roles>) -> Found {
    let about = |(at, part): (usize, &Part)| About {
        name: part.name.clone(),
        held: part.described(),
        role: roles.map_or(Role::LeftOut, |roles| roles.of(at)),
    };
    Found {
        parts: table.parts.iter().enumerate().map(about).collect(),
        pictures: table.pictures.as_ref().map(Pictures::described).unwrap_or_default(),
        rows: table.rows,
        ..Found::default()
    }
}

/// A table whose columns have no roles yet.
pub fn unparted(table: &Table) -> Frame {
    Frame {
        found: found(table, None),
        concepts: Vec::new(),
        classes: Vec::new(),
        scores: Vec::new(),
        scene: Scene::default(),
        gallery: Vec::new(),
        ended: false,
    }
}

/// Gives every column its role and every row its place; pictures are not looked at yet.
pub fn parted(table: &Table, config: &Config) -> Result<(Frame, Data), Invalid> {
    let roles = roles(table, config)?;
    if table.rows < FEWEST_ROWS {
        let message = format!("the table has {} rows; at least {FEWEST_ROWS} are needed", table.rows);
        return Err(Invalid::new("files", message));
    }
    let (labels, classes) = table.parts[roles.label].classes(MOST_CLASSES).map_err(problem("label"))?;
    let mut order: Vec<usize> = (0..table.rows).collect();
    Rng::new(config.seed.into(), "rows").shuffle(&mut order);
    order.truncate(config.points);
    let trained_on = order.len() - (HELD_OUT * order.len() as f64) as usize;
    let (mut names, mut concepts) = (Vec::new(), Vec::new());
    for at in &roles.concepts {
        names.extend(table.parts[*at].columns.clone());
        concepts.push((table.parts[*at].width(), table.parts[*at].concepts().map_err(problem("concepts"))?));
    }
    let (mut columns, mut inputs) = (Vec::new(), Vec::new());
    for at in &roles.inputs {
        columns.extend(table.parts[*at].columns.clone());
        inputs.push((table.parts[*at].width(), table.parts[*at].numbers().map_err(problem("inputs"))?.to_vec()));
    }
    let values = side_by_side(&inputs, &order);
    let data = Data {
        features: standardised(&values, columns.len(), trained_on),
        concepts: side_by_side(&concepts, &order),
        labels: order.iter().map(|row| labels[*row]).collect(),
        trained_on,
        width: names.len(),
        pictures: Vec::new(),
        columns,
        values,
        rows: order,
    };
    let found = Found {
        trained_on,
        tested_on: data.n() - trained_on,
        of_class: data.constant_in_classes(classes.len()),
        ..found(table, Some(&roles))
    };
    Ok((Frame { found, concepts: names, classes, ..unparted(table) }, data))
}

fn problem(key: &'static str) -> impl Fn(String) -> Invalid {
    move |message| Invalid::new(key, message)
}

/// Blocks of columns, each with its width and its cells `[rows, width]`, as one table of some rows.
fn side_by_side<T: Copy>(blocks: &[(usize, Vec<T>)], rows: &[usize]) -> Vec<T> {
    rows.iter()
        .flat_map(|row| blocks.iter().flat_map(move |(width, cells)| &cells[row * width..(row + 1) * width]))
        .copied()
        .collect()
}

/// Every column with mean 0 and deviation 1 over the training rows; a constant one is 0.
pub fn standardised(values: &[f64], width: usize, trained_on: usize) -> Vec<f32> {
    let mut scaled = vec![0f32; values.len()];
    for column in 0..width {
        let of = || values.iter().skip(column).step_by(width);
        let (mean, deviation) = spread(of().take(trained_on));
        for (to, value) in scaled.iter_mut().skip(column).step_by(width).zip(of()) {
            *to = ((value - mean) / deviation) as f32;
        }
    }
    scaled
}

/// Mean and deviation; the deviation of what is constant is infinite, so that nothing is far from its mean.
fn spread<'a>(values: impl Iterator<Item = &'a f64> + Clone) -> (f64, f64) {
    let n = values.clone().count().max(1) as f64;
    let mean = values.clone().sum::<f64>() / n;
    let deviation = (values.map(|value| (value - mean).powi(2)).sum::<f64>() / n).sqrt();
    (mean, if deviation > 0.0 { deviation } else { f64::INFINITY })
}

impl Data {
    pub fn n(&self) -> usize {
        self.labels.len()
    }

    fn inputs(&self) -> usize {
        self.features.len() / self.n()
    }

    pub fn truth(&self, i: usize) -> &[bool] {
        &self.concepts[i * self.width..(i + 1) * self.width]
    }

    pub fn training_rows(&self) -> Rows {
        Rows {
            inputs: self.features[..self.trained_on * self.inputs()].to_vec(),
            concepts: self.concepts[..self.trained_on * self.width].to_vec(),
            labels: self.labels[..self.trained_on].to_vec(),
        }
    }

    /// Features of some rows, as bottlenecks take them.
    pub fn seen(&self, rows: std::ops::Range<usize>) -> Seen {
        let inputs = self.inputs();
        Seen { features: self.features[rows.start * inputs..rows.end * inputs].to_vec(), logits: Vec::new() }
    }

    /// How many concepts are the same in all rows of a class.
    fn constant_in_classes(&self, classes: usize) -> usize {
        let mut first: Vec<Option<usize>> = vec![None; classes];
        let mut varies = vec![false; self.width];
        for i in 0..self.n() {
            let of_class = *first[self.labels[i]].get_or_insert(i);
            for (k, varies) in varies.iter_mut().enumerate() {
                *varies |= self.truth(i)[k] != self.truth(of_class)[k];
            }
        }
        varies.iter().filter(|varies| !**varies).count()
    }

    pub fn pixels(&self, i: usize) -> Vec<u8> {
        let picture = self.pictures.get(i * NUMBERS..(i + 1) * NUMBERS).unwrap_or(&[]);
        picture.iter().map(|value| (value * 255.0).round() as u8).collect()
    }

    pub fn gallery(&self) -> Vec<Thumb> {
        let thumb = |i: usize| Thumb { pixels: self.pixels(i), label: self.labels[i], answers: Vec::new() };
        (self.trained_on..self.n()).take(GALLERY).map(thumb).collect()
    }

    /// The inputs of a row that are furthest from their mean.
    pub fn readings(&self, i: usize) -> Vec<Reading> {
        let width = self.columns.len();
        let reading = |(column, name): (usize, &String)| Reading {
            name: name.clone(),
            value: self.values[i * width + column],
            deviation: f64::from(self.features[i * width + column]),
        };
        let mut readings: Vec<Reading> = self.columns.iter().enumerate().map(reading).collect();
        readings.sort_by(|a, b| b.deviation.abs().total_cmp(&a.deviation.abs()));
        readings.truncate(READINGS);
        readings
    }
}
