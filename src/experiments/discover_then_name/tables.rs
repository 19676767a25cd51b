//! The tables: latents and their names, heads and their penalties, one decision taken apart.

use super::{
    Config, Look,
    data::word,
    figures::{class, figure},
    head::SHARES,
};
use crate::plot::{Body, Cell, Column, Figure, Quantity, Table, Width};

/// Latents shown.
const ROWS: usize = 16;

fn column(label: impl Into<String>, quantity: Quantity) -> Column {
    Column { label: label.into(), quantity }
}

fn text(words: impl Into<String>) -> Cell {
    Cell::Text(words.into())
}

pub fn latents(config: &Config, prices: &[f64], look: Option<&Look>) -> Figure {
    let (id, title) = ("names", "Latents and their names");
    let Some(look) = look.filter(|look| !look.latents.is_empty()) else {
        let why = if look.is_some() { "No latent of this dictionary fires." } else { "Names come after training." };
        let caption = "The latents that fire most often, each with its nearest word.";
        return figure(id, title, caption, Width::Full, Body::Empty(why.into()));
    };
    let mut shown: Vec<_> = look.latents.iter().collect();
    shown.sort_by(|a, b| b.rate.total_cmp(&a.rate));
    let rows = shown.into_iter().take(ROWS).map(|latent| {
        vec![
            Cell::Number((latent.latent + 1) as f64),
            Cell::Number(latent.rate),
            text(word(latent.word, config.concepts)),
            Cell::Number(latent.likeness),
            text(word(latent.concept, config.concepts)),
            Cell::Number(latent.cosine),
            text(if latent.word == latent.concept { "yes" } else { "no" }),
        ]
    });
    let columns = vec![
        column("latent", Quantity::Count),
        column("fires on", Quantity::Share),
        column("named", Quantity::Number),
        column("cosine with the word", Quantity::Number),
        column("nearest concept", Quantity::Number),
        column("cosine with it", Quantity::Number),
        column("the same", Quantity::Number),
    ];
    let right = look.latents.iter().filter(|latent| latent.word == latent.concept).count();
    let caption = format!(
        "At λ = {}: the latents that fire most often. Of all {} live ones {right} are named after the concept they are \
         nearest to.",
        prices[look.at],
        look.latents.len()
    );
    figure(id, title, caption, Width::Full, Body::Table(Table { columns, rows: rows.collect() }))
}

pub fn heads(look: Option<&Look>) -> Figure {
    let (id, title) = ("heads", "Heads");
    let caption = "Linear heads from latents to ten classes, by their penalty on mean |w|, on test scenes (accuracy is \
                   1-shot). How many of the largest contributions make up 90, 95 and 99 % of a logit, and of those that make \
                   up 90 %, how many are named after a concept of the decided class.";
    let Some(look) = look else {
        return figure(id, title, caption, Width::Half, Body::Empty("Heads come after training.".into()));
    };
    let mut columns = vec![column("penalty", Quantity::Number), column("accuracy", Quantity::Share)];
    columns.extend(SHARES.iter().map(|share| column(format!("for {:.0} %", share * 100.0), Quantity::Number)));
    columns.push(column("own concepts", Quantity::Share));
    let rows = look.heads.iter().map(|head| {
        let numbers = [head.penalty, head.accuracy].into_iter().chain(head.needed.iter().copied()).chain([head.own]);
        numbers.map(Cell::Number).collect()
    });
    let caption = format!(
        "{caption} Without a penalty, on the features themselves: {:.1} %; on the concepts’ true strengths: {:.1} %.",
        look.on_features * 100.0,
        look.on_concepts * 100.0
    );
    figure(id, title, caption, Width::Half, Body::Table(Table { columns, rows: rows.collect() }))
}

pub fn explanation(config: &Config, look: Option<&Look>) -> Figure {
    let (id, title) = ("explanation", "One decision");
    let Some(look) = look else {
        let why = Body::Empty("A decision is taken apart once the heads are trained.".into());
        return figure(id, title, "What one test scene’s decision is made of.", Width::Full, why);
    };
    let case = &look.case;
    let rows = case.parts.iter().map(|part| {
        let is_own = look.classes[case.decided].contains(&part.word);
        vec![
            text(word(part.word, config.concepts)),
            Cell::Number(part.code),
            Cell::Number(part.contribution),
            text(if part.is_shown { "yes" } else { "no" }),
            text(if is_own { "yes" } else { "no" }),
        ]
    });
    let columns = vec![
        column("named", Quantity::Number),
        column("fires at", Quantity::Number),
        column("adds to the logit", Quantity::Number),
        column("shown in the scene", Quantity::Number),
        column("part of the class", Quantity::Number),
    ];
    let caption = format!(
        "Test scene {}: class {} ({}), decided {} as class {} ({}) with a logit of {:.2}, by the head at penalty {}. Its largest \
         contributions.",
        config.scene,
        case.label + 1,
        class(&look.classes[case.label], config.concepts),
        if case.label == case.decided { "rightly" } else { "wrongly" },
        case.decided + 1,
        class(&look.classes[case.decided], config.concepts),
        case.logit,
        look.heads[look.chosen].penalty
    );
    figure(id, title, caption, Width::Full, Body::Table(Table { columns, rows: rows.collect() }))
}
