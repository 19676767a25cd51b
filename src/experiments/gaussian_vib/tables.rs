//! The table: every β's closed form, and how far each training is off it.

use super::{Training, figures::Shown, verdicts::differences};
use crate::plot::{Body, Cell, Column, Figure, Quantity, Table, Width};

pub fn differences_of(shown: &Shown) -> Figure {
    let information = |label: &str| Column { label: label.into(), quantity: Quantity::Information };
    let columns = vec![
        Column { label: "β".into(), quantity: Quantity::Number },
        information("I(X;T) closed form"),
        information("I(T;Y) closed form"),
        information("I(X;Z) difference, exact"),
        information("I(Z;Y) difference, exact"),
        information("I(X;Z) difference, sampled"),
        information("I(Z;Y) difference, sampled"),
    ];
    let row = |beta: &f64| {
        let optimum = shown.bottleneck.optimum(*beta);
        let mut cells = vec![Cell::Number(*beta), Cell::Number(optimum.i_xt), Cell::Number(optimum.i_ty)];
        for training in [Training::Exact, Training::Sampled] {
            let own = shown.networks(training).iter().filter(|network| network.beta == *beta);
            let off: Vec<[f64; 2]> = own.map(|network| differences(network, shown.bottleneck)).collect();
            for side in 0..2 {
                cells.push(among_seeds(off.iter().map(|off| off[side]).collect()));
            }
        }
        cells
    };
    let body = if shown.networks(Training::Exact).is_empty() {
        Body::Empty("The table appears with the first networks.".into())
    } else {
        Body::Table(Table { columns, rows: shown.betas.iter().map(row).collect() })
    };
    Figure {
        id: "differences".into(),
        title: "Trained less closed form".into(),
        caption: "Of every β; where there are several seeds, their mean and extremes.".into(),
        width: Width::Full,
        body,
    }
}

fn among_seeds(values: Vec<f64>) -> Cell {
    match values[..] {
        [] => Cell::Text("–".into()),
        [only] => Cell::Number(only),
        _ => {
            let low = values.iter().copied().fold(f64::INFINITY, f64::min);
            let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let middle = values.iter().sum::<f64>() / values.len() as f64;
            Cell::Interval { middle: middle.clamp(low, high), low, high }
        }
    }
}
