//! All pictures of the bench, the image's first.

use super::{
    Frame,
    config::{Config, Policy, Source},
    policies::asked,
    scene_figures::{View, bird, cards, classes, figure, picture, why},
};
use crate::{
    concepts::largest,
    draws::Rng,
    lab::answers,
    plot::{Axis, Body, Cell, Chart, Column, Figure, Images, Ink, Mark, Quantity, Table, Tile, Width},
};

pub fn figures(config: &Config, frames: &[Frame]) -> Vec<Figure> {
    let frame = frames.last();
    let view = frame.and_then(|frame| View::of(config, frame, config.model));
    let view = view.as_ref();
    let mut all = vec![bird(config, frame), classes("classes", view, config.model)];
    match config.beside.model() {
        None => all.push(cards("cards", view, config.model, Width::Full)),
        Some(other) => {
            let beside = frame.and_then(|frame| View::of(config, frame, other));
            all.push(cards("cards", view, config.model, Width::Half));
            all.push(cards("cards-beside", beside.as_ref(), other, Width::Half));
            all.push(score(view));
            all.push(classes("classes-beside", beside.as_ref(), other));
        }
    }
    all.push(why(view, config.model));
    all.push(gallery(config, frame));
    all.push(curves(config, frame));
    if config.beside.model().is_none() {
        all.push(score(view));
    }
    all.push(models(frame));
    all
}

fn gallery(config: &Config, frame: Option<&Frame>) -> Figure {
    let about =
        "Click one to put it in front of the models. Those that the model takes for something else come first, framed.";
    let body = frame.filter(|frame| frame.ended).map(|frame| {
        let place = frame.scores.iter().position(|score| score.model == config.model);
        let tile = |(i, thumb): (usize, &super::Thumb)| {
            let answer = place.and_then(|place| thumb.answers.get(place).copied());
            let wrong = answer.filter(|answer| *answer != thumb.species);
            let words = match wrong {
                Some(answer) => format!("{} as {}", thumb.species + 1, answer + 1),
                None => format!("{}", thumb.species + 1),
            };
            let is_chosen = config.source == Source::Test && config.image == i + 1;
            let tile = Tile {
                edit: Some(("image".into(), (i + 1).to_string())),
                chosen: is_chosen,
                ink: wrong.map(|_| Ink::Hue(1)),
                ..picture(words, &thumb.pixels)
            };
            (wrong.is_none(), tile)
        };
        let mut tiles: Vec<(bool, Tile)> = frame.gallery.iter().enumerate().map(tile).collect();
        tiles.sort_by_key(|(is_right, _)| *is_right);
        Body::Images(Images {
            columns: 10,
            tiles: tiles.into_iter().map(|(_, tile)| tile).collect(),
            range: [0.0, 1.0],
        })
    });
    figure("gallery", "Test images, the wrong ones first", about, Width::Full, body)
}

fn curves(config: &Config, frame: Option<&Frame>) -> Figure {
    let about = "Share of test images taken for the wrong species once so many concepts were told as they are: asked by expected \
                 change of the answer, weighed anew after each (full), and in random order (dashed). A curve that rises is a model that leaks.";
    let body = frame.filter(|frame| !frame.scores.is_empty()).map(|frame| {
        let line = |name: String, ink: Ink, dashed: bool, errors: &[f64]| Mark::Line {
            name,
            ink,
            dashed,
            points: errors.iter().enumerate().map(|(told, error)| [told as f64, *error]).collect(),
        };
        let chosen = [Some(config.model), config.beside.model()];
        let mut marks = Vec::new();
        for (i, score) in frame.scores.iter().enumerate() {
            let is_chosen = chosen.contains(&Some(score.model));
            let ink = if is_chosen { Ink::Hue(i) } else { Ink::Muted };
            marks.push(line(score.model.label().into(), ink, false, &score.by_policy));
            if is_chosen {
                marks.push(line(format!("{}, at random", score.model.label()), ink, true, &score.at_random));
            }
        }
        Body::Chart(Chart {
            x: Axis::linear("concepts told", Quantity::Count),
            y: Axis::linear("error", Quantity::Share),
            marks,
            colour: None,
        })
    });
    figure("curves", "What being told is worth", about, Width::Half, body)
}

/// How the visitor's answers fare beside a policy that is told the truth.
fn score(view: Option<&View>) -> Figure {
    let about = "Questions until the species is right: yours, and those of each policy when it is told the truth.";
    let body = view.map(|view| {
        let scene = &view.frame.scene;
        let text = |words: &str| Cell::Text(words.into());
        let given = answers(&view.config.answers);
        let right = given.iter().filter(|(concept, answer)| scene.concepts[*concept] == *answer).count();
        let found = |is_right: bool| text(if is_right { "yes" } else { "no" });
        let mut rows = vec![vec![
            text("you"),
            Cell::Number(given.len() as f64),
            text(&format!("{right} of {}", given.len())),
            found(largest(&view.now()) == scene.species),
        ]];
        for policy in Policy::ALL {
            let mut rng = Rng::new(view.config.seed.into(), "questions at random");
            let path = asked(*policy, view.slots, &scene.concepts, &mut rng);
            let first = path.iter().position(|answer| *answer == scene.species);
            let asked = first.map_or_else(|| text("–"), |questions| Cell::Number(questions as f64));
            // Its name alone: what it stands for is said where it is chosen.
            let name = policy.label().split(':').next().unwrap_or_default();
            rows.push(vec![text(name), asked, text("all"), found(first.is_some())]);
        }
        let column = |label: &str, quantity| Column { label: label.into(), quantity };
        Body::Table(Table {
            columns: vec![
                column("who asks", Quantity::Number),
                column("questions", Quantity::Count),
                column("answered right", Quantity::Number),
                column("species right", Quantity::Number),
            ],
            rows,
        })
    });
    let truth = view.filter(|view| !view.config.asks).map(|view| format!(" In truth {}.", view.truth()));
    figure("score", "You against the policies", format!("{about}{}", truth.unwrap_or_default()), Width::Half, body)
}

fn models(frame: Option<&Frame>) -> Figure {
    let about = "Every bottleneck on the test images: concepts that are right, images with all of them right, and the species' \
                 error with nothing told and with everything told.";
    let body = frame.filter(|frame| !frame.scores.is_empty()).map(|frame| {
        let row = |score: &super::Score| {
            let [nothing, everything] =
                [score.at_random.first(), score.at_random.last()].map(|it| it.copied().unwrap_or(0.0));
            vec![
                Cell::Text(score.model.label().into()),
                Cell::Number(score.concepts),
                Cell::Number(score.all),
                Cell::Number(nothing),
                Cell::Number(everything),
            ]
        };
        let column = |label: &str, quantity| Column { label: label.into(), quantity };
        Body::Table(Table {
            columns: vec![
                column("model", Quantity::Number),
                column("concepts right", Quantity::Share),
                column("all right", Quantity::Share),
                column("error, nothing told", Quantity::Share),
                column("error, all told", Quantity::Share),
            ],
            rows: frame.scores.iter().map(row).collect(),
        })
    });
    figure("models", "The models", about, Width::Half, body)
}
