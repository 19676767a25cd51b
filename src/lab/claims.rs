//! Claims and verdicts: what a paper says, how this run decides it, and what was measured.

use serde::{Deserialize, Serialize};

use crate::plot::Quantity;

/// One sentence of a paper that a run can decide.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Claim {
    /// Unique within an experiment, kebab-case.
    pub id: &'static str,
    /// A key of [`super::PAPERS`].
    pub paper: &'static str,
    pub statement: &'static str,
    /// When it counts as held, in one sentence with its numbers.
    pub criterion: &'static str,
}

/// What one run says of one claim.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// The claim's id.
    pub claim: String,
    pub ruling: Ruling,
    pub measured: Vec<Measured>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Ruling {
    Held,
    DidNotHold,
    /// Not decided, and why.
    Open {
        why: String,
        /// The query that would decide it, where another run would.
        settle: Option<String>,
    },
}

/// One number behind a verdict.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    pub label: String,
    pub value: f64,
    pub quantity: Quantity,
}

impl Verdict {
    /// Decided: held or not.
    pub fn decided(claim: &Claim, held: bool, measured: Vec<Measured>) -> Self {
        let ruling = if held { Ruling::Held } else { Ruling::DidNotHold };
        Self { claim: claim.id.into(), ruling, measured }
    }

    /// Not yet decided, because the run has not come far enough.
    pub fn waiting(claim: &Claim, why: impl Into<String>) -> Self {
        Self { claim: claim.id.into(), ruling: Ruling::Open { why: why.into(), settle: None }, measured: Vec::new() }
    }

    /// Not decidable by this run, but by the run the query names.
    pub fn needs(claim: &Claim, why: impl Into<String>, settle: impl Into<String>) -> Self {
        let ruling = Ruling::Open { why: why.into(), settle: Some(settle.into()) };
        Self { claim: claim.id.into(), ruling, measured: Vec::new() }
    }

    pub fn with(self, measured: Vec<Measured>) -> Self {
        Self { measured, ..self }
    }
}

impl Measured {
    pub fn new(label: impl Into<String>, value: f64, quantity: Quantity) -> Self {
        Self { label: label.into(), value, quantity }
    }
}
