//! The birds that are drawn, and what the frozen network makes of them.

use burn::tensor::{Device, Tensor};

use super::{
    Config,
    edits::{CLASSES, SKY},
};
use crate::{
    concepts::Scale,
    datasets::birds::{self, Backgrounds, Bird, Flock, Looks, Plan, Traits},
    draws::Rng,
    lab::RunError,
    nets::{
        backbone::{Backbone, batch},
        read,
    },
    samples::Samples,
};

/// Pictures drawn and seen between two breaths.
pub const PART: usize = 32;

/// What pictures are drawn for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    Concepts,
    HeldOut,
    Training,
    Same,
    Shifted,
    /// Shifted ones for the oracle to be fitted on.
    Oracle,
}

impl Use {
    fn stream(self) -> &'static str {
        match self {
            Use::Concepts => "concept",
            Use::HeldOut => "held-out",
            Use::Training => "training",
            Use::Same => "same",
            Use::Shifted => "shifted",
            Use::Oracle => "oracle",
        }
    }
}

/// What pictures are drawn from. Every picture has a stream of its own, so that one can be painted again alone.
pub struct Painter {
    seed: u64,
    codes: Vec<[bool; birds::WIDTH]>,
    flip: f64,
    correlation: f64,
    looks: Looks,
}

impl Painter {
    pub fn new(config: &Config) -> Self {
        let seed = u64::from(config.seed);
        let codes = birds::codes(CLASSES, &mut Rng::new(seed, "codes"));
        let looks = Looks { noise: config.noise, ..Looks::hard() };
        Self { seed, codes, flip: config.flip, correlation: config.correlation, looks }
    }

    fn plan(&self, to: Use) -> Plan {
        let classes = || Traits::Classes { codes: self.codes.clone(), flip: self.flip };
        let bound = |own, others| Backgrounds::Bound { class: 0, background: 0, own, others };
        let (traits, backgrounds) = match to {
            Use::Concepts | Use::HeldOut => (Traits::Independent, Backgrounds::Any),
            Use::Training | Use::Same => (classes(), bound(self.correlation, 0.0)),
            Use::Shifted | Use::Oracle => (classes(), bound(0.0, 1.0 / birds::BACKGROUNDS.len() as f64)),
        };
        Plan { traits, backgrounds, looks: self.looks }
    }

    /// Picture `i` of a use.
    pub fn picture(&self, to: Use, i: usize) -> Flock {
        self.plan(to).draw(1, &mut self.stream(to, i))
    }

    /// The same without its noise, for people to look at: noise is drawn last.
    pub fn clean(&self, to: Use, i: usize) -> Flock {
        let plan = self.plan(to);
        let looks = Looks { noise: 0.0, ..plan.looks };
        Plan { looks, ..plan }.draw(1, &mut self.stream(to, i))
    }

    fn stream(&self, to: Use, i: usize) -> Rng {
        Rng::new(self.seed, &format!("{} {i}", to.stream()))
    }
}

/// Pictures as features.
pub struct Sight {
    pub birds: Vec<Bird>,
    pub labels: Vec<usize>,
    /// `[n, 96]`.
    pub features: Samples,
}

/// The frozen network.
pub struct Eyes<'a> {
    network: Backbone,
    device: &'a Device,
    painter: &'a Painter,
    /// What features are standardised by; as they are, without.
    scale: Option<Scale>,
}

impl<'a> Eyes<'a> {
    pub fn new(painter: &'a Painter, device: &'a Device) -> Self {
        Self { network: Backbone::pretrained(device), device, painter, scale: None }
    }

    /// Standardises what was seen, and all that is seen from now on as this was.
    pub fn get_used_to(&mut self, sight: &mut Sight) -> Result<(), RunError> {
        let scale = Scale::of(&sight.features);
        sight.features = samples(scale.apply(sight.features.values()), sight.features.dim())?;
        self.scale = Some(scale);
        Ok(())
    }

    /// Draws pictures of a use until there are enough, and sees them: the network's 64 features, and the means of its last
    /// 32 planes, from which the background can still be told. After each part `breathe` is awaited.
    pub async fn see(
        &self,
        to: Use,
        is_enough: impl Fn(&[Bird]) -> bool,
        mut breathe: impl AsyncFnMut(),
    ) -> Result<Sight, RunError> {
        let (mut birds, mut labels, mut features, mut width) = (Vec::new(), Vec::new(), Vec::new(), 1);
        while !is_enough(&birds) {
            let mut part = Flock::default();
            while part.n() < PART && !is_enough(&birds) {
                let one = self.painter.picture(to, birds.len());
                birds.extend_from_slice(&one.birds);
                part.append(one);
            }
            let planes = self.network.planes(batch(&part.images, self.device));
            let [n, count, ..] = planes.dims();
            let means = planes.clone().mean_dim(2).mean_dim(3).reshape([n, count]);
            let rows = Tensor::cat(vec![self.network.read_off(planes).0.transpose(), means], 1);
            width = rows.dims()[1];
            features.extend(read(rows).await?.into_iter().map(f64::from));
            labels.extend(part.labels);
            breathe().await;
        }
        let features = match &self.scale {
            Some(scale) => scale.apply(&features),
            None => features,
        };
        Ok(Sight { birds, labels, features: samples(features, width)? })
    }
}

pub fn samples(values: Vec<f64>, dim: usize) -> Result<Samples, RunError> {
    Samples::new(values, dim).map_err(|error| RunError::Computation(error.to_string()))
}

/// Whether a bird or what is behind it shows a concept of the bank.
pub fn shows(bird: &Bird, concept: usize) -> bool {
    if concept < SKY { bird.concepts[concept] } else { bird.background == concept - SKY }
}
