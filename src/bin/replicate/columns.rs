//! Which numbers of a file are meant: `0,1`, `0-9`, `height`, `array`, `array:0,1`.

use bottleneck_lab::{datasets::arrays::Array, samples::Samples};

use super::Failure;

/// The points in the columns that an option names.
pub fn chosen(option: &str, text: &str, arrays: &[Array]) -> Result<Samples, Failure> {
    let refused = |why: String| Failure::BadInput(format!("{option} “{text}”: {why}"));
    let (array, columns) = array(text, arrays).map_err(refused)?;
    let columns = match columns {
        Some(columns) => places(columns, array).map_err(refused)?,
        None => (0..if array.values().is_empty() { 0 } else { array.dim() }).collect(),
    };
    array.samples_of(&columns).map_err(|error| refused(error.to_string()))
}

/// The array, and the columns where not all are meant.
fn array<'a, 't>(text: &'t str, arrays: &'a [Array]) -> Result<(&'a Array, Option<&'t str>), String> {
    let named = |name: &str| arrays.iter().find(|array| array.name() == name);
    if let Some((array, columns)) = text.split_once(':').and_then(|(name, columns)| Some((named(name)?, columns))) {
        return Ok((array, Some(columns)));
    }
    match (named(text), arrays) {
        (_, [only]) if only.columns().iter().any(|name| name == text) => Ok((only, Some(text))),
        (Some(array), _) => Ok((array, None)),
        (None, [only]) => Ok((only, Some(text))),
        (None, _) => {
            let names: Vec<&str> = arrays.iter().map(Array::name).collect();
            Err(format!("there is no such array; the file has {}", names.join(", ")))
        }
    }
}

fn places(text: &str, array: &Array) -> Result<Vec<usize>, String> {
    let mut places = Vec::new();
    for part in text.split(',').map(str::trim) {
        let named: Vec<usize> = (0..array.columns().len()).filter(|at| array.columns()[*at] == part).collect();
        let range = match named[..] {
            [at] => Some((at, at)),
            [] => numbers(part),
            _ => return Err(format!("the columns {named:?} are all named “{part}”; say which by number")),
        };
        match range {
            Some((first, last)) if first <= last && last < array.dim() => places.extend(first..=last),
            _ => return Err(format!("there is no column “{part}”; {}", known(array))),
        }
    }
    Ok(places)
}

fn numbers(part: &str) -> Option<(usize, usize)> {
    let (first, last) = part.split_once('-').unwrap_or((part, part));
    Some((first.parse().ok()?, last.parse().ok()?))
}

fn known(array: &Array) -> String {
    let names = match array.columns() {
        [] => String::new(),
        names => format!(", named {}", names.join(", ")),
    };
    format!("array “{}” has the columns 0 to {}{names}", array.name(), array.dim().saturating_sub(1))
}
