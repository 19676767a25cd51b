//! The pictures: the plane, information against epoch, loss and accuracy, and the numbers behind them.

use super::{
    Frame,
    config::{Config, Data, Estimator, SplitKind},
    measure::{Layer, Pair},
};
use crate::{
    datasets::{Split, twelve_bit},
    measures::entropy,
    plot::{Along, Axis, Body, Cell, Chart, ColourScale, Column, Figure, Ink, Mark, Quantity, Scale, Table, Width},
};

pub fn figures(config: &Config, frames: &[Frame]) -> Vec<Figure> {
    let ceilings = Ceilings::of(config);
    let measured: Vec<&Frame> = frames.iter().filter(|frame| !frame.layers.is_empty()).collect();
    vec![
        plane(config, &measured, &ceilings),
        against_epoch(config, &measured, &ceilings, Side::Input),
        against_epoch(config, &measured, &ceilings, Side::Label),
        curves(
            "loss",
            "Loss",
            "Mean cross-entropy on the inputs trained on and on the test set.",
            Axis::linear("cross-entropy", Quantity::Information),
            frames,
            |frame| [frame.train_loss, frame.test_loss],
            config,
        ),
        curves(
            "accuracy",
            "Accuracy",
            "Share of inputs whose most probable class is right.",
            Axis::linear("accuracy", Quantity::Share).within(0.0, 1.0),
            frames,
            |frame| [frame.train_accuracy, frame.test_accuracy],
            config,
        ),
        table(measured.last().copied(), &ceilings),
    ]
}

/// What no estimate can pass, in nats.
struct Ceilings {
    /// ln N: all inputs are distinct and equally likely, so this is H(X).
    input: f64,
    label: f64,
    /// What the narrowest layer's bins could tell apart.
    narrowest: f64,
    warning: Option<String>,
}

impl Ceilings {
    fn of(config: &Config) -> Self {
        let counts = config.class_counts();
        let n = counts.iter().sum::<usize>() as f64;
        let shares: Vec<f64> = counts.iter().map(|count| *count as f64 / n).collect();
        let warning = (config.split == SplitKind::Unshuffled && config.data == Data::TwelveBit).then(|| {
            let data = twelve_bit::load();
            let split = config.split(&data);
            let share = |members: &[usize]| 100.0 * Split::share_of_class(members, data.labels(), 1);
            format!(
                " Unshuffled split: {:.1} % of the test labels are 1, but only {:.1} % of those trained on.",
                share(&split.test),
                share(&split.train)
            )
        });
        Self {
            input: n.ln(),
            label: entropy(&shares),
            narrowest: config.narrowest as f64 * (config.bins as f64).ln(),
            warning,
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Side {
    Input,
    Label,
}

impl Side {
    fn of(self, pair: Pair) -> f64 {
        match self {
            Side::Input => pair.i_xt,
            Side::Label => pair.i_ty,
        }
    }
}

impl Estimator {
    /// The estimate that charts draw; for the noise bounds the upper one.
    pub(super) fn of(self, layer: &Layer) -> Pair {
        match self {
            Estimator::FixedBins => layer.fixed,
            Estimator::FloorBins => layer.floor,
            Estimator::KolchinskyTracey => layer.upper,
        }
    }

    fn words(self, config: &Config) -> String {
        match self {
            Estimator::FixedBins if config.activation.is_within_one() => {
                format!("Measured with {} bins from −1 to 1.", config.bins)
            }
            Estimator::FixedBins => format!(
                "Measured with {} bins from −1 to 1, which this activation leaves: the picture is wrong by design; \
                 floor bins see all values.",
                config.bins
            ),
            Estimator::FloorBins => format!("Measured with bins of width {}.", config.bin_width),
            Estimator::KolchinskyTracey => {
                format!("Upper bound for the layer plus noise of variance {}.", config.noise)
            }
        }
    }
}

fn layer_name(index: usize, layers: &[Layer]) -> String {
    let units = layers[index].units;
    if index + 1 == layers.len() { format!("output · {units}") } else { format!("layer {} · {units}", index + 1) }
}

/// Epochs are drawn one late, so that epoch 0 has a place on a logarithmic axis.
fn shown_epoch(frame: &Frame) -> f64 {
    f64::from(frame.epoch) + 1.0
}

fn plane(config: &Config, measured: &[&Frame], ceilings: &Ceilings) -> Figure {
    let mut marks = vec![
        level("ceiling H(X) = ln N", Ink::Ceiling, Along::X, ceilings.input),
        level("ceiling H(Y)", Ink::Ceiling, Along::Y, ceilings.label),
    ];
    if config.estimator == Estimator::FixedBins && ceilings.narrowest < ceilings.input {
        marks.push(level("budget of the narrowest layer", Ink::Budget, Along::X, ceilings.narrowest));
    }
    for index in 0..measured.first().map_or(0, |frame| frame.layers.len()) {
        let pairs: Vec<Pair> = measured.iter().map(|frame| config.estimator.of(&frame.layers[index])).collect();
        marks.push(Mark::Trail {
            name: layer_name(index, &measured[0].layers),
            ink: Ink::Hue(index),
            points: pairs.iter().map(|pair| [pair.i_xt, pair.i_ty]).collect(),
            values: measured.iter().map(|frame| shown_epoch(frame)).collect(),
        });
    }
    let dead = measured.last().map(|frame| dead_layers(&frame.layers)).unwrap_or_default();
    let dead = match dead.as_slice() {
        [] => String::new(),
        _ => format!(" Dead: every unit of {} is zero for every input.", dead.join(" and ")),
    };
    Figure {
        id: "plane".into(),
        title: "Every layer on the plane".into(),
        caption: format!(
            "One path per layer, coloured by epoch; a marker stands at the latest. Dashed: the ceilings no estimate can \
             pass. {}{dead}{}",
            config.estimator.words(config),
            ceilings.warning.as_deref().unwrap_or_default()
        )
        .into(),
        width: Width::Full,
        body: Body::Chart(Chart {
            x: Axis::linear("I(X;T)", Quantity::Information).within(0.0, ceilings.input * 1.03),
            y: Axis::linear("I(T;Y)", Quantity::Information).within(0.0, ceilings.label * 1.08),
            marks,
            colour: Some(ColourScale {
                label: "epoch + 1".into(),
                quantity: Quantity::Count,
                scale: Scale::Log,
                range: [1.0, f64::from(config.epochs) + 1.0],
            }),
        }),
    }
}

/// Hidden layers whose units are all zero for every input.
pub(super) fn dead_layers(layers: &[Layer]) -> Vec<String> {
    let hidden = layers.len().saturating_sub(1);
    (0..hidden).filter(|i| layers[*i].alive == 0).map(|i| layer_name(i, layers)).collect()
}

fn level(name: &str, ink: Ink, axis: Along, at: f64) -> Mark {
    Mark::Level { name: name.into(), ink, axis, at, edit: None }
}

fn epoch_axis(config: &Config) -> Axis {
    Axis::log("epoch + 1", Quantity::Count).within(1.0, f64::from(config.epochs) + 1.0)
}

fn against_epoch(config: &Config, measured: &[&Frame], ceilings: &Ceilings, side: Side) -> Figure {
    let (ceiling, ceiling_name) = match side {
        Side::Input => (ceilings.input, "ceiling ln N"),
        Side::Label => (ceilings.label, "ceiling H(Y)"),
    };
    let mut marks = vec![level(ceiling_name, Ink::Ceiling, Along::Y, ceiling)];
    for index in 0..measured.first().map_or(0, |frame| frame.layers.len()) {
        let name = layer_name(index, &measured[0].layers);
        if config.estimator == Estimator::KolchinskyTracey {
            let row = |frame: &&Frame| {
                let layer = &frame.layers[index];
                let ends = [side.of(layer.lower), side.of(layer.upper)];
                [shown_epoch(frame), ends[0].min(ends[1]), ends[0].max(ends[1])]
            };
            let points = measured.iter().map(row).collect();
            marks.push(Mark::Band { name: name.clone(), ink: Ink::Hue(index), points });
        }
        let points = measured
            .iter()
            .map(|frame| [shown_epoch(frame), side.of(config.estimator.of(&frame.layers[index]))])
            .collect();
        marks.push(Mark::Line { name, ink: Ink::Hue(index), dashed: false, points });
    }
    let bounds = match config.estimator {
        Estimator::KolchinskyTracey => " The band reaches from the lower to the upper bound.",
        _ => "",
    };
    let (id, title, label, what) = match side {
        Side::Input => ("input", "I(X;T) against epoch", "I(X;T)", "What each layer still tells of its input."),
        Side::Label => ("label", "I(T;Y) against epoch", "I(T;Y)", "What each layer tells of the label."),
    };
    Figure {
        id: id.into(),
        title: title.into(),
        caption: format!("{what} {}{bounds}", config.estimator.words(config)).into(),
        width: Width::Half,
        body: Body::Chart(Chart {
            x: epoch_axis(config),
            y: Axis::linear(label, Quantity::Information).within(0.0, ceiling * 1.06),
            marks,
            colour: None,
        }),
    }
}

fn curves(
    id: &str,
    title: &str,
    caption: &str,
    y: Axis,
    frames: &[Frame],
    of: impl Fn(&Frame) -> [f64; 2],
    config: &Config,
) -> Figure {
    let line = |name: &str, ink: Ink, part: usize| Mark::Line {
        name: name.into(),
        ink,
        dashed: part == 1,
        points: frames.iter().map(|frame| [shown_epoch(frame), of(frame)[part]]).collect(),
    };
    Figure {
        id: id.into(),
        title: title.into(),
        caption: caption.into(),
        width: Width::Half,
        body: Body::Chart(Chart {
            x: epoch_axis(config),
            y,
            marks: vec![line("trained on", Ink::Achieved, 0), line("test", Ink::Hue(1), 1)],
            colour: None,
        }),
    }
}

fn table(latest: Option<&Frame>, ceilings: &Ceilings) -> Figure {
    let information = |label: &str| Column { label: label.into(), quantity: Quantity::Information };
    let columns = vec![
        Column { label: "layer".into(), quantity: Quantity::Number },
        Column { label: "live units".into(), quantity: Quantity::Count },
        information("I(X;T) fixed bins"),
        information("I(X;T) floor bins"),
        information("I(X;T) noise bounds"),
        information("I(T;Y) fixed bins"),
        information("null"),
        information("I(T;Y) floor bins"),
        information("null"),
        information("I(T;Y) noise, upper"),
    ];
    let row = |index: usize, layers: &[Layer]| {
        let layer = &layers[index];
        let middle = (layer.lower.i_xt + layer.upper.i_xt) / 2.0;
        vec![
            Cell::Text(layer_name(index, layers)),
            Cell::Number(layer.alive as f64),
            Cell::Number(layer.fixed.i_xt),
            Cell::Number(layer.floor.i_xt),
            Cell::Interval { middle, low: layer.lower.i_xt, high: layer.upper.i_xt },
            Cell::Number(layer.fixed.i_ty),
            Cell::Number(layer.fixed_null),
            Cell::Number(layer.floor.i_ty),
            Cell::Number(layer.floor_null),
            Cell::Number(layer.upper.i_ty),
        ]
    };
    let body = match latest {
        None => Body::Empty("The numbers of the latest checkpoint stand here once a run has begun.".into()),
        Some(frame) => {
            let mut rows: Vec<Vec<Cell>> = (0..frame.layers.len()).map(|i| row(i, &frame.layers)).collect();
            let mut last = vec![Cell::Text("ceiling".into()), Cell::Text("–".into())];
            last.extend([ceilings.input; 3].map(Cell::Number));
            last.extend([ceilings.label; 5].map(Cell::Number));
            rows.push(last);
            Body::Table(Table { columns, rows })
        }
    };
    let epoch = latest.map(|frame| format!(" Epoch {}.", frame.epoch)).unwrap_or_default();
    Figure {
        id: "numbers".into(),
        title: "All estimates side by side".into(),
        caption: format!(
            "Every estimator on the same activations, with its ceiling. Null: what the estimator finds when the labels \
             are shuffled; an estimate near its null shows nothing.{epoch}"
        )
        .into(),
        width: Width::Full,
        body,
    }
}
