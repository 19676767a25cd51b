//! The information of numbers about symbols, by neighbours of the same symbol.

use super::{
    super::{
        error::EstimateError,
        estimator::{Estimator, Family, Measures, Reading, Setting, SettingKind, Takes},
        settings::Settings,
    },
    Digammas, K, Kth,
    kd_tree::Within,
    margin::Margin,
    tied_or,
};
use crate::{draws::Rng, samples::Pairs};

const SYMBOLS: Setting = Setting { key: "symbols", label: "Symbols are in", kind: SettingKind::Choice(&["y", "x"]) };

pub static INFO: Estimator = Estimator {
    id: "ross",
    name: "Ross",
    family: Family::Neighbours,
    measures: Measures::Information,
    x: Takes::Either,
    y: Takes::Either,
    settings: &[K, SYMBOLS],
    about: "For one side of symbols that repeat and one of numbers that do not; points whose symbol is unique are left out.",
    source: "Ross 2014, eq. 6",
};

/// I(X;Y) of numbers and symbols in nats: ψ(N) + ⟨ψ(k)⟩ − ⟨ψ(N_c)⟩ − ⟨ψ(m)⟩.
///
/// The setting `symbols` says which side is the symbols (equal rows are one symbol); the other is numbers, `[n, d]`. N_c
/// is the number of points of a point's symbol, and m of all points, itself included, strictly nearer than its k-th
/// nearest of the same symbol in max-norm. A symbol with N_c ≤ k points is taken with k = N_c − 1; points with a symbol of
/// their own have no such neighbour and are left out everywhere, N included (as scikit-learn does). Where the k-th
/// distance is 0, m is the points at the same place; numbers that repeat are for `gao`.
///
/// Ceiling: the k − 1 nearer of the same symbol and the point are in m, so no reading passes ψ(N) − ⟨ψ(N_c)⟩; where
/// distances tie, ⟨ψ(k)⟩ − ψ(1) more.
///
/// Ross 2014, eq. 6.
pub fn estimate(pairs: &Pairs, settings: &Settings, _: &mut Rng) -> Result<Reading, EstimateError> {
    let k = settings.count(K.key);
    let (numbers, symbols) = match settings.choice(SYMBOLS.key) {
        "x" => (pairs.y(), pairs.x()),
        _ => (pairs.x(), pairs.y()),
    };
    let (symbols, classes) = symbols.symbols();
    let mut rows_of = vec![Vec::new(); classes];
    symbols.iter().enumerate().for_each(|(row, symbol)| rows_of[*symbol as usize].push(row));
    rows_of.retain(|rows| rows.len() > 1);
    let kept = numbers.rows_at(&rows_of.concat());
    let n = kept.n();
    if n == 0 {
        return Err(EstimateError::Unsuited(format!(
            "none of the {} points shares its symbol with another; symbols must repeat",
            pairs.n()
        )));
    }
    let psi = Digammas::up_to(n);
    let all = Margin::new(&kept);
    let (mut value, mut untied, mut tied) = (psi.of(n), psi.of(n), psi.of(n));
    let mut start = 0;
    for rows in &rows_of {
        let size = rows.len();
        let k = k.min(size - 1);
        let part = size as f64 / n as f64;
        let kth = Kth::of(&numbers.rows_at(rows), k)?;
        let around = |(at, radius): (usize, &f64)| {
            let within = if *radius > 0.0 { Within::Inside } else { Within::InsideOrOn };
            psi.of(all.others(start + at, *radius, within) + 1)
        };
        value += part * (psi.of(k) - psi.of(size) - kth.mean(around));
        untied -= part * psi.of(size);
        tied -= part * (psi.of(size) + tied_or(&kth, psi.of(1) - psi.of(k), 0.0));
        start += size;
    }
    let name =
        if tied > untied { "ψ(N) + ⟨ψ(k)⟩ − ⟨ψ(N_c)⟩ − ψ(1)" } else { "ψ(N) − ⟨ψ(N_c)⟩" };
    Ok(Reading::below(value, tied, name))
}
