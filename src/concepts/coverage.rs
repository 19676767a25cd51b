//! Which sentences stand for a class: those that tell classes apart, and those that cover what all others say.

/// What a set S of a class's candidates is worth: F(S) = a Σ_{s ∈ S} D(s) + b Σ_t max_{s ∈ S} cos(s, t), t over all candidates.
///
/// Cosines below 0 count as 0 and the empty set covers nothing; with a, b and D not below 0, F is monotone and submodular.
/// Yang et al. 2023 (LaBo).
#[derive(Clone, Debug, PartialEq)]
pub struct Utility {
    /// `[n, n]`, row-major, not below 0.
    covers: Vec<f64>,
    /// `[n]`
    discriminability: Vec<f64>,
    a: f64,
    b: f64,
}

/// One candidate that was taken, and what it added.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pick {
    pub candidate: usize,
    /// D(s), without its weight.
    pub discriminability: f64,
    /// By how much Σ max cos rose, without its weight.
    pub coverage: f64,
}

impl Utility {
    /// `similarities` is `[n, n]`, row-major; `discriminability` is `[n]`, not below 0; `weights` are a and b, not below 0.
    pub fn new(similarities: &[f64], discriminability: Vec<f64>, [a, b]: [f64; 2]) -> Self {
        let n = discriminability.len();
        assert_eq!(similarities.len(), n * n, "one similarity a pair of candidates");
        assert!(a >= 0.0 && b >= 0.0 && discriminability.iter().all(|d| *d >= 0.0), "nothing is worth less than 0");
        let covers = similarities.iter().map(|similarity| similarity.max(0.0)).collect();
        Self { covers, discriminability, a, b }
    }

    /// How many candidates there are.
    pub fn n(&self) -> usize {
        self.discriminability.len()
    }

    /// F of a set of candidates.
    pub fn value(&self, set: &[usize]) -> f64 {
        self.worth(&self.listed(set))
    }

    /// a Σ D + b Σ coverage of picks in order.
    pub fn worth(&self, picks: &[Pick]) -> f64 {
        picks.iter().map(|pick| self.gain(pick)).sum()
    }

    /// What a pick added to F.
    pub fn gain(&self, pick: &Pick) -> f64 {
        self.a * pick.discriminability + self.b * pick.coverage
    }

    /// Candidates in the order given, with what each added to those before it.
    pub fn listed(&self, order: &[usize]) -> Vec<Pick> {
        let mut covered = vec![0.0; self.n()];
        order.iter().map(|candidate| self.take(*candidate, &mut covered)).collect()
    }

    /// Naive greedy: `count` times the candidate that adds most, the first of equals; all of them where there are fewer.
    ///
    /// At least 1 − 1/e of the best set's worth (Nemhauser, Wolsey & Fisher 1978).
    pub fn greedy(&self, count: usize) -> Vec<Pick> {
        let mut covered = vec![0.0; self.n()];
        let mut left: Vec<usize> = (0..self.n()).collect();
        let mut picks = Vec::new();
        while picks.len() < count && !left.is_empty() {
            let gain = |at: usize| self.gain(&self.adds(left[at], &covered));
            let gains: Vec<f64> = (0..left.len()).map(gain).collect();
            let best = super::largest(&gains);
            picks.push(self.take(left.remove(best), &mut covered));
        }
        picks
    }

    /// The best set of `count` candidates and its worth, by trying all; for few candidates.
    pub fn best(&self, count: usize) -> (Vec<usize>, f64) {
        let mut set: Vec<usize> = (0..count.min(self.n())).collect();
        let mut best = (set.clone(), self.value(&set));
        // Sets in lexicographic order: the last place that can move on does, and those after it follow closely.
        while let Some(place) = (0..set.len()).rev().find(|place| set[*place] + set.len() - place < self.n()) {
            let next = set[place] + 1;
            (place..set.len()).for_each(|after| set[after] = next + after - place);
            let value = self.value(&set);
            if value > best.1 {
                best = (set.clone(), value);
            }
        }
        best
    }

    fn adds(&self, candidate: usize, covered: &[f64]) -> Pick {
        let row = &self.covers[candidate * self.n()..(candidate + 1) * self.n()];
        let coverage = row.iter().zip(covered).map(|(cover, before)| (cover - before).max(0.0)).sum();
        Pick { candidate, discriminability: self.discriminability[candidate], coverage }
    }

    fn take(&self, candidate: usize, covered: &mut [f64]) -> Pick {
        let pick = self.adds(candidate, covered);
        let row = &self.covers[candidate * self.n()..(candidate + 1) * self.n()];
        covered.iter_mut().zip(row).for_each(|(before, cover)| *before = before.max(*cover));
        pick
    }
}

/// D(s) = Σ_y q(y, s) ln(q(y | s) C): what a candidate adds to the information between candidates and classes, in nats.
///
/// `scores` is `[n, classes]`, row-major, above 0: how much a class's images look like each sentence, on average. q(y, s) is
/// these divided by their sum over sentences, every class alike in weight. Never below 0; 0 where all classes score alike.
///
/// After Yang et al. 2023 (LaBo); the factor C in the logarithm keeps D from falling below 0, and F from falling as S grows.
pub fn discriminability(scores: &[f64], classes: usize) -> Vec<f64> {
    assert!(classes > 0 && scores.len().is_multiple_of(classes), "one score a sentence and class");
    assert!(scores.iter().all(|score| *score > 0.0), "scores are shares");
    let total = |class: usize| scores.iter().skip(class).step_by(classes).sum::<f64>() * classes as f64;
    let totals: Vec<f64> = (0..classes).map(total).collect();
    let of = |row: &[f64]| {
        let joint: Vec<f64> = row.iter().zip(&totals).map(|(score, total)| score / total).collect();
        let sum: f64 = joint.iter().sum();
        let information = joint.iter().map(|share| share * libm::log(share / sum * classes as f64)).sum::<f64>();
        // Not below 0 but for rounding.
        information.max(0.0)
    };
    scores.chunks_exact(classes).map(of).collect()
}
