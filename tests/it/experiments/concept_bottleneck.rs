//! The bench: what being told does to an answer, what the policies ask, and that clicks, links and images agree.

use bottleneck_lab::{
    datasets::birds::CONCEPTS,
    draws::Rng,
    experiments::{
        PAGES,
        concept_bottleneck::{Policy, Slots, Trained, asked, order},
    },
    lab::{Kind as FieldKind, Page, answered},
    nets::{
        Activation,
        backbone::{FEATURES, Seen},
        concept::{ConceptNetConfig, Intervention, Kind, Truths},
        read,
    },
    plot::{Body, Cards, Figure},
};
use burn::tensor::{Device, Tensor, TensorData};
use futures::executor::block_on;
use serde_json::Value;

use super::runs::{frames, replay, run};

fn page() -> &'static Page {
    PAGES.iter().find(|page| page.info.id == "concept-bottleneck").unwrap()
}

const QUICK: &str = "images=300&epochs=4";

/// A head on four concepts in front of one input.
fn slots() -> Slots {
    let probabilities = vec![0.33, 0.61, 0.18, 0.62];
    let weights = vec![-1.1, 1.9, -2.2, -0.3, -0.3, 0.1, -1.4, -2.9, -1.5, 1.1, 1.8, -0.2];
    Slots { values: probabilities.clone(), probabilities, weights, bias: vec![0.1, 0.1, -0.1] }
}

/// Whatever is told, a network taken apart answers as the network itself does.
#[test]
fn slots_are_the_network_they_were_taken_from() {
    let device = Device::flex();
    let (n, concepts, classes) = (3, CONCEPTS.len(), 5);
    let kinds =
        [Kind::Hard, Kind::Soft, Kind::Logit, Kind::Hybrid { extra: 4 }, Kind::Embedding { size: 3, replaced: 0.25 }];
    for kind in kinds {
        let shape = ConceptNetConfig {
            inputs: FEATURES,
            trunk: vec![],
            activation: Activation::Relu,
            concepts,
            kind,
            head: vec![],
            classes,
        };
        let mut rng = Rng::new(5, "a network");
        let net = shape.init(std::slice::from_mut(&mut rng), 1, &device);
        let features: Vec<f32> = (0..n * FEATURES).map(|_| rng.normal() as f32).collect();
        let spread: Vec<f32> = (0..concepts * 40).map(|_| 2.0 * rng.normal() as f32).collect();
        let truths = match kind {
            Kind::Logit => Truths::percentiles(&spread, 1, concepts, &device),
            _ => Truths::bits(1, concepts, &device),
        };
        let seen = Seen { features: features.clone(), logits: vec![0.0; n * concepts] };
        let trained = Trained::Net(Box::new((net.clone(), truths.clone())));
        let slots = block_on(trained.slots(&seen, n, &device)).unwrap();
        let columns: Tensor<3> =
            Tensor::<2>::from_data(TensorData::new(features, [n, FEATURES]), &device).transpose().unsqueeze();
        for told in [vec![None; 12], (0..12).map(|k| (k % 3 != 1).then_some(k % 2 == 0)).collect()] {
            let column = |value: &dyn Fn(Option<bool>) -> bool| {
                let each = told.iter().map(|told| f32::from(u8::from(value(*told)))).collect();
                Tensor::<3>::from_data(TensorData::new::<f32, _>(each, [1, concepts, 1]), &device)
            };
            let intervention = Intervention {
                concepts: column(&|told| told == Some(true)).repeat_dim(2, n),
                told: column(&|told| told.is_some()),
                truths: truths.clone(),
            };
            let wanted = block_on(read(net.class_logits(columns.clone(), Some(&intervention)))).unwrap();
            for (i, slots) in slots.iter().enumerate() {
                for (class, found) in slots.logits(&told).into_iter().enumerate() {
                    let wanted = f64::from(wanted[class * n + i]);
                    assert!((found - wanted).abs() < 1e-4, "{kind:?}, {told:?}: {found}, not {wanted}");
                }
            }
        }
    }
}

#[test]
fn parts_are_the_birds_concepts_in_their_order() {
    for key in ["part", "painted"] {
        let (FieldKind::Choice(parts) | FieldKind::Toggles(parts)) = page().field(key).unwrap().kind else {
            panic!("{key} is no list");
        };
        assert_eq!(parts.iter().map(|(_, label)| *label).collect::<Vec<_>>(), CONCEPTS);
    }
}

#[test]
fn every_policy_begins_and_ends_alike_and_none_asks_twice() {
    let slots = slots();
    let truth = [true, false, false, true];
    let ends: Vec<[usize; 2]> = Policy::ALL
        .iter()
        .map(|policy| {
            let path = asked(*policy, &slots, &truth, &mut Rng::new(3, "questions"));
            assert_eq!(path.len(), 5, "{policy:?}");
            [path[0], path[4]]
        })
        .collect();
    assert!(ends.iter().all(|end| *end == ends[0]), "{ends:?}");
    let told = [Some(true), None, Some(false), None];
    for policy in Policy::ALL {
        let mut left = order(*policy, &slots, &told, &truth, &mut Rng::new(3, "questions"));
        left.sort_unstable();
        assert_eq!(left, [1, 3], "{policy:?}");
    }
}

fn figures(frames: &[Vec<u8>], query: &str) -> Vec<Figure> {
    replay(page(), query, frames).figures(usize::MAX)
}

fn cards<'a>(figures: &'a [Figure], id: &str) -> &'a Cards {
    match &figures.iter().find(|figure| figure.id == id).unwrap().body {
        Body::Cards(cards) => cards,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_click_tells_both_models_and_moves_their_answers_alone() {
    let frames = frames(&run(page(), QUICK));
    let before = figures(&frames, QUICK);
    let told = answered("none", 9, Some(true));
    let after = figures(&frames, &format!("{QUICK}&answers={told}"));
    for id in ["cards", "cards-beside"] {
        let (before, after) = (cards(&before, id), cards(&after, id));
        assert_eq!((after.cards[9].told, after.cards[9].probability), (Some(true), 1.0));
        assert_eq!((before.cards[9].told, after.cards[9].rank), (None, None));
        assert_eq!(before.cards[9].probability, after.cards[9].before);
        assert_eq!(before.cards[3].probability, after.cards[3].probability, "no other belief moves");
        assert_eq!(after.key.as_deref(), Some("answers"));
        assert_ne!(before.status, after.status);
    }
    let same = |id: &str| before.iter().find(|it| it.id == id) == after.iter().find(|it| it.id == id);
    assert!(same("bird") && same("gallery") && same("curves") && !same("classes") && !same("why"));
    // A model alone has the whole width, and nothing stands beside it.
    let alone = figures(&frames, &format!("{QUICK}&beside=nothing"));
    assert!(alone.iter().all(|figure| !figure.id.ends_with("-beside")));
    assert_eq!(cards(&alone, "cards"), cards(&before, "cards"));
}

#[test]
fn a_visitor_who_is_asked_is_not_told_what_is_true() {
    let frames = frames(&run(page(), QUICK));
    let shown = figures(&frames, &format!("{QUICK}&asks=true&answers=2y"));
    let cards = cards(&shown, "cards");
    assert!(cards.status.contains("Asked:") && !cards.status.contains("In truth"), "{}", cards.status);
    for (k, card) in cards.cards.iter().enumerate() {
        assert_eq!(card.truth.is_some(), k == 2, "{}", card.name);
    }
}

#[test]
fn what_is_painted_is_what_is_seen() {
    let query = format!("{QUICK}&source=painted&painted=legs%2Bthroat&noise=0");
    let frames: Vec<Value> =
        serde_json::from_value(replay(page(), &query, &frames(&run(page(), &query))).to_json()).unwrap();
    let concepts = frames.last().unwrap()["scene"]["concepts"].as_array().unwrap();
    let there: Vec<usize> = (0..12).filter(|k| concepts[*k] == true).collect();
    assert_eq!(there, [8, 11]);
}
