//! What the bench of a visitor's own concepts says of itself.

use crate::lab::{Info, Snippet};

pub const INFO: Info = Info {
    id: "your-concepts",
    title: "Your own concepts",
    family: "Concept bottlenecks",
    question: "Would a concept bottleneck work on your data: does it cost accuracy, does it listen, does it leak?",
    papers: &["koh-2020", "espinosa-zarlenga-2022", "shin-2023"],
    after: "the model and its interventions",
    guide: &[
        "Bring a table as .csv, .npy or .npz, a row an example: input columns of numbers, concept columns of yes and no (or 0 \
         and 1), and a column that names the class. Columns can be parted over several files of as many rows. Which column is \
         what is guessed, and can be changed in the table of columns or by name. Nothing is uploaded: files stay in this \
         browser, and a link names them by their content.",
        "Pictures instead of input columns: an array [rows, height, width] with or without colours beside the table, or one .zip \
         of PNG or JPEG files and a .csv one column of which names the file of every row. A small network of three convolutions \
         learns your concepts from them at 32×32 pixels, and the bottlenecks stand on its 64 features. It learns from your \
         pictures alone. For more than simple pictures bring the features of your own network as input columns.",
        "All eight bottlenecks are trained on 70 % of the rows and tested on the others. Look at the curves first: where being \
         told the truth helps, the model listens; where it hurts, it has hidden the class in its concepts. The claims below are \
         the papers’, decided on your data: one that does not hold says something about your concepts, for example that they do \
         not determine the class.",
        "Are your concepts annotated for every example, or once a class? The caption of the columns says how many never vary \
         within a class. Correcting one of those tells the model the class, not what is seen in this example. In the digits \
         that stand here until you bring files, all are such.",
    ],
    snippets: &[
        Snippet {
            title: "Features from PyTorch",
            code: "import numpy as np, pandas as pd\n\
                   f = features(x).detach().cpu().numpy()  # [rows, d], before your network's last layer\n\
                   np.save('features.npy', f)\n\
                   pd.DataFrame(concepts, columns=names).assign(label=labels).to_csv('concepts.csv', index=False)",
        },
        Snippet {
            title: "Pictures with a concepts.csv",
            code: "# concepts.csv: file,label,has_wings,has_tail\\n001.png,bird,yes,no\n\
                   import zipfile, glob\n\
                   with zipfile.ZipFile('pictures.zip', 'w') as z:\n    \
                   [z.write(path) for path in glob.glob('pictures/*.png') + ['concepts.csv']]",
        },
    ],
    try_next: &[
        (
            "Only four concepts: not enough to tell the digits apart",
            "concepts=closed%20loop%2Ccorner%2Cbar%20at%20the%20top%2Cround%20at%20the%20bottom&label=digit",
        ),
        ("Told that there is no loop", "answers=0n&row=3"),
        ("Let the policy ask you", "asks=true&policy=ectp"),
        ("Embeddings beside a hybrid", "model=embedding&beside=hybrid&inputs=none"),
    ],
    smoke: "points=120&steps=6&picture_steps=4&label=digit&concepts=closed%20loop%2Ccorner%2Cbar%20at%20the%20top%2Cround%20at%20the%20top%2Copen%20to%20the%20left&inputs=none&answers=1y&row=2",
    uses_device: true,
    random: true,
};
