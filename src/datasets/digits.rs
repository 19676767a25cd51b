//! 1797 handwritten digits of 8×8 pixels (Alpaydin & Kaynak 1998, CC BY 4.0; see public/data/README.md).

use super::{labelled::Labelled, npy::Bytes2d};

pub const PIXELS: usize = 64;
const CLASSES: usize = 10;
/// Pixels count how many of 4×4 finer ones are on.
const BRIGHTEST: f32 = 16.0;

static FILE: &[u8] = include_bytes!("../../public/data/digits.npy");

/// All images, pixels scaled to [0, 1], in the file's order.
pub fn load() -> Labelled {
    // The file is part of this program and tested; it cannot be another one.
    let rows = Bytes2d::parse(FILE).unwrap_or_else(|error| panic!("digits.npy: {error}"));
    assert_eq!(rows.columns, PIXELS + 1);
    let images = rows.values.chunks_exact(rows.columns);
    let inputs = images.clone().flat_map(|row| row[..PIXELS].iter().map(|pixel| f32::from(*pixel) / BRIGHTEST));
    Labelled::new(inputs.collect(), PIXELS, images.map(|row| row[PIXELS]).collect(), CLASSES)
}
