//! The pictures of a comparison: trails through any two quantities, bounds around a truth, losses, and all numbers.

use super::{
    frame::{Currency, Frame, Information, Network, Rule, curve, measured},
    plan::Plan,
};
use crate::{
    datasets::digits,
    measures::entropy,
    plot::{
        Along, Axis, Body, Caption, Cell, Chart, ColourScale, Column, Figure, Ink, Mark, Quantity, Scale, Table, Width,
    },
};

/// Two quantities of a network, each with its axis.
pub struct Quantities<'a> {
    pub x: Axis,
    pub x_of: &'a dyn Fn(&Network) -> f64,
    pub y: Axis,
    pub y_of: &'a dyn Fn(&Network) -> f64,
}

const EMPTY: &str = "Drawn when the networks are first measured.";

/// A line across the chart.
pub fn level(name: &str, ink: Ink, axis: Along, at: f64) -> Mark {
    Mark::Level { name: name.into(), ink, axis, at, edit: None }
}

/// ln N, which no measure of so many equally likely points can pass.
pub fn point_ceiling(plan: &Plan) -> f64 {
    (plan.points as f64).ln()
}

/// A ceiling with its name.
pub struct Ceiling {
    pub name: &'static str,
    pub at: f64,
}

/// H(Y) of the measured points; before they are known, that of all digits.
pub fn label_entropy(frames: &[Frame]) -> f64 {
    let of_all = || {
        let total: usize = digits::CLASS_COUNTS.iter().sum();
        entropy(&digits::CLASS_COUNTS.map(|count| count as f64 / total as f64))
    };
    frames.first().map_or_else(of_all, |frame| frame.label_entropy)
}

/// How the present picture was measured, to end a caption.
pub fn measured_caption(plan: &Plan, currency: Currency, frames: &[Frame]) -> String {
    let epoch = measured(frames).map(|frame| format!(" Epoch {}.", frame.epoch)).unwrap_or_default();
    format!(" Information {}, on {} held-out images.{epoch}", currency.words(), plan.points)
}

/// The least and the greatest β, apart even where there is one.
fn beta_range(plan: &Plan) -> [f64; 2] {
    match plan.betas.as_slice() {
        [first, .., last] => [*first, *last],
        [only] => [only / 2.0, only * 2.0],
        [] => [0.1, 1.0],
    }
}

/// Every rule's path through two quantities as β rises: means over seeds, with every seed's own dots.
pub fn trails(
    [id, title]: [&str; 2],
    caption: impl Into<Caption>,
    quantities: Quantities,
    behind: Vec<Mark>,
    plan: &Plan,
    frames: &[Frame],
) -> Figure {
    let Quantities { x, x_of, y, y_of } = quantities;
    let body = match measured(frames) {
        None => Body::Empty(EMPTY.into()),
        Some(frame) => {
            let mut marks = behind;
            if plan.seeds.len() > 1 {
                for rule in plan.rules {
                    let own = frame.networks.iter().filter(|network| network.rule == *rule);
                    marks.push(Mark::Dots {
                        name: format!("{}, single seeds", rule.name()),
                        ink: Ink::Hue(rule.hue()),
                        points: own.map(|network| [x_of(network), y_of(network)]).collect(),
                        edit: None,
                    });
                }
            }
            for rule in plan.rules {
                let (xs, ys) = (curve(&frame.networks, *rule, x_of), curve(&frame.networks, *rule, y_of));
                marks.push(Mark::Trail {
                    name: rule.name().into(),
                    ink: Ink::Hue(rule.hue()),
                    points: xs.iter().zip(&ys).map(|(x, y)| [x.1, y.1]).collect(),
                    values: xs.iter().map(|(beta, _)| *beta).collect(),
                });
            }
            let colour = ColourScale {
                label: "β".into(),
                quantity: Quantity::Number,
                scale: Scale::Log,
                range: beta_range(plan),
            };
            Body::Chart(Chart { x, y, marks, colour: Some(colour) })
        }
    };
    Figure { id: id.into(), title: title.into(), caption: caption.into(), width: Width::Half, body }
}

/// Right classes from a single draw of the code, against what the code carries.
pub fn accuracy(plan: &Plan, currency: Currency, frames: &[Frame]) -> Figure {
    let caption = format!(
        "Share of held-out images whose class is right from a single draw of the code (1-shot), against what that draw \
         carries of the image.{}",
        measured_caption(plan, currency, frames)
    );
    let quantities = Quantities {
        x: Axis::linear("I(X;Z)", Quantity::Information).within(0.0, point_ceiling(plan) * 1.03),
        x_of: &|network| currency.of(network.input),
        y: Axis::linear("accuracy, 1-shot", Quantity::Share).within(0.0, 1.0),
        y_of: &|network| network.one_shot,
    };
    let ceiling = level("ceiling ln N", Ink::Ceiling, Along::X, point_ceiling(plan));
    trails(["accuracy", "Accuracy at equal information"], caption, quantities, vec![ceiling], plan, frames)
}

/// A quantity against β, one line a rule, with every seed's own dots.
pub fn across(
    [id, title]: [&str; 2],
    caption: impl Into<Caption>,
    y: Axis,
    of: impl Fn(&Network) -> f64,
    behind: Vec<Mark>,
    plan: &Plan,
    frames: &[Frame],
) -> Figure {
    let mut marks = behind;
    if let Some(frame) = measured(frames) {
        for rule in plan.rules {
            let own = frame.networks.iter().filter(|network| network.rule == *rule);
            let points = own.map(|network| [network.beta, of(network)]).collect();
            let ink = Ink::Hue(rule.hue());
            marks.push(Mark::Line {
                name: rule.name().into(),
                ink,
                dashed: false,
                points: curve(&frame.networks, *rule, &of).into_iter().map(|(beta, value)| [beta, value]).collect(),
            });
            marks.push(Mark::Dots { name: format!("{}, single seeds", rule.name()), ink, points, edit: None });
        }
    }
    beta_chart([id, title], caption.into(), y, marks, plan, frames)
}

fn beta_chart(
    [id, title]: [&str; 2],
    caption: Caption,
    y: Axis,
    marks: Vec<Mark>,
    plan: &Plan,
    frames: &[Frame],
) -> Figure {
    let [low, high] = beta_range(plan);
    let body = match measured(frames) {
        None => Body::Empty(EMPTY.into()),
        Some(_) => {
            let x = Axis::log("β", Quantity::Number).within(low, high);
            Body::Chart(Chart { x, y, marks, colour: None })
        }
    };
    Figure { id: id.into(), title: title.into(), caption, width: Width::Half, body }
}

/// One rule's bounds around the sampled truth, with what its own objective takes for it, against β.
pub fn enclosure(
    [id, title]: [&str; 2],
    rule: Rule,
    label: &str,
    of: impl Fn(&Network) -> Information,
    ceiling: Ceiling,
    plan: &Plan,
    frames: &[Frame],
) -> Figure {
    let mut marks: Vec<Mark> = vec![level(ceiling.name, Ink::Ceiling, Along::Y, ceiling.at)];
    if let Some(frame) = measured(frames) {
        let mean = |value: &dyn Fn(Information) -> f64| curve(&frame.networks, rule, |network| value(of(network)));
        let (lower, upper) = (mean(&|it| it.lower), mean(&|it| it.upper));
        let line = |name: &str, ink: Ink, dashed: bool, values: Vec<(f64, f64)>| Mark::Line {
            name: name.into(),
            ink,
            dashed,
            points: values.into_iter().map(|(beta, value)| [beta, value]).collect(),
        };
        let band = lower.iter().zip(&upper).map(|(low, high)| [low.0, low.1.min(high.1), high.1.max(low.1)]);
        marks.push(Mark::Band {
            name: "lower to upper bound".into(),
            ink: Ink::Hue(rule.hue()),
            points: band.collect(),
        });
        marks.push(line("sampled truth", Ink::Achieved, false, mean(&|it| it.truth)));
        let own = curve(&frame.networks, rule, |network| network.own);
        marks.push(line("its objective's own bound", Ink::Budget, true, own));
    }
    let caption = format!(
        "{}: the band reaches from Kolchinsky & Tracey's lower to their upper bound of {label}, the line is the truth \
         sampled from the mixture, dashed is what the objective itself is charged for. Means over seeds.",
        rule.name()
    );
    let y = Axis::linear(label, Quantity::Information).within(0.0, ceiling.at * 1.6);
    beta_chart([id, title], caption.into(), y, marks, plan, frames)
}

/// What each objective is charged for against the truth of the same quantity.
pub fn against_own(plan: &Plan, frames: &[Frame]) -> Figure {
    let truth = |network: &Network| match network.rule {
        Rule::Conditional => network.residual.truth,
        Rule::Variational | Rule::Nonlinear => network.input.truth,
    };
    let body = match measured(frames) {
        None => Body::Empty(EMPTY.into()),
        Some(frame) => {
            let most = frame.networks.iter().map(|it| it.own.max(truth(it))).fold(0.1, f64::max);
            let mut marks = vec![Mark::Line {
                name: "tight: bound = truth".into(),
                ink: Ink::Ceiling,
                dashed: true,
                points: vec![[0.0, 0.0], [most, most]],
            }];
            for rule in plan.rules {
                let own = frame.networks.iter().filter(|network| network.rule == *rule);
                marks.push(Mark::Dots {
                    name: rule.name().into(),
                    ink: Ink::Hue(rule.hue()),
                    points: own.map(|network| [truth(network), network.own]).collect(),
                    edit: None,
                });
            }
            let x = Axis::linear("sampled truth", Quantity::Information);
            let y = Axis::linear("the objective's own bound", Quantity::Information);
            Body::Chart(Chart { x, y, marks, colour: None })
        }
    };
    Figure {
        id: "own-bounds".into(),
        title: "What each objective is charged for".into(),
        caption: "Every network's own bound against the truth of the same quantity on the same images: I(X;Z), or \
                  I(X;Z|Y) for CEB. A bound stands on the dashed line or above it; the height above it is what the \
                  objective is charged for and does not carry."
            .into(),
        width: Width::Half,
        body,
    }
}

/// Training losses by epoch.
pub fn loss(plan: &Plan, frames: &[Frame]) -> Figure {
    let line = |rule: &Rule| {
        let of = |frame: &Frame| frame.losses.iter().find(|(other, _)| other == rule).map(|(_, loss)| *loss);
        let points = frames.iter().filter_map(|frame| Some([f64::from(frame.epoch), of(frame)?]));
        Mark::Line { name: rule.name().into(), ink: Ink::Hue(rule.hue()), dashed: false, points: points.collect() }
    };
    let body = if frames.len() < 2 {
        Body::Empty("Drawn after the first epoch.".into())
    } else {
        Body::Chart(Chart {
            x: Axis::linear("epoch", Quantity::Count).within(0.0, f64::from(plan.epochs)),
            y: Axis::log("training loss", Quantity::Number),
            marks: plan.rules.iter().map(line).collect(),
            colour: None,
        })
    };
    Figure {
        id: "loss".into(),
        title: "Loss".into(),
        caption: "What training minimises, averaged over all β and seeds of an objective, on the last batch of each \
                  epoch. It rises while the penalty does; losses of different objectives do not compare."
            .into(),
        width: Width::Half,
        body,
    }
}

/// Every objective's numbers at every β.
pub fn numbers(plan: &Plan, frames: &[Frame]) -> Figure {
    let body = match measured(frames) {
        None => Body::Empty("The numbers stand here once the networks were measured.".into()),
        Some(frame) => table(plan, &frame.networks),
    };
    Figure {
        id: "numbers".into(),
        title: "All numbers side by side".into(),
        caption: format!(
            "Means over seeds, on held-out images. The own bound is of I(X;Z), or of I(X;Z|Y) for CEB; it stands \
             for images trained on too. Truths are sampled \
             and stand with one mean standard error of a single network. Distortion is the mean −ln d(y|z); accuracy from \
             one draw of the code and from the averaged probabilities of {} draws. No measure of I(X;Z) can pass ln {} = \
             {:.3} nats.",
            plan.shots,
            plan.points,
            point_ceiling(plan)
        )
        .into(),
        width: Width::Full,
        body,
    }
}

fn table(plan: &Plan, networks: &[Network]) -> Body {
    let column = |label: &str, quantity: Quantity| Column { label: label.into(), quantity };
    let nats = |label: &str| column(label, Quantity::Information);
    let columns = vec![
        column("objective", Quantity::Number),
        column("β", Quantity::Number),
        nats("own bound"),
        nats("trained on"),
        nats("I(X;Z) lower"),
        nats("truth"),
        nats("upper"),
        nats("I(X;Z|Y)"),
        nats("I(Z;Y)"),
        nats("distortion"),
        column("1-shot", Quantity::Share),
        column(&format!("{}-shot", plan.shots), Quantity::Share),
    ];
    let mut rows = Vec::new();
    for rule in plan.rules {
        let values = |of: &dyn Fn(&Network) -> f64| curve(networks, *rule, of);
        let number = |of: &dyn Fn(&Network) -> f64| -> Vec<Cell> {
            values(of).into_iter().map(|(_, value)| Cell::Number(value)).collect()
        };
        let interval = |of: &dyn Fn(&Network) -> Information| -> Vec<Cell> {
            let (truths, errors) = (values(&|network| of(network).truth), values(&|network| of(network).error));
            let cell = |((_, middle), (_, error)): (&(f64, f64), &(f64, f64))| Cell::Interval {
                middle: *middle,
                low: middle - error,
                high: middle + error,
            };
            truths.iter().zip(&errors).map(cell).collect()
        };
        let all = [
            values(&|network| network.beta).into_iter().map(|_| Cell::Text(rule.name().into())).collect(),
            number(&|network| network.beta),
            number(&|network| network.own),
            number(&|network| network.own_trained),
            number(&|network| network.input.lower),
            interval(&|network| network.input),
            number(&|network| network.input.upper),
            interval(&|network| network.residual),
            interval(&|network| network.label),
            number(&|network| network.distortion),
            number(&|network| network.one_shot),
            number(&|network| network.averaged),
        ];
        let count = all[0].len();
        rows.extend((0..count).map(|row| all.iter().map(|column| column[row].clone()).collect::<Vec<Cell>>()));
    }
    Body::Table(Table { columns, rows })
}
