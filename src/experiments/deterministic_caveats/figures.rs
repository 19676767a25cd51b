//! The pictures: what each price finds against β and on the plane, exactly and by networks.

use super::{
    Config, Exact, Frame, Network, Trained,
    config::Kind,
    tables,
    verdicts::{exact, last},
};
use crate::{
    measures::entropy,
    plot::{Along, Axis, Body, Chart, Figure, Ink, Mark, Quantity, Width},
};

pub fn figures(config: &Config, frames: &[Frame]) -> Vec<Figure> {
    let h_y = config.joint().map_or(0.0, |joint| entropy(&joint.p_y()));
    vec![
        rates(config, h_y, frames),
        plane(config, frames),
        trained_rates(config, frames),
        trained_plane(config, frames),
        tables::prices(config, frames),
        tables::overflow(config, frames),
    ]
}

fn line(name: &str, ink: Ink, dashed: bool, points: Vec<[f64; 2]>) -> Mark {
    Mark::Line { name: name.into(), ink, dashed, points }
}

fn dots(name: &str, ink: Ink, points: Vec<[f64; 2]>) -> Mark {
    Mark::Dots { name: name.into(), ink, points, edit: None }
}

fn of_kind<'a>(points: &'a [&'a Exact], kind: Kind) -> impl Iterator<Item = &'a Exact> {
    points.iter().copied().filter(move |point| point.price == kind)
}

fn entropy_level(h_y: f64, axis: Along) -> Mark {
    Mark::Level { name: "ceiling H(Y)".into(), ink: Ink::Ceiling, axis, at: h_y, edit: None }
}

fn rates(config: &Config, h_y: f64, frames: &[Frame]) -> Figure {
    let points = exact(frames);
    let betas = config.exact_betas();
    let mut marks = vec![entropy_level(h_y, Along::Y)];
    for kind in Kind::ALL {
        const FINE: usize = 200;
        let (low, high) = (betas[0], betas[betas.len() - 1]);
        let fine = (0..FINE).map(|i| low * (high / low).powf(i as f64 / (FINE - 1) as f64));
        let price = config.price(kind);
        let closed = fine.map(|beta| [beta, price.deterministic_rate(beta, h_y)]).collect();
        marks.push(line(&format!("{}, closed form", kind.name()), Ink::Hue(kind.hue()), true, closed));
        let found = of_kind(&points, kind).map(|point| [point.beta, point.i_xt]).collect();
        marks.push(dots(kind.name(), Ink::Hue(kind.hue()), found));
    }
    let caption = if config.label_errors > 0.0 {
        "What the best code keeps of X at every β. The label has errors, so that the closed forms, drawn for one without, \
         no longer hold, and the linear price finds codes between."
    } else {
        "What the best code keeps of X at every β: computed (dots) and in closed form (dashed). The linear price buys all \
         below β = 1 and nothing above it; the others pass through every rate between."
    };
    Figure {
        id: "rates".into(),
        title: "What each price finds, exactly".into(),
        caption: caption.into(),
        width: Width::Full,
        body: Body::Chart(Chart {
            x: Axis::log("β", Quantity::Number).within(betas[0], betas[betas.len() - 1]),
            y: Axis::linear("I(X;T)", Quantity::Information).within(0.0, h_y * 1.08),
            marks,
            colour: None,
        }),
    }
}

fn plane(config: &Config, frames: &[Frame]) -> Figure {
    let (id, title) = ("plane", "On the information plane");
    let caption = "What a code tells of Y against what it keeps of X. Dashed: I(T;Y) ≤ min(I(X;T), I(X;Y)), which is the \
                   curve itself where X decides Y. The linear price finds its corner and its foot.";
    let points = exact(frames);
    let body = match config.joint() {
        Ok(joint) if !points.is_empty() => {
            let (i_xy, h_x) = (joint.information(), joint.input_entropy());
            let widest = points.iter().map(|point| point.i_xt).fold(1.1 * i_xy, f64::max).min(h_x);
            let ceiling = vec![[0.0, 0.0], [i_xy, i_xy], [widest.max(i_xy), i_xy]];
            let mut marks = vec![line("ceiling", Ink::Ceiling, true, ceiling)];
            for kind in Kind::ALL {
                let found = of_kind(&points, kind).map(|point| [point.i_xt, point.i_ty]).collect();
                marks.push(dots(kind.name(), Ink::Hue(kind.hue()), found));
            }
            Body::Chart(Chart {
                x: Axis::linear("I(X;T)", Quantity::Information).within(0.0, widest.max(i_xy) * 1.05),
                y: Axis::linear("I(T;Y)", Quantity::Information).within(0.0, i_xy * 1.1),
                marks,
                colour: None,
            })
        }
        _ => Body::Empty("Points appear as they are computed.".into()),
    };
    Figure { id: id.into(), title: title.into(), caption: caption.into(), width: Width::Half, body }
}

/// A price's networks, one line a seed.
fn per_seed(config: &Config, trained: &Trained, of: impl Fn(&Network) -> [f64; 2]) -> Vec<Vec<[f64; 2]>> {
    let own = |seed: u32| trained.networks.iter().filter(move |network| network.seed == seed);
    config.seeds().into_iter().map(|seed| own(seed).map(&of).collect()).collect()
}

fn trained_rates(config: &Config, frames: &[Frame]) -> Figure {
    let (id, title) = ("trained-rates", "The same by networks");
    let found: Vec<&Trained> = config.trained_kinds().into_iter().filter_map(|kind| last(frames, kind)).collect();
    let caption = "The rate that networks with a noisy code of the digits settle on, against β; one line a seed, on the \
                   images they were trained on. It bounds I(X;Z) from above. The linear price falls gradually here, and \
                   does not jump at β = 1.";
    let body = if found.is_empty() {
        Body::Empty(nothing(config, "Lines appear when the networks learn."))
    } else {
        let betas = config.trained_betas();
        let h_y = 10f64.ln();
        let mut marks = vec![entropy_level(h_y, Along::Y)];
        for trained in found {
            for rates in per_seed(config, trained, |network| [network.beta, network.rate]) {
                marks.push(line(trained.price.name(), Ink::Hue(trained.price.hue()), false, rates.clone()));
                marks.push(dots(trained.price.name(), Ink::Hue(trained.price.hue()), rates));
            }
        }
        Body::Chart(Chart {
            x: Axis::log("β", Quantity::Number).within(betas[0] * 0.9, betas[betas.len() - 1] * 1.1),
            y: Axis::log("rate", Quantity::Information).within(0.01, 100.0),
            marks,
            colour: None,
        })
    };
    Figure { id: id.into(), title: title.into(), caption: caption.into(), width: Width::Half, body }
}

fn nothing(config: &Config, yet: &str) -> String {
    if config.trained_kinds().is_empty() { "No networks are trained in this run.".into() } else { yet.into() }
}

fn trained_plane(config: &Config, frames: &[Frame]) -> Figure {
    let (id, title) = ("trained-plane", "Networks on the plane");
    let found: Vec<&Trained> = config.trained_kinds().into_iter().filter_map(|kind| last(frames, kind)).collect();
    let caption = "What the code is known to tell of the digit, H(Y) less the cross-entropy, against its rate. The dashed \
                   line is the best there could be; the networks stay below it, on a curve that bends, which is why even \
                   the linear price finds codes between.";
    let body = if found.is_empty() {
        Body::Empty(nothing(config, "Points appear when the networks learn."))
    } else {
        let h_y = 10f64.ln();
        const WIDEST: f64 = 6.0;
        let mut marks = vec![line("ceiling", Ink::Ceiling, true, vec![[0.0, 0.0], [h_y, h_y], [WIDEST, h_y]])];
        for trained in found {
            for points in per_seed(config, trained, |network| [network.rate, network.kept]) {
                marks.push(dots(trained.price.name(), Ink::Hue(trained.price.hue()), points));
            }
        }
        Body::Chart(Chart {
            x: Axis::linear("rate", Quantity::Information).within(0.0, WIDEST),
            y: Axis::linear("I(Z;Y) at least", Quantity::Information).within(0.0, h_y * 1.08),
            marks,
            colour: None,
        })
    };
    Figure { id: id.into(), title: title.into(), caption: caption.into(), width: Width::Half, body }
}
