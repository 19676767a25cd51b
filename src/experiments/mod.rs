//! The registry: every experiment of the lab, once for the page and once for the worker.

pub mod beta_vae;
pub mod cauchy_schwarz_ib;
pub mod concept_bottleneck;
pub mod concept_leakage;
pub mod concept_metrics;
pub mod concept_transformer;
pub mod conditional_entropy_bottleneck;
pub mod deterministic_caveats;
pub mod discover_then_name;
pub mod energy_cbm;
pub mod estimator_race;
pub mod gaussian_vib;
pub mod information_curve;
pub mod information_plane;
pub mod knowledge_bottleneck;
pub mod language_bottleneck;
pub mod nonlinear_ib;
mod one_currency;
pub mod phase_transitions;
pub mod policy_race;
pub mod post_hoc_cbm;
pub mod semantic_inputs;
pub mod sparse_cbm;
pub mod truth_hurts;
pub mod vib;
pub mod your_concepts;
pub mod your_data;

use crate::lab::{Job, Page};

macro_rules! registry {
    ($($experiment:ty),* $(,)?) => {
        /// What the page knows of each experiment, in the gallery's order.
        pub static PAGES: &[Page] = &[$(Page::of::<$experiment>()),*];
        /// What a worker can run.
        pub static JOBS: &[Job] = &[$(Job::of::<$experiment>()),*];
    };
}

registry![
    information_curve::InformationCurve,
    phase_transitions::PhaseTransitions,
    deterministic_caveats::DeterministicCaveats,
    information_plane::InformationPlane,
    vib::Vib,
    gaussian_vib::GaussianVib,
    nonlinear_ib::NonlinearIb,
    conditional_entropy_bottleneck::ConditionalEntropyBottleneck,
    cauchy_schwarz_ib::CauchySchwarzIb,
    beta_vae::BetaVae,
    concept_bottleneck::ConceptBottleneck,
    your_concepts::YourConcepts,
    policy_race::PolicyRace,
    truth_hurts::TruthHurts,
    concept_leakage::ConceptLeakage,
    post_hoc_cbm::PostHocCbm,
    energy_cbm::EnergyCbm,
    knowledge_bottleneck::KnowledgeBottleneck,
    semantic_inputs::SemanticInputs,
    concept_transformer::ConceptTransformer,
    concept_metrics::ConceptMetrics,
    discover_then_name::DiscoverThenName,
    sparse_cbm::SparseCbm,
    language_bottleneck::LanguageBottleneck,
    estimator_race::EstimatorRace,
    your_data::YourData,
];
