//! What the experiment says of itself.

use crate::lab::Info;

pub const INFO: Info = Info {
    id: "knowledge-bottleneck",
    title: "A knowledge bottleneck under a shift",
    family: "Concept bottlenecks",
    question: "In the training hospital the sick are seen on another scanner. Which model still works when that turns round?",
    papers: &["yang-2024"],
    after: "the confounded X-ray experiments, in small",
    guide: &[
        "Synthetic radiographs show ten findings; six of them speak for or against pneumonia, each right 77 times in a \
         hundred. A scanner’s gain, or a letter in the corner, agrees with the diagnosis with probability ρ in training and \
         in the first test, and disagrees as often in the shifted test. At ρ = 1 the shifted test turns the confounder \
         round, so that whoever reads it is right less often than a coin: an accuracy near nothing is no error of the chart.",
        "A knowledge bottleneck (KnoBo) sees an image only as the probabilities of findings, which were learned elsewhere. \
         Its head is a softmax regression with the loss mean |tanh(W) − P| beside the cross-entropy: P holds 1 where those \
         who know say that a finding speaks for a class, −1 where against, 0 where they do not know. Beside it stand a linear \
         probe of the same frozen features, features and concepts together, a network trained from the pixels, the concepts \
         without a prior, and a prior whose answers were given to the wrong findings.",
        "The features come from a small network of patches trained on 32×32 pixels here, in place of a foundation model; \
         its pretraining corpus has every finding, and the confounder, by a coin’s toss. Each concept is a logistic regression \
         on these features. Where the paper picks the epoch best on a validation set, every readout here takes the same \
         number of steps.",
        "Three traps. The robustness comes from the clean grounding corpus: with grounding images that share the confounder, \
         ρ = 1 costs the bottleneck 3 to 6 points. tanh(w) reaches 1 only at infinity, so that the prior never lets \
         weights rest. And the dashed ceiling is that of a reader who knows the true findings and nothing else: with the \
         confounder’s help a model can pass it where confounder and diagnosis agree.",
        "Not everything is sure. What the prior adds with 24 images came to 3 to 7 points over six seeds, the criterion’s 5 \
         lying in the middle. And the letter in the corner is no finding, so that the pretrained features hardly hold it: \
         on some seeds the probe then falls too little for the criterion, while the network from the pixels takes the letter.",
    ],
    snippets: &[],
    try_next: &[
        ("A letter in the corner instead", "confounder=marker"),
        ("Grounding images that share the confounder", "grounding=confounded"),
        ("No prior at all", "prior_weight=0"),
        ("Only the hardest shifts", "rhos=0.95,1"),
    ],
    smoke: "rhos=0.95,1&samples=200&corpus=200&corpus_epochs=1&epochs=1&steps=50&draws=1",
    uses_device: true,
    random: true,
};
