//! Your own network: the information plane of activations that a visitor brings as files.

mod config;
mod example;
mod figures;
mod matching;
mod measure;
mod verdicts;

use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use crate::{
    estimators::Estimate,
    lab::{Claim, Experiment, Field, Info, Invalid, Outbox, RunError, Snippet, Verdict},
    plot::Figure,
};

pub use config::Config;

pub struct YourData;

/// One checkpoint, measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    /// Counted from 0.
    pub checkpoint: usize,
    pub checkpoints: usize,
    pub data: Data,
    pub layers: Vec<Layer>,
}

/// What was measured on, the same in every frame of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Data {
    /// What each array was taken for, in words.
    pub found: Vec<String>,
    /// Rows used, of rows there are.
    pub used: usize,
    pub rows: usize,
    /// H(Y) of the labels as symbols in nats, where they are classes.
    pub label_entropy: Option<f64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Layer {
    pub name: String,
    pub units: usize,
    /// Units that have one value on all rows used, counted from 0.
    pub constant: Vec<usize>,
    pub readings: Vec<Reading>,
}

/// One estimator on one layer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// Its id and what was set, as on a command line.
    pub estimator: String,
    pub i_xt: Found,
    pub i_ty: Found,
}

/// An estimate, or why there is none.
pub type Found = Result<Estimate, String>;

impl Experiment for YourData {
    const INFO: &'static Info = &INFO;
    const FIELDS: &'static [Field] = config::FIELDS;
    const CLAIMS: &'static [Claim] = verdicts::CLAIMS;
    type Config = Config;
    type Frame = Frame;
    type Session = ();
    type Task = ();
    type Answer = ();

    fn check(config: &Config) -> Result<(), Invalid> {
        config::check(config)
    }

    async fn run(config: Config, outbox: Outbox<Self>, device: Device) -> Result<(), RunError> {
        measure::run(config, outbox, device).await
    }

    fn aside((): ()) {}

    fn figures(config: &Config, frames: &[Frame]) -> Vec<Figure> {
        figures::figures(config, frames)
    }

    fn verdicts(config: &Config, frames: &[Frame]) -> Vec<Verdict> {
        verdicts::verdicts(config, frames)
    }

    fn moment(frame: &Frame) -> String {
        format!("checkpoint {} of {}", frame.checkpoint + 1, frame.checkpoints)
    }
}

const INFO: Info = Info {
    id: "your-data",
    title: "Your own network",
    family: "Estimation",
    question: "What do your network's layers know of its inputs and labels, and would another estimator agree?",
    papers: &["chelombiev-2019", "saxe-2018", "shwartz-ziv-2017"],
    after: "fig. 3–5",
    guide: &[
        "Bring activations as .npy, .npz or .csv: inputs, labels, and one array per layer, a row per example. A layer may \
         have a leading axis of checkpoints; then the plane becomes a film. Nothing is uploaded: the files stay in this \
         browser, and a link names them by their content.",
        "Every estimator reads the same rows of the same checkpoints. A deterministic layer over continuous inputs holds \
         infinite information, so what is read of I(X;T) is the layer seen through bins, through noise, or through the \
         distances of finitely many points, and the readings differ. Where they differ in direction too, a claim about \
         compression is a claim about the estimator.",
        "Null: what an estimator reads where rows were shuffled, so that nothing is left to find. An estimate near its \
         null shows nothing; one near its ceiling says only that there were too few rows.",
        "Until you bring files, the page shows an example: a random tanh network whose weights grow from checkpoint to \
         checkpoint. It learns nothing, and still its layers forget their inputs, because tanh saturates.",
    ],
    snippets: &[
        Snippet {
            title: "Save from PyTorch",
            code: "import numpy as np, torch\n\
                   acts = {}; [m.register_forward_hook(lambda m, i, o, n=n: acts.update({n: o.detach().cpu().numpy()})) \
                   for n, m in model.named_children()]\n\
                   model(x); np.savez('layers.npz', x=x.cpu().numpy(), y=y.cpu().numpy(), **acts)",
        },
        Snippet {
            title: "Save from JAX (Flax)",
            code: "import numpy as np\n\
                   _, state = model.apply(params, x, capture_intermediates=True, mutable=['intermediates'])\n\
                   np.savez('layers.npz', x=x, y=y, **{k: v['__call__'][0] for k, v in state['intermediates'].items() if k \
                   != '__call__'})",
        },
        Snippet {
            title: "Save from scikit-learn",
            code: "import numpy as np, itertools\n\
                   h = lambda a, w, b: np.tanh(a @ w + b)  # the activation the MLP was fitted with\n\
                   np.savez('layers.npz', x=X, y=Y, **{f'layer{i}': t for i, t in \
                   enumerate(list(itertools.accumulate(zip(mlp.coefs_[:-1], mlp.intercepts_[:-1]), lambda a, wb: h(a, *wb), \
                   initial=X))[1:], 1)})",
        },
    ],
    try_next: &[
        (
            "The example with every estimator",
            "estimators=fixed-bins%2Bfloor-bins%2Brange-bins%2Bdistinct-bins%2Bmass-bins%2Bkt-upper%2Bkt-lower%2Bross%2Bgao&shown=kt-upper%2Bdistinct-bins%2Bross",
        ),
        ("Noise scaled to each layer's activity", "noise_rule=layer&estimators=kt-upper%2Bkt-lower&shown=kt-upper"),
        (
            "The last two layers, every row an input of its own, no labels",
            "inputs=none&labels=none&layers=layer2%2Clayer3",
        ),
        ("Three draws of rows and shuffles", "seeds=3"),
    ],
    smoke: "points=200&permutations=3&subsamples=2&estimators=floor-bins%2Bkt-upper%2Bksg1%2Bross&shown=floor-bins%2Bkt-upper",
    uses_device: false,
    random: true,
};
