//! What the bench says of itself.

use crate::lab::Info;

pub const INFO: Info = Info {
    id: "concept-bottleneck",
    title: "Train one, then argue with it",
    family: "Concept bottlenecks",
    question: "A network says what it sees before it says what it is. If you correct what it sees, does it change its mind?",
    papers: &["koh-2020", "espinosa-zarlenga-2022", "shin-2023", "chauhan-2023"],
    after: "the model and its interventions",
    guide: &[
        "A concept bottleneck puts named concepts between an image and its class: belly, wing, beak; then the species. Because \
         the class is read from the concepts alone, a person may correct a concept and see the class answer follow. Click a card: \
         the model keeps its belief, or is told that the part is absent or present. The bars show the class answer before and \
         after; the waterfall shows what each concept adds to the likeliest species over the runner-up.",
        "All models here stand on the same 64 features of one backbone, a small network that learned to see these twelve \
         concepts on birds of its own. Independent: the backbone's own concepts, and a class head that is fitted on true \
         concepts and fed probabilities. Sequential: on predicted logits. Joint: both at once, with λ between their losses. \
         Hybrid: extra unnamed numbers beside the concepts. Embedding (CEM): every concept is a vector between two learned \
         ones. With λ = 0 the slots are concepts by name only, although the features below them still come from a network that knows concepts.",
        "Put a joint model on logits beside the independent one and tell both the truth. The joint one has hidden what it knows \
         of the species in the exact size of its logits; told the truth (the 5th or 95th percentile of that concept's logits in \
         training), it loses it. This is leakage: interventions that lower accuracy say something about the model, and are \
         shown, not hidden.",
        "Telling a model what a concept is changes the bottleneck, not the picture. Paint your own bird to change the picture \
         instead, and see whether the model sees what you painted; the saliency says where it looked. Labels here are of the \
         picture itself; in the usual bird data set they are the class's, so that correcting one gives away the class.",
    ],
    snippets: &[],
    try_next: &[
        (
            "A leaky model beside an honest one, told three truths",
            "beside=logit&model=independent&image=2&answers=0y.1n.3y",
        ),
        ("Embeddings", "model=embedding&beside=hybrid"),
        ("Your own bird", "source=painted&painted=belly%2Bspots%2Bthroat&background=third"),
        ("Let the policy ask you", "asks=true&policy=ectp"),
        ("As noisy as in the reference experiment", "looks=hard"),
        ("A backbone of your own, trained here", "backbone=fresh"),
    ],
    smoke: "backbone=fresh&backbone_steps=10&images=200&epochs=2&image=3&answers=3y.0n&part=wing&source=painted&painted=legs%2Bspots&cover=true",
    uses_device: true,
    random: true,
};
