//! The pictures of the whole sweep: the plane, accuracy, rates, training, attacks, inputs from elsewhere, the numbers.

use super::{
    Frame, Point, Side,
    config::{AttackKind, Config},
    ending::{EPSILONS, MOST_ATTACKED},
    verdicts::betas,
};
use crate::plot::{Along, Axis, Body, Cell, Chart, Column, Figure, Ink, Mark, PointEdit, Quantity, Table, Width};

/// What stands above the network that is opened, and what stands below it.
pub fn figures(config: &Config, frames: &[Frame]) -> [Vec<Figure>; 2] {
    let sweep = frames.last().map(Sweep::of);
    let sweep = sweep.as_ref();
    [
        vec![plane(sweep), accuracy(config, sweep), rates(config, sweep)],
        vec![robustness(config, sweep), elsewhere(config, sweep), training(config, frames), numbers(sweep)],
    ]
}

/// The latest frame, β by β.
struct Sweep<'a> {
    frame: &'a Frame,
    betas: Vec<f64>,
}

const WAITING: &str = "The sweep is drawn here from the first epoch on.";
const AFTER: &str = "Measured once training is over.";
/// So many lines can be told apart in one chart.
const MOST_LINES: usize = 6;
/// Rates below this, in nats, are drawn at the edge of logarithmic axes.
const LEAST_RATE: f64 = 0.01;

impl<'a> Sweep<'a> {
    fn of(frame: &'a Frame) -> Self {
        Self { frame, betas: betas(frame) }
    }

    fn seeds(&self) -> usize {
        self.frame.label_entropy.len()
    }

    fn at(&self, place: usize) -> impl Iterator<Item = &Point> {
        self.frame.points.iter().skip(place).step_by(self.betas.len())
    }

    /// Lowest, mean and highest over seeds at each β of what is read off a replica.
    fn spread(&self, of: impl Fn(usize) -> f64) -> Vec<[f64; 3]> {
        let (count, seeds) = (self.betas.len(), self.seeds());
        let row = |place: usize| {
            let values: Vec<f64> = (0..seeds).map(|seed| of(seed * count + place)).collect();
            let low = values.iter().copied().fold(f64::INFINITY, f64::min);
            let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            [low, values.iter().sum::<f64>() / seeds.max(1) as f64, high]
        };
        (0..count).map(row).collect()
    }

    fn edit(&self) -> PointEdit {
        PointEdit { key: "beta".into(), values: self.betas.iter().map(|beta| beta.max(1e-9).to_string()).collect() }
    }

    /// Where a β stands on a logarithmic axis: 0 a decade below the least that is not.
    fn place(&self, beta: f64) -> f64 {
        let least = self.betas.iter().copied().find(|beta| *beta > 0.0).unwrap_or(1.0);
        if beta > 0.0 { beta } else { least / 10.0 }
    }

    fn note(&self) -> &'static str {
        if self.betas.first() == Some(&0.0) { " β = 0 stands at the left edge." } else { "" }
    }

    /// A band over seeds, a line of means, and dots that choose their β.
    fn curve(&self, name: &str, ink: Ink, dashed: bool, of: impl Fn(usize) -> f64) -> Vec<Mark> {
        let rows = self.spread(of);
        let x = |place: usize| self.place(self.betas[place]);
        let points: Vec<[f64; 2]> = rows.iter().enumerate().map(|(i, row)| [x(i), row[1]]).collect();
        let band = rows.iter().enumerate().map(|(i, [low, _, high])| [x(i), *low, *high]).collect();
        let mut marks = Vec::new();
        if self.seeds() > 1 {
            marks.push(Mark::Band { name: name.into(), ink, points: band });
        }
        marks.push(Mark::Line { name: name.into(), ink, dashed, points: points.clone() });
        marks.push(Mark::Dots { name: name.into(), ink, points, edit: Some(self.edit()) });
        marks
    }

    /// The β looked at, as a line that can be dragged.
    fn budget(&self, config: &Config) -> Mark {
        let at = self.place(self.betas[config.looked_at(&self.betas)]);
        Mark::Level { name: "β looked at".into(), ink: Ink::Budget, axis: Along::X, at, edit: Some("beta".into()) }
    }

    fn beta_axis(&self) -> Axis {
        Axis::log("β", Quantity::Number)
    }

    /// Some places of the sweep, first and last among them.
    fn some(&self) -> Vec<usize> {
        let last = self.betas.len() - 1;
        let count = self.betas.len().min(MOST_LINES);
        let mut places: Vec<usize> =
            (0..count).map(|i| if count > 1 { (i * last + (count - 1) / 2) / (count - 1) } else { 0 }).collect();
        places.dedup();
        places
    }
}

fn figure(id: &str, title: &str, caption: impl Into<crate::plot::Caption>, width: Width, body: Body) -> Figure {
    Figure { id: id.into(), title: title.into(), caption: caption.into(), width, body }
}

fn level(name: &str, ink: Ink, axis: Along, at: f64) -> Mark {
    Mark::Level { name: name.into(), ink, axis, at, edit: None }
}

fn plane(sweep: Option<&Sweep>) -> Figure {
    let title = "What the code carries, and what it is good for";
    let caption = "Every dot is a network: how many bits its code may carry of the input at most (the rate, which bounds \
                   I(Z;X) from above), and how many of the label at least (which bounds I(Z;Y) from below). Raising β \
                   walks from right to left. No code can lie above the dashed lines: it knows no more of the label than of \
                   the input, nor more than there is to know. Click a dot to look at its β.";
    let Some(sweep) = sweep else { return figure("plane", title, caption, Width::Full, Body::Empty(WAITING.into())) };
    let points = &sweep.frame.points;
    let highest = points.iter().map(|point| point.test.rate).fold(1.0, f64::max) * 1.4;
    let entropy = sweep.frame.label_entropy.iter().map(|[_, test]| *test).fold(0.0, f64::max);
    let shown = |side: &Side| [side.rate.max(LEAST_RATE), side.kept];
    let curve: Vec<[f64; 2]> = (0..=60)
        .map(|i| LEAST_RATE * (highest / LEAST_RATE).powf(f64::from(i) / 60.0))
        .map(|x| [x, x.min(entropy)])
        .collect();
    let means = |of: fn(&Point) -> &Side| -> Vec<[f64; 2]> {
        let mean = |place: usize| {
            let sides: Vec<[f64; 2]> = sweep.at(place).map(|point| shown(of(point))).collect();
            [0, 1].map(|axis| sides.iter().map(|side| side[axis]).sum::<f64>() / sides.len().max(1) as f64)
        };
        (0..sweep.betas.len()).map(mean).collect()
    };
    let edit =
        PointEdit { key: "beta".into(), values: points.iter().map(|point| point.beta.max(1e-9).to_string()).collect() };
    let marks = vec![
        Mark::Line { name: "ceiling min(I(Z;X), H(Y))".into(), ink: Ink::Ceiling, dashed: true, points: curve },
        Mark::Line { name: "trained on".into(), ink: Ink::Muted, dashed: true, points: means(|point| &point.train) },
        Mark::Line {
            name: "test, mean of seeds".into(),
            ink: Ink::Achieved,
            dashed: false,
            points: means(|point| &point.test),
        },
        Mark::Dots {
            name: "test, every network".into(),
            ink: Ink::Achieved,
            points: points.iter().map(|point| shown(&point.test)).collect(),
            edit: Some(edit),
        },
    ];
    let low = points.iter().map(|point| point.test.kept).fold(0.0, f64::min);
    let body = Body::Chart(Chart {
        x: Axis::log("rate ≥ I(Z;X)", Quantity::Information).within(LEAST_RATE, highest),
        y: Axis::linear("bound on I(Z;Y)", Quantity::Information).within(low.max(-entropy), entropy * 1.08),
        marks,
        colour: None,
    });
    figure("plane", title, format!("{caption} Epoch {}.", sweep.frame.epoch), Width::Full, body)
}

fn accuracy(config: &Config, sweep: Option<&Sweep>) -> Figure {
    let title = "Accuracy against β";
    let Some(sweep) = sweep else {
        let caption = "Test accuracy of one draw of the code, and of several averaged.";
        return figure("accuracy", title, caption, Width::Half, Body::Empty(WAITING.into()));
    };
    let shots = config.shots;
    let points = &sweep.frame.points;
    let mut marks = sweep.curve("1-shot", Ink::Hue(1), false, |replica| points[replica].test.one_shot);
    marks.extend(sweep.curve(&format!("{shots}-shot"), Ink::Achieved, false, |replica| points[replica].test.averaged));
    let chance = chance(sweep);
    marks.push(level("chance", Ink::Muted, Along::Y, chance));
    marks.push(sweep.budget(config));
    let caption = format!(
        "Test accuracy of a single draw of the code (1-shot) and of {shots} draws whose probabilities are averaged \
         ({shots}-shot); bands span the seeds. Averaging adds up weak signals, so that it stays above chance where the code \
         has all but closed: collapse is judged by the rate and by 1-shot.{}",
        sweep.note()
    );
    let y = Axis::linear("test accuracy", Quantity::Share).within(0.0, 1.0);
    let body = Body::Chart(Chart { x: sweep.beta_axis(), y, marks, colour: None });
    figure("accuracy", title, caption, Width::Half, body)
}

/// What guessing gets right of classes that are equally likely and have the labels' entropy.
fn chance(sweep: &Sweep) -> f64 {
    let entropy = sweep.frame.label_entropy.first().map_or(0.0, |[_, test]| *test);
    (-entropy).exp()
}

fn rates(config: &Config, sweep: Option<&Sweep>) -> Figure {
    let title = "Rate against β";
    let caption = "How much the code carries. The dashed line is ln N, all that can be known of which test row it was: rates \
                   above it are slack of the bound, bought by codes far from the prior.";
    let Some(sweep) = sweep else { return figure("rates", title, caption, Width::Half, Body::Empty(WAITING.into())) };
    let points = &sweep.frame.points;
    let mut marks = vec![level("ceiling ln N", Ink::Ceiling, Along::Y, (sweep.frame.rows[1].max(2) as f64).ln())];
    marks.extend(sweep.curve("test", Ink::Achieved, false, |replica| points[replica].test.rate.max(LEAST_RATE)));
    marks.extend(sweep.curve("trained on", Ink::Hue(4), true, |replica| points[replica].train.rate.max(LEAST_RATE)));
    marks.push(sweep.budget(config));
    let body =
        Body::Chart(Chart { x: sweep.beta_axis(), y: Axis::log("rate", Quantity::Information), marks, colour: None });
    figure("rates", title, format!("{caption}{}", sweep.note()), Width::Half, body)
}

fn training(config: &Config, frames: &[Frame]) -> Figure {
    let title = "Rate against epoch";
    let caption = "Mean rate over seeds on test rows. Codes start out nearly exact, some nats a dimension from the prior. Where a \
                   nat costs little the rate only grows from there; where it costs more it falls first, and what is worth \
                   its price comes back.";
    let Some(first) = frames.first() else {
        return figure("training", title, caption, Width::Full, Body::Empty(WAITING.into()));
    };
    let sweep = Sweep::of(first);
    let line = |(i, place): (usize, usize)| Mark::Line {
        name: format!("β = {}", sweep.betas[place]),
        ink: Ink::Hue(i),
        dashed: false,
        points: frames
            .iter()
            .map(|frame| {
                let of: Vec<f64> = Sweep::of(frame).at(place).map(|point| point.test.rate.max(LEAST_RATE)).collect();
                [f64::from(frame.epoch), of.iter().sum::<f64>() / of.len().max(1) as f64]
            })
            .collect(),
    };
    let body = Body::Chart(Chart {
        x: Axis::linear("epoch", Quantity::Count).within(0.0, f64::from(config.epochs)),
        y: Axis::log("rate", Quantity::Information),
        marks: sweep.some().into_iter().enumerate().map(line).collect(),
        colour: None,
    });
    figure("training", title, caption, Width::Full, body)
}

fn robustness(config: &Config, sweep: Option<&Sweep>) -> Figure {
    let title = "Accuracy under attack";
    let kind = match config.attack {
        AttackKind::Fgsm => "one step along the gradient's sign (FGSM)",
        AttackKind::Pgd => "ten steps, held within ε (PGD)",
    };
    let caption = format!(
        "{}-shot accuracy when every input number is changed by at most ε, in {kind}; the gradient is averaged over draws of \
         the code, so that its noise hides nothing. Mean over seeds, the first {MOST_ATTACKED} test rows at most.",
        config.shots
    );
    let Some((sweep, ending)) = ended(sweep) else {
        return figure("robustness", title, caption, Width::Half, Body::Empty(AFTER.into()));
    };
    let curve = |replica: usize| match config.attack {
        AttackKind::Fgsm => &ending.robustness[replica].fgsm,
        AttackKind::Pgd => &ending.robustness[replica].pgd,
    };
    let line = |(i, place): (usize, usize)| {
        let at = |strength: usize| sweep.spread(|replica| curve(replica)[strength])[place][1];
        let points: Vec<[f64; 2]> = EPSILONS.iter().enumerate().map(|(s, epsilon)| [*epsilon, at(s)]).collect();
        let name = format!("β = {}", sweep.betas[place]);
        [
            Mark::Line { name: name.clone(), ink: Ink::Hue(i), dashed: false, points: points.clone() },
            Mark::Dots { name, ink: Ink::Hue(i), points, edit: None },
        ]
    };
    let mut marks: Vec<Mark> = sweep.some().into_iter().enumerate().flat_map(line).collect();
    marks.push(Mark::Level {
        name: "ε looked at".into(),
        ink: Ink::Budget,
        axis: Along::X,
        at: config.epsilon,
        edit: Some("epsilon".into()),
    });
    let body = Body::Chart(Chart {
        x: Axis::linear("attack strength ε", Quantity::Number),
        y: Axis::linear("test accuracy", Quantity::Share).within(0.0, 1.0),
        marks,
        colour: None,
    });
    figure("robustness", title, caption, Width::Half, body)
}

fn ended<'a>(sweep: Option<&'a Sweep<'a>>) -> Option<(&'a Sweep<'a>, &'a super::ending::Ending)> {
    let sweep = sweep?;
    Some((sweep, sweep.frame.ending.first()?))
}

fn elsewhere(config: &Config, sweep: Option<&Sweep>) -> Figure {
    let title = "Does the rate give strangers away?";
    let caption = "How well a high rate tells inputs from elsewhere from test rows: the area under the ROC, 50 % for nothing \
                   at all; below it, strangers get lower rates than what was trained on. Scrambled: each number from another test \
                   row. Noise: uniform.";
    let Some((sweep, ending)) = ended(sweep) else {
        return figure("elsewhere", title, caption, Width::Half, Body::Empty(AFTER.into()));
    };
    let mut marks = sweep.curve("scrambled", Ink::Hue(0), false, |replica| ending.detection[replica].scrambled);
    marks.extend(sweep.curve("noise", Ink::Hue(2), false, |replica| ending.detection[replica].noise));
    marks.push(level("nothing", Ink::Muted, Along::Y, 0.5));
    marks.push(sweep.budget(config));
    let body = Body::Chart(Chart {
        x: sweep.beta_axis(),
        y: Axis::linear("area under the ROC", Quantity::Share).within(0.0, 1.0),
        marks,
        colour: None,
    });
    figure("elsewhere", title, format!("{caption}{}", sweep.note()), Width::Half, body)
}

fn numbers(sweep: Option<&Sweep>) -> Figure {
    let title = "The sweep in numbers";
    let caption = "Mean and span over the seeds side by side. Gap: by how much the bound on I(Z;Y) is higher on the rows trained \
                   on than on test rows.";
    let Some(sweep) = sweep else { return figure("numbers", title, caption, Width::Full, Body::Empty(WAITING.into())) };
    let column = |label: &str, quantity: Quantity| Column { label: label.into(), quantity };
    let mut columns = vec![
        column("β", Quantity::Number),
        column("rate", Quantity::Information),
        column("I(Z;Y) bound, test", Quantity::Information),
        column("gap", Quantity::Information),
        column("1-shot", Quantity::Share),
        column("L-shot", Quantity::Share),
    ];
    let points = &sweep.frame.points;
    let mut read: Vec<Vec<[f64; 3]>> = vec![
        sweep.spread(|replica| points[replica].test.rate),
        sweep.spread(|replica| points[replica].test.kept),
        sweep.spread(|replica| points[replica].train.kept - points[replica].test.kept),
        sweep.spread(|replica| points[replica].test.one_shot),
        sweep.spread(|replica| points[replica].test.averaged),
    ];
    if let Some(ending) = sweep.frame.ending.first() {
        columns.push(column("calibration error", Quantity::Share));
        columns.push(column("mean rate of noise", Quantity::Information));
        read.push(sweep.spread(|replica| ending.calibration[replica].expected_error));
        read.push(sweep.spread(|replica| ending.detection[replica].rates[2]));
    }
    let row = |place: usize| {
        let cells = read.iter().map(|rows| {
            let [low, middle, high] = rows[place];
            // A mean's rounding may leave it just outside.
            Cell::Interval { middle: middle.clamp(low, high), low, high }
        });
        [Cell::Number(sweep.betas[place])].into_iter().chain(cells).collect()
    };
    let rows = (0..sweep.betas.len()).map(row).collect();
    figure("numbers", title, caption, Width::Full, Body::Table(Table { columns, rows }))
}
