//! The run: every estimator on every layer at every checkpoint, on the same rows.

use std::rc::Rc;

use burn::tensor::Device;

use super::{
    Data, Found, Frame, Layer, Reading, YourData,
    config::{Config, LabelKind},
    example,
    matching::{Matched, matched},
};
use crate::{
    datasets::arrays::{self, Array},
    draws::Rng,
    estimators::{Cells, Chosen, Effort, EstimateError, Family, Method, Setup, Takes, method},
    lab::{Invalid, Outbox, RunError},
    samples::{Pairs, Samples},
};

/// A critic is trained anew for every shuffle.
const MOST_TRAINED_SHUFFLES: usize = 3;

pub async fn run(config: Config, outbox: Outbox<YourData>, device: Device) -> Result<(), RunError> {
    let chosen = config.chosen()?;
    let Matched { rows, inputs, labels, layers, found } = matched(arrays(&config, &outbox)?, &config)?;
    let sample = Sample::draw(&config, rows, inputs, labels);
    let data = Data { found, used: sample.rows.len(), rows, label_entropy: sample.label_entropy() };
    let checkpoints = layers.first().map_or(0, |layer| layer.checkpoints);
    let setup = Setup { device, breathe: outbox.breath(), now: outbox.clock() };
    let total = (checkpoints * layers.len() * chosen.len()) as u64;
    let mut done = 0;
    for checkpoint in 0..checkpoints {
        let is_last = checkpoint + 1 == checkpoints;
        let spent = if is_last || config.every_checkpoint { [config.permutations, config.subsamples] } else { [0, 0] };
        let effort = Effort { permutations: spent[0], subsamples: spent[1] };
        let mut measured = Vec::new();
        for layer in &layers {
            let points = layer.at(checkpoint, &sample.rows)?;
            let mut readings = Vec::new();
            for chosen in &chosen {
                let inputs = sample.with_inputs(chosen, &points);
                let i_xt =
                    found_by(&setup, chosen, inputs, sample.effort_with_inputs(chosen, effort), config.seed).await?;
                let i_ty = found_by(&setup, chosen, sample.with_labels(chosen, &points), effort, config.seed).await?;
                readings.push(Reading { estimator: chosen.to_string(), i_xt, i_ty });
                done += 1;
                outbox.progress(done, total).await;
            }
            let constant = constant_columns(&points);
            measured.push(Layer { name: layer.name.clone(), units: layer.units, constant, readings });
        }
        outbox.send(&Frame { checkpoint, checkpoints, data: data.clone(), layers: measured }).await?;
    }
    Ok(())
}

/// The visitor's arrays, or the example's.
fn arrays(config: &Config, outbox: &Outbox<YourData>) -> Result<Vec<Array>, RunError> {
    if config.files.is_empty() {
        let example = example::arrays(config.seed);
        return Ok(example.into_iter().map(|(name, shape, values)| Array::new(name, shape, values)).collect());
    }
    let mut all = Vec::new();
    for file in &config.files {
        let bytes = outbox.file(file)?;
        let refused = |error| Invalid::new("files", format!("{}: {error}", file.name()));
        all.extend(arrays::read(file.name(), &bytes).map_err(refused)?.into_iter().flat_map(Array::grouped));
    }
    Ok(all)
}

/// The rows that are measured, and what stands beside the layers on them.
struct Sample {
    rows: Vec<usize>,
    inputs: Option<Samples>,
    /// Which input each row is: rows of equal inputs are one symbol.
    input_symbols: Samples,
    labels: Option<Samples>,
    label_kind: LabelKind,
}

impl Sample {
    fn draw(config: &Config, rows: usize, inputs: Option<Samples>, labels: Option<Samples>) -> Self {
        let mut order: Vec<usize> = (0..rows).collect();
        if rows > config.points {
            Rng::new(u64::from(config.seed), "rows").shuffle(&mut order);
            order.truncate(config.points);
            order.sort_unstable();
        }
        let inputs = inputs.map(|inputs| inputs.rows_at(&order));
        let symbols = match &inputs {
            Some(inputs) => inputs.symbols().0,
            None => (0..order.len() as u32).collect(),
        };
        Self {
            input_symbols: column(symbols.into_iter().map(f64::from).collect()),
            labels: labels.map(|labels| labels.rows_at(&order)),
            label_kind: config.label_kind,
            inputs,
            rows: order,
        }
    }

    fn label_entropy(&self) -> Option<f64> {
        let labels = self.labels.as_ref().filter(|_| self.label_kind == LabelKind::Classes)?;
        Some(Cells::symbols(labels).entropy())
    }

    /// What an estimator reads I(X;T) from. Bins and noise turn a deterministic layer into one that holds finite
    /// information of its inputs as symbols; the others take inputs as numbers.
    fn with_inputs(&self, chosen: &Chosen, points: &Samples) -> Result<(Chosen, Pairs), String> {
        let estimator = chosen.estimator;
        if takes_inputs_as_symbols(chosen) {
            let chosen = if estimator.family == Family::Bins { binned(chosen, "x")? } else { chosen.clone() };
            return Ok((chosen, pairs(points, &self.input_symbols)?));
        }
        // One that takes numbers and symbols alike still wants symbols that repeat.
        let of_symbols = estimator.settings.iter().any(|setting| setting.key == "symbols");
        if of_symbols || estimator.y == Takes::Symbols {
            return Err("is for classes, and inputs are numbers".into());
        }
        let inputs = self.inputs.as_ref().ok_or("needs an array of inputs")?;
        Ok((chosen.clone(), pairs(inputs, points)?))
    }

    /// Where every input is a symbol of its own, shuffling them changes nothing, and a null would be the reading itself.
    fn effort_with_inputs(&self, chosen: &Chosen, effort: Effort) -> Effort {
        let by_symbols = takes_inputs_as_symbols(chosen);
        let all_differ = self.input_symbols.symbols().1 == self.rows.len();
        if by_symbols && all_differ { Effort { permutations: 0, ..effort } } else { effort }
    }

    /// What an estimator reads I(T;Y) from.
    fn with_labels(&self, chosen: &Chosen, points: &Samples) -> Result<(Chosen, Pairs), String> {
        let labels = self.labels.as_ref().ok_or("needs an array of labels")?;
        let estimator = chosen.estimator;
        let classes = self.label_kind == LabelKind::Classes;
        if estimator.family == Family::Bins {
            return Ok((binned(chosen, if classes { "x" } else { "both" })?, pairs(points, labels)?));
        }
        match estimator.y {
            Takes::Symbols if !classes => Err("is for classes, and the labels are numbers".into()),
            Takes::Numbers if classes => Err("is for numbers, and the labels are classes".into()),
            _ => Ok((chosen.clone(), pairs(points, labels)?)),
        }
    }
}

/// Bins and noise.
fn takes_inputs_as_symbols(chosen: &Chosen) -> bool {
    let estimator = chosen.estimator;
    estimator.family == Family::Bins || (estimator.family == Family::Kernel && estimator.y == Takes::Symbols)
}

fn binned(chosen: &Chosen, sides: &str) -> Result<Chosen, String> {
    let mut chosen = chosen.clone();
    chosen.settings.set("binned", sides).map_err(|error| error.to_string())?;
    Ok(chosen)
}

fn pairs(x: &Samples, y: &Samples) -> Result<Pairs, String> {
    Pairs::new(x.clone(), y.clone()).map_err(|error| error.to_string())
}

fn column(values: Vec<f64>) -> Samples {
    Samples::new(values, 1).unwrap_or_else(|error| panic!("{error}"))
}

/// An estimate, or why there is none. What this estimator cannot do is no reason to stop the others.
async fn found_by(
    setup: &Setup,
    chosen: &Chosen,
    data: Result<(Chosen, Pairs), String>,
    effort: Effort,
    seed: u32,
) -> Result<Found, RunError> {
    let (chosen, pairs) = match data {
        Ok((chosen, pairs)) => (chosen, Rc::new(pairs)),
        Err(why) => return Ok(Err(format!("{} {why}", chosen.estimator.name))),
    };
    let effort = match method(chosen.estimator.id) {
        Method::Direct(_) => effort,
        Method::Trained(_) => Effort { permutations: effort.permutations.min(MOST_TRAINED_SHUFFLES), subsamples: 0 },
    };
    match setup.measure(&chosen, &pairs, effort, u64::from(seed)).await {
        Ok(estimate) if estimate.value.is_finite() => Ok(Ok(estimate)),
        Ok(_) => Ok(Err(format!("{} diverges: points coincide", chosen.estimator.name))),
        Err(error @ (EstimateError::Unsuited(_) | EstimateError::TooFew { .. } | EstimateError::Training(_))) => {
            Ok(Err(format!("{}: {error}", chosen.estimator.name)))
        }
        Err(error) => Err(RunError::Computation(format!("{}: {error}", chosen.estimator.name))),
    }
}

fn constant_columns(points: &Samples) -> Vec<usize> {
    let is_constant = |unit: &usize| {
        let mut values = points.column(*unit);
        let first = values.next();
        values.all(|value| Some(value) == first)
    };
    (0..points.dim()).filter(is_constant).collect()
}
