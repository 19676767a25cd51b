//! The pictures of what comes before the networks: the cloud on its way, its divergence, its balance, and the identities.

use super::{
    Frame,
    config::Config,
    demo::{MODES, shares, target},
    outcomes::particles,
};
use crate::plot::{Along, Axis, Body, Cell, Chart, Column, Figure, Ink, Mark, Quantity, Table, Width};

/// Half the side of the square that is shown.
const SHOWN: f64 = 9.0;

fn figure(id: &str, title: &str, width: Width, caption: String, body: Body) -> Figure {
    Figure { id: id.into(), title: title.into(), caption: caption.into(), width, body }
}

pub fn cloud(config: &Config, frames: &[Frame]) -> Figure {
    let seen = particles(frames);
    let mut caption = "Points that begin as one normal cloud descend on D_CS from the grey target.".to_owned();
    if let Some((step, _, points)) = seen.last() {
        let [lower, upper] = shares(points).map(|share| 100.0 * share);
        let shares = format!(
            " After {step} steps the lower mode holds {lower:.0} % of them, the upper {upper:.0} %; the others, some of them \
             out of the picture, are in neither."
        );
        caption.push_str(&shares);
    }
    let dots = |name: &str, ink: Ink, points: &[f32]| Mark::Dots {
        name: name.into(),
        ink,
        points: points.chunks_exact(2).map(|point| [f64::from(point[0]), f64::from(point[1])]).collect(),
        edit: None,
    };
    let mut marks = vec![dots("target", Ink::Muted, &target(config))];
    marks.extend(seen.last().map(|(_, _, points)| dots("points", Ink::Achieved, points)));
    let axis = |label: &str| Axis::linear(label, Quantity::Number).within(-SHOWN, SHOWN);
    let body = Body::Chart(Chart { x: axis("first coordinate"), y: axis("second coordinate"), marks, colour: None });
    figure("cloud", "Two Gaussians, one cloud", Width::Full, caption, body)
}

fn step_axis(config: &Config) -> Axis {
    Axis::linear("step", Quantity::Count).within(0.0, f64::from(config.particle_steps))
}

/// What a logarithmic axis can show: rounding can leave 0 or less.
const LEAST_SHOWN: f64 = 1e-7;

pub fn divergence(config: &Config, frames: &[Frame]) -> Figure {
    let (id, title) = ("divergence", "The divergence falls");
    let caption = "D_CS of the cloud and its target after every step, and 5 % of where it began.".to_owned();
    let seen = particles(frames);
    let Some((_, first, _)) = seen.first() else {
        return figure(id, title, Width::Half, caption, Body::Empty("The cloud moves first.".into()));
    };
    let points = seen.iter().map(|(step, divergence, _)| [f64::from(*step), divergence.max(LEAST_SHOWN)]).collect();
    let aim = (0.05 * first).max(LEAST_SHOWN);
    let marks = vec![
        Mark::Level { name: "5 % of the start".into(), ink: Ink::Muted, axis: Along::Y, at: aim, edit: None },
        Mark::Line { name: "D_CS".into(), ink: Ink::Achieved, dashed: false, points },
    ];
    let y = Axis::log("D_CS", Quantity::Information);
    let body = Body::Chart(Chart { x: step_axis(config), y, marks, colour: None });
    figure(id, title, Width::Half, caption, body)
}

pub fn balance(config: &Config, frames: &[Frame]) -> Figure {
    let (id, title) = ("balance", "Share in each mode");
    let caption =
        "Which share of the points each mode holds, within 4 deviations of its middle; the band is 40 to 60 %."
            .to_owned();
    let seen = particles(frames);
    if seen.is_empty() {
        return figure(id, title, Width::Half, caption, Body::Empty("The cloud moves first.".into()));
    }
    let each: Vec<(f64, [f64; 2])> = seen.iter().map(|(step, _, points)| (f64::from(*step), shares(points))).collect();
    let end = f64::from(config.particle_steps);
    let mut marks =
        vec![Mark::Band { name: "40 to 60 %".into(), ink: Ink::Muted, points: vec![[0.0, 0.4, 0.6], [end, 0.4, 0.6]] }];
    for (mode, [x, y]) in MODES.iter().enumerate() {
        let points = each.iter().map(|(step, shares)| [*step, shares[mode]]).collect();
        let ink = if mode == 0 { Ink::Hue(0) } else { Ink::Hue(1) };
        marks.push(Mark::Line { name: format!("mode at ({x}, {y})"), ink, dashed: false, points });
    }
    let y = Axis::linear("share", Quantity::Share).within(0.0, 1.0);
    figure(id, title, Width::Half, caption, Body::Chart(Chart { x: step_axis(config), y, marks, colour: None }))
}

pub fn identities(frames: &[Frame]) -> Figure {
    let (id, title) = ("identities", "What the estimators must fulfil");
    let caption =
        "On draws in the plane with kernels of width 1, in double precision; the last two rows on the training \
                   set with the widths that are set. There, shuffling should leave nothing: what it leaves is the \
                   kernels' narrowness."
            .to_owned();
    let found = frames.iter().find_map(|frame| if let Frame::Identities(found) = frame { Some(found) } else { None });
    let Some(found) = found else {
        return figure(id, title, Width::Half, caption, Body::Empty("The identities are checked first.".into()));
    };
    let row = |what: &str, value: f64, should: &str| {
        vec![Cell::Text(what.into()), Cell::Number(value), Cell::Text(should.into())]
    };
    let rows = vec![
        row("|D_CS(p;p)|", found.itself, "0"),
        row("|D_CS(p;q) − D_CS(q;p)|", found.asymmetry, "0"),
        row("least D_CS(p;q)", found.least_divergence, "not below 0"),
        row("|D_CS(p(y|x);p(y|x))|", found.conditional, "0"),
        row("least I_CS", found.least_information, "not below 0"),
        row("I_CS, dependent pairs", found.dependent, "above 0"),
        row("I_CS, shuffled pairs", found.shuffled, "near 0"),
        row("I_CS, inputs and targets", found.data_dependent, "above 0"),
        row("I_CS, inputs and shuffled targets", found.data_shuffled, "near 0"),
    ];
    let column = |label: &str, quantity: Quantity| Column { label: label.into(), quantity };
    let columns = vec![
        column("quantity", Quantity::Number),
        column("found", Quantity::Information),
        column("should be", Quantity::Number),
    ];
    figure(id, title, Width::Full, caption, Body::Table(Table { columns, rows }))
}
