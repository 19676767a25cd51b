//! The registry: every experiment of the lab, once for the page and once for the worker.

pub mod beta_vae;
pub mod estimator_race;
pub mod information_curve;
pub mod information_plane;
pub mod vib;
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
    information_plane::InformationPlane,
    vib::Vib,
    beta_vae::BetaVae,
    estimator_race::EstimatorRace,
    your_data::YourData,
];
