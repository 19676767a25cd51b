//! What must hold of the estimators before anything is trained by them, on draws and on the data.

use serde::{Deserialize, Serialize};

use super::{config::Config, prepare::Prepared};
use crate::{
    draws::Rng,
    estimators::{
        Breathe, Chosen, EstimateError,
        kernel::{cauchy_schwarz, cs_qmi},
    },
    samples::{Pairs, Samples, SamplesError},
};

/// Everything in nats, with kernels of width 1 but where the data's own are set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Identities {
    /// |D_CS(p;p)|, the greatest of all draws.
    pub itself: f64,
    /// |D_CS(p;q) − D_CS(q;p)|, the greatest of all draws.
    pub asymmetry: f64,
    /// The least D_CS(p;q).
    pub least_divergence: f64,
    /// |D_CS(p(y|x);p(y|x))|, the greatest of all draws, in the form that is set.
    pub conditional: f64,
    /// The least I_CS of dependent pairs and of shuffled ones.
    pub least_information: f64,
    /// I_CS of 512 dependent pairs, and of the same ones with one side shuffled: means of all draws.
    pub dependent: f64,
    pub shuffled: f64,
    /// I_CS of up to 512 training inputs and their own targets, and of shuffled ones, with the widths that are set.
    pub data_dependent: f64,
    pub data_shuffled: f64,
}

const DRAWS: usize = 5;
const POINTS: usize = 200;
const PAIRS: usize = 512;

pub async fn check(config: &Config, prepared: &Prepared, breathe: Breathe) -> Result<Identities, EstimateError> {
    let mut rng = Rng::new(u64::from(config.seed), "identities");
    let mut found = Identities {
        itself: 0.0,
        asymmetry: 0.0,
        least_divergence: f64::INFINITY,
        conditional: 0.0,
        least_information: f64::INFINITY,
        dependent: 0.0,
        shuffled: 0.0,
        data_dependent: 0.0,
        data_shuffled: 0.0,
    };
    for _ in 0..DRAWS {
        breathe().await;
        let (p, q) = (cloud(&mut rng, POINTS, [0.0, 1.0])?, cloud(&mut rng, POINTS, [1.0, 2.0])?);
        let there = cauchy_schwarz::divergence(&p, &q, 1.0)?;
        let back = cauchy_schwarz::divergence(&q, &p, 1.0)?;
        found.itself = found.itself.max(cauchy_schwarz::divergence(&p, &p, 1.0)?.abs());
        found.asymmetry = found.asymmetry.max((there - back).abs());
        found.least_divergence = found.least_divergence.min(there.min(back));
        let denominator = config.formula.denominator();
        let conditional = cauchy_schwarz::conditional_divergence(&p, &q, &q, 1.0, denominator)?;
        found.conditional = found.conditional.max(conditional.abs());
        let x = cloud(&mut rng, PAIRS, [0.0, 1.0])?;
        let noise: Vec<f64> = (0..2 * PAIRS).map(|_| 0.5 * rng.normal()).collect();
        let t = Samples::new(x.values().iter().zip(&noise).map(|(x, noise)| x + noise).collect(), 2)?;
        let [dependent, shuffled] = with_shuffled(Pairs::new(x, t)?, &mut rng)?;
        found.least_information = found.least_information.min(dependent.min(shuffled));
        found.dependent += dependent / DRAWS as f64;
        found.shuffled += shuffled / DRAWS as f64;
    }
    [found.data_dependent, found.data_shuffled] = with_shuffled(prepared.in_widths(PAIRS)?, &mut rng)?;
    Ok(found)
}

fn cloud(rng: &mut Rng, n: usize, [middle, deviation]: [f64; 2]) -> Result<Samples, SamplesError> {
    Samples::new((0..2 * n).map(|_| middle + deviation * rng.normal()).collect(), 2)
}

fn with_shuffled(pairs: Pairs, rng: &mut Rng) -> Result<[f64; 2], EstimateError> {
    let mut order: Vec<usize> = (0..pairs.n()).collect();
    rng.shuffle(&mut order);
    let settings = Chosen::new(&cs_qmi::INFO).settings;
    let information = |pairs: &Pairs| cs_qmi::estimate(pairs, &settings, &mut Rng::new(0, "none"));
    Ok([information(&pairs)?.value, information(&pairs.with_y_in(&order))?.value])
}
