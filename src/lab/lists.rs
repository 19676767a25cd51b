//! Lists in a text field: numbers joined by commas, widths of layers joined by dashes, tables of numbers.

use super::errors::Invalid;

/// Different numbers, rising, joined by commas: 1 to `most` of them, within the range.
pub fn numbers(key: &str, text: &str, [low, high]: [f64; 2], most: usize) -> Result<Vec<f64>, Invalid> {
    let refused = |problem: String| {
        let allowed = format!("1 to {most} different numbers from {low} to {high}, joined by commas");
        Invalid::new(key, format!("“{key}” {problem}; allowed: {allowed}"))
    };
    let number = |part: &str| match part.trim().parse::<f64>() {
        // −0 is 0.
        Ok(number) if (low..=high).contains(&number) => Ok(number + 0.0),
        _ => Err(refused(format!("holds “{part}”"))),
    };
    let mut numbers = text.split(',').map(number).collect::<Result<Vec<_>, _>>()?;
    let count = numbers.len();
    if count > most {
        return Err(refused(format!("holds {count} numbers")));
    }
    numbers.sort_by(f64::total_cmp);
    numbers.dedup();
    if numbers.len() < count { Err(refused("names one twice".into())) } else { Ok(numbers) }
}

/// Layers' widths joined by dashes: up to `deepest` of them, none of them wider than `widest`; no layer at all is `none`.
pub fn widths(key: &str, text: &str, deepest: usize, widest: usize) -> Result<Vec<usize>, Invalid> {
    let refused = |problem: String| {
        let allowed = format!("up to {deepest} widths from 1 to {widest}, joined by -, or none");
        Invalid::new(key, format!("“{key}” {problem}; allowed: {allowed}"))
    };
    if matches!(text, "none" | "") {
        return Ok(Vec::new());
    }
    let width = |part: &str| match part.trim().parse::<usize>() {
        Ok(width) if (1..=widest).contains(&width) => Ok(width),
        _ => Err(refused(format!("has the width “{part}”"))),
    };
    let parts: Vec<&str> = text.split('-').collect();
    if parts.len() > deepest {
        return Err(refused(format!("has {} layers", parts.len())));
    }
    parts.into_iter().map(width).collect()
}

/// The rows of a [`super::Kind::Table`]'s text, whose canonical form holds numbers alone.
pub fn table(text: &str) -> Vec<Vec<f64>> {
    let cells = |row: &str| row.split(',').map(|cell| cell.parse().unwrap_or(f64::NAN)).collect();
    text.split(';').map(cells).collect()
}
