//! Small grey pictures: their greys, their layout as one SVG, and their numbers.

use std::collections::BTreeMap;

use super::{
    draw::{Anchor, Lettering},
    export::quoted,
    figure::{Cell, Column, Images, Quantity, Table, Tile},
    palette::{Rgb, Theme, grey_colour},
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

/// Where a grey level lies between paper and ink, from 0 to 1; what is no number is paper.
fn share(level: f32, [low, high]: [f64; 2]) -> f64 {
    let share = (f64::from(level) - low) / (high - low);
    if share.is_nan() { 0.0 } else { share.clamp(0.0, 1.0) }
}

impl Tile {
    /// The pixels' colours, row by row; pixels that are missing are paper.
    pub fn colours(&self, range: [f64; 2], theme: Theme) -> impl Iterator<Item = Rgb> + '_ {
        let levels = self.pixels.iter().chain(std::iter::repeat(&f32::NAN));
        levels.take(self.width * self.height).map(move |level| grey_colour(share(*level, range), theme))
    }

    /// A pixel's length where the whole has so much room: whole, where that can be, so that edges are sharp.
    fn side(&self, room: [f64; 2]) -> f64 {
        let side = (room[0] / self.width.max(1) as f64).min(room[1] / self.height.max(1) as f64);
        if side >= 2.0 { side.floor() } else { side.max(0.05) }
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
            let levels = tile.pixels.iter().map(|level| f64::from(*level)).filter(|level| level.is_finite());
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
        let mut lines = vec!["picture,caption,row,column,grey level".to_owned()];
        for (i, tile) in self.tiles.iter().enumerate() {
            let caption = quoted(&tile.caption);
            for (k, level) in tile.pixels.iter().enumerate() {
                let (row, column) = (k / tile.width.max(1) + 1, k % tile.width.max(1) + 1);
                lines.push(format!("{},{caption},{row},{column},{level}", i + 1));
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
        let mut paths = BTreeMap::<u8, String>::new();
        for (row, levels) in tile.pixels.chunks(tile.width.max(1)).take(tile.height).enumerate() {
            let tone = |level: &f32| (share(*level, self.range) * GREYS).round() as u8;
            let mut column = 0;
            // Equal neighbours are one rectangle.
            for same in levels.chunk_by(|a, b| tone(a) == tone(b)) {
                if tone(&same[0]) > 0 {
                    let path = paths.entry(tone(&same[0])).or_default();
                    *path += &format!("M{column} {row}h{}v1h-{0}z", same.len());
                }
                column += same.len();
            }
        }
        for (tone, path) in paths {
            let fill = hex(grey_colour(f64::from(tone) / GREYS, theme));
            element += &format!("<path fill=\"{fill}\" d=\"{path}\"/>\n");
        }
        element + "</g>\n"
    }
}

fn hex((red, green, blue): Rgb) -> String {
    format!("#{red:02X}{green:02X}{blue:02X}")
}
