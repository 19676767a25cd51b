//! One class's candidates: what they say, what they are worth, and which were picked.

use super::{Candidate, Choice, Config, Frame, Picker, Says, figures::figure};
use crate::plot::{Axis, Body, Cell, Chart, Column, Figure, Ink, Mark, Quantity, Table, Width};

/// What is shown: the choice and the candidates of the class.
struct Shown<'a> {
    choice: &'a Choice,
    candidates: &'a [Candidate],
    discriminability: &'a [f64],
    picks: &'a [(usize, f64)],
}

fn shown<'a>(config: &Config, frames: &'a [Frame]) -> Option<Shown<'a>> {
    let class = config.class.checked_sub(1)?;
    let candidates = frames.iter().find_map(|frame| match frame {
        Frame::Candidates(classes) => classes.get(class),
        _ => None,
    })?;
    let choice = frames.iter().find_map(|frame| match frame {
        Frame::Choice(choice) if choice.shots == config.shots.count() && choice.picker == config.picker => Some(choice),
        _ => None,
    })?;
    let (discriminability, picks) = (choice.discriminability.get(class)?, choice.picks.get(class)?);
    Some(Shown { choice, candidates, discriminability, picks })
}

fn said(candidate: &Candidate) -> String {
    match candidate.says {
        Says::Concept { concept, wording } => format!("concept {concept}, wording {wording}"),
        Says::Junk(number) => format!("junk {number}"),
    }
}

fn is_junk(candidate: &Candidate) -> bool {
    matches!(candidate.says, Says::Junk(_))
}

fn by(picker: Picker) -> &'static str {
    match picker {
        Picker::Greedy => "greedily by F",
        Picker::Discriminability => "by discriminability alone",
        Picker::Random => "by chance",
    }
}

pub fn picks(config: &Config, frames: &[Frame]) -> Figure {
    let (id, title) = ("picks", "Which sentences were picked");
    let Some(shown) = shown(config, frames) else {
        let caption =
            "One class’s sentences in the order of picking. Choose class, shots and the way of picking under Look.";
        return figure(
            id,
            title,
            caption,
            Width::Full,
            Body::Empty("Picks come with the first draw of images.".into()),
        );
    };
    let [a, b] = [1.0 - config.coverage, config.coverage];
    let mut said_before: Vec<usize> = Vec::new();
    let mut rows = Vec::new();
    for (place, (at, coverage)) in shown.picks.iter().enumerate() {
        let candidate = &shown.candidates[*at];
        let kind = match candidate.says {
            Says::Junk(_) => "junk",
            Says::Concept { concept, .. } if said_before.contains(&concept) => "true, said before",
            Says::Concept { concept, .. } => {
                said_before.push(concept);
                "true"
            }
        };
        let d = shown.discriminability[*at];
        rows.push(vec![
            Cell::Number((place + 1) as f64),
            Cell::Text(said(candidate)),
            Cell::Text(kind.into()),
            Cell::Number(d),
            Cell::Number(*coverage),
            Cell::Number(a * d + b * coverage),
        ]);
    }
    let junk = shown.picks.iter().filter(|(at, _)| is_junk(&shown.candidates[*at])).count();
    let caption = format!(
        "Class {} from the first draw, {}-shot, picked {}: {junk} of {} are junk, {} of its concepts are said. D in units of its \
         mean over the class’s {} candidates; F weighs D with {:.2} and coverage with {:.2}. Choose class, shots and the way of \
         picking under Look.",
        config.class,
        shown.choice.shots,
        by(shown.choice.picker),
        shown.picks.len(),
        said_before.len(),
        shown.candidates.len(),
        a,
        b
    );
    let columns = [
        ("pick", Quantity::Count),
        ("sentence", Quantity::Number),
        ("it is", Quantity::Number),
        ("D", Quantity::Number),
        ("adds to coverage", Quantity::Number),
        ("adds to F", Quantity::Number),
    ];
    let columns = columns.map(|(label, quantity)| Column { label: label.into(), quantity }).into();
    figure(id, title, caption, Width::Full, Body::Table(Table { columns, rows }))
}

pub fn candidates(config: &Config, frames: &[Frame]) -> Figure {
    let (id, title) = ("candidates", "What the candidates are worth");
    let Some(shown) = shown(config, frames) else {
        let caption = "One class’s candidates: discriminability against coverage.";
        let why = Body::Empty("Candidates are judged with the first draw of images.".into());
        return figure(id, title, caption, Width::Half, why);
    };
    let of = |at: usize| [shown.candidates[at].covers, shown.discriminability[at]];
    let kind = |junk: bool| -> Vec<[f64; 2]> {
        (0..shown.candidates.len()).filter(|at| is_junk(&shown.candidates[*at]) == junk).map(of).collect()
    };
    let dots = |name: &str, ink, points| Mark::Dots { name: name.into(), ink, points, edit: None };
    let marks = vec![
        dots("says a concept", Ink::Hue(3), kind(false)),
        dots("junk", Ink::Hue(1), kind(true)),
        dots("picked", Ink::Achieved, shown.picks.iter().map(|(at, _)| of(*at)).collect()),
    ];
    let mean = |junk: bool| {
        let points = kind(junk);
        points.iter().map(|[_, d]| d).sum::<f64>() / points.len().max(1) as f64
    };
    let caption = format!(
        "Class {}’s candidates, {}-shot: the discriminability of each, in units of its mean, against what it covers alone. \
         Sentences that say a concept have D {:.2} on average, junk {:.2}.",
        config.class,
        shown.choice.shots,
        mean(false),
        mean(true)
    );
    let chart = Chart {
        x: Axis::linear("covers alone, Σ cos", Quantity::Number),
        y: Axis::linear("D / mean D", Quantity::Number),
        marks,
        colour: None,
    };
    figure(id, title, caption, Width::Half, Body::Chart(chart))
}
