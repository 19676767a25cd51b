//! What the experiment says of itself.

use crate::lab::Info;

pub const INFO: Info = Info {
    id: "language-bottleneck",
    title: "Language in a bottle",
    family: "Concept bottlenecks",
    question: "Each class is put into a few sentences, and images are seen only through these. Does that recognise more from one \
               image of each class than the image itself does?",
    papers: &["yang-2023"],
    after: "few-shot curves, in small",
    guide: &[
        "For every class a language model proposes many sentences, true and idle. LaBo picks a few: F(S) adds up how well each \
         sentence tells classes apart (its discriminability D, learnt from the few images at hand) and how well the set covers \
         all candidates (for each, its largest cosine to a picked one). F is submodular, so greedy picking comes within 1 − 1/e \
         of the best set; here that is checked against all 120 sets of three from ten candidates. The head then makes each \
         class a weighted mean of all picked sentences, starting from its own.",
        "A toy world stands in for CLIP: concepts are directions, a class is a set of them, an image is their sum with \
         noise, an offset that no text has, and nuisance: large, different in every image, in directions that no concept has. \
         A class's candidates are two wordings of each of its concepts, and as much junk, which speaks of nuisance alone.",
        "Look at the nuisance. The bottleneck's gain is what it leaves out: sentences about concepts cannot see the nuisance, \
         while a linear probe must learn from examples to ignore it. Without nuisance the probe wins, and in between \
         the two cross. The paper's 11.7 points at one shot are an average over eleven data sets; whether those have such \
         nuisance is not shown here.",
        "The traps. D learnt from one image of each class follows that image's nuisance: picked by D alone, nearly every \
         sentence is junk, until there are more images. Coverage cannot tell junk either, and takes about as much as chance does; \
         it says each concept once and prefers sentences near the class's others. The paper's two weights differ by a factor of ten million and are tuned \
         for each data set; here D is divided by its mean first, so that the slider means the same everywhere. And a weighted \
         mean has no negative evidence: nothing can speak against a class. The probe's ridge is chosen on 240 other images, \
         more than a few-shot learner would have, which favours the probe.",
    ],
    snippets: &[],
    try_next: &[
        ("No nuisance anywhere", "nuisance=0"),
        ("More weight on discriminability", "coverage=0.5"),
        ("No junk among the candidates", "junk=0"),
        ("One sentence a class", "picks=1"),
        ("A richer bottleneck", "picks=10"),
        ("What discriminability picks", "picker=discriminability"),
    ],
    smoke: "episodes=1&steps=10",
    uses_device: false,
    random: true,
};
