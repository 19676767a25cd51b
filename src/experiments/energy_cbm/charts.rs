//! The charts of all test pictures, of what follows from what, and of training.

use super::{
    Board, Config, Coupled, Frame, Learned, Score,
    config::MOST_TOLD,
    energies::Joint,
    judges::Model,
    verdicts::{score, scores},
};
use crate::{
    concepts::Evidence,
    datasets::birds::CONCEPTS,
    plot::{Along, Axis, Body, Cell, Chart, ColourScale, Column, Figure, Ink, Mark, Quantity, Scale, Table, Width},
};

fn waiting() -> Body {
    Body::Empty("The models are measured once all is trained.".into())
}

fn style(model: Model) -> (Ink, bool) {
    match model {
        Model::Plain => (Ink::Muted, false),
        Model::Released => (Ink::Hue(1), true),
        Model::Weighed => (Ink::Hue(1), false),
        Model::Unweighed => (Ink::Hue(4), false),
        Model::Conditional => (Ink::Hue(2), false),
        Model::Joint => (Ink::Achieved, false),
        Model::Silent => (Ink::Achieved, true),
        Model::Counted => (Ink::Hue(3), false),
    }
}

/// A line a model against the number of concepts told, and an upright line at the visitor's number.
fn curves(config: &Config, scores: &[Score], models: &[Model], label: &str, of: impl Fn(&Score) -> &[f64]) -> Body {
    let found: Vec<&Score> = models.iter().filter_map(|model| score(scores, *model)).collect();
    if found.is_empty() {
        return waiting();
    }
    let mut marks = vec![Mark::Level {
        name: "told".into(),
        ink: Ink::Budget,
        axis: Along::X,
        at: config.told as f64,
        edit: Some("told".into()),
    }];
    let line = |found: &&Score| {
        let (ink, dashed) = style(found.model);
        let points = of(found).iter().enumerate().map(|(told, share)| [told as f64, *share]).collect();
        Mark::Line { name: found.model.label().into(), ink, dashed, points }
    };
    marks.extend(found.iter().map(line));
    let values = || found.iter().flat_map(|score| of(score)).copied();
    let (low, high) = (values().fold(1.0, f64::min), values().fold(0.0, f64::max));
    let room = 0.1 * (high - low).max(0.01);
    Body::Chart(Chart {
        x: Axis::linear("concepts told", Quantity::Count).within(0.0, MOST_TOLD as f64),
        y: Axis::linear(label, Quantity::Share).within((low - room).max(0.0), (high + room).min(1.0 + room)),
        marks,
        colour: None,
    })
}

fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

/// "Told 4, the plain CBM …": a model's numbers in words.
fn said(scores: &[Score], models: &[Model], told: usize, of: impl Fn(&Score) -> &[f64]) -> String {
    let found = models.iter().filter_map(|model| score(scores, *model));
    let each = found.map(|found| {
        format!("{} {}, told none {}", found.model.label(), percent(of(found)[told]), percent(of(found)[0]))
    });
    let each: Vec<String> = each.collect();
    if each.is_empty() { String::new() } else { format!(" Told {told}: {}.", each.join("; ")) }
}

pub fn spread(config: &Config, frames: &[Frame]) -> Figure {
    const MODELS: [Model; 5] = [Model::Plain, Model::Weighed, Model::Conditional, Model::Joint, Model::Counted];
    let scores = scores(frames);
    let of: fn(&Score) -> &[f64] = |score| &score.untold;
    let words = said(scores, &[Model::Plain, Model::Weighed, Model::Joint, Model::Counted], config.told, of);
    let caption = format!(
        "Of the six concepts of each picture that are never told, the share that is right, against how many others were told, in \
         random order. A line that rises means that corrections spread.{words}"
    );
    Figure {
        id: "spread".into(),
        title: "Do corrections spread?".into(),
        caption: caption.into(),
        width: Width::Full,
        body: curves(config, scores, &MODELS, "untold concepts right", of),
    }
}

pub fn all_right(config: &Config, frames: &[Frame]) -> Figure {
    const MODELS: [Model; 5] = [Model::Plain, Model::Weighed, Model::Conditional, Model::Joint, Model::Counted];
    let scores = scores(frames);
    let of: fn(&Score) -> &[f64] = |score| &score.all;
    let caption = format!(
        "The share of pictures all twelve of whose concepts are right in the likeliest state, told ones among them.{}",
        said(scores, &[Model::Plain, Model::Joint], config.told, of)
    );
    Figure {
        id: "all-right".into(),
        title: "All twelve right".into(),
        caption: caption.into(),
        width: Width::Half,
        body: curves(config, scores, &MODELS, "pictures all right", of),
    }
}

pub fn class(config: &Config, frames: &[Frame]) -> Figure {
    const MODELS: [Model; 6] =
        [Model::Plain, Model::Released, Model::Conditional, Model::Joint, Model::Silent, Model::Counted];
    let scores = scores(frames);
    let of: fn(&Score) -> &[f64] = |score| &score.classes;
    let caption = format!(
        "The share of pictures whose class is right. In the authors’ own figure on bird photographs the energy model is below \
         concept bottlenecks once concepts are told.{}",
        said(scores, &[Model::Plain, Model::Released, Model::Joint, Model::Silent], config.told, of)
    );
    Figure {
        id: "class".into(),
        title: "And the class?".into(),
        caption: caption.into(),
        width: Width::Half,
        body: curves(config, scores, &MODELS, "classes right", of),
    }
}

pub fn table(config: &Config, frames: &[Frame]) -> Figure {
    let scores = scores(frames);
    let told = config.told;
    let column = |label: String, quantity: Quantity| Column { label, quantity };
    let row = |score: &Score| {
        vec![
            Cell::Text(score.model.label().into()),
            Cell::Number(score.concepts[0]),
            Cell::Number(score.untold[0]),
            Cell::Number(score.untold[told]),
            Cell::Number(score.all[0]),
            Cell::Number(score.all[told]),
            Cell::Number(score.classes[0]),
            Cell::Number(score.classes[told]),
        ]
    };
    let body = if scores.is_empty() {
        waiting()
    } else {
        let share = |words: &str, told: usize| column(format!("{words}, {told} told"), Quantity::Share);
        Body::Table(Table {
            columns: vec![
                column("model".into(), Quantity::Number),
                column("all concepts, none told".into(), Quantity::Share),
                share("untold ones", 0),
                share("untold ones", told),
                share("all twelve", 0),
                share("all twelve", told),
                share("class", 0),
                share("class", told),
            ],
            rows: scores.iter().map(row).collect(),
        })
    };
    Figure {
        id: "table".into(),
        title: "All models in numbers".into(),
        caption: "What is right before anything is told, and at the upright line of the charts. ECBM with E_cy at weight 1 is too far \
                  below the others for the charts."
            .into(),
        width: Width::Full,
        body,
    }
}

/// p(c_j | c_k) under the joint energy, no picture seen.
pub fn follows(board: Option<&Board>) -> Figure {
    let body = board.map(|board| {
        let coupler = &board.knowledge.joint;
        let width = coupler.width();
        let joint = Joint::new(coupler.table(), width, coupler.classes());
        let silent = Evidence { concepts: vec![[0.0; 2]; width], classes: vec![0.0; coupler.classes()] };
        let given = |k: usize| {
            let mut told = vec![None; width];
            told[k] = Some(true);
            joint.coupling.posterior(&silent, &told).concepts
        };
        let all: Vec<Vec<f64>> = (0..width).map(given).collect();
        let edges: Vec<f64> = (0..=width).map(|k| k as f64 - 0.5).collect();
        let names = || Quantity::Named(CONCEPTS.iter().map(|name| (*name).to_owned()).collect());
        Body::Chart(Chart {
            x: Axis::linear("told that it is there: concept 1 to 12", Quantity::Count).within(0.5, width as f64 + 0.5),
            y: Axis::linear("then this is there", names()),
            marks: vec![Mark::HeatMap {
                x_edges: (0..=width).map(|k| k as f64 + 0.5).collect(),
                y_edges: edges,
                values: (0..width).flat_map(|j| all.iter().map(move |of| of[j].clamp(0.0, 1.0))).collect(),
            }],
            colour: Some(ColourScale {
                label: "probability".into(),
                quantity: Quantity::Share,
                scale: Scale::Linear,
                range: [0.0, 1.0],
            }),
        })
    });
    Figure {
        id: "follows".into(),
        title: "What follows from what".into(),
        caption: "Before any picture is seen: how likely each concept is (rows) once another is said to be there (columns, in the \
                  same order from 1 to 12), by sums over the joint energy’s states. Each concept follows from itself."
            .into(),
        width: Width::Half,
        body: body.unwrap_or_else(waiting),
    }
}

pub fn coupled(frames: &[Frame]) -> Figure {
    let steps: Vec<&Coupled> = frames
        .iter()
        .filter_map(|frame| match frame {
            Frame::Coupled(coupled) => Some(coupled),
            _ => None,
        })
        .collect();
    let line = |name: &str, ink: Ink, of: fn(&Coupled) -> f64| {
        let points = steps.iter().map(|coupled| [f64::from(coupled.step), of(coupled)]).collect();
        Mark::Line { name: name.into(), ink, dashed: false, points }
    };
    let body = match steps.last() {
        None => Body::Empty("Trained after the published energies.".into()),
        Some(last) => Body::Chart(Chart {
            x: Axis::linear("step", Quantity::Count).within(0.0, f64::from(last.step.max(1))),
            y: Axis::linear("surprise", Quantity::Information),
            marks: vec![
                Mark::Level {
                    name: "entropy of birds".into(),
                    ink: Ink::Ceiling,
                    axis: Along::Y,
                    at: last.entropy,
                    edit: None,
                },
                line("training pictures", Ink::Muted, |coupled| coupled.trained),
                line("test pictures", Ink::Achieved, |coupled| coupled.tested),
            ],
            colour: None,
        }),
    };
    Figure {
        id: "coupled".into(),
        title: "Learning the joint energy".into(),
        caption: "How surprising a bird’s concepts and class are to p(c, y) (the mean of −ln p), normalised over all of their states. In the mean over birds \
                  no model is below the entropy of what they are drawn from; a training line that leaves the test line behind is \
                  learning by heart."
            .into(),
        width: Width::Half,
        body,
    }
}

pub fn learned(frames: &[Frame]) -> Figure {
    let epochs: Vec<&Learned> = frames
        .iter()
        .filter_map(|frame| match frame {
            Frame::Learned(learned) => Some(learned),
            _ => None,
        })
        .collect();
    let line = |name: &str, ink: Ink, of: fn(&Learned) -> f64| {
        let points = epochs.iter().map(|learned| [f64::from(learned.epoch), of(learned)]).collect();
        Mark::Line { name: name.into(), ink, dashed: false, points }
    };
    let body = match epochs.last() {
        None => Body::Empty("Trained once the birds are painted and seen.".into()),
        Some(last) => Body::Chart(Chart {
            x: Axis::linear("epoch", Quantity::Count).within(0.0, f64::from(last.epoch)),
            y: Axis::linear("mean loss", Quantity::Information),
            marks: vec![
                line("class, −ln p(y | x)", Ink::Achieved, |learned| learned.xy),
                line("a concept, −ln p(c | x)", Ink::Hue(1), |learned| learned.xc),
                line("class from concepts, −ln p(y | c)", Ink::Hue(2), |learned| learned.cy),
            ],
            colour: None,
        }),
    };
    Figure {
        id: "learned".into(),
        title: "Learning the published energies".into(),
        caption: "The loss of each energy over its own label, with a fifth of the features left out, and a fifth of the concepts of a \
                  fifth of the pictures flipped."
            .into(),
        width: Width::Half,
        body,
    }
}
