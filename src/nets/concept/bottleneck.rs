//! The network: a trunk, a logit a concept, the bottleneck's values, a head.

use burn::{
    module::Module,
    tensor::{Device, Tensor, activation::sigmoid},
};

use super::{
    super::{Activation, InitialScale, Stack, StackConfig},
    intervention::Intervention,
};
use crate::draws::Rng;

/// What the head is shown of concept k, whose logit is lₖ and whose probability pₖ = σ(lₖ).
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// 1 where pₖ > ½, else 0; its slope is taken to be pₖ's (straight-through).
    Hard,
    /// pₖ.
    Soft,
    /// lₖ.
    Logit,
    /// pₖ, and so many values more through a leaky ReLU that no concept is asked of.
    Hybrid { extra: usize },
    /// An embedding pₖ w⁺ + (1 − pₖ) w⁻ of `size` numbers (Espinosa Zarlenga et al. 2022): the two contexts are
    /// leaky ReLUs of the trunk, and one scorer, the same for all concepts, gives lₖ from both. While the class is
    /// trained, each concept's pₖ is replaced by its truth in a whole batch with probability `replaced`.
    Embedding { size: usize, replaced: f64 },
}

/// The sizes all replicas share.
#[derive(Clone, Debug, PartialEq)]
pub struct ConceptNetConfig {
    pub inputs: usize,
    /// Widths of hidden layers before the concepts; none where inputs are features already.
    pub trunk: Vec<usize>,
    /// Of the trunk's and the head's hidden layers; one that learns nothing of its own.
    pub activation: Activation,
    pub concepts: usize,
    pub kind: Kind,
    /// Widths of hidden layers after the concepts; none for a linear head.
    pub head: Vec<usize>,
    pub classes: usize,
}

/// R replicas; see [`super`].
#[derive(Module, Debug)]
pub struct ConceptNet {
    trunk: Option<Stack>,
    /// Linear: from the trunk to logits, to logits and extra values, or to contexts.
    reader: Stack,
    /// Linear: from both contexts of a concept to its logit.
    scorer: Option<Stack>,
    head: Stack,
    #[module(skip)]
    config: Shape,
}

/// What a module remembers of its configuration.
#[derive(Clone, Copy, Debug)]
struct Shape {
    kind: Kind,
    activation: Activation,
    concepts: usize,
}

/// What was sensed in some inputs, before it is told to the head.
#[derive(Clone, Debug)]
pub struct Sensed {
    /// `[replicas, concepts, samples]`
    pub logits: Tensor<3>,
    rest: Rest,
}

#[derive(Clone, Debug)]
enum Rest {
    Nothing,
    /// `[replicas, extra, samples]`
    Extra(Tensor<3>),
    /// `[replicas, 2 size, concepts, samples]`, w⁺ before w⁻.
    Contexts(Tensor<4>),
}

impl ConceptNetConfig {
    /// As many replicas as `rngs` times `copies`, the copies of one generator side by side and all alike; biases zero.
    ///
    /// Weights are drawn on the host, so that every device starts from the same ones.
    pub fn init(&self, rngs: &mut [Rng], copies: usize, device: &Device) -> ConceptNet {
        let mut stack = |widths: Vec<usize>| {
            let config = StackConfig { widths, activation: self.activation, initial: InitialScale::Xavier };
            config.init(rngs, copies, device)
        };
        let trunk: Vec<usize> = [self.inputs].iter().chain(&self.trunk).copied().collect();
        let hidden = trunk[trunk.len() - 1];
        let (read, values) = match self.kind {
            Kind::Hard | Kind::Soft | Kind::Logit => (self.concepts, self.concepts),
            Kind::Hybrid { extra } => (self.concepts + extra, self.concepts + extra),
            Kind::Embedding { size, .. } => (self.concepts * 2 * size, self.concepts * size),
        };
        let head: Vec<usize> = [values].iter().chain(&self.head).chain(&[self.classes]).copied().collect();
        ConceptNet {
            trunk: (trunk.len() > 1).then(|| stack(trunk)),
            reader: stack(vec![hidden, read]),
            scorer: match self.kind {
                Kind::Embedding { size, .. } => Some(stack(vec![2 * size, 1])),
                _ => None,
            },
            head: stack(head),
            config: Shape { kind: self.kind, activation: self.activation, concepts: self.concepts },
        }
    }
}

impl ConceptNet {
    pub fn replicas(&self) -> usize {
        self.head.replicas()
    }

    pub fn kind(&self) -> Kind {
        self.config.kind
    }

    pub fn concepts(&self) -> usize {
        self.config.concepts
    }

    /// What is sensed in inputs `[groups, inputs, samples]`; the number of groups divides that of replicas.
    pub fn sense(&self, inputs: Tensor<3>) -> Sensed {
        let hidden = match &self.trunk {
            Some(trunk) => self.config.activation.fixed(trunk.forward(inputs)),
            None => inputs,
        };
        let read = self.reader.forward(hidden);
        let [replicas, units, samples] = read.dims();
        let concepts = self.config.concepts;
        match (self.config.kind, &self.scorer) {
            (Kind::Hybrid { .. }, _) if units > concepts => {
                let extra = read.clone().slice([0..replicas, concepts..units, 0..samples]);
                Sensed {
                    logits: read.slice([0..replicas, 0..concepts, 0..samples]),
                    rest: Rest::Extra(Activation::LeakyRelu.fixed(extra)),
                }
            }
            (Kind::Embedding { size, .. }, Some(scorer)) => {
                let contexts = Activation::LeakyRelu.fixed(read);
                // The scorer meets every concept of every sample as one more column.
                let scored = scorer.forward(contexts.clone().reshape([replicas, 2 * size, concepts * samples]));
                Sensed {
                    logits: scored.reshape([replicas, concepts, samples]),
                    rest: Rest::Contexts(contexts.reshape([replicas, 2 * size, concepts, samples])),
                }
            }
            _ => Sensed { logits: read, rest: Rest::Nothing },
        }
    }

    /// The bottleneck's values, `[replicas, values, samples]`, with what an intervention says in place of what was sensed.
    pub fn values(&self, sensed: &Sensed, intervention: Option<&Intervention>) -> Tensor<3> {
        let logits = sensed.logits.clone();
        let own = match self.config.kind {
            Kind::Logit => logits,
            Kind::Hard => {
                let soft = sigmoid(logits);
                let hard = soft.clone().greater_elem(0.5).float();
                // Its value is that of the threshold, its slope that of the probability.
                soft.clone() + (hard - soft).detach()
            }
            _ => sigmoid(logits),
        };
        let told = match intervention {
            Some(intervention) => intervention.applied(own),
            None => own,
        };
        match &sensed.rest {
            Rest::Nothing => told,
            Rest::Extra(extra) => Tensor::cat(vec![told, extra.clone()], 1),
            Rest::Contexts(contexts) => {
                let [replicas, both, concepts, samples] = contexts.dims();
                let size = both / 2;
                let part =
                    |from: usize| contexts.clone().slice([0..replicas, from..from + size, 0..concepts, 0..samples]);
                let (on, off) = (part(0), part(size));
                let share = told.reshape([replicas, 1, concepts, samples]);
                (off.clone() + (on - off) * share).reshape([replicas, size * concepts, samples])
            }
        }
    }

    /// Class logits `[replicas, classes, samples]` of the bottleneck's values.
    pub fn classify(&self, values: Tensor<3>) -> Tensor<3> {
        self.head.forward(values)
    }

    /// pₖ of inputs `[groups, inputs, samples]`: `[replicas, concepts, samples]`.
    pub fn probabilities(&self, inputs: Tensor<3>) -> Tensor<3> {
        sigmoid(self.sense(inputs).logits)
    }

    /// Class logits of inputs `[groups, inputs, samples]`, corrected or not: `[replicas, classes, samples]`.
    pub fn class_logits(&self, inputs: Tensor<3>, intervention: Option<&Intervention>) -> Tensor<3> {
        self.classify(self.values(&self.sense(inputs), intervention))
    }

    /// Weights `[replicas, classes, values]` and biases `[replicas, classes, 1]` of a linear head; of hard, soft and logit
    /// bottlenecks the values are the concepts in turn, of hybrids the concepts come first.
    pub fn linear_head(&self) -> Option<[Tensor<3>; 2]> {
        <[Tensor<3>; 2]>::try_from(self.head.parameters()).ok()
    }
}
