//! The pointing game: a concept's box, and whether a map is greatest within it.

use serde::{Deserialize, Serialize};

use crate::datasets::birds::{PIXELS, SIDE};

/// By how many pixels a box is wider than its concept, on each side.
const MARGIN: usize = 2;

/// The pixels of a box: columns and rows, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Area {
    pub columns: [usize; 2],
    pub rows: [usize; 2],
}

impl Area {
    /// Around what a mask `[32, 32]` holds, two pixels wider on each side, cut off at the picture's edges; none where the
    /// mask is empty.
    pub fn around(mask: &[bool]) -> Option<Self> {
        let within = |of: &dyn Fn(usize) -> usize| {
            let places = || (0..PIXELS).filter(|pixel| mask[*pixel]).map(of);
            let (low, high) = (places().min()?, places().max()?);
            Some([low.saturating_sub(MARGIN), (high + MARGIN).min(SIDE - 1)])
        };
        Some(Self { columns: within(&|pixel| pixel % SIDE)?, rows: within(&|pixel| pixel / SIDE)? })
    }

    pub fn holds(&self, pixel: usize) -> bool {
        let within = |[low, high]: [usize; 2], at: usize| (low..=high).contains(&at);
        within(self.columns, pixel % SIDE) && within(self.rows, pixel / SIDE)
    }

    /// The share of the picture that it covers.
    pub fn share(&self) -> f64 {
        let length = |[low, high]: [usize; 2]| (high + 1 - low) as f64;
        length(self.columns) * length(self.rows) / PIXELS as f64
    }
}

/// The absolute values of a gradient `[3, 32, 32]`, summed over colours and averaged over 3×3 pixels (fewer at the edges).
pub fn saliency(gradient: &[f32]) -> Vec<f64> {
    let summed: Vec<f64> = (0..PIXELS)
        .map(|pixel| (0..3).map(|colour| f64::from(gradient[colour * PIXELS + pixel]).abs()).sum())
        .collect();
    let near = |at: usize| at.saturating_sub(1)..=(at + 1).min(SIDE - 1);
    (0..PIXELS)
        .map(|pixel| {
            let around = near(pixel / SIDE).flat_map(|y| near(pixel % SIDE).map(move |x| y * SIDE + x));
            let (sum, count) = around.fold((0.0, 0.0), |(sum, count), at| (sum + summed[at], count + 1.0));
            sum / count
        })
        .collect()
}

/// Where a map is greatest; the first of equals.
pub fn peak(map: &[f64]) -> usize {
    (1..map.len()).fold(0, |best, at| if map[at] > map[best] { at } else { best })
}
