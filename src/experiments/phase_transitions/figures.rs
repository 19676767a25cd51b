//! The pictures: what is kept against β with the predicted lines, how near each code is to splitting, and the classes.

use super::{
    Config, Frame, Path, Point, tables,
    verdicts::{learned, planted, points, splits},
};
use crate::{
    bottleneck::first_transition,
    measures::Joint,
    plot::{Along, Axis, Body, Chart, Figure, Ink, Mark, Quantity, Width},
};

pub fn figures(config: &Config, frames: &[Frame]) -> Vec<Figure> {
    let Ok(joints) = config.all_joints() else { return Vec::new() };
    let joint = &joints[config.shown_joint()];
    let of = |path: Path| points(frames, config.shown_joint(), path);
    let shown = Shown { joint, reach: config.reach, best: of(Path::Best), followed: of(Path::Followed) };
    vec![
        shown.sweep(config),
        shown.growth(),
        shown.codes(),
        tables::transitions(frames),
        tables::onset_chart(frames),
        tables::joint(config, joint),
        classes(config, frames),
        tables::confusion(config),
        networks(frames),
    ]
}

/// The joint that is shown, and what has been found of it.
struct Shown<'a> {
    joint: &'a Joint,
    reach: f64,
    best: Vec<&'a Point>,
    followed: Vec<&'a Point>,
}

fn line(name: &str, ink: Ink, dashed: bool, points: Vec<[f64; 2]>) -> Mark {
    Mark::Line { name: name.into(), ink, dashed, points }
}

fn upright(name: impl Into<String>, ink: Ink, at: f64) -> Mark {
    Mark::Level { name: name.into(), ink, axis: Along::X, at, edit: None }
}

fn along(points: &[&Point], of: impl Fn(&Point) -> f64) -> Vec<[f64; 2]> {
    points.iter().map(|point| [point.beta, of(point)]).collect()
}

/// A step function through points by rising x.
fn stairs(points: Vec<[f64; 2]>) -> Vec<[f64; 2]> {
    let corners = points.windows(2).flat_map(|pair| [pair[0], [pair[1][0], pair[0][1]]]);
    corners.chain(points.last().copied()).collect()
}

impl Shown<'_> {
    fn beta(&self) -> Axis {
        let first = first_transition(self.joint);
        Axis::log("β", Quantity::Number).within(0.85 * first, self.reach * first)
    }

    /// Lines where the codes were predicted to split.
    fn predicted(&self) -> Vec<Mark> {
        let first = upright("predicted: silence ends at 1/σ₂²", Ink::Ceiling, first_transition(self.joint));
        let later = splits(&self.followed).into_iter().skip(1);
        let later = later.map(|[predicted, _]| upright("predicted: a code splits", Ink::Muted, predicted));
        [first].into_iter().chain(later).collect()
    }

    fn chart(&self, y: Axis, marks: Vec<Mark>) -> Body {
        Body::Chart(Chart { x: self.beta(), y, marks, colour: None })
    }

    fn sweep(&self, config: &Config) -> Figure {
        let mut marks = self.predicted();
        marks.push(line("I(T;Y), best code", Ink::Hue(2), false, along(&self.best, |point| point.i_ty)));
        marks.push(line("I(X;T), followed from silence", Ink::Hue(1), true, along(&self.followed, |point| point.i_xt)));
        marks.push(line("I(X;T), best code", Ink::Achieved, false, along(&self.best, |point| point.i_xt)));
        let height = self.joint.input_entropy();
        Figure {
            id: "sweep".into(),
            title: "What is learned as β rises".into(),
            caption: format!(
                "Joint {}. Dashed upright: where silence was predicted to end, before anything was solved. Grey: where \
                 the code that is followed from silence was predicted to split. Where the best code leaves earlier than \
                 the followed one, the transition is a jump.",
                config.shown_joint() + 1
            )
            .into(),
            width: Width::Full,
            body: self.chart(Axis::linear("information", Quantity::Information).within(0.0, height * 1.05), marks),
        }
    }

    fn growth(&self) -> Figure {
        let mut marks =
            vec![Mark::Level { name: "a code splits".into(), ink: Ink::Ceiling, axis: Along::Y, at: 1.0, edit: None }];
        marks.push(line("followed from silence", Ink::Hue(1), true, along(&self.followed, |point| point.growth)));
        marks.push(line("best code", Ink::Achieved, false, along(&self.best, |point| point.growth)));
        Figure {
            id: "growth".into(),
            title: "How near a code is to splitting".into(),
            caption: "By how much the difference between two halves of a code grows in one iteration: β over the ratio of \
                      second variations. The followed code splits each time it reaches 1; the best code never passes it."
                .into(),
            width: Width::Half,
            body: self.chart(Axis::linear("growth", Quantity::Number).within(0.0, 1.15), marks),
        }
    }

    fn codes(&self) -> Figure {
        let mut marks = self.predicted();
        let codes = |points: &[&Point]| stairs(along(points, |point| point.codes as f64));
        marks.push(line("followed from silence", Ink::Hue(1), true, codes(&self.followed)));
        marks.push(line("best code", Ink::Achieved, false, codes(&self.best)));
        let most = self.joint.rows() as f64 + 0.5;
        Figure {
            id: "codes".into(),
            title: "Codes in use".into(),
            caption:
                "How many codes tell different things of Y; one code is silence. The followed code takes its steps \
                      at the predicted lines."
                    .into(),
            width: Width::Half,
            body: self.chart(Axis::linear("codes", Quantity::Count).within(0.0, most), marks),
        }
    }
}

fn classes(config: &Config, frames: &[Frame]) -> Figure {
    let (id, title) = ("classes", "Classes learned, one by one");
    let found = planted(frames);
    let caption = "Of each planted class, how often it is the likeliest class of its own code. A class begins where a code \
                   splits (grey lines).";
    let body = match config.planted() {
        Ok(joint) if !found.is_empty() => {
            let first = first_transition(&joint);
            let mut marks = vec![upright("predicted: silence ends at 1/σ₂²", Ink::Ceiling, first)];
            let changes = found.windows(2).filter(|pair| pair[1].codes > pair[0].codes);
            marks
                .extend(changes.map(|pair| upright("a code splits", Ink::Muted, (pair[0].beta * pair[1].beta).sqrt())));
            for (class, error) in config.label_errors().into_iter().enumerate() {
                let recall = found.iter().map(|planted| [planted.beta, planted.recalls[class]]).collect();
                let name = format!("class {}, {:.0} % label errors", class + 1, error * 100.0);
                marks.push(line(&name, Ink::Hue(class), class >= 6, recall));
            }
            Body::Chart(Chart {
                x: Axis::log("β", Quantity::Number).within(0.85 * first, config.reach * first),
                y: Axis::linear("recall", Quantity::Share).within(0.0, 1.05),
                marks,
                colour: None,
            })
        }
        _ => Body::Empty("The planted classes come after the joints.".into()),
    };
    Figure { id: id.into(), title: title.into(), caption: caption.into(), width: Width::Half, body }
}

fn networks(frames: &[Frame]) -> Figure {
    let (id, title) = ("networks", "The same by networks");
    let caption = "What networks with a noisy code keep of the class (rate) and tell of its label, against β, one line a \
                   seed, beside the best code there is. Dashed upright: where the labels that were drawn predict that \
                   learning begins.";
    let body = match learned(frames) {
        Some(learned) => {
            let mut marks = vec![upright("predicted: silence ends at 1/σ₂²", Ink::Ceiling, learned.predicted)];
            let exact = planted(frames).iter().map(|planted| [planted.beta, planted.i_xt]).collect();
            marks.push(line("I(X;T), best code", Ink::Muted, false, exact));
            // Networks of one seed stand side by side.
            for own in learned.networks.chunk_by(|a, b| a.seed == b.seed) {
                let kept = own.iter().map(|network| [network.beta, network.kept]).collect();
                marks.push(line("I(Z;Y) at least", Ink::Hue(2), false, kept));
                let rates: Vec<[f64; 2]> = own.iter().map(|network| [network.beta, network.rate]).collect();
                marks.push(line("rate", Ink::Achieved, false, rates.clone()));
                marks.push(Mark::Dots { name: "rate".into(), ink: Ink::Achieved, points: rates, edit: None });
            }
            let low = 0.48 * learned.predicted;
            Body::Chart(Chart {
                x: Axis::log("β", Quantity::Number).within(low, 3.4 * learned.predicted),
                y: Axis::linear("information", Quantity::Information),
                marks,
                colour: None,
            })
        }
        None => Body::Empty("The networks come last.".into()),
    };
    Figure { id: id.into(), title: title.into(), caption: caption.into(), width: Width::Full, body }
}
