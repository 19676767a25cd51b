//! The pictures: the class against how much was told, task by task, and a table of both.

use super::{
    Bottleneck, Config, Frame, Outcome,
    config::{TASKS, Truths},
    verdicts::latest,
};
use crate::plot::{Along, Axis, Body, Cell, Chart, Column, Figure, Ink, Mark, Quantity, Table, Width};

pub fn figures(config: &Config, frames: &[Frame]) -> Vec<Figure> {
    let shown = Shown { config, frames };
    let mut figures: Vec<Figure> = config.chosen().into_iter().map(|task| shown.curves(task)).collect();
    figures.push(shown.table());
    figures
}

struct Shown<'a> {
    config: &'a Config,
    frames: &'a [Frame],
}

impl Shown<'_> {
    fn curve<'o>(&self, outcome: &'o Outcome) -> &'o [f64] {
        match self.config.truths {
            Truths::Percentiles => &outcome.curve,
            Truths::Four => &outcome.four,
        }
    }

    fn curves(&self, task: usize) -> Figure {
        let concepts = TASKS[task].2.width();
        let mut marks = Vec::new();
        for (hue, bottleneck) in Bottleneck::ALL.into_iter().enumerate() {
            let Some(frame) = latest(self.frames, task, bottleneck) else { continue };
            let at = |told: usize| {
                let values = frame.outcomes.iter().map(|outcome| self.curve(outcome)[told]);
                [told as f64, values.sum::<f64>() / frame.outcomes.len() as f64]
            };
            let each = frame.outcomes.iter().flat_map(|outcome| self.curve(outcome).iter().enumerate());
            let (name, ink) = (bottleneck.name().to_owned(), Ink::Hue(hue));
            marks.push(Mark::Line { name: name.clone(), ink, dashed: false, points: (0..=concepts).map(at).collect() });
            let points = each.map(|(told, value)| [told as f64, *value]).collect();
            marks.push(Mark::Dots { name, ink, points, edit: None });
        }
        let body = match self.frames.iter().find(|frame| frame.task == task) {
            None => Body::Empty(format!("Curves appear when {} has its first network.", TASKS[task].1)),
            Some(frame) => {
                let at = frame.best_of_truth;
                let name = "best of true concepts alone".into();
                marks.insert(0, Mark::Level { name, ink: Ink::Ceiling, axis: Along::Y, at, edit: None });
                Body::Chart(Chart {
                    x: Axis::linear("concepts told", Quantity::Count).within(0.0, concepts as f64),
                    y: Axis::linear("class accuracy", Quantity::Share).within(0.2, 1.02),
                    marks,
                    colour: None,
                })
            }
        };
        Figure {
            id: format!("told-{}", TASKS[task].0),
            title: format!("{}: told the truth", TASKS[task].1),
            caption: format!(
                "Share of a thousand test classes that are right (1-shot), against how many of the {concepts} concepts \
                 are replaced by their truth, whichever they are: lines are means over seeds, dots single seeds. A line \
                 that falls belongs to a bottleneck that truth hurts; a level one does not listen, or needs not. Dashed: \
                 the best that true concepts alone can do, on these samples."
            )
            .as_str()
            .into(),
            width: Width::Half,
            body,
        }
    }

    fn table(&self) -> Figure {
        let share = |label: &str| Column { label: label.into(), quantity: Quantity::Share };
        let text = |label: &str| Column { label: label.into(), quantity: Quantity::Number };
        let columns = vec![
            text("task"),
            text("bottleneck"),
            share("concepts right"),
            share("class, untold"),
            share("class, all told"),
            share("change"),
        ];
        let pairs = self.config.chosen().into_iter().flat_map(|task| Bottleneck::ALL.map(|kind| (task, kind)));
        let row = |(task, kind): (usize, Bottleneck)| {
            let frame = latest(self.frames, task, kind)?;
            let among = |of: &dyn Fn(&Outcome) -> f64| among_seeds(frame.outcomes.iter().map(of).collect());
            let last = TASKS[task].2.width();
            Some(vec![
                Cell::Text(TASKS[task].1.into()),
                Cell::Text(kind.name().into()),
                among(&|outcome| outcome.concepts),
                among(&|outcome| self.curve(outcome)[0]),
                among(&|outcome| self.curve(outcome)[last]),
                among(&|outcome| self.curve(outcome)[last] - self.curve(outcome)[0]),
            ])
        };
        let rows: Vec<Vec<Cell>> = pairs.filter_map(row).collect();
        let body = if rows.is_empty() {
            Body::Empty("Rows appear with the first network.".into())
        } else {
            Body::Table(Table { columns, rows })
        };
        Figure {
            id: "outcomes".into(),
            title: "What each was worth".into(),
            caption:
                "Of the test set, 1-shot; where there are several seeds, their mean and extremes. Concepts that are \
                      right and a class that falls when they are told: the class was not told by concepts."
                    .into(),
            width: Width::Full,
            body,
        }
    }
}

fn among_seeds(values: Vec<f64>) -> Cell {
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let middle = values.iter().sum::<f64>() / values.len() as f64;
    Cell::Interval { middle: middle.clamp(low, high), low, high }
}
