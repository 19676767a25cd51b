//! Sparse dictionaries: their formula, their gradients, and what reviving a latent changes.

use bottleneck_lab::{
    draws::Rng,
    nets::{AtomLength, Dictionaries, DictionaryValues},
};
use burn::{
    module::Module,
    tensor::{Device, Tensor, TensorData},
};
use futures::executor::block_on;

use super::{Parameters, trained_on, values};

const REPLICAS: usize = 2;
const LATENTS: usize = 5;
const INPUTS: usize = 3;
const SAMPLES: usize = 7;
const PRICES: [f64; REPLICAS] = [0.3, 2.0];

fn drawn() -> (DictionaryValues, Vec<f32>) {
    let mut rng = Rng::new(4, "dictionaries");
    let mut first = DictionaryValues::draw(REPLICAS, LATENTS, INPUTS, &mut rng);
    for values in [&mut first.encoder, &mut first.bias, &mut first.atoms, &mut first.offset] {
        values.iter_mut().for_each(|value| *value += 0.3 * rng.normal() as f32);
    }
    (first, (0..INPUTS * SAMPLES).map(|_| rng.normal() as f32).collect())
}

fn losses(model: &Dictionaries, inputs: &[f32], device: &Device) -> Tensor<1> {
    let inputs = Tensor::from_data(TensorData::new(inputs.to_vec(), [1, INPUTS, SAMPLES]), device);
    let prices = Tensor::from_data(TensorData::new(PRICES.map(|price| price as f32).to_vec(), [REPLICAS]), device);
    model.losses(inputs, prices)
}

/// The loss by its definition, in f64.
fn by_hand(of: &DictionaryValues, length: AtomLength, inputs: &[f32], replica: usize) -> f64 {
    let at = |values: &[f32], index: usize| f64::from(values[index]);
    let mut total = 0.0;
    for sample in 0..SAMPLES {
        let x: Vec<f64> = (0..INPUTS).map(|i| at(inputs, i * SAMPLES + sample)).collect();
        let c: Vec<f64> = (0..INPUTS).map(|i| at(&of.offset, replica * INPUTS + i)).collect();
        let mut made = c.clone();
        for latent in 0..LATENTS {
            let row = replica * LATENTS + latent;
            let w = |i: usize| at(&of.encoder, row * INPUTS + i);
            let code = ((0..INPUTS).map(|i| w(i) * (x[i] - c[i])).sum::<f64>() + at(&of.bias, row)).max(0.0);
            let atom: Vec<f64> = (0..INPUTS).map(|i| at(&of.atoms, row * INPUTS + i)).collect();
            let size = match length {
                AtomLength::Unit => atom.iter().map(|value| value * value).sum::<f64>().sqrt(),
                AtomLength::Free => 1.0,
            };
            made.iter_mut().zip(&atom).for_each(|(sum, value)| *sum += code * value / size);
            total += PRICES[replica] * code;
        }
        total += made.iter().zip(&x).map(|(made, x)| (made - x).powi(2)).sum::<f64>();
    }
    total / SAMPLES as f64
}

#[test]
fn the_loss_is_its_formula() {
    let (first, inputs) = drawn();
    let mut found = Vec::new();
    for length in [AtomLength::Unit, AtomLength::Free] {
        let losses = values(losses(&first.init(length, &Device::flex()), &inputs, &Device::flex()));
        for (replica, loss) in losses.iter().enumerate() {
            let expected = by_hand(&first, length, &inputs, replica);
            assert!((loss - expected).abs() < 1e-5 * expected.abs(), "{length:?} {replica}: {loss} {expected}");
        }
        found.extend(losses);
    }
    assert!((found[0] - found[2]).abs() > 1e-3, "the length of atoms makes no difference: {found:?}");
}

/// A step along the gradient changes the loss as much as the gradient says.
#[test]
fn the_gradient_is_the_slope_of_the_loss() {
    let (first, inputs) = drawn();
    for length in [AtomLength::Unit, AtomLength::Free] {
        let device = trained_on();
        let model = first.init(length, &device);
        let gradients = losses(&model, &inputs, &device).sum().backward();
        let mut found = Parameters { gradients: Some(&gradients), of_each: Vec::new() };
        model.visit(&mut found);
        let parameter = |of: &mut DictionaryValues, which: usize, place: usize, by: f32| match which {
            0 => of.encoder[place] += by,
            1 => of.bias[place] += by,
            2 => of.atoms[place] += by,
            _ => of.offset[place] += by,
        };
        assert_eq!(found.of_each.len(), 4);
        for (which, slopes) in found.of_each.iter().enumerate() {
            for (place, slope) in slopes.iter().enumerate() {
                let moved = |by: f32| {
                    let mut other = first.clone();
                    parameter(&mut other, which, place, by);
                    (0..REPLICAS).map(|replica| by_hand(&other, length, &inputs, replica)).sum::<f64>()
                };
                let expected = (moved(1e-3) - moved(-1e-3)) / 2e-3;
                assert!((expected - slope).abs() < 2e-3, "{length:?} {which} {place}: {slope} {expected}");
            }
        }
    }
}

#[test]
fn a_latent_that_is_pointed_elsewhere_leaves_the_others_alone() {
    let (first, _) = drawn();
    let mut moved = first.clone();
    moved.point(1, 2, &[0.0, 3.0, 4.0]);
    let row = (LATENTS + 2) * INPUTS;
    for (before, after) in [(&first.encoder, &moved.encoder), (&first.atoms, &moved.atoms)] {
        assert_eq!(after[row..row + INPUTS], [0.0, 0.6, 0.8]);
        assert_eq!((&after[..row], &after[row + INPUTS..]), (&before[..row], &before[row + INPUTS..]));
    }
    assert_eq!((moved.bias[LATENTS + 2], moved.bias[0]), (0.0, first.bias[0]));
}

/// What is read back and made a module again is the same network.
#[test]
fn values_come_back_as_they_were() {
    let (first, inputs) = drawn();
    let device = Device::flex();
    let model = first.init(AtomLength::Unit, &device);
    let again = block_on(model.values()).unwrap();
    assert_eq!((again.replicas, again.latents, again.inputs), (REPLICAS, LATENTS, INPUTS));
    assert_eq!((&again.encoder, &again.bias, &again.offset), (&first.encoder, &first.bias, &first.offset));
    for atom in again.atoms.chunks_exact(INPUTS) {
        assert!((atom.iter().map(|value| value * value).sum::<f32>() - 1.0).abs() < 1e-5, "{atom:?}");
    }
    let [before, after] =
        [&first, &again].map(|it| values(losses(&it.init(AtomLength::Unit, &device), &inputs, &device)));
    before.iter().zip(&after).for_each(|(a, b)| assert!((a - b).abs() < 1e-5, "{a} {b}"));
}
