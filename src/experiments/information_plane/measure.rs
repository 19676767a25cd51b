//! What is measured of a layer: bins, noise bounds, a null, and which units still live.

use serde::{Deserialize, Serialize};

use crate::{
    draws::Rng,
    estimators::{
        Cells,
        bins::{fixed::FixedBins, floor},
        kernel::kolchinsky_tracey,
    },
};

/// How layers are measured.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    pub bins: usize,
    pub bin_width: f64,
    pub noise: f64,
    pub seed: u32,
}

/// All layers of one checkpoint, to be measured on another core.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Task {
    pub layers: Vec<LayerActivations>,
    pub labels: Vec<u8>,
    pub classes: usize,
    pub settings: Settings,
}

/// `[samples, units]`, row-major.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LayerActivations {
    pub units: usize,
    pub values: Vec<f32>,
}

/// Nats.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    pub i_xt: f64,
    pub i_ty: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Layer {
    pub fixed: Pair,
    pub floor: Pair,
    pub lower: Pair,
    pub upper: Pair,
    /// I(T;Y) by floor bins when the labels are shuffled: what the estimator finds where nothing is.
    pub floor_null: f64,
    /// The same for fixed bins.
    pub fixed_null: f64,
    pub units: usize,
    /// Units that are not zero for every input.
    pub alive: usize,
}

/// Shuffles of the labels that a null averages over.
const SHUFFLES: usize = 5;

/// Measures every layer.
pub fn measure(task: Task) -> Result<Vec<Layer>, String> {
    task.layers.iter().map(|layer| measure_layer(layer, &task)).collect()
}

fn measure_layer(layer: &LayerActivations, task: &Task) -> Result<Layer, String> {
    let Settings { bins, bin_width, noise, seed } = task.settings;
    let described = |error: &dyn std::fmt::Display| error.to_string();
    let fixed = FixedBins::over_one(bins).cells(&layer.values, layer.units).map_err(|error| described(&error))?;
    let floor = floor::cells(&layer.values, layer.units, bin_width).map_err(|error| described(&error))?;
    let bounds = kolchinsky_tracey::bounds(&layer.values, layer.units, &task.labels, task.classes, noise)
        .map_err(|error| described(&error))?;
    let mut rng = Rng::new(u64::from(seed), "null");
    let mut shuffled = task.labels.clone();
    let (mut fixed_null, mut floor_null) = (0.0, 0.0);
    for _ in 0..SHUFFLES {
        rng.shuffle(&mut shuffled);
        fixed_null += fixed.information(&shuffled) / SHUFFLES as f64;
        floor_null += floor.information(&shuffled) / SHUFFLES as f64;
    }
    let alive = (0..layer.units).filter(|unit| layer.values.iter().skip(*unit).step_by(layer.units).any(|v| *v != 0.0));
    Ok(Layer {
        fixed: pair(&fixed, &task.labels),
        floor: pair(&floor, &task.labels),
        lower: Pair { i_xt: bounds.lower.i_xt, i_ty: bounds.lower.i_ty },
        upper: Pair { i_xt: bounds.upper.i_xt, i_ty: bounds.upper.i_ty },
        floor_null,
        fixed_null,
        units: layer.units,
        alive: alive.count(),
    })
}

/// A layer is a function of its input and every input occurs once, so H(T|X) = 0 and I(X;T) is the entropy of the cells.
fn pair(cells: &Cells, labels: &[u8]) -> Pair {
    Pair { i_xt: cells.entropy(), i_ty: cells.information(labels) }
}
