//! The pictures: both trainings on the plane and against β, dimension by dimension, and how they came there.

use super::{
    Config, Frame, Network, Training, tables,
    verdicts::{differences, last},
};
use crate::{
    bottleneck::GaussianBottleneck,
    plot::{Along, Axis, Body, Caption, Chart, Figure, Ink, Mark, Quantity, Width},
};

pub fn figures(config: &Config, frames: &[Frame]) -> Vec<Figure> {
    let (Ok(bottleneck), Ok(betas)) = (config.bottleneck(), config.all_betas()) else { return Vec::new() };
    let shown = Shown { bottleneck: &bottleneck, betas, frames };
    vec![shown.plane(), shown.against_beta(), shown.dimensions(), shown.learning(), tables::differences_of(&shown)]
}

/// The closed form, and what there is to hold against it.
pub(super) struct Shown<'a> {
    pub bottleneck: &'a GaussianBottleneck,
    pub betas: Vec<f64>,
    frames: &'a [Frame],
}

fn line(name: &str, ink: Ink, dashed: bool, points: Vec<[f64; 2]>) -> Mark {
    Mark::Line { name: name.into(), ink, dashed, points }
}

fn dots(name: &str, ink: Ink, points: Vec<[f64; 2]>) -> Mark {
    Mark::Dots { name: name.into(), ink, points, edit: None }
}

const EXACT_NAME: &str = "exact expectations";
const SAMPLED_NAME: &str = "sampled";

impl Shown<'_> {
    pub fn networks(&self, training: Training) -> &[Network] {
        last(self.frames, training).map_or(&[], |frame| &frame.networks)
    }

    fn beta_range(&self) -> [f64; 2] {
        let first = self.bottleneck.critical_betas().first().copied().unwrap_or(1.0);
        let low = self.betas[0].min(first) * 0.95;
        [low.max(1.001), self.betas[self.betas.len() - 1].max(1.5 * first) * 1.05]
    }

    /// The closed form at many β.
    fn curve(&self) -> Vec<(f64, [f64; 2])> {
        const FINE: usize = 240;
        let [low, high] = self.beta_range();
        let beta = |i: usize| low * (high / low).powf(i as f64 / (FINE - 1) as f64);
        let at = |beta: f64| {
            let point = self.bottleneck.optimum(beta);
            (beta, [point.i_xt, point.i_ty])
        };
        (0..FINE).map(|i| at(beta(i))).collect()
    }

    /// I(X;Y): what no code can pass.
    fn total(&self) -> f64 {
        self.bottleneck.critical_betas().iter().map(|beta| -0.5 * (1.0 - 1.0 / beta).ln()).sum()
    }

    fn plane(&self) -> Figure {
        let total = self.total();
        let curve: Vec<[f64; 2]> = self.curve().into_iter().map(|(_, point)| point).collect();
        let widest = curve.last().map_or(1.0, |point| point[0]).max(total) * 1.05;
        let of = |training| self.networks(training).iter().map(|network| [network.rate(), network.kept]).collect();
        let marks = vec![
            line("ceiling", Ink::Ceiling, true, vec![[0.0, 0.0], [total, total], [widest, total]]),
            line("closed form", Ink::Muted, false, curve),
            dots(SAMPLED_NAME, Ink::Hue(1), of(Training::Sampled)),
            dots(EXACT_NAME, Ink::Achieved, of(Training::Exact)),
        ];
        Figure {
            id: "plane".into(),
            title: "On the closed form’s curve".into(),
            caption: Caption::from(
                "What the code tells of Y against what it keeps of X, by the network’s own two bounds. Dashed: no code \
                 tells more than it keeps, nor more than I(X;Y) = ",
            )
            .information(total)
            .words(". Points should lie on the line, each at its β’s place."),
            width: Width::Full,
            body: Body::Chart(Chart {
                x: Axis::linear("I(X;Z)", Quantity::Information).within(0.0, widest),
                y: Axis::linear("I(Z;Y)", Quantity::Information).within(-0.02 * total, total * 1.1),
                marks,
                colour: None,
            }),
        }
    }

    fn openings(&self) -> Vec<Mark> {
        let [low, high] = self.beta_range();
        let critical = self.bottleneck.critical_betas().into_iter().filter(|beta| (low..high).contains(beta));
        let mark =
            |at| Mark::Level { name: "a component opens".into(), ink: Ink::Ceiling, axis: Along::X, at, edit: None };
        critical.map(mark).collect()
    }

    fn beta_axis(&self) -> Axis {
        let [low, high] = self.beta_range();
        Axis::log("β", Quantity::Number).within(low, high)
    }

    fn against_beta(&self) -> Figure {
        let mut marks = self.openings();
        let along = |side: usize| self.curve().into_iter().map(|(beta, point)| [beta, point[side]]).collect();
        marks.push(line("I(X;T), closed form", Ink::Muted, false, along(0)));
        marks.push(line("I(T;Y), closed form", Ink::Muted, true, along(1)));
        for (training, name, ink) in
            [(Training::Sampled, SAMPLED_NAME, Ink::Hue(1)), (Training::Exact, EXACT_NAME, Ink::Achieved)]
        {
            let networks = self.networks(training);
            let both =
                networks.iter().flat_map(|network| [[network.beta, network.rate()], [network.beta, network.kept]]);
            marks.push(dots(name, ink, both.collect()));
        }
        Figure {
            id: "against-beta".into(),
            title: "Against β".into(),
            caption:
                "I(X;Z) (upper) and I(Z;Y) (lower) of every network, and in closed form. Dashed uprights: where a \
                      component opens."
                    .into(),
            width: Width::Half,
            body: Body::Chart(Chart {
                x: self.beta_axis(),
                y: Axis::linear("information", Quantity::Information),
                marks,
                colour: None,
            }),
        }
    }

    fn dimensions(&self) -> Figure {
        let mut marks = self.openings();
        let critical = self.bottleneck.critical_betas();
        for (i, opens) in critical.iter().enumerate() {
            // λ = 1 − 1/β, of the component that opens at β.
            let lambda = 1.0 - 1.0 / opens;
            let alone = |beta: f64| (0.5 * ((beta - 1.0) * (1.0 - lambda) / lambda).ln()).max(0.0);
            let along = self.curve().into_iter().map(|(beta, _)| [beta, alone(beta)]).collect();
            marks.push(line(&format!("component {}, closed form", i + 1), Ink::Hue(i), false, along));
        }
        // A network may give any of its dimensions to the strongest component: they are told apart by size.
        let ranked = |network: &Network| {
            let mut parts = network.parts.clone();
            parts.sort_by(|a, b| b.total_cmp(a));
            parts
        };
        for i in 0..critical.len() {
            let found = self.networks(Training::Exact).iter().map(|network| [network.beta, ranked(network)[i]]);
            marks.push(dots(&format!("dimension {} by size", i + 1), Ink::Hue(i), found.collect()));
        }
        Figure {
            id: "dimensions".into(),
            title: "Components open one by one".into(),
            caption: "What each dimension of the code carries, with exact expectations. Until its component opens, a \
                      dimension is silent."
                .into(),
            width: Width::Half,
            body: Body::Chart(Chart {
                x: self.beta_axis(),
                y: Axis::linear("KL from the prior", Quantity::Information),
                marks,
                colour: None,
            }),
        }
    }

    fn learning(&self) -> Figure {
        let path = |training: Training| -> Vec<[f64; 2]> {
            let own = self.frames.iter().filter(|frame| frame.training == training && frame.step > 0);
            own.map(|frame| {
                let off = frame.networks.iter().flat_map(|network| differences(network, self.bottleneck));
                [frame.step as f64, off.map(f64::abs).fold(0.0, f64::max)]
            })
            .collect()
        };
        let level =
            |name: &str, at: f64| Mark::Level { name: name.into(), ink: Ink::Ceiling, axis: Along::Y, at, edit: None };
        let (exact, sampled) = (path(Training::Exact), path(Training::Sampled));
        let (id, title) = ("learning", "How they came there");
        let caption = "The largest difference from the closed form, over all networks and both informations, as training \
                       goes on. Dashed: what the claims allow.";
        let body = if exact.is_empty() {
            Body::Empty("Lines appear when the networks learn.".into())
        } else {
            Body::Chart(Chart {
                x: Axis::log("step", Quantity::Count),
                y: Axis::log("largest difference", Quantity::Information).within(1e-4, 10.0),
                marks: vec![
                    level("allowed, exact", 0.01),
                    level("allowed, sampled", 0.05),
                    line(SAMPLED_NAME, Ink::Hue(1), false, sampled),
                    line(EXACT_NAME, Ink::Achieved, false, exact),
                ],
                colour: None,
            })
        };
        Figure { id: id.into(), title: title.into(), caption: caption.into(), width: Width::Half, body }
    }
}
