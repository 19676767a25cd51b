//! 1797 handwritten digits of 8×8 pixels (Alpaydin & Kaynak 1998; see public/data/README.md).

use super::{
    arrays::{Dtype, Npy},
    labelled::{About, Labelled},
};

/// Images are squares.
pub const SIDE: usize = 8;
pub const PIXELS: usize = SIDE * SIDE;
const CLASSES: usize = 10;
/// How many images show each digit: known without the images, so that the page need not carry them.
pub const CLASS_COUNTS: [usize; CLASSES] = [178, 182, 177, 183, 181, 182, 181, 179, 174, 180];
/// Pixels count how many of 4×4 finer ones are on.
const BRIGHTEST: f32 = 16.0;

static ABOUT: About = About {
    name: "8×8 handwritten digits",
    source: "E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits (test part), UCI Machine Learning \
             Repository 1998, https://doi.org/10.24432/C50P49",
    licence: "CC BY 4.0",
};

/// `[1797, 65]`: pixels, then the label.
static FILE: &[u8] = include_bytes!("../../public/data/digits.npy");

/// All images, pixels scaled to [0, 1], in the file's order.
pub fn load() -> Labelled {
    // The file is part of this program and tested; it cannot be another one.
    let file = Npy::parse(FILE).unwrap_or_else(|error| panic!("digits.npy: {error}"));
    assert_eq!((file.dtype, file.fortran_order, &file.shape[1..]), (Dtype::BYTES, false, &[PIXELS + 1][..]));
    let rows = file.data.chunks_exact(PIXELS + 1);
    let pixels = rows.clone().flat_map(|row| &row[..PIXELS]).map(|pixel| f32::from(*pixel) / BRIGHTEST);
    Labelled::new(&ABOUT, pixels.collect(), PIXELS, rows.map(|row| row[PIXELS]).collect(), CLASSES)
}
