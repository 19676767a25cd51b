//! Bottleneck Lab: the science of bottlenecks, re-run in the browser.
//!
//! Modules stand in layer order: each may import only those above it (`tests/it/architecture.rs` holds the table).
//!
//! Invariants:
//! - Everything but `ui` and the browser ends of `worker` compiles natively with default features.
//! - Every information quantity is in nats until a [`plot::Quantity`] writes it.
//! - Every random draw comes from a seed in the `Config`, through [`draws::Rng`].
//! - Numeric code never reads the device synchronously.
//! - A `Config` exists only after it was checked ([`lab::config`]); `figures` and `verdicts` are pure.
//! - The page's Wasm links no burn.
#![deny(clippy::unwrap_used)]

pub mod draws;
pub mod samples;

pub mod measures;

pub mod bottleneck;
pub mod concepts;
pub mod datasets;
pub mod nets;

pub mod estimators;

pub mod plot;

pub mod lab;

pub mod experiments;
pub mod worker;

#[cfg(feature = "web")]
pub mod ui;
