//! The image itself: the bird, its parts, where the backbone looks, and the board in front of it.

use super::{
    Frame,
    board::{Board, Kinds, figure},
    config::{Config, Model},
};
use crate::{
    datasets::birds::{CONCEPTS, SIDE},
    plot::{Body, Figure, Images, Ink, Outline, Tile, Width},
};

/// A species' name, by its number from 0.
fn species(class: usize) -> String {
    format!("species {}", class + 1)
}

pub fn kinds(frame: Option<&Frame>) -> Kinds {
    Kinds {
        class: "species",
        concepts: CONCEPTS.map(str::to_owned).to_vec(),
        classes: (0..frame.map_or(0, |frame| frame.species.len())).map(species).collect(),
        is_named: false,
    }
}

/// One model in front of the image; `None` until the model is trained.
pub fn board<'a>(config: &Config, frame: Option<&'a Frame>, kinds: &'a Kinds, model: Model) -> Option<Board<'a>> {
    let frame = frame?;
    let scene = &frame.scene;
    let place = frame.scores.iter().position(|score| score.model == model)?;
    Some(Board {
        kinds,
        slots: scene.slots.get(place)?,
        told: config.told(),
        truth: &scene.concepts,
        label: scene.species,
        in_truth: match scene.differs {
            0 => species(scene.species),
            1 => format!("nearest to {}, in one concept unlike it", species(scene.species)),
            differs => format!("nearest to {}, in {differs} concepts unlike it", species(scene.species)),
        },
        asks: config.asks,
        policy: config.policy,
        seed: config.seed.into(),
    })
}

/// A bird in colour; `pixels` is `[3, 32, 32]`, from 0 to 255.
pub fn picture(caption: String, pixels: &[u8]) -> Tile {
    Tile::colour(caption, [SIDE; 2], &shares(pixels))
}

fn shares(bytes: &[u8]) -> Vec<f32> {
    bytes.iter().map(|byte| f32::from(*byte) / 255.0).collect()
}

pub fn bird(config: &Config, frame: Option<&Frame>) -> Figure {
    let part = config.part.label();
    let about = format!(
        "The image, with a dashed line around the pixels that tell of the {part}, and how much each pixel moves what the \
         backbone makes of it: the darker, the more."
    );
    let body = frame.map(|frame| {
        let scene = &frame.scene;
        let which = config.part as usize;
        let outlines = vec![Outline { ink: Ink::Budget, inside: scene.masks[which].clone() }];
        let present = if scene.concepts[which] { "there" } else { "not there" };
        let words = if config.asks { "the image".to_owned() } else { format!("{part}: {present}") };
        let seen = Tile { outlines: outlines.clone(), ..picture(words, &scene.pixels) };
        let heat = Tile::grey("where the backbone looks", [SIDE; 2], shares(&scene.saliency[which]));
        let heat = Tile { outlines, ..heat };
        Body::Images(Images { columns: 2, tiles: vec![seen, heat], range: [0.0, 1.0] })
    });
    figure("bird", "The bird", about, Width::Half, body)
}
