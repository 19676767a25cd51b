//! What can be set: the files, what their arrays are, which estimators read them and how.

use serde::{Deserialize, Serialize};

use crate::{
    estimators::Chosen,
    lab::{Edit, Field, Files, Invalid, Kind},
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    pub files: Files,
    pub inputs: String,
    pub labels: String,
    pub layers: String,
    pub label_kind: LabelKind,
    pub leading_axis: LeadingAxis,
    pub estimators: String,
    pub shown: String,
    pub points: usize,
    pub bins: usize,
    pub bin_width: f64,
    pub noise_rule: NoiseRule,
    pub noise: f64,
    pub k: usize,
    pub permutations: usize,
    pub subsamples: usize,
    pub every_checkpoint: bool,
    pub seed: u32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LabelKind {
    #[default]
    Classes,
    Numbers,
}

/// What the first axis of a layer counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LeadingAxis {
    /// Rows where it is as long as there are rows, else checkpoints.
    #[default]
    Auto,
    Rows,
    Checkpoints,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoiseRule {
    #[default]
    Fixed,
    Layer,
    Likelihood,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            files: Files::default(),
            inputs: AUTO.into(),
            labels: AUTO.into(),
            layers: AUTO.into(),
            label_kind: LabelKind::Classes,
            leading_axis: LeadingAxis::Auto,
            estimators: "floor-bins+distinct-bins+kt-upper+kt-lower+ross".into(),
            shown: "distinct-bins+kt-upper".into(),
            points: 2000,
            bins: 30,
            bin_width: 0.07,
            noise_rule: NoiseRule::Fixed,
            noise: 0.01,
            k: 3,
            permutations: 20,
            subsamples: 10,
            every_checkpoint: false,
            seed: 1,
        }
    }
}

/// To be found by name and shape.
pub const AUTO: &str = "auto";

const DATA: &str = "Your arrays";
const ESTIMATORS: &str = "Estimators";
const UNCERTAINTY: &str = "Null and interval";

/// Every estimator of I(X;Y) whose X may be a layer: those of symbols would take each row of a layer for a symbol of its
/// own, and other dependences have other units.
pub const NAMES: &[(&str, &str)] = &[
    ("fixed-bins", "fixed bins"),
    ("floor-bins", "floor bins"),
    ("range-bins", "range bins"),
    ("distinct-bins", "equal distinct levels"),
    ("mass-bins", "equal mass"),
    ("kt-upper", "noise, upper"),
    ("kt-lower", "noise, lower"),
    ("kde", "kernel densities"),
    ("ksg1", "KSG 1"),
    ("ksg2", "KSG 2"),
    ("kozachenko-leonenko", "Kozachenko–Leonenko"),
    ("lnc", "LNC"),
    ("ross", "Ross"),
    ("gao", "Gao"),
    ("gaussian", "Gaussian"),
    ("copula", "copula"),
    ("dv", "Donsker–Varadhan"),
    ("mine", "MINE"),
    ("nwj", "NWJ"),
    ("infonce", "InfoNCE"),
    ("js", "Jensen–Shannon"),
    ("smile", "SMILE"),
    ("vclub", "vCLUB"),
];

pub const FIELDS: &[Field] = &[
    Field::new(
        "files",
        "Files",
        DATA,
        Kind::Files { extensions: &["npy", "npz", "csv"], most: 32 },
        Edit::Rerun,
        "Arrays with a row per example: inputs, labels, one per layer. Without files, an example is measured.",
    ),
    Field::new(
        "inputs",
        "Inputs",
        DATA,
        Kind::Text { form: "the name of an array, none, or auto (x, inputs, …)", longest: 120 },
        Edit::Rerun,
        "Which array the network was given. Without one, every row counts as an input of its own.",
    ),
    Field::new(
        "labels",
        "Labels",
        DATA,
        Kind::Text { form: "the name of an array, none, or auto (y, labels, …)", longest: 120 },
        Edit::Rerun,
        "Which array holds what should be told. Without one, only I(X;T) is measured.",
    ),
    Field::new(
        "layers",
        "Layers",
        DATA,
        Kind::Text { form: "names of arrays parted by commas, or auto (all others)", longest: 400 },
        Edit::Rerun,
        "The layers from first to last, [rows, …] or [checkpoints, rows, …]. Further axes are flattened to units.",
    ),
    Field::new(
        "label_kind",
        "Labels are",
        DATA,
        Kind::Choice(&[("classes", "classes"), ("numbers", "numbers")]),
        Edit::Rerun,
        "Classes: equal rows are one symbol. Numbers: their distances mean something.",
    ),
    Field::new(
        "leading_axis",
        "First axis of a layer",
        DATA,
        Kind::Choice(&[("auto", "by its length"), ("rows", "rows"), ("checkpoints", "checkpoints")]),
        Edit::Rerun,
        "By its length: rows where it is as long as the labels or inputs, else checkpoints.",
    ),
    Field::new(
        "points",
        "Rows used at most",
        DATA,
        Kind::Count { range: [50, 20_000] },
        Edit::Rerun,
        "Where there are more, so many are drawn at random, the same for every layer and checkpoint.",
    )
    .unit("rows"),
    Field::new(
        "estimators",
        "Measure with",
        ESTIMATORS,
        Kind::Toggles(NAMES),
        Edit::Rerun,
        "All of them read the same rows of the same checkpoints.",
    ),
    Field::new(
        "shown",
        "Draw on the plane",
        ESTIMATORS,
        Kind::Toggles(NAMES),
        Edit::Redraw,
        "Which of the measured ones the plane shows; the other figures show all.",
    ),
    Field::new(
        "bins",
        "Bins",
        ESTIMATORS,
        Kind::Count { range: [2, 500] },
        Edit::Rerun,
        "Bins per unit: the edges of fixed bins, and the number of range, distinct-level and equal-mass bins.",
    ),
    Field::new(
        "bin_width",
        "Width of floor bins",
        ESTIMATORS,
        Kind::Number { range: [1e-4, 100.0], log: true },
        Edit::Rerun,
        "In units of the activations.",
    ),
    Field::new(
        "noise_rule",
        "Noise",
        ESTIMATORS,
        Kind::Choice(&[("fixed", "fixed"), ("layer", "by the layer's activity"), ("likelihood", "by likelihood")]),
        Edit::Rerun,
        "How the noise bounds choose their variance: as set, scaled to each layer's activity, or fitted to the points.",
    ),
    Field::new(
        "noise",
        "Noise variance",
        ESTIMATORS,
        Kind::Number { range: [1e-6, 10.0], log: true },
        Edit::Rerun,
        "Of the noise that the bounds add to a layer, in squared units of the activations.",
    )
    .when("noise_rule", &["fixed", "layer"]),
    Field::new(
        "k",
        "Neighbours k",
        ESTIMATORS,
        Kind::Count { range: [1, 30] },
        Edit::Rerun,
        "Of the neighbour estimators. Few neighbours: little bias, much variance.",
    ),
    Field::new(
        "permutations",
        "Shuffles",
        UNCERTAINTY,
        Kind::Count { range: [0, 200] },
        Edit::Rerun,
        "How often rows are shuffled for the null; below two there is none. Trained estimators: three times at most.",
    ),
    Field::new(
        "subsamples",
        "Random halves",
        UNCERTAINTY,
        Kind::Count { range: [0, 200] },
        Edit::Rerun,
        "How many halves of the rows give the interval; below two there is none, nor for trained estimators.",
    ),
    Field::new(
        "every_checkpoint",
        "At every checkpoint",
        UNCERTAINTY,
        Kind::Flag,
        Edit::Rerun,
        "Otherwise null and interval are found at the last checkpoint alone, which is quicker.",
    ),
    Field::new(
        "seed",
        "Seed",
        UNCERTAINTY,
        Kind::Seed,
        Edit::Rerun,
        "Decides the rows drawn, the shuffles, the halves and the example's network.",
    ),
];

pub fn check(config: &Config) -> Result<(), Invalid> {
    if config.estimators == "none" {
        return Err(Invalid::new("estimators", "“estimators” is none; allowed: at least one".to_owned()));
    }
    Ok(())
}

impl Config {
    /// The estimators with their settings, in the table's order.
    pub fn chosen(&self) -> Result<Vec<Chosen>, Invalid> {
        let chosen = |id: &str| {
            Chosen::parse(&self.query(id)).map_err(|error| Invalid::new("estimators", format!("“estimators”: {error}")))
        };
        self.estimators.split('+').map(chosen).collect()
    }

    fn query(&self, id: &str) -> String {
        let Config { bins, bin_width, k, noise, .. } = self;
        match id {
            "fixed-bins" => format!("{id}?edges={bins}"),
            "floor-bins" => format!("{id}?width={bin_width}"),
            "range-bins" | "distinct-bins" | "mass-bins" => format!("{id}?bins={bins}"),
            "kt-upper" | "kt-lower" => {
                let rule = match self.noise_rule {
                    NoiseRule::Fixed => "fixed",
                    NoiseRule::Layer => "layer",
                    NoiseRule::Likelihood => "likelihood",
                };
                format!("{id}?noise={rule}&variance={noise}")
            }
            "ksg1" | "ksg2" | "kozachenko-leonenko" | "lnc" | "ross" | "gao" => format!("{id}?k={k}"),
            _ => id.to_owned(),
        }
    }

    /// What an estimator is called in legends.
    pub fn label(estimator: &str) -> &'static str {
        let id = estimator.split('?').next().unwrap_or_default();
        NAMES.iter().find(|(name, _)| *name == id).map_or("", |(_, label)| label)
    }

    /// Whether the plane draws an estimator.
    pub fn shows(&self, estimator: &str) -> bool {
        let id = estimator.split('?').next().unwrap_or_default();
        self.shown.split('+').any(|shown| shown == id)
    }
}
