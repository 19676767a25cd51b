//! What edits change, picture by picture: those fixed and broken, the chosen one, and the counts.

use super::{
    edits::CLASSES,
    figures::{View, figure},
    judge::Path,
    sight::{Painter, Use},
};
use crate::{
    concepts::softmax,
    datasets::birds::SIDE,
    plot::{Axis, Body, Caption, Cell, Chart, Column, Figure, Images, Ink, Mark, Quantity, Table, Tile, Width, bars},
};

/// Of each kind, beside the chosen one.
const FIXED: usize = 4;
const BROKEN: usize = 4;
const STILL_WRONG: usize = 3;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Fixed,
    Broken,
    StillWrong,
    StillRight,
}

impl Fate {
    fn words(self) -> &'static str {
        match self {
            Fate::Fixed => "fixed",
            Fate::Broken => "broken",
            Fate::StillWrong => "wrong",
            Fate::StillRight => "right",
        }
    }

    fn ink(self) -> Ink {
        match self {
            Fate::Fixed => Ink::Achieved,
            Fate::Broken => Ink::Hue(4),
            Fate::StillWrong | Fate::StillRight => Ink::Muted,
        }
    }
}

fn fate(label: usize, before: usize, now: usize) -> Fate {
    match (before == label, now == label) {
        (false, true) => Fate::Fixed,
        (true, false) => Fate::Broken,
        (false, false) => Fate::StillWrong,
        (true, true) => Fate::StillRight,
    }
}

fn fates(labels: &[usize], [before, now]: &[Vec<usize>; 2]) -> Vec<Fate> {
    labels.iter().zip(before.iter().zip(now)).map(|(label, (before, now))| fate(*label, *before, *now)).collect()
}

fn count(fates: &[Fate], wanted: Fate) -> usize {
    fates.iter().filter(|fate| **fate == wanted).count()
}

impl View<'_> {
    /// The place of the chosen picture.
    fn chosen(&self) -> usize {
        self.config.picture.clamp(1, self.model.shifted.n()) - 1
    }
}

pub fn changed(view: Option<&View<'_>>) -> Figure {
    let about = Caption::from(
        "Some shifted test pictures, without their noise: the chosen one, some that your edits put right, some that they get wrong \
         now, and some that stay wrong; “3 as 1” is species 3 taken for species 1. A click chooses a picture.",
    );
    let Some(view) = view else { return figure("changed", "Fixed and broken", about, Width::Full, None) };
    let labels = &view.model.shifted.labels;
    let fates = fates(labels, &view.shifted);
    let chosen = view.chosen();
    let of = |wanted: Fate, most: usize| {
        let fates = &fates;
        (0..fates.len()).filter(move |i| fates[*i] == wanted && *i != chosen).take(most)
    };
    let shown = of(Fate::Fixed, FIXED).chain(of(Fate::Broken, BROKEN)).chain(of(Fate::StillWrong, STILL_WRONG));
    let painter = Painter::new(view.config);
    let tile = |i: usize| {
        let (label, now) = (labels[i] + 1, view.shifted[1][i] + 1);
        let answer = if now == label { format!("species {label}") } else { format!("{label} as {now}") };
        let caption = format!("{} {}, {answer}", i + 1, fates[i].words());
        Tile {
            edit: Some(("picture".into(), (i + 1).to_string())),
            chosen: i == chosen,
            ink: Some(fates[i].ink()),
            ..Tile::colour(caption, [SIDE; 2], &painter.clean(Use::Shifted, i).images)
        }
    };
    let tiles = std::iter::once(chosen).chain(shown).map(tile).collect();
    let caption = about
        .words(" Of all, ")
        .number(count(&fates, Fate::Fixed) as f64, Quantity::Count)
        .words(" are fixed, ")
        .number(count(&fates, Fate::Broken) as f64, Quantity::Count)
        .words(" broken and ")
        .number(count(&fates, Fate::StillWrong) as f64, Quantity::Count)
        .words(" still wrong.");
    let body = Body::Images(Images { columns: 6, tiles, range: [0.0, 1.0] });
    figure("changed", "Fixed and broken", caption, Width::Full, Some(body))
}

pub fn chosen(view: Option<&View<'_>>) -> Figure {
    let about = "The chosen picture’s probabilities of the species with your edits, and without them.";
    let Some(view) = view else { return figure("chosen", "The chosen picture", about, Width::Half, None) };
    let picture = view.chosen();
    let before = softmax(&view.model.shifted.logits(picture, &view.model.head(), Path::Concepts));
    let now = softmax(&view.model.shifted.logits(picture, &view.head, Path::Concepts));
    let mut marks = bars("with your edits", Ink::Achieved, &now, 0.0);
    let points = before.iter().enumerate().map(|(class, share)| [class as f64, *share]).collect();
    marks.push(Mark::Dots { name: "unedited".into(), ink: Ink::Hue(1), points, edit: None });
    let names = (1..=CLASSES).map(|class| format!("species {class}")).collect();
    let body = Body::Chart(Chart {
        x: Axis::linear("species", Quantity::Named(names)).within(-0.5, CLASSES as f64 - 0.5),
        y: Axis::linear("probability", Quantity::Share).within(0.0, 1.02),
        marks,
        colour: None,
    });
    let caption =
        format!("{about} It is picture {}, in truth species {}.", picture + 1, view.model.shifted.labels[picture] + 1);
    figure("chosen", "The chosen picture", caption, Width::Half, Some(body))
}

pub fn counts(view: Option<&View<'_>>) -> Figure {
    let body = view.map(|view| {
        let row = |name: String, pictures: &super::Pictures, found: &[Vec<usize>; 2], only: Option<usize>| {
            let fates: Vec<Fate> = fates(&pictures.labels, found)
                .into_iter()
                .zip(&pictures.labels)
                .filter_map(|(fate, label)| only.is_none_or(|only| only == *label).then_some(fate))
                .collect();
            let [fixed, broken, right] =
                [Fate::Fixed, Fate::Broken, Fate::StillRight].map(|wanted| count(&fates, wanted));
            let share = |count: usize| Cell::Number(count as f64 / fates.len().max(1) as f64);
            let number = |count: usize| Cell::Number(count as f64);
            vec![Cell::Text(name), share(right + broken), share(right + fixed), number(fixed), number(broken)]
        };
        let model = view.model;
        let mut rows: Vec<Vec<Cell>> = (0..CLASSES)
            .map(|class| row(format!("species {}", class + 1), &model.shifted, &view.shifted, Some(class)))
            .collect();
        rows.push(row("all shifted".into(), &model.shifted, &view.shifted, None));
        rows.push(row("all as in training".into(), &model.same, &view.same, None));
        let column = |(label, quantity): (&str, Quantity)| Column { label: label.into(), quantity };
        let columns = [
            ("pictures", Quantity::Number),
            ("right before", Quantity::Share),
            ("right now", Quantity::Share),
            ("fixed", Quantity::Count),
            ("broken", Quantity::Count),
        ];
        Body::Table(Table { columns: columns.into_iter().map(column).collect(), rows })
    });
    let about = "What your edits change, species by species in the shifted test, and in both tests together.";
    figure("counts", "What changed", about, Width::Half, body)
}
