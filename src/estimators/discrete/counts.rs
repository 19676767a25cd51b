//! How often symbols occurred, and the information of counts of X, of Y and of both.

use super::super::{
    cells::Cells,
    error::EstimateError,
    estimator::{Reading, Setting, SettingKind},
    settings::Settings,
};
use crate::samples::{Pairs, Samples};

/// How often each symbol of an alphabet occurred. Which symbol is which does not matter to an entropy.
///
/// Entropies need a point at least, but for those of Bayes and NSB, which begin with a prior.
#[derive(Clone, Debug, PartialEq)]
pub struct Counts {
    /// Every count that occurs, ascending, none of them 0, and how many symbols have it.
    groups: Vec<(u32, u32)>,
    total: f64,
    alphabet: f64,
}

impl Counts {
    /// One count a symbol; the alphabet is the symbols that occurred, so counts of 0 are as if they were not there.
    pub fn new(counts: &[u32]) -> Self {
        let mut sorted: Vec<u32> = counts.iter().copied().filter(|count| *count > 0).collect();
        sorted.sort_unstable();
        let groups: Vec<(u32, u32)> =
            sorted.chunk_by(|a, b| a == b).map(|equal| (equal[0], equal.len() as u32)).collect();
        let total = groups.iter().map(|(count, symbols)| f64::from(*count) * f64::from(*symbols)).sum();
        Self { groups, total, alphabet: sorted.len() as f64 }
    }

    /// The same counts of symbols from an alphabet of `size` ≥ the symbols that occurred.
    pub fn of_alphabet(self, size: f64) -> Self {
        assert!(size >= self.occupied(), "an alphabet of {size} cannot have {} symbols", self.occupied());
        Self { alphabet: size, ..self }
    }

    /// Every count that occurs, ascending, and how many symbols have it.
    pub fn groups(&self) -> impl Iterator<Item = (f64, f64)> {
        self.groups.iter().map(|(count, symbols)| (f64::from(*count), f64::from(*symbols)))
    }

    /// N, how many points were counted.
    pub fn total(&self) -> f64 {
        self.total
    }

    /// How many symbols occurred.
    pub fn occupied(&self) -> f64 {
        self.groups().map(|(_, symbols)| symbols).sum()
    }

    /// K, how many symbols there are.
    pub fn alphabet(&self) -> f64 {
        self.alphabet
    }

    /// How many symbols occurred exactly so many times.
    pub fn occurring(&self, times: f64) -> f64 {
        self.groups().find(|(count, _)| *count == times).map_or(0.0, |(_, symbols)| symbols)
    }

    /// Σ over the symbols that occurred of a function of their count.
    pub fn sum(&self, term: impl Fn(f64) -> f64) -> f64 {
        self.groups().map(|(count, symbols)| symbols * term(count)).sum()
    }

    /// Symbols that exist and did not occur.
    pub fn unseen(&self) -> f64 {
        self.alphabet - self.occupied()
    }
}

/// Sizes of alphabets, for entropies that give weight to symbols which did not occur.
pub const ALPHABETS: [Setting; 2] = [
    Setting {
        key: "symbols-x",
        label: "Symbols X can be (0: those that occur)",
        kind: SettingKind::Count { default: 0, range: [0, 1_000_000] },
    },
    Setting {
        key: "symbols-y",
        label: "Symbols Y can be (0: those that occur)",
        kind: SettingKind::Count { default: 0, range: [0, 1_000_000] },
    },
];

/// How many symbols each side can be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Alphabets {
    Occurring,
    /// X and Y; 0 for those that occur.
    Of([usize; 2]),
}

impl Alphabets {
    /// As [`ALPHABETS`] were set.
    pub fn set(settings: &Settings) -> Self {
        Self::Of(ALPHABETS.map(|setting| settings.count(setting.key)))
    }
}

/// H(X) + H(Y) − H(X,Y), every entropy estimated alike; the alphabet of pairs is all pairs.
///
/// The ceiling holds where splitting symbols never lowers the entropy. That can be shown of the plug-in, Miller–Madow,
/// Grassberger, Zhang and Bayes; of Chao–Shen, shrinkage and NSB no table was found that breaks it. Chao–Wang–Jost drops it.
pub(super) fn information(
    pairs: &Pairs,
    alphabets: Alphabets,
    entropy: impl Fn(&Counts) -> f64,
) -> Result<Reading, EstimateError> {
    let ([x, y], [size_x, size_y]) = sides(pairs, alphabets)?;
    let [h_x, h_y, h_xy] = [(&x, size_x), (&y, size_y), (&x.with(&y), size_x * size_y)]
        .map(|(symbols, size)| entropy(&symbols.counts().of_alphabet(size)));
    Ok(Reading::below(h_x + h_y - h_xy, h_x.min(h_y), "min(H(X), H(Y))"))
}

/// H(X,Z) + H(Y,Z) − H(X,Y,Z) − H(Z), every entropy estimated alike; Z can be the symbols that occur.
pub(super) fn conditional_information(
    pairs: &Pairs,
    given: &Samples,
    alphabets: Alphabets,
    entropy: impl Fn(&Counts) -> f64,
) -> Result<Reading, EstimateError> {
    if given.n() != pairs.n() {
        let (n, given) = (pairs.n(), given.n());
        return Err(EstimateError::Unsuited(format!("{n} points of X and Y came with {given} points of Z")));
    }
    let ([x, y], [size_x, size_y]) = sides(pairs, alphabets)?;
    let z = repeating(given, "Z")?;
    let size_z = z.occupied() as f64;
    let (xz, yz) = (x.with(&z), y.with(&z));
    let xyz = xz.with(&y);
    let tables = [(&z, size_z), (&xz, size_x * size_z), (&yz, size_y * size_z), (&xyz, size_x * size_y * size_z)];
    let [h_z, h_xz, h_yz, h_xyz] = tables.map(|(symbols, size)| entropy(&symbols.counts().of_alphabet(size)));
    Ok(Reading::below(h_xz + h_yz - h_xyz - h_z, (h_xz - h_z).min(h_yz - h_z), "min(H(X|Z), H(Y|Z))"))
}

/// The symbols of X and of Y, and how many each could be.
fn sides(pairs: &Pairs, alphabets: Alphabets) -> Result<([Cells; 2], [f64; 2]), EstimateError> {
    if pairs.n() < 2 {
        return Err(EstimateError::TooFew { n: pairs.n(), needed: 2 });
    }
    let symbols = [repeating(pairs.x(), "X")?, repeating(pairs.y(), "Y")?];
    let mut sizes = [0.0; 2];
    for (side, size) in sizes.iter_mut().enumerate() {
        let occurring = symbols[side].occupied();
        *size = match alphabets {
            Alphabets::Of(sizes) if sizes[side] > 0 => {
                if sizes[side] < occurring {
                    return Err(EstimateError::Unsuited(format!(
                        "{} is {}, but {occurring} symbols of {} occur; it must be 0 or at least that many",
                        ALPHABETS[side].key,
                        sizes[side],
                        ["X", "Y"][side],
                    )));
                }
                sizes[side] as f64
            }
            _ => occurring as f64,
        };
    }
    Ok((symbols, sizes))
}

/// Up to so many points, each can be a symbol of its own: a truth table is a sample too.
const SMALL: usize = 16;

/// Equal points are one symbol; refuses points of which no two are equal.
fn repeating(samples: &Samples, side: &str) -> Result<Cells, EstimateError> {
    let symbols = Cells::symbols(samples);
    if symbols.occupied() == samples.n() && samples.n() > SMALL {
        return Err(EstimateError::Unsuited(format!(
            "all {} points of {side} differ, so each would be a symbol that occurs once, and counts tell nothing of it; \
             put numbers into bins first",
            samples.n()
        )));
    }
    Ok(symbols)
}
