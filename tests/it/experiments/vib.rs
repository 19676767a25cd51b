//! The price of a bit: its claims on a short sweep, a visitor's table, what is refused, and what is opened.

use bottleneck_lab::{
    draws::Rng,
    experiments::PAGES,
    lab::{Page, Ruling},
    plot::{Body, Figure, Mark, Pixels, Tile},
};
use serde_json::Value;

use super::runs::{self, frames, replay, run};

fn page() -> &'static Page {
    PAGES.iter().find(|page| page.info.id == "vib").unwrap()
}

fn figures(query: &str) -> Vec<Figure> {
    replay(page(), query, &frames(&run(page(), query))).figures(usize::MAX)
}

fn figure<'a>(figures: &'a [Figure], id: &str) -> &'a Figure {
    figures.iter().find(|figure| figure.id == id).unwrap()
}

/// Two columns that hold the class, and one that does not, with a header.
fn table(rows: usize, label: &str) -> Vec<u8> {
    let mut rng = Rng::new(1, "table");
    let mut text = format!("{label},left,right,idle\n");
    for row in 0..rows {
        let class = row % 3;
        let [a, b, c] = [rng.normal(), rng.normal(), rng.normal()];
        let (left, right) = (100.0 + 40.0 * class as f64 + a, b - 3.0 * f64::from(u8::from(class == 1)));
        text.push_str(&format!("{},{left},{right},{c}\n", 5 + class));
    }
    text.into_bytes()
}

const QUICK: &str = "betas=0%2C0.01%2C2&epochs=25&hidden=16&dimensions=2&replicas=2&batch=16&rate=0.01&shots=4&decay=1";

fn grey(tile: &Tile) -> &[f32] {
    match &tile.pixels {
        Pixels::Grey(levels) => levels,
        Pixels::Colour(_) => panic!("a picture in colour"),
    }
}

/// Half of the reference run: what is claimed of the whole one holds of it already, but for what takes longer.
#[test]
fn a_short_sweep_on_the_digits_bears_the_claims_out() {
    let query = "epochs=40&replicas=1&betas=0%2C0.001%2C0.01%2C0.1%2C1.5";
    let verdicts = replay(page(), query, &frames(&run(page(), query))).verdicts(usize::MAX);
    for (verdict, held) in verdicts.iter().zip([true, true, false, true, true, false, true]) {
        if held {
            assert_eq!(verdict.ruling, Ruling::Held, "{verdict:?}");
        }
    }
    // Other settings than those of the reference say nothing of its numbers.
    assert!(
        matches!(&verdicts[2].ruling, Ruling::Open { why, .. } if why.contains("default settings")),
        "{verdicts:?}"
    );
    let waiting = replay(page(), query, &frames(&run(page(), query))[..2]).verdicts(usize::MAX);
    assert!(waiting.iter().all(|verdict| matches!(verdict.ruling, Ruling::Open { .. })), "{waiting:?}");
}

#[test]
fn a_table_is_learned_whichever_column_is_its_class() {
    for (file, query) in [(table(240, "kind"), "&label=KIND"), (table(240, "Class"), "")] {
        let frames = runs::with_files(page(), &[("plants.csv", file)], &format!("{QUICK}{query}")).unwrap();
        let last = frames.last().unwrap();
        let best = |point: &Value| point["test"]["averaged"].as_f64().unwrap();
        assert!(best(&last["points"][1]) > 0.9, "{}", last["points"][1]);
        assert_eq!(last["look"][0]["classes"], serde_json::json!(["5", "6", "7"]));
        assert_eq!(last["look"][0]["is_image"], false);
        // What costs more than it earns is not carried.
        assert!(last["points"][2]["test"]["rate"].as_f64().unwrap() < 0.1, "{}", last["points"][2]);
    }
}

#[test]
fn an_archive_of_inputs_and_classes_is_a_table() {
    let text = table(240, "class");
    let text = String::from_utf8(text).unwrap();
    let rows: Vec<Vec<f64>> =
        text.lines().skip(1).map(|line| line.split(',').map(|cell| cell.parse().unwrap()).collect()).collect();
    let mut moved = String::new();
    for row in &rows {
        moved.push_str(&format!("{},{},{},{}\n", row[1], row[2], row[3], row[0]));
    }
    // Without names the last column is the class.
    let frames = runs::with_files(page(), &[("plants.csv", moved.into_bytes())], QUICK).unwrap();
    assert_eq!(frames.last().unwrap()["look"][0]["classes"], serde_json::json!(["5", "6", "7"]));
}

#[test]
fn tables_that_will_not_do_are_refused_in_words() {
    let refused = |bytes: Vec<u8>, query: &str| {
        runs::with_files(page(), &[("plants.csv", bytes)], &format!("{QUICK}{query}")).expect_err("it ran")
    };
    let few = refused(table(12, "class"), "");
    assert!(few.contains("plants.csv") && few.contains("at least 20 rows"), "{few}");
    let unknown = refused(table(60, "class"), "&label=species");
    assert!(unknown.contains("“species”") && unknown.contains("class, left, right, idle"), "{unknown}");
    let many = refused(table(240, "class"), "&label=left");
    assert!(many.contains("240 different values") && many.contains("2 to 64"), "{many}");
    let hole = refused([table(60, "class"), b"5,1,nan,2\n".to_vec()].concat(), "");
    assert!(hole.contains("plants.csv") && hole.contains("right"), "{hole}");
    let words = refused(b"class,a\nfine,1\n".to_vec(), "");
    assert!(words.contains("plants.csv") && words.contains("fine"), "{words}");
}

#[test]
fn sweeps_and_widths_that_will_not_do_are_named() {
    let said = |query: &str| {
        let (params, ignored) = page().resolve(query);
        (params.to_query(), ignored.into_iter().map(|invalid| invalid.message).collect::<Vec<_>>().join(" "))
    };
    for (query, words) in [
        ("betas=0%2C-1", "“-1”"),
        ("betas=0%2C0%2C1", "names one twice"),
        ("betas=", "holds “”"),
        ("hidden=64-0", "“0”"),
        ("hidden=1-1-1-1-1-1-1", "7 layers"),
    ] {
        let (left, message) = said(query);
        assert!(
            left.is_empty() && message.contains(words) && message.contains("allowed:"),
            "{query}: {left} {message}"
        );
    }
}

/// Settings at their ends, one after the other: each run ends with its figures.
#[test]
fn every_kind_of_network_runs() {
    let quick = "epochs=2&hidden=8&replicas=1&betas=0.01&shots=2&train_share=0.2";
    for query in [
        "prior=mixture&components=20",
        "prior=diagonal&deviation=exponential",
        "deviation=shared&decoder=7",
        "deviation=unit&dimensions=1",
        "anneal=cyclic&anneal_epochs=1",
        "anneal=free-bits&free_nats=3",
        "anneal=linear&average=0.999&draws=3",
        "hidden=none&activation=gelu&dimensions=64",
        "attack=fgsm&epsilon=1&image=100000&draw=64",
        "batch=1024&epsilon=0",
    ] {
        let figures = figures(&format!("{quick}&{query}"));
        assert!(figures.iter().all(|figure| !matches!(figure.body, Body::Empty(_))), "{query}");
    }
}

/// A drawing that copies a test image has that image's code.
#[test]
fn a_drawing_is_seen_as_an_image_is() {
    let quick = "epochs=2&hidden=8&replicas=1&betas=0.01&shots=2&train_share=0.2&dimensions=2";
    let before = figures(quick);
    let Body::Images(images) = &figure(&before, "row").body else { panic!("no images") };
    let digit = |pixel: &f32| char::from_digit((8.0 * (pixel + 1.0)).round() as u32, 36).unwrap();
    let drawn: String = grey(&images.tiles[0]).iter().map(digit).collect();
    let after = figures(&format!("{quick}&drawn={drawn}"));
    let Body::Images(images) = &figure(&after, "row").body else { panic!("no images") };
    assert_eq!((images.tiles.len(), &images.tiles[3].pixels), (4, &images.tiles[0].pixels));
    let Body::Chart(map) = &figure(&after, "map").body else { panic!("no map") };
    let place = |wanted: &str| {
        map.marks.iter().find_map(|mark| match mark {
            Mark::Dots { name, points, .. } if name == wanted => Some(points[0]),
            _ => None,
        })
    };
    assert_eq!(place("your drawing").unwrap(), place("row looked at").unwrap());
}

/// The stronger attack is at least as strong, and no attack is weaker than none, but for a row or two of noise.
#[test]
fn attacks_lower_accuracy() {
    let query = "epochs=20&replicas=1&betas=0%2C0.01&shots=8";
    let frames = replay(page(), query, &frames(&run(page(), query))).to_json();
    let ending = &frames.as_array().unwrap().last().unwrap()["ending"][0]["robustness"];
    for replica in ending.as_array().unwrap() {
        let curve =
            |name: &str| replica[name].as_array().unwrap().iter().map(|it| it.as_f64().unwrap()).collect::<Vec<_>>();
        let (fgsm, pgd) = (curve("fgsm"), curve("pgd"));
        assert_eq!(fgsm[0], pgd[0]);
        assert!(fgsm.windows(2).chain(pgd.windows(2)).all(|pair| pair[1] <= pair[0] + 0.01), "{fgsm:?} {pgd:?}");
        assert!(pgd.iter().zip(&fgsm).all(|(pgd, fgsm)| *pgd <= fgsm + 0.01), "{fgsm:?} {pgd:?}");
        assert!(pgd[5] < pgd[0] - 0.3, "{pgd:?}");
    }
}
