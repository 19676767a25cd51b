//! The pictures: errors against questions and against prices, the table, what is asked first, and what is seen.

use super::{
    Config, Curve, Frame,
    config::{Data, Granularity},
    train::RACERS,
    verdicts::{curves, predicted, questions_to},
};
use crate::{
    datasets::birds,
    plot::{Along, Axis, Body, Cell, Chart, ColourScale, Column, Figure, Ink, Mark, Quantity, Scale, Table, Width},
};

pub fn figures(config: &Config, frames: &[Frame]) -> Vec<Figure> {
    vec![race(config, frames), table(config, frames), first(config, frames), spent(frames), seen(config, frames)]
}

fn style(racer: usize) -> (Ink, bool) {
    match RACERS[racer] {
        "RAND" => (Ink::Muted, false),
        "CCTP" => (Ink::Hue(4), false),
        "UCP" => (Ink::Hue(1), false),
        "ECTP" => (Ink::Achieved, false),
        "EUDTP" => (Ink::Hue(2), false),
        "CooP" => (Ink::Hue(3), false),
        "LCP" => (Ink::Ceiling, true),
        _ => (Ink::Hue(5), true),
    }
}

fn name(racer: usize) -> String {
    match RACERS[racer] {
        bound @ ("LCP" | "greedy") => format!("{bound} (knows the answers)"),
        policy => policy.into(),
    }
}

fn asked(config: &Config) -> &'static str {
    match config.granularity {
        Granularity::Single => "concepts",
        Granularity::Group => "groups of concepts",
    }
}

/// The budget, no further than there is something to ask.
fn budget(config: &Config, curves: &[Curve]) -> usize {
    config.budget.min(curves.first().map_or(config.budget, |curve| curve.errors.len() - 1))
}

fn empty(frames: &[Frame]) -> bool {
    curves(frames).is_empty()
}

fn waiting() -> Body {
    Body::Empty("Questions are asked once the concepts are learnt.".into())
}

fn lines(curves: &[Curve], x: impl Fn(&Curve, usize) -> f64) -> Vec<Mark> {
    let line = |curve: &Curve| {
        let (ink, dashed) = style(curve.racer);
        let points = curve.errors.iter().enumerate().map(|(step, error)| [x(curve, step), *error]).collect();
        Mark::Line { name: name(curve.racer), ink, dashed, points }
    };
    curves.iter().map(line).collect()
}

fn error_axis(curves: &[Curve]) -> Axis {
    let most = curves.iter().flat_map(|curve| &curve.errors).copied().fold(0.05, f64::max);
    Axis::linear("wrong classes", Quantity::Share).within(0.0, 1.05 * most)
}

fn race(config: &Config, frames: &[Frame]) -> Figure {
    let curves = curves(frames);
    let body = if empty(frames) {
        waiting()
    } else {
        let steps = curves[0].errors.len() - 1;
        let mut marks = Vec::new();
        if let Some(predicted) = predicted(frames) {
            let name = "floor: everything told".into();
            marks.push(Mark::Level { name, ink: Ink::Ceiling, axis: Along::Y, at: predicted.floor, edit: None });
        }
        marks.push(Mark::Level {
            name: "budget".into(),
            ink: Ink::Budget,
            axis: Along::X,
            at: budget(config, curves) as f64,
            edit: Some("budget".into()),
        });
        marks.extend(lines(curves, |_, step| step as f64));
        let x = Axis::linear(format!("{} asked", asked(config)), Quantity::Count).within(0.0, steps as f64);
        Body::Chart(Chart { x, y: error_axis(curves), marks, colour: None })
    };
    let caption = format!(
        "The share of test inputs whose class is wrong after 0, 1, … {} of each were told, one line a policy. All begin \
         and end together; the lower between, the better the questions. Dashed: bounds that know the answers. RAND is the \
         mean of five random orders.",
        asked(config)
    );
    Figure {
        id: "race".into(),
        title: "Errors against questions".into(),
        caption: caption.into(),
        width: Width::Full,
        body,
    }
}

fn table(config: &Config, frames: &[Frame]) -> Figure {
    let curves = curves(frames);
    let at = budget(config, curves);
    let column = |label: String, quantity: Quantity| Column { label, quantity };
    let row = |curve: &Curve| {
        let needed = questions_to(curve, 0.05);
        let needed = needed.map_or(Cell::Text("never".into()), |count| Cell::Number(count as f64));
        vec![Cell::Text(name(curve.racer)), Cell::Number(curve.mean_error), Cell::Number(curve.errors[at]), needed]
    };
    let mut sorted: Vec<&Curve> = curves.iter().collect();
    sorted.sort_by(|a, b| a.mean_error.total_cmp(&b.mean_error));
    let body = if empty(frames) {
        waiting()
    } else {
        Body::Table(Table {
            columns: vec![
                column("policy".into(), Quantity::Number),
                column("mean error".into(), Quantity::Share),
                column(format!("error after {at}"), Quantity::Share),
                column("questions to 5 %".into(), Quantity::Count),
            ],
            rows: sorted.into_iter().map(row).collect(),
        })
    };
    Figure {
        id: "table".into(),
        title: "The race in numbers".into(),
        caption:
            "The mean error over the whole curve, best first; the error at the budget; and how many questions it takes \
                  to stay at 5 % or below."
                .into(),
        width: Width::Half,
        body,
    }
}

fn concept_names(config: &Config, width: usize) -> Vec<String> {
    match config.data {
        Data::Birds => birds::CONCEPTS.iter().map(|name| (*name).into()).collect(),
        Data::Twins => (1..=width).map(|k| format!("concept {k}")).collect(),
    }
}

fn first(config: &Config, frames: &[Frame]) -> Figure {
    let curves = curves(frames);
    let body = if empty(frames) {
        waiting()
    } else {
        let width = curves[0].first.len();
        let edges = |count: usize| (0..=count).map(|i| i as f64 - 0.5).collect::<Vec<f64>>();
        let racers = curves.iter().map(|curve| RACERS[curve.racer].into()).collect();
        let values = (0..width).flat_map(|k| curves.iter().map(move |curve| curve.first[k])).collect();
        Body::Chart(Chart {
            x: Axis::linear("policy", Quantity::Named(racers)),
            y: Axis::linear("concept", Quantity::Named(concept_names(config, width))),
            marks: vec![Mark::HeatMap { x_edges: edges(curves.len()), y_edges: edges(width), values }],
            colour: Some(ColourScale {
                label: "asked first".into(),
                quantity: Quantity::Share,
                scale: Scale::Linear,
                range: [0.0, curves.iter().flat_map(|curve| &curve.first).copied().fold(0.0, f64::max)],
            }),
        })
    };
    Figure {
        id: "first".into(),
        title: "What is asked first".into(),
        caption:
            "For every policy, the share of inputs about which its first question is this concept. CCTP asks nearly \
                  the same of all; the others look at each input."
                .into(),
        width: Width::Half,
        body,
    }
}

fn spent(frames: &[Frame]) -> Figure {
    let curves = curves(frames);
    let body = if empty(frames) {
        waiting()
    } else {
        let most = curves[0].spent[curves[0].spent.len() - 1];
        let x = Axis::linear("mean price paid", Quantity::Number).within(0.0, most);
        let marks = lines(curves, |curve, step| curve.spent[step]);
        Body::Chart(Chart { x, y: error_axis(curves), marks, colour: None })
    };
    Figure {
        id: "spent".into(),
        title: "Errors against prices".into(),
        caption:
            "The same errors against what was paid for the answers, each concept having a price between 0 and 1. Only \
                  CooP minds prices, and only with γ above 0."
                .into(),
        width: Width::Half,
        body,
    }
}

fn seen(config: &Config, frames: &[Frame]) -> Figure {
    let body = match predicted(frames) {
        None => Body::Empty("The concepts are being learnt.".into()),
        Some(predicted) => {
            let names = concept_names(config, predicted.accuracies.len());
            let mut rows: Vec<Vec<Cell>> = names
                .into_iter()
                .zip(predicted.accuracies.iter().zip(&predicted.present))
                .map(|(name, (right, present))| vec![Cell::Text(name), Cell::Number(*right), Cell::Number(*present)])
                .collect();
            let mean = |values: &[f64]| Cell::Number(values.iter().sum::<f64>() / values.len() as f64);
            rows.push(vec![Cell::Text("mean".into()), mean(&predicted.accuracies), mean(&predicted.present)]);
            let none = || Cell::Text("–".into());
            rows.push(vec![Cell::Text("all of an input".into()), Cell::Number(predicted.all_right), none()]);
            let columns = [("concept", Quantity::Number), ("right", Quantity::Share), ("present", Quantity::Share)];
            let column = |(label, quantity): (&str, Quantity)| Column { label: label.into(), quantity };
            Body::Table(Table { columns: columns.into_iter().map(column).collect(), rows })
        }
    };
    Figure {
        id: "seen".into(),
        title: "What is seen before any question".into(),
        caption: "How often each concept of the test inputs is predicted rightly, beside how often it is present."
            .into(),
        width: Width::Half,
        body,
    }
}
