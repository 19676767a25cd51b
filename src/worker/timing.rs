//! How far a link's runs have come, and how long they will take.

use super::news::Progress;

/// The clock of a batch of runs; stands still while they are paused.
pub struct Timing {
    steps: Vec<Option<(u64, u64)>>,
    passed_ms: f64,
    since: Option<f64>,
}

/// Below this the time left would be a guess.
const SECONDS_BEFORE_A_GUESS: f64 = 1.0;

impl Timing {
    pub fn new(runs: usize) -> Self {
        Self { steps: vec![None; runs], passed_ms: 0.0, since: None }
    }

    /// Starts or stops the clock.
    pub fn run(&mut self, running: bool) {
        let now = js_sys::Date::now();
        if let Some(since) = self.since.take() {
            self.passed_ms += now - since;
        }
        if running {
            self.since = Some(now);
        }
    }

    /// Takes in how far one run has come; runs that have not begun are taken to be as long as those that have.
    pub fn update(&mut self, run: u32, done: u64, total: u64) -> Progress {
        if let Some(steps) = self.steps.get_mut(run as usize) {
            *steps = Some((done, total));
        }
        let begun: Vec<(u64, u64)> = self.steps.iter().flatten().copied().collect();
        let done: u64 = begun.iter().map(|(done, _)| done).sum();
        let mean = begun.iter().map(|(_, total)| total).sum::<u64>() / begun.len().max(1) as u64;
        let total = mean * self.steps.len() as u64;
        let passed = self.passed_ms + self.since.map_or(0.0, |since| js_sys::Date::now() - since);
        let seconds = passed / 1e3;
        let side_by_side = begun.iter().filter(|(done, total)| done < total).count().max(1);
        let rate = (done > 0 && seconds >= SECONDS_BEFORE_A_GUESS).then(|| seconds / done as f64);
        Progress {
            done,
            total,
            seconds,
            left: rate.map(|rate| rate * total.saturating_sub(done) as f64),
            ms_per_step: (done > 0).then(|| passed * side_by_side as f64 / done as f64),
        }
    }
}
