//! Tables as text: columns of numbers or words under their names.

use ::csv::ByteRecord;

use super::{Part, TableError, Values};
use crate::datasets::arrays::{
    ArraysError, MOST_VALUES,
    csv::{line, plain, reader, separator},
};

/// Reads named columns. Cells are separated as in [`crate::datasets::arrays::read`]; a first row with any cell that is no
/// number names the columns, and without one they are called column 1, 2, …. A column is of numbers where every cell is
/// one. Columns of numbers that differ in a last number alone, such as `x0`, `x1`, are one part, unless only some of them
/// hold yes and no.
pub fn parts(bytes: &[u8]) -> Result<Vec<Part>, TableError> {
    if bytes.is_empty() {
        return Err(ArraysError::Empty.into());
    }
    let text = plain(bytes)?;
    let separator = separator(text);
    let mut reader = reader(text, separator);
    let mut record = ByteRecord::new();
    let (mut names, mut rows): (Vec<String>, Vec<Vec<String>>) = (Vec::new(), Vec::new());
    // Reading from memory, raw and flexible, cannot fail.
    while reader.read_byte_record(&mut record).unwrap_or(false) {
        // Several spaces are one.
        let cells = record.iter().filter(|cell| separator != b' ' || !cell.is_empty());
        let cells: Vec<String> = cells.map(|cell| String::from_utf8_lossy(cell).into_owned()).collect();
        if cells.iter().all(String::is_empty) && cells.len() < 2 {
            continue;
        }
        if names.is_empty() {
            if cells.iter().any(|cell| cell.parse::<f64>().is_err()) {
                names = cells;
                continue;
            }
            names = (1..=cells.len()).map(|column| format!("column {column}")).collect();
        }
        if cells.len() != names.len() {
            return Err(TableError::Ragged {
                row: rows.len() + 1,
                line: line(text, &record),
                cells: cells.len(),
                expected: names.len(),
            });
        }
        rows.push(cells);
        if rows.len() * names.len() > MOST_VALUES {
            let values = (rows.len() * names.len()).to_string();
            return Err(ArraysError::TooMany { what: "the file has at least".into(), values }.into());
        }
    }
    if rows.is_empty() {
        return Err(TableError::NoRows);
    }
    let column = |(at, name): (usize, String)| {
        let cells = || rows.iter().map(|row| row[at].as_str());
        let numbers: Option<Vec<f64>> = cells().map(|cell| cell.parse().ok()).collect();
        let values = match numbers {
            Some(numbers) => Values::Numbers(numbers),
            None => Values::Words(cells().map(str::to_owned).collect()),
        };
        // Lists of names are parted by commas.
        let name = if name.is_empty() { format!("column {}", at + 1) } else { name.replace(',', ";") };
        Part { columns: vec![name.clone()], name, values }
    };
    Ok(grouped(names.into_iter().enumerate().map(column).collect()))
}

/// Puts columns of numbers whose names differ in a last number alone together.
fn grouped(columns: Vec<Part>) -> Vec<Part> {
    let mut groups: Vec<(String, Vec<Part>)> = Vec::new();
    for column in columns {
        let stem = match &column.values {
            Values::Numbers(_) => stem(&column.name),
            Values::Words(_) => column.name.clone(),
        };
        let alike = |(name, group): &&mut (String, Vec<Part>)| {
            *name == stem && matches!((&group[0].values, &column.values), (Values::Numbers(_), Values::Numbers(_)))
        };
        match groups.iter_mut().find(alike) {
            Some((_, group)) => group.push(column),
            None => groups.push((stem, vec![column])),
        }
    }
    let mut parts = Vec::new();
    for (name, group) in groups {
        let of_two = group.iter().filter(|column| column.concepts().is_ok()).count();
        if group.len() == 1 || (of_two != 0 && of_two != group.len()) {
            parts.extend(group);
        } else {
            parts.push(together(name, &group));
        }
    }
    parts
}

fn stem(name: &str) -> String {
    let bare = name.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let bare = bare.trim_end_matches(['_', '.', '-', ' ']);
    if bare.is_empty() { name.to_owned() } else { bare.to_owned() }
}

fn together(name: String, group: &[Part]) -> Part {
    let of = |part: &Part| match &part.values {
        Values::Numbers(values) => values.clone(),
        Values::Words(_) => Vec::new(),
    };
    let columns: Vec<Vec<f64>> = group.iter().map(of).collect();
    let rows = columns[0].len();
    let values = (0..rows).flat_map(|row| columns.iter().map(move |column| column[row])).collect();
    Part { name, columns: group.iter().map(|part| part.name.clone()).collect(), values: Values::Numbers(values) }
}
