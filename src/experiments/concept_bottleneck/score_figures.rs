//! What the models are worth: their errors as they are told more, and a visitor against the policies.

use super::{
    board::{Board, Kinds, figure},
    config::{Model, Policy},
    policies::asked,
    score::Score,
};
use crate::{
    concepts::largest,
    draws::Rng,
    plot::{Axis, Body, Cell, Chart, Column, Figure, Ink, Mark, Quantity, Table, Width},
};

/// Every model's error as it is told more; the chosen ones in colour.
pub fn told_curves(scores: &[Score], chosen: [Option<Model>; 2], kinds: &Kinds) -> Figure {
    let about = format!(
        "Share of test inputs taken for the wrong {} once so many concepts were told as they are: asked by expected change of \
         the answer, weighed anew after each (full), and in random order (dashed). A curve that rises is a model that leaks.",
        kinds.class
    );
    let body = (!scores.is_empty()).then(|| {
        let line = |name: String, ink: Ink, dashed: bool, errors: &[f64]| Mark::Line {
            name,
            ink,
            dashed,
            points: errors.iter().enumerate().map(|(told, error)| [told as f64, *error]).collect(),
        };
        let mut marks = Vec::new();
        for (i, score) in scores.iter().enumerate() {
            let is_chosen = chosen.contains(&Some(score.model));
            let ink = if is_chosen { Ink::Hue(i) } else { Ink::Muted };
            marks.push(line(score.model.label().into(), ink, false, &score.by_policy));
            if is_chosen {
                marks.push(line(format!("{}, at random", score.model.label()), ink, true, &score.at_random));
            }
        }
        Body::Chart(Chart {
            x: Axis::linear("concepts told", Quantity::Count),
            y: Axis::linear("error", Quantity::Share),
            marks,
            colour: None,
        })
    });
    figure("curves", "What being told is worth", about, Width::Half, body)
}

/// How the visitor's answers fare beside a policy that is told the truth.
pub fn against_policies(board: Option<&Board>, kinds: &Kinds) -> Figure {
    let class = kinds.class;
    let about =
        format!("Questions until the {class} is right: yours, and those of each policy when it is told the truth.");
    let body = board.map(|board| {
        let text = |words: &str| Cell::Text(words.into());
        let given = board.told.iter().zip(board.truth).filter_map(|(told, truth)| Some(((*told)?, *truth)));
        let (mut count, mut right) = (0, 0);
        for (told, truth) in given {
            count += 1;
            right += usize::from(told == truth);
        }
        let found = |is_right: bool| text(if is_right { "yes" } else { "no" });
        let mut rows = vec![vec![
            text("you"),
            Cell::Number(f64::from(count)),
            text(&format!("{right} of {count}")),
            found(largest(&board.now()) == board.label),
        ]];
        for policy in Policy::ALL {
            let mut rng = Rng::new(board.seed, "questions at random");
            let path = asked(*policy, board.slots, board.truth, &mut rng);
            let first = path.iter().position(|answer| *answer == board.label);
            let asked = first.map_or_else(|| text("–"), |questions| Cell::Number(questions as f64));
            // Its name alone: what it stands for is said where it is chosen.
            let name = policy.label().split(':').next().unwrap_or_default();
            rows.push(vec![text(name), asked, text("all"), found(first.is_some())]);
        }
        let column = |label: &str, quantity| Column { label: label.into(), quantity };
        Body::Table(Table {
            columns: vec![
                column("who asks", Quantity::Number),
                column("questions", Quantity::Count),
                column("answered right", Quantity::Number),
                column(&format!("{class} right"), Quantity::Number),
            ],
            rows,
        })
    });
    let caption = board.map_or_else(|| about.clone(), |board| board.captioned(&about));
    figure("score", "You against the policies", caption, Width::Half, body)
}

/// All models in numbers.
pub fn models(scores: &[Score], kinds: &Kinds) -> Figure {
    let about = format!(
        "Every bottleneck on the test inputs: concepts that are right, inputs with all of them right, and the share taken for \
         the wrong {} with nothing told and with everything told.",
        kinds.class
    );
    let body = (!scores.is_empty()).then(|| {
        let row = |score: &Score| {
            let [nothing, everything] =
                [score.at_random.first(), score.at_random.last()].map(|it| it.copied().unwrap_or(0.0));
            vec![
                Cell::Text(score.model.label().into()),
                Cell::Number(score.concepts),
                Cell::Number(score.all),
                Cell::Number(nothing),
                Cell::Number(everything),
            ]
        };
        let column = |label: &str, quantity| Column { label: label.into(), quantity };
        Body::Table(Table {
            columns: vec![
                column("model", Quantity::Number),
                column("concepts right", Quantity::Share),
                column("all right", Quantity::Share),
                column("error, nothing told", Quantity::Share),
                column("error, all told", Quantity::Share),
            ],
            rows: scores.iter().map(row).collect(),
        })
    });
    figure("models", "The models", about, Width::Half, body)
}
