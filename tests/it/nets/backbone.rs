//! The network for birds: its shapes, its slopes, and what the shipped weights can do.

use bottleneck_lab::{
    datasets::birds::{Backgrounds, Flock, Looks, NUMBERS, Plan, Traits, WIDTH},
    draws::Rng,
    nets::{
        backbone::{Backbone, FEATURES, batch, binary_cross_entropy},
        read, train_step,
    },
};
use burn::{
    module::Module,
    optim::AdamWConfig,
    tensor::{Device, Tensor, TensorData},
};
use futures::executor::block_on;

fn birds(looks: Looks, n: usize) -> Flock {
    let plan = Plan { traits: Traits::Independent, backgrounds: Backgrounds::Any, looks };
    plan.draw(n, &mut Rng::new(77, "tested birds"))
}

/// The share of concepts that the shipped network tells right.
fn accuracy(looks: Looks) -> f64 {
    let flock = birds(looks, 400);
    let device = Device::flex();
    let seen = block_on(Backbone::pretrained(&device).see(&flock.images, &device, async |_| {})).unwrap();
    let right = seen.logits.iter().zip(flock.concepts()).filter(|(logit, concept)| (**logit > 0.0) == *concept);
    right.count() as f64 / seen.logits.len() as f64
}

#[test]
fn the_shipped_network_tells_easy_and_hard_birds() {
    let (easy, hard) = (accuracy(Looks::easy()), accuracy(Looks::hard()));
    assert!(easy > 0.97, "{easy}");
    assert!((0.87..0.96).contains(&hard), "{hard}");
}

#[test]
fn pictures_are_seen_part_by_part_as_they_are_at_once() {
    let device = Device::flex();
    let network = Backbone::pretrained(&device);
    let flock = birds(Looks::hard(), 70);
    let mut heard = Vec::new();
    let seen = block_on(network.see(&flock.images, &device, async |done| heard.push(done))).unwrap();
    assert_eq!(heard, [32, 64, 70]);
    assert_eq!((seen.features.len(), seen.logits.len()), (70 * FEATURES, 70 * WIDTH));
    assert!(seen.features.iter().all(|feature| *feature >= 0.0));
    let whole = network.forward(batch(&flock.images, &device));
    assert_eq!(whole.dims(), [WIDTH, 70]);
    let whole = block_on(read(whole.transpose())).unwrap();
    assert!(whole.iter().zip(&seen.logits).all(|(a, b)| (a - b).abs() < 1e-4));
}

#[test]
fn weights_come_back_from_their_bytes_and_from_no_others() {
    let device = Device::flex();
    let network = Backbone::pretrained(&device);
    let bytes = block_on(network.to_bytes()).unwrap();
    assert_eq!(bytes.len(), 2 * network.num_params());
    let again = Backbone::from_bytes(&bytes, WIDTH, &device).unwrap();
    assert_eq!(block_on(again.to_bytes()).unwrap(), bytes);
    assert!(Backbone::from_bytes(&bytes[2..], WIDTH, &device).is_none());
    assert!(Backbone::from_bytes(&bytes, WIDTH + 1, &device).is_none());
}

/// The gradient by the pixels, which saliency maps are made of, against differences.
#[test]
fn slopes_by_the_pixels_are_finite_differences() {
    let device = Device::flex();
    let network = Backbone::pretrained(&device.clone().autodiff());
    let picture = birds(Looks::easy(), 1).images;
    let pictures = batch(&picture, &device.clone().autodiff()).require_grad();
    let logit = network.forward(pictures.clone()).slice_dim(0, 3..4).sum();
    let slopes = block_on(read(pictures.grad(&logit.backward()).unwrap())).unwrap();
    let valid = network.valid();
    let logit = |picture: &[f32]| block_on(read(valid.forward(batch(picture, &device)))).unwrap()[3];
    // Along the slope itself the logit rises by the square of its length.
    let length: f32 = slopes.iter().map(|slope| slope * slope).sum::<f32>().sqrt();
    assert_eq!(slopes.len(), NUMBERS);
    let moved = |by: f32| -> Vec<f32> { picture.iter().zip(&slopes).map(|(x, s)| x + by * s / length).collect() };
    let rise = (logit(&moved(0.01)) - logit(&moved(-0.01))) / 0.02;
    assert!((rise / length - 1.0).abs() < 0.05, "{rise} {length}");
}

#[test]
fn a_few_birds_are_learned_by_heart() {
    let device = Device::flex().autodiff();
    let flock = birds(Looks::easy(), 16);
    let truth: Vec<f32> = flock.concepts().into_iter().map(|concept| f32::from(u8::from(concept))).collect();
    let truth: Tensor<2> = Tensor::from_data(TensorData::new(truth, [16, WIDTH]), &device).transpose();
    let mut network = Backbone::new(WIDTH, &mut Rng::new(1, "weights"), &device);
    let mut optimizer = AdamWConfig::new().init();
    let loss = |network: &Backbone| binary_cross_entropy(network.forward(batch(&flock.images, &device)), truth.clone());
    let first = block_on(read(loss(&network))).unwrap()[0];
    assert!((first - std::f32::consts::LN_2).abs() < 0.1, "{first}");
    for _ in 0..120 {
        let now = loss(&network);
        network = train_step(network, now, &mut optimizer, 3e-3);
    }
    let left = block_on(read(loss(&network))).unwrap()[0];
    assert!(left < 0.05, "{left} nats a concept are left");
}
