//! Your own concepts: whose column is what, pictures and tables alike, and the mistakes that are told.

use bottleneck_lab::{
    draws::Rng,
    experiments::{PAGES, your_concepts::YourConcepts},
    lab::{Experiment, Page},
    plot::{Body, Cell, Figure, Pick},
};
use serde_json::Value;

use super::runs::{self, frames, replay, run};
use crate::datasets::{
    arrays::{member, zip},
    tables::png_file,
};

const QUICK: &str = "steps=6&hidden=8&picture_steps=3";

fn page() -> &'static Page {
    PAGES.iter().find(|page| page.info.id == "your-concepts").unwrap()
}

/// 90 rows of three inputs whose signs are the concepts, and a class that two of them decide; one column is of no use.
fn table() -> String {
    let mut rng = Rng::new(4, "a table");
    let mut text = String::from("name,x0,x1,x2,wet,warm,loud,kind\n");
    for row in 0..90 {
        let x = [0; 3].map(|_| rng.normal());
        let [wet, warm, loud] = x.map(|value| if value > 0.0 { "yes" } else { "no" });
        let kind = if x[0] > 0.0 {
            "frog"
        } else if x[1] > 0.0 {
            "bee"
        } else {
            "owl"
        };
        text += &format!("row {row},{},{},{},{wet},{warm},{loud},{kind}\n", x[0], x[1], x[2]);
    }
    text
}

fn ran(text: &str, query: &str) -> Result<Vec<Value>, String> {
    runs::with_files(page(), &[("t.csv", text.as_bytes().to_vec())], &format!("{QUICK}&{query}"))
}

fn refused(text: &str, query: &str) -> String {
    ran(text, query).expect_err("it ran")
}

fn roles(frame: &Value) -> Vec<(&str, &str)> {
    let parts = frame["found"]["parts"].as_array().unwrap();
    parts.iter().map(|part| (part["name"].as_str().unwrap(), part["role"].as_str().unwrap())).collect()
}

#[test]
fn columns_are_told_apart_by_what_they_hold_or_as_they_are_named() {
    let frames = ran(&table(), "").unwrap();
    assert_eq!(frames.len(), 9);
    let wanted = [
        ("name", "LeftOut"),
        ("x", "Inputs"),
        ("wet", "Concepts"),
        ("warm", "Concepts"),
        ("loud", "Concepts"),
        ("kind", "Label"),
    ];
    assert_eq!(roles(&frames[0]), wanted);
    let last = &frames[8];
    assert_eq!(last["concepts"], serde_json::json!(["wet", "warm", "loud"]));
    assert_eq!(last["classes"], serde_json::json!(["bee", "frog", "owl"]));
    // 30 % of 90 rows. Warm and loud vary among frogs, wet varies in no class.
    let found = &last["found"];
    assert_eq!((&found["trained_on"], &found["tested_on"], &found["of_class"]), (&63.into(), &27.into(), &1.into()));
    assert_eq!(last["gallery"].as_array().unwrap().len(), 27);
    assert_eq!(last["scene"]["readings"].as_array().unwrap().len(), 3);
    let chosen = ran(&table(), "label=loud&concepts=wet%2Cwarm&inputs=x").unwrap();
    assert_eq!(roles(&chosen[0])[5], ("kind", "LeftOut"));
    assert_eq!(chosen[8]["classes"], serde_json::json!(["no", "yes"]));
}

#[test]
fn columns_marked_as_concepts_leave_other_bits_to_the_inputs() {
    let mut text = String::from("has_fur,old,odd,big,kind\n");
    for row in 0..60 {
        text += &format!(
            "{},{},{},{},{}\n",
            row % 2,
            ["no", "yes"][row % 3 % 2],
            row % 5 % 2,
            row % 7,
            ["a", "b"][row % 2]
        );
    }
    let frames = ran(&text, "").unwrap();
    let wanted =
        [("has_fur", "Concepts"), ("old", "Concepts"), ("odd", "Inputs"), ("big", "Inputs"), ("kind", "Label")];
    assert_eq!(roles(&frames[0]), wanted);
}

/// Enough training, and the concepts and the class are found; told everything, the class is certain.
#[test]
fn what_can_be_learned_is_learned() {
    let text = table();
    let files = [("t.csv", text.as_bytes().to_vec())];
    let frames = runs::with_files(page(), &files, "steps=1500").unwrap();
    for score in frames[8]["scores"].as_array().unwrap() {
        let model = score["model"].as_str().unwrap();
        let error = |key: &str, at: usize| score[key][at].as_f64().unwrap();
        if model == "independent" {
            assert!(score["concepts"].as_f64().unwrap() > 0.85, "{score}");
            assert_eq!(error("at_random", 3), 0.0, "told everything");
        }
        assert!(error("at_random", 0) < 0.35, "{model}: {score}");
        assert_eq!(error("at_random", 0), error("by_policy", 0));
        assert_eq!(error("at_random", 3), error("by_policy", 3));
    }
}

#[test]
fn pictures_stand_in_place_of_inputs() {
    let mut members = Vec::new();
    let files: Vec<(String, Vec<u8>)> = (0..44)
        .map(|row: u8| {
            let bright = if row.is_multiple_of(2) { 250 } else { 5 };
            (format!("p/{row}.png"), png_file(3, 5, png::ColorType::Grayscale, &[bright; 15]))
        })
        .collect();
    for (name, bytes) in &files {
        members.push(member(name, bytes, 0));
    }
    let mut text = String::from("picture,bright,kind\n");
    for row in 0..44 {
        text += &format!("{row}.png,{},{}\n", 1 - row % 2, ["day", "night"][row % 2]);
    }
    members.push(member("concepts.csv", text.as_bytes(), 0));
    let archive = [("days.zip", zip(&members))];
    let frames = runs::with_files(page(), &archive, &format!("{QUICK}&picture_steps=60")).unwrap();
    let last = frames.last().unwrap();
    assert_eq!(last["found"]["pictures"], "44 picture files");
    assert_eq!(roles(last), [("bright", "Concepts"), ("kind", "Label")]);
    let scene = &last["scene"];
    assert_eq!(scene["pixels"].as_array().unwrap().len(), 3 * 32 * 32);
    let is_bright = scene["concepts"][0] == true;
    assert!(scene["pixels"].as_array().unwrap().iter().all(|byte| *byte == if is_bright { 250 } else { 5 }));
    assert!(last["scores"][0]["concepts"].as_f64().unwrap() > 0.9, "{}", last["scores"][0]);
    let message = runs::with_files(page(), &archive, &format!("{QUICK}&inputs=bright")).unwrap_err();
    assert!(message.contains("pictures, which are the inputs"), "{message}");
}

#[test]
fn mistakes_name_the_setting_and_what_there_is() {
    let text = table();
    for (query, said) in [
        ("label=sort", "“label” names “sort”, but there is no such column; there are name, x, wet, warm, loud, kind"),
        ("label=x", "“x” has 3 columns; a label is one column"),
        ("label=name", "“name” has 90 different values"),
        ("concepts=kind&label=loud", "“kind” holds “"),
        ("concepts=none", "there are 0 columns of concepts; allowed are 1 to 64"),
        ("label=kind&concepts=wet%2Ckind", "“concepts” names “kind”, which is the label"),
        ("label=kind&concepts=wet&inputs=wet", "“inputs” names “wet”, which is a concept too"),
        ("inputs=name", "“name” holds “row 0” at row 1; an input holds numbers"),
        ("inputs=none", "there are no inputs beside label and concepts"),
    ] {
        let message = refused(&text, query);
        assert!(message.contains(said), "{query}: {message}");
    }
    let few: Vec<&str> = text.lines().take(30).collect();
    let message = refused(&few.join("\n"), "");
    assert!(message.contains("29 rows; at least 40 are needed"), "{message}");
}

fn figure<'a>(figures: &'a [Figure], id: &str) -> &'a Figure {
    figures.iter().find(|figure| figure.id == id).unwrap()
}

#[test]
fn roles_are_chosen_in_the_table_of_columns() {
    let frames = frames(&run(page(), page().info.smoke));
    let figures = replay(page(), page().info.smoke, &frames).figures(usize::MAX);
    let Body::Table(columns) = &figure(&figures, "columns").body else { panic!("no table") };
    let row = columns.rows.iter().find(|row| row[0] == Cell::Text("corner".into())).unwrap();
    let pick = |cell: &'_ Cell| match cell {
        Cell::Pick(pick) => pick.clone(),
        other => panic!("{other:?}"),
    };
    let picks: Vec<Pick> = row[1..4].iter().map(pick).collect();
    let [label, concept, _input] = &picks[..] else { panic!("{} buttons", picks.len()) };
    // The smoke query names its concepts: they are in the field.
    let value = "closed loop,corner,bar at the top";
    assert!(concept.is_chosen(Some(value)) && !label.is_chosen(Some("digit")));
    assert_eq!(concept.pressed(Some(value)), "closed loop,bar at the top");
    assert_eq!(concept.pressed(Some("two loops")), "two loops,corner");
    assert_eq!(concept.pressed(Some("corner")), "none");
    assert_eq!(concept.pressed(Some("none")), "corner");
    assert_eq!(label.pressed(Some("digit")), "corner");
    // Guessed roles are those of the frame.
    let figures = replay(page(), "", &frames).figures(usize::MAX);
    let Body::Table(columns) = &figure(&figures, "columns").body else { panic!("no table") };
    for row in &columns.rows {
        let Cell::Pick(concept) = &row[2] else { panic!() };
        assert_eq!(
            concept.is_chosen(None),
            ["closed loop", "corner", "bar at the top", "round at the top", "open to the left"]
                .contains(&concept.name.as_str())
        );
    }
}

#[test]
fn the_claims_are_those_of_the_bench() {
    let bench = PAGES.iter().find(|page| page.info.id == "concept-bottleneck").unwrap();
    assert_eq!(YourConcepts::CLAIMS.len(), bench.claims.len());
}
