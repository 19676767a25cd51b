//! Trains the network that the lab ships for procedural birds, and writes its weights into src/nets/backbone/.

use std::{error::Error, fs, path::Path, time::Instant};

use bottleneck_lab::{
    datasets::birds::{Backgrounds, CONCEPTS, Flock, Looks, Plan, Traits, WIDTH},
    draws::Rng,
    nets::{
        backbone::{Backbone, batch, binary_cross_entropy},
        read, train_step,
    },
};
use burn::{
    module::Module,
    optim::AdamWConfig,
    tensor::{Device, Tensor, TensorData},
};
use futures::executor::block_on;

const BATCH: usize = 64;
const RATE: f64 = 2e-3;
const DEFAULT_STEPS: u64 = 11_000;
/// Of training pictures; the hard and the easy preset lie within.
const NOISE: [f64; 2] = [0.05, 0.40];
const OCCLUSION: f64 = 0.5;

fn plan(looks: Looks) -> Plan {
    Plan { traits: Traits::Independent, backgrounds: Backgrounds::Any, looks }
}

/// Every picture is drawn once and never seen again, so that nothing can be learned by heart.
fn main() -> Result<(), Box<dyn Error>> {
    let steps = std::env::args().nth(1).map_or(Ok(DEFAULT_STEPS), |steps| steps.parse())?;
    let device = Device::flex();
    let mut network = Backbone::new(WIDTH, &mut Rng::new(1, "weights"), &device.clone().autodiff());
    let mut optimizer = AdamWConfig::new().init();
    let mut rng = Rng::new(1, "pretraining birds");
    let began = Instant::now();
    for step in 0..steps {
        let mut flock = Flock::default();
        for _ in 0..BATCH {
            let noise = NOISE[0] + (NOISE[1] - NOISE[0]) * rng.uniform();
            flock.append(plan(Looks { noise, occlusion: OCCLUSION, ..Looks::hard() }).draw(1, &mut rng));
        }
        let device = device.clone().autodiff();
        let truth: Vec<f32> = flock.concepts().into_iter().map(|concept| f32::from(u8::from(concept))).collect();
        let truth: Tensor<2> = Tensor::from_data(TensorData::new(truth, [BATCH, WIDTH]), &device);
        let loss = binary_cross_entropy(network.forward(batch(&flock.images, &device)), truth.transpose());
        if step % 500 == 0 {
            let now = block_on(read(loss.clone()))?[0];
            println!("step {step}, {:.0} s: {now:.4} nats a concept", began.elapsed().as_secs_f64());
        }
        let rate = RATE * (1.0 - step as f64 / steps as f64);
        network = train_step(network, loss, &mut optimizer, rate);
    }
    let bytes = block_on(network.valid().to_bytes())?;
    fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/nets/backbone/birds.f16"), &bytes)?;
    let shipped = Backbone::from_bytes(&bytes, WIDTH, &device).ok_or("other weights than the network's")?;
    for (name, looks) in [("easy", Looks::easy()), ("hard", Looks::hard())] {
        let flock = plan(looks).draw(2000, &mut Rng::new(2, "held-out birds"));
        let seen = block_on(shipped.see(&flock.images, &device, async |_| {}))?;
        let right: Vec<bool> =
            seen.logits.iter().zip(flock.concepts()).map(|(logit, concept)| (*logit > 0.0) == concept).collect();
        let share = |right: usize, of: usize| 100.0 * right as f64 / of as f64;
        let whole = right.chunks(WIDTH).filter(|row| row.iter().all(|right| *right)).count();
        let all = right.iter().filter(|right| **right).count();
        println!("{name}: concepts {:.1} %, all twelve {:.1} %", share(all, right.len()), share(whole, flock.n()));
        for (k, concept) in CONCEPTS.iter().enumerate() {
            let own = right.iter().skip(k).step_by(WIDTH).filter(|right| **right).count();
            println!("  {concept}: {:.1} %", share(own, flock.n()));
        }
    }
    Ok(())
}
