//! What the experiment says of itself.

use crate::lab::Info;

pub const INFO: Info = Info {
    id: "truth-hurts",
    title: "Truth hurts",
    family: "Concept bottlenecks",
    question: "A concept bottleneck names what it sees before it names the class, so that a person can correct it. Does it \
               get better when it is told the truth?",
    papers: &["espinosa-zarlenga-2022", "koh-2020", "mahinpei-2021"],
    after: "the toy tasks of its experiments",
    guide: &[
        "Five bottlenecks learn the same tasks, concepts and class jointly, with a linear head on what passes: hard concepts \
         (0 or 1), soft ones (probabilities), logits, a hybrid (probabilities and some values that nobody asked for), and \
         embeddings (a probability mixes two vectors). Then more and more concepts are replaced by their truth, and the \
         class is looked at again.",
        "On XOR and on the dot product no linear function of true concepts tells the class. A logit bottleneck gets it right \
         nonetheless: how large a logit is says what its sign should not. That is leakage, and it shows as soon as a truth \
         is put in its place. A hybrid is right for another reason: it hardly uses its concepts, so that nothing is \
         gained or lost by correcting them. An embedding of a true concept still depends on the input, which is how it stays \
         right, and also why a class that is right when all concepts are told does not show that concepts suffice.",
        "Traps: what stands for “true” in a logit is a choice, and part of the result; set it under Picture. The dashed line \
         is the best that can be done with the true concepts and nothing else, by any head, linear or not: what lies above \
         it has seen more than concepts. On the dot product concepts alone get three in four.",
    ],
    snippets: &[],
    try_next: &[
        ("XOR alone, five seeds", "tasks=xor&replicas=5"),
        ("Concepts that count ten times as much", "lambda=10"),
        ("Embeddings never told the truth in training", "replaced=0"),
        ("−4 and 4 as logits of the truth", "truths=four"),
    ],
    smoke: "samples=100&epochs=2&replicas=2&width=4&size=2&batch=64",
    uses_device: true,
    random: true,
};
