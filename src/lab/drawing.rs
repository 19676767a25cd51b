//! Drawings: small grey pictures as text in a link, and how a pen changes them.

use super::field::quoted;

const EMPTY: &str = "none";

/// The grey levels of a drawing, row by row from the top, from 0 for paper to 1 for ink; `None` where nothing is drawn,
/// or where the text is no drawing of this size.
pub fn drawing(text: &str, width: usize, height: usize, levels: u32) -> Option<Vec<f32>> {
    let board = Board::of(text, width, height, levels)?;
    let top = board.top() as f32;
    (!board.is_empty()).then(|| board.cells.iter().map(|level| *level as f32 / top).collect())
}

/// A drawing that is being made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Board {
    width: usize,
    height: usize,
    levels: u32,
    /// Row by row, each below `levels`.
    cells: Vec<u32>,
}

/// What a pen leaves behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pen {
    Draws,
    Erases,
}

/// How far from its middle a pen leaves something, in pixels: it is two wide, with a soft edge.
const REACH: f64 = 1.45;
/// Between stamps along a stroke, in pixels.
const STEP: f64 = 0.25;

impl Board {
    /// The drawing of a text; `None` where it is none of this size.
    pub fn of(text: &str, width: usize, height: usize, levels: u32) -> Option<Self> {
        let cells = cells(text, width, height, levels).ok()?;
        Some(Self { width, height, levels, cells })
    }

    /// The drawing's one text.
    pub fn text(&self) -> String {
        if self.is_empty() {
            return EMPTY.into();
        }
        self.cells.iter().filter_map(|level| char::from_digit(*level, 36)).collect()
    }

    pub fn is_empty(&self) -> bool {
        self.cells.iter().all(|level| *level == 0)
    }

    /// The level of a cell, counted row by row.
    pub fn level(&self, cell: usize) -> u32 {
        self.cells.get(cell).copied().unwrap_or(0)
    }

    /// The darkest level.
    pub fn top(&self) -> u32 {
        self.levels - 1
    }

    /// Sets a cell; levels too dark are not taken.
    pub fn set(&mut self, cell: usize, level: u32) {
        if let Some(at) = self.cells.get_mut(cell)
            && level < self.levels
        {
            *at = level;
        }
    }

    /// Darkens a cell by a quarter of the way from paper to ink; ink becomes paper again.
    pub fn darken(&mut self, cell: usize) {
        let (level, top) = (self.level(cell), self.top());
        self.set(cell, if level == top { 0 } else { (level + top.div_ceil(4)).min(top) });
    }

    /// Draws or erases along a straight line; places are in pixels from the top left corner.
    pub fn stroke(&mut self, from: [f64; 2], to: [f64; 2], pen: Pen) {
        let along = [to[0] - from[0], to[1] - from[1]];
        // The pointer may leave the board far behind, but not by more than a screen.
        let steps = (along[0].hypot(along[1]) / STEP).ceil().clamp(1.0, 10_000.0) as usize;
        for step in 0..=steps {
            let share = step as f64 / steps as f64;
            self.stamp([0, 1].map(|i| from[i] + along[i] * share), pen);
        }
    }

    fn stamp(&mut self, [x, y]: [f64; 2], pen: Pen) {
        let top = f64::from(self.top());
        for (i, level) in self.cells.iter_mut().enumerate() {
            let middle = [(i % self.width) as f64 + 0.5, (i / self.width) as f64 + 0.5];
            let covered = (REACH - (middle[0] - x).hypot(middle[1] - y)).clamp(0.0, 1.0);
            *level = match pen {
                Pen::Draws => (*level).max((covered * top).round() as u32),
                Pen::Erases => (*level).min(((1.0 - covered) * top).round() as u32),
            };
        }
    }
}

/// What is allowed, in words that end a sentence.
pub(super) fn allowed(width: usize, height: usize, levels: u32) -> String {
    let last = char::from_digit(levels - 1, 36).unwrap_or('z');
    let digits = match last {
        '0'..='9' => format!("digits from 0 to {last}"),
        'a' => "digits from 0 to 9 or a".into(),
        _ => format!("digits from 0 to 9 and a to {last}"),
    };
    format!(
        "a drawing of {width} × {height} pixels as {} {digits}, row by row from paper to ink, or none",
        width * height
    )
}

pub(super) fn canonical(text: &str, width: usize, height: usize, levels: u32) -> Result<String, String> {
    let cells = cells(text, width, height, levels)?;
    Ok(Board { width, height, levels, cells }.text())
}

fn cells(text: &str, width: usize, height: usize, levels: u32) -> Result<Vec<u32>, String> {
    if text == EMPTY {
        return Ok(vec![0; width * height]);
    }
    let level = |digit: char| {
        let level = digit.to_digit(36).filter(|level| *level < levels);
        level.ok_or_else(|| format!("holds {}, which is no level", quoted(&digit.to_string())))
    };
    let cells = text.chars().map(level).collect::<Result<Vec<_>, _>>()?;
    if cells.len() == width * height { Ok(cells) } else { Err(format!("has {} digits", cells.len())) }
}
