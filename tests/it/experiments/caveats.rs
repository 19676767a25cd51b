//! Deterministic caveats: what each price finds, and what its claims make of other settings.

use bottleneck_lab::{
    experiments::PAGES,
    lab::{Page, Replay, Ruling, Verdict},
    plot::{Body, Cell},
};

use super::runs::{frames, replay, run};

fn page() -> &'static Page {
    PAGES.iter().find(|page| page.info.id == "deterministic-caveats").unwrap()
}

fn ran(query: &str) -> Box<dyn Replay> {
    assert_eq!(page().resolve(query).1, [], "{query}");
    replay(page(), query, &frames(&run(page(), query)))
}

fn measured(verdict: &Verdict, label: &str) -> f64 {
    verdict.measured.iter().find(|measured| measured.label == label).unwrap().value
}

#[test]
fn exact_prices_find_what_is_known_whatever_the_table() {
    for query in
        ["", "&inputs=8&classes=8&uneven=0.7", "&inputs=5&classes=2&uneven=2&eta=3&power=2", "&starts=1&shift=0.2"]
    {
        let verdicts = ran(&format!("trained=none&points=10{query}")).verdicts(usize::MAX);
        for verdict in &verdicts[..3] {
            assert_eq!(verdict.ruling, Ruling::Held, "{query}: {verdict:?}");
        }
        assert!(measured(&verdicts[0], "values of I(X;T), squared") >= 4.0, "{query}: {verdicts:?}");
        for verdict in &verdicts[3..] {
            assert!(matches!(&verdict.ruling, Ruling::Open { settle: Some(_), .. }), "{query}: {verdict:?}");
        }
    }
}

#[test]
fn label_errors_bend_the_curve_and_free_the_linear_price() {
    let run = ran("trained=none&points=24&label_errors=0.2");
    let verdicts = run.verdicts(usize::MAX);
    let settles = |verdict: &Verdict| match &verdict.ruling {
        Ruling::Open { settle, .. } => settle.as_deref() == Some("label_errors=0"),
        _ => false,
    };
    assert!(verdicts[..3].iter().all(settles), "{verdicts:?}");
    let figures = run.figures(usize::MAX);
    let table = figures.iter().find(|figure| figure.id == "prices").unwrap();
    let Body::Table(table) = &table.body else { panic!("{table:?}") };
    let Cell::Number(levels) = table.rows[0][2] else { panic!("{table:?}") };
    assert!(levels > 2.0, "{levels}");
}

#[test]
fn networks_sweep_under_the_square_and_overflow_under_exponentials() {
    for seed in 1..3 {
        let verdicts = ran(&format!("points=8&trained=squared&seed={seed}")).verdicts(usize::MAX);
        assert_eq!(verdicts[3].ruling, Ruling::Held, "{:?}", verdicts[3]);
        assert_eq!(verdicts[4].ruling, Ruling::Held, "{:?}", verdicts[4]);
        assert_eq!(measured(&verdicts[4], "networks ended by a plain step"), 1.0);
    }
}

#[test]
fn more_classes_than_inputs_are_refused_in_words() {
    let (_, ignored) = page().resolve("inputs=4&classes=5");
    assert!(!ignored.is_empty() && ignored[0].message.contains("classes"), "{ignored:?}");
}
