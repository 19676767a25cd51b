//! What the experiment says of itself.

use crate::lab::Info;

pub const INFO: Info = Info {
    id: "energy-cbm",
    title: "Correct one, and others follow",
    family: "Concept bottlenecks",
    question: "You tell a model that the beak is orange. Does it think again about the tail?",
    papers: &["xu-2024", "koh-2020"],
    after: "its energies, its inference, and what it takes to couple concepts",
    guide: &[
        "A plain concept bottleneck judges every concept by itself. Tell it one, and the class may change, but no other concept does, \
         although a bird with an orange beak is of a species that may always have a striped tail. An energy-based bottleneck gives \
         concepts c and class y together an energy, so that what is told of one concept speaks for some classes, and these for \
         other concepts. Click a card: both boards are told the same, and only the second thinks again about the rest. Twelve \
         concepts and twelve species have 49 152 states, few enough to weigh all of them at every click. A truth may also mislead, where it speaks for the wrong class first.",
        "The published model has three energies: E_xy of picture and class, E_xc of picture and concept, E_cy of concepts and class. \
         Each is trained by its own loss, normalised over its own label. That is the trap. Normalised over classes alone, E_cy \
         may have any function of the concepts added to it and its loss stays the same. Added at weight 1 that function, left to chance, judges \
         the concepts; the published weight, 0.01, silences it, and the coupling with it. What ECBM gains over the plain bottleneck \
         then comes from E_xc alone. Taking −ln p(y | c) instead removes the arbitrary part, and with it what one concept says of \
         another: that sum over classes is 1 whatever c is. What couples concepts is a normaliser over c and y together, p(c, y), and the \
         product of experts p(c, y) Π p(c | x) / p(c) · p(y | x) / p(y). Released, E_cy reads concepts through a threshold that passes \
         no gradient, so that the published optimisation has an exact end: each concept at its lesser E_xc, whatever was told. It is \
         computed here as that end (“as released”), and, kinder, with all states weighed at the published weights (“exact”).",
        "Naive Bayes through the class, p(y) Π p(c | y), couples concepts with no training at all and in closed form. On these birds it \
         is the truth: a class is a code, of which each concept is off by its own coin. Where concepts depend on each \
         other beyond the class it would be wrong, and the joint energy need not be. The class may lag where p(y | x) is among the experts: it \
         reads the same features as p(c | x), so that the same evidence counts twice. In the authors’ own figure on bird photographs, \
         too, concepts are best with energies but the class, once concepts are told, is below that of concept bottlenecks; there, all \
         concepts are right in 71 % of pictures against 36 %.",
        "How it is measured. Each picture has a random order of its concepts, the same for all models; six are told one after the \
         other, and spreading is measured on the six that never are, so that nothing but what was told changes between two points. A \
         concept is taken to be there above one half, “all twelve” reads the likeliest state, the class is the likeliest one. The rise \
         is counted from the first told concept on. What judging together gains before anything is told is not in it. \
         A learned covariance between concepts (stochastic concept bottlenecks, 2024) is another way to couple them; set by hand from \
         how often concepts go together, it can make the class worse.",
    ],
    snippets: &[],
    try_next: &[
        ("One truth, of the eye ring, and most others are righted", "answers=9y"),
        ("A truth that misleads: the dark crown", "answers=3y"),
        ("Naive Bayes beside the plain bottleneck", "model=counted"),
        ("The published weights: the cards stay", "model=weighed"),
        ("What the energies add up to at weight 1", "model=unweighed"),
        ("Begin with the concepts of E_xc", "beliefs=energies"),
        ("Concepts that hardly go with a class", "flip=0.2"),
        ("Clearer pictures, less to correct", "noise=0.35"),
    ],
    smoke: "train=240&test=60&epochs=2&steps=20&hidden=12&answers=2y",
    uses_device: true,
    random: true,
};
