//! The pictures of what was measured: accuracy against images and against nuisance, junk, the greedy bound, the ridge.

use super::{
    Config, Frame, Method, Picker, SHOTS, pictures,
    train::{STRENGTHS, SWEPT},
    verdicts::{GREEDY, accuracies, guaranteed, mean, measurements, ratios},
};
use crate::plot::{
    Along, Axis, Body, Caption, Cell, Chart, Column, Figure, Ink, Mark, PointEdit, Quantity, Table, Width, bars,
};

pub fn figures(config: &Config, frames: &[Frame]) -> Vec<Figure> {
    vec![
        against_shots(
            frames,
            config.nuisance,
            ("shots", "How many images does it take?", Width::Full),
            format!("with nuisance of length {}", config.nuisance),
        ),
        against_nuisance(config, frames),
        against_shots(
            frames,
            0.0,
            ("no-nuisance", "The same world without nuisance", Width::Half),
            "without nuisance, every direction equally noisy".into(),
        ),
        pictures::picks(config, frames),
        pictures::candidates(config, frames),
        junk(config, frames),
        guarantee(frames),
        ridge(config, frames),
        table(config, frames),
    ]
}

pub(super) fn figure(id: &str, title: &str, caption: impl Into<Caption>, width: Width, body: Body) -> Figure {
    Figure { id: id.into(), title: title.into(), caption: caption.into(), width, body }
}

fn ink(method: Method) -> Ink {
    match method {
        Method::Bottleneck(Picker::Greedy) => Ink::Achieved,
        Method::Bottleneck(Picker::Random) => Ink::Hue(3),
        Method::Bottleneck(Picker::Discriminability) => Ink::Hue(2),
        Method::Probe => Ink::Hue(1),
    }
}

/// Numbers of shots stand at equal distances, one for each doubling.
fn place(shots: usize) -> f64 {
    f64::from(shots.ilog2())
}

/// A mean with its spread over draws: `[x, least, mean, most]`.
fn spread(x: f64, values: &[f64]) -> Option<[f64; 4]> {
    let least = values.iter().copied().reduce(f64::min)?;
    Some([x, least, mean(values), values.iter().copied().fold(least, f64::max)])
}

/// A line of means in a band of all draws.
fn path(name: &str, ink: Ink, rows: &[[f64; 4]], edit: Option<PointEdit>) -> Vec<Mark> {
    let points: Vec<[f64; 2]> = rows.iter().map(|[x, _, mean, _]| [*x, *mean]).collect();
    vec![
        Mark::Band { name: name.into(), ink, points: rows.iter().map(|[x, low, _, high]| [*x, *low, *high]).collect() },
        Mark::Line { name: name.into(), ink, dashed: false, points: points.clone() },
        Mark::Dots { name: name.into(), ink, points, edit },
    ]
}

fn shots_axis() -> Axis {
    let names = SHOTS.map(|shots| shots.to_string()).to_vec();
    Axis::linear("images of each class", Quantity::Named(names)).within(-0.15, place(SHOTS[SHOTS.len() - 1]) + 0.15)
}

fn against_shots(frames: &[Frame], nuisance: f64, (id, title, width): (&str, &str, Width), world: String) -> Figure {
    let zero_shot = frames.iter().find_map(|frame| match frame {
        Frame::ZeroShot { nuisance: found, accuracy } if *found == nuisance => Some(*accuracy),
        _ => None,
    });
    let rows = |method: Method| -> Vec<[f64; 4]> {
        SHOTS.iter().filter_map(|shots| spread(place(*shots), &accuracies(frames, nuisance, *shots, method))).collect()
    };
    let all = Method::ALL.map(|method| (method, rows(method)));
    let mut caption = Caption::from(format!(
        "Test accuracy {world}: means and, shaded, the range over draws. Dashed: what the classes’ names recognise without \
         any image."
    ));
    let at = |method: Method, shots: usize| {
        let found = accuracies(frames, nuisance, shots, method);
        (!found.is_empty()).then(|| mean(&found))
    };
    for shots in [1, 16] {
        if let (Some(bottleneck), Some(probe)) = (at(GREEDY, shots), at(Method::Probe, shots)) {
            caption = caption
                .words(format!(" {shots}-shot: bottleneck "))
                .number(bottleneck, Quantity::Share)
                .words(", probe ")
                .number(probe, Quantity::Share)
                .words(".");
        }
    }
    let Some(zero_shot) = zero_shot.filter(|_| all.iter().any(|(_, rows)| !rows.is_empty())) else {
        return figure(id, title, caption, width, Body::Empty("Points appear as heads are trained.".into()));
    };
    let mut marks = vec![Mark::Line {
        name: "names, no images".into(),
        ink: Ink::Muted,
        dashed: true,
        points: vec![[0.0, zero_shot], [place(SHOTS[SHOTS.len() - 1]), zero_shot]],
    }];
    marks.extend(all.iter().flat_map(|(method, rows)| path(method.name(), ink(*method), rows, None)));
    let y = Axis::linear("test accuracy", Quantity::Share);
    let y = if nuisance > 0.0 { y.within(0.0, 1.05) } else { y };
    let chart = Chart { x: shots_axis(), y, marks, colour: None };
    figure(id, title, caption, width, Body::Chart(chart))
}

fn against_nuisance(config: &Config, frames: &[Frame]) -> Figure {
    let (id, title) = ("nuisance", "What the bottleneck leaves out");
    let mut strengths: Vec<f64> = SWEPT.into_iter().filter(|nuisance| *nuisance != config.nuisance).collect();
    strengths.push(config.nuisance);
    strengths.sort_by(f64::total_cmp);
    let rows: Vec<[f64; 4]> = strengths
        .into_iter()
        .filter_map(|nuisance| {
            let [bottleneck, probe] = [GREEDY, Method::Probe].map(|method| accuracies(frames, nuisance, 1, method));
            let leads: Vec<f64> = bottleneck.iter().zip(&probe).map(|(a, b)| a - b).collect();
            spread(nuisance, &leads)
        })
        .collect();
    let caption = "How much more the bottleneck recognises than the probe from one image of each class, against the length of \
                   the nuisance: mean and range over draws. Below 0 the probe is better. Choose a dot to run with that nuisance.";
    if rows.is_empty() {
        let why = Body::Empty("Other strengths of nuisance come last.".into());
        return figure(id, title, caption, Width::Half, why);
    }
    let values = rows.iter().map(|[nuisance, ..]| nuisance.to_string()).collect();
    let edit = Some(PointEdit { key: "nuisance".into(), values });
    let mut marks =
        vec![Mark::Level { name: "neither leads".into(), ink: Ink::Muted, axis: Along::Y, at: 0.0, edit: None }];
    marks.extend(path("lead of the bottleneck", Ink::Achieved, &rows, edit));
    let chart = Chart {
        x: Axis::linear("nuisance", Quantity::Number).within(-0.1, 6.1),
        y: Axis::linear("lead in accuracy, 1-shot", Quantity::Share),
        marks,
        colour: None,
    };
    let mut caption = Caption::from(caption);
    if let Some([nuisance, _, most, _]) = rows.iter().copied().reduce(|a, b| if b[2] > a[2] { b } else { a }) {
        caption = caption
            .words(" The lead is largest, ")
            .number(most, Quantity::Share)
            .words(format!(", where nuisance has length {nuisance}."));
    }
    figure(id, title, caption, Width::Half, Body::Chart(chart))
}

fn junk(config: &Config, frames: &[Frame]) -> Figure {
    let (id, title) = ("junk", "How much junk is picked");
    let mut marks = Vec::new();
    for method in Method::ALL.into_iter().filter(|method| *method != Method::Probe) {
        let rows: Vec<[f64; 4]> = SHOTS
            .iter()
            .filter_map(|shots| {
                let found = measurements(frames, config.nuisance, *shots, method);
                let shares: Vec<f64> = found.iter().map(|found| found.junk).collect();
                spread(place(*shots), &shares)
            })
            .collect();
        if !rows.is_empty() {
            marks.extend(path(method.name(), ink(method), &rows, None));
        }
    }
    let caption = "Of the sentences picked, the share that speaks of nuisance alone: mean and range over draws. Discriminability \
                   learnt from few images takes their nuisance for what tells classes apart.";
    let body = if marks.is_empty() {
        Body::Empty("Points appear as sentences are picked.".into())
    } else {
        let y = Axis::linear("junk among the picks", Quantity::Share).within(0.0, 1.05);
        Body::Chart(Chart { x: shots_axis(), y, marks, colour: None })
    };
    figure(id, title, caption, Width::Half, body)
}

fn guarantee(frames: &[Frame]) -> Figure {
    let (id, title) = ("guarantee", "Greedy against the best");
    let mut caption = Caption::from(
        "F of three sentences picked greedily among ten of each class, divided by the largest F of all 120 sets of three. \
         The lower line is what is guaranteed, 1 − 1/e.",
    );
    let Some(ratios) = ratios(frames) else {
        return figure(id, title, caption, Width::Half, Body::Empty("Comes with the first draw of images.".into()));
    };
    let exact = ratios.iter().filter(|ratio| **ratio >= 1.0 - 1e-9).count();
    caption = caption.words(format!(" In {exact} of {} classes greedy found the best set.", ratios.len()));
    let level = |name: &str, ink, at| Mark::Level { name: name.into(), ink, axis: Along::Y, at, edit: None };
    let mut marks = vec![level("the best set", Ink::Ceiling, 1.0), level("guaranteed", Ink::Budget, guaranteed())];
    marks.extend(bars("greedy", Ink::Achieved, &ratios, 1.0));
    let chart = Chart {
        x: Axis::linear("class", Quantity::Count).within(0.4, ratios.len() as f64 + 0.6),
        y: Axis::linear("share of the best F", Quantity::Share).within(0.0, 1.1),
        marks,
        colour: None,
    };
    figure(id, title, caption, Width::Half, Body::Chart(chart))
}

fn ridge(config: &Config, frames: &[Frame]) -> Figure {
    let (id, title) = ("ridge", "How the probe was held back");
    let found = |wanted: usize, wanted_strength: f64| -> Vec<f64> {
        let tried = frames.iter().filter_map(|frame| match frame {
            Frame::Tried { nuisance, shots, strength, validation, .. }
                if *nuisance == config.nuisance && *shots == wanted && *strength == wanted_strength =>
            {
                Some(*validation)
            }
            _ => None,
        });
        tried.collect()
    };
    let mut marks = Vec::new();
    for (i, shots) in SHOTS.into_iter().enumerate() {
        let rows = STRENGTHS.iter().filter_map(|strength| spread(*strength, &found(shots, *strength)));
        let points: Vec<[f64; 2]> = rows.map(|[x, _, mean, _]| [x, mean]).collect();
        if !points.is_empty() {
            let (name, ink) = (format!("{shots}-shot"), Ink::Hue(i));
            marks.push(Mark::Line { name: name.clone(), ink, dashed: false, points: points.clone() });
            marks.push(Mark::Dots { name, ink, points, edit: None });
        }
    }
    let caption = "The probe’s accuracy on validation images under each strength of its ridge, mean over draws. For each draw \
                   the best is taken to the test.";
    let body = if marks.is_empty() {
        Body::Empty("Probes come after the bottlenecks.".into())
    } else {
        Body::Chart(Chart {
            x: Axis::log("strength of the ridge", Quantity::Number),
            y: Axis::linear("validation accuracy", Quantity::Share).within(0.0, 1.05),
            marks,
            colour: None,
        })
    };
    figure(id, title, caption, Width::Half, body)
}

fn table(config: &Config, frames: &[Frame]) -> Figure {
    let (id, title) = ("accuracies", "In numbers");
    let cell = |method: Method, shots: usize| match spread(0.0, &accuracies(frames, config.nuisance, shots, method)) {
        Some([_, low, middle, high]) => Cell::Interval { middle, low, high },
        None => Cell::Text("–".into()),
    };
    let row = |method: Method| {
        std::iter::once(Cell::Text(method.name().into())).chain(SHOTS.map(|shots| cell(method, shots))).collect()
    };
    let rows: Vec<Vec<Cell>> = Method::ALL.into_iter().map(row).collect();
    let caption = "Test accuracy at the chosen nuisance: mean over draws, from the least to the most.";
    let body = if frames.iter().any(|frame| matches!(frame, Frame::Measured(_))) {
        let column = |label: String, quantity| Column { label, quantity };
        let mut columns = vec![column("method".into(), Quantity::Number)];
        columns.extend(SHOTS.map(|shots| column(format!("{shots}-shot"), Quantity::Share)));
        Body::Table(Table { columns, rows })
    } else {
        Body::Empty("Numbers come as heads are trained.".into())
    };
    figure(id, title, caption, Width::Full, body)
}
