//! The page's state: one signal of params, one of the run, and the frames beside them.

use leptos::prelude::*;

use super::browser;
use crate::{
    lab::{Edit, Link, Page, Params, Repeats, Ruling, Tally},
    plot::{Figure, Theme, Unit},
    worker::{Crew, DeviceNote, News, Phase, Progress},
};

/// Where the visitor is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Route {
    Gallery,
    Papers,
    Experiment(&'static str),
}

/// What runs, or ran last.
#[derive(Clone, Default, PartialEq)]
pub struct Run {
    pub phase: Phase,
    pub progress: Progress,
    pub device: Option<DeviceNote>,
    /// The params of the run whose frames are shown.
    pub ran: Option<Params>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ThemeChoice {
    #[default]
    Auto,
    Light,
    Dark,
}

/// Handles to everything; freely copied into closures.
#[derive(Clone, Copy)]
pub struct Lab {
    pub pages: &'static [Page],
    pub route: RwSignal<Route>,
    pub params: RwSignal<Params>,
    pub run: RwSignal<Run>,
    /// What of a link was ignored, and other notes to the visitor.
    pub notices: RwSignal<Vec<String>>,
    /// The field that refused a value, and why.
    pub refused: RwSignal<Option<(String, String)>>,
    /// How many frames there are.
    pub frames: RwSignal<usize>,
    /// The frame the scrubber stands at; `None` follows the run.
    pub at: RwSignal<Option<usize>>,
    pub figures: RwSignal<Vec<Figure>>,
    pub tallies: RwSignal<Vec<Tally>>,
    pub theme: RwSignal<ThemeChoice>,
    /// Said to screen readers.
    pub spoken: RwSignal<String>,
    repeats: StoredValue<Option<Repeats>, LocalStorage>,
    crew: StoredValue<Option<Crew>, LocalStorage>,
}

impl Lab {
    pub fn new(pages: &'static [Page]) -> Self {
        let theme = match browser::stored("theme").as_deref() {
            Some("light") => ThemeChoice::Light,
            Some("dark") => ThemeChoice::Dark,
            _ => ThemeChoice::Auto,
        };
        let lab = Self {
            pages,
            route: RwSignal::new(Route::Gallery),
            params: RwSignal::default(),
            run: RwSignal::default(),
            notices: RwSignal::default(),
            refused: RwSignal::default(),
            frames: RwSignal::new(0),
            at: RwSignal::new(None),
            figures: RwSignal::default(),
            tallies: RwSignal::default(),
            theme: RwSignal::new(theme),
            spoken: RwSignal::default(),
            repeats: StoredValue::new_local(None),
            crew: StoredValue::new_local(None),
        };
        lab.crew.set_value(Some(Crew::new(move |news| lab.hear(news))));
        lab
    }

    /// The experiment the visitor is at.
    pub fn page(&self) -> Option<&'static Page> {
        match self.route.get() {
            Route::Experiment(id) => self.pages.iter().find(|page| page.info.id == id),
            Route::Gallery | Route::Papers => None,
        }
    }

    fn page_now(&self) -> Option<&'static Page> {
        untrack(|| self.page())
    }

    /// Goes where the address says.
    pub fn follow_address(&self) {
        let hash = browser::hash();
        let path = hash.trim_start_matches('/');
        match path {
            "" => self.route.set(Route::Gallery),
            "papers" => self.route.set(Route::Papers),
            _ => match Link::parse(path, self.pages) {
                Ok(Link { page, params, ignored }) => self.open(page, params, ignored.into_iter().map(|i| i.message)),
                Err(invalid) => {
                    self.notices.set(vec![invalid.message]);
                    self.route.set(Route::Gallery);
                }
            },
        }
    }

    fn open(&self, page: &'static Page, params: Params, ignored: impl Iterator<Item = String>) {
        let here = self.page_now().is_some_and(|here| here.info.id == page.info.id);
        let notices: Vec<String> = ignored.collect();
        if here && notices.is_empty() && self.params.get_untracked() == params {
            return;
        }
        if !here {
            self.crew(Crew::stop);
            self.run.set(Run::default());
        }
        self.notices.set(notices);
        self.refused.set(None);
        self.params.set(params.clone());
        self.route.set(Route::Experiment(page.info.id));
        if !here || !self.edit_shown(page, &params) {
            self.clear(page, &params);
        }
        self.crew(|crew| crew.prepare(page, &params));
    }

    /// Shows a run with no frames yet.
    fn clear(&self, page: &'static Page, params: &Params) {
        self.at.set(None);
        self.frames.set(0);
        self.run.update(|run| {
            run.ran = None;
            run.progress = Progress::default();
        });
        self.repeats.set_value(Repeats::new(page, params).ok());
        self.redraw_later();
    }

    /// Takes params over into the shown run, where they differ by nothing that needs a rerun.
    fn edit_shown(&self, page: &'static Page, params: &Params) -> bool {
        let shown = self.run.with_untracked(|run| run.ran.clone());
        let Some(shown) = shown.filter(|shown| !differs(page, shown, params, Edit::Rerun)) else { return false };
        let edited = self.repeats.try_update_value(|repeats| repeats.as_mut().map(|repeats| repeats.edit(params)));
        if differs(page, &shown, params, Edit::Ask) && self.run.with_untracked(|run| run.phase == Phase::Finished) {
            self.crew(|crew| crew.ask(params));
            self.run.update(|run| run.ran = Some(params.clone()));
        }
        self.redraw_later();
        matches!(edited, Some(Some(Ok(()))))
    }

    /// Sets one field from text, as its control, a click on a chart and a link all do.
    pub fn set(&self, key: &str, text: &str) {
        let Some(page) = self.page_now() else { return };
        let mut params = self.params.get_untracked();
        match page.set(&mut params, key, text) {
            Err(invalid) => self.refused.set(Some((key.to_owned(), invalid.message))),
            Ok(()) => {
                if self.refused.with_untracked(|refused| refused.as_ref().is_some_and(|(other, _)| other == key)) {
                    self.refused.set(None);
                }
                self.change(page, params);
            }
        }
    }

    /// Restores one field's default.
    pub fn reset_field(&self, key: &str) {
        let Some(page) = self.page_now() else { return };
        if let Some(default) = page.all_defaults().get(key) {
            self.set(key, default);
        }
    }

    pub fn reset_all(&self) {
        if let Some(page) = self.page_now() {
            self.refused.set(None);
            self.change(page, Params::default());
        }
    }

    fn change(&self, page: &'static Page, params: Params) {
        if self.params.get_untracked() == params {
            return;
        }
        let device = |params: &Params| params.get("device").cloned();
        let other_device = self.params.with_untracked(|old| device(old) != device(&params));
        self.params.set(params.clone());
        browser::replace_hash(&format!("/{}", Link::text(page, &params)));
        let idle = self.run.with_untracked(|run| run.ran.is_none() && !run.phase.is_busy());
        if idle {
            self.clear(page, &params);
        } else {
            self.edit_shown(page, &params);
        }
        if other_device {
            self.crew(|crew| crew.prepare(page, &params));
        }
    }

    /// The shown run was made with other settings than those on the knobs.
    pub fn is_stale(&self) -> bool {
        let Some(page) = self.page() else { return false };
        let params = self.params.get();
        self.run.with(|run| {
            run.ran
                .as_ref()
                .is_some_and(|ran| differs(page, ran, &params, Edit::Rerun) || differs(page, ran, &params, Edit::Ask))
        })
    }

    /// Run, pause or resume: whatever the main button says.
    pub fn toggle(&self) {
        match self.run.with_untracked(|run| run.phase.clone()) {
            Phase::Running => self.crew(Crew::pause),
            Phase::Paused => self.crew(Crew::resume),
            Phase::Preparing { .. } | Phase::Asking => {}
            _ => self.start(|crew, page, params| crew.run(page, params)),
        }
    }

    pub fn step(&self) {
        if self.run.with_untracked(|run| run.phase.is_busy()) {
            self.crew(Crew::step);
        } else {
            self.start(|crew, page, params| crew.start_paused(page, params));
        }
    }

    pub fn stop(&self) {
        self.crew(Crew::stop);
    }

    /// Forgets the run and its frames.
    pub fn reset_run(&self) {
        self.crew(Crew::stop);
        if let Some(page) = self.page_now() {
            self.run.update(|run| run.phase = Phase::Idle);
            self.clear(page, &self.params.get_untracked());
        }
    }

    fn start(&self, start: impl FnOnce(&Crew, &'static Page, &Params)) {
        let Some(page) = self.page_now() else { return };
        let params = self.params.get_untracked();
        self.clear(page, &params);
        self.run.update(|run| run.ran = Some(params.clone()));
        self.crew(|crew| start(crew, page, &params));
    }

    pub fn unit(&self) -> Unit {
        self.page().map(|page| page.conditions(&self.params.get()).unit).unwrap_or_default()
    }

    pub fn shown_theme(&self) -> Theme {
        match self.theme.get() {
            ThemeChoice::Light => Theme::Light,
            ThemeChoice::Dark => Theme::Dark,
            ThemeChoice::Auto if browser::prefers_dark() => Theme::Dark,
            ThemeChoice::Auto => Theme::Light,
        }
    }

    /// Where the scrubber stands: the frame's index and its moment.
    pub fn moment(&self) -> (usize, String) {
        let last = self.frames.get().saturating_sub(1);
        let index = self.at.get().map_or(last, |at| at.min(last));
        let text = self.repeats.with_value(|repeats| repeats.as_ref().map(|repeats| repeats.moment(index)));
        (index, text.unwrap_or_default())
    }

    pub fn scrub(&self, index: usize) {
        let last = self.frames.get_untracked().saturating_sub(1);
        self.at.set(if index >= last { None } else { Some(index) });
        self.redraw_later();
    }

    fn hear(&self, news: News) {
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
                        self.notices.update(|notices| notices.push(error.to_string()));
                    }
                }
                self.redraw_later();
            }
            News::Progress(progress) => self.run.update(|run| run.progress = progress),
            News::Device(note) => self.run.update(|run| run.device = Some(note)),
            News::Phase(phase) => {
                if phase == Phase::Finished {
                    self.redraw_later();
                    let lab = *self;
                    browser::schedule("remember", move || lab.remember());
                }
                self.spoken.set(spoken(&phase));
                self.run.update(|run| run.phase = phase);
            }
        }
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

    /// Keeps the verdict and the first figure for the gallery.
    fn remember(&self) {
        let Some(page) = self.page_now() else { return };
        let verdicts = self
            .tallies
            .with_untracked(|tallies| tallies.iter().map(|tally| mark(&tally.ruling)).collect::<Vec<_>>().join(" "));
        browser::store(&format!("verdict:{}", page.info.id), &format!("{verdicts} · {}", browser::today()));
    }

    fn crew(&self, act: impl FnOnce(&Crew)) {
        if let Some(crew) = self.crew.with_value(Clone::clone) {
            act(&crew);
        }
    }
}

/// The sign of a ruling: its shape tells before its colour does.
pub fn mark(ruling: &Ruling) -> &'static str {
    match ruling {
        Ruling::Held => "✓",
        Ruling::DidNotHold => "✕",
        Ruling::Open { .. } => "…",
    }
}

/// Whether two sets of params differ in a field whose edit costs this much.
fn differs(page: &Page, a: &Params, b: &Params, cost: Edit) -> bool {
    let keys = a.keys().chain(b.keys());
    keys.filter(|key| page.field(key).is_some_and(|field| field.edit == cost)).any(|key| a.get(key) != b.get(key))
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
