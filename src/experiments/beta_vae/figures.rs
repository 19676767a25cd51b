//! The pictures of the sweep: units, rates and distortion against β or C, and the numbers behind them.

use super::{
    ACTIVE, Frame, Reading,
    config::{Config, Mode},
    inside,
    verdicts::{Found, mean},
};
use crate::{
    datasets::sprites::{FACTORS, IMAGES},
    plot::{
        Along, Axis, Body, Caption, Cell, Chart, ColourScale, Column, Figure, Ink, Mark, PointEdit, Quantity, Scale,
        Table, Width,
    },
};

pub fn figures(config: &Config, frames: &[Frame]) -> Vec<Figure> {
    let found = Found::of(config, frames);
    let sweep = Sweep { config, found: &found };
    let [factors, map, traversal, images, numbers_inside] = inside::figures(config, frames, &found);
    vec![
        sweep.units(),
        sweep.active(),
        sweep.plane(),
        sweep.rate(),
        factors,
        map,
        traversal,
        images,
        numbers_inside,
        sweep.gap(),
        sweep.training(frames),
        sweep.numbers(),
    ]
}

/// No code tells more of an image, nats.
pub(super) fn entropy_of_images() -> f64 {
    (IMAGES as f64).ln()
}

struct Sweep<'a> {
    config: &'a Config,
    found: &'a Found<'a>,
}

fn level(name: impl Into<String>, ink: Ink, axis: Along, at: f64) -> Mark {
    Mark::Level { name: name.into(), ink, axis, at, edit: None }
}

fn figure(id: &str, title: impl Into<String>, caption: impl Into<Caption>, width: Width, chart: Chart) -> Figure {
    Figure { id: id.into(), title: title.into(), caption: caption.into(), width, body: Body::Chart(chart) }
}

fn chart(x: Axis, y: Axis, marks: Vec<Mark>) -> Chart {
    Chart { x, y, marks, colour: None }
}

impl Sweep<'_> {
    fn symbol(&self) -> &'static str {
        self.config.mode.symbol()
    }

    /// The axis of β or C.
    fn axis(&self) -> Axis {
        let least = self.found.sweep.first().copied().unwrap_or(1.0);
        let most = self.found.sweep.last().copied().unwrap_or(1.0);
        match self.config.mode {
            Mode::Beta => Axis::log("β", Quantity::Number).within(least * 0.8, most * 1.25),
            Mode::Capacity => Axis::linear("C", Quantity::Information).within(0.0, most * 1.1),
        }
    }

    /// A number of every model against β or C: the mean over seeds as a line, each seed as a dot that opens the model.
    fn of_models(&self, name: &str, ink: Ink, of: impl Fn(usize, usize) -> Option<f64>) -> [Mark; 2] {
        let (mut line, mut dots, mut looks) = (Vec::new(), Vec::new(), Vec::new());
        for (at, value) in self.found.sweep.iter().enumerate() {
            let Some(each) = (0..self.config.replicas).map(|seed| of(at, seed)).collect::<Option<Vec<f64>>>() else {
                continue;
            };
            line.push([*value, mean(each.iter().copied())]);
            dots.extend(each.iter().map(|number| [*value, *number]));
            looks.extend(each.iter().map(|_| value.to_string()));
        }
        [
            Mark::Line { name: name.into(), ink, dashed: false, points: line },
            Mark::Dots {
                name: name.into(),
                ink,
                points: dots,
                edit: Some(PointEdit { key: "look".into(), values: looks }),
            },
        ]
    }

    fn of_readings(&self, name: &str, ink: Ink, of: impl Fn(&Reading) -> f64) -> [Mark; 2] {
        self.of_models(name, ink, |at, seed| self.found.readings.get(at).map(|models| of(&models[seed])))
    }

    fn greatest(&self, of: impl Fn(&Reading) -> f64) -> f64 {
        self.found.readings.iter().copied().flatten().map(of).fold(0.0, f64::max)
    }

    fn stage(&self) -> &'static str {
        if self.found.is_trained { "" } else { " Still in training: means over the latest batches." }
    }

    fn units(&self) -> Figure {
        /// What is lower is drawn here.
        const FLOOR: f64 = 1e-3;
        let mut marks = vec![level("active above 0.1 nat", Ink::Muted, Along::Y, ACTIVE)];
        for rank in 0..self.config.units {
            let name = format!("unit {}", rank + 1);
            marks.extend(self.of_readings(&name, Ink::Hue(rank), |model| model.ranked()[rank].max(FLOOR)));
        }
        let most = self.greatest(|model| model.ranked()[0]).max(5.0);
        let caption = format!(
            "The rate of every unit against {}, ranked in each model: unit 1 has the highest. Lines are means over the \
             run's seeds, dots single models; what is below a thousandth of a nat is drawn there.{}",
            self.symbol(),
            self.stage()
        );
        let y = Axis::log("rate of a unit", Quantity::Information).within(FLOOR, most * 1.3);
        figure("units", "Which units pay their way", caption, Width::Full, chart(self.axis(), y, marks))
    }

    fn active(&self) -> Figure {
        let units = self.config.units as f64;
        let mut marks = vec![
            level(format!("ceiling: {units} units"), Ink::Ceiling, Along::Y, units),
            level("3 factors", Ink::Muted, Along::Y, FACTORS.len() as f64),
        ];
        marks.extend(self.of_readings("active units", Ink::Achieved, |model| model.active() as f64));
        let caption = format!(
            "How many units have a rate above 0.1 nat, against {}. The images have {} factors.{}",
            self.symbol(),
            FACTORS.len(),
            self.stage()
        );
        let y = Axis::linear("active units", Quantity::Number).within(0.0, units.max(3.0) + 0.5);
        figure("active-units", "Active units and true factors", caption, Width::Half, chart(self.axis(), y, marks))
    }

    fn plane(&self) -> Figure {
        let entropy = entropy_of_images();
        let mut marks = vec![level("ceiling of what is told: ln 512", Ink::Ceiling, Along::X, entropy)];
        if self.config.mode == Mode::Capacity {
            let budget = |capacity: &f64| level("budget C", Ink::Budget, Along::X, *capacity);
            marks.extend(self.found.sweep.iter().map(budget));
        }
        let points: Vec<[f64; 2]> = self.found.readings.iter().map(|models| middle(models)).collect();
        marks.push(Mark::Trail {
            name: "achieved, mean over seeds".into(),
            ink: Ink::Achieved,
            values: self.found.sweep.iter().copied().take(points.len()).collect(),
            points,
        });
        let every = self.found.sweep.iter().zip(&self.found.readings);
        let every: Vec<(f64, [f64; 2])> = every
            .flat_map(|(value, models)| models.iter().map(|model| (*value, [model.rate(), model.distortion])))
            .collect();
        marks.push(Mark::Dots {
            name: "achieved, each model".into(),
            ink: Ink::Achieved,
            points: every.iter().map(|(_, point)| *point).collect(),
            edit: Some(PointEdit {
                key: "look".into(),
                values: every.iter().map(|(value, _)| value.to_string()).collect(),
            }),
        });
        let told = self.found.telling.iter().zip(&self.found.readings);
        let told = told.flat_map(|(told, models)| {
            told.iter().zip(models.iter()).map(|(told, model)| [told.of_image, model.distortion])
        });
        marks.push(Mark::Dots {
            name: "what is told, I(X;Z)".into(),
            ink: Ink::Hue(1),
            points: told.collect(),
            edit: None,
        });
        let caption = format!(
            "What the image loses against what the code is charged: distortion above the least possible, and rate. Where \
             the rate passes the ceiling it pays for no information: I(X;Z), the second dots, stays left of it.{}",
            self.stage()
        );
        let x = Axis::linear("rate", Quantity::Information)
            .within(0.0, (1.1 * entropy).max(1.05 * self.greatest(Reading::rate)));
        let y = Axis::linear("distortion above the least", Quantity::Information);
        let [least, most] = [self.found.sweep.first(), self.found.sweep.last()].map(|it| it.copied().unwrap_or(1.0));
        let chart = Chart {
            colour: Some(ColourScale {
                label: self.symbol().into(),
                quantity: match self.config.mode {
                    Mode::Beta => Quantity::Number,
                    Mode::Capacity => Quantity::Information,
                },
                scale: Scale::Log,
                range: [least, if most > least { most } else { 2.0 * least }],
            }),
            ..chart(x, y, marks)
        };
        figure("rate-distortion", "Rate and distortion", caption, Width::Full, chart)
    }

    fn rate(&self) -> Figure {
        let entropy = entropy_of_images();
        let mut marks = vec![level("ceiling of what is told: ln 512", Ink::Ceiling, Along::Y, entropy)];
        let most = self.found.sweep.last().copied().unwrap_or(1.0);
        if self.config.mode == Mode::Capacity {
            let points = vec![[0.0, 0.0], [most, most]];
            marks.push(Mark::Line { name: "budget: rate = C".into(), ink: Ink::Budget, dashed: false, points });
        }
        marks.extend(self.of_readings("rate", Ink::Achieved, Reading::rate));
        marks.extend(self.of_models("told, I(X;Z)", Ink::Hue(1), |at, seed| {
            self.found.telling.get(at).map(|told| told[seed].of_image)
        }));
        let caption = format!(
            "The rate, summed over units, and what the code tells of the image, against {}. I(X;Z) is exact but for the draw \
             of the codes, twice an image.{}",
            self.symbol(),
            self.stage()
        );
        let highest = (1.1 * entropy).max(1.05 * self.greatest(Reading::rate));
        let y = Axis::linear("rate, information", Quantity::Information).within(0.0, highest);
        figure("rate", "What is paid and what is told", caption, Width::Half, chart(self.axis(), y, marks))
    }

    fn gap(&self) -> Figure {
        let mut marks = vec![level("ceiling: a unit for each factor", Ink::Ceiling, Along::Y, 1.0)];
        marks.extend(
            self.of_models("gap", Ink::Achieved, |at, seed| self.found.telling.get(at).map(|told| told[seed].gap())),
        );
        let caption = "Whether a factor has a unit of its own. The mutual information gap (Chen et al. 2018): I(Zⱼ;V) of the \
                       unit that tells most of a factor, less that of the next, as a share of the factor's entropy ln 8; \
                       mean over the three factors.";
        let y = Axis::linear("gap", Quantity::Share).within(0.0, 1.05);
        figure("gap", "Do units tell factors apart?", caption, Width::Half, chart(self.axis(), y, marks))
    }

    fn training(&self, frames: &[Frame]) -> Figure {
        let steps: Vec<_> = frames
            .iter()
            .filter_map(|frame| match frame {
                Frame::Step(step) => Some(step),
                _ => None,
            })
            .collect();
        let models = self.config.replicas;
        let mut marks = Vec::new();
        for (at, value) in self.found.sweep.iter().enumerate() {
            let (name, ink) = (format!("{} = {value}", self.symbol()), Ink::Hue(at));
            if self.config.mode == Mode::Capacity {
                let points = steps.iter().map(|step| [step.epoch, step.capacity_share * value]).collect();
                marks.push(Mark::Line { name: "granted".into(), ink: Ink::Budget, dashed: true, points });
            }
            let of = |step: &super::Step| mean(step.models[at * models..(at + 1) * models].iter().map(Reading::rate));
            let points = steps.iter().map(|step| [step.epoch, of(step)]).collect();
            marks.push(Mark::Line { name, ink, dashed: false, points });
        }
        let caption = match self.config.mode {
            Mode::Beta => "The rate while the models train: means over seeds, batches and frames.",
            Mode::Capacity => "The rate while the models train, and the capacity that was granted.",
        };
        let x = Axis::linear("epoch", Quantity::Number).within(0.0, f64::from(self.config.epochs));
        let y = Axis::linear("rate", Quantity::Information);
        figure("training", "The rate in training", caption, Width::Half, chart(x, y, marks))
    }

    fn numbers(&self) -> Figure {
        let column = |label: &str, quantity: Quantity| Column { label: label.into(), quantity };
        let columns = vec![
            column(self.symbol(), Quantity::Number),
            column("rate", Quantity::Information),
            column("I(X;Z)", Quantity::Information),
            column("distortion above the least", Quantity::Information),
            column("active units", Quantity::Number),
            column("gap", Quantity::Share),
        ];
        let row = |at: usize, models: &[Reading]| {
            let told = self.found.telling.get(at);
            vec![
                Cell::Text(self.found.sweep[at].to_string()),
                spread(models.iter().map(Reading::rate)),
                told.map_or(Cell::Text("–".into()), |told| spread(told.iter().map(|it| it.of_image))),
                spread(models.iter().map(|model| model.distortion)),
                spread(models.iter().map(|model| model.active() as f64)),
                told.map_or(Cell::Text("–".into()), |told| spread(told.iter().map(|it| it.gap()))),
            ]
        };
        let body = if self.found.readings.is_empty() {
            Body::Empty("The numbers of every model stand here once a run has begun.".into())
        } else {
            let mut rows: Vec<Vec<Cell>> =
                self.found.readings.iter().enumerate().map(|(at, models)| row(at, models)).collect();
            let none = || Cell::Text("–".into());
            let units = Cell::Number(self.config.units as f64);
            let ceiling = Cell::Number(entropy_of_images());
            rows.push(vec![Cell::Text("ceiling".into()), none(), ceiling, none(), units, Cell::Number(1.0)]);
            Body::Table(Table { columns, rows })
        };
        let unit = match self.config.mode {
            Mode::Beta => "",
            Mode::Capacity => " C is in nats.",
        };
        Figure {
            id: "numbers".into(),
            title: "All numbers".into(),
            caption: format!("Means over the run's seeds, with the least and the greatest.{unit}{}", self.stage())
                .into(),
            width: Width::Full,
            body,
        }
    }
}

/// Mean rate and distortion of the seeds.
fn middle(models: &[Reading]) -> [f64; 2] {
    [mean(models.iter().map(Reading::rate)), mean(models.iter().map(|model| model.distortion))]
}

fn spread(values: impl ExactSizeIterator<Item = f64> + Clone) -> Cell {
    let low = values.clone().fold(f64::INFINITY, f64::min);
    let high = values.clone().fold(f64::NEG_INFINITY, f64::max);
    // The mean of equal numbers may miss them by a last digit.
    Cell::Interval { middle: mean(values).clamp(low, high), low, high }
}
