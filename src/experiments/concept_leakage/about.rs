//! What the experiment says of itself.

use crate::lab::Info;

pub const INFO: Info = Info {
    id: "concept-leakage",
    title: "Catch it lying",
    family: "Concept bottlenecks",
    question: "A bottleneck says “red wing” and names the right bird. Does its “red wing” mean a red wing, or has it smuggled \
               the answer through?",
    papers: &["espinosa-zarlenga-2023", "mahinpei-2021", "koh-2020"],
    after: "its impurity scores, and the interventions of Koh et al.",
    guide: &[
        "Seven bottlenecks learn concepts and class together and pass on logits. They differ only in λ, the weight of the \
         concepts’ loss. All see the same 64 features of a network that has learnt to tell all twelve concepts, so none is \
         short of knowledge: where a logit does not mean its concept, it found something better to carry. Beside them stands an \
         independent bottleneck, whose head has never seen anything but true concepts. Untold, all eight err about equally \
         often. That is the lie: test accuracy tells nothing of it.",
        "Five detectors. Telling the truth: every concept is replaced by the 5th or 95th percentile of its training logits \
         (0 or 1 for the independent one); a head that read other things goes astray. Impurity: what a predicted concept \
         foretells of every true concept, less what its own truth foretells (OIS: the size of that matrix, over K/2). Niches: how well all predicted \
         concepts together still foretell one when those that belong to it are silenced (NIS). Class information: \
         how many bits a logit holds about the class beyond its concept. And probes that name the class from probabilities, and from \
         the same cut at ½: what cutting loses beyond what it costs an honest bottleneck had leaked.",
        "Traps. OIS counts its diagonal: numbers that say nothing of anything score 0.29, hardly less than the worst leak here. So look at \
         the part off the diagonal too, and hold both against the floor: the same predictions dealt anew among birds that \
         are alike in the concept, which is all error and chance and no leak. The floor is not zero, and the independent bottleneck \
         lies above it without having seen a class: its matrix shows that it mixes up neighbours, the wing and its bar, a beak’s \
         length and its colour. Impurity is measured on loose \
         birds, a quarter of whose concepts are not their class’s, or true concepts would foretell each other; the truth is told to close birds, or it would not give the class.",
        "The papers train whole networks from pixels or tables. Here only a hidden layer, the logits and the head are \
         trained, in one stack; a toy of the mechanism, not of their figures. The harm that truth does is large and came with \
         every seed tried; how many times purer λ = 0.3 is than 0.003 came out between 2.4 and 3.5, so that the 2.5 asked for may \
         be missed: where neighbours are mixed up most, heavy concepts are impure too.",
    ],
    snippets: &[],
    try_next: &[
        ("An honest model under the same lamp", "network=independent"),
        ("Fewer birds to learn from", "train=1000"),
        ("Harder to see", "noise=0.5"),
        ("Train longer", "epochs=80"),
        ("Close birds that are looser", "close=0.05"),
    ],
    smoke: "train=128&held_out=200&epochs=2&replicas=2&width=8&noise=0.2",
    uses_device: true,
    random: true,
};
