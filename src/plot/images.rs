//! Small grey pictures: their greys, their layout as one SVG, and their numbers.

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

    /// All tiles as elements of an SVG of `size` units, `css` units a CSS pixel.
    pub(super) fn shapes_and_texts(&self, size: [u32; 2], css: f64, theme: Theme) -> String {
        let [width, height] = size.map(|length| f64::from(length) / css);
        let mut elements = format!("<rect width=\"100%\" height=\"100%\" fill=\"{}\"/>\n", hex(theme.ground()));
        let columns = self.columns.clamp(1, self.tiles.len().max(1));
        let rows = self.tiles.len().div_ceil(columns).max(1);
        let caption = if self.tiles.iter().all(|tile| tile.caption.is_empty()) { 0.0 } else { CAPTION };
        let cell = [(width - GAP) / columns as f64 - GAP, (height - GAP) / rows as f64 - GAP - caption];
        let most = |of: fn(&Tile) -> usize| self.tiles.iter().map(of).max().unwrap_or(0).max(1) as f64;
        let side = (cell[0] / most(|tile| tile.width)).min(cell[1] / most(|tile| tile.height));
        // Whole CSS pixels a pixel, where there is room for one, so that edges are sharp.
        let side = if side >= 1.0 { side.floor() } else { side.max(0.05) };
        let step = [cell[0] + GAP, side * most(|tile| tile.height) + caption + GAP];
        for (i, tile) in self.tiles.iter().enumerate() {
            let middle = GAP + (i % columns) as f64 * step[0] + cell[0] / 2.0;
            let (left, top) = ((middle - side * tile.width as f64 / 2.0).round(), GAP + (i / columns) as f64 * step[1]);
            elements += &self.tile(tile, [left, top], side, css, theme);
            let written = text::fitted(&tile.caption, LETTER, cell[0] + GAP / 2.0);
            if !written.is_empty() {
                let below = top + side * most(|tile| tile.height) + 0.6 * CAPTION;
                elements += &svg::element(&Lettering {
                    written,
                    at: [middle * css, below * css],
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
        // In pixels of the picture.
        let thick = thick / side;
        let [x, y, scale] = [left * css, top * css, side * css];
        let mut element = format!(
            "<g transform=\"translate({x} {y}) scale({scale})\" shape-rendering=\"crispEdges\">\n\
             <rect x=\"{0}\" y=\"{0}\" width=\"{1}\" height=\"{2}\" fill=\"{3}\"/>\n\
             <rect width=\"{width}\" height=\"{height}\" fill=\"{4}\"/>\n",
            -thick,
            width + 2.0 * thick,
            height + 2.0 * thick,
            hex(frame),
            hex(theme.ground()),
        );
        let mut paths = std::collections::BTreeMap::<u8, String>::new();
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
