//! The pictures of one bird: which it is, what two models believe of it once told the same, and what it then is to them.

use super::{
    Board, Config, Frame, Picture,
    config::{Pictures, Shown},
    judges::{Judge, Model},
};
use crate::{
    concepts::{Posterior, largest},
    datasets::birds::{CONCEPTS, SIDE, WIDTH},
    plot::{Axis, Body, Card, Cards, Chart, Figure, Images, Ink, Mark, Quantity, Tile, Width, bars},
};

/// Pictures in a row.
const COLUMNS: usize = 6;
/// A card whose belief moved by less says so.
const MOVED: f64 = 0.005;

/// The board's last frame and, of the chosen picture, what two models make of it.
pub struct Desk<'a> {
    config: &'a Config,
    board: &'a Board,
    picture: &'a Picture,
    told: Vec<Option<bool>>,
    plain: Views,
    other: Views,
}

/// A model's beliefs before anything was told, and now.
struct Views {
    before: Posterior,
    now: Posterior,
}

impl<'a> Desk<'a> {
    /// `None` until all is trained.
    pub fn of(config: &'a Config, frames: &'a [Frame]) -> Option<Self> {
        let board = frames.iter().rev().find_map(|frame| match frame {
            Frame::Board(board) => Some(board.as_ref()),
            _ => None,
        })?;
        let picture = board.pictures.get(config.image - 1)?;
        let told = config.told(WIDTH);
        let views = |model: Model| {
            let judge: Judge = board.knowledge.judge(model, config);
            let of = |told: &[Option<bool>]| judge.posterior(&picture.sight, told);
            Views { before: of(&[None; WIDTH]), now: of(&told) }
        };
        let (plain, other) = (views(Model::Plain), views(config.model.model()));
        Some(Self { config, board, picture, told, plain, other })
    }

    pub fn board(&self) -> &Board {
        self.board
    }
}

fn waiting() -> Body {
    Body::Empty("Drawn once all is trained.".into())
}

fn species(class: usize) -> String {
    format!("species {}", class + 1)
}

fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}

pub fn birds(desk: Option<&Desk>) -> Figure {
    let body = desk.map(|desk| {
        let tile = |(i, picture): (usize, &Picture)| {
            let pixels = match desk.config.pictures {
                Pictures::Clear => &picture.clear,
                Pictures::Seen => &picture.seen,
            };
            let planes: Vec<f32> = pixels.iter().map(|byte| f32::from(*byte) / 255.0).collect();
            let right = |p: &f64, truth: &bool| (*p > 0.5) == *truth;
            let beliefs = picture.sight.beliefs.iter().zip(&picture.concepts);
            let wrong = beliefs.filter(|(p, truth)| !right(p, truth)).count();
            Tile {
                edit: Some(("image".into(), (i + 1).to_string())),
                chosen: i + 1 == desk.config.image,
                ..Tile::colour(format!("{}: {wrong} wrong", i + 1), [SIDE; 2], &planes)
            }
        };
        let tiles = desk.board.pictures.iter().enumerate().map(tile).collect();
        Body::Images(Images { columns: COLUMNS, tiles, range: [0.0, 1.0] })
    });
    Figure {
        id: "birds".into(),
        title: "Choose a picture".into(),
        caption: "The first twelve test pictures, and how many of their twelve concepts the plain bottleneck has wrong. Click one \
                  to put it on both boards. They can be shown without their noise; the models always see it, and a grey square \
                  hides something from everybody."
            .into(),
        width: Width::Full,
        body: body.unwrap_or_else(waiting),
    }
}

fn cards(desk: &Desk, views: &Views) -> Body {
    let card = |k: usize| {
        let (before, now) = (views.before.concepts[k].clamp(0.0, 1.0), views.now.concepts[k].clamp(0.0, 1.0));
        let points = 100.0 * (now - before);
        let note = match desk.told[k] {
            Some(_) => "told".to_owned(),
            None if (now - before).abs() < MOVED => "not moved".to_owned(),
            None => format!("moved by {points:+.0} points").replace('-', "−"),
        };
        Card {
            name: CONCEPTS[k].into(),
            probability: now,
            before,
            told: desk.told[k],
            truth: Some(desk.picture.concepts[k]),
            rank: None,
            note,
        }
    };
    Body::Cards(Cards {
        key: Some("answers".into()),
        cards: (0..WIDTH).map(card).collect(),
        status: status(desk, views),
    })
}

/// What the answers amount to, in a sentence.
fn status(desk: &Desk, views: &Views) -> String {
    let wrong = |posterior: &Posterior| {
        let untold = (0..WIDTH).filter(|k| desk.told[*k].is_none());
        untold.filter(|k| (posterior.concepts[*k] > 0.5) != desk.picture.concepts[*k]).count()
    };
    let (is, p) = (largest(&views.now.classes), &views.now.classes);
    let answer = format!("{} ({}), in truth {}", species(is), percent(p[is]), species(desk.picture.label));
    let (was, now) = (wrong(&views.before), wrong(&views.now));
    if desk.told.iter().all(Option::is_none) {
        return format!("Nothing is told; {now} of 12 concepts are wrong. {answer}.");
    }
    format!("Of the concepts that were not told, {now} are wrong, before {was}. {answer}.")
}

pub fn plain_board(desk: Option<&Desk>) -> Figure {
    Figure {
        id: "plain-board".into(),
        title: "Plain concept bottleneck".into(),
        caption: "One card a concept: what the model believes, with a tick at its belief before it was told anything. Told of one \
                  concept, it changes its mind about no other."
            .into(),
        width: Width::Half,
        body: desk.map_or_else(waiting, |desk| cards(desk, &desk.plain)),
    }
}

pub fn other_board(config: &Config, desk: Option<&Desk>) -> Figure {
    let caption = match config.model {
        Shown::Joint => {
            "The same picture, the same answers: concepts and class share one energy, and all 49 152 states of them are \
                         weighed at every click."
        }
        Shown::Counted => {
            "The same picture, the same answers, judged by naive Bayes: what is told speaks for some classes, and these \
                           for other concepts."
        }
        Shown::Weighed => {
            "The same picture, the same answers, judged by the published energies at their published weights: what is \
                           told hardly moves another card."
        }
        Shown::Unweighed => {
            "The same picture, the same answers, with E_cy at weight 1: cards move, but by what training left to \
                             chance."
        }
    };
    Figure {
        id: "other-board".into(),
        title: format!("Beside it: {}", config.model.model().label()),
        caption: caption.into(),
        width: Width::Half,
        body: desk.map_or_else(waiting, |desk| cards(desk, &desk.other)),
    }
}

pub fn classes(config: &Config, desk: Option<&Desk>) -> Figure {
    let name = config.model.model().label();
    let body = desk.map(|desk| {
        let now = &desk.other.now.classes;
        let mut marks = bars(name, Ink::Achieved, now, 1.0);
        let points = |classes: &[f64]| classes.iter().enumerate().map(|(y, p)| [y as f64 + 1.0, *p]).collect();
        marks.push(Mark::Dots {
            name: "plain CBM".into(),
            ink: Ink::Hue(1),
            points: points(&desk.plain.now.classes),
            edit: None,
        });
        Body::Chart(Chart {
            x: Axis::linear("species", Quantity::Count).within(0.5, now.len() as f64 + 0.5),
            y: Axis::linear("probability", Quantity::Share).within(0.0, 1.0),
            marks,
            colour: None,
        })
    });
    let caption = desk.map_or_else(
        || "The probability of every species to both models, given what they were told.".to_owned(),
        |desk| {
            let said = |views: &Views| {
                let best = largest(&views.now.classes);
                format!("{} with {}", species(best), percent(views.now.classes[best]))
            };
            format!(
                "The probability of every species given what was told: {name} says {}, the plain bottleneck {}. In truth it is {}.",
                said(&desk.other),
                said(&desk.plain),
                species(desk.picture.label)
            )
        },
    );
    Figure {
        id: "classes".into(),
        title: "What the bird then is".into(),
        caption: caption.into(),
        width: Width::Half,
        body: body.unwrap_or_else(waiting),
    }
}
