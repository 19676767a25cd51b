//! The pictures: accuracies of all heads, the weights to be edited, the bank of concepts, and the numbers.

use super::{
    Accuracy, Config, Entrant, Frame, Model,
    edits::{BANK, CLASSES, CONCEPTS, Change, DEEDS, KEEP, SPECIES, TURN, clicked, concerned, edited},
    judge::{Path, accuracy},
    model, pictures,
};
use crate::{
    concepts::Head,
    plot::{
        Along, Axis, Body, Caption, Cell, Chart, ColourScale, Column, Figure, Ink, Mark, PointEdit, Quantity, Scale,
        Table, Width, bars,
    },
};

pub fn figures(config: &Config, frames: &[Frame]) -> Vec<Figure> {
    let view = model(frames).map(|model| View::of(config, model));
    let view = view.as_ref();
    vec![
        accuracies(view),
        weights(view),
        pictures::changed(view),
        pictures::chosen(view),
        pictures::counts(view),
        table(view),
        bank(frames),
    ]
}

/// The model beside what the visitor made of it.
pub struct View<'a> {
    pub config: &'a Config,
    pub model: &'a Model,
    pub head: Head,
    /// The classes found by the unedited head and by the visitor's, of pictures like those of training.
    pub same: [Vec<usize>; 2],
    /// Of shifted pictures.
    pub shifted: [Vec<usize>; 2],
}

impl<'a> View<'a> {
    fn of(config: &'a Config, model: &'a Model) -> Self {
        let head = edited(model, &config.changes());
        let unedited = model.head();
        let [same, shifted] = [&model.same, &model.shifted]
            .map(|pictures| [&unedited, &head].map(|head| pictures.decided(head, Path::Concepts)));
        Self { config, model, head, same, shifted }
    }

    /// How often the visitor's head is right as in training, and shifted.
    fn yours(&self, path: Path) -> [Accuracy; 2] {
        let of = |pictures: &super::Pictures, found: &[usize]| match path {
            Path::Concepts => accuracy(found, &pictures.labels),
            Path::Hybrid => accuracy(&pictures.decided(&self.head, path), &pictures.labels),
        };
        [of(&self.model.same, &self.same[1]), of(&self.model.shifted, &self.shifted[1])]
    }
}

pub fn waiting() -> Body {
    Body::Empty("Drawn once the head is fitted.".into())
}

pub fn figure(id: &str, title: &str, caption: impl Into<Caption>, width: Width, body: Option<Body>) -> Figure {
    let body = body.unwrap_or_else(waiting);
    Figure { id: id.into(), title: title.into(), caption: caption.into(), width, body }
}

fn name(entrant: Entrant) -> String {
    match entrant {
        Entrant::Unedited => "unedited".into(),
        Entrant::Zeroed => "sky to zero".into(),
        Entrant::Rescaled => "sky to zero, rescaled".into(),
        Entrant::ToMean => "sky to its mean".into(),
        Entrant::Turned => "one picture turned".into(),
        Entrant::Backgrounds => "no background at all".into(),
        Entrant::Oracle => "refitted on shifted".into(),
        Entrant::Hybrid => "hybrid".into(),
        Entrant::HybridZeroed => "hybrid, sky to zero".into(),
        Entrant::HybridRescaled => "hybrid, rescaled".into(),
        Entrant::Probe => "linear probe".into(),
        Entrant::Part(k) => format!("{} instead", CONCEPTS[k].1),
    }
}

/// What the first figure compares, from the top; the visitor's own stands above them.
const SHOWN: [Entrant; 7] = [
    Entrant::Unedited,
    Entrant::Zeroed,
    Entrant::Rescaled,
    Entrant::Backgrounds,
    Entrant::HybridRescaled,
    Entrant::Probe,
    Entrant::Oracle,
];

/// By how much dots of one head stand above others, in rows.
const RAISED: f64 = 0.2;

fn accuracies(view: Option<&View<'_>>) -> Figure {
    let body = view.map(|view| {
        let mut rows = vec![("yours".to_owned(), view.yours(Path::Concepts))];
        let scored = SHOWN.iter().filter_map(|entrant| view.model.scored(*entrant));
        rows.extend(scored.map(|scored| (name(scored.entrant), [scored.same, scored.shifted])));
        rows.reverse();
        // A little above one another, so that equal ones are all seen.
        let dots = |name: &str, ink, above: f64, of: fn(&[Accuracy; 2]) -> f64| {
            let points = rows.iter().enumerate().map(|(row, (_, found))| [of(found), row as f64 + above]).collect();
            Mark::Dots { name: name.into(), ink, points, edit: None }
        };
        let mut marks = Vec::new();
        if let Some(oracle) = view.model.scored(Entrant::Oracle) {
            let (name, at) = ("refitted on shifted".into(), oracle.shifted.all);
            marks.push(Mark::Level { name, ink: Ink::Ceiling, axis: Along::X, at, edit: None });
        }
        marks.extend([
            dots("as in training", Ink::Muted, RAISED, |[same, _]| same.all),
            dots("shifted", Ink::Achieved, 0.0, |[_, shifted]| shifted.all),
            dots("shifted, species 1", Ink::Hue(1), -RAISED, |[_, shifted]| shifted.first),
        ]);
        let top = rows.len() as f64 - 0.5;
        let names = rows.iter().map(|(name, _)| name.clone()).collect();
        Body::Chart(Chart {
            x: Axis::linear("accuracy", Quantity::Share).within(0.0, 1.0),
            y: Axis::linear("head", Quantity::Named(names)).within(-0.5, top),
            marks,
            colour: None,
        })
    });
    let about = Caption::from(
        "How often heads are right: on pictures like those of training, where species 1 stands before the sky; on shifted ones, \
         where it never does; and on species 1 among these.",
    );
    let caption = match view {
        None => about,
        Some(view) => {
            let [_, now] = view.yours(Path::Concepts);
            let before = accuracy(&view.shifted[0], &view.model.shifted.labels);
            about
                .words(" Your edits take the shifted accuracy from ")
                .number(before.all, Quantity::Share)
                .words(" to ")
                .number(now.all, Quantity::Share)
                .words(", that on species 1 from ")
                .number(before.first, Quantity::Share)
                .words(" to ")
                .number(now.first, Quantity::Share)
                .words(".")
        }
    };
    figure("accuracies", "Where the sky is elsewhere", caption, Width::Full, body)
}

fn weights(view: Option<&View<'_>>) -> Figure {
    let body = view.map(|view| {
        let edges = |from: usize, to: usize| (from..=to).map(|i| i as f64 - 0.5).collect::<Vec<f64>>();
        // Species 1 on top, all of them below the last.
        let height = |species: usize| (CLASSES - species) as f64;
        let values: Vec<f64> = (0..CLASSES).rev().flat_map(|species| view.head.row(species).to_vec()).collect();
        let most = values.iter().map(|weight| weight.abs()).fold(1e-3, f64::max);
        let concerned = concerned(view.model, &view.config.changes());
        let (mut plain, mut marked) = (Cells::default(), Cells::default());
        for (species, (species_text, _)) in SPECIES.iter().enumerate() {
            for (concept, (concept_text, _)) in CONCEPTS.iter().enumerate() {
                let is_one = species < CLASSES && concept < BANK;
                if !is_one && view.config.deed == TURN {
                    continue;
                }
                let deed = if view.config.deed == KEEP { "zero".into() } else { view.config.deed_text() };
                let cells = if is_one && concerned[species * BANK + concept] { &mut marked } else { &mut plain };
                cells.points.push([concept as f64, height(species)]);
                cells.values.push(clicked(&view.config.edits, species_text, concept_text, &deed));
            }
        }
        let names = SPECIES.iter().rev().map(|(_, label)| (*label).to_owned()).collect();
        Body::Chart(Chart {
            x: Axis::linear("concept", Quantity::Named(CONCEPTS.iter().map(|(_, label)| (*label).into()).collect()))
                .within(-0.5, BANK as f64 + 0.5),
            y: Axis::linear("species", Quantity::Named(names)).within(-0.5, CLASSES as f64 + 0.5),
            marks: vec![
                Mark::HeatMap { x_edges: edges(0, BANK), y_edges: edges(1, CLASSES + 1), values },
                plain.dots("click to edit", Ink::Muted),
                marked.dots("edited", Ink::Budget),
            ],
            colour: Some(ColourScale {
                label: "weight".into(),
                quantity: Quantity::Number,
                scale: Scale::Linear,
                range: [-most, most],
            }),
        })
    });
    let about = "The head’s weights as they are now: how much a concept’s score speaks for a species, or against it. A click on \
                 a cell keeps an edit there, or takes it back; below and to the right, of all species or all backgrounds at once.";
    let caption = match view {
        None => about.to_owned(),
        Some(view) => format!("{about} {}", state(view)),
    };
    figure("weights", "The head, to be edited", caption, Width::Full, body)
}

#[derive(Default)]
struct Cells {
    points: Vec<[f64; 2]>,
    values: Vec<String>,
}

impl Cells {
    fn dots(self, name: &str, ink: Ink) -> Mark {
        let edit = Some(PointEdit { key: "edits".into(), values: self.values });
        Mark::Dots { name: name.into(), ink, points: self.points, edit }
    }
}

/// What is kept and what is in hand, in words.
fn state(view: &View<'_>) -> String {
    let config = view.config;
    let label = |values: &[(&'static str, &'static str)], text: &str| {
        values.iter().find(|(value, _)| *value == text).map_or("", |(_, label)| *label)
    };
    let kept = match config.kept().len() {
        0 => "Nothing is kept so far".to_owned(),
        1 => "One edit is kept".to_owned(),
        count => format!("{count} edits are kept"),
    };
    let hand = format!("{}, {}", label(SPECIES, &config.species), label(CONCEPTS, &config.concept));
    let does = match config.in_hand() {
        None if config.deed == KEEP => "nothing is in hand".to_owned(),
        None => "a picture is turned by one weight of one species, so nothing is in hand".to_owned(),
        Some(change) if changes_nothing(view, &change) => {
            format!("in hand is {hand}, {}, which changes nothing", label(DEEDS, &config.deed))
        }
        Some(_) => format!("in hand is {hand}: {}", label(DEEDS, &config.deed)),
    };
    format!("{kept}; {does}.")
}

fn changes_nothing(view: &View<'_>, change: &Change) -> bool {
    let before = edited(view.model, &view.config.kept());
    let mut after = before.clone();
    change.apply(&mut after, view.model);
    before == after
}

fn table(view: Option<&View<'_>>) -> Figure {
    let body = view.map(|view| {
        let row = |name: String, [same, shifted]: [Accuracy; 2]| {
            let numbers = [same.all, same.first, shifted.all, shifted.first, shifted.taken];
            std::iter::once(Cell::Text(name)).chain(numbers.map(Cell::Number)).collect::<Vec<_>>()
        };
        let mut rows = vec![
            row("yours".into(), view.yours(Path::Concepts)),
            row("yours, hybrid".into(), view.yours(Path::Hybrid)),
        ];
        rows.extend(view.model.scored.iter().map(|scored| row(name(scored.entrant), [scored.same, scored.shifted])));
        let columns = ["head", "as in training", "species 1", "shifted", "shifted, species 1", "taken for 1"];
        let column = |label: &str| Column { label: label.into(), quantity: Quantity::Share };
        Body::Table(Table { columns: columns.into_iter().map(column).collect(), rows })
    });
    let about = "Every head that was compared, beside yours. One picture turned: the smallest edit of the sky’s weights by which the \
                 first wrong shifted picture of species 1 comes right. Taken for 1: how many of all shifted pictures are, of which about a \
                 fifth should be. The last rows are the control: the same edit of a part \
                 of the bird instead of the sky.";
    figure("table", "All heads in numbers", about, Width::Full, body)
}

fn bank(frames: &[Frame]) -> Figure {
    let found: Vec<(usize, f64)> = frames
        .iter()
        .filter_map(|frame| match frame {
            Frame::Concept { concept, accuracy, .. } => Some((*concept, *accuracy)),
            Frame::Model(_) => None,
        })
        .collect();
    let body = if found.is_empty() {
        Body::Empty("The first thing a run does.".into())
    } else {
        let names = CONCEPTS[..BANK].iter().map(|(_, label)| (*label).into()).collect();
        let mut marks = Vec::new();
        for (concept, accuracy) in found {
            marks.extend(bars("right", Ink::Achieved, &[accuracy], concept as f64));
        }
        Body::Chart(Chart {
            x: Axis::linear("concept", Quantity::Named(names)).within(-0.5, BANK as f64 - 0.5),
            y: Axis::linear("held-out pictures right", Quantity::Share).within(0.0, 1.02),
            marks,
            colour: None,
        })
    };
    let about = "Each concept is a hyperplane between features with it and without it, a linear support vector machine; how often \
                 new pictures lie on the right side. A part of the bird is there in every second picture, a background in \
                 every fourth.";
    figure("bank", "The bank of concepts", about, Width::Full, Some(body))
}
