//! One class as one head explains it: its weights, and whether they stand on concepts that are truly the class's.

use super::{
    Config, Fitted, Frame, Method,
    config::{CONCEPTS, HEADS},
    figures::figure,
    train::{LASSO, PRICES},
};
use crate::plot::{Along, Axis, Body, Cell, Chart, Column, Figure, Ink, Mark, Quantity, Table, Width};

/// The value of the field `head` that names a head.
pub fn key(head: &Fitted) -> String {
    let place =
        |strengths: &[f64]| strengths.iter().position(|strength| *strength == head.strength).map_or(1, |at| at + 1);
    match head.method {
        Method::Dense => "dense".into(),
        Method::Lasso => format!("l1-{}", place(&LASSO)),
        Method::Gates => format!("gates-{}", place(&PRICES)),
    }
}

/// A concept with a weight that is not 0.
struct Weighed {
    concept: usize,
    weight: f64,
    is_true: bool,
}

/// What is shown: the class's true concepts and its weights, the largest in size first; none before that head is trained.
fn shown<'a>(config: &Config, frames: &'a [Frame]) -> Option<(&'a [usize], Vec<Weighed>)> {
    let class = config.class.checked_sub(1)?;
    let members = frames.iter().find_map(|frame| match frame {
        Frame::World(members) => members.get(class),
        _ => None,
    })?;
    let head = frames.iter().find_map(|frame| match frame {
        Frame::Head(head) if key(head) == config.head => Some(head),
        _ => None,
    })?;
    let row = head.weights.get(class * CONCEPTS..(class + 1) * CONCEPTS)?;
    let weighed = |(concept, weight): (usize, &f32)| Weighed {
        concept,
        weight: f64::from(*weight),
        is_true: members.contains(&concept),
    };
    let mut all: Vec<Weighed> = row.iter().enumerate().filter(|(_, weight)| **weight != 0.0).map(weighed).collect();
    all.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()));
    Some((members, all))
}

fn called(config: &Config) -> &'static str {
    HEADS.iter().find(|(key, _)| *key == config.head).map_or("this head", |(_, label)| label)
}

fn waiting() -> Body {
    Body::Empty("This head is not trained yet.".into())
}

pub fn weights(config: &Config, frames: &[Frame]) -> Figure {
    let (id, title) = ("weights", "One class explained");
    let Some((members, all)) = shown(config, frames) else {
        return figure(id, title, "The weights of one class, its own concepts first.", Width::Half, waiting());
    };
    // The class's own concepts stand first, each kind in the order of its numbers.
    let place = |concept: usize| {
        let own = members.iter().filter(|member| **member < concept).count();
        let at = if members.contains(&concept) { own } else { members.len() + concept - own };
        at as f64 + 1.0
    };
    let dots = |name: &str, ink, is_true: bool| {
        let of_kind = all.iter().filter(|weighed| weighed.is_true == is_true);
        let points = of_kind.map(|weighed| [place(weighed.concept), weighed.weight]).collect();
        Mark::Dots { name: name.into(), ink, points, edit: None }
    };
    let level = |name: &str, ink, axis, at| Mark::Level { name: name.into(), ink, axis, at, edit: None };
    let marks = vec![
        level("no weight", Ink::Muted, Along::Y, 0.0),
        level("its own concepts end", Ink::Budget, Along::X, members.len() as f64 + 0.5),
        dots("its concept", Ink::Achieved, true),
        dots("not its concept", Ink::Hue(1), false),
    ];
    let used = all.iter().filter(|weighed| weighed.is_true && weighed.weight > 0.0).count();
    let caption = format!(
        "Class {} by the head “{}”: weights that are not 0, on the class’s {} concepts left of the line and on the {} others \
         right of it. {used} of its concepts speak for it.",
        config.class,
        called(config),
        members.len(),
        CONCEPTS - members.len()
    );
    let chart = Chart {
        x: Axis::linear("concept, the class’s own first", Quantity::Count).within(0.0, CONCEPTS as f64 + 1.0),
        y: Axis::linear("weight", Quantity::Number),
        marks,
        colour: None,
    };
    figure(id, title, &caption, Width::Half, Body::Chart(chart))
}

/// How many concepts are listed.
const LISTED: usize = 12;

pub fn listed(config: &Config, frames: &[Frame]) -> Figure {
    let (id, title) = ("explanation", "The explanation as a list");
    let Some((_, all)) = shown(config, frames) else {
        return figure(id, title, "The concepts of one class with the largest weights.", Width::Half, waiting());
    };
    let row = |weighed: &Weighed| {
        vec![
            Cell::Text(format!("concept {}", weighed.concept + 1)),
            Cell::Number(weighed.weight),
            Cell::Text(if weighed.is_true { "yes" } else { "no" }.into()),
        ]
    };
    let rows: Vec<Vec<Cell>> = all.iter().take(LISTED).map(row).collect();
    let right = all.iter().take(LISTED).filter(|weighed| (weighed.weight > 0.0) == weighed.is_true).count();
    let caption = format!(
        "Class {} by the head “{}”: {} of its {} weights, the largest in size first. In {right} of them the sign agrees with the \
         truth: for where the concept is the class’s, against where it is not. Choose class and head under Look.",
        config.class,
        called(config),
        rows.len(),
        all.len()
    );
    let columns = [("concept", Quantity::Number), ("weight", Quantity::Number), ("is the class’s", Quantity::Number)];
    let columns = columns.map(|(label, quantity)| Column { label: label.into(), quantity }).into();
    figure(id, title, &caption, Width::Half, Body::Table(Table { columns, rows }))
}
