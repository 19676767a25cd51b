//! Who races: the estimators that can be chosen, some of them on ranks as well.

use std::rc::Rc;

use super::Config;
use crate::{
    estimators::{Chosen, EstimateError, Measures},
    samples::{Pairs, Samples, SamplesError},
};

/// An estimator, and what it is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entrant {
    pub id: &'static str,
    pub label: &'static str,
    /// The id of an estimator.
    pub estimator: &'static str,
    pub given: Given,
}

/// What an entrant is given of the sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// As it was drawn.
    Values,
    /// Every coordinate replaced by its rank among the sample's.
    Ranks,
}

const fn on_values(id: &'static str, label: &'static str) -> Entrant {
    Entrant { id, label, estimator: id, given: Given::Values }
}

const fn on_ranks(id: &'static str, label: &'static str, estimator: &'static str) -> Entrant {
    Entrant { id, label, estimator, given: Given::Ranks }
}

/// Every entrant, in the order in which links and legends name them.
pub const ENTRANTS: &[Entrant] = &[
    on_values("ksg1", "KSG 1"),
    on_ranks("ksg1-ranks", "KSG 1 on ranks", "ksg1"),
    on_values("ksg2", "KSG 2"),
    on_values("kozachenko-leonenko", "Kozachenko–Leonenko"),
    on_values("lnc", "LNC"),
    on_values("ross", "Ross"),
    on_values("gao", "Gao"),
    on_values("copula", "Gaussian copula"),
    on_values("gaussian", "Gaussian"),
    on_values("linear-v", "linear V-information"),
    on_values("sliced", "sliced"),
    on_values("fixed-bins", "fixed bins"),
    on_values("floor-bins", "floor bins"),
    on_values("range-bins", "range bins"),
    on_values("distinct-bins", "equal-distinct bins"),
    on_values("mass-bins", "equal-mass bins"),
    on_values("kde", "kernel densities"),
    on_values("kt-upper", "noise, upper bound"),
    on_values("kt-lower", "noise, lower bound"),
    on_values("cs-qmi", "Cauchy–Schwarz"),
    on_values("hsic", "HSIC"),
    on_values("plug-in", "plug-in"),
    on_values("miller-madow", "Miller–Madow"),
    on_values("grassberger", "Grassberger"),
    on_values("shrinkage", "shrinkage"),
    on_values("chao-shen", "Chao–Shen"),
    on_values("bayes", "Bayes"),
    on_values("nsb", "NSB"),
    on_values("infonce", "InfoNCE"),
    on_values("nwj", "NWJ"),
    on_values("dv", "Donsker–Varadhan"),
    on_values("mine", "MINE"),
    on_values("js", "Jensen–Shannon"),
    on_values("smile", "SMILE"),
    on_values("vclub", "vCLUB"),
    on_values("wdm", "Wasserstein"),
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
        let mut chosen = Chosen::parse(self.estimator)?;
        for (key, value) in [("k", config.k), ("bins", config.bins), ("edges", config.bins), ("steps", config.steps)] {
            if chosen.estimator.settings.iter().any(|setting| setting.key == key) {
                chosen.settings.set(key, &value.to_string())?;
            }
        }
        Ok(chosen)
    }

    pub fn measures(&self) -> Option<Measures> {
        crate::estimators::find(self.estimator).map(|estimator| estimator.measures)
    }

    /// The sample as the entrant gets it.
    pub fn given(&self, pairs: &Rc<Pairs>) -> Result<Rc<Pairs>, SamplesError> {
        self.given.of(pairs)
    }
}

impl Given {
    pub fn of(self, pairs: &Rc<Pairs>) -> Result<Rc<Pairs>, SamplesError> {
        match self {
            Given::Values => Ok(pairs.clone()),
            Given::Ranks => Ok(Rc::new(Pairs::new(ranks(pairs.x())?, ranks(pairs.y())?)?)),
        }
    }

    /// An estimator's name, and what it is given.
    pub fn named(self, estimator: &str) -> String {
        match self {
            Given::Values => estimator.into(),
            Given::Ranks => format!("{estimator} on ranks"),
        }
    }
}

/// The chosen entrants of a config.
pub fn entrants(config: &Config) -> Vec<&'static Entrant> {
    let named = |entrant: &&Entrant| config.estimators.split('+').any(|id| id == entrant.id);
    ENTRANTS.iter().filter(named).collect()
}

/// Every coordinate's rank among the n of its column, (rank − ½)/n in (0, 1); equal values share their mean rank.
pub fn ranks(samples: &Samples) -> Result<Samples, SamplesError> {
    let (n, dim) = (samples.n(), samples.dim());
    let mut ranks = vec![0.0; n * dim];
    for column in 0..dim {
        let values: Vec<f64> = samples.column(column).collect();
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
        for ties in order.chunk_by(|a, b| values[*a] == values[*b]) {
            let below = order.partition_point(|i| values[*i] < values[ties[0]]);
            let rank = below as f64 + ties.len() as f64 / 2.0;
            ties.iter().for_each(|i| ranks[i * dim + column] = rank / n as f64);
        }
    }
    Samples::new(ranks, dim)
}
