//! Which of the visitor's arrays is what: inputs, labels and layers, matched by name and shape.

use super::config::{AUTO, Config, LeadingAxis};
use crate::{
    datasets::arrays::Array,
    lab::Invalid,
    samples::{Samples, SamplesError},
};

/// Inputs, labels and layers of the same rows.
#[derive(Debug)]
pub struct Matched {
    pub rows: usize,
    pub inputs: Option<Samples>,
    pub labels: Option<Samples>,
    pub layers: Vec<Series>,
    /// What each array was taken for, in words.
    pub found: Vec<String>,
}

/// One layer at every checkpoint.
#[derive(Debug)]
pub struct Series {
    pub name: String,
    pub units: usize,
    array: Array,
    /// One where there is no axis of checkpoints.
    pub checkpoints: usize,
}

const INPUT_NAMES: &[&str] = &["x", "input", "inputs", "x_test", "x_train", "data", "features"];
const LABEL_NAMES: &[&str] = &["y", "label", "labels", "target", "targets", "y_test", "y_train", "classes"];

/// Finds what every array is. All arrays of all files together; names are told apart regardless of case.
pub fn matched(arrays: Vec<Array>, config: &Config) -> Result<Matched, Invalid> {
    let mut left = arrays;
    if let Some(twice) = left.iter().enumerate().find(|(i, a)| left[..*i].iter().any(|b| same(a.name(), b.name()))) {
        return Err(problem("files", format!("two arrays have the name “{}”; names must differ", twice.1.name())));
    }
    let inputs = take(&mut left, "inputs", &config.inputs, INPUT_NAMES)?;
    let labels = take(&mut left, "labels", &config.labels, LABEL_NAMES)?;
    let layers = take_layers(left, &config.layers)?;
    let rows = rows(inputs.as_ref(), labels.as_ref(), &layers, config.leading_axis)?;
    let mut found = Vec::new();
    for (role, array) in [("inputs", &inputs), ("labels", &labels)] {
        found.push(match array {
            Some(array) => format!("{role}: {} {}", array.name(), shape(array)),
            None => format!("{role}: none"),
        });
    }
    found.push(format!(
        "layers: {}",
        layers.iter().map(|array| format!("{} {}", array.name(), shape(array))).collect::<Vec<_>>().join(", ")
    ));
    let layers =
        layers.into_iter().map(|array| series(array, rows, config.leading_axis)).collect::<Result<Vec<_>, _>>()?;
    let longest = layers.iter().map(|layer| layer.checkpoints).max().unwrap_or(1);
    if let Some(short) = layers.iter().find(|layer| layer.checkpoints != longest) {
        let long = layers.iter().find(|layer| layer.checkpoints == longest).map_or("", |layer| &layer.name);
        return Err(problem(
            "files",
            format!(
                "“{long}” has {longest} checkpoints, but “{}” has {}; every layer must have as many",
                short.name, short.checkpoints
            ),
        ));
    }
    let samples = |array: Option<Array>| {
        array.map(|array| array.samples().map_err(|error| problem("files", error.to_string()))).transpose()
    };
    Ok(Matched { rows, inputs: samples(inputs)?, labels: samples(labels)?, layers, found })
}

impl Series {
    /// The layer at one checkpoint on some rows, `[rows, units]`.
    pub fn at(&self, checkpoint: usize, rows: &[usize]) -> Result<Samples, Invalid> {
        let of_all = self.array.values().len() / self.checkpoints;
        let values = &self.array.values()[checkpoint * of_all..(checkpoint + 1) * of_all];
        let kept = rows.iter().flat_map(|row| &values[row * self.units..(row + 1) * self.units]).copied().collect();
        Samples::new(kept, self.units).map_err(|error| match error {
            SamplesError::NotFinite { row, column } => problem(
                "files",
                format!(
                    "“{}” has a value that is not a finite number at row {}, column {column}{}",
                    self.name,
                    rows[row - 1] + 1,
                    if self.checkpoints > 1 { format!(" of checkpoint {}", checkpoint + 1) } else { String::new() }
                ),
            ),
            error => problem("files", format!("“{}”: {error}", self.name)),
        })
    }
}

fn problem(key: &str, message: String) -> Invalid {
    Invalid::new(key, message)
}

fn same(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b)
}

fn shape(array: &Array) -> String {
    let axes: Vec<String> = array.shape().iter().map(usize::to_string).collect();
    format!("[{}]", axes.join(" × "))
}

/// The array that plays a part, taken out of those left.
fn take(left: &mut Vec<Array>, key: &str, name: &str, usual: &[&str]) -> Result<Option<Array>, Invalid> {
    let at = match name {
        "none" => None,
        AUTO => usual.iter().find_map(|usual| left.iter().position(|array| same(array.name(), usual))),
        _ => Some(position(left, key, name)?),
    };
    Ok(at.map(|at| left.remove(at)))
}

fn position(arrays: &[Array], key: &str, name: &str) -> Result<usize, Invalid> {
    arrays.iter().position(|array| same(array.name(), name)).ok_or_else(|| {
        let known: Vec<&str> = arrays.iter().map(Array::name).collect();
        problem(
            key,
            format!("“{key}” names “{name}”, but the files have no such array left; there are: {}", known.join(", ")),
        )
    })
}

fn take_layers(mut left: Vec<Array>, names: &str) -> Result<Vec<Array>, Invalid> {
    let layers = if names == AUTO {
        // A number alone, or one value per checkpoint, is no layer.
        left.retain(|array| array.shape().len() > 1);
        left
    } else {
        let mut layers = Vec::new();
        for name in names.split(',').map(str::trim) {
            layers.push(left.remove(position(&left, "layers", name)?));
        }
        layers
    };
    if layers.is_empty() {
        let message = "the files hold no layer: besides inputs and labels there must be an array of two axes or more";
        return Err(problem("files", message.into()));
    }
    Ok(layers)
}

/// How many rows there are, by the labels, else the inputs, else the layers themselves.
fn rows(
    inputs: Option<&Array>,
    labels: Option<&Array>,
    layers: &[Array],
    leading: LeadingAxis,
) -> Result<usize, Invalid> {
    let first = |array: &Array| array.shape().first().copied().unwrap_or(1);
    if let (Some(inputs), Some(labels)) = (inputs, labels)
        && first(inputs) != first(labels)
    {
        return Err(problem(
            "files",
            format!("“{}” has {} rows, but “{}” has {}", inputs.name(), first(inputs), labels.name(), first(labels)),
        ));
    }
    let rows = match (labels.or(inputs), leading) {
        (Some(array), _) => first(array),
        (None, LeadingAxis::Checkpoints) => layers[0].shape().get(1).copied().unwrap_or(0),
        (None, _) => first(&layers[0]),
    };
    if rows < 2 {
        return Err(problem("files", format!("there are {rows} rows; at least 2 are needed")));
    }
    Ok(rows)
}

fn series(array: Array, rows: usize, leading: LeadingAxis) -> Result<Series, Invalid> {
    let axes = array.shape();
    let at = |axis: usize| axes.get(axis).copied() == Some(rows);
    let by_rows = match leading {
        LeadingAxis::Rows => true,
        LeadingAxis::Checkpoints => false,
        LeadingAxis::Auto => at(0) || !at(1),
    };
    let fits = if by_rows { at(0) } else { axes.len() >= 2 && at(1) };
    if !fits {
        let seen = if by_rows { axes.first() } else { axes.get(1) }.copied().unwrap_or(1);
        return Err(problem(
            "files",
            format!("“{}” {} has {seen} rows, but there are {rows} labels or inputs", array.name(), shape(&array)),
        ));
    }
    let checkpoints = if by_rows { 1 } else { axes[0] };
    let units = array.values().len().checked_div(rows * checkpoints).unwrap_or(0);
    if units == 0 {
        return Err(problem("files", format!("“{}” {} is empty", array.name(), shape(&array))));
    }
    Ok(Series { name: array.name().to_owned(), units, array, checkpoints })
}
