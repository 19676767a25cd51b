//! Captions: sentences whose numbers are written in the visitor's unit.

use serde::{Deserialize, Serialize};

use super::figure::{Quantity, Unit};

/// Words and numbers, in reading order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Caption(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Part {
    Words(String),
    Number(f64, Quantity),
}

impl Caption {
    pub fn words(mut self, words: impl Into<String>) -> Self {
        self.0.push(Part::Words(words.into()));
        self
    }

    /// A number with its unit.
    pub fn number(mut self, value: f64, quantity: Quantity) -> Self {
        self.0.push(Part::Number(value, quantity));
        self
    }

    /// A number of nats.
    pub fn information(self, nats: f64) -> Self {
        self.number(nats, Quantity::Information)
    }

    /// The whole text.
    pub fn written(&self, unit: Unit) -> String {
        let written = |part: &Part| match part {
            Part::Words(words) => words.clone(),
            Part::Number(value, quantity) => quantity.written(*value, unit),
        };
        self.0.iter().map(written).collect()
    }
}

impl<T: Into<String>> From<T> for Caption {
    fn from(words: T) -> Self {
        Self::default().words(words)
    }
}
