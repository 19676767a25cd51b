//! Figures as data: what a chart shows, knowing nothing of how it is drawn.

use serde::{Deserialize, Serialize};

use super::caption::Caption;

/// One picture on an experiment's page. Its caption is also its accessible text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// Unique within an experiment, kebab-case; names exported files.
    pub id: String,
    pub title: String,
    pub caption: Caption,
    pub width: Width,
    pub body: Body,
}

/// How much of the figure column a figure takes on a wide screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Width {
    Full,
    Half,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(clippy::large_enum_variant, reason = "a page holds a handful of figures")]
pub enum Body {
    Chart(Chart),
    Table(Table),
    Images(Images),
    Cards(Cards),
    /// Nothing to draw yet, and the sentence that says why.
    Empty(String),
}

/// Two axes and the marks between them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chart {
    pub x: Axis,
    pub y: Axis,
    /// Drawn in order, first at the bottom.
    pub marks: Vec<Mark>,
    /// What the colours of trails and heat maps mean.
    pub colour: Option<ColourScale>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Axis {
    pub label: String,
    pub quantity: Quantity,
    pub scale: Scale,
    /// In data units; found from the marks when absent.
    pub range: Option<[f64; 2]>,
}

/// What a number is, hence how it is written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Quantity {
    Number,
    Count,
    /// Between 0 and 1, written as a percentage.
    Share,
    /// Held in nats, written in the visitor's [`Unit`].
    Information,
    Seconds,
    /// Position i carries the i-th name.
    Named(Vec<String>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scale {
    Linear,
    /// Logarithmic; values at or below zero are drawn at the axis's lower end.
    Log,
}

/// The unit in which information is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    #[default]
    Bits,
    Nats,
}

/// A colour with a meaning, the same on every page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ink {
    /// One of six hues told apart by colour-blind readers; counted modulo six, each with its own marker shape.
    Hue(usize),
    /// What a visitor may spend.
    Budget,
    /// What cannot be passed, exactly or by proof.
    Ceiling,
    /// What was reached.
    Achieved,
    Muted,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Mark {
    Line {
        name: String,
        ink: Ink,
        dashed: bool,
        points: Vec<[f64; 2]>,
    },
    /// Dots joined by a path whose colour is a value of the chart's colour scale (an epoch, a β).
    Trail {
        name: String,
        ink: Ink,
        points: Vec<[f64; 2]>,
        /// One value a point.
        values: Vec<f64>,
    },
    Dots {
        name: String,
        ink: Ink,
        points: Vec<[f64; 2]>,
        edit: Option<PointEdit>,
    },
    /// Two-dimensional Gaussians, each as its one-σ ellipse.
    Ellipses {
        name: String,
        ink: Ink,
        centres: Vec<[f64; 2]>,
        /// One covariance a centre, as `[xx, xy, yy]`; what is no covariance is not drawn.
        axes: Vec<[f64; 3]>,
        edit: Option<PointEdit>,
    },
    /// Rows of `[x, low, high]`.
    Band {
        name: String,
        ink: Ink,
        points: Vec<[f64; 3]>,
    },
    /// Cells between edges; `values` is row-major `[rows, columns]`, coloured by the chart's colour scale.
    HeatMap {
        x_edges: Vec<f64>,
        y_edges: Vec<f64>,
        values: Vec<f64>,
    },
    /// A straight line across the whole chart: a ceiling, a budget, a threshold.
    Level {
        name: String,
        ink: Ink,
        axis: Along,
        at: f64,
        /// The field that dragging the line sets, where there is one.
        edit: Option<String>,
    },
}

/// The axis whose value a level line holds fixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Along {
    X,
    Y,
}

/// What clicking a point does: it sets `key` to that point's value, exactly as its control would.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PointEdit {
    pub key: String,
    /// One value a point.
    pub values: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ColourScale {
    pub label: String,
    pub quantity: Quantity,
    pub scale: Scale,
    pub range: [f64; 2],
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Table {
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Cell>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Column {
    pub label: String,
    pub quantity: Quantity,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Cell {
    Text(String),
    Number(f64),
    /// A middle value with the interval it came from.
    Interval {
        middle: f64,
        low: f64,
        high: f64,
    },
    /// A button that takes a name into a field's list, or out of it.
    Pick(Pick),
}

/// A name that can be chosen for a field of [`crate::lab::Kind::Text`] that lists names parted by commas.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pick {
    /// The field's key.
    pub key: String,
    pub name: String,
    /// The names that hold while the field has its default, which leaves the choice to the experiment.
    pub by_default: Vec<String>,
    /// The field takes one name, so that choosing this one lets go of the others.
    pub alone: bool,
}

impl Pick {
    /// The names in the field's value; `None` is its default.
    fn names(&self, value: Option<&str>) -> Vec<String> {
        match value {
            None => self.by_default.clone(),
            Some(value) => value.split(',').map(str::trim).filter(|it| *it != NOTHING).map(str::to_owned).collect(),
        }
    }

    /// Whether this name is chosen, by the field's value; `None` is its default.
    pub fn is_chosen(&self, value: Option<&str>) -> bool {
        self.names(value).iter().any(|name| name.eq_ignore_ascii_case(&self.name))
    }

    /// The field's value once this name is chosen, or let go where it is; the last one of a field of one name stays.
    pub fn pressed(&self, value: Option<&str>) -> String {
        let mut names = self.names(value);
        if self.alone {
            return self.name.clone();
        }
        if self.is_chosen(value) {
            names.retain(|name| !name.eq_ignore_ascii_case(&self.name));
        } else {
            names.push(self.name.clone());
        }
        if names.is_empty() { NOTHING.into() } else { names.join(",") }
    }
}

/// Written where a list has no names.
const NOTHING: &str = "none";

/// Small pictures side by side, the first at the top left.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Images {
    /// Pictures in a row; fewer on the page where there is no room for so many.
    pub columns: usize,
    pub tiles: Vec<Tile>,
    /// The grey levels drawn as paper and as ink; those beyond are drawn like the nearer one.
    pub range: [f64; 2],
}

/// One picture of [`Images`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tile {
    /// A few words under the picture, and its accessible name; may be empty.
    pub caption: String,
    pub width: usize,
    pub height: usize,
    pub pixels: Pixels,
    /// Parts of the picture that are told apart by a line around them.
    pub outlines: Vec<Outline>,
    /// The field a click sets, and its value.
    pub edit: Option<(String, String)>,
    /// Whether it is the one that other figures speak of.
    pub chosen: bool,
    /// The frame's colour, where it means something.
    pub ink: Option<Ink>,
}

/// The pixels of a [`Tile`], row-major `[height, width]`, the top row first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Pixels {
    /// Grey levels, drawn between paper and ink.
    Grey(Vec<f32>),
    /// Red, green and blue, the same in both themes.
    Colour(Vec<[u8; 3]>),
}

/// Some pixels of a [`Tile`], with a dashed line around them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outline {
    pub ink: Ink,
    /// Row-major `[height, width]`.
    pub inside: Vec<bool>,
}

/// A board of cards: what a model believes of each concept, and what it was told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cards {
    /// The field of answers that the cards set; without one they are only looked at.
    pub key: Option<String>,
    pub cards: Vec<Card>,
    /// A sentence under the board, read out whenever it changes: what the answers amount to.
    pub status: String,
}

/// One concept of [`Cards`]; its place on the board is its number among the answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Card {
    pub name: String,
    /// The model's probability that the concept is there, given what it was told of others.
    pub probability: f64,
    /// The same before anything was told.
    pub before: f64,
    /// What the model was told.
    pub told: Option<bool>,
    /// What is there, where the visitor is to see it.
    pub truth: Option<bool>,
    /// Its place in the order in which a policy would ask, from 1.
    pub rank: Option<usize>,
    /// A few words: what hangs on it.
    pub note: String,
}

impl Axis {
    pub fn linear(label: impl Into<String>, quantity: Quantity) -> Self {
        Self { label: label.into(), quantity, scale: Scale::Linear, range: None }
    }

    pub fn log(label: impl Into<String>, quantity: Quantity) -> Self {
        Self { label: label.into(), quantity, scale: Scale::Log, range: None }
    }

    pub fn within(self, low: f64, high: f64) -> Self {
        Self { range: Some([low, high]), ..self }
    }
}

impl Tile {
    /// A grey picture; `pixels` is `[height, width]`.
    pub fn grey(caption: impl Into<String>, [width, height]: [usize; 2], pixels: Vec<f32>) -> Self {
        Self::new(caption.into(), [width, height], Pixels::Grey(pixels))
    }

    /// A picture in colour; `planes` is `[3, height, width]`: red, green and blue from 0 to 1.
    pub fn colour(caption: impl Into<String>, [width, height]: [usize; 2], planes: &[f32]) -> Self {
        let byte = |value: f32| (value.clamp(0.0, 1.0) * 255.0).round() as u8;
        let at = |plane: usize, i: usize| byte(planes.get(plane * width * height + i).copied().unwrap_or(0.0));
        let pixels = (0..width * height).map(|i| [at(0, i), at(1, i), at(2, i)]);
        Self::new(caption.into(), [width, height], Pixels::Colour(pixels.collect()))
    }

    fn new(caption: String, [width, height]: [usize; 2], pixels: Pixels) -> Self {
        Self { caption, width, height, pixels, outlines: Vec::new(), edit: None, chosen: false, ink: None }
    }
}

impl Mark {
    /// The name in the legend; heat maps have none.
    pub fn name(&self) -> Option<&str> {
        match self {
            Mark::Line { name, .. }
            | Mark::Trail { name, .. }
            | Mark::Dots { name, .. }
            | Mark::Ellipses { name, .. }
            | Mark::Band { name, .. }
            | Mark::Level { name, .. } => Some(name),
            Mark::HeatMap { .. } => None,
        }
    }

    pub fn ink(&self) -> Option<Ink> {
        match self {
            Mark::Line { ink, .. }
            | Mark::Trail { ink, .. }
            | Mark::Dots { ink, .. }
            | Mark::Ellipses { ink, .. }
            | Mark::Band { ink, .. }
            | Mark::Level { ink, .. } => Some(*ink),
            Mark::HeatMap { .. } => None,
        }
    }
}
