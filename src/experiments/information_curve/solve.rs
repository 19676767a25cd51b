//! The run: sweeps β downwards for each curve, fills gaps, checks the closed forms, and finds the first transition.

use std::f64::consts::FRAC_PI_6;

use nalgebra::DMatrix;

use super::{Config, Curve, Frame, InformationCurve, Point};
use crate::{
    bottleneck::{
        Encoder, GaussianBottleneck, Solution, Sweep, binary_symmetric_beta, binary_symmetric_point,
        deterministic_optima, first_transition, growth_onset,
    },
    draws::Rng,
    lab::{Outbox, RunError},
    measures::{GaussianError, Joint, JointGaussian},
};

/// The sweep begins this far below the predicted first transition.
const BELOW_FIRST: f64 = 0.7;
/// Points nearer than this share of the curve's extent need none between them.
const GAP: f64 = 0.04;
/// A change in the number of codes is located to this relative accuracy of β.
const TRANSITION: f64 = 0.002;
/// Points that refinement may add to a curve.
const MOST_ADDED: usize = 120;
/// How often points may be checked against each other.
const MOST_ROUNDS: usize = 5;
/// Relative accuracy of the first transition.
const ONSET: f64 = 1e-4;
/// β values of the checks against closed forms, in multiples of the critical one.
const CHECKED: [f64; 8] = [0.8, 1.1, 1.3, 1.6, 2.0, 3.0, 5.0, 10.0];

/// Counts the work: points to come, as far as they are known.
struct Work {
    done: u64,
    total: u64,
}

pub async fn run(config: Config, outbox: Outbox<InformationCurve>) -> Result<(), RunError> {
    let joint = config.joint()?;
    let seed = u64::from(config.seed);
    let planned = 2 * config.points + 2 * MOST_ADDED + 2 * CHECKED.len() + 2;
    let mut work = Work { done: 0, total: planned as u64 };
    let predicted = first_transition(&joint);
    for (curve, alpha) in [(Curve::Soft, 1.0), (Curve::Between, config.alpha)] {
        let sweep = Sweep::new(&joint, alpha, Rng::new(seed, "perturbations"));
        trace(&config, &joint, sweep, curve, predicted, &outbox, &mut work).await?;
    }
    deterministic(&config, &joint, &outbox).await?;
    check_symmetric(&config, &outbox, &mut work).await?;
    check_gaussian(&config, &outbox, &mut work).await?;
    let growth = growth_onset(&joint, 1.0, 2.0 * predicted, ONSET, &mut Rng::new(seed, "growth"));
    work.step(&outbox).await;
    let mut sweep = Sweep::new(&joint, 1.0, Rng::new(seed, "onset"));
    // From above, so that a solution that reaches below the predicted transition is followed there.
    sweep.at(1.5 * predicted);
    let curve = sweep.onset(1.0, 1.5 * predicted, ONSET);
    outbox.send(&Frame::Onset { predicted, growth, curve }).await?;
    outbox.send(&Frame::End).await?;
    work.total = work.done + 1;
    work.step(&outbox).await;
    Ok(())
}

impl Work {
    async fn step(&mut self, outbox: &Outbox<InformationCurve>) {
        self.done += 1;
        outbox.progress(self.done, self.total).await;
    }
}

/// One curve: an even sweep in log β from above, then points put in where there are gaps or codes appear.
async fn trace(
    config: &Config,
    joint: &Joint,
    mut sweep: Sweep<'_>,
    curve: Curve,
    first: f64,
    outbox: &Outbox<InformationCurve>,
    work: &mut Work,
) -> Result<(), RunError> {
    let high = config.beta_max.max(2.0 * first);
    let low = (BELOW_FIRST * first).max(1.0).min(high / 2.0);
    let mut found: Vec<Found> = Vec::new();
    for i in 0..config.points {
        let share = i as f64 / (config.points - 1) as f64;
        let beta = high * (low / high).powf(share);
        found.push(Found::sent(beta, sweep.at(beta), joint, curve, outbox).await?);
        work.step(outbox).await;
    }
    let extent = [joint.input_entropy(), joint.information()];
    for _ in 0..MOST_ADDED {
        // The widest gap, by distance on the plane or by a change in the number of codes.
        let urgency = |pair: &[Found]| {
            let (above, below) = (&pair[0].point, &pair[1].point);
            let ratio = above.beta / below.beta;
            if ratio < 1.0 + TRANSITION {
                return 0.0;
            }
            let dx = (above.i_xt - below.i_xt) / extent[0];
            let dy = (above.i_ty - below.i_ty) / extent[1];
            let gap = dx.hypot(dy) / GAP;
            let split = if above.clusters != below.clusters { ratio.ln() / TRANSITION } else { 0.0 };
            gap.max(split)
        };
        let widest = found.windows(2).map(urgency).enumerate().max_by(|a, b| a.1.total_cmp(&b.1));
        let Some((i, _)) = widest.filter(|(_, urgency)| *urgency > 1.0) else { break };
        let beta = (found[i].point.beta * found[i + 1].point.beta).sqrt();
        found.insert(i + 1, Found::sent(beta, sweep.at(beta), joint, curve, outbox).await?);
        work.step(outbox).await;
    }
    // Where the curve jumps, a sweep can follow the wrong branch for a while; another β's encoder then shows it.
    for _ in 0..MOST_ROUNDS {
        let mut improved = false;
        for i in 0..found.len() {
            let Point { beta, lagrangian, .. } = found[i].point;
            if let Some(solution) = sweep.better(beta, lagrangian, found.iter().map(|other| &other.encoder)) {
                found[i].point = solved(joint, curve, beta, &solution);
                found[i].encoder = solution.encoder;
                outbox.amend(found[i].frame, &Frame::Point(found[i].point.clone())).await?;
                improved = true;
            }
        }
        if !improved {
            break;
        }
    }
    Ok(())
}

/// A point that has been sent, with its encoder in full precision.
struct Found {
    frame: u32,
    point: Point,
    encoder: Encoder,
}

impl Found {
    async fn sent(
        beta: f64,
        solution: Solution,
        joint: &Joint,
        curve: Curve,
        outbox: &Outbox<InformationCurve>,
    ) -> Result<Self, RunError> {
        let found =
            Self { frame: outbox.sent(), point: solved(joint, curve, beta, &solution), encoder: solution.encoder };
        outbox.send(&Frame::Point(found.point.clone())).await?;
        Ok(found)
    }
}

fn solved(joint: &Joint, curve: Curve, beta: f64, solution: &Solution) -> Point {
    point_of(joint, curve, beta, &solution.encoder, solution.lagrangian, solution.converged)
}

fn point_of(joint: &Joint, curve: Curve, beta: f64, encoder: &Encoder, lagrangian: f64, converged: bool) -> Point {
    Point {
        curve,
        beta,
        i_xt: encoder.i_xt(joint),
        i_ty: encoder.i_ty(joint),
        lagrangian,
        clusters: encoder.clusters(joint),
        converged,
        encoder: encoder.values().iter().map(|q| *q as f32).collect(),
    }
}

/// The deterministic optima, each at the β from which on it is the best.
async fn deterministic(config: &Config, joint: &Joint, outbox: &Outbox<InformationCurve>) -> Result<(), RunError> {
    let optima = deterministic_optima(joint);
    for (i, optimum) in optima.iter().enumerate() {
        let before = i.checked_sub(1).and_then(|i| optima.get(i));
        let beta = before.map_or(1.0, |before| (optimum.h_t - before.h_t) / (optimum.i_ty - before.i_ty));
        if beta > config.beta_max {
            break;
        }
        let encoder = Encoder::hard(&optimum.assignment, joint.rows());
        let lagrangian = optimum.h_t - beta * optimum.i_ty;
        let point = point_of(joint, Curve::Deterministic, beta, &encoder, lagrangian, true);
        outbox.send(&Frame::Point(point)).await?;
    }
    Ok(())
}

async fn check_symmetric(config: &Config, outbox: &Outbox<InformationCurve>, work: &mut Work) -> Result<(), RunError> {
    let joint = Joint::binary_symmetric(config.error);
    let critical = first_transition(&joint);
    let mut sweep = Sweep::new(&joint, 1.0, Rng::new(u64::from(config.seed), "symmetric"));
    for multiple in CHECKED {
        let beta = multiple * critical;
        let (x, y) = binary_symmetric_point(config.error, binary_symmetric_beta(config.error, beta));
        let encoder = sweep.at(beta).encoder;
        let computed = [encoder.i_xt(&joint), encoder.i_ty(&joint)];
        outbox.send(&Frame::Symmetric { beta, exact: [x, y], computed }).await?;
        work.step(outbox).await;
    }
    Ok(())
}

async fn check_gaussian(config: &Config, outbox: &Outbox<InformationCurve>, work: &mut Work) -> Result<(), RunError> {
    let failed = |error: GaussianError| RunError::Computation(error.to_string());
    let bottleneck =
        GaussianBottleneck::new(&two_dimensional(config.rho, config.rho_2).map_err(failed)?).map_err(failed)?;
    let critical = bottleneck.critical_betas().first().copied().unwrap_or(1.0);
    for multiple in CHECKED {
        let beta = multiple * critical;
        let exact = bottleneck.optimum(beta);
        let computed = bottleneck.iterate(beta).map_err(failed)?;
        let frame = Frame::Gaussian { beta, exact: [exact.i_xt, exact.i_ty], computed: [computed.i_xt, computed.i_ty] };
        outbox.send(&frame).await?;
        work.step(outbox).await;
    }
    Ok(())
}

/// Two canonical correlations, mixed by rotations and unequal scales, so that no covariance is diagonal.
pub(super) fn two_dimensional(rho: f64, rho_2: f64) -> Result<JointGaussian, GaussianError> {
    let mix = |angle: f64, scale: f64| {
        DMatrix::from_row_slice(2, 2, &[angle.cos(), -angle.sin(), angle.sin() * scale, angle.cos() * scale])
    };
    let (of_x, of_y) = (mix(FRAC_PI_6, 1.5), mix(-FRAC_PI_6 / 2.0, 0.7));
    let between = DMatrix::from_row_slice(2, 2, &[rho, 0.0, 0.0, rho_2]);
    JointGaussian::new(&of_x * of_x.transpose(), &of_y * of_y.transpose(), &of_x * between * of_y.transpose())
}
