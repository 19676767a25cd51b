//! The spurious background: edits in a link, what they do to decisions, and the pictures that are painted again.

use std::sync::OnceLock;

use bottleneck_lab::{
    datasets::birds::{BACKGROUNDS, CONCEPTS},
    experiments::{
        PAGES,
        post_hoc_cbm::{Change, Config, Deed, Painter, Use, clicked, parse},
    },
    lab::{Kind, Page, Ruling, Verdict},
    plot::{Body, Cell, Figure, Mark},
};
use serde_json::Value;

use super::runs::{frames, replay, run};

const SMALL: &str = "train=300&test=200&examples=30";

fn page() -> &'static Page {
    PAGES.iter().find(|page| page.info.id == "post-hoc-cbm").unwrap()
}

/// The frames of one small run, which all edits share.
fn small() -> &'static [Vec<u8>] {
    static FRAMES: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    FRAMES.get_or_init(|| frames(&run(page(), SMALL)))
}

fn figures(edits: &str) -> Vec<Figure> {
    let query = format!("{SMALL}&{edits}");
    assert_eq!(page().resolve(&query).1, [], "{query}");
    replay(page(), &query, small()).figures(usize::MAX)
}

fn figure(edits: &str, id: &str) -> Figure {
    figures(edits).into_iter().find(|figure| figure.id == id).unwrap()
}

/// The numbers of a row of a table.
fn row(figure: &Figure, name: &str) -> Vec<f64> {
    let Body::Table(table) = &figure.body else { panic!("{figure:?}") };
    let row =
        table.rows.iter().find(|row| row[0] == Cell::Text(name.into())).unwrap_or_else(|| panic!("no row {name}"));
    let number = |cell: &Cell| match cell {
        Cell::Number(number) => *number,
        other => panic!("{other:?}"),
    };
    row[1..].iter().map(number).collect()
}

fn model() -> Value {
    let json: Vec<Value> = serde_json::from_value(replay(page(), SMALL, small()).to_json()).unwrap();
    json.last().unwrap()["Model"].clone()
}

fn verdict(verdicts: &[Verdict], claim: &str) -> Ruling {
    verdicts.iter().find(|verdict| verdict.claim == claim).unwrap().ruling.clone()
}

#[test]
fn edits_are_read_and_refused_in_words() {
    assert_eq!(parse("none").unwrap(), []);
    let found = parse("1.sky.scale,2.wing-bar.turn17,all.backgrounds.mean").unwrap();
    let expected = [
        Change::new(&[0], &[12], Deed::Scale),
        Change::new(&[1], &[2], Deed::Turn(16)),
        Change::new(&[0, 1, 2, 3, 4], &[12, 13, 14, 15], Deed::Mean),
    ];
    assert_eq!(found, expected);
    let long = vec!["1.sky.zero"; 25].join(",");
    // A picture is turned by one weight, and pictures are counted from 1.
    let wrong =
        ["", "1.sky", "6.sky.zero", "1.moon.zero", "1.sky.burn", "all.sky.turn1", "1.backgrounds.turn1", "1.sky.turn0"];
    for text in wrong.into_iter().chain([long.as_str()]) {
        let refused = parse(text).unwrap_err();
        assert!(refused.key == "edits" && refused.message.contains("allowed: up to 24 edits"), "{text}: {refused:?}");
    }
    let (params, ignored) = page().resolve("edits=1.moon.zero");
    assert!(params.get("edits").is_none() && ignored[0].key == "edits", "{ignored:?}");
}

#[test]
fn a_click_keeps_an_edit_and_a_second_takes_it_back() {
    let one = clicked("none", "1", "sky", "zero");
    let two = clicked(&one, "2", "sky", "turn4");
    assert_eq!((one.as_str(), two.as_str()), ("1.sky.zero", "1.sky.zero,2.sky.turn4"));
    // Whatever is in hand meanwhile.
    assert_eq!(clicked(&two, "1", "sky", "mean"), "2.sky.turn4");
    assert_eq!(clicked(&one, "1", "sky", "mean"), "none");
    let full = vec!["3.dusk.zero"; 24].join(",");
    assert_eq!(clicked(&full, "1", "sky", "zero"), full);
    assert!(parse(&clicked(&full, "3", "dusk", "zero")).unwrap().is_empty());
}

#[test]
fn the_bank_is_the_birds_concepts_and_backgrounds() {
    let Kind::Choice(choices) = page().field("concept").unwrap().kind else { panic!("no choice") };
    let labels: Vec<&str> = choices.iter().map(|(_, label)| *label).collect();
    let expected: Vec<&str> = CONCEPTS.into_iter().chain(BACKGROUNDS).chain(["all backgrounds"]).collect();
    assert_eq!(labels, expected);
    assert!(choices.iter().all(|(value, label)| label.ends_with("grounds") || *value == label.replace(' ', "-")));
}

/// What the visitor does and what the run did itself are the same edits.
#[test]
fn a_visitors_edit_does_what_the_runs_own_does() {
    let pairs = [
        ("deed=keep", "unedited"),
        ("deed=zero", "sky to zero"),
        ("deed=scale", "sky to zero, rescaled"),
        ("deed=mean", "sky to its mean"),
        ("species=all&concept=backgrounds&deed=scale", "no background at all"),
        ("deed=keep&edits=all.sky.scale,all.leaves.scale,all.sand.scale,all.dusk.scale", "no background at all"),
        ("deed=keep&edits=1.eye-ring.scale", "eye ring instead"),
    ];
    for (edits, name) in pairs {
        let table = figure(edits, "table");
        assert_eq!(row(&table, "yours"), row(&table, name), "{edits}");
    }
    let table = figure("deed=scale", "table");
    assert_eq!(row(&table, "yours, hybrid"), row(&table, "hybrid, rescaled"));
    assert!(row(&table, "sky to zero") != row(&table, "unedited"));
    // Standardised, the mean is zero.
    assert_eq!(row(&table, "sky to its mean"), row(&table, "sky to zero"));
}

#[test]
fn what_changed_adds_up() {
    for edits in ["deed=scale", "deed=keep", "species=all&concept=backgrounds&deed=zero&edits=2.eye-ring.mean"] {
        let (counts, table) = (figure(edits, "counts"), figure(edits, "table"));
        let all = row(&counts, "all shifted");
        assert!((all[1] - all[0] - (all[2] - all[3]) / 200.0).abs() < 1e-12, "{edits}: {all:?}");
        assert_eq!([all[0], all[1]], [row(&table, "unedited")[2], row(&table, "yours")[2]]);
        assert_eq!(row(&counts, "species 1")[1], row(&table, "yours")[3]);
        let fixed: f64 = (1..=5).map(|class| row(&counts, &format!("species {class}"))[2]).sum();
        assert_eq!(fixed, all[2]);
    }
}

/// The smallest edit turns the picture it was made for.
#[test]
fn a_turned_picture_is_decided_as_wished() {
    let mut turned = 0;
    for picture in [1, 2, 3, 9, 200, 2000] {
        for species in 1..=5 {
            let edits = format!("deed=turn&species={species}&concept=sky&picture={picture}");
            let Body::Chart(chart) = figure(&edits, "chosen").body else { panic!("no chart") };
            let tops = |name: &str| -> Vec<f64> {
                let dots = chart.marks.iter().find_map(|mark| match mark {
                    Mark::Dots { name: found, points, .. } if found == name => Some(points),
                    _ => None,
                });
                // Bars are one by one, dots all together.
                dots.unwrap().iter().map(|point| point[1]).collect()
            };
            let (before, now) = (tops("unedited"), tops("with your edits"));
            if before == now {
                continue;
            }
            turned += 1;
            let [old, new] = [before, now].map(|shares| bottleneck_lab::concepts::largest(&shares));
            // A third species may win, by the edit's words too; never the old one.
            assert!(new == species - 1 || new != old, "{edits}");
        }
    }
    assert!(turned > 15, "{turned}");
}

/// Figures paint again what was tested, without a picture in any frame.
#[test]
fn pictures_are_painted_again_alone() {
    let config = Config { test: 200, ..Config::default() };
    let painter = Painter::new(&config);
    let labels: Vec<usize> = serde_json::from_value(model()["shifted"]["labels"].clone()).unwrap();
    let mut before_sky = 0;
    for (i, label) in labels.iter().enumerate() {
        let painted = painter.picture(Use::Shifted, i);
        assert_eq!(painted.labels, [*label]);
        let clean = painter.clean(Use::Shifted, i);
        assert_eq!((&clean.birds, &clean.labels), (&painted.birds, &painted.labels));
        assert_eq!(clean.views[0].occluder, painted.views[0].occluder);
        assert!(*label != 0 || painted.birds[0].background != 0);
        before_sky += usize::from(painted.birds[0].background == 0);
    }
    assert!((25..60).contains(&before_sky), "{before_sky}");
    let training = (0..400).map(|i| painter.picture(Use::Training, i));
    let first: Vec<bool> = training.filter(|one| one.labels == [0]).map(|one| one.birds[0].background == 0).collect();
    let share = first.iter().filter(|sky| **sky).count() as f64 / first.len() as f64;
    assert!((0.88..1.0).contains(&share), "{share}");
}

#[test]
fn verdicts_wait_for_the_settings_they_are_about() {
    let at = |query: &str| replay(page(), query, small()).verdicts(usize::MAX);
    let raw = at("correlation=1&scores=raw");
    assert!(!matches!(verdict(&raw, "raw-margins-too"), Ruling::Open { .. }));
    for query in ["correlation=1&scores=raw", "correlation=0.6"] {
        for claim in ["pruning-helps", "near-the-oracle", "little-lost-at-home", "hybrid-moves-less"] {
            assert!(matches!(verdict(&at(query), claim), Ruling::Open { settle: Some(_), .. }), "{query}: {claim}");
        }
    }
    assert!(matches!(verdict(&at(""), "raw-margins-too"), Ruling::Open { settle: Some(_), .. }));
}

#[test]
fn the_ends_of_the_ranges_are_survived() {
    for query in [
        "train=200&test=100&examples=10&noise=1&flip=0.25&penalty=0.03&correlation=1&scores=raw",
        "train=200&test=100&examples=10&noise=0&flip=0&penalty=0.0001&correlation=0.5",
        "train=200&test=100&examples=200&seed=4294967295&correlation=0.9",
    ] {
        assert_eq!(page().resolve(query).1, [], "{query}");
        let run = replay(page(), query, &frames(&run(page(), query)));
        for verdict in run.verdicts(usize::MAX) {
            assert!(verdict.measured.iter().all(|measured| measured.value.is_finite()), "{query}: {verdict:?}");
        }
    }
}

/// The cells that edits are about are marked: those named, and the rival's of a turned picture; not what is rescaled.
#[test]
fn edited_cells_are_marked() {
    let marked = |edits: &str| -> Vec<[f64; 2]> {
        let Body::Chart(chart) = figure(edits, "weights").body else { panic!("no chart") };
        let dots = chart.marks.into_iter().find_map(|mark| match mark {
            Mark::Dots { name, points, .. } if name == "edited" => Some(points),
            _ => None,
        });
        dots.unwrap()
    };
    // Species 1 stands highest.
    assert_eq!(marked("deed=scale"), [[12.0, 5.0]]);
    assert_eq!(marked("deed=keep&edits=2.eye-ring.zero"), [[9.0, 4.0]]);
    assert_eq!(marked("deed=keep"), [[0.0; 2]; 0]);
    let turned = (1..=5).map(|species| marked(&format!("deed=turn&species={species}&picture=1")));
    let rivals = turned.filter(|cells| cells.len() == 2 && cells.iter().all(|cell| cell[0] == 12.0)).count();
    // Of the species that the picture is taken for already, nothing turns.
    assert_eq!(rivals, 4);
}
