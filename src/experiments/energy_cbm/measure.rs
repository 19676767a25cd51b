//! What the models make of all test pictures, told one concept after the other.

use super::{
    Config, EnergyCbm, Factorised, Frame, Score,
    config::MOST_TOLD,
    judges::{Knowledge, Model, Sight, ratios, spelt_out},
    work::{JUDGED, Work},
};
use crate::{
    concepts::{Evidence, largest},
    draws::Rng,
    lab::{Outbox, RunError},
};

/// Pictures on which the closed form is held against the sum over all states.
const SUMMED: usize = 25;

/// What stays after training.
pub struct Session {
    pub knowledge: Knowledge,
    /// Of every test picture.
    pub sights: Vec<Sight>,
    /// `[n, K]`
    pub concepts: Vec<bool>,
    pub labels: Vec<usize>,
    /// The first frame of what is measured.
    pub first: u32,
}

impl Session {
    fn width(&self) -> usize {
        self.concepts.len() / self.labels.len()
    }

    fn truth(&self, i: usize) -> &[bool] {
        let width = self.width();
        &self.concepts[i * width..(i + 1) * width]
    }

    /// The order in which each picture's concepts are told, the same for all models.
    fn orders(&self, config: &Config) -> Vec<Vec<usize>> {
        let mut rng = Rng::new(u64::from(config.seed), "orders");
        let order = |_: &usize| {
            let mut order: Vec<usize> = (0..self.width()).collect();
            rng.shuffle(&mut order);
            order
        };
        self.labels.iter().map(order).collect()
    }

    pub async fn measure_again(&self, config: &Config, outbox: &Outbox<EnergyCbm>) -> Result<(), RunError> {
        self.measure(config, &mut Work::trained(config, outbox)).await
    }

    /// A frame a model, and one of the closed form; frames that were sent before are amended.
    pub async fn measure(&self, config: &Config, work: &mut Work<'_>) -> Result<(), RunError> {
        let orders = self.orders(config);
        let mut scores: Vec<Score> = Vec::new();
        for (place, model) in Model::ALL.into_iter().enumerate() {
            scores.push(self.score(model, config, &orders, work).await);
            self.post(place, &Frame::Measured(scores.clone()), work).await?;
        }
        let factorised = self.factorised(config, &orders, work).await;
        self.post(Model::ALL.len(), &Frame::Factorised(factorised), work).await
    }

    async fn post(&self, place: usize, frame: &Frame, work: &Work<'_>) -> Result<(), RunError> {
        let index = self.first + place as u32;
        if index < work.outbox.sent() { work.outbox.amend(index, frame).await } else { work.send(frame).await }
    }

    async fn score(&self, model: Model, config: &Config, orders: &[Vec<usize>], work: &mut Work<'_>) -> Score {
        let judge = self.knowledge.judge(model, config);
        let (n, width) = (self.labels.len(), self.width());
        let mut counts = [[0usize; MOST_TOLD + 1]; 4];
        for (i, order) in orders.iter().enumerate() {
            let truth = self.truth(i);
            let mut told = vec![None; width];
            for step in 0..=MOST_TOLD {
                let found = judge.posterior(&self.sights[i], &told);
                let right = |k: &usize| (found.concepts[*k] > 0.5) == truth[*k];
                counts[0][step] += order.iter().filter(|k| right(k)).count();
                counts[1][step] += order[MOST_TOLD..].iter().filter(|k| right(k)).count();
                counts[2][step] += usize::from(found.state == truth);
                counts[3][step] += usize::from(largest(&found.classes) == self.labels[i]);
                told[order[step]] = Some(truth[order[step]]);
            }
            if (i + 1) % JUDGED == 0 || i + 1 == n {
                work.done(1).await;
            }
        }
        let share = |counts: &[usize], of: usize| counts.iter().map(|count| *count as f64 / (of * n) as f64).collect();
        Score {
            model,
            concepts: share(&counts[0], width),
            untold: share(&counts[1], width - MOST_TOLD),
            all: share(&counts[2], 1),
            classes: share(&counts[3], 1),
        }
    }

    async fn factorised(&self, config: &Config, orders: &[Vec<usize>], work: &mut Work<'_>) -> Factorised {
        let bayes = self.knowledge.bayes();
        let brute = spelt_out(&bayes);
        let pictures = SUMMED.min(self.labels.len());
        let mut difference: f64 = 0.0;
        for (i, order) in orders.iter().enumerate().take(pictures) {
            let beliefs = self.sights[i].beliefs(config.beliefs);
            let mut told = vec![None; self.width()];
            let concepts = ratios(&beliefs, bayes.marginal());
            let evidence = Evidence { concepts, classes: vec![0.0; bayes.classes()] };
            for k in &order[..=MOST_TOLD] {
                let (fast, slow) = (bayes.posterior(&beliefs, &told), brute.posterior(&evidence, &told));
                let pairs = fast.concepts.iter().zip(&slow.concepts).chain(fast.classes.iter().zip(&slow.classes));
                difference = pairs.map(|(a, b)| (a - b).abs()).fold(difference, f64::max);
                told[*k] = Some(self.truth(i)[*k]);
            }
            work.done(0).await;
        }
        Factorised { pictures, difference }
    }
}
