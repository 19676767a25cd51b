//! An estimate with what it takes to believe it: its ceiling, its null, its interval, its time.

use std::rc::Rc;

use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use super::{
    error::EstimateError,
    estimator::{Breathe, Method, Reading, Training},
    settings::Chosen,
};
use crate::{draws::Rng, samples::Pairs};

/// What one estimator found on one set of pairs; nats, or the unit of its own dependence; never clipped.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    pub value: f64,
    /// What no reading on these data with these settings can pass, and what that is.
    pub ceiling: Option<(f64, String)>,
    pub null: Option<Null>,
    pub interval: Option<Interval>,
    /// What the reading itself took, without null and interval.
    pub seconds: f64,
}

/// What the estimator reads where Y was shuffled against X, so that nothing is left to find.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Null {
    pub mean: f64,
    /// 95 % of the shuffles read at most this.
    pub point_95: f64,
    pub permutations: usize,
}

/// The reading ± 1.96 standard deviations over random halves of the points.
///
/// A half drawn without replacement spreads about the reading of the whole as much as the whole does about its own mean
/// (the delete-half jackknife; Shao & Wu 1989). Bias is not covered.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    pub low: f64,
    pub high: f64,
    pub subsamples: usize,
}

/// How much is spent on null and interval; below two there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    pub permutations: usize,
    pub subsamples: usize,
}

/// Where estimators compute.
pub struct Setup {
    pub device: Device,
    pub breathe: Breathe,
    /// The time in milliseconds.
    pub now: Rc<dyn Fn() -> f64>,
}

impl Setup {
    /// On this thread's CPU, without pauses and without a clock.
    pub fn plain() -> Self {
        Self { device: Device::flex(), breathe: Rc::new(|| Box::pin(async {})), now: Rc::new(|| 0.0) }
    }

    /// One reading.
    pub async fn read(&self, chosen: &Chosen, pairs: &Rc<Pairs>, rng: Rng) -> Result<Reading, EstimateError> {
        let mut rng = rng;
        match super::method(chosen.estimator.id) {
            Method::Direct(estimate) => {
                let reading = estimate(pairs, &chosen.settings, &mut rng);
                (self.breathe)().await;
                reading
            }
            Method::Trained(estimate) => {
                let training = Training {
                    pairs: pairs.clone(),
                    settings: chosen.settings.clone(),
                    rng,
                    device: self.device.clone(),
                    breathe: self.breathe.clone(),
                };
                estimate(training).await
            }
        }
    }

    /// A reading with its null and its interval. The same seed gives the same numbers.
    pub async fn measure(
        &self,
        chosen: &Chosen,
        pairs: &Rc<Pairs>,
        effort: Effort,
        seed: u64,
    ) -> Result<Estimate, EstimateError> {
        let began = (self.now)();
        let Reading { value, ceiling } = self.read(chosen, pairs, Rng::new(seed, "estimate")).await?;
        let seconds = ((self.now)() - began) / 1e3;
        let null = self.null(chosen, pairs, effort.permutations, seed).await?;
        let interval = self.interval(chosen, pairs, value, effort.subsamples, seed).await?;
        Ok(Estimate {
            value,
            ceiling: ceiling.map(|ceiling| (ceiling.value, ceiling.name.to_owned())),
            null,
            interval,
            seconds,
        })
    }

    async fn null(
        &self,
        chosen: &Chosen,
        pairs: &Pairs,
        permutations: usize,
        seed: u64,
    ) -> Result<Option<Null>, EstimateError> {
        if permutations < 2 {
            return Ok(None);
        }
        let mut draws = Rng::new(seed, "permutations");
        let mut order: Vec<usize> = (0..pairs.n()).collect();
        let mut found = Vec::new();
        for _ in 0..permutations {
            draws.shuffle(&mut order);
            let shuffled = Rc::new(pairs.with_y_in(&order));
            found.push(self.read(chosen, &shuffled, Rng::new(seed, "estimate")).await?.value);
        }
        found.sort_by(f64::total_cmp);
        let rank = (0.95 * permutations as f64).ceil() as usize;
        let mean = found.iter().sum::<f64>() / permutations as f64;
        Ok(Some(Null { mean, point_95: found[rank - 1], permutations }))
    }

    async fn interval(
        &self,
        chosen: &Chosen,
        pairs: &Pairs,
        value: f64,
        subsamples: usize,
        seed: u64,
    ) -> Result<Option<Interval>, EstimateError> {
        if subsamples < 2 {
            return Ok(None);
        }
        let mut draws = Rng::new(seed, "halves");
        let mut order: Vec<usize> = (0..pairs.n()).collect();
        let mut found = Vec::new();
        for _ in 0..subsamples {
            draws.shuffle(&mut order);
            let half = Rc::new(pairs.rows_at(&order[..pairs.n() / 2]));
            match self.read(chosen, &half, Rng::new(seed, "estimate")).await {
                Ok(reading) => found.push(reading.value),
                // Half the points may be too few where all are enough.
                Err(EstimateError::TooFew { .. } | EstimateError::Unsuited(_)) => return Ok(None),
                Err(error) => return Err(error),
            }
        }
        let count = found.len() as f64;
        let mean = found.iter().sum::<f64>() / count;
        let variance = found.iter().map(|reading| (reading - mean) * (reading - mean)).sum::<f64>() / (count - 1.0);
        let reach = 1.96 * variance.sqrt();
        Ok(Some(Interval { low: value - reach, high: value + reach, subsamples }))
    }
}
