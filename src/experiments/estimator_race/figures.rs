//! The pictures: readings against the truth, errors against samples and dimensions, the standings, the claims' tests.

use super::{
    Config, Frame, Lap,
    config::Point,
    entrants::{Entrant, entrants},
    standings::{self, Summary},
    tables,
    verdicts::INFONCE_SATURATES,
};
use crate::{
    estimators::Measures,
    plot::{Along, Axis, Body, Caption, Chart, Figure, Ink, Mark, Quantity, Width},
};

pub fn figures(config: &Config, frames: &[Frame]) -> Vec<Figure> {
    let entrants = entrants(config);
    vec![
        against_truth(config, frames, &entrants),
        errors(
            config,
            frames,
            &entrants,
            Errors {
                id: "samples",
                title: "Error against samples",
                caption: "How much too much is read (above 0) or too little (below), the more samples there are. What goes \
                          to 0 was bias of small samples; what does not is bias for good.",
                x: Axis::log("N", Quantity::Count),
                points: config.along_samples(),
                at: |point| point.n as f64,
            },
        ),
        errors(
            config,
            frames,
            &entrants,
            Errors {
                id: "dimensions",
                title: "Error against dimensions",
                caption: "The same information, spread over more dimensions of X and of Y each.",
                x: Axis::log("dimensions", Quantity::Count),
                points: config.along_dimensions(),
                at: |point| point.dim as f64,
            },
        ),
        tables::standings(config, frames, &entrants),
        tests(frames),
        tables::tests(frames),
    ]
}

/// Entrants keep their colour whatever else races.
fn ink(entrants: &[&Entrant], entrant: &Entrant) -> Ink {
    Ink::Hue(entrants.iter().position(|other| other.id == entrant.id).unwrap_or(0))
}

/// An entrant's name; of what is no information, with a word that says so.
pub(super) fn name(entrant: &Entrant) -> String {
    if is_information(entrant) {
        return entrant.label.into();
    }
    format!("{} (no information)", entrant.label)
}

pub(super) fn is_information(entrant: &Entrant) -> bool {
    entrant.estimator().is_none_or(|estimator| estimator.measures != Measures::Dependence)
}

fn line(name: impl Into<String>, ink: Ink, dashed: bool, points: Vec<[f64; 2]>) -> Mark {
    Mark::Line { name: name.into(), ink, dashed, points }
}

/// An axis from a little below the least to a little above the greatest.
fn spanning(axis: Axis, values: impl Iterator<Item = f64>) -> Axis {
    let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)));
    if low < high {
        return axis.within(low - 0.03 * (high - low), high + 0.03 * (high - low));
    }
    let middle = if low.is_finite() { low } else { 0.0 };
    axis.within(middle - 0.5, middle + 0.5)
}

/// A ceiling this many times above the greatest truth is not drawn: it would squeeze all else together.
const IN_SIGHT: f64 = 1.5;
/// A reading or an error this many times the truth is not drawn: few estimators go astray so far, but those that do would
/// hide all others.
const FARTHEST: f64 = 3.0;

/// An axis that shows what lies within bounds of what marks hold, and the names of those that have points beyond.
fn in_sight(axis: Axis, marks: &[Mark], [low, high]: [f64; 2]) -> (Axis, Vec<String>) {
    let mut shown = Vec::new();
    let mut beyond: Vec<String> = Vec::new();
    for mark in marks {
        let values: Vec<f64> = match mark {
            Mark::Line { points, .. } | Mark::Dots { points, .. } => points.iter().map(|[_, y]| *y).collect(),
            Mark::Band { points, .. } => points.iter().flat_map(|[_, low, high]| [*low, *high]).collect(),
            Mark::Level { at, axis: Along::Y, .. } => vec![*at],
            _ => Vec::new(),
        };
        let (inside, outside): (Vec<f64>, Vec<f64>) = values.iter().partition(|y| (low..=high).contains(*y));
        shown.extend(inside);
        let name = mark.name().unwrap_or_default();
        if !outside.is_empty() && matches!(mark, Mark::Dots { .. }) && !beyond.iter().any(|known| known == name) {
            beyond.push(name.into());
        }
    }
    (spanning(axis, shown.into_iter()), beyond)
}

/// Says whose readings lie outside the chart.
fn beyond_words(beyond: &[String]) -> String {
    if beyond.is_empty() { String::new() } else { format!(" Beyond the chart: readings of {}.", beyond.join(", ")) }
}

fn against_truth(config: &Config, frames: &[Frame], entrants: &[&Entrant]) -> Figure {
    let points = config.along_truth();
    let most = config.base().information.max(0.1);
    let mut marks = Vec::new();
    for entrant in entrants {
        let (name, ink) = (name(entrant), ink(entrants, entrant));
        let (mut means, mut band, mut nulls, mut ceilings) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for point in &points {
            let readings = standings::readings(frames, entrant.id, *point);
            let values: Vec<f64> = readings.iter().map(|reading| reading.value).collect();
            let Some(Summary { mean, low, high, .. }) = Summary::of(&values) else { continue };
            means.push([point.information, mean]);
            let interval = readings.iter().find_map(|reading| reading.interval.get());
            let [low, high] = interval.map_or([low, high], |interval| [interval.low, interval.high]);
            band.push([point.information, low, high]);
            if let Some(null) = readings.iter().find_map(|reading| reading.null.get()) {
                nulls.push([point.information, null.point_95]);
            }
            if let Some((ceiling, what)) = readings.iter().find_map(|reading| reading.ceiling.get()) {
                ceilings.push((what.clone(), [point.information, *ceiling]));
            }
        }
        if config.shows("bands") {
            marks.push(Mark::Band { name: name.clone(), ink, points: band });
        }
        if config.shows("nulls") {
            marks.push(line(name.clone(), ink, true, nulls));
        }
        if config.shows("ceilings") && ceilings.iter().any(|(_, [_, ceiling])| *ceiling <= IN_SIGHT * most) {
            let what = ceilings[0].0.clone();
            let points = ceilings.into_iter().map(|(_, point)| point).collect();
            marks.push(line(format!("ceiling of {}: {what}", entrant.label), Ink::Ceiling, true, points));
        }
        marks.push(line(name.clone(), ink, false, means.clone()));
        marks.push(Mark::Dots { name, ink, points: means, edit: None });
    }
    let log_n = libm::log(config.n as f64);
    if config.shows("ceilings") && log_n <= IN_SIGHT * most {
        let name = "ln N: no reading without assumptions is sure above it".into();
        marks.push(Mark::Level { name, ink: Ink::Ceiling, axis: Along::Y, at: log_n, edit: None });
    }
    let least = points.first().map_or(0.0, |point| point.information).min(most);
    marks.insert(0, line("truth", Ink::Achieved, true, vec![[least, least], [most, most]]));
    let (y, beyond) = in_sight(Axis::linear("reading", Quantity::Information), &marks, [-most, FARTHEST * most]);
    let bands = if config.subsamples < 2 {
        "Bands span the repeats."
    } else {
        "Bands: the first reading ± 1.96 deviations over random halves; of estimators that train a critic they span the \
         repeats."
    };
    let base = config.base();
    let mut caption = Caption::from(format!(
        "What was read against what is true, {} pairs of {} dimension{} each. On the dashed diagonal both agree. {bands}",
        config.n,
        base.dim,
        if base.dim == 1 { "" } else { "s" }
    ));
    if base.information != config.information || base.dim != config.dim {
        caption = caption.words(" What was asked for this source cannot have; the nearest it can has ");
        caption = caption.information(base.information).words(format!(" in {} dimensions.", base.dim));
    }
    if config.shows("nulls") {
        caption = caption.words(" Dashed in an estimator's colour: 95 % of the shuffles read at most this.");
    }
    caption = caption.words(beyond_words(&beyond));
    Figure {
        id: "truth".into(),
        title: "Reading against truth".into(),
        caption,
        width: Width::Full,
        body: Body::Chart(Chart {
            x: spanning(Axis::linear("true I(X;Y)", Quantity::Information), [least, most].into_iter()),
            y,
            marks,
            colour: None,
        }),
    }
}

/// A chart of errors along a sweep.
struct Errors {
    id: &'static str,
    title: &'static str,
    caption: &'static str,
    x: Axis,
    points: Vec<Point>,
    at: fn(&Point) -> f64,
}

fn errors(config: &Config, frames: &[Frame], entrants: &[&Entrant], chart: Errors) -> Figure {
    let Errors { id, title, caption, x, points, at } = chart;
    let mut marks =
        vec![Mark::Level { name: "no error".into(), ink: Ink::Achieved, axis: Along::Y, at: 0.0, edit: None }];
    for entrant in entrants.iter().filter(|entrant| is_information(entrant)) {
        let (name, ink) = (name(entrant), ink(entrants, entrant));
        let found: Vec<(f64, Summary)> = points
            .iter()
            .filter_map(|point| Some((at(point), standings::summary(frames, entrant.id, *point)?)))
            .collect();
        let truth = config.base().information;
        if config.shows("bands") {
            let points = found.iter().map(|(x, found)| [*x, found.low - truth, found.high - truth]).collect();
            marks.push(Mark::Band { name: name.clone(), ink, points });
        }
        let means: Vec<[f64; 2]> = found.iter().map(|(x, found)| [*x, found.mean - truth]).collect();
        marks.push(line(name.clone(), ink, false, means.clone()));
        marks.push(Mark::Dots { name, ink, points: means, edit: None });
    }
    let farthest = FARTHEST * config.base().information.max(1.0);
    let y = Axis::linear("reading − truth", Quantity::Information);
    let (y, beyond) = in_sight(y, &marks, [-farthest, farthest]);
    let (first, last) = (points.first().map_or(1.0, at), points.last().map_or(1.0, at));
    Figure {
        id: id.into(),
        title: title.into(),
        caption: Caption::from(caption)
            .words(" The truth is ")
            .information(config.base().information)
            .words("; bands span the repeats.")
            .words(beyond_words(&beyond)),
        width: Width::Half,
        body: Body::Chart(Chart { x: x.within(first * 0.9, last * 1.1), y, marks, colour: None }),
    }
}

/// Every reading of the claims' tests against its truth.
fn tests(frames: &[Frame]) -> Figure {
    let (id, title) = ("tests", "The claims' own tests");
    let caption = "Every reading of the tests that decide the claims, against its truth.";
    let mut names: Vec<String> = Vec::new();
    let mut series: Vec<Vec<[f64; 2]>> = Vec::new();
    for frame in frames {
        let (Lap::Check { claim, .. }, Some(reading)) = (&frame.lap, frame.reading()) else { continue };
        let name = format!("{}: {}", tables::test_label(claim), frame.entrant);
        let at = names.iter().position(|known| *known == name).unwrap_or_else(|| {
            names.push(name);
            series.push(Vec::new());
            names.len() - 1
        });
        series[at].push([frame.truth, reading.value]);
    }
    let most = series.iter().flatten().map(|[truth, _]| *truth).fold(0.0, f64::max);
    let body = if series.is_empty() {
        Body::Empty("The tests follow the race; which ones is chosen under “Claims to test”.".into())
    } else {
        let mut marks = vec![line("truth", Ink::Achieved, true, vec![[0.0, 0.0], [most, most]])];
        let ceiling = frames.iter().find_map(|frame| match &frame.lap {
            Lap::Check { claim, .. } if claim == INFONCE_SATURATES => frame.reading()?.ceiling.get(),
            _ => None,
        });
        if let Some((at, what)) = ceiling {
            let name = format!("ceiling {what}");
            marks.push(Mark::Level { name, ink: Ink::Ceiling, axis: Along::Y, at: *at, edit: None });
        }
        for (i, (name, points)) in names.into_iter().zip(series).enumerate() {
            marks.push(Mark::Dots { name, ink: Ink::Hue(i), points, edit: None });
        }
        Body::Chart(Chart {
            x: spanning(Axis::linear("true I(X;Y)", Quantity::Information), [0.0, most].into_iter()),
            y: Axis::linear("reading", Quantity::Information),
            marks,
            colour: None,
        })
    };
    Figure { id: id.into(), title: title.into(), caption: caption.into(), width: Width::Half, body }
}
