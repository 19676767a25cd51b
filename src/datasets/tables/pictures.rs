//! A table's pictures: one a row, made as large as they are asked for.

use std::{collections::HashMap, rc::Rc};

use super::{Part, TableError, Values, decode::decode};
use crate::datasets::arrays::{Array, LARGEST_FILE, archive::Member};

#[derive(Clone, Debug)]
pub struct Pictures(Source);

#[derive(Clone, Debug)]
enum Source {
    Array {
        name: String,
        values: Rc<[f64]>,
        /// Height, width and planes.
        shape: [usize; 3],
        planes_first: bool,
        /// The values that are black and white.
        range: [f64; 2],
    },
    /// PNG or JPEG, the members in the order of the rows.
    Archive { bytes: Rc<[u8]>, members: Vec<Member> },
}

impl Pictures {
    /// Pictures as numbers: `[n, height, width]`, `[n, height, width, 1, 3 or 4]` or `[n, 1 or 3, height, width]`. Values
    /// from 0 to 1 or to 255 are taken as they are, others from their least to their greatest.
    pub fn of(array: &Array) -> Result<Self, TableError> {
        let unknown = || TableError::Shape {
            array: array.name().into(),
            shape: array.shape().iter().map(usize::to_string).collect::<Vec<_>>().join(", "),
        };
        let (shape, planes_first) = match *array.shape() {
            [_, height, width] => ([height, width, 1], false),
            [_, height, width, planes @ (1 | 3 | 4)] => ([height, width, planes], false),
            [_, planes @ (1 | 3), height, width] => ([height, width, planes], true),
            _ => return Err(unknown()),
        };
        if array.values().is_empty() {
            return Err(unknown());
        }
        if let Some(at) = array.values().iter().position(|value| !value.is_finite()) {
            return Err(TableError::NotFinite { array: array.name().into(), picture: at / array.dim() + 1 });
        }
        let [low, high] = array
            .values()
            .iter()
            .fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], value| [low.min(*value), high.max(*value)]);
        let range = match (low >= 0.0, high) {
            (true, high) if high <= 1.0 => [0.0, 1.0],
            (true, high) if high <= 255.0 && high > 16.0 => [0.0, 255.0],
            _ if high > low => [low, high],
            _ => [low, low + 1.0],
        };
        let source =
            Source::Array { name: array.name().into(), values: array.values().into(), shape, planes_first, range };
        Ok(Self(source))
    }

    /// The pictures that the cells of a part name.
    pub(super) fn in_archive(part: &Part, bytes: Rc<[u8]>, members: Vec<Member>) -> Self {
        let words = match &part.values {
            Values::Words(words) => words.as_slice(),
            Values::Numbers(_) => &[],
        };
        let known = by_name(&members);
        let members = words.iter().filter_map(|word| known.get(&word.to_lowercase()).map(|it| (*it).clone())).collect();
        Self(Source::Archive { bytes, members })
    }

    pub fn n(&self) -> usize {
        match &self.0 {
            Source::Array { values, shape, .. } => values.len() / shape.iter().product::<usize>(),
            Source::Archive { members, .. } => members.len(),
        }
    }

    /// What they are, in a few words.
    pub fn described(&self) -> String {
        match &self.0 {
            Source::Array { name, shape: [height, width, planes], .. } => {
                format!("{name}, {height} × {width} pixels{}", if *planes > 1 { " in colour" } else { "" })
            }
            Source::Archive { members, .. } => format!("{} picture files", members.len()),
        }
    }

    /// The i-th picture, `[3, side, side]` from 0 to 1: squeezed or stretched, so that nothing of it is lost.
    pub fn picture(&self, i: usize, side: usize) -> Result<Vec<f32>, TableError> {
        match &self.0 {
            Source::Array { values, shape: [height, width, planes], planes_first, range, .. } => {
                let numbers = height * width * planes;
                let values = &values[i * numbers..(i + 1) * numbers];
                let share = |plane: usize, row: usize, column: usize| {
                    let at = row * width + column;
                    let at = if *planes_first { plane * height * width + at } else { at * planes + plane };
                    ((values[at] - range[0]) / (range[1] - range[0])) as f32
                };
                Ok(sized([*height, *width, *planes], side, share))
            }
            Source::Archive { bytes, members } => {
                let member = &members[i];
                let refused = |problem: String| TableError::Picture { name: member.name.clone(), problem };
                if member.size > LARGEST_FILE {
                    return Err(TableError::LargeMember(member.name.clone()));
                }
                let file = member.unpacked(bytes).map_err(|error| refused(error.to_string()))?;
                let raster = decode(&file).map_err(refused)?;
                let share = |plane: usize, row: usize, column: usize| {
                    f32::from(raster.bytes[(row * raster.width + column) * raster.planes + plane]) / 255.0
                };
                Ok(sized([raster.height, raster.width, raster.planes], side, share))
            }
        }
    }
}

/// A picture of height, width and planes at another size: every new pixel is the mean of what lies under it, in parts where
/// it covers parts. One or two planes are grey; a second or fourth, which says how far a pixel hides what is behind it, is
/// passed over.
fn sized([height, width, planes]: [usize; 3], side: usize, share: impl Fn(usize, usize, usize) -> f32) -> Vec<f32> {
    let (rows, columns) = (covered(height, side), covered(width, side));
    let mut picture = Vec::with_capacity(3 * side * side);
    for plane in 0..3 {
        let plane = if planes < 3 { 0 } else { plane };
        for rows in &rows {
            for columns in &columns {
                let of_row = |(row, part): &(usize, f32)| {
                    let each = columns.iter().map(|(column, part)| part * share(plane, *row, *column));
                    part * each.sum::<f32>()
                };
                picture.push(rows.iter().map(of_row).sum::<f32>().clamp(0.0, 1.0));
            }
        }
    }
    picture
}

/// For each of `side` new places along an axis of `length` old ones: the old ones under it, and what part of it each covers.
fn covered(length: usize, side: usize) -> Vec<Vec<(usize, f32)>> {
    let scale = length as f64 / side as f64;
    let under = |place: usize| {
        let (from, to) = (place as f64 * scale, (place + 1) as f64 * scale);
        let last = (to.ceil() as usize).min(length);
        let part = |old: usize| (to.min(old as f64 + 1.0) - from.max(old as f64)) / scale;
        (from as usize..last).map(|old| (old, part(old) as f32)).collect()
    };
    (0..side).map(under).collect()
}

/// Whether every cell of a part names a picture.
pub fn names(part: &Part, members: &[Member]) -> bool {
    let known = by_name(members);
    match &part.values {
        Values::Numbers(_) => false,
        Values::Words(words) => words.iter().all(|word| known.contains_key(&word.to_lowercase())),
    }
}

/// Pictures by their path in the archive or its last step, with or without its ending, in small letters.
fn by_name(members: &[Member]) -> HashMap<String, &Member> {
    let mut known = HashMap::new();
    for member in members {
        let last = member.name.rsplit('/').next().unwrap_or(&member.name);
        let bare = last.rsplit_once('.').map_or(last, |(bare, _)| bare);
        for name in [bare, last, &member.name] {
            known.insert(name.to_lowercase(), member);
        }
    }
    known
}
