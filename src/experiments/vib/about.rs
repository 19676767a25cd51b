//! What the experiment says of itself.

use crate::lab::{Info, Snippet};

pub const INFO: Info = Info {
    id: "vib",
    title: "The price of a bit",
    family: "Variational bottleneck",
    question: "How much of an image does a classifier need? Put a price on every bit of its code and watch what it keeps.",
    papers: &["alemi-2017", "alemi-2018"],
    after: "fig. 1–4",
    guide: &[
        "The encoder does not pass a number on but a normal distribution, and the decoder gets a sample of it. How far that \
         distribution is from the prior, KL(e(z|x) ‖ m(z)), is the rate: it bounds from above what the code tells of the \
         input, I(Z;X). H(Y) minus the cross-entropy bounds from below what it tells of the label, I(Z;Y). Training minimises \
         cross-entropy + β · rate: β is what a nat of the code costs in nats of the label.",
        "Both are summed over the dimensions of the code and averaged over inputs, so β means the same in bits and in nats. \
         Code that averages the rate over dimensions divides β by K without saying so.",
        "All networks of the sweep train side by side as one. Those of one seed start from the same weights and see the same \
         batches and the same noise; what tells them apart is β alone.",
        "Raise β: the rate falls from hundreds of bits to a few, while the label stays readable. Later dimensions close, classes \
         merge, and near β = 1 the code goes silent, because a nat of code can never earn more than a nat of label. \
         The bounds are bounds: on test rows the one on I(Z;Y) can be negative.",
        "Labels here are a function of the image. The theory for that case says an exact bottleneck would jump at β = 1; the \
         Gaussian code and its prior are a poorer family, so that the curve falls gradually.",
    ],
    snippets: &[Snippet {
        title: "A table to bring, from pandas",
        code: "frame['label'] = frame.pop('species').astype('category').cat.codes\nframe.to_csv('table.csv', index=False)",
    }],
    try_next: &[
        ("Two dimensions: the whole code on a map", "dimensions=2&beta=0.03"),
        ("A learned mixture as the prior", "prior=mixture"),
        ("β rising over the first 20 epochs", "anneal=linear"),
        ("A finer sweep around the collapse", "betas=0.2%2C0.3%2C0.4%2C0.5%2C0.6%2C0.7%2C0.8%2C0.9%2C1%2C1.2&beta=0.5"),
        ("The paper's weight average, 128-wide encoder", "average=0.99&hidden=128-128"),
        ("A table whose class stands in the column “species”", "label=species"),
    ],
    smoke: "betas=0%2C0.01%2C0.1%2C1%2C2&dimensions=2&hidden=16&epochs=3&replicas=2&shots=3&train_share=0.4&label=class",
    uses_device: true,
    random: true,
};
