//! What the page makes of the news from its runs.

use leptos::prelude::*;

use super::{
    browser,
    state::{Lab, Notice, mark},
};
use crate::{
    lab::Link,
    plot::format::duration,
    worker::{News, Phase},
};

impl Lab {
    pub(super) fn hear(&self, news: News) {
        match news {
            News::Frame { repeat, index, bytes } => {
                let pushed = self.repeats.try_update_value(|repeats| {
                    let repeats = repeats.as_mut()?;
                    let failed = repeats.replay_mut(repeat)?.push(index, &bytes).err();
                    Some((repeats.longest(), failed))
                });
                if let Some(Some((longest, failed))) = pushed {
                    self.frames.set(longest);
                    if let Some(error) = failed {
                        self.notice.set(Some(Notice { heading: UNREADABLE, lines: vec![error.to_string()] }));
                    }
                }
                self.redraw_later();
            }
            News::Progress(progress) => {
                self.run.update(|run| run.progress = progress);
                if let Some(link) = self.link_that_ran() {
                    let share = 100.0 * progress.done as f64 / progress.total.max(1) as f64;
                    browser::mark_running(Some(&format!("{link} {share:.0}")));
                }
            }
            News::Device(note) => self.run.update(|run| run.device = Some(note)),
            News::Benchmark { experiment, device, found } => {
                self.speeds.update(|speeds| drop(speeds.insert((experiment, device), found)));
            }
            News::Estimate { params, seconds } => self.run.update(|run| run.estimate = Some((params, seconds))),
            News::Phase(phase) => {
                if phase == Phase::Finished {
                    self.redraw_later();
                    let lab = *self;
                    browser::schedule("remember", move || lab.remember());
                    browser::schedule("catch up", move || lab.catch_up());
                }
                if !phase.is_busy() {
                    browser::mark_running(None);
                }
                self.spoken.set(spoken(&phase));
                self.run.update(|run| run.phase = phase);
            }
        }
    }

    fn link_that_ran(&self) -> Option<String> {
        let page = self.page_now()?;
        self.run.with_untracked(|run| run.ran.as_ref().map(|params| Link::text(page, params)))
    }

    /// Computes figures and verdicts anew in the next animation frame.
    pub fn redraw_later(&self) {
        let lab = *self;
        browser::schedule("figures", move || lab.redraw());
    }

    fn redraw(&self) {
        let upto = self.at.get_untracked().map_or(usize::MAX, |at| at + 1);
        let made = self
            .repeats
            .with_value(|repeats| repeats.as_ref().map(|repeats| (repeats.figures(upto), repeats.tallies(upto))));
        if let Some((figures, tallies)) = made {
            self.figures.set(figures);
            if self.tallies.with_untracked(|old| *old != tallies) {
                self.tallies.set(tallies);
            }
        }
    }

    /// Keeps the verdicts for the gallery.
    fn remember(&self) {
        let Some(page) = self.page_now() else { return };
        let verdicts = self
            .tallies
            .with_untracked(|tallies| tallies.iter().map(|tally| mark(&tally.ruling)).collect::<Vec<_>>().join(" "));
        let took = duration(self.run.with_untracked(|run| run.progress.seconds));
        browser::store(&format!("verdict:{}", page.info.id), &format!("{verdicts} · in {took} · {}", browser::today()));
    }
}

const UNREADABLE: &str = "A part of this run could not be read.";
const CUT_OFF: &str = "This run was cut off when the page was left.";

/// What to say where the page was left in the middle of this link's run.
pub(super) fn cut_off(link: &str) -> Option<Notice> {
    let mark = browser::was_running()?;
    let (other, share) = mark.rsplit_once(' ')?;
    (other == link).then(|| {
        browser::mark_running(None);
        let line =
            format!("It had come to {share} %. The same link gives the same numbers: press Run to make them again.");
        Notice { heading: CUT_OFF, lines: vec![line] }
    })
}

fn spoken(phase: &Phase) -> String {
    match phase {
        Phase::Idle => String::new(),
        Phase::Preparing { what, .. } => what.clone(),
        Phase::Running => "Running".into(),
        Phase::Paused => "Paused".into(),
        Phase::Asking => "Measuring again".into(),
        Phase::Finished => "Finished; the verdicts are in".into(),
        Phase::Stopped => "Stopped".into(),
        Phase::Failed { reason, .. } => format!("Failed: {reason}"),
    }
}
