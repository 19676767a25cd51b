//! Semantic inputs: the pointing game's geometry, what a small run finds, and what is refused.

use bottleneck_lab::{
    datasets::birds::{PIXELS, SIDE, View, WIDTH, mask},
    experiments::{
        PAGES,
        semantic_inputs::pointing::{Area, peak, saliency},
    },
    lab::{Page, Ruling},
    plot::{Body, Pixels},
};

use super::runs::{frames, replay, run};

fn page() -> &'static Page {
    PAGES.iter().find(|page| page.info.id == "semantic-inputs").unwrap()
}

#[test]
fn boxes_are_two_pixels_wider_than_their_concept() {
    let mut mask = vec![false; PIXELS];
    assert_eq!(Area::around(&mask), None);
    mask[10 * SIDE + 5] = true;
    mask[12 * SIDE + 8] = true;
    let area = Area::around(&mask).unwrap();
    assert_eq!(area, Area { columns: [3, 10], rows: [8, 14] });
    assert_eq!((0..PIXELS).filter(|pixel| area.holds(*pixel)).count(), 8 * 7);
    assert_eq!(area.share(), 56.0 / 1024.0);
    // At the edge of the picture it ends.
    mask[0] = true;
    mask[PIXELS - 1] = true;
    assert_eq!(Area::around(&mask), Some(Area { columns: [0, 31], rows: [0, 31] }));
}

/// The notes' boxes covered 7.5 % of their pictures.
#[test]
fn birds_boxes_are_small() {
    let view = View { shift: [0, 0], gain: 1.0, occluder: None, noise: 0.0 };
    let shares: Vec<f64> = (0..WIDTH).map(|k| Area::around(&mask(k, &view)).unwrap().share()).collect();
    let mean = shares.iter().sum::<f64>() / WIDTH as f64;
    assert!((0.06..0.09).contains(&mean) && shares.iter().all(|share| *share < 0.2), "{shares:?}");
}

#[test]
fn saliency_sums_colours_and_smooths_without_loss() {
    let mut gradient = vec![0f32; 3 * PIXELS];
    let at = 10 * SIDE + 20;
    gradient[at] = -2.0;
    gradient[2 * PIXELS + at] = 1.0;
    let map = saliency(&gradient);
    assert!((map.iter().sum::<f64>() - 3.0).abs() < 1e-12);
    assert_eq!(map.len(), PIXELS);
    for (pixel, found) in map.iter().enumerate() {
        let near = (pixel / SIDE).abs_diff(10) <= 1 && (pixel % SIDE).abs_diff(20) <= 1;
        assert!((found - if near { 3.0 / 9.0 } else { 0.0 }).abs() < 1e-12);
    }
    assert_eq!(peak(&[0.0, 3.0, 1.0, 3.0]), 1);
    // In a corner four pixels are averaged.
    let mut corner = vec![0f32; 3 * PIXELS];
    corner[0] = 4.0;
    assert_eq!(saliency(&corner)[0], 1.0);
}

/// Even a short training of few birds tells the two apart.
#[test]
fn ties_lead_a_network_astray() {
    let query = "ties=0,1&birds=800&epochs=6&pointed=8&draws=4&tested=200";
    let replay = replay(page(), query, &frames(&run(page(), query)));
    let verdicts = replay.verdicts(usize::MAX);
    let measured = |claim: usize, label: &str| {
        verdicts[claim].measured.iter().find(|measured| measured.label == label).unwrap().value
    };
    let (free, tied) = (measured(0, "hits at ρ = 0"), measured(0, "hits at ρ = 1"));
    assert!(free > tied + 0.15, "{free} {tied}");
    assert!((0.06..0.09).contains(&measured(0, "hits by chance")));
    assert!(measured(1, "difference") > 0.1, "{:?}", verdicts[1]);
    assert!(matches!(verdicts[2].ruling, Ruling::Open { settle: Some(_), .. }));
    // One tile for each concept and network, each with its box.
    let figures = replay.figures(usize::MAX);
    let spotlights = figures.iter().find(|figure| figure.id == "spotlights").unwrap();
    let Body::Images(images) = &spotlights.body else { panic!("{spotlights:?}") };
    assert_eq!(images.tiles.len(), 2 * WIDTH);
    for tile in &images.tiles {
        assert!(matches!(&tile.pixels, Pixels::Colour(pixels) if pixels.len() == PIXELS));
        assert!(tile.outlines.len() == 1 && tile.outlines[0].inside.contains(&true));
        assert!(tile.caption.contains("hit") || tile.caption.contains("missed"), "{}", tile.caption);
    }
}

#[test]
fn co_occurrences_lie_between_0_and_1() {
    for (ties, problem) in [("0,1.5", "1.5"), ("0,0", "twice"), ("0,.1,.2,.3,.4,.5,1", "7 numbers")] {
        let (mut params, _) = page().resolve("");
        let refused = page().set(&mut params, "ties", ties).and_then(|()| (page().check)(&params)).unwrap_err();
        assert!(refused.to_string().contains(problem), "{refused}");
    }
}
