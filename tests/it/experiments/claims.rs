//! What single experiments are known to find, and how they say that they cannot.

use bottleneck_lab::{
    experiments::PAGES,
    lab::{Page, Ruling, Verdict},
};

use super::runs::{failed, frames, replay, run};

fn page(id: &str) -> &'static Page {
    PAGES.iter().find(|page| page.info.id == id).unwrap()
}

fn verdicts(id: &str, query: &str) -> Vec<Verdict> {
    let page = page(id);
    replay(page, query, &frames(&run(page, query))).verdicts(usize::MAX)
}

fn measured(verdict: &Verdict, label: &str) -> f64 {
    verdict.measured.iter().find(|measured| measured.label == label).unwrap().value
}

fn held(verdicts: &[Verdict]) -> Vec<bool> {
    verdicts.iter().map(|verdict| verdict.ruling == Ruling::Held).collect()
}

#[test]
fn the_binary_symmetric_channel_bears_out_every_claim_of_the_curve() {
    let verdicts = verdicts("information-curve", "source=binary-symmetric");
    assert_eq!(held(&verdicts), [true; 4], "{verdicts:?}");
    assert!((measured(&verdicts[3], "1/σ₂²") - 1.0 / 0.64).abs() < 1e-9);
}

/// Where the optimum jumps away from silence, it does so before silence loses its hold.
#[test]
fn a_jump_comes_before_the_predicted_transition() {
    for query in ["", "source=z-channel", "source=random&seed=3"] {
        let verdicts = verdicts("information-curve", query);
        assert_eq!(held(&verdicts), [true, true, true, false], "{query}: {verdicts:?}");
        let [found, predicted] = ["β of the first better code", "1/σ₂²"].map(|label| measured(&verdicts[3], label));
        assert!(found < 0.98 * predicted, "{query}: {found} {predicted}");
    }
}

/// Near a jump a sweep alone stays on the wrong branch for some β.
#[test]
fn the_curve_is_concave_across_a_jump() {
    for seed in [4, 7, 11] {
        let verdicts = verdicts("information-curve", &format!("source=random&seed={seed}"));
        assert!(measured(&verdicts[0], "deepest dent") < 1e-9, "{seed}: {:?}", verdicts[0]);
    }
}

#[test]
fn an_independent_table_is_refused_in_words() {
    for table in ["1,2;2,4", "1,1;1,1", "1,2,3;2,4,6;3,6,9"] {
        let (params, ignored) = page("information-curve").resolve(&format!("source=yours&table={table}"));
        assert_eq!(params.get("table"), None);
        assert!(ignored[0].key == "table" && ignored[0].message.contains("independent"), "{ignored:?}");
    }
}

/// The narrowest layer of the reference network, in a third of the paper's epochs.
#[test]
fn a_tanh_network_compresses_and_keeps_the_order_of_its_layers() {
    let verdicts = verdicts("information-plane", "epochs=2600&checkpoints=24");
    assert_eq!((&verdicts[0].ruling, &verdicts[2].ruling), (&Ruling::Held, &Ruling::Held), "{verdicts:?}");
    assert!(measured(&verdicts[0], "test accuracy") > 0.9);
}

/// The same link gives the same losses here and in the browser; its test reads the same file.
#[test]
fn a_link_gives_its_numbers_everywhere() {
    let (page, query) = (page("information-plane"), "epochs=12&checkpoints=5&hidden=6&seed=3");
    let figures = replay(page, query, &frames(&run(page, query))).figures(usize::MAX);
    let csv = figures.iter().find(|figure| figure.id == "loss").unwrap().to_csv(Default::default());
    let cells = |text: &str| text.lines().flat_map(|line| line.split(',')).map(str::to_owned).collect::<Vec<_>>();
    let (found, stored) = (cells(&csv), cells(include_str!("../../oracles/short_run_loss.csv")));
    assert_eq!(found.len(), stored.len());
    for (found, stored) in found.iter().zip(&stored) {
        match (found.parse::<f64>(), stored.parse::<f64>()) {
            (Ok(found), Ok(stored)) => assert!((found - stored).abs() < 1e-6, "{found} {stored}"),
            _ => assert_eq!(found, stored),
        }
    }
}

#[test]
fn a_network_that_has_not_fitted_decides_nothing() {
    let verdicts = verdicts("information-plane", "epochs=30&checkpoints=4");
    let Ruling::Open { why, settle } = &verdicts[0].ruling else { panic!("{:?}", verdicts[0]) };
    assert!(why.contains("not fitted") && settle.is_some(), "{why}");
    assert!(measured(&verdicts[0], "accuracy on what was trained on") < 0.97);
}

#[test]
fn a_dead_network_is_recognised_and_said() {
    let (id, query) = ("information-plane", "activation=relu&rate=1&epochs=30&checkpoints=3&estimator=floor-bins");
    let replay = replay(page(id), query, &frames(&run(page(id), query)));
    let Ruling::Open { why, settle } = &replay.verdicts(usize::MAX)[1].ruling else { panic!("decided") };
    assert!(
        why.contains("died") && settle.as_deref().is_some_and(|query| query.contains("seed=2")),
        "{why} {settle:?}"
    );
    let plane = &replay.figures(usize::MAX)[0];
    assert!(plane.caption.written(Default::default()).contains("Dead: every unit"), "{:?}", plane.caption);
}

#[test]
fn a_loss_that_is_no_number_ends_the_run_in_words() {
    let query = "activation=abs&rate=10&epochs=200&checkpoints=2&narrowest=64&initial=twice-fan-in&batch=4096\
                 &hidden=64-64-64-64-64-64-64-64-64-64-64";
    let said = failed(page("information-plane"), query);
    assert!(said.contains("stopped being a number") && said.contains("learning rate"), "{said}");
}
