//! What the experiment says of itself.

use crate::lab::Info;

pub const INFO: Info = Info {
    id: "energy-cbm",
    title: "Correct one, and others follow",
    family: "Concept bottlenecks",
    question: "You tell a model that the beak is orange. Does it think again about the tail?",
    papers: &["xu-2024", "koh-2020"],
    after: "fig. 2",
    guide: &["x"],
    snippets: &[],
    try_next: &[("Naive Bayes instead", "model=counted&answers=0y")],
    smoke: "train=240&test=60&epochs=2&steps=20&hidden=12&answers=2y",
    uses_device: true,
    random: true,
};
