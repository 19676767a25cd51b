//! What holds of every experiment in the registry: what it says of itself, its fields and its links.

use std::collections::BTreeSet;

use bottleneck_lab::{
    experiments::{JOBS, PAGES},
    lab::{Conditions, Field, FileId, Files, Kind, Link, PAPERS, Page, Params, paper},
};

mod beta_vae;
mod cauchy_schwarz_ib;
mod caveats;
mod claims;
mod concept_bottleneck;
mod concept_leakage;
mod concept_metrics;
mod concept_transformer;
mod discover_then_name;
mod energy_cbm;
mod gaussian;
mod knowledge;
mod language_bottleneck;
mod one_currency;
mod phases;
mod policy_race;
mod post_hoc_cbm;
mod race;
mod runs;
mod semantic_inputs;
mod sparse_cbm;
mod truth;
mod vib;
mod your_concepts;
mod your_data;

/// Values other than the default that a field takes, as text.
fn others(page: &Page, field: &Field) -> Vec<String> {
    let defaults = page.all_defaults();
    let values: Vec<String> = match field.kind {
        Kind::Number { range: [low, high], .. } => [low, (low + high) / 2.0, high].map(|it| it.to_string()).into(),
        Kind::Count { range: [low, high] } => [low, low + 1, high].map(|it| it.to_string()).into(),
        Kind::Seed => [0, 7, u32::MAX].map(|it| it.to_string()).into(),
        Kind::Flag => ["true", "false"].map(String::from).into(),
        Kind::Choice(values) => values.iter().map(|(value, _)| (*value).into()).collect(),
        Kind::Toggles(values) => {
            let all: Vec<&str> = values.iter().map(|(value, _)| *value).collect();
            all.iter().copied().chain([all.join("+").as_str(), "none"]).map(String::from).collect()
        }
        Kind::Table { rows, columns, range: [low, high] } => {
            let cell = |i: usize| (low + 1.0 + (i * i % 7) as f64).min(high).to_string();
            let row = |r: usize| (0..columns[0]).map(|c| cell(r * columns[0] + c)).collect::<Vec<_>>().join(",");
            vec![(0..rows[0]).map(row).collect::<Vec<_>>().join(";")]
        }
        Kind::Drawing { width, height, levels } => {
            let digits = |level: &dyn Fn(usize) -> u32| (0..width * height).map(|i| digit(level(i))).collect();
            vec![digits(&|_| levels - 1), digits(&|i| (i * i) as u32 % levels), "none".into()]
        }
        Kind::Answers { most } => vec!["0n".into(), format!("{}y.0n", most - 1), "none".into()],
        Kind::Files { extensions, most } => {
            let file = |i: usize| FileId::of(&format!("file.{}", extensions[0]), &i.to_le_bytes());
            [0, 1, most].map(|count| Files::new((0..count).map(file)).to_string()).into()
        }
        // Only its experiment knows what text is good, and shows some in its own queries.
        Kind::Text { .. } => {
            let queries = page.info.try_next.iter().map(|(_, query)| *query).chain([page.info.smoke]);
            queries.filter_map(|query| page.resolve(query).0.get(field.key).cloned()).collect()
        }
    };
    let values: Vec<String> = values.into_iter().filter(|value| defaults.get(field.key) != Some(value)).collect();
    assert!(!values.is_empty(), "{}: no other value of {} is known", page.info.id, field.key);
    values
}

/// A pixel of a drawing.
fn digit(level: u32) -> char {
    char::from_digit(level, 36).unwrap()
}

/// Values just outside what a field takes.
fn outside(field: &Field) -> Vec<String> {
    match field.kind {
        Kind::Number { range: [low, high], .. } => {
            vec![low.next_down().to_string(), high.next_up().to_string(), "NaN".into(), "inf".into(), "1,5".into()]
        }
        Kind::Count { range: [low, high] } => {
            vec![(i128::from(low) - 1).to_string(), (u128::from(high) + 1).to_string(), format!("{low}.5")]
        }
        Kind::Seed => vec!["-1".into(), (1u64 << 32).to_string()],
        Kind::Flag => vec!["yes".into()],
        Kind::Choice(values) => vec![format!("{}s", values[0].0), String::new()],
        Kind::Toggles(values) => vec![format!("{}+nothing", values[0].0)],
        Kind::Text { longest, .. } => vec!["1".repeat(longest + 1)],
        Kind::Table { rows, columns, range: [_, high] } => {
            let table = |rows: usize, columns: usize, cell: f64| {
                let row = vec![cell.to_string(); columns].join(",");
                vec![row; rows].join(";")
            };
            vec![
                table(rows[1] + 1, columns[0], high),
                table(rows[0] - 1, columns[0], high),
                table(rows[0], columns[1] + 1, high),
                table(rows[0], columns[0] - 1, high),
                table(rows[0], columns[0], high.next_up()),
            ]
        }
        Kind::Drawing { width, height, levels } => {
            let pixels = width * height;
            let of = |level: u32, count: usize| digit(level).to_string().repeat(count);
            let beyond = if levels < 36 { of(levels, pixels) } else { "–".repeat(pixels) };
            vec![of(levels - 1, pixels - 1), of(levels - 1, pixels + 1), beyond, String::new()]
        }
        Kind::Answers { most } => [format!("{most}y"), "0y.0n".into(), "0".into(), String::new()].into(),
        Kind::Files { extensions, most } => {
            let file = |i: usize| FileId::of(&format!("file.{}", extensions[0]), &i.to_le_bytes());
            let other = FileId::of(&format!("file.{}s", extensions[0]), b"");
            vec![Files::new((0..=most).map(file)).to_string(), other.to_string(), String::new()]
        }
    }
}

fn is_kebab(id: &str) -> bool {
    let is_word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    id.split('-').all(is_word)
}

fn assert_unique<'a>(of: &str, names: impl Iterator<Item = &'a str>) {
    let mut seen = BTreeSet::new();
    names.for_each(|name| assert!(seen.insert(name), "{of}: {name} stands twice"));
}

#[test]
fn ids_are_unique_and_kebab_case() {
    assert_unique("PAGES", PAGES.iter().map(|page| page.info.id));
    for page in PAGES {
        assert!(is_kebab(page.info.id), "{}", page.info.id);
        assert_unique(page.info.id, page.claims.iter().map(|claim| claim.id));
        assert!(page.claims.iter().all(|claim| is_kebab(claim.id)), "{:?}", page.claims);
    }
    assert!(!is_kebab("Information-plane") && !is_kebab("a--b") && !is_kebab("a_b") && !is_kebab(""));
}

#[test]
fn pages_and_jobs_are_the_same_experiments() {
    let pages: Vec<&str> = PAGES.iter().map(|page| page.info.id).collect();
    assert_eq!(pages, JOBS.iter().map(|job| job.id).collect::<Vec<_>>());
    assert!(!pages.is_empty());
}

#[test]
fn fields_are_the_configs_and_no_conditions() {
    for page in PAGES {
        assert_unique(page.info.id, page.fields.iter().chain(Conditions::FIELDS).map(|field| field.key));
        let defaults = (page.defaults)();
        let keys: BTreeSet<&str> = page.fields.iter().map(|field| field.key).collect();
        assert_eq!(keys, defaults.keys().collect(), "{}: fields (left), Config (right)", page.info.id);
        assert!(keys.contains("seed"), "{} has no seed", page.info.id);
    }
    let conditions = Params::of(&Conditions::default());
    assert_eq!(Conditions::FIELDS.iter().map(|it| it.key).collect::<BTreeSet<_>>(), conditions.keys().collect());
}

#[test]
fn experiments_say_what_they_are() {
    for page in PAGES {
        let info = page.info;
        for text in [info.title, info.family, info.question, info.after, info.smoke] {
            assert!(!text.trim().is_empty(), "{info:?}");
        }
        assert!(!info.guide.is_empty() && info.guide.iter().all(|text| !text.trim().is_empty()), "{}", info.id);
        for field in page.fields.iter().chain(Conditions::FIELDS) {
            let texts = [field.label, field.help, field.group];
            assert!(texts.iter().all(|text| !text.trim().is_empty()), "{}: {}", info.id, field.key);
        }
        for claim in page.claims {
            assert!(!claim.statement.is_empty() && !claim.criterion.is_empty(), "{}: {}", info.id, claim.id);
        }
        assert!(!page.claims.is_empty(), "{} claims nothing", info.id);
    }
}

/// Else a control that is set back to its default would leave it in the link.
#[test]
fn defaults_are_legal_and_canonical() {
    for page in PAGES {
        let defaults = page.all_defaults();
        for field in page.fields.iter().chain(Conditions::FIELDS) {
            let default = defaults.get(field.key).unwrap();
            assert_eq!(field.canonical(default).as_ref(), Ok(default), "{}: {}", page.info.id, field.key);
        }
        (page.check)(&defaults).unwrap();
        (page.check)(&Params::default()).unwrap();
        assert_eq!(page.resolve(&defaults.to_query()), (Params::default(), vec![]), "{}", page.info.id);
    }
}

#[test]
fn links_say_exactly_what_was_set() {
    for page in PAGES {
        let mut all = Params::default();
        for field in page.fields.iter().chain(Conditions::FIELDS) {
            let mut accepted = 0;
            for value in others(page, field) {
                let mut params = Params::default();
                // What no single range can say may forbid an end of this one.
                accepted += usize::from(page.set(&mut params, field.key, &value).is_ok());
                let text = Link::text(page, &params);
                let link = Link::parse(&text, PAGES).unwrap();
                assert_eq!(
                    (link.page.info.id, &link.params, &link.ignored),
                    (page.info.id, &params, &vec![]),
                    "{text}"
                );
                let _ = page.set(&mut all, field.key, &value);
            }
            assert!(accepted > 0, "{}: {} could be set to nothing", page.info.id, field.key);
        }
        let link = Link::parse(&Link::text(page, &all), PAGES).unwrap();
        assert_eq!((&link.params, &link.ignored), (&all, &vec![]));
        assert!(all.keys().count() > page.fields.len() / 2, "{}: {all:?}", page.info.id);
        // Back at the defaults, nothing is left.
        for field in page.fields.iter().chain(Conditions::FIELDS).rev() {
            page.set(&mut all, field.key, page.all_defaults().get(field.key).unwrap()).unwrap();
        }
        assert_eq!(Link::text(page, &all), page.info.id);
    }
}

#[test]
fn fields_refuse_what_is_just_outside() {
    for page in PAGES {
        for field in page.fields.iter().chain(Conditions::FIELDS) {
            for value in outside(field) {
                let refused = field.canonical(&value).expect_err(field.key);
                assert_eq!(refused.key, field.key);
                for part in [format!("“{}”", field.key), field.kind.allowed()] {
                    assert!(refused.message.contains(&part), "{} lacks {part}", refused.message);
                }
                let query = serde_urlencoded::to_string([(field.key, &value)]).unwrap();
                assert_eq!(page.resolve(&query), (Params::default(), vec![refused]), "{query}");
            }
        }
    }
}

#[test]
fn controls_depend_on_fields_and_values_that_exist() {
    for page in PAGES {
        for (field, (key, values)) in page.fields.iter().filter_map(|field| Some((field, field.shown_when?))) {
            let other = page.fields.iter().find(|other| other.key == key);
            let other = other.unwrap_or_else(|| panic!("{} is shown by {key}, which is no field", field.key));
            assert!(!values.is_empty(), "{} is never shown", field.key);
            for value in values {
                assert_eq!(other.canonical(value).as_deref(), Ok(*value), "{} is shown by {key}", field.key);
            }
        }
    }
}

#[test]
fn claims_cite_papers_and_every_paper_is_cited() {
    assert_unique("PAPERS", PAPERS.iter().map(|paper| paper.key));
    let mut cited = BTreeSet::new();
    for page in PAGES {
        assert!(!page.info.papers.is_empty(), "{} cites nothing", page.info.id);
        assert_unique(page.info.id, page.info.papers.iter().copied());
        for key in page.info.papers {
            assert!(paper(key).is_some(), "{} cites {key}, which is no paper of the table", page.info.id);
            cited.insert(*key);
        }
        for claim in page.claims {
            assert!(page.info.papers.contains(&claim.paper), "{}: {} cites {}", page.info.id, claim.id, claim.paper);
        }
    }
    for paper in PAPERS {
        assert!(cited.contains(paper.key), "no experiment cites {}", paper.key);
    }
}
