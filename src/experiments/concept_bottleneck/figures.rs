//! All pictures of the bench, the image's first.

use super::{
    Frame,
    board::{Board, Kinds, cards, classes, figure, why},
    config::{Config, Model, Source},
    scene_figures::{bird, board, kinds, picture},
    score_figures::{against_policies, models, told_curves},
};
use crate::plot::{Body, Figure, Images, Ink, Tile, Width};

pub fn figures(config: &Config, frames: &[Frame]) -> Vec<Figure> {
    let frame = frames.last();
    let kinds = kinds(frame);
    let of = |model| board(config, frame, &kinds, model);
    let mut all = vec![bird(config, frame)];
    all.extend(boards(&kinds, config.model, config.beside.model(), of));
    all.push(why(of(config.model).as_ref(), config.model));
    all.push(gallery(config, frame));
    let scores = frame.map_or(&[][..], |frame| &frame.scores);
    all.push(told_curves(scores, [Some(config.model), config.beside.model()], &kinds));
    if config.beside.model().is_none() {
        all.push(against_policies(of(config.model).as_ref(), &kinds));
    }
    all.push(models(scores, &kinds));
    all
}

/// A model and, where there is one, another beside it, told the same: their classes and their cards.
pub fn boards<'a>(
    kinds: &'a Kinds,
    model: Model,
    beside: Option<Model>,
    of: impl Fn(Model) -> Option<Board<'a>>,
) -> Vec<Figure> {
    let first = of(model);
    let first = first.as_ref();
    let mut all = vec![classes("classes", first, kinds, model)];
    match beside {
        None => all.push(cards("cards", first, model, Width::Full)),
        Some(other) => {
            let second = of(other);
            all.push(cards("cards", first, model, Width::Half));
            all.push(cards("cards-beside", second.as_ref(), other, Width::Half));
            all.push(against_policies(first, kinds));
            all.push(classes("classes-beside", second.as_ref(), kinds, other));
        }
    }
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
