//! The papers the lab's claims come from.

use serde::Serialize;

/// One publication. A paper counts as reproduced only where a claim that cites it has a verdict.
#[derive(Debug, Serialize)]
pub struct Paper {
    /// Unique, kebab-case: how claims cite it.
    pub key: &'static str,
    pub authors: &'static str,
    pub title: &'static str,
    pub venue: &'static str,
    pub year: u16,
    pub url: &'static str,
}

/// The paper of a key, where the table has it.
pub fn paper(key: &str) -> Option<&'static Paper> {
    PAPERS.iter().find(|paper| paper.key == key)
}

pub const PAPERS: &[Paper] = &[
    Paper {
        key: "tishby-1999",
        authors: "Tishby, Pereira & Bialek",
        title: "The information bottleneck method",
        venue: "37th Allerton Conference",
        year: 1999,
        url: "https://arxiv.org/abs/physics/0004057",
    },
    Paper {
        key: "chechik-2005",
        authors: "Chechik, Globerson, Tishby & Weiss",
        title: "Information bottleneck for Gaussian variables",
        venue: "Journal of Machine Learning Research 6",
        year: 2005,
        url: "https://www.jmlr.org/papers/v6/chechik05a.html",
    },
    Paper {
        key: "strouse-2017",
        authors: "Strouse & Schwab",
        title: "The deterministic information bottleneck",
        venue: "Neural Computation 29",
        year: 2017,
        url: "https://arxiv.org/abs/1604.00268",
    },
    Paper {
        key: "wu-2020",
        authors: "Wu & Fischer",
        title: "Phase transitions for the information bottleneck in representation learning",
        venue: "ICLR",
        year: 2020,
        url: "https://arxiv.org/abs/2001.01878",
    },
    Paper {
        key: "kraskov-2004",
        authors: "Kraskov, Stögbauer & Grassberger",
        title: "Estimating mutual information",
        venue: "Physical Review E 69, 066138",
        year: 2004,
        url: "https://arxiv.org/abs/cond-mat/0305641",
    },
    Paper {
        key: "oord-2018",
        authors: "van den Oord, Li & Vinyals",
        title: "Representation learning with contrastive predictive coding",
        venue: "arXiv",
        year: 2018,
        url: "https://arxiv.org/abs/1807.03748",
    },
    Paper {
        key: "poole-2019",
        authors: "Poole, Ozair, van den Oord, Alemi & Tucker",
        title: "On variational bounds of mutual information",
        venue: "ICML",
        year: 2019,
        url: "https://arxiv.org/abs/1905.06922",
    },
    Paper {
        key: "mcallester-2020",
        authors: "McAllester & Stratos",
        title: "Formal limitations on the measurement of mutual information",
        venue: "AISTATS",
        year: 2020,
        url: "https://arxiv.org/abs/1811.04251",
    },
    Paper {
        key: "czyz-2023",
        authors: "Czyż, Grabowski, Vogt, Beerenwinkel & Marx",
        title: "Beyond normal: on the evaluation of mutual information estimators",
        venue: "NeurIPS",
        year: 2023,
        url: "https://arxiv.org/abs/2306.11078",
    },
    Paper {
        key: "shwartz-ziv-2017",
        authors: "Shwartz-Ziv & Tishby",
        title: "Opening the black box of deep neural networks via information",
        venue: "arXiv",
        year: 2017,
        url: "https://arxiv.org/abs/1703.00810",
    },
    Paper {
        key: "kolchinsky-2017",
        authors: "Kolchinsky & Tracey",
        title: "Estimating mixture entropy with pairwise distances",
        venue: "Entropy 19",
        year: 2017,
        url: "https://arxiv.org/abs/1706.02419",
    },
    Paper {
        key: "saxe-2018",
        authors: "Saxe, Bansal, Dapello, Advani, Kolchinsky, Tracey & Cox",
        title: "On the information bottleneck theory of deep learning",
        venue: "ICLR",
        year: 2018,
        url: "https://openreview.net/forum?id=ry_WPG-A-",
    },
    Paper {
        key: "chelombiev-2019",
        authors: "Chelombiev, Houghton & O'Donnell",
        title: "Adaptive estimators show information compression in deep neural networks",
        venue: "ICLR",
        year: 2019,
        url: "https://arxiv.org/abs/1902.09037",
    },
    Paper {
        key: "alemi-2017",
        authors: "Alemi, Fischer, Dillon & Murphy",
        title: "Deep variational information bottleneck",
        venue: "ICLR",
        year: 2017,
        url: "https://arxiv.org/abs/1612.00410",
    },
    Paper {
        key: "alemi-2018",
        authors: "Alemi, Fischer & Dillon",
        title: "Uncertainty in the variational information bottleneck",
        venue: "UAI workshop on uncertainty in deep learning",
        year: 2018,
        url: "https://arxiv.org/abs/1807.00906",
    },
    Paper {
        key: "higgins-2017",
        authors: "Higgins, Matthey, Pal, Burgess, Glorot, Botvinick, Mohamed & Lerchner",
        title: "beta-VAE: Learning basic visual concepts with a constrained variational framework",
        venue: "ICLR",
        year: 2017,
        url: "https://openreview.net/forum?id=Sy2fzU9gl",
    },
    Paper {
        key: "burgess-2018",
        authors: "Burgess, Higgins, Pal, Matthey, Watters, Desjardins & Lerchner",
        title: "Understanding disentangling in β-VAE",
        venue: "arXiv",
        year: 2018,
        url: "https://arxiv.org/abs/1804.03599",
    },
    Paper {
        key: "chen-2018",
        authors: "Chen, Li, Grosse & Duvenaud",
        title: "Isolating sources of disentanglement in variational autoencoders",
        venue: "NeurIPS",
        year: 2018,
        url: "https://arxiv.org/abs/1802.04942",
    },
];
