//! The pictures: both objectives on one plane, accuracy, bounds, own charges, loss, numbers.

use super::{
    super::one_currency::{
        Ceiling, Frame, Plan, Quantities, Rule, accuracy, across, against_own, enclosure, label_entropy, level, loss,
        measured_caption, numbers, point_ceiling, trails,
    },
    config::{Charge, Config},
};
use crate::{
    datasets::digits,
    plot::{Along, Axis, Figure, Ink, Mark, Quantity, Width},
};

pub fn figures(config: &Config, plan: &Plan, frames: &[Frame]) -> Vec<Figure> {
    let ceiling = point_ceiling(plan);
    let bounds = |id, title, rule| {
        enclosure(
            [id, title],
            rule,
            "I(X;Z)",
            |it| it.input,
            Ceiling { name: "ceiling ln N", at: ceiling },
            plan,
            frames,
        )
    };
    vec![
        plane(config, plan, frames),
        accuracy(plan, config.currency, frames),
        distortion(config, plan, frames),
        levels(config, plan, frames),
        bounds("bounds-nib", "NIB between its bounds", Rule::Nonlinear),
        bounds("bounds-vib", "VIB between its bounds", Rule::Variational),
        against_own(plan, frames),
        loss(plan, frames),
        numbers(plan, frames),
    ]
}

fn plane(config: &Config, plan: &Plan, frames: &[Frame]) -> Figure {
    let ceiling = point_ceiling(plan);
    let most = (digits::CLASS_COUNTS.len() as f64).ln();
    let behind = vec![
        level("ceiling ln N", Ink::Ceiling, Along::X, ceiling),
        level("ceiling H(Y)", Ink::Ceiling, Along::Y, label_entropy(frames)),
        Mark::Line {
            name: "ceiling I(Z;Y) = I(X;Z)".into(),
            ink: Ink::Ceiling,
            dashed: true,
            points: vec![[0.0, 0.0], [most, most]],
        },
    ];
    let quantities = Quantities {
        x: Axis::linear("I(X;Z)", Quantity::Information).within(0.0, ceiling * 1.03),
        x_of: &|network| config.currency.of(network.input),
        y: Axis::linear("I(Z;Y)", Quantity::Information).within(0.0, most * 1.1),
        y_of: &|network| config.currency.of(network.label),
    };
    let caption = format!(
        "What the codes tell of the digit against what they carry of the image: one path an objective, coloured by β, \
         means over seeds; dots are single seeds. The best any code could do is the corner where both dashed ceilings of \
         I(Z;Y) meet: all of the label and nothing else.{}",
        measured_caption(plan, config.currency, frames)
    );
    let figure = trails(["plane", "Both objectives on one plane"], caption, quantities, behind, plan, frames);
    Figure { width: Width::Full, ..figure }
}

fn levels(config: &Config, plan: &Plan, frames: &[Frame]) -> Figure {
    let ideal = |beta: f64| match config.penalty {
        Charge::Squared => label_entropy(frames).min(0.5 / beta),
        Charge::Linear if beta < 1.0 => label_entropy(frames),
        Charge::Linear => 0.0,
    };
    let [first, last] = [plan.betas[0], plan.betas[plan.betas.len() - 1]];
    let steps = 200;
    let beta = |step: i32| first * (last / first).powf(f64::from(step) / f64::from(steps));
    let ceiling = point_ceiling(plan);
    let behind = vec![
        level("ceiling ln N", Ink::Ceiling, Along::Y, ceiling),
        Mark::Line {
            name: "perfect networks".into(),
            ink: Ink::Muted,
            dashed: true,
            points: (0..=steps).map(beta).map(|beta| [beta, ideal(beta)]).collect(),
        },
    ];
    let caption = format!(
        "What the codes carry of the image at every β. Dashed: what perfect networks would choose where the label is a \
         function of the image, {}.{}",
        match config.penalty {
            Charge::Squared => "the smaller of H(Y) and 1/2β",
            Charge::Linear => "all of H(Y) below β = 1 and nothing above",
        },
        measured_caption(plan, config.currency, frames)
    );
    across(
        ["levels", "Information against β"],
        caption,
        Axis::linear("I(X;Z)", Quantity::Information).within(0.0, ceiling * 1.06),
        |network| config.currency.of(network.input),
        behind,
        plan,
        frames,
    )
}

fn distortion(config: &Config, plan: &Plan, frames: &[Frame]) -> Figure {
    let ceiling = point_ceiling(plan);
    let quantities = Quantities {
        x: Axis::linear("I(X;Z)", Quantity::Information).within(0.0, ceiling * 1.03),
        x_of: &|network| config.currency.of(network.input),
        y: Axis::linear("distortion −ln d(y|z)", Quantity::Information),
        y_of: &|network| network.distortion,
    };
    let caption = format!(
        "Rate and distortion: how far the decoder is off on held-out images, against the measured information. Lower \
         and further left is better; H(Y) is what is off when nothing is known.{}",
        measured_caption(plan, config.currency, frames)
    );
    let behind = vec![
        level("ceiling ln N", Ink::Ceiling, Along::X, ceiling),
        level("nothing known: H(Y)", Ink::Muted, Along::Y, label_entropy(frames)),
    ];
    trails(["rate-distortion", "Distortion at equal information"], caption, quantities, behind, plan, frames)
}
