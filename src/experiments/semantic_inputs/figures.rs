//! The pictures: what is looked at for each concept, how often it is the right part, and how training went.

use super::{
    Config, Frame, Look, Saliency,
    pointing::Area,
    verdicts::{learned, pointed},
};
use crate::{
    datasets::birds::{CONCEPTS, PIXELS, SIDE, WIDTH},
    plot::{Along, Axis, Body, Cell, Chart, Column, Figure, Images, Ink, Mark, Outline, Quantity, Table, Tile, Width},
};

pub fn figures(config: &Config, frames: &[Frame]) -> Vec<Figure> {
    let Ok(rhos) = config.rhos() else { return Vec::new() };
    let shown = Shown { config, rhos, frames };
    vec![shown.against_ties(), shown.spotlights(), shown.learning(), shown.concepts()]
}

struct Shown<'a> {
    config: &'a Config,
    rhos: Vec<f64>,
    frames: &'a [Frame],
}

fn line(name: String, ink: Ink, dashed: bool, points: Vec<[f64; 2]>) -> Mark {
    Mark::Line { name, ink, dashed, points }
}

impl Shown<'_> {
    fn against_ties(&self) -> Figure {
        let points = |of: &dyn Fn(usize) -> Option<f64>| -> Vec<[f64; 2]> {
            self.rhos.iter().enumerate().filter_map(|(index, rho)| Some([*rho, of(index)?])).collect()
        };
        let hits = points(&|index| Some(pointed(self.frames, index)?.share()));
        let own = points(&|index| Some(learned(self.frames, index).last()?.own));
        let untied = points(&|index| Some(learned(self.frames, index).last()?.untied));
        let mut marks = Vec::new();
        let chance = self.rhos.iter().enumerate().find_map(|(index, _)| Some(pointed(self.frames, index)?.chance));
        if let Some(at) = chance {
            marks.push(Mark::Level { name: "hits by chance".into(), ink: Ink::Muted, axis: Along::Y, at, edit: None });
        }
        for (name, ink, points) in [
            ("right on its own kind", Ink::Hue(1), own),
            ("right on birds without ties", Ink::Hue(0), untied),
            ("looks at the right part", Ink::Achieved, hits),
        ] {
            marks.push(line(name.into(), ink, false, points.clone()));
            marks.push(Mark::Dots { name: name.into(), ink, points, edit: None });
        }
        let body = if self.frames.is_empty() {
            Body::Empty("The first point appears when a network is trained.".into())
        } else {
            Body::Chart(Chart {
                x: Axis::linear("co-occurrence ρ", Quantity::Number).within(-0.03, 1.03),
                y: Axis::linear("share", Quantity::Share).within(0.0, 1.02),
                marks,
                colour: None,
            })
        };
        Figure {
            id: "against-ties".into(),
            title: "Right for the wrong reason".into(),
            caption: "Each network, by how often paired concepts agreed in its training: the share of concepts it tells right on \
                      birds like those, and on birds without ties; and how often it looks at the concept’s own part. Where \
                      pairs always agree the first stays high while the others fall."
                .into(),
            width: Width::Full,
            body,
        }
    }

    fn spotlights(&self) -> Figure {
        let mut tiles = Vec::new();
        for (index, rho) in self.rhos.iter().enumerate() {
            let Some(pointed) = pointed(self.frames, index) else { continue };
            let at = self.config.bird.min(pointed.looks.len());
            let Some(look) = at.checked_sub(1).and_then(|at| pointed.looks.get(at)) else { continue };
            tiles.extend((0..look.concepts.len()).map(|k| spotlight(look, k, *rho)));
        }
        let body = if tiles.is_empty() {
            Body::Empty("Where each network looks in a bird is drawn here once one has been asked.".into())
        } else {
            Body::Images(Images { columns: WIDTH / 2, tiles, range: [0.0, 1.0] })
        };
        Figure {
            id: "spotlights".into(),
            title: "Where each concept is looked for".into(),
            caption: "One bird, twelve times for each network: bright is where the concept’s logit hangs on the pixels. Dashed: the \
                      concept’s box, within which the brightest place counts as a hit. Independent concepts light up their \
                      own part; tied ones often light up the other end of the bird."
                .into(),
            width: Width::Full,
            body,
        }
    }

    fn learning(&self) -> Figure {
        let mut marks = Vec::new();
        for (index, rho) in self.rhos.iter().enumerate() {
            let epochs = || learned(self.frames, index);
            let along = |of: fn(&super::Learned) -> f64| -> Vec<[f64; 2]> {
                epochs().map(|learned| [f64::from(learned.epoch), of(&learned)]).collect()
            };
            if epochs().next().is_some() {
                marks.push(line(format!("ρ = {rho}, own kind"), Ink::Hue(index), false, along(|it| it.own)));
                marks.push(line(format!("ρ = {rho}, without ties"), Ink::Hue(index), true, along(|it| it.untied)));
            }
        }
        let body = if marks.is_empty() {
            Body::Empty("The curves begin with the first epoch.".into())
        } else {
            Body::Chart(Chart {
                x: Axis::linear("epoch", Quantity::Count).within(0.0, f64::from(self.config.epochs) + 0.5),
                y: Axis::linear("concepts right", Quantity::Share).within(0.45, 1.01),
                marks,
                colour: None,
            })
        };
        Figure {
            id: "learning".into(),
            title: "While they learn".into(),
            caption: "The share of concepts told right on new birds. Whole lines: of each network’s own kind; dashed: without \
                      ties."
                .into(),
            width: Width::Half,
            body,
        }
    }

    fn concepts(&self) -> Figure {
        let asked: Vec<_> =
            (0..self.rhos.len()).filter_map(|index| Some((index, pointed(self.frames, index)?))).collect();
        let body = if asked.is_empty() {
            Body::Empty("How often each concept’s own part is looked at is listed here.".into())
        } else {
            let column = |label: String, quantity| Column { label, quantity };
            let mut columns = vec![column("concept".into(), Quantity::Number)];
            columns
                .extend(asked.iter().map(|(index, _)| column(format!("ρ = {}", self.rhos[*index]), Quantity::Share)));
            let row = |k: usize| {
                let share = |hits: u32, birds: u32| Cell::Number(f64::from(hits) / f64::from(birds));
                let shares = asked.iter().map(|(_, pointed)| share(pointed.hits[k], pointed.birds));
                std::iter::once(Cell::Text(CONCEPTS[k].into())).chain(shares).collect()
            };
            Body::Table(Table { columns, rows: (0..WIDTH).map(row).collect() })
        };
        Figure {
            id: "concepts".into(),
            title: "Hits, concept by concept".into(),
            caption: "The share of birds in which the concept’s own part is looked at. Of a tied pair, the less striking part is \
                      neglected."
                .into(),
            width: Width::Half,
            body,
        }
    }
}

/// The bird, dark but for what the network looks at.
fn spotlight(look: &Look, k: usize, rho: f64) -> Tile {
    let Saliency { present, predicted, map, area, hit } = &look.concepts[k];
    let lit = |i: usize| {
        let light = 0.2 + 0.8 * f32::from(map[i % PIXELS]) / 255.0;
        light * f32::from(look.picture[i]) / 255.0
    };
    let planes: Vec<f32> = (0..3 * PIXELS).map(lit).collect();
    let truth = if *present { "" } else { "no " };
    let verdict = if present == predicted { "" } else { ", told wrong" };
    let place = if *hit { "hit" } else { "missed" };
    let caption = format!("ρ = {rho}: {truth}{}, {place}{verdict}", CONCEPTS[k]);
    Tile {
        outlines: vec![outline(area)],
        ink: Some(if *hit { Ink::Achieved } else { Ink::Muted }),
        ..Tile::colour(caption, [SIDE; 2], &planes)
    }
}

fn outline(area: &Area) -> Outline {
    Outline { ink: Ink::Ceiling, inside: (0..PIXELS).map(|pixel| area.holds(pixel)).collect() }
}
