//! What the frames say so far: who came to what, and which β the validation set chose.

use super::{Frame, Outcome, config::Objective};

/// An objective at the β that each split's validation set chose.
pub struct Chosen {
    /// One a split.
    pub test: Vec<f64>,
    pub betas: Vec<f64>,
}

pub fn of(frames: &[Frame], objective: Objective) -> Vec<&Outcome> {
    let outcomes = frames.iter().filter_map(|frame| match frame {
        Frame::Outcome(outcome) if outcome.objective == objective => Some(outcome),
        _ => None,
    });
    outcomes.collect()
}

/// None before the first of the objective's outcomes.
pub fn chosen(frames: &[Frame], objective: Objective) -> Option<Chosen> {
    let outcomes = of(frames, objective);
    let splits = outcomes.first()?.test.len();
    let best = (0..splits).map(|split| {
        let least = outcomes.iter().min_by(|a, b| a.validation[split].total_cmp(&b.validation[split]));
        least.map_or((0.0, 0.0), |outcome| (outcome.test[split], outcome.beta))
    });
    let (test, betas) = best.unzip();
    Some(Chosen { test, betas })
}

/// Mean and standard deviation; none for a single value.
pub fn spread(values: &[f64]) -> [f64; 2] {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    [mean, (squares / (n - 1.0).max(1.0)).sqrt()]
}

pub fn mean(values: &[f64]) -> f64 {
    spread(values)[0]
}

pub fn is_finished(frames: &[Frame]) -> bool {
    matches!(frames.last(), Some(Frame::End))
}

pub fn particles(frames: &[Frame]) -> Vec<(u32, f64, &[f32])> {
    let particles = frames.iter().filter_map(|frame| match frame {
        Frame::Particles { step, divergence, points } => Some((*step, *divergence, points.as_slice())),
        _ => None,
    });
    particles.collect()
}
