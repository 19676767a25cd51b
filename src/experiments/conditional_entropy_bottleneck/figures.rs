//! The pictures: the residual against the label, accuracy, rates, bounds, own charges, loss, numbers.

use super::{
    super::one_currency::{
        Ceiling, Frame, Plan, Quantities, Rule, accuracy, across, against_own, enclosure, label_entropy, level, loss,
        measured_caption, numbers, point_ceiling, trails,
    },
    config::Config,
};
use crate::plot::{Along, Axis, Figure, Ink, Mark, Quantity, Width};

pub fn figures(config: &Config, plan: &Plan, frames: &[Frame]) -> Vec<Figure> {
    vec![
        residual(config, plan, frames),
        accuracy_at_residual(config, plan, frames),
        accuracy(plan, config.currency, frames),
        rates(plan, frames),
        accuracies(plan, frames),
        enclosure(
            ["residual-bounds", "CEB's residual between its bounds"],
            Rule::Conditional,
            "I(X;Z|Y)",
            |network| network.residual,
            Ceiling { name: "ceiling ln N − H(Y)", at: residual_ceiling(plan, frames) },
            plan,
            frames,
        ),
        against_own(plan, frames),
        loss(plan, frames),
        numbers(plan, frames),
    ]
}

/// What no code can carry beyond the class: a class of n points has ln n, on average ln N − H(Y).
fn residual_ceiling(plan: &Plan, frames: &[Frame]) -> f64 {
    point_ceiling(plan) - label_entropy(frames)
}

fn residual(config: &Config, plan: &Plan, frames: &[Frame]) -> Figure {
    let behind = vec![
        level("ceiling H(Y)", Ink::Ceiling, Along::X, label_entropy(frames)),
        level("ceiling ln N − H(Y)", Ink::Ceiling, Along::Y, residual_ceiling(plan, frames)),
        Mark::Dots {
            name: "minimum necessary information".into(),
            ink: Ink::Budget,
            points: vec![[label_entropy(frames), 0.0]],
            edit: None,
        },
    ];
    let quantities = Quantities {
        x: Axis::linear("I(Z;Y)", Quantity::Information).within(0.0, label_entropy(frames) * 1.06),
        x_of: &|network| config.currency.of(network.label),
        y: Axis::linear("residual I(X;Z|Y)", Quantity::Information),
        y_of: &|network| config.currency.of(network.residual),
    };
    let caption = format!(
        "What each code carries beyond the label, against what it carries of the label: one path an objective, coloured \
         by β, means over seeds; dots are single seeds. The point at the lower right is the minimum necessary \
         information: all of the label, nothing else.{}",
        measured_caption(plan, config.currency, frames)
    );
    let figure =
        trails(["residual", "What a code carries beyond the label"], caption, quantities, behind, plan, frames);
    Figure { width: Width::Full, ..figure }
}

fn accuracy_at_residual(config: &Config, plan: &Plan, frames: &[Frame]) -> Figure {
    let quantities = Quantities {
        x: Axis::linear("residual I(X;Z|Y)", Quantity::Information),
        x_of: &|network| config.currency.of(network.residual),
        y: Axis::linear("accuracy, 1-shot", Quantity::Share).within(0.0, 1.0),
        y_of: &|network| network.one_shot,
    };
    let behind = vec![level("ceiling ln N − H(Y)", Ink::Ceiling, Along::X, residual_ceiling(plan, frames))];
    let caption = format!(
        "Share of held-out images whose class is right from a single draw of the code (1-shot), against what that draw \
         carries beyond the class.{}",
        measured_caption(plan, config.currency, frames)
    );
    trails(["accuracy-residual", "Accuracy at equal residual"], caption, quantities, behind, plan, frames)
}

fn rates(plan: &Plan, frames: &[Frame]) -> Figure {
    across(
        ["rates", "What each objective is charged for"],
        "Each objective's own bound against β: of I(X;Z) for VIB and NIB, of I(X;Z|Y) for CEB. H(Y) is what an ideal code \
         carries of the label; CEB does not pay for it.",
        Axis::log("own bound", Quantity::Information),
        |network| network.own,
        vec![level("H(Y)", Ink::Ceiling, Along::Y, label_entropy(frames))],
        plan,
        frames,
    )
}

fn accuracies(plan: &Plan, frames: &[Frame]) -> Figure {
    across(
        ["accuracy-beta", "Accuracy against β"],
        "Share of held-out images whose class is right from a single draw of the code (1-shot). At β = 1 a nat costs what \
         it earns.",
        Axis::linear("accuracy, 1-shot", Quantity::Share).within(0.0, 1.0),
        |network| network.one_shot,
        vec![level("β = 1", Ink::Muted, Along::X, 1.0)],
        plan,
        frames,
    )
}
