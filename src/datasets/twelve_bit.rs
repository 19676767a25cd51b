//! Shwartz-Ziv & Tishby's 12-bit task, from its closed rule.
//!
//! The bits are the vertices of an icosahedron; a pattern's label depends on how many bits are on and on how they lie to
//! each other, and is the same for all patterns that rotations carry into one another.

use super::labelled::{About, Labelled};

pub const BITS: usize = 12;
pub const PATTERNS: usize = 1 << BITS;

static ABOUT: About = About {
    name: "12-bit patterns",
    source: "The task of R. Shwartz-Ziv and N. Tishby, Opening the Black Box of Deep Neural Networks via Information \
             (2017), generated from its rule",
    licence: "generated here: no data of theirs is shipped",
};

const OPPOSITE: [(usize, usize); 6] = [(0, 9), (1, 7), (2, 5), (3, 6), (4, 10), (8, 11)];

const NEIGHBOURS: [[usize; 5]; BITS] = [
    [1, 3, 5, 10, 11],
    [0, 2, 3, 4, 11],
    [1, 3, 4, 8, 9],
    [0, 1, 2, 8, 10],
    [1, 2, 6, 9, 11],
    [0, 6, 7, 10, 11],
    [4, 5, 7, 9, 11],
    [5, 6, 8, 9, 10],
    [2, 3, 7, 9, 10],
    [2, 4, 6, 7, 8],
    [0, 3, 5, 7, 8],
    [0, 1, 4, 5, 6],
];

/// All 4096 patterns in the order of their numbers, bits as 0 and 1, most significant bit first.
pub fn load() -> Labelled {
    let inputs = (0..PATTERNS).flat_map(|pattern| (0..BITS).map(move |bit| f32::from(u8::from(is_on(pattern, bit)))));
    Labelled::new(&ABOUT, inputs.collect(), BITS, (0..PATTERNS).map(label).collect(), 2)
}

/// The label of a pattern. Equal to all 4096 labels of the file released with the paper.
pub fn label(pattern: usize) -> u8 {
    let [on, neighbours, opposites] = signature(pattern);
    let score = 5 * neighbours as i64 - 2 * opposites as i64;
    u8::from(on >= 8 || (on == 7 && score >= 37) || ((5..=6).contains(&on) && score >= 29))
}

/// Bits on, pairs of neighbours both on, pairs of opposites both on: 64 signatures, as many as the paper has orbits.
pub fn signature(pattern: usize) -> [usize; 3] {
    let on = (0..BITS).filter(|bit| is_on(pattern, *bit)).count();
    let touching = (0..BITS).filter(|bit| is_on(pattern, *bit)).flat_map(|bit| NEIGHBOURS[bit]);
    let neighbours = touching.filter(|bit| is_on(pattern, *bit)).count() / 2;
    let opposites = OPPOSITE.iter().filter(|(a, b)| is_on(pattern, *a) && is_on(pattern, *b)).count();
    [on, neighbours, opposites]
}

fn is_on(pattern: usize, bit: usize) -> bool {
    pattern >> (BITS - 1 - bit) & 1 == 1
}
