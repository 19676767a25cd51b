//! Mini-sprites: one shape on 16×16 pixels, told apart by its place and its size alone.
//!
//! Three independent factors of 8 levels each, every combination once. What makes an image is known, so that a code can
//! be held against it. Made here after the idea of dSprites (Matthey, Higgins, Hassabis & Lerchner 2017).

use serde::{Deserialize, Serialize};

/// Pixels along a side.
pub const SIDE: usize = 16;
pub const PIXELS: usize = SIDE * SIDE;
/// Levels of each factor.
pub const LEVELS: usize = 8;
/// The factors, in the order of [`levels`].
pub const FACTORS: [&str; 3] = ["x", "y", "size"];
/// One image for each combination of levels.
pub const IMAGES: usize = LEVELS * LEVELS * LEVELS;

/// What stands on an image.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    #[default]
    Disc,
    Square,
    /// A square on its corner.
    Diamond,
}

/// Half the width of the smallest and of the largest shape, in pixels.
const HALF_WIDTHS: [f64; 2] = [2.0, 5.0];
/// Finer pixels along a side of a pixel.
const FINER: usize = 8;

impl Shape {
    /// Values and labels, for a choice.
    pub const NAMES: &'static [(&'static str, &'static str)] =
        &[("disc", "disc"), ("square", "square"), ("diamond", "diamond")];

    fn covers(self, dx: f64, dy: f64, half_width: f64) -> bool {
        match self {
            Shape::Disc => dx * dx + dy * dy <= half_width * half_width,
            Shape::Square => dx.abs() <= half_width && dy.abs() <= half_width,
            Shape::Diamond => dx.abs() + dy.abs() <= half_width,
        }
    }
}

/// The image of three levels below [`LEVELS`], row-major from the top left: the share of each pixel that the shape
/// covers, counted on 8×8 finer ones, so that a place between pixels shows too.
///
/// The whole shape is always on the image; from level to level it moves by 6/7 of a pixel and grows by 3/7 to each side.
pub fn image(shape: Shape, levels: [usize; 3]) -> Vec<f32> {
    let [smallest, largest] = HALF_WIDTHS;
    let share = levels.map(|level| level as f64 / (LEVELS - 1) as f64);
    let place = |share: f64| largest + share * (SIDE as f64 - 2.0 * largest);
    let centre = [place(share[0]), place(share[1])];
    let half_width = smallest + share[2] * (largest - smallest);
    let middle = |pixel: usize, finer: usize| pixel as f64 + (finer as f64 + 0.5) / FINER as f64;
    let covered = |row: usize, column: usize| {
        let finer = (0..FINER * FINER).map(|i| (middle(row, i / FINER), middle(column, i % FINER)));
        finer.filter(|(y, x)| shape.covers(x - centre[0], y - centre[1], half_width)).count()
    };
    let pixels = (0..PIXELS).map(|pixel| covered(pixel / SIDE, pixel % SIDE) as f32 / (FINER * FINER) as f32);
    pixels.collect()
}

/// All images, `[IMAGES, PIXELS]`, row-major; x changes fastest, size slowest.
pub fn images(shape: Shape) -> Vec<f32> {
    (0..IMAGES).flat_map(|index| image(shape, levels(index))).collect()
}

/// The levels of x, y and size of an image.
pub fn levels(index: usize) -> [usize; 3] {
    [index % LEVELS, index / LEVELS % LEVELS, index / (LEVELS * LEVELS)]
}

/// The inverse of [`levels`].
pub fn index(levels: [usize; 3]) -> usize {
    levels[0] + LEVELS * (levels[1] + LEVELS * levels[2])
}
