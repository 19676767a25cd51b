//! The pictures of the sweep: error against information, by objective, by β, by epoch, and the numbers behind them.

use super::{
    Frame, Outcome, charts,
    config::{Config, Currency, Objective},
    outcomes::{self, chosen, mean, spread},
};
use crate::plot::{Along, Axis, Body, Caption, Cell, Chart, Column, Figure, Ink, Mark, Quantity, Table, Width};

pub fn figures(config: &Config, frames: &[Frame]) -> Vec<Figure> {
    vec![
        trade_off(config, frames),
        errors(config, frames),
        by_beta(config, frames, "errors-by-beta", "Error against β"),
        by_beta(config, frames, "dependence", "Dependence against β"),
        learning(config, frames),
        charts::cloud(config, frames),
        charts::divergence(config, frames),
        charts::balance(config, frames),
        charts::identities(frames),
        numbers(frames),
    ]
}

impl Objective {
    fn ink(self) -> Ink {
        match self {
            Objective::CauchySchwarz => Ink::Achieved,
            Objective::SquaredError => Ink::Hue(4),
            Objective::KullbackLeibler => Ink::Hue(2),
            Objective::Variational => Ink::Hue(0),
            Objective::Nonlinear => Ink::Hue(1),
            Objective::Hsic => Ink::Hue(3),
        }
    }
}

fn level(name: &str, ink: Ink, axis: Along, at: f64) -> Mark {
    Mark::Level { name: name.into(), ink, axis, at, edit: None }
}

fn guess() -> Mark {
    level("guessing the mean", Ink::Muted, Along::Y, 1.0)
}

/// The error that the target's own noise leaves, where it is known.
fn floor(frames: &[Frame]) -> Option<Mark> {
    let floor = frames.iter().find_map(|frame| match frame {
        Frame::Data { floor, .. } if *floor > 0.0 => Some(*floor),
        _ => None,
    })?;
    Some(level("the target's noise", Ink::Ceiling, Along::Y, floor))
}

fn is_tested(frames: &[Frame]) -> bool {
    frames.iter().any(|frame| matches!(frame, Frame::Outcome(_)))
}

fn figure(id: &str, title: &str, width: Width, caption: impl Into<Caption>, body: Body) -> Figure {
    Figure { id: id.into(), title: title.into(), caption: caption.into(), width, body }
}

fn untested() -> Body {
    Body::Empty("It appears with the first objective that has been tested.".into())
}

/// Middle values with a whisker of one deviation either way.
fn whiskers(name: &str, ink: Ink, points: &[[f64; 3]]) -> Vec<Mark> {
    let mut marks: Vec<Mark> = points
        .iter()
        .map(|[x, middle, deviation]| Mark::Line {
            name: name.into(),
            ink,
            dashed: false,
            points: vec![[*x, middle - deviation], [*x, middle + deviation]],
        })
        .collect();
    let points = points.iter().map(|[x, middle, _]| [*x, *middle]).collect();
    marks.push(Mark::Dots { name: name.into(), ink, points, edit: None });
    marks
}

fn trade_off(config: &Config, frames: &[Frame]) -> Figure {
    let (id, title) = ("trade-off", "Error against what the code tells of its input");
    let price = |outcome: &Outcome| match config.currency {
        Currency::Information => mean(&outcome.information),
        Currency::Dependence => mean(&outcome.dependence),
    };
    let what = match config.currency {
        Currency::Information => format!(
            "Each dot is an objective at a β: what its code, with noise of {} deviations, tells of the test inputs (a bound \
             from above), against its test RMSE, both means over the splits. Lines join the dots in the order of β. No bound \
             passes ln N, the dashed line.",
            config.measuring_noise
        ),
        Currency::Dependence => "Each dot is an objective at a β: the normalised I_CS of its code and the test inputs, \
                                 against its test RMSE, both means over the splits. Lines join the dots in the order of β."
            .into(),
    };
    if !is_tested(frames) {
        return figure(id, title, Width::Full, what, untested());
    }
    let ceiling = libm::log(config.tested() as f64);
    let x = match config.currency {
        Currency::Information => Axis::linear("noisy I(X;T)", Quantity::Information).within(0.0, 1.06 * ceiling),
        Currency::Dependence => Axis::linear("normalised I_CS(X;T)", Quantity::Number),
    };
    let mut marks = vec![guess()];
    marks.extend(floor(frames));
    let mut capacity = "";
    if config.currency == Currency::Information {
        marks.push(level("ceiling ln N", Ink::Ceiling, Along::X, ceiling));
        if config.capacity() < ceiling {
            marks.push(level("budget: what K units can carry", Ink::Budget, Along::X, config.capacity()));
            capacity = " What K units can carry through that noise is the amber line; a bound may stand above it.";
        }
    }
    for objective in config.objectives() {
        let points: Vec<[f64; 2]> =
            outcomes::of(frames, objective).iter().map(|outcome| [price(outcome), mean(&outcome.test)]).collect();
        let (name, ink) = (objective.label().to_owned(), objective.ink());
        marks.push(Mark::Line { name: name.clone(), ink, dashed: false, points: points.clone() });
        marks.push(Mark::Dots { name, ink, points, edit: None });
    }
    let y = Axis::linear("test RMSE", Quantity::Number);
    let body = Body::Chart(Chart { x, y, marks, colour: None });
    figure(id, title, Width::Full, what + capacity, body)
}

fn errors(config: &Config, frames: &[Frame]) -> Figure {
    let (id, title) = ("errors", "Test error of every objective");
    let what = format!(
        "Test RMSE on {} at the β each validation set chose: a grey dot a split, the mean, and one standard deviation over \
         the splits. In deviations of the training targets.",
        config.data.name()
    );
    if !is_tested(frames) {
        return figure(id, title, Width::Half, what, untested());
    }
    let objectives = config.objectives();
    let mut marks = vec![guess()];
    marks.extend(floor(frames));
    for (at, objective) in objectives.iter().enumerate() {
        let Some(chosen) = chosen(frames, *objective) else { continue };
        let points = chosen.test.iter().map(|error| [at as f64 - 0.15, *error]).collect();
        marks.push(Mark::Dots { name: "splits".into(), ink: Ink::Muted, points, edit: None });
        let [middle, deviation] = spread(&chosen.test);
        marks.extend(whiskers(objective.label(), objective.ink(), &[[at as f64, middle, deviation]]));
    }
    let names = objectives.iter().map(|objective| objective.label().to_owned()).collect();
    let x = Axis::linear("objective", Quantity::Named(names)).within(-0.5, objectives.len() as f64 - 0.5);
    let body = Body::Chart(Chart { x, y: Axis::linear("test RMSE", Quantity::Number), marks, colour: None });
    figure(id, title, Width::Half, what, body)
}

fn by_beta(config: &Config, frames: &[Frame], id: &str, title: &str) -> Figure {
    let is_error = id == "errors-by-beta";
    let what = if is_error {
        "Test RMSE at every β: means and one standard deviation over the splits. Squared error has no β."
    } else {
        "Normalised I_CS of the code and the test inputs at every β: means and one standard deviation over the splits. It \
         can pass 1."
    };
    if !is_tested(frames) {
        return figure(id, title, Width::Half, what, untested());
    }
    let of = |outcome: &Outcome| spread(if is_error { &outcome.test } else { &outcome.dependence });
    let betas = config.betas();
    let last = betas.len() as f64 - 1.0;
    let mut marks = Vec::new();
    if is_error {
        marks.push(guess());
        marks.extend(floor(frames));
    }
    for (at, objective) in config.objectives().into_iter().enumerate() {
        let outcomes = outcomes::of(frames, objective);
        if !objective.has_price() {
            let points = outcomes.iter().flat_map(|outcome| [-0.4, last + 0.4].map(|x| [x, of(outcome)[0]])).collect();
            marks.push(Mark::Line { name: objective.label().into(), ink: objective.ink(), dashed: true, points });
            continue;
        }
        // Beside each other, so that no whisker hides another.
        let place = |index: usize| index as f64 + 0.07 * (at as f64 - 2.0);
        let points: Vec<[f64; 3]> =
            outcomes.iter().enumerate().map(|(index, it)| [place(index), of(it)[0], of(it)[1]]).collect();
        let path = points.iter().map(|[x, middle, _]| [*x, *middle]).collect();
        marks.push(Mark::Line { name: objective.label().into(), ink: objective.ink(), dashed: false, points: path });
        marks.extend(whiskers(objective.label(), objective.ink(), &points));
    }
    let names = betas.iter().map(f64::to_string).collect();
    let x = Axis::linear("β", Quantity::Named(names)).within(-0.5, last + 0.5);
    let y = Axis::linear(if is_error { "test RMSE" } else { "normalised I_CS(X;T)" }, Quantity::Number);
    figure(id, title, Width::Half, what, Body::Chart(Chart { x, y, marks, colour: None }))
}

fn learning(config: &Config, frames: &[Frame]) -> Figure {
    let (id, title) = ("learning", "Error while training");
    let betas = config.betas();
    let middle = betas.len() / 2;
    let mut what =
        format!("Validation RMSE after every epoch, means over {} splits, at β = {}.", config.splits, betas[middle]);
    if let Some(Frame::Data { parts: [train, validation, test], .. }) = frames.first() {
        let rows = format!(" Each split trains on {train} rows, validates on {validation}, tests on {test}.");
        what.push_str(&rows);
    }
    let mut marks = vec![guess()];
    marks.extend(floor(frames));
    for objective in config.objectives() {
        let points: Vec<[f64; 2]> = frames
            .iter()
            .filter_map(|frame| match frame {
                Frame::Epoch { objective: of, epoch, validation } if *of == objective => {
                    Some([f64::from(*epoch), validation[middle.min(validation.len() - 1)]])
                }
                _ => None,
            })
            .collect();
        if !points.is_empty() {
            marks.push(Mark::Line { name: objective.label().into(), ink: objective.ink(), dashed: false, points });
        }
    }
    if !frames.iter().any(|frame| matches!(frame, Frame::Epoch { .. })) {
        let why = "The networks are trained after the two Gaussians.";
        return figure(id, title, Width::Half, what, Body::Empty(why.into()));
    }
    let x = Axis::linear("epoch", Quantity::Count).within(0.0, f64::from(config.epochs));
    let body = Body::Chart(Chart { x, y: Axis::linear("validation RMSE", Quantity::Number), marks, colour: None });
    figure(id, title, Width::Half, what, body)
}

fn numbers(frames: &[Frame]) -> Figure {
    let (id, title) = ("numbers", "Every objective at every β");
    let what = "Means and one standard deviation over the splits, all on the test set.";
    if !is_tested(frames) {
        return figure(id, title, Width::Full, what, untested());
    }
    let column = |label: &str, quantity: Quantity| Column { label: label.into(), quantity };
    let interval = |values: &[f64]| {
        let [middle, deviation] = spread(values);
        Cell::Interval { middle, low: middle - deviation, high: middle + deviation }
    };
    let columns = vec![
        column("objective", Quantity::Number),
        column("β", Quantity::Number),
        column("test RMSE", Quantity::Number),
        column("validation RMSE", Quantity::Number),
        column("I(X;T) with noise", Quantity::Information),
        column("normalised I_CS", Quantity::Number),
    ];
    let row = |outcome: &Outcome| {
        vec![
            Cell::Text(outcome.objective.label().into()),
            if outcome.objective.has_price() { Cell::Number(outcome.beta) } else { Cell::Text("none".into()) },
            interval(&outcome.test),
            interval(&outcome.validation),
            interval(&outcome.information),
            interval(&outcome.dependence),
        ]
    };
    let rows = frames.iter().filter_map(|frame| match frame {
        Frame::Outcome(outcome) => Some(row(outcome)),
        _ => None,
    });
    figure(id, title, Width::Full, what, Body::Table(Table { columns, rows: rows.collect() }))
}
