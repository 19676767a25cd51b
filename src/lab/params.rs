//! Params: the checked text of a configuration, the only form in which it crosses a boundary.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{errors::Invalid, field::Field};

/// What differs from the defaults, by key, in canonical text. Every value has passed its field's own range.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Params(BTreeMap<String, String>);

impl Params {
    /// Reads a query. Never fails: what is unknown or not allowed is left out and reported.
    pub fn from_query(query: &str, fields: &[&'static [Field]], defaults: &Params) -> (Self, Vec<Invalid>) {
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
        let mut params = Self::default();
        let mut ignored = Vec::new();
        for (key, text) in pairs {
            let Some(field) = find(fields, &key) else {
                ignored.push(Invalid::new(
                    &key,
                    format!("“{key}” is not a setting of this experiment; known: {}", known(fields)),
                ));
                continue;
            };
            match field.canonical(&text) {
                Ok(value) => params.set(field.key, value, defaults),
                Err(invalid) => ignored.push(invalid),
            }
        }
        (params, ignored)
    }

    /// The query that names exactly these values; keys in alphabetical order.
    pub fn to_query(&self) -> String {
        serde_urlencoded::to_string(&self.0).unwrap_or_default()
    }

    /// Sets a canonical value; a default is not kept.
    pub fn set(&mut self, key: &str, value: String, defaults: &Params) {
        if defaults.get(key) == Some(&value) {
            self.0.remove(key);
        } else {
            self.0.insert(key.to_owned(), value);
        }
    }

    pub fn remove(&mut self, key: &str) {
        self.0.remove(key);
    }

    pub fn get(&self, key: &str) -> Option<&String> {
        self.0.get(key)
    }

    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// These values alone, for the given fields.
    pub fn only(&self, fields: &[Field]) -> Self {
        let kept = self.0.iter().filter(|(key, _)| fields.iter().any(|field| field.key == key.as_str()));
        Self(kept.map(|(key, value)| (key.clone(), value.clone())).collect())
    }

    /// These values and the other's; the other's win.
    pub fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// All of a config's fields as text; how a registry learns the defaults.
    pub fn of(config: &impl Serialize) -> Self {
        let query = serde_urlencoded::to_string(config).unwrap_or_default();
        Self(serde_urlencoded::from_str(&query).unwrap_or_default())
    }

    /// The typed form. Fails only where a value passed its field's range but not the type.
    pub fn read<C: DeserializeOwned>(&self) -> Result<C, Invalid> {
        serde_urlencoded::from_str(&self.to_query()).map_err(|error| Invalid::new("", error.to_string()))
    }
}

fn find(fields: &[&'static [Field]], key: &str) -> Option<&'static Field> {
    fields.iter().flat_map(|group| group.iter()).find(|field| field.key == key)
}

fn known(fields: &[&'static [Field]]) -> String {
    fields.iter().flat_map(|group| group.iter()).map(|field| field.key).collect::<Vec<_>>().join(", ")
}
