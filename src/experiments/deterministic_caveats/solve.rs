//! The run: the exact panel first, then the networks under each price, then the overflow.

use burn::tensor::Device;

use super::{Config, DeterministicCaveats, Exact, Frame, config::Kind, train};
use crate::{
    bottleneck::{Encoder, PricedProblem},
    draws::Rng,
    lab::{Outbox, RunError},
    measures::{Joint, entropy},
};

/// Counts the work in training steps; a solved β counts as one.
pub(super) struct Work {
    pub done: u64,
    pub total: u64,
    pub outbox: Outbox<DeterministicCaveats>,
}

impl Work {
    pub async fn step(&mut self) {
        self.done += 1;
        self.outbox.progress(self.done, self.total).await;
    }
}

pub async fn run(config: Config, outbox: Outbox<DeterministicCaveats>, device: Device) -> Result<(), RunError> {
    let joint = config.joint()?;
    let exact = Kind::ALL.len() * config.points;
    let mut work = Work { done: 0, total: exact as u64 + train::steps(&config) + 1, outbox };
    for kind in Kind::ALL {
        for beta in config.exact_betas() {
            let solved = solved(&config, &joint, kind, beta);
            work.outbox.send(&Frame::Exact(solved)).await?;
            work.step().await;
        }
    }
    train::run(&config, &mut work, &device).await?;
    work.outbox.send(&Frame::End).await?;
    work.step().await;
    Ok(())
}

fn solved(config: &Config, joint: &Joint, kind: Kind, beta: f64) -> Exact {
    let price = config.price(kind);
    let problem = PricedProblem { joint, price, beta };
    let mut rng = Rng::new(u64::from(config.seed), "starts");
    let solutions: Vec<_> = (0..config.starts).map(|i| problem.solve(&start(joint.rows(), i, &mut rng))).collect();
    let rates = || solutions.iter().map(|solution| solution.encoder.i_xt(joint));
    let spread = rates().fold(0.0, f64::max) - rates().fold(f64::INFINITY, f64::min);
    let best = solutions.iter().min_by(|a, b| a.value.total_cmp(&b.value));
    let (i_xt, i_ty) = best.map_or((0.0, 0.0), |best| (best.encoder.i_xt(joint), best.encoder.i_ty(joint)));
    let expected = price.deterministic_rate(beta, entropy(&joint.p_y()));
    Exact { price: kind, beta, i_xt: i_xt.max(0.0), i_ty: i_ty.max(0.0), expected, spread }
}

/// Near one code an input, near silence, and then anywhere.
fn start(inputs: usize, index: usize, rng: &mut Rng) -> Encoder {
    let weights = |of: &dyn Fn(f64) -> f64, rng: &mut Rng| (0..inputs * inputs).map(|_| of(rng.uniform())).collect();
    match index {
        0 => Encoder::near_identity(inputs, 0.95),
        1 => Encoder::from_weights(weights(&|u| 1.0 + 0.05 * u, rng), inputs),
        _ => Encoder::from_weights(weights(&|u| u.powi(3) + 1e-3, rng), inputs),
    }
}
