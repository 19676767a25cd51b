//! The shipped backbone: its file fits it, and it sees what it was trained to see.

use bottleneck_lab::{
    datasets::birds::{Backgrounds, Looks, NUMBERS, Plan, Traits},
    draws::Rng,
    nets::{
        backbone::{Backbone, concept_loss, pictures},
        read,
    },
};
use burn::tensor::{Device, Tensor, TensorData};
use futures::executor::block_on;

/// The share of concepts that are right on new birds.
fn right(looks: Looks) -> f64 {
    let device = Device::flex();
    let plan = Plan { traits: Traits::Independent, backgrounds: Backgrounds::Any, looks };
    let flock = plan.draw(400, &mut Rng::new(11, "new birds"));
    let model = Backbone::pretrained(&device);
    let logits = block_on(read(model.concept_logits(model.features(pictures(&flock.images, &device))))).unwrap();
    let right = logits.iter().zip(flock.concepts()).filter(|(logit, concept)| (**logit > 0.0) == *concept);
    right.count() as f64 / logits.len() as f64
}

#[test]
fn it_sees_birds_clearly_and_through_noise() {
    assert!(right(Looks::easy()) > 0.97);
    assert!(right(Looks::hard()) > 0.84);
}

#[test]
fn its_file_is_what_it_holds() {
    assert_eq!(Backbone::INPUTS, NUMBERS);
    let shipped = include_bytes!("../../../src/nets/backbone/birds.f16");
    assert_eq!(block_on(Backbone::pretrained(&Device::flex()).bytes()).unwrap(), shipped);
}

#[test]
fn the_loss_is_the_sum_of_the_concepts_cross_entropies() {
    let device = Device::flex();
    let tensor = |values: [f32; 24]| Tensor::<2>::from_data(TensorData::new(values.to_vec(), [2, 12]), &device);
    let logits: [f32; 24] = std::array::from_fn(|i| i as f32 * 0.3 - 3.0);
    let truth: [f32; 24] = std::array::from_fn(|i| f32::from(u8::from(i % 3 == 0)));
    let by_hand: f64 = logits.iter().zip(truth).map(|(logit, truth)| {
        let p = 1.0 / (1.0 + f64::from(-logit).exp());
        if truth > 0.5 { -p.ln() } else { -(1.0 - p).ln() }
    }).sum::<f64>() / 2.0;
    let loss = block_on(read(concept_loss(tensor(logits), tensor(truth)))).unwrap()[0];
    assert!((f64::from(loss) - by_hand).abs() < 1e-5, "{loss}, not {by_hand}");
}
