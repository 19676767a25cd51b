//! One input on the board: cards to correct its concepts by, its classes' bars, and why.

use super::{
    config::{Model, Policy},
    policies::order,
    slots::{Slots, Told},
};
use crate::{
    concepts::largest,
    draws::Rng,
    plot::{Axis, Body, Card, Cards, Chart, Figure, Ink, Mark, Quantity, Width, bars, floating_bars},
};

/// What concepts and classes are called.
pub struct Kinds {
    /// What a class is, such as a species.
    pub class: &'static str,
    /// One name a concept.
    pub concepts: Vec<String>,
    /// One name a class.
    pub classes: Vec<String>,
    /// Whether the axis of classes has their names, or counts them from 1.
    pub is_named: bool,
}

/// One model in front of an input, with what it was told.
pub struct Board<'a> {
    pub kinds: &'a Kinds,
    pub slots: &'a Slots,
    pub told: Told,
    /// The input's concepts as they are.
    pub truth: &'a [bool],
    pub label: usize,
    /// What is true of the input, in words.
    pub in_truth: String,
    /// What is true stays hidden, and the policy's questions are put to the visitor.
    pub asks: bool,
    pub policy: Policy,
    pub seed: u64,
}

impl Board<'_> {
    pub fn before(&self) -> Vec<f64> {
        self.slots.answer(&vec![None; self.told.len()])
    }

    pub fn now(&self) -> Vec<f64> {
        self.slots.answer(&self.told)
    }

    fn order(&self) -> Vec<usize> {
        let mut rng = Rng::new(self.seed, "the next question");
        order(self.policy, self.slots, &self.told, self.truth, &mut rng)
    }

    /// The answer in a sentence.
    fn status(&self, order: &[usize]) -> String {
        let (before, now) = (self.before(), self.now());
        let (was, is) = (largest(&before), largest(&now));
        let class = |class: usize| &self.kinds.classes[class];
        let share = |answer: &[f64], class: usize| format!("{:.0} %", 100.0 * answer[class]);
        let mut words = format!("{} ({})", class(is), share(&now, is));
        if was != is {
            words += &format!(", before {} ({})", class(was), share(&before, was));
        } else if self.told.iter().any(Option::is_some) {
            words += &format!(", before {}", share(&before, was));
        }
        match order.first() {
            Some(next) if self.asks => {
                words + &format!(". Asked: {}? Look at the input and answer.", self.kinds.concepts[*next])
            }
            _ if self.asks => words + ". Nothing is left to ask.",
            _ => words + &format!(". In truth {}.", self.in_truth),
        }
    }

    /// A caption that says what is true, unless that is to be found out.
    pub fn captioned(&self, about: &str) -> String {
        if self.asks { about.into() } else { format!("{about} In truth {}.", self.in_truth) }
    }
}

/// A figure that is drawn once its model is trained.
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

/// The concepts as cards; the field `answers` holds what the model is told.
pub fn cards(id: &str, board: Option<&Board>, model: Model, width: Width) -> Figure {
    let title = format!("What it sees: {}", model.label());
    let about = "One card a concept: what the model believes, with a tick at its belief before it was told anything. Set one to \
                 absent or present and the class answer follows. The ring shows how unsure it is; the number, when the policy \
                 would ask.";
    let body = board.map(|board| {
        let order = board.order();
        let best = largest(&board.now());
        let head = board.slots.head();
        let card = |k: usize| {
            let told = board.told[k];
            let own = board.slots.probabilities[k];
            let weight = head.weight(best, k);
            Card {
                name: board.kinds.concepts[k].clone(),
                probability: told.map_or(own, f64::from),
                before: own,
                told,
                truth: (!board.asks || told.is_some()).then(|| board.truth[k]),
                rank: order.iter().position(|other| *other == k).map(|place| place + 1),
                note: format!("{} {weight:+.1} if there", board.kinds.classes[best]).replace('-', "−"),
            }
        };
        Body::Cards(Cards {
            key: Some("answers".into()),
            cards: (0..board.told.len()).map(card).collect(),
            status: board.status(&order),
        })
    });
    figure(id, title, about, width, body)
}

/// The classes' probabilities, now and before.
pub fn classes(id: &str, board: Option<&Board>, kinds: &Kinds, model: Model) -> Figure {
    let title = format!("What it answers: {}", model.label());
    let about =
        format!("The probability of each {} now (bars) and before the model was told anything (dots).", kinds.class);
    let body = board.map(|board| {
        let (now, before) = (board.now(), board.before());
        let (first, x) = match kinds.is_named {
            true => (0.0, Axis::linear(kinds.class, Quantity::Named(kinds.classes.clone()))),
            false => (1.0, Axis::linear(kinds.class, Quantity::Count)),
        };
        let mut marks = bars("now", Ink::Achieved, &now, first);
        let points = before.iter().enumerate().map(|(class, share)| [class as f64 + first, *share]).collect();
        marks.push(Mark::Dots { name: "before".into(), ink: Ink::Muted, points, edit: None });
        Body::Chart(Chart {
            x: x.within(first - 0.5, first + now.len() as f64 - 0.5),
            y: Axis::linear("probability", Quantity::Share).within(0.0, 1.0),
            marks,
            colour: None,
        })
    });
    let caption = board.map_or_else(|| about.clone(), |board| board.captioned(&about));
    figure(id, title, caption, Width::Half, body)
}

/// From the rest through every concept to the margin of the likeliest class over the runner-up.
pub fn why(board: Option<&Board>, model: Model) -> Figure {
    let title = format!("Why: {}", model.label());
    let Some(board) = board else { return figure("why", title, "What each concept adds.", Width::Full, None) };
    let logits = board.slots.logits(&board.told);
    let best = largest(&logits);
    let mut others = logits.clone();
    others[best] = f64::NEG_INFINITY;
    let second = largest(&others);
    let margin = |values: &[f64]| values[best] - values[second];
    let (head, values) = (board.slots.head(), board.slots.told(&board.told));
    let mut parts: Vec<(usize, f64)> = values
        .iter()
        .enumerate()
        .map(|(k, value)| (k, value * (head.weight(best, k) - head.weight(second, k))))
        .collect();
    parts.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    let mut level = margin(&board.slots.bias);
    let mut names = vec!["nothing there".to_owned()];
    let mut spans = vec![[0.0, level]];
    for (concept, part) in parts {
        names.push(board.kinds.concepts[concept].clone());
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
        "What speaks for {} and against {}, the runner-up: first what it would say if nothing were there, then each concept, \
         the weightiest first. The sum is the difference of their logits, {:.2}.",
        board.kinds.classes[best], board.kinds.classes[second], level
    );
    figure("why", title, caption, Width::Full, Some(body))
}
