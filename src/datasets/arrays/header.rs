//! The header of a .npy file: a Python dictionary of strings, truth values, whole numbers, tuples and lists.

use super::error::NpyError;

/// What numpy writes nests two deep, three where fields have shapes of their own.
const DEEPEST: usize = 8;

/// What the header says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The dtype as it is written: "<f8"; `None` for structured ones.
    pub descr: Option<String>,
    pub fortran_order: bool,
    pub shape: Vec<u64>,
}

#[derive(Clone, Debug, PartialEq)]
enum Literal {
    Text(String),
    Flag(bool),
    Number(u64),
    /// A tuple or a list.
    Sequence(Vec<Literal>),
    Dictionary(Vec<(String, Literal)>),
}

impl Header {
    pub fn parse(text: &str) -> Result<Self, NpyError> {
        let wrong = |what: String| NpyError::Header(what);
        let text = text.trim();
        let mut reader = Reader { rest: text };
        let literal = reader.literal(0).filter(|_| reader.rest.trim().is_empty());
        let Some(Literal::Dictionary(entries)) = literal else {
            return Err(wrong(format!("“{}” is no Python dictionary", beginning(text))));
        };
        let (mut descr, mut fortran_order, mut shape) = (None, None, None);
        for (key, value) in entries {
            match (key.as_str(), value) {
                ("descr", Literal::Text(dtype)) => descr = Some(Some(dtype)),
                ("descr", Literal::Sequence(_) | Literal::Dictionary(_)) => descr = Some(None),
                ("fortran_order", Literal::Flag(flag)) => fortran_order = Some(flag),
                ("shape", Literal::Sequence(axes)) => shape = Some(lengths(axes)?),
                ("descr" | "fortran_order" | "shape", _) => {
                    return Err(wrong(format!("its “{key}” is not what it should be")));
                }
                _ => return Err(wrong(format!("“{key}” is not known; known are descr, fortran_order and shape"))),
            }
        }
        let missing = |key: &str| wrong(format!("it has no “{key}”"));
        Ok(Self {
            descr: descr.ok_or_else(|| missing("descr"))?,
            fortran_order: fortran_order.ok_or_else(|| missing("fortran_order"))?,
            shape: shape.ok_or_else(|| missing("shape"))?,
        })
    }
}

fn lengths(axes: Vec<Literal>) -> Result<Vec<u64>, NpyError> {
    let length = |axis| match axis {
        Literal::Number(length) => Ok(length),
        _ => Err(NpyError::Header("its “shape” holds something that is no whole number".into())),
    };
    axes.into_iter().map(length).collect()
}

fn beginning(text: &str) -> String {
    text.chars().take(60).collect()
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    /// `None` where the text is no literal, or nests too deep.
    fn literal(&mut self, depth: usize) -> Option<Literal> {
        if depth > DEEPEST {
            return None;
        }
        self.rest = self.rest.trim_start();
        match self.rest.chars().next()? {
            '\'' | '"' => self.text().map(Literal::Text),
            '(' => self.sequence(')', depth),
            '[' => self.sequence(']', depth),
            '{' => self.dictionary(depth),
            '0'..='9' => self.number(),
            _ if self.takes("True") => Some(Literal::Flag(true)),
            _ if self.takes("False") => Some(Literal::Flag(false)),
            _ => None,
        }
    }

    fn takes(&mut self, word: &str) -> bool {
        let after = self.rest.trim_start().strip_prefix(word);
        self.rest = after.unwrap_or(self.rest);
        after.is_some()
    }

    /// Without escapes: no dtype of numbers has any.
    fn text(&mut self) -> Option<String> {
        let quote = self.rest.chars().next()?;
        let (text, rest) = self.rest[1..].split_once(quote)?;
        self.rest = rest;
        Some(text.into())
    }

    /// Python 2 wrote long whole numbers as 3L.
    fn number(&mut self) -> Option<Literal> {
        let end = self.rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at(end);
        self.rest = rest.strip_prefix('L').unwrap_or(rest);
        digits.parse().ok().map(Literal::Number)
    }

    /// `(3)` is read as `(3,)` is.
    fn sequence(&mut self, end: char, depth: usize) -> Option<Literal> {
        let end = end.to_string();
        self.rest = &self.rest[1..];
        let mut items = Vec::new();
        while !self.takes(&end) {
            items.push(self.literal(depth + 1)?);
            if !self.takes(",") {
                return self.takes(&end).then_some(Literal::Sequence(items));
            }
        }
        Some(Literal::Sequence(items))
    }

    fn dictionary(&mut self, depth: usize) -> Option<Literal> {
        self.rest = &self.rest[1..];
        let mut entries = Vec::new();
        while !self.takes("}") {
            let Literal::Text(key) = self.literal(depth + 1)? else { return None };
            if !self.takes(":") {
                return None;
            }
            entries.push((key, self.literal(depth + 1)?));
            if !self.takes(",") {
                return self.takes("}").then_some(Literal::Dictionary(entries));
            }
        }
        Some(Literal::Dictionary(entries))
    }
}
