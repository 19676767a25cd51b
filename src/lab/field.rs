//! Fields: the one table from which controls, links, ranges and messages are made.

use super::{answers, drawing, errors::Invalid, files};

/// One row per field of an experiment's `Config`; defaults come from `Config::default()`.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The key in the link and the name of the `Config` field.
    pub key: &'static str,
    pub label: &'static str,
    /// One or two plain sentences.
    pub help: &'static str,
    /// The heading the control stands under.
    pub group: &'static str,
    /// Written behind the value: "units", "×", "bits"; may be empty.
    pub unit: &'static str,
    pub kind: Kind,
    pub edit: Edit,
    pub role: Role,
    /// The control is shown only while another field has one of these values.
    pub shown_when: Option<(&'static str, &'static [&'static str])>,
}

/// What values a field takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    Number {
        range: [f64; 2],
        log: bool,
    },
    Count {
        range: [u64; 2],
    },
    /// A seed: any whole number below 2³², with a dice button.
    Seed,
    Flag,
    /// One of the values, each `(value, label)`.
    Choice(&'static [(&'static str, &'static str)]),
    /// Any subset of the values, written `a+b`, or `none`.
    Toggles(&'static [(&'static str, &'static str)]),
    /// Free text that the experiment's own `check` judges; `form` says what is expected.
    Text {
        form: &'static str,
        longest: usize,
    },
    /// Numbers in rows, edited cell by cell: rows parted by `;`, cells by `,`. Every row has as many cells.
    Table {
        rows: [usize; 2],
        columns: [usize; 2],
        range: [f64; 2],
    },
    /// A small grey picture: `none`, or one base-36 digit below `levels` (2 to 36) a pixel, row by row from the top. See
    /// [`super::drawing`].
    Drawing {
        width: usize,
        height: usize,
        levels: u32,
    },
    /// Answers of yes and no to questions below `most`, in the order they were given; cards of a figure set them. See
    /// [`super::answers`].
    Answers {
        most: usize,
    },
    /// Files the visitor brings, named by their contents: see [`super::Files`]. Endings stand without their dot.
    Files {
        extensions: &'static [&'static str],
        most: usize,
    },
}

/// What changing a field costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Train again.
    Rerun,
    /// Ask the trained model.
    Ask,
    /// Only the picture changes.
    Redraw,
}

/// What a field stands for beside its value; a budget is drawn in the budget's colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Plain,
    Budget,
}

const LARGEST_SEED: u64 = u32::MAX as u64;

impl Field {
    /// A field with no unit, no role and no condition; the builder methods below add them.
    pub const fn new(
        key: &'static str,
        label: &'static str,
        group: &'static str,
        kind: Kind,
        edit: Edit,
        help: &'static str,
    ) -> Self {
        Self { key, label, help, group, unit: "", kind, edit, role: Role::Plain, shown_when: None }
    }

    pub const fn unit(self, unit: &'static str) -> Self {
        Self { unit, ..self }
    }

    pub const fn budget(self) -> Self {
        Self { role: Role::Budget, ..self }
    }

    pub const fn when(self, key: &'static str, values: &'static [&'static str]) -> Self {
        Self { shown_when: Some((key, values)), ..self }
    }

    /// Whether it holds nats, which are shown in the visitor's unit.
    pub fn is_information(&self) -> bool {
        self.unit == "nats"
    }

    /// The canonical text of a value, or what is wrong with it and what is allowed.
    pub fn canonical(&self, text: &str) -> Result<String, Invalid> {
        let text = text.trim();
        self.kind.canonical(text).map_err(|problem| {
            Invalid::new(
                self.key,
                format!("“{}” = {} {problem}; allowed: {}", self.key, quoted(text), self.kind.allowed()),
            )
        })
    }
}

impl Kind {
    /// What is allowed, in words that end a sentence.
    pub fn allowed(&self) -> String {
        match *self {
            Kind::Number { range: [low, high], .. } => format!("a number from {low} to {high}"),
            Kind::Count { range: [low, high] } => format!("a whole number from {low} to {high}"),
            Kind::Seed => format!("a whole number from 0 to {LARGEST_SEED}"),
            Kind::Flag => "true or false".into(),
            Kind::Choice(values) => format!("one of {}", names(values)),
            Kind::Toggles(values) => format!("any of {}, joined by +, or none", names(values)),
            Kind::Text { form, longest } => format!("{form}, at most {longest} characters"),
            Kind::Table { rows, columns, range: [low, high] } => format!(
                "{} to {} rows parted by “;”, each of {} to {} numbers from {low} to {high} parted by “,”",
                rows[0], rows[1], columns[0], columns[1]
            ),
            Kind::Drawing { width, height, levels } => drawing::allowed(width, height, levels),
            Kind::Answers { most } => answers::allowed(most),
            Kind::Files { extensions, most } => files::allowed(extensions, most),
        }
    }

    fn canonical(&self, text: &str) -> Result<String, String> {
        match *self {
            Kind::Number { range, .. } => number(text, range),
            Kind::Count { range } => count(text, range),
            Kind::Seed => count(text, [0, LARGEST_SEED]),
            Kind::Flag => match text {
                "true" | "false" => Ok(text.into()),
                _ => Err("is neither true nor false".into()),
            },
            Kind::Choice(values) => {
                if values.iter().any(|(value, _)| *value == text) {
                    Ok(text.into())
                } else {
                    Err("is not one of the choices".into())
                }
            }
            Kind::Toggles(values) => toggles(text, values),
            Kind::Text { longest, .. } => {
                if text.chars().count() > longest {
                    Err("is too long".into())
                } else {
                    Ok(text.into())
                }
            }
            Kind::Table { rows, columns, range } => table(text, rows, columns, range),
            Kind::Drawing { width, height, levels } => drawing::canonical(text, width, height, levels),
            Kind::Answers { most } => answers::canonical(text, most),
            Kind::Files { extensions, most } => files::canonical(text, extensions, most),
        }
    }
}

fn number(text: &str, [low, high]: [f64; 2]) -> Result<String, String> {
    let value: f64 = text.parse().map_err(|_| "is not a number".to_owned())?;
    if !value.is_finite() {
        return Err("is not a finite number".into());
    }
    if value < low || value > high {
        return Err("is out of range".into());
    }
    // −0 is 0.
    Ok((value + 0.0).to_string())
}

fn count(text: &str, [low, high]: [u64; 2]) -> Result<String, String> {
    let value: u64 = text.parse().map_err(|_| "is not a whole number".to_owned())?;
    if value < low || value > high {
        return Err("is out of range".into());
    }
    Ok(value.to_string())
}

fn toggles(text: &str, values: &[(&str, &str)]) -> Result<String, String> {
    if text == "none" {
        return Ok(text.into());
    }
    let chosen: Vec<&str> = text.split('+').collect();
    if let Some(unknown) = chosen.iter().find(|name| values.iter().all(|(value, _)| value != *name)) {
        return Err(format!("names {}, which is not one of the values", quoted(unknown)));
    }
    let ordered: Vec<&str> = values.iter().map(|(value, _)| *value).filter(|value| chosen.contains(value)).collect();
    Ok(ordered.join("+"))
}

fn table(text: &str, rows: [usize; 2], columns: [usize; 2], range: [f64; 2]) -> Result<String, String> {
    let lines: Vec<&str> = text.split(';').collect();
    if lines.len() < rows[0] || lines.len() > rows[1] {
        return Err(format!("has {} rows", lines.len()));
    }
    let width = lines[0].split(',').count();
    let mut canonical = Vec::new();
    for (row, line) in lines.iter().enumerate() {
        let cells: Vec<&str> = line.split(',').collect();
        if cells.len() < columns[0] || cells.len() > columns[1] || cells.len() != width {
            return Err(format!("has {} cells in row {}", cells.len(), row + 1));
        }
        let mut numbers = Vec::new();
        for (column, cell) in cells.iter().enumerate() {
            let value = number(cell.trim(), range)
                .map_err(|problem| format!("at row {}, column {}: {} {problem}", row + 1, column + 1, quoted(cell)))?;
            numbers.push(value);
        }
        canonical.push(numbers.join(","));
    }
    Ok(canonical.join(";"))
}

fn names(values: &[(&str, &str)]) -> String {
    values.iter().map(|(value, _)| *value).collect::<Vec<_>>().join(", ")
}

pub(super) fn quoted(text: &str) -> String {
    let mut short: String = text.chars().take(60).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    format!("“{short}”")
}
