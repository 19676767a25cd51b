//! The models side by side: how each judges concepts and class together, from what is seen and what was told.

use serde::{Deserialize, Serialize};

use super::{
    config::{Beliefs, Config},
    energies::{Coupler, Joint, conditional, state_of},
};
use crate::concepts::{Coupling, Evidence, Head, NaiveBayes, Posterior, largest, sigmoid, softmax};

/// p(c | x) is kept this far from 0 and 1.
const LEAST_BELIEF: f64 = 1e-9;
/// The weight of E_cy in the published inference once something was told; E_xy and E_xc then have none.
const TOLD_WEIGHT: f64 = 3.0;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Model {
    /// Concepts by themselves, then a linear head.
    Plain,
    /// The published energies with the released inference.
    Released,
    /// The published energies and weights, all states weighed exactly.
    Weighed,
    /// The same with E_cy as it was trained.
    Unweighed,
    /// −ln p(y | c) in the place of E_cy.
    Conditional,
    /// Experts, with E_cy normalised over concepts and class together.
    Joint,
    /// The same without p(y | x).
    Silent,
    /// Naive Bayes through the class, counted.
    Counted,
}

impl Model {
    /// In the order in which they are measured.
    pub const ALL: [Model; 8] = [
        Model::Plain,
        Model::Released,
        Model::Weighed,
        Model::Unweighed,
        Model::Conditional,
        Model::Joint,
        Model::Silent,
        Model::Counted,
    ];

    pub fn label(self) -> &'static str {
        match self {
            Model::Plain => "plain CBM",
            Model::Released => "ECBM as released",
            Model::Weighed => "ECBM, exact",
            Model::Unweighed => "ECBM, E_cy weight 1",
            Model::Conditional => "ECBM, −ln p(y | c)",
            Model::Joint => "joint p(c, y)",
            Model::Silent => "joint, no p(y | x)",
            Model::Counted => "naive Bayes",
        }
    }
}

/// What a picture says, to each model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sight {
    /// The plain bottleneck's p(c_k = 1 | x), `[K]`.
    pub beliefs: Vec<f64>,
    /// E_xc of "no" and "yes", `[K]`.
    pub concepts: Vec<[f64; 2]>,
    /// E_xy, `[C]`.
    pub classes: Vec<f64>,
}

/// What was learned, small enough to be sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Knowledge {
    /// The plain bottleneck's head: `[C, K]` and `[C]`.
    pub weights: Vec<f64>,
    pub bias: Vec<f64>,
    /// E_cy as published, normalised over classes.
    pub published: Coupler,
    /// E_cy normalised over concepts and classes together.
    pub joint: Coupler,
    /// p(y), `[C]`, and p(c_k = 1 | y), `[C, K]`, counted.
    pub prior: Vec<f64>,
    pub present: Vec<f64>,
}

/// One model, ready to judge.
pub enum Judge {
    Plain(Head),
    Released {
        table: Vec<f64>,
        weight: f64,
    },
    /// The posterior of a sum of energies, each input's own as the network gives them.
    Sum(Coupling),
    Experts {
        joint: Joint,
        beliefs: Beliefs,
        reads_class: bool,
    },
    Counted {
        bayes: NaiveBayes,
        beliefs: Beliefs,
    },
}

impl Knowledge {
    pub fn head(&self) -> Head {
        Head::new(self.weights.clone(), self.bias.clone())
    }

    pub fn bayes(&self) -> NaiveBayes {
        NaiveBayes::new(self.prior.clone(), self.present.clone())
    }

    pub fn judge(&self, model: Model, config: &Config) -> Judge {
        let (width, classes) = (self.published.width(), self.published.classes());
        let weight = config.coupling;
        let sum = |table: Vec<f64>| Judge::Sum(Coupling::new(table, width, classes));
        let experts = |reads_class| Judge::Experts {
            joint: Joint::new(self.joint.table(), width, classes),
            beliefs: config.beliefs,
            reads_class,
        };
        match model {
            Model::Plain => Judge::Plain(self.head()),
            Model::Released => Judge::Released { table: self.published.table(), weight },
            Model::Weighed => sum(self.published.table().iter().map(|energy| weight * energy).collect()),
            Model::Unweighed => sum(self.published.table()),
            Model::Conditional => sum(conditional(&self.published.table(), classes)),
            Model::Joint => experts(true),
            Model::Silent => experts(false),
            Model::Counted => Judge::Counted { bayes: self.bayes(), beliefs: config.beliefs },
        }
    }
}

impl Sight {
    /// p(c_k = 1 | x), strictly between 0 and 1.
    pub fn beliefs(&self, of: Beliefs) -> Vec<f64> {
        let inside = |p: f64| p.clamp(LEAST_BELIEF, 1.0 - LEAST_BELIEF);
        match of {
            Beliefs::Plain => self.beliefs.iter().map(|p| inside(*p)).collect(),
            Beliefs::Energies => self.concepts.iter().map(|[no, yes]| inside(sigmoid(no - yes))).collect(),
        }
    }
}

/// Energies whose product with p(c, y) is p(c, y) Π p(c_k | x) / p(c_k): −ln of each factor.
pub fn ratios(beliefs: &[f64], present: &[f64]) -> Vec<[f64; 2]> {
    let pair = |(belief, share): (&f64, &f64)| [libm::log((1.0 - share) / (1.0 - belief)), libm::log(share / belief)];
    beliefs.iter().zip(present).map(pair).collect()
}

/// Naive Bayes as an energy of every state and class, `[2^K, C]`: −ln p(y) Π p(c_k | y).
pub fn spelt_out(bayes: &NaiveBayes) -> Coupling {
    let (width, classes) = (bayes.width(), bayes.classes());
    let energy = |state: usize, y: usize| {
        let factor = |k: usize| if state >> k & 1 == 1 { bayes.given(y, k) } else { 1.0 - bayes.given(y, k) };
        -libm::log(bayes.prior()[y]) - (0..width).map(|k| libm::log(factor(k))).sum::<f64>()
    };
    let table = (0..1usize << width).flat_map(|state| (0..classes).map(move |y| (state, y)));
    Coupling::new(table.map(|(state, y)| energy(state, y)).collect(), width, classes)
}

impl Judge {
    /// What is believed of concepts and class once `told`, `[K]`.
    pub fn posterior(&self, sight: &Sight, told: &[Option<bool>]) -> Posterior {
        match self {
            Judge::Plain(head) => {
                let concepts = held(&sight.beliefs, told);
                let classes = head.probabilities(&concepts);
                decided(concepts, classes)
            }
            Judge::Released { table, weight } => released(table, *weight, sight, told),
            Judge::Sum(coupling) => {
                let evidence = Evidence { concepts: sight.concepts.clone(), classes: sight.classes.clone() };
                coupling.posterior(&evidence, told)
            }
            Judge::Experts { joint, beliefs, reads_class } => {
                let concepts = ratios(&sight.beliefs(*beliefs), &joint.present);
                // −ln p(y | x) / p(y), but for a constant.
                let classes = sight.classes.iter().zip(&joint.prior);
                let classes = classes.map(|(energy, p)| if *reads_class { energy + libm::log(*p) } else { 0.0 });
                let evidence = Evidence { concepts, classes: classes.collect() };
                joint.coupling.posterior(&evidence, told)
            }
            Judge::Counted { bayes, beliefs } => bayes.posterior(&sight.beliefs(*beliefs), told),
        }
    }
}

/// Beliefs with what was told in their place.
fn held(beliefs: &[f64], told: &[Option<bool>]) -> Vec<f64> {
    beliefs.iter().zip(told).map(|(belief, told)| told.map_or(*belief, |told| f64::from(u8::from(told)))).collect()
}

fn decided(concepts: Vec<f64>, classes: Vec<f64>) -> Posterior {
    let state = concepts.iter().map(|p| *p > 0.5).collect();
    let class = largest(&classes);
    Posterior { classes, concepts, state, class }
}

/// Where the released inference ends: its concepts enter E_cy through a threshold, which passes no gradient back, so that
/// each goes to the lesser E_xc whatever was told, and the class to its least energy given those concepts.
fn released(table: &[f64], weight: f64, sight: &Sight, told: &[Option<bool>]) -> Posterior {
    let own: Vec<f64> = sight.concepts.iter().map(|[no, yes]| sigmoid(no - yes)).collect();
    let concepts = held(&own, told);
    let state: Vec<bool> = concepts.iter().map(|p| *p > 0.5).collect();
    let classes = sight.classes.len();
    let row = &table[state_of(&state) * classes..][..classes];
    let logits: Vec<f64> = if told.iter().any(Option::is_some) {
        row.iter().map(|energy| -TOLD_WEIGHT * energy).collect()
    } else {
        row.iter().zip(&sight.classes).map(|(coupled, own)| -own - weight * coupled).collect()
    };
    decided(concepts, softmax(&logits))
}
