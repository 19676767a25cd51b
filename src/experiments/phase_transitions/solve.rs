//! The run: of each joint its first transition, its best codes and the followed one; then the planted classes, exactly and
//! by networks.

use burn::tensor::Device;

use super::{Config, Frame, Onset, Path, PhaseTransitions, Planted, Point, learned};
use crate::{
    bottleneck::{Annealing, Encoder, Problem, Solution, Sweep, first_split, first_transition, growth_onset},
    draws::Rng,
    lab::{Outbox, RunError},
    measures::Joint,
};

/// Sweeps begin this far below the predicted first transition.
const BELOW_FIRST: f64 = 0.85;
/// A change in the number of codes is located to this relative accuracy of β.
const TRANSITION: f64 = 0.005;
/// Points that may be put in for that.
const MOST_ADDED: usize = 60;
/// How often points may be checked against each other.
const MOST_ROUNDS: usize = 5;
/// The followed code takes steps of this factor in β.
const STEP: f64 = 1.015;
/// Relative accuracy of the first transition.
const ONSET: f64 = 1e-3;
/// Plain iterations from near silence, and how far from it they start.
const LOCAL_ITERATIONS: usize = 3_000;
const NEAR_SILENCE: f64 = 1e-3;

pub async fn run(config: Config, outbox: Outbox<PhaseTransitions>, device: Device) -> Result<(), RunError> {
    let joints = config.all_joints()?;
    let seed = u64::from(config.seed);
    let steps = ((config.reach / BELOW_FIRST).ln() / STEP.ln()) as usize + 1;
    let planned = joints.len() * (1 + config.points + MOST_ADDED + steps) + config.points + MOST_ADDED + config.steps;
    let mut work = Work { done: 0, total: planned as u64, outbox };
    for (index, joint) in joints.iter().enumerate() {
        let first = first_transition(joint);
        let onset = onset(index, joint, seed);
        work.send(&Frame::Onset(onset)).await?;
        let point = |path: Path, beta: f64, encoder: &Encoder| {
            let growth = first_split(joint, encoder).map_or(0.0, |split| beta / split.beta);
            let (i_xt, i_ty, codes) = (encoder.i_xt(joint), encoder.i_ty(joint), encoder.clusters(joint));
            Frame::Point(Point { joint: index, path, beta, i_xt, i_ty, codes, growth })
        };
        let span = [BELOW_FIRST * first, config.reach * first];
        best(&config, joint, span, &mut work, |beta, encoder| point(Path::Best, beta, encoder)).await?;
        let mut followed = Annealing::new(joint, Rng::new(seed, "traces"));
        for i in 0..steps {
            let beta = BELOW_FIRST * first * STEP.powi(i as i32);
            let encoder = followed.at(beta);
            work.send(&point(Path::Followed, beta, encoder)).await?;
        }
    }
    let joint = config.planted()?;
    let first = first_transition(&joint);
    let span = [BELOW_FIRST * first, config.reach * first];
    best(&config, &joint, span, &mut work, |beta, encoder| planted(&joint, beta, encoder)).await?;
    work.total = work.done + config.steps as u64 + 1;
    learned::run(&config, &mut work, &device).await?;
    work.send(&Frame::End).await
}

/// Counts the work: solutions and training steps to come, as far as they are known.
pub(super) struct Work {
    done: u64,
    total: u64,
    pub outbox: Outbox<PhaseTransitions>,
}

impl Work {
    async fn send(&mut self, frame: &Frame) -> Result<(), RunError> {
        self.outbox.send(frame).await?;
        self.step().await;
        Ok(())
    }

    pub async fn step(&mut self) {
        self.done += 1;
        self.outbox.progress(self.done, self.total).await;
    }
}

fn onset(index: usize, joint: &Joint, seed: u64) -> Onset {
    let predicted = first_transition(joint);
    let growth = growth_onset(joint, 1.0, 2.0 * predicted, ONSET, &mut Rng::new(seed, "growth"));
    let mut sweep = Sweep::new(joint, 1.0, Rng::new(seed, "onset"));
    // From above, so that a solution that reaches below the predicted transition is followed there.
    sweep.at(1.5 * predicted);
    let best = sweep.onset(1.0, 1.5 * predicted, ONSET);
    let [below, above] = [0.97, 1.03].map(|multiple| {
        let problem = Problem { joint, alpha: 1.0, beta: multiple * predicted };
        near_silence(&problem, &mut Rng::new(seed, "near silence")).i_xt(joint).max(0.0)
    });
    Onset { joint: index, predicted, growth, best, below, above }
}

/// Where plain iterations from near the silent encoder end.
fn near_silence(problem: &Problem, rng: &mut Rng) -> Encoder {
    let inputs = problem.joint.rows();
    let weights = (0..inputs * inputs).map(|_| 1.0 + NEAR_SILENCE * (2.0 * rng.uniform() - 1.0)).collect();
    (0..LOCAL_ITERATIONS).fold(Encoder::from_weights(weights, inputs), |encoder, _| problem.step(&encoder))
}

/// A solution that has been sent.
struct Found {
    frame: u32,
    beta: f64,
    solution: Solution,
    codes: usize,
}

/// The best codes: an even sweep in log β from above, then points put in where the number of codes changes.
async fn best(
    config: &Config,
    joint: &Joint,
    [low, high]: [f64; 2],
    work: &mut Work,
    frame: impl Fn(f64, &Encoder) -> Frame,
) -> Result<(), RunError> {
    let mut sweep = Sweep::new(joint, 1.0, Rng::new(u64::from(config.seed), "perturbations"));
    let mut found: Vec<Found> = Vec::new();
    for added in 0..config.points + MOST_ADDED {
        let (at, beta) = if added < config.points {
            (added, high * (low / high).powf(added as f64 / (config.points - 1) as f64))
        } else {
            let apart = |pair: &[Found]| if pair[0].codes == pair[1].codes { 1.0 } else { pair[0].beta / pair[1].beta };
            let widest = found.windows(2).map(apart).enumerate().max_by(|a, b| a.1.total_cmp(&b.1));
            let Some((i, _)) = widest.filter(|(_, apart)| *apart > 1.0 + TRANSITION) else { break };
            (i + 1, (found[i].beta * found[i + 1].beta).sqrt())
        };
        let solution = sweep.at(beta);
        let codes = solution.encoder.clusters(joint);
        found.insert(at, Found { frame: work.outbox.sent(), beta, solution, codes });
        work.send(&frame(beta, &found[at].solution.encoder)).await?;
    }
    // Where the best code jumps, a sweep can stay on the wrong branch for a while; another β's encoder then shows it.
    for _ in 0..MOST_ROUNDS {
        let mut improved = false;
        for i in 0..found.len() {
            let Found { beta, ref solution, .. } = found[i];
            let others = found.iter().map(|other| &other.solution.encoder);
            if let Some(solution) = sweep.better(beta, solution.lagrangian, others) {
                work.outbox.amend(found[i].frame, &frame(beta, &solution.encoder)).await?;
                found[i].solution = solution;
                improved = true;
            }
        }
        if !improved {
            break;
        }
    }
    Ok(())
}

/// By how much a class must be likelier under a code than without it to be that code's.
const LIKELIER: f64 = 1e-6;

fn planted(joint: &Joint, beta: f64, encoder: &Encoder) -> Frame {
    let encoder = encoder.merged(joint);
    let (p_c, q_t) = (joint.p_x(), encoder.q_t(joint));
    let given = |class: usize, code: usize| p_c[class] * encoder.row(class)[code] / q_t[code];
    let mut recalls = vec![0.0; p_c.len()];
    for code in 0..encoder.codes() {
        let likeliest = (0..p_c.len()).fold(0, |best, c| if given(c, code) > given(best, code) { c } else { best });
        if given(likeliest, code) > p_c[likeliest] + LIKELIER {
            recalls[likeliest] += encoder.row(likeliest)[code];
        }
    }
    Frame::Planted(Planted { beta, i_xt: encoder.i_xt(joint).max(0.0), codes: encoder.codes(), recalls })
}
