//! Networks that must name concepts before they name a class, and what becomes of the class when they are corrected.
//!
//! Inputs go through a trunk to one logit a concept; a head sees what the kind of bottleneck lets through, and nothing
//! else (Koh et al. 2020; embeddings: Espinosa Zarlenga et al. 2022). Many replicas of one shape train as one module.

mod batches;
mod bottleneck;
mod intervention;
mod loss;
mod training;

pub use batches::{Batch, Rows};
pub use bottleneck::{ConceptNet, ConceptNetConfig, Kind, Sensed};
pub use intervention::{Intervention, Truths, percentiles};
pub use loss::{class_losses, concept_losses};
pub use training::{Lesson, Phase, Settings, Training};
