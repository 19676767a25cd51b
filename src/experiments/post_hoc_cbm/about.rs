//! What the experiment says of itself.

use crate::lab::Info;

pub const INFO: Info = Info {
    id: "post-hoc-cbm",
    title: "Edit a model by hand",
    family: "Concept bottlenecks",
    question: "One species was nearly always photographed before the sky. Can you take the sky out of the model's head, by hand?",
    papers: &["yuksekgonul-2023", "oikarinen-2023"],
    after: "model editing under a shift, in small",
    guide: &[
        "Of five species of painted birds, species 1 stands before the sky in 95 of 100 training pictures, and no other species \
         does. In the shifted test it never does, while the others stand there as often as before anything else. A frozen \
         network sees the pictures. On what it makes of other birds, sixteen concepts are learned, twelve of the bird and four \
         of what is behind it: for each a linear support vector machine on a hundred pictures with it and a hundred \
         without. A picture’s score is its signed distance from that hyperplane, and a sparse softmax regression reads the \
         species from the scores. That is a post-hoc concept bottleneck (PCBM): any network, a handful of concepts, and weights \
         one can read.",
        "Now edit them. Choose a species, a concept and what is done to the weight, or click a cell of the weights; edits pile up, \
         stand in the link, and all numbers follow at once. To zero and rescaled is the edit the claims are about. Turning a \
         picture is the recipe of label-free concept bottlenecks: Δw = (rival’s logit − own logit + 0.1) / (2 score), added to the \
         chosen species and taken from its rival. Look at what that does to all other pictures: made for a picture whose score \
         is near zero, the smallest edit is large; and a third species may win after all. The oracle is the same head, fitted on shifted pictures; a hybrid (PCBM-h) \
         adds a linear layer on the features, which no edit of concepts reaches.",
        "Traps. What is zero? Standardised, it is the training mean, so that “to zero” and “to its mean” are one edit. A raw margin \
         of the sky is below zero wherever there is no sky, and the bias makes up for it; zeroed, that bias is left \
         over. Over six seeds with a sky that never missed, species 1 was then seen in up to a third of the pictures \
         instead of a fifth. Zeroing helped all the same, but rescaling after it made things worse in all six, where with \
         standardised margins it made them better in all six. Nor is the sky a lie where pictures are like those of training: \
         without any background 2 to 9 points are lost there, and the 8 points allowed were too few on two seeds of six. One \
         picture is a poor teacher, too: turning the first wrong one cost species 1 more than half of its accuracy as in \
         training on four of six.",
        "What this shows beside the paper: there, concepts come from an annotated collection or from words, and the shift is that of \
         photographs; here every background is known, and the concepts are. The features are the shipped network’s 64 and the means \
         of its last 32 planes. The 64 alone will not do: having been trained to tell parts of birds, they have all but \
         forgotten what stands behind. And no bank can edit a correlation that it has no concept for.",
    ],
    snippets: &[],
    try_next: &[
        ("No background for anybody", "species=all&concept=backgrounds"),
        ("One picture turned, and hundreds with it", "deed=turn&picture=15"),
        ("An eye ring instead of the sky", "concept=eye-ring"),
        ("Never seen elsewhere, and margins as they are", "correlation=1&scores=raw&deed=zero"),
        ("Never seen elsewhere", "correlation=1"),
        ("Two edits, one of them taken to its mean", "edits=1.sky.scale,4.sky.mean&species=all&concept=sand"),
        ("Concepts from few examples", "examples=20"),
    ],
    smoke: "train=200&test=100&examples=20&penalty=0.01&deed=turn&edits=2.sand.mean",
    uses_device: true,
    random: true,
};
