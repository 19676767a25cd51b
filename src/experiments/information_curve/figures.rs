//! The pictures: budget, ceiling and curve; what changes with β; the highlighted encoder; the Gaussian beside it.

use super::{Config, Curve, Frame, Point, config::Source, solve::two_dimensional, verdicts::points};
use crate::{
    bottleneck::{GaussianBottleneck, first_transition, interpolate},
    measures::Joint,
    plot::{
        Along, Axis, Body, Caption, Cell, Chart, ColourScale, Column, Figure, Ink, Mark, PointEdit, Quantity, Scale,
        Table, Width,
    },
};

pub fn figures(config: &Config, frames: &[Frame]) -> Vec<Figure> {
    let Ok(joint) = config.joint() else { return Vec::new() };
    let soft = points(frames, Curve::Soft);
    vec![
        plane(config, &joint, frames, &soft),
        lagrangian(config, &joint, frames, &soft),
        codes(config, frames),
        encoder(config, &joint, &soft),
        source(config, &joint),
        gaussian(config, frames),
        checks(frames),
    ]
}

/// The computed point nearest to the highlighted β, by ratio.
fn highlighted<'a>(config: &Config, soft: &[&'a Point]) -> Option<&'a Point> {
    let distance = |point: &Point| (point.beta / config.beta).ln().abs();
    soft.iter().copied().min_by(|a, b| distance(a).total_cmp(&distance(b)))
}

fn dots(name: &str, ink: Ink, points: &[&Point], of: impl Fn(&Point) -> [f64; 2]) -> Mark {
    Mark::Dots {
        name: name.into(),
        ink,
        points: points.iter().map(|point| of(point)).collect(),
        edit: Some(PointEdit {
            key: "beta".into(),
            values: points.iter().map(|point| format!("{:.6}", point.beta)).collect(),
        }),
    }
}

fn line(name: &str, ink: Ink, dashed: bool, points: Vec<[f64; 2]>) -> Mark {
    Mark::Line { name: name.into(), ink, dashed, points }
}

fn on_plane(point: &Point) -> [f64; 2] {
    [point.i_xt, point.i_ty]
}

fn plane(config: &Config, joint: &Joint, frames: &[Frame], soft: &[&Point]) -> Figure {
    let (h_x, i_xy) = (joint.input_entropy(), joint.information());
    let mut marks = vec![
        line("ceiling I(T;Y) ≤ min(I(X;T), I(X;Y))", Ink::Ceiling, true, vec![[0.0, 0.0], [i_xy, i_xy], [h_x, i_xy]]),
        Mark::Level { name: "ceiling H(X)".into(), ink: Ink::Ceiling, axis: Along::X, at: h_x, edit: None },
        Mark::Level {
            name: "budget".into(),
            ink: Ink::Budget,
            axis: Along::X,
            at: config.budget.min(h_x * 1.04),
            edit: Some("budget".into()),
        },
    ];
    let deterministic = points(frames, Curve::Deterministic);
    let between = points(frames, Curve::Between);
    marks.push(line(
        "deterministic bottleneck",
        Ink::Hue(1),
        false,
        deterministic.iter().map(|p| on_plane(p)).collect(),
    ));
    marks.push(Mark::Dots {
        name: "deterministic bottleneck".into(),
        ink: Ink::Hue(1),
        points: deterministic.iter().map(|point| on_plane(point)).collect(),
        edit: None,
    });
    let mut path: Vec<[f64; 2]> = between.iter().map(|point| on_plane(point)).collect();
    path.sort_by(|a, b| a[0].total_cmp(&b[0]));
    marks.push(line(&format!("α = {}", config.alpha), Ink::Hue(3), true, path));
    let mut path: Vec<[f64; 2]> = soft.iter().map(|point| on_plane(point)).collect();
    path.sort_by(|a, b| a[0].total_cmp(&b[0]));
    marks.push(line("achieved: the information curve", Ink::Achieved, false, path.clone()));
    marks.push(dots("achieved: the information curve", Ink::Achieved, soft, on_plane));
    if let Some(point) = highlighted(config, soft) {
        marks.push(Mark::Dots {
            name: "the highlighted β".into(),
            ink: Ink::Hue(4),
            points: vec![on_plane(point)],
            edit: None,
        });
    }
    let budget = config.budget.min(h_x);
    let mut caption = Caption::from(
        "What a code tells of Y against what it costs. Dashed: the ceilings. Click a point to see its code; drag the \
         amber line to change the budget.",
    );
    if let Some(kept) = interpolate(&path, budget) {
        caption = caption.words(" With ").information(budget).words(", no code can tell more than ");
        caption = caption.information(budget.min(i_xy)).words(" of Y; the best tells ").information(kept).words(".");
    }
    Figure {
        id: "plane".into(),
        title: "Budget, ceiling, achieved".into(),
        caption,
        width: Width::Full,
        body: Body::Chart(Chart {
            x: Axis::linear("I(X;T)", Quantity::Information).within(0.0, h_x * 1.05),
            y: Axis::linear("I(T;Y)", Quantity::Information).within(0.0, i_xy * 1.1),
            marks,
            colour: None,
        }),
    }
}

fn beta_axis(config: &Config, joint: &Joint) -> Axis {
    let first = first_transition(joint);
    Axis::log("β", Quantity::Number).within((0.7 * first).max(1.0), config.beta_max.max(2.0 * first))
}

/// Where the number of codes changes, halfway between the points on either side.
fn transitions(soft: &[&Point]) -> Vec<f64> {
    let changes = soft.windows(2).filter(|pair| pair[0].clusters < pair[1].clusters);
    changes.map(|pair| (pair[0].beta * pair[1].beta).sqrt()).collect()
}

fn lagrangian(config: &Config, joint: &Joint, frames: &[Frame], soft: &[&Point]) -> Figure {
    let predicted = first_transition(joint);
    let mut marks = vec![Mark::Level {
        name: "predicted first transition 1/σ₂²".into(),
        ink: Ink::Ceiling,
        axis: Along::X,
        at: predicted,
        edit: None,
    }];
    for (i, beta) in transitions(soft).into_iter().enumerate() {
        let name = format!("transition {}", i + 1);
        marks.push(Mark::Level { name, ink: Ink::Muted, axis: Along::X, at: beta, edit: None });
    }
    let of = |point: &Point| [point.beta, point.lagrangian];
    let between = points(frames, Curve::Between);
    marks.push(line(&format!("α = {}", config.alpha), Ink::Hue(3), true, between.iter().map(|p| of(p)).collect()));
    marks.push(line("bottleneck", Ink::Achieved, false, soft.iter().map(|point| of(point)).collect()));
    marks.push(dots("bottleneck", Ink::Achieved, soft, of));
    Figure {
        id: "lagrangian".into(),
        title: "Lagrangian against β".into(),
        caption:
            "The least cost I(X;T) − β I(T;Y). It is 0 while silence is best, and bends at every transition; grey \
                  lines mark where a code splits."
                .into(),
        width: Width::Half,
        body: Body::Chart(Chart {
            x: beta_axis(config, joint),
            y: Axis::linear("L", Quantity::Information),
            marks,
            colour: None,
        }),
    }
}

fn codes(config: &Config, frames: &[Frame]) -> Figure {
    let step = |curve: Curve| points(frames, curve).iter().map(|point| [point.beta, point.clusters as f64]).collect();
    let marks = vec![
        line("deterministic", Ink::Hue(1), false, stairs(step(Curve::Deterministic), config.beta_max)),
        line("bottleneck", Ink::Achieved, false, stairs(step(Curve::Soft), config.beta_max)),
    ];
    let joint = config.joint();
    let x = joint.as_ref().map_or_else(|_| Axis::log("β", Quantity::Number), |joint| beta_axis(config, joint));
    let most = joint.map_or(2, |joint| joint.rows());
    Figure {
        id: "codes".into(),
        title: "Codes in use".into(),
        caption: "How many codes tell different things of Y. One code is silence.".into(),
        width: Width::Half,
        body: Body::Chart(Chart {
            x,
            y: Axis::linear("codes", Quantity::Count).within(0.0, most as f64 + 0.5),
            marks,
            colour: None,
        }),
    }
}

/// A step function through points sorted by x, drawn on to `end`.
fn stairs(points: Vec<[f64; 2]>, end: f64) -> Vec<[f64; 2]> {
    let mut path: Vec<[f64; 2]> = Vec::new();
    for point in points {
        if let Some(last) = path.last().copied() {
            path.push([point[0], last[1]]);
        }
        path.push(point);
    }
    if let Some(last) = path.last().copied().filter(|last| last[0] < end) {
        path.push([end, last[1]]);
    }
    path
}

fn encoder(config: &Config, joint: &Joint, soft: &[&Point]) -> Figure {
    let (id, title) = ("encoder", "The code at the highlighted β");
    let Some(point) = highlighted(config, soft) else {
        return Figure {
            id: id.into(),
            title: title.into(),
            caption: "q(t|x): which code each input is given.".into(),
            width: Width::Half,
            body: Body::Empty("The code appears with the first computed β.".into()),
        };
    };
    let inputs = joint.rows();
    let names = |letter: char| (1..=inputs).map(|i| format!("{letter}{i}")).collect();
    let edges: Vec<f64> = (0..=inputs).map(|i| i as f64 - 0.5).collect();
    Figure {
        id: id.into(),
        title: title.into(),
        caption: format!(
            "q(t|x) at β = {:.3}: which code each input is given. {} of {inputs} codes in use.",
            point.beta, point.clusters
        )
        .into(),
        width: Width::Half,
        body: Body::Chart(Chart {
            x: Axis::linear("code t", Quantity::Named(names('t'))).within(-0.5, inputs as f64 - 0.5),
            y: Axis::linear("input x", Quantity::Named(names('x'))).within(-0.5, inputs as f64 - 0.5),
            marks: vec![Mark::HeatMap {
                x_edges: edges.clone(),
                y_edges: edges,
                values: point.encoder.iter().map(|q| f64::from(*q)).collect(),
            }],
            colour: Some(probability_scale("q(t|x)", 1.0)),
        }),
    }
}

fn probability_scale(label: &str, most: f64) -> ColourScale {
    ColourScale { label: label.into(), quantity: Quantity::Number, scale: Scale::Linear, range: [0.0, most] }
}

fn source(config: &Config, joint: &Joint) -> Figure {
    let names = |letter: char, count: usize| (1..=count).map(|i| format!("{letter}{i}")).collect();
    let edges = |count: usize| (0..=count).map(|i| i as f64 - 0.5).collect();
    let (rows, columns) = (joint.rows(), joint.columns());
    let values: Vec<f64> = (0..rows).flat_map(|x| joint.row(x).to_vec()).collect();
    let most = values.iter().copied().fold(0.0, f64::max);
    let normalised = if config.source == Source::Yours && (joint.total() - 1.0).abs() > 1e-9 {
        format!(" Your cells sum to {}; they were divided by that.", crate::plot::format::significant(joint.total(), 6))
    } else {
        String::new()
    };
    Figure {
        id: "source".into(),
        title: "The joint distribution".into(),
        caption: Caption::from("p(x,y): H(X) = ")
            .information(joint.input_entropy())
            .words(", I(X;Y) = ")
            .information(joint.information())
            .words(format!(", 1/σ₂² = {:.4}.{normalised}", first_transition(joint))),
        width: Width::Half,
        body: Body::Chart(Chart {
            x: Axis::linear("y", Quantity::Named(names('y', columns))).within(-0.5, columns as f64 - 0.5),
            y: Axis::linear("x", Quantity::Named(names('x', rows))).within(-0.5, rows as f64 - 0.5),
            marks: vec![Mark::HeatMap { x_edges: edges(columns), y_edges: edges(rows), values }],
            colour: Some(probability_scale("p(x,y)", most)),
        }),
    }
}

fn gaussian(config: &Config, frames: &[Frame]) -> Figure {
    let bottleneck = two_dimensional(config.rho, config.rho_2).and_then(|gaussian| GaussianBottleneck::new(&gaussian));
    let Ok(bottleneck) = bottleneck else {
        return Figure {
            id: "gaussian".into(),
            title: "The Gaussian beside it".into(),
            caption: Caption::default(),
            width: Width::Half,
            body: Body::Empty("These correlations make no Gaussian.".into()),
        };
    };
    let critical = bottleneck.critical_betas();
    let total: f64 = critical.iter().map(|beta| -0.5 * (1.0 - 1.0 / beta).ln()).sum();
    const POINTS: usize = 120;
    const WIDEST: f64 = 60.0;
    let at = |i: usize| bottleneck.optimum(critical[0] * WIDEST.powf(i as f64 / (POINTS - 1) as f64));
    let exact: Vec<[f64; 2]> = (0..POINTS).map(at).map(|point| [point.i_xt, point.i_ty]).collect();
    let widest = exact.last().map_or(1.0, |point| point[0]);
    let iterated = frames.iter().filter_map(|frame| match frame {
        Frame::Gaussian { computed, .. } => Some(*computed),
        _ => None,
    });
    let marks = vec![
        line("ceiling", Ink::Ceiling, true, vec![[0.0, 0.0], [total, total], [widest, total]]),
        line("closed form", Ink::Achieved, false, exact),
        Mark::Dots { name: "iterated".into(), ink: Ink::Hue(1), points: iterated.collect(), edit: None },
    ];
    Figure {
        id: "gaussian".into(),
        title: "The Gaussian beside it".into(),
        caption: format!(
            "Two-dimensional Gaussians with canonical correlations {} and {}: the curve in closed form, and what \
             Blahut–Arimoto's iterations reach. Components open at β = {:.3} and {:.3}.",
            config.rho, config.rho_2, critical[0], critical[1]
        )
        .into(),
        width: Width::Half,
        body: Body::Chart(Chart {
            x: Axis::linear("I(X;T)", Quantity::Information).within(0.0, widest),
            y: Axis::linear("I(T;Y)", Quantity::Information).within(0.0, total * 1.1),
            marks,
            colour: None,
        }),
    }
}

fn checks(frames: &[Frame]) -> Figure {
    let row = |name: &str, beta: f64, exact: &[f64; 2], computed: &[f64; 2]| {
        let mut cells = vec![Cell::Text(name.into()), Cell::Number(beta)];
        cells.extend([exact[0], exact[1], computed[0] - exact[0], computed[1] - exact[1]].map(Cell::Number));
        cells
    };
    let rows: Vec<Vec<Cell>> = frames
        .iter()
        .filter_map(|frame| match frame {
            Frame::Symmetric { beta, exact, computed } => Some(row("binary symmetric", *beta, exact, computed)),
            Frame::Gaussian { beta, exact, computed } => Some(row("Gaussian", *beta, exact, computed)),
            _ => None,
        })
        .collect();
    let column = |label: &str, quantity: Quantity| Column { label: label.into(), quantity };
    let body = if rows.is_empty() {
        Body::Empty("The checks come at the end of a run.".into())
    } else {
        let columns = vec![
            column("case", Quantity::Number),
            column("β", Quantity::Number),
            column("I(X;T) closed form", Quantity::Information),
            column("I(T;Y) closed form", Quantity::Information),
            column("I(X;T) difference", Quantity::Information),
            column("I(T;Y) difference", Quantity::Information),
        ];
        Body::Table(Table { columns, rows })
    };
    Figure {
        id: "checks".into(),
        title: "Against the closed forms".into(),
        caption: "Computed less exact, for a binary symmetric channel and for the Gaussian.".into(),
        width: Width::Full,
        body,
    }
}
