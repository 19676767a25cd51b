//! Who races: the estimators that can be chosen.

use super::Config;
use crate::estimators::{Chosen, EstimateError, Estimator, find};

/// An estimator with settings that make it another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entrant {
    pub id: &'static str,
    pub label: &'static str,
    /// The estimator as it is written, `ksg1?transform=rank`.
    pub query: &'static str,
}

const fn plain(id: &'static str, label: &'static str) -> Entrant {
    Entrant { id, label, query: id }
}

/// Every entrant, in the order in which links and legends name them.
pub const ENTRANTS: &[Entrant] = &[
    plain("ksg1", "KSG 1"),
    Entrant { id: "ksg1-ranks", label: "KSG 1 on ranks", query: "ksg1?transform=rank" },
    plain("ksg2", "KSG 2"),
    plain("kozachenko-leonenko", "Kozachenko–Leonenko"),
    plain("lnc", "LNC"),
    plain("ross", "Ross"),
    plain("gao", "Gao"),
    plain("copula", "Gaussian copula"),
    plain("gaussian", "Gaussian"),
    plain("linear-v", "linear V-information"),
    plain("sliced", "sliced"),
    plain("fixed-bins", "fixed bins"),
    plain("floor-bins", "floor bins"),
    plain("range-bins", "range bins"),
    plain("distinct-bins", "equal-distinct bins"),
    plain("mass-bins", "equal-mass bins"),
    plain("kde", "kernel densities"),
    plain("kt-upper", "noise, upper bound"),
    plain("kt-lower", "noise, lower bound"),
    plain("cs-qmi", "Cauchy–Schwarz"),
    plain("hsic", "HSIC"),
    plain("plug-in", "plug-in"),
    plain("miller-madow", "Miller–Madow"),
    plain("grassberger", "Grassberger"),
    plain("shrinkage", "shrinkage"),
    plain("chao-shen", "Chao–Shen"),
    plain("chao-wang-jost", "Chao–Wang–Jost"),
    plain("zhang", "Zhang"),
    plain("bayes", "Bayes"),
    plain("nsb", "NSB"),
    plain("infonce", "InfoNCE"),
    plain("nwj", "NWJ"),
    plain("dv", "Donsker–Varadhan"),
    plain("mine", "MINE"),
    plain("js", "Jensen–Shannon"),
    plain("smile", "SMILE"),
    plain("vclub", "vCLUB"),
    plain("wdm", "Wasserstein"),
];

/// The entrants as the values of a field.
pub const TOGGLES: &[(&str, &str)] = &{
    let mut toggles = [("", ""); ENTRANTS.len()];
    let mut i = 0;
    while i < ENTRANTS.len() {
        toggles[i] = (ENTRANTS[i].id, ENTRANTS[i].label);
        i += 1;
    }
    toggles
};

impl Entrant {
    /// The estimator with the settings that the config has for it; the error says which it cannot take.
    pub fn chosen(&self, config: &Config) -> Result<Chosen, EstimateError> {
        let mut chosen = Chosen::parse(self.query)?;
        for (key, value) in [("k", config.k), ("bins", config.bins), ("edges", config.bins), ("steps", config.steps)] {
            if chosen.estimator.settings.iter().any(|setting| setting.key == key) {
                chosen.settings.set(key, &value.to_string())?;
            }
        }
        Ok(chosen)
    }

    /// The estimator, without its settings.
    pub fn estimator(&self) -> Option<&'static Estimator> {
        find(self.query.split('?').next().unwrap_or_default())
    }
}

/// The chosen entrants of a config.
pub fn entrants(config: &Config) -> Vec<&'static Entrant> {
    let named = |entrant: &&Entrant| config.estimators.split('+').any(|id| id == entrant.id);
    ENTRANTS.iter().filter(named).collect()
}
