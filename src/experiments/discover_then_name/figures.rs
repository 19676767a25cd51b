//! The pictures: the sweet spot, how it came about, the dictionary itself, and what heads make of it.

use super::{
    Config, Frame, Look, data, tables,
    verdicts::{best, last_step, look, named},
};
use crate::plot::{Along, Axis, Body, Chart, ColourScale, Figure, Ink, Mark, PointEdit, Quantity, Scale, Width};

pub fn figures(config: &Config, frames: &[Frame]) -> Vec<Figure> {
    let Ok(prices) = config.all_prices() else { return Vec::new() };
    let look = look(frames);
    vec![
        sweet_spot(&prices, frames),
        dictionary(config, &prices, look),
        learning(&prices, config, frames),
        firing(&prices, frames),
        tables::latents(config, &prices, look),
        covered(look),
        tables::heads(look),
        tables::explanation(config, look),
    ]
}

pub(super) fn figure(id: &str, title: &str, caption: impl Into<String>, width: Width, body: Body) -> Figure {
    Figure { id: id.into(), title: title.into(), caption: caption.into().into(), width, body }
}

fn line(name: impl Into<String>, ink: Ink, points: Vec<[f64; 2]>) -> Mark {
    Mark::Line { name: name.into(), ink, dashed: false, points }
}

fn level(name: &str, ink: Ink, at: f64) -> Mark {
    Mark::Level { name: name.into(), ink, axis: Along::Y, at, edit: None }
}

fn price_axis(prices: &[f64]) -> Axis {
    Axis::log("price of firing λ", Quantity::Number).within(prices[0] / 1.3, prices[prices.len() - 1] * 1.3)
}

fn sweet_spot(prices: &[f64], frames: &[Frame]) -> Figure {
    let (id, title) = ("sweet-spot", "Where atoms are concepts");
    let Some(step) = last_step(frames) else {
        let why = Body::Empty("One point a price appears as soon as training begins.".into());
        return figure(id, title, "How well each dictionary finds the concepts, against its price.", Width::Full, why);
    };
    let along = |of: &dyn Fn(usize) -> f64| (0..prices.len()).map(|at| [prices[at], of(at)]).collect::<Vec<_>>();
    let mut marks = vec![
        level("perfect", Ink::Ceiling, 1.0),
        line("cosine", Ink::Achieved, along(&|at| step.readings[at].cosine)),
        line("correlation", Ink::Hue(1), along(&|at| step.readings[at].correlation)),
    ];
    let top = best(&step.readings);
    let mut caption = format!(
        "Against the price: the cosine of each concept with the nearest atom of a latent that fires, and the correlation of \
         its strength with that latent’s code, means over concepts; at step {}. Best at λ = {}, with a cosine of {:.3}.",
        step.step, prices[top], step.readings[top].cosine
    );
    if let Some(named) = named(frames) {
        marks.push(line("named right", Ink::Hue(3), along(&|at| named.right[at])));
        marks.push(Mark::Line {
            name: "names of the true directions".into(),
            ink: Ink::Muted,
            dashed: true,
            points: along(&|_| named.of_truth),
        });
        caption.push_str(&format!(
            " There {:.0} % of concepts have a best latent that is given their word; with the true directions it would be \
             {:.0} %.",
            named.right[top] * 100.0,
            named.of_truth * 100.0
        ));
    }
    // A dot a price, which looks at its dictionary when it is clicked.
    marks.push(Mark::Dots {
        name: "look at one".into(),
        ink: Ink::Achieved,
        points: along(&|at| step.readings[at].cosine),
        edit: Some(PointEdit { key: "look".into(), values: prices.iter().map(|price| price.to_string()).collect() }),
    });
    let chart = Chart {
        x: price_axis(prices),
        y: Axis::linear("of 1", Quantity::Number).within(-0.05, 1.08),
        marks,
        colour: None,
    };
    figure(id, title, caption, Width::Full, Body::Chart(chart))
}

fn dictionary(config: &Config, prices: &[f64], look: Option<&Look>) -> Figure {
    let (id, title) = ("dictionary", "Atoms against concepts");
    let edges = |count: usize| (0..=count).map(|at| at as f64).collect::<Vec<_>>();
    match look {
        Some(look) if !look.latents.is_empty() => {
            let chart = Chart {
                x: Axis::linear("concept", Quantity::Count).within(0.0, config.concepts as f64),
                y: Axis::linear("live latent, by its nearest concept", Quantity::Count)
                    .within(0.0, look.latents.len() as f64),
                marks: vec![Mark::HeatMap {
                    x_edges: edges(config.concepts),
                    y_edges: edges(look.latents.len()),
                    values: look.cosines.iter().map(|cosine| f64::from(*cosine).max(0.0)).collect(),
                }],
                colour: Some(ColourScale {
                    label: "cosine".into(),
                    quantity: Quantity::Number,
                    scale: Scale::Linear,
                    range: [0.0, 1.0],
                }),
            };
            let caption = format!(
                "Every live atom of the dictionary at λ = {} against every concept, cosines below 0 shown as 0. One bright \
                 cell a row, on a rising staircase: each latent is one concept. A blur: each is a bit of many.",
                prices[look.at]
            );
            figure(id, title, caption, Width::Half, Body::Chart(chart))
        }
        Some(look) => {
            let why = format!("No latent fires at λ = {}.", prices[look.at]);
            figure(id, title, "Every live atom against every concept.", Width::Half, Body::Empty(why))
        }
        None => {
            let why = Body::Empty("The dictionary looked at is shown once it is trained.".into());
            figure(id, title, "Every live atom against every concept.", Width::Half, why)
        }
    }
}

fn learning(prices: &[f64], config: &Config, frames: &[Frame]) -> Figure {
    let (id, title) = ("learning", "How they were found");
    let caption = "The mean cosine of concepts with their nearest live atom, as training goes on: one line a price. Steps \
                   down are revivals of dead latents, which start elsewhere.";
    let path = |at: usize| {
        let points = frames.iter().filter_map(|frame| match frame {
            Frame::Step(step) => Some([step.step as f64, step.readings[at].cosine]),
            _ => None,
        });
        points.collect::<Vec<_>>()
    };
    let lines: Vec<Mark> =
        (0..prices.len()).map(|at| line(format!("λ = {}", prices[at]), Ink::Hue(at), path(at))).collect();
    let body = if last_step(frames).is_none() {
        Body::Empty("Lines appear when training begins.".into())
    } else {
        Body::Chart(Chart {
            x: Axis::linear("step", Quantity::Count).within(0.0, config.steps as f64),
            y: Axis::linear("mean largest cosine", Quantity::Number).within(0.0, 1.05),
            marks: [vec![level("perfect", Ink::Ceiling, 1.0)], lines].concat(),
            colour: None,
        })
    };
    figure(id, title, caption, Width::Half, body)
}

fn firing(prices: &[f64], frames: &[Frame]) -> Figure {
    let (id, title) = ("firing", "What sparseness costs");
    let caption = "For every price, how many latents fire on a scene and what share of the inputs’ variance their \
                   reconstruction leaves unexplained. Left is sparser, low is faithful; nothing here knows of concepts.";
    let body = match last_step(frames) {
        None => Body::Empty("One point a price appears as soon as training begins.".into()),
        Some(step) => Body::Chart(Chart {
            x: Axis::linear("latents that fire", Quantity::Number),
            y: Axis::linear("unexplained", Quantity::Share).within(0.0, 1.05),
            marks: vec![Mark::Trail {
                name: "dictionaries".into(),
                ink: Ink::Achieved,
                points: step.readings.iter().map(|reading| [reading.active, reading.unexplained.min(1.05)]).collect(),
                values: prices.to_vec(),
            }],
            colour: Some(ColourScale {
                label: "price λ".into(),
                quantity: Quantity::Number,
                scale: Scale::Log,
                range: [prices[0], prices[prices.len() - 1].max(prices[0] * 1.001)],
            }),
        }),
    };
    figure(id, title, caption, Width::Half, body)
}

fn covered(look: Option<&Look>) -> Figure {
    let (id, title) = ("covered", "How few make a decision");
    let caption = "Of the size of all contributions to the decided class’s logit, the share that the largest few make up, \
                   mean over test scenes: one line a penalty. The steeper, the shorter the explanation.";
    let body = match look {
        None => Body::Empty("Lines appear when the heads are trained.".into()),
        Some(look) => {
            let lines = look.heads.iter().enumerate().map(|(i, head)| {
                let points = head.covered.iter().enumerate().map(|(at, share)| [(at + 1) as f64, *share]);
                line(format!("penalty {}", head.penalty), Ink::Hue(i), points.collect())
            });
            let ninety = level("90 %", Ink::Muted, 0.9);
            Body::Chart(Chart {
                x: Axis::linear("largest contributions", Quantity::Count),
                y: Axis::linear("share covered", Quantity::Share).within(0.0, 1.05),
                marks: std::iter::once(ninety).chain(lines).collect(),
                colour: None,
            })
        }
    };
    figure(id, title, caption, Width::Half, body)
}

/// A class by the concepts that make it.
pub(super) fn class(members: &[usize], concepts: usize) -> String {
    members.iter().map(|concept| data::word(*concept, concepts)).collect::<Vec<_>>().join(" + ")
}
