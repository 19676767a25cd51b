//! What the experiment says of itself.

use crate::lab::Info;

pub const INFO: Info = Info {
    id: "concept-transformer",
    title: "Slots that look where they should",
    family: "Concept bottlenecks",
    question: "A classifier reads a dozen slots, each with a concept’s name. Does a slot look at the part of the bird that it is \
               named after, and where would it look if nobody told it?",
    papers: &["hong-2024", "locatello-2020", "rigotti-2022", "jia-2023"],
    after: "the explanation loss of the paper, on procedural birds",
    guide: &[
        "A bird of 32×32 pixels is seen as 8×8 patches. Twelve slots gather what they need: for each patch, slots compete by a \
         softmax over slots; then each slot’s weights are divided by their sum over patches, and the slot takes the weighted \
         mean of what lies there (slot attention, one round, from learned first slots). Patches then read the slots by \
         cross-attention, and every class’s logit is a sum over slots of how much a slot is read times what it says. The \
         explanation loss asks the attention of slot k to lie evenly on the pixels that show concept k: for each slot 64 times \
         the mean squared difference over the 64 patches, averaged over slots, times λ. A bird without the concept teaches its \
         slot nothing. Networks of different λ start from the same weights and see the same batches.",
        "What is taught, measured and shown is what slots are gathered from. The released code of the paper explains the other \
         attention, what each patch reads, and leaves patches alone that show no concept. Set “Attention explained” to patches to \
         have it so: in the runs tried here slots are then read on the empty background too, and far less of their attention \
         lies on the part. The background is a trap either way. Of every patch the slots share out all, so that somebody must \
         take what belongs to nobody. In the runs looked at it was one of the named slots, which so has hardly anything on its \
         part, even where two slots without a name stood ready.",
        "Beside the networks stand two nulls. An even attention has on a part what the part covers of the grid, about a \
         twentieth. And these birds hardly move: an attention that always lies where the part was in training, without a look \
         at the picture, has two thirds on it. Only birds that move farther tell looking from knowing the place. And a slot that \
         looks right need not be used: the bars show how much each adds to the answer, and often a few slots do all the work, with \
         the explanation loss or without. The loss asks where a slot looks, not what the class is read from.",
        "Without the loss slots have no names. To be fair, each concept is given the slot that suits it, by the best of all \
         assignments on other birds than those measured. A patch counts as the part’s if one of its 16 pixels is. This is a toy: \
         the vision transformer of the paper is replaced by the first two convolutions of a small network that once learned the \
         concepts of such birds, frozen here, with a learned vector for each place; one head, 32 numbers a slot, no dropout, no \
         global concepts. What is shown is whether the loss moves attention and what it costs, not the paper’s accuracies.",
    ],
    snippets: &[],
    try_next: &[
        ("Birds that move about", "shift=8&epochs=30"),
        ("Explain what patches read instead", "explained=patches"),
        ("Two slots without a name", "spare=2"),
        ("A finer sweep of λ", "lambdas=0,0.05,0.5,5"),
    ],
    smoke: "lambdas=0,2,5&birds=64&epochs=2&tested=32",
    uses_device: true,
    random: true,
};
