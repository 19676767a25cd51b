//! The controls.

use crate::{
    datasets::digits::SIDE,
    lab::{Edit, Field, Kind},
};

/// An empty drawing board.
pub const NO_DRAWING: &str = "none";
/// Grey levels of a drawing: those of the digits' pixels.
pub const LEVELS: u32 = 17;

const BUDGET: &str = "Budget";
const DATA: &str = "Data";
const NETWORK: &str = "Network";
const CODE: &str = "Code";
const TRAINING: &str = "Training";
const LOOK: &str = "Look at";

pub const FIELDS: &[Field] = &[
    Field::new(
        "beta",
        "β looked at",
        BUDGET,
        Kind::Number { range: [1e-9, 100.0], log: true },
        Edit::Ask,
        "What a nat of the code costs in nats of the label. The nearest β of the sweep is looked at; click a point to \
         choose it.",
    )
    .budget(),
    Field::new(
        "dimensions",
        "Code dimensions K",
        BUDGET,
        Kind::Count { range: [1, 64] },
        Edit::Rerun,
        "How many Gaussians the code has. With two, the map of the code shows all of it.",
    ),
    Field::new(
        "files",
        "Your table",
        DATA,
        Kind::Files { extensions: &["csv", "npy", "npz"], most: 1 },
        Edit::Rerun,
        "A row per example, columns of numbers, one of them the class. Without a file: 8×8 handwritten digits.",
    ),
    Field::new(
        "label",
        "Class column",
        DATA,
        Kind::Text { form: "the name of a column, or auto (label, class, y, target, or else the last)", longest: 80 },
        Edit::Rerun,
        "Which column of your table is the class. Its different values are the classes, 64 at most.",
    ),
    Field::new(
        "train_share",
        "Share trained on",
        DATA,
        Kind::Number { range: [0.1, 0.9], log: false },
        Edit::Rerun,
        "The rest is the test set; the seed decides which rows are where.",
    ),
    Field::new(
        "betas",
        "Sweep of β",
        DATA,
        Kind::Text { form: "numbers from 0 to 100, joined by commas", longest: 200 },
        Edit::Rerun,
        "Every β is a network of its own; all train side by side as one batched model.",
    ),
    Field::new(
        "replicas",
        "Seeds side by side",
        DATA,
        Kind::Count { range: [1, 8] },
        Edit::Rerun,
        "Every β is trained from so many seeds, counted up from the seed. The claims speak of their mean.",
    ),
    Field::new(
        "hidden",
        "Encoder's hidden layers",
        NETWORK,
        Kind::Text { form: "hidden widths joined by -, like 64-64, or none", longest: 40 },
        Edit::Rerun,
        "What stands between the input and the code.",
    ),
    Field::new(
        "activation",
        "Activation",
        NETWORK,
        Kind::Choice(&[
            ("relu", "ReLU"),
            ("tanh", "tanh"),
            ("elu", "ELU"),
            ("softplus", "softplus"),
            ("swish", "Swish"),
            ("gelu", "GELU"),
            ("leaky-relu", "leaky ReLU"),
            ("sigmoid", "sigmoid"),
            ("abs", "|x|"),
        ]),
        Edit::Rerun,
        "The non-linearity of the hidden layers.",
    ),
    Field::new(
        "decoder",
        "Decoder's hidden units",
        NETWORK,
        Kind::Count { range: [0, 256] },
        Edit::Rerun,
        "0 is the linear decoder of the paper.",
    )
    .unit("units"),
    Field::new(
        "prior",
        "Prior",
        CODE,
        Kind::Choice(&[("standard", "N(0, 1)"), ("diagonal", "learned normal"), ("mixture", "learned mixture")]),
        Edit::Rerun,
        "What codes are compared with. The rate is what a code says beyond it.",
    ),
    Field::new(
        "components",
        "Normals in the mixture",
        CODE,
        Kind::Count { range: [2, 20] },
        Edit::Rerun,
        "How many learned normals the prior mixes; its rate is measured at the samples.",
    )
    .when("prior", &["mixture"]),
    Field::new(
        "deviation",
        "Standard deviation",
        CODE,
        Kind::Choice(&[
            ("softplus", "softplus(ρ − offset)"),
            ("exponential", "exp(ρ/2)"),
            ("shared", "one learned for all"),
            ("unit", "1"),
        ]),
        Edit::Rerun,
        "How the encoder says how sure it is of each dimension.",
    ),
    Field::new(
        "offset",
        "Offset",
        CODE,
        Kind::Number { range: [0.0, 8.0], log: false },
        Edit::Rerun,
        "5 in the paper: codes begin nearly exact, hence with a very high rate.",
    )
    .when("deviation", &["softplus"]),
    Field::new(
        "epochs",
        "Epochs",
        TRAINING,
        Kind::Count { range: [1, 400] },
        Edit::Rerun,
        "Passes over the training rows.",
    ),
    Field::new("batch", "Batch", TRAINING, Kind::Count { range: [8, 1024] }, Edit::Rerun, "Rows a step.").unit("rows"),
    Field::new(
        "rate",
        "Learning rate",
        TRAINING,
        Kind::Number { range: [1e-6, 1.0], log: true },
        Edit::Rerun,
        "Adam's first step size.",
    ),
    Field::new(
        "decay",
        "Its decay",
        TRAINING,
        Kind::Number { range: [0.5, 1.0], log: false },
        Edit::Rerun,
        "The rate is multiplied by this every two epochs.",
    ),
    Field::new(
        "momentum",
        "Adam's β₁",
        TRAINING,
        Kind::Number { range: [0.0, 0.99], log: false },
        Edit::Rerun,
        "0.5 in the released code, 0.9 elsewhere.",
    ),
    Field::new(
        "draws",
        "Draws in training",
        TRAINING,
        Kind::Count { range: [1, 12] },
        Edit::Rerun,
        "Samples of each code a step.",
    ),
    Field::new(
        "average",
        "Weight average",
        TRAINING,
        Kind::Number { range: [0.0, 0.999], log: false },
        Edit::Rerun,
        "Above 0, a running average of the weights is what is measured; 0.999 in the paper.",
    ),
    Field::new(
        "anneal",
        "β comes",
        TRAINING,
        Kind::Choice(&[
            ("none", "at once"),
            ("linear", "rising once"),
            ("cyclic", "rising in cycles"),
            ("free-bits", "above free bits"),
        ]),
        Edit::Rerun,
        "From the start, or slowly, so that the code is useful before it is charged; or only what exceeds an allowance a \
         dimension is charged.",
    ),
    Field::new(
        "anneal_epochs",
        "over",
        TRAINING,
        Kind::Count { range: [1, 400] },
        Edit::Rerun,
        "How long β rises, or how long a cycle is.",
    )
    .unit("epochs")
    .when("anneal", &["linear", "cyclic"]),
    Field::new(
        "free_nats",
        "Free a dimension",
        TRAINING,
        Kind::Number { range: [0.001, 3.0], log: true },
        Edit::Rerun,
        "What each dimension may carry without being charged.",
    )
    .unit("nats")
    .when("anneal", &["free-bits"]),
    Field::new(
        "shots",
        "Draws in testing",
        TRAINING,
        Kind::Count { range: [1, 64] },
        Edit::Rerun,
        "The L of “L-shot”: the probabilities of so many draws are averaged.",
    ),
    Field::new(
        "seed",
        "Seed",
        TRAINING,
        Kind::Seed,
        Edit::Rerun,
        "Decides the split, the first weights, the order of the batches and the noise.",
    ),
    Field::new(
        "replica",
        "Seed looked at",
        LOOK,
        Kind::Count { range: [1, 8] },
        Edit::Ask,
        "Which of the seeds side by side is opened: the first, the second, … Past the last one, the last.",
    ),
    Field::new(
        "image",
        "Test row",
        LOOK,
        Kind::Count { range: [1, 100_000] },
        Edit::Ask,
        "Which row of the test set is looked at; click an ellipse to choose it. Past the last one, the last.",
    ),
    Field::new(
        "draw",
        "Draw of z",
        LOOK,
        Kind::Count { range: [1, 64] },
        Edit::Ask,
        "A sample of its code. The decoder answers to the sample, not to the mean.",
    ),
    Field::new(
        "attack",
        "Attack",
        LOOK,
        Kind::Choice(&[("fgsm", "one step (FGSM)"), ("pgd", "ten steps (PGD)")]),
        Edit::Ask,
        "How the input is moved against the network: at once along the sign of the gradient, or in ten smaller steps.",
    ),
    Field::new(
        "epsilon",
        "Attack strength ε",
        LOOK,
        Kind::Number { range: [0.0, 1.0], log: false },
        Edit::Ask,
        "The most any input number is changed, where pixels run from −1 to 1 and your columns have deviation 1.",
    ),
    Field::new(
        "drawn",
        "Draw a digit",
        LOOK,
        Kind::Drawing { width: SIDE, height: SIDE, levels: LEVELS },
        Edit::Ask,
        "Where its code falls, and what each network takes it for. For the digits alone.",
    ),
];
