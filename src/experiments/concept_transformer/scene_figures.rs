//! The pictures of one bird: where slots look, and what each adds to the answer.

use super::{
    Config, Found, Look, Network, Scene,
    config::Part,
    figures::{ink, name},
    patches::{PATCHES, patch},
};
use crate::{
    concepts::largest,
    datasets::birds::{CONCEPTS, PIXELS, SIDE, View, WIDTH, mask},
    plot::{Axis, Body, Chart, Figure, Images, Ink, Mark, Outline, Quantity, Tile, Width as Wide, bars},
};

fn figure(id: &str, title: String, caption: String, width: Wide, body: Option<Body>) -> Figure {
    let body = body.unwrap_or_else(|| Body::Empty("Drawn once the networks are trained.".into()));
    Figure { id: id.into(), title, caption: caption.into(), width, body }
}

fn scene<'a>(config: &Config, found: &'a Found) -> Option<&'a Scene> {
    found.scenes.get(config.bird.saturating_sub(1))
}

impl Scene {
    /// The pixels that show a concept, or would.
    fn mask(&self, k: usize) -> Vec<bool> {
        let shift = self.shift.map(|pixels| pixels as isize);
        mask(k, &View { shift, gain: 1.0, occluder: None, noise: 0.0 })
    }

    /// The share of a slot's attention on the concept's patches, where the bird shows it.
    fn on_part(&self, k: usize, attention: &[f32]) -> Option<f64> {
        let mut inside = [false; PATCHES];
        self.mask(k).iter().enumerate().filter(|(_, shows)| **shows).for_each(|(at, _)| inside[patch(at)] = true);
        let there: f64 = inside.iter().zip(attention).filter(|(is, _)| **is).map(|(_, value)| f64::from(*value)).sum();
        (self.concepts[k] && inside.contains(&true)).then_some(there)
    }

    /// The bird, dark but for where a slot looks.
    fn lit(&self, k: usize, attention: &[f32], caption: String) -> Tile {
        let most = attention.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
        let light = |pixel: usize| 0.25 + 0.75 * attention[patch(pixel)] / most;
        let planes: Vec<f32> =
            (0..3 * PIXELS).map(|i| light(i % PIXELS) * f32::from(self.picture[i]) / 255.0).collect();
        Tile { outlines: self.outline(k), ..Tile::colour(caption, [SIDE; 2], &planes) }
    }

    fn outline(&self, k: usize) -> Vec<Outline> {
        let ink = if self.concepts[k] { Ink::Budget } else { Ink::Muted };
        vec![Outline { ink, inside: self.mask(k) }]
    }

    fn plain(&self, caption: String) -> Tile {
        let planes: Vec<f32> = self.picture.iter().map(|value| f32::from(*value) / 255.0).collect();
        Tile::colour(caption, [SIDE; 2], &planes)
    }
}

impl Look {
    fn slot(&self, slot: usize) -> &[f32] {
        &self.attention[slot * PATCHES..(slot + 1) * PATCHES]
    }

    /// What each slot adds to the likeliest class over the runner-up; both classes.
    fn margin(&self) -> (Vec<f64>, [usize; 2]) {
        let best = largest(&self.answer);
        let mut others = self.answer.clone();
        others[best] = -1.0;
        let second = largest(&others);
        let slots = self.parts.len() / self.answer.len();
        let of = |class: usize, slot: usize| f64::from(self.parts[class * slots + slot]);
        ((0..slots).map(|slot| of(best, slot) - of(second, slot)).collect(), [best, second])
    }
}

fn species(class: usize) -> String {
    format!("species {}", class + 1)
}

fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}

fn looks<'a>(found: &'a Found, scene: &'a Scene) -> impl Iterator<Item = (usize, &'a Network, &'a Look)> {
    found.networks.iter().zip(&scene.looks).enumerate().map(|(i, (network, look))| (i, network, look))
}

/// The chosen concept on the chosen bird: the bird itself, and where each network's slot looks.
pub(super) fn part(config: &Config, found: Option<&Found>) -> Figure {
    let k = config.part as usize;
    let mut caption = "The bird, with a dashed line around the concept’s pixels, and what its slot looks at in each network: the \
                       brighter a patch, the more. At λ = 0 slots have no names, and the concept has the slot that other birds \
                       match with it."
        .to_owned();
    let body = found.and_then(|found| {
        let scene = scene(config, found)?;
        let there = if scene.concepts[k] { "" } else { "no " };
        let bird = Tile { outlines: scene.outline(k), ..scene.plain(format!("{there}{}", CONCEPTS[k])) };
        let mut tiles = vec![bird];
        for (_, network, look) in looks(found, scene) {
            let attention = look.slot(network.slots()[k]);
            let words = match scene.on_part(k, attention) {
                Some(share) => format!("{}: {} on it", name(network.lambda), percent(share)),
                None => name(network.lambda),
            };
            tiles.push(scene.lit(k, attention, words));
        }
        if !scene.concepts[k] {
            caption += " This bird lacks the concept: the line is around where it would show, and nobody is taught where its slot \
                        is to look.";
        }
        Some(Body::Images(Images { columns: tiles.len(), tiles, range: [0.0, 1.0] }))
    });
    figure("part", format!("Where the slot for “{}” looks", CONCEPTS[k]), caption, Wide::Full, body)
}

/// The birds that can be looked at.
pub(super) fn birds(config: &Config, found: Option<&Found>) -> Figure {
    let body = found.map(|found| {
        let tile = |(i, scene): (usize, &Scene)| {
            let told: Vec<String> =
                looks(found, scene).map(|(_, _, look)| (largest(&look.answer) + 1).to_string()).collect();
            Tile {
                edit: Some(("bird".into(), (i + 1).to_string())),
                chosen: i + 1 == config.bird,
                ..scene.plain(format!("{}: {}", scene.species + 1, told.join(", ")))
            }
        };
        let tiles = found.scenes.iter().enumerate().map(tile).collect();
        Body::Images(Images { columns: 6, tiles, range: [0.0, 1.0] })
    });
    let caption = "Twelve new birds; click one to look closer. Under each its species, and what each network takes it for, in \
                   the order of λ. Turn a concept round, and all are painted again.";
    figure("birds", "Choose a bird".into(), caption.into(), Wide::Half, body)
}

/// Every concept's slot on the chosen bird, in the networks of the least and the greatest λ.
pub(super) fn slots(config: &Config, found: Option<&Found>) -> Figure {
    let body = found.and_then(|found| {
        let scene = scene(config, found)?;
        let last = found.networks.len() - 1;
        let mut tiles = Vec::new();
        for (i, network, look) in looks(found, scene).filter(|(i, _, _)| *i == 0 || *i == last) {
            for (k, concept) in CONCEPTS.iter().enumerate() {
                let there = if scene.concepts[k] { "" } else { "no " };
                let caption = format!("{}: {there}{concept}", name(network.lambda));
                tiles.push(Tile {
                    edit: Some(("part".into(), Part::VALUES[k].into())),
                    chosen: k == config.part as usize,
                    ink: scene.concepts[k].then(|| ink(i, last + 1)),
                    ..scene.lit(k, look.slot(network.slots()[k]), caption)
                });
            }
        }
        Some(Body::Images(Images { columns: WIDTH / 2, tiles, range: [0.0, 1.0] }))
    });
    let caption = "The chosen bird, once for each concept’s slot: first the network of the least λ, then that of the greatest. A \
                   coloured frame: the bird has the concept. Click one to see it large.";
    figure("slots", "All slots on this bird".into(), caption.into(), Wide::Full, body)
}

/// What each slot adds to the answer: how much it is read times what it says.
pub(super) fn why(config: &Config, found: Option<&Found>) -> Figure {
    let mut caption =
        "Logits are sums over slots: how much the patches read a slot, times what the slot says of a class. Drawn \
                       is the difference that each makes between the likeliest species and the runner-up."
            .to_owned();
    let body = found.and_then(|found| {
        let scene = scene(config, found)?;
        let last = found.networks.len() - 1;
        let all = scene.looks.first()?.attention.len() / PATCHES;
        let mut marks = Vec::new();
        // Bars first, that dots lie over them.
        let mut drawn: Vec<_> = looks(found, scene).filter(|(i, _, _)| *i == 0 || *i == last).collect();
        drawn.reverse();
        for (i, network, look) in drawn {
            let (adds, [best, second]) = look.margin();
            let named = network.slots();
            let rest = (0..all).filter(|slot| !named.contains(slot));
            let values: Vec<f64> = named.iter().copied().chain(rest).map(|slot| adds[slot]).collect();
            let words = name(network.lambda);
            if i == last {
                marks.extend(bars(&words, ink(i, last + 1), &values, 0.0));
            } else {
                let points = values.iter().enumerate().map(|(at, value)| [at as f64, *value]).collect();
                marks.push(Mark::Dots { name: words, ink: ink(i, last + 1), points, edit: None });
            }
            caption += &format!(
                " {} says {} ({}), then {}.",
                name(network.lambda),
                species(best),
                percent(look.answer[best]),
                species(second)
            );
        }
        let spare = (1..=all - WIDTH).map(|i| format!("no name {i}"));
        let names: Vec<String> = CONCEPTS.iter().map(|name| (*name).to_owned()).chain(spare).collect();
        Some(Body::Chart(Chart {
            x: Axis::linear("slot", Quantity::Named(names)).within(-0.6, all as f64 - 0.4),
            y: Axis::linear("difference of logits", Quantity::Number),
            marks,
            colour: None,
        }))
    });
    figure("why", "Attention × slot → class".into(), caption, Wide::Full, body)
}
