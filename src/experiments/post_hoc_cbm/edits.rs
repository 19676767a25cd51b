//! Edits of the head as a visitor makes them: how they stand in a link, and what they do to the weights.

use super::Model;
use crate::{
    concepts::{Head, ablate, minimal_edit, prune, prune_and_rescale},
    datasets::birds::WIDTH,
    lab::Invalid,
};

/// How many species there are.
pub const CLASSES: usize = 5;
/// Twelve of the bird, then four of what stands behind it.
pub const BANK: usize = WIDTH + 4;
/// The background that species 1 is bound to: the sky, as a concept of the bank.
pub const SKY: usize = WIDTH;

pub const SPECIES: &[(&str, &str)] = &[
    ("1", "species 1"),
    ("2", "species 2"),
    ("3", "species 3"),
    ("4", "species 4"),
    ("5", "species 5"),
    (ALL, "all species"),
];
const ALL: &str = "all";

/// In the order of the bank, then all backgrounds at once.
pub const CONCEPTS: &[(&str, &str)] = &[
    ("yellow-belly", "yellow belly"),
    ("red-wing", "red wing"),
    ("wing-bar", "wing bar"),
    ("dark-crown", "dark crown"),
    ("long-beak", "long beak"),
    ("orange-beak", "orange beak"),
    ("long-tail", "long tail"),
    ("striped-tail", "striped tail"),
    ("orange-legs", "orange legs"),
    ("eye-ring", "eye ring"),
    ("breast-spots", "breast spots"),
    ("blue-throat", "blue throat"),
    ("sky", "sky"),
    ("leaves", "leaves"),
    ("sand", "sand"),
    ("dusk", "dusk"),
    ("backgrounds", "all backgrounds"),
];

pub const DEEDS: &[(&str, &str)] = &[
    (KEEP, "keep it"),
    ("zero", "to zero"),
    ("scale", "to zero, others rescaled"),
    ("mean", "to its mean"),
    (TURN, "turn the chosen picture"),
];
pub const KEEP: &str = "keep";
pub const TURN: &str = "turn";
/// By how much the picture's new class leads over its old one.
const MARGIN: f64 = 0.1;

/// The text of no edit.
pub const NONE: &str = "none";
const MOST: usize = 24;
pub const FORM: &str = "up to 24 edits joined by commas, each a species (or all), a concept (or backgrounds) and zero, scale, mean \
                        or turn with a picture's number, like 1.sky.scale,2.wing-bar.turn17, or none";
pub const LONGEST: usize = 640;

/// One edit: some weights, and what is done to them.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    pub species: Vec<usize>,
    pub concepts: Vec<usize>,
    pub deed: Deed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// w ← 0.
    Zero,
    /// w ← 0, and the species' other weights rescaled so that their L1 norm is what it was.
    Scale,
    /// w ← 0, and the bias takes w times the concept's training mean.
    Mean,
    /// The shifted test picture of that place, counted from 0, is decided for the species.
    Turn(usize),
}

impl Change {
    pub fn new(species: &[usize], concepts: &[usize], deed: Deed) -> Self {
        Self { species: species.to_vec(), concepts: concepts.to_vec(), deed }
    }

    pub fn touches(&self, species: usize, concept: usize) -> bool {
        self.species.contains(&species) && self.concepts.contains(&concept)
    }

    /// Changes the head of a model's own or another one.
    pub fn apply(&self, head: &mut Head, model: &Model) {
        for species in &self.species {
            if self.deed == Deed::Scale {
                prune_and_rescale(head, *species, &self.concepts);
                continue;
            }
            for concept in &self.concepts {
                match self.deed {
                    Deed::Zero | Deed::Scale => prune(head, *species, *concept),
                    Deed::Mean => ablate(head, *species, *concept, model.means[*concept]),
                    Deed::Turn(picture) => {
                        let values = model.shifted.scores_of(picture.min(model.shifted.n() - 1));
                        if let Some(edited) = minimal_edit(head, &values, *species, *concept, MARGIN) {
                            *head = edited.head;
                        }
                    }
                }
            }
        }
    }
}

/// The model's head after some edits, one after the other.
pub fn edited(model: &Model, changes: &[Change]) -> Head {
    let mut head = model.head();
    changes.iter().for_each(|change| change.apply(&mut head, model));
    head
}

/// Which weights some edits are about, `[5, 16]`, row-major: those they name, and a turned picture's rival's. What is only
/// rescaled is not among them.
pub fn concerned(model: &Model, changes: &[Change]) -> Vec<bool> {
    let mut head = model.head();
    let mut concerned = vec![false; CLASSES * BANK];
    for change in changes {
        let before = head.clone();
        change.apply(&mut head, model);
        for (cell, is_concerned) in concerned.iter_mut().enumerate() {
            let turned = matches!(change.deed, Deed::Turn(_)) && before.weights[cell] != head.weights[cell];
            *is_concerned |= turned || change.touches(cell / BANK, cell % BANK);
        }
    }
    concerned
}

/// An edit from its three words; none where they are no edit.
pub fn change(species: &str, concept: &str, deed: &str) -> Option<Change> {
    let species: Vec<usize> = if species == ALL {
        (0..CLASSES).collect()
    } else {
        vec![SPECIES.iter().position(|(value, _)| *value == species)?]
    };
    let concept = CONCEPTS.iter().position(|(value, _)| *value == concept)?;
    let concepts: Vec<usize> = if concept == BANK { (SKY..BANK).collect() } else { vec![concept] };
    let deed = match deed {
        "zero" => Deed::Zero,
        "scale" => Deed::Scale,
        "mean" => Deed::Mean,
        _ => {
            // A picture is turned by one weight.
            let picture = deed.strip_prefix(TURN)?.parse::<usize>().ok()?.checked_sub(1)?;
            (species.len() == 1 && concepts.len() == 1).then_some(Deed::Turn(picture))?
        }
    };
    Some(Change { species, concepts, deed })
}

/// The edits of a text, in order.
pub fn parse(text: &str) -> Result<Vec<Change>, Invalid> {
    let refused = |problem: String| Invalid::new("edits", format!("“edits” {problem}; allowed: {FORM}"));
    if text == NONE {
        return Ok(Vec::new());
    }
    let parts: Vec<&str> = text.split(',').collect();
    if parts.len() > MOST {
        return Err(refused(format!("holds {} edits", parts.len())));
    }
    let each = |part: &str| {
        let words: Vec<&str> = part.trim().split('.').collect();
        let found = match words[..] {
            [species, concept, deed] => change(species, concept, deed),
            _ => None,
        };
        found.ok_or_else(|| refused(format!("holds “{part}”")))
    };
    parts.into_iter().map(each).collect()
}

/// The text of the edits once a cell is clicked: its own edits are taken back, or `deed` is kept for it. A full list stays.
pub fn clicked(text: &str, species: &str, concept: &str, deed: &str) -> String {
    let cell = format!("{species}.{concept}.");
    let all: Vec<&str> = text.split(',').map(str::trim).filter(|part| *part != NONE).collect();
    let mut kept: Vec<String> =
        all.iter().filter(|part| !part.starts_with(&cell)).map(|part| (*part).to_owned()).collect();
    if kept.len() == all.len() && kept.len() < MOST {
        kept.push(format!("{cell}{deed}"));
    }
    if kept.is_empty() { NONE.into() } else { kept.join(",") }
}
