//! The controls that every comparison of objectives has.

use crate::lab::{Edit, Field, Kind};

const NETWORK: &str = "Network";
const TRAINING: &str = "Training";
const MEASURED: &str = "Measured by";

pub const BETAS: Field = Field::new(
    "betas",
    "Sweep of β",
    "Budget",
    Kind::Text { form: "numbers from 0.000001 to 100, joined by commas", longest: 160 },
    Edit::Rerun,
    "What information costs. Every β is a network of its own; all train side by side as one batched model.",
)
.budget();
pub const DIMENSIONS: Field = Field::new(
    "dimensions",
    "Code dimensions K",
    NETWORK,
    Kind::Count { range: [1, 32] },
    Edit::Rerun,
    "How many Gaussians the code has.",
);
pub const REPLICAS: Field = Field::new(
    "replicas",
    "Seeds side by side",
    "Budget",
    Kind::Count { range: [1, 8] },
    Edit::Rerun,
    "Every β of every objective is trained from so many seeds, counted up from the seed. The claims speak of their mean.",
);
pub const HIDDEN: Field = Field::new(
    "hidden",
    "Encoder's hidden layers",
    NETWORK,
    Kind::Text { form: "hidden widths joined by -, like 64-64, or none", longest: 40 },
    Edit::Rerun,
    "ReLU layers between the image and its code; the same for every objective.",
);
pub const DECODER: Field = Field::new(
    "decoder",
    "Decoder's hidden units",
    NETWORK,
    Kind::Count { range: [0, 256] },
    Edit::Rerun,
    "ReLU units between the code and the classes; 0 for a linear decoder.",
)
.unit("units");
pub const DEVIATION: Field = Field::new(
    "deviation",
    "Standard deviation",
    NETWORK,
    Kind::Choice(&[("softplus", "softplus(ρ − 5)"), ("exponential", "exp(ρ/2)"), ("unit", "1")]),
    Edit::Rerun,
    "How encoders whose noise depends on the image say how much. NIB has one learned variance for all images.",
);
pub const EPOCHS: Field = Field::new(
    "epochs",
    "Epochs",
    TRAINING,
    Kind::Count { range: [1, 300] },
    Edit::Rerun,
    "Passes over the images trained on.",
);
pub const WARM: Field = Field::new(
    "warm",
    "Without penalty",
    TRAINING,
    Kind::Count { range: [0, 100] },
    Edit::Rerun,
    "So long the code is free, so that it becomes useful before it is charged.",
)
.unit("epochs");
pub const RAMP: Field = Field::new(
    "ramp",
    "then β rises over",
    TRAINING,
    Kind::Count { range: [0, 100] },
    Edit::Rerun,
    "From nothing to its value in a straight line; 0 for at once.",
)
.unit("epochs");
pub const BATCH: Field = Field::new(
    "batch",
    "Batch",
    TRAINING,
    Kind::Count { range: [8, 512] },
    Edit::Rerun,
    "Images a step. NIB measures its information on the batch, so the logarithm of the batch is its ceiling in training.",
)
.unit("images");
pub const RATE: Field = Field::new(
    "rate",
    "Learning rate",
    TRAINING,
    Kind::Number { range: [1e-5, 0.1], log: true },
    Edit::Rerun,
    "Adam's step size.",
);
pub const SEED: Field = Field::new(
    "seed",
    "Seed",
    TRAINING,
    Kind::Seed,
    Edit::Rerun,
    "Decides the split, the first weights, the order of the batches and the noise.",
);
pub const POINTS: Field = Field::new(
    "points",
    "Points N",
    MEASURED,
    Kind::Count { range: [16, 500] },
    Edit::Rerun,
    "Held-out images that stand for all of X where information is measured. No measure can pass ln N.",
)
.unit("images");
pub const SAMPLES: Field = Field::new(
    "samples",
    "Samples of each code",
    MEASURED,
    Kind::Count { range: [2, 64] },
    Edit::Rerun,
    "What the sampled truth averages over; more make its error smaller.",
);
pub const SHOTS: Field = Field::new(
    "shots",
    "Draws in testing",
    MEASURED,
    Kind::Count { range: [1, 64] },
    Edit::Rerun,
    "The L of “L-shot”: the probabilities of so many draws are averaged.",
);
pub const MOMENTS: Field = Field::new(
    "moments",
    "Measured so often",
    MEASURED,
    Kind::Count { range: [2, 40] },
    Edit::Rerun,
    "How often all networks are measured, evenly over the epochs.",
)
.unit("times");
pub const CURRENCY: Field = Field::new(
    "currency",
    "Charts show",
    MEASURED,
    Kind::Choice(&[("truth", "sampled truth"), ("upper", "upper bound"), ("lower", "lower bound")]),
    Edit::Redraw,
    "The one measure that all objectives are drawn in. The claims do not depend on it.",
);
