//! The bird looked at: its picture, its activation maps, and the decision's parts.

use super::{
    Look,
    config::{Config, Counting},
    metrics::{CELLS, Seen},
};
use crate::{
    datasets::birds::{CONCEPTS, PIXELS, SIDE, WIDTH},
    plot::{Body, Cell, Column, Figure, Images, Ink, Outline, Quantity, Table, Tile, Width},
};

const SQUARE: [usize; 2] = [SIDE, SIDE];
const TILES_A_ROW: usize = 7;

fn figure(id: &str, title: &str, caption: String, body: Body) -> Figure {
    Figure { id: id.into(), title: title.into(), caption: caption.into(), width: Width::Full, body }
}

pub fn maps(look: Option<&Look>) -> Figure {
    let (id, title) = ("maps", "Where the maps point");
    let caption = "The bird looked at, then each concept’s activation map on the network’s last planes, four by four cells, dark \
                   where it is high, each map between its own least and greatest value. Dashed: the pixels of concepts that \
                   are there and to be seen; such a map’s frame says whether its darkest cell holds one of them.";
    let Some(look) = look else {
        return figure(id, title, caption.into(), Body::Empty("Maps are drawn at the end of the run.".into()));
    };
    let mut tiles = vec![Tile::colour("the bird", SQUARE, &look.image)];
    let mut counts = [0usize; 2];
    for (concept, name) in CONCEPTS.iter().enumerate() {
        let cells = &look.maps[concept * CELLS * CELLS..(concept + 1) * CELLS * CELLS];
        let (least, most) =
            cells.iter().fold((f32::INFINITY, f32::NEG_INFINITY), |(a, b), cell| (a.min(*cell), b.max(*cell)));
        let span = (most - least).max(1e-12);
        let cell_of = |pixel: usize| pixel / SIDE / (SIDE / CELLS) * CELLS + pixel % SIDE / (SIDE / CELLS);
        let pixels = (0..PIXELS).map(|pixel| (cells[cell_of(pixel)] - least) / span).collect();
        let mask = &look.masks[concept * PIXELS..(concept + 1) * PIXELS];
        let is_shown = look.truth[concept] && mask.contains(&true);
        let peak = (0..cells.len()).fold(0, |best, at| if cells[at] > cells[best] { at } else { best });
        let is_hit = (0..PIXELS).any(|pixel| mask[pixel] && cell_of(pixel) == peak);
        let (said, ink) = match (look.truth[concept], is_shown, is_hit) {
            (false, ..) => ("absent", None),
            (true, false, _) => ("hidden", None),
            (true, true, true) => ("hit", Some(Ink::Achieved)),
            (true, true, false) => ("missed", Some(Ink::Hue(1))),
        };
        if is_shown {
            counts[usize::from(is_hit)] += 1;
        }
        let mut tile = Tile::grey(format!("{name}: {said}"), SQUARE, pixels);
        tile.ink = ink;
        tile.outlines = if is_shown { vec![Outline { ink: Ink::Budget, inside: mask.to_vec() }] } else { Vec::new() };
        tiles.push(tile);
    }
    let caption = format!("{caption} Here {} of {} do.", counts[1], counts[0] + counts[1]);
    figure(id, title, caption, Body::Images(Images { columns: TILES_A_ROW, tiles, range: [0.0, 1.0] }))
}

pub fn decision(config: &Config, look: Option<&Look>) -> Figure {
    let (id, title) = ("decision", "What the explanation says");
    let Some(look) = look else {
        let why = Body::Empty("A decision is taken apart at the end of the run.".into());
        return figure(id, title, "The concepts of one decision, the largest contribution first.".into(), why);
    };
    let seen = Seen {
        decided: look.decided,
        contributions: std::array::from_fn(|k| look.contributions[k]),
        scored: std::array::from_fn(|k| look.margins[k] > 0.0),
        truth: look.truth,
    };
    let yes = |is: bool| Cell::Text(if is { "yes" } else { "no" }.into());
    let rows = seen.ranked(config.counting).into_iter().map(|k| {
        vec![
            Cell::Text(CONCEPTS[k].into()),
            Cell::Number(look.contributions[k]),
            Cell::Number(look.margins[k]),
            yes(seen.scored[k]),
            yes(seen.truth[k]),
            yes(seen.is_right(config.counting, k)),
        ]
    });
    let rows: Vec<Vec<Cell>> = rows.collect();
    let column = |label: &str, quantity| Column { label: label.into(), quantity };
    let columns = vec![
        column("concept", Quantity::Number),
        column("adds to the logit", Quantity::Number),
        column("margin", Quantity::Number),
        column("scored as there", Quantity::Number),
        column("is there", Quantity::Number),
        column("counts as right", Quantity::Number),
    ];
    let listed = match config.counting {
        Counting::Signed => "All concepts by what they add, right where they are there.",
        Counting::Present => "Only concepts that the model scores as there.",
        Counting::Either => "All concepts by what they add; one scored as absent is right where it is absent.",
    };
    let caption = format!(
        "Bird {}, of class {}, is decided {} as class {}. {listed}{}",
        config.bird,
        look.label + 1,
        if look.label == look.decided { "rightly" } else { "wrongly" },
        look.decided + 1,
        if rows.len() < WIDTH { format!(" {} of {WIDTH} are ranked.", rows.len()) } else { String::new() }
    );
    figure(id, title, caption, Body::Table(Table { columns, rows }))
}
