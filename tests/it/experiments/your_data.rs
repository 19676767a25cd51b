//! Your own network: how a visitor's arrays are matched, what mistakes are told, and what is measured of them.

use std::rc::Rc;

use bottleneck_lab::{
    draws::Rng,
    estimators::{ALL, Chosen, Family, Measures, Setup},
    experiments::PAGES,
    lab::{Kind, Page, Ruling},
    plot::{Body, Cell, Mark},
    samples::{Pairs, Samples},
};
use futures::executor::block_on;

use super::runs;

const QUICK: &str = "permutations=0&subsamples=0";

fn page() -> &'static Page {
    PAGES.iter().find(|page| page.info.id == "your-data").unwrap()
}

fn ran(files: &[(&str, Vec<u8>)], query: &str) -> Result<Vec<serde_json::Value>, String> {
    runs::with_files(page(), files, query)
}

fn refused(files: &[(&str, Vec<u8>)], query: &str) -> String {
    ran(files, &format!("{QUICK}&{query}")).expect_err("it ran")
}

/// A .npy file of doubles.
fn npy(shape: &[usize], values: &[f64]) -> Vec<u8> {
    assert_eq!(shape.iter().product::<usize>(), values.len());
    let axes: String = shape.iter().map(|axis| format!("{axis}, ")).collect();
    let header = format!("{{'descr': '<f8', 'fortran_order': False, 'shape': ({axes}), }}");
    let header = format!("{header:<117}\n");
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.bytes());
    values.iter().for_each(|value| bytes.extend(value.to_le_bytes()));
    bytes
}

fn normals(n: usize, seed: u64) -> Vec<f64> {
    let mut rng = Rng::new(seed, "your data");
    (0..n).map(|_| rng.normal()).collect()
}

/// 60 rows: inputs of two numbers, three classes, a layer of two units at three checkpoints.
fn network() -> [(&'static str, Vec<u8>); 3] {
    let labels: Vec<f64> = (0..60).map(|row| f64::from(row % 3)).collect();
    let mut layer = normals(3 * 60 * 2, 2);
    // At the last checkpoint the first unit is the label and the second does not move.
    for row in 0..60 {
        layer[(2 * 60 + row) * 2] = labels[row];
        layer[(2 * 60 + row) * 2 + 1] = 0.5;
    }
    [("x.npy", npy(&[60, 2], &normals(120, 1))), ("y.npy", npy(&[60], &labels)), ("h1.npy", npy(&[3, 60, 2], &layer))]
}

#[test]
fn every_estimator_of_information_between_numbers_is_offered() {
    let offered = |key: &str| match page().fields.iter().find(|field| field.key == key).unwrap().kind {
        Kind::Toggles(values) => values.iter().map(|(id, _)| *id).collect::<Vec<_>>(),
        _ => panic!("{key} is no set of toggles"),
    };
    let mut suited: Vec<&str> = ALL
        .iter()
        .filter(|it| it.family != Family::Discrete && it.measures != Measures::Dependence)
        .map(|it| it.id)
        .collect();
    let mut estimators = offered("estimators");
    assert_eq!(estimators, offered("shown"));
    suited.sort_unstable();
    estimators.sort_unstable();
    assert_eq!(estimators, suited);
}

#[test]
fn arrays_are_matched_by_name_and_shape() {
    let frames = ran(&network(), &format!("{QUICK}&estimators=floor-bins")).unwrap();
    assert_eq!(frames.len(), 3);
    let last = &frames[2];
    assert_eq!(
        last["data"]["found"],
        serde_json::json!(["inputs: x [60 × 2]", "labels: y [60]", "layers: h1 [3 × 60 × 2]"])
    );
    assert_eq!((&last["data"]["used"], &last["data"]["rows"]), (&60.into(), &60.into()));
    assert_eq!(last["layers"][0]["constant"], serde_json::json!([1]));
    // A layer that is the label tells all of it, and three levels are all that bins see of the inputs.
    let reading = &last["layers"][0]["readings"][0];
    for side in ["i_xt", "i_ty"] {
        let value = reading[side]["Ok"]["value"].as_f64().unwrap();
        assert!((value - 3f64.ln()).abs() < 1e-12, "{side}: {value}");
    }
}

/// What the page shows is what the estimators read of the same rows.
#[test]
fn readings_are_the_estimators_own() {
    let frames = ran(&network(), &format!("{QUICK}&estimators=kt-upper%2Bksg1%2Bross&noise=0.1&k=4")).unwrap();
    let first = &frames[0]["layers"][0]["readings"];
    let samples = |values: Vec<f64>, dim| Samples::new(values, dim).unwrap();
    let layer = samples(normals(3 * 60 * 2, 2)[..120].to_vec(), 2);
    let inputs = samples(normals(120, 1), 2);
    let labels = samples((0..60).map(|row| f64::from(row % 3)).collect(), 1);
    let rows = samples((0..60).map(f64::from).collect(), 1);
    let read = |text: &str, x: &Samples, y: &Samples| {
        let pairs = Rc::new(Pairs::new(x.clone(), y.clone()).unwrap());
        block_on(Setup::plain().read(&Chosen::parse(text).unwrap(), &pairs, Rng::new(1, "estimate"))).unwrap().value
    };
    for (index, side, expected) in [
        (0, "i_xt", read("kt-upper?variance=0.1", &layer, &rows)),
        (0, "i_ty", read("kt-upper?variance=0.1", &layer, &labels)),
        (1, "i_xt", read("ksg1?k=4", &inputs, &layer)),
        (2, "i_ty", read("ross?k=4", &layer, &labels)),
    ] {
        assert_eq!(first[index][side]["Ok"]["value"].as_f64(), Some(expected), "{index} {side}");
    }
    // What cannot be read says why, and stops nothing else.
    for (index, side, why) in [(1, "i_ty", "labels are classes"), (2, "i_xt", "inputs are numbers")] {
        let error = first[index][side]["Err"].as_str();
        assert!(error.is_some_and(|error| error.contains(why) || error.contains("shares its symbol")), "{first}");
    }
}

#[test]
fn a_table_with_named_columns_is_a_whole_network() {
    let mut text = String::from("x0,x1,label,h1_0,h1_1,h2_0\n");
    let values = normals(50 * 5, 3);
    for (row, values) in values.chunks(5).enumerate() {
        let [a, b, c, d, e] = values else { unreachable!() };
        text.push_str(&format!("{a},{b},{},{c},{d},{e}\n", row % 2));
    }
    let frames = ran(&[("net.csv", text.into_bytes())], &format!("{QUICK}&estimators=distinct-bins")).unwrap();
    let found = serde_json::json!(["inputs: x [50 × 2]", "labels: label [50 × 1]", "layers: h1 [50 × 2], h2 [50 × 1]"]);
    assert_eq!((frames.len(), &frames[0]["data"]["found"]), (1, &found));
}

#[test]
fn mistakes_are_explained() {
    let [x, y, h1] = network();
    let short = ("y.npy", npy(&[59], &[0.0; 59]));
    let message = refused(&[x.clone(), short, h1.clone()], "");
    assert!(message.contains("“x” has 60 rows, but “y” has 59"), "{message}");
    let other = ("h2.npy", npy(&[58, 2], &[0.0; 116]));
    let message = refused(&[x.clone(), y.clone(), h1.clone(), other.clone()], "");
    assert!(message.contains("“h2” [58 × 2] has 58 rows, but there are 60"), "{message}");
    let message = refused(&[x.clone(), y.clone(), h1.clone()], "leading_axis=rows");
    assert!(message.contains("“h1” [3 × 60 × 2] has 3 rows"), "{message}");
    let fewer = ("h2.npy", npy(&[2, 60, 1], &[0.0; 120]));
    let message = refused(&[x.clone(), y.clone(), h1.clone(), fewer], "");
    assert!(message.contains("“h1” has 3 checkpoints, but “h2” has 2"), "{message}");
    let mut values = vec![0.5; 60 * 2];
    values[2 * 40 + 1] = f64::NAN;
    let broken = ("h2.npy", npy(&[60, 2], &values));
    let message = refused(&[x.clone(), y.clone(), broken], "");
    assert!(message.contains("“h2”") && message.contains("row 41, column 2"), "{message}");
    let message = refused(&[x.clone(), y.clone()], "");
    assert!(message.contains("no layer"), "{message}");
    let message = refused(&[x.clone(), y.clone(), h1.clone()], "labels=target");
    assert!(message.contains("“labels” names “target”") && message.contains("y, h1"), "{message}");
    let twice = ("X.npy", npy(&[60], &[0.0; 60]));
    let message = refused(&[x.clone(), y.clone(), h1.clone(), twice], "");
    assert!(message.contains("two arrays have the name “X”"), "{message}");
    let message = refused(&[("x.npz", b"PK\x03\x04 and then nothing".to_vec())], "");
    assert!(message.contains("x.npz"), "{message}");
}

#[test]
fn rows_are_drawn_alike_for_all_and_said() {
    let n = 500;
    let labels: Vec<f64> = (0..n).map(|row| f64::from(row % 2)).collect();
    let files = [("y.npy", npy(&[n as usize], &labels)), ("h.npy", npy(&[n as usize, 1], &labels))];
    let frames = ran(&files, &format!("{QUICK}&estimators=floor-bins&points=100")).unwrap();
    assert_eq!((&frames[0]["data"]["used"], &frames[0]["data"]["rows"]), (&100.into(), &500.into()));
    // The layer is the label on every row, whichever rows were drawn.
    let entropy = frames[0]["data"]["label_entropy"].as_f64().unwrap();
    let value = frames[0]["layers"][0]["readings"][0]["i_ty"]["Ok"]["value"].as_f64().unwrap();
    assert!((value - entropy).abs() < 1e-12 && entropy < 2f64.ln() + 1e-12, "{value} {entropy}");
}

#[test]
fn the_example_forgets_as_it_saturates() {
    let query = "points=1000&permutations=5&subsamples=4";
    let events = runs::run(page(), query);
    let replay = runs::replay(page(), query, &runs::frames(&events));
    let verdicts = replay.verdicts(usize::MAX);
    assert_eq!(verdicts[0].ruling, Ruling::Held, "{:?}", verdicts[0]);
    let figures = replay.figures(usize::MAX);
    let Body::Chart(plane) = &figures[0].body else { panic!("no plane") };
    // Three layers by two estimators.
    assert_eq!(plane.marks.iter().filter(|mark| matches!(mark, Mark::Trail { .. })).count(), 6);
    let Body::Table(table) = &figures[5].body else { panic!("no table") };
    assert_eq!(table.rows.len(), 3 * 5);
    assert!(table.rows.iter().all(|row| matches!(row[7], Cell::Interval { .. })), "every I(T;Y) has its interval");
}
