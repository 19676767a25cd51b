//! The birds: a loose and a close flock a seed, as the shipped network sees them.

use burn::tensor::Device;

use super::{ConceptLeakage, Config, Frame, Sample};
use crate::{
    datasets::birds::{Backgrounds, Flock, Looks, NUMBERS, Plan, Traits, WIDTH, codes},
    draws::Rng,
    lab::{Outbox, RunError},
    nets::{
        backbone::{Backbone, FEATURES},
        concept::Rows,
    },
};

pub const CLASSES: usize = 12;
/// Birds drawn between two breaths.
pub const BREATH: usize = 24;
/// Birds of one class that are shown of each flock.
const SHOWN: usize = 6;

/// One flock of one seed: what it trains on, and what is held out.
pub struct Birds {
    pub train: Rows,
    pub held_out: Rows,
}

/// How many breaths [`drawn`] takes.
pub fn breaths(config: &Config) -> u64 {
    (2 * config.replicas * (config.train + config.held_out).div_ceil(BREATH)) as u64
}

/// For every seed the loose and then the close flock.
pub async fn drawn(
    config: &Config,
    outbox: &Outbox<ConceptLeakage>,
    total: u64,
    device: &Device,
) -> Result<Vec<Birds>, RunError> {
    let network = Backbone::pretrained(device);
    let plans: Vec<(u64, Plan)> = config
        .seeds()
        .into_iter()
        .flat_map(|seed| [config.loose, config.close].map(|flip| (u64::from(seed), plan(config, seed, flip))))
        .collect();
    let shown = |plan: &Plan, seed: u64| pictures(plan, &mut Rng::new(seed, "birds"));
    let sample = Sample { loose: shown(&plans[0].1, plans[0].0), close: shown(&plans[1].1, plans[1].0) };
    outbox.send(&Frame::Birds(sample)).await?;
    let mut done = 0;
    let mut all = Vec::new();
    for (seed, plan) in &plans {
        let mut rng = Rng::new(*seed, "birds");
        let n = config.train + config.held_out;
        let (mut flock, mut inputs) = (Flock::default(), Vec::with_capacity(n * FEATURES));
        while flock.n() < n {
            let mut part = plan.draw(BREATH.min(n - flock.n()), &mut rng);
            inputs.extend(network.see(&part.images, device, async |_| {}).await?.features);
            // Pictures are not needed again, and would be hundreds of megabytes.
            part.images.clear();
            flock.append(part);
            done += 1;
            outbox.progress(done, total).await;
        }
        let rows = Rows { inputs, concepts: flock.concepts(), labels: flock.labels };
        all.push(Birds { train: part(&rows, 0, config.train), held_out: part(&rows, config.train, n) });
    }
    Ok(all)
}

/// Both flocks of a seed are of the same classes.
fn plan(config: &Config, seed: u32, flip: f64) -> Plan {
    let codes = codes(CLASSES, &mut Rng::new(u64::from(seed), "codes"));
    let looks = Looks { noise: config.noise, ..Looks::hard() };
    Plan { traits: Traits::Classes { codes, flip }, backgrounds: Backgrounds::Any, looks }
}

/// Rows `from..to`.
pub fn part(rows: &Rows, from: usize, to: usize) -> Rows {
    let width = rows.inputs.len() / rows.n();
    Rows {
        inputs: rows.inputs[from * width..to * width].to_vec(),
        concepts: rows.concepts[from * WIDTH..to * WIDTH].to_vec(),
        labels: rows.labels[from..to].to_vec(),
    }
}

/// A few birds of the first class, without what makes them hard to see.
fn pictures(plan: &Plan, rng: &mut Rng) -> Vec<Vec<u8>> {
    let plan = Plan { looks: Looks::clean(), ..plan.clone() };
    let mut found: Vec<Vec<u8>> = Vec::new();
    while found.len() < SHOWN {
        let flock = plan.draw(1, rng);
        if flock.labels[0] == 0 {
            found.push(flock.images[..NUMBERS].iter().map(|value| (value * 255.0).round() as u8).collect());
        }
    }
    found
}
