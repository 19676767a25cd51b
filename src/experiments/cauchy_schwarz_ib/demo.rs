//! Two Gaussians: points that descend on their Cauchy–Schwarz divergence from a target with two modes.

use burn::tensor::{Device, Tensor, TensorData};

use super::{CauchySchwarzIb, Frame, config::Config, train::Work};
use crate::{
    draws::Rng,
    lab::{Outbox, RunError},
    nets::{kernel_losses::divergence, read},
};

/// Where the target's two modes are; their deviation is 1, as in the released example.
pub const MODES: [[f64; 2]; 2] = [[-4.0, -4.0], [4.0, 4.0]];
/// A point belongs to a mode up to so far from its middle.
const REACH: f64 = 4.0;
/// Frames are this many steps apart, or more where there are many steps.
const STRIDE: u32 = 5;

/// The target's points, `[particles, 2]` row-major: one half from each mode.
pub fn target(config: &Config) -> Vec<f32> {
    let mut rng = Rng::new(u64::from(config.seed), "target");
    let mode = |i: usize| MODES[usize::from(2 * i >= config.particles)];
    (0..config.particles).flat_map(mode).map(|middle| (middle + rng.normal()) as f32).collect()
}

/// The share of the points that each mode holds; some may be in neither.
pub fn shares(points: &[f32]) -> [f64; 2] {
    let n = (points.len() / 2).max(1) as f64;
    MODES.map(|[x, y]| {
        let is_held = |point: &&[f32]| libm::hypot(f64::from(point[0]) - x, f64::from(point[1]) - y) <= REACH;
        points.chunks_exact(2).filter(is_held).count() as f64 / n
    })
}

/// Begins with points from N(0, 1).
pub async fn run(
    config: &Config,
    outbox: &Outbox<CauchySchwarzIb>,
    device: &Device,
    work: &mut Work,
) -> Result<(), RunError> {
    let device = device.clone().autodiff();
    let count = config.particles;
    let mut rng = Rng::new(u64::from(config.seed), "particles");
    let drawn: Vec<f32> = (0..2 * count).map(|_| rng.normal() as f32).collect();
    let columns = |rows: &[f32]| {
        let turned: Vec<f32> = (0..2).flat_map(|unit| rows.iter().skip(unit).step_by(2).copied()).collect();
        Tensor::<3>::from_data(TensorData::new(turned, [1, 2, count]), &device)
    };
    let goal = columns(&target(config));
    let sigma = Tensor::from_data(TensorData::new(vec![config.particle_sigma as f32], [1, 1, 1]), &device);
    let stride = STRIDE.max(config.particle_steps.div_ceil(200));
    let mut points = columns(&drawn);
    for step in 0..=config.particle_steps {
        let moving = points.require_grad();
        let loss = divergence(moving.clone(), goal.clone(), sigma.clone());
        if step % stride == 0 || step == config.particle_steps {
            let divergence = f64::from(read(loss.clone().inner()).await?[0]);
            if !divergence.is_finite() {
                return Err(RunError::Diverged { step: u64::from(step) });
            }
            let points = read(moving.clone().inner().swap_dims(1, 2)).await?;
            outbox.send(&Frame::Particles { step, divergence, points }).await?;
        }
        let gradients = loss.backward();
        let Some(slope) = moving.grad(&gradients) else { break };
        let moved = moving.inner() - slope.mul_scalar(config.particle_rate * count as f64);
        points = Tensor::from_inner(moved);
        work.step(outbox).await;
    }
    Ok(())
}
