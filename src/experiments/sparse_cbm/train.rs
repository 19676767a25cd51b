//! The run: the training-free searches, then a dense head, heads under l1, and gated heads.

use super::{
    Config, Fitted, Frame, Method, SparseCbm,
    gates::Gated,
    search::{Treatment, nearest, search},
};
use crate::{
    concepts::{Head, Logistic, Penalty, Scale, nonzero_weights},
    datasets::image_text::{Pictures, World, similarities},
    draws::Rng,
    lab::{Outbox, RunError},
    samples::{Samples, SamplesError},
};

const RIDGE: f64 = 1e-3;
pub(super) const LASSO: [f64; 6] = [3e-4, 1e-3, 2e-3, 4e-3, 8e-3, 16e-3];
pub(super) const PRICES: [f64; 5] = [0.003, 0.01, 0.02, 0.04, 0.08];
const TESTED: usize = 100;
/// Rounds between breaths.
const BREATH: usize = 4;
/// Steps between frames of a gated head.
const FRAME: usize = 10;
/// A residual at which a head without gates has converged.
const CONVERGED: f64 = 1e-5;

/// Similarities to the concepts, standardised by the training images, with the classes.
struct Part {
    inputs: Samples,
    labels: Vec<usize>,
}

struct Parts {
    world: World,
    train: Part,
    validation: Part,
    test: Part,
}

pub async fn run(config: Config, outbox: Outbox<SparseCbm>) -> Result<(), RunError> {
    let seed = u64::from(config.seed);
    let world = World::new(config.plan(), seed);
    let of = |stream: &str, each: usize| world.pictures(each, &mut Rng::new(seed, stream));
    let test = of("test images", TESTED);
    let of_class = |class: usize| (0..world.plan().concepts).filter(|concept| world.is_true(class, *concept)).collect();
    outbox.send(&Frame::World((0..world.plan().classes).map(of_class).collect())).await?;
    outbox.send(&searched(&world, &test)).await?;
    let train = of("training images", config.images);
    let validation = of("validation images", config.images);
    let raw = scores(&world, &train)?;
    let scale = Scale::of(&raw);
    let part = |pictures: Pictures| -> Result<Part, RunError> {
        let values = scale.apply(scores(&world, &pictures)?.values());
        Ok(Part { inputs: Samples::new(values, raw.dim()).map_err(failed)?, labels: pictures.labels })
    };
    let (train, validation, test) = (part(train)?, part(validation)?, part(test)?);
    let parts = Parts { train, validation, test, world };
    let total = ((1 + LASSO.len() + PRICES.len()) * config.steps) as u64;
    let mut done = 0;
    let penalties = LASSO.map(|strength| (Method::Lasso, Penalty { strength, l1_share: 1.0 }));
    for (method, penalty) in [(Method::Dense, Penalty::ridge(RIDGE))].into_iter().chain(penalties) {
        let (inputs, labels) = (&parts.train.inputs, &parts.train.labels);
        let mut fit = Logistic::softmax(inputs, labels, parts.world.plan().classes, penalty);
        for round in 0..config.steps {
            if round % BREATH == 0 {
                outbox.progress(done + round as u64, total).await;
            }
            if fit.advance() <= CONVERGED {
                break;
            }
        }
        done += config.steps as u64;
        outbox.send(&Frame::Head(parts.judged(method, penalty.strength, &fit.head()))).await?;
    }
    for (at, price) in PRICES.into_iter().enumerate() {
        let noise = Rng::new(seed, &format!("gates {at}"));
        let (inputs, labels) = (parts.train.inputs.clone(), parts.train.labels.clone());
        let mut gated = Gated::new(inputs, labels, parts.world.plan().classes, price, noise);
        for step in 0..config.steps {
            let loss = gated.advance();
            if !loss.is_finite() {
                return Err(RunError::Diverged { step: step as u64 });
            }
            if step % FRAME == 0 {
                outbox.send(&Frame::Step { price, step, loss }).await?;
            }
            if step % BREATH == 0 {
                outbox.progress(done + step as u64, total).await;
            }
        }
        done += config.steps as u64;
        outbox.send(&Frame::Head(parts.judged(Method::Gates, price, &gated.head()))).await?;
    }
    outbox.send(&Frame::End).await?;
    outbox.progress(total, total).await;
    Ok(())
}

fn failed(error: SamplesError) -> RunError {
    RunError::Computation(error.to_string())
}

/// The images' cosines to the concepts, `[n, concepts]`.
fn scores(world: &World, pictures: &Pictures) -> Result<Samples, RunError> {
    let values = similarities(&pictures.vectors, world.concept_texts(), world.dim());
    Samples::new(values, world.plan().concepts).map_err(failed)
}

fn searched(world: &World, test: &Pictures) -> Frame {
    let (dim, width) = (world.dim(), world.plan().concepts);
    let of_images = similarities(&test.vectors, world.concept_texts(), dim);
    let of_names = similarities(world.name_texts(), world.concept_texts(), dim);
    let share = |found: Vec<usize>| {
        let right = found.iter().zip(&test.labels).filter(|(a, b)| a == b).count();
        right as f64 / test.labels.len() as f64
    };
    Frame::Search {
        zero_shot: share(nearest(&similarities(&test.vectors, world.name_texts(), dim), world.plan().classes)),
        row_sums: share(search(&of_images, &of_names, width, Treatment::RowSums)),
        centred: share(search(&of_images, &of_names, width, Treatment::Centred)),
    }
}

impl Parts {
    fn judged(&self, method: Method, strength: f64, head: &Head) -> Fitted {
        let accuracy = |part: &Part| head.accuracy(part.inputs.values(), &part.labels);
        let (mut positive, mut correct) = (0usize, 0usize);
        for class in 0..head.classes() {
            for concept in (0..head.width()).filter(|concept| head.weight(class, *concept) > 0.0) {
                positive += 1;
                correct += usize::from(self.world.is_true(class, concept));
            }
        }
        Fitted {
            method,
            strength,
            validation: accuracy(&self.validation),
            test: accuracy(&self.test),
            concepts: nonzero_weights(head, 0.0),
            precision: correct as f64 / positive.max(1) as f64,
            weights: head.weights.iter().map(|weight| *weight as f32).collect(),
        }
    }
}
