//! Concept-centric transformers: how attention is normalised, what the explanation loss weighs, and what a small run finds.

use bottleneck_lab::{
    datasets::birds::{Backgrounds, Looks, PIXELS, Plan, SIDE, Traits, View, WIDTH, mask},
    draws::Rng,
    experiments::{
        PAGES,
        concept_transformer::{
            network::{Network, Shape, Sight, Targets, cross_entropies, explanation_loss},
            patches::{PATCHES, Tally, best_assignment, parts, patch, pooled, wanted_of_patches, wanted_of_slots},
        },
    },
    lab::{Page, Ruling},
    nets::{
        backbone::{Backbone, batch},
        read, train_step,
    },
    plot::{Body, Pixels},
};
use burn::{
    module::Module,
    optim::AdamWConfig,
    tensor::{Device, Tensor, TensorData},
};
use futures::executor::block_on;

use super::runs::{frames, replay, run};

fn page() -> &'static Page {
    PAGES.iter().find(|page| page.info.id == "concept-transformer").unwrap()
}

fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    block_on(read(tensor)).unwrap()
}

fn random(rng: &mut Rng, n: usize) -> Vec<f32> {
    (0..n).map(|_| rng.normal() as f32).collect()
}

fn assert_near(a: f64, b: f64, tolerance: f64) {
    assert!((a - b).abs() <= tolerance, "{a} for {b}");
}

const SHAPE: Shape = Shape { features: 5, patches: 6, slots: 4, classes: 3 };

fn sight(shape: Shape, pictures: usize) -> (Sight, Vec<f32>) {
    let device = Device::flex();
    let mut rng = Rng::new(3, "pictures");
    let columns = random(&mut rng, shape.features * pictures * shape.patches);
    let tensor: Tensor<2> =
        Tensor::from_data(TensorData::new(columns.clone(), [shape.features, pictures * shape.patches]), &device);
    (Network::new(shape, 2, &mut Rng::new(4, "weights"), &device).forward(tensor), columns)
}

#[test]
fn each_slots_weights_and_each_patchs_sum_to_one() {
    let (seen, _) = sight(SHAPE, 3);
    assert_eq!((seen.gathered.dims(), seen.reads.dims()), ([2, 4, 3, 6], [2, 4, 3, 6]));
    for sum in values(seen.gathered.clone().sum_dim(3)) {
        assert_near(sum.into(), 1.0, 1e-5);
    }
    for sum in values(seen.reads.clone().sum_dim(1)) {
        assert_near(sum.into(), 1.0, 1e-5);
    }
    // Neither is even, or there would be nothing to test.
    for attention in [values(seen.gathered), values(seen.reads)] {
        let range = attention.iter().fold([f32::MAX, f32::MIN], |[low, high], it| [low.min(*it), high.max(*it)]);
        assert!(range[1] > 1.2 * range[0], "{range:?}");
    }
}

/// A slot without rivals has all of every patch, and so gathers evenly: slots compete for patches, not patches for slots.
#[test]
fn a_slot_alone_gathers_evenly() {
    let (seen, _) = sight(Shape { slots: 1, ..SHAPE }, 3);
    values(seen.gathered).into_iter().for_each(|weight| assert_near(weight.into(), 1.0 / 6.0, 1e-6));
    values(seen.reads).into_iter().for_each(|weight| assert_near(weight.into(), 1.0, 1e-6));
}

#[test]
fn logits_are_sums_over_slots_and_replicas_begin_alike() {
    let (seen, _) = sight(SHAPE, 3);
    let (sums, logits) = (values(seen.parts.sum_dim(3)), values(seen.logits));
    assert_eq!(logits.len(), 2 * 3 * 3);
    // The bias is 0 at first.
    sums.iter().zip(&logits).for_each(|(sum, logit)| assert_near((*sum).into(), (*logit).into(), 1e-5));
    assert_eq!(logits[..9], logits[9..]);
}

/// Both losses' slope by what is seen, through both attentions, against differences.
#[test]
fn slopes_are_finite_differences() {
    let device = Device::flex().autodiff();
    let (_, columns) = sight(SHAPE, 3);
    let network = Network::new(SHAPE, 2, &mut Rng::new(4, "weights"), &device);
    let mut rng = Rng::new(5, "targets");
    let wanted: Vec<f32> = (0..4 * 3 * 6).map(|_| rng.uniform() as f32).collect();
    let taught: Vec<f32> = (0..4 * 3 * 6).map(|i| f32::from(u8::from(i / 6 % 2 == 0))).collect();
    let four = |values| Tensor::from_data(TensorData::new(values, [1, 4, 3, 6]), &device);
    let targets = Targets { wanted: four(wanted), taught: four(taught), rows: 6 };
    let truth: Vec<f32> = vec![1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0];
    let truth: Tensor<3> = Tensor::from_data(TensorData::new(truth, [1, 3, 3]), &device);
    let pictures =
        |columns: &[f32]| -> Tensor<2> { Tensor::from_data(TensorData::new(columns.to_vec(), [5, 18]), &device) };
    let loss = |seen: Sight| {
        let explanations = explanation_loss(seen.gathered, &targets) + explanation_loss(seen.reads, &targets);
        (cross_entropies(seen.logits, truth.clone()) + explanations.mul_scalar(5.0)).sum()
    };
    let inputs = pictures(&columns).require_grad();
    let gradients = loss(network.forward(inputs.clone())).backward();
    let slopes = values(inputs.grad(&gradients).unwrap());
    let length = slopes.iter().map(|slope| slope * slope).sum::<f32>().sqrt();
    assert!(length > 1e-3, "{length}");
    let moved = |by: f32| -> f32 {
        let columns: Vec<f32> = columns.iter().zip(&slopes).map(|(x, slope)| x + by * slope / length).collect();
        values(loss(network.forward(pictures(&columns))))[0]
    };
    let rise = (moved(0.02) - moved(-0.02)) / 0.04;
    assert_near((rise / length).into(), 1.0, 0.03);
}

#[test]
fn the_explanation_loss_weighs_taught_rows_alone() {
    let device = Device::flex();
    let four = |values: &[f32]| Tensor::from_data(TensorData::new(values.to_vec(), [1, 2, 1, 3]), &device);
    let attention = four(&[0.5, 0.25, 0.25, 0.2, 0.3, 0.5]);
    let wanted = four(&[1.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
    // One row of three patches: 3 × the mean of 0.25, 0.0625 and 0.0625.
    let targets = Targets { wanted: wanted.clone(), taught: four(&[1.0, 1.0, 1.0, 0.0, 0.0, 0.0]), rows: 1 };
    assert_near(values(explanation_loss(attention.clone(), &targets))[0].into(), 0.375, 1e-6);
    // Two rows: the mean of 0.375 and 0.04 + 0.09 + 0.25.
    let targets = Targets { wanted: wanted.clone(), taught: four(&[1.0; 6]), rows: 2 };
    assert_near(values(explanation_loss(attention.clone(), &targets))[0].into(), (0.375 + 0.38) / 2.0, 1e-6);
    let targets = Targets { wanted, taught: four(&[0.0; 6]), rows: 0 };
    assert_eq!(values(explanation_loss(attention, &targets)), [0.0]);
}

#[test]
fn targets_are_the_pixels_of_what_is_there() {
    let mut pixels = vec![false; PIXELS];
    // Three pixels in the first patch, one in the patch to the right of it, one in the last.
    [0, 1, SIDE, 4, PIXELS - 1].into_iter().for_each(|pixel| pixels[pixel] = true);
    let counts = pooled(&pixels);
    assert_eq!((counts[0], counts[1], counts[63], counts.iter().sum::<f32>()), (3.0, 1.0, 1.0, 5.0));
    assert_eq!((patch(0), patch(4), patch(4 * SIDE), patch(PIXELS - 1)), (0, 1, 8, 63));
    let mut parts = vec![0.0; WIDTH * PATCHES];
    parts[..PATCHES].copy_from_slice(&counts);
    parts[5 * PATCHES] = 1.0;
    let (wanted, taught) = wanted_of_slots(&parts, 13);
    assert_eq!((wanted[0], wanted[1], wanted[63], wanted[5 * PATCHES]), (0.6, 0.2, 0.2, 1.0));
    assert_eq!(taught.iter().filter(|taught| **taught).count(), 2);
    assert!(taught[0] && taught[5] && wanted.len() == 13 * PATCHES);
    // The first patch has three pixels of one concept and one of another.
    let (wanted, taught) = wanted_of_patches(&parts, 13);
    assert_eq!((wanted[0], wanted[5 * PATCHES], wanted[1], wanted[2]), (0.75, 0.25, 1.0, 0.0));
    assert_eq!((taught[0], taught[1], taught[2], taught[63]), (true, true, false, true));
}

#[test]
fn attention_on_a_part_is_counted_where_the_part_is() {
    let mut shown = vec![0.0; WIDTH * PATCHES];
    shown[2 * PATCHES + 7] = 4.0;
    shown[2 * PATCHES + 8] = 1.0;
    let mut attention = vec![1.0; 13 * PATCHES];
    attention[3 * PATCHES + 8] = 65.0;
    let mut tally = Tally::new(13);
    tally.add(&attention, &shown);
    tally.add(&attention, &vec![0.0; WIDTH * PATCHES]);
    assert_eq!(tally.birds.iter().sum::<u32>(), 1);
    assert_near(tally.area(2), 2.0 / 64.0, 1e-12);
    assert_near(tally.mass(2, 0), 2.0 / 64.0, 1e-12);
    assert_near(tally.mass(2, 3), 66.0 / 128.0, 1e-12);
    assert_eq!((tally.pointing(2, 3), tally.pointing(2, 0), tally.mass(1, 3)), (1.0, 0.0, 0.0));
    assert_eq!(tally.matched()[2], 3);
    assert_near(tally.over_concepts(|k| tally.mass(k, 3)), 66.0 / 128.0, 1e-12);
}

#[test]
fn the_best_assignment_is_the_best_of_all() {
    for round in 0..20 {
        let mut rng = Rng::new(round, "worth");
        let (rows, columns) = (3usize, 5usize);
        let worth: Vec<f64> = (0..rows * columns).map(|_| rng.uniform()).collect();
        let mut most = f64::MIN;
        for i in 0..columns.pow(3) {
            let chosen = [i % columns, i / columns % columns, i / columns / columns];
            if chosen[0] != chosen[1] && chosen[1] != chosen[2] && chosen[0] != chosen[2] {
                most = most.max(chosen.iter().enumerate().map(|(row, column)| worth[row * columns + column]).sum());
            }
        }
        let chosen = best_assignment(&worth, rows, columns);
        assert!(chosen[0] != chosen[1] && chosen[1] != chosen[2] && chosen[0] != chosen[2], "{chosen:?}");
        let sum: f64 = chosen.iter().enumerate().map(|(row, column)| worth[row * columns + column]).sum();
        assert_near(sum, most, 1e-12);
    }
    assert_eq!(best_assignment(&[1.0, 0.9, 0.8, 0.0], 2, 2), [1, 0]);
}

/// Sixteen birds are learned by heart, the species and where each concept is.
#[test]
fn a_few_birds_are_learned_by_heart() {
    let device = Device::flex();
    let plan = Plan { traits: Traits::Independent, backgrounds: Backgrounds::Any, looks: Looks::easy() };
    let flock = plan.draw(16, &mut Rng::new(1, "birds"));
    let planes = Backbone::pretrained(&device).grid(batch(&flock.images, &device));
    assert_eq!(planes.dims(), [16, 32, 8, 8]);
    let columns = values(planes.reshape([16, 32, 64]).swap_dims(0, 1));
    let device = device.autodiff();
    let columns: Tensor<2> = Tensor::from_data(TensorData::new(columns, [32, 16 * 64]), &device);
    let (mut wanted, mut taught) = (vec![0f32; WIDTH * 16 * PATCHES], vec![0f32; WIDTH * 16 * PATCHES]);
    let mut rows = 0;
    let places: Vec<Vec<f32>> = flock.birds.iter().zip(&flock.views).map(|(bird, view)| parts(bird, view)).collect();
    for (i, place) in places.iter().enumerate() {
        let (goal, learns) = wanted_of_slots(place, WIDTH);
        for k in (0..WIDTH).filter(|k| learns[*k]) {
            rows += 1;
            let at = (k * 16 + i) * PATCHES;
            wanted[at..at + PATCHES].copy_from_slice(&goal[k * PATCHES..(k + 1) * PATCHES]);
            taught[at..at + PATCHES].fill(1.0);
        }
    }
    let four = |values| Tensor::from_data(TensorData::new(values, [1, WIDTH, 16, PATCHES]), &device);
    let targets = Targets { wanted: four(wanted), taught: four(taught), rows };
    // A species for each pair of birds.
    let truth: Vec<f32> = (0..8 * 16).map(|i| f32::from(u8::from(i / 16 == i % 16 / 2))).collect();
    let truth: Tensor<3> = Tensor::from_data(TensorData::new(truth, [1, 8, 16]), &device);
    let shape = Shape { features: 32, patches: PATCHES, slots: WIDTH, classes: 8 };
    let mut network = Network::new(shape, 1, &mut Rng::new(2, "weights"), &device);
    let mut optimizer = AdamWConfig::new().init();
    let both = |network: &Network| {
        let seen = network.forward(columns.clone());
        (cross_entropies(seen.logits, truth.clone()), explanation_loss(seen.gathered, &targets))
    };
    let (first, unexplained) = both(&network);
    assert_near(values(first)[0].into(), 8f64.ln(), 0.5);
    for _ in 0..400 {
        let (classes, explanation) = both(&network);
        network = train_step(network, (classes + explanation.mul_scalar(5.0)).sum(), &mut optimizer, 5e-3);
    }
    let (classes, explanation) = both(&network);
    let (classes, explanation, unexplained) = (values(classes)[0], values(explanation)[0], values(unexplained)[0]);
    assert!(classes < 0.05 && explanation < 0.1 * unexplained, "{classes} {explanation} {unexplained}");
    let seen = network.valid().forward(columns.inner());
    let attention = values(seen.gathered.swap_dims(1, 2));
    let mut tally = Tally::new(WIDTH);
    places.iter().zip(attention.chunks(WIDTH * PATCHES)).for_each(|(place, attention)| tally.add(attention, place));
    let on_part = tally.over_concepts(|k| tally.mass(k, k));
    assert!(on_part > 0.85, "{on_part}");
}

/// A part covers few patches, and the convolutions' places are where the pixels are.
#[test]
fn parts_cover_few_patches() {
    let view = View { shift: [0, 0], gain: 1.0, occluder: None, noise: 0.0 };
    for k in 0..WIDTH {
        let covered = pooled(&mask(k, &view)).iter().filter(|pixels| **pixels > 0.0).count();
        assert!((1..=12).contains(&covered), "{k}: {covered}");
    }
}

/// Networks of different λ share nothing but what they see.
#[test]
fn a_network_does_not_mind_its_neighbours() {
    let last = |query: &str| {
        let frames = replay(page(), query, &frames(&run(page(), query))).to_json();
        frames.as_array().unwrap().last().unwrap()["Found"]["networks"].as_array().unwrap().clone()
    };
    let rest = "birds=64&epochs=1&tested=32";
    let (alone, beside) = (last(&format!("lambdas=5&{rest}")), last(&format!("lambdas=0,0.5,5&{rest}")));
    assert_eq!((alone.len(), beside.len()), (1, 3));
    let masses = |network: &serde_json::Value| -> Vec<f64> {
        network["masses"].as_array().unwrap().iter().map(|mass| mass.as_f64().unwrap()).collect()
    };
    masses(&alone[0]).iter().zip(masses(&beside[2])).for_each(|(a, b)| assert_near(*a, b, 1e-3));
    let apart = masses(&beside[0]).iter().zip(masses(&beside[2])).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    assert!(apart > 1e-3, "{apart}");
}

#[test]
fn a_short_run_moves_attention_onto_parts() {
    let query = "lambdas=0,5&birds=600&epochs=6&tested=200&part=throat";
    let replay = replay(page(), query, &frames(&run(page(), query)));
    let verdicts = replay.verdicts(usize::MAX);
    let measured = |claim: usize, label: &str| {
        verdicts[claim].measured.iter().find(|measured| measured.label == label).unwrap().value
    };
    let (named, matched) = (measured(0, "on the part, λ = 5"), measured(0, "on the part, λ = 0, matched"));
    assert!(named > matched + 0.15, "{named} {matched}");
    assert!(matched >= measured(0, "on the part, λ = 0, unmatched") - 0.02);
    assert!((0.02..0.1).contains(&measured(0, "by chance")));
    assert!((0.5..0.8).contains(&measured(0, "without looking, where it usually is")));
    assert!(measured(1, "right at λ = 5") > 0.5);
    let figures = replay.figures(usize::MAX);
    let tiles = |id: &str| match &figures.iter().find(|figure| figure.id == id).unwrap().body {
        Body::Images(images) => images.tiles.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!((tiles("part").len(), tiles("birds").len(), tiles("slots").len()), (3, 12, 24));
    assert!(tiles("slots").iter().all(|tile| matches!(&tile.pixels, Pixels::Colour(pixels) if pixels.len() == PIXELS)));
    assert_eq!(tiles("slots").iter().filter(|tile| tile.chosen).count(), 2);
}

/// An attention that never looks has on the part what the parts' wandering leaves it.
#[test]
fn the_usual_place_is_of_less_use_the_more_birds_move() {
    let usual = |shift: usize| {
        let query = format!("lambdas=0,5&birds=200&epochs=1&tested=100&shift={shift}");
        let verdicts = replay(page(), &query, &frames(&run(page(), &query))).verdicts(usize::MAX);
        let label = "without looking, where it usually is";
        verdicts[0].measured.iter().find(|measured| measured.label == label).unwrap().value
    };
    assert_near(usual(0), 1.0, 1e-6);
    assert!(usual(8) < 0.3);
}

#[test]
fn weights_are_a_few_different_numbers() {
    for (lambdas, problem) in [("0,51", "51"), ("5,5", "twice"), ("0,1,2,3,4", "5 numbers")] {
        let (mut params, _) = page().resolve("");
        let refused = page().set(&mut params, "lambdas", lambdas).and_then(|()| (page().check)(&params)).unwrap_err();
        assert!(refused.to_string().contains(problem), "{refused}");
    }
    let verdicts = replay(page(), "lambdas=0,1", &[]).verdicts(0);
    for verdict in verdicts {
        assert!(matches!(verdict.ruling, Ruling::Open { settle: Some(settle), .. } if settle == "lambdas=0,5"));
    }
}
