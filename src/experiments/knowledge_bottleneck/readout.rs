//! Softmax regression on rows of values, with or without what is known beforehand of its weights.

use super::work::Work;
use crate::{
    concepts::{Head, prior_slope},
    draws::Rng,
    lab::RunError,
};

/// Pneumonia or not.
pub const CLASSES: usize = 2;
/// Of the run's progress, for one fit.
pub const UNITS: u64 = 4;
const BATCH: usize = 64;
const RATE: f64 = 1e-3;
const ADAM: [f64; 2] = [0.9, 0.999];
/// Multiplications between two breaths.
const BREATH: usize = 400_000;

/// `rows` of `width` values, row-major, each with a label below [`CLASSES`].
#[derive(Clone, Copy)]
pub struct Shown<'a> {
    pub rows: &'a [f64],
    pub width: usize,
    pub labels: &'a [usize],
}

/// What somebody who knows says of the weights.
#[derive(Clone, Copy)]
pub struct Knowledge<'a> {
    /// `[CLASSES, width]`: 1, −1 or 0.
    pub answers: &'a [f64],
    pub weight: f64,
}

/// Adam at 0.001 on the mean cross-entropy and the weighted prior loss, for that many steps, from weights of zero; batches
/// of 64, or of all rows where there are fewer.
pub async fn fit(
    shown: Shown<'_>,
    knowledge: Option<Knowledge<'_>>,
    steps: u32,
    rng: &mut Rng,
    work: &mut Work,
) -> Result<Head, RunError> {
    let Shown { rows, width, labels } = shown;
    let mut head = Head::new(vec![0.0; CLASSES * width], vec![0.0; CLASSES]);
    let count = CLASSES * width + CLASSES;
    let (mut first, mut second) = (vec![0.0; count], vec![0.0; count]);
    let batch = BATCH.min(labels.len());
    let mut order: Vec<usize> = (0..labels.len()).collect();
    let mut next = labels.len();
    let between = (BREATH / (batch * count)).max(1) as u32;
    let mut powers = [1.0; 2];
    for step in 0..steps {
        if next + batch > order.len() {
            rng.shuffle(&mut order);
            next = 0;
        }
        let mut slopes = vec![0.0; count];
        for i in &order[next..next + batch] {
            let row = &rows[i * width..(i + 1) * width];
            let shares = head.probabilities(row);
            for (class, share) in shares.iter().enumerate() {
                let off = (share - f64::from(u8::from(labels[*i] == class))) / batch as f64;
                slopes[class * width..(class + 1) * width].iter_mut().zip(row).for_each(|(slope, x)| *slope += off * x);
                slopes[CLASSES * width + class] += off;
            }
        }
        next += batch;
        if let Some(Knowledge { answers, weight }) = knowledge {
            let pulls = prior_slope(&head.weights, answers);
            slopes.iter_mut().zip(pulls).for_each(|(slope, pull)| *slope += weight * pull);
        }
        powers = [powers[0] * ADAM[0], powers[1] * ADAM[1]];
        for (k, value) in head.weights.iter_mut().chain(&mut head.bias).enumerate() {
            first[k] = ADAM[0] * first[k] + (1.0 - ADAM[0]) * slopes[k];
            second[k] = ADAM[1] * second[k] + (1.0 - ADAM[1]) * slopes[k] * slopes[k];
            *value -= RATE * (first[k] / (1.0 - powers[0])) / ((second[k] / (1.0 - powers[1])).sqrt() + 1e-8);
        }
        if step % between == between - 1 {
            work.breathe().await;
        }
    }
    if head.weights.iter().any(|weight| !weight.is_finite()) {
        return Err(RunError::Diverged { step: u64::from(steps) });
    }
    work.done(UNITS).await;
    Ok(head)
}
