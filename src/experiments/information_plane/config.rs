//! What can be set: the task, the network, its training, and how it is measured.

use serde::{Deserialize, Serialize};

use crate::{
    datasets::{Labelled, Split, digits, twelve_bit},
    draws::Rng,
    lab::{Edit, Field, Invalid, Kind, lists},
    nets::{Activation, InitialScale, MlpConfig},
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    pub narrowest: usize,
    pub data: Data,
    pub split: SplitKind,
    pub train_share: f64,
    pub hidden: String,
    pub activation: Activation,
    pub initial: InitialScale,
    pub epochs: u32,
    pub batch: usize,
    pub rate: f64,
    pub l2: f64,
    pub checkpoints: usize,
    pub seed: u32,
    pub estimator: Estimator,
    pub bins: usize,
    pub bin_width: f64,
    pub noise: f64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Data {
    #[default]
    TwelveBit,
    Digits,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SplitKind {
    #[default]
    Shuffled,
    /// The last inputs in their own order, as the first released code split them.
    Unshuffled,
}

/// Which estimate the charts draw; all are computed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Estimator {
    #[default]
    FixedBins,
    FloorBins,
    KolchinskyTracey,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            narrowest: 3,
            data: Data::TwelveBit,
            split: SplitKind::Shuffled,
            train_share: 0.8,
            hidden: "10-7-5-4".into(),
            activation: Activation::Tanh,
            initial: InitialScale::FanIn,
            epochs: 8000,
            batch: 512,
            rate: 4e-4,
            l2: 0.0,
            checkpoints: 64,
            seed: 1,
            estimator: Estimator::FixedBins,
            bins: 30,
            bin_width: 0.07,
            noise: 1e-3,
        }
    }
}

const WIDEST: usize = 1024;
const DEEPEST: usize = 12;

pub const FIELDS: &[Field] = &[
    Field::new(
        "narrowest",
        "Width of the narrowest layer",
        "Budget",
        Kind::Count { range: [1, 64] },
        Edit::Rerun,
        "The last hidden layer: what every prediction has to pass through.",
    )
    .unit("units")
    .budget(),
    Field::new(
        "data",
        "Task",
        "Data",
        Kind::Choice(&[("twelve-bit", "12-bit patterns"), ("digits", "8×8 digits")]),
        Edit::Rerun,
        "All 4096 patterns of 12 bits with Shwartz-Ziv & Tishby's symmetric rule, or 1797 images of handwritten digits.",
    ),
    Field::new(
        "split",
        "Split",
        "Data",
        Kind::Choice(&[("shuffled", "shuffled"), ("unshuffled", "as released")]),
        Edit::Rerun,
        "The first released code did not shuffle before splitting: its test set is the last codes, whose labels are \
         distributed quite differently.",
    ),
    Field::new(
        "train_share",
        "Share trained on",
        "Data",
        Kind::Number { range: [0.05, 0.95], log: false },
        Edit::Rerun,
        "The rest is the test set. Information is measured over all inputs.",
    ),
    Field::new(
        "hidden",
        "Layers before it",
        "Network",
        Kind::Text { form: "hidden widths joined by -, like 10-7-5-4, or none", longest: 60 },
        Edit::Rerun,
        "The hidden layers before the narrowest one.",
    ),
    Field::new(
        "activation",
        "Activation",
        "Network",
        Kind::Choice(Activation::NAMES),
        Edit::Rerun,
        "The non-linearity of every hidden layer. Whether layers compress depends on it.",
    ),
    Field::new(
        "initial",
        "Initial scale",
        "Network",
        Kind::Choice(&[
            ("fan-in", "1/√fan-in"),
            ("fan-out", "1/√fan-out"),
            ("twice-fan-in", "2/√fan-in"),
            ("xavier", "Xavier"),
        ]),
        Edit::Rerun,
        "Standard deviation of the first weights (a normal cut at two deviations); biases start at zero.",
    ),
    Field::new(
        "epochs",
        "Epochs",
        "Training",
        Kind::Count { range: [1, 20_000] },
        Edit::Rerun,
        "Compression comes late: after a few hundred epochs it has hardly begun.",
    ),
    Field::new(
        "rate",
        "Learning rate",
        "Training",
        Kind::Number { range: [1e-6, 10.0], log: true },
        Edit::Rerun,
        "Adam's step size.",
    ),
    Field::new(
        "batch",
        "Batch",
        "Training",
        Kind::Count { range: [8, 4096] },
        Edit::Rerun,
        "Inputs per training step.",
    )
    .unit("inputs"),
    Field::new(
        "l2",
        "Weight penalty",
        "Training",
        Kind::Number { range: [0.0, 0.1], log: false },
        Edit::Rerun,
        "Times Σ ½W² over all layers but the last. 0.015 makes every layer compress.",
    ),
    Field::new(
        "checkpoints",
        "Checkpoints",
        "Training",
        Kind::Count { range: [2, 200] },
        Edit::Rerun,
        "How often information is measured, evenly in the logarithm of the epoch.",
    ),
    Field::new(
        "seed",
        "Seed",
        "Training",
        Kind::Seed,
        Edit::Rerun,
        "Decides the first weights, the split and the order of the batches.",
    ),
    Field::new(
        "estimator",
        "Charts show",
        "Measured by",
        Kind::Choice(&[
            ("fixed-bins", "fixed bins"),
            ("floor-bins", "floor bins"),
            ("kolchinsky-tracey", "noise bounds"),
        ]),
        Edit::Redraw,
        "Fixed bins cut [−1, 1] evenly and suit tanh alone. Floor bins have one width everywhere. The noise bounds \
         (Kolchinsky & Tracey) enclose the information of the layer plus Gaussian noise.",
    ),
    Field::new(
        "bins",
        "Fixed bins",
        "Measured by",
        Kind::Count { range: [2, 1000] },
        Edit::Ask,
        "How many edges cut [−1, 1].",
    ),
    Field::new(
        "bin_width",
        "Floor bin width",
        "Measured by",
        Kind::Number { range: [0.001, 10.0], log: true },
        Edit::Ask,
        "0.07 in Saxe et al. for this task, 0.5 for images.",
    ),
    Field::new(
        "noise",
        "Noise variance",
        "Measured by",
        Kind::Number { range: [1e-6, 10.0], log: true },
        Edit::Ask,
        "Variance of the noise the bounds suppose: 0.001 for this task, 0.1 for images, in Saxe et al.",
    ),
];

/// What no single range can say.
pub fn check(config: &Config) -> Result<(), Invalid> {
    config.hidden_widths().map(|_| ())
}

impl Config {
    /// The widths of all hidden layers, the narrowest one last.
    pub fn hidden_widths(&self) -> Result<Vec<usize>, Invalid> {
        let mut widths = lists::widths("hidden", &self.hidden, DEEPEST - 1, WIDEST)?;
        widths.push(self.narrowest);
        Ok(widths)
    }

    pub fn data(&self) -> Labelled {
        match self.data {
            Data::TwelveBit => twelve_bit::load(),
            Data::Digits => digits::load(),
        }
    }

    /// How many inputs each class has. The page links this, and so not the images.
    pub fn class_counts(&self) -> Vec<usize> {
        match self.data {
            Data::TwelveBit => twelve_bit::load().class_counts(),
            Data::Digits => digits::CLASS_COUNTS.to_vec(),
        }
    }

    pub fn split(&self, data: &Labelled) -> Split {
        match self.split {
            SplitKind::Shuffled => {
                Split::shuffled(data.n(), self.train_share, &mut Rng::new(u64::from(self.seed), "split"))
            }
            SplitKind::Unshuffled => Split::unshuffled(data.n(), self.train_share),
        }
    }

    /// The network for a data set.
    pub fn network(&self, data: &Labelled) -> Result<MlpConfig, Invalid> {
        let mut widths = vec![data.dim()];
        widths.extend(self.hidden_widths()?);
        widths.push(data.classes());
        Ok(MlpConfig { widths, activation: self.activation, initial: self.initial })
    }

    /// The epochs at which information is measured: evenly spaced in log(1 + epoch), the first 0, the last the end.
    pub fn checkpoint_epochs(&self) -> Vec<u32> {
        let wanted = self.checkpoints.min(self.epochs as usize + 1);
        let spaced = |count: usize| {
            let longest = f64::from(self.epochs + 1).ln();
            let at = |i: usize| (longest * i as f64 / (count - 1) as f64).exp().round() as u32 - 1;
            let mut epochs: Vec<u32> = (0..count).map(at).collect();
            epochs.dedup();
            epochs
        };
        // Rounding makes early epochs coincide, so more are asked for until enough differ.
        (wanted.max(2)..).map(spaced).find(|epochs| epochs.len() >= wanted).unwrap_or_default()
    }

    /// The epochs at which loss and accuracy are recorded: the checkpoints and some 300 even steps.
    pub fn recorded_epochs(&self) -> Vec<u32> {
        const EVEN_STEPS: u32 = 300;
        let step = (self.epochs / EVEN_STEPS).max(1);
        let mut epochs = self.checkpoint_epochs();
        epochs.extend((0..=self.epochs).step_by(step as usize));
        epochs.sort_unstable();
        epochs.dedup();
        epochs
    }
}
