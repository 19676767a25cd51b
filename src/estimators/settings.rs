//! Settings: the checked values of what can be set, and their one text form, `ksg1?k=3`.

use std::fmt;

use super::{
    error::EstimateError,
    estimator::{Estimator, Setting, SettingKind},
};

/// Every setting of one estimator with a value in its range.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    settings: &'static [Setting],
    /// One value a setting; a choice is held as its index.
    values: Vec<f64>,
}

/// An estimator and its settings. Its text form names only what differs from the defaults.
#[derive(Clone, Debug)]
pub struct Chosen {
    pub estimator: &'static Estimator,
    pub settings: Settings,
}

impl Settings {
    pub fn defaults(settings: &'static [Setting]) -> Self {
        let default = |setting: &Setting| match setting.kind {
            SettingKind::Number { default, .. } => default,
            SettingKind::Count { default, .. } => default as f64,
            SettingKind::Choice(_) => 0.0,
        };
        Self { settings, values: settings.iter().map(default).collect() }
    }

    /// The defaults, changed by a query: `k=3&noise=0.1`.
    pub fn parse(settings: &'static [Setting], query: &str) -> Result<Self, EstimateError> {
        let mut parsed = Self::defaults(settings);
        for part in query.split('&').filter(|part| !part.is_empty()) {
            let (key, text) = part.split_once('=').unwrap_or((part, ""));
            parsed.set(key, text)?;
        }
        Ok(parsed)
    }

    /// Sets one value from its text.
    pub fn set(&mut self, key: &str, text: &str) -> Result<(), EstimateError> {
        let Some(at) = self.settings.iter().position(|setting| setting.key == key) else {
            let known: Vec<&str> = self.settings.iter().map(|setting| setting.key).collect();
            let known = if known.is_empty() { "it has none".into() } else { format!("it has {}", known.join(", ")) };
            return Err(EstimateError::Query(format!("there is no setting “{key}”; {known}")));
        };
        let kind = &self.settings[at].kind;
        self.values[at] = kind.value(text).ok_or_else(|| {
            EstimateError::Query(format!("“{key}” = “{text}” is not allowed; allowed: {}", kind.allowed()))
        })?;
        Ok(())
    }

    /// A number's value. Panics where the estimator has no such number.
    pub fn number(&self, key: &str) -> f64 {
        self.values[self.position(key)]
    }

    /// A count's value. Panics where the estimator has no such count.
    pub fn count(&self, key: &str) -> usize {
        self.number(key) as usize
    }

    /// The chosen value. Panics where the estimator has no such choice.
    pub fn choice(&self, key: &str) -> &'static str {
        let at = self.position(key);
        match self.settings[at].kind {
            SettingKind::Choice(values) => values[self.values[at] as usize],
            _ => panic!("“{key}” is no choice"),
        }
    }

    fn position(&self, key: &str) -> usize {
        let at = self.settings.iter().position(|setting| setting.key == key);
        at.unwrap_or_else(|| panic!("there is no setting “{key}”"))
    }
}

impl SettingKind {
    pub fn allowed(&self) -> String {
        match self {
            SettingKind::Number { range: [low, high], .. } => format!("a number from {low} to {high}"),
            SettingKind::Count { range: [low, high], .. } => format!("a whole number from {low} to {high}"),
            SettingKind::Choice(values) => format!("one of {}", values.join(", ")),
        }
    }

    fn value(&self, text: &str) -> Option<f64> {
        match self {
            SettingKind::Number { range: [low, high], .. } => {
                text.parse().ok().filter(|value: &f64| (*low..=*high).contains(value))
            }
            SettingKind::Count { range: [low, high], .. } => {
                text.parse().ok().filter(|value: &usize| (*low..=*high).contains(value)).map(|value| value as f64)
            }
            SettingKind::Choice(values) => values.iter().position(|value| *value == text).map(|at| at as f64),
        }
    }
}

/// The query that names what differs from the defaults.
impl fmt::Display for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let defaults = Self::defaults(self.settings);
        let mut before = "";
        for (at, setting) in self.settings.iter().enumerate().filter(|(at, _)| self.values[*at] != defaults.values[*at])
        {
            write!(f, "{before}{}=", setting.key)?;
            match setting.kind {
                SettingKind::Choice(values) => write!(f, "{}", values[self.values[at] as usize])?,
                _ => write!(f, "{}", self.values[at])?,
            }
            before = "&";
        }
        Ok(())
    }
}

impl Chosen {
    /// An estimator with its defaults.
    pub fn new(estimator: &'static Estimator) -> Self {
        Self { estimator, settings: Settings::defaults(estimator.settings) }
    }

    /// Reads `ID` or `ID?key=value&…`; the error says what was wrong and what is allowed.
    pub fn parse(text: &str) -> Result<Self, EstimateError> {
        let (id, query) = text.split_once('?').unwrap_or((text, ""));
        let estimator = super::find(id).ok_or_else(|| {
            let known: Vec<&str> = super::ALL.iter().map(|estimator| estimator.id).collect();
            EstimateError::Query(format!("there is no estimator “{id}”; known: {}", known.join(", ")))
        })?;
        let named = |error: EstimateError| EstimateError::Query(format!("{id}: {error}"));
        Ok(Self { estimator, settings: Settings::parse(estimator.settings, query).map_err(named)? })
    }
}

impl fmt::Display for Chosen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settings = self.settings.to_string();
        write!(f, "{}{}{settings}", self.estimator.id, if settings.is_empty() { "" } else { "?" })
    }
}
