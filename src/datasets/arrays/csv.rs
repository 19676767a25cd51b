//! Text with a row of numbers a line: one array, with the columns' names where the first row has them.

use ::csv::{ByteRecord, Reader, ReaderBuilder, Trim};

use super::{Array, ArraysError, MOST_VALUES, error::CsvError};

/// How many lines decide what separates cells.
const LINES_LOOKED_AT: usize = 20;

/// Reads `[rows, columns]`. Cells are separated by commas, semicolons, tabs or spaces, whichever most of the first lines
/// have; they may be quoted. A first row with any cell that is no number names the columns. Blank lines and lines that
/// begin with # are passed over.
pub fn array(name: &str, bytes: &[u8]) -> Result<Array, ArraysError> {
    let text = plain(bytes)?;
    let separator = separator(text);
    let mut reader = reader(text, separator);
    let mut record = ByteRecord::new();
    let (mut columns, mut width, mut rows) = (Vec::new(), None, 0);
    let mut values = Vec::new();
    // Reading from memory, raw and flexible, cannot fail.
    while reader.read_byte_record(&mut record).unwrap_or(false) {
        // Several spaces are one.
        let cells: Vec<&[u8]> = record.iter().filter(|cell| separator != b' ' || !cell.is_empty()).collect();
        if cells.iter().all(|cell| cell.is_empty()) && cells.len() < 2 {
            continue;
        }
        let line = || line(text, &record);
        let expected = *width.get_or_insert(cells.len());
        if rows == 0 && columns.is_empty() && cells.iter().any(|cell| value(cell).is_none()) {
            columns = cells.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect();
            continue;
        }
        rows += 1;
        if cells.len() != expected {
            return Err(CsvError::Ragged { row: rows, line: line(), cells: cells.len(), expected }.into());
        }
        if values.len() + cells.len() > MOST_VALUES {
            return Err(ArraysError::TooMany {
                what: "the file has at least".into(),
                values: (values.len() + cells.len()).to_string(),
            });
        }
        for (column, cell) in cells.iter().enumerate() {
            values.push(value(cell).ok_or_else(|| CsvError::NotANumber {
                row: rows,
                line: line(),
                column: column + 1,
                name: columns.get(column).cloned(),
                text: String::from_utf8_lossy(cell).into_owned(),
            })?);
        }
    }
    match width {
        Some(width) if rows > 0 => Ok(Array { name: name.to_owned(), shape: vec![rows, width], values, columns }),
        _ => Err(CsvError::NoRows.into()),
    }
}

/// The text of a file, without what marks its encoding; or why it is none that can be read.
pub fn plain(bytes: &[u8]) -> Result<&[u8], ArraysError> {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(CsvError::Utf16.into());
    }
    if bytes.contains(&0) {
        return Err(ArraysError::Unknown);
    }
    Ok(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes))
}

/// Rows of any length, the names of the columns among them; lines that begin with # are passed over.
pub fn reader(text: &[u8], separator: u8) -> Reader<&[u8]> {
    ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .comment(Some(b'#'))
        .trim(Trim::All)
        .from_reader(text)
}

fn value(cell: &[u8]) -> Option<f64> {
    std::str::from_utf8(cell).ok()?.parse().ok()
}

/// What most of the first lines have outside quotes; where several do equally, numbers are likelier to hold a comma than
/// a semicolon, and text a semicolon than a tab.
pub fn separator(text: &[u8]) -> u8 {
    let lines = || text.split(|byte| matches!(byte, b'\n' | b'\r')).filter(|line| !line.is_empty() && line[0] != b'#');
    let having = |separator: u8| lines().take(LINES_LOOKED_AT).filter(|line| holds(line, separator)).count();
    let mut found = (b' ', 0);
    for separator in [b'\t', b';', b','] {
        let count = having(separator);
        if count > found.1 {
            found = (separator, count);
        }
    }
    found.0
}

fn holds(line: &[u8], separator: u8) -> bool {
    let mut is_quoted = false;
    line.iter().any(|byte| {
        is_quoted ^= *byte == b'"';
        !is_quoted && *byte == separator
    })
}

/// The line on which a row begins, counted from 1. The reader's own position stands before the blank lines and comments
/// above the row, and does not count lines that end in a carriage return alone.
pub fn line(text: &[u8], record: &ByteRecord) -> usize {
    let ends = |byte: &u8| matches!(byte, b'\n' | b'\r');
    let mut at = record.position().map_or(0, |position| position.byte() as usize).min(text.len());
    while let Some(first) = text.get(at).filter(|first| ends(first) || **first == b'#') {
        at += if ends(first) { 1 } else { text[at..].iter().take_while(|byte| !ends(byte)).count() };
    }
    let is_end = |(i, byte): (usize, &u8)| *byte == b'\n' || *byte == b'\r' && text.get(i + 1) != Some(&b'\n');
    1 + text[..at].iter().enumerate().filter(|(i, byte)| is_end((*i, byte))).count()
}
