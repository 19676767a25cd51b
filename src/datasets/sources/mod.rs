//! Distributions of X and Y whose mutual information is known exactly, and samples of them.

mod base;
mod benchmark;
mod error;
mod maps;
mod table;
mod truth;

pub use base::Base;
pub use benchmark::benchmark;
pub use error::SourceError;
pub use maps::Map;
pub use table::{About, SOURCES, Wanted, choose, information_range};
pub use truth::{
    additive_information, dense_normal_information, gamma_exponential_information, sign_and_noise_information,
    student_excess,
};

use crate::{
    draws::Rng,
    samples::{Pairs, Samples, SamplesError},
};

/// A distribution and the maps its two sides are sent through. Every map is one-to-one, so that the information is that
/// of the distribution, whatever the maps make of its shape.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    base: Base,
    x_maps: Vec<Map>,
    y_maps: Vec<Map>,
}

impl Source {
    /// Refuses parameters that make no distribution.
    pub fn new(base: Base) -> Result<Self, SourceError> {
        base.check()?;
        Ok(Self { base, x_maps: Vec::new(), y_maps: Vec::new() })
    }

    /// Sends X and Y through further maps, the first one first; refuses a map of the wrong number of coordinates.
    pub fn mapped(mut self, x: &[Map], y: &[Map]) -> Result<Self, SourceError> {
        self.x_maps.extend_from_slice(x);
        self.y_maps.extend_from_slice(y);
        maps::dim_after(&self.x_maps, self.base.dims()[0])?;
        maps::dim_after(&self.y_maps, self.base.dims()[1])?;
        Ok(self)
    }

    pub fn base(&self) -> &Base {
        &self.base
    }

    pub fn x_maps(&self) -> &[Map] {
        &self.x_maps
    }

    pub fn y_maps(&self) -> &[Map] {
        &self.y_maps
    }

    /// I(X;Y) in nats, exact up to rounding.
    pub fn mutual_information(&self) -> f64 {
        self.base.mutual_information()
    }

    /// `n` independent pairs. The same generator gives the same numbers on every machine.
    pub fn sample(&self, n: usize, rng: &mut Rng) -> Result<Pairs, SamplesError> {
        let [dx, dy] = self.base.dims();
        let (mut x, mut y) = (Vec::with_capacity(n * dx), Vec::with_capacity(n * dy));
        self.base.sample(n, rng, &mut x, &mut y);
        Pairs::new(through(&self.x_maps, Samples::new(x, dx)?)?, through(&self.y_maps, Samples::new(y, dy)?)?)
    }
}

fn through(maps: &[Map], samples: Samples) -> Result<Samples, SamplesError> {
    maps.iter().try_fold(samples, |samples, map| map.apply(&samples))
}
