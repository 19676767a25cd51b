//! How heads decide about test pictures, and the heads that every run compares.

use super::{
    Accuracy, Entrant, Model, Pictures, Scored,
    edits::{BANK, CLASSES, Change, Deed, SKY, edited},
};
use crate::{
    concepts::{Head, largest},
    datasets::birds::WIDTH,
};

/// By which way a picture's logits come about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Path {
    Concepts,
    /// The residual on the features is added.
    Hybrid,
}

/// The edits of which a run's entrants are made.
pub fn changes(entrant: Entrant, model: &Model) -> Vec<Change> {
    let all: Vec<usize> = (0..CLASSES).collect();
    let backgrounds: Vec<usize> = (SKY..BANK).collect();
    let sky = |deed| vec![Change::new(&[0], &[SKY], deed)];
    match entrant {
        Entrant::Zeroed | Entrant::HybridZeroed => sky(Deed::Zero),
        Entrant::Rescaled | Entrant::HybridRescaled => sky(Deed::Scale),
        Entrant::ToMean => sky(Deed::Mean),
        Entrant::Turned => first_wrong(model).map(|picture| sky(Deed::Turn(picture))).unwrap_or_default(),
        Entrant::Backgrounds => vec![Change::new(&all, &backgrounds, Deed::Scale)],
        Entrant::Part(k) => vec![Change::new(&[0], &[k], Deed::Scale)],
        Entrant::Unedited | Entrant::Oracle | Entrant::Hybrid | Entrant::Probe => Vec::new(),
    }
}

/// The first shifted picture of species 1 that the unedited head takes for another.
fn first_wrong(model: &Model) -> Option<usize> {
    let found = model.shifted.decided(&model.head(), Path::Concepts);
    found.iter().zip(&model.shifted.labels).position(|(found, label)| *label == 0 && *found != 0)
}

/// The entrants that are the model's own head, edited or not, and its hybrid.
pub fn entrants() -> impl Iterator<Item = Entrant> {
    use Entrant::{
        Backgrounds, Hybrid, HybridRescaled, HybridZeroed, Part, Rescaled, ToMean, Turned, Unedited, Zeroed,
    };
    let named = [Unedited, Zeroed, Rescaled, ToMean, Turned, Backgrounds, Hybrid, HybridZeroed, HybridRescaled];
    named.into_iter().chain((0..WIDTH).map(Part))
}

/// How often an edited head is right in both tests.
pub fn score(model: &Model, entrant: Entrant) -> Scored {
    let head = edited(model, &changes(entrant, model));
    let path = match entrant {
        Entrant::Hybrid | Entrant::HybridZeroed | Entrant::HybridRescaled => Path::Hybrid,
        _ => Path::Concepts,
    };
    let [same, shifted] =
        [&model.same, &model.shifted].map(|pictures| accuracy(&pictures.decided(&head, path), &pictures.labels));
    Scored { entrant, same, shifted }
}

/// The share of classes found rightly, of all and of species 1; of no picture, none is right.
pub fn accuracy(found: &[usize], labels: &[usize]) -> Accuracy {
    let share = |counts: &dyn Fn(usize) -> bool| {
        let among = labels.iter().zip(found).filter(|(label, _)| counts(**label));
        let (mut right, mut all) = (0usize, 0usize);
        for (label, found) in among {
            all += 1;
            right += usize::from(label == found);
        }
        right as f64 / all.max(1) as f64
    };
    let taken = found.iter().filter(|found| **found == 0).count() as f64 / found.len().max(1) as f64;
    Accuracy { all: share(&|_| true), first: share(&|label| label == 0), taken }
}

impl Pictures {
    pub fn n(&self) -> usize {
        self.labels.len()
    }

    /// One picture's concepts, `[16]`.
    pub fn scores_of(&self, i: usize) -> Vec<f64> {
        self.scores[i * BANK..(i + 1) * BANK].iter().map(|score| f64::from(*score)).collect()
    }

    /// One picture's class logits.
    pub fn logits(&self, i: usize, head: &Head, path: Path) -> [f64; CLASSES] {
        let scores = &self.scores[i * BANK..(i + 1) * BANK];
        std::array::from_fn(|class| {
            let products = head.row(class).iter().zip(scores).map(|(w, z)| w * f64::from(*z));
            let residual = match path {
                Path::Concepts => 0.0,
                Path::Hybrid => f64::from(self.residuals[i * CLASSES + class]),
            };
            head.bias[class] + residual + products.sum::<f64>()
        })
    }

    /// The class of each picture.
    pub fn decided(&self, head: &Head, path: Path) -> Vec<usize> {
        (0..self.n()).map(|i| largest(&self.logits(i, head, path))).collect()
    }
}
