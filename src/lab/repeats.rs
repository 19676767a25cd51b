//! Repeats over seeds: a link's runs, curves as median and band, verdicts as "held in j of k".

use serde::Serialize;

use super::{
    claims::{Claim, Measured, Ruling, Verdict},
    conditions::Conditions,
    errors::Invalid,
    field::Field,
    params::Params,
    registry::{Page, Replay},
};
use crate::plot::{Body, Cell, Chart, Figure, Mark, Table};

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

/// One list of figures for several runs: lines become median and band (from least to greatest), trails their median,
/// numbers in tables intervals. Figures whose make-up differs between runs are shown for the first run alone.
pub fn summarise(mut runs: Vec<Vec<Figure>>) -> Vec<Figure> {
    if runs.len() < 2 {
        return runs.pop().unwrap_or_default();
    }
    let (first, others) = runs.split_at(1);
    first[0]
        .iter()
        .map(|figure| {
            let twins: Vec<&Figure> =
                others.iter().filter_map(|run| run.iter().find(|other| other.id == figure.id)).collect();
            let body = if twins.len() == others.len() { together(&figure.body, &twins) } else { None };
            let note = match body {
                Some(_) => format!(" Median of {} seeds; bands span all of them.", runs.len()),
                None => " The first seed alone: the runs differ in make-up.".into(),
            };
            Figure {
                caption: figure.caption.clone().words(note),
                body: body.unwrap_or_else(|| figure.body.clone()),
                ..figure.clone()
            }
        })
        .collect()
}

fn together(first: &Body, others: &[&Figure]) -> Option<Body> {
    match first {
        Body::Chart(chart) => {
            let charts = others
                .iter()
                .map(|other| match &other.body {
                    Body::Chart(chart) => Some(chart),
                    _ => None,
                })
                .collect::<Option<Vec<_>>>()?;
            let mut marks = Vec::new();
            for (i, mark) in chart.marks.iter().enumerate() {
                let twins = charts
                    .iter()
                    .map(|other| {
                        other
                            .marks
                            .get(i)
                            .filter(|twin| other.marks.len() == chart.marks.len() && twin.name() == mark.name())
                    })
                    .collect::<Option<Vec<_>>>()?;
                median_mark(mark, &twins, &mut marks)?;
            }
            Some(Body::Chart(Chart { marks, ..chart.clone() }))
        }
        Body::Table(table) => {
            let tables = others
                .iter()
                .map(|other| match &other.body {
                    Body::Table(other) if other.columns == table.columns && other.rows.len() == table.rows.len() => {
                        Some(other)
                    }
                    _ => None,
                })
                .collect::<Option<Vec<_>>>()?;
            let cell = |row: usize, column: usize, cell: &Cell| match cell {
                Cell::Number(value) => {
                    let mut values = vec![*value];
                    values.extend(tables.iter().filter_map(|table| match table.rows[row].get(column) {
                        Some(Cell::Number(value)) => Some(*value),
                        _ => None,
                    }));
                    let [low, middle, high] = spread(&mut values);
                    Cell::Interval { middle, low, high }
                }
                other => other.clone(),
            };
            let rows = table.rows.iter().enumerate();
            let rows = rows.map(|(r, cells)| cells.iter().enumerate().map(|(c, value)| cell(r, c, value)).collect());
            Some(Body::Table(Table { columns: table.columns.clone(), rows: rows.collect() }))
        }
        Body::Empty(_) => Some(first.clone()),
    }
}

/// Adds the marks that stand for one mark of several runs; `None` where they cannot be put together.
fn median_mark(mark: &Mark, twins: &[&Mark], marks: &mut Vec<Mark>) -> Option<()> {
    match mark {
        Mark::Line { name, ink, dashed, points } => {
            let mut lines = vec![points.as_slice()];
            lines.extend(twins.iter().filter_map(|twin| match twin {
                Mark::Line { points, .. } => Some(points.as_slice()),
                _ => None,
            }));
            if lines.len() != twins.len() + 1 {
                return None;
            }
            let rows = spread_along(&lines);
            let band: Vec<[f64; 3]> = rows.iter().map(|(x, [low, _, high])| [*x, *low, *high]).collect();
            if band.iter().any(|[_, low, high]| low < high) {
                marks.push(Mark::Band { name: name.clone(), ink: *ink, points: band });
            }
            let points = rows.iter().map(|(x, [_, middle, _])| [*x, *middle]).collect();
            marks.push(Mark::Line { name: name.clone(), ink: *ink, dashed: *dashed, points });
        }
        Mark::Trail { name, ink, points, values } => {
            let mut trails = vec![points.as_slice()];
            trails.extend(twins.iter().filter_map(|twin| match twin {
                Mark::Trail { points, .. } => Some(points.as_slice()),
                _ => None,
            }));
            if trails.len() != twins.len() + 1 {
                return None;
            }
            // A trail's points are moments; it ends where the shortest run does.
            let shared = trails.iter().map(|points| points.len()).min().unwrap_or(0).min(values.len());
            let median =
                |i: usize, axis: usize| spread(&mut trails.iter().map(|points| points[i][axis]).collect::<Vec<_>>())[1];
            let points = (0..shared).map(|i| [median(i, 0), median(i, 1)]).collect();
            marks.push(Mark::Trail { name: name.clone(), ink: *ink, points, values: values[..shared].to_vec() });
        }
        Mark::HeatMap { x_edges, y_edges, values } => {
            let all: Vec<&Vec<f64>> = std::iter::once(values)
                .chain(twins.iter().filter_map(|twin| match twin {
                    Mark::HeatMap { values, .. } => Some(values),
                    _ => None,
                }))
                .collect();
            if all.iter().any(|other| other.len() != values.len()) {
                return None;
            }
            let median = |i: usize| spread(&mut all.iter().map(|values| values[i]).collect::<Vec<_>>())[1];
            let values = (0..values.len()).map(median).collect();
            marks.push(Mark::HeatMap { x_edges: x_edges.clone(), y_edges: y_edges.clone(), values });
        }
        Mark::Dots { .. } | Mark::Band { .. } | Mark::Level { .. } => marks.push(mark.clone()),
    }
    Some(())
}

/// Least, median and greatest y of several lines at each x of any of them that all of them reach; between its points a
/// line is straight. A line that goes back in x, as no function does, is compared point by point instead.
fn spread_along(lines: &[&[[f64; 2]]]) -> Vec<(f64, [f64; 3])> {
    let is_function = |line: &&[[f64; 2]]| line.windows(2).all(|pair| pair[0][0] <= pair[1][0]);
    let same_x = lines.windows(2).all(|pair| pair[0].iter().zip(pair[1]).all(|(a, b)| a[0] == b[0]));
    if same_x || !lines.iter().all(is_function) {
        let shared = lines.iter().map(|line| line.len()).min().unwrap_or(0);
        let at = |i: usize, axis: usize| spread(&mut lines.iter().map(|line| line[i][axis]).collect::<Vec<_>>());
        return (0..shared).map(|i| (at(i, 0)[1], at(i, 1))).collect();
    }
    let ends = |line: &&[[f64; 2]]| Some([line.first()?[0], line.last()?[0]]);
    let Some(ends) = lines.iter().map(ends).collect::<Option<Vec<_>>>() else { return Vec::new() };
    let from = ends.iter().map(|ends| ends[0]).fold(f64::NEG_INFINITY, f64::max);
    let to = ends.iter().map(|ends| ends[1]).fold(f64::INFINITY, f64::min);
    let mut grid: Vec<f64> = lines.iter().flat_map(|line| line.iter().map(|point| point[0])).collect();
    grid.retain(|x| (from..=to).contains(x));
    grid.sort_by(f64::total_cmp);
    grid.dedup();
    grid.into_iter().map(|x| (x, spread(&mut lines.iter().map(|line| height(line, x)).collect::<Vec<_>>()))).collect()
}

/// A line's y at an x between its ends; of a step, the end.
fn height(line: &[[f64; 2]], x: f64) -> f64 {
    let after = line.partition_point(|point| point[0] <= x).min(line.len() - 1);
    let [a, b] = [line[after.saturating_sub(1)], line[after]];
    if x >= b[0] || b[0] <= a[0] { b[1] } else { a[1] + (b[1] - a[1]) * (x - a[0]) / (b[0] - a[0]) }
}

/// Least, median, greatest.
fn spread(values: &mut [f64]) -> [f64; 3] {
    values.sort_by(f64::total_cmp);
    let Some((first, last)) = values.first().zip(values.last()) else { return [f64::NAN; 3] };
    let half = values.len() / 2;
    let middle = if values.len() % 2 == 1 { values[half] } else { (values[half - 1] + values[half]) / 2.0 };
    [*first, middle, *last]
}
