//! Small pictures: their colours, their layout as one SVG, and their numbers.

use std::collections::BTreeMap;

use super::{
    draw::{Anchor, Lettering},
    export::quoted,
    figure::{Cell, Column, Images, Outline, Pixels, Quantity, Table, Tile},
    palette::{Rgb, Theme, grey_colour, hex},
    svg, text,
};

// In CSS pixels.
const LETTER: f64 = 11.0;
const CAPTION: f64 = 18.0;
const GAP: f64 = 8.0;
const FRAME: f64 = 1.0;
const INK_FRAME: f64 = 2.0;
const CHOSEN_FRAME: f64 = 3.0;
/// Ground between the picture and its frame, where it is the chosen one.
const MOAT: f64 = 1.0;
/// An SVG tells no more greys than these apart, so that the pixels of one grey are one path.
const GREYS: f64 = 63.0;
/// Finer pixels along a side of a pixel where there are outlines.
const ENLARGED: usize = 8;

/// Where a grey level lies between paper and ink, from 0 to 1; what is no number is paper.
fn share(level: f32, [low, high]: [f64; 2]) -> f64 {
    let share = (f64::from(level) - low) / (high - low);
    if share.is_nan() { 0.0 } else { share.clamp(0.0, 1.0) }
}

impl Tile {
    /// The pixels' colours, row by row; pixels that are missing are paper.
    fn colours(&self, range: [f64; 2], theme: Theme) -> Vec<Rgb> {
        let paper = grey_colour(0.0, theme);
        let mut colours: Vec<Rgb> = match &self.pixels {
            Pixels::Grey(levels) => levels.iter().map(|level| grey_colour(share(*level, range), theme)).collect(),
            Pixels::Colour(colours) => colours.iter().map(|[red, green, blue]| (*red, *green, *blue)).collect(),
        };
        colours.resize(self.width * self.height, paper);
        colours
    }

    /// The picture as red, green, blue and opacity, row by row, with its width and height. A picture with outlines is
    /// enlarged so that they lie between its pixels.
    pub fn raster(&self, range: [f64; 2], theme: Theme) -> (usize, usize, Vec<u8>) {
        let scale = if self.outlines.is_empty() { 1 } else { ENLARGED };
        let (wide, high) = (self.width * scale, self.height * scale);
        let colours = self.colours(range, theme);
        let mut rgba = Vec::with_capacity(4 * wide * high);
        for place in 0..wide * high {
            let (red, green, blue) = colours[place / wide / scale * self.width + place % wide / scale];
            rgba.extend([red, green, blue, 255]);
        }
        for outline in &self.outlines {
            let (red, green, blue) = outline.ink.rgb(theme);
            for [row, column] in outline.cells(self.width, self.height) {
                for [y, x] in outline.edge(self, row, column, scale) {
                    let at = 4 * (y * wide + x);
                    rgba[at..at + 3].copy_from_slice(&[red, green, blue]);
                }
            }
        }
        (wide, high, rgba)
    }

    /// What a pixel holds: its grey level, or how light its colour is, from 0 to 1.
    fn levels(&self) -> Vec<f64> {
        match &self.pixels {
            Pixels::Grey(levels) => levels.iter().map(|level| f64::from(*level)).collect(),
            Pixels::Colour(colours) => {
                let mean = |colour: &[u8; 3]| colour.iter().map(|part| f64::from(*part)).sum::<f64>() / (3.0 * 255.0);
                colours.iter().map(mean).collect()
            }
        }
    }

    /// A pixel's length where the whole has so much room: whole, where that can be, so that edges are sharp.
    fn side(&self, room: [f64; 2]) -> f64 {
        let side = (room[0] / self.width.max(1) as f64).min(room[1] / self.height.max(1) as f64);
        if side >= 2.0 { side.floor() } else { side.max(0.05) }
    }
}

/// The sides of a pixel, and the steps to the neighbours across them.
const SIDES: [[isize; 2]; 4] = [[-1, 0], [1, 0], [0, -1], [0, 1]];

impl Outline {
    fn cells(&self, width: usize, height: usize) -> impl Iterator<Item = [usize; 2]> + '_ {
        (0..width * height).filter(|i| self.inside.get(*i) == Some(&true)).map(move |i| [i / width, i % width])
    }

    /// Whether a pixel's side parts it from what lies outside.
    fn parts(&self, tile: &Tile, [row, column]: [usize; 2], [down, right]: [isize; 2]) -> bool {
        let (Some(row), Some(column)) = (row.checked_add_signed(down), column.checked_add_signed(right)) else {
            return true;
        };
        row >= tile.height || column >= tile.width || self.inside.get(row * tile.width + column) != Some(&true)
    }

    /// The finer pixels of a dashed line along those sides of a pixel that part it from what lies outside.
    fn edge(&self, tile: &Tile, row: usize, column: usize, scale: usize) -> Vec<[usize; 2]> {
        let sides = SIDES.iter().filter(|side| self.parts(tile, [row, column], **side));
        let dashes = |side: &[isize; 2]| {
            let [down, right] = *side;
            let far = if down + right > 0 { scale - 1 } else { 0 };
            let along = (0..scale).filter(move |k| k % 4 != 3);
            along.map(move |k| {
                let [y, x] = if right == 0 { [far, k] } else { [k, far] };
                [row * scale + y, column * scale + x]
            })
        };
        sides.flat_map(dashes).collect()
    }

    /// The same sides as lines of an SVG path, in pixels of the picture.
    fn path(&self, tile: &Tile) -> String {
        let mut path = String::new();
        for [row, column] in self.cells(tile.width, tile.height) {
            for side in SIDES.iter().filter(|side| self.parts(tile, [row, column], **side)) {
                path += &match *side {
                    [-1, _] => format!("M{column} {row}h1"),
                    [1, _] => format!("M{column} {}h1", row + 1),
                    [_, -1] => format!("M{column} {row}v1"),
                    _ => format!("M{} {row}v1", column + 1),
                };
            }
        }
        path
    }
}

impl Images {
    /// A tile a row: how large, how dark.
    pub(super) fn to_table(&self) -> Table {
        let column = |label: &str, quantity| Column { label: label.into(), quantity };
        let columns = vec![
            column("picture", Quantity::Count),
            column("caption", Quantity::Number),
            column("size", Quantity::Number),
            column("lowest grey level", Quantity::Number),
            column("mean", Quantity::Number),
            column("highest", Quantity::Number),
        ];
        let row = |(i, tile): (usize, &Tile)| {
            let levels = tile.levels().into_iter().filter(|level| level.is_finite());
            let count = levels.clone().count();
            let number = |value: f64| if count == 0 { Cell::Text("–".into()) } else { Cell::Number(value) };
            let chosen = if tile.chosen { " (chosen)" } else { "" };
            vec![
                Cell::Number(i as f64 + 1.0),
                Cell::Text(format!("{}{chosen}", tile.caption)),
                Cell::Text(format!("{} × {}", tile.width, tile.height)),
                number(levels.clone().fold(f64::INFINITY, f64::min)),
                number(levels.clone().sum::<f64>() / count as f64),
                number(levels.fold(f64::NEG_INFINITY, f64::max)),
            ]
        };
        Table { columns, rows: self.tiles.iter().enumerate().map(row).collect() }
    }

    /// A pixel a row; tiles, rows and columns are counted from 1, rows from the top.
    pub(super) fn to_csv(&self) -> String {
        let has_colour = self.tiles.iter().any(|tile| matches!(tile.pixels, Pixels::Colour(_)));
        let head = if has_colour { "red,green,blue" } else { "grey level" };
        let mut lines = vec![format!("picture,caption,row,column,{head}")];
        for (i, tile) in self.tiles.iter().enumerate() {
            let caption = quoted(&tile.caption);
            let values: Vec<String> = match &tile.pixels {
                Pixels::Grey(levels) if has_colour => {
                    levels.iter().map(|level| format!("{level},{level},{level}")).collect()
                }
                Pixels::Grey(levels) => levels.iter().map(f32::to_string).collect(),
                Pixels::Colour(colours) => colours.iter().map(|[r, g, b]| format!("{r},{g},{b}")).collect(),
            };
            for (k, value) in values.into_iter().enumerate() {
                let (row, column) = (k / tile.width.max(1) + 1, k % tile.width.max(1) + 1);
                lines.push(format!("{},{caption},{row},{column},{value}", i + 1));
            }
        }
        lines.join("\n") + "\n"
    }

    /// All tiles as elements of an SVG of `size` units, `css` units a CSS pixel; as large as fit, in the middle.
    pub(super) fn shapes_and_texts(&self, size: [u32; 2], css: f64, theme: Theme) -> String {
        let size = size.map(|length| f64::from(length) / css);
        let columns = self.columns.clamp(1, self.tiles.len().max(1));
        let rows = self.tiles.len().div_ceil(columns).max(1);
        let has_captions = self.tiles.iter().any(|tile| !tile.caption.is_empty());
        let (gap, under) = if has_captions { (GAP, CAPTION) } else { (GAP / 2.0, 0.0) };
        let room = [(size[0] - gap) / columns as f64 - gap, (size[1] - gap) / rows as f64 - gap - under];
        let sides: Vec<f64> = self.tiles.iter().map(|tile| tile.side(room)).collect();
        let extent = |of: fn(&Tile) -> usize| {
            let lengths = self.tiles.iter().zip(&sides).map(|(tile, side)| of(tile) as f64 * side);
            lengths.fold(0.0, f64::max)
        };
        let captions: Vec<String> =
            self.tiles.iter().map(|tile| text::fitted(&tile.caption, LETTER, room[0] + gap / 2.0)).collect();
        let widest =
            captions.iter().map(|caption| text::width(caption, LETTER)).fold(extent(|tile| tile.width), f64::max);
        let tallest = extent(|tile| tile.height);
        let step = [widest.min(room[0]) + gap, tallest + under + gap];
        let first = [(columns, 0), (rows, 1)].map(|(count, i)| (size[i] - count as f64 * step[i] + gap) / 2.0);
        let mut elements = format!("\n<rect width=\"100%\" height=\"100%\" fill=\"{}\"/>\n", hex(theme.ground()));
        for (i, ((tile, side), written)) in self.tiles.iter().zip(&sides).zip(captions).enumerate() {
            let middle = first[0] + (i % columns) as f64 * step[0] + (step[0] - gap) / 2.0;
            let top = first[1] + (i / columns) as f64 * step[1];
            let left = middle - side * tile.width as f64 / 2.0;
            let above = (tallest - side * tile.height as f64) / 2.0;
            elements += &self.tile(tile, [left.round(), (top + above).round()], *side, css, theme);
            if !written.is_empty() {
                elements += &svg::element(&Lettering {
                    written,
                    at: [middle * css, (top + tallest + 0.6 * under) * css],
                    size: LETTER * css,
                    ink: theme.text(),
                    anchor: Anchor::Middle,
                    is_turned: false,
                });
            }
        }
        elements
    }

    fn tile(&self, tile: &Tile, [left, top]: [f64; 2], side: f64, css: f64, theme: Theme) -> String {
        let (width, height) = (tile.width as f64, tile.height as f64);
        let (frame, thick) = match (tile.chosen, tile.ink) {
            (true, ink) => (ink.map_or(theme.ink(), |ink| ink.rgb(theme)), CHOSEN_FRAME),
            (false, Some(ink)) => (ink.rgb(theme), INK_FRAME),
            (false, None) => (theme.rule(), FRAME),
        };
        // In pixels of the picture, as all that follows.
        let rectangle = |beyond: f64, fill: Rgb| {
            let beyond = beyond / side;
            let [wide, high] = [width, height].map(|length| length + 2.0 * beyond);
            format!(
                "<rect x=\"{0:.3}\" y=\"{0:.3}\" width=\"{wide:.3}\" height=\"{high:.3}\" fill=\"{1}\"/>\n",
                0.0 - beyond,
                hex(fill)
            )
        };
        let [x, y, scale] = [left * css, top * css, side * css];
        let mut element = format!(
            "<g transform=\"translate({x} {y}) scale({scale})\" shape-rendering=\"crispEdges\">\n{}{}",
            rectangle(thick, frame),
            rectangle(if tile.chosen { MOAT } else { 0.0 }, theme.ground()),
        );
        let mut paths = BTreeMap::<Rgb, String>::new();
        let tones: Vec<Rgb> = match &tile.pixels {
            Pixels::Grey(levels) => {
                let tone = |level: &f32| (share(*level, self.range) * GREYS).round() / GREYS;
                levels.iter().map(|level| grey_colour(tone(level), theme)).collect()
            }
            Pixels::Colour(_) => tile.colours(self.range, theme),
        };
        for (row, colours) in tones.chunks(tile.width.max(1)).take(tile.height).enumerate() {
            let mut column = 0;
            // Equal neighbours are one rectangle; paper is there already.
            for same in colours.chunk_by(|a, b| a == b) {
                if same[0] != theme.ground() {
                    let path = paths.entry(same[0]).or_default();
                    *path += &format!("M{column} {row}h{}v1h-{0}z", same.len());
                }
                column += same.len();
            }
        }
        for (colour, path) in paths {
            element += &format!("<path fill=\"{}\" d=\"{path}\"/>\n", hex(colour));
        }
        for outline in &tile.outlines {
            element += &format!(
                "<path fill=\"none\" stroke=\"{}\" stroke-width=\".18\" stroke-dasharray=\".5 .25\" stroke-linecap=\"butt\" d=\"{}\"/>\n",
                hex(outline.ink.rgb(theme)),
                outline.path(tile)
            );
        }
        element + "</g>\n"
    }
}
