//! Which column is what: label, concepts and inputs, by the visitor's choice or by names and values.

use super::{
    Role,
    config::{AUTO, Config, MOST_CONCEPTS},
};
use crate::{
    datasets::tables::{Part, Table, Values},
    lab::Invalid,
};

/// Places of the table's parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roles {
    pub label: usize,
    pub concepts: Vec<usize>,
    /// None where pictures are the inputs.
    pub inputs: Vec<usize>,
}

const LABEL_NAMES: &[&str] =
    &["label", "labels", "class", "y", "target", "species", "category", "digit", "diagnosis", "classes", "targets"];
/// What the names of concepts begin with where a table tells them apart from other columns of yes and no.
const CONCEPT_BEGINNINGS: &[&str] = &["c_", "concept", "has_", "is_"];
pub const MOST_CLASSES: usize = 60;

/// Finds every column's role; what cannot be so is told by the field that has to change.
pub fn roles(table: &Table, config: &Config) -> Result<Roles, Invalid> {
    let concepts = named(table, "concepts", &config.concepts)?;
    let inputs = named(table, "inputs", &config.inputs)?;
    if table.pictures.is_some() && inputs.as_ref().is_some_and(|inputs| !inputs.is_empty()) {
        let message = "“inputs” names columns, but there are pictures, which are the inputs; allowed: none or auto";
        return Err(Invalid::new("inputs", message.to_owned()));
    }
    let is_taken = |at: usize| [&concepts, &inputs].iter().any(|list| list.as_ref().is_some_and(|it| it.contains(&at)));
    let label = match config.label.as_str() {
        AUTO => guessed_label(table, is_taken).ok_or_else(|| {
            let message = "no column looks like a label, which has from 2 to 60 different values".to_owned();
            Invalid::new("label", format!("{message}; name one of {}", list(&table.parts)))
        })?,
        name => position(table, "label", name)?,
    };
    table.parts[label].classes(MOST_CLASSES).map_err(|problem| Invalid::new("label", problem))?;
    if let Some((key, _)) = [("concepts", &concepts), ("inputs", &inputs)]
        .into_iter()
        .find(|(_, list)| list.as_ref().is_some_and(|list| list.contains(&label)))
    {
        let name = &table.parts[label].name;
        return Err(Invalid::new(key, format!("“{key}” names “{name}”, which is the label")));
    }
    let concepts = concepts.unwrap_or_else(|| guessed_concepts(table, label, inputs.as_deref().unwrap_or(&[])));
    if let Some(both) = inputs.iter().flatten().find(|at| concepts.contains(at)) {
        let name = &table.parts[*both].name;
        return Err(Invalid::new("inputs", format!("“inputs” names “{name}”, which is a concept too")));
    }
    let width: usize = concepts.iter().map(|at| table.parts[*at].width()).sum();
    if width == 0 || width > MOST_CONCEPTS {
        let message = format!("there are {width} columns of concepts; allowed are 1 to {MOST_CONCEPTS}, of yes and no");
        return Err(Invalid::new("concepts", format!("{message}, from {}", list(&table.parts))));
    }
    let inputs = match (inputs, &table.pictures) {
        (_, Some(_)) => Vec::new(),
        (Some(inputs), None) => inputs,
        (None, None) => (0..table.parts.len())
            .filter(|at| *at != label && !concepts.contains(at) && table.parts[*at].numbers().is_ok())
            .collect(),
    };
    if inputs.is_empty() && table.pictures.is_none() {
        let message = format!(
            "there are no inputs beside label and concepts; name columns of numbers among {}",
            list(&table.parts)
        );
        return Err(Invalid::new("inputs", message));
    }
    Ok(Roles { label, concepts, inputs })
}

impl Roles {
    pub fn of(&self, at: usize) -> Role {
        match at {
            _ if at == self.label => Role::Label,
            _ if self.concepts.contains(&at) => Role::Concepts,
            _ if self.inputs.contains(&at) => Role::Inputs,
            _ => Role::LeftOut,
        }
    }
}

/// The parts that a list names; `None` where they are to be found.
fn named(table: &Table, key: &str, text: &str) -> Result<Option<Vec<usize>>, Invalid> {
    match text {
        AUTO => Ok(None),
        "none" => Ok(Some(Vec::new())),
        names => {
            let mut places = Vec::new();
            for name in names.split(',').map(str::trim).filter(|name| !name.is_empty()) {
                let at = position(table, key, name)?;
                if !places.contains(&at) {
                    places.push(at);
                }
            }
            Ok(Some(places))
        }
    }
}

fn position(table: &Table, key: &str, name: &str) -> Result<usize, Invalid> {
    table.parts.iter().position(|part| part.name.eq_ignore_ascii_case(name)).ok_or_else(|| {
        let known = list(&table.parts);
        Invalid::new(key, format!("“{key}” names “{name}”, but there is no such column; there are {known}"))
    })
}

fn guessed_label(table: &Table, is_taken: impl Fn(usize) -> bool) -> Option<usize> {
    let can = |at: &usize| !is_taken(*at) && table.parts[*at].classes(MOST_CLASSES).is_ok();
    let by_name = |name: &&str| table.parts.iter().position(|part| part.name.eq_ignore_ascii_case(name)).filter(can);
    let open = || (0..table.parts.len()).rev().filter(can);
    // Words, then whole numbers, then two values: the later in the table, the likelier.
    let is_words = |at: &usize| matches!(table.parts[*at].values, Values::Words(_)) && !table.parts[*at].is_concepts();
    let is_whole = |at: &usize| match &table.parts[*at].values {
        Values::Numbers(values) => !table.parts[*at].is_concepts() && values.iter().all(|value| value.fract() == 0.0),
        Values::Words(_) => false,
    };
    LABEL_NAMES
        .iter()
        .find_map(by_name)
        .or_else(|| open().find(is_words))
        .or_else(|| open().find(is_whole))
        .or_else(|| open().next())
}

fn guessed_concepts(table: &Table, label: usize, inputs: &[usize]) -> Vec<usize> {
    let can = |at: &usize| *at != label && !inputs.contains(at) && table.parts[*at].is_concepts();
    let all: Vec<usize> = (0..table.parts.len()).filter(can).collect();
    let begins = |at: &usize| {
        let name = table.parts[*at].name.to_lowercase();
        CONCEPT_BEGINNINGS.iter().any(|beginning| name.starts_with(beginning))
    };
    if !all.iter().any(begins) {
        return all;
    }
    // Words of yes and no can be nothing else; 0 and 1 may be inputs.
    let is_words = |at: &usize| matches!(table.parts[*at].values, Values::Words(_));
    all.into_iter().filter(|at| begins(at) || is_words(at)).collect()
}

/// The names of all columns, in a sentence.
fn list(parts: &[Part]) -> String {
    const SHOWN: usize = 30;
    let names: Vec<&str> = parts.iter().take(SHOWN).map(|part| part.name.as_str()).collect();
    let more = if parts.len() > SHOWN { ", …" } else { "" };
    format!("{}{more}", names.join(", "))
}
