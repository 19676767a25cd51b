//! `replicate estimate`: what a file's columns tell of each other, by every estimator asked for.

use std::{path::Path, rc::Rc, time::Instant};

use bottleneck_lab::{
    datasets::arrays::{ArraysError, LARGEST_FILE, read},
    estimators::{
        ALL, Chosen, Effort, Estimate, EstimateError, Estimator, Measures, Method, SettingKind, Setup, conditional,
        method,
    },
    samples::{Pairs, Samples},
};
use futures::executor::block_on;
use serde_json::{Value, json};

use super::{Failure, USAGE, columns::chosen};

/// What the command line says.
#[derive(Default)]
struct Options {
    file: Option<String>,
    x: Option<String>,
    y: Option<String>,
    given: Option<String>,
    estimators: Vec<String>,
    permutations: Option<usize>,
    subsamples: Option<usize>,
    seed: Option<usize>,
    json: bool,
}

pub fn estimate(arguments: &[&str]) -> Result<String, Failure> {
    let options = Options::parse(arguments)?;
    if options.estimators.iter().any(|estimator| estimator == "list") {
        return Ok(if options.json { json!(ALL).to_string() } else { list() });
    }
    let missing = |what: &str| Failure::BadInput(format!("estimate needs {what}\n{USAGE}"));
    let file = options.file.as_deref().ok_or_else(|| missing("a file"))?;
    let x = options.x.as_deref().ok_or_else(|| missing("--x"))?;
    let y = options.y.as_deref().ok_or_else(|| missing("--y"))?;
    if options.estimators.is_empty() {
        return Err(missing("--estimator"));
    }
    let chosen_ones = options.estimators.iter().map(|text| Chosen::parse(text)).collect::<Result<Vec<_>, _>>();
    let chosen_ones = chosen_ones.map_err(|error| Failure::BadInput(format!("--estimator {error}")))?;
    let refused = |error: String| Failure::BadInput(format!("{file}: {error}"));
    let arrays = read(file, &bytes(file).map_err(refused)?).map_err(|error| refused(error.to_string()))?;
    let pairs = Pairs::new(chosen("--x", x, &arrays)?, chosen("--y", y, &arrays)?);
    let pairs = Rc::new(pairs.map_err(|error| refused(error.to_string()))?);
    let given = options.given.as_deref().map(|text| chosen("--given", text, &arrays)).transpose()?;
    if let Some(given) = given.as_ref().filter(|given| given.n() != pairs.n()) {
        return Err(refused(format!("{} points of X came with {} points of --given", pairs.n(), given.n())));
    }
    let found: Vec<(Chosen, Estimate)> = chosen_ones
        .into_iter()
        .map(|chosen| {
            let found = measured(&chosen, &pairs, given.as_ref(), &options);
            found.map(|found| (chosen.clone(), found)).map_err(|error| named(&chosen, error))
        })
        .collect::<Result<_, _>>()?;
    Ok(if options.json {
        let estimates: Vec<Value> = found.iter().map(|(chosen, found)| described(chosen, found)).collect();
        let n = pairs.n();
        let seed = options.seed();
        json!({ "file": file, "x": x, "y": y, "given": options.given, "n": n, "seed": seed, "estimates": estimates })
            .to_string()
    } else {
        table(&found)
    })
}

impl Options {
    fn parse(arguments: &[&str]) -> Result<Self, Failure> {
        let mut options = Self::default();
        let mut rest = arguments.iter().copied();
        while let Some(argument) = rest.next() {
            let mut value =
                || rest.next().ok_or_else(|| Failure::BadInput(format!("{argument} needs a value\n{USAGE}")));
            match argument {
                "--json" => options.json = true,
                "--x" => options.x = Some(value()?.into()),
                "--y" => options.y = Some(value()?.into()),
                "--given" => options.given = Some(value()?.into()),
                "--estimator" => options.estimators.push(value()?.into()),
                "--permutations" => options.permutations = Some(count(argument, value()?, 100_000)?),
                "--subsamples" => options.subsamples = Some(count(argument, value()?, 100_000)?),
                "--seed" => options.seed = Some(count(argument, value()?, u32::MAX as usize)?),
                file if !file.starts_with("--") && options.file.is_none() => options.file = Some(file.into()),
                other => return Err(Failure::BadInput(format!("unknown option {other}\n{USAGE}"))),
            }
        }
        Ok(options)
    }

    fn seed(&self) -> u64 {
        self.seed.unwrap_or(1) as u64
    }

    fn effort(&self, chosen: &Chosen) -> Effort {
        let (permutations, subsamples) = match method(chosen.estimator.id) {
            Method::Direct(_) => (20, 10),
            Method::Trained(_) => (3, 0),
        };
        Effort {
            permutations: self.permutations.unwrap_or(permutations),
            subsamples: self.subsamples.unwrap_or(subsamples),
        }
    }
}

fn count(option: &str, text: &str, most: usize) -> Result<usize, Failure> {
    text.parse().ok().filter(|count| *count <= most).ok_or_else(|| {
        Failure::BadInput(format!("{option} “{text}” is not allowed; allowed: a whole number from 0 to {most}"))
    })
}

/// The file, unless it is too large to be read.
fn bytes(file: &str) -> Result<Vec<u8>, String> {
    let length = std::fs::metadata(Path::new(file)).map_err(|error| error.to_string())?.len();
    if length > LARGEST_FILE {
        return Err(ArraysError::TooLarge { what: "the file has".into(), bytes: length }.to_string());
    }
    std::fs::read(file).map_err(|error| error.to_string())
}

fn measured(
    chosen: &Chosen,
    pairs: &Rc<Pairs>,
    given: Option<&Samples>,
    options: &Options,
) -> Result<Estimate, EstimateError> {
    let began = Instant::now();
    let Some(given) = given else {
        let setup = Setup { now: Rc::new(move || began.elapsed().as_secs_f64() * 1e3), ..Setup::plain() };
        return block_on(setup.measure(chosen, pairs, options.effort(chosen), options.seed()));
    };
    let conditional_estimate = conditional(chosen.estimator.id).ok_or_else(|| {
        let able: Vec<&str> = ALL.iter().map(|it| it.id).filter(|id| conditional(id).is_some()).collect();
        EstimateError::Query(format!("it cannot take --given; these can: {}", able.join(", ")))
    })?;
    let reading = conditional_estimate(pairs, given, &chosen.settings)?;
    Ok(Estimate {
        value: reading.value,
        ceiling: reading.ceiling.map(|ceiling| (ceiling.value, ceiling.name.to_owned())),
        null: None,
        interval: None,
        seconds: began.elapsed().as_secs_f64(),
    })
}

fn named(chosen: &Chosen, error: EstimateError) -> Failure {
    let message = format!("{chosen}: {error}");
    if matches!(error, EstimateError::Training(_)) { Failure::Run(message) } else { Failure::BadInput(message) }
}

/// Values of another dependence than information have no bits.
fn bits(estimator: &Estimator, value: f64) -> Option<f64> {
    (estimator.measures != Measures::Dependence).then_some(value / std::f64::consts::LN_2)
}

fn described(chosen: &Chosen, found: &Estimate) -> Value {
    let bits = bits(chosen.estimator, found.value);
    let mut described = json!(found);
    described["estimator"] = json!(chosen.to_string());
    described["name"] = json!(chosen.estimator.name);
    described["measures"] = json!(chosen.estimator.measures);
    described["unit"] = json!(if bits.is_some() { "nats" } else { "its own" });
    described["bits"] = json!(bits);
    described["ceiling"] = json!(found.ceiling.as_ref().map(|(value, name)| json!({ "value": value, "name": name })));
    described
}

fn table(found: &[(Chosen, Estimate)]) -> String {
    let heads = ["estimator", "nats", "bits", "ceiling", "null mean", "null 95 %", "interval", "seconds"];
    let mut rows = vec![heads.map(String::from)];
    for (chosen, found) in found {
        let number = |value: f64| format!("{value:.4}");
        let nothing = || "–".to_owned();
        rows.push([
            chosen.to_string(),
            number(found.value),
            bits(chosen.estimator, found.value).map_or("own unit".into(), number),
            found.ceiling.as_ref().map_or_else(nothing, |(value, name)| format!("{value:.4} ({name})")),
            found.null.map_or_else(nothing, |null| number(null.mean)),
            found.null.map_or_else(nothing, |null| number(null.point_95)),
            found.interval.map_or_else(nothing, |it| format!("{:.4} to {:.4}", it.low, it.high)),
            format!("{:.4}", found.seconds),
        ]);
    }
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..heads.len()).map(width).collect();
    let line = |row: &[String; 8]| {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        cells.join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn list() -> String {
    let mut lines = Vec::new();
    for estimator in ALL {
        let word = |value: Value| value.as_str().unwrap_or_default().replace('-', " ");
        let (family, measures) = (word(json!(estimator.family)), word(json!(estimator.measures)));
        lines.push(format!("{}  {} ({family}; measures: {measures})", estimator.id, estimator.name));
        for setting in estimator.settings {
            let default = match setting.kind {
                SettingKind::Number { default, .. } => default.to_string(),
                SettingKind::Count { default, .. } => default.to_string(),
                SettingKind::Choice(values) => values[0].to_owned(),
            };
            lines.push(format!("    {}={default}  {}: {}", setting.key, setting.label, setting.kind.allowed()));
        }
    }
    lines.join("\n")
}
