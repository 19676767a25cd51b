//! What an estimator says of itself: its name, what its number means, what it needs, what can be set.

use std::rc::Rc;

use burn::tensor::Device;
use futures::future::LocalBoxFuture;

use super::{error::EstimateError, settings::Settings};
use crate::{draws::Rng, samples::Pairs};

/// One way to measure how much X and Y tell of each other. The computation is apart ([`super::method`]), so that a page
/// can name an estimator without linking it.
#[derive(Debug, serde::Serialize)]
pub struct Estimator {
    /// Kebab-case; part of links and command lines, never renamed.
    pub id: &'static str,
    pub name: &'static str,
    pub family: Family,
    pub measures: Measures,
    pub x: Takes,
    pub y: Takes,
    pub settings: &'static [Setting],
    /// One sentence: what it does, and where it fails.
    pub about: &'static str,
    /// "Kraskov, Stögbauer & Grassberger 2004, eq. 8".
    pub source: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    Bins,
    Discrete,
    Kernel,
    Neighbours,
    Parametric,
    Neural,
}

/// What the number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measures {
    /// I(X;Y), estimated.
    Information,
    /// At most I(X;Y), up to sampling error.
    LowerBound,
    /// At least I(X;Y), up to sampling error.
    UpperBound,
    /// Another quantity that is zero where X and Y are independent; not comparable with I(X;Y).
    Dependence,
}

/// What one side of the pairs must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Takes {
    /// Coordinates whose distances mean something.
    Numbers,
    /// Rows that repeat: equal rows are one symbol.
    Symbols,
    Either,
}

/// One thing that can be set: `k` in `ksg1?k=3`.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Setting {
    pub key: &'static str,
    pub label: &'static str,
    pub kind: SettingKind,
}

#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SettingKind {
    Number {
        default: f64,
        range: [f64; 2],
    },
    Count {
        default: usize,
        range: [usize; 2],
    },
    /// The first value is the default.
    Choice(&'static [&'static str]),
}

/// What an estimator found, in nats (or in the unit of its own dependence), never clipped.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    pub value: f64,
    pub ceiling: Option<Ceiling>,
}

/// What no reading on these data with these settings can pass.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ceiling {
    pub value: f64,
    /// "ln N", "ln B", "min(H(X), H(Y))".
    pub name: &'static str,
}

impl Reading {
    pub fn unbounded(value: f64) -> Self {
        Self { value, ceiling: None }
    }

    pub fn below(value: f64, ceiling: f64, name: &'static str) -> Self {
        Self { value, ceiling: Some(Ceiling { value: ceiling, name }) }
    }
}

/// How an estimator computes.
pub enum Method {
    /// At once. The generator is for those that draw (directions, jitter); most leave it alone.
    Direct(fn(&Pairs, &Settings, &mut Rng) -> Result<Reading, EstimateError>),
    /// By training a critic.
    Trained(fn(Training) -> LocalBoxFuture<'static, Result<Reading, EstimateError>>),
}

/// Everything a critic is trained with.
pub struct Training {
    pub pairs: Rc<Pairs>,
    pub settings: Settings,
    pub rng: Rng,
    /// Without autodiff; training takes `device.autodiff()`.
    pub device: Device,
    /// To be awaited every few milliseconds of work: where a run is stopped, it does not return.
    pub breathe: Breathe,
}

pub type Breathe = Rc<dyn Fn() -> LocalBoxFuture<'static, ()>>;
