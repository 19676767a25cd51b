//! The table that stands here until files are brought: handwritten digits, and what their shapes are made of.

use crate::datasets::{
    arrays::Array,
    digits::{self, SIDE},
    tables::{Part, Pictures, Table, TableError, Values},
};

/// What is drawn where a digit is written in the usual way, and the digits that have it. No two digits have the same.
const SHAPES: &[(&str, &[usize])] = &[
    ("closed loop", &[0, 6, 8, 9]),
    ("two loops", &[8]),
    ("round at the top", &[0, 2, 3, 8, 9]),
    ("round at the bottom", &[0, 3, 5, 6, 8]),
    ("bar at the top", &[5, 7]),
    ("bar at the bottom", &[2]),
    ("straight stroke", &[1, 4]),
    ("corner", &[4, 5, 7]),
    ("open to the left", &[2, 3, 7]),
];

pub fn table() -> Result<Table, TableError> {
    let data = digits::load();
    let labels: Vec<usize> = data.labels().iter().map(|label| usize::from(*label)).collect();
    let part = |name: &str, values: Vec<f64>| Part {
        name: name.into(),
        columns: vec![name.into()],
        values: Values::Numbers(values),
    };
    let mut parts = vec![part("digit", labels.iter().map(|label| *label as f64).collect())];
    for (name, having) in SHAPES {
        parts.push(part(name, labels.iter().map(|label| f64::from(u8::from(having.contains(label)))).collect()));
    }
    // Ink is bright in the file, as it is here.
    let pixels = data.inputs().iter().map(|pixel| f64::from(*pixel)).collect();
    let pictures = Array::new("images", vec![data.n(), SIDE, SIDE], pixels);
    Ok(Table { rows: data.n(), parts, pictures: Some(Pictures::of(&pictures)?) })
}
