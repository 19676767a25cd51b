//! One named part of a table, and what it can stand for.

use super::TableError;
use crate::datasets::arrays::Array;

/// Columns that go by one name: one column, or such as differ in a last number alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    pub name: String,
    /// One name a column.
    pub columns: Vec<String>,
    pub values: Values,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// `[rows, columns]`, row-major; not all need be finite.
    Numbers(Vec<f64>),
    /// One a row; always a single column.
    Words(Vec<String>),
}

const YES: &[&str] = &["yes", "true", "present", "y", "t"];
const NO: &[&str] = &["no", "false", "absent", "n", "f"];
/// What a concept's cells may hold, in words.
pub const TWO_VALUES: &str = "0 and 1, yes and no, true and false, or present and absent";

impl Part {
    /// An array of one or two axes.
    pub(super) fn of(array: &Array) -> Result<Self, TableError> {
        let width = array.dim();
        if array.n() == 0 || width == 0 {
            return Err(TableError::NoRows);
        }
        let columns = match (array.columns(), width) {
            ([], 1) => vec![array.name().to_owned()],
            ([], _) => (0..width).map(|column| format!("{}_{column}", array.name())).collect(),
            (names, _) => names.to_vec(),
        };
        Ok(Self { name: array.name().to_owned(), columns, values: Values::Numbers(array.values().to_vec()) })
    }

    pub fn width(&self) -> usize {
        self.columns.len()
    }

    pub fn rows(&self) -> usize {
        match &self.values {
            Values::Numbers(values) => values.len() / self.width(),
            Values::Words(words) => words.len(),
        }
    }

    /// Whether it can be concepts: cells of two values only, both of which are there in some column.
    pub fn is_concepts(&self) -> bool {
        self.concepts().is_ok_and(|cells| cells.contains(&true) && cells.contains(&false))
    }

    /// Its cells as present or absent, `[rows, columns]`; or which cell is neither.
    pub fn concepts(&self) -> Result<Vec<bool>, String> {
        let neither = |at: usize, cell: String| {
            let (row, column) = (at / self.width(), &self.columns[at % self.width()]);
            format!("“{column}” holds {cell} at row {}; a concept holds {TWO_VALUES}", row + 1)
        };
        match &self.values {
            Values::Numbers(values) => {
                let one = |(at, value): (usize, &f64)| match *value {
                    0.0 => Ok(false),
                    1.0 => Ok(true),
                    other => Err(neither(at, other.to_string())),
                };
                values.iter().enumerate().map(one).collect()
            }
            Values::Words(words) => {
                let one = |(at, word): (usize, &String)| {
                    let is_in = |list: &[&str]| list.iter().any(|it| it.eq_ignore_ascii_case(word));
                    match (is_in(YES) || word == "1", is_in(NO) || word == "0") {
                        (true, _) => Ok(true),
                        (_, true) => Ok(false),
                        _ => Err(neither(at, shown(word))),
                    }
                };
                words.iter().enumerate().map(one).collect()
            }
        }
    }

    /// Its cells as numbers, `[rows, columns]`; or which cell is no finite number.
    pub fn numbers(&self) -> Result<&[f64], String> {
        match &self.values {
            Values::Numbers(values) => match values.iter().position(|value| !value.is_finite()) {
                None => Ok(values),
                Some(at) => Err(format!(
                    "“{}” holds {} at row {}; an input holds finite numbers",
                    self.columns[at % self.width()],
                    values[at],
                    at / self.width() + 1
                )),
            },
            Values::Words(words) => {
                let at = words.iter().position(|word| word.parse::<f64>().is_err()).unwrap_or(0);
                Err(format!("“{}” holds {} at row {}; an input holds numbers", self.name, shown(&words[at]), at + 1))
            }
        }
    }

    /// Each row's class, and the classes' names in the order of their numbers or of the alphabet; at most `most` of them.
    pub fn classes(&self, most: usize) -> Result<(Vec<usize>, Vec<String>), String> {
        if self.width() != 1 {
            return Err(format!("“{}” has {} columns; a label is one column", self.name, self.width()));
        }
        let mut names: Vec<String> = match &self.values {
            Values::Numbers(values) => {
                let mut kinds = values.clone();
                kinds.sort_by(f64::total_cmp);
                kinds.dedup();
                kinds.iter().map(f64::to_string).collect()
            }
            Values::Words(words) => {
                let mut kinds = words.clone();
                kinds.sort();
                kinds.dedup();
                kinds
            }
        };
        let count = names.len();
        if count < 2 || count > most {
            return Err(format!("“{}” has {count} different values; a label has from 2 to {most}", self.name));
        }
        let place = |name: &str| names.iter().position(|other| other == name).unwrap_or(0);
        let of_rows = match &self.values {
            Values::Numbers(values) => values.iter().map(|value| place(&value.to_string())).collect(),
            Values::Words(words) => words.iter().map(|word| place(word)).collect(),
        };
        if let Some(empty) = names.iter_mut().find(|name| name.is_empty()) {
            *empty = "(empty)".into();
        }
        Ok((of_rows, names))
    }

    /// What it holds, in a few words.
    pub fn described(&self) -> String {
        let columns = if self.width() == 1 { String::new() } else { format!("{} columns, ", self.width()) };
        let held = match (self.concepts(), &self.values) {
            (Ok(cells), _) => {
                let present = cells.iter().filter(|present| **present).count();
                format!("yes or no, {:.0} % yes", 100.0 * present as f64 / cells.len() as f64)
            }
            (_, Values::Numbers(values)) => {
                let low = values.iter().copied().fold(f64::INFINITY, f64::min);
                let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                format!("numbers from {} to {}", brief(low), brief(high))
            }
            (_, Values::Words(words)) => {
                let mut kinds = words.clone();
                kinds.sort();
                kinds.dedup();
                format!("words, {} different", kinds.len())
            }
        };
        columns + &held
    }
}

/// Four digits are enough to know a column by.
fn brief(value: f64) -> String {
    let rounded = format!("{value:.4}");
    rounded.trim_end_matches('0').trim_end_matches('.').replace('-', "−")
}

/// Long cells are cut.
fn shown(cell: &str) -> String {
    const SHOWN: usize = 40;
    match cell {
        "" => "nothing".into(),
        _ if cell.chars().count() > SHOWN => format!("“{}…”", cell.chars().take(SHOWN).collect::<String>()),
        _ => format!("“{cell}”"),
    }
}
