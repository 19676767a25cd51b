//! Metrics of concept explanations: their definitions on cases worked out by hand, and what a small run says.

use bottleneck_lab::{
    concepts::Head,
    datasets::birds::{Looks, mask},
    draws::Rng,
    experiments::{
        PAGES,
        concept_metrics::{Counting, Seen, cells, correlation, existence, map},
    },
    lab::{Page, Verdict},
};

use super::runs::{frames, replay, run};

fn page() -> &'static Page {
    PAGES.iter().find(|page| page.info.id == "concept-metrics").unwrap()
}

fn verdicts(query: &str) -> Vec<Verdict> {
    replay(page(), query, &frames(&run(page(), query))).verdicts(usize::MAX)
}

fn measured(verdict: &Verdict, label: &str) -> f64 {
    verdict.measured.iter().find(|measured| measured.label == label).unwrap_or_else(|| panic!("{verdict:?}")).value
}

/// One class; concept 0 is absent and argues by its absence, concept 1 is there and argues less, the rest are nothing.
fn by_absence() -> Seen {
    let mut weights = vec![0.0; 24];
    weights[..3].copy_from_slice(&[-2.0, 1.0, 0.0]);
    let head = Head::new(weights, vec![1.0, 0.0]);
    let mut margins = [-0.5; 12];
    (margins[0], margins[1]) = (-1.0, 1.5);
    let mut truth = [false; 12];
    truth[1] = true;
    Seen::new(&head, &margins, &margins, truth)
}

#[test]
fn absence_ranks_first_and_is_right_only_when_it_may_be() {
    let seen = by_absence();
    assert_eq!((seen.decided, seen.contributions[0], seen.contributions[1]), (0, 2.0, 1.5));
    assert_eq!((seen.ranked(Counting::Signed)[0], seen.ranked(Counting::Present)), (0, vec![1]));
    let all = [seen];
    let first_two = |counting| existence(&all, counting)[..2].to_vec();
    assert_eq!(first_two(Counting::Signed), [0.0, 0.5]);
    assert_eq!(first_two(Counting::Present), [1.0, 1.0]);
    assert_eq!(first_two(Counting::Either), [1.0, 1.0]);
    // Of all twelve as many are there as are there.
    assert!((existence(&all, Counting::Signed)[11] - 1.0 / 12.0).abs() < 1e-12);
}

#[test]
fn a_picture_that_ranks_nothing_is_left_out() {
    let mut nothing = by_absence();
    nothing.scored = [false; 12];
    assert_eq!(existence(&[nothing.clone(), by_absence()], Counting::Present)[0], 1.0);
    assert_eq!(existence(&[nothing], Counting::Present)[0], 0.0);
}

#[test]
fn correlation_is_pearsons() {
    assert!((correlation(&[1.0, 2.0, 3.0], &[2.0, 4.0, 6.0]) - 1.0).abs() < 1e-12);
    assert!((correlation(&[1.0, 2.0, 3.0], &[1.0, 0.0, -1.0]) + 1.0).abs() < 1e-12);
    assert!((correlation(&[1.0, 0.0, 0.0, 1.0], &[1.0, 1.0, 0.0, 0.0])).abs() < 1e-12);
    assert_eq!(correlation(&[1.0, 1.0], &[0.0, 1.0]), 0.0);
}

#[test]
fn maps_weigh_planes_and_cells_cover_masks() {
    let planes: Vec<f32> = (0..32).map(|i| i as f32).collect();
    let found = map(&[2.0, -1.0], &planes);
    assert_eq!((found.len(), found[0], found[15]), (16, -16.0, 30.0 - 31.0));
    let view = Looks::easy().draw(&mut Rng::new(3, "view"));
    for concept in 0..12 {
        let (mask, cells) = (mask(concept, &view), cells(concept, &view));
        assert_eq!(cells.len(), 16);
        for (cell, covered) in cells.iter().enumerate() {
            let inside = |pixel: &usize| pixel / 32 / 8 == cell / 4 && pixel % 32 / 8 == cell % 4;
            assert_eq!((0..1024).filter(inside).any(|pixel| mask[pixel]), *covered, "{concept} {cell}");
        }
    }
}

/// In many birds the first concept is absent, and is right to be named once "not there" may be right.
#[test]
fn important_concepts_are_often_absent_and_rightly_so() {
    let verdicts = verdicts("trained=600");
    let signed = measured(&verdicts[0], "existence@1");
    let present = measured(&verdicts[1], "existence among the present@1");
    let either = measured(&verdicts[2], "right@1");
    assert!(signed < 0.75 && present > 0.9 && either > 0.9, "{signed} {present} {either}");
}

#[test]
fn the_ends_of_ranges_run() {
    for query in [
        "examples=100&c=10&trained=100&classes=24&flip=0.4&bird=400",
        "examples=10&c=0.001&trained=100&classes=3&strength=0.1",
    ] {
        assert_eq!(verdicts(query).len(), page().claims.len(), "{query}");
    }
}
