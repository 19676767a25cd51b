//! The lab without a browser, from its command line.

use std::process::{Command, Output};

use bottleneck_lab::{
    experiments::PAGES,
    lab::{Link, Page, paper},
};
use serde_json::Value;

const PLANE: &str = "information-plane?epochs=12&checkpoints=5&hidden=6&seed=3";
const CURVE: &str = "information-curve?points=10&source=random&size=3";
/// Its code jumps before the silent one becomes unstable.
const Z_CHANNEL: &str = "information-curve?points=10&source=z-channel";

fn replicate(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_replicate")).args(arguments).output().unwrap()
}

/// What a good call prints.
fn printed(arguments: &[&str]) -> String {
    let output = replicate(arguments);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {errors}");
    // Nothing but the answer, since no one is watching.
    assert_eq!(errors, "", "{arguments:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn json(arguments: &[&str]) -> Value {
    let text = printed(arguments);
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{arguments:?}: {error}\n{text}"))
}

/// What a bad call says; it ends with 2 and leaves standard output alone.
fn refusal(arguments: &[&str]) -> String {
    let output = replicate(arguments);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{arguments:?}: {said}");
    said.trim_end().to_owned()
}

fn page(link: &str) -> &'static Page {
    Link::parse(link, PAGES).unwrap().page
}

fn texts<'a>(list: &'a Value, key: &str) -> Vec<&'a str> {
    list.as_array().unwrap().iter().map(|it| it[key].as_str().unwrap_or_else(|| panic!("{key} in {it}"))).collect()
}

/// What is the same whenever a link runs: all but the times.
fn untimed(mut report: Value) -> Value {
    let timed = ["seconds", "ms_per_step"];
    timed.iter().for_each(|key| drop(report.as_object_mut().unwrap().remove(*key)));
    for run in report["runs"].as_array_mut().unwrap() {
        timed.iter().for_each(|key| drop(run.as_object_mut().unwrap().remove(*key)));
    }
    report
}

#[test]
fn the_list_names_everything() {
    let text = printed(&["list"]);
    for page in PAGES {
        for part in [page.info.id, page.info.title, page.info.family, page.info.question] {
            assert!(text.contains(part), "{part}\n{text}");
        }
        for claim in page.claims {
            let authors = paper(claim.paper).unwrap().authors;
            for part in [claim.id, claim.statement, authors] {
                assert!(text.contains(part), "{part}\n{text}");
            }
        }
    }
}

#[test]
fn the_list_is_json_too() {
    let list = json(&["list", "--json"]);
    assert_eq!(list.as_array().unwrap().len(), PAGES.len());
    for (entry, page) in list.as_array().unwrap().iter().zip(PAGES) {
        let info = &entry["info"];
        assert_eq!((&info["id"], &info["family"]), (&page.info.id.into(), &page.info.family.into()));
        assert_eq!(texts(&entry["papers"], "key"), page.info.papers);
        assert_eq!(texts(&entry["claims"], "id"), page.claims.iter().map(|claim| claim.id).collect::<Vec<_>>());
        assert_eq!(texts(&entry["claims"], "paper"), page.claims.iter().map(|claim| claim.paper).collect::<Vec<_>>());
    }
}

#[test]
fn a_run_is_one_json_object() {
    for link in [PLANE, CURVE] {
        let report = json(&["run", link, "--json"]);
        let page = page(link);
        assert_eq!(report["experiment"]["id"], page.info.id);
        assert_eq!(
            Link::parse(report["link"].as_str().unwrap(), PAGES).unwrap().params,
            page.resolve(page.info.smoke).0
        );
        let verdicts = report["verdicts"].as_array().unwrap();
        assert_eq!(verdicts.len(), page.claims.len());
        for (verdict, claim) in verdicts.iter().zip(page.claims) {
            assert_eq!(verdict["claim"], claim.id);
            assert_eq!(verdict["paper"]["key"], claim.paper);
            assert_eq!(
                (&verdict["statement"], &verdict["criterion"]),
                (&claim.statement.into(), &claim.criterion.into())
            );
            let (held, decided) = (verdict["held"].as_u64().unwrap(), verdict["decided"].as_u64().unwrap());
            assert!(held <= decided && decided <= 1 && verdict["runs"] == 1, "{verdict}");
            let ruling = if decided == 0 { &Value::Null } else { &verdict["ruling"] };
            assert_eq!(
                ruling.as_str(),
                [None, Some("DidNotHold"), Some("Held")][(held + decided) as usize],
                "{verdict}"
            );
            for measured in verdict["measured"].as_array().unwrap() {
                assert!(measured["label"].is_string() && measured["value"].is_f64(), "{measured}");
            }
            assert!(decided == 0 || !verdict["measured"].as_array().unwrap().is_empty(), "{verdict}");
        }
        assert!(verdicts.iter().any(|verdict| verdict["decided"] == 1), "{report}");
        let [run] = &report["runs"].as_array().unwrap()[..] else { panic!("{report}") };
        assert_eq!(texts(&run["verdicts"], "claim"), texts(&report["verdicts"], "claim"));
        for timed in [&report, run] {
            assert!(
                timed["seconds"].as_f64().unwrap() > 0.0 && timed["ms_per_step"].as_f64().unwrap() > 0.0,
                "{timed}"
            );
            assert!(timed["steps"].as_u64().unwrap() > 0);
        }
        assert!(run.get("frames").is_none());
    }
}

#[test]
fn frames_come_when_they_are_wanted() {
    let report = json(&["run", PLANE, "--frames", "--json"]);
    let frames = report["runs"][0]["frames"].as_array().unwrap();
    let epochs: Vec<u64> = frames.iter().map(|frame| frame["epoch"].as_u64().unwrap()).collect();
    assert_eq!(epochs, (0..=12).collect::<Vec<_>>());
    let text = printed(&["run", PLANE, "--frames"]);
    assert_eq!(text.matches("frames of seed 3").count(), 1);
    for epoch in epochs {
        assert!(text.contains(&format!("\nepoch {epoch}: {{\"epoch\":{epoch},")), "{text}");
    }
    // The same link says the same again.
    assert!(untimed(json(&["run", PLANE, "--json", "--frames"])) == untimed(report));
}

#[test]
fn seeds_are_counted_up_and_judged_together() {
    let report = json(&["run", PLANE, "--seeds", "2", "--json"]);
    assert_eq!(
        report["link"],
        format!("{PLANE}&seeds=2").replace("epochs=12&checkpoints=5&hidden=6&", "checkpoints=5&epochs=12&hidden=6&")
    );
    let of_seed = |seed: u64| format!("information-plane?checkpoints=5&epochs=12&hidden=6&seed={seed}");
    assert_eq!(texts(&report["runs"], "link"), [of_seed(3), of_seed(4)]);
    for (i, tally) in report["verdicts"].as_array().unwrap().iter().enumerate() {
        assert_eq!(tally["runs"], 2);
        let rulings: Vec<&Value> = (0..2).map(|run| &report["runs"][run]["verdicts"][i]["ruling"]).collect();
        assert_eq!(tally["held"], rulings.iter().filter(|ruling| **ruling == "Held").count());
        for (j, measured) in tally["measured"].as_array().unwrap().iter().enumerate() {
            let of_run = |run: usize| report["runs"][run]["verdicts"][i]["measured"][j]["value"].as_f64().unwrap();
            let [low, high] = [of_run(0).min(of_run(1)), of_run(0).max(of_run(1))];
            assert_eq!((measured["low"].as_f64(), measured["high"].as_f64()), (Some(low), Some(high)));
            let median = measured["value"].as_f64().unwrap();
            assert!((median - (low + high) / 2.0).abs() < 1e-12, "{measured}");
        }
    }
    // Each seed's verdict is the one it has alone.
    let alone = json(&["run", &of_seed(4), "--json"]);
    assert_eq!(alone["runs"][0]["verdicts"], report["runs"][1]["verdicts"]);
    let text = printed(&["run", PLANE, "--seeds", "2"]);
    for part in ["  seed 3 ", "  seed 4 ", "(from ", " of 2"] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

#[test]
fn a_claim_that_does_not_hold_is_no_error() {
    let report = json(&["run", Z_CHANNEL, "--json"]);
    let transition = &report["verdicts"].as_array().unwrap()[3];
    assert_eq!((&transition["claim"], &transition["ruling"]), (&"first-transition".into(), &"DidNotHold".into()));
    let text = printed(&["run", Z_CHANNEL]);
    for claim in page(Z_CHANNEL).claims {
        let paper = paper(claim.paper).unwrap();
        for part in [claim.statement, claim.criterion, paper.authors, &paper.year.to_string()] {
            assert!(text.contains(part), "{part}\n{text}");
        }
    }
    for part in ["verdict    did not hold", "verdict    held", "measured   1/σ₂²: ", " ms a step", " steps, "] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

#[test]
fn figures_are_written_as_pictures() {
    let folder = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("pictures");
    let _ = std::fs::remove_dir_all(&folder);
    printed(&["run", CURVE, "--svg", folder.to_str().unwrap(), "--size", "360x200"]);
    for theme in ["light", "dark"] {
        let picture = std::fs::read_to_string(folder.join(format!("plane-{theme}.svg"))).unwrap();
        assert!(picture.starts_with("<svg") && picture.contains("width=\"360\" height=\"200\""), "{theme}");
    }
}

#[test]
fn the_unit_of_the_link_is_shown() {
    let measured = |link: &str| {
        let text = printed(&["run", link]);
        text.lines().find(|line| line.contains("deepest dent")).unwrap().to_owned()
    };
    assert!(measured(CURVE).ends_with(" bits"));
    assert!(measured(&format!("{CURVE}&unit=nats")).ends_with(" nats"));
}

/// The message is the one the page shows.
#[test]
fn a_bad_link_is_refused_in_the_pages_words() {
    let unknown = Link::parse("information-plan?epochs=5", PAGES).err().unwrap().message;
    assert_eq!(refusal(&["run", "information-plan?epochs=5"]), unknown);
    assert!(unknown.contains("information-plane"), "{unknown}");
    for (query, part) in [
        ("colour=red", "“colour” is not a setting"),
        ("epochs=0", "“epochs” = “0” is out of range; allowed: a whole number from 1 to 20000"),
        ("epochs=5&hidden=10-x", "“hidden” has the width “x”"),
        ("epochs=x&bins=1", "“bins” = “1”"),
    ] {
        let link = format!("information-plane?{query}");
        let messages = Link::parse(&link, PAGES).unwrap().ignored.into_iter().map(|invalid| invalid.message);
        let said = refusal(&["run", &link, "--json"]);
        assert_eq!(said, messages.collect::<Vec<_>>().join("\n"));
        assert!(said.contains(part), "{said}");
    }
}

#[test]
fn bad_options_are_refused() {
    for (options, part) in [
        (&["--seeds", "0"][..], "“seeds” = “0” is out of range; allowed: a whole number from 1 to 20"),
        (&["--seeds", "many"], "“seeds” = “many” is not a whole number"),
        (&["--seeds"], "--seeds needs a value"),
        (&["--device", "tpu"], "“device” = “tpu” is not one of the choices; allowed: one of auto, webgpu, cpu"),
        (&["--size", "9x9"], "--size “9x9” is not allowed; allowed: WIDTHxHEIGHT, each from 100 to 4000"),
        (&["--svg"], "--svg needs the name of a folder"),
        (&["--file"], "--file needs the name of a file"),
        (&["--file", "no/such.npy"], "--file no/such.npy: "),
        (&["--file", "Cargo.toml"], "“information-plane” has no single setting that takes files"),
        (&["--svg", "Cargo.toml"], "--svg Cargo.toml"),
        (&["--json", "--verbose"], "unknown option --verbose"),
        (&["another-link"], "unknown option another-link"),
    ] {
        let said = refusal(&[&["run", PLANE][..], options].concat());
        assert!(said.contains(part), "{options:?}: {said}");
    }
    for arguments in [&[][..], &["run"], &["list", "--jsn"], &["lists"], &["run", "--json"]] {
        let said = refusal(arguments);
        assert!(said.contains("usage:") || said.contains("there is no experiment"), "{arguments:?}: {said}");
    }
    assert!(printed(&["--help"]).contains("replicate run 'ID?query'"));
}

/// A build without the GPU says so, whether an option or the link asks for it.
#[cfg(not(feature = "webgpu"))]
#[test]
fn a_gpu_that_was_not_built_in_is_refused() {
    let link = format!("{PLANE}&device=webgpu");
    for arguments in [&["run", PLANE, "--device", "webgpu"][..], &["run", &link]] {
        assert!(refusal(arguments).contains("built without GPU support"));
    }
    assert!(printed(&["run", PLANE, "--device", "cpu"]).starts_with("information-plane?"));
}

/// A file for the estimators, with its path.
fn file(name: &str, bytes: &[u8]) -> String {
    let folder = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("files");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    path.to_str().unwrap().to_owned()
}

/// Two fair bits, their exclusive or, and a copy of the first: 4 rows, 25 times.
fn bits(name: &str) -> String {
    file(name, format!("a,b,xor,copy\n{}", "0,0,0,0\n0,1,1,0\n1,0,1,1\n1,1,0,1\n".repeat(25)).as_bytes())
}

#[test]
fn a_files_columns_are_measured() {
    let path = bits("measured.csv");
    let read = |options: &[&str]| {
        let report = json(&[&["estimate", &path, "--json", "--estimator", "plug-in"][..], options].concat());
        report["estimates"][0].clone()
    };
    for (x, y, bits) in
        [("0", "3", 1.0), ("a", "xor", 0.0), ("a,b", "xor", 1.0), ("0-1", "0,1", 2.0), ("measured", "2-3", 2.0)]
    {
        let estimate = read(&["--x", x, "--y", y]);
        assert!((estimate["bits"].as_f64().unwrap() - bits).abs() < 1e-12, "{x} {y}: {estimate}");
        assert!((estimate["value"].as_f64().unwrap() - bits * std::f64::consts::LN_2).abs() < 1e-12);
        assert_eq!((&estimate["estimator"], &estimate["unit"]), (&"plug-in".into(), &"nats".into()));
        assert_eq!((&estimate["null"]["permutations"], &estimate["interval"]["subsamples"]), (&20.into(), &10.into()));
        assert!(estimate["seconds"].as_f64().unwrap() > 0.0 && estimate["null"]["mean"].as_f64().unwrap() > 0.0);
    }
    let bare = read(&["--x", "0", "--y", "3", "--permutations", "0", "--subsamples", "0"]);
    assert!(bare["null"].is_null() && bare["interval"].is_null());
    // Given the second bit, the first decides the exclusive or.
    let given = read(&["--x", "a", "--y", "xor", "--given", "b"]);
    assert!((given["bits"].as_f64().unwrap() - 1.0).abs() < 1e-12, "{given}");
    let untimed = |seed| {
        let mut estimate = read(&["--x", "a", "--y", "xor", "--seed", seed]);
        estimate.as_object_mut().unwrap().remove("seconds");
        estimate
    };
    assert_eq!(untimed("7"), untimed("7"));
    assert_ne!(untimed("7"), untimed("8"));
    let text = printed(&[
        "estimate",
        &path,
        "--x",
        "a",
        "--y",
        "copy",
        "--estimator",
        "plug-in",
        "--estimator",
        "miller-madow",
    ]);
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines.len() == 3 && lines[0].starts_with("estimator ") && lines[2].starts_with("miller-madow "), "{text}");
    assert!(lines[1].starts_with("plug-in ") && lines[1].contains(" 0.6931  1.0000 "), "{text}");
}

#[test]
fn an_array_file_is_measured_too() {
    let header = "{'descr': '|u1', 'fortran_order': False, 'shape': (4, 2)}";
    let bytes =
        [&b"\x93NUMPY\x01\x00"[..], &[header.len() as u8, 0], header.as_bytes(), &[0, 0, 1, 1, 0, 0, 1, 1]].concat();
    let path = file("pairs.npy", &bytes);
    let report = json(&["estimate", &path, "--x", "0", "--y", "pairs:1", "--estimator", "plug-in", "--json"]);
    assert!((report["estimates"][0]["bits"].as_f64().unwrap() - 1.0).abs() < 1e-12, "{report}");
    assert_eq!(report["n"], 4);
}

#[test]
fn the_estimators_are_listed_with_their_settings() {
    let text = printed(&["estimate", "--estimator", "list"]);
    for estimator in bottleneck_lab::estimators::ALL {
        assert!(text.contains(&format!("{}  {} (", estimator.id, estimator.name)), "{text}");
        for setting in estimator.settings {
            assert!(text.contains(&format!("{}: {}", setting.label, setting.kind.allowed())), "{text}");
        }
    }
    let list = json(&["estimate", "--estimator", "list", "--json"]);
    assert_eq!(texts(&list, "id"), bottleneck_lab::estimators::ALL.iter().map(|it| it.id).collect::<Vec<_>>());
}

#[test]
fn what_cannot_be_estimated_is_refused() {
    let path = bits("refused.csv");
    let bad = file("bad.csv", b"a,b\n1,2\n3,x\n");
    let holed = file("holed.csv", b"a,b\n1,2\nnan,3\n");
    let with = |options: &[&str]| refusal(&[&["estimate", &path][..], options].concat());
    let xy = ["--x", "a", "--y", "xor"];
    for (options, part) in [
        (&["--x", "a"][..], "estimate needs --y"),
        (&xy[..], "estimate needs --estimator"),
        (
            &["--x", "q", "--y", "b", "--estimator", "plug-in"],
            "--x “q”: there is no column “q”; array “refused” has the columns 0 to 3, named a, b, xor, copy",
        ),
        (&["--x", "0-4", "--y", "b", "--estimator", "plug-in"], "there is no column “0-4”"),
        (&["--x", "1-0", "--y", "b", "--estimator", "plug-in"], "there is no column “1-0”"),
        (&[&xy[..], &["--estimator", "nothing"]].concat(), "there is no estimator “nothing”; known: "),
        (&[&xy[..], &["--estimator", "plug-in?k=3"]].concat(), "there is no setting “k”"),
        (
            &[&xy[..], &["--estimator", "gaussian", "--given", "b"]].concat(),
            "gaussian: it cannot take --given; these can: plug-in",
        ),
        (
            &[&xy[..], &["--permutations", "many"]].concat(),
            "--permutations “many” is not allowed; allowed: a whole number from 0 to",
        ),
        (&[&xy[..], &["--seed"]].concat(), "--seed needs a value"),
        (&[&xy[..], &["--colour"]].concat(), "unknown option --colour"),
        (&["--x", "a,a", "--y", "b", "--estimator", "gaussian"], "gaussian: the covariance"),
    ] {
        assert!(with(options).contains(part), "{options:?}: {}", with(options));
    }
    let of = |path: &str| refusal(&["estimate", path, "--x", "a", "--y", "b", "--estimator", "plug-in"]);
    assert!(
        of(&bad).contains("bad.csv: the cell at row 2 (line 3), column 2 “b” is “x”, not a number"),
        "{}",
        of(&bad)
    );
    assert!(
        of(&holed).contains("--x “a”: array “holed”: the value at row 2, column 1 “a” (both counted from 1) is NaN")
    );
    assert!(of("no-such-file.csv").starts_with("no-such-file.csv: "));
    assert!(refusal(&["estimate"]).contains("estimate needs a file"));
}
