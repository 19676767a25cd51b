//! Trains the shipped backbone and writes its weights: `cargo run --release --bin pretrain` (some minutes).

use std::{error::Error, fs, path::Path};

use bottleneck_lab::{
    datasets::birds::{Backgrounds, Looks, Plan, Traits, WIDTH},
    draws::Rng,
    nets::{
        backbone::{Backbone, concept_loss, pictures},
        read, train_step,
    },
};
use burn::{
    module::Module,
    optim::AdamConfig,
    tensor::{Device, Tensor, TensorData},
};
use futures::executor::block_on;

const STEPS: usize = 6000;
const BATCH: usize = 64;
const RATE: f64 = 2e-3;
const TESTED: usize = 2000;
/// Between two reports.
const REPORT: usize = 500;

fn plan(looks: Looks) -> Plan {
    Plan { traits: Traits::Independent, backgrounds: Backgrounds::Any, looks }
}

/// Pictures as hard as they come, as easy, and any between, drawn anew every step.
fn looks(rng: &mut Rng) -> Looks {
    let noise = Looks::hard().noise * rng.uniform().sqrt();
    let occlusion = if rng.uniform() < 0.5 { Looks::hard().occlusion } else { 0.1 };
    Looks { noise, occlusion, ..Looks::hard() }
}

fn main() -> Result<(), Box<dyn Error>> {
    let device = Device::flex().autodiff();
    let mut rng = Rng::new(1, "pretraining");
    let mut model = Backbone::new(&mut rng, &device);
    let mut optimizer = AdamConfig::new().init();
    for step in 0..STEPS {
        let flock = plan(looks(&mut rng)).draw(BATCH, &mut rng);
        let concepts: Vec<f32> = flock.concepts().iter().map(|concept| f32::from(u8::from(*concept))).collect();
        let concepts = Tensor::from_data(TensorData::new(concepts, [BATCH, WIDTH]), &device);
        let logits = model.concept_logits(model.features(pictures(&flock.images, &device)));
        let loss = concept_loss(logits, concepts);
        let rate = RATE * (1.0 - step as f64 / STEPS as f64);
        if step % REPORT == 0 {
            println!("step {step}: {:.3} nats a picture", block_on(read(loss.clone()))?[0]);
        }
        model = train_step(model, loss, &mut optimizer, rate);
    }
    let model = model.valid();
    for (name, looks) in [("hard", Looks::hard()), ("easy", Looks::easy())] {
        let right = right(&model, looks, &device.clone().inner())?;
        println!("{name}: {:.1} % of concepts right on {TESTED} new birds", 100.0 * right);
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/nets/backbone/birds.f16");
    fs::write(&path, block_on(model.bytes())?)?;
    println!("written: {}", path.display());
    Ok(())
}

fn right(model: &Backbone, looks: Looks, device: &Device) -> Result<f64, Box<dyn Error>> {
    let flock = plan(looks).draw(TESTED, &mut Rng::new(2, "birds after pretraining"));
    let logits = block_on(read(model.concept_logits(model.features(pictures(&flock.images, device)))))?;
    let right = logits.iter().zip(flock.concepts()).filter(|(logit, concept)| (**logit > 0.0) == *concept).count();
    Ok(right as f64 / logits.len() as f64)
}
