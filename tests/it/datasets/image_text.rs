//! The world of image and text vectors, against what it is said to be.

use bottleneck_lab::{
    datasets::image_text::{Pictures, Plan, Wording, World, similarities},
    draws::Rng,
};

const PLAN: Plan = Plan {
    concepts: 30,
    classes: 8,
    per_class: [3, 5],
    concept_dim: 40,
    nuisance_dim: 10,
    noise: 0.0,
    nuisance: 0.0,
    gap: 0.0,
    name_noise: 0.0,
};

fn pictures(world: &World) -> Pictures {
    world.pictures(20, &mut Rng::new(5, "images"))
}

fn lengths(rows: &[f64], dim: usize) -> Vec<f64> {
    rows.chunks_exact(dim).map(|row| row.iter().map(|x| x * x).sum::<f64>().sqrt()).collect()
}

#[test]
fn a_seed_decides_a_world() {
    assert_eq!(World::new(PLAN, 3), World::new(PLAN, 3));
    assert_ne!(World::new(PLAN, 3), World::new(PLAN, 4));
    assert_eq!(pictures(&World::new(PLAN, 3)), pictures(&World::new(PLAN, 3)));
}

#[test]
fn vectors_are_of_unit_length_and_classes_of_as_many_concepts_as_planned() {
    let world = World::new(Plan { noise: 2.0, nuisance: 3.0, gap: 1.0, name_noise: 1.0, ..PLAN }, 1);
    let images = pictures(&world);
    assert_eq!(images.labels.len(), 160);
    for rows in [&images.vectors, world.concept_texts(), world.name_texts()] {
        assert!(lengths(rows, world.dim()).iter().all(|length| (length - 1.0).abs() < 1e-12));
    }
    for class in 0..PLAN.classes {
        let count = (0..PLAN.concepts).filter(|concept| world.is_true(class, *concept)).count();
        assert!((3..=5).contains(&count), "{count}");
    }
}

/// Without noise, nuisance and gap an image is its class's name.
#[test]
fn a_clean_image_is_its_name() {
    let world = World::new(PLAN, 2);
    let images = pictures(&world);
    let cosines = similarities(&images.vectors, world.name_texts(), world.dim());
    for (row, label) in cosines.chunks_exact(PLAN.classes).zip(&images.labels) {
        assert!((row[*label] - 1.0).abs() < 1e-12);
    }
}

/// Nuisance lies orthogonal to every concept, and the stronger it is, the more of an image it is.
#[test]
fn nuisance_is_orthogonal_to_concepts() {
    let share = |nuisance: f64| {
        let world = World::new(Plan { nuisance, ..PLAN }, 2);
        let images = pictures(&world);
        let rows = images.vectors.chunks_exact(world.dim());
        rows.map(|row| row[PLAN.concept_dim..].iter().map(|x| x * x).sum::<f64>()).sum::<f64>() / 160.0
    };
    let world = World::new(PLAN, 2);
    let texts = world.concept_texts().chunks_exact(world.dim());
    assert!(texts.flat_map(|row| &row[PLAN.concept_dim..]).all(|x| *x == 0.0));
    assert_eq!(share(0.0), 0.0);
    assert!((share(1.0) - 0.5).abs() < 0.1 && share(3.0) > 0.8, "{} {}", share(1.0), share(3.0));
}

/// Wordings lie near their concept, junk is orthogonal to all of them, and every concept of the class is said.
#[test]
fn sentences_say_a_classes_concepts_and_junk_says_none() {
    let world = World::new(PLAN, 4);
    let wording = Wording { each: 2, noise: 0.5, junk: 7 };
    for class in 0..PLAN.classes {
        let sentences = world.sentences(class, &wording, &mut Rng::new(1, "sentences"));
        assert!(lengths(&sentences.vectors, world.dim()).iter().all(|length| (length - 1.0).abs() < 1e-12));
        let cosines = similarities(&sentences.vectors, world.concept_texts(), world.dim());
        for (row, says) in cosines.chunks_exact(PLAN.concepts).zip(&sentences.says) {
            match says {
                Some(concept) => {
                    assert!(world.is_true(class, *concept) && row[*concept] > 0.7, "{}", row[*concept]);
                    assert!(row[*concept] < 1.0 - 1e-6);
                }
                None => assert!(row.iter().all(|cosine| *cosine == 0.0)),
            }
        }
        for concept in (0..PLAN.concepts).filter(|concept| world.is_true(class, *concept)) {
            assert_eq!(sentences.says.iter().filter(|says| **says == Some(concept)).count(), 2);
        }
        assert_eq!(sentences.says.iter().filter(|says| says.is_none()).count(), 7);
    }
}

#[test]
fn the_first_of_every_class_are_the_first_drawn() {
    let world = World::new(Plan { noise: 1.0, nuisance: 1.0, ..PLAN }, 4);
    let all = pictures(&world);
    let few = all.first(2);
    assert_eq!(few.labels, (0..PLAN.classes).flat_map(|class| [class, class]).collect::<Vec<_>>());
    let dim = world.dim();
    for class in 0..PLAN.classes {
        let drawn = &all.vectors[class * 20 * dim..(class * 20 + 2) * dim];
        assert_eq!(&few.vectors[class * 2 * dim..(class + 1) * 2 * dim], drawn);
    }
    assert_eq!(all.first(20), all);
}
