//! The tables: what each price is and how near it came, and what exponentials do to single precision.

use super::{
    Config, Frame,
    config::Kind,
    train::AIMED_AT,
    verdicts::{exact, levels, overflows},
};
use crate::{
    measures::entropy,
    plot::{Body, Cell, Column, Figure, Quantity, Table, Width},
};

fn column(label: &str, quantity: Quantity) -> Column {
    Column { label: label.into(), quantity }
}

pub fn prices(config: &Config, frames: &[Frame]) -> Figure {
    let points = exact(frames);
    let h_y = config.joint().map_or(0.0, |joint| entropy(&joint.p_y()));
    let row = |kind: Kind| {
        let own: Vec<_> = points.iter().filter(|point| point.price == kind).collect();
        let most = |of: &dyn Fn(&super::Exact) -> f64| own.iter().map(|point| of(point)).fold(0.0, f64::max);
        let formula = match kind {
            Kind::Linear => "r".into(),
            Kind::Squared => "r²".into(),
            Kind::Power => format!("r^{}", 1.0 + config.power),
            Kind::Exponential => format!("e^({} r)", config.eta),
            Kind::Shifted => format!("e^({} (r − r*))", config.shifted_eta),
        };
        vec![
            Cell::Text(kind.name().into()),
            Cell::Text(formula),
            Cell::Number(levels(own.iter().map(|point| point.i_xt), 0.01 * h_y) as f64),
            Cell::Number(most(&|point| (point.i_xt - point.expected).abs())),
            Cell::Number(most(&|point| point.spread)),
        ]
    };
    let body = if points.is_empty() {
        Body::Empty("The table appears with the first computed β.".into())
    } else {
        let columns = vec![
            column("price", Quantity::Number),
            column("u(r)", Quantity::Number),
            column("different I(X;T)", Quantity::Count),
            column("largest difference from the closed form", Quantity::Information),
            column("largest spread between starts", Quantity::Information),
        ];
        Body::Table(Table { columns, rows: Kind::ALL.into_iter().map(row).collect() })
    };
    Figure {
        id: "prices".into(),
        title: "Price by price, exactly".into(),
        caption:
            "Values of I(X;T) count as different when they are more than 1 % of H(Y) apart. All starts should end at \
                  the same rate, though not at the same code."
                .into(),
        width: Width::Full,
        body,
    }
}

pub fn overflow(config: &Config, frames: &[Frame]) -> Figure {
    let tried = overflows(frames);
    let said = |survives: bool| Cell::Text(if survives { "numbers" } else { "not numbers" }.into());
    let rows: Vec<Vec<Cell>> = tried
        .iter()
        .map(|overflow| {
            vec![
                Cell::Number(overflow.eta),
                Cell::Number(overflow.first),
                Cell::Number(overflow.eta * overflow.first),
                said(overflow.plain_survives),
                said(overflow.capped_survives),
                Cell::Number(overflow.last),
            ]
        })
        .collect();
    let body = if rows.is_empty() && config.trained_kinds().is_empty() {
        Body::Empty("No networks are trained in this run.".into())
    } else if rows.is_empty() {
        Body::Empty("The exponentials are tried after the networks.".into())
    } else {
        let columns = vec![
            column("η", Quantity::Number),
            column("rate before the first step", Quantity::Information),
            column("η r", Quantity::Number),
            column("weights after one plain step", Quantity::Number),
            column("weights after training, capped", Quantity::Number),
            column("rate then", Quantity::Information),
        ];
        Body::Table(Table { columns, rows })
    };
    Figure {
        id: "overflow".into(),
        title: "Exponentials in single precision".into(),
        caption: format!(
            "e^(η r) is no number of single precision above η r = 88.7, and then neither are the weights after one step. \
             Capped at 80 they stay numbers, which is not yet learning: above the cap the price is flat, and the task alone \
             moves the rate; below it, from about 44 on, the squares of slopes that Adam keeps overflow, and no weight moves. \
             β is set so that on the straight line the rate would be {AIMED_AT} nat."
        )
        .into(),
        width: Width::Full,
        body,
    }
}
