//! Repeats over seeds: a link's runs, curves as median and band, verdicts as "held in j of k".

use serde::Serialize;

use super::{
    claims::{Claim, Measured, Ruling, Verdict},
    conditions::Conditions,
    errors::Invalid,
    field::Field,
    params::Params,
    registry::{Page, Replay},
    summary::{spread, summarise},
};
use crate::plot::Figure;

/// A link, resolved: which experiment, with which checked values, and what of it was ignored.
pub struct Link {
    pub page: &'static Page,
    pub params: Params,
    pub ignored: Vec<Invalid>,
}

impl Link {
    /// Reads `id?query` (a leading `#/` is allowed). Fails only where the experiment is unknown.
    pub fn parse(text: &str, pages: &'static [Page]) -> Result<Self, Invalid> {
        let text = text.trim_start_matches('#').trim_start_matches('/');
        let (id, query) = text.split_once('?').unwrap_or((text, ""));
        let Some(page) = pages.iter().find(|page| page.info.id == id) else {
            let known: Vec<&str> = pages.iter().map(|page| page.info.id).collect();
            return Err(Invalid::new("", format!("there is no experiment “{id}”; there are: {}", known.join(", "))));
        };
        let (params, ignored) = page.resolve(query);
        Ok(Self { page, params, ignored })
    }

    /// `id` or `id?query`: the link without its address.
    pub fn text(page: &Page, params: &Params) -> String {
        let query = params.to_query();
        if query.is_empty() { page.info.id.into() } else { format!("{}?{query}", page.info.id) }
    }
}

impl Page {
    /// The defaults of every field: the experiment's own and the conditions all share.
    pub fn all_defaults(&self) -> Params {
        (self.defaults)().and(Params::of(&Conditions::default()))
    }

    /// Checks a query: what is not allowed falls back to its default and is reported.
    pub fn resolve(&self, query: &str) -> (Params, Vec<Invalid>) {
        let (mut params, mut ignored) =
            Params::from_query(query, &[self.fields, Conditions::FIELDS], &self.all_defaults());
        while let Err(invalid) = (self.check)(&params) {
            let culprit = params.keys().find(|key| *key == invalid.key).map(str::to_owned);
            ignored.push(invalid);
            match culprit {
                Some(key) => params.remove(&key),
                None => params = Params::default(),
            }
        }
        (params, ignored)
    }

    /// Sets one field from text, exactly as its control does.
    pub fn set(&self, params: &mut Params, key: &str, text: &str) -> Result<(), Invalid> {
        let Some(field) = self.field(key) else {
            return Err(Invalid::new(key, format!("“{key}” is not a setting of this experiment")));
        };
        let mut edited = params.clone();
        edited.set(key, field.canonical(text)?, &self.all_defaults());
        (self.check)(&edited)?;
        *params = edited;
        Ok(())
    }

    /// The field of a key, among the experiment's own and the conditions.
    pub fn field(&self, key: &str) -> Option<&'static Field> {
        self.fields.iter().chain(Conditions::FIELDS).find(|field| field.key == key)
    }

    /// The conditions among checked params.
    pub fn conditions(&self, params: &Params) -> Conditions {
        params.only(Conditions::FIELDS).read().unwrap_or_default()
    }

    /// The params of each repeat: the same but for the seed, counted up from the link's.
    pub fn repeats(&self, params: &Params) -> Vec<Params> {
        let defaults = self.all_defaults();
        let seed: u32 = params.get("seed").or(defaults.get("seed")).and_then(|seed| seed.parse().ok()).unwrap_or(0);
        let count = if self.info.random { self.conditions(params).seeds } else { 1 };
        (0..count)
            .map(|repeat| {
                let mut params = params.clone();
                if count > 1 {
                    params.set("seed", seed.wrapping_add(repeat).to_string(), &defaults);
                }
                params.set("seeds", "1".into(), &defaults);
                params
            })
            .collect()
    }
}

/// The runs of one link, one per seed.
pub struct Repeats {
    page: &'static Page,
    params: Vec<Params>,
    replays: Vec<Box<dyn Replay>>,
}

impl Repeats {
    pub fn new(page: &'static Page, params: &Params) -> Result<Self, Invalid> {
        let params = page.repeats(params);
        let replays = params.iter().map(page.replay).collect::<Result<_, _>>()?;
        Ok(Self { page, params, replays })
    }

    pub fn page(&self) -> &'static Page {
        self.page
    }

    /// The params of each run.
    pub fn params(&self) -> &[Params] {
        &self.params
    }

    pub fn replay(&self, repeat: usize) -> Option<&dyn Replay> {
        self.replays.get(repeat).map(Box::as_ref)
    }

    pub fn replay_mut(&mut self, repeat: usize) -> Option<&mut Box<dyn Replay>> {
        self.replays.get_mut(repeat)
    }

    /// Takes params edited by fields that need no rerun.
    pub fn edit(&mut self, params: &Params) -> Result<(), Invalid> {
        self.params = self.page.repeats(params);
        self.replays.iter_mut().zip(&self.params).try_for_each(|(replay, params)| replay.edit(params))
    }

    /// The frames of the run that has come furthest.
    pub fn longest(&self) -> usize {
        self.replays.iter().map(|replay| replay.len()).max().unwrap_or(0)
    }

    /// Where the scrubber stands at a frame index.
    pub fn moment(&self, index: usize) -> String {
        self.replays.iter().map(|replay| replay.moment(index)).find(|text| !text.is_empty()).unwrap_or_default()
    }

    /// The figures of the first `upto` frames, over the runs that have begun.
    pub fn figures(&self, upto: usize) -> Vec<Figure> {
        let mut begun: Vec<&Box<dyn Replay>> = self.replays.iter().filter(|replay| !replay.is_empty()).collect();
        if begun.is_empty() {
            begun.extend(self.replays.first());
        }
        summarise(begun.iter().map(|replay| replay.figures(upto)).collect())
    }

    /// Every claim's tally over the runs.
    pub fn tallies(&self, upto: usize) -> Vec<Tally> {
        tally(self.page.claims, self.replays.iter().map(|replay| replay.verdicts(upto)).collect())
    }
}

/// What all runs of a link together say of one claim.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tally {
    pub claim: &'static str,
    pub held: usize,
    pub decided: usize,
    pub runs: usize,
    /// Held where every decided run held; open until all have decided.
    pub ruling: Ruling,
    pub measured: Vec<Spread>,
}

/// A measured number over runs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Spread {
    #[serde(flatten)]
    pub median: Measured,
    pub low: f64,
    pub high: f64,
}

/// Sums up verdicts; `runs` holds one list of verdicts per run, each in the order of the claims.
pub fn tally(claims: &'static [Claim], runs: Vec<Vec<Verdict>>) -> Vec<Tally> {
    let of = |claim: &'static Claim| {
        let verdicts: Vec<&Verdict> = runs.iter().flatten().filter(|verdict| verdict.claim == claim.id).collect();
        let held = verdicts.iter().filter(|verdict| verdict.ruling == Ruling::Held).count();
        let missed = verdicts.iter().filter(|verdict| verdict.ruling == Ruling::DidNotHold).count();
        let open = verdicts.iter().find(|verdict| matches!(verdict.ruling, Ruling::Open { .. }));
        let ruling = match open {
            Some(verdict) => verdict.ruling.clone(),
            None if verdicts.is_empty() => Ruling::Open { why: "nothing has run yet".into(), settle: None },
            None if missed > 0 => Ruling::DidNotHold,
            None => Ruling::Held,
        };
        // A run that is still open may have measured less than the others.
        let mut labels: Vec<&Measured> = Vec::new();
        for measured in verdicts.iter().flat_map(|verdict| &verdict.measured) {
            if labels.iter().all(|known| known.label != measured.label) {
                labels.push(measured);
            }
        }
        let measured = labels
            .into_iter()
            .map(|first| {
                let mut values: Vec<f64> = verdicts
                    .iter()
                    .flat_map(|verdict| verdict.measured.iter().filter(|other| other.label == first.label))
                    .map(|measured| measured.value)
                    .collect();
                let [low, middle, high] = spread(&mut values);
                Spread { median: Measured { value: middle, ..first.clone() }, low, high }
            })
            .collect();
        Tally { claim: claim.id, held, decided: held + missed, runs: runs.len(), ruling, measured }
    };
    claims.iter().map(of).collect()
}
