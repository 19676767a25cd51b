//! The controls.

use crate::lab::{Edit, Field, Kind};

const WIDTHS: [f64; 2] = [0.01, 100.0];

pub const FIELDS: &[Field] = &[
    Field::new(
        "width",
        "Width of the code",
        "Budget",
        Kind::Count { range: [1, 64] },
        Edit::Rerun,
        "K: how many numbers of the input every prediction has to pass through.",
    )
    .unit("units")
    .budget(),
    Field::new(
        "betas",
        "β",
        "Budget",
        Kind::Choice(&[("three", "0, 0.1, 1"), ("ten", "the released ten"), ("one", "one")]),
        Edit::Rerun,
        "How much a unit of the compression term counts against a unit of the error. Every objective is trained at each \
         β; squared error has none.",
    ),
    Field::new(
        "beta",
        "β of all",
        "Budget",
        Kind::Number { range: [0.0, 10.0], log: false },
        Edit::Rerun,
        "The one β that is trained.",
    )
    .when("betas", &["one"]),
    Field::new(
        "data",
        "Task",
        "Data",
        Kind::Choice(&[("wine", "red wines"), ("diabetes", "diabetes"), ("friedman", "Friedman's function")]),
        Edit::Rerun,
        "The grade of 1599 red wines from 11 measurements (some wines stand there twice), how far diabetes had come a year \
         after 442 patients were measured, or 1000 draws of a function of 10 inputs whose noise is known.",
    ),
    Field::new(
        "splits",
        "Splits",
        "Data",
        Kind::Count { range: [1, 20] },
        Edit::Rerun,
        "How many random splits into training, validation and test set; they are trained side by side.",
    ),
    Field::new(
        "validation_share",
        "Validation share",
        "Data",
        Kind::Number { range: [0.05, 0.4], log: false },
        Edit::Rerun,
        "Chooses β, and nothing else does.",
    ),
    Field::new(
        "test_share",
        "Test share",
        "Data",
        Kind::Number { range: [0.05, 0.4], log: false },
        Edit::Rerun,
        "Looked at once, after training. What is left of the rows is trained on.",
    ),
    Field::new(
        "objectives",
        "Objectives",
        "Objectives",
        Kind::Toggles(&[
            ("mse", "squared error"),
            ("kl", "KL"),
            ("cs", "Cauchy–Schwarz"),
            ("vib", "variational"),
            ("nib", "nonlinear"),
            ("hsic", "HSIC"),
        ]),
        Edit::Rerun,
        "All train the same network from the same first weights on the same batches. KL: a Gaussian likelihood with a \
         learned variance.",
    ),
    Field::new(
        "formula",
        "Cauchy–Schwarz form",
        "Objectives",
        Kind::Choice(&[("paper", "the paper's"), ("released", "the released code's")]),
        Edit::Rerun,
        "The paper divides by (ΣK)² and adds β I_CS; the released code divides by ΣK² and adds β times a normalised I_CS.",
    ),
    Field::new(
        "sigma_x",
        "Kernel width σx",
        "Objectives",
        Kind::Number { range: WIDTHS, log: true },
        Edit::Rerun,
        "Of the inputs, in training deviations. 1 in the released code; in 11 dimensions that is narrow.",
    )
    .when("median", &["false"]),
    Field::new(
        "sigma_y",
        "Kernel width σy",
        "Objectives",
        Kind::Number { range: WIDTHS, log: true },
        Edit::Rerun,
        "Of targets and predictions. Where it is narrow, far predictions feel no slope: warm up first.",
    )
    .when("median", &["false"]),
    Field::new(
        "sigma_t",
        "Kernel width σt",
        "Objectives",
        Kind::Number { range: WIDTHS, log: true },
        Edit::Rerun,
        "Of the code, in its own unit: a code can look compressed by shrinking below it.",
    )
    .when("median", &["false"]),
    Field::new(
        "median",
        "Widths by medians",
        "Objectives",
        Kind::Flag,
        Edit::Rerun,
        "Each width is the median distance instead: of inputs and targets over the training set, of codes anew in every \
         epoch.",
    ),
    Field::new(
        "nib_noise",
        "Noise of the nonlinear one",
        "Objectives",
        Kind::Choice(&[("learned", "learned"), ("fixed", "fixed at 1")]),
        Edit::Rerun,
        "The variance of what is added to its code: one learned number that begins at 1, or 1.",
    ),
    Field::new(
        "hidden",
        "Hidden units",
        "Network",
        Kind::Count { range: [1, 128] },
        Edit::Rerun,
        "The encoder has two such ReLU layers before the code.",
    ),
    Field::new(
        "decoder",
        "Decoder",
        "Network",
        Kind::Choice(&[("linear", "linear"), ("hidden", "one hidden layer")]),
        Edit::Rerun,
        "From the code to the prediction.",
    ),
    Field::new(
        "epochs",
        "Epochs",
        "Training",
        Kind::Count { range: [1, 500] },
        Edit::Rerun,
        "There is no early stopping: the last epoch counts.",
    ),
    Field::new(
        "warm_up",
        "Warm-up",
        "Training",
        Kind::Count { range: [0, 50] },
        Edit::Rerun,
        "Epochs in which the Cauchy–Schwarz network first learns by squared error.",
    )
    .unit("epochs"),
    Field::new(
        "batch",
        "Batch",
        "Training",
        Kind::Count { range: [8, 256] },
        Edit::Rerun,
        "Rows a step. Kernel estimates depend on it.",
    )
    .unit("rows"),
    Field::new(
        "rate",
        "Learning rate",
        "Training",
        Kind::Number { range: [1e-5, 0.1], log: true },
        Edit::Rerun,
        "Adam's step size.",
    ),
    Field::new(
        "seed",
        "Seed",
        "Training",
        Kind::Seed,
        Edit::Rerun,
        "Decides the splits, the first weights, the batches and the cloud.",
    ),
    Field::new(
        "particles",
        "Points",
        "Two Gaussians",
        Kind::Count { range: [10, 400] },
        Edit::Rerun,
        "How many points are moved towards as many of the target.",
    ),
    Field::new(
        "particle_steps",
        "Steps",
        "Two Gaussians",
        Kind::Count { range: [1, 5000] },
        Edit::Rerun,
        "Steps of gradient descent. The claim looks at step 500.",
    ),
    Field::new(
        "particle_rate",
        "Step size",
        "Two Gaussians",
        Kind::Number { range: [0.01, 0.6], log: true },
        Edit::Rerun,
        "A point moves by this much times the slope it has if points shared none. 0.5 is the released 200 for 400 points.",
    ),
    Field::new(
        "particle_sigma",
        "Kernel width",
        "Two Gaussians",
        Kind::Number { range: [0.3, 10.0], log: true },
        Edit::Rerun,
        "The targets' own deviation is 1, as is this in the released code.",
    ),
    Field::new(
        "currency",
        "Price in",
        "Measured by",
        Kind::Choice(&[("information", "I(X;T) with noise"), ("dependence", "normalised I_CS")]),
        Edit::Redraw,
        "One estimator for all objectives: a bound on the information of the code with a little noise, whatever the \
         code's scale, or the paper's own normalised dependence.",
    ),
    Field::new(
        "measuring_noise",
        "Noise of the measurement",
        "Measured by",
        Kind::Number { range: [0.01, 2.0], log: true },
        Edit::Rerun,
        "Added to every code before its information is measured, in deviations of that code: with none, an exact code \
         tells everything.",
    ),
];
