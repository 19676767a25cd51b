//! Boards of concept cards: what is said of each, as a table, and as elements of an SVG.

use super::{
    draw::{Anchor, Lettering},
    figure::{Card, Cards, Cell, Column, Ink, Quantity, Table},
    palette::{Rgb, Theme, hex},
    svg, text,
};

// In CSS pixels.
const LETTER: f64 = 11.0;
const ROW: f64 = 30.0;
const GAP: f64 = 12.0;
const BAR: f64 = 6.0;
/// A board wider than this stands in two columns.
const TWO_COLUMNS: f64 = 420.0;

impl Card {
    /// How unsure the model is of the concept: the entropy of its answer over ln 2, from 0 to 1.
    pub fn uncertainty(&self) -> f64 {
        let p = self.probability.clamp(0.0, 1.0);
        let part = |p: f64| if p > 0.0 { -p * p.log2() } else { 0.0 };
        (part(p) + part(1.0 - p)).clamp(0.0, 1.0)
    }

    /// What the bottleneck holds, in words.
    pub fn state(&self) -> &'static str {
        match self.told {
            None => "model",
            Some(true) => "told present",
            Some(false) => "told absent",
        }
    }

    /// The card in one sentence, for a screen reader.
    pub fn sentence(&self) -> String {
        let mut words = format!("{}: {}, {:.0} % present", self.name, self.state(), 100.0 * self.probability);
        if (self.before - self.probability).abs() >= 0.005 {
            words += &format!(", before {:.0} %", 100.0 * self.before);
        }
        if let Some(truth) = self.truth {
            words += if truth { ", in truth present" } else { ", in truth absent" };
        }
        if let Some(rank) = self.rank {
            words += &format!(", asked {rank}.");
        }
        words
    }
}

impl Cards {
    /// A card a row.
    pub(super) fn to_table(&self) -> Table {
        let column = |label: &str, quantity| Column { label: label.into(), quantity };
        let columns = vec![
            column("concept", Quantity::Number),
            column("state", Quantity::Number),
            column("probability", Quantity::Share),
            column("before", Quantity::Share),
            column("uncertainty", Quantity::Number),
            column("truth", Quantity::Number),
            column("asked", Quantity::Count),
            column("note", Quantity::Number),
        ];
        let words = |text: &str| Cell::Text(if text.is_empty() { "–".into() } else { text.to_owned() });
        let row = |card: &Card| {
            vec![
                words(&card.name),
                words(card.state()),
                Cell::Number(card.probability),
                Cell::Number(card.before),
                Cell::Number(card.uncertainty()),
                words(card.truth.map_or("", |truth| if truth { "present" } else { "absent" })),
                card.rank.map_or_else(|| words(""), |rank| Cell::Number(rank as f64)),
                words(&card.note),
            ]
        };
        Table { columns, rows: self.cards.iter().map(row).collect() }
    }

    /// All cards as elements of an SVG of `size` units, `css` units a CSS pixel.
    pub(super) fn shapes_and_texts(&self, size: [u32; 2], css: f64, theme: Theme) -> String {
        let [wide, high] = size.map(|length| f64::from(length) / css);
        let columns = if wide > TWO_COLUMNS { 2 } else { 1 };
        let rows = self.cards.len().div_ceil(columns).max(1);
        let width = (wide - GAP) / columns as f64 - GAP;
        let step = ((high - GAP) / rows as f64).min(ROW);
        let mut elements = format!("\n<rect width=\"100%\" height=\"100%\" fill=\"{}\"/>\n", hex(theme.ground()));
        for (i, card) in self.cards.iter().enumerate() {
            let left = GAP + (i / rows) as f64 * (width + GAP);
            let top = GAP / 2.0 + (i % rows) as f64 * step;
            elements += &card.shapes_and_texts([left, top], [width, step], css, theme);
        }
        elements
    }
}

impl Card {
    fn shapes_and_texts(&self, [left, top]: [f64; 2], [width, height]: [f64; 2], css: f64, theme: Theme) -> String {
        let letter = LETTER.min(0.5 * height);
        let line = top + 0.35 * height;
        let bar = BAR.min(0.25 * height);
        let under = top + 0.9 * height - bar;
        let rectangle = |x: f64, y: f64, wide: f64, high: f64, fill: Rgb| {
            let [x, y, wide, high] = [x, y, wide, high].map(|length| (length * css).round());
            format!("<rect x=\"{x}\" y=\"{y}\" width=\"{wide}\" height=\"{high}\" fill=\"{}\"/>\n", hex(fill))
        };
        let told = if self.told.is_some() { Ink::Budget } else { Ink::Achieved };
        let mark = |share: f64| left + share.clamp(0.0, 1.0) * (width - 2.0);
        let bars = [
            rectangle(left, under, width, bar, theme.rule()),
            rectangle(left, under, self.probability.clamp(0.0, 1.0) * width, bar, told.rgb(theme)),
            rectangle(mark(self.before), under - 2.0, 2.0, bar + 4.0, theme.ink()),
        ];
        let told = match self.told {
            None => format!("{:.0} %", 100.0 * self.probability),
            Some(true) => "told: present".into(),
            Some(false) => "told: absent".into(),
        };
        let room = width - text::width(&told, letter) - GAP;
        let name = text::fitted(&self.name, letter, room);
        let lettered = |written: String, x: f64, ink: Rgb| {
            svg::element(&Lettering {
                at: [x * css, line * css],
                written,
                size: letter * css,
                ink,
                anchor: Anchor::Middle,
                is_turned: false,
            })
        };
        let [name_at, told_at] =
            [left + text::width(&name, letter) / 2.0, left + width - text::width(&told, letter) / 2.0];
        bars.concat() + &lettered(name, name_at, theme.ink()) + &lettered(told, told_at, theme.text())
    }
}
