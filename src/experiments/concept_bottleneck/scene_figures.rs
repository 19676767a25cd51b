//! The pictures of one image: the bird and its parts, the cards, the classes' bars, and why.

use super::{
    Frame, Slots,
    config::{Config, Model},
    policies::order,
    slots::Told,
};
use crate::{
    concepts::largest,
    datasets::birds::{CONCEPTS, SIDE},
    draws::Rng,
    plot::{
        Axis, Body, Card, Cards, Chart, Figure, Images, Ink, Mark, Outline, Quantity, Tile, Width, bars, floating_bars,
    },
};

/// One model in front of the image, with what it was told.
pub struct View<'a> {
    pub frame: &'a Frame,
    pub slots: &'a Slots,
    pub config: &'a Config,
    pub told: Told,
}

impl<'a> View<'a> {
    /// `None` until the model is trained.
    pub fn of(config: &'a Config, frame: &'a Frame, model: Model) -> Option<Self> {
        let place = frame.scores.iter().position(|score| score.model == model)?;
        Some(Self { frame, slots: frame.scene.slots.get(place)?, config, told: config.told() })
    }

    pub fn before(&self) -> Vec<f64> {
        self.slots.answer(&vec![None; self.told.len()])
    }

    pub fn now(&self) -> Vec<f64> {
        self.slots.answer(&self.told)
    }

    fn order(&self) -> Vec<usize> {
        let mut rng = Rng::new(self.config.seed.into(), "the next question");
        order(self.config.policy, self.slots, &self.told, &self.frame.scene.concepts, &mut rng)
    }

    /// The answer in a sentence.
    fn status(&self, order: &[usize]) -> String {
        let (before, now) = (self.before(), self.now());
        let (was, is) = (largest(&before), largest(&now));
        let share = |answer: &[f64], class: usize| format!("{:.0} %", 100.0 * answer[class]);
        let mut words = format!("{} ({})", species(is), share(&now, is));
        if was != is {
            words += &format!(", before {} ({})", species(was), share(&before, was));
        } else if self.told.iter().any(Option::is_some) {
            words += &format!(", before {}", share(&before, was));
        }
        match order.first() {
            Some(next) if self.config.asks => {
                words + &format!(". Asked: {}? Look at the picture and answer.", CONCEPTS[*next])
            }
            _ if self.config.asks => words + ". Nothing is left to ask.",
            _ => words + &format!(". In truth {}.", self.truth()),
        }
    }

    /// What is true of the image, in words.
    pub fn truth(&self) -> String {
        let scene = &self.frame.scene;
        match scene.differs {
            0 => species(scene.species),
            1 => format!("nearest to {}, in one concept unlike it", species(scene.species)),
            differs => format!("nearest to {}, in {differs} concepts unlike it", species(scene.species)),
        }
    }
}

pub fn species(class: usize) -> String {
    format!("species {}", class + 1)
}

pub fn figure(
    id: &str,
    title: impl Into<String>,
    caption: impl Into<String>,
    width: Width,
    body: Option<Body>,
) -> Figure {
    let body = body.unwrap_or_else(|| Body::Empty("Drawn once this model is trained.".into()));
    Figure { id: id.into(), title: title.into(), caption: caption.into().into(), width, body }
}

/// A bird in colour; `pixels` is `[3, 32, 32]`, from 0 to 255.
pub fn picture(caption: String, pixels: &[u8]) -> Tile {
    Tile::colour(caption, [SIDE; 2], &shares(pixels))
}

fn shares(bytes: &[u8]) -> Vec<f32> {
    bytes.iter().map(|byte| f32::from(*byte) / 255.0).collect()
}

pub fn bird(config: &Config, frame: Option<&Frame>) -> Figure {
    let part = config.part.label();
    let about = format!(
        "The image, with a dashed line around the pixels that tell of the {part}, and how much each pixel moves what the \
         backbone makes of it: the darker, the more."
    );
    let body = frame.map(|frame| {
        let scene = &frame.scene;
        let which = config.part as usize;
        let outlines = vec![Outline { ink: Ink::Budget, inside: scene.masks[which].clone() }];
        let present = if scene.concepts[which] { "there" } else { "not there" };
        let words = if config.asks { "the image".to_owned() } else { format!("{part}: {present}") };
        let seen = Tile { outlines: outlines.clone(), ..picture(words, &scene.pixels) };
        let heat = Tile::grey("where the backbone looks", [SIDE; 2], shares(&scene.saliency[which]));
        let heat = Tile { outlines, ..heat };
        Body::Images(Images { columns: 2, tiles: vec![seen, heat], range: [0.0, 1.0] })
    });
    figure("bird", "The bird", about, Width::Half, body)
}

pub fn cards(id: &str, view: Option<&View>, model: Model, width: Width) -> Figure {
    let title = format!("What it sees: {}", model.label());
    let about = "One card a concept: what the model believes, with a tick at its belief before it was told anything. Set one to \
                 absent or present and the class answer follows. The ring shows how unsure it is; the number, when the policy \
                 would ask.";
    let body = view.map(|view| {
        let order = view.order();
        let now = view.now();
        let best = largest(&now);
        let head = view.slots.head();
        let card = |k: usize| {
            let told = view.told[k];
            let own = view.slots.probabilities[k];
            let weight = head.weight(best, k);
            Card {
                name: CONCEPTS[k].into(),
                probability: told.map_or(own, f64::from),
                before: own,
                told,
                truth: (!view.config.asks || told.is_some()).then(|| view.frame.scene.concepts[k]),
                rank: order.iter().position(|other| *other == k).map(|place| place + 1),
                note: format!("{} {weight:+.1} if there", species(best)).replace('-', "−"),
            }
        };
        Body::Cards(Cards {
            key: Some("answers".into()),
            cards: (0..CONCEPTS.len()).map(card).collect(),
            status: view.status(&order),
        })
    });
    figure(id, title, about, width, body)
}

pub fn classes(id: &str, view: Option<&View>, model: Model) -> Figure {
    let title = format!("What it answers: {}", model.label());
    let about = "The species' probabilities now (bars) and before the model was told anything (dots).";
    let body = view.map(|view| {
        let (now, before) = (view.now(), view.before());
        let mut marks = bars("now", Ink::Achieved, &now, 1.0);
        let points = before.iter().enumerate().map(|(class, share)| [class as f64 + 1.0, *share]).collect();
        marks.push(Mark::Dots { name: "before".into(), ink: Ink::Muted, points, edit: None });
        Body::Chart(Chart {
            x: Axis::linear("species", Quantity::Count).within(0.5, now.len() as f64 + 0.5),
            y: Axis::linear("probability", Quantity::Share).within(0.0, 1.0),
            marks,
            colour: None,
        })
    });
    let truth = view.filter(|view| !view.config.asks).map(|view| format!(" In truth {}.", view.truth()));
    figure(id, title, format!("{about}{}", truth.unwrap_or_default()), Width::Half, body)
}

/// From the rest through every concept to the margin of the likeliest species over the runner-up.
pub fn why(view: Option<&View>, model: Model) -> Figure {
    let title = format!("Why: {}", model.label());
    let Some(view) = view else { return figure("why", title, "What each concept adds.", Width::Full, None) };
    let logits = view.slots.logits(&view.told);
    let best = largest(&logits);
    let mut others = logits.clone();
    others[best] = f64::NEG_INFINITY;
    let second = largest(&others);
    let margin = |values: &[f64]| values[best] - values[second];
    let (head, values) = (view.slots.head(), view.slots.told(&view.told));
    let mut parts: Vec<(usize, f64)> = values
        .iter()
        .enumerate()
        .map(|(k, value)| (k, value * (head.weight(best, k) - head.weight(second, k))))
        .collect();
    parts.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    let mut level = margin(&view.slots.bias);
    let mut names = vec!["nothing there".to_owned()];
    let mut spans = vec![[0.0, level]];
    for (concept, part) in parts {
        names.push(CONCEPTS[concept].into());
        spans.push([level, level + part]);
        level += part;
    }
    names.push("sum".into());
    spans.push([0.0, level]);
    // One series for what speaks for the likeliest, one for what speaks against it.
    let of = |name: &str, ink: Ink, is_wanted: &dyn Fn(&[f64; 2]) -> bool| {
        let each = spans.iter().enumerate().filter(|(_, span)| is_wanted(span));
        each.flat_map(|(i, span)| floating_bars(name, ink, &[*span], i as f64)).collect::<Vec<_>>()
    };
    let mut marks = of("for", Ink::Achieved, &|[from, to]| to >= from);
    marks.extend(of("against", Ink::Hue(1), &|[from, to]| to < from));
    let body = Body::Chart(Chart {
        x: Axis::linear("concept", Quantity::Named(names)),
        y: Axis::linear("difference of logits", Quantity::Number),
        marks,
        colour: None,
    });
    let caption = format!(
        "What speaks for {} and against {}, the runner-up: first a bird of which nothing is there, then each concept, the \
         weightiest first. The sum is the difference of their logits, {:.2}.",
        species(best),
        species(second),
        level
    );
    figure("why", title, caption, Width::Full, Some(body))
}
