//! All pictures, in the order of the page.

use super::{
    Config, Frame,
    board::{self, Desk},
    charts,
};
use crate::plot::Figure;

pub fn figures(config: &Config, frames: &[Frame]) -> Vec<Figure> {
    let desk = Desk::of(config, frames);
    let desk = desk.as_ref();
    vec![
        charts::spread(config, frames),
        board::birds(desk),
        board::plain_board(desk),
        board::other_board(config, desk),
        board::classes(config, desk),
        charts::follows(desk.map(Desk::board)),
        charts::all_right(config, frames),
        charts::class(config, frames),
        charts::table(config, frames),
        charts::coupled(frames),
        charts::learned(frames),
    ]
}
