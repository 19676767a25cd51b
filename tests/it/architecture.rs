//! The layer table and the house rules, held against the code.

use std::{
    fs,
    path::{Path, PathBuf},
};

use bottleneck_lab::experiments::PAGES;

/// A module, and the modules it may import. A row stands below all it imports.
const LAYERS: &[(&str, &[&str])] = &[
    ("draws", &[]),
    ("samples", &[]),
    ("measures", &["draws"]),
    ("bottleneck", &["draws", "measures"]),
    ("concepts", &["draws", "samples", "measures"]),
    ("datasets", &["draws", "samples", "measures"]),
    ("nets", &["draws"]),
    ("estimators", &["draws", "samples", "measures", "nets"]),
    ("plot", &[]),
    ("lab", &["plot"]),
    (
        "experiments",
        &["draws", "samples", "measures", "bottleneck", "concepts", "datasets", "estimators", "nets", "plot", "lab"],
    ),
    ("worker", &["lab"]),
    ("ui", &["plot", "lab", "worker"]),
    ("main.rs", &["experiments", "ui"]),
    ("bin/worker.rs", &["experiments", "worker"]),
    ("bin/pretrain.rs", &["draws", "datasets", "nets"]),
    ("bin/replicate/main.rs", &["samples", "datasets", "estimators", "plot", "lab", "experiments", "worker"]),
];

/// One file of src.
struct Source {
    /// Below src, with `/`.
    path: String,
    text: String,
}

fn sources() -> Vec<Source> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    walk(&root, &mut paths);
    paths.sort();
    let read = |path: PathBuf| Source {
        path: path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/"),
        text: fs::read_to_string(&path).unwrap(),
    };
    paths.into_iter().map(read).collect()
}

impl Source {
    /// The row of the table it belongs to.
    fn module(&self) -> &str {
        if self.path.starts_with("bin/replicate/") {
            return "bin/replicate/main.rs";
        }
        let first = self.path.split('/').next().unwrap();
        if first == "bin" || first == "main.rs" { &self.path } else { first.trim_end_matches(".rs") }
    }

    /// Its lines, counted from 1, without comments.
    fn code(&self) -> Vec<(usize, &str)> {
        self.text
            .lines()
            .enumerate()
            .map(|(i, line)| {
                let line = if line.trim_start().starts_with("//") { "" } else { line };
                (i + 1, line.split_once(" // ").map_or(line, |(code, _)| code))
            })
            .collect()
    }

    /// Every line that has one of the words.
    fn naming(&self, words: &[&str]) -> Vec<String> {
        let lines = self.code().into_iter();
        let named = lines.filter(|(_, line)| words.iter().any(|word| line.contains(word)));
        named.map(|(number, line)| format!("src/{}:{number}: {}", self.path, line.trim())).collect()
    }
}

/// The modules that a text's paths through the crate begin with, each with its line.
fn imports(code: &[(usize, &str)]) -> Vec<(usize, String)> {
    let letters: Vec<(usize, char)> =
        code.iter().flat_map(|(number, line)| line.chars().chain(['\n']).map(move |c| (*number, c))).collect();
    let text: Vec<char> = letters.iter().map(|(_, letter)| *letter).collect();
    let is_word = |letter: &char| letter.is_alphanumeric() || *letter == '_';
    let word = |from: usize| text[from..].iter().take_while(|letter| is_word(letter)).collect::<String>();
    let mut found = Vec::new();
    for start in 0..text.len() {
        for root in ["crate::", "bottleneck_lab::"] {
            let root: Vec<char> = root.chars().collect();
            if !text[start..].starts_with(&root) || (start > 0 && is_word(&text[start - 1])) {
                continue;
            }
            let mut at = start + root.len();
            if text[at] != '{' {
                found.push((letters[at].0, word(at)));
                continue;
            }
            // In a group, a name begins after the brace and after each comma that no inner brace encloses.
            let mut depth = 0;
            let mut expected = false;
            while at < text.len() {
                match text[at] {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    _ => {}
                }
                if depth == 0 {
                    break;
                }
                if depth == 1 && matches!(text[at], '{' | ',') {
                    expected = true;
                } else if expected && !text[at].is_whitespace() {
                    expected = false;
                    found.push((letters[at].0, word(at)));
                }
                at += 1;
            }
        }
    }
    found
}

fn assert_nothing(found: Vec<String>, rule: &str) {
    assert!(found.is_empty(), "{rule}:\n{}", found.join("\n"));
}

/// The files that are compiled for the browser alone, as their modules say.
fn browser_files(sources: &[Source]) -> Vec<&str> {
    let mut gated = Vec::new();
    for source in sources.iter().filter(|source| source.path == "lib.rs" || source.path.ends_with("mod.rs")) {
        let folder = source.path.trim_end_matches("lib.rs").trim_end_matches("mod.rs");
        let lines: Vec<&str> = source.text.lines().collect();
        for pair in lines.windows(2).filter(|pair| pair[0].trim() == "#[cfg(feature = \"web\")]") {
            if let Some(name) = pair[1].trim_start_matches("pub ").strip_prefix("mod ") {
                gated.push(format!("{folder}{}", name.trim_end_matches(';')));
            }
        }
    }
    let is_gated =
        |path: &str| gated.iter().any(|gate| path == format!("{gate}.rs") || path.starts_with(&format!("{gate}/")));
    sources.iter().map(|source| source.path.as_str()).filter(|path| is_gated(path)).collect()
}

#[test]
fn imports_are_found_in_groups_and_in_the_middle_of_code() {
    let code = "use crate::{\n    draws::Rng,\n    lab::{Claim, nets::Mlp}, plot,\n};\nuse bottleneck_lab::ui::mount;\n\
                let x = crate::samples::Pairs(mycrate::no, pub_crate);";
    let lines: Vec<(usize, &str)> = code.lines().enumerate().map(|(i, line)| (i + 1, line)).collect();
    let found = imports(&lines);
    let found: Vec<(usize, &str)> = found.iter().map(|(line, name)| (*line, name.as_str())).collect();
    assert_eq!(found, [(2, "draws"), (3, "lab"), (3, "plot"), (5, "ui"), (6, "samples")]);
}

#[test]
fn rows_import_only_rows_above() {
    for (i, (module, may_import)) in LAYERS.iter().enumerate() {
        for import in *may_import {
            assert!(LAYERS[..i].iter().any(|(above, _)| above == import), "{module} imports {import}");
        }
    }
}

#[test]
fn every_module_has_a_row() {
    let sources = sources();
    let mut modules: Vec<&str> = sources.iter().filter(|it| it.path != "lib.rs").map(Source::module).collect();
    let mut rows: Vec<&str> = LAYERS.iter().map(|(module, _)| *module).collect();
    modules.sort_unstable();
    modules.dedup();
    rows.sort_unstable();
    assert_eq!(modules, rows);
}

/// `lib.rs` promises that a module stands below all it may import.
#[test]
fn the_module_list_stands_in_layer_order() {
    let library = include_str!("../../src/lib.rs");
    let listed: Vec<&str> =
        library.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    assert_eq!(listed.len(), LAYERS.iter().filter(|(module, _)| !module.ends_with(".rs")).count());
    let place = |module: &str| listed.iter().position(|other| *other == module);
    for (module, may_import) in LAYERS.iter().filter(|(module, _)| !module.ends_with(".rs")) {
        for import in *may_import {
            assert!(place(import) < place(module), "lib.rs lists {module} above {import}, which it may import");
        }
    }
}

#[test]
fn modules_import_only_what_the_table_allows() {
    let mut refused = Vec::new();
    for source in sources().iter().filter(|source| source.path != "lib.rs") {
        let module = source.module();
        let (_, may_import) = LAYERS.iter().find(|(row, _)| *row == module).unwrap();
        for (line, import) in imports(&source.code()) {
            if import != module && !may_import.contains(&import.as_str()) {
                refused.push(format!(
                    "src/{}:{line}: {module} imports {import}; it may import {may_import:?}",
                    source.path
                ));
            }
        }
    }
    assert_nothing(refused, "imports that the layer table does not allow");
}

/// Climbing to the root would go around the table.
#[test]
fn no_path_climbs_out_of_its_module() {
    let mut climbing = Vec::new();
    for source in sources() {
        let depth = source.path.trim_end_matches("/mod.rs").split('/').count();
        climbing.extend(source.naming(&["super::".repeat(depth).as_str()]));
    }
    assert_nothing(climbing, "paths that leave their module through super");
}

#[test]
fn the_readme_shows_the_same_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(&path).unwrap_or_else(|error| panic!("README.md: {error}"));
    let mut shown: Vec<(String, Vec<String>)> = Vec::new();
    let table = readme.lines().skip_while(|line| line.replace(' ', "") != "|level|modules|mayimport|").skip(2);
    for row in table.take_while(|line| line.starts_with('|')) {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [_, modules, may_import] = cells[..] else { panic!("README.md: {row}") };
        // "(+ burn)" is not a module.
        let may_import = may_import.split('(').next().unwrap();
        let names = |text: &str| -> Vec<String> {
            text.split(',').map(|name| name.trim().trim_matches('`').to_owned()).filter(|it| !it.is_empty()).collect()
        };
        let mut imports: Vec<String> = names(may_import).into_iter().filter(|name| name != "–").collect();
        if imports == ["everything above"] {
            imports = shown.iter().map(|(module, _)| module.clone()).collect();
        }
        imports.sort();
        shown.extend(names(modules).into_iter().map(|module| (module, imports.clone())));
    }
    let held = |(module, may_import): &(&str, &[&str])| {
        let mut imports: Vec<String> = may_import.iter().map(|&import| import.into()).collect();
        imports.sort();
        ((*module).to_owned(), imports)
    };
    let mut held: Vec<_> = LAYERS.iter().map(held).collect();
    held.sort();
    shown.sort();
    assert_eq!(shown, held, "README.md's layer table (left) against LAYERS (right)");
}

#[test]
fn the_page_and_the_worker_name_no_experiment() {
    let mut named = Vec::new();
    for source in sources().iter().filter(|source| ["ui", "worker"].contains(&source.module())) {
        for page in PAGES {
            let module = page.info.id.replace('-', "_");
            let camel: String =
                page.info.id.split('-').map(|word| word[..1].to_uppercase() + &word[1..]).collect::<Vec<_>>().concat();
            named.extend(source.naming(&[page.info.id, &module, &camel]));
        }
    }
    assert_nothing(named, "ui and worker name no experiment");
}

#[test]
fn only_browser_files_know_the_browser() {
    let sources = sources();
    let browser = browser_files(&sources);
    // If these were not found, everything would be allowed nowhere or everywhere.
    for known in ["ui/mod.rs", "plot/canvas.rs", "worker/browser.rs"] {
        assert!(browser.contains(&known), "{known} is not behind the feature web: {browser:?}");
    }
    for core in ["plot/draw.rs", "worker/serve.rs", "worker/protocol.rs", "worker/native.rs", "lab/field.rs"] {
        assert!(!browser.contains(&core), "{core} is behind the feature web");
    }
    let words = ["web_sys", "js_sys", "wasm_bindgen", "cfg(target_arch"];
    let others = sources.iter().filter(|source| !browser.contains(&source.path.as_str()));
    assert_nothing(others.flat_map(|source| source.naming(&words)).collect(), "the browser is known outside its files");
}

#[test]
fn crates_stay_in_their_modules() {
    let rules: [(&str, &[&str]); 3] = [
        ("leptos", &["ui"]),
        ("plotters", &["plot"]),
        (
            "burn::",
            &[
                "nets",
                "estimators",
                "lab",
                "experiments",
                "worker",
                "bin/worker.rs",
                "bin/pretrain.rs",
                "bin/replicate/main.rs",
            ],
        ),
    ];
    for (name, modules) in rules {
        let all = sources();
        let (inside, outside): (Vec<_>, Vec<_>) = all.iter().partition(|source| modules.contains(&source.module()));
        assert_nothing(
            outside.into_iter().flat_map(|source| source.naming(&[name])).collect(),
            &format!("{name} belongs to {modules:?} alone"),
        );
        assert!(inside.into_iter().any(|source| !source.naming(&[name]).is_empty()), "nothing uses {name}");
    }
}

/// The page links `lab`; with more of burn than a handle it would link burn's computation too.
#[test]
fn the_lab_and_the_worker_know_burns_device_alone() {
    let all = sources();
    let lines = all
        .iter()
        .filter(|source| ["lab", "worker", "bin/worker.rs", "bin/replicate/main.rs"].contains(&source.module()))
        .flat_map(|source| source.naming(&["burn::"]));
    let more = lines.filter(|line| !line.ends_with(": use burn::tensor::Device;")).collect();
    assert_nothing(more, "more of burn than its Device");
}

#[test]
fn nothing_reads_the_device_synchronously_or_unwraps() {
    let words = ["into_data()", "into_scalar()", "to_data()", "Device::default()", ".unwrap()"];
    assert_nothing(sources().iter().flat_map(|source| source.naming(&words)).collect(), "this panics in a browser");
}

#[test]
fn every_file_says_what_it_is_and_stays_short() {
    let mut broken = Vec::new();
    for Source { path, text } in sources() {
        if !text.starts_with("//! ") {
            broken.push(format!("src/{path} does not open with //!"));
        }
        if text.lines().count() > 400 {
            broken.push(format!("src/{path} has {} lines", text.lines().count()));
        }
        let mut names = path.trim_end_matches(".rs").split('/');
        if names.any(|name| ["utils", "common", "helpers", "types", "prelude"].contains(&name)) {
            broken.push(format!("src/{path} is named after nothing"));
        }
    }
    assert_nothing(broken, "house rules");
}
